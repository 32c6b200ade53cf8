//! Fields that people type into, or choose a file with.

use serde::Serialize;

use crate::web::forms::{Errors, TypedDate};

/// What every field has: an id to be found by, and sentences about it.
macro_rules! about_fields {
    ($field:ty) => {
        about_fields!($field, |_| ());
    };
    ($field:ty, $identified:expr) => {
        impl $field {
            /// Another id than the name, where one page has the same name twice.
            #[must_use]
            pub fn id(mut self, id: impl Into<String>) -> Self {
                self.id = id.into();
                let identify: fn(&mut Self) = $identified;
                identify(&mut self);
                self
            }

            /// Help that stays on the page, under the label.
            #[must_use]
            pub fn hint(mut self, hint: impl Into<String>) -> Self {
                self.hint = Some(hint.into());
                self
            }

            /// The label's size: `s` unless said, `m` or `l` where the page asks one thing.
            #[must_use]
            pub fn size(mut self, size: &'static str) -> Self {
                self.size = size;
                self
            }
        }
    };
}

/// What is wrong with a field is found by its id.
macro_rules! told_by_id {
    ($field:ty) => {
        impl $field {
            /// Says at the field what is wrong with it, if anything.
            #[must_use]
            pub fn errors(mut self, errors: &Errors) -> Self {
                self.error = errors.of(&self.id).map(str::to_owned);
                self
            }
        }
    };
}

/// What was typed or chosen comes back with the page.
macro_rules! valued {
    ($field:ty) => {
        impl $field {
            /// What the field holds: what was typed, as it was typed.
            #[must_use]
            pub fn value(mut self, value: impl Into<String>) -> Self {
                self.value = value.into();
                self
            }
        }
    };
}
pub(super) use {about_fields, told_by_id};

/// One line of text: `components/input`.
#[derive(Debug, Clone, Serialize)]
pub struct Input {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    value: String,
    error: Option<String>,
    kind: &'static str,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
    width: Option<u8>,
    prefix: Option<String>,
    suffix: Option<String>,
    spellcheck: Option<bool>,
    autocapitalize: Option<&'static str>,
}

about_fields!(Input);
told_by_id!(Input);
valued!(Input);

impl Input {
    /// A field of this name, which is its id too.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            value: String::new(),
            error: None,
            kind: "text",
            autocomplete: None,
            inputmode: None,
            width: None,
            prefix: None,
            suffix: None,
            spellcheck: None,
            autocapitalize: None,
        }
    }

    /// An email address.
    #[must_use]
    pub fn email(mut self) -> Self {
        self.kind = "email";
        self.autocomplete = Some("email");
        self.spellcheck = Some(false);
        self.autocapitalize = Some("none");
        self
    }

    /// A password; `autocomplete` is `current-password` or `new-password`. What was typed never comes back.
    #[must_use]
    pub fn password(mut self, autocomplete: &'static str) -> Self {
        self.kind = "password";
        self.autocomplete = Some(autocomplete);
        self.spellcheck = Some(false);
        self.autocapitalize = Some("none");
        self.value = String::new();
        self
    }

    /// A whole number: a keypad on phones, without the arrows that change it by accident.
    #[must_use]
    pub fn number(mut self) -> Self {
        self.inputmode = Some("numeric");
        self.width = self.width.or(Some(5));
        self
    }

    /// A code that is no word: not spell-checked, no capitals made, the browser does not fill it in.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.autocomplete = Some("off");
        self.spellcheck = Some(false);
        self.autocapitalize = Some("none");
        self
    }

    /// What a browser may fill in, in the words of the HTML standard: `name`, `one-time-code`.
    #[must_use]
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    /// A width that says how long the answer is: 2, 3, 4, 5, 10, 20 or 30 characters.
    #[must_use]
    pub fn width(mut self, characters: u8) -> Self {
        self.width = Some(characters);
        self
    }

    /// What stands before the field, such as "£"; the label must say it too.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// What stands after the field, such as "minutes"; the label must say it too.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }
}

/// Text of several lines: `components/textarea`.
#[derive(Debug, Clone, Serialize)]
pub struct Textarea {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    value: String,
    error: Option<String>,
    rows: u8,
    at_most: Option<u32>,
}

about_fields!(Textarea);
told_by_id!(Textarea);
valued!(Textarea);

impl Textarea {
    /// A field of five lines.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            value: String::new(),
            error: None,
            rows: 5,
            at_most: None,
        }
    }

    /// How many lines show.
    #[must_use]
    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }

    /// Says how many characters there may be, and counts while they are typed; the server must still check.
    #[must_use]
    pub fn at_most(mut self, characters: u32) -> Self {
        self.at_most = Some(characters);
        self
    }
}

/// A date in three fields, `NAME-day`, `NAME-month` and `NAME-year`: `components/date-input`.
///
/// The day's id is `NAME` itself, so that the list of errors can lead there;
/// the others' are `NAME-month` and `NAME-year`.
#[derive(Debug, Clone, Serialize)]
pub struct DateInput {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    error: Option<String>,
    value: TypedDate,
    wrong_day: bool,
    wrong_month: bool,
    wrong_year: bool,
}

about_fields!(DateInput);

impl DateInput {
    /// A date of this name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            error: None,
            value: TypedDate::default(),
            wrong_day: false,
            wrong_month: false,
            wrong_year: false,
        }
    }

    /// What was typed.
    #[must_use]
    pub fn value(mut self, value: TypedDate) -> Self {
        self.value = value;
        self
    }

    /// Says at the field what is wrong, and marks the part that is: see [`TypedDate::parse`].
    #[must_use]
    pub fn errors(mut self, errors: &Errors) -> Self {
        let whole = errors.of(&self.id);
        let month = errors.of(&format!("{}-month", self.id));
        let year = errors.of(&format!("{}-year", self.id));
        let only_day_missing = whole.is_some()
            && self.value.day.trim().is_empty()
            && !self.value.month.trim().is_empty()
            && !self.value.year.trim().is_empty();
        self.wrong_day = whole.is_some();
        self.wrong_month = month.is_some() || (whole.is_some() && !only_day_missing);
        self.wrong_year = year.is_some() || (whole.is_some() && !only_day_missing);
        self.error = whole.or(month).or(year).map(str::to_owned);
        self
    }
}

/// A file to send: `components/file-upload`; it belongs in a `components/upload-form`.
#[derive(Debug, Clone, Serialize)]
pub struct FileUpload {
    id: String,
    name: String,
    label: String,
    size: &'static str,
    hint: Option<String>,
    error: Option<String>,
    accept: Option<String>,
}

about_fields!(FileUpload);
told_by_id!(FileUpload);

impl FileUpload {
    /// A field of this name.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            size: "s",
            hint: None,
            error: None,
            accept: None,
        }
    }

    /// The kinds of file that the browser offers first: `.csv,text/csv`.
    #[must_use]
    pub fn accept(mut self, kinds: impl Into<String>) -> Self {
        self.accept = Some(kinds.into());
        self
    }
}
