//! A file of values: its rows, and what each would change.

use std::collections::{BTreeMap, BTreeSet};

use fairwind_methods::line_of;

use super::MOST_ROWS;
use crate::kernel::{ids::MeasureId, time::Day};

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its line, from 1.
    pub line: u64,
    /// The three cells; none where the row could not be told into cells.
    pub cells: Option<[String; 3]>,
}

/// A value that can be loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// Its line.
    pub line: u64,
    /// Of which measure.
    pub id: MeasureId,
    /// The measure's name.
    pub measure: String,
    /// On which day.
    pub day: Day,
    /// The value.
    pub value: f64,
    /// What it was before; none for a new one.
    pub before: Option<f64>,
}

/// A row that cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Its line.
    pub line: u64,
    /// Why, as a sentence.
    pub reason: String,
}

/// What a file would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loading {
    /// Days that had no value.
    pub new: Vec<Loaded>,
    /// Days that had another.
    pub changed: Vec<Loaded>,
    /// Days that have this value already.
    pub unchanged: Vec<Loaded>,
    /// Rows that are left out.
    pub rejected: Vec<Rejected>,
}

/// The measures of a system by name in lower case: id, name, and values by day.
pub type Known = BTreeMap<String, (MeasureId, String, BTreeMap<Day, f64>)>;

const COLUMNS: [&str; 3] = ["measure", "date", "value"];

/// The rows of a file.
///
/// # Errors
/// A sentence, where it is no such file.
pub(super) fn rows(file: &[u8]) -> Result<Vec<Written>, String> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(file);
    let heading = reader
        .headers()
        .map_err(|_| "The file is not CSV in UTF-8. Save it as “CSV UTF-8” and try again.")?
        .clone();
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = heading
            .iter()
            .position(|head| head.eq_ignore_ascii_case(column))
            .ok_or_else(|| {
                format!("The file has no column “{column}”. It needs measure, date and value.")
            })?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        if rows.len() == MOST_ROWS {
            return Err(format!(
                "The file has more than {MOST_ROWS} rows. Load it in parts."
            ));
        }
        match record {
            Ok(record) => rows.push(Written {
                line: line_of(file, &record),
                cells: Some(places.map(|at| record.get(at).unwrap_or_default().to_owned())),
            }),
            Err(cause) => rows.push(Written {
                line: cause.position().map_or(0, csv::Position::line),
                cells: None,
            }),
        }
    }
    Ok(rows)
}

/// What each row would change. A day after `today` is none on which anything was measured.
pub fn plan(rows: Vec<Written>, known: &Known, today: Day) -> Loading {
    let mut loading = Loading::default();
    let mut seen: BTreeSet<(MeasureId, Day)> = BTreeSet::new();
    for row in rows {
        let line = row.line;
        match read(row, known, today) {
            Ok(loaded) if !seen.insert((loaded.id, loaded.day)) => {
                loading.rejected.push(Rejected {
                    line,
                    reason: format!(
                        "{} has a value on {} further up in this file.",
                        loaded.measure, loaded.day
                    ),
                })
            }
            Ok(loaded) => match loaded.before {
                None => loading.new.push(loaded),
                Some(before) if before == loaded.value => loading.unchanged.push(loaded),
                Some(_) => loading.changed.push(loaded),
            },
            Err(reason) => loading.rejected.push(Rejected { line, reason }),
        }
    }
    loading
}

fn read(row: Written, known: &Known, today: Day) -> Result<Loaded, String> {
    let [name, day, value] = row.cells.ok_or("The row is not text in UTF-8.")?;
    let (id, measure, values) = known
        .get(&name.to_lowercase())
        .ok_or_else(|| format!("There is no measure named “{name}”."))?;
    let day = date(&day)
        .ok_or_else(|| format!("“{day}” is not a date like 2026-10-31 or 31/10/2026."))?;
    if let Some(why) = super::why_not(day, today) {
        return Err(why);
    }
    let value = number(&value).ok_or_else(|| format!("“{value}” is not a number."))?;
    Ok(Loaded {
        line: row.line,
        id: *id,
        measure: measure.clone(),
        day,
        value,
        before: values.get(&day).copied(),
    })
}

