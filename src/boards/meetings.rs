//! A board's meetings: added, changed and cancelled by its secretary.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Outcome,
    store::{self, meetings},
};
use crate::{
    access::{ScheduledBoard, audit::Line},
    entities::boards::meeting,
    kernel::{
        fault::Answer,
        ids::MeetingId,
        stood::{Amended, Stood},
        time::Day,
    },
};

/// How many years ahead a meeting can be.
pub const MOST_YEARS_AHEAD: i32 = 5;
/// Most days that papers can be due before their meeting.
pub const LONGEST_BEFORE: i32 = 60;

/// The last day on which a meeting can be, as known today.
pub fn last_meeting(today: Day) -> Day {
    Day(today
        .0
        .saturating_add(jiff::Span::new().years(MOST_YEARS_AHEAD)))
}

/// When a board meets, and what is due before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// The day of the meeting.
    pub meets_on: Day,
    /// The day its papers are due, no later than the meeting.
    pub papers_due_on: Day,
    /// How many working days before that its digest is due.
    pub lead_days: i32,
}

impl Dates {
    /// Those of a meeting that is kept.
    pub fn of(meeting: &meeting::Model) -> Self {
        Self {
            meets_on: meeting.meets_on,
            papers_due_on: meeting.papers_due_on,
            lead_days: meeting.lead_days,
        }
    }

    pub(super) fn told(&self, board: &ScheduledBoard) -> Value {
        json!({
            "board": board.id(), "meets_on": self.meets_on, "papers_due_on": self.papers_due_on,
            "lead_days": self.lead_days,
        })
    }
}

/// The board's meetings from today on, in order, with those that were cancelled.
pub async fn ahead(board: &ScheduledBoard) -> Answer<Vec<meeting::Model>> {
    meetings::ahead(board).await
}

/// One of the board's meetings.
///
/// # Errors
/// Not found for another board's, or one that was cancelled.
pub async fn meeting(board: &ScheduledBoard, id: MeetingId) -> Answer<meeting::Model> {
    meetings::find(board, id).await
}

/// Adds a meeting; one that was cancelled on that day comes back.
pub async fn add_meeting(board: &ScheduledBoard, dates: &Dates) -> Answer<Outcome<MeetingId>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let Some(id) = meetings::add(board, &write, dates).await? else {
        return Ok(Outcome::Taken);
    };
    Line::of("meeting added")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(dates.told(board))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Outcome::Done(id))
}

/// Moves a meeting or what is due before it, if its dates are still as they stood when the form was drawn. A digest that was issued for it stays as it is, and is its only one;
/// one that was not moves with the dates.
///
/// # Errors
/// Not found for another board's meeting, or one that was cancelled.
pub async fn change_meeting(
    board: &ScheduledBoard,
    id: MeetingId,
    stood: &Stood,
    dates: &Dates,
) -> Answer<Outcome<Amended<Dates>>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let before = meetings::hold(board, &write, id).await?;
    let was = Dates::of(&before);
    if was == *dates {
        return Ok(Outcome::Done(Amended::Done));
    }
    if !stood.still(&was) {
        return Ok(Outcome::Done(Amended::Overtaken(was)));
    }
    if meetings::change(&write, before, dates).await?.is_none() {
        return Ok(Outcome::Taken);
    }
    Line::of("meeting changed")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(was.told(board))
        .to(dates.told(board))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Outcome::Done(Amended::Done))
}

/// Cancels a meeting: no digest becomes due for it. One that is cancelled already stays so.
///
/// # Errors
/// Not found for another board's meeting.
pub async fn cancel_meeting(board: &ScheduledBoard, id: MeetingId) -> Answer<()> {
    let acting = board.acting();
    let before = meetings::find_any(board, id).await?;
    if before.cancelled_at.is_some() {
        return Ok(());
    }
    let was = Dates::of(&before);
    let write = store::begin(acting).await?;
    meetings::cancel(board, &write, before).await?;
    Line::of("meeting cancelled")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(was.told(board))
        .write(acting, &write)
        .await?;
    write.commit().await
}
