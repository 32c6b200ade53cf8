//! What a plan comes to: pure, from what is wanted and the meetings there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Added, Cancelled, Known, LeftOut, Moved, Plan, Wanted, YEARS_AHEAD, last_planned};
use crate::{
    boards::{
        Dates, Terms,
        calendar::{Holidays, ics},
    },
    entities::boards::meeting,
    kernel::{ids::MeetingId, time::Day},
};

/// What would change, from what is wanted and what there is.
pub(super) fn plan(
    wanted: &Wanted,
    known: &[Known],
    terms: Terms,
    holidays: &Holidays,
    today: Day,
) -> Plan {
    let mut planning = Planning {
        plan: Plan::default(),
        known,
        terms,
        holidays,
        today,
    };
    match wanted {
        Wanted::Days(days) => planning.days(days),
        Wanted::Events { file, words } => planning.events(file, words),
    }
    planning.plan
}

struct Planning<'a> {
    plan: Plan,
    known: &'a [Known],
    terms: Terms,
    holidays: &'a Holidays,
    today: Day,
}

impl<'a> Planning<'a> {
    fn dates(&self, meets_on: Day) -> Dates {
        Dates {
            meets_on,
            papers_due_on: self.terms.papers_due(self.holidays, meets_on),
            lead_days: self.terms.lead_days,
        }
    }

    fn leave_out(&mut self, on: Option<Day>, title: &str, reason: impl Into<String>) {
        let what = match on {
            Some(on) if title.is_empty() => on.long(),
            Some(on) => format!("{title}, {}", on.long()),
            None => title.to_owned(),
        };
        self.plan.left_out.push(LeftOut {
            what,
            reason: reason.into(),
        });
    }

    fn on_day(&self, day: Day) -> Option<&'a Known> {
        self.known
            .iter()
            .find(|known| known.meeting.meets_on == day)
    }

    fn days(&mut self, days: &[Day]) {
        for &day in days {
            match self.on_day(day).map(|known| known.meeting.cancelled_at) {
                Some(None) => self.leave_out(Some(day), "", MEETS_ALREADY),
                Some(Some(_)) => self.leave_out(Some(day), "", WAS_CANCELLED),
                None if day < self.today => self.leave_out(Some(day), "", PAST),
                None => {
                    let dates = self.dates(day);
                    self.plan.added.push(Added {
                        dates,
                        title: String::new(),
                        source: None,
                    });
                }
            }
        }
    }

    fn events(&mut self, file: &ics::File, words: &str) {
        for remark in &file.unread {
            if has_words(&remark.title, words) {
                self.leave_out(None, &remark.title, &remark.reason);
            }
        }
        let by_uid: BTreeMap<&str, &Known> = self
            .known
            .iter()
            .filter_map(|known| Some((known.source.as_ref()?.0.as_str(), known)))
            .collect();
        let (mut to_move, mut taken) = (Vec::new(), BTreeSet::new());
        let last_on = last_planned(self.today);
        for event in &file.events {
            let (on, title) = (Some(event.on), event.title.as_str());
            if !has_words(title, words) {
                self.leave_out(
                    on,
                    title,
                    format!("Its title does not have “{}”", words.trim()),
                );
                continue;
            }
            let from_event = by_uid.get(event.uid.as_str()).copied();
            let newer = from_event.and_then(|known| known.source.as_ref());
            if newer.is_some_and(|(_, sequence)| event.sequence < *sequence) {
                self.leave_out(
                    on,
                    title,
                    "The board has a later revision of it than this file",
                );
                continue;
            }
            match from_event.filter(|known| known.meeting.meets_on >= self.today) {
                Some(known) if known.meeting.cancelled_at.is_some() => {
                    if !event.is_cancelled {
                        self.leave_out(on, title, WAS_CANCELLED);
                    }
                }
                Some(known) if event.is_cancelled => {
                    self.cancel(&known.meeting, "The file says that it is cancelled");
                }
                Some(known) if known.meeting.meets_on == event.on => {
                    self.plan.unchanged += 1;
                    taken.insert(event.on);
                    if known
                        .source
                        .as_ref()
                        .is_some_and(|(_, s)| *s != event.sequence)
                    {
                        self.follow(&known.meeting, event);
                    }
                }
                Some(_) if event.on < self.today => self.leave_out(on, title, PAST),
                Some(_) if last_on < event.on => self.leave_out(on, title, too_far()),
                Some(known) => to_move.push((&known.meeting, event)),
                None if event.is_cancelled => self.leave_out(on, title, "It is cancelled"),
                None if event.on < self.today => self.leave_out(on, title, PAST),
                None if last_on < event.on => self.leave_out(on, title, too_far()),
                None if !taken.insert(event.on) => {
                    self.leave_out(on, title, "Another event of the file is on this day");
                }
                None => match self.on_day(event.on) {
                    Some(known) if known.meeting.cancelled_at.is_some() => {
                        self.leave_out(on, title, WAS_CANCELLED);
                    }
                    Some(known) if known.source.is_some() => {
                        self.leave_out(on, title, MEETS_ALREADY);
                    }
                    Some(known) => {
                        self.plan.unchanged += 1;
                        self.follow(&known.meeting, event);
                    }
                    None => {
                        let added = self.added(event);
                        self.plan.added.push(added);
                    }
                },
            }
        }
        self.gone(file, words);
        self.moves(to_move);
    }

    fn added(&self, event: &ics::Event) -> Added {
        Added {
            dates: self.dates(event.on),
            title: event.title.clone(),
            source: Some((event.uid.clone(), event.sequence)),
        }
    }

    fn follow(&mut self, meeting: &meeting::Model, event: &ics::Event) {
        self.plan
            .followed
            .push((meeting.id, event.uid.clone(), event.sequence));
    }

    fn cancel(&mut self, meeting: &meeting::Model, reason: &'static str) {
        self.plan.cancelled.push(Cancelled {
            meeting: meeting.id,
            from: Dates::of(meeting),
            reason,
        });
    }

    /// Meetings of a series that is in the file and does not have their date any more. A series that is not in the
    /// file says nothing: the file may be of another span of time, or another calendar.
    fn gone(&mut self, file: &ics::File, words: &str) {
        let keys: BTreeSet<&str> = file.events.iter().map(|event| event.uid.as_str()).collect();
        let series: BTreeSet<&str> = file
            .events
            .iter()
            .filter(|event| event.series != event.uid && has_words(&event.title, words))
            .map(|event| event.series.as_str())
            .collect();
        let last_on = last_planned(self.today);
        for known in self.known {
            let Some((uid, _)) = &known.source else {
                continue;
            };
            let of_series = uid
                .rsplit_once(' ')
                .is_some_and(|(of, _)| series.contains(of));
            let ahead = (self.today..=last_on).contains(&known.meeting.meets_on);
            if of_series
                && ahead
                && known.meeting.cancelled_at.is_none()
                && !keys.contains(uid.as_str())
            {
                self.cancel(
                    &known.meeting,
                    "Its series does not have this date any more",
                );
            }
        }
    }

    /// Moves that find their day free, in an order in which each does.
    fn moves(&mut self, mut to_move: Vec<(&meeting::Model, &ics::Event)>) {
        let cancelled: BTreeSet<MeetingId> =
            self.plan.cancelled.iter().map(|c| c.meeting).collect();
        let added = self.plan.added.iter().map(|added| added.dates.meets_on);
        let mut occupied: BTreeMap<Day, Option<MeetingId>> = added.map(|day| (day, None)).collect();
        // A cancelled meeting keeps its day: what was issued for it stays with it.
        occupied.extend(
            self.known
                .iter()
                .map(|known| (known.meeting.meets_on, Some(known.meeting.id))),
        );
        loop {
            let before = to_move.len();
            to_move.retain(|(meeting, event)| {
                if occupied.contains_key(&event.on) {
                    return true;
                }
                occupied.remove(&meeting.meets_on);
                occupied.insert(event.on, Some(meeting.id));
                self.plan.moved.push(Moved {
                    meeting: meeting.id,
                    from: Dates::of(meeting),
                    to: Added {
                        dates: Dates {
                            meets_on: event.on,
                            papers_due_on: self.terms.papers_due(self.holidays, event.on),
                            lead_days: meeting.lead_days,
                        },
                        title: event.title.clone(),
                        source: Some((event.uid.clone(), event.sequence)),
                    },
                });
                false
            });
            if to_move.len() == before {
                break;
            }
        }
        for (meeting, event) in to_move {
            let by_cancelled = occupied
                .get(&event.on)
                .is_some_and(|id| id.is_some_and(|id| cancelled.contains(&id)));
            let reason = if by_cancelled {
                WAS_CANCELLED.to_owned()
            } else {
                format!(
                    "The board has another meeting on this day, so the one on {} cannot move to it",
                    meeting.meets_on.long()
                )
            };
            self.leave_out(Some(event.on), &event.title, reason);
        }
    }
}

