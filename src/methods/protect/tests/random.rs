//! Thousands of random tables, linked sets and sequences of releases, against the attacker.

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::super::{CellId, Decision, State, Switches, linking};
use super::{
    Table,
    attacker::{Seen, World, breaches},
};

const WHOLE: Switches = Switches {
    secondary: true,
    singletons: true,
    earlier: true,
};

/// Tables as files, and what was shown of their places before.
struct Made {
    tables: Vec<Table>,
    before: BTreeMap<BTreeMap<String, String>, i64>,
}

/// A cube of counts with all its totals, as rows; some levels of a dimension stand under a level above.
pub(super) fn file(
    dimensions: &[(&str, &[String])],
    nested: Option<(&str, usize)>,
    counts: &BTreeMap<Vec<usize>, (i64, i64)>,
    with_of: bool,
) -> String {
    let mut rows: BTreeMap<Vec<String>, (i64, i64)> = BTreeMap::new();
    for (at, (count, of)) in counts {
        for totalled in 0..1u32 << at.len() {
            let mut place = Vec::new();
            for (dimension, &value) in at.iter().enumerate() {
                let total = totalled >> dimension & 1 == 1;
                place.push(if total {
                    "Total".to_owned()
                } else {
                    dimensions[dimension].1[value].clone()
                });
            }
            // The first dimension's values stand in areas of so many.
            let areas = match nested {
                Some((_, size)) if place[0] != "Total" => vec![format!("area{}", at[0] / size)],
                Some((_, size)) => vec![format!("area{}", at[0] / size), "Total".to_owned()],
                None => vec![String::new()],
            };
            for area in areas {
                let mut place = place.clone();
                place.push(area);
                let sum = rows.entry(place).or_default();
                *sum = (sum.0 + count, sum.1 + of);
            }
        }
    }
    let mut text: String = dimensions
        .iter()
        .map(|(name, _)| format!("{name},"))
        .collect();
    if let Some((name, _)) = nested {
        text += &format!("{name},");
    }
    text += if with_of { "count,of\n" } else { "count\n" };
    for (mut place, (count, of)) in rows {
        if nested.is_none() {
            place.pop();
        }
        text += &format!("{},{count}", place.join(","));
        text += &if with_of {
            format!(",{of}\n")
        } else {
            "\n".to_owned()
        };
    }
    text
}

fn count(random: &mut StdRng) -> i64 {
    match random.random_range(0..7) {
        0 => 0,
        1 => 1,
        2 => random.random_range(1..=4),
        _ => random.random_range(3..=40),
    }
}

fn made(random: &mut StdRng) -> Made {
    let sizes: Vec<usize> = match random.random_range(0..6) {
        0 => vec![random.random_range(1..=6)],
        1 => vec![2, 2, random.random_range(2..=3)],
        _ => vec![random.random_range(2..=4), random.random_range(1..=3)],
    };
    let with_of = random.random_bool(0.4);
    let values: Vec<Vec<String>> = sizes
        .iter()
        .map(|&size| (0..size).map(|value| format!("v{value}")).collect())
        .collect();
    let mut counts: BTreeMap<Vec<usize>, (i64, i64)> = BTreeMap::new();
    let cells: usize = sizes.iter().product();
    for cell in 0..cells {
        let (mut rest, mut at) = (cell, Vec::new());
        for &size in &sizes {
            at.push(rest % size);
            rest /= size;
        }
        let count = count(random);
        let of = if random.random_bool(0.1) {
            count
        } else {
            count + random.random_range(0..=40)
        };
        counts.insert(at, (count, of));
    }
    let names = ["group", "place", "sex"];
    let dimensions: Vec<(&str, &[String])> = names
        .iter()
        .zip(&values)
        .map(|(name, values)| (*name, values.as_slice()))
        .collect();
    let nested = (sizes[0] > 2 && random.random_bool(0.4)).then_some(("area", 2));
    let parse =
        |name: &str, text: &str| Table::parse(name.to_owned(), text.as_bytes()).expect("a table");
    let mut tables = vec![parse(
        "one.csv",
        &file(&dimensions, nested, &counts, with_of),
    )];
    let mut before = BTreeMap::new();
    match random.random_range(0..3) {
        // Another table of the same people: the first dimension, by something else.
        0 if nested.is_none() => {
            let mut other: BTreeMap<Vec<usize>, (i64, i64)> = BTreeMap::new();
            let bands: Vec<String> = (0..random.random_range(2..=3))
                .map(|band| format!("b{band}"))
                .collect();
            for (at, (mut count, mut of)) in counts.clone() {
                for band in 0..bands.len() {
                    let last = band + 1 == bands.len();
                    let part = if last {
                        count
                    } else {
                        random.random_range(0..=count)
                    };
                    let rest = if last {
                        of - count
                    } else {
                        random.random_range(0..=(of - count))
                    };
                    let sum = other.entry(vec![at[0], band]).or_default();
                    *sum = (sum.0 + part, sum.1 + part + rest);
                    count -= part;
                    of -= part + rest;
                }
            }
            let dimensions = [dimensions[0], ("band", bands.as_slice())];
            tables.push(parse(
                "other.csv",
                &file(&dimensions, None, &other, with_of),
            ));
        }
        // An earlier release, when each count was no greater.
        1 if sizes.len() < 3 => {
            let earlier: BTreeMap<Vec<usize>, (i64, i64)> = counts
                .iter()
                .map(|(at, (count, of))| {
                    let less = if random.random_bool(0.7) {
                        0
                    } else {
                        random.random_range(0..=12)
                    };
                    (at.clone(), ((count - less).max(0), *of))
                })
                .collect();
            let earlier = parse("before.csv", &file(&dimensions, nested, &earlier, with_of));
            let linked = linking::link(std::slice::from_ref(&earlier), 5, &Default::default(), &[])
                .expect("it adds up");
            let decision = linked.universe.decide();
            for (row, &cell) in earlier.rows.iter().zip(&linked.cells[0]) {
                if decision.is_shown(cell) {
                    before.insert(earlier.place(row), row.count);
                }
            }
        }
        _ => {}
    }
    Made { tables, before }
}

