//! The forms of digests, as strings, and what they mean.

use serde::Deserialize;

use super::LONGEST_COMMENTARY;
use crate::web::forms::Errors;

/// Which period a digest is drafted for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DraftForm {
    /// The period's key.
    pub period: String,
}

/// The secretary's own words.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CommentaryForm {
    pub commentary: String,
}

/// That what was checked is to be issued.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct IssueForm {
    /// The mark of what was checked.
    pub checked: String,
}

impl CommentaryForm {
    /// The words as typed, but for the line ends that browsers send and the space around them.
    pub fn parse(&self, errors: &mut Errors) -> Option<String> {
        let commentary = self.commentary.replace("\r\n", "\n").trim().to_owned();
        if commentary.chars().count() > LONGEST_COMMENTARY {
            errors.add(
                "commentary",
                format!("Your commentary must be {LONGEST_COMMENTARY} characters or fewer"),
            );
            return None;
        }
        Some(commentary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commentary_is_kept_as_typed_within_its_limit() {
        let mut errors = Errors::new();
        let form = |text: &str| CommentaryForm {
            commentary: text.to_owned(),
        };
        assert_eq!(
            form(" One.\r\n\r\nTwo. ").parse(&mut errors),
            Some("One.\n\nTwo.".into())
        );
        assert!(errors.is_empty());
        assert_eq!(
            form(&"é".repeat(LONGEST_COMMENTARY))
                .parse(&mut errors)
                .map(|t| t.chars().count()),
            Some(LONGEST_COMMENTARY)
        );
        assert_eq!(
            form(&"x".repeat(LONGEST_COMMENTARY + 1)).parse(&mut errors),
            None
        );
        assert!(!errors.is_empty());
    }
}
