//! What may be shown of tables of counts of people, so that nobody can be worked out from everything shown.
//!
//! Tables of any number of dimensions and levels of total, tables that share cells, and tables that were published
//! before are one [`Universe`]: cells, which are counts, and equations, each saying that a cell is the sum of others.
//! [`Universe::decide`] says which cells to hide.
//!
//! # The method
//! - **Primary**: a count is hidden where it, its complement or its denominator is below the threshold. A denominator
//!   of nobody is no secret.
//! - **The attacker** knows what is shown, the equations, that counts are not below zero, every denominator, and what
//!   was published before. For each hidden cell they look for the least and the greatest value that fits. It is safe
//!   when these are at least the threshold apart; or, where its known denominator is smaller than that, when it can be
//!   anything from none to all.
//! - **Singletons**: who is alone in a hidden cell knows its value, and so does who is alone in its complement. Each is
//!   an attacker of their own. **Insiders** know more cells: a partner its own figures.
//! - **Secondary**: while an attacker has a hidden cell too narrow, the cheapest further cells are hidden that let it
//!   move by the threshold: a linear programme over the cells around it, whose solution is the other table that fits.
//!   At last, what turned out not to be needed is shown again.
//!
//! Intervals are exact for real numbers, by a simplex method that starts from the table itself, which fits.
//!
//! Suppression of this kind: Hundepool and others, *Statistical Disclosure Control*, 2012, chapter 4; the linear
//! programme: Kelly, Golden and Assad, 1992.

mod attack;
mod linking;
mod region;
mod report;
mod secondary;
mod simplex;
mod table;

pub use report::run;

/// A cell of a [`Universe`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub(crate) usize);

/// What may become of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To be decided.
    Free,
    /// It must be hidden, whatever its size.
    Withheld,
    /// Everybody knows it: it was published, and cannot be hidden any more.
    Released,
    /// It is never shown, and yet might be worked out: the difference of two releases. It is protected if it is small
    /// and not zero.
    Silent,
}

/// What was decided of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It may be shown.
    Shown,
    /// It is hidden for its own sake.
    Primary,
    /// It is hidden so that others cannot be worked out.
    Secondary,
}

/// Counts, and how they hang together.
#[derive(Clone, Debug)]
pub struct Universe {
    threshold: i64,
    cells: Vec<Cell>,
    equations: Vec<Equation>,
    insiders: Vec<Vec<usize>>,
    /// How many numbers are worked on in the search for the cheapest cells.
    search: usize,
    switches: Switches,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    value: i64,
    least: i64,
    of: Option<i64>,
    state: State,
    cost: f64,
    /// Whether it is a sum that an attacker who knows more may have, unless it is small.
    is_sum_of_others: bool,
    /// Whether it is a sum in whose place another is told where it is hidden.
    is_told_in_parts: bool,
}

/// One cell that is the sum of others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Equation {
    parent: usize,
    children: Vec<usize>,
}

/// Parts of the method that a test can leave out, to see that they are needed.
#[derive(Clone, Copy, Debug)]
struct Switches {
    secondary: bool,
    singletons: bool,
    earlier: bool,
}

/// What was decided.
#[derive(Clone, Debug)]
pub struct Decision {
    fates: Vec<Fate>,
    /// Cells that cannot be made safe, whatever is hidden: too much was released.
    exposed: Vec<CellId>,
    /// How many steps of the simplex method it took: what it costs, on any machine.
    work: usize,
    /// How many cells were hidden without a search for the cheapest, which would have taken too long.
    coarsely: usize,
}

impl Universe {
    /// No cells yet. `threshold`: the least count that may be shown, at least 1.
    pub fn new(threshold: i64) -> Self {
        Self {
            threshold: threshold.max(1),
            cells: Vec::new(),
            equations: Vec::new(),
            insiders: Vec::new(),
            search: secondary::SEARCH,
            switches: Switches {
                secondary: true,
                singletons: true,
                earlier: true,
            },
        }
    }

    /// Adds a count, not below zero, of people out of `of`, if that is known to everybody. `cost`, not below zero, says
    /// how much is lost by hiding it.
    pub fn cell(&mut self, value: i64, of: Option<i64>, state: State, cost: f64) -> CellId {
        self.cells.push(Cell {
            value,
            least: 0,
            of,
            state,
            cost: cost.max(0.0) + 1e-6,
            is_sum_of_others: false,
            is_told_in_parts: false,
        });
        CellId(self.cells.len() - 1)
    }

