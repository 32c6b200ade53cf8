//! Fields whose answers are listed.

use serde::Serialize;

use super::fields::{Input, Textarea, about_fields, told_by_id};
use crate::web::forms::Errors;

/// One answer of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
    chosen: bool,
    reveals: Option<Revealed>,
    id: String,
}

/// A field that belongs to one answer, and shows when it is chosen (always, in browsers that cannot tell).
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "component", content = "field")]
pub enum Revealed {
    /// One line.
    #[serde(rename = "components/input")]
    Input(Box<Input>),
    /// Several lines.
    #[serde(rename = "components/textarea")]
    Textarea(Box<Textarea>),
}

impl From<Input> for Revealed {
    fn from(input: Input) -> Self {
        Self::Input(Box::new(input))
    }
}

impl From<Textarea> for Revealed {
    fn from(textarea: Textarea) -> Self {
        Self::Textarea(Box::new(textarea))
    }
}

impl Choice {
    /// An answer: what is sent, and what is read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
            chosen: false,
            reveals: None,
            id: String::new(),
        }
    }

    /// Help for this answer; lists to select from show none.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A field that belongs to this answer; lists to select from show none.
    #[must_use]
    pub fn reveals(mut self, field: impl Into<Revealed>) -> Self {
        self.reveals = Some(field.into());
        self
    }
}

/// One of a few: `components/radios`.
#[derive(Debug, Clone, Serialize)]
pub struct Radios {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    error: Option<String>,
    inline: bool,
    choices: Vec<Choice>,
}

about_fields!(Radios, |field| identify(&field.id, &mut field.choices));
told_by_id!(Radios);

impl Radios {
    /// A question of this name.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let name = name.into();
        Self {
            choices: identified(&name, choices),
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            error: None,
            inline: false,
        }
    }

    /// Chooses the answer of this value; none if it is not there.
    #[must_use]
    pub fn chosen(mut self, value: &str) -> Self {
        choose(&mut self.choices, |choice| choice == value);
        self
    }

    /// Side by side, for two short answers.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

/// Any of several: `components/checkboxes`. More than eight stand in columns on a desktop.
#[derive(Debug, Clone, Serialize)]
pub struct Checkboxes {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    error: Option<String>,
    columns: bool,
    choices: Vec<Choice>,
}

about_fields!(Checkboxes, |field| identify(&field.id, &mut field.choices));
told_by_id!(Checkboxes);

impl Checkboxes {
    /// A question of this name; each chosen answer is sent under it.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let name = name.into();
        let choices = identified(&name, choices);
        Self {
            columns: choices.len() > 8,
            choices,
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            error: None,
        }
    }

    /// Chooses the answers of these values.
    #[must_use]
    pub fn chosen<S: AsRef<str>>(mut self, values: &[S]) -> Self {
        choose(&mut self.choices, |choice| {
            values.iter().any(|value| value.as_ref() == choice)
        });
        self
    }
}

/// One of many: `components/select`.
#[derive(Debug, Clone, Serialize)]
pub struct Select {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    error: Option<String>,
    choices: Vec<Choice>,
}

about_fields!(Select, |field| identify(&field.id, &mut field.choices));
told_by_id!(Select);

impl Select {
    /// A question of this name; begin `choices` with an empty value where there is nothing sensible to begin with.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let name = name.into();
        Self {
            choices: identified(&name, choices),
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            error: None,
        }
    }

    /// Chooses the answer of this value; the first if it is not there.
    #[must_use]
    pub fn chosen(mut self, value: &str) -> Self {
        choose(&mut self.choices, |choice| choice == value);
        self
    }
}

fn identified(id: &str, choices: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = choices.into_iter().collect();
    identify(id, &mut choices);
    choices
}

/// Gives each choice its id; the first has the field's own, so that the list of errors can lead there.
fn identify(id: &str, choices: &mut [Choice]) {
    for (index, choice) in choices.iter_mut().enumerate() {
        choice.id = match index {
            0 => id.to_owned(),
            _ => format!("{id}-{}", index + 1),
        };
    }
}

fn choose(choices: &mut [Choice], chosen: impl Fn(&str) -> bool) {
    for choice in choices {
        choice.chosen = chosen(&choice.value);
    }
}
