//! Tables that read on a phone, say what they count, and can be taken away.

use serde::Serialize;

use super::{Link, Tag};

/// How many columns a page has room for in the usual size of letters.
const FEW_COLUMNS: usize = 6;

/// Rows and columns under a caption: `components/table`.
///
/// On a phone each row becomes a block, with the column's name at each value;
/// a [`wide`](Self::scrolling) table scrolls sideways instead. One of many columns is set closer on a wider screen, and
/// scrolls where it does not fit.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    id: String,
    caption: String,
    hidden_caption: bool,
    scrolls: bool,
    /// Whether it has so many columns that they stand closer, and scroll where they do not fit.
    many: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    total: Option<Row>,
    empty: String,
    notes: Vec<String>,
    exports: Vec<Link>,
}

/// The head of one column.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    label: String,
    numeric: bool,
    hidden: bool,
}

/// One row; its first cell names it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    cells: Vec<Cell>,
}

/// One value of a row.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    text: String,
    note: Option<String>,
    link: Option<Link>,
    tag: Option<Tag>,
    /// The column's name, where a phone shows it at each value.
    column: Option<String>,
    numeric: bool,
    header: bool,
}

impl Column {
    /// A column of words.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            numeric: false,
            hidden: false,
        }
    }

    /// A column of numbers, set to the right.
    pub fn numeric(label: impl Into<String>) -> Self {
        Self {
            numeric: true,
            ..Self::new(label)
        }
    }

    /// A column whose head only screen readers need, such as one of links.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self {
            hidden: true,
            ..Self::new(label)
        }
    }
}

impl Cell {
    /// Words or a number.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: None,
            link: None,
            tag: None,
            column: None,
            numeric: false,
            header: false,
        }
    }

    /// A link.
    pub fn link(link: Link) -> Self {
        Self {
            link: Some(link),
            ..Self::new("")
        }
    }

    /// A state.
    pub fn tag(tag: Tag) -> Self {
        Self {
            tag: Some(tag),
            ..Self::new("")
        }
    }

    /// A smaller line under the value.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl<S: Into<String>> From<S> for Cell {
    fn from(text: S) -> Self {
        Self::new(text)
    }
}

impl From<Link> for Cell {
    fn from(link: Link) -> Self {
        Self::link(link)
    }
}

impl From<Tag> for Cell {
    fn from(tag: Tag) -> Self {
        Self::tag(tag)
    }
}

impl Row {
    /// From its cells, the first of which names the row.
    pub fn new<C: Into<Cell>>(cells: impl IntoIterator<Item = C>) -> Self {
        Self {
            cells: cells.into_iter().map(Into::into).collect(),
        }
    }

    /// One more cell, of another kind than those before.
    #[must_use]
    pub fn cell(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }
}

impl Table {
    /// An empty table; `id` is unique on its page.
    pub fn new(
        id: impl Into<String>,
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = Column>,
    ) -> Self {
        let columns: Vec<Column> = columns.into_iter().collect();
        Self {
            id: id.into(),
            caption: caption.into(),
            hidden_caption: false,
            scrolls: false,
            many: columns.len() > FEW_COLUMNS,
            columns,
            rows: Vec::new(),
            total: None,
            empty: "There is nothing here yet.".into(),
            notes: Vec::new(),
            exports: Vec::new(),
        }
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        let row = self.placed(row);
        self.rows.push(row);
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn rows(self, rows: impl IntoIterator<Item = Row>) -> Self {
        rows.into_iter().fold(self, Self::row)
    }

    /// The row under all others.
    #[must_use]
    pub fn total(mut self, row: Row) -> Self {
        self.total = Some(self.placed(row));
        self
    }

    /// What is read instead of a table that has no rows.
    #[must_use]
    pub fn empty(mut self, sentence: impl Into<String>) -> Self {
        self.empty = sentence.into();
        self
    }

    /// A sentence under the table: what a mark means, when the staff list was loaded.
    #[must_use]
    pub fn note(mut self, sentence: impl Into<String>) -> Self {
        self.notes.push(sentence.into());
        self
    }

    /// Where the same figures can be downloaded: an address for each form.
    #[must_use]
    pub fn exports(mut self, addresses: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let about = format!(": {}", self.caption);
        self.exports = addresses
            .into_iter()
            .map(|(form, address)| {
                Link::new(format!("Download this table ({form})"), address).about(&about)
            })
            .collect();
        self
    }

    /// Only screen readers need the caption: a heading over the table says the same.
    #[must_use]
    pub fn hidden_caption(mut self) -> Self {
        self.hidden_caption = true;
        self
    }

    /// Scrolls sideways on a phone, for tables that are compared across columns.
    #[must_use]
    pub fn scrolling(mut self) -> Self {
        self.scrolls = true;
        for row in self.rows.iter_mut().chain(&mut self.total) {
            for cell in &mut row.cells {
                cell.column = None;
            }
        }
        self
    }

    /// A cell is drawn as its column says.
    fn placed(&self, mut row: Row) -> Row {
        for (index, cell) in row.cells.iter_mut().enumerate() {
            if let Some(column) = self.columns.get(index) {
                cell.column = (!self.scrolls).then(|| column.label.clone());
                cell.numeric = column.numeric;
            }
            cell.header = index == 0;
        }
        row
    }
}
