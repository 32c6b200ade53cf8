//! Rows that do not add up to the staff, one period after another: a theme, at some partners.

use super::*;

const STAFF: i64 = 400;

fn row() -> Row {
    Row::Theme(ThemeId(Uuid::from_u128(1)))
}

/// Large organisations, of whose people so many work at the theme.
fn sheet(line: &Raw) -> Sheet {
    let large = vec![counts(STAFF, 200, 200); line.organisations];
    let mut sheet = raw(&[&large]).sheet();
    let at = |(at, counts): (usize, &Counts)| (row(), Raw::organisation(at), *counts);
    sheet.facets = line.cells.iter().enumerate().map(at).collect();
    sheet
}

/// The row as if it were a table of one staff group, which is how the attacker reads one.
fn as_table(shown: &ShownSheet, organisations: usize) -> ShownSheet {
    let columns = (0..organisations).map(|at| Column::Organisation(Raw::organisation(at)));
    let cells = columns.chain([Column::All]).flat_map(|column| {
        let cell = shown.cell(&row(), &column);
        [Row::All, Row::Group(Raw::group(0))].map(|row| (name(&row, &column), cell))
    });
    ShownSheet {
        cells: cells.collect(),
        ..ShownSheet::default()
    }
}

/// The releases of periods in their order, each decided with those before it. `with_hidden`: whether what they hid of
/// the row is taken to add up.
fn released(periods: &[(Period, Raw)], threshold: i64, with_hidden: bool) -> Vec<Released> {
    let organisations = periods[0].1.organisations;
    let forget = |release: &mut Earlier| {
        if !with_hidden {
            release.lines.clear();
        }
    };
    let as_table = |shown: &ShownSheet| as_table(shown, organisations);
    released_as(periods, threshold, sheet, forget, as_table)
}

/// In April three partners are hidden: the first for its own sake, the others with it. In the quarter none of the three
/// would be, and their sum, less April's, is few people.
#[test]
fn the_sum_of_what_a_month_hid_is_not_taken_from_the_quarter() {
    let line = |took: [i64; 5]| raw(&[&took.map(|took| counts(STAFF, 0, took))]);
    let periods = [
        (period(PeriodKind::Month, 4), line([4, 14, 40, 120, 130])),
        (period(PeriodKind::Quarter, 4), line([5, 16, 42, 160, 170])),
        (period(PeriodKind::Year, 4), line([11, 18, 44, 200, 210])),
    ];
    assert_eq!(breaches(&released(&periods, 10, true), 10), []);
    assert_ne!(
        breaches(&released(&periods, 10, false), 10),
        [],
        "the case is too easy"
    );
}

#[test]
fn random_years_of_a_row_leave_nothing_to_who_has_every_release() {
    let mut random = StdRng::seed_from_u64(20_261_129);
    let (mut with, mut without) = (Vec::new(), 0);
    for number in 0..24 {
        let mut year = random_year(&mut random);
        for (_, line) in &mut year {
            // The row at one staff group's partners, which are large whatever works at it.
            line.cells.truncate(line.organisations);
            line.groups = 1;
            for counts in &mut line.cells {
                counts.staff = STAFF;
                counts.with_objective = 0;
            }
        }
        let found = breaches(&released(&year, 5, true), 5);
        with.extend(found.into_iter().map(|breach| (number, breach)));
        without += breaches(&released(&year, 5, false), 5).len();
    }
    assert_eq!(with, [], "of {without} without");
    assert!(without > 500, "{without}: the years are too easy");
}
