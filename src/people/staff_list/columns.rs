//! What the columns of a staff list mean.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::words::folded;

use headings::{HEADINGS, MANAGERS};

mod headings;

/// Something a staff list can say about an employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The employer's number for the employee.
    EmployeeNumber,
    /// The number of one of the employee's jobs.
    AssignmentNumber,
    /// The whole name in one column.
    Name,
    /// The family name.
    FamilyName,
    /// The given name.
    GivenName,
    /// The address at work.
    Email,
    /// The partner's own words for the staff group.
    StaffGroup,
    /// The job role.
    JobRole,
    /// The title of the post; stands in for the job role where there is none.
    PositionTitle,
    /// The pay band or grade.
    Band,
    /// Full-time equivalent.
    Fte,
    /// Contracted hours a week.
    WeeklyHours,
    /// The first day of the employment.
    StartedOn,
    /// The last day of the employment.
    EndedOn,
    /// The line manager's employee number.
    ManagerNumber,
    /// The line manager's address.
    ManagerEmail,
    /// Whether paid, a volunteer or a trustee: a charity's words for the staff group.
    PaidOrVolunteer,
    /// The partner's words for the place.
    Place,
}

impl Field {
    /// Every field, in the order a page offers them.
    pub const ALL: [Self; 18] = [
        Self::Name,
        Self::FamilyName,
        Self::GivenName,
        Self::Email,
        Self::EmployeeNumber,
        Self::AssignmentNumber,
        Self::StaffGroup,
        Self::PaidOrVolunteer,
        Self::JobRole,
        Self::PositionTitle,
        Self::Band,
        Self::Fte,
        Self::WeeklyHours,
        Self::StartedOn,
        Self::EndedOn,
        Self::ManagerNumber,
        Self::ManagerEmail,
        Self::Place,
    ];

    /// The field in plain English.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "Employee number",
            Self::AssignmentNumber => "Assignment number",
            Self::Name => "Full name",
            Self::FamilyName => "Family name",
            Self::GivenName => "Given name",
            Self::Email => "Email address",
            Self::StaffGroup => "Staff group",
            Self::JobRole => "Job role",
            Self::PositionTitle => "Title of the post",
            Self::Band => "Band or grade",
            Self::Fte => "Full-time equivalent",
            Self::WeeklyHours => "Hours a week",
            Self::StartedOn => "Start date",
            Self::EndedOn => "Leaving date",
            Self::ManagerNumber => "Line manager\u{2019}s employee number",
            Self::ManagerEmail => "Line manager\u{2019}s email address",
            Self::PaidOrVolunteer => "Paid or volunteer",
            Self::Place => "Place",
        }
    }

    /// The field as it is stored and sent in forms; never changes.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::AssignmentNumber => "assignment_number",
            Self::Name => "name",
            Self::FamilyName => "family_name",
            Self::GivenName => "given_name",
            Self::Email => "email",
            Self::StaffGroup => "staff_group",
            Self::JobRole => "job_role",
            Self::PositionTitle => "position_title",
            Self::Band => "band",
            Self::Fte => "fte",
            Self::WeeklyHours => "weekly_hours",
            Self::StartedOn => "started_on",
            Self::EndedOn => "ended_on",
            Self::ManagerNumber => "manager_number",
            Self::ManagerEmail => "manager_email",
            Self::PaidOrVolunteer => "paid_or_volunteer",
            Self::Place => "place",
        }
    }

    /// The field with a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}

/// A heading as it is compared: folded, with common abbreviations written out.
fn heading(column: &str) -> String {
    let folded = folded(column);
    let mut words: Vec<&str> = Vec::new();
    for word in folded.split(' ') {
        match (word, words.last()) {
            ("mail", Some(&"e")) => {
                words.pop();
                words.push("email");
            }
            ("no" | "num" | "nbr", Some(_)) => words.push("number"),
            ("emp" | "empl", _) => words.push("employee"),
            ("mgr", _) => words.push("manager"),
            ("dt", _) => words.push("date"),
            (word, _) => words.push(word),
        }
    }
    words.join(" ")
}

