//! The secondary rule in one table: hide more, until every hidden count could as well be another.
//!
//! A table with its totals is a circulation. Rows, columns and two poles are vertices; an entry is an arc that carries
//! its count: a cell from its row to its column, the total of a row from the first pole to the row, the total of a
//! column from the column to the second pole, the grand total from the second pole back to the first. What flows into
//! a vertex flows out: those are all the equations of the table. To add the threshold along a cycle of hidden arcs
//! (and to take it away where the cycle runs against an arc) gives another table with the same shown entries.
//!
//! A cycle may run along any hidden arc, adding people who have an objective and took part, or, for the complements,
//! people who have none and did not. It may run against an arc only where no count of it, nor a complement, is small:
//! there that many people of either kind can be taken away. So a hidden entry on such a cycle is protected in all its
//! counts, by tables that exist.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

/// Which of a table's entries are small, and how they hang together.
#[derive(Debug)]
pub struct Lattice {
    groups: usize,
    organisations: usize,
    arcs: Vec<Arc>,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    from: usize,
    to: usize,
    /// Nobody is in it: everybody knows that, and it can be nothing else.
    is_empty: bool,
    /// The primary rule hides it; a cycle cannot run against it.
    is_small: bool,
    /// What is lost by hiding it, to compare with others.
    cost: u64,
    /// The organisation whose own figure it is.
    organisation: Option<usize>,
}

/// Hiding one cell costs this much and one for each person in it: few cells are hidden, and the smaller ones first.
const CELL: u64 = 1_000_000;
/// A staff group's total over all partners is worth this many cells.
const GROUP_TOTAL: u64 = 4 * CELL;
/// An organisation's total is what its board reads first.
const ORGANISATION_TOTAL: u64 = 20 * CELL;
/// The system's total is hidden last of all.
const GRAND_TOTAL: u64 = 200 * CELL;

impl Lattice {
    /// `small` and `size` are in the order of entries: cells row by row, totals of rows, totals of columns, grand
    /// total. `size` is the number of staff.
    pub fn new(groups: usize, organisations: usize, small: Vec<bool>, size: Vec<i64>) -> Self {
        let row = |group: usize| group;
        let column = |organisation: usize| groups + organisation;
        let (first_pole, second_pole) = (groups + organisations, groups + organisations + 1);
        let mut ends = Vec::with_capacity(small.len());
        for group in 0..groups {
            for organisation in 0..organisations {
                ends.push((row(group), column(organisation), CELL, Some(organisation)));
            }
        }
        ends.extend((0..groups).map(|g| (first_pole, row(g), GROUP_TOTAL, None)));
        ends.extend(
            (0..organisations).map(|o| (column(o), second_pole, ORGANISATION_TOTAL, Some(o))),
        );
        ends.push((second_pole, first_pole, GRAND_TOTAL, None));
        let arcs = ends
            .into_iter()
            .zip(small.into_iter().zip(size))
            .map(|((from, to, cost, organisation), (is_small, size))| Arc {
                from,
                to,
                is_empty: size == 0,
                is_small,
                cost: cost + u64::try_from(size).unwrap_or(0),
                organisation,
            })
            .collect();
        Self {
            groups,
            organisations,
            arcs,
        }
    }

    /// The entries that the primary rule hides.
    pub fn small(&self) -> Vec<bool> {
        self.arcs
            .iter()
            .map(|arc| arc.is_small && !arc.is_empty)
            .collect()
    }

    /// Hides more until every hidden entry is protected, from outsiders and from each organisation, which knows its
    /// own figures.
    pub fn complete(&self, hidden: &mut [bool]) {
        loop {
            let mut hid_more = false;
            for insider in std::iter::once(None).chain((0..self.organisations).map(Some)) {
                for arc in 0..self.arcs.len() {
                    if hidden[arc]
                        && self.is_unknown_to(arc, insider)
                        && !self.is_protected(arc, hidden, insider)
                    {
                        for more in self.cheapest_cycle(arc, hidden, insider) {
                            hid_more |= !hidden[more];
                            hidden[more] = true;
                        }
                    }
                }
            }
            if !hid_more {
                break;
            }
        }
    }

