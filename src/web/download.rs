//! Files that a page offers to take away: always saved, never drawn by the browser on our address.

use std::io::Cursor;

use crate::kernel::fault::{Answer, Fault};
use rocket::{
    Request,
    http::{ContentType, Header},
    response::{self, Responder, Response},
};

/// A file to be saved under a name.
pub struct Download {
    kind: ContentType,
    name: String,
    bytes: Vec<u8>,
}

impl Download {
    /// A file; of the name, only letters, digits, dots and hyphens are kept.
    pub fn new(kind: ContentType, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            kind,
            name: file_name(name),
            bytes: bytes.into(),
        }
    }

    /// What is in it, for tests of what is put into it.
    #[cfg(test)]
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// A table as CSV, with the mark by which spreadsheets know that it is UTF-8.
    pub fn csv(name: &str, rows: &Rows) -> Self {
        let mut text = String::from("\u{feff}");
        for line in &rows.heading {
            text.push_str(&csv_cell(line));
            text.push_str("\r\n");
        }
        let heads = rows.columns.iter().map(|column| csv_cell(column)).collect();
        let cells = rows
            .rows
            .iter()
            .map(|row| row.iter().map(csv_datum).collect());
        for row in std::iter::once(heads).chain(cells) {
            let row: Vec<String> = row;
            text.push_str(&row.join(","));
            text.push_str("\r\n");
        }
        Self::new(ContentType::CSV, &format!("{name}.csv"), text)
    }

    /// A table as a workbook: numbers as numbers, and words never as formulas.
    ///
    /// # Errors
    /// A fault of ours, where the writer fails.
    pub fn xlsx(name: &str, rows: &Rows) -> Answer<Self> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let bold = rust_xlsxwriter::Format::new().set_bold();
        let at = |number: usize| u32::try_from(number).map_err(Fault::broken);
        let across = |number: usize| u16::try_from(number).map_err(Fault::broken);
        let top = rows.heading.len();
        for (column, head) in rows.columns.iter().enumerate() {
            sheet
                .write_string_with_format(at(top)?, across(column)?, head, &bold)
                .map_err(Fault::broken)?;
        }
        for (line, row) in rows.rows.iter().enumerate() {
            for (column, datum) in row.iter().enumerate() {
                let (line, column) = (at(top + 1 + line)?, across(column)?);
                match datum {
                    // A double has every count of people exactly.
                    Datum::Number(number) => sheet.write_number(line, column, *number as f64),
                    Datum::Decimal(number) => sheet.write_number(line, column, *number),
                    Datum::Text(text) => sheet.write_string(line, column, text),
                }
                .map_err(Fault::broken)?;
            }
        }
        sheet
            .set_freeze_panes(at(top + 1)?, 0)
            .map_err(Fault::broken)?;
        sheet.autofit();
        // After the columns have their widths, for its lines run on over all of them.
        for (line, text) in rows.heading.iter().enumerate() {
            sheet
                .write_string(at(line)?, 0, text)
                .map_err(Fault::broken)?;
        }
        let bytes = book.save_to_buffer().map_err(Fault::broken)?;
        let kind = ContentType::new(
            "application",
            "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        );
        Ok(Self::new(kind, &format!("{name}.xlsx"), bytes))
    }

    /// A table as JSON: an object for each row, by the heads of the columns; under `rows`, beside `heading`, where the
    /// table has lines over it.
    ///
    /// # Errors
    /// A fault of ours, where it cannot be written.
    pub fn json(name: &str, rows: &Rows) -> Answer<Self> {
        let objects: Vec<serde_json::Map<String, serde_json::Value>> = rows
            .rows
            .iter()
            .map(|row| {
                rows.columns
                    .iter()
                    .cloned()
                    .zip(row.iter().map(Datum::value))
                    .collect()
            })
            .collect();
        let bytes = if rows.heading.is_empty() {
            serde_json::to_vec_pretty(&objects)
        } else {
            let whole = serde_json::json!({ "heading": rows.heading, "rows": objects });
            serde_json::to_vec_pretty(&whole)
        }
        .map_err(Fault::broken)?;
        Ok(Self::new(ContentType::JSON, &format!("{name}.json"), bytes))
    }
}

