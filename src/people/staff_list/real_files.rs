//! The reader against whole files in the shapes that real employers' have. The counts were
//! made from the files by other means.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::columns::{self, Columns, Field};
use super::rows::{self, InACircle, ManagerRef, Parsed};
use super::sheet::{self, Sheet};
use super::{dates, groups};

mod encodings;

const TODAY: Date = date(2026, 11, 23);

const RHW: &[u8] = include_bytes!("../../../tests/data/staff-RHW-esr.csv");
const RWX: &[u8] = include_bytes!("../../../tests/data/staff-RWX-esr.csv");
const COUNCIL: &[u8] = include_bytes!("../../../tests/data/staff-616-council.csv");
const CHARITY: &[u8] = include_bytes!("../../../tests/data/staff-rva-charity.csv");

struct Reading {
    sheet: Sheet,
    columns: Columns,
    /// As imported, with circles of managers rejected.
    parsed: Parsed,
    /// With circles of managers loaded without one.
    everyone: Parsed,
}

fn reading(bytes: &[u8]) -> Reading {
    let sheet = sheet::read(bytes).unwrap();
    let columns = columns::propose(&sheet.columns, &BTreeMap::new());
    assert!(columns.missing().is_empty());
    let parsed = rows::parse(&sheet, &columns, TODAY, |_, _| {});
    let everyone = rows::parse_with(&sheet, &columns, TODAY, InACircle::Unmanaged, |_, _| {});
    Reading {
        sheet,
        columns,
        parsed,
        everyone,
    }
}

/// Employments, those of several lines, without an address, leaving, and managed.
fn counts(parsed: &Parsed) -> [usize; 5] {
    let count =
        |is: fn(&rows::StaffRow) -> bool| parsed.people.iter().filter(|row| is(row)).count();
    [
        parsed.people.len(),
        count(|row| row.lines.len() > 1),
        count(|row| row.email.is_none()),
        count(|row| row.ended_on.is_some()),
        count(|row| row.manager.is_some()),
    ]
}

fn unsettled(reading: &Reading) -> Vec<&str> {
    let columns = reading.columns.unsettled();
    columns
        .into_iter()
        .map(|column| reading.sheet.columns[column].as_str())
        .collect()
}

fn rejected_lines(parsed: &Parsed) -> Vec<u32> {
    parsed
        .rejected
        .iter()
        .map(|rejection| rejection.line)
        .collect()
}

