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
    /// The period has not closed, so it is not shown yet, whatever it is.
    NotYet,
}

impl Value {
    /// As people read it.
    pub fn words(&self) -> String {
        match self {
            Self::Count(shown) => words::shown(*shown),
            Self::Rate(rate) => rate.words(),
            Self::Change(change) => change.words(),
            Self::NoStaff => super::EMPTY_WORD.to_owned(),
            Self::NotYet => super::NOT_YET_WORD.to_owned(),
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

/// A count of those who did something: of a period that is open it is not hidden for being small.
fn part(shown: Shown, is_open: bool) -> Value {
    if is_open && shown.is_hidden() {
        Value::NotYet
    } else {
        Value::Count(shown)
    }
}

/// A rate, in the same way.
fn rate(rate: Rate, is_open: bool) -> Value {
    if is_open && rate.is_hidden() {
        Value::NotYet
    } else {
        Value::Rate(rate)
    }
}

/// The values of a cell for one measure: the rate with what it is made of, or the count. `is_open`: of a period that
/// has not closed.
pub(super) fn values(cell: ShownCell, measure: Measure, is_open: bool) -> Vec<Value> {
    if cell.is_empty() {
        return vec![Value::NoStaff; if measure == Measure::Staff { 1 } else { 3 }];
    }
    match measure {
        Measure::Participation => {
            vec![
                rate(cell.participation(), is_open),
                part(cell.took_part, is_open),
                Value::Count(cell.staff),
            ]
        }
        Measure::Uptake => vec![
            rate(cell.uptake(), is_open),
            part(cell.with_objective, is_open),
            Value::Count(cell.staff),
        ],
        Measure::Staff => vec![Value::Count(cell.staff)],
    }
}

/// All values of a cell, in the order of [`ALL_COLUMNS`].
pub(super) fn all_values(cell: ShownCell, is_open: bool) -> Vec<Value> {
    vec![
        Value::Count(cell.staff),
        part(cell.with_objective, is_open),
        rate(cell.uptake(), is_open),
        part(cell.took_part, is_open),
        rate(cell.participation(), is_open),
    ]
}

/// The values that a comparison adds: uptake and participation then, each with how it has changed.
/// Whether the two periods are open is said of each.
fn changes((cell, is_open): (ShownCell, bool), (then, was_open): (ShownCell, bool)) -> Vec<Value> {
    let of = |now: Rate, before: Rate| {
        let change = match now.change_since(before) {
            Change::NotKnown if is_open || was_open => Value::NotYet,
            change => Value::Change(change),
        };
        [self::rate(before, was_open), change]
    };
    let uptake = of(cell.uptake(), then.uptake());
    let participation = of(cell.participation(), then.participation());
    uptake.into_iter().chain(participation).collect()
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
                .chain(values(cell, measure, figures.is_open()).iter().map(Value::datum)),
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
    let all = all_values(line.cell, look.is_open);
    let columns = look.by.columns().into_iter();
    let mut values: Vec<Value> = columns.map(|(at, _)| all[at].clone()).collect();
    values.extend(
        line.then
            .into_iter()
            .flat_map(|then| changes((line.cell, look.is_open), (then, look.then_is_open))),
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
