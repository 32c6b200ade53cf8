//! The rule between periods: a month, its quarter and its year count the same people, so one bounds the other.
//!
//! Whoever took part in a month took part in its quarter; whoever took part in the quarter did so in one of its
//! months. So a count is at least that of any period inside, at most that of any period around it, and at most the
//! sum of the periods it is made of; someone who changes staff group within the quarter makes an exception, which
//! only ever protects. Where shown periods confine a hidden count to an interval narrower than the threshold, they
//! are hidden in that place too.

use std::collections::BTreeMap;

use super::{Counts, Hidden, Measured};
use crate::kernel::periods::{Period, PeriodKind};

/// Hides in each place of the table what confines a hidden count of a nested period. Whether it hid anything.
pub(super) fn widen(
    counts: &BTreeMap<Period, Vec<Counts>>,
    hidden: &mut BTreeMap<Period, Hidden>,
    threshold: i64,
) -> bool {
    let entries = counts.values().next().map_or(0, Vec::len);
    let mut hid_more = false;
    for entry in 0..entries {
        for measured in Measured::ALL {
            for &period in counts.keys() {
                if hidden[&period].is(measured, entry) {
                    for other in telling(period, (measured, entry), counts, hidden, threshold) {
                        if let Some(hidden) = hidden.get_mut(&other) {
                            hid_more |= hidden.hide(measured, entry);
                        }
                    }
                }
            }
        }
    }
    hid_more
}

/// The shown periods that together confine a hidden count of `period` too narrowly: those around it if there are
/// any, else those inside it.
fn telling(
    period: Period,
    (measured, entry): (Measured, usize),
    counts: &BTreeMap<Period, Vec<Counts>>,
    hidden: &BTreeMap<Period, Hidden>,
    threshold: i64,
) -> Vec<Period> {
    let shown = |other: Period| {
        hidden
            .get(&other)
            .is_some_and(|hidden| !hidden.is(measured, entry))
            .then(|| counts[&other][entry])
    };
    let (least, most) = bounds(period, counts.keys().copied(), |other| {
        shown(other).map(|c| measured.of(c))
    });
    if most.is_none_or(|most| most - least >= threshold) {
        return Vec::new();
    }
    let has_people = |other: Period| shown(other).is_some_and(|counts| counts.staff > 0);
    let around: Vec<Period> = counts
        .keys()
        .copied()
        .filter(|&other| lies_in(period, other) && has_people(other))
        .collect();
    if !around.is_empty() {
        return around;
    }
    counts
        .keys()
        .copied()
        .filter(|&other| lies_in(other, period) && has_people(other))
        .collect()
}

/// The least and the greatest a count of `period` can be, from what is known of the others.
pub(super) fn bounds(
    period: Period,
    all: impl Iterator<Item = Period> + Clone,
    value: impl Fn(Period) -> Option<i64>,
) -> (i64, Option<i64>) {
    let mut least = 0;
    let mut most: Option<i64> = None;
    for other in all.clone() {
        let Some(known) = value(other) else { continue };
        if lies_in(other, period) {
            least = least.max(known);
        }
        if lies_in(period, other) {
            most = Some(most.map_or(known, |most| most.min(known)));
            // What the periods beside it cannot account for is its own.
            if let Some(rest) = sum(
                parts(other, period.kind, all.clone()).filter(|&part| part != period),
                &value,
            ) {
                least = least.max(known - rest);
            }
        }
    }
    for kind in [PeriodKind::Month, PeriodKind::Quarter] {
        let mut made_of = parts(period, kind, all.clone()).peekable();
        if kind != period.kind
            && made_of.peek().is_some()
            && let Some(whole) = sum(made_of, &value)
        {
            most = Some(most.map_or(whole, |most| most.min(whole)));
        }
    }
    (least, most)
}

fn sum(
    periods: impl Iterator<Item = Period>,
    value: &impl Fn(Period) -> Option<i64>,
) -> Option<i64> {
    periods.map(value).sum()
}

fn parts(
    of: Period,
    kind: PeriodKind,
    all: impl Iterator<Item = Period>,
) -> impl Iterator<Item = Period> {
    all.filter(move |part| part.kind == kind && lies_in(*part, of))
}

/// Whether one period lies within another, longer one.
fn lies_in(inner: Period, outer: Period) -> bool {
    inner.kind != outer.kind
        && outer.first_on <= inner.first_on
        && inner.last_on <= outer.last_on
        && inner != outer
}
