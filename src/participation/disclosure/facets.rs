//! Rows that do not add up to the staff: themes, priorities, partners worked with, tensions, outcomes.
//!
//! Each is a line of its own, of organisations and their total. It is of people who are counted in the sheet as well,
//! so where the organisation's own count is hidden, what is part of it is too; and where it is shown, those who are
//! counted there and not in the line are a count of people, which is not to be small either.
//!
//! Those with an objective of a theme closed by an outcome are part of three counts: of the staff, of those with any
//! objective closed so, and of those with an objective of the theme. Whoever has two of them has the rest, which is a
//! count of people as well; and so is what the months of a quarter leave of it. As few as the threshold hides are not
//! told that way either; nor by what an earlier release hid of the line, whose sum it told (see [`earlier`]).
//!
//! Where nobody can be in a row, its zero is known and no secret: an organisation is no partner of its own, and what is
//! an organisation's own priority is offered to nobody else.

use std::collections::BTreeMap;

use fairwind_methods::protect::{CellId, State, Universe};

use super::{
    Column, Counts, Earlier, Row, Shown, ShownCell, ShownSheet,
    counts::{Measured, Sheet},
    decide::solve,
    earlier::{self, Told},
    names::name,
    web::Web,
};
use crate::kernel::{ids::OrganisationId, periods::Period};

/// Decides the facets of a sheet of a period whose other cells are decided, and adds them.
pub(super) fn add(
    shown: &mut ShownSheet,
    sheet: &Sheet,
    period: Period,
    threshold: i64,
    earlier: &[Earlier],
) {
    let mut staff: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for leaf in &sheet.leaves {
        *staff.entry(leaf.organisation).or_default() += leaf.counts.staff;
    }
    // One that nobody is in is decided like the others: that it is not there would tell so.
    let mut lines: BTreeMap<&Row, BTreeMap<OrganisationId, Counts>> = sheet
        .offered
        .iter()
        .map(|row| (row, BTreeMap::new()))
        .collect();
    for (row, organisation, counts) in &sheet.facets {
        if staff.contains_key(organisation) {
            lines.entry(row).or_default().insert(*organisation, *counts);
        }
    }
    // What a line is part of sorts before it, and so is decided already.
    for (row, line) in lines {
        let counts = staff.iter().map(|(id, &staff)| {
            let counts = line.get(id).copied().unwrap_or_default();
            (*id, Counts { staff, ..counts })
        });
        let line = Line {
            row,
            web: Web::of_line(row, counts),
            columns: staff.keys().copied().map(Column::Organisation).collect(),
            nobody_can_be: nobody_can_be(sheet, row, &line),
        };
        line.add(shown, period, threshold, earlier);
    }
}

/// A row with its cells: one for each of the columns, and last their total.
struct Line<'a> {
    row: &'a Row,
    web: Web,
    columns: Vec<Column>,
    /// Where its zero is known.
    nobody_can_be: Vec<OrganisationId>,
}