    /// Says that a cell is known to be at least so much, which it must be: what else is counted of the same people.
    pub fn at_least(&mut self, cell: CellId, least: i64) {
        debug_assert!((0..=self.cells[cell.0].value).contains(&least));
        self.cells[cell.0].least = least;
    }

    /// Says that a cell is a sum which is looked at less than those it stands between: what whoever is in one of them
    /// has by taking their own from a total, which tells of nobody unless it is small. It is hidden from outsiders as
    /// any other; from those who know more only if it is small.
    pub fn sum_of_others(&mut self, cell: CellId) {
        self.cells[cell.0].is_sum_of_others = true;
    }

    /// Says that a cell is a sum in whose place, where it is hidden, the sum of those of its parts is told that are shown.
    /// It is hidden to keep its parts, and to keep itself only if it is small: what anybody works out of it tells of
    /// nobody.
    pub fn told_in_parts(&mut self, cell: CellId) {
        self.cells[cell.0].is_told_in_parts = true;
    }

    /// Says that a cell is the sum of others; it must be so.
    pub fn equation(&mut self, parent: CellId, children: &[CellId]) {
        let mut children: Vec<usize> = children.iter().map(|child| child.0).collect();
        children.sort_unstable();
        debug_assert_eq!(
            self.cells[parent.0].value,
            children
                .iter()
                .map(|&child| self.cells[child].value)
                .sum::<i64>(),
            "a total is the sum of its parts"
        );
        self.equations.push(Equation {
            parent: parent.0,
            children,
        });
    }

    /// Somebody who knows these cells as well.
    pub fn insider(&mut self, known: &[CellId]) {
        self.insiders
            .push(known.iter().map(|cell| cell.0).collect());
    }

    /// Decides what is hidden.
    pub fn decide(&self) -> Decision {
        secondary::decide(self)
    }

    /// The least and the greatest value of each cell that fit everything shown: what an outsider is left with. No
    /// greatest where nothing bounds it.
    pub fn intervals(&self, decision: &Decision) -> Vec<(i64, Option<i64>)> {
        attack::intervals(self, &decision.fates)
    }

    fn is_small(&self, cell: usize) -> bool {
        match self.cells[cell].state {
            State::Released | State::Silent => false,
            State::Withheld => true,
            State::Free => self.tells_of_few(cell),
        }
    }

    /// Whether a count, its complement or its denominator is below the threshold.
    fn tells_of_few(&self, cell: usize) -> bool {
        let Cell { value, of, .. } = self.cells[cell];
        let small = |count: i64| count < self.threshold;
        match of {
            Some(0) => false,
            Some(of) => small(value) || small(of - value) || small(of),
            None => small(value),
        }
    }

    /// How far apart the least and the greatest value of a cell must be, if it is not shown; none if it does not
    /// matter.
    fn need(&self, cell: usize) -> Option<i64> {
        let Cell {
            value, of, state, ..
        } = self.cells[cell];
        match state {
            State::Released => None,
            State::Silent => (value > 0 && value < self.threshold).then_some(self.threshold),
            State::Free | State::Withheld => {
                let is_no_secret = self.cells[cell].is_told_in_parts && !self.tells_of_few(cell);
                Some(of.map_or(self.threshold, |of| of.min(self.threshold)))
                    .filter(|need| *need > 0 && !is_no_secret)
            }
        }
    }

    /// The same against somebody who knows more than is shown.
    fn need_within(&self, cell: usize) -> Option<i64> {
        let is_no_secret = self.cells[cell].is_sum_of_others && !self.tells_of_few(cell);
        self.need(cell).filter(|_| !is_no_secret)
    }

    /// Whether nobody but those who know it has the cell's value.
    fn is_unknown(&self, cell: usize, fates: &[Fate]) -> bool {
        match self.cells[cell].state {
            State::Released => false,
            State::Silent => true,
            State::Free | State::Withheld => fates[cell] != Fate::Shown,
        }
    }
}

impl Decision {
    /// What was decided of a cell.
    pub fn fate(&self, cell: CellId) -> Fate {
        self.fates[cell.0]
    }

    /// Whether it may be shown.
    pub fn is_shown(&self, cell: CellId) -> bool {
        self.fate(cell) == Fate::Shown
    }

    /// Cells that cannot be made safe by hiding more, because too much was released before.
    pub fn exposed(&self) -> &[CellId] {
        &self.exposed
    }

    /// How many secondary cells were hidden without a search for the cheapest, because that had taken long; what is
    /// hidden is as safe as any other.
    pub fn coarsely(&self) -> usize {
        self.coarsely
    }

    /// How many steps of the simplex method it took.
    pub fn work(&self) -> usize {
        self.work
    }
}

#[cfg(test)]
mod tests;