fn too_far() -> String {
    format!("It is more than {YEARS_AHEAD} years ahead")
}

fn has_words(title: &str, words: &str) -> bool {
    title.to_lowercase().contains(&words.trim().to_lowercase())
}

const MEETS_ALREADY: &str = "The board has a meeting on this day already";
const WAS_CANCELLED: &str =
    "The board’s meeting on this day was cancelled: add it by hand if it takes place after all";
const PAST: &str = "It is in the past";

/// A plan of invented meetings, for samples of pages.
pub(in crate::boards) fn sample() -> Plan {
    let day = |text: &str| Day::parse_iso(text).expect("a day");
    let terms = Terms::default();
    let known = |on: &str, uid: &str| Known {
        meeting: meeting::Model {
            id: MeetingId::new(),
            board_id: crate::kernel::ids::BoardId::new(),
            meets_on: day(on),
            papers_due_on: day(on),
            lead_days: 2,
            added_at: crate::kernel::time::Instant::midday(day("2026-11-01")),
            cancelled_at: None,
        },
        source: Some((uid.to_owned(), 0)),
    };
    let event = |on: &str, uid: &str, is_cancelled| ics::Event {
        uid: uid.into(),
        series: uid.into(),
        on: day(on),
        title: "Trust Board".into(),
        sequence: 1,
        is_cancelled,
    };
    let file = ics::File {
        events: vec![
            event("2026-10-08", "past", false),
            event("2026-12-10", "new", false),
            event("2027-02-11", "moved", false),
            event("2027-03-11", "cancelled", true),
        ],
        unread: Vec::new(),
    };
    let wanted = Wanted::Events {
        file,
        words: String::new(),
    };
    let known = [
        known("2027-02-04", "moved"),
        known("2027-03-11", "cancelled"),
    ];
    plan(
        &wanted,
        &known,
        terms,
        &Holidays::bundled(),
        day("2026-11-16"),
    )
}
