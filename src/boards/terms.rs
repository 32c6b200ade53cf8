//! A board's terms: how long before a meeting its papers are due, how long before those its digest, at which hour, and
//! whether it goes out by itself.

use serde::Serialize;
use serde_json::json;

use super::{
    calendar::{Holidays, MORNING, USUAL_HOUR, USUAL_LEAD, USUAL_PAPERS},
    store::{self, terms},
};
use crate::{
    access::{KeptBoard, ScheduledBoard, audit::Line},
    entities::boards::meeting,
    kernel::{
        fault::Answer,
        stood::{Amended, Stood},
        time::{Day, Instant},
    },
};

/// How a board is prepared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// How many working days before a meeting its papers are due, where nobody says a day.
    pub papers_days: i32,
    /// How many working days before papers are due a digest is due, where nobody says otherwise.
    pub lead_days: i32,
    /// The hour in London at which it is due, of the [`MORNING`].
    pub due_hour: i8,
    /// Whether its digests go out by themselves when they are due; otherwise each waits for its secretary.
    pub issues_itself: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            papers_days: USUAL_PAPERS,
            lead_days: USUAL_LEAD,
            due_hour: USUAL_HOUR,
            issues_itself: false,
        }
    }
}

impl Terms {
    /// The day on which papers are due for a meeting on this day.
    pub fn papers_due(&self, holidays: &Holidays, meets_on: Day) -> Day {
        holidays.working_days_before(meets_on, self.papers_days)
    }

    /// The moment at which the digest for a meeting is due.
    pub fn digest_due(&self, holidays: &Holidays, meeting: &meeting::Model) -> Instant {
        holidays.digest_due(meeting.papers_due_on, meeting.lead_days, self.due_hour)
    }

    /// The moment at which its secretaries are told that a digest due then will go out: a working day before.
    pub fn notice_due(&self, holidays: &Holidays, due_at: Instant) -> Instant {
        holidays
            .working_days_before(due_at.day(), 1)
            .at_hour(self.due_hour.clamp(*MORNING.start(), *MORNING.end()))
    }

    /// The moment at which a digest due at `due_at` goes out, when its secretaries were told of it at `told_at`: never
    /// without a working day between, however late the meeting became known.
    pub fn goes_out(&self, holidays: &Holidays, due_at: Instant, told_at: Instant) -> Instant {
        let on = holidays.working_days_after(told_at.day(), 1);
        let next_morning = on.at_hour(self.due_hour.clamp(*MORNING.start(), *MORNING.end()));
        due_at.max(next_morning)
    }
}

/// A board's terms; the usual ones, where nobody has said otherwise.
pub async fn terms(board: &ScheduledBoard) -> Answer<Terms> {
    terms::find(board).await
}

/// Sets a board's terms, if they are still as they stood when the form was drawn. What is due moves with them; what was
/// issued stays.
pub async fn set_terms(board: &KeptBoard, stood: &Stood, to: Terms) -> Answer<Amended<Terms>> {
    let acting = board.acting();
    let told = |terms: Terms| {
        json!({
            "papers_days": terms.papers_days, "lead_days": terms.lead_days, "due_hour": terms.due_hour,
            "issues_itself": terms.issues_itself,
        })
    };
    let write = store::begin(acting).await?;
    store::hold(&write, board.id()).await?;
    let from = terms::find_on(board, &write).await?;
    if from == to {
        return Ok(Amended::Done);
    }
    if !stood.still(&from) {
        return Ok(Amended::Overtaken(from));
    }
    terms::set(board, &write, to).await?;
    Line::of("board terms changed")
        .organisation(board.organisation().id)
        .subject(board.id().0)
        .from(told(from))
        .to(told(to))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_two_years_a_digest_is_announced_a_working_day_before_and_goes_out_when_it_is_due() {
        let holidays = Holidays::bundled();
        let mut papers = Day::new(2026, 1, 2).expect("a day");
        while papers <= Day::new(2027, 12, 31).expect("a day") {
            for due_hour in [6, 8, 11] {
                let terms = Terms {
                    due_hour,
                    ..Terms::default()
                };
                let due_at = holidays.digest_due(papers, terms.lead_days, due_hour);
                let notice_at = terms.notice_due(&holidays, due_at);
                assert!(holidays.is_working_day(notice_at.day()), "{papers}");
                assert_eq!(
                    holidays.working_days_after(notice_at.day(), 1),
                    due_at.day()
                );
                assert!(
                    notice_at.long().ends_with(&format!(" at {due_hour}am")),
                    "{notice_at}"
                );
                assert_eq!(terms.goes_out(&holidays, due_at, notice_at), due_at);
                // Told late, on any day at all, it waits for the morning after the next working day has begun.
                for late in 0..6 {
                    let told_at = due_at.plus_seconds(late * 86_400);
                    let goes_out = terms.goes_out(&holidays, due_at, told_at);
                    let first = holidays.working_days_after(told_at.day(), 0);
                    assert!(
                        told_at < goes_out && first < goes_out.day(),
                        "{told_at}: {goes_out}"
                    );
                    assert!(holidays.is_working_day(goes_out.day()), "{goes_out}");
                }
            }
            papers = papers.plus(1);
        }
    }
}
