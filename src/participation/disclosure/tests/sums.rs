//! Staff groups by kind of organisation and by place: sums that stand between the cells and the total.

use super::*;
use crate::entities::systems::OrganisationKind;

const TRUSTS: Column = Column::Kind(OrganisationKind::Trust);

/// A small organisation and two trusts.
fn system(rows: &[&[Counts]]) -> (Raw, Sheet) {
    let raw = raw(rows);
    let mut sheet = raw.sheet();
    let trusts = vec![Raw::organisation(1), Raw::organisation(2)];
    sheet.classes = vec![(TRUSTS, trusts)];
    (raw, sheet)
}

fn of_group(group: usize) -> Row {
    Row::Group(Raw::group(group))
}

#[test]
fn a_total_that_is_told_in_parts_gives_way_before_the_parts() {
    let big = counts(700, 300, 200);
    let (raw, sheet) = system(&[
        &[counts(7, 3, 2), big, big],
        &[counts(22, 9, 8), big, big],
        &[counts(200, 90, 80), big, big],
    ]);
    let shown = protect(&sheet, october(), 10, &[]);
    assert!(cell(&shown, 0, 0).is_hidden());
    assert!(
        shown.cell(&of_group(0), &Column::All).staff.is_hidden(),
        "the total less the trusts is the seven"
    );
    for (group, trust) in [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)] {
        let cell = cell(&shown, group, trust);
        assert!(!cell.has_hidden(), "{group} at {trust}: {cell:?}");
    }
    assert_safe(&raw, &shown, 10);
}

#[test]
fn a_total_whose_parts_are_small_is_shown_and_is_kept_where_it_is_not() {
    // Nothing of it could be told in parts.
    let (few, big) = (counts(9, 4, 3), counts(700, 300, 200));
    let raw = raw(&[&[few; 5], &[big; 5], &[big; 5]]);
    let shown = protect(&raw.sheet(), october(), 10, &[]);
    let total = shown.cell(&of_group(0), &Column::All);
    assert!(!total.has_hidden(), "{total:?}");
    assert_safe(&raw, &shown, 10);
}

#[test]
fn a_small_sum_is_kept_from_the_partner_who_would_have_it_by_its_own_figure() {
    let big = counts(700, 300, 200);
    let (raw, sheet) = system(&[
        &[big, counts(3, 0, 0), counts(4, 0, 0)],
        &[big, big, big],
        &[big, big, big],
    ]);
    let shown = protect(&sheet, october(), 10, &[]);
    assert!(shown.cell(&of_group(0), &TRUSTS).staff.is_hidden());
    assert!(
        shown.cell(&of_group(0), &Column::All).staff.is_hidden(),
        "less its own 700 it is the seven"
    );
    assert_safe(&raw, &shown, 10);
}

#[test]
fn a_sum_of_the_same_is_the_same_cell() {
    // All three in one place: the place's staff groups are the system's.
    let big = counts(700, 300, 200);
    let raw = raw(&[&[counts(7, 3, 2), big, big], &[big, big, big]]);
    let mut sheet = raw.sheet();
    let place = PlaceId(Uuid::from_u128(1));
    for leaf in &mut sheet.leaves {
        leaf.place = place;
    }
    let shown = protect(&sheet, october(), 10, &[]);
    for row in [of_group(0), of_group(1), Row::All] {
        assert_eq!(
            shown.cell(&row, &Column::Place(place)),
            shown.cell(&row, &Column::All)
        );
    }
    let published = Published::first(&sheet, shown);
    assert!(published.agrees(&sheet));
}
