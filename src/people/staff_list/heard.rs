//! What a list says again and again, read once: it has few staff groups, roles, bands and days for all its people, who
//! share what was read of them.

use std::{collections::HashMap, sync::Arc};

use super::dates::Told;

/// How many different cells of one kind are remembered: what is hardly ever said twice is not worth it.
const REMEMBERED: usize = 1 << 16;

/// What came of a cell of text: nothing, the text, or what is wrong with it.
pub(super) type Text = Result<Option<Arc<str>>, String>;

/// What came of a cell of a share of a week, in hundredths.
type Share = Result<Option<u32>, String>;

/// The cells of one kind that were read already.
pub(super) struct Again<'s, T>(HashMap<&'s str, T>);

impl<T> Default for Again<'_, T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<'s, T: Clone> Again<'s, T> {
    /// What a cell says, read now or before.
    pub(super) fn read(&mut self, cell: &'s str, read: impl FnOnce(&str) -> T) -> T {
        if let Some(said) = self.0.get(cell) {
            return said.clone();
        }
        let said = read(cell);
        if self.0.len() < REMEMBERED {
            self.0.insert(cell, said.clone());
        }
        said
    }
}

/// The cells of a list that were read already.
#[derive(Default)]
pub(super) struct Heard<'s> {
    pub(super) groups: Again<'s, Text>,
    pub(super) roles: Again<'s, Text>,
    pub(super) titles: Again<'s, Text>,
    pub(super) bands: Again<'s, Text>,
    pub(super) places: Again<'s, Text>,
    pub(super) fte: Again<'s, Share>,
    pub(super) hours: Again<'s, Share>,
    pub(super) dates: Again<'s, Option<Told>>,
    /// Words that are not there.
    pub(super) none: Arc<str>,
}
