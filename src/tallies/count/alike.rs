//! Employments that come to the same, worked out once: on most staff lists most have nothing of their own.

use std::collections::HashMap;

use super::{EmploymentRecord, Frame, Posted, Sums, add};
use crate::kernel::{
    ids::{PlaceId, StaffGroupId},
    time::Day,
};

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

fn seen(record: &EmploymentRecord, first_on: Day, last_on: Day) -> Seen<'_> {
    let mut postings: Vec<&Posted> = record
        .postings
        .iter()
        .filter(|posted| posted.from_on <= last_on)
        .collect();
    postings.sort_by_key(|posted| posted.from_on);
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
