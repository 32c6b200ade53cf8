//! What everybody is shown of a period, kept in memory until the records behind it have changed.
//!
//! Every page, chart, export and digest asks for it; working out that nothing has changed costs more than all the rest
//! of a page. A change through this process is seen at once, of other processes after half a minute: what is published
//! stays right meanwhile, it only takes late work in a little later.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Figures;
use crate::kernel::{ids::SystemId, periods::Period, time::Day};

/// How long others' changes may go unseen.
const OTHERS_SEEN_AFTER: Duration = Duration::from_secs(30);

/// How many periods are kept, of all systems: each is some hundred kilobytes.
const AT_MOST: usize = 160;

/// Whose, which, counted to which day, and how: the figures of a month that runs are of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub system: SystemId,
    pub period: Period,
    pub to: Day,
    pub is_published: bool,
}

#[derive(Debug)]
struct Kept {
    figures: Arc<Figures>,
    /// How many changes there were before they were worked out.
    changes: u64,
    at: Instant,
}

/// The figures that are kept of one database.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<HashMap<Key, Kept>>);

impl Remembered {
    /// What is kept, if nothing has changed since. Where it is time to look for others' changes, whoever asks first
    /// does so, and the rest are given what is kept meanwhile.
    pub fn get(&self, key: &Key, changes: u64) -> Option<Arc<Figures>> {
        self.get_at(key, changes, Instant::now())
    }

    fn get_at(&self, key: &Key, changes: u64, now: Instant) -> Option<Arc<Figures>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get_mut(key)?;
        if kept.changes != changes {
            return None;
        }
        if now.duration_since(kept.at) >= OTHERS_SEEN_AFTER {
            kept.at = now;
            return None;
        }
        Some(kept.figures.clone())
    }

    /// Keeps figures that were worked out after so many changes.
    pub fn keep(&self, key: Key, changes: u64, figures: Arc<Figures>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= AT_MOST && !kept.contains_key(&key) {
            let oldest = kept.iter().min_by_key(|(_, kept)| kept.at);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                kept.remove(&oldest);
            }
        }
        let at = Instant::now();
        kept.insert(
            key,
            Kept {
                figures,
                changes,
                at,
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::periods::{PeriodKind, YearStart};

    #[test]
    fn what_has_changed_is_worked_out_again_and_the_oldest_is_forgotten() {
        let remembered = Remembered::default();
        let figures = Arc::new(super::super::sample());
        let to = Day::new(2026, 10, 31).expect("a day");
        let key = |to: Day| Key {
            system: SystemId(uuid::Uuid::nil()),
            period: Period::containing(PeriodKind::Month, to, YearStart(4)),
            to,
            is_published: true,
        };
        assert!(remembered.get(&key(to), 0).is_none());
        remembered.keep(key(to), 0, figures.clone());
        assert!(remembered.get(&key(to), 0).is_some());
        assert!(remembered.get(&key(to), 1).is_none(), "something changed");
        for day in 1..=AT_MOST {
            remembered.keep(key(to.plus(day as i32)), 0, figures.clone());
        }
        assert!(remembered.get(&key(to), 0).is_none(), "the oldest is kept");
    }
    #[test]
    fn one_looks_for_others_changes_and_the_rest_need_not_wait() {
        let remembered = Remembered::default();
        let to = Day::new(2026, 10, 31).expect("a day");
        let key = Key {
            system: SystemId(uuid::Uuid::nil()),
            period: Period::containing(PeriodKind::Month, to, YearStart(4)),
            to,
            is_published: true,
        };
        remembered.keep(key, 0, Arc::new(super::super::sample()));
        let later = Instant::now() + OTHERS_SEEN_AFTER;
        assert!(remembered.get_at(&key, 0, later).is_none(), "nobody looks");
        assert!(remembered.get_at(&key, 0, later).is_some(), "all look");
    }
}