impl Line<'_> {
    /// Decides its cells, and adds them.
    fn add(&self, shown: &mut ShownSheet, period: Period, threshold: i64, earlier: &[Earlier]) {
        let before: Vec<(&Earlier, Web)> = earlier
            .iter()
            .filter_map(|release| Some((release, release.line(self.row)?)))
            .collect();
        let told: Vec<Told<'_>> = before
            .iter()
            .map(|(release, web)| release.of_line(web))
            .collect();
        let columns = self.columns.iter().chain([&Column::All]);
        let mut cells: Vec<ShownCell> = columns
            .clone()
            .map(|column| ShownCell {
                staff: shown.cell(&Row::All, column).staff,
                ..ShownCell::HIDDEN
            })
            .collect();
        for &measured in measures(self.row) {
            let close = earlier::close(&self.web, measured, period, &told, threshold);
            let mut universe = Universe::new(threshold);
            let these = self.web.nodes.iter().zip(columns.clone()).zip(close);
            let ids: Vec<CellId> = these
                .map(|((node, column), is_close)| {
                    let of = shown.cell(&Row::All, column);
                    let all = match measured {
                        Measured::WithObjective => of.with_objective,
                        Measured::TookPart | Measured::Staff => of.took_part,
                    };
                    let counted = (measured, node.counts);
                    let tells = tells_of_few(shown, self.row, column, counted, threshold, earlier);
                    let state = if self.nobody_can_be(column) {
                        State::Released
                    } else if all.is_hidden() || tells || is_close {
                        State::Withheld
                    } else {
                        State::Free
                    };
                    let cost = if *column == Column::All { 20.0 } else { 1.0 };
                    let value = measured.of(node.counts);
                    // One that is repeated may be behind.
                    let whole = all.count().filter(|&whole| whole >= value);
                    let whole = whole.unwrap_or(node.counts.staff);
                    universe.cell(value, Some(whole), state, cost)
                })
                .collect();
            let these = (&self.web, &ids[..]);
            earlier::link_shown(&mut universe, these, measured, period, &told);
            let own =
                earlier::link_hidden(&mut universe, these, measured, period, &told, threshold);
            let hidden = solve(universe, &self.web, &ids, &own);
            for ((node, is_hidden), cell) in self.web.nodes.iter().zip(hidden).zip(&mut cells) {
                let is_shown = !is_hidden && !cell.staff.is_hidden();
                let count = Shown(is_shown.then(|| measured.of(node.counts)));
                match measured {
                    Measured::WithObjective => cell.with_objective = count,
                    Measured::TookPart | Measured::Staff => cell.took_part = count,
                }
            }
        }
        for (column, cell) in columns.zip(cells) {
            shown.cells.insert(name(self.row, column), cell);
        }
    }

    fn nobody_can_be(&self, column: &Column) -> bool {
        matches!(column, Column::Organisation(id) if self.nobody_can_be.contains(id))
    }
}

/// What is counted in a row.
fn measures(row: &Row) -> &'static [Measured] {
    match row {
        Row::Tension(_) => &[Measured::TookPart],
        Row::Outcome(..) => &[Measured::WithObjective],
        _ => &Measured::PARTS,
    }
}

/// Which columns of a line nobody can be counted in. None, where somebody is all the same: which of the zeros beside them
/// are known would tell of them.
fn nobody_can_be(
    sheet: &Sheet,
    row: &Row,
    line: &BTreeMap<OrganisationId, Counts>,
) -> Vec<OrganisationId> {
    let cannot: Vec<OrganisationId> = match row {
        Row::Partner(partner) => vec![*partner],
        _ => match sheet.of_one.get(row) {
            Some(owner) => {
                let all = sheet.leaves.iter().map(|leaf| leaf.organisation);
                all.filter(|id| id != owner).collect()
            }
            None => Vec::new(),
        },
    };
    let is_so = cannot.iter().all(|id| {
        line.get(id)
            .is_none_or(|counts| *counts == Counts::default())
    });
    if is_so { cannot } else { Vec::new() }
}

/// What a row is part of, beside the staff.
fn wholes(row: &Row) -> Vec<Row> {
    match row {
        Row::Outcome(Some(theme), word) => {
            vec![Row::Outcome(None, word.clone()), Row::Theme(*theme)]
        }
        _ => Vec::new(),
    }
}

/// Whether a count would tell of few beside what it is part of, or beside what was published of the periods around
/// and within its own.
fn tells_of_few(
    shown: &ShownSheet,
    row: &Row,
    column: &Column,
    (measured, counts): (Measured, Counts),
    threshold: i64,
    earlier: &[Earlier],
) -> bool {
    let value = measured.of(counts);
    let apart = |other: i64| (other - value).abs();
    let beside = |whole: &Row| match shown.cell(whole, column).with_objective.count() {
        None => true,
        // An objective may be closed after its last day in force, and so be no part of those in force.
        Some(whole) => whole >= value && apart(whole) < threshold,
    };
    let published = |earlier: &Earlier| {
        let then = earlier.sheet.cell(row, column);
        let then = match measured {
            Measured::WithObjective => then.with_objective,
            Measured::TookPart | Measured::Staff => then.took_part,
        };
        // That a period adds nobody to another tells of nobody.
        then.count()
            .is_some_and(|then| (1..threshold).contains(&apart(then)))
    };
    wholes(row).iter().any(beside) || earlier.iter().any(published)
}
