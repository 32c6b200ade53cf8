//! Tables of counts as files: columns for the dimensions, `Total` for a total, `count`, and perhaps `of`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::Path,
};

use super::{CellId, Decision, State, Universe};

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
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes);
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

/// A universe of tables, and the cell of each row, table by table.
pub(super) struct Linked {
    pub universe: Universe,
    pub cells: Vec<Vec<CellId>>,
    /// How much has come to a cell, or gone from it, since each time it was published, which is never shown by itself.
    pub since: HashMap<CellId, Vec<CellId>>,
}

impl Linked {
    /// Whether a cell, or what has come to it since it was published, cannot be made safe.
    pub fn is_exposed(&self, cell: CellId, decision: &Decision) -> bool {
        let exposed = decision.exposed();
        exposed.contains(&cell)
            || self
                .since
                .get(&cell)
                .is_some_and(|since| since.iter().any(|cell| exposed.contains(cell)))
    }
}

/// What was published of each place, each count once.
pub(super) type Released = HashMap<Place, BTreeSet<i64>>;

/// Puts tables together: what stands at the same place is the same cell, and each total is the sum of its parts.
/// `released`: all that was published before of the same cells.
///
/// # Errors
/// A sentence with the file and the line where a total is not the sum of its parts, or two tables differ.
pub(super) fn link(
    tables: &[Table],
    threshold: i64,
    released: &Released,
) -> Result<Linked, String> {
    let mut universe = Universe::new(threshold);
    let mut known: HashMap<Place, (CellId, String)> = HashMap::new();
    let of: HashMap<Place, i64> = tables
        .iter()
        .flat_map(|table| {
            table
                .rows
                .iter()
                .filter_map(|row| Some((table.place(row), row.of?)))
        })
        .collect();
    let mut cells = Vec::new();
    let mut since_of = HashMap::new();
    for table in tables {
        let mut own = Vec::new();
        for row in &table.rows {
            let place = table.place(row);
            let here = format!("{}, line {}", table.name, row.line);
            if let Some((cell, there)) = known.get(&place) {
                let other = universe.cells[cell.0];
                if other.value != row.count || row.of.is_some() && other.of != row.of {
                    return Err(format!(
                        "{here}: the same cell has another count in {there}."
                    ));
                }
                own.push(*cell);
                continue;
            }
            let of = of.get(&place).copied();
            let (count, levels) = (row.count, place.len());
            let before = released.get(&place);
            let state = if before.is_some_and(|before| before.contains(&count)) {
                State::Released
            } else {
                State::Free
            };
            // Larger counts, and totals above all, are what a table is read for.
            let size = f64::from(i32::try_from(count).unwrap_or(i32::MAX));
            let all = tables
                .iter()
                .map(|table| table.dimensions.len())
                .max()
                .unwrap_or(0);
            let cost = (1.0 + size.sqrt()) * 4f64.powi(i32::try_from(all - levels).unwrap_or(8));
            let cell = universe.cell(count, of, state, cost);
            for &before in before.into_iter().flatten() {
                if before == count {
                    continue;
                }
                let earlier = universe.cell(before, None, State::Released, 0.0);
                let since = universe.cell((count - before).abs(), None, State::Silent, 0.0);
                // What has come since, or what has gone.
                let (whole, parts) = match before < count {
                    true => (cell, [earlier, since]),
                    false => (earlier, [cell, since]),
                };
                universe.equation(whole, &parts);
                since_of.entry(cell).or_insert_with(Vec::new).push(since);
            }
            known.insert(place, (cell, here));
            own.push(cell);
        }
        cells.push(own);
    }
    let mut seen = BTreeSet::new();
    for (table, cells) in tables.iter().zip(&cells) {
        for (parent, children) in sums(table) {
            let row = &table.rows[parent];
            let sum: i64 = children.iter().map(|&child| table.rows[child].count).sum();
            if sum != row.count {
                return Err(format!(
                    "{}, line {}: this total is {}, and its parts add up to {sum}.",
                    table.name, row.line, row.count
                ));
            }
            let parent = cells[parent];
            let mut children: Vec<CellId> =
                children.into_iter().map(|child| cells[child]).collect();
            children.sort_unstable();
            if children != [parent] && seen.insert((parent, children.clone())) {
                universe.equation(parent, &children);
            }
        }
    }
    across(&mut universe, &known, &mut seen);
    Ok(Linked {
        universe,
        cells,
        since: since_of,
    })
}

/// The dimensions of some cells, and the cells.
type Parts<'a> = (&'a Vec<&'a String>, Vec<CellId>);

/// Totals whose parts stand in another table, or further down with no sum in between: whoever reads all of it adds up
/// as well. What does not add up to the total is not all of its parts.
fn across(
    universe: &mut Universe,
    known: &HashMap<Place, (CellId, String)>,
    seen: &mut BTreeSet<(CellId, Vec<CellId>)>,
) {
    let mut kinds: BTreeMap<Vec<&String>, Vec<(&Place, CellId)>> = BTreeMap::new();
    for (place, (cell, _)) in known {
        kinds
            .entry(place.keys().collect())
            .or_default()
            .push((place, *cell));
    }
    let mut pairs: Vec<(&Vec<&String>, &Vec<&String>)> = Vec::new();
    for outer in kinds.keys() {
        for inner in kinds.keys() {
            if inner.len() > outer.len() && outer.iter().all(|dimension| inner.contains(dimension))
            {
                pairs.push((outer, inner));
            }
        }
    }
    pairs.sort_by_key(|(outer, inner)| inner.len() - outer.len());
    // By which kinds of cell each is a sum of already.
    let mut parts: HashMap<CellId, Vec<Parts<'_>>> = HashMap::new();
    for (outer, inner) in pairs {
        let mut of: HashMap<Place, Vec<CellId>> = HashMap::new();
        for (place, cell) in &kinds[inner] {
            let kept = place
                .iter()
                .filter(|(dimension, _)| outer.contains(dimension));
            let above = kept
                .map(|(dimension, value)| (dimension.clone(), value.clone()))
                .collect();
            of.entry(above).or_default().push(*cell);
        }
        for (place, cell) in &kinds[outer] {
            let Some(mut children) = of.remove(*place) else {
                continue;
            };
            children.sort_unstable();
            let sum: i64 = children
                .iter()
                .map(|child| universe.cells[child.0].value)
                .sum();
            let has = |cell: &CellId| {
                parts
                    .get(cell)
                    .is_some_and(|all| all.iter().any(|(kind, _)| kind == &inner))
            };
            let in_between = parts
                .get(cell)
                .is_some_and(|all| all.iter().any(|(_, between)| between.iter().all(&has)));
            if sum != universe.cells[cell.0].value {
                continue;
            }
            if !in_between && seen.insert((*cell, children.clone())) {
                universe.equation(*cell, &children);
            }
            parts.entry(*cell).or_default().push((inner, children));
        }
    }
}

/// Each total of a table, with the rows it is the sum of.
fn sums(table: &Table) -> Vec<(usize, Vec<usize>)> {
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
