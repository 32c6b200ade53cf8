//! Part of a universe, as a linear programme: the cells that may change, and the equations they are in.

use super::{
    Equation, Universe,
    simplex::{Bounds, End, TOLERANCE, Tableau},
};

/// Cells that may change together, seen by one attacker after another.
pub(super) struct Region {
    /// The universe's cells, by variable.
    pub cells: Vec<usize>,
    tableau: Tableau,
    bounds: Vec<Bounds>,
    /// Changes that fit, which one attacker's search has come by: another who knows nothing of what changes in them
    /// cannot rule them out either.
    found: Vec<Vec<f64>>,
}

/// So many numbers are kept of changes that were found.
const KEPT: usize = 4_000_000;

/// The least and the greatest changes of each cell that have been found to fit.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub least: Vec<f64>,
    pub most: Vec<f64>,
}

impl Region {
    /// Cells that are unknown, with all the equations they are in.
    pub fn new(universe: &Universe, cells: Vec<usize>, equations: &[&Equation]) -> Self {
        let mut variable_of = vec![usize::MAX; universe.cells.len()];
        for (variable, &cell) in cells.iter().enumerate() {
            variable_of[cell] = variable;
        }
        let rows: Vec<Vec<(usize, f64)>> = equations
            .iter()
            .map(|equation| {
                let children = equation.children.iter().map(|&child| (child, 1.0));
                let all = children.chain([(equation.parent, -1.0)]);
                all.filter(|(cell, _)| variable_of[*cell] != usize::MAX)
                    .map(|(cell, coefficient)| (variable_of[cell], coefficient))
                    .collect()
            })
            .collect();
        Self {
            tableau: Tableau::new(cells.len(), &rows),
            bounds: cells.iter().map(|&cell| bounds(universe, cell)).collect(),
            cells,
            found: Vec::new(),
        }
    }

    /// What has been found already that an attacker who knows some variables cannot rule out.
    pub fn reach(&self, known: &[bool]) -> Reach {
        let mut reach = Reach {
            least: vec![0.0; self.cells.len()],
            most: vec![0.0; self.cells.len()],
        };
        let fixed: Vec<usize> = (0..known.len())
            .filter(|&variable| known[variable])
            .collect();
        let fits = |change: &&Vec<f64>| {
            fixed
                .iter()
                .all(|&variable| change[variable].abs() <= TOLERANCE)
        };
        for change in self.found.iter().filter(fits) {
            reach.take(change);
        }
        reach
    }

    /// Widens what is known of one variable by the search for its least and greatest change, until these are `enough`
    /// apart, against an attacker who knows some variables. Every place on the way widens the others too.
    pub fn widen(
        &mut self,
        variable: usize,
        known: &[bool],
        enough: Option<f64>,
        reach: &mut Reach,
    ) {
        let fixed = Bounds {
            least: 0.0,
            most: 0.0,
        };
        let bounds: Vec<Bounds> = self
            .bounds
            .iter()
            .zip(known)
            .map(|(bounds, known)| if *known { fixed } else { *bounds })
            .collect();
        for sign in [1.0, -1.0] {
            if enough.is_some_and(|enough| reach.is_wide(variable, enough)) {
                return;
            }
            let mut worth = vec![0.0; self.cells.len()];
            worth[variable] = sign;
            let mut change = vec![0.0; self.cells.len()];
            let found = &mut self.found;
            let end = self.tableau.climb(&worth, &bounds, &mut change, |change| {
                reach.take(change);
                if found.len() * change.len() < KEPT {
                    found.push(change.to_vec());
                }
                enough.is_some_and(|enough| reach.is_wide(variable, enough))
            });
            if end == End::Unbounded {
                if sign > 0.0 {
                    reach.most[variable] = f64::INFINITY;
                } else {
                    reach.least[variable] = f64::NEG_INFINITY;
                }
            }
        }
    }

    /// How much work it has been.
    pub fn work(&self) -> usize {
        self.tableau.work
    }
}

impl Reach {
    fn take(&mut self, change: &[f64]) {
        for ((least, most), change) in self.least.iter_mut().zip(&mut self.most).zip(change) {
            *least = least.min(*change);
            *most = most.max(*change);
        }
    }

    /// Whether whole numbers this far apart were reached.
    pub fn is_wide(&self, variable: usize, enough: f64) -> bool {
        let (least, most) = self.whole(variable);
        most - least >= enough
    }

    /// The least and the greatest whole change.
    pub fn whole(&self, variable: usize) -> (f64, f64) {
        (
            (self.least[variable] - 1e-6).ceil(),
            (self.most[variable] + 1e-6).floor(),
        )
    }
}

/// The cheapest change of a table by which one cell moves as far as is asked for.
///
/// `cells` are those that may change, with what it costs that they do; none of the others does. After `most_work` steps
/// it is the change that was come by until then. Returns the cells, how far the one moves, and the steps.
pub(super) fn cheapest(
    universe: &Universe,
    cells: &[(usize, f64)],
    equations: &[&Equation],
    goal: usize,
    (up, by): (bool, f64),
    most_work: usize,
) -> (Vec<usize>, f64, usize) {
    let mut variable_of = vec![usize::MAX; universe.cells.len()];
    for (variable, &(cell, _)) in cells.iter().enumerate() {
        variable_of[cell] = variable;
    }
    // Two variables a cell: how far it rises, and how far it falls.
    let rows: Vec<Vec<(usize, f64)>> = equations
        .iter()
        .map(|equation| {
            let children = equation.children.iter().map(|&child| (child, 1.0));
            let all = children.chain([(equation.parent, -1.0)]);
            all.filter(|(cell, _)| variable_of[*cell] != usize::MAX)
                .flat_map(|(cell, coefficient)| {
                    let variable = 2 * variable_of[cell];
                    [(variable, coefficient), (variable + 1, -coefficient)]
                })
                .collect()
        })
        .collect();
    let mut tableau = Tableau::new(2 * cells.len(), &rows);
    tableau.most_work = most_work;
    let total: f64 = cells.iter().map(|(_, cost)| cost).sum();
    let (mut limits, mut worth) = (Vec::new(), Vec::new());
    for &(cell, cost) in cells {
        let Bounds { least, most } = bounds(universe, cell);
        let mut limit = [most, -least];
        let mut own = [-cost; 2];
        if cell == goal {
            limit = if up {
                [most.min(by), 0.0]
            } else {
                [0.0, (-least).min(by)]
            };
            own = [10.0 * total + 1.0; 2];
        }
        limits.extend(limit.map(|most| Bounds { least: 0.0, most }));
        worth.extend(own);
    }
    let mut change = vec![0.0; 2 * cells.len()];
    tableau.climb(&worth, &limits, &mut change, |_| false);
    let moved = |variable: usize| (change[2 * variable] - change[2 * variable + 1]).abs();
    let support = cells
        .iter()
        .enumerate()
        .filter(|(variable, _)| moved(*variable) > TOLERANCE);
    let reached = cells
        .iter()
        .position(|(cell, _)| *cell == goal)
        .map_or(0.0, moved);
    (
        support.map(|(_, (cell, _))| *cell).collect(),
        reached,
        tableau.work,
    )
}

fn bounds(universe: &Universe, cell: usize) -> Bounds {
    let cell = universe.cells[cell];
    Bounds {
        least: (cell.least - cell.value) as f64,
        most: cell.of.map_or(f64::INFINITY, |of| (of - cell.value) as f64),
    }
}
