//! What people press, and where they go.

use serde::Serialize;

/// A link: `components/link`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    text: String,
    address: String,
    about: Option<String>,
}

impl Link {
    /// A link that says where it leads.
    pub fn new(text: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            address: address.into(),
            about: None,
        }
    }

    /// What it is about, for those who hear links without what is around them: "Change", about "the date".
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// A button, or a link that looks like one: `components/button`.
#[derive(Debug, Clone, Serialize)]
pub struct Button {
    text: String,
    about: Option<String>,
    address: Option<String>,
    name: Option<String>,
    value: Option<String>,
    look: &'static str,
    small: bool,
    once: bool,
}

impl Button {
    /// Sends the form it is in, once however often it is pressed.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            about: None,
            address: None,
            name: None,
            value: None,
            look: "",
            small: false,
            once: true,
        }
    }

    /// A link that looks like a button: the start of a journey.
    pub fn link(text: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            address: Some(address.into()),
            once: false,
            ..Self::new(text)
        }
    }

    /// What it is about, for those who hear it without what is around it.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// What the form is told of which button was pressed.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self.value = Some(value.into());
        self
    }

    /// Not the main thing to do here.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.look = " nhsuk-button--secondary";
        self
    }

    /// Cannot be undone.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.look = " nhsuk-button--warning";
        self
    }

    /// In a table, or beside a field.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }
}
