//! How the cells of a period hang together: what is the sum of what.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Column, Row,
    counts::{Counts, Sheet},
    names::name,
};
use crate::kernel::ids::*;

/// The cells of a period that add up, and their equations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Web {
    pub nodes: Vec<Node>,
    /// A node, and those whose sum it is.
    pub equations: Vec<(usize, Vec<usize>)>,
    /// The node that is the sum of these, in order: what is summed twice is the same cell.
    #[serde(skip)]
    sum_of: BTreeMap<Vec<usize>, usize>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Node {
    /// What it is called among the others, looked at or not.
    pub key: String,
    /// Every name it has; none if it is never looked at, and yet might be worked out.
    pub names: Vec<String>,
    pub counts: Counts,
    /// The organisation whose own figure it is, which it knows.
    pub organisation: Option<OrganisationId>,
    pub level: Level,
}

/// How much is lost by hiding a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Level {
    Cell,
    /// A staff group in a place, or at all organisations of one kind; where that is not the same as another cell.
    Class,
    GroupTotal,
    Band,
    OrganisationTotal,
    Everybody,
}

impl Web {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let mut web = Self::default();
        let mut cells: BTreeMap<(StaffGroupId, OrganisationId), Vec<(PlaceId, Counts)>> =
            BTreeMap::new();
        for leaf in &sheet.leaves {
            let at = cells.entry((leaf.group, leaf.organisation)).or_default();
            at.push((leaf.place, leaf.counts));
        }
        let mut at: BTreeMap<(StaffGroupId, OrganisationId), usize> = BTreeMap::new();
        let mut in_place: BTreeMap<(StaffGroupId, PlaceId), Vec<usize>> = BTreeMap::new();
        for (&(group, organisation), places) in &cells {
            let own = Some(organisation);
            let counts = places.iter().map(|(_, counts)| *counts).sum();
            let names = vec![name(
                &Row::Group(group),
                &Column::Organisation(organisation),
            )];
            let cell = web.node(names, counts, own, Level::Cell);
            at.insert((group, organisation), cell);
            if let [(place, _)] = places[..] {
                in_place.entry((group, place)).or_default().push(cell);
                continue;
            }
            let mut parts = Vec::new();
            for &(place, counts) in places {
                let part = web.node(Vec::new(), counts, own, Level::Cell);
                web.nodes[part].key = format!("{}|{place}", web.nodes[cell].key);
                in_place.entry((group, place)).or_default().push(part);
                parts.push(part);
            }
            web.equations.push((cell, parts));
        }
        let groups: BTreeSet<StaffGroupId> = cells.keys().map(|(group, _)| *group).collect();
        let organisations: BTreeSet<OrganisationId> = cells.keys().map(|(_, o)| *o).collect();

        let mut everywhere = Vec::new();
        for &group in &groups {
            let parts = organisations
                .iter()
                .filter_map(|&o| at.get(&(group, o)).copied());
            let (row, parts) = (Row::Group(group), parts.collect());
            everywhere.push(web.sum(&row, &Column::All, parts, None, Level::GroupTotal));
        }
        let mut totals: BTreeMap<OrganisationId, usize> = BTreeMap::new();
        for &organisation in &organisations {
            let parts = groups
                .iter()
                .filter_map(|&g| at.get(&(g, organisation)).copied());
            let (column, parts) = (Column::Organisation(organisation), parts.collect());
            let own = Some(organisation);
            let total = web.sum(&Row::All, &column, parts, own, Level::OrganisationTotal);
            totals.insert(organisation, total);
        }
        let all = web.sum(&Row::All, &Column::All, everywhere, None, Level::Everybody);
        let partners: Vec<usize> = totals.values().copied().collect();
        if partners != [all] {
            web.add_up(all, partners);
        }

