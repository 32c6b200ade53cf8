//! As which item of its agenda a meeting has the digest, where it is not the item it usually is.

use serde_json::json;

use super::store::{self, agenda};
use crate::{
    access::{KeptBoard, audit::Line},
    kernel::{
        fault::Answer,
        ids::MeetingId,
        stood::{Amended, Stood},
    },
};

/// The agenda item of a meeting; empty where nobody has said.
pub async fn agenda_item(board: &KeptBoard, meeting: MeetingId) -> Answer<String> {
    Ok(agenda::find(board, meeting).await?.unwrap_or_default())
}

/// Says as which item one of the board's meetings has the digest, if that is still as it stood when the form was drawn;
/// with empty words, as which it usually has. What was issued stays as it is.
///
/// # Errors
/// Not found for another board's meeting, or one that was cancelled.
pub async fn set_agenda_item(
    board: &KeptBoard,
    meeting: MeetingId,
    stood: &Stood,
    item: &str,
) -> Answer<Amended<String>> {
    super::meeting(board, meeting).await?;
    let acting = board.acting();
    let write = store::begin(acting).await?;
    store::hold(&write, board.id()).await?;
    let before = agenda::find_on(&write, meeting).await?.unwrap_or_default();
    if before == item {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    agenda::set(&write, meeting, item).await?;
    Line::of("agenda item said")
        .organisation(board.organisation().id)
        .subject(meeting.0)
        .from(json!({ "item": before }))
        .to(json!({ "board": board.id(), "item": item }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}
