//! What is hidden of a period's cells: the method of [`fairwind_methods::protect`] on each of the three counts.

use std::collections::{BTreeMap, BTreeSet};

use fairwind_methods::protect::{CellId, State, Universe};

use super::{
    Earlier, Shown, ShownCell, ShownSheet,
    counts::Measured,
    earlier::{self, Own, Told},
    web::{Level, Node, Web},
};
use crate::kernel::{ids::OrganisationId, periods::Period};

/// Which counts of a web's nodes are hidden. Where staff is, its parts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hidden(pub [Vec<bool>; 3]);

/// What must stay hidden because it was hidden in an earlier release of the same period.
pub(super) type Already<'a> = Option<&'a BTreeMap<String, ShownCell>>;

impl Hidden {
    pub(super) fn is(&self, measured: Measured, node: usize) -> bool {
        self.0[measured as usize][node]
    }

    /// What is left to be seen of a node.
    pub(super) fn cell(&self, at: usize, node: &Node) -> ShownCell {
        let shown = |measured: Measured| {
            if self.is(measured, at) {
                Shown::HIDDEN
            } else {
                Shown(Some(measured.of(node.counts)))
            }
        };
        ShownCell {
            staff: shown(Measured::Staff),
            with_objective: shown(Measured::WithObjective),
            took_part: shown(Measured::TookPart),
        }
    }

    pub(super) fn sheet(&self, web: &Web) -> ShownSheet {
        let nodes = web.nodes.iter().enumerate();
        let cells = nodes.flat_map(|(at, node)| {
            let cell = self.cell(at, node);
            node.names.iter().map(move |name| (name.clone(), cell))
        });
        ShownSheet {
            cells: cells.collect(),
            repeated: BTreeSet::new(),
            own: None,
        }
    }
}

/// What is hidden of a period that has ended.
pub(super) fn fates(
    web: &Web,
    period: Period,
    threshold: i64,
    earlier: &[Earlier],
    already: Already<'_>,
) -> Hidden {
    let mut hidden = staff_with(web, threshold, already);
    for measured in Measured::PARTS {
        hidden.0[measured as usize] =
            part(web, measured, &hidden, period, threshold, earlier, already);
    }
    hidden
}

/// What is hidden of a period that runs: small numbers of staff, and all that they did.
pub(super) fn staff(web: &Web, threshold: i64) -> Hidden {
    let mut hidden = staff_with(web, threshold, None);
    for measured in Measured::PARTS {
        let nodes = web.nodes.iter().map(|node| node.counts.staff > 0);
        hidden.0[measured as usize] = nodes.collect();
    }
    hidden
}

fn staff_with(web: &Web, threshold: i64, already: Already<'_>) -> Hidden {
    let mut universe = Universe::new(threshold);
    let is_small =
        |node: &Node| node.counts.staff < threshold || was_hidden(already, node, Measured::Staff);
    let told = web.told_in_parts(&web.nodes.iter().map(is_small).collect::<Vec<bool>>());
    let cells: Vec<CellId> = web
        .nodes
        .iter()
        .zip(&told)
        .map(|(node, &told)| {
            let staff = node.counts.staff;
            let state = if staff == 0 {
                State::Released
            } else if was_hidden(already, node, Measured::Staff) {
                State::Withheld
            } else {
                State::of(node)
            };
            let cell = universe.cell(staff, None, state, cost(node, told));
            // Whoever looks at what they did knows that there are so many of them at least.
            universe.at_least(cell, node.counts.with_objective.max(node.counts.took_part));
            if node.level == Level::Class {
                universe.sum_of_others(cell);
            }
            if told {
                universe.told_in_parts(cell);
            }
            cell
        })
        .collect();
    let hidden = solve(universe, web, &cells, &Vec::new());
    Hidden([
        hidden,
        vec![false; web.nodes.len()],
        vec![false; web.nodes.len()],
    ])
}

