//! The one place that asks what time it is, so that tests and the demo can say.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;

use super::time::{Day, Instant};

/// Tells the time: the machine's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    set_to: Option<Arc<AtomicI64>>,
    before_it_tells: Option<Hook>,
}

/// What is done each time before the clock tells.
#[derive(Clone)]
struct Hook(Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hook")
    }
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is [moved](Clock::set).
    pub fn standing_at(instant: Instant) -> Self {
        Self {
            set_to: Some(Arc::new(AtomicI64::new(instant.unix()))),
            before_it_tells: None,
        }
    }

    /// The same clock, which does something each time it is asked, before it tells: a test has it break down in the
    /// middle of somebody's work.
    pub fn telling_after(&self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            set_to: self.set_to.clone(),
            before_it_tells: Some(Hook(Arc::new(hook))),
        }
    }

    /// Moves a standing clock; the machine's clock is not ours to move, and stays as it is.
    pub fn set(&self, instant: Instant) {
        if let Some(cell) = &self.set_to {
            cell.store(instant.unix(), Ordering::SeqCst);
        }
    }

    /// This moment.
    #[allow(clippy::disallowed_methods)] // the one place
    pub fn now(&self) -> Instant {
        if let Some(Hook(hook)) = &self.before_it_tells {
            hook();
        }
        match &self.set_to {
            Some(cell) => Instant::new(
                Timestamp::from_second(cell.load(Ordering::SeqCst))
                    .unwrap_or(Timestamp::UNIX_EPOCH),
            ),
            None => Instant::new(Timestamp::now()),
        }
    }

    /// Today, in London.
    pub fn today(&self) -> Day {
        self.now().day()
    }
}
