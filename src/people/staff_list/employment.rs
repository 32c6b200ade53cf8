//! Employments while they are gathered from their lines.

use std::borrow::Cow;
use std::collections::HashMap;

use super::line::{Cell, Line, Rank, without_ending};
use super::managers::ManagedBy;
use super::rows::{Parsed, Rejection, StaffRow, Warning};
use super::said::{self, MOST_FTE};
use super::sheet::SheetRow;
use super::words::{self, folded, quoted};

/// One employment: its main line, with what the others add.
pub(super) struct Employment {
    pub(super) row: StaffRow,
    rank: Rank,
    /// The hundredths of present assignments and of past ones, kept apart so that a job
    /// somebody has left adds nothing to the week they work now.
    fte: [Option<u32>; 2],
    /// Whether a line of it is rejected, and so the whole.
    pub(super) rejected: bool,
}

impl Employment {
    fn of(line: Line) -> Self {
        let present = usize::from(line.rank.present);
        let mut fte = [None; 2];
        fte[present] = line.row.fte_hundredths;
        Self {
            rank: line.rank,
            fte,
            rejected: !line.problems.is_empty(),
            row: line.row,
        }
    }

    /// Takes another assignment, or other assignments, of the same person in.
    fn fold_in(&mut self, mut other: Self) {
        if other.rank > self.rank {
            std::mem::swap(self, &mut other);
        }
        let rejected = self.rejected || other.rejected;
        self.rejected = rejected;
        for (sum, more) in self.fte.iter_mut().zip(other.fte) {
            *sum = match (*sum, more) {
                (Some(sum), Some(more)) => Some(sum + more),
                (one, none) => one.or(none),
            };
        }
        let (row, other) = (&mut self.row, other.row);
        row.lines.extend(other.lines);
        row.started_on = match (row.started_on, other.started_on) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, none) => one.or(none),
        };
        // Somebody who has left one of two jobs has not left.
        row.ended_on = row
            .ended_on
            .zip(other.ended_on)
            .map(|(one, two)| one.max(two));
        row.employee_number = row.employee_number.take().or(other.employee_number);
        row.email = row.email.take().or(other.email);
        row.manager = row.manager.take().or(other.manager);
        row.place_words = row.place_words.take().or(other.place_words);
        if row.group_words.is_empty() {
            row.group_words = other.group_words;
        }
        if row.name.is_empty() {
            row.name = other.name;
        }
    }

    fn fte_hundredths(&self) -> Option<u32> {
        self.fte[usize::from(self.rank.present)]
    }
}

/// Every employment of a list, in the order of their first lines.
#[derive(Default)]
pub(super) struct Gathered<'l> {
    /// `None` where an employment was folded into an earlier one.
    employments: Vec<Option<Employment>>,
    by_number: HashMap<Cow<'l, str>, usize>,
    moved: HashMap<usize, usize>,
    /// One number for two names: which employment, and the names.
    two_names: HashMap<usize, [String; 2]>,
    rejected: Vec<Rejection>,
    pub(super) warnings: Vec<Warning>,
}

impl<'l> Gathered<'l> {
    /// With room for the employments of so many rows: growing would need it twice.
    pub(super) fn of_at_most(rows: usize) -> Self {
        Self {
            employments: Vec::with_capacity(rows),
            by_number: HashMap::with_capacity(rows),
            ..Self::default()
        }
    }

    /// Adds a line, to the employment of its employee number if there is one.
    pub(super) fn add(&mut self, mut line: Line, row: SheetRow<'l>, cell: &Cell) {
        if !line.problems.is_empty() {
            self.rejected.push(Rejection {
                line: row.line,
                reason: std::mem::take(&mut line.problems).join(" "),
            });
            // The employment is not loaded, but its other lines still belong to it.
            line.problems.push(String::new());
        }
        let number = cell.number(row.cells);
        let next = self.employments.len();
        let at = if number.is_empty() {
            next
        } else {
            *self.by_number.entry(as_key(number)).or_insert(next)
        };
        let new = Employment::of(line);
        match self.employments.get_mut(at).and_then(Option::as_mut) {
            Some(employment) => {
                if differ(&employment.row.name, &new.row.name) {
                    self.two_names
                        .entry(at)
                        .or_insert_with(|| [employment.row.name.clone(), new.row.name.clone()]);
                } else if let (Some(one), Some(two)) = (&employment.row.email, &new.row.email)
                    && one != two
                {
                    self.warnings.push(Warning {
                        lines: vec![employment.row.line, new.row.line],
                        reason: format!(
                            "Employee number {} has two addresses, {one} and {two}; \
                             that of the main assignment is used.",
                            quoted(number)
                        ),
                    });
                }
                employment.fold_in(new);
            }
            None => self.employments.push(Some(new)),
        }
    }

    /// Rejects what is wrong with an employment as a whole, once all its lines are in.
    pub(super) fn check_each(&mut self) {
        let mut two_names = std::mem::take(&mut self.two_names);
        if two_names.is_empty() {
            return;
        }
        for at in 0..self.employments.len() {
            let Some(employment) = &self.employments[at] else {
                continue;
            };
            if let Some([one, two]) = two_names.remove(&at) {
                let number = employment.row.employee_number.as_deref().unwrap_or("");
                let reason = format!(
                    "Employee number {} is given to two people, {} and {}, on {}.",
                    quoted(number),
                    quoted(&one),
                    quoted(&two),
                    words::lines(&in_order(&employment.row.lines))
                );
                self.reject(at, &reason);
            }
        }
    }

