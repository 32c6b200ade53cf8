//! A table of figures as values: the page draws it and the exports write it, so all show exactly the same.

use super::{
    Figures,
    disclosure::{Shown, ShownCell},
    looks::{Line, Look, Then},
    marks::Marks,
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
    /// There is nothing to compare it with.
    NotCompared,
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
            Self::NotCompared => "not compared".to_owned(),
        }
    }

    /// A rate as a spreadsheet takes it: in words, then in percent with its interval. Where it is not shown, the word for
    /// that stands in each of these.
    fn rate_data(&self) -> Vec<Datum> {
        let words = Datum::text(self.words());
        let numbers = match self {
            Self::Rate(rate) => rate.numbers(),
            _ => None,
        };
        match numbers {
            Some(numbers) => std::iter::once(words)
                .chain(numbers.map(Datum::Decimal))
                .collect(),
            None => vec![words; 1 + RATE_HEADS.len()],
        }
    }

    /// Another value: numbers as numbers.
    fn datum(&self) -> Datum {
        match self {
            Self::Count(shown) => shown
                .count()
                .map_or_else(|| Datum::text(super::HIDDEN_WORD), Datum::Number),
            other => Datum::text(other.words()),
        }
    }
}

/// What the columns of a rate's numbers are called, after its own name: percent, and the 95% interval by Wilson's method.
const RATE_HEADS: [&str; 3] = ["(%)", "interval from (%)", "interval to (%)"];
/// The column that says what figures are marked with.
const MARK: &str = "Mark";

/// The heads of a column: of a rate, those of its numbers too.
fn heads(column: &str) -> Vec<String> {
    if is_of_rates(column) {
        let numbers = RATE_HEADS.map(|head| format!("{column} {head}"));
        std::iter::once(column.to_owned()).chain(numbers).collect()
    } else {
        vec![column.to_owned()]
    }
}

/// Whether a column has rates, by its name: "Uptake", "Uptake in September 2026".
fn is_of_rates(column: &str) -> bool {
    ["Uptake", "Participation", "Share of staff"]
        .iter()
        .any(|rate| column.starts_with(rate))
}

/// The data of a row's values under their columns.
fn data(columns: &[&str], values: &[Value]) -> Vec<Datum> {
    columns
        .iter()
        .zip(values)
        .flat_map(|(column, value)| {
            if is_of_rates(column) {
                value.rate_data()
            } else {
                vec![value.datum()]
            }
        })
        .collect()
}

