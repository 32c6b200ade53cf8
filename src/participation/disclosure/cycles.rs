//! The secondary rule in one table: hide more, until every hidden count could as well be another.
//!
//! A table with its totals is a circulation. Rows, columns and two poles are vertices; an entry is an arc that carries
//! its count: a cell from its row to its column, the total of a row from the first pole to the row, the total of a
//! column from the column to the second pole, the grand total from the second pole back to the first. What flows into
//! a vertex flows out: those are all the equations of the table. To add the threshold *k* along a cycle of hidden arcs
//! (and to take it away where the cycle runs against an arc) gives another table with the same shown entries. For each
//! hidden count such another table must exist:
//!
//! - **Staff**, with the other counts as they are, so that those who have no objective or did not take part are *k*
//!   more or fewer: along any arc, and against one where at least 2*k* are neither.
//! - **With an objective** (and likewise **took part**): along an arc where at least *k* more could have one, against
//!   one where at least *k* have one. Where staff is hidden too, the staff's own cycle may make the room; the 2*k* that
//!   it leaves is why the two cannot get in each other's way.
//! - Or both at once, along one cycle: along any arc, and against one where *k* can be taken from both.
//!
//! The last kind always exists once enough totals are hidden, so the search ends.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Counts, Hidden, Measured};

/// One table's entries as arcs, in the order of entries: cells row by row, totals of rows, of columns, grand total.
#[derive(Debug)]
pub struct Lattice {
    groups: usize,
    organisations: usize,
    threshold: i64,
    arcs: Vec<Arc>,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    from: usize,
    to: usize,
    counts: Counts,
    /// What is lost by hiding one count of it, to compare with others.
    cost: u64,
    /// The organisation whose own figure it is.
    organisation: Option<usize>,
}

/// The arcs of a cycle, each with whether it runs along it.
type Steps = Vec<(usize, bool)>;
/// What a step along or against an arc costs; none where it cannot be taken.
type Toll<'a> = &'a dyn Fn(usize, bool) -> Option<u64>;

/// Hiding one count of a cell costs this much, and as much again for every so many people in it: few are hidden, and
/// the smaller ones first.
const CELL: u64 = 1_000_000;
const PEOPLE: u64 = 250;
/// A total tells less of each of its people.
const PEOPLE_IN_TOTAL: u64 = 10 * PEOPLE;
/// A staff group's total over all partners goes before an organisation's own figures do: boards read those, and one
/// hidden total protects a small partner's cell from all other partners at once.
const GROUP_TOTAL: u64 = CELL / 2;
/// An organisation's total is what its board reads first.
const ORGANISATION_TOTAL: u64 = 20 * CELL;
/// The system's total is hidden last of all.
const GRAND_TOTAL: u64 = 200 * CELL;
/// Staff takes the other two counts with it.
const STAFF: u64 = 3;

impl Lattice {
    /// A table's entries.
    pub(super) fn new(
        groups: usize,
        organisations: usize,
        entries: &[Counts],
        threshold: i64,
    ) -> Self {
        let column = |organisation: usize| groups + organisation;
        let (first_pole, second_pole) = (groups + organisations, groups + organisations + 1);
        let mut ends = Vec::with_capacity(entries.len());
        for group in 0..groups {
            for organisation in 0..organisations {
                ends.push((group, column(organisation), CELL, Some(organisation)));
            }
        }
        ends.extend((0..groups).map(|group| (first_pole, group, GROUP_TOTAL, None)));
        ends.extend(
            (0..organisations).map(|o| (column(o), second_pole, ORGANISATION_TOTAL, Some(o))),
        );
        ends.push((second_pole, first_pole, GRAND_TOTAL, None));
        let arcs = ends
            .into_iter()
            .zip(entries)
            .map(|((from, to, cost, organisation), &counts)| {
                let people = if cost == CELL {
                    PEOPLE
                } else {
                    PEOPLE_IN_TOTAL
                };
                let cost = cost + u64::try_from(counts.staff).unwrap_or(0) * CELL / people;
                Arc {
                    from,
                    to,
                    counts,
                    cost,
                    organisation,
                }
            })
            .collect();
        Self {
            groups,
            organisations,
            threshold,
            arcs,
        }
    }

    /// Hides more until every hidden count is protected, from outsiders and from each organisation, which knows its
    /// own figures.
    pub(super) fn complete(&self, hidden: &mut Hidden) {
        loop {
            let mut hid_more = false;
            for insider in std::iter::once(None).chain((0..self.organisations).map(Some)) {
                for measured in Measured::ALL {
                    for arc in 0..self.arcs.len() {
                        if hidden.is(measured, arc) && self.is_open(arc, insider) {
                            hid_more |= self.protect(measured, arc, insider, hidden);
                        }
                    }
                }
            }
            if !hid_more {
                break;
            }
        }
    }