    /// Rejects people whose assignments are more than anybody works, once all are folded.
    pub(super) fn check_hours(&mut self) {
        for at in 0..self.employments.len() {
            let Some(employment) = &self.employments[at] else {
                continue;
            };
            let fte = employment.fte_hundredths();
            if fte.is_some_and(|fte| fte > MOST_FTE) && !employment.rejected {
                let reason = format!(
                    "The assignments on {} come to an FTE of more than 200% together.",
                    words::lines(&in_order(&employment.row.lines))
                );
                self.reject(at, &reason);
            }
        }
    }

    /// Rejects every line of an employment.
    pub(super) fn reject(&mut self, at: usize, reason: &str) {
        if let Some(employment) = self.get_mut(at) {
            employment.rejected = true;
            let lines = employment.row.lines.clone();
            self.rejected
                .extend(lines.into_iter().map(|line| Rejection {
                    line,
                    reason: reason.into(),
                }));
        }
    }

    /// Folds a later employment into an earlier one of the same person.
    pub(super) fn fold(&mut self, earlier: usize, later: usize) {
        if let Some(other) = self.employments[later].take()
            && let Some(employment) = self.employments[earlier].as_mut()
        {
            employment.fold_in(other);
            self.moved.insert(later, earlier);
        }
    }

    /// Where the employment of an employee number is, even if it is typed as one of its
    /// assignments'.
    pub(super) fn numbered(&self, number: &str) -> Option<usize> {
        let found = |number: &str| self.by_number.get(&as_key(number)).copied();
        let at = found(number).or_else(|| found(without_ending(number)?))?;
        Some(self.moved.get(&at).copied().unwrap_or(at))
    }

    /// How many places there are, [`None`] ones among them.
    pub(super) fn len(&self) -> usize {
        self.employments.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Employment> {
        self.employments.get(at)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Employment> {
        self.employments.get_mut(at)?.as_mut()
    }

    /// What is loaded, what is not, and what somebody should know, where this is who manages whom.
    pub(super) fn into_parsed(self, managed_by: &ManagedBy) -> Parsed {
        let rejected = each_line_once(self.rejected);
        let managers = places_of(&self.employments, managed_by);
        let mut along: Vec<Rejection> = Vec::new();
        // One pass that needs no second copy of everyone.
        let people: Vec<StaffRow> = self
            .employments
            .into_iter()
            .filter_map(|employment| {
                let employment = employment?;
                let fte_hundredths = employment.fte_hundredths();
                let mut row = employment.row;
                row.lines.sort_unstable();
                if employment.rejected {
                    along.extend(with_the_others(&row.lines, &rejected));
                    return None;
                }
                row.fte_hundredths = fte_hundredths;
                Some(row)
            })
            .collect();
        debug_assert!(people.is_sorted_by_key(|row| row.lines.first().copied()));
        let mut parsed = Parsed {
            people,
            managers,
            rejected,
            warnings: self.warnings,
        };
        if !along.is_empty() {
            parsed.rejected.append(&mut along);
            parsed.rejected.sort_by_key(|rejection| rejection.line);
        }
        parsed
    }
}

/// For each employment that is loaded, which of those that are is its manager's.
fn places_of(employments: &[Option<Employment>], managed_by: &ManagedBy) -> Vec<Option<u32>> {
    let is_loaded = |employment: &Option<Employment>| {
        let employment = employment.as_ref();
        employment.is_some_and(|employment| !employment.rejected)
    };
    let mut next = 0;
    let places: Vec<Option<u32>> = employments
        .iter()
        .map(|employment| {
            let place = is_loaded(employment).then_some(next);
            next += u32::from(place.is_some());
            place
        })
        .collect();
    employments
        .iter()
        .zip(managed_by)
        .filter(|(employment, _)| is_loaded(employment))
        .map(|(_, manager)| places[(*manager)?])
        .collect()
}

/// Rejections in the order of the file, with all that is said of one line in one of them.
fn each_line_once(mut rejected: Vec<Rejection>) -> Vec<Rejection> {
    rejected.sort_by_key(|rejection| rejection.line);
    rejected.dedup_by(|next, kept| {
        let same = next.line == kept.line;
        if same && !kept.reason.contains(&next.reason) {
            kept.reason.push(' ');
            kept.reason.push_str(&next.reason);
        }
        same
    });
    rejected
}

/// The lines of a rejected employment with nothing wrong of their own.
fn with_the_others<'r>(
    lines: &'r [u32],
    rejected: &'r [Rejection],
) -> impl Iterator<Item = Rejection> + 'r {
    let is_rejected = |line: &u32| {
        rejected
            .binary_search_by_key(line, |rejection| rejection.line)
            .is_ok()
    };
    let wrong: Vec<u32> = lines.iter().copied().filter(is_rejected).collect();
    lines
        .iter()
        .copied()
        .filter(move |line| !is_rejected(line))
        .map(move |line| Rejection {
            line,
            reason: format!(
                "This is another assignment of the same employee as {}, which cannot be loaded.",
                words::lines(&wrong)
            ),
        })
}

/// Line numbers in the order of the file.
pub(super) fn in_order(lines: &[u32]) -> Vec<u32> {
    let mut lines = lines.to_vec();
    lines.sort_unstable();
    lines
}

/// Whether two names are surely those of two people; a missing one is nobody else's.
pub(super) fn differ(name: &str, other: &str) -> bool {
    name != other && !name.is_empty() && !other.is_empty() && folded(name) != folded(other)
}

/// An employee number as it is compared: "a12" is "A12".
fn as_key(number: &str) -> Cow<'_, str> {
    let number = number.trim();
    debug_assert!(!said::is_nothing(number));
    if number.bytes().any(|byte| byte.is_ascii_lowercase()) {
        Cow::Owned(number.to_ascii_uppercase())
    } else {
        Cow::Borrowed(number)
    }
}
