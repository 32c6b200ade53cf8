//! The worked cases, and random universes against an attacker who shares nothing with the method.

use super::{Fate, report, table, table::Table};

fn parsed(text: &str) -> Table {
    Table::parse("table.csv".to_owned(), text.as_bytes()).expect("a table")
}

/// What is hidden, row by row: `-` shown, `P` primary, `S` secondary; and the intervals.
fn decided(tables: &[Table], threshold: i64) -> (String, Vec<(i64, Option<i64>)>) {
    let linked = table::link(tables, threshold, &Default::default()).expect("it adds up");
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
    let linked = table::link(&[cells, totals], 10, &Default::default()).expect("it adds up");
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
        let released = [(
            std::collections::BTreeMap::clone(&place),
            released.iter().copied().collect(),
        )];
        let released = released.into_iter().collect();
        let linked = table::link(&[table()], 10, &released).expect("it adds up");
        linked.universe.decide().is_shown(linked.cells[0][0])
    };
    assert!(is_shown(&[]) && is_shown(&[100]) && is_shown(&[115]));
    // Three have come since one of them.
    assert!(!is_shown(&[112]) && !is_shown(&[100, 112]));
    // Or have gone.
    assert!(!is_shown(&[118]) && is_shown(&[130]));
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
    let Err(error) = table::link(&[table], 10, &Default::default()) else {
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
