//! Employments that come to the same, worked out once: on most staff lists most have nothing of their own.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Days, EmploymentRecord, Frame, Posted, Sums, add};
use crate::kernel::{
    ids::{EmploymentId, OrganisationId, PlaceId, StaffGroupId},
    time::Day,
};

/// An employment that has just begun, with its one posting: nobody can have agreed or logged anything in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Begun<'a> {
    /// First day in post; none if nobody knows.
    pub started_on: Option<Day>,
    /// Last day in post; none while it goes on.
    pub ended_on: Option<Day>,
    /// First day of the posting.
    pub posted_on: Day,
    /// The staff group; none where the partner's own words are not mapped.
    pub group: Option<StaffGroupId>,
    /// The person's own place.
    pub place: Option<PlaceId>,
    /// The band or grade as the staff list has it.
    pub band: Option<&'a str>,
}

/// All that a frame sees of an employment without objectives and entries.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Seen<'a> {
    from_on: Option<Day>,
    to_on: Option<Day>,
    /// By the first day that matters; what came before the one true on it does not.
    postings: Vec<(Day, Says<'a>)>,
}

/// A posting without its day.
type Says<'a> = (Option<StaffGroupId>, Option<PlaceId>, Option<&'a str>);

/// Adds what these employments come to.
pub(super) fn add_all(records: &[EmploymentRecord], frame: &Frame, sums: &mut Sums) {
    let (Some(first_on), Some(last_on)) = (frame.first_on(), frame.last_on()) else {
        return;
    };
    let mut alike: HashMap<Seen<'_>, (&EmploymentRecord, i32)> = HashMap::new();
    for record in records {
        if record.objectives.is_empty() && record.logged.is_empty() {
            let seen = seen(record, first_on, last_on);
            alike.entry(seen).or_insert((record, 0)).1 += 1;
        } else {
            add(record, frame, sums);
        }
    }
    for (record, times) in alike.into_values() {
        let mut one = Sums::default();
        add(record, frame, &mut one);
        sums.add_times(one, times);
    }
}

/// Employments that have just begun, as a frame sees them: most come to the same few.
#[derive(Clone, Debug)]
pub struct AllBegun<'a> {
    /// The first and the last day that matter; none if there is nothing to count.
    days: Option<(Day, Day)>,
    alike: HashMap<Begun<'a>, i32>,
}

impl<'a> AllBegun<'a> {
    /// None yet.
    pub fn none(frame: &Frame) -> Self {
        Self {
            days: frame.first_on().zip(frame.last_on()),
            alike: HashMap::new(),
        }
    }

    /// One more.
    pub fn add(&mut self, one: Begun<'a>) {
        let Some((first_on, last_on)) = self.days else {
            return;
        };
        let seen = Begun {
            started_on: one.started_on.filter(|&from_on| first_on < from_on),
            ended_on: one.ended_on.filter(|&to_on| to_on < last_on),
            posted_on: one.posted_on.max(first_on),
            ..one
        };
        *self.alike.entry(seen).or_default() += 1;
    }
}

/// Adds what employments come to that have just begun.
pub(super) fn add_begun(
    organisation: OrganisationId,
    begun: AllBegun<'_>,
    frame: &Frame,
    sums: &mut Sums,
) {
    for (one, times) in begun.alike {
        let record = EmploymentRecord {
            id: EmploymentId(Uuid::nil()),
            organisation,
            in_post: Days {
                from_on: one.started_on,
                to_on: one.ended_on,
            },
            postings: vec![Posted {
                from_on: one.posted_on,
                group: one.group,
                place: one.place,
                band: one.band.map(str::to_owned),
            }],
            objectives: Vec::new(),
            logged: Vec::new(),
        };
        let mut those = Sums::default();
        add(&record, frame, &mut those);
        sums.add_times(those, times);
    }
}

fn seen(record: &EmploymentRecord, first_on: Day, last_on: Day) -> Seen<'_> {
    let mut postings: Vec<&Posted> = record.postings.iter().collect();
    postings.sort_by_key(|posted| posted.from_on);
    // The first stands for the days before it, however late it begins.
    let begun = postings.partition_point(|posted| posted.from_on <= last_on);
    postings.truncate(begun.max(1));
    let before = postings.partition_point(|posted| posted.from_on <= first_on);
    postings.drain(..before.saturating_sub(1));
    Seen {
        from_on: record.in_post.from_on.filter(|&from_on| first_on < from_on),
        to_on: record.in_post.to_on.filter(|&to_on| to_on < last_on),
        postings: postings
            .into_iter()
            .map(|posted| {
                let says = (posted.group, posted.place, posted.band.as_deref());
                (posted.from_on.max(first_on), says)
            })
            .collect(),
    }
}
