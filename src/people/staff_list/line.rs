//! One line of a staff list: everything it says, and everything that is wrong with it.

use std::sync::Arc;

use jiff::civil::{Date, date};

use super::columns::{Columns, Field};
use super::dates::{self, Exactness, Told};
use super::groups::WordsAt;
use super::heard::{Again, Heard, Text};
use super::rows::{ManagerRef, StaffRow};
use super::said;
use super::sheet::{Cells, Sheet, SheetRow};
use super::words::quoted;

/// No employment began before this day, and no leaving date is earlier.
const EARLIEST: Date = date(1930, 1, 1);
/// A start this many years from now is a slip of the finger.
const YEARS_AHEAD: i16 = 5;
/// ESR and other systems built on Oracle write "no end" as a day in 4712, others in 9999.
const NEVER: i16 = 4712;

/// Where each field stands in the rows of a list.
pub(super) struct Cell {
    columns: [Option<usize>; Field::ALL.len()],
    group_words: WordsAt,
}

impl Cell {
    pub(super) fn of(columns: &Columns) -> Self {
        let mut at = [None; Field::ALL.len()];
        for (column, field) in columns.iter() {
            if let Some(field) = field {
                at[field as usize] = Some(column);
            }
        }
        Self {
            columns: at,
            group_words: WordsAt::of(columns),
        }
    }

    /// What a row says of a field; empty where the list does not have it.
    pub(super) fn get<'c>(&self, cells: Cells<'c>, field: Field) -> &'c str {
        self.columns[field as usize].map_or("", |column| cells.get(column))
    }

    /// The employee number of a row, or an assignment number without its ending, as typed.
    pub(super) fn number<'c>(&self, cells: Cells<'c>) -> &'c str {
        let number = self.get(cells, Field::EmployeeNumber).trim();
        if !said::is_nothing(number) {
            return number;
        }
        let assignment = self.get(cells, Field::AssignmentNumber).trim();
        if said::is_nothing(assignment) {
            ""
        } else {
            without_ending(assignment).unwrap_or(assignment)
        }
    }
}

/// "20902873" of "20902873-2", the second assignment of an employee; `None` without such an
/// ending.
pub(super) fn without_ending(assignment: &str) -> Option<&str> {
    let (number, ending) = assignment.rsplit_once('-')?;
    let is_ending =
        (1..=3).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_digit());
    (is_ending && !number.is_empty()).then_some(number)
}

/// Which of an employee's assignments is the main one: a present one before a past one, the
/// one numbered like the employee before the others, and the longer week before the shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) present: bool,
    main_number: bool,
    fte_hundredths: u32,
}

/// What one line says.
pub(super) struct Line {
    pub(super) row: StaffRow,
    pub(super) rank: Rank,
    /// Everything that is wrong with it, in sentences; empty when nothing is.
    pub(super) problems: Vec<String>,
    /// A date that is told by its year alone.
    pub(super) told_year: bool,
    /// A date that is told by its month alone.
    pub(super) told_month: bool,
}

