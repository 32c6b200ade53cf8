//! A file of organisations as rows: its encoding, its delimiter, its columns, and the line each row stands on.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    entities::systems::OrganisationKind,
    kernel::{time::Day, words::without_marks},
    organisations::{codes, partners},
};

/// A row that says what an organisation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// The ODS code, where it has one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What kind of legal body it is.
    pub kind: OrganisationKind,
    /// When it opened, if the file says so.
    pub opened_on: Option<Day>,
    /// The first day on which it is no more, if the file says so.
    pub closed_on: Option<Day>,
}

/// A line of the file, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: u64,
    /// A sentence.
    pub reason: String,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Rows that can be used, in their order.
    pub rows: Vec<Listed>,
    /// Rows that cannot, and why.
    pub rejected: Vec<Remark>,
}

/// Words people and systems put over each column, folded.
const CODE: &[&str] = &[
    "code",
    "ods code",
    "ods",
    "organisation code",
    "org code",
    "organisationid",
];
const NAME: &[&str] = &["name", "organisation name", "organisation", "org name"];
const KIND: &[&str] = &[
    "kind",
    "type",
    "organisation kind",
    "organisation type",
    "org type",
];
const OPENED: &[&str] = &[
    "opened on",
    "opened",
    "open date",
    "opening date",
    "legal start date",
    "start date",
];
const CLOSED: &[&str] = &[
    "closed on",
    "closed",
    "close date",
    "closing date",
    "legal end date",
    "end date",
];

/// Words for each kind beside its own.
const KINDS: &[(OrganisationKind, &[&str])] = &[
    (OrganisationKind::Icb, &["icb", "integrated care boards"]),
    (
        OrganisationKind::Trust,
        &[
            "trust",
            "nhs foundation trust",
            "foundation trust",
            "nhs trusts",
        ],
    ),
    (
        OrganisationKind::Council,
        &[
            "council",
            "local authorities",
            "county council",
            "borough council",
            "unitary authority",
        ],
    ),
    (
        OrganisationKind::Pcn,
        &["pcn", "network", "primary care networks"],
    ),
    (
        OrganisationKind::Voluntary,
        &[
            "vcse",
            "voluntary",
            "charity",
            "community group",
            "social enterprise",
            "voluntary organisation",
        ],
    ),
    (
        OrganisationKind::Other,
        &["hospice", "university", "independent provider"],
    ),
];

/// Reads a file as it comes.
///
/// # Errors
/// A sentence, when it is no list of organisations at all. A row that cannot be used is no error: it is listed.
pub fn read(bytes: &[u8]) -> Result<Sheet, String> {
    read_text(&text(bytes)?)
}

/// The text of a file, with one kind of line end, so that lines are counted as an editor does.
///
/// # Errors
/// A sentence, when it is no text.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    Ok(decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Reads the [text] of a file.
///
/// # Errors
/// As [read].
pub fn read_text(text: &str) -> Result<Sheet, String> {
    let (heading, records) = records(text)?;
    let columns = Columns::of(&heading)?;
    let mut sheet = Sheet::default();
    for (line, record) in records {
        match columns.row(line, &record) {
            Ok(row) => sheet.rows.push(row),
            Err(reason) => sheet.rejected.push(Remark { line, reason }),
        }
    }
    if sheet.rows.is_empty() && sheet.rejected.is_empty() {
        return Err("There is a heading, but no organisation under it.".into());
    }
    Ok(sheet)
}

/// The heading of a file, and what is under it with the line each row begins on. Blank lines are passed over.
pub(super) fn records(
    text: &str,
) -> Result<(csv::StringRecord, Vec<(u64, csv::StringRecord)>), String> {
    if text.trim().is_empty() {
        return Err("The file is empty.".into());
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|cause| format!("The file is not CSV: {cause}."))?;
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            records.push((fairwind_methods::line_of(text.as_bytes(), &record), record));
        }
    }
    let mut records = records.into_iter();
    let (_, heading) = records.next().ok_or("The file is empty.")?;
    Ok((heading, records.collect()))
}

