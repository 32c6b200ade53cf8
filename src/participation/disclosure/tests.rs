//! The rule against its attacker, over worked cases and many random tables.

use std::collections::BTreeMap;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{Counts, Hidden, Raw, ShownTable, attacker, linked, protect, protect_line};
use crate::kernel::{
    periods::{Period, PeriodKind, YearStart},
    time::Day,
};

const APRIL: YearStart = YearStart(4);

fn counts(staff: i64, with_objective: i64, took_part: i64) -> Counts {
    Counts {
        staff,
        with_objective,
        took_part,
    }
}

fn raw(rows: &[&[Counts]]) -> Raw {
    let mut raw = Raw::new(rows.len(), rows[0].len());
    for (group, row) in rows.iter().enumerate() {
        for (organisation, counts) in row.iter().enumerate() {
            raw.add(group, organisation, *counts);
        }
    }
    raw
}

fn october() -> Period {
    Period::containing(
        PeriodKind::Month,
        Day::new(2026, 10, 5).expect("a day"),
        APRIL,
    )
}

fn protected(raw: &Raw, threshold: i64) -> ShownTable {
    protect(&BTreeMap::from([(october(), raw.clone())]), threshold)
        .remove(&october())
        .expect("the one asked for")
}

/// Every hidden entry, seen by outsiders and by each organisation, has room of at least the threshold.
fn assert_safe(raw: &Raw, shown: &ShownTable, threshold: i64) {
    for insider in std::iter::once(None).chain((0..raw.organisations).map(Some)) {
        if let Some((width, place, wanted)) = attacker::narrowest(raw, shown, insider) {
            assert!(
                width >= threshold,
                "{insider:?} confines {wanted:?} at {place:?} to an interval of {width}: {raw:?} shown as {shown:?}"
            );
        }
    }
}

fn assert_primary(shown: &ShownTable, threshold: i64) {
    for cell in shown.entries.iter().filter(|cell| !cell.is_empty()) {
        let [staff, with, took] =
            [cell.staff, cell.with_objective, cell.took_part].map(|c| c.count());
        assert!(staff.is_none_or(|staff| staff >= threshold), "{cell:?}");
        assert!(
            staff.is_some() || with.is_none() && took.is_none(),
            "a part of a hidden whole is shown: {cell:?}"
        );
        for part in [with, took].into_iter().flatten() {
            assert!(
                part >= threshold && staff.is_some_and(|staff| staff - part >= threshold),
                "{cell:?}"
            );
        }
    }
}

#[test]
fn a_lone_small_cell_takes_others_with_it() {
    let big = counts(100, 50, 40);
    let table = raw(&[
        &[big, big, big],
        &[big, counts(4, 1, 0), big],
        &[big, big, big],
    ]);
    let shown = protected(&table, 10);
    assert!(shown.cell(1, 1).is_hidden());
    assert!(
        shown.hidden() > 3,
        "one hidden cell among shown totals is worked out by subtraction"
    );
    assert!(!shown.total().has_hidden(), "more is hidden than is needed");
    assert_safe(&table, &shown, 10);
}

#[test]
fn nobody_at_all_is_shown_as_such_and_everybody_is_not() {
    let big = counts(100, 50, 40);
    let table = raw(&[&[big, counts(0, 0, 0)], &[counts(30, 30, 15), big]]);
    let shown = protected(&table, 10);
    assert!(shown.cell(0, 1).is_empty());
    assert!(
        shown.cell(1, 0).with_objective.is_hidden(),
        "all 30 have an objective, which tells of everyone"
    );
    assert_eq!(shown.cell(1, 0).staff.count(), Some(30));
    assert_safe(&table, &shown, 10);
}

#[test]
fn with_nothing_small_nothing_is_hidden() {
    let table = raw(&[
        &[counts(100, 50, 40), counts(60, 20, 30)],
        &[counts(90, 40, 10), counts(70, 30, 60)],
    ]);
    assert_eq!(protected(&table, 10).hidden(), 0);
}

#[test]
fn without_the_secondary_rule_the_attacker_finds_people() {
    let big = counts(100, 50, 40);
    let table = raw(&[&[big, big], &[big, counts(14, 3, 5)]]);
    let entries = table.entries();
    let hidden = Hidden::primary(&entries, 10);
    let shown = ShownTable {
        groups: 2,
        organisations: 2,
        entries: entries
            .iter()
            .enumerate()
            .map(|(entry, counts)| hidden.cell(entry, *counts))
            .collect(),
    };
    let (width, place, _) = attacker::narrowest(&table, &shown, None).expect("one hidden cell");
    assert_eq!((width, place), (0, (Some(1), Some(1))));
}

#[test]
fn random_tables_withstand_the_attacker() {
    let mut random = StdRng::seed_from_u64(20_261_005);
    let mut hidden = 0;
    for _ in 0..60 {
        let (groups, organisations) = (random.random_range(1..=4), random.random_range(1..=4));
        let threshold = random.random_range(2..=6);
        let mut table = Raw::new(groups, organisations);
        for group in 0..groups {
            for organisation in 0..organisations {
                let staff = match random.random_range(0..4) {
                    0 => 0,
                    1 => random.random_range(1..=8),
                    _ => random.random_range(10..=60),
                };
                let part = |random: &mut StdRng| match random.random_range(0..5) {
                    0 => 0,
                    1 => staff,
                    _ => random.random_range(0..=staff),
                };
                let cell = counts(staff, part(&mut random), part(&mut random));
                table.add(group, organisation, cell);
            }
        }
        let shown = protected(&table, threshold);
        hidden += shown.hidden();
        assert_primary(&shown, threshold);
        assert_safe(&table, &shown, threshold);
    }
    assert!(
        hidden > 100,
        "the tables were too easy: {hidden} entries hidden"
    );
}