#[test]
fn the_royal_berkshire_list() {
    let found = reading(RHW);
    let sheet = &found.sheet;
    assert_eq!(
        (sheet.encoding, sheet.delimiter, sheet.header_line),
        ("UTF-8", ',', 5)
    );
    assert_eq!(sheet.effective_on, Some(date(2026, 10, 31)));
    assert_eq!((sheet.rows.len(), sheet.rows_stated), (5693, Some(5693)));
    assert_eq!(
        (
            sheet.rows.get(0).unwrap().line,
            sheet.rows.last().unwrap().line
        ),
        (6, 5698)
    );
    assert_eq!(unsettled(&found), ["Org L4", "Location"]);
    assert_eq!(
        groups::distinct_words(sheet, &found.columns),
        [
            ("Nursing and Midwifery Registered", 1657),
            ("Additional Clinical Services", 1136),
            ("Administrative and Clerical", 970),
            ("Medical and Dental", 793),
            ("Allied Health Professionals", 459),
            ("Estates and Ancillary", 256),
            ("Add Prof Scientific and Technic", 226),
            ("Healthcare Scientists", 168),
            ("Students", 28),
        ]
        .map(|(words, rows)| (words.to_owned(), rows))
    );
    assert!(found.everyone.rejected.is_empty());
    assert_eq!(
        counts(&found.everyone),
        [5600, 93, 120, 93, 5600 - 132 - 13 - 17]
    );
    assert_eq!(found.everyone.warnings.len(), 2);
    // Two circles of managers, of 13 and 17 people, two of whom have two assignments.
    assert_eq!(found.parsed.rejected.len(), 32);
    assert_eq!(found.parsed.people.len(), 5570);
    let mut lines = vec![
        3596, 3653, 2270, 767, 3534, 4281, 5686, 901, 5199, 256, 3913, 2981, 2693, 5466, 5529,
        3574, 4296, 278, 1875, 4575, 1191, 3905, 3123, 3631, 4468, 1553, 426, 2511, 4562, 1500,
    ];
    lines.sort_unstable();
    let rejected = rejected_lines(&found.parsed);
    assert!(lines.iter().all(|line| rejected.contains(line)));
    let desai = found
        .everyone
        .people
        .iter()
        .find(|row| row.employee_number.as_deref() == Some("20902873"))
        .unwrap();
    assert_eq!(
        (desai.line, desai.lines.as_slice()),
        (1451, [149, 1451].as_slice())
    );
    assert_eq!(desai.name, "Peter Desai");
    assert_eq!(desai.job_role.as_deref(), Some("Phlebotomist"));
    assert_eq!(desai.fte_hundredths, Some(70));
    let first = &found.everyone.people[0];
    assert_eq!(first.name, "Niamh Malik");
    assert_eq!(first.started_on, Some(date(2011, 11, 28)));
    assert_eq!(first.manager, Some(ManagerRef::Number("20891660".into())));
    let siobhan = &found.everyone.people[3];
    assert_eq!(siobhan.name, "Siobh\u{e1}n Mitchell");
    assert_eq!(
        siobhan.email.as_deref(),
        Some("siobhan.mitchell@royalberkshire.example")
    );
    assert_eq!(
        ftes(&found.everyone),
        [
            (50, 680),
            (60, 694),
            (70, 10),
            (80, 726),
            (90, 14),
            (92, 652),
            (100, 2766),
            (102, 8),
            (110, 50)
        ]
    );
    assert_eq!(
        bands(&found.everyone),
        [
            "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "MC46", "MN21", "MN37", "YC72"
        ]
    );
}

#[test]
fn the_berkshire_healthcare_list() {
    let found = reading(RWX);
    assert_eq!(
        (found.sheet.rows.len(), found.sheet.rows_stated),
        (4372, Some(4372))
    );
    assert_eq!(
        groups::distinct_words(&found.sheet, &found.columns).len(),
        9
    );
    assert!(found.everyone.rejected.is_empty());
    assert_eq!(counts(&found.everyone), [4301, 71, 76, 61, 4301 - 100 - 13]);
    assert_eq!(found.everyone.warnings.len(), 1);
    assert_eq!(found.parsed.people.len(), 4288);
    assert_eq!(found.parsed.rejected.len(), 13);
    assert_eq!(
        ftes(&found.everyone),
        [
            (50, 507),
            (60, 562),
            (70, 10),
            (80, 534),
            (90, 8),
            (92, 536),
            (100, 2095),
            (102, 8),
            (110, 41)
        ]
    );
}

#[test]
fn the_council_list() {
    let found = reading(COUNCIL);
    let sheet = &found.sheet;
    assert_eq!(
        (sheet.encoding, sheet.delimiter, sheet.header_line),
        ("windows-1252", ';', 1)
    );
    assert_eq!((sheet.effective_on, sheet.rows_stated), (None, None));
    assert_eq!(
        (sheet.rows.len(), sheet.rows.last().unwrap().line),
        (1750, 1751)
    );
    assert!(unsettled(&found).is_empty());
    assert_eq!(found.columns.field(10), Some(Field::ManagerNumber));
    assert_eq!(
        groups::distinct_words(sheet, &found.columns),
        [
            ("Adult Social Care - Regulated professional", 388),
            ("Corporate", 359),
            ("Adult Social Care - Direct care", 328),
            ("Children\u{2019}s Services", 313),
            ("Housing", 146),
            ("Managers", 131),
            ("Public Health", 85),
        ]
        .map(|(words, rows)| (words.to_owned(), rows))
    );
    assert!(found.everyone.rejected.is_empty());
    assert_eq!(counts(&found.everyone), [1750, 0, 93, 21, 1750 - 2]);
    assert_eq!(found.parsed.people.len(), 1748);
    assert_eq!(rejected_lines(&found.parsed), [452, 676]);
    assert_eq!(
        ftes(&found.everyone),
        [(50, 285), (60, 273), (81, 292), (100, 900)]
    );
    let fifth = &found.everyone.people[4];
    assert_eq!(fifth.name, "Seo-yeon Reid");
    assert_eq!(
        (fifth.band.as_deref(), fifth.fte_hundredths),
        (Some("RG9"), Some(50))
    );
    assert_eq!(fifth.job_role.as_deref(), Some("Business Support Officer"));
}

