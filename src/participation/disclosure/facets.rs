//! Rows that do not add up to the staff: themes, priorities, partners worked with, tensions, outcomes.
//!
//! Each is a line of its own, of organisations and their total. It is of people who are counted in the sheet as well,
//! so where the organisation's own count is hidden, what is part of it is too.
//!
//! Those with an objective of a theme closed by an outcome are part of three counts: of the staff, of those with any
//! objective closed so, and of those with an objective of the theme. Whoever has two of them has the rest, which is a
//! count of people as well; and so is what the months of a quarter leave of it. As few as the threshold hides are not
//! told that way either.
//!
//! Where nobody can be in a row, its zero is known and no secret: an organisation is no partner of its own, and what is
//! an organisation's own priority is offered to nobody else.

use std::collections::BTreeMap;

use fairwind_methods::protect::{CellId, State, Universe};

use super::{
    Column, Counts, Earlier, Row, Shown, ShownCell, ShownSheet,
    counts::{Measured, Sheet},
    names::name,
};
use crate::kernel::ids::OrganisationId;

/// Decides the facets of a sheet whose other cells are decided, and adds them.
pub(super) fn add(shown: &mut ShownSheet, sheet: &Sheet, threshold: i64, earlier: &[Earlier]) {
    let mut staff: BTreeMap<OrganisationId, i64> = BTreeMap::new();
    for leaf in &sheet.leaves {
        *staff.entry(leaf.organisation).or_default() += leaf.counts.staff;
    }
    let mut lines: BTreeMap<&Row, BTreeMap<OrganisationId, Counts>> = BTreeMap::new();
    for (row, organisation, counts) in &sheet.facets {
        if staff.contains_key(organisation) {
            lines.entry(row).or_default().insert(*organisation, *counts);
        }
    }
    // What a line is part of sorts before it, and so is decided already.
    for (row, line) in lines {
        let measures = match row {
            Row::Tension(_) => &[Measured::TookPart][..],
            Row::Outcome(..) => &[Measured::WithObjective][..],
            _ => &Measured::PARTS[..],
        };
        let columns: Vec<(Column, i64, Counts)> = staff
            .iter()
            .map(|(id, staff)| {
                let counts = line.get(id).copied().unwrap_or_default();
                (Column::Organisation(*id), *staff, counts)
            })
            .collect();
        let total = columns.iter().map(|(_, _, counts)| *counts).sum();
        let nobody_can_be = nobody_can_be(sheet, row, &line);
        let everybody = staff.values().sum();
        let mut cells: Vec<ShownCell> = columns
            .iter()
            .map(|(column, ..)| column)
            .chain([&Column::All])
            .map(|column| ShownCell {
                staff: shown.cell(&Row::All, column).staff,
                ..ShownCell::HIDDEN
            })
            .collect();
        for &measured in measures {
            let mut universe = Universe::new(threshold);
            let ids: Vec<CellId> = columns
                .iter()
                .map(|(column, staff, counts)| (column, *staff, *counts))
                .chain([(&Column::All, everybody, total)])
                .map(|(column, staff, counts)| {
                    let of = shown.cell(&Row::All, column);
                    let all = match measured {
                        Measured::WithObjective => of.with_objective,
                        Measured::TookPart | Measured::Staff => of.took_part,
                    };
                    let tells =
                        tells_of_few(shown, row, column, (measured, counts), threshold, earlier);
                    let state = if nobody_can_be(column) {
                        State::Released
                    } else if all.is_hidden() || tells {
                        State::Withheld
                    } else {
                        State::Free
                    };
                    let cost = if *column == Column::All { 20.0 } else { 1.0 };
                    universe.cell(measured.of(counts), Some(staff), state, cost)
                })
                .collect();
            if let Some((whole, parts)) = ids.split_last() {
                universe.equation(*whole, parts);
            }
            for id in &ids[..columns.len()] {
                universe.insider(&[*id]);
            }
            let decision = universe.decide();
            let counts = columns.iter().map(|(_, _, counts)| *counts).chain([total]);
            for ((id, counts), cell) in ids.iter().zip(counts).zip(&mut cells) {
                let is_shown = decision.is_shown(*id) && !cell.staff.is_hidden();
                let count = Shown(is_shown.then(|| measured.of(counts)));
                match measured {
                    Measured::WithObjective => cell.with_objective = count,
                    Measured::TookPart | Measured::Staff => cell.took_part = count,
                }
            }
        }
        let columns = columns
            .into_iter()
            .map(|(column, ..)| column)
            .chain([Column::All]);
        for (column, cell) in columns.zip(cells) {
            shown.cells.insert(name(row, &column), cell);
        }
    }
}

/// Which columns of a line nobody can be counted in. None, where somebody is all the same: which of the zeros beside them
/// are known would tell of them.
fn nobody_can_be(
    sheet: &Sheet,
    row: &Row,
    line: &BTreeMap<OrganisationId, Counts>,
) -> impl Fn(&Column) -> bool {
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
    move |column| matches!(column, Column::Organisation(id) if is_so && cannot.contains(id))
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
