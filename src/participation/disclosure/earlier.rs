//! What was published of the periods within and around one, as its attacker has it: not only what it showed, but that
//! what it hid adds up as well, and is part of what comes later.
//!
//! Three partners hidden in a month have a sum, which is the month's total without the others. Where the quarter shows
//! the three, their sum less the month's is how many more took part; and that is a count of people. So an earlier
//! release's hidden counts are unknown cells in the equations of the later one, with the sums of their own release.

use std::collections::{BTreeMap, BTreeSet};

use fairwind_methods::protect::{CellId, State, Universe};

use super::{Published, ShownSheet, counts::Measured, web::Web};
use crate::kernel::{ids::OrganisationId, periods::Period};

/// What was published of a period that lies within another, or around it.
#[derive(Clone, Debug)]
pub(in crate::participation) struct Earlier {
    pub(super) period: Period,
    pub(super) sheet: ShownSheet,
    /// Its cells and how they add up; none of a release that was made before these were kept.
    pub(super) web: Web,
}

impl Earlier {
    /// From a release.
    pub fn of(period: Period, published: &Published) -> Self {
        Self {
            period,
            sheet: published.sheet.clone(),
            web: published.web().clone(),
        }
    }
}

/// A count of one release, or of the period that is decided.
#[derive(Clone, Copy, Debug)]
struct Entry {
    cell: CellId,
    value: i64,
    is_known: bool,
    organisation: Option<OrganisationId>,
}

/// The counts of one release, or of the period that is decided.
struct Layer {
    period: Period,
    entries: Vec<Entry>,
    /// By every name.
    named: BTreeMap<String, usize>,
}

/// Cells that an organisation knows of itself.
pub(super) type Own = Vec<(OrganisationId, CellId)>;

/// Puts earlier releases into the universe of a period's cells. Returns what organisations know of themselves in them.
pub(super) fn link(
    universe: &mut Universe,
    (web, cells): (&Web, &[CellId]),
    measured: Measured,
    period: Period,
    earlier: &[Earlier],
    threshold: i64,
) -> Own {
    let mut own = Own::new();
    let mut layers = vec![Layer::decided(web, cells, measured, period)];
    for release in earlier {
        layers.push(Layer::published(universe, release, measured, threshold));
    }
    for layer in &layers[1..] {
        let hidden = layer.entries.iter().filter(|entry| !entry.is_known);
        own.extend(hidden.filter_map(|entry| Some((entry.organisation?, entry.cell))));
    }
    for (at, one) in layers.iter().enumerate() {
        for other in &layers[at + 1..] {
            if lies_in(other.period, one.period) {
                part_of(universe, other, one, &mut own);
            } else if lies_in(one.period, other.period) {
                part_of(universe, one, other, &mut own);
            }
        }
    }
    own
}

fn lies_in(inner: Period, outer: Period) -> bool {
    let days = |period: Period| (period.first_on, period.last_on);
    outer.first_on <= inner.first_on && inner.last_on <= outer.last_on && days(inner) != days(outer)
}

/// Those who did something in a period are among those who did it in a longer one, and the rest is a count of its own.
fn part_of(universe: &mut Universe, inner: &Layer, outer: &Layer, own: &mut Own) {
    let mut linked: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (name, &at) in &outer.named {
        let Some(&within) = inner.named.get(name) else {
            continue;
        };
        let (whole, part) = (outer.entries[at], inner.entries[within]);
        // What two releases showed cannot be unsaid. Where somebody has moved between staff groups, the shorter
        // period's can be the larger count.
        if whole.is_known && part.is_known
            || part.value > whole.value
            || !linked.insert((at, within))
        {
            continue;
        }
        let rest = universe.cell(whole.value - part.value, None, State::Silent, 0.0);
        universe.equation(whole.cell, &[part.cell, rest]);
        own.extend(whole.organisation.map(|organisation| (organisation, rest)));
    }
}

impl Layer {
    /// The period that is decided.
    fn decided(web: &Web, cells: &[CellId], measured: Measured, period: Period) -> Self {
        let entries = web.nodes.iter().zip(cells).map(|(node, &cell)| Entry {
            cell,
            value: measured.of(node.counts),
            is_known: false,
            organisation: node.organisation,
        });
        Self {
            period,
            entries: entries.collect(),
            named: web.named(),
        }
    }

    /// A release: what it showed is known, and what it hid adds up with it.
    fn published(
        universe: &mut Universe,
        release: &Earlier,
        measured: Measured,
        threshold: i64,
    ) -> Self {
        let mut layer = Self {
            period: release.period,
            entries: Vec::new(),
            named: release.web.named(),
        };
        let shown = |name: &String| {
            let cell = release.sheet.cells.get(name)?;
            match measured {
                Measured::Staff => cell.staff.count(),
                Measured::WithObjective => cell.with_objective.count(),
                Measured::TookPart => cell.took_part.count(),
            }
        };
        for node in &release.web.nodes {
            let (staff, counted) = (node.counts.staff, measured.of(node.counts));
            let shown = node.names.iter().find_map(shown);
            let small = |count: i64| count < threshold;
            let is_known = shown.is_some() || staff == 0;
            let tells_of_few = small(counted) || small(staff - counted);
            let (value, of, state) = match shown {
                _ if staff == 0 => (0, None, State::Released),
                Some(shown) => (shown, None, State::Released),
                // What was hidden for its own sake stays so; what was hidden for the sake of others is no secret but
                // for theirs.
                None if tells_of_few && !node.names.is_empty() => {
                    (counted, Some(staff), State::Withheld)
                }
                None => (counted, Some(staff), State::Silent),
            };
            layer.entries.push(Entry {
                cell: universe.cell(value, of, state, 0.0),
                value,
                is_known,
                organisation: node.organisation,
            });
        }
        for (whole, parts) in &release.web.equations {
            let whole = layer.entries[*whole];
            let parts: Vec<Entry> = parts.iter().map(|&part| layer.entries[part]).collect();
            let all_known = whole.is_known && parts.iter().all(|part| part.is_known);
            // A figure that is repeated from a release before adds up with nothing else.
            let adds_up = whole.value == parts.iter().map(|part| part.value).sum::<i64>();
            if adds_up && !all_known {
                let parts: Vec<CellId> = parts.iter().map(|part| part.cell).collect();
                universe.equation(whole.cell, &parts);
            }
        }
        // What is not in its web is known by what was shown.
        for name in release.sheet.cells.keys() {
            let cell = &release.sheet.cells[name];
            let Some(value) = shown(name) else { continue };
            if layer.named.contains_key(name) || cell.is_empty() {
                continue;
            }
            layer.named.insert(name.clone(), layer.entries.len());
            layer.entries.push(Entry {
                cell: universe.cell(value, None, State::Released, 0.0),
                value,
                is_known: true,
                organisation: None,
            });
        }
        layer
    }
}
