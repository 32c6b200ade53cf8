//! A file of successions as rows: who followed whom, how, on which legal date, and the line each row stands on.

use crate::{
    entities::systems::SuccessionKind,
    kernel::time::Day,
    organisations::{
        codes,
        import::sheet::{self, Remark},
    },
};

/// A legal body as a file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its ODS code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A row that says who followed whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Who went before.
    pub predecessor: Named,
    /// Who came after.
    pub successor: Named,
    /// How.
    pub kind: SuccessionKind,
    /// The legal date: the first day of the successor, and the first on which the predecessor is no more.
    pub happened_on: Day,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Rows that can be used, in their order.
    pub rows: Vec<Followed>,
    /// Rows that cannot, and why.
    pub rejected: Vec<Remark>,
}

/// Reads a file as it comes.
///
/// # Errors
/// A sentence, when it is no list of successions at all. A row that cannot be used is no error: it is listed.
pub fn read(bytes: &[u8]) -> Result<Sheet, String> {
    read_text(&sheet::text(bytes)?)
}

/// Reads the [text](sheet::text) of a file.
///
/// # Errors
/// As [read].
pub fn read_text(text: &str) -> Result<Sheet, String> {
    let (heading, records) = sheet::records(text)?;
    let columns = Columns::of(&heading)?;
    let mut sheet = Sheet::default();
    for (line, record) in records {
        match columns.row(line, &record) {
            Ok(row) => sheet.rows.push(row),
            Err(reason) => sheet.rejected.push(Remark { line, reason }),
        }
    }
    if sheet.rows.is_empty() && sheet.rejected.is_empty() {
        return Err("There is a heading, but no succession under it.".into());
    }
    Ok(sheet)
}

/// Which column is what.
struct Columns {
    predecessor: usize,
    predecessor_name: usize,
    successor: usize,
    successor_name: usize,
    kind: usize,
    legal_date: usize,
}

impl Columns {
    fn of(heading: &csv::StringRecord) -> Result<Self, String> {
        let find = |words: &[&str]| {
            heading
                .iter()
                .position(|cell| words.contains(&sheet::folded(cell).as_str()))
                .ok_or_else(|| {
                    format!(
                        "The first line must name the columns, and none of them is “{}”. They are predecessor, predecessor_name, successor, successor_name, kind and legal_date.",
                        words[0].replace(' ', "_")
                    )
                })
        };
        Ok(Self {
            predecessor: find(&["predecessor", "predecessor code"])?,
            predecessor_name: find(&["predecessor name"])?,
            successor: find(&["successor", "successor code"])?,
            successor_name: find(&["successor name"])?,
            kind: find(&["kind", "type", "succession type"])?,
            legal_date: find(&["legal date", "date", "happened on"])?,
        })
    }

    fn row(&self, line: u64, record: &csv::StringRecord) -> Result<Followed, String> {
        let cell = |column: usize| record.get(column).unwrap_or("").trim();
        let row = Followed {
            line,
            predecessor: named(
                "predecessor",
                cell(self.predecessor),
                cell(self.predecessor_name),
            )?,
            successor: named("successor", cell(self.successor), cell(self.successor_name))?,
            kind: kind(cell(self.kind))?,
            happened_on: sheet::day(cell(self.legal_date))?.ok_or("It has no legal date.")?,
        };
        if row.predecessor.code == row.successor.code {
            return Err(format!("{} cannot follow itself.", row.successor.code));
        }
        Ok(row)
    }
}

fn named(side: &str, code: &str, name: &str) -> Result<Named, String> {
    Ok(Named {
        code: codes::parse(code)
            .map_err(|reason| reason + ".")?
            .ok_or_else(|| format!("The {side} has no code."))?,
        name: sheet::name(name).map_err(|reason| format!("The {side}: {reason}"))?,
    })
}

fn kind(cell: &str) -> Result<SuccessionKind, String> {
    SuccessionKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.word() == sheet::folded(cell))
        .ok_or_else(|| {
            let known: Vec<_> = SuccessionKind::ALL.iter().map(|k| k.word()).collect();
            format!(
                "{cell:?} is no known kind of succession. They are: {}.",
                known.join(", ")
            )
        })
}

#[cfg(test)]
mod tests;