/// A name that every file system and mail program takes: of what is given, letters, digits, dots and hyphens.
pub fn file_name(text: &str) -> String {
    let mut tame = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' | '.' => tame.push(character),
            'A'..='Z' => tame.push(character.to_ascii_lowercase()),
            _ if !tame.ends_with('-') => tame.push('-'),
            _ => {}
        }
    }
    tame.trim_matches('-').to_owned()
}

/// A table to be taken away, in any of the forms.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    heading: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Vec<Datum>>,
}

/// One value of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// A whole number.
    Number(i64),
    /// A number with decimals, finite.
    Decimal(f64),
    /// Words.
    Text(String),
}

impl Rows {
    /// An empty table with these heads.
    pub fn new<S: Into<String>>(columns: impl IntoIterator<Item = S>) -> Self {
        Self {
            heading: Vec::new(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Lines over the table: what it is, when it was published, what its marks mean.
    #[must_use]
    pub fn headed(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.heading.extend(lines);
        self
    }

    /// Adds a row, of as many values as there are columns.
    pub fn add(&mut self, row: impl IntoIterator<Item = Datum>) {
        self.rows.push(row.into_iter().collect());
    }
}

impl Datum {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn value(&self) -> serde_json::Value {
        match self {
            Self::Number(number) => (*number).into(),
            Self::Decimal(number) => (*number).into(),
            Self::Text(text) => text.clone().into(),
        }
    }
}

impl std::fmt::Display for Datum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// A number is a number, below zero too; what only looks like one is words.
fn csv_datum(datum: &Datum) -> String {
    match datum {
        Datum::Number(_) | Datum::Decimal(_) => datum.to_string(),
        Datum::Text(text) => csv_cell(text),
    }
}

/// One cell of words: quoted where it must be, and never a formula to a spreadsheet.
fn csv_cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(self.kind)
            .header(Header::new(
                "Content-Disposition",
                format!("attachment; filename=\"{}\"", self.name),
            ))
            .sized_body(self.bytes.len(), Cursor::new(self.bytes))
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(csv_cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(csv_cell("@sum(1,2)"), "\"'@sum(1,2)\"");
        assert_eq!(
            csv_cell("Allied \"Health\", others"),
            "\"Allied \"\"Health\"\", others\""
        );
        assert_eq!(csv_cell("1204"), "1204");
    }

    #[test]
    fn a_number_below_zero_is_a_number_and_words_that_look_like_one_are_words() {
        let mut rows = Rows::new(["Name", "Whole", "Decimal"]);
        rows.add([
            Datum::text("-1+cmd()"),
            Datum::Number(-3),
            Datum::Decimal(-0.5),
        ]);
        rows.add([Datum::text("-2"), Datum::Number(1204), Datum::Decimal(12.0)]);
        let csv = String::from_utf8(Download::csv("x", &rows).bytes).expect("UTF-8");
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines,
            ["Name,Whole,Decimal", "'-1+cmd(),-3,-0.5", "'-2,1204,12"]
        );
        let json = Download::json("x", &rows).expect("JSON").bytes;
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!(
            (&json[0]["Whole"], &json[0]["Decimal"]),
            (&(-3).into(), &(-0.5).into())
        );
    }

    #[test]
    fn lines_stand_over_the_table_in_every_form() {
        let mut rows = Rows::new(["Name", "Rate (%)"]).headed([
            "Figures, October".to_owned(),
            "=Published on 8 November".to_owned(),
        ]);
        rows.add([Datum::text("A"), Datum::Decimal(34.4)]);
        let csv = String::from_utf8(Download::csv("x", &rows).bytes).expect("UTF-8");
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        let expected = [
            "\"Figures, October\"",
            "'=Published on 8 November",
            "Name,Rate (%)",
            "A,34.4",
        ];
        assert_eq!(lines, expected);
        let json = Download::json("x", &rows).expect("JSON").bytes;
        let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
        assert_eq!(json["heading"][0], "Figures, October");
        assert_eq!(json["rows"][0]["Rate (%)"], 34.4);
        assert!(Download::xlsx("x", &rows).is_ok());
    }

    #[test]
    fn a_name_is_tame() {
        let file = Download::new(
            ContentType::JSON,
            "Royal Berkshire: \"x\"\r\n October.json",
            Vec::new(),
        );
        assert_eq!(file.name, "royal-berkshire-x-october.json");
    }
}
