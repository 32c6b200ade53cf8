//! Counts as the tallies have them, and which of them are hidden. They never leave this subject.

use super::{Shown, ShownCell};

/// The counts of one cell as the tallies have them: never leaves this subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::participation) struct Counts {
    pub staff: i64,
    pub with_objective: i64,
    pub took_part: i64,
}

/// Which of the three counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Staff,
    WithObjective,
    TookPart,
}

/// Which counts of a table's entries are hidden. Where staff is, its parts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hidden([Vec<bool>; 3]);

/// The counts of one period, staff groups × organisations, row by row.
#[derive(Clone, Debug)]
pub(in crate::participation) struct Raw {
    pub groups: usize,
    pub organisations: usize,
    pub cells: Vec<Counts>,
}

impl Measured {
    pub(super) const ALL: [Self; 3] = [Self::Staff, Self::WithObjective, Self::TookPart];

    pub(super) fn of(self, counts: Counts) -> i64 {
        match self {
            Self::Staff => counts.staff,
            Self::WithObjective => counts.with_objective,
            Self::TookPart => counts.took_part,
        }
    }
}

impl Hidden {
    /// What the primary rule hides.
    pub(super) fn primary(entries: &[Counts], threshold: i64) -> Self {
        Self(Measured::ALL.map(|measured| {
            entries
                .iter()
                .map(|c| c.is_small(measured, threshold))
                .collect()
        }))
    }

    pub(super) fn is(&self, measured: Measured, entry: usize) -> bool {
        self.0[measured as usize][entry]
    }

    /// Hides a count; staff with its parts. Whether it was shown.
    pub(super) fn hide(&mut self, measured: Measured, entry: usize) -> bool {
        let was_shown = !self.is(measured, entry);
        if measured == Measured::Staff {
            for all in &mut self.0 {
                all[entry] = true;
            }
        } else {
            self.0[measured as usize][entry] = true;
        }
        was_shown
    }

    /// What is left to be seen of an entry.
    pub(super) fn cell(&self, entry: usize, counts: Counts) -> ShownCell {
        let shown = |measured: Measured| {
            if self.is(measured, entry) {
                Shown::HIDDEN
            } else {
                Shown(Some(measured.of(counts)))
            }
        };
        ShownCell {
            staff: shown(Measured::Staff),
            with_objective: shown(Measured::WithObjective),
            took_part: shown(Measured::TookPart),
        }
    }
}

impl Counts {
    /// Whether the primary rule hides one of its counts.
    pub(super) fn is_small(self, measured: Measured, threshold: i64) -> bool {
        let part = measured.of(self);
        // Nobody at all is no secret; of fewer than twice the threshold, every part or its complement is small.
        self.staff > 0
            && (self.staff < 2 * threshold
                || measured != Measured::Staff
                    && (part < threshold || self.staff - part < threshold))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            staff: self.staff + other.staff,
            with_objective: self.with_objective + other.with_objective,
            took_part: self.took_part + other.took_part,
        }
    }
}

impl Raw {
    /// A table in which nobody is counted yet.
    pub(in crate::participation) fn new(groups: usize, organisations: usize) -> Self {
        Self {
            groups,
            organisations,
            cells: vec![Counts::default(); groups * organisations],
        }
    }

    /// Adds to a cell.
    pub(in crate::participation) fn add(
        &mut self,
        group: usize,
        organisation: usize,
        counts: Counts,
    ) {
        let cell = &mut self.cells[group * self.organisations + organisation];
        *cell = cell.plus(counts);
    }

    /// Cells, totals of rows, totals of columns, grand total: in the order of a lattice's entries.
    pub(super) fn entries(&self) -> Vec<Counts> {
        let mut entries = self.cells.clone();
        let sum =
            |cells: &mut dyn Iterator<Item = Counts>| cells.fold(Counts::default(), Counts::plus);
        for group in 0..self.groups {
            entries
                .push(sum(&mut (0..self.organisations)
                    .map(|o| self.cells[group * self.organisations + o])));
        }
        for organisation in 0..self.organisations {
            entries
                .push(sum(&mut (0..self.groups)
                    .map(|g| self.cells[g * self.organisations + organisation])));
        }
        entries.push(sum(&mut self.cells.iter().copied()));
        entries
    }
}