fn mark(marks: Marks) -> Datum {
    Datum::text(marks.in_words())
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
    let heads = columns.iter().flat_map(|column| heads(column));
    let mut rows = Rows::new(
        ["Period", "Staff group", "Organisation"]
            .map(str::to_owned)
            .into_iter()
            .chain(heads)
            .chain([MARK.to_owned()]),
    );
    let period = words::period(figures.period, figures.year_start, figures.counted_to);
    let places = || std::iter::once(None).chain((0..figures.partners.len()).map(Some));
    for group in figures.groups_with_staff().map(Some).chain([None]) {
        let name = group.map_or(ALL_GROUPS, |group| figures.groups[group].name.as_str());
        for partner in places() {
            let partner_name =
                partner.map_or(ALL_PARTNERS, |at| figures.partners[at].name.as_str());
            let (cell, marks) = figures.at(group, partner, measure);
            let names = [period.as_str(), name, partner_name].map(Datum::text);
            let values = values(cell, measure, figures.is_open());
            rows.add(
                names
                    .into_iter()
                    .chain(data(columns, &values))
                    .chain([mark(marks)]),
            );
        }
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
    let columns: Vec<&str> = look
        .by
        .columns()
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    let compared = then.map(compared_columns).unwrap_or_default();
    let columns: Vec<&str> = columns
        .into_iter()
        .chain(compared.iter().map(String::as_str))
        .collect();
    let heads = ["Period", of, look.by.label()]
        .into_iter()
        .map(str::to_owned)
        .chain(columns.iter().flat_map(|column| heads(column)))
        .chain([MARK.to_owned()]);
    let mut rows = Rows::new(heads);
    for line in look.lines.iter().chain([&look.total]) {
        let names = [period, look.of.as_str(), line.name.as_str()].map(Datum::text);
        let values = line_values(look, line);
        rows.add(
            names
                .into_iter()
                .chain(data(&columns, &values))
                .chain([mark(line.marks)]),
        );
    }
    rows
}

/// All values of a line.
pub(super) fn line_values(look: &Look, line: &Line) -> Vec<Value> {
    let all = all_values(line.cell, look.is_open);
    let columns = look.by.columns().into_iter();
    let mut values: Vec<Value> = columns.map(|(at, _)| all[at].clone()).collect();
    values.extend(line.then.into_iter().flat_map(|then| match then {
        Then::Cell(then) => changes((line.cell, look.is_open), (then, look.then_is_open)),
        Then::OfOthers => vec![Value::NotCompared; 4],
    }));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participation::{By, disclosure::shown_for_tests, sample};

    /// The sample, with these cells as an earlier release had them.
    fn with_repeated(is_repeated: impl Fn(&str) -> bool) -> Figures {
        let mut figures = serde_json::to_value(sample()).expect("JSON");
        let cells = figures["sheet"]["cells"].as_object().expect("cells");
        let repeated: Vec<String> = cells
            .keys()
            .filter(|key| is_repeated(key))
            .cloned()
            .collect();
        figures["sheet"]["repeated"] = serde_json::json!(repeated);
        serde_json::from_value(figures).expect("figures")
    }

    fn lines(rows: Rows) -> Vec<String> {
        use crate::web::download::Download;
        let csv = String::from_utf8(Download::csv("x", &rows).into_bytes()).expect("UTF-8");
        csv.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_repeated_is_marked_in_each_line_and_nothing_else_is() {
        let some = with_repeated(|_| true);
        let all = lines(system_rows(&some, Measure::Uptake));
        assert!(all[0].ends_with(",Mark"), "{}", all[0]);
        let are_marked = |lines: &[String]| {
            lines
                .iter()
                .all(|line| line.contains(",as published before") != line.contains("no staff"))
        };
        assert!(are_marked(&all[1..]), "{all:#?}");
        let look = some.look(By::Organisation, None, None).expect("a look");
        assert!(look.marks().is_repeated && some.marks(Measure::Uptake).is_repeated);
        let look = lines(look_rows(&look, "October 2026", None));
        assert!(are_marked(&look[1..]), "{look:#?}");

        let none = with_repeated(|_| false);
        assert!(!none.marks(Measure::Uptake).is_repeated);
        let none = lines(system_rows(&none, Measure::Uptake));
        assert!(none[1..].iter().all(|line| line.ends_with(',')));
    }

    #[test]
    fn a_number_is_as_fine_as_its_words_and_somebody_is_never_nobody() {
        let data = |part: i64, whole: i64| {
            let [took_part, staff] = [part, whole].map(shown_for_tests);
            let cell = ShownCell {
                staff,
                with_objective: took_part,
                took_part,
            };
            let data = Value::Rate(cell.participation()).rate_data();
            data.iter().map(Datum::to_string).collect::<Vec<_>>()
        };
        assert_eq!(data(10, 100_000), ["0.01%", "0.01", "0.01", "0.02"]);
        assert_eq!(data(31, 100), ["31%", "31", "22.8", "40.6"]);
        assert_eq!(data(10, 1_000_000)[..2], ["under 0.01%", "0.001"]);
        assert_eq!(data(9_996, 10_000)[..2], ["over 99.9%", "99.96"]);
        assert_eq!(data(0, 100)[..2], ["0%", "0"]);
        assert_eq!(data(100, 100)[..2], ["100%", "100"]);
    }

    #[test]
    fn a_rate_has_its_numbers_where_it_is_shown_and_the_same_word_where_it_is_not() {
        let figures = sample();
        let rows = lines(system_rows(&figures, Measure::Participation));
        assert_eq!(
            rows[0].trim_start_matches('\u{feff}'),
            "Period,Staff group,Organisation,Participation,Participation (%),Participation interval from (%),\
             Participation interval to (%),Took part,Staff,Mark"
        );
        let line = |group: &str, partner: &str| {
            let begins = format!("October 2026,{group},{partner},");
            let found = rows.iter().find_map(|row| row.strip_prefix(&begins));
            found
                .unwrap_or_else(|| panic!("{begins}: {rows:#?}"))
                .to_owned()
        };
        assert_eq!(
            line("All staff groups", "All partners"),
            "29%,29.1,27.9,30.3,1612,5534,"
        );
        assert_eq!(
            line("Social Care", "Berkshire Healthcare"),
            "no staff,no staff,no staff,no staff,no staff,no staff,"
        );
        // 4 of 24: nothing of it but the number of staff.
        assert_eq!(
            line("Social Care", "Reading Borough Council"),
            "hidden,hidden,hidden,hidden,hidden,24,"
        );
    }
}
