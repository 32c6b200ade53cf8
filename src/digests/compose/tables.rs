//! The tables of a digest, in words.

use serde::{Deserialize, Serialize};

/// A table of figures in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// What it is of.
    pub caption: String,
    /// The head of the names.
    pub head: String,
    /// The heads of the figures, each once.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Line>,
    /// All of them together, where they add up.
    pub total: Option<Line>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is of, once in its table.
    pub name: String,
    /// Its figures, in the order of the columns.
    pub cells: Vec<String>,
}

/// A cell with more letters than this is read as words; the board paper has the same number.
const LONGEST_FIGURE: usize = 12;

impl Grid {
    /// Whether a column is read as words, and begins at the left.
    pub fn is_of_words(&self, column: usize) -> bool {
        let cells = self.rows.iter().filter_map(|line| line.cells.get(column));
        cells
            .into_iter()
            .any(|cell| cell.chars().count() > LONGEST_FIGURE)
    }

    /// A table without rows.
    pub(super) fn new<C: Into<String>>(
        caption: impl Into<String>,
        head: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
    ) -> Self {
        Self {
            caption: caption.into(),
            head: head.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            total: None,
        }
    }

    /// With one more row.
    pub(super) fn row(mut self, line: Line) -> Self {
        self.rows.push(line);
        self
    }

    /// With these rows.
    pub(super) fn rows(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.rows.extend(lines);
        self
    }

    /// With all of them together.
    pub(super) fn total(mut self, line: Line) -> Self {
        self.total = Some(line);
        self
    }

    /// Leaves out a column, if it is there.
    pub(super) fn without(&mut self, column: &str) {
        if let Some(at) = self.columns.iter().position(|name| name == column) {
            self.columns.remove(at);
            for line in self.rows.iter_mut().chain(&mut self.total) {
                if at < line.cells.len() {
                    line.cells.remove(at);
                }
            }
        }
    }

    /// Every row, the total last.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.rows.iter().chain(&self.total)
    }

    /// What stands in a cell.
    pub fn cell(&self, row: &str, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        let line = self.lines().find(|line| line.name == row)?;
        line.cells.get(at).map(String::as_str)
    }
}

impl Line {
    /// A row.
    pub(super) fn new<C: Into<String>>(
        name: impl Into<String>,
        cells: impl IntoIterator<Item = C>,
    ) -> Self {
        Self {
            name: name.into(),
            cells: cells.into_iter().map(Into::into).collect(),
        }
    }
}
