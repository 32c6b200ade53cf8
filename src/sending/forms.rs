//! The form that holds a system's mail, as strings, and what it means.

use serde::Deserialize;

use crate::web::{forms::Errors, patients::typed_words};

/// Most characters of a reason.
pub(super) const LONGEST_REASON: u32 = 300;

/// Why mail is held.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PauseForm {
    pub reason: String,
}

impl PauseForm {
    /// The reason.
    pub fn parse(&self, errors: &mut Errors) -> Option<String> {
        let reason = typed_words(
            "reason",
            &self.reason,
            LONGEST_REASON,
            Some("Enter why mail is held, for those who find it so"),
            errors,
        );
        errors.is_empty().then_some(reason)
    }
}
