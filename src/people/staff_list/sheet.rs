//! A file as a table: its columns, its rows, and the line of the file each row stands on.

use csv::StringRecord;
use jiff::civil::Date;

use super::encodings;
use super::heading::{self, Records};
use super::words::{is_squeezed_to, squeezed};

pub use table::{Cells, Rows, SheetRow};

mod table;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 512 * 1024 * 1024;

/// A staff list as a table, before anybody has said what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The heading's words, in order, with single spaces; a column without a heading is empty.
    pub columns: Vec<String>,
    /// The rows under the heading that have anything in them, without footers.
    pub rows: Rows,
    /// The line of the heading row, from 1.
    pub header_line: u32,
    /// The day the list describes, where its title lines say so.
    pub effective_on: Option<Date>,
    /// How many rows the footer says there are: fewer read means the file was cut short.
    pub rows_stated: Option<usize>,
    /// The name of the encoding: "UTF-8", "UTF-16LE", "UTF-16BE" or "windows-1252".
    pub encoding: &'static str,
    /// What stands between the cells.
    pub delimiter: char,
}

/// Why a file cannot be read as a staff list, in words for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// It is larger than [`LARGEST`].
    #[error("The file is larger than 512 MB. Send a list of current staff only, or fewer columns.")]
    TooLarge,
    /// A spreadsheet or another zipped file.
    #[error(
        "This is a spreadsheet workbook or a zip file, not a CSV file. \
         Open it, choose Save As, choose CSV, and send the file that makes."
    )]
    Workbook,
    /// A PDF.
    #[error("This is a PDF, not a CSV file. Export the staff list again, as CSV.")]
    Pdf,
    /// A web page or XML, which some systems name `.xls`.
    #[error(
        "This is a web page or XML, whatever its name says. \
         Open it in a spreadsheet, choose Save As, choose CSV, and send the file that makes."
    )]
    Markup,
    /// Pictures, archives, and what else is not text.
    #[error("This is not a text file. Export the staff list again, as CSV.")]
    NotText,
    /// Bytes that its own byte-order mark does not allow.
    #[error("The file says it is {encoding}, but parts of it are not. Export it again.")]
    Damaged {
        /// The name of the encoding the file claims.
        encoding: &'static str,
    },
    /// No row with at least two known words for a column.
    #[error(
        "No heading row was found, so this does not look like a staff list. \
         A heading row has words such as \u{201c}Employee Number\u{201d}, \u{201c}Last Name\u{201d}, \
         \u{201c}Email Address\u{201d}, \u{201c}Staff Group\u{201d} or \u{201c}Job Role\u{201d} \
         at the top of its columns, and at least two of them."
    )]
    NoHeading,
    /// A heading with nothing under it.
    #[error("The heading row is on line {header_line}, but there are no rows under it.")]
    NoRows {
        /// The line of the heading row.
        header_line: u32,
    },
    /// A cell that runs on for many lines.
    #[error(
        "A quotation mark opened in the row on line {line} is not closed, \
         so the rows after it run together. Correct that line, or export the list again."
    )]
    QuoteNotClosed {
        /// The line the row begins on.
        line: u32,
    },
}

/// Reads a file as it comes.
///
/// # Errors
/// [`Unreadable`], when it is no staff list at all. A single odd row is no error here.
pub fn read(bytes: &[u8]) -> Result<Sheet, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    let (text, encoding) = encodings::decode(bytes)?;
    let begins = text.trim_start();
    if begins.is_empty() {
        return Err(Unreadable::Empty);
    }
    if begins.starts_with("<?xml") || begins.starts_with("<!") || begins.starts_with("<html") {
        return Err(Unreadable::Markup);
    }
    let setting = heading::find(&text)?;
    let mut sheet = Sheet {
        columns: Vec::new(),
        rows: Rows::default(),
        header_line: setting.line,
        effective_on: setting.effective_on,
        rows_stated: None,
        encoding,
        delimiter: char::from(setting.delimiter),
    };
    let mut records = Records::new(&text, setting.delimiter);
    let mut record = StringRecord::new();
    while let Some(line) = records.next_into(&mut record)? {
        if line < setting.line {
            continue;
        }
        if records.quote_is_open(&record) {
            return Err(Unreadable::QuoteNotClosed { line });
        }
        if line == setting.line {
            sheet.columns = record
                .iter()
                .map(|cell| squeezed(cell).into_owned())
                .collect();
        } else if !repeats_heading(&sheet.columns, &record) {
            sheet.rows.push(line, &record);
        }
    }
    without_footers(&mut sheet);
    if sheet.rows.is_empty() {
        return Err(Unreadable::NoRows {
            header_line: setting.line,
        });
    }
    Ok(sheet)
}

/// Reports made for paper say the heading again on each page.
fn repeats_heading(columns: &[String], record: &StringRecord) -> bool {
    record.len() == columns.len()
        && columns
            .iter()
            .zip(record)
            .all(|(column, cell)| is_squeezed_to(cell, column))
}

fn without_footers(sheet: &mut Sheet) {
    while let Some(row) = sheet
        .rows
        .last()
        .filter(|row| heading::is_footer(row.cells.iter()))
    {
        let stated = heading::rows_stated(row.cells.iter());
        sheet.rows.pop();
        sheet.rows_stated = sheet.rows_stated.or(stated);
    }
}

#[cfg(test)]
mod tests;