#[test]
fn a_table_of_the_size_of_a_system_keeps_most_of_its_figures() {
    let mut random = StdRng::seed_from_u64(7);
    let (groups, organisations) = (14, 18);
    let mut table = Raw::new(groups, organisations);
    for group in 0..groups {
        for organisation in 0..organisations {
            let staff = match (group < 10, organisation < 8) {
                (true, true) | (false, false) => random.random_range(60..600),
                (true, false) if random.random_bool(0.2) => random.random_range(1..15),
                _ => 0,
            };
            table.add(group, organisation, counts(staff, staff * 2 / 5, staff / 4));
        }
    }
    let shown = protected(&table, 10);
    let cells = (0..groups).flat_map(|g| (0..organisations).map(move |o| (g, o)));
    let (mut with_people, mut hidden) = (0, 0);
    for (g, o) in cells {
        with_people += usize::from(!shown.cell(g, o).is_empty());
        hidden += usize::from(shown.cell(g, o).has_hidden());
    }
    assert!(
        hidden * 2 < with_people,
        "{hidden} of {with_people} cells are hidden"
    );
    assert!(
        (0..organisations)
            .filter(|&o| shown.organisation_total(o).has_hidden())
            .count()
            <= 1
    );
    assert!(!shown.total().has_hidden());
}

#[test]
fn what_a_quarter_would_give_away_of_its_first_month_is_hidden() {
    // In the first month of a quarter, quarter and month are the same people.
    let day = Day::new(2026, 10, 5).expect("a day");
    let [month, quarter, year] = Period::all_containing(day, APRIL);
    let earlier = Period::containing(
        PeriodKind::Month,
        Day::new(2026, 9, 1).expect("a day"),
        APRIL,
    );
    let earlier_quarter = Period::containing(PeriodKind::Quarter, earlier.first_on, APRIL);
    let table = |took| {
        let big = counts(400, 150, 120);
        raw(&[
            &[counts(300, 100, took), big, big],
            &[big, big, big],
            &[big, big, big],
        ])
    };
    let tables = BTreeMap::from([
        (month, table(4)),
        (quarter, table(12)),
        (earlier, table(60)),
        (earlier_quarter, table(60)),
        (year, table(61)),
    ]);
    let shown = protect(&tables, 10);
    assert!(shown[&month].cell(0, 0).took_part.is_hidden());
    assert!(
        shown[&quarter].cell(0, 0).took_part.is_hidden(),
        "a quarter of one month is that month"
    );
    for (period, table) in &tables {
        assert_safe(table, &shown[period], 10);
        for entry in 0..table.entries().len() {
            if !shown[period].entries[entry].took_part.is_hidden() {
                continue;
            }
            let value = |other: Period| shown[&other].entries[entry].took_part.count();
            let (least, most) = linked::bounds(*period, tables.keys().copied(), value);
            assert!(
                most.is_none_or(|most| most - least >= 10),
                "{} {entry}: {least} to {most:?}",
                period.key()
            );
        }
    }
}

#[test]
fn counts_beside_the_table_hide_their_total_with_them() {
    let (shown, total) = protect_line(&[0, 40, 3], 10);
    assert_eq!(
        (shown[0].count(), shown[1].count(), shown[2].count()),
        (Some(0), Some(40), None)
    );
    assert!(
        total.is_hidden(),
        "the total less the shown ones is the hidden one"
    );
    assert_eq!(protect_line(&[0, 40], 10).1.count(), Some(40));
}

#[test]
fn a_cell_alone_in_row_and_column_hides_all_totals() {
    let shown = protected(&raw(&[&[counts(3, 1, 0)]]), 10);
    assert!(shown.entries.iter().all(|cell| cell.is_hidden()));
}

#[test]
fn the_first_afternoon_shows_how_many_staff_there_are() {
    // Nobody has an objective yet and nobody has logged anything: all of that is hidden, and staff is not.
    let table = raw(&[
        &[counts(620, 0, 0), counts(90, 0, 0)],
        &[counts(1800, 1, 1), counts(7, 0, 0)],
        &[counts(400, 0, 0), counts(300, 0, 0)],
    ]);
    let shown = protected(&table, 10);
    assert!(
        shown
            .entries
            .iter()
            .all(|cell| cell.with_objective.is_hidden() && cell.took_part.is_hidden())
    );
    assert!(shown.cell(1, 1).is_hidden() && !shown.total().is_hidden());
    assert!(!shown.organisation_total(0).is_hidden() && !shown.organisation_total(1).is_hidden());
    assert_safe(&table, &shown, 10);
}

#[test]
fn frozen_counts_are_read_back_as_they_were() {
    let table = protected(&raw(&[&[counts(100, 50, 40), counts(4, 1, 0)]]), 10);
    for cell in &table.entries {
        let written = serde_json::to_string(cell).expect("a cell");
        assert_eq!(
            serde_json::from_str::<super::ShownCell>(&written).expect("the same"),
            *cell
        );
    }
    assert!(serde_json::from_str::<super::Shown>("\"4\"").is_err());
}
