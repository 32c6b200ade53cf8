//! The method as a command: tables in, and what may be shown of them out, as JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    Fate,
    linking::{Before, Released, link},
    table::{Place, Table},
};

/// What the command prints, and what it takes as published before.
#[derive(Serialize, Deserialize)]
struct Report {
    threshold: i64,
    cells: Vec<ReportedCell>,
    hidden: HiddenCells,
}

#[derive(Serialize, Deserialize)]
struct ReportedCell {
    table: String,
    line: u64,
    dimensions: BTreeMap<String, String>,
    state: String,
    /// Only of a cell that is shown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    of: Option<i64>,
    /// The least and the greatest value that fit everything shown.
    interval: (i64, Option<i64>),
    /// Whether somebody works it out whatever is hidden, because too much was published before or is known.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    exposed: bool,
}

#[derive(Serialize, Deserialize)]
struct HiddenCells {
    primary: usize,
    secondary: usize,
    /// Of the secondary ones: those chosen without a search for the cheapest, which would have taken too long.
    #[serde(skip_serializing_if = "is_none", default)]
    coarsely: usize,
    /// Of all of them: those that somebody works out all the same.
    #[serde(skip_serializing_if = "is_none", default)]
    exposed: usize,
    of: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Decides what may be shown of a table and those linked to it, given what was published before, and says so as JSON.
/// `known_by`: columns whose values are somebody each who knows their own figures.
///
/// # Errors
/// A sentence that names the file and the line.
pub fn run(
    table: &Path,
    threshold: i64,
    linked: &[PathBuf],
    released: &[PathBuf],
    known_by: &[String],
) -> Result<String, String> {
    if threshold < 1 {
        return Err("The threshold must be 1 or more.".to_owned());
    }
    let tables = [table]
        .into_iter()
        .chain(linked.iter().map(PathBuf::as_path))
        .map(Table::read)
        .collect::<Result<Vec<Table>, String>>()?;
    let places = tables
        .iter()
        .flat_map(|table| table.rows.iter().map(|row| table.place(row)));
    let places: BTreeSet<Place> = places.collect();
    let mut before = Released::new();
    for path in released {
        let published = published(path)?;
        if !published.iter().any(|(place, _)| places.contains(place)) {
            return Err(format!("{} has no cell of these tables.", path.display()));
        }
        for (place, (count, interval)) in published {
            let before: &mut Before = before.entry(place).or_default();
            match count {
                Some(count) => drop(before.counts.insert(count)),
                None => before.hidden.push(interval),
            }
        }
    }
    let report = report(&tables, threshold, &before, known_by)?;
    serde_json::to_string_pretty(&report).map_err(|cause| cause.to_string())
}

/// What was shown of a cell, if it was, and what an outsider was left with.
type Published = (Option<i64>, (i64, Option<i64>));

fn published(path: &Path) -> Result<Vec<(Place, Published)>, String> {
    let name = path.display();
    let text = fs::read(path).map_err(|cause| format!("{name} could not be read: {cause}."))?;
    let report: Report = serde_json::from_slice(&text)
        .map_err(|cause| format!("{name} is not what this command prints: {cause}."))?;
    let cells = report.cells.into_iter().map(|cell| {
        let values = cell.dimensions.into_iter();
        let place = values
            .filter(|(_, value)| !value.eq_ignore_ascii_case("total"))
            .collect();
        (place, (cell.count, cell.interval))
    });
    Ok(cells.collect())
}

fn report(
    tables: &[Table],
    threshold: i64,
    before: &Released,
    known_by: &[String],
) -> Result<Report, String> {
    let linked = link(tables, threshold, before, known_by)?;
    let decision = linked.universe.decide();
    let intervals = linked.universe.intervals(&decision);
    let mut cells = Vec::new();
    for (table, ids) in tables.iter().zip(&linked.cells) {
        for (row, &id) in table.rows.iter().zip(ids) {
            let fate = decision.fate(id);
            let values = table.dimensions.iter().cloned();
            let totalled = row
                .values
                .iter()
                .map(|value| value.clone().unwrap_or_else(|| "Total".to_owned()));
            cells.push(ReportedCell {
                table: table.name.clone(),
                line: row.line,
                dimensions: values.zip(totalled).collect(),
                state: match fate {
                    Fate::Shown => "shown",
                    Fate::Primary => "primary",
                    Fate::Secondary => "secondary",
                }
                .to_owned(),
                count: (fate == Fate::Shown).then_some(row.count),
                of: row.of,
                interval: intervals[id.0],
                exposed: linked.is_exposed(id, &decision),
            });
        }
    }
    let count = |word: &str| cells.iter().filter(|cell| cell.state == word).count();
    Ok(Report {
        threshold,
        hidden: HiddenCells {
            primary: count("primary"),
            secondary: count("secondary"),
            coarsely: decision.coarsely(),
            exposed: cells.iter().filter(|cell| cell.exposed).count(),
            of: cells.len(),
        },
        cells,
    })
}

/// The report of tables, for the tests.
#[cfg(test)]
pub(super) fn report_of(tables: &[Table], threshold: i64) -> String {
    let report = report(tables, threshold, &Released::new(), &[]).expect("it adds up");
    serde_json::to_string_pretty(&report).expect("JSON")
}