/// What an attacker has of tables.
pub(super) fn seen(
    tables: &[Table],
    cells: &[Vec<CellId>],
    shown: &dyn Fn(CellId) -> bool,
) -> Vec<Vec<Seen>> {
    let tables = tables.iter().zip(cells).map(|(table, cells)| {
        let seen = table.rows.iter().zip(cells).map(|(row, &cell)| Seen {
            place: table
                .dimensions
                .iter()
                .cloned()
                .zip(
                    row.values
                        .iter()
                        .map(|value| value.clone().unwrap_or("Total".into())),
                )
                .collect(),
            count: row.count,
            of: row.of,
            is_shown: shown(cell),
        });
        seen.collect()
    });
    tables.collect()
}

/// The breaches of a random world when the method is left so.
fn tried(made: &Made, switches: Switches) -> (World, Decision, Vec<String>) {
    let before = made.before.iter();
    let before = before
        .map(|(place, &count)| {
            let before = linking::Before {
                counts: [count].into(),
                hidden: Vec::new(),
            };
            (place.clone(), before)
        })
        .collect();
    let mut linked = linking::link(&made.tables, 5, &before, &[]).expect("it adds up");
    linked.universe.switches = switches;
    let decision = linked.universe.decide();
    let world = |shown: &dyn Fn(CellId) -> bool| World {
        tables: seen(&made.tables, &linked.cells, shown),
        before: made.before.clone(),
    };
    let rows = made.tables.iter().zip(&linked.cells);
    let exposed: BTreeSet<BTreeMap<String, String>> = rows
        .flat_map(|(table, cells)| {
            table
                .rows
                .iter()
                .zip(cells)
                .map(move |(row, cell)| (table.place(row), *cell))
        })
        .filter(|(_, cell)| linked.is_exposed(*cell, &decision))
        .map(|(place, _)| place)
        .collect();
    let seen = world(&|cell| decision.is_shown(cell));
    let found = breaches(&seen, 5);
    if whole(switches) && found.iter().any(|(place, ..)| exposed.contains(place)) {
        // What is said to be past help is: with everything hidden that can be, it is found all the same.
        let least = world(&|cell| linked.universe.cells[cell.0].state == State::Released);
        let anyhow: BTreeSet<BTreeMap<String, String>> = breaches(&least, 5)
            .into_iter()
            .map(|(place, ..)| place)
            .collect();
        for (place, attacker, width) in found.iter().filter(|(place, ..)| exposed.contains(place)) {
            assert!(
                anyhow.contains(place),
                "{place:?} could have been protected from {attacker:?}, who is left with {width}"
            );
        }
    }
    let found = found
        .into_iter()
        .filter(|(place, ..)| !exposed.contains(place))
        .map(|(place, attacker, width)| format!("{place:?} within {width} by {attacker:?}"))
        .collect();
    (seen, decision, found)
}

fn whole(switches: Switches) -> bool {
    switches.secondary && switches.singletons && switches.earlier
}

fn counted(tables: usize, switches: Switches) -> (usize, usize, usize) {
    let mut random = StdRng::seed_from_u64(20_261_128);
    let (mut breached, mut exposed, mut hidden) = (0, 0, 0);
    for number in 0..tables {
        let made = made(&mut random);
        let (world, decision, found) = tried(&made, switches);
        assert!(
            !whole(switches) || found.is_empty(),
            "table {number}: {found:#?} before {:?}: {:#?}",
            made.before,
            made.tables
        );
        breached += usize::from(!found.is_empty());
        exposed += usize::from(!decision.exposed().is_empty());
        hidden += world
            .tables
            .iter()
            .flatten()
            .filter(|seen| !seen.is_shown)
            .count();
    }
    (breached, exposed, hidden)
}

#[test]
fn thousands_of_random_tables_withstand_the_attacker() {
    let (_, exposed, hidden) = counted(2_000, WHOLE);
    assert!(hidden > 5_000, "the tables were too easy: {hidden} hidden");
    // Who is alone in the only cell of a total knows both: small tables have many such.
    assert!(
        exposed < 1_200,
        "in {exposed} tables something could not be made safe"
    );
}

#[test]
fn without_secondary_suppression_the_attacker_finds_people() {
    assert!(
        counted(
            200,
            Switches {
                secondary: false,
                ..WHOLE
            }
        )
        .0 > 20
    );
}

#[test]
fn without_singletons_the_attacker_finds_people() {
    assert!(
        counted(
            600,
            Switches {
                singletons: false,
                ..WHOLE
            }
        )
        .0 > 0
    );
}

#[test]
fn without_earlier_releases_the_attacker_finds_people() {
    assert!(
        counted(
            400,
            Switches {
                earlier: false,
                ..WHOLE
            }
        )
        .0 > 0
    );
}
