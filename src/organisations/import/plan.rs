//! What a file of organisations would change: worked out before anything is written, and again when it is.

use std::collections::HashMap;

use super::sheet::{Listed, Remark, Sheet};
use crate::{
    access::tokens::fingerprint,
    entities::systems::organisation,
    kernel::{ids::OrganisationId, periods::YearStart, time::Day},
    organisations::{
        codes,
        partners::{Details, joins_on},
    },
};

/// A partner that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line of the file that says so.
    pub line: u64,
    /// Which partner; none for a new one.
    pub id: Option<OrganisationId>,
    /// What is known of it now; none for a new one.
    pub from: Option<Details>,
    /// What will be.
    pub to: Details,
}

/// What a file would change, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many rows the file has.
    pub read: usize,
    /// Partners that are not there yet.
    pub new: Vec<Change>,
    /// Partners of which something else is known.
    pub changed: Vec<Change>,
    /// How many rows say what is known.
    pub unchanged: usize,
    /// Rows that cannot be used, and why.
    pub rejected: Vec<Remark>,
    /// Rows that are used, though their code is unusual for their kind.
    pub unusual: Vec<Remark>,
}

impl Preview {
    /// Whether there is nothing to write.
    pub fn changes_nothing(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty()
    }

    /// Stands for what would be written: another fingerprint, another change.
    pub fn fingerprint(&self) -> String {
        fingerprint(&format!("{:?} {:?}", self.new, self.changed))
    }
}

/// Holds a file against the partners there are.
///
/// A row is about the partner with its code; without a code, or where no partner has it, about the one with its name,
/// if that has no other code. An empty date says nothing, so it takes no date away.
pub fn plan(
    sheet: &Sheet,
    partners: &[organisation::Model],
    year_start: YearStart,
    today: Day,
) -> Preview {
    let mut preview = Preview {
        read: sheet.rows.len() + sheet.rejected.len(),
        rejected: sheet.rejected.clone(),
        ..Preview::default()
    };
    let mut seen = Seen::default();
    for row in &sheet.rows {
        let about = find(row, partners).and_then(|about| seen.first_about(row, about));
        let partner = match about {
            Ok(partner) => partner,
            Err(reason) => {
                preview.rejected.push(Remark {
                    line: row.line,
                    reason,
                });
                continue;
            }
        };
        if let Some(code) = row
            .code
            .as_deref()
            .filter(|c| !codes::is_usual(row.kind, c))
        {
            preview.unusual.push(Remark {
                line: row.line,
                reason: format!(
                    "The code {code} is unusual for its kind ({}): check it.",
                    row.kind.word()
                ),
            });
        }
        let from = partner.map(Details::from);
        let to = told(row, from.as_ref(), year_start, today);
        let change = Change {
            line: row.line,
            id: partner.map(|partner| partner.id),
            from,
            to,
        };
        match &change.from {
            None => preview.new.push(change),
            Some(from) if *from != change.to => preview.changed.push(change),
            Some(_) => preview.unchanged += 1,
        }
    }
    preview.rejected.sort_by_key(|remark| remark.line);
    preview
}

/// What is known of a partner once a row has spoken.
fn told(row: &Listed, from: Option<&Details>, year_start: YearStart, today: Day) -> Details {
    let opened_on = row.opened_on.or(from.and_then(|known| known.opened_on));
    let closed_on = row.closed_on.or(from.and_then(|known| known.closed_on));
    Details {
        code: row
            .code
            .clone()
            .or(from.and_then(|known| known.code.clone())),
        name: row.name.clone(),
        kind: row.kind,
        place_id: from.and_then(|known| known.place_id),
        opened_on,
        closed_on,
        joined_on: from.map_or_else(
            || joins_on(opened_on, closed_on, year_start, today),
            |known| known.joined_on,
        ),
        left_on: from.and_then(|known| known.left_on),
    }
    .left_when_closed()
}

/// The partner a row is about; none if it is a new one.
fn find<'p>(
    row: &Listed,
    partners: &'p [organisation::Model],
) -> Result<Option<&'p organisation::Model>, String> {
    let named = partners.iter().find(|p| same_name(&p.name, &row.name));
    let coded = row
        .code
        .as_deref()
        .and_then(|code| partners.iter().find(|p| p.code.as_deref() == Some(code)));
    match (coded, named) {
        (Some(coded), Some(named)) if coded.id != named.id => {
            Err("Another partner has this name already.".into())
        }
        (Some(coded), _) => Ok(Some(coded)),
        (None, Some(named)) => match (&row.code, &named.code) {
            (Some(_), Some(other)) => Err(format!(
                "The partner of this name has the code {other}. If its code has changed, change it there first."
            )),
            _ => Ok(Some(named)),
        },
        (None, None) => Ok(None),
    }
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// What rows before have said, by which a repeated one is known.
#[derive(Default)]
struct Seen(HashMap<String, u64>);

impl Seen {
    /// The partner a row is about, unless a row before said something of the same.
    fn first_about<'p>(
        &mut self,
        row: &Listed,
        about: Option<&'p organisation::Model>,
    ) -> Result<Option<&'p organisation::Model>, String> {
        let mut marks = vec![("name", row.name.to_lowercase())];
        marks.extend(row.code.clone().map(|code| ("code", code)));
        marks.extend(about.map(|partner| ("partner", partner.id.to_string())));
        let marks: Vec<String> = marks
            .iter()
            .map(|(what, mark)| format!("{what} {mark}"))
            .collect();
        if let Some(line) = marks.iter().find_map(|mark| self.0.get(mark)) {
            return Err(format!("Line {line} is about the same organisation."));
        }
        self.0
            .extend(marks.into_iter().map(|mark| (mark, row.line)));
        Ok(about)
    }
}

#[cfg(test)]
mod tests;
