//! Hiding more, until no attacker confines a hidden cell; and showing again what turned out not to be needed.

use std::collections::BTreeSet;

use super::{
    CellId, Decision, Equation, Fate, State, Universe,
    attack::{self, Attacker, Confined},
    region,
};

/// Cells that may be hidden to protect one of them are sought among so many around it, which mostly is enough.
const NEAR: usize = 120;
/// And if there are none, among more and more: a step costs as the square of how many there are.
const WIDER: [usize; 3] = [400, 1_200, 3_000];
/// What it costs that a cell changes which is unknown anyhow.
const UNKNOWN: f64 = 1e-4;
/// Showing again is tried for as long as the whole has taken no more steps than this.
const CLEAN_UP: usize = 400_000;

/// The cheapest cells are looked for until so many numbers have been worked on, a step of the simplex method being as
/// many as its equations times its cells. That is ten or twenty seconds; then what is hidden is chosen without a search.
pub(super) const SEARCH: usize = 60_000_000_000;

pub(super) fn decide(universe: &Universe) -> Decision {
    let mut fates: Vec<Fate> = (0..universe.cells.len())
        .map(|cell| {
            if universe.is_small(cell) {
                Fate::Primary
            } else {
                Fate::Shown
            }
        })
        .collect();
    let equations_of = equations_of(universe);
    let mut search = Search {
        universe,
        equations_of: &equations_of,
        dear: dear(universe),
        excused: Vec::new(),
        work: 0,
        effort: 0,
        coarsely: BTreeSet::new(),
    };
    if universe.switches.secondary {
        search.complete(&mut fates);
        search.clean_up(&mut fates);
    }
    let exposed: BTreeSet<usize> = search
        .excused
        .iter()
        .map(|confined| confined.cell)
        .collect();
    Decision {
        exposed: exposed.into_iter().map(CellId).collect(),
        coarsely: search
            .coarsely
            .iter()
            .filter(|&&cell| fates[cell] == Fate::Secondary)
            .count(),
        fates,
        work: search.work,
    }
}

struct Search<'a> {
    universe: &'a Universe,
    equations_of: &'a [Vec<usize>],
    /// Cells that cost more than this are dear: a few times what most do.
    dear: f64,
    /// Cells for which nothing more can be done.
    excused: Vec<Confined>,
    work: usize,
    /// How many numbers have been worked on.
    effort: usize,
    /// What was hidden without a search for the cheapest.
    coarsely: BTreeSet<usize>,
}

fn dear(universe: &Universe) -> f64 {
    let mut costs: Vec<f64> = universe
        .cells
        .iter()
        .filter(|cell| cell.state == State::Free)
        .map(|cell| cell.cost)
        .collect();
    costs.sort_by(f64::total_cmp);
    costs
        .get(costs.len() / 2)
        .map_or(0.0, |median| 4.0 * median)
}

fn equations_of(universe: &Universe) -> Vec<Vec<usize>> {
    let mut of = vec![Vec::new(); universe.cells.len()];
    for (at, equation) in universe.equations.iter().enumerate() {
        for &cell in equation.cells() {
            of[cell].push(at);
        }
    }
    of
}

impl<'a> Search<'a> {
    /// Hides more until nobody confines a hidden cell.
    fn complete(&mut self, fates: &mut [Fate]) {
        // Parts that were found safe stay so until something is hidden in them.
        let mut safe: BTreeSet<Vec<usize>> = BTreeSet::new();
        loop {
            let mut hid_more = false;
            let mut is_safe = true;
            for (cells, equations) in attack::parts(self.universe, fates) {
                if safe.contains(&cells) {
                    continue;
                }
                let confined = self.confined(&cells, &equations);
                if confined.is_empty() {
                    safe.insert(cells);
                    continue;
                }
                is_safe = false;
                // What was hidden may join this part to others.
                if self.protect(&confined, fates) {
                    hid_more = true;
                    break;
                }
            }
            if is_safe && !hid_more {
                return;
            }
        }
    }