fn part(
    web: &Web,
    measured: Measured,
    hidden: &Hidden,
    period: Period,
    threshold: i64,
    earlier: &[Earlier],
    already: Already<'_>,
) -> Vec<bool> {
    let mut universe = Universe::new(threshold);
    let earlier: Vec<Told<'_>> = earlier.iter().map(Earlier::told).collect();
    let close = earlier::close(web, measured, period, &earlier, threshold);
    let is_withheld = |at: usize| {
        hidden.is(Measured::Staff, at) || close[at] || was_hidden(already, &web.nodes[at], measured)
    };
    let is_small = |(at, node): (usize, &Node)| {
        let (value, staff) = (measured.of(node.counts), node.counts.staff);
        is_withheld(at) || value < threshold || staff - value < threshold
    };
    let small: Vec<bool> = web.nodes.iter().enumerate().map(is_small).collect();
    let told = web.told_in_parts(&small);
    let cells: Vec<CellId> = web
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| {
            let staff = node.counts.staff;
            let state = if staff == 0 {
                State::Released
            } else if is_withheld(at) {
                State::Withheld
            } else {
                State::of(node)
            };
            let cell = universe.cell(
                measured.of(node.counts),
                Some(staff),
                state,
                cost(node, told[at]),
            );
            if node.level == Level::Class {
                universe.sum_of_others(cell);
            }
            if told[at] {
                universe.told_in_parts(cell);
            }
            cell
        })
        .collect();
    let these = (web, &cells[..]);
    earlier::link_shown(&mut universe, these, measured, period, &earlier);
    let own = earlier::link_hidden(&mut universe, these, measured, period, &earlier, threshold);
    solve(universe, web, &cells, &own)
}

/// Runs the method, with each partner as somebody who knows its own figures.
/// `also`: what they know beside their cells here.
pub(super) fn solve(mut universe: Universe, web: &Web, cells: &[CellId], also: &Own) -> Vec<bool> {
    for (parent, children) in &web.equations {
        let children: Vec<CellId> = children.iter().map(|&child| cells[child]).collect();
        universe.equation(cells[*parent], &children);
    }
    let mut own: BTreeMap<OrganisationId, Vec<CellId>> = BTreeMap::new();
    for (node, &cell) in web.nodes.iter().zip(cells) {
        if let Some(organisation) = node.organisation {
            own.entry(organisation).or_default().push(cell);
        }
    }
    for (organisation, cell) in also {
        own.entry(*organisation).or_default().push(*cell);
    }
    for known in own.values() {
        universe.insider(known);
    }
    let decision = universe.decide();
    cells.iter().map(|&cell| !decision.is_shown(cell)).collect()
}

/// The weight of a total that is told in parts, against 1 of a cell.
const TOLD_IN_PARTS: f64 = 0.02;

trait OfNode {
    fn of(node: &Node) -> Self;
}

impl OfNode for State {
    /// What has a name may be shown; what has none might be worked out.
    fn of(node: &Node) -> Self {
        if node.names.is_empty() {
            Self::Silent
        } else {
            Self::Free
        }
    }
}

/// What is lost by hiding a cell: the larger ones last, and totals after the cells they are of; but first of all a total
/// that is told in parts, of which little is lost.
pub(super) fn cost(node: &Node, is_told_in_parts: bool) -> f64 {
    let staff = f64::from(i32::try_from(node.counts.staff).unwrap_or(i32::MAX));
    let weight = match is_told_in_parts {
        true => TOLD_IN_PARTS,
        false => node.level.weight(),
    };
    weight * (1.0 + staff / 250.0)
}

fn was_hidden(already: Already<'_>, node: &Node, measured: Measured) -> bool {
    already.is_some_and(|already| {
        node.names
            .iter()
            .filter_map(|name| already.get(name))
            .any(|cell| match measured {
                Measured::Staff => cell.staff.is_hidden(),
                Measured::WithObjective => cell.with_objective.is_hidden(),
                Measured::TookPart => cell.took_part.is_hidden(),
            })
    })
}
