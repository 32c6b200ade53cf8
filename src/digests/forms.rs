//! The forms of digests, as strings, and what they mean.

use serde::Deserialize;

use super::{LONGEST_COMMENTARY, LONGEST_REASON};
use crate::web::{forms::Errors, patients::refuse_patients};

/// Which period a digest is drafted for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct DraftForm {
    /// The period's key.
    pub period: String,
}

/// The secretary's own words.
#[derive(Clone, Default, Deserialize)]
pub(super) struct CommentaryForm {
    pub commentary: String,
}

/// Why a digest is corrected.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CorrectionForm {
    pub reason: String,
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
        refuse_patients("commentary", &commentary, errors);
        errors.is_empty().then_some(commentary)
    }
}

impl CorrectionForm {
    /// The reason, which a correction cannot be without.
    pub fn parse(&self, errors: &mut Errors) -> Option<String> {
        let reason = self.reason.replace("\r\n", "\n").trim().to_owned();
        if reason.is_empty() {
            errors.add("reason", "Enter why the digest is corrected");
        } else if reason.chars().count() > LONGEST_REASON {
            errors.add(
                "reason",
                format!("The reason must be {LONGEST_REASON} characters or fewer"),
            );
        } else {
            refuse_patients("reason", &reason, errors);
            return errors.is_empty().then_some(reason);
        }
        None
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