/// A byte-order mark decides; what is UTF-8 is UTF-8; the rest is Windows-1252, in which every byte means something.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err("This is a spreadsheet, not a CSV file. Open it, choose Save As, choose CSV, and send the file that makes.".into());
    }
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or_else(|| {
        if std::str::from_utf8(bytes).is_ok() {
            (UTF_8, 0)
        } else {
            (WINDOWS_1252, 0)
        }
    });
    let known = [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252].contains(&encoding);
    encoding
        .decode_without_bom_handling_and_without_replacement(&bytes[mark..])
        .filter(|text| known && !text.contains('\0'))
        .ok_or_else(|| "This is not a text file. Send the list as CSV.".into())
}

/// Whatever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let heading = text.trim_start().lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|&mark| heading.bytes().filter(|&byte| byte == mark).count())
        .unwrap_or(b',')
}

/// Which column is what.
struct Columns {
    code: Option<usize>,
    name: usize,
    kind: usize,
    opened: Option<usize>,
    closed: Option<usize>,
}

impl Columns {
    fn of(heading: &csv::StringRecord) -> Result<Self, String> {
        let find = |words: &[&str]| {
            heading
                .iter()
                .position(|cell| words.contains(&folded(cell).as_str()))
        };
        let missing = |column: &str| {
            format!(
                "The first line must name the columns, and none of them is “{column}”. They are code, name, kind, opened_on and closed_on."
            )
        };
        Ok(Self {
            code: find(CODE),
            name: find(NAME).ok_or_else(|| missing("name"))?,
            kind: find(KIND).ok_or_else(|| missing("kind"))?,
            opened: find(OPENED),
            closed: find(CLOSED),
        })
    }

    fn row(&self, line: u64, record: &csv::StringRecord) -> Result<Listed, String> {
        let cell = |column: Option<usize>| column.and_then(|c| record.get(c)).unwrap_or("").trim();
        let row = Listed {
            line,
            code: codes::parse(cell(self.code)).map_err(|reason| reason + ".")?,
            name: name(cell(Some(self.name)))?,
            kind: kind(cell(Some(self.kind)))?,
            opened_on: day(cell(self.opened))?,
            closed_on: day(cell(self.closed))?,
        };
        match (row.opened_on, row.closed_on) {
            (Some(opened), Some(closed)) if closed < opened => {
                Err("It closed before it opened.".into())
            }
            _ => Ok(row),
        }
    }
}

pub(super) fn name(cell: &str) -> Result<String, String> {
    let name = without_marks(cell);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err("It has no name.".into());
    }
    if name.chars().count() > partners::LONGEST_NAME {
        return Err(format!(
            "Its name is longer than {} characters.",
            partners::LONGEST_NAME
        ));
    }
    // Names go into exports, where a spreadsheet would run them.
    if name.starts_with(['=', '+', '-', '@']) || name.chars().any(char::is_control) {
        return Err(format!("{name:?} is a formula, not a name."));
    }
    Ok(name)
}

fn kind(cell: &str) -> Result<OrganisationKind, String> {
    let word = folded(cell);
    if word.is_empty() {
        return Err("It has no kind.".into());
    }
    OrganisationKind::ALL
        .iter()
        .copied()
        .find(|kind| kind.word() == word || folded(kind.label()) == word)
        .or_else(|| {
            let known = KINDS
                .iter()
                .find(|(_, words)| words.contains(&word.as_str()));
            known.map(|(kind, _)| *kind)
        })
        .ok_or_else(|| {
            let known: Vec<_> = OrganisationKind::ALL.iter().map(|k| k.word()).collect();
            format!("{cell:?} is no known kind. They are: {}.", known.join(", "))
        })
}

/// Reads 2026-04-01, 20260401, 1/4/2026 and 1 April 2026; nothing is no date.
pub(super) fn day(cell: &str) -> Result<Option<Day>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    [
        "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y",
    ]
    .iter()
    .find_map(|form| jiff::civil::Date::strptime(form, cell).ok())
    .filter(|date| (1000..=9999).contains(&date.year()))
    .map(|date| Some(Day(date)))
    .ok_or_else(|| format!("{cell:?} is no date. Write dates like 2026-04-01."))
}

/// Small letters, and single spaces for whatever stands between words.
pub(super) fn folded(cell: &str) -> String {
    cell.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
