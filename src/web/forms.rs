//! What was wrong with a form, and the three fields of a date.

use jiff::civil::Date;
use serde::Serialize;

/// What was wrong with a form: a sentence for each field, in the order of the page.
///
/// Filled while the strings of a form become values of the field; the same
/// sentences then stand at the top of the page and at the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what is wrong with a field, and what to do: "Enter the date by which it will be done".
    ///
    /// Of several sentences for one field only the first is kept: people mend one thing at a time.
    pub fn add(&mut self, id: impl Into<String>, message: impl Into<String>) {
        let id = id.into();
        if self.of(&id).is_none() {
            self.0.push((id, message.into()));
        }
    }

    /// Whether the form may be acted on.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with the field of this id.
    pub fn of(&self, id: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(field, _)| field == id)
            .map(|(_, message)| message.as_str())
    }

    /// The list at the top of the page, with a link to each field.
    pub fn summary(&self) -> ErrorSummary {
        ErrorSummary {
            errors: self
                .0
                .iter()
                .map(|(id, message)| FieldError {
                    id: id.clone(),
                    message: message.clone(),
                })
                .collect(),
        }
    }
}

/// What was typed into a field of free text: trimmed, its lines ended as ours are, and no longer than `at_most`
/// characters, which are counted as the page counts them.
///
/// `empty` is what to say if nothing was typed, where something must be.
pub fn typed_text(
    id: &str,
    typed: &str,
    at_most: u32,
    empty: Option<&str>,
    errors: &mut Errors,
) -> String {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    match empty {
        Some(sentence) if text.is_empty() => errors.add(id, sentence),
        _ if text.chars().count() > at_most as usize => {
            errors.add(id, format!("Enter {at_most} characters or fewer"));
        }
        _ => {}
    }
    text
}

/// The list of what was wrong, at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorSummary {
    /// One for each field, in the order of the page.
    pub errors: Vec<FieldError>,
}

/// One line of the list of what was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field to go to.
    pub id: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// A date as people type it, in three fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedDate {
    /// 1 to 31.
    pub day: String,
    /// 1 to 12, or a name: "March", "mar".
    pub month: String,
    /// With all four digits.
    pub year: String,
}

impl TypedDate {
    /// From the three fields of a form.
    pub fn new(day: impl Into<String>, month: impl Into<String>, year: impl Into<String>) -> Self {
        Self {
            day: day.into(),
            month: month.into(),
            year: year.into(),
        }
    }

    /// Whether nothing was typed at all.
    pub fn is_empty(&self) -> bool {
        [&self.day, &self.month, &self.year]
            .iter()
            .all(|part| part.trim().is_empty())
    }

    /// The date that was typed; otherwise `errors` says at the field what is missing.
    ///
    /// `what` names the date in the sentences, with its article: "the date it was agreed".
    pub fn parse(&self, id: &str, what: &str, errors: &mut Errors) -> Option<Date> {
        if self.is_empty() {
            errors.add(id, format!("Enter {what}"));
            return None;
        }
        let parts = [
            (id.to_owned(), "day", &self.day),
            (format!("{id}-month"), "month", &self.month),
            (format!("{id}-year"), "year", &self.year),
        ];
        for (field, part, typed) in parts {
            if typed.trim().is_empty() {
                errors.add(field, format!("{} must include a {part}", sentence(what)));
                return None;
            }
        }
        let date = (|| {
            let year: i16 = self.year.trim().parse().ok()?;
            let day: i8 = self.day.trim().parse().ok()?;
            (self.year.trim().len() == 4).then_some(())?;
            Date::new(year, month(&self.month)?, day).ok()
        })();
        if date.is_none() {
            errors.add(
                id,
                format!("{} must be a real date, such as 27 3 2026", sentence(what)),
            );
        }
        date
    }
}

impl From<Date> for TypedDate {
    fn from(date: Date) -> Self {
        Self::new(
            date.day().to_string(),
            date.month().to_string(),
            date.year().to_string(),
        )
    }
}

/// A month by its number or the first letters of its name, three or more.
fn month(typed: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let typed = typed.trim().to_lowercase();
    if let Ok(number) = typed.parse() {
        return Some(number);
    }
    if typed.len() < 3 {
        return None;
    }
    (1..)
        .zip(NAMES)
        .find_map(|(number, name)| name.starts_with(&typed).then_some(number))
}

/// With a capital at its start.
fn sentence(what: &str) -> String {
    let mut letters = what.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn parsed(day: &str, month: &str, year: &str) -> Result<Date, String> {
        let mut errors = Errors::new();
        TypedDate::new(day, month, year)
            .parse("due", "the date it is due", &mut errors)
            .ok_or_else(|| {
                let first = &errors.summary().errors[0];
                format!("{}: {}", first.id, first.message)
            })
    }

    #[test]
    fn a_date_is_read_by_numbers_and_by_names_of_months() {
        assert_eq!(parsed("27", "3", "2026"), Ok(date(2026, 3, 27)));
        assert_eq!(parsed(" 1 ", "sept", "2026"), Ok(date(2026, 9, 1)));
        assert_eq!(parsed("29", "February", "2028"), Ok(date(2028, 2, 29)));
    }

    #[test]
    fn what_is_missing_from_a_date_is_said_at_its_field() {
        let said = |day, month, year| parsed(day, month, year).expect_err("not a date");
        assert_eq!(said("", "", ""), "due: Enter the date it is due");
        assert_eq!(
            said("", "3", "2026"),
            "due: The date it is due must include a day"
        );
        assert_eq!(
            said("27", " ", "2026"),
            "due-month: The date it is due must include a month"
        );
        assert_eq!(
            said("27", "3", ""),
            "due-year: The date it is due must include a year"
        );
        for wrong in [
            ("31", "2", "2026"),
            ("1", "ma", "2026"),
            ("1", "3", "26"),
            ("x", "3", "2026"),
        ] {
            assert_eq!(
                said(wrong.0, wrong.1, wrong.2),
                "due: The date it is due must be a real date, such as 27 3 2026"
            );
        }
    }

    #[test]
    fn the_first_sentence_for_a_field_stands() {
        let mut errors = Errors::new();
        assert!(errors.is_empty());
        errors.add("title", "Enter a title");
        errors.add("title", "Title must be 100 characters or fewer");
        errors.add("level", "Select a level");
        assert_eq!(errors.of("title"), Some("Enter a title"));
        assert_eq!(errors.summary().errors.len(), 2);
        assert_eq!(errors.of("other"), None);
    }
}
