//! What a correction says it corrects: the reason, and by rule every figure that differs.

use std::collections::BTreeSet;

use super::{
    Corrects, Grid, Line, Section,
    sections::{CLOSED_SO, CLOSED_SO_BEFORE, NOT_SAID_BEFORE},
    themes::{CAPTION, MEASURES, THEME},
};
use crate::kernel::words::counted;

/// The id of the section that opens a correction.
pub(super) const CORRECTED: &str = "corrected";
/// What stands where a version has no such figure.
const NOT_THERE: &str = "not there";

/// The section that opens a correction.
pub(super) fn section(version: i32, corrects: &Corrects, now: &[Section]) -> Section {
    let lines = differences(&corrects.said, now);
    let (was, is) = (
        format!("In version {}", corrects.version),
        format!("In version {version}"),
    );
    let number = i64::try_from(lines.len()).unwrap_or(0);
    let differ = match number {
        0 => "No figure differs.".to_owned(),
        _ => format!(
            "{} from version {}.",
            counted(number, "figure differs", "figures differ"),
            corrects.version
        ),
    };
    let mut says = vec![format!(
        "This is version {version}. It replaces version {}, which was issued on {} and stays in the record.",
        corrects.version,
        corrects.issued_on.long()
    )];
    says.extend(super::paragraphs(&corrects.reason));
    says.push(differ);
    Section {
        id: CORRECTED.into(),
        heading: "What this version corrects".into(),
        says,
        table: (number > 0)
            .then(|| Grid::new("Every figure that differs", "Figure", [was, is]).rows(lines)),
        chart: None,
        notes: Vec::new(),
    }
}

/// Every cell of every table that one of them has otherwise: named, before, after.
fn differences(before: &[Section], after: &[Section]) -> Vec<Line> {
    let mut differences = Vec::new();
    let tables = |sections: &[Section]| -> Vec<(String, Grid)> {
        let mut tables: Vec<(String, Grid)> = Vec::new();
        for section in sections.iter().filter(|section| section.id != CORRECTED) {
            let Some(mut grid) = section.table.clone() else {
                continue;
            };
            // A column by another name is the same column.
            for column in &mut grid.columns {
                if column == CLOSED_SO_BEFORE {
                    CLOSED_SO.clone_into(column);
                }
            }
            // Measures stand in a table for each theme, where they once stood in one with a column of themes: the same
            // figure in another table does not differ.
            if section.id.split('-').next() != Some(MEASURES) {
                tables.push((section.id.clone(), grid));
                continue;
            }
            grid.caption = CAPTION.to_owned();
            grid.without(THEME);
            match tables.iter_mut().find(|(id, _)| id == MEASURES) {
                Some((_, all)) => all.rows.append(&mut grid.rows),
                None => tables.push((MEASURES.to_owned(), grid)),
            }
        }
        tables
    };
    let (before, after) = (tables(before), tables(after));
    let mut seen = BTreeSet::new();
    for (id, _) in after.iter().chain(&before) {
        if !seen.insert(id) {
            continue;
        }
        let of = |tables: &'_ [(String, Grid)]| {
            let found = tables.iter().find(|(other, _)| other == id);
            found.map(|(_, grid)| grid.clone())
        };
        let (was, is) = (of(&before), of(&after));
        let Some(caption) = is.as_ref().or(was.as_ref()).map(|grid| &grid.caption) else {
            continue;
        };
        for (row, column) in names(is.as_ref(), was.as_ref()) {
            let cell = |grid: &Option<Grid>| {
                let cell = grid.as_ref().and_then(|grid| grid.cell(&row, &column));
                cell.unwrap_or(NOT_THERE).to_owned()
            };
            let (was, is) = (cell(&was), cell(&is));
            let is_new = NOT_SAID_BEFORE.contains(&row.as_str()) && was == NOT_THERE;
            if was != is && !is_new && !says_its_month(&was, &is) {
                differences.push(Line::new(format!("{caption}: {row}, {column}"), [was, is]));
            }
        }
    }
    differences
}

