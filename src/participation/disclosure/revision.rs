//! Corrections of what was published: a figure is repeated until the difference may be published as well.
//!
//! Whoever has both releases has the differences, which add up as the figures do. So the differences are protected by
//! the same method: one of 1 to the threshold is hidden, and more with it until none can be worked out; and what is
//! hidden of the differences stays as it was published. They may be of either sign, and an attacker cannot know that
//! one is not below zero; so the method is given them on top of a number that is large wherever somebody is employed.

use std::collections::{BTreeMap, BTreeSet};

use fairwind_methods::protect::{CellId, State, Universe};
use serde::{Deserialize, Serialize};

use super::{
    Earlier, Leaf, Row, Sheet, ShownCell, ShownSheet,
    counts::{Counts, Measured},
    decide::{cost, fates, solve},
    facets,
    names::cell_of,
    web::{Level, Node, Web},
};
use crate::kernel::{
    ids::{OrganisationId, PlaceId},
    periods::Period,
};

/// What was published, and the counts behind it, from which differences are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::participation) struct Published {
    #[serde(skip)]
    pub sheet: ShownSheet,
    /// By the names of cells: the counts behind it, those of cells that are repeated too.
    counts: BTreeMap<String, Counts>,
    /// Rows that do not add up, by row and organisation.
    facets: BTreeMap<String, Counts>,
    /// How its cells add up, which is known of the hidden ones as well.
    #[serde(default)]
    web: Web,
}

impl Published {
    /// A first release.
    pub fn first(sheet: &Sheet, shown: ShownSheet) -> Self {
        let web = Web::of(sheet);
        let nodes = web.nodes.iter();
        Self {
            sheet: shown,
            counts: nodes.map(|node| (node.key.clone(), node.counts)).collect(),
            facets: facet_counts(sheet),
            web,
        }
    }

    /// Its cells, and how they add up; none of a release that was made before these were kept.
    pub(super) fn web(&self) -> &Web {
        &self.web
    }