    fn is_unknown_to(&self, arc: usize, insider: Option<usize>) -> bool {
        insider.is_none() || self.arcs[arc].organisation != insider
    }

    /// The arcs a cycle may use next from a vertex, each with the vertex it leads to.
    fn leaving(
        &self,
        vertex: usize,
        insider: Option<usize>,
    ) -> impl Iterator<Item = (usize, usize)> + '_ {
        let (groups, organisations) = (self.groups, self.organisations);
        let touching: Vec<usize> = if vertex < groups {
            let cells = (0..organisations).map(|o| vertex * organisations + o);
            cells
                .chain(std::iter::once(groups * organisations + vertex))
                .collect()
        } else if vertex < groups + organisations {
            let organisation = vertex - groups;
            let cells = (0..groups).map(|g| g * organisations + organisation);
            cells
                .chain(std::iter::once(groups * organisations + vertex))
                .collect()
        } else {
            let totals = groups * organisations;
            let grand = totals + groups + organisations;
            let own = if vertex == groups + organisations {
                totals..totals + groups
            } else {
                totals + groups..grand
            };
            own.chain(std::iter::once(grand)).collect()
        };
        touching.into_iter().filter_map(move |index| {
            let arc = self.arcs[index];
            if arc.is_empty || !self.is_unknown_to(index, insider) {
                None
            } else if arc.from == vertex {
                Some((index, arc.to))
            } else {
                (!arc.is_small).then_some((index, arc.from))
            }
        })
    }

    /// Whether a cycle of hidden arcs runs through this one.
    fn is_protected(&self, arc: usize, hidden: &[bool], insider: Option<usize>) -> bool {
        self.ways_round(arc).any(|(start, end)| {
            let mut seen = vec![false; self.groups + self.organisations + 2];
            let mut queue = VecDeque::from([start]);
            seen[start] = true;
            while let Some(vertex) = queue.pop_front() {
                for (other, next) in self.leaving(vertex, insider) {
                    if other != arc && hidden[other] && !seen[next] {
                        seen[next] = true;
                        queue.push_back(next);
                    }
                }
            }
            seen[end]
        })
    }

    /// From where to where the rest of a cycle must run: along the arc, or against it if it is not small.
    fn ways_round(&self, arc: usize) -> impl Iterator<Item = (usize, usize)> {
        let Arc {
            from, to, is_small, ..
        } = self.arcs[arc];
        std::iter::once((to, from)).chain((!is_small).then_some((from, to)))
    }

    /// The arcs of the cycle through this one that hides least; nothing where there is none, which is so only for
    /// an insider whose own figures determine the entry.
    fn cheapest_cycle(&self, arc: usize, hidden: &[bool], insider: Option<usize>) -> Vec<usize> {
        self.ways_round(arc)
            .filter_map(|(start, end)| self.cheapest_path(start, end, arc, hidden, insider))
            .min()
            .map(|(_, path)| path)
            .unwrap_or_default()
    }

    fn cheapest_path(
        &self,
        start: usize,
        end: usize,
        without: usize,
        hidden: &[bool],
        insider: Option<usize>,
    ) -> Option<(u64, Vec<usize>)> {
        let vertices = self.groups + self.organisations + 2;
        let mut best = vec![u64::MAX; vertices];
        let mut came_by: Vec<Option<(usize, usize)>> = vec![None; vertices];
        let mut heap = BinaryHeap::from([Reverse((0, start))]);
        best[start] = 0;
        while let Some(Reverse((cost, vertex))) = heap.pop() {
            if cost > best[vertex] {
                continue;
            }
            for (other, next) in self.leaving(vertex, insider) {
                if other == without {
                    continue;
                }
                let further = cost
                    + if hidden[other] {
                        0
                    } else {
                        self.arcs[other].cost
                    };
                if further < best[next] {
                    best[next] = further;
                    came_by[next] = Some((other, vertex));
                    heap.push(Reverse((further, next)));
                }
            }
        }
        if best[end] == u64::MAX {
            return None;
        }
        let (mut path, mut vertex) = (Vec::new(), end);
        while let Some((arc, before)) = came_by[vertex] {
            path.push(arc);
            vertex = before;
        }
        Some((best[end], path))
    }
}
