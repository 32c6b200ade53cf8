//! Tables of counts as files: columns for the dimensions, `Total` for a total, `count`, and perhaps `of`.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

/// Where a cell stands in its dimensions; totals are left out, so that a cell has the same place in every table.
pub(super) type Place = BTreeMap<String, String>;

/// A row of a file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The line, the heading being line 1.
    pub line: u64,
    /// Each dimension's value, in the order of the columns; none for `Total`.
    pub values: Vec<Option<String>>,
    pub count: i64,
    pub of: Option<i64>,
}

/// A file of counts.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// As the file is named on the command line.
    pub name: String,
    pub dimensions: Vec<String>,
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence with the file and the line.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let bytes =
            fs::read(path).map_err(|cause| format!("{name} could not be read: {cause}."))?;
        Self::parse(name, &bytes)
    }

    /// From the contents of a file.
    ///
    /// # Errors
    /// A sentence with the file and the line.
    pub fn parse(name: String, bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = crate::lines::reader(&name, bytes)?;
        let heading = reader
            .headers()
            .map_err(|cause| format!("{name}: {cause}."))?
            .clone();
        let column = |word: &str| {
            heading
                .iter()
                .position(|head| head.eq_ignore_ascii_case(word))
        };
        let Some(count_at) = column("count") else {
            return Err(format!("{name}, line 1: there is no column “count”."));
        };
        for word in ["count", "of"] {
            let many = heading
                .iter()
                .filter(|head| head.eq_ignore_ascii_case(word));
            if many.count() > 1 {
                return Err(format!(
                    "{name}, line 1: there are several columns “{word}”."
                ));
            }
        }
        let of_at = column("of");
        let at: Vec<usize> = (0..heading.len())
            .filter(|at| *at != count_at && Some(*at) != of_at)
            .collect();
        let dimensions: Vec<String> = at.iter().map(|&at| heading[at].to_owned()).collect();
        for (index, dimension) in dimensions.iter().enumerate() {
            if dimension.is_empty() || dimensions[..index].contains(dimension) {
                return Err(format!(
                    "{name}, line 1: each column needs a name of its own."
                ));
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut lines: HashMap<Vec<Option<String>>, u64> = HashMap::new();
        for record in reader.records() {
            let record = record.map_err(|cause| format!("{name}: {cause}."))?;
            let line = crate::line_of(bytes, &record);
            let number = |at: usize, word: &str| {
                let text = record.get(at).unwrap_or_default();
                text.parse::<i64>().ok().filter(|number| *number >= 0).ok_or_else(|| {
                    format!("{name}, line {line}: “{text}” is no whole number of 0 or more, for {word}.")
                })
            };
            let count = number(count_at, "count")?;
            let of = match of_at {
                Some(at) if record.get(at).is_some_and(|text| !text.is_empty()) => {
                    Some(number(at, "of")?)
                }
                _ => None,
            };
            if of.is_some_and(|of| of < count) {
                return Err(format!(
                    "{name}, line {line}: a count is larger than what it is of."
                ));
            }
            let values: Vec<Option<String>> = at
                .iter()
                .map(|&at| {
                    let value = record.get(at).unwrap_or_default();
                    (!value.eq_ignore_ascii_case("total")).then(|| value.to_owned())
                })
                .collect();
            if let Some(earlier) = lines.insert(values.clone(), line) {
                return Err(format!(
                    "{name}, line {line}: the same cell is in line {earlier}."
                ));
            }
            rows.push(Row {
                line,
                values,
                count,
                of,
            });
        }
        if rows.is_empty() {
            return Err(format!("{name} has no rows under its heading."));
        }
        Ok(Self {
            name,
            dimensions,
            rows,
        })
    }

    /// Where a row's cell stands.
    pub fn place(&self, row: &Row) -> Place {
        let values = self.dimensions.iter().zip(&row.values);
        values
            .filter_map(|(dimension, value)| Some((dimension.clone(), value.clone()?)))
            .collect()
    }
}

/// Each total of a table, with the rows it is the sum of.
pub(super) fn sums(table: &Table) -> Vec<(usize, Vec<usize>)> {
    let mut sums = Vec::new();
    for dimension in 0..table.dimensions.len() {
        let mut parts: HashMap<Vec<Option<&str>>, Vec<usize>> = HashMap::new();
        let others = |row: &Row| -> Vec<Option<String>> {
            let mut values = row.values.clone();
            values[dimension] = None;
            values
        };
        let keys: Vec<Vec<Option<String>>> = table.rows.iter().map(others).collect();
        for (at, row) in table.rows.iter().enumerate() {
            if row.values[dimension].is_some() {
                let key = keys[at].iter().map(Option::as_deref).collect();
                parts.entry(key).or_default().push(at);
            }
        }
        for (at, row) in table.rows.iter().enumerate() {
            let key: Vec<Option<&str>> = row.values.iter().map(Option::as_deref).collect();
            if let Some(parts) = parts.get(&key).filter(|_| row.values[dimension].is_none()) {
                sums.push((at, parts.clone()));
            }
        }
    }
    sums
}