#[test]
fn the_charity_list() {
    let found = reading(CHARITY);
    assert!(unsettled(&found).is_empty());
    assert_eq!(found.columns.column(Field::JobRole), Some(2));
    assert_eq!(found.columns.column(Field::PaidOrVolunteer), Some(3));
    assert_eq!(
        groups::distinct_words(&found.sheet, &found.columns),
        [("Volunteer", 15), ("Paid", 3), ("Trustee", 1)]
            .map(|(words, rows)| (words.to_owned(), rows))
    );
    assert_eq!(found.parsed, found.everyone);
    assert!(found.parsed.rejected.is_empty());
    assert_eq!(counts(&found.parsed), [19, 0, 0, 0, 0]);
    let starts = |on: Option<Date>| {
        found
            .parsed
            .people
            .iter()
            .filter(|row| row.started_on == on)
            .count()
    };
    assert_eq!(
        [
            None,
            Some(date(2024, 1, 1)),
            Some(date(2025, 6, 1)),
            Some(date(2023, 3, 1))
        ]
        .map(starts),
        [6, 7, 4, 2]
    );
    let vague: Vec<usize> = found
        .parsed
        .warnings
        .iter()
        .map(|warning| warning.lines.len())
        .collect();
    assert_eq!(vague, [7, 2]);
}

/// The groups proposed for all of a list's words, and the words that people are asked about.
#[test]
fn nearly_all_words_for_groups_are_known() {
    for (bytes, known, asked) in [
        (RHW, 9, vec![]),
        (RWX, 9, vec![]),
        (COUNCIL, 6, vec!["Children\u{2019}s Services"]),
        (CHARITY, 3, vec![]),
    ] {
        let found = reading(bytes);
        let words = groups::distinct_words(&found.sheet, &found.columns);
        let (proposed, unknown): (Vec<_>, Vec<_>) = words
            .iter()
            .map(|(words, _)| {
                (
                    words.as_str(),
                    groups::propose(words, &groups::tests::GROUPS),
                )
            })
            .partition(|(_, group)| group.is_some());
        let mut different: Vec<_> = proposed.iter().map(|(_, group)| *group).collect();
        different.sort_unstable();
        different.dedup();
        assert_eq!((proposed.len(), different.len()), (known, known));
        let unknown: Vec<&str> = unknown.iter().map(|(words, _)| *words).collect();
        assert_eq!(unknown, asked);
    }
}

fn ftes(parsed: &Parsed) -> Vec<(u32, usize)> {
    let mut counted = BTreeMap::new();
    for row in &parsed.people {
        *counted.entry(row.fte_hundredths.unwrap()).or_default() += 1;
    }
    counted.into_iter().collect()
}

fn bands(parsed: &Parsed) -> Vec<&str> {
    let mut bands: Vec<&str> = parsed
        .people
        .iter()
        .filter_map(|row| row.band.as_deref())
        .collect();
    bands.sort_unstable();
    bands.dedup();
    bands
}

#[test]
fn the_other_files_people_have_at_hand_are_not_staff_lists() {
    let rates = "Organisation,2018-06\nRoyal Berkshire,5012.4\n";
    assert_eq!(
        sheet::read(rates.as_bytes()),
        Err(sheet::Unreadable::NoHeading)
    );
    assert_eq!(
        dates::read("2018-06").map(|told| told.first),
        Some(date(2018, 6, 1))
    );
}
