//! The worked cases, and random universes against an attacker who shares nothing with the method.

use super::{Fate, linking, report, table::Table};

fn parsed(text: &str) -> Table {
    Table::parse("table.csv".to_owned(), text.as_bytes()).expect("a table")
}

/// What is hidden, row by row: `-` shown, `P` primary, `S` secondary; and the intervals.
fn decided(tables: &[Table], threshold: i64) -> (String, Vec<(i64, Option<i64>)>) {
    let linked = linking::link(tables, threshold, &Default::default(), &[]).expect("it adds up");
    let decision = linked.universe.decide();
    let intervals = linked.universe.intervals(&decision);
    assert!(decision.exposed().is_empty());
    let marks = linked.cells[0]
        .iter()
        .map(|&cell| match decision.fate(cell) {
            Fate::Shown => '-',
            Fate::Primary => 'P',
            Fate::Secondary => 'S',
        });
    (
        marks.collect(),
        linked.cells[0]
            .iter()
            .map(|cell| intervals[cell.0])
            .collect(),
    )
}

#[test]
fn a_region_by_sex_needs_three_more() {
    let table = parsed(
        "region,sex,count\nA,m,18\nA,f,2\nA,Total,20\nB,m,14\nB,f,19\nB,Total,33\nC,m,12\nC,f,10\nC,Total,22\n\
         D,m,11\nD,f,14\nD,Total,25\nTotal,m,55\nTotal,f,45\nTotal,Total,100\n",
    );
    let (marks, intervals) = decided(&[table], 10);
    assert_eq!(marks.matches('P').count(), 1);
    assert_eq!(marks.matches('S').count(), 3, "{marks}");
    assert_eq!(&marks[12..], "---", "{marks}");
    for (mark, (least, most)) in marks.chars().zip(intervals) {
        assert!(mark == '-' || most.expect("a total bounds it") - least >= 10);
    }
}

#[test]
fn two_who_are_alone_know_each_other() {
    let table = parsed("group,count\nA,1\nB,2\nC,1\nTotal,4\n");
    let (marks, _) = decided(&[table], 2);
    assert_eq!(marks, "PSP-");
}

#[test]
fn totals_are_added_up_across_files_and_over_levels_without_sums() {
    // The groups' totals stand in another file than their parts.
    let cells = parsed("group,place,count\nA,x,3\nA,y,40\nB,x,50\nB,y,60\n");
    let totals = parsed("group,count\nA,43\nB,110\n");
    let linked = linking::link(&[cells, totals], 10, &Default::default(), &[]).expect("it adds up");
    let decision = linked.universe.decide();
    let [small, other] = [linked.cells[0][0], linked.cells[0][1]];
    assert!(!decision.is_shown(small));
    assert!(!decision.is_shown(other) || !decision.is_shown(linked.cells[1][0]));

    // A grand total of cells, with no sums in between.
    let table = parsed("group,place,count\nA,x,3\nA,y,40\nB,x,50\nB,y,60\nTotal,Total,153\n");
    let (marks, _) = decided(&[table], 10);
    assert!(marks.matches('S').count() >= 1, "{marks}");
}

#[test]
fn every_earlier_release_counts_and_not_the_last_alone() {
    let table = || parsed("group,count\nA,115\nB,140\nC,150\nTotal,405\n");
    let place = [("group".to_owned(), "A".to_owned())].into();
    let is_shown = |released: &[i64]| {
        let before = linking::Before {
            counts: released.iter().copied().collect(),
            hidden: Vec::new(),
        };
        let released = [(std::collections::BTreeMap::clone(&place), before)];
        let released = released.into_iter().collect();
        let linked = linking::link(&[table()], 10, &released, &[]).expect("it adds up");
        linked.universe.decide().is_shown(linked.cells[0][0])
    };
    assert!(is_shown(&[]) && is_shown(&[100]) && is_shown(&[115]));
    // Three have come since one of them.
    assert!(!is_shown(&[112]) && !is_shown(&[100, 112]));
    // Or have gone.
    assert!(!is_shown(&[118]) && is_shown(&[130]));
}

/// The cells that are hidden of a table, by their values.
fn hidden(table: &Table, released: &linking::Released, known_by: &[&str]) -> Vec<String> {
    let known_by: Vec<String> = known_by.iter().map(|&name| name.to_owned()).collect();
    let linked = linking::link(std::slice::from_ref(table), 10, released, &known_by);
    let linked = linked.expect("it adds up");
    let decision = linked.universe.decide();
    let rows = table.rows.iter().zip(&linked.cells[0]);
    let mut hidden: Vec<String> = rows
        .filter(|&(_, &cell)| !decision.is_shown(cell))
        .map(|(row, _)| format!("{:?}", table.place(row)))
        .collect();
    hidden.sort();
    hidden
}

#[test]
fn what_was_hidden_stays_so_where_its_count_would_tell_what_it_was() {
    // The first release hides 9 and 11, which leaves 0 to 20 for either.
    let place = |value: &str| [("group".to_owned(), value.to_owned())].into();
    let shown = |count| linking::Before {
        counts: [count].into(),
        hidden: Vec::new(),
    };
    let bounded = || linking::Before {
        counts: Default::default(),
        hidden: vec![(0, Some(20))],
    };
    let released: linking::Released = [
        (place("a"), bounded()),
        (place("b"), bounded()),
        (place("c"), shown(15)),
    ]
    .into();
    let next = |a: i64, b: i64| {
        let total = a + b + 40;
        let table = parsed(&format!("group,count\na,{a}\nb,{b}\nc,40\nTotal,{total}\n"));
        hidden(&table, &released, &[]).len()
    };
    assert_eq!(next(10, 11), 2, "they would be 9 or 10, and 10 or 11");
    assert_eq!(next(21, 31), 0);
}