/// A day as standards write it, 2026-10-31, or as England does, 31/10/2026: the day first, never the month.
fn date(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse_iso(text) {
        return Some(day);
    }
    let mut parts = text.split('/');
    let mut part = |digits: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let is_plain = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_plain.then_some(part)
    };
    let (day, month, year) = (part(1..=2)?, part(1..=2)?, part(4..=4)?);
    if parts.next().is_some() {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A finite number in plain digits: what spreadsheets call infinite or not a number is none.
fn number(text: &str) -> Option<f64> {
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    text.parse()
        .ok()
        .filter(|value: &f64| is_plain && super::is_sensible(*value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let day = |text| Day::parse_iso(text).expect("a day");
        let values = [(day("2026-01-01"), 4.0), (day("2026-02-01"), 5.0)];
        let measure = (MeasureId::new(), "Long waits".to_owned(), values.into());
        [("long waits".to_owned(), measure)].into()
    }

    fn planned(file: &str) -> Loading {
        let today = Day::parse_iso("2026-11-16").expect("a day");
        plan(rows(file.as_bytes()).expect("rows"), &known(), today)
    }

    #[test]
    fn rows_are_new_changed_or_unchanged() {
        let loading = planned(
            "\u{feff}Date,Measure,Value\n2026-01-01,long WAITS,4\n2026-02-01,Long waits,5.5\n2026-03-01,Long waits,-1\n",
        );
        let days = |rows: &[Loaded]| rows.iter().map(|row| row.day.iso()).collect::<Vec<_>>();
        assert_eq!(days(&loading.unchanged), ["2026-01-01"]);
        assert_eq!(days(&loading.changed), ["2026-02-01"]);
        assert_eq!(loading.changed[0].before, Some(5.0));
        assert_eq!(days(&loading.new), ["2026-03-01"]);
        assert!(loading.rejected.is_empty());
    }

    #[test]
    fn a_date_is_read_as_england_writes_it_day_first() {
        let day = |text: &str| date(text).map(|day| day.iso());
        for text in ["2026-11-01", "01/11/2026", "1/11/2026"] {
            assert_eq!(day(text).as_deref(), Some("2026-11-01"), "{text}");
        }
        for wrong in [
            "11/31/2026",
            "31/02/2026",
            "01/11/26",
            "01/11",
            "01/11/2026/1",
            "/11/2026",
            "+1/11/2026",
            "01-11-2026",
            "2026/11/01",
            "1 /11/2026",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
        // The same day twice is the same day, however it is written.
        let loading =
            planned("measure,date,value\nLong waits,2026-03-01,1\nLong waits,01/03/2026,1\n");
        assert_eq!((loading.new.len(), loading.rejected.len()), (1, 1));
    }

    #[test]
    fn a_bad_row_is_rejected_by_line_and_reason_and_the_others_stand() {
        let loading = planned(
            "measure,date,value\nOther,2026-03-01,1\nLong waits,10/31/2026,1\nLong waits,2026-03-01,inf\n\
             Long waits,2026-03-01,1\nLong waits,2026-03-01,2\nLong waits\n\
             Long waits,2026-11-17,1\n",
        );
        let said: Vec<(u64, &str)> = loading
            .rejected
            .iter()
            .map(|row| (row.line, row.reason.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                (2, "There is no measure named “Other”."),
                (
                    3,
                    "“10/31/2026” is not a date like 2026-10-31 or 31/10/2026."
                ),
                (4, "“inf” is not a number."),
                (
                    6,
                    "Long waits has a value on 1 March 2026 further up in this file."
                ),
                (7, "“” is not a date like 2026-10-31 or 31/10/2026."),
                (8, "17 November 2026 lies in the future."),
            ]
        );
        assert_eq!(loading.new.len(), 1);
    }

    #[test]
    fn a_file_without_a_column_is_refused_by_its_name() {
        let refused = rows(b"measure,date\nx,2026-01-01\n").expect_err("no value column");
        assert!(refused.contains("“value”"), "{refused}");
    }
}
