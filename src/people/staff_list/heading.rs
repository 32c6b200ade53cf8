//! Where the table begins in a file: its delimiter, its heading row, and what stands around
//! the table.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::sheet::Unreadable;
use super::words::folded;
use super::{columns, dates};

/// How far down a heading row is looked for, in rows that are not blank.
const ROWS_ABOVE: usize = 60;
/// How much text is looked at for it, in bytes.
const TEXT_ABOVE: usize = 256 * 1024;
/// Cells of one row that must be known words for a column before it counts as the heading.
const KNOWN_WORDS: usize = 2;

/// Line breaks inside one cell beyond which its quotation mark was surely never closed.
const LINES_IN_A_CELL: usize = 30;

/// The records of delimited text, each with the line of the file on which it begins.
pub(super) struct Records<'t> {
    reader: csv::Reader<&'t [u8]>,
    text: &'t [u8],
    counted: usize,
    line: u32,
}

impl<'t> Records<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        Self {
            reader,
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// The next record that has a word in it, and its line; `None` after the last.
    pub(super) fn next_into(
        &mut self,
        record: &mut StringRecord,
    ) -> Result<Option<u32>, Unreadable> {
        // The text is known to be valid and rows may differ in length, so nothing is left
        // that the reader could fail on.
        while self
            .reader
            .read_record(record)
            .map_err(|_| Unreadable::NotText)?
        {
            let line = self.line_of(record);
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// Whether the record last read holds a quotation mark that nobody closed, and with it the
    /// rows that follow: its marks do not pair, or a cell of it goes on and on.
    pub(super) fn quote_is_open(&self, record: &StringRecord) -> bool {
        let breaks = |cell: &str| cell.bytes().filter(|byte| *byte == b'\n').count();
        let longest = record.iter().map(breaks).max().unwrap_or(0);
        if longest == 0 {
            return false;
        }
        let end = usize::try_from(self.reader.position().byte()).unwrap_or(self.text.len());
        let raw = self.text.get(self.counted..end).unwrap_or_default();
        let marks = raw.iter().filter(|byte| **byte == b'"').count();
        longest > LINES_IN_A_CELL || marks % 2 == 1
    }

    /// The reader's own line numbers do not count the blank lines before a record, nor line
    /// ends of older systems, so lines are counted here, once each.
    fn line_of(&mut self, record: &StringRecord) -> u32 {
        let from = record.position().map_or(0, csv::Position::byte);
        let mut start = usize::try_from(from).map_or(self.text.len(), |at| at.max(self.counted));
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = &self.text[self.counted..start];
        for (at, byte) in passed.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => passed.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line = self.line.saturating_add(u32::from(ends_line));
        }
        self.counted = start;
        self.line
    }
}

/// How the table is set in the file.
pub(super) struct Setting {
    /// Between cells, as one ASCII byte.
    pub(super) delimiter: u8,
    /// The line of the heading row.
    pub(super) line: u32,
    /// The date in the title lines that says what day the list is of.
    pub(super) effective_on: Option<Date>,
}