    /// The cells of a part that somebody confines.
    fn confined(&mut self, cells: &[usize], equations: &[&Equation]) -> Vec<Confined> {
        let before = self.work;
        let excused = &self.excused;
        let found = attack::confined(self.universe, cells, equations, excused, &mut self.work);
        self.effort += (self.work - before) * cells.len() * equations.len();
        found
    }

    /// Hides what lets confined cells move; those that one change frees together need no other.
    fn protect(&mut self, confined: &[Confined], fates: &mut [Fate]) -> bool {
        let mut hid_more = false;
        let mut freed: BTreeSet<usize> = BTreeSet::new();
        let mut fresh: BTreeSet<usize> = BTreeSet::new();
        for confined in confined {
            if freed.contains(&confined.cell) {
                continue;
            }
            let support = match self.is_searched_out() {
                true => None,
                false => self.cheapest(confined, fates),
            };
            // A search that was cut short has not found that there is nothing.
            if support.is_none() && self.is_searched_out() {
                // What is hidden so is held against the same attackers as the rest.
                let newly = self.beside(confined, fates, &fresh);
                if newly.is_empty() && fresh.is_empty() {
                    self.excused.push(confined.clone());
                }
                for cell in newly {
                    fates[cell] = Fate::Secondary;
                    self.coarsely.insert(cell);
                    fresh.insert(cell);
                    hid_more = true;
                }
                continue;
            }
            let newly: Vec<usize> = support
                .iter()
                .flatten()
                .copied()
                .filter(|&cell| !self.universe.is_unknown(cell, fates))
                .collect();
            if newly.is_empty() && support.is_some() && !freed.is_empty() {
                // What was hidden for another has freed this one as well, perhaps: it is looked at again.
                freed.extend(support.unwrap_or_default());
                continue;
            }
            if newly.is_empty() {
                self.excused.push(confined.clone());
                continue;
            }
            for cell in newly {
                fates[cell] = Fate::Secondary;
                hid_more = true;
            }
            freed.extend(support.unwrap_or_default());
        }
        hid_more
    }

    /// Whether no more is searched.
    fn is_searched_out(&self) -> bool {
        self.effort > self.universe.search
    }

    /// The cheapest cell in each equation that a confined cell is in, but where a fresh one was hidden just now; if there
    /// is none, or it has taken long, everything that may be. None, if all is hidden or it is to be looked at again.
    fn beside(&self, confined: &Confined, fates: &[Fate], fresh: &BTreeSet<usize>) -> Vec<usize> {
        let universe = self.universe;
        let may = |cell: &usize| {
            fates[*cell] == Fate::Shown
                && universe.cells[*cell].state == State::Free
                && universe.cells[*cell].of != Some(0)
        };
        let mut beside: BTreeSet<usize> = BTreeSet::new();
        // After three times as much everything that may be is hidden.
        if self.effort <= 3 * self.universe.search {
            let equations = self.equations_of[confined.cell].iter();
            for equation in equations.map(|&at| &universe.equations[at]) {
                if equation.cells().any(|cell| fresh.contains(cell)) {
                    continue;
                }
                let cost = |cell: &usize| universe.cells[*cell].cost;
                let cells = equation.cells().copied().filter(may);
                beside.extend(cells.min_by(|one, other| cost(one).total_cmp(&cost(other))));
            }
        }
        if beside.is_empty() && fresh.is_empty() {
            beside.extend((0..fates.len()).filter(may));
        }
        beside.into_iter().collect()
    }

    /// The cells of the cheapest change by which a confined cell moves far enough, up or down; none if there is none.
    fn cheapest(&mut self, confined: &Confined, fates: &[Fate]) -> Option<Vec<usize>> {
        let universe = self.universe;
        let known: &[usize] = match &confined.attacker {
            Attacker::Outsider => &[],
            Attacker::Knowing(known) => known,
        };
        let may = |cell: usize| {
            !known.contains(&cell)
                && (universe.is_unknown(cell, fates)
                    || universe.cells[cell].state == State::Free
                        && universe.cells[cell].of != Some(0))
        };
        // What is near may be dear: that is left to the wider search, which can weigh it against what is far.
        let dear = self.dear;
        let cheap = |cell: usize| {
            may(cell) && (universe.is_unknown(cell, fates) || universe.cells[cell].cost <= dear)
        };
        let near = self.cheapest_among(NEAR, confined, fates, &cheap);
        near.or_else(|| {
            let mut wider = WIDER.iter();
            wider.find_map(|&most| self.cheapest_among(most, confined, fates, &may))
        })
    }