    /// Sees to it that a hidden count has a cycle of its own; whether more had to be hidden for it.
    fn protect(
        &self,
        measured: Measured,
        arc: usize,
        insider: Option<usize>,
        hidden: &mut Hidden,
    ) -> bool {
        let whole = |a: usize| {
            if hidden.is(Measured::Staff, a) {
                0
            } else {
                STAFF * self.arcs[a].cost
            }
        };
        let staff = |a: usize, along: bool| self.may_move_staff(a, along).then(|| whole(a));
        let found = if measured == Measured::Staff {
            self.cycle(arc, insider, &staff)
                .map(|found| (found, measured))
        } else {
            let part = |a: usize| {
                if hidden.is(measured, a) {
                    0
                } else {
                    self.arcs[a].cost
                }
            };
            let room = match self.cycle(arc, insider, &staff) {
                Some((0, steps)) => steps,
                _ => Steps::new(),
            };
            let own = |a: usize, along: bool| {
                let may = self.may_move(measured, a, along) || along && room.contains(&(a, true));
                may.then(|| part(a))
            };
            let both =
                |a: usize, along: bool| self.may_move_both(measured, a, along).then(|| whole(a));
            let own = self
                .cycle(arc, insider, &own)
                .map(|found| (found, measured));
            let both = || {
                self.cycle(arc, insider, &both)
                    .map(|found| (found, Measured::Staff))
            };
            match own {
                Some(((0, _), _)) => return false,
                own => own
                    .into_iter()
                    .chain(both())
                    .min_by_key(|((cost, _), _)| *cost),
            }
        };
        // There is none only for an insider whose own figures are the whole of this one.
        let Some(((_, steps), measured)) = found else {
            return false;
        };
        steps.iter().fold(false, |hid_more, (a, _)| {
            hidden.hide(measured, *a) || hid_more
        })
    }

    /// Whether the staff of an entry may change along or against its arc, the other counts staying as they are.
    fn may_move_staff(&self, arc: usize, along: bool) -> bool {
        let counts = self.arcs[arc].counts;
        along || counts.staff - counts.with_objective.max(counts.took_part) >= 2 * self.threshold
    }

    /// Whether a part of the staff may change, the staff staying as it is.
    fn may_move(&self, measured: Measured, arc: usize, along: bool) -> bool {
        let counts = self.arcs[arc].counts;
        let part = measured.of(counts);
        if along {
            counts.staff - part >= self.threshold
        } else {
            part >= self.threshold
        }
    }

    /// Whether a part of the staff and the staff may change together.
    fn may_move_both(&self, measured: Measured, arc: usize, along: bool) -> bool {
        let counts = self.arcs[arc].counts;
        let other = match measured {
            Measured::WithObjective => counts.took_part,
            Measured::TookPart | Measured::Staff => counts.with_objective,
        };
        along
            || measured.of(counts) >= self.threshold
                && counts.staff - other >= self.threshold
                && counts.staff > self.threshold
    }

    /// Whether an entry has people, and not only such as the insider knows.
    fn is_open(&self, arc: usize, insider: Option<usize>) -> bool {
        let arc = self.arcs[arc];
        arc.counts.staff > 0 && (insider.is_none() || arc.organisation != insider)
    }

    /// The cheapest cycle through an arc, with all its steps; what is hidden already costs nothing.
    fn cycle(&self, arc: usize, insider: Option<usize>, toll: Toll<'_>) -> Option<(u64, Steps)> {
        let Arc { from, to, .. } = self.arcs[arc];
        [(true, to, from), (false, from, to)]
            .into_iter()
            .filter_map(|(along, start, end)| {
                let own = toll(arc, along)?;
                let (cost, mut steps) = self.path(start, end, arc, insider, toll)?;
                steps.push((arc, along));
                Some((own + cost, steps))
            })
            .min_by_key(|(cost, _)| *cost)
    }

    fn path(
        &self,
        start: usize,
        end: usize,
        without: usize,
        insider: Option<usize>,
        toll: Toll<'_>,
    ) -> Option<(u64, Steps)> {
        let vertices = self.groups + self.organisations + 2;
        let mut best = vec![u64::MAX; vertices];
        let mut came_by: Vec<Option<(usize, bool)>> = vec![None; vertices];
        let mut heap = BinaryHeap::from([Reverse((0, start))]);
        best[start] = 0;
        while let Some(Reverse((cost, vertex))) = heap.pop() {
            if vertex == end {
                break;
            }
            if cost > best[vertex] {
                continue;
            }
            for index in self.touching(vertex) {
                let arc = self.arcs[index];
                let along = arc.from == vertex;
                if index == without || !self.is_open(index, insider) {
                    continue;
                }
                let Some(step) = toll(index, along) else {
                    continue;
                };
                let next = if along { arc.to } else { arc.from };
                if cost + step < best[next] {
                    best[next] = cost + step;
                    came_by[next] = Some((index, along));
                    heap.push(Reverse((cost + step, next)));
                }
            }
        }
        let (mut steps, mut vertex) = (Steps::new(), end);
        while vertex != start {
            let (index, along) = came_by[vertex]?;
            steps.push((index, along));
            vertex = if along {
                self.arcs[index].from
            } else {
                self.arcs[index].to
            };
        }
        Some((best[end], steps))
    }

    /// The arcs that begin or end at a vertex.
    fn touching(&self, vertex: usize) -> Vec<usize> {
        let (groups, organisations) = (self.groups, self.organisations);
        let totals = groups * organisations;
        let grand = totals + groups + organisations;
        if vertex < groups {
            (vertex * organisations..(vertex + 1) * organisations)
                .chain([totals + vertex])
                .collect()
        } else if vertex < groups + organisations {
            let organisation = vertex - groups;
            (0..groups)
                .map(|g| g * organisations + organisation)
                .chain([totals + vertex])
                .collect()
        } else if vertex == groups + organisations {
            (totals..totals + groups).chain([grand]).collect()
        } else {
            (totals + groups..grand).chain([grand]).collect()
        }
    }
}
