//! The rule against its attacker, over worked cases and many random sheets.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use super::{
    Column, Counts, Earlier, Leaf, Published, Row, Sheet, ShownCell, ShownSheet, names::name,
    protect, protect_line, protect_staff, revise, web::Web,
};
use crate::kernel::{
    ids::*,
    periods::{Period, PeriodKind, YearStart},
    time::Day,
};

mod attacker;
mod outcomes;
mod releases;
mod revisions;
mod sums;
mod zeros;

const APRIL: YearStart = YearStart(4);

/// Staff groups × organisations, row by row, each organisation in a place of its own.
#[derive(Clone, Debug)]
struct Raw {
    groups: usize,
    organisations: usize,
    cells: Vec<Counts>,
}

impl Raw {
    fn group(at: usize) -> StaffGroupId {
        StaffGroupId(Uuid::from_u128(1_000 + at as u128))
    }

    fn organisation(at: usize) -> OrganisationId {
        OrganisationId(Uuid::from_u128(2_000 + at as u128))
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::default();
        for (at, &counts) in self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, counts)| counts.staff > 0)
        {
            let organisation = Self::organisation(at % self.organisations);
            sheet.leaves.push(Leaf {
                group: Self::group(at / self.organisations),
                organisation,
                place: PlaceId(organisation.0),
                counts,
            });
        }
        sheet
    }
}

fn counts(staff: i64, with_objective: i64, took_part: i64) -> Counts {
    Counts {
        staff,
        with_objective,
        took_part,
    }
}

fn raw(rows: &[&[Counts]]) -> Raw {
    Raw {
        groups: rows.len(),
        organisations: rows[0].len(),
        cells: rows.concat(),
    }
}

fn period(kind: PeriodKind, month: i8) -> Period {
    Period::containing(kind, Day::new(2026, month, 5).expect("a day"), APRIL)
}

fn october() -> Period {
    period(PeriodKind::Month, 10)
}

fn protected(raw: &Raw, threshold: i64) -> ShownSheet {
    protect(&raw.sheet(), october(), threshold, &[])
}

fn cell(shown: &ShownSheet, group: usize, organisation: usize) -> ShownCell {
    attacker::shown_at(shown, (Some(group), Some(organisation)))
}

fn total(shown: &ShownSheet) -> ShownCell {
    attacker::shown_at(shown, (None, None))
}

/// Every hidden entry, seen by outsiders and by each organisation, has room of at least the threshold; what is part of
/// fewer staff than that can be anything from none to all of them.
fn assert_safe(raw: &Raw, shown: &ShownSheet, threshold: i64) {
    for insider in std::iter::once(None).chain((0..raw.organisations).map(Some)) {
        if let Some((width, place, wanted)) = attacker::narrowest(raw, shown, insider, threshold) {
            assert!(
                width >= threshold,
                "{insider:?} confines {wanted:?} at {place:?} to an interval of {width}: {raw:?} shown as {shown:?}"
            );
        }
    }
}

