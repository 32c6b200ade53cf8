//! Corrections of what was published: a figure is repeated until the difference may be published as well.
//!
//! Whoever has both releases has the differences, which add up as the figures do. So the differences are protected by
//! the same method: one of 1 to the threshold is hidden, and more with it until none can be worked out; and what is
//! hidden of the differences stays as it was published. They may be of either sign, and an attacker cannot know that
//! one is not below zero; so the method is given them on top of a number that is large wherever somebody is employed.

use std::collections::BTreeMap;

use fairwind_methods::protect::{CellId, State, Universe};
use serde::{Deserialize, Serialize};

use super::{
    Earlier, Sheet, ShownCell, ShownSheet,
    counts::{Counts, Measured},
    decide::{cost, fates, solve},
    facets,
    web::{Level, Node, Web},
};
use crate::kernel::periods::Period;

/// What was published, and the counts behind it, from which differences are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::participation) struct Published {
    #[serde(skip)]
    pub sheet: ShownSheet,
    /// By the names of cells: the counts behind it, those of cells that are repeated too.
    counts: BTreeMap<String, Counts>,
    /// Rows that do not add up, by row and organisation.
    facets: BTreeMap<String, Counts>,
}

impl Published {
    /// A first release.
    pub fn first(sheet: &Sheet, shown: ShownSheet) -> Self {
        Self {
            sheet: shown,
            counts: Web::of(sheet)
                .nodes
                .into_iter()
                .map(|node| (node.key, node.counts))
                .collect(),
            facets: facet_counts(sheet),
        }
    }

    /// Whether it shows what another shows.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.sheet.cells == other.sheet.cells
    }

    /// Whether the records still say what it says.
    pub fn agrees(&self, sheet: &Sheet) -> bool {
        // What was there and is not any more is missing from a sum.
        Web::of(sheet)
            .nodes
            .iter()
            .all(|node| self.counts.get(&node.key) == Some(&node.counts))
            && self.facets == facet_counts(sheet)
    }
}

fn facet_counts(sheet: &Sheet) -> BTreeMap<String, Counts> {
    let facets = sheet.facets.iter();
    facets
        .map(|(row, at, counts)| (format!("{row}|{at}"), *counts))
        .collect()
}

/// The next release of a period that was published, after its records have changed.
pub(in crate::participation) fn revise(
    published: &Published,
    sheet: &Sheet,
    period: Period,
    threshold: i64,
    earlier: &[Earlier],
) -> Published {
    let threshold = threshold.max(1);
    let web = Web::of(sheet);
    let before = &published.sheet.cells;
    let hidden = fates(&web, period, threshold, earlier, Some(before));
    let was = self::before(&web, published);
    let stuck = stuck(&web, published, &was, threshold);
    let mut next = Published {
        sheet: hidden.sheet(&web),
        counts: BTreeMap::new(),
        facets: published.facets.clone(),
    };
    for (at, node) in web.nodes.iter().enumerate() {
        next.counts.insert(node.key.clone(), node.counts);
        if !stuck[at] {
            continue;
        }
        for name in &node.names {
            let now = hidden.cell(at, node);
            let then = match before.get(name) {
                Some(then) => *then,
                None if was[at].staff == 0 => ShownCell::NOBODY,
                // It is asked for since, and would tell of the difference to what it is the sum of.
                None => ShownCell {
                    staff: now.staff,
                    ..ShownCell::HIDDEN
                },
            };
            // What has to be hidden now is; the rest stays as it was published.
            let cell = ShownCell {
                staff: if now.staff.is_hidden() {
                    now.staff
                } else {
                    then.staff
                },
                with_objective: if now.with_objective.is_hidden() {
                    now.with_objective
                } else {
                    then.with_objective
                },
                took_part: if now.took_part.is_hidden() {
                    now.took_part
                } else {
                    then.took_part
                },
            };
            next.sheet.cells.insert(name.clone(), cell);
            if !cell.is_hidden()
                && (!cell.with_objective.is_hidden() || !cell.took_part.is_hidden())
            {
                next.sheet.repeated.insert(name.clone());
            }
        }
    }
    keep_facets(&mut next, published, sheet, threshold, earlier);
    next
}

/// What each node was. A sum that nobody asked for before was the sum of its parts.
fn before(web: &Web, published: &Published) -> Vec<Counts> {
    let mut was: Vec<Counts> = Vec::with_capacity(web.nodes.len());
    for (at, node) in web.nodes.iter().enumerate() {
        let known = published.counts.get(&node.key).copied();
        // A sum stands behind its parts.
        let parts = web.equations.iter().find(|(sum, _)| *sum == at);
        let summed = parts.map(|(_, parts)| {
            parts
                .iter()
                .filter_map(|part| was.get(*part).copied())
                .sum()
        });
        was.push(known.or(summed).unwrap_or_default());
    }
    was
}

