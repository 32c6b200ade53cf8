//! Outcomes by theme: part of the outcome, of the theme, and of the periods around.

use std::collections::BTreeMap;

use super::*;

fn theme(number: u128) -> ThemeId {
    ThemeId(Uuid::from_u128(number))
}

fn met(of: Option<u128>) -> Row {
    Row::Outcome(of.map(theme), "met".into())
}

/// One large organisation with so many who met an objective, any and of a theme, and so many who work at the theme.
fn sheet(any: i64, of_theme: i64, at_theme: i64) -> Sheet {
    let at = Raw::organisation(0);
    let mut sheet = raw(&[&[counts(900, 500, 400)]]).sheet();
    sheet.facets = vec![
        (met(None), at, counts(0, any, 0)),
        (met(Some(1)), at, counts(0, of_theme, 0)),
        (Row::Theme(theme(1)), at, counts(0, at_theme, 50)),
    ];
    sheet
}

fn shown(sheet: &Sheet, earlier: &[Earlier]) -> Option<i64> {
    let shown = protect(sheet, october(), 10, earlier);
    shown
        .cell(&met(Some(1)), &Column::All)
        .with_objective
        .count()
}

#[test]
fn an_outcome_of_a_theme_is_shown_where_it_tells_of_nobody() {
    assert_eq!(shown(&sheet(80, 40, 120), &[]), Some(40));
    assert_eq!(shown(&sheet(80, 9, 120), &[]), None, "few people");
}

#[test]
fn what_is_left_of_the_outcome_or_of_the_theme_is_a_count_too() {
    assert_eq!(shown(&sheet(44, 40, 120), &[]), None, "four met another");
    assert_eq!(
        shown(&sheet(80, 40, 43), &[]),
        None,
        "three did not meet it"
    );
    assert_eq!(
        shown(&sheet(40, 40, 120), &[]),
        None,
        "whoever met one met this"
    );
    assert_eq!(
        shown(&sheet(80, 40, 5), &[]),
        None,
        "of a theme that is hidden"
    );
    assert_eq!(
        shown(&sheet(80, 40, 30), &[]),
        Some(40),
        "closed after it was in force"
    );
}

#[test]
fn what_a_period_adds_to_another_that_was_published_is_a_count_too() {
    let published = |of_theme| Earlier {
        period: period(PeriodKind::Quarter, 10),
        sheet: protect(&sheet(200, of_theme, 300), october(), 10, &[]),
        web: Web::default(),
        lines: BTreeMap::new(),
    };
    assert_eq!(shown(&sheet(80, 40, 120), &[published(60)]), Some(40));
    assert_eq!(shown(&sheet(80, 40, 120), &[published(43)]), None);
    let none_more = shown(&sheet(80, 40, 120), &[published(40)]);
    assert_eq!(none_more, Some(40), "that nobody more did tells of nobody");
    // Of what was hidden nothing is known.
    assert_eq!(shown(&sheet(80, 40, 120), &[published(5)]), Some(40));
}

#[test]
fn a_correction_of_an_outcome_waits_for_what_it_is_part_of() {
    let first = sheet(80, 40, 120);
    let published = Published::first(&first, protect(&first, october(), 10, &[]));
    let shown = |later: &Sheet| {
        let next = revise(&published, later, october(), 10, &[]);
        let of = |row: &Row| next.sheet.cell(row, &Column::All).with_objective.count();
        (of(&met(None)), of(&met(Some(1))))
    };
    assert_eq!(shown(&sheet(95, 55, 135)), (Some(95), Some(55)));
    assert_eq!(
        shown(&sheet(83, 55, 135)),
        (Some(80), Some(40)),
        "less the old whole, it tells of few"
    );
}

#[test]
fn where_one_organisation_is_hidden_another_is_or_the_total() {
    let mut sheet = raw(&[&[
        counts(900, 500, 400),
        counts(900, 500, 400),
        counts(900, 500, 400),
    ]])
    .sheet();
    for (at, of_theme) in [(0, 77), (1, 40), (2, 40)] {
        let at = Raw::organisation(at);
        sheet.facets.push((met(None), at, counts(0, 80, 0)));
        sheet
            .facets
            .push((met(Some(1)), at, counts(0, of_theme, 0)));
        sheet
            .facets
            .push((Row::Theme(theme(1)), at, counts(0, 120, 0)));
    }
    let shown = protect(&sheet, october(), 10, &[]);
    let of = |column: &Column| shown.cell(&met(Some(1)), column).with_objective;
    assert!(
        of(&Column::Organisation(Raw::organisation(0))).is_hidden(),
        "three met another"
    );
    let others = [
        of(&Column::Organisation(Raw::organisation(1))),
        of(&Column::Organisation(Raw::organisation(2))),
        of(&Column::All),
    ];
    assert!(
        others.iter().any(|count| count.is_hidden()),
        "{others:?} have it as their difference"
    );
    assert!(others.iter().any(|count| !count.is_hidden()), "{others:?}");
}