impl Line {
    pub(super) fn read<'s>(
        sheet: &Sheet,
        row: SheetRow<'s>,
        cell: &Cell,
        today: Date,
        heard: &mut Heard<'s>,
    ) -> Self {
        let cells = row.cells;
        let get = |field| cell.get(cells, field);
        let mut problems = Vec::new();
        let mut dates = Dates {
            today,
            heard: &mut heard.dates,
            problems: Vec::new(),
            told: [None; 2],
        };
        if (sheet.columns.len()..cells.len()).any(|column| !cells.get(column).trim().is_empty()) {
            problems.push(format!(
                "The row has {} cells, but the heading has {}: a cell with a comma in it may \
                 want quotation marks.",
                cells.len(),
                sheet.columns.len()
            ));
        }
        fn take<T>(read: Result<Option<T>, String>, problems: &mut Vec<String>) -> Option<T> {
            read.unwrap_or_else(|problem| {
                problems.push(problem);
                None
            })
        }
        let again = |heard: &mut Again<'s, Text>, cell: &'s str, what: &str| {
            heard.read(cell, |cell| {
                said::text(cell, what).map(|text| text.map(Arc::from))
            })
        };
        let number = said::text(cell.number(cells), "employee number");
        let employee_number = take(number, &mut problems);
        let name = said::name(
            get(Field::GivenName),
            get(Field::FamilyName),
            get(Field::Name),
        );
        let name = take(name.map(Some), &mut problems);
        let email = take(said::email(get(Field::Email), "address"), &mut problems);
        let group_words = cell.group_words.words(cells);
        let group_words = again(&mut heard.groups, group_words, "staff group");
        let group_words = take(group_words, &mut problems);
        let role = again(&mut heard.roles, get(Field::JobRole), "job role");
        let job_role = match role {
            Ok(None) => again(
                &mut heard.titles,
                get(Field::PositionTitle),
                "title of the post",
            ),
            role => role,
        };
        let job_role = take(job_role, &mut problems);
        let band = heard.bands.read(get(Field::Band), |cell| {
            let band = said::text(cell, "band")?;
            Ok(band.map(|band| said::band(band).into()))
        });
        let band = take(band, &mut problems);
        let place_words = again(&mut heard.places, get(Field::Place), "place");
        let place_words = take(place_words, &mut problems);
        let manager_number = said::text(get(Field::ManagerNumber), "line manager\u{2019}s number");
        let manager_number = take(manager_number, &mut problems);
        let manager_email = said::email(get(Field::ManagerEmail), "line manager\u{2019}s address");
        let manager_email = take(manager_email, &mut problems);
        let fte = match heard.fte.read(get(Field::Fte), said::fte) {
            Ok(None) => heard.hours.read(get(Field::WeeklyHours), said::hours),
            read => read,
        };
        let fte_hundredths = take(fte, &mut problems);
        let started_on = dates.started_on(get(Field::StartedOn));
        let ended_on = dates.ended_on(get(Field::EndedOn));
        if let (Some(started), Some(ended)) = (started_on, ended_on)
            && started > ended
        {
            dates.problems.push(format!(
                "The start date, {}, is after the leaving date, {}.",
                in_words(started),
                in_words(ended)
            ));
        }
        problems.append(&mut dates.problems);
        let told = dates.told;
        let rank = Rank {
            present: started_on.is_none_or(|on| on <= today)
                && ended_on.is_none_or(|on| on >= today),
            main_number: is_main(get(Field::AssignmentNumber), employee_number.as_deref()),
            fte_hundredths: fte_hundredths.unwrap_or(0),
        };
        let row = StaffRow {
            line: row.line,
            lines: vec![row.line],
            employee_number,
            name: name.unwrap_or_default(),
            email,
            group_words: group_words.unwrap_or_else(|| heard.none.clone()),
            job_role,
            band,
            fte_hundredths,
            started_on,
            ended_on,
            manager: manager_number
                .map(ManagerRef::Number)
                .or(manager_email.map(ManagerRef::Email)),
            place_words,
        };
        Self {
            row,
            rank,
            problems,
            told_year: told.contains(&Some(Exactness::Year)),
            told_month: told.contains(&Some(Exactness::Month)),
        }
    }
}

fn is_main(assignment: &str, employee_number: Option<&str>) -> bool {
    let assignment = assignment.trim();
    !said::is_nothing(assignment)
        && (Some(assignment) == employee_number || without_ending(assignment).is_none())
}

/// Reads the two dates of a line.
struct Dates<'h, 's> {
    today: Date,
    heard: &'h mut Again<'s, Option<Told>>,
    problems: Vec<String>,
    /// How exactly the first day and the last are told.
    told: [Option<Exactness>; 2],
}

impl<'s> Dates<'_, 's> {
    fn started_on(&mut self, cell: &'s str) -> Option<Date> {
        let on = self.told(0, cell, "start date")?.first;
        if on < EARLIEST || on.year() > self.today.year() + YEARS_AHEAD {
            self.problems
                .push(format!("The start date {} cannot be right.", quoted(cell)));
            return None;
        }
        Some(on)
    }

    fn ended_on(&mut self, cell: &'s str) -> Option<Date> {
        let on = self.told(1, cell, "leaving date")?.last;
        if on < EARLIEST {
            self.problems.push(format!(
                "The leaving date {} cannot be right.",
                quoted(cell)
            ));
            return None;
        }
        (on.year() < NEVER).then_some(on)
    }

    fn told(&mut self, which: usize, cell: &'s str, what: &str) -> Option<Told> {
        if said::is_nothing(cell) {
            return None;
        }
        let told = self.heard.read(cell, dates::read);
        match told {
            Some(told) => self.told[which] = Some(told.exactness()),
            None => self.problems.push(format!(
                "The {what} {} cannot be read. Write it as 31/10/2026.",
                quoted(cell)
            )),
        }
        told
    }
}

/// A day as people say it.
fn in_words(on: Date) -> String {
    on.strftime("%-d %B %Y").to_string()
}
