//! A table of figures as values: the page draws it and the export writes it, so both show exactly the same.

use super::{
    Figures, OrganisationFigures,
    disclosure::{Shown, ShownCell},
    rates::{Measure, Rate},
    words,
};

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Count(Shown),
    Rate(Rate),
    /// Nobody is employed there.
    NoStaff,
}

impl Value {
    /// As people read it.
    pub fn words(&self) -> String {
        match self {
            Self::Count(shown) => words::shown(*shown),
            Self::Rate(rate) => rate.words(),
            Self::NoStaff => super::EMPTY_WORD.to_owned(),
        }
    }

    /// As a spreadsheet takes it: numbers without commas.
    fn plain(&self) -> String {
        match self {
            Self::Count(shown) => shown
                .count()
                .map_or_else(|| super::HIDDEN_WORD.to_owned(), |c| c.to_string()),
            other => other.words(),
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

/// The columns of one organisation's table.
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
pub(super) fn system_rows(figures: &Figures, measure: Measure) -> Vec<Vec<String>> {
    let columns: &[&str] = match measure {
        Measure::Participation => &["Participation", "Took part", "Staff"],
        Measure::Uptake => &["Uptake", "With an objective", "Staff"],
        Measure::Staff => &["Staff"],
    };
    let mut rows = vec![head(&["Period", "Staff group", "Organisation"], columns)];
    let period = words::period(figures.period, figures.year_start, figures.counted_to);
    let mut add = |group: &str, partner: &str, cell: ShownCell| {
        let mut row = vec![period.clone(), group.to_owned(), partner.to_owned()];
        row.extend(values(cell, measure).iter().map(Value::plain));
        rows.push(row);
    };
    for group in figures.groups_with_staff() {
        let name = &figures.groups[group];
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

/// One organisation's table.
pub(super) fn organisation_rows(figures: &OrganisationFigures, period: &str) -> Vec<Vec<String>> {
    let mut rows = vec![head(
        &["Period", "Organisation", "Staff group"],
        &ALL_COLUMNS,
    )];
    let groups = figures
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.counts));
    for (name, cell) in groups.chain([(ALL_GROUPS, figures.total)]) {
        let mut row = vec![
            period.to_owned(),
            figures.organisation.clone(),
            name.to_owned(),
        ];
        row.extend(all_values(cell).iter().map(Value::plain));
        rows.push(row);
    }
    rows
}

fn head(first: &[&str], then: &[&str]) -> Vec<String> {
    first
        .iter()
        .chain(then)
        .map(|word| (*word).to_owned())
        .collect()
}