/// Whether a measure's latest value was said to be "on 1 October 2026", and is the same "for October 2026" or "for the
/// quarter from 1 October 2026".
fn says_its_month(was: &str, is: &str) -> bool {
    let (was, is) = (was.rsplit_once(" on 1 "), is.rsplit_once(" for "));
    was.zip(is)
        .is_some_and(|((value, month), (same, moment))| value == same && moment.ends_with(month))
}

/// The rows and columns of two tables, those of the first in its order.
fn names(one: Option<&Grid>, other: Option<&Grid>) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::new();
    for grid in [one, other].into_iter().flatten() {
        for line in grid.lines() {
            for column in &grid.columns {
                let name = (line.name.clone(), column.clone());
                if seen.insert(name.clone()) {
                    names.push(name);
                }
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(rows: &[(&str, &str)]) -> Section {
        let lines = rows.iter().map(|(name, cell)| Line::new(*name, [*cell]));
        Section {
            id: "figures".into(),
            heading: "By staff group".into(),
            says: Vec::new(),
            table: Some(Grid::new("By staff group", "Staff group", ["Took part"]).rows(lines)),
            chart: None,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_month_said_otherwise_is_no_other_figure() {
        let of = |was: &str, is: &str| {
            let before = [section(&[("Long waits", was)])];
            differences(&before, &[section(&[("Long waits", is)])]).len()
        };
        assert_eq!(of("12% on 1 October 2026", "12% for October 2026"), 0);
        let quarter = "12% for the quarter from 1 October 2026";
        assert_eq!(of("12% on 1 October 2026", quarter), 0);
        assert_eq!(of("12% on 1 October 2026", "13% for October 2026"), 1);
        assert_eq!(of("12% on 1 October 2026", "12% for November 2026"), 1);
        assert_eq!(of("12% on 2 October 2026", "12% for October 2026"), 1);
    }

    #[test]
    fn every_figure_that_differs_is_listed_and_no_other() {
        let before = [section(&[
            ("Nurses", "21"),
            ("Doctors", "12"),
            ("Others", "30"),
        ])];
        let after = [section(&[
            ("Nurses", "hidden"),
            ("Doctors", "12"),
            ("Porters", "11"),
        ])];
        assert_eq!(
            differences(&before, &after),
            [
                Line::new("By staff group: Nurses, Took part", ["21", "hidden"]),
                Line::new("By staff group: Porters, Took part", ["not there", "11"]),
                Line::new("By staff group: Others, Took part", ["30", "not there"]),
            ]
        );
        assert_eq!(differences(&after, &after), []);
    }

    #[test]
    fn measures_do_not_differ_by_standing_in_a_table_for_each_theme() {
        let section = |id: &str, columns: &[&str], rows: &[(&str, &[&str])]| Section {
            id: id.into(),
            heading: "Measures".into(),
            says: Vec::new(),
            table: Some(
                Grid::new("Measures", "Measure", columns.iter().copied()).rows(
                    rows.iter()
                        .map(|(name, cells)| Line::new(*name, cells.iter().copied())),
                ),
            ),
            chart: None,
            notes: Vec::new(),
        };
        let one = [section(
            "measures",
            &["Theme", "Latest"],
            &[("Falls", &["Health", "12"]), ("Waits", &["None", "7"])],
        )];
        let each = [
            section("measures-1", &["Latest"], &[("Falls", &["12"])]),
            section("measures-2", &["Latest"], &[("Waits", &["8"])]),
        ];
        assert_eq!(
            differences(&one, &each),
            [Line::new(
                "What partners measure together: Waits, Latest",
                ["7", "8"]
            )]
        );
    }

    #[test]
    fn a_correction_says_what_it_replaces_and_why() {
        let corrects = Corrects {
            version: 1,
            issued_on: crate::kernel::time::Day::new(2026, 11, 3).expect("a day"),
            reason: "A ward was counted twice.".into(),
            said: vec![section(&[("Nurses", "21")])],
        };
        let said = super::section(2, &corrects, &[section(&[("Nurses", "21")])]);
        assert!(said.says[0].contains("replaces version 1, which was issued on 3 November 2026"));
        assert_eq!(
            said.says[1..],
            ["A ward was counted twice.", "No figure differs."]
        );
        assert_eq!(said.table, None);
    }
}
