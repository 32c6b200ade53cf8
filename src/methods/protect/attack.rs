//! What an attacker can work out: the least and the greatest value of each hidden cell that fit everything known.

use super::{
    Equation, Fate, Universe,
    region::{Reach, Region},
};

/// Somebody who tries to work out hidden cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attacker {
    /// Who knows what is shown.
    Outsider,
    /// Who knows these cells as well; an insider, or somebody who is alone in one.
    Knowing(Vec<usize>),
}

/// A hidden cell that an attacker confines too narrowly.
#[derive(Clone, Debug)]
pub(super) struct Confined {
    pub cell: usize,
    pub attacker: Attacker,
}

/// The unknown cells of a universe that hang together, each part with its equations.
pub(super) fn parts<'a>(
    universe: &'a Universe,
    fates: &[Fate],
) -> Vec<(Vec<usize>, Vec<&'a Equation>)> {
    let unknown: Vec<bool> = (0..universe.cells.len())
        .map(|cell| universe.is_unknown(cell, fates))
        .collect();
    let mut root: Vec<usize> = (0..universe.cells.len()).collect();
    fn find(root: &mut [usize], mut cell: usize) -> usize {
        while root[cell] != cell {
            root[cell] = root[root[cell]];
            cell = root[cell];
        }
        cell
    }
    let live: Vec<&Equation> = universe.live_equations().collect();
    for equation in &live {
        let mut first = None;
        for &cell in equation.cells().filter(|&&cell| unknown[cell]) {
            match first {
                None => first = Some(cell),
                Some(first) => {
                    let (one, other) = (find(&mut root, first), find(&mut root, cell));
                    root[one] = other;
                }
            }
        }
    }
    let mut part_of = vec![usize::MAX; universe.cells.len()];
    let mut parts: Vec<(Vec<usize>, Vec<&Equation>)> = Vec::new();
    for cell in (0..universe.cells.len()).filter(|&cell| unknown[cell]) {
        let root = find(&mut root, cell);
        if part_of[root] == usize::MAX {
            part_of[root] = parts.len();
            parts.push((Vec::new(), Vec::new()));
        }
        parts[part_of[root]].0.push(cell);
    }
    for equation in live {
        if let Some(&cell) = equation.cells().find(|&&cell| unknown[cell]) {
            let root = find(&mut root, cell);
            parts[part_of[root]].1.push(equation);
        }
    }
    parts
}

/// The attackers who matter to some unknown cells.
fn attackers(universe: &Universe, cells: &[usize]) -> Vec<Attacker> {
    let mut all = vec![Attacker::Outsider];
    let insiders = universe.insiders.iter().map(|known| {
        let known = known.iter().copied().filter(|cell| cells.contains(cell));
        known.collect::<Vec<usize>>()
    });
    all.extend(
        insiders
            .filter(|known| !known.is_empty())
            .map(Attacker::Knowing),
    );
    if universe.switches.singletons {
        let alone = cells.iter().copied().filter(|&cell| {
            let cell = universe.cells[cell];
            cell.value == 1 || cell.of.is_some_and(|of| of - cell.value == 1)
        });
        all.extend(alone.map(|cell| Attacker::Knowing(vec![cell])));
    }
    all
}

/// The first few cells that some attacker confines too narrowly, those of the first such attacker. Excused pairs are
/// passed over: nothing more can be done for them.
pub(super) fn confined(
    universe: &Universe,
    cells: &[usize],
    equations: &[&Equation],
    excused: &[Confined],
    work: &mut usize,
) -> Vec<Confined> {
    let mut region = Region::new(universe, cells.to_vec(), equations);
    let mut found = Vec::new();
    for attacker in attackers(universe, cells) {
        let known: Vec<bool> = match &attacker {
            Attacker::Outsider => vec![false; cells.len()],
            Attacker::Knowing(known) => cells.iter().map(|cell| known.contains(cell)).collect(),
        };
        let mut reach = region.reach(&known);
        for variable in 0..cells.len() {
            let cell = cells[variable];
            let need = match &attacker {
                Attacker::Outsider => universe.need(cell),
                Attacker::Knowing(_) => universe.need_within(cell).filter(|_| !known[variable]),
            };
            let Some(need) = need else { continue };
            let need = need as f64;
            if reach.is_wide(variable, need) {
                continue;
            }
            region.widen(variable, &known, Some(need), &mut reach);
            let is_excused = || {
                excused
                    .iter()
                    .any(|other| other.cell == cell && other.attacker == attacker)
            };
            if !reach.is_wide(variable, need) && !is_excused() {
                found.push(Confined {
                    cell,
                    attacker: attacker.clone(),
                });
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    *work += region.work();
    found
}

/// The least and the greatest value of every cell that fit everything shown.
pub(super) fn intervals(universe: &Universe, fates: &[Fate]) -> Vec<(i64, Option<i64>)> {
    let mut all: Vec<(i64, Option<i64>)> = universe
        .cells
        .iter()
        .map(|cell| (cell.value, Some(cell.value)))
        .collect();
    for (cells, equations) in parts(universe, fates) {
        let mut region = Region::new(universe, cells.clone(), &equations);
        let known = vec![false; cells.len()];
        for (variable, &cell) in cells.iter().enumerate() {
            let mut reach: Reach = region.reach(&known);
            region.widen(variable, &known, None, &mut reach);
            let (least, most) = reach.whole(variable);
            let value = universe.cells[cell].value;
            let most = most.is_finite().then_some(value + most as i64);
            all[cell] = (value + (least as i64).max(-value), most);
        }
    }
    all
}

impl Equation {
    /// All the cells in it.
    pub(super) fn cells(&self) -> impl Iterator<Item = &usize> {
        self.children.iter().chain([&self.parent])
    }
}

impl Universe {
    /// The equations; without those that only earlier releases make, where a test leaves these out.
    pub(super) fn live_equations(&self) -> impl Iterator<Item = &Equation> {
        self.equations.iter().filter(|equation| {
            self.switches.earlier
                || equation
                    .cells()
                    .all(|&cell| self.cells[cell].state != super::State::Silent)
        })
    }
}
