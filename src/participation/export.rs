//! A table of figures as values: the page draws it and the exports write it, so all show exactly the same.

use super::{
    Figures,
    disclosure::{Shown, ShownCell},
    looks::{Line, Look},
    rates::{Change, Measure, Rate},
    words,
};
use crate::web::download::{Datum, Rows};

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Count(Shown),
    Rate(Rate),
    Change(Change),
    /// Nobody is employed there.
    NoStaff,
}

impl Value {
    /// As people read it.
    pub fn words(&self) -> String {
        match self {
            Self::Count(shown) => words::shown(*shown),
            Self::Rate(rate) => rate.words(),
            Self::Change(change) => change.words(),
            Self::NoStaff => super::EMPTY_WORD.to_owned(),
        }
    }

    /// As a spreadsheet takes it: numbers as numbers.
    fn datum(&self) -> Datum {
        match self {
            Self::Count(shown) => shown
                .count()
                .map_or_else(|| Datum::text(super::HIDDEN_WORD), Datum::Number),
            other => Datum::text(other.words()),
        }
    }
}

/// The values of a cell for one measure: the rate with what it is made of, or the count.
pub(super) fn values(cell: ShownCell, measure: Measure) -> Vec<Value> {
    if cell.is_empty() {
        return vec![Value::NoStaff; if measure == Measure::Staff { 1 } else { 3 }];
    }
    match measure {
        Measure::Participation => {
            vec![
                Value::Rate(cell.participation()),
                Value::Count(cell.took_part),
                Value::Count(cell.staff),
            ]
        }
        Measure::Uptake => vec![
            Value::Rate(cell.uptake()),
            Value::Count(cell.with_objective),
            Value::Count(cell.staff),
        ],
        Measure::Staff => vec![Value::Count(cell.staff)],
    }
}

/// All values of a cell, in the order of [`ALL_COLUMNS`].
pub(super) fn all_values(cell: ShownCell) -> Vec<Value> {
    vec![
        Value::Count(cell.staff),
        Value::Count(cell.with_objective),
        Value::Rate(cell.uptake()),
        Value::Count(cell.took_part),
        Value::Rate(cell.participation()),
    ]
}

/// The values that a comparison adds: uptake and participation then, each with how it has changed.
pub(super) fn changes(cell: ShownCell, then: ShownCell) -> Vec<Value> {
    vec![
        Value::Rate(then.uptake()),
        Value::Change(cell.uptake().change_since(then.uptake())),
        Value::Rate(then.participation()),
        Value::Change(cell.participation().change_since(then.participation())),
    ]
}

/// The columns of a look, and of one organisation's table.
pub const ALL_COLUMNS: [&str; 5] = [
    "Staff",
    "With an objective",
    "Uptake",
    "Took part",
    "Participation",
];
/// The row that sums up the others.
pub const ALL_GROUPS: &str = "All staff groups";
/// The column that sums up the others.
pub(super) const ALL_PARTNERS: &str = "All partners";

/// A system's table, a line for each cell and total.
pub(super) fn system_rows(figures: &Figures, measure: Measure) -> Rows {
    let columns: &[&str] = match measure {
        Measure::Participation => &["Participation", "Took part", "Staff"],
        Measure::Uptake => &["Uptake", "With an objective", "Staff"],
        Measure::Staff => &["Staff"],
    };
    let mut rows = Rows::new(
        ["Period", "Staff group", "Organisation"]
            .iter()
            .chain(columns)
            .copied(),
    );
    let period = words::period(figures.period, figures.year_start, figures.counted_to);
    let mut add = |group: &str, partner: &str, cell: ShownCell| {
        let names = [period.as_str(), group, partner].map(Datum::text);
        rows.add(
            names
                .into_iter()
                .chain(values(cell, measure).iter().map(Value::datum)),
        );
    };
    for group in figures.groups_with_staff() {
        let name = &figures.groups[group].name;
        add(name, ALL_PARTNERS, figures.group_total(group));
        for (at, partner) in figures.partners.iter().enumerate() {
            add(name, &partner.name, figures.cell(group, at));
        }
    }
    add(ALL_GROUPS, ALL_PARTNERS, figures.total());
    for (at, partner) in figures.partners.iter().enumerate() {
        add(ALL_GROUPS, &partner.name, figures.partner_total(at));
    }
    rows
}

/// A look, a line for each of its lines and its total. `then`: the period it is compared with, in words.
pub(super) fn look_rows(look: &Look, period: &str, then: Option<&str>) -> Rows {
    let of = if look.by.is_of_staff() {
        "Organisation"
    } else {
        "Staff group"
    };
    let compared: Vec<String> = then.map(compared_columns).unwrap_or_default();
    let of_cells = look.by.columns().into_iter().map(|(_, column)| column);
    let columns = ["Period", of, look.by.label()]
        .into_iter()
        .chain(of_cells)
        .map(str::to_owned)
        .chain(compared);
    let mut rows = Rows::new(columns);
    for line in look.lines.iter().chain([&look.total]) {
        let names = [period, look.of.as_str(), line.name.as_str()].map(Datum::text);
        rows.add(
            names
                .into_iter()
                .chain(line_values(look, line).iter().map(Value::datum)),
        );
    }
    rows
}

/// All values of a line.
pub(super) fn line_values(look: &Look, line: &Line) -> Vec<Value> {
    let all = all_values(line.cell);
    let columns = look.by.columns().into_iter();
    let mut values: Vec<Value> = columns.map(|(at, _)| all[at].clone()).collect();
    values.extend(
        line.then
            .into_iter()
            .flat_map(|then| changes(line.cell, then)),
    );
    values
}

/// The heads of the columns that a comparison adds.
pub(super) fn compared_columns(then: &str) -> Vec<String> {
    ["Uptake", "Participation"]
        .iter()
        .flat_map(|rate| {
            [
                format!("{rate} in {then}"),
                format!("Change in {}", rate.to_lowercase()),
            ]
        })
        .collect()
}
