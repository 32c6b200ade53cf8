//! What is held on people: each may see all of it, and nobody is kept for ever.
//!
//! [`everything`] reads what is held on one person, for themselves, or for the operator who answers a request. Other
//! people are not in it, but for the name of a line manager where the record of an employment has it.
//!
//! Each night people are **forgotten** who left more than so many years ago, as [their systems' settings](years_kept)
//! say; of somebody who was in several the longest holds. *Left* is the last day of their last employment, or, of
//! somebody who was never employed, of their last role; nobody is forgotten who is employed anywhere or holds a role.
//! What is left is a [person without a name](NOBODY): their employments with days, staff groups, places and
//! bands, their objectives and entries without a word, and the audit trail's acts and moments. That is what figures are
//! counted from, so no count changes, whether it is kept, published or issued.
//!
//! What they wrote as somebody's manager is about that person, and stays with them, under no name.

mod due;
mod forgetting;
mod pages;
mod sample;
mod store;
mod words;

pub use forgetting::{Forgotten, forget, forget_due};
pub use pages::{routes, samples};
pub use words::{Held, NOBODY};

use crate::{
    access::{Acting, OwnRecords},
    kernel::fault::{Answer, Fault},
    organisations::founding,
};

/// How much of what may be long a page shows.
const SHOWN: u64 = 5;

/// All that is held on somebody.
///
/// # Errors
/// Where it cannot be read.
pub async fn everything(records: &OwnRecords) -> Answer<Held> {
    store::held_on(records, None).await
}

/// The same, with the latest of what may be long.
async fn latest(records: &OwnRecords) -> Answer<Held> {
    store::held_on(records, Some(SHOWN)).await
}

/// For how many years people are kept after they have left: by the system here that keeps them longest.
///
/// # Errors
/// Where the systems cannot be read.
pub async fn years_kept(acting: &Acting) -> Answer<i32> {
    let longest = store::longest(acting).await?;
    Ok(longest.unwrap_or(founding::YEARS_KEPT))
}

impl Held {
    /// The same, as it is taken away.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn to_json(&self) -> Answer<String> {
        serde_json::to_string_pretty(self).map_err(Fault::broken)
    }
}
