//! Two people change the same thing: what a form brings with it so that the later of them does not undo the earlier
//! unseen.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How something stood when a form to change it was drawn: a mark of its values, which comes back with the form.
///
/// The verb that makes the change asks within its transaction, with the record held, whether it [stands](Stood::still)
/// so still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stood(String);

/// What came of changing something that others may have changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amended<T> {
    /// It stands as it was to: written now, or so already.
    Done,
    /// It was changed after the form was drawn, to something else: nothing was written, and this is what stands.
    Overtaken(T),
}

/// Of the checksum, in bytes: nobody gains by finding two values with one mark, for both would be their own.
const LENGTH: usize = 16;

impl Stood {
    /// The mark of these values.
    pub fn of(values: &impl Serialize) -> Self {
        // Plain fields always have their JSON; if ever some had none, they would be taken for changed.
        let words = serde_json::to_vec(values).unwrap_or_default();
        let sum = Sha256::digest(&words);
        Self(data_encoding::HEXLOWER.encode(&sum[..LENGTH]))
    }

    /// Whether these values are as they were when the form was drawn.
    pub fn still(&self, values: &impl Serialize) -> bool {
        *self == Self::of(values)
    }
}

impl std::fmt::Display for Stood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_values_have_the_same_mark_and_others_another() {
        let stood = Stood::of(&("system working", 10));
        assert!(stood.still(&("system working".to_owned(), 10)));
        for other in [("system working", 25), ("working together", 10)] {
            assert!(!stood.still(&other), "{other:?}");
        }
        assert_eq!(stood.to_string().len(), 2 * LENGTH);
    }
}
