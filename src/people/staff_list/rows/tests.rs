use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::*;
use crate::people::staff_list::{columns, sheet};

mod folding;
mod managing;

const TODAY: Date = date(2026, 11, 23);

fn parsed(list: &str) -> Parsed {
    parsed_with(list, InACircle::Rejected)
}

fn parsed_with(list: &str, in_a_circle: InACircle) -> Parsed {
    let sheet = sheet::read(list.as_bytes()).unwrap();
    let columns = columns::propose(&sheet.columns, &BTreeMap::new());
    let parsed = parse_with(&sheet, &columns, TODAY, in_a_circle, |_, _| {});
    let loaded = parsed.people.iter().flat_map(|row| row.lines.clone());
    let rejected = parsed.rejected.iter().map(|rejection| rejection.line);
    let mut lines: Vec<u32> = loaded.chain(rejected).collect();
    lines.sort_unstable();
    let all: Vec<u32> = sheet.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, all, "every line is loaded or rejected, and once");
    parsed
}

/// A list with the usual columns.
fn list(rows: &[&str]) -> String {
    format!(
        "Employee Number,Assignment Number,Name,Email,Staff Group,Job Role,Band,FTE,\
         Start Date,Leaving Date,Manager Number\n{}\n",
        rows.join("\n")
    )
}

fn reasons(parsed: &Parsed) -> Vec<(u32, &str)> {
    parsed
        .rejected
        .iter()
        .map(|rejection| (rejection.line, rejection.reason.as_str()))
        .collect()
}

fn warnings(parsed: &Parsed) -> Vec<(&[u32], &str)> {
    parsed
        .warnings
        .iter()
        .map(|warning| (warning.lines.as_slice(), warning.reason.as_str()))
        .collect()
}

#[test]
fn a_line_is_read_whole() {
    let parsed = parsed(&list(&[
        "1,1,Ann Lee,Ann.Lee@X.example,Students,Nurse,Band 8A,\"0,8\",01-APR-2020,31/12/2026,2",
        "2,2,Bo Li,,Students,,,,,,",
    ]));
    assert_eq!(
        parsed.people[0],
        StaffRow {
            line: 2,
            lines: vec![2],
            employee_number: Some("1".into()),
            name: "Ann Lee".into(),
            email: Some("ann.lee@x.example".into()),
            group_words: "Students".into(),
            job_role: Some("Nurse".into()),
            band: Some("8a".into()),
            fte_hundredths: Some(80),
            started_on: Some(date(2020, 4, 1)),
            ended_on: Some(date(2026, 12, 31)),
            manager: Some(ManagerRef::Number("2".into())),
            place_words: None,
        }
    );
    assert_eq!(parsed.people[1].fte_hundredths, None);
    assert!(parsed.rejected.is_empty() && parsed.warnings.is_empty());
}

#[test]
fn what_is_wrong_with_a_line_is_said_all_at_once() {
    let parsed = parsed(&list(&[
        "1,1,,ann,Students,,,full,31/02/2020,,",
        "2,2,Bo Li,,Students,,,,02/01/2026,01/01/2026,",
        "3,3,=cmd|' /C calc'!A0,,Students,,,,,,",
        "4,4,Cy Mo,,Students,@SUM(A1),,2.5,,,",
        "5,5,Di No,,Students,,,,01/01/1066,,",
        "6,6,Ed Oz,,Students,,,,01/01/2206,,",
        "7,7,Flo Py,,Students,,,,,,,stray",
        "8,8,Gil Qu,,=1+1,,+1,,,01/01/1066,",
    ]));
    assert!(parsed.people.is_empty());
    assert_eq!(
        reasons(&parsed),
        [
            (
                2,
                "There is no name. The address \u{201c}ann\u{201d} is not an e-mail address. The \
                 FTE \u{201c}full\u{201d} is not a number. The start date \u{201c}31/02/2020\u{201d} \
                 cannot be read. Write it as 31/10/2026."
            ),
            (
                3,
                "The start date, 2 January 2026, is after the leaving date, 1 January 2026."
            ),
            (
                4,
                "The name \u{201c}=cmd|' /C calc'!A0\u{201d} begins with \u{201c}=\u{201d}, which a \
                 spreadsheet would run as a formula."
            ),
            (
                5,
                "The job role \u{201c}@SUM(A1)\u{201d} begins with \u{201c}@\u{201d}, which a \
                 spreadsheet would run as a formula. The FTE \u{201c}2.5\u{201d} is more than 200%."
            ),
            (
                6,
                "The start date \u{201c}01/01/1066\u{201d} cannot be right."
            ),
            (
                7,
                "The start date \u{201c}01/01/2206\u{201d} cannot be right."
            ),
            (
                8,
                "The row has 12 cells, but the heading has 11: a cell with a comma in it may want \
                 quotation marks."
            ),
            (
                9,
                "The staff group \u{201c}=1+1\u{201d} begins with \u{201c}=\u{201d}, which a \
                 spreadsheet would run as a formula. The band \u{201c}+1\u{201d} begins with \
                 \u{201c}+\u{201d}, which a spreadsheet would run as a formula. The leaving date \
                 \u{201c}01/01/1066\u{201d} cannot be right."
            ),
        ]
    );
}

#[test]
fn vague_and_endless_dates_are_read_and_said() {
    let parsed = parsed(&list(&[
        "1,1,Ann Lee,,Students,,,,2024,2026,",
        "2,2,Bo Li,,Students,,,,March 2023,Feb 2024,",
        "3,3,Cy Mo,,Students,,,,31-DEC-2001,31-DEC-4712,",
        "4,4,Di No,,,,,,TBC,-,",
    ]));
    let dates: Vec<_> = parsed
        .people
        .iter()
        .map(|row| (row.started_on, row.ended_on))
        .collect();
    assert_eq!(
        dates,
        [
            (Some(date(2024, 1, 1)), Some(date(2026, 12, 31))),
            (Some(date(2023, 3, 1)), Some(date(2024, 2, 29))),
            (Some(date(2001, 12, 31)), None),
            (None, None),
        ]
    );
    let lines: Vec<_> = parsed.warnings.iter().map(|w| w.lines.as_slice()).collect();
    assert_eq!(lines, [[2], [3], [5]]);
    assert!(parsed.warnings[0].reason.contains("only a year"));
    assert!(parsed.warnings[1].reason.contains("only a month"));
    assert!(
        parsed.warnings[2]
            .reason
            .starts_with("No staff group is given")
    );
}

#[test]
fn a_file_cut_short_is_noticed() {
    let parsed = parsed("Name,Staff group\nAnn Lee,Students\nReport ran for,3 rows\n");
    assert_eq!(parsed.people.len(), 1);
    assert!(parsed.warnings[0].lines.is_empty());
    assert!(
        parsed.warnings[0]
            .reason
            .contains("says it has 3 rows, but 1 were found")
    );
}

#[test]
fn progress_is_told_to_the_end() {
    let rows: Vec<String> = (0..5000).map(|n| format!("Person {n},Students")).collect();
    let sheet = sheet::read(format!("Name,Staff group\n{}\n", rows.join("\n")).as_bytes()).unwrap();
    let columns = columns::propose(&sheet.columns, &BTreeMap::new());
    let mut told = Vec::new();
    let parsed = parse(&sheet, &columns, TODAY, |done, of| told.push((done, of)));
    assert_eq!(parsed.people.len(), 5000);
    assert_eq!(
        told,
        [
            (0, 5000),
            (1024, 5000),
            (2048, 5000),
            (3072, 5000),
            (4096, 5000),
            (5000, 5000)
        ]
    );
}
