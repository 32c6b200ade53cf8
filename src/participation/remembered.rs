//! What everybody is shown of a period, kept in memory until the records behind it have changed.
//!
//! Every page, chart, export and digest asks for it; working out that nothing has changed costs more than all the rest
//! of a page. A change through this process is seen at once, of other processes within a minute: what is published stays
//! right meanwhile, it only takes late work in a little later.

use std::sync::Arc;

use super::Figures;
use crate::kernel::{ids::SystemId, kept::Kept, periods::Period, time::Day};

/// Whose, which, counted to which day, and how: the figures of a month that runs are of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub system: SystemId,
    pub period: Period,
    pub to: Day,
    pub is_published: bool,
}

/// The figures that are kept of one database: of 160 periods, of all systems, each some hundred kilobytes. Others'
/// changes are looked for each half minute.
pub(super) type Remembered = Kept<Key, Arc<Figures>, 160, 30>;