#[test]
fn the_same_table_has_the_same_cells_hidden_in_whatever_order_it_is() {
    let rows: Vec<String> = (0..6)
        .flat_map(|group| (0..5).map(move |place| (group, place)))
        .map(|(group, place)| format!("g{group},p{place},{}\n", (group * 17 + place * 29) % 43))
        .collect();
    let of = |rows: &[String]| {
        let table = format!("group,place,count\n{}", rows.concat());
        let cells = parsed(&table);
        let sum = |at: usize, value: &str| -> i64 {
            let is_of = |row: &&super::table::Row| row.values[at].as_deref() == Some(value);
            cells.rows.iter().filter(is_of).map(|row| row.count).sum()
        };
        let groups = (0..6).map(|g| format!("g{g},Total,{}\n", sum(0, &format!("g{g}"))));
        let places = (0..5).map(|p| format!("Total,p{p},{}\n", sum(1, &format!("p{p}"))));
        let all: i64 = cells.rows.iter().map(|row| row.count).sum();
        let totals: String = groups.chain(places).collect();
        parsed(&format!("{table}{totals}Total,Total,{all}\n"))
    };
    let mut other = rows.clone();
    other.reverse();
    other.rotate_left(7);
    let (one, other) = (
        hidden(&of(&rows), &Default::default(), &[]),
        hidden(&of(&other), &Default::default(), &[]),
    );
    assert!(one.len() > 3, "{one:?}");
    assert_eq!(one, other);
}

#[test]
fn a_partner_who_knows_its_own_figures_works_out_no_other() {
    let table = parsed(
        "organisation,group,count\nA,x,4\nA,y,9\nA,z,92\nA,Total,105\nB,x,14\nB,y,19\nB,z,96\nB,Total,129\n\
         C,x,44\nC,y,51\nC,z,60\nC,Total,155\nTotal,x,62\nTotal,y,79\nTotal,z,248\nTotal,Total,389\n",
    );
    let without = hidden(&table, &Default::default(), &[]);
    let with = hidden(&table, &Default::default(), &["organisation"]);
    // B takes its own from a group's total: so C's, or the total, has to be hidden as well.
    let is_hidden = |all: &[String], values: &[&str]| {
        all.iter()
            .any(|cell| values.iter().all(|value| cell.contains(value)))
    };
    for group in ["\"x\"", "\"y\""] {
        let others = |all: &[String]| {
            let total = format!("{{\"group\": {group}}}");
            is_hidden(all, &[group, "\"C\""]) || all.contains(&total)
        };
        assert!(!others(&without) && others(&with), "{without:?} {with:?}");
    }
    let nowhere = linking::link(&[table], 10, &Default::default(), &["place".to_owned()]);
    assert_eq!(
        nowhere.err().as_deref(),
        Some("No table has a column “place”.")
    );
}

#[test]
fn what_a_cell_is_of_is_known_by_the_totals_and_has_to_add_up() {
    let table = parsed("g,count,of\na,12,\nb,30,60\nc,20,50\nTotal,62,124\n");
    let hidden = hidden(&table, &Default::default(), &[]);
    assert!(
        hidden.iter().any(|cell| cell.contains("\"a\"")),
        "2 of 14 are not in it: {hidden:?}"
    );
    for (text, said) in [
        (
            "g,count,of\na,12,40\nb,30,40\nTotal,42,100\n",
            "line 4: this total is of 100, and what its parts are of adds up to 80",
        ),
        (
            "g,count,of\na,12,\nb,30,95\nTotal,42,100\n",
            "line 2: what this is of comes to 5",
        ),
    ] {
        let error = linking::link(&[parsed(text)], 10, &Default::default(), &[]).err();
        assert!(
            error.as_deref().is_some_and(|error| error.contains(said)),
            "{error:?}"
        );
    }
}

#[test]
fn a_report_says_no_hidden_count() {
    let table = parsed("group,count,of\nA,3,40\nB,17,60\nC,25,70\nTotal,45,170\n");
    let report = report::report_of(&[table], 10);
    assert!(!report.contains("\"count\": 3"), "{report}");
    assert!(report.contains("\"count\": 45"), "{report}");
}

#[test]
fn what_does_not_add_up_is_said_with_its_line() {
    let table = parsed("group,count\nA,3\nTotal,4\n");
    let Err(error) = linking::link(&[table], 10, &Default::default(), &[]) else {
        panic!("it adds up")
    };
    assert_eq!(
        error,
        "table.csv, line 3: this total is 4, and its parts add up to 3."
    );
    for (text, said) in [
        ("group,number\nA,3\n", "no column"),
        (
            "group,count\nA,three\n",
            "line 2: “three” is no whole number",
        ),
        (
            "group,count\nA,3\nA,4\n",
            "line 3: the same cell is in line 2",
        ),
        ("group,count,of\nA,3,2\n", "line 2: a count is larger"),
    ] {
        let error = Table::parse("t.csv".to_owned(), text.as_bytes()).expect_err(said);
        assert!(error.contains(said), "{error}");
    }
}

mod attacker;
mod large;
mod random;
