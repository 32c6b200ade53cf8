//! From the rows of a staff list to employments.
//!
//! An employment comes whole or not at all: where one line about an employee cannot be
//! read, none of theirs is, because half of somebody's jobs would say the wrong staff group
//! of them without a sign that it does.

use std::sync::{Arc, mpsc};

use jiff::civil::Date;

use super::columns::Columns;
use super::employment::Gathered;
use super::heard::Heard;
use super::line::{Cell, Line};
use super::sheet::{Sheet, SheetRow};
use super::words::has_words;
use super::{circles, managers, shared_addresses};

/// How many rows are read between two reports of progress, and handed on together.
const STEP: usize = 1024;
/// How often so many may be read before the first of them are gathered.
const AHEAD: usize = 2;

/// One employment, as the partner's list says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// The line of the main assignment, which names the staff group.
    pub line: u32,
    /// Every line about this employment, in order.
    pub lines: Vec<u32>,
    /// The employer's number for the employee.
    pub employee_number: Option<String>,
    /// The name in the order it is spoken.
    pub name: String,
    /// The address, in small letters.
    pub email: Option<String>,
    /// The partner's words for the staff group; empty when the list says none.
    pub group_words: Arc<str>,
    /// The job role, or the title of the post where the list has no role.
    pub job_role: Option<Arc<str>>,
    /// "8a" for Agenda for Change bands, any other grade as typed.
    pub band: Option<Arc<str>>,
    /// Full-time equivalent of all present assignments together, in hundredths.
    pub fte_hundredths: Option<u32>,
    /// The first day; of "2024" its first of January, of "March 2023" the first of March.
    pub started_on: Option<Date>,
    /// The last day; of a year or a month alone, its last.
    pub ended_on: Option<Date>,
    /// The line manager, who is always one of the people of the same [`Parsed`].
    pub manager: Option<ManagerRef>,
    /// The partner's words for the place.
    pub place_words: Option<Arc<str>>,
}

/// Who a line manager is, as [`StaffRow`] has it of the manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ManagerRef {
    /// The manager's employee number.
    Number(String),
    /// The manager's address.
    Email(String),
}

/// A line that is not loaded, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The line of the file.
    pub line: u32,
    /// One or more sentences; they may quote the line.
    pub reason: String,
}

/// Something that is loaded all the same, but that somebody should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The lines it is about, in order; none when it is about the whole file.
    pub lines: Vec<u32>,
    /// A sentence.
    pub reason: String,
}

/// What came of a staff list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The employments, in the order of their first lines.
    pub people: Vec<StaffRow>,
    /// For each of them, which of them is the line manager.
    pub managers: Vec<Option<u32>>,
    /// The lines that are not loaded, in order, each once.
    pub rejected: Vec<Rejection>,
    /// What somebody should know.
    pub warnings: Vec<Warning>,
}

/// What becomes of people whose line managers go round in a circle: each is managed by the
/// next, and the last by the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InACircle {
    /// Their lines are rejected, each naming the others.
    Rejected,
    /// They are loaded without a manager, with a warning that names them.
    Unmanaged,
}

/// Makes employments of the rows, rejecting people whose managers go round in a circle.
/// `progress` is told how many rows of how many are done, now and then and at the end.
pub fn parse(
    sheet: &Sheet,
    columns: &Columns,
    today: Date,
    progress: impl FnMut(usize, usize),
) -> Parsed {
    parse_with(sheet, columns, today, InACircle::Rejected, progress)
}

/// As [`parse`], with a choice about circles of managers.
pub fn parse_with(
    sheet: &Sheet,
    columns: &Columns,
    today: Date,
    in_a_circle: InACircle,
    mut progress: impl FnMut(usize, usize),
) -> Parsed {
    let of = sheet.rows.len();
    let cells = Cell::of(columns);
    let mut gathered = Gathered::of_at_most(of);
    let mut notes = Notes::default();
    std::thread::scope(|scope| {
        let (hand_on, handed_on) = mpsc::sync_channel(AHEAD);
        let cells = &cells;
        scope.spawn(move || {
            read_lines(sheet, cells, today, |some| hand_on.send(some).is_ok());
        });
        let mut done = 0;
        for some in handed_on {
            progress(done, of);
            done += some.len();
            for (line, row) in some {
                notes.hear(&line);
                gathered.add(line, row, cells);
            }
        }
    });
    gathered.check_each();
    shared_addresses::settle(&mut gathered);
    gathered.check_hours();
    let managed_by = managers::find(&mut gathered);
    let managed_by = circles::settle(&mut gathered, managed_by, in_a_circle);
    let mut parsed = gathered.into_parsed(&managed_by);
    notes.add_to(&mut parsed.warnings, sheet);
    for warning in &mut parsed.warnings {
        warning.lines.sort_unstable();
    }
    parsed
        .warnings
        .sort_by_key(|warning| warning.lines.first().copied());
    progress(of, of);
    parsed
}

/// Reads every line and hands some on at a time, as long as they are taken.
fn read_lines<'s>(
    sheet: &'s Sheet,
    cells: &Cell,
    today: Date,
    mut hand_on: impl FnMut(Vec<(Line, SheetRow<'s>)>) -> bool,
) {
    let mut heard = Heard::default();
    let mut rows = sheet.rows.iter();
    loop {
        let some: Vec<_> = rows
            .by_ref()
            .take(STEP)
            .map(|row| (Line::read(sheet, row, cells, today, &mut heard), row))
            .collect();
        if some.is_empty() || !hand_on(some) {
            return;
        }
    }
}

/// What is said once about many lines.
#[derive(Default)]
struct Notes {
    without_group: Vec<u32>,
    in_a_year: Vec<u32>,
    in_a_month: Vec<u32>,
}

impl Notes {
    fn hear(&mut self, line: &Line) {
        let Some(&number) = line.row.lines.first() else {
            return;
        };
        if !has_words(&line.row.group_words) {
            self.without_group.push(number);
        }
        if line.told_year {
            self.in_a_year.push(number);
        } else if line.told_month {
            self.in_a_month.push(number);
        }
    }

    fn add_to(self, warnings: &mut Vec<Warning>, sheet: &Sheet) {
        let about = [
            (
                self.without_group,
                "No staff group is given, so these people cannot be counted in one until it is.",
            ),
            (
                self.in_a_year,
                "A date says only a year: a start is read as 1 January, a leaving date as 31 December.",
            ),
            (
                self.in_a_month,
                "A date says only a month: a start is read as its first day, a leaving date as its last.",
            ),
        ];
        for (lines, reason) in about {
            if !lines.is_empty() {
                warnings.push(Warning {
                    lines,
                    reason: reason.into(),
                });
            }
        }
        if let Some(stated) = sheet.rows_stated
            && stated != sheet.rows.len()
        {
            warnings.push(Warning {
                lines: Vec::new(),
                reason: format!(
                    "The end of the file says it has {stated} rows, but {} were found. \
                     The file may have been cut short.",
                    sheet.rows.len()
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests;
