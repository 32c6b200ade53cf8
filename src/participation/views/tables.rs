//! The tables of the participation page.

use super::super::{
    Apart, By, Figures, Partner,
    disclosure::ShownCell,
    export::{self, ALL_GROUPS, ALL_PARTNERS, Value},
    looks::{Line, Look},
    marks::Marks,
    rates::{Measure, Rate},
    words,
};
use crate::{
    kernel::words::count,
    web::components::{Cell, Column, Row, Table},
};

fn figure((cell, marks): (ShownCell, Marks), measure: Measure, is_open: bool) -> Cell {
    let values = export::values(cell, measure, is_open);
    let mut words = values.iter().map(export::Value::words);
    let first = Cell::new(words.next().unwrap_or_default() + &marks.signs());
    match (words.next(), words.next()) {
        (Some(_), Some(_)) if cell.is_hidden() || cell.is_empty() => first,
        (Some(_), Some(whole)) if cell.rate(measure).and_then(Rate::percent).is_none() => {
            first.note(format!("of {whole}"))
        }
        (Some(part), Some(whole)) => first.note(format!("{part} of {whole}")),
        _ => first,
    }
}

/// The table with what its marks mean.
fn noting(table: Table, marks: Marks) -> Table {
    [
        (marks.is_repeated, words::REPEATED),
        (marks.is_in_part, words::IN_PART),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .fold(table, |table, (_, note)| table.note(note))
}

pub(super) fn system_table(figures: &Figures, measure: Measure) -> Table {
    let partners = figures
        .partners
        .iter()
        .map(|partner| Column::numeric(&partner.name));
    let columns = [Column::new("Staff group"), Column::numeric(ALL_PARTNERS)]
        .into_iter()
        .chain(partners);
    let places = || std::iter::once(None).chain((0..figures.partners.len()).map(Some));
    let row = |name: &str, group: Option<usize>| {
        places().fold(Row::new([name.to_owned()]), |row, partner| {
            row.cell(figure(
                figures.at(group, partner, measure),
                measure,
                figures.is_open(),
            ))
        })
    };
    let rows = figures
        .groups_with_staff()
        .map(|group| row(&figures.groups[group].name, Some(group)));
    let table = Table::new(
        "figures",
        format!("{} by staff group and organisation", measure.label()),
        columns,
    )
    .rows(rows)
    .total(row(ALL_GROUPS, None))
    .empty("No staff are counted in this period yet.")
    .scrolling();
    noting(table, figures.marks(measure))
}

/// `is_known`: whether the period has lines of this sort already.
pub(super) fn look_table(look: &Look, then: Option<&str>, caption: &str, is_known: bool) -> Table {
    let compared: Vec<String> = then.map(export::compared_columns).unwrap_or_default();
    let columns = std::iter::once(Column::new(look.by.label()))
        .chain(
            look.by
                .columns()
                .into_iter()
                .map(|(_, name)| Column::numeric(name)),
        )
        .chain(compared.iter().map(Column::numeric));
    let has_staff = look.by.columns().first().is_some_and(|(at, _)| *at == 0);
    let row = |line: &Line| {
        let name = line.name.clone() + &line.marks.signs();
        let values = export::line_values(look, line);
        values
            .iter()
            .enumerate()
            .fold(Row::new([name]), |row, (at, value)| {
                let cell = Cell::new(value.words());
                let note = match value {
                    Value::Rate(rate) => rate.interval_words(),
                    // A sum of some is not to be taken for how many there are.
                    Value::Count(_) if at == 0 && line.marks.is_in_part && has_staff => {
                        line.staff.count().map(|all| format!("of {}", count(all)))
                    }
                    _ => None,
                };
                row.cell(match note {
                    Some(note) => cell.note(note),
                    None => cell,
                })
            })
    };
    let table = Table::new("figures", caption, columns)
        .rows(look.lines.iter().map(row))
        .total(row(&look.total))
        .empty(match is_known || look.by.is_of_organisations() || look.by == By::Group {
            true => look.by.empty_words(),
            false => "Shown when the period has closed.",
        })
        .note(
            "The smaller line under a rate says how uncertain it is (its 95% interval): the smaller the group, the wider \
             the range that chance alone can explain.",
        );
    let table = match then {
        Some(_) => table.note(
            "A change is said only where it is more than chance could make of groups of this size. “No clear change” \
             means that these figures cannot tell.",
        ),
        None => table,
    };
    noting(table, look.marks())
}

pub(super) fn lists_table(partners: &[Partner], unplaced: &Apart) -> Table {
    let columns = [
        Column::new("Organisation"),
        Column::new("Staff list last loaded"),
        Column::numeric("Could not be placed"),
    ];
    let rows = partners
        .iter()
        .zip(&unplaced.people)
        .map(|(partner, people)| {
            let loaded = partner
                .staff_list_on
                .map_or_else(|| "Not loaded from a list".to_owned(), |day| day.long());
            Row::new([partner.name.clone()])
                .cell(Cell::new(loaded))
                .cell(Cell::new(words::shown(*people)))
        });
    Table::new(
        "staff-lists",
        "Staff lists, and people whose staff group is not known",
        columns,
    )
    .rows(rows)
    .total(
        Row::new([ALL_PARTNERS.to_owned(), String::new()])
            .cell(Cell::new(words::shown(unplaced.total))),
    )
    .empty("Nobody was counted in this period, so no staff list is behind it.")
    .note("People who could not be placed in a staff group are not in the table above.")
}

pub(super) fn apart_table(partners: &[Partner], apart: &[Apart]) -> Option<Table> {
    let apart: Vec<&Apart> = apart
        .iter()
        .filter(|group| group.total.count() != Some(0))
        .collect();
    if apart.is_empty() {
        return None;
    }
    let columns = std::iter::once(Column::new("Organisation"))
        .chain(apart.iter().map(|g| Column::numeric(&g.name)));
    let rows = partners.iter().enumerate().map(|(at, partner)| {
        apart
            .iter()
            .fold(Row::new([partner.name.clone()]), |row, group| {
                row.cell(Cell::new(words::shown(group.people[at])))
            })
    });
    let total = apart
        .iter()
        .fold(Row::new([ALL_PARTNERS.to_owned()]), |row, group| {
            row.cell(Cell::new(words::shown(group.total)))
        });
    let table = Table::new("apart", "People who are not counted with staff", columns)
        .rows(rows)
        .total(total);
    Some(table.note("They are in no other figure on this page."))
}
