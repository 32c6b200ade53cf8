//! Zeros that everybody knows: where nobody can be in a row.

use super::*;

/// Three large organisations, and those of each who are in a row.
fn line(row: &Row, at: [i64; 3]) -> Sheet {
    let big = counts(900, 500, 400);
    let mut sheet = raw(&[&[big, big, big]]).sheet();
    let facets = at.into_iter().enumerate().filter(|(_, people)| *people > 0);
    sheet.facets = facets
        .map(|(at, people)| {
            let people = counts(0, people, people);
            (row.clone(), Raw::organisation(at), people)
        })
        .collect();
    sheet
}

fn shown(sheet: &Sheet, row: &Row) -> [Option<i64>; 4] {
    let shown = protect(sheet, october(), 10, &[]);
    let organisations = [0, 1, 2].map(|at| Column::Organisation(Raw::organisation(at)));
    let [a, b, c] = organisations.map(|column| shown.cell(row, &column).took_part.count());
    [a, b, c, shown.cell(row, &Column::All).took_part.count()]
}

#[test]
fn an_organisation_is_no_partner_of_its_own() {
    let partner = Row::Partner(Raw::organisation(0));
    assert_eq!(
        shown(&line(&partner, [0, 40, 50]), &partner),
        [Some(0), Some(40), Some(50), Some(90)]
    );
    let another = Row::Partner(Raw::organisation(9));
    assert_eq!(
        shown(&line(&another, [0, 40, 50]), &another)[0],
        None,
        "that nobody worked with another tells of everybody"
    );
}

#[test]
fn what_is_one_organisations_own_is_nobody_elses() {
    let priority = Row::Priority(PriorityId(Uuid::from_u128(1)));
    let mut own = line(&priority, [40, 0, 0]);
    assert_eq!(shown(&own, &priority)[1..3], [None, None], "of the system");
    own.of_one = [(priority.clone(), Raw::organisation(0))].into();
    assert_eq!(
        shown(&own, &priority),
        [Some(40), Some(0), Some(0), Some(40)]
    );
    let mut few = line(&priority, [4, 0, 0]);
    few.of_one = own.of_one.clone();
    assert_eq!(shown(&few, &priority), [None, Some(0), Some(0), None]);
    // Somebody has moved, and took it with them.
    let mut moved = line(&priority, [40, 1, 0]);
    moved.of_one = own.of_one;
    assert_eq!(
        shown(&moved, &priority)[1..3],
        [None, None],
        "the zero that is not shown would be the one"
    );
}