fn assert_primary(raw: &Raw, shown: &ShownSheet, threshold: i64) {
    for place in attacker::places(raw) {
        let cell = attacker::shown_at(shown, place);
        if cell.is_empty() {
            continue;
        }
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
    assert!(cell(&shown, 1, 1).is_hidden());
    assert!(
        shown.hidden().0 > 3,
        "one hidden cell among shown totals is worked out by subtraction"
    );
    assert!(!total(&shown).has_hidden(), "more is hidden than is needed");
    assert_safe(&table, &shown, 10);
}

#[test]
fn nobody_at_all_is_shown_as_such_and_everybody_is_not() {
    let big = counts(100, 50, 40);
    let table = raw(&[&[big, counts(0, 0, 0)], &[counts(30, 30, 15), big]]);
    let shown = protected(&table, 10);
    assert!(cell(&shown, 0, 1).is_empty());
    assert!(
        cell(&shown, 1, 0).with_objective.is_hidden(),
        "all 30 have an objective, which tells of everyone"
    );
    assert_eq!(cell(&shown, 1, 0).staff.count(), Some(30));
    assert_safe(&table, &shown, 10);
}

#[test]
fn with_nothing_small_nothing_is_hidden() {
    let table = raw(&[
        &[counts(100, 50, 40), counts(60, 20, 30)],
        &[counts(90, 40, 10), counts(70, 30, 60)],
    ]);
    assert_eq!(protected(&table, 10).hidden().0, 0);
}

fn random_table(random: &mut StdRng) -> Raw {
    let (groups, organisations) = (random.random_range(1..=4), random.random_range(1..=4));
    let cells = (0..groups * organisations).map(|_| {
        let staff = match random.random_range(0..4) {
            0 => 0,
            1 => random.random_range(1..=8),
            _ => random.random_range(10..=60),
        };
        let mut part = || match random.random_range(0..5) {
            0 => 0,
            1 => staff,
            _ => random.random_range(0..=staff),
        };
        counts(staff, part(), part())
    });
    Raw {
        groups,
        organisations,
        cells: cells.collect(),
    }
}

#[test]
fn random_tables_withstand_the_attacker() {
    let mut random = StdRng::seed_from_u64(20_261_005);
    let mut hidden = 0;
    for _ in 0..60 {
        let threshold = random.random_range(2..=6);
        let table = random_table(&mut random);
        let shown = protected(&table, threshold);
        hidden += shown.hidden().0;
        assert_primary(&table, &shown, threshold);
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
    let mut table = Raw {
        groups,
        organisations,
        cells: Vec::new(),
    };
    for group in 0..groups {
        for organisation in 0..organisations {
            let staff = match (group < 10, organisation < 8) {
                (true, true) | (false, false) => random.random_range(60..600),
                (true, false) if random.random_bool(0.2) => random.random_range(1..15),
                _ => 0,
            };
            table.cells.push(counts(staff, staff * 2 / 5, staff / 4));
        }
    }
    let shown = protected(&table, 10);
    let cells = (0..groups).flat_map(|g| (0..organisations).map(move |o| (g, o)));
    let (mut with_people, mut hidden) = (0, 0);
    for (g, o) in cells {
        with_people += usize::from(!cell(&shown, g, o).is_empty());
        hidden += usize::from(cell(&shown, g, o).has_hidden());
    }
    assert!(
        hidden * 2 < with_people,
        "{hidden} of {with_people} cells are hidden"
    );
    let of_organisation = |o| attacker::shown_at(&shown, (None, Some(o)));
    let totals = (0..organisations)
        .filter(|&o| of_organisation(o).has_hidden())
        .count();
    assert!(totals <= 1, "{totals} organisations' totals are hidden");
    assert!(!total(&shown).has_hidden());
}

/// The October of three groups at three partners, in which so many of one cell took part.
fn table(took_part: i64) -> Raw {
    let big = counts(400, 150, 120);
    raw(&[
        &[counts(300, 100, took_part), big, big],
        &[big, big, big],
        &[big, big, big],
    ])
}

#[test]
fn a_period_that_runs_shows_how_many_staff_there_are_and_nothing_else() {
    let table = raw(&[
        &[counts(620, 100, 50), counts(90, 20, 30)],
        &[counts(1800, 1, 1), counts(7, 0, 0)],
        &[counts(400, 0, 0), counts(300, 0, 0)],
    ]);
    let shown = protect_staff(&table.sheet(), 10);
    for place in attacker::places(&table) {
        let cell = attacker::shown_at(&shown, place);
        assert!(
            cell.with_objective.is_hidden() && cell.took_part.is_hidden(),
            "{place:?}"
        );
    }
    assert!(cell(&shown, 1, 1).is_hidden() && !total(&shown).is_hidden());
    for organisation in 0..2 {
        let of_organisation = attacker::shown_at(&shown, (None, Some(organisation)));
        assert!(!of_organisation.staff.is_hidden());
    }
    assert_safe(&table, &shown, 10);
}

#[test]
fn places_and_bands_have_the_fate_that_keeps_their_cells_safe() {
    // Two places; in one of them stands one organisation's cell of 4, and the organisation is in both.
    let leaf = |group, organisation, place: u128, counts| Leaf {
        group: Raw::group(group),
        organisation: Raw::organisation(organisation),
        place: PlaceId(Uuid::from_u128(place)),
        counts,
    };
    let big = counts(200, 80, 60);
    let sheet = Sheet {
        leaves: vec![
            leaf(0, 0, 1, big),
            leaf(0, 0, 2, counts(24, 4, 12)),
            leaf(0, 1, 2, big),
            leaf(1, 0, 1, big),
        ],
        ..Sheet::default()
    };
    let shown = protect(&sheet, october(), 10, &[]);
    // The small inner cell is the second place's less the other organisation's.
    let of = |row: Row, column: Column| shown.cell(&row, &column).with_objective;
    let group = || Row::Group(Raw::group(0));
    let told = [
        of(group(), Column::Place(PlaceId(Uuid::from_u128(2)))),
        of(group(), Column::Organisation(Raw::organisation(1))),
    ];
    assert!(
        told.iter().any(|count| count.is_hidden()),
        "{told:?} tell of four people"
    );
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
    assert!(shown.cells.values().all(|cell| cell.is_hidden()));
}

#[test]
fn frozen_counts_are_read_back_as_they_were() {
    let shown = protected(&raw(&[&[counts(100, 50, 40), counts(4, 1, 0)]]), 10);
    let written = serde_json::to_string(&shown).expect("a sheet");
    assert_eq!(
        serde_json::from_str::<ShownSheet>(&written).expect("the same"),
        shown
    );
    assert!(serde_json::from_str::<super::Shown>("\"4\"").is_err());
}