        let places: BTreeSet<PlaceId> = in_place.keys().map(|(_, place)| *place).collect();
        for place in places {
            let column = Column::Place(place);
            let mut parts = Vec::new();
            for &group in &groups {
                if let Some(cells) = in_place.remove(&(group, place)) {
                    parts.push(web.sum(&Row::Group(group), &column, cells, None, Level::Class));
                }
            }
            web.sum(&Row::All, &column, parts, None, Level::OrganisationTotal);
        }
        for (column, members) in &sheet.classes {
            for &group in &groups {
                let parts: Vec<usize> = members
                    .iter()
                    .filter_map(|&o| at.get(&(group, o)).copied())
                    .collect();
                if !parts.is_empty() {
                    web.sum(&Row::Group(group), column, parts, None, Level::Class);
                }
            }
            let parts: Vec<usize> = members
                .iter()
                .filter_map(|o| totals.get(o).copied())
                .collect();
            if !parts.is_empty() {
                web.sum(&Row::All, column, parts, None, Level::OrganisationTotal);
            }
        }
        web.bands(sheet, &totals, all);
        web
    }

    /// A row that does not add up to the staff: its cells at organisations, and last their total.
    pub(super) fn of_line(
        row: &Row,
        at: impl IntoIterator<Item = (OrganisationId, Counts)>,
    ) -> Self {
        let mut web = Self::default();
        let mut parts = Vec::new();
        for (organisation, counts) in at {
            let names = vec![name(row, &Column::Organisation(organisation))];
            parts.push(web.node(names, counts, Some(organisation), Level::Cell));
        }
        let counts = web.nodes.iter().map(|node| node.counts).sum();
        let names = vec![name(row, &Column::All)];
        let total = web.node(names, counts, None, Level::GroupTotal);
        web.add_up(total, parts);
        web
    }

    /// Its nodes by every name they have, and by their keys.
    pub(super) fn named(&self) -> BTreeMap<String, usize> {
        let nodes = self.nodes.iter().enumerate();
        let names = nodes.flat_map(|(at, node)| {
            let names = node.names.iter().chain([&node.key]);
            names.map(move |name| (name.clone(), at))
        });
        names.collect()
    }

    /// Bands split the same people another way.
    fn bands(&mut self, sheet: &Sheet, totals: &BTreeMap<OrganisationId, usize>, all: usize) {
        let mut of_organisation: BTreeMap<OrganisationId, Vec<usize>> = BTreeMap::new();
        let mut of_band: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (band, organisation, counts) in &sheet.bands {
            let names = vec![name(
                &Row::Band(band.clone()),
                &Column::Organisation(*organisation),
            )];
            let cell = self.node(names, *counts, Some(*organisation), Level::Band);
            of_organisation.entry(*organisation).or_default().push(cell);
            of_band.entry(band).or_default().push(cell);
        }
        let mut everywhere = Vec::new();
        for (band, parts) in of_band {
            let row = Row::Band(band.to_owned());
            everywhere.push(self.sum(&row, &Column::All, parts, None, Level::Band));
        }
        if everywhere.is_empty() {
            return;
        }
        for (organisation, parts) in of_organisation {
            if let Some(&total) = totals.get(&organisation) {
                self.equations.push((total, parts));
            }
        }
        self.equations.push((all, everywhere));
    }

    /// Which nodes are sums over all organisations of which most is told by those of their parts that may be shown, as
    /// far as these are not `small` themselves: the page adds them up in the sum's place.
    pub(super) fn told_in_parts(&self, small: &[bool]) -> Vec<bool> {
        let mut told = vec![false; self.nodes.len()];
        for (sum, parts) in &self.equations {
            let node = &self.nodes[*sum];
            if node.organisation.is_none()
                && matches!(node.level, Level::GroupTotal | Level::Band)
                && parts
                    .iter()
                    .all(|&part| self.nodes[part].organisation.is_some())
            {
                let large = parts.iter().filter(|&&part| !small[part]);
                let staff: i64 = large.map(|&part| self.nodes[part].counts.staff).sum();
                told[*sum] = 2 * staff >= node.counts.staff;
            }
        }
        told
    }

    fn node(
        &mut self,
        names: Vec<String>,
        counts: Counts,
        organisation: Option<OrganisationId>,
        level: Level,
    ) -> usize {
        let key = names.first().cloned().unwrap_or_default();
        self.nodes.push(Node {
            key,
            names,
            counts,
            organisation,
            level,
        });
        self.nodes.len() - 1
    }

    /// Says that a node is the sum of others as well.
    fn add_up(&mut self, sum: usize, mut parts: Vec<usize>) {
        parts.sort_unstable();
        self.sum_of.entry(parts.clone()).or_insert(sum);
        self.equations.push((sum, parts));
    }

    /// The sum of some cells; where there is one alone, or a sum of the same, it is that cell under another name too.
    fn sum(
        &mut self,
        row: &Row,
        column: &Column,
        parts: Vec<usize>,
        organisation: Option<OrganisationId>,
        level: Level,
    ) -> usize {
        let called = name(row, column);
        let mut ordered = parts.clone();
        ordered.sort_unstable();
        let same = match ordered[..] {
            [only] => Some(only),
            _ => self.sum_of.get(&ordered).copied(),
        };
        if let Some(same) = same {
            let node = &mut self.nodes[same];
            node.names.push(called);
            if level.weight() > node.level.weight() {
                node.level = level;
            }
            return same;
        }
        let counts = parts.iter().map(|&part| self.nodes[part].counts).sum();
        let sum = self.node(vec![called], counts, organisation, level);
        self.add_up(sum, parts);
        sum
    }
}

impl Level {
    /// An organisation's total is what its board reads first; the system's is hidden last of all. What is asked first of
    /// a system is how its staff groups take part; and what is looked at least goes before all others: groups by place
    /// and by kind of organisation, and bands.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Class => 0.1,
            Self::Band => 0.3,
            Self::Cell => 1.0,
            Self::GroupTotal => 3.0,
            Self::OrganisationTotal => 100.0,
            Self::Everybody => 1_000.0,
        }
    }
}