/// The field a heading names and how far down the list of likely words it stands.
fn recognise_ranked(column: &str) -> Option<(Field, usize)> {
    let heading = heading(column);
    let of_manager = MANAGERS
        .iter()
        .find_map(|manager| heading.strip_prefix(manager));
    let Some(rest) = of_manager else {
        return find_heading(&heading);
    };
    match rest {
        "number" | "id" => Some((Field::ManagerNumber, 0)),
        rest => match find_heading(rest)? {
            (Field::EmployeeNumber | Field::AssignmentNumber, rank) => {
                Some((Field::ManagerNumber, rank + 1))
            }
            (Field::Email, rank) => Some((Field::ManagerEmail, rank)),
            _ => None,
        },
    }
}

fn find_heading(heading: &str) -> Option<(Field, usize)> {
    HEADINGS.iter().find_map(|(field, words)| {
        let rank = words.iter().position(|word| *word == heading)?;
        Some((*field, rank))
    })
}

/// The field a heading names by itself, whatever else is in the file.
pub fn recognise(column: &str) -> Option<Field> {
    recognise_ranked(column).map(|(field, _)| field)
}

/// Which column of a list is which field; each field is at most one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    fields: Vec<Option<Field>>,
}

impl Columns {
    /// What a column is, if that is settled.
    pub fn field(&self, column: usize) -> Option<Field> {
        self.fields.get(column).copied().flatten()
    }

    /// Which column a field is in.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|found| *found == Some(field))
    }

    /// Every column with its field, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Option<Field>)> {
        self.fields.iter().copied().enumerate()
    }

    /// Says what a column is, or that it is nothing needed. A field moves: the column that
    /// was it before is none. A column the list does not have changes nothing.
    pub fn set(&mut self, column: usize, field: Option<Field>) {
        if column >= self.fields.len() {
            return;
        }
        if let Some(before) = field.and_then(|field| self.column(field)) {
            self.fields[before] = None;
        }
        self.fields[column] = field;
    }

    /// The columns that are no field: either not needed, or words nobody has settled yet.
    pub fn unsettled(&self) -> Vec<usize> {
        self.iter()
            .filter(|(_, field)| field.is_none())
            .map(|(column, _)| column)
            .collect()
    }

    /// What a list cannot be loaded without and this one has no column for: some name, and
    /// words for the staff group. Without a staff group nobody could be counted anywhere, so
    /// a list without them is sent back rather than loaded with everyone unplaced.
    pub fn missing(&self) -> Vec<Field> {
        let has = |field| self.column(field).is_some();
        let mut missing = Vec::new();
        if !has(Field::Name) && !has(Field::FamilyName) {
            missing.push(Field::Name);
        }
        if !has(Field::StaffGroup) && !has(Field::PaidOrVolunteer) {
            missing.push(Field::StaffGroup);
        }
        missing
    }

    /// The headings people settled, to be remembered for the next list of this partner.
    pub fn to_remember(&self, columns: &[String]) -> BTreeMap<String, Field> {
        self.iter()
            .filter_map(|(column, field)| Some((columns.get(column)?.clone(), field?)))
            .filter(|(column, _)| !folded(column).is_empty())
            .collect()
    }
}

/// Proposes what each column is: first as the partner settled it before, then by the words
/// employers commonly use. Only whole headings are compared, so that "Supervisor Employee
/// Number" is never taken for the employee's own.
pub fn propose(columns: &[String], remembered: &BTreeMap<String, Field>) -> Columns {
    let remembered: HashMap<String, Field> = remembered
        .iter()
        .map(|(column, field)| (folded(column), *field))
        .collect();
    let mut proposed = Columns {
        fields: vec![None; columns.len()],
    };
    for (column, words) in columns.iter().enumerate() {
        if let Some(&field) = remembered.get(&folded(words))
            && proposed.column(field).is_none()
        {
            proposed.fields[column] = Some(field);
        }
    }
    let mut likely: Vec<(usize, usize, Field)> = columns
        .iter()
        .enumerate()
        .filter_map(|(column, words)| {
            let (field, rank) = recognise_ranked(words)?;
            Some((rank, column, field))
        })
        .collect();
    likely.sort_unstable();
    for (_, column, field) in likely {
        if proposed.fields[column].is_none() && proposed.column(field).is_none() {
            proposed.fields[column] = Some(field);
        }
    }
    proposed
}

#[cfg(test)]
mod tests;
