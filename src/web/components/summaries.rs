//! What is known of one thing, line by line.

use serde::Serialize;

use super::{Link, Tag};

/// Keys and values, with what can be changed: `components/summary-list`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SummaryList {
    rows: Vec<SummaryRow>,
    /// Whether anything in it can be changed: otherwise no room is left for that.
    acts: bool,
}

/// One line of a [`SummaryList`].
#[derive(Debug, Clone, Serialize)]
pub struct SummaryRow {
    key: String,
    lines: Vec<String>,
    links: Vec<Link>,
    tag: Option<Tag>,
    actions: Vec<Link>,
}

impl SummaryList {
    /// From its rows.
    pub fn new(rows: impl IntoIterator<Item = SummaryRow>) -> Self {
        let rows: Vec<SummaryRow> = rows.into_iter().collect();
        Self {
            acts: rows.iter().any(|row| !row.actions.is_empty()),
            rows,
        }
    }
}

impl SummaryRow {
    /// A key and its value; each line of the value is a paragraph, and an empty one says "Not given".
    pub fn new(key: impl Into<String>, value: impl AsRef<str>) -> Self {
        Self {
            key: key.into(),
            lines: value
                .as_ref()
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
            links: Vec::new(),
            tag: None,
            actions: Vec::new(),
        }
    }

    /// A key whose value is several things.
    pub fn list<S: Into<String>>(
        key: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            lines: values.into_iter().map(Into::into).collect(),
            ..Self::new(key, "")
        }
    }

    /// A link as the value, or one more.
    #[must_use]
    pub fn link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// A state as the value.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// What can be done about it: `Link::new("Change", …).about("the title")`.
    #[must_use]
    pub fn action(mut self, action: Link) -> Self {
        self.actions.push(action);
        self
    }
}
