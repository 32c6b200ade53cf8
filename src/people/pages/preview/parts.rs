//! The parts of the page of a staff list: its facts, its counts, and one of its lists at a time.

use serde::Serialize;

use super::super::{SIZE, written};
use crate::{
    people::{
        ListRow,
        comparison::{Comparison, Listed},
        loading::Preview,
    },
    web::components::{Column, Link, Pagination, Row, SummaryList, SummaryRow, Table},
};

/// One of the lists of a preview, a page of it.
#[derive(Serialize)]
pub(super) struct Shown {
    table: Table,
    pages: Pagination,
}

/// What of a preview is shown, and which page of it.
pub(super) struct Asked<'q> {
    pub show: &'q str,
    pub page: usize,
    /// What was typed for how many employments it ends.
    pub ends: &'q str,
}

/// What the counts are of: the key in the address, and the words on the page.
const COUNTED: [(&str, &str); 6] = [
    ("new", "New"),
    ("changed", "Changed"),
    ("", "Unchanged"),
    ("ended", "No longer in the list: their employments end"),
    ("unplaced", "Not placed in a staff group"),
    ("rejected", "Lines rejected"),
];

/// The counts, each with a link to who they are where the list's page shows them.
pub(super) fn count_table(numbers: [String; 6], at: Option<&str>, caption: &str) -> Table {
    let columns = [Column::new("People"), Column::numeric("Number")];
    let rows = COUNTED.iter().zip(numbers).map(|((key, label), number)| {
        let row = match at {
            Some(at) if !key.is_empty() && number != "0" => {
                Row::new([Link::new(*label, format!("{at}?show={key}#shown"))])
            }
            _ => Row::new([*label]),
        };
        row.cell(number)
    });
    Table::new("counts", caption, columns).rows(rows)
}

pub(super) fn facts(row: &ListRow, found: Option<&Preview>) -> SummaryList {
    let describes = row.effective_on.map_or_else(
        || "It does not say: what it says is true from the day it is loaded".to_owned(),
        |on| on.long(),
    );
    let read = usize::try_from(row.rows_read).unwrap_or(0);
    let mut rows = vec![
        SummaryRow::new("File", &row.file_name),
        SummaryRow::new("Uploaded", row.uploaded_at.long()),
        SummaryRow::new("Describes", describes),
        SummaryRow::new("Rows", written(read)),
        SummaryRow::new("State", row.state.label()),
    ];
    if let Some(at) = row.settled_at {
        rows.push(SummaryRow::new("Settled", at.long()));
    }
    if let Some(found) = found {
        let sheet = &found.reading.sheet;
        let between = match sheet.delimiter {
            '\t' => "tabs".to_owned(),
            other => format!("\u{201c}{other}\u{201d}"),
        };
        let read_as = format!(
            "{}, {between} between cells, headings on line {}",
            sheet.encoding, sheet.header_line
        );
        rows.push(SummaryRow::new("Read as", read_as));
    }
    SummaryList::new(rows)
}

/// What somebody should know though it stops nothing; the first of many.
pub(super) fn remarks(found: &Preview) -> Vec<String> {
    let warnings = &found.reading.parsed.warnings;
    let mut remarks: Vec<String> = warnings
        .iter()
        .take(SIZE)
        .map(|warning| match warning.lines.as_slice() {
            [] => warning.reason.clone(),
            [line] => format!("Line {line}: {}", warning.reason),
            [first, rest @ ..] => format!(
                "Line {first} and {} more: {}",
                written(rest.len()),
                warning.reason
            ),
        })
        .collect();
    if warnings.len() > SIZE {
        remarks.push(format!("And {} more.", written(warnings.len() - SIZE)));
    }
    remarks
}

pub(super) fn shown(at: &str, comparison: &Comparison, asked: &Asked<'_>) -> Option<Shown> {
    let first = [
        ("rejected", comparison.rejected.len()),
        ("ended", comparison.gone.len()),
        ("changed", comparison.changed.len()),
        ("new", comparison.new.len()),
    ]
    .into_iter()
    .find(|(_, count)| *count > 0)
    .map_or("", |(key, _)| key);
    let key = if asked.show.is_empty() {
        first
    } else {
        asked.show
    };
    let page = |total: usize| {
        let last = total.div_ceil(SIZE).max(1);
        let page = asked.page.clamp(1, last);
        ((page - 1) * SIZE, page)
    };
    let pages = |page: usize, total: usize| {
        Pagination::new(page, SIZE, total, |page| {
            format!("{at}?show={key}&page={page}#shown")
        })
    };
    let listed = |caption: &'static str, all: &[Listed]| {
        let (from, page) = page(all.len());
        let columns = [
            Column::new("Name"),
            Column::numeric("Line"),
            Column::new("What"),
        ];
        let rows = all.iter().skip(from).take(SIZE).map(|listed| {
            Row::new([listed.name.clone()])
                .cell(listed.line.map(|line| line.to_string()).unwrap_or_default())
                .cell(listed.notes.join("; "))
        });
        let table = Table::new("shown", caption, columns)
            .rows(rows)
            .empty("Nobody.");
        Shown {
            table,
            pages: pages(page, all.len()),
        }
    };
    match key {
        "new" => Some(listed("New", comparison.new.listed())),
        "changed" => Some(listed("Changed", comparison.changed.listed())),
        "ended" => Some(listed("To be ended", comparison.gone.listed())),
        "unplaced" => Some(listed("Not placed", comparison.unplaced.listed())),
        "rejected" => {
            let all = &comparison.rejected;
            let (from, page) = page(all.len());
            let columns = [Column::new("Line"), Column::new("Why it is not loaded")];
            let rows = all.iter().skip(from).take(SIZE).map(|rejected| {
                Row::new([rejected.line.to_string()]).cell(rejected.reason.clone())
            });
            let table = Table::new("shown", "Rejected lines", columns)
                .rows(rows)
                .empty("None.")
                .note("Somebody already known whose line is rejected stays as they are.");
            Some(Shown {
                table,
                pages: pages(page, all.len()),
            })
        }
        _ => None,
    }
}
