//! Rows of cells in four allocations, however many they are: a county's list has twenty million cells.

use csv::StringRecord;

/// Many rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// What all cells say, one after the other.
    text: String,
    /// Where each cell ends in it. A file is at most 512 MB, and no encoding makes four gigabytes of it.
    cell_ends: Vec<u32>,
    /// Where each row's cells end among them.
    row_ends: Vec<u32>,
    /// The line of each row.
    lines: Vec<u32>,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetRow<'s> {
    /// The line of the file the row begins on, from 1, as an editor shows it.
    pub line: u32,
    /// What the cells say, as typed.
    pub cells: Cells<'s>,
}

/// The cells of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells<'s> {
    text: &'s str,
    /// Where the first begins.
    begin: u32,
    /// Where each ends.
    ends: &'s [u32],
}

impl Rows {
    pub(super) fn push(&mut self, line: u32, record: &StringRecord) {
        let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        for cell in record {
            self.text.push_str(cell);
            self.cell_ends.push(at(self.text.len()));
        }
        self.row_ends.push(at(self.cell_ends.len()));
        self.lines.push(line);
    }

    /// Takes the last row away.
    pub(super) fn pop(&mut self) {
        self.lines.pop();
        self.row_ends.pop();
        let cells = self.row_ends.last().map_or(0, |&end| end as usize);
        self.cell_ends.truncate(cells);
        let text = self.cell_ends.last().map_or(0, |&end| end as usize);
        self.text.truncate(text);
    }

    /// Keeps how many there are and on which lines, and nothing of what they say.
    pub fn forget_cells(&mut self) {
        self.text = String::new();
        self.cell_ends = Vec::new();
        self.row_ends.fill(0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The row at a place, from 0.
    pub fn get(&self, at: usize) -> Option<SheetRow<'_>> {
        let line = *self.lines.get(at)?;
        let first = at
            .checked_sub(1)
            .map_or(0, |before| self.row_ends[before] as usize);
        let begin = first
            .checked_sub(1)
            .map_or(0, |before| self.cell_ends[before]);
        Some(SheetRow {
            line,
            cells: Cells {
                text: &self.text,
                begin,
                ends: &self.cell_ends[first..self.row_ends[at] as usize],
            },
        })
    }

    /// The last row.
    pub fn last(&self) -> Option<SheetRow<'_>> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The row that begins on a line.
    pub fn on_line(&self, line: u32) -> Option<SheetRow<'_>> {
        self.get(self.lines.binary_search(&line).ok()?)
    }

    /// The rows in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = SheetRow<'_>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl<'s> Cells<'s> {
    /// What the cell in a column says; empty where the row is too short to have it.
    pub fn get(&self, column: usize) -> &'s str {
        let Some(&end) = self.ends.get(column) else {
            return "";
        };
        let start = column
            .checked_sub(1)
            .map_or(self.begin, |before| self.ends[before]);
        &self.text[start as usize..end as usize]
    }

    /// How many cells the row has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the row has no cell at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells in order.
    pub fn iter(&self) -> impl Iterator<Item = &'s str> {
        let cells = *self;
        (0..cells.len()).map(move |column| cells.get(column))
    }
}
