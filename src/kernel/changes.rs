//! What has changed through this process, so that what was worked out of the records can be kept until it has.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use uuid::Uuid;

use super::time::Day;

/// A month of something's figures: a system's, say.
type Month = (Uuid, Day);

/// Counts changes since the database was opened. Only those made through this process: others' are found by looking
/// again after a while.
#[derive(Clone, Debug, Default)]
pub struct Changes(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    anything: u64,
    months: HashMap<Month, u64>,
}

/// What a change may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Touched {
    /// Of what is kept in memory.
    pub kept: Kept,
    /// Whether it may change what is known of people, or what they may do: the next [revision](super::revision).
    pub revises: bool,
}

/// What is kept in memory that a change may touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Anything,
    /// Nothing but the figures of these months.
    Months(BTreeSet<Month>),
}

/// Anything: so it is unless the change says otherwise.
impl Default for Touched {
    fn default() -> Self {
        Self {
            kept: Kept::Anything,
            revises: true,
        }
    }
}

impl Touched {
    /// Nothing but the figures of the months of these days.
    pub fn of_days(days: impl IntoIterator<Item = (Uuid, Day)>) -> Self {
        let months = days.into_iter().map(|(of, day)| (of, day.first_of_month()));
        Self {
            kept: Kept::Months(months.collect()),
            revises: false,
        }
    }
}

impl Changes {
    /// A number that is greater once any of these months' figures may have changed.
    pub fn so_far(&self, of: Uuid, months: impl IntoIterator<Item = Day>) -> u64 {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let months = months.into_iter().map(|day| (of, day.first_of_month()));
        let theirs: u64 = months.filter_map(|month| counted.months.get(&month)).sum();
        counted.anything + theirs
    }

    /// Counts a change.
    pub(super) fn count(&self, touched: &Touched) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &touched.kept {
            Kept::Anything => counted.anything += 1,
            Kept::Months(months) => {
                for &month in months {
                    *counted.months.entry(month).or_default() += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_one_month_leaves_the_others() {
        let (changes, of) = (Changes::default(), Uuid::now_v7());
        let (october, november) = (
            Day::new(2026, 10, 1).expect("a day"),
            Day::new(2026, 11, 1).expect("a day"),
        );
        changes.count(&Touched::of_days([(of, november)]));
        assert_eq!(changes.so_far(of, [october]), 0);
        assert_eq!(changes.so_far(of, [october, november]), 1);
        assert_eq!(changes.so_far(Uuid::now_v7(), [november]), 0);
        changes.count(&Touched::default());
        assert_eq!(changes.so_far(of, [october]), 1);
    }
}
