//! Stories: what changed because of somebody's work, in their words, which they let their organisation's board quote.
//!
//! Nothing that anybody wrote is quoted unless its author has offered it, word for word, and it is still so: taking it
//! back, amending the entry or withdrawing it ends that. A story never has its author's name.

use super::{OwnEntry, store};
use crate::{
    access::KeptBoard,
    kernel::{
        fault::{Answer, Fault},
        ids::EntryId,
        periods::Period,
    },
};

/// A story that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The entry it is of.
    pub entry: EntryId,
    /// What changed, in its author's words.
    pub words: String,
}

/// Whether an entry's story is offered as it reads now.
pub async fn is_offered(mine: &OwnEntry) -> Answer<bool> {
    store::stories::is_offered(mine).await
}

/// Lets the board of the organisation quote what changed.
///
/// # Errors
/// Refused where the entry does not say what changed.
pub async fn offer(mine: &OwnEntry) -> Answer<()> {
    if mine.work().changed.trim().is_empty() {
        return Err(Fault::refused(
            "This entry does not say what changed, so there is nothing to quote. Amend it first.",
        ));
    }
    store::stories::offer(mine).await
}

/// Takes that back. A digest that was issued stays as it was.
pub async fn take_back(mine: &OwnEntry) -> Answer<()> {
    store::stories::take_back(mine).await
}

/// What is offered of a period's work at a board's organisation, the latest work first; at most a hundred.
pub async fn offered_to(board: &KeptBoard, period: Period) -> Answer<Vec<Story>> {
    store::stories::offered_to(board, period, None).await
}

/// Those of these that are still offered, however many others are.
pub async fn still_offered(
    board: &KeptBoard,
    period: Period,
    entries: &[EntryId],
) -> Answer<Vec<Story>> {
    store::stories::offered_to(board, period, Some(entries)).await
}
