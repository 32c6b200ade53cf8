//! What was read or worked out, kept in memory until a change may have touched it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Values by key: at most so many, each for as long as this process has made no change, and looked at anew after so
/// many seconds for what other processes have changed. Nothing that is twice as old is given out without a look.
#[derive(Debug)]
pub struct Kept<K, V, const AT_MOST: usize, const SECONDS: u64>(Mutex<HashMap<K, One<V>>>);

#[derive(Debug)]
struct One<V> {
    value: V,
    /// How many changes there were before it was read.
    changes: u64,
    read_at: Instant,
    /// When somebody was last sent to look at it anew.
    looked_at: Instant,
}

/// What is kept under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<V> {
    /// To be used.
    Fresh(V),
    /// To be used, and it is for whoever got this to look for others' changes and keep what is found.
    Due(V),
}

impl<K, V, const AT_MOST: usize, const SECONDS: u64> Default for Kept<K, V, AT_MOST, SECONDS> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + Hash, V: Clone, const AT_MOST: usize, const SECONDS: u64>
    Kept<K, V, AT_MOST, SECONDS>
{
    /// What is kept, if nothing has changed since; `changes` is how many there have been, counted before this is asked.
    /// Where it is time to look for others' changes, whoever asks first does so, and the rest are given what is kept
    /// meanwhile.
    pub fn get(&self, key: &K, changes: u64) -> Option<Found<V>> {
        self.get_at(key, changes, Instant::now())
    }

    fn get_at(&self, key: &K, changes: u64, now: Instant) -> Option<Found<V>> {
        let look_after = Duration::from_secs(SECONDS);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept.get_mut(key)?;
        if one.changes != changes {
            return None;
        }
        if now.duration_since(one.read_at) >= 2 * look_after {
            return None;
        }
        if now.duration_since(one.looked_at) < look_after {
            return Some(Found::Fresh(one.value.clone()));
        }
        one.looked_at = now;
        Some(Found::Due(one.value.clone()))
    }

    /// Keeps what was read after so many changes; where there are too many, the oldest goes.
    pub fn keep(&self, key: K, changes: u64, value: V) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= AT_MOST && !kept.contains_key(&key) {
            let oldest = kept.iter().min_by_key(|(_, one)| one.looked_at);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                kept.remove(&oldest);
            }
        }
        let now = Instant::now();
        let one = One {
            value,
            changes,
            read_at: now,
            looked_at: now,
        };
        kept.insert(key, one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_changed_is_read_again_and_the_oldest_is_forgotten() {
        let kept = Kept::<u32, &str, 3, 30>::default();
        assert_eq!(kept.get(&0, 0), None);
        kept.keep(0, 0, "zero");
        assert_eq!(kept.get(&0, 0), Some(Found::Fresh("zero")));
        assert_eq!(kept.get(&0, 1), None, "something changed");
        for key in 1..=3 {
            kept.keep(key, 0, "another");
        }
        assert_eq!(kept.get(&0, 0), None, "the oldest is kept");
        assert_eq!(kept.get(&3, 0), Some(Found::Fresh("another")));
    }

    #[test]
    fn one_looks_for_others_changes_and_the_rest_need_not_wait() {
        let kept = Kept::<u32, &str, 3, 30>::default();
        kept.keep(0, 0, "zero");
        let after = |seconds| Instant::now() + Duration::from_secs(seconds);
        let at = |seconds| kept.get_at(&0, 0, after(seconds));
        assert_eq!(at(29), Some(Found::Fresh("zero")));
        assert_eq!(at(30), Some(Found::Due("zero")), "one looks");
        assert_eq!(at(31), Some(Found::Fresh("zero")), "the rest do not");
        // Nothing came of that look.
        assert_eq!(
            at(61),
            None,
            "a minute old: it is looked at before it is shown"
        );
        assert_eq!(at(62), None, "by everybody, until somebody has");
        kept.keep(0, 0, "one");
        assert_eq!(at(59), Some(Found::Due("one")));
    }

    #[test]
    fn what_nobody_has_asked_for_is_looked_at_before_it_is_shown() {
        let kept = Kept::<u32, &str, 3, 30>::default();
        kept.keep(0, 0, "zero");
        let later = Instant::now() + Duration::from_secs(60);
        assert_eq!(kept.get_at(&0, 0, later), None);
    }
}
