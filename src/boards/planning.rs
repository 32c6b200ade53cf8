//! Many meetings at once, from a calendar file or by a rule: what would change is shown, then written, all or nothing.

mod rules;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Dates,
    calendar::{Holidays, ics},
    store::{self, meetings},
};
pub(super) use rules::sample;

use crate::{
    access::{ScheduledBoard, audit::Line},
    entities::boards::meeting,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::MeetingId,
        time::Day,
    },
};

/// How many years ahead meetings can be planned at once.
pub const YEARS_AHEAD: i32 = 2;
/// Most meetings one plan may change.
const MOST_CHANGES: usize = 200;

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// The events of a calendar file, those whose title has these words; all, with none.
    Events {
        /// What the file says.
        file: ics::File,
        /// The words, as typed.
        words: String,
    },
    /// Days that a rule makes.
    Days(Vec<Day>),
}

/// A meeting to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Added {
    /// When, and what is due before.
    pub dates: Dates,
    /// What the file calls it; empty by a rule.
    pub title: String,
    /// Which event of the file it is, and how often that was revised.
    pub source: Option<(String, i64)>,
}

/// A meeting that the file has on another day than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Which.
    pub meeting: MeetingId,
    /// What it was.
    pub from: Dates,
    /// What it becomes.
    pub to: Added,
}

/// A meeting that the file cancels, or whose series has this date no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cancelled {
    /// Which.
    pub meeting: MeetingId,
    /// What it was.
    pub from: Dates,
    /// What the file says of it.
    pub reason: &'static str,
}

/// What is not used, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The day and the title, as far as there are any.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// What would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// By day.
    pub added: Vec<Added>,
    /// In an order in which no two meetings are ever on one day.
    pub moved: Vec<Moved>,
    /// By day.
    pub cancelled: Vec<Cancelled>,
    /// Meetings that stay as they are, and from now on follow their event in the file.
    followed: Vec<(MeetingId, String, i64)>,
    /// How many meetings stay as they are.
    pub unchanged: usize,
    /// In the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// A meeting the board has, with the event it came from.
#[derive(Clone, Debug)]
pub struct Known {
    /// The record.
    pub meeting: meeting::Model,
    /// The event's UID and how often it was revised.
    pub source: Option<(String, i64)>,
}

/// What came of carrying a plan out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// It was written.
    Out(Plan),
    /// It would be another plan by now; nothing was written.
    Changed(Plan),
}

impl Plan {
    /// Whether there is nothing to write.
    pub fn changes_nothing(&self) -> bool {
        self.added.is_empty()
            && self.moved.is_empty()
            && self.cancelled.is_empty()
            && self.followed.is_empty()
    }

    /// A mark of what was shown, by which writing knows that nothing has moved since.
    pub fn fingerprint(&self) -> Answer<String> {
        let words = serde_json::to_vec(self).map_err(Fault::broken)?;
        Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(words)))
    }
}

/// The last day that can be planned today.
pub fn last_planned(today: Day) -> Day {
    Day(today.0.saturating_add(jiff::Span::new().years(YEARS_AHEAD)))
}

/// What would change if this were written.
pub async fn plan_meetings(
    board: &ScheduledBoard,
    holidays: &Holidays,
    wanted: &Wanted,
) -> Answer<Plan> {
    let terms = super::terms(board).await?;
    let known = meetings::known(board).await?;
    let today = board.acting().today();
    Ok(rules::plan(wanted, &known, terms, holidays, today))
}

/// Writes what was shown, if it is still what would change.
///
/// # Errors
/// Refused for more meetings at once than a board can have.
pub async fn carry_out(
    board: &ScheduledBoard,
    holidays: &Holidays,
    wanted: &Wanted,
    shown: &str,
) -> Answer<Carried> {
    let acting = board.acting();
    let terms = super::terms(board).await?;
    let write = store::begin(acting).await?;
    let known = meetings::known_on(board, &write).await?;
    let plan = rules::plan(wanted, &known, terms, holidays, acting.today());
    if plan.fingerprint()? != shown {
        return Ok(Carried::Changed(plan));
    }
    let changes = plan.added.len() + plan.moved.len() + plan.cancelled.len();
    if changes > MOST_CHANGES {
        return Err(Fault::refused(format!(
            "This would change {changes} meetings, and at most {MOST_CHANGES} can be changed at once. Choose fewer."
        )));
    }
    let line = |act, id: MeetingId| {
        Line::of(act)
            .organisation(board.organisation().id)
            .subject(id.0)
    };
    for cancelled in &plan.cancelled {
        meetings::cancel_id(board, &write, cancelled.meeting).await?;
        line("meeting cancelled", cancelled.meeting)
            .from(cancelled.from.told(board))
            .write(acting, &write)
            .await?;
    }
    for moved in &plan.moved {
        meetings::set_dates(&write, moved.meeting, &moved.to.dates).await?;
        follow(board, &write, moved.meeting, moved.to.source.as_ref()).await?;
        line("meeting changed", moved.meeting)
            .from(moved.from.told(board))
            .to(moved.to.dates.told(board))
            .write(acting, &write)
            .await?;
    }
    for added in &plan.added {
        let Some(id) = meetings::add(board, &write, &added.dates).await? else {
            return Err(Fault::refused(
                "The board’s meetings have just changed. Look at them again.",
            ));
        };
        follow(board, &write, id, added.source.as_ref()).await?;
        line("meeting added", id)
            .to(added.dates.told(board))
            .write(acting, &write)
            .await?;
    }
    for (id, uid, sequence) in &plan.followed {
        meetings::follow_event(board, &write, *id, uid, *sequence).await?;
    }
    if changes == 0 && !plan.followed.is_empty() {
        Line::of("meetings follow a calendar file")
            .organisation(board.organisation().id)
            .subject(board.id().0)
            .to(json!({ "meetings": plan.followed.len() }))
            .write(acting, &write)
            .await?;
    }
    write.commit().await?;
    Ok(Carried::Out(plan))
}

async fn follow(
    board: &ScheduledBoard,
    write: &Write,
    meeting: MeetingId,
    source: Option<&(String, i64)>,
) -> Answer<()> {
    match source {
        Some((uid, sequence)) => {
            meetings::follow_event(board, write, meeting, uid, *sequence).await
        }
        None => Ok(()),
    }
}
