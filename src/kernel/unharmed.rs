//! Work whose panic is nobody else's: it ends that piece of work, and what stands beside it goes on.

use std::{future::Future, panic::AssertUnwindSafe};

use futures_util::FutureExt as _;

use super::fault::Answer;

/// A piece of work panicked. Where, and over what, stands in the process's log: its words may quote what was worked on,
/// so they are carried nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the work panicked; the log says where")]
pub struct Panicked;

/// Does a piece of work and says whether it ended, as a rule, or panicked. What it held goes with it: a change that was
/// not committed has not happened.
///
/// # Errors
/// [`Panicked`], where it did.
pub fn unharmed<T>(work: impl Future<Output = T>) -> impl Future<Output = Result<T, Panicked>> {
    // On the heap at once: an async function would hold what it is given twice, and these stand within each other.
    let work = Box::pin(work);
    // Nothing of the work is looked at after a panic, and what is shared with it (pools, locks) bears one.
    async move {
        let done = AssertUnwindSafe(work).catch_unwind().await;
        done.map_err(|_| Panicked)
    }
}

/// The same of work that answers: a panic is a fault of ours like another.
///
/// # Errors
/// What the work answers, or [`Panicked`] as a broken piece of ours.
pub fn answered<T>(work: impl Future<Output = Answer<T>>) -> impl Future<Output = Answer<T>> {
    let done = unharmed(work);
    async move { done.await? }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Fault;

    async fn broken_at(what: u32) -> Answer<u32> {
        tokio::task::yield_now().await;
        assert_ne!(what, 2, "a panic");
        (what != 3).then_some(what).ok_or(Fault::NotFound)
    }

    #[tokio::test]
    async fn a_panic_ends_one_piece_of_work_and_no_other() {
        let mut came = Vec::new();
        for what in 1..=4 {
            came.push(
                answered(broken_at(what))
                    .await
                    .map_err(|fault| fault.to_string()),
            );
        }
        let panicked = "internal fault: the work panicked; the log says where";
        assert_eq!(
            came,
            [Ok(1), Err(panicked.into()), Err("not found".into()), Ok(4)]
        );
    }
}
