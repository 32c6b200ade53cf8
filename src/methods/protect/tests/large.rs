//! Tables so large that what is hidden of them has to be found in bounded work.

use std::collections::BTreeMap;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{
    Table,
    attacker::{World, widths},
    linking,
    random::{file, seen},
};

/// A system of 60 organisations in 6 places, with 12 staff groups and totals at three levels, as one table.
fn system(seed: u64) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let groups: Vec<String> = (0..12).map(|group| format!("g{group:02}")).collect();
    let organisations: Vec<String> = (0..60)
        .map(|organisation| format!("o{organisation:02}"))
        .collect();
    let mut counts: BTreeMap<Vec<usize>, (i64, i64)> = BTreeMap::new();
    for organisation in 0..60 {
        for group in 0..12 {
            // A dozen large organisations have every group; the others have a few people in some.
            let of = match organisation < 12 {
                true => random.random_range(40..600),
                false if random.random_bool(0.35) => random.random_range(1..60),
                false => continue,
            };
            let share = random.random_range(0.0..0.6);
            counts.insert(vec![organisation, group], ((of as f64 * share) as i64, of));
        }
    }
    file(
        &[("organisation", &organisations), ("group", &groups)],
        Some(("place", 10)),
        &counts,
        true,
    )
}

#[test]
fn a_large_system_is_decided_in_bounded_work() {
    let table = Table::parse("system.csv".to_owned(), system(1).as_bytes()).expect("a table");
    let linked = linking::link(&[table], 10, &Default::default(), &[]).expect("it adds up");
    let decision = linked.universe.decide();
    let cells = linked.cells[0].len();
    let hidden = linked.cells[0]
        .iter()
        .filter(|cell| !decision.is_shown(**cell))
        .count();
    assert!(decision.work() < 60_000, "{} steps", decision.work());
    assert!(hidden * 2 < cells, "{hidden} of {cells} are hidden");
}

/// A cube of 10 by 10 by 10 with all its totals, in which every third count or so is small.
fn cube(seed: u64) -> Table {
    let mut random = StdRng::seed_from_u64(seed);
    let values: Vec<String> = (0..10).map(|value| format!("v{value}")).collect();
    let mut counts: BTreeMap<Vec<usize>, (i64, i64)> = BTreeMap::new();
    for cell in 0..1_000 {
        let at = vec![cell % 10, cell / 10 % 10, cell / 100];
        let count = match random.random_range(0..3) {
            0 => random.random_range(0..10),
            _ => random.random_range(10..200),
        };
        counts.insert(at, (count, count));
    }
    let dimensions = ["one", "two", "three"].map(|name| (name, values.as_slice()));
    let text = file(&dimensions, None, &counts, false);
    Table::parse("cube.csv".to_owned(), text.as_bytes()).expect("a table")
}

#[test]
fn a_cube_with_many_small_counts_ends() {
    let tables = [cube(1)];
    let mut linked = linking::link(&tables, 10, &Default::default(), &[]).expect("it adds up");
    // So that the search ends before it has found everything.
    linked.universe.search = 4_000_000_000;
    let cells = &linked.cells[0];
    assert_eq!(cells.len(), 1_331);
    let decision = linked.universe.decide();
    let hidden = cells
        .iter()
        .filter(|cell| !decision.is_shown(**cell))
        .count();
    assert!(decision.work() < 60_000, "{} steps", decision.work());
    assert!(
        decision.coarsely() > 0 && hidden < 800,
        "{hidden} hidden, {} of them coarsely",
        decision.coarsely()
    );
    assert!(decision.exposed().is_empty());
    let world = World {
        tables: seen(&tables, &linked.cells, &|cell| decision.is_shown(cell)),
        before: BTreeMap::new(),
    };
    for (place, width) in widths(&world, 40) {
        assert!(width >= 10, "{place:?} is confined to {width}");
    }
    let all = linking::link(&tables, 10, &Default::default(), &[]).expect("it adds up");
    let all = all.universe.decide();
    let hidden = cells.iter().filter(|cell| !all.is_shown(**cell)).count();
    assert!(all.exposed().is_empty() && hidden < 600, "{hidden} hidden");
}