    /// The same among so many cells around it; none if it cannot move far enough, whatever of them is hidden.
    fn cheapest_among(
        &mut self,
        most: usize,
        confined: &Confined,
        fates: &[Fate],
        may: &dyn Fn(usize) -> bool,
    ) -> Option<Vec<usize>> {
        let universe = self.universe;
        let (cells, equations) = self.around(confined.cell, most, may);
        let price = |cell: usize| {
            if universe.is_unknown(cell, fates) {
                UNKNOWN
            } else {
                universe.cells[cell].cost
            }
        };
        let priced: Vec<(usize, f64)> = cells.iter().map(|&cell| (cell, price(cell))).collect();
        let need = universe.need(confined.cell).unwrap_or(universe.threshold) as f64;
        let (mut all, mut way) = (Vec::new(), 0.0);
        for up in [true, false] {
            let size = 2 * priced.len() * equations.len().max(1);
            let most_work = universe.search.saturating_sub(self.effort) / size + 1;
            let goal = (up, need);
            let cell = confined.cell;
            let (support, reached, work) =
                region::cheapest(universe, &priced, &equations, cell, goal, most_work);
            self.work += work;
            self.effort += work * size;
            if reached >= need - 1e-6 {
                return Some(support);
            }
            way += (reached + 1e-6).floor();
            all.extend(support);
        }
        // Where neither way is far enough alone, both may be together.
        all.sort_unstable();
        all.dedup();
        (way >= need).then_some(all)
    }

    /// The cells that hang together with one, the nearest first, and the equations that hold all of theirs.
    fn around(
        &self,
        cell: usize,
        most: usize,
        may: &dyn Fn(usize) -> bool,
    ) -> (Vec<usize>, Vec<&'a Equation>) {
        let mut is_taken = vec![false; self.universe.cells.len()];
        is_taken[cell] = true;
        let (mut cells, mut next) = (vec![cell], 0);
        let universe: &'a Universe = self.universe;
        while next < cells.len() && cells.len() < most {
            for &equation in &self.equations_of[cells[next]] {
                for &other in universe.equations[equation].cells() {
                    if !is_taken[other] && may(other) {
                        is_taken[other] = true;
                        cells.push(other);
                    }
                }
            }
            next += 1;
        }
        let mut equations: BTreeSet<usize> = BTreeSet::new();
        for &cell in &cells {
            equations.extend(&self.equations_of[cell]);
        }
        (
            cells,
            equations
                .into_iter()
                .map(|at| &universe.equations[at])
                .collect(),
        )
    }

    /// Shows secondary cells again, the dearest first, where everything stays safe without them.
    fn clean_up(&mut self, fates: &mut [Fate]) {
        let mut secondary: Vec<usize> = (0..fates.len())
            .filter(|&cell| fates[cell] == Fate::Secondary)
            .collect();
        let dearer = |one: &usize, other: &usize| {
            self.universe.cells[*other]
                .cost
                .total_cmp(&self.universe.cells[*one].cost)
        };
        secondary.sort_by(dearer);
        let most = self.effort + self.universe.search;
        for cell in secondary {
            if self.work > CLEAN_UP || self.effort > most {
                return;
            }
            let before = attack::parts(self.universe, fates);
            let Some((of, _)) = before.into_iter().find(|(cells, _)| cells.contains(&cell)) else {
                continue;
            };
            fates[cell] = Fate::Shown;
            let is_safe = attack::parts(self.universe, fates)
                .into_iter()
                .filter(|(cells, _)| cells.iter().any(|other| of.contains(other)))
                .all(|(cells, equations)| self.confined(&cells, &equations).is_empty());
            if !is_safe {
                fates[cell] = Fate::Secondary;
            }
        }
    }
}
