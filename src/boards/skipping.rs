//! A meeting whose digest does not go out by itself, because its secretary said so, with the reason.

use serde_json::json;

use super::store::{self, skipping};
use crate::{
    access::{KeptBoard, audit::Line},
    kernel::{fault::Answer, ids::MeetingId, time::Instant},
};

/// Most characters of a reason.
pub const LONGEST_REASON: u32 = 300;

/// That a meeting's digest does not go out by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Why, in the secretary's words.
    pub reason: String,
    /// Since when.
    pub skipped_at: Instant,
}

/// Whether a meeting's digest is kept from going out by itself.
pub async fn skipped(board: &KeptBoard, meeting: MeetingId) -> Answer<Option<Skip>> {
    skipping::find(board, meeting).await
}

/// Keeps a meeting's digest from going out by itself. It is drafted all the same, and can be issued by hand.
///
/// # Errors
/// Not found for another board's meeting, or one that was cancelled.
pub async fn skip(board: &KeptBoard, meeting: MeetingId, reason: &str) -> Answer<()> {
    let acting = board.acting();
    super::meeting(board, meeting).await?;
    let write = store::begin(acting).await?;
    skipping::set(board, &write, meeting, reason).await?;
    Line::of("digest skipped")
        .organisation(board.organisation().id)
        .subject(meeting.0)
        .to(json!({ "board": board.id(), "reason": reason }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Lets a meeting's digest go out by itself after all.
///
/// # Errors
/// Not found for another board's meeting, one that was cancelled, or one that was not skipped.
pub async fn unskip(board: &KeptBoard, meeting: MeetingId) -> Answer<()> {
    let acting = board.acting();
    super::meeting(board, meeting).await?;
    let write = store::begin(acting).await?;
    skipping::remove(&write, meeting).await?;
    Line::of("digest skipped no more")
        .organisation(board.organisation().id)
        .subject(meeting.0)
        .from(json!({ "board": board.id() }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