/// Which nodes stay as they were: those whose difference, in either part, is hidden.
fn stuck(web: &Web, published: &Published, was: &[Counts], threshold: i64) -> Vec<bool> {
    let mut stuck = vec![false; web.nodes.len()];
    for measured in Measured::PARTS {
        let difference = |at: usize| measured.of(web.nodes[at].counts) - measured.of(was[at]);
        let largest = (0..web.nodes.len())
            .map(|at| difference(at).abs())
            .max()
            .unwrap_or(0);
        if largest == 0 {
            continue;
        }
        let mut universe = Universe::new(threshold);
        let cells: Vec<CellId> = web
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| {
                let people = node.counts.staff + was[at].staff;
                let by = difference(at);
                let tells = tells(published, node, measured, was[at], threshold);
                let state = if people == 0 {
                    State::Released
                } else if tells {
                    State::Withheld
                } else {
                    State::Free
                };
                let count = by + people * (largest + threshold);
                let cell = universe.cell(count, None, state, cost(node));
                // A small difference is kept from everybody.
                if node.level == Level::Class && !tells {
                    universe.sum_of_others(cell);
                }
                cell
            })
            .collect();
        for (stuck, hidden) in stuck.iter_mut().zip(solve(universe, web, &cells)) {
            *stuck |= hidden;
        }
    }
    stuck
}

/// Whether a node's figure, shown as it is now, would tell of few beside what was shown before; or was hidden, so that
/// nobody knows a difference.
fn tells(
    published: &Published,
    node: &Node,
    measured: Measured,
    was: Counts,
    threshold: i64,
) -> bool {
    let before = node
        .names
        .iter()
        .find_map(|name| published.sheet.cells.get(name));
    let shown = match before {
        None => (was.staff == 0).then_some(0),
        Some(cell) => match measured {
            Measured::WithObjective => cell.with_objective.count(),
            Measured::TookPart | Measured::Staff => cell.took_part.count(),
        },
    };
    // Where an earlier figure is repeated, what it was at the last release is not known: only the whole difference is.
    shown.is_none_or(|shown| {
        let by = measured.of(node.counts) - shown;
        by != 0 && by.abs() < threshold
    })
}

/// A row that does not add up is replaced as a whole, or not at all; and one that is part of another only together
/// with it.
fn keep_facets(
    next: &mut Published,
    published: &Published,
    sheet: &Sheet,
    threshold: i64,
    earlier: &[Earlier],
) {
    let mut fresh = next.sheet.clone();
    facets::add(&mut fresh, sheet, threshold, earlier);
    let now = facet_counts(sheet);
    let lines: std::collections::BTreeSet<&str> = now
        .keys()
        .chain(published.facets.keys())
        .filter_map(|key| key.rsplit_once('|').map(|(row, _)| row))
        .collect();
    let is_safe = |line: &str| {
        let of_line = |key: &&String| key.rsplit_once('|').is_some_and(|(row, _)| row == line);
        let keys = now.keys().chain(published.facets.keys()).filter(of_line);
        let mut sums = [0; 2];
        keys.collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .all(|key| {
                let (now, was) = (now.get(key), published.facets.get(key));
                let (now, was) = (
                    now.copied().unwrap_or_default(),
                    was.copied().unwrap_or_default(),
                );
                Measured::PARTS
                    .iter()
                    .zip(&mut sums)
                    .all(|(measured, sum)| {
                        let by = measured.of(now) - measured.of(was);
                        *sum += by;
                        by == 0 || by.abs() >= threshold
                    })
            })
            && sums.iter().all(|sum| *sum == 0 || sum.abs() >= threshold)
    };
    for line in lines {
        let is_safe = is_safe(line) && wholes(line).iter().all(|whole| is_safe(whole));
        let (cells, counts) = if is_safe {
            (&fresh.cells, &now)
        } else {
            (&published.sheet.cells, &published.facets)
        };
        let prefix = format!("{line}|");
        let kept = cells.iter().filter(|(name, _)| name.starts_with(&prefix));
        next.sheet
            .cells
            .extend(kept.map(|(name, cell)| (name.clone(), *cell)));
        next.facets.retain(|key, _| !key.starts_with(&prefix));
        let kept = counts.iter().filter(|(key, _)| key.starts_with(&prefix));
        next.facets
            .extend(kept.map(|(key, counts)| (key.clone(), *counts)));
    }
}

/// What a line is part of, by their names: see [`facets`].
fn wholes(line: &str) -> Vec<String> {
    match line.split(':').collect::<Vec<_>>()[..] {
        ["outcome", theme, word] => vec![format!("outcome:{word}"), format!("theme:{theme}")],
        _ => Vec::new(),
    }
}
