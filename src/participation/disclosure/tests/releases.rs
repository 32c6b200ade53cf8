//! One period after another: months, their quarter, the year around them, against somebody who has them all.

use super::*;

mod attacker;
mod lines;

use attacker::{Released, breaches};

#[test]
fn a_quarter_does_not_tell_how_few_it_adds_to_its_month() {
    let month = protected(&table(60), 10);
    assert_eq!(month.hidden().0, 0);
    let quarter = |took_part| {
        let published = Published::first(&table(60).sheet(), month.clone());
        let earlier = [Earlier::of(october(), &published)];
        protect(
            &table(took_part).sheet(),
            period(PeriodKind::Quarter, 10),
            10,
            &earlier,
        )
    };
    assert_eq!(
        quarter(60).hidden().0,
        0,
        "nobody else took part, which tells of nobody"
    );
    assert_eq!(quarter(70).hidden().0, 0, "ten more did");
    let shown = quarter(63);
    assert!(cell(&shown, 0, 0).took_part.is_hidden(), "three more did");
    for (row, column) in [
        (Row::All, Column::All),
        (Row::All, Column::Organisation(Raw::organisation(0))),
    ] {
        assert!(
            shown.cell(&row, &column).took_part.is_hidden(),
            "{row:?} would tell"
        );
    }
    assert!(
        !cell(&shown, 0, 0).with_objective.is_hidden(),
        "of objectives nothing is told"
    );
}

/// The releases of periods in their order, each decided with those before it. `with_hidden`: whether what they hid is
/// taken to add up.
fn released(periods: &[(Period, Raw)], threshold: i64, with_hidden: bool) -> Vec<Released> {
    let forget = |release: &mut Earlier| {
        if !with_hidden {
            release.web = Web::default();
        }
    };
    released_as(periods, threshold, Raw::sheet, forget, ShownSheet::clone)
}

/// The same of sheets made of what is given, of which the attacker sees a part as a table; `forget`: what a later release
/// does not know of an earlier one.
fn released_as(
    periods: &[(Period, Raw)],
    threshold: i64,
    sheet: impl Fn(&Raw) -> Sheet,
    forget: impl Fn(&mut Earlier),
    as_table: impl Fn(&ShownSheet) -> ShownSheet,
) -> Vec<Released> {
    let mut earlier: Vec<Earlier> = Vec::new();
    let mut all = Vec::new();
    for (period, raw) in periods {
        let known: Vec<Earlier> = earlier
            .iter()
            .filter(|other| {
                period.first_on <= other.period.first_on && other.period.last_on <= period.last_on
            })
            .cloned()
            .collect();
        let sheet = sheet(raw);
        let shown = protect(&sheet, *period, threshold, &known);
        all.push(Released {
            days: (period.first_on, period.last_on),
            raw: raw.clone(),
            shown: as_table(&shown),
        });
        let mut release = Earlier::of(*period, &Published::first(&sheet, shown));
        forget(&mut release);
        earlier.push(release);
    }
    all
}

/// In April three partners are hidden: the first for its own sake, the other two for the first's. In the quarter the same
/// three would be, and their sum, less April's, is three people; and so on in the year.
fn three_partners() -> Vec<(Period, Raw)> {
    let row = |took: [i64; 5]| raw(&[&took.map(|took| counts(400, 150, took))]);
    vec![
        (period(PeriodKind::Month, 4), row([4, 40, 40, 120, 130])),
        (period(PeriodKind::Quarter, 4), row([5, 41, 41, 160, 170])),
        (period(PeriodKind::Year, 4), row([6, 42, 42, 200, 210])),
    ]
}

#[test]
fn the_sums_of_what_was_hidden_are_not_subtracted_from_each_other() {
    assert_eq!(breaches(&released(&three_partners(), 10, true), 10), []);
    assert_ne!(
        breaches(&released(&three_partners(), 10, false), 10),
        [],
        "the case is too easy"
    );
}

/// People of whom each took part in some months, seen in three months, their quarter and their year.
fn random_year(random: &mut StdRng) -> Vec<(Period, Raw)> {
    let (groups, organisations) = (random.random_range(1..=2), random.random_range(3..=4));
    let mut raws = vec![
        Raw {
            groups,
            organisations,
            cells: Vec::new()
        };
        5
    ];
    for _ in 0..groups * organisations {
        let staff: i64 = random.random_range(12..=50);
        let (is_active, comes_later) = (
            random.random_range(0.05..0.6),
            random.random_range(0.0..0.15),
        );
        let mut took_part = [0; 5];
        for _ in 0..staff {
            let is_active = random.random_bool(is_active);
            let months = [0; 3].map(|_| random.random_bool(if is_active { 0.9 } else { 0.02 }));
            let in_quarter = months.contains(&true);
            let in_year = in_quarter || random.random_bool(comes_later);
            for (count, took) in took_part
                .iter_mut()
                .zip(months.into_iter().chain([in_quarter, in_year]))
            {
                *count += i64::from(took);
            }
        }
        for (raw, took_part) in raws.iter_mut().zip(took_part) {
            raw.cells.push(counts(staff, staff / 2, took_part));
        }
    }
    let periods = [
        (PeriodKind::Month, 4),
        (PeriodKind::Month, 5),
        (PeriodKind::Month, 6),
        (PeriodKind::Quarter, 4),
        (PeriodKind::Year, 4),
    ];
    let periods = periods.map(|(kind, month)| period(kind, month));
    periods.into_iter().zip(raws).collect()
}

#[test]
fn random_years_leave_next_to_nothing_to_who_has_every_release() {
    let mut random = StdRng::seed_from_u64(20_261_130);
    let (mut with, mut without) = (Vec::new(), 0);
    for number in 0..16 {
        let year = random_year(&mut random);
        let found = breaches(&released(&year, 5, true), 5);
        with.extend(found.into_iter().map(|breach| (number, breach)));
        without += breaches(&released(&year, 5, false), 5).len();
    }
    // Of counts themselves nothing; of differences between two releases, less than one of a hundred.
    let is_of_a_count = |(_, breach): &(i32, attacker::Breach)| breach.2.is_none();
    assert!(!with.iter().any(is_of_a_count), "{with:?}");
    assert!(
        100 * with.len() <= without,
        "{without} without, and {with:?}"
    );
}