/// Finds the heading row by its words: the row in which most cells are known words for a
/// column. The delimiter that makes the most of them is the file's.
pub(super) fn find(text: &str) -> Result<Setting, Unreadable> {
    let mut end = text.len().min(TEXT_ABOVE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let top = &text[..end];
    let mut best: Option<(usize, Setting)> = None;
    for delimiter in [b',', b';', b'\t', b'|'] {
        let mut effective_on = None;
        let mut records = Records::new(top, delimiter);
        let mut record = StringRecord::new();
        for _ in 0..ROWS_ABOVE {
            let Some(line) = records.next_into(&mut record)? else {
                break;
            };
            let known = known_words(&record);
            if known >= KNOWN_WORDS && best.as_ref().is_none_or(|(most, _)| known > *most) {
                let setting = Setting {
                    delimiter,
                    line,
                    effective_on,
                };
                best = Some((known, setting));
            }
            effective_on = effective_on.or_else(|| effective_date(&record));
        }
    }
    best.map(|(_, setting)| setting)
        .ok_or(Unreadable::NoHeading)
}

/// How many different columns the cells of a row name.
fn known_words(record: &StringRecord) -> usize {
    let mut fields: Vec<_> = record.iter().filter_map(columns::recognise).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

/// The date of a title line such as "Effective date:" and a date beside it or after the
/// colon, or "As at 31 October 2026".
fn effective_date(record: &StringRecord) -> Option<Date> {
    const BEFORE: [&str; 8] = [
        "effective date",
        "effective",
        "as at",
        "position as at",
        "data as at",
        "extract date",
        "report date",
        "snapshot date",
    ];
    let mut cells = record.iter().map(str::trim).filter(|cell| !cell.is_empty());
    while let Some(cell) = cells.next() {
        let label = folded(cell);
        if BEFORE.contains(&label.as_str()) {
            return cells
                .next()
                .and_then(dates::read)
                .and_then(|told| told.day());
        }
        let after = BEFORE.iter().find_map(|before| {
            // Folding may change lengths, so the words are counted instead.
            let rest = label.strip_prefix(before)?;
            rest.starts_with(' ').then(|| {
                cell.split_whitespace()
                    .skip(before.split(' ').count())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
        });
        if let Some(date) = after.and_then(|text| dates::read(&text)?.day()) {
            return Some(date);
        }
    }
    None
}

/// Whether a row under the table closes it: "Report ran for … 5693 rows", "Total: 40".
pub(super) fn is_footer<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    const BEGINS: [&str; 12] = [
        "report ran",
        "report run",
        "report generated",
        "end of report",
        "end of file",
        "total",
        "grand total",
        "row count",
        "record count",
        "number of rows",
        "number of records",
        "printed on",
    ];
    let filled: Vec<&str> = cells
        .filter(|cell| !cell.trim().is_empty())
        .take(3)
        .collect();
    let Some(first) = filled.first().map(|cell| folded(cell)) else {
        return true;
    };
    let counts_rows = rows_stated(filled.iter().copied()).is_some();
    filled.len() < 3
        && (counts_rows
            || BEGINS.iter().any(|begin| {
                first
                    .strip_prefix(begin)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            }))
}

/// The number a footer gives in words like "5693 rows".
pub(super) fn rows_stated<'c>(cells: impl Iterator<Item = &'c str>) -> Option<usize> {
    for cell in cells {
        let words = folded(&cell.replace(',', ""));
        let words: Vec<&str> = words.split(' ').collect();
        let stated = words
            .windows(2)
            .find(|pair| matches!(pair[1], "row" | "rows" | "record" | "records"))
            .and_then(|pair| pair[0].parse().ok());
        if stated.is_some() {
            return stated;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str) -> Vec<(u32, String)> {
        let mut records = Records::new(text, b',');
        let mut record = StringRecord::new();
        let mut found = Vec::new();
        while let Some(line) = records.next_into(&mut record).unwrap() {
            found.push((line, record[0].to_owned()));
        }
        found
    }

    #[test]
    fn lines_are_those_an_editor_shows() {
        let expected = vec![
            (1, "a".into()),
            (4, "b\nb".into()),
            (6, "c".into()),
            (8, "d".into()),
        ];
        let text = "a,1\n\n\n\"b\nb\",2\nc,3\n,\nd,4\n";
        assert_eq!(begins(text), expected);
        let windows: Vec<_> = begins(&text.replace('\n', "\r\n"));
        assert_eq!(
            windows.iter().map(|w| w.0).collect::<Vec<_>>(),
            [1, 4, 6, 8]
        );
        let older: Vec<_> = begins(&text.replace('\n', "\r"));
        assert_eq!(older.iter().map(|w| w.0).collect::<Vec<_>>(), [1, 4, 6, 8]);
        assert_eq!(begins("\r\n\r\na,1\r\nb,2")[0].0, 3);
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_heading() {
        for (delimiter, byte) in [(",", b','), (";", b';'), ("\t", b'\t'), ("|", b'|')] {
            let text =
                "List, as at 31 October 2026\n\nSurname|Forename|Service area\nA|B|Housing, care\n"
                    .replace('|', delimiter);
            let setting = find(&text).unwrap();
            assert_eq!((setting.delimiter, setting.line), (byte, 3));
        }
    }

    #[test]
    fn the_date_of_a_list_is_found_in_its_title() {
        let on = |title: &str| {
            find(&format!("{title}\nName,Staff group\nA B,Students\n"))
                .unwrap()
                .effective_on
                .map(|date| date.to_string())
        };
        assert_eq!(
            on("Effective date:,31-OCT-2026").as_deref(),
            Some("2026-10-31")
        );
        assert_eq!(
            on("Effective date: 31/10/2026").as_deref(),
            Some("2026-10-31")
        );
        assert_eq!(
            on("Staff list\nAs at 31 October 2026").as_deref(),
            Some("2026-10-31")
        );
        assert_eq!(on("Staff in post"), None);
        assert_eq!(on("Effective date:,soon"), None);
    }

    #[test]
    fn a_footer_is_not_somebody_called_total() {
        assert!(is_footer(["Report ran for", "", "5693 rows"].into_iter()));
        assert!(is_footer(["Total: 40", "", ""].into_iter()));
        assert!(is_footer(["1,200 records"].into_iter()));
        assert!(!is_footer(["Total", "Ann", "Students"].into_iter()));
        assert!(!is_footer(["Totally", "Ann"].into_iter()));
        assert_eq!(rows_stated(["", "5,693 rows"].into_iter()), Some(5693));
    }
}