    /// The counts behind its rows that do not add up to the staff, by what these are called.
    pub(super) fn facets(&self) -> impl Iterator<Item = (String, OrganisationId, Counts)> {
        self.facets.iter().filter_map(|(key, counts)| {
            let (row, at) = key.rsplit_once('|')?;
            Some((row.to_owned(), at.parse().ok()?, *counts))
        })
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

/// All that a sheet says: what is decided rests on it, and on what was published earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::participation) struct Said {
    counts: BTreeMap<String, Counts>,
    facets: BTreeMap<String, Counts>,
    offered: BTreeSet<String>,
    of_one: BTreeMap<String, OrganisationId>,
}

impl Said {
    pub fn by(sheet: &Sheet) -> Self {
        let nodes = Web::of(sheet).nodes.into_iter();
        let of_one = sheet.of_one.iter();
        Self {
            counts: nodes.map(|node| (node.key, node.counts)).collect(),
            facets: facet_counts(sheet),
            offered: sheet.offered.iter().map(ToString::to_string).collect(),
            of_one: of_one.map(|(row, &at)| (row.to_string(), at)).collect(),
        }
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
    let web = Web::of(&with_what_was(sheet, published));
    let before = &published.sheet.cells;
    let was = self::before(&web, published);
    let stuck = stuck(&web, published, &was, threshold);
    let is_news = |at: usize| {
        let node = &web.nodes[at];
        let is_new =
            node.counts.staff > 0 && !node.names.iter().all(|name| before.contains_key(name));
        is_new || (node.counts != was[at] && !stuck[at])
    };
    if !(0..web.nodes.len()).any(is_news) {
        return repeated(
            published,
            (&web, &stuck),
            (sheet, period),
            threshold,
            earlier,
        );
    }
    let hidden = fates(&web, period, threshold, earlier, Some(before));
    let mut next = Published {
        sheet: hidden.sheet(&web),
        counts: BTreeMap::new(),
        facets: published.facets.clone(),
        web: web.clone(),
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
    keep_facets(&mut next, published, (sheet, period), threshold, earlier);
    next
}

/// The same release again, where nothing that has changed may be told: what was published stays as it was, whatever
/// would be hidden of it today.
fn repeated(
    published: &Published,
    (web, stuck): (&Web, &[bool]),
    (sheet, period): (&Sheet, Period),
    threshold: i64,
    earlier: &[Earlier],
) -> Published {
    let counts = web.nodes.iter().map(|node| (node.key.clone(), node.counts));
    let mut next = Published {
        sheet: published.sheet.clone(),
        counts: counts.collect(),
        facets: published.facets.clone(),
        web: web.clone(),
    };
    for (node, _) in web.nodes.iter().zip(stuck).filter(|(_, stuck)| **stuck) {
        for name in &node.names {
            let is_seen =
                |cell: &ShownCell| !cell.with_objective.is_hidden() || !cell.took_part.is_hidden();
            if published.sheet.cells.get(name).is_some_and(is_seen) {
                next.sheet.repeated.insert(name.clone());
            }
        }
    }
    keep_facets(&mut next, published, (sheet, period), threshold, earlier);
    next
}

/// A sheet with what was published and is not in it any more: nobody, where somebody was.
fn with_what_was(sheet: &Sheet, published: &Published) -> Sheet {
    let mut sheet = sheet.clone();
    let leaves: BTreeSet<_> = sheet
        .leaves
        .iter()
        .map(|leaf| (leaf.group, leaf.organisation))
        .collect();
    let bands: BTreeSet<(String, OrganisationId)> = sheet
        .bands
        .iter()
        .map(|(band, at, _)| (band.clone(), *at))
        .collect();
    for key in published.counts.keys() {
        match cell_of(key) {
            Some((Row::Group(group), organisation, place))
                if !leaves.contains(&(group, organisation)) =>
            {
                sheet.leaves.push(Leaf {
                    group,
                    organisation,
                    place: place.unwrap_or(PlaceId(uuid::Uuid::nil())),
                    counts: Counts::default(),
                });
            }
            Some((Row::Band(band), organisation, None))
                if !bands.contains(&(band.clone(), organisation)) =>
            {
                sheet.bands.push((band, organisation, Counts::default()));
            }
            _ => {}
        }
    }
    sheet
}

/// What each node was, so that it adds up as the figures do now.
///
/// Where a staff group is in other places than it was, or people have bands who had none, what is known of the whole is
/// put to the first of the parts: nobody asked for it in parts before.
fn before(web: &Web, published: &Published) -> Vec<Counts> {
    let known = |node: &Node| published.counts.get(&node.key).copied();
    let mut was: Vec<Counts> = web
        .nodes
        .iter()
        .map(|node| known(node).unwrap_or_default())
        .collect();
    let stands_before_its_parts =
        |whole: usize, parts: &[usize]| parts.iter().any(|&part| part > whole);
    let sum = |was: &[Counts], parts: &[usize]| parts.iter().map(|&part| was[part]).sum::<Counts>();
    // Twice: places are of cells, which totals are made of; and bands are of totals.
    for _ in 0..2 {
        for (whole, parts) in &web.equations {
            if stands_before_its_parts(*whole, parts) {
                let apart = was[*whole].less(sum(&was, parts));
                was[parts[0]] = was[parts[0]].plus(apart);
            } else {
                was[*whole] = sum(&was, parts);
            }
        }
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
                let cell = universe.cell(count, None, state, cost(node, false));
                // A small difference is kept from everybody.
                if node.level == Level::Class && !tells {
                    universe.sum_of_others(cell);
                }
                cell
            })
            .collect();
        for (stuck, hidden) in stuck
            .iter_mut()
            .zip(solve(universe, web, &cells, &Vec::new()))
        {
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
    // Of other members than it was published of: nothing of it can be held against what was.
    if published
        .counts
        .get(&node.key)
        .is_some_and(|known| *known != was)
    {
        return true;
    }
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
    (sheet, period): (&Sheet, Period),
    threshold: i64,
    earlier: &[Earlier],
) {
    let mut fresh = next.sheet.clone();
    facets::add(&mut fresh, sheet, period, threshold, earlier);
    let now = facet_counts(sheet);
    let offered: Vec<String> = sheet.offered.iter().map(Row::to_string).collect();
    let lines: BTreeSet<&str> = now
        .keys()
        .chain(published.facets.keys())
        .filter_map(|key| key.rsplit_once('|').map(|(row, _)| row))
        .chain(offered.iter().map(String::as_str))
        .collect();
    let is_safe = |line: &str| {
        let of_line = |key: &&String| key.rsplit_once('|').is_some_and(|(row, _)| row == line);
        let keys = now.keys().chain(published.facets.keys()).filter(of_line);
        let mut sums = [0; 2];
        keys.collect::<BTreeSet<_>>().into_iter().all(|key| {
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
        }) && sums.iter().all(|sum| *sum == 0 || sum.abs() >= threshold)
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
