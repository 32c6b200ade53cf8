//! Tables put together: what stands at the same place is the same cell, and each total is the sum of its parts.
//!
//! What comes of it depends on what the tables say, not on the order in which they say it: the same table with its rows
//! sorted otherwise has the same cells hidden, or one could be held against the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    CellId, Decision, State, Universe,
    table::{Place, Table, sums},
};

/// A universe of tables, and the cell of each row, table by table.
pub(super) struct Linked {
    pub universe: Universe,
    pub cells: Vec<Vec<CellId>>,
    /// How much has come to a cell, or gone from it, since each time it was published, which is never shown by itself.
    since: HashMap<CellId, Vec<CellId>>,
}

/// What was published of a place before.
#[derive(Clone, Debug, Default)]
pub(super) struct Before {
    /// The counts that were shown, each once.
    pub counts: BTreeSet<i64>,
    /// What an outsider was left with, each time it was hidden.
    pub hidden: Vec<(i64, Option<i64>)>,
}

/// What was published before, by place.
pub(super) type Released = HashMap<Place, Before>;

/// A cell as the tables have it.
struct Known {
    count: i64,
    of: Option<i64>,
    /// The file and the line it was first met in.
    here: String,
}

/// A total with its parts, and where it stands.
struct Sum {
    parent: Place,
    children: Vec<Place>,
    here: String,
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

impl Before {
    /// Whether a count, shown now, would bound what was hidden before so that few values are left, of counts that grow:
    /// where sums bound it from above, any count below that would; where nothing does, one that is near its least.
    fn is_told_by(&self, count: i64, threshold: i64) -> bool {
        self.hidden.iter().any(|&(least, most)| match most {
            Some(most) => count < most,
            None => count - least < threshold,
        })
    }
}

/// Puts tables together. `released`: all that was published before of the same cells. `known_by`: dimensions of which
/// each value is somebody who knows their own cells.
///
/// # Errors
/// A sentence with the file and the line where a total is not the sum of its parts, or two tables differ; and for a
/// dimension that no table has.
pub(super) fn link(
    tables: &[Table],
    threshold: i64,
    released: &Released,
    known_by: &[String],
) -> Result<Linked, String> {
    let mut known = cells_of(tables)?;
    let sums = sums_of(tables, &known)?;
    fill_in(&mut known, &sums)?;
    let all = tables
        .iter()
        .map(|table| table.dimensions.len())
        .max()
        .unwrap_or(0);
    let mut universe = Universe::new(threshold);
    let mut cells: BTreeMap<&Place, CellId> = BTreeMap::new();
    let mut since = HashMap::new();
    for (place, cell) in &known {
        let before = released.get(place);
        let (id, theirs) = put(&mut universe, (place, cell), before, (threshold, all));
        cells.insert(place, id);
        if !theirs.is_empty() {
            since.insert(id, theirs);
        }
    }
    let mut seen: BTreeSet<(CellId, Vec<CellId>)> = BTreeSet::new();
    for sum in &sums {
        let parent = cells[&sum.parent];
        let mut children: Vec<CellId> = sum.children.iter().map(|child| cells[child]).collect();
        children.sort_unstable();
        if children != [parent] {
            seen.insert((parent, children));
        }
    }
    for (parent, children) in &seen {
        universe.equation(*parent, children);
    }
    across(&mut universe, &cells, &mut seen);
    for dimension in known_by {
        let mut own: BTreeMap<&String, Vec<CellId>> = BTreeMap::new();
        for (place, cell) in &cells {
            if let Some(value) = place.get(dimension) {
                own.entry(value).or_default().push(*cell);
            }
        }
        if own.is_empty() {
            return Err(format!("No table has a column “{dimension}”."));
        }
        own.values().for_each(|known| universe.insider(known));
    }
    let rows = |table: &Table| {
        let places = table.rows.iter().map(|row| cells[&table.place(row)]);
        places.collect()
    };
    let cells = tables.iter().map(rows).collect();
    Ok(Linked {
        universe,
        cells,
        since,
    })
}

/// Each place of the tables once.
fn cells_of(tables: &[Table]) -> Result<BTreeMap<Place, Known>, String> {
    let mut known: BTreeMap<Place, Known> = BTreeMap::new();
    for table in tables {
        for row in &table.rows {
            let here = format!("{}, line {}", table.name, row.line);
            let Some(there) = known.get_mut(&table.place(row)) else {
                let cell = Known {
                    count: row.count,
                    of: row.of,
                    here,
                };
                known.insert(table.place(row), cell);
                continue;
            };
            let differs = |of: i64| there.of.is_some_and(|other| other != of);
            if there.count != row.count || row.of.is_some_and(differs) {
                return Err(format!(
                    "{here}: the same cell has another count in {}.",
                    there.here
                ));
            }
            there.of = there.of.or(row.of);
        }
    }
    Ok(known)
}

/// The totals of the tables, which must be the sums of their parts.
fn sums_of(tables: &[Table], known: &BTreeMap<Place, Known>) -> Result<Vec<Sum>, String> {
    let mut all = Vec::new();
    for table in tables {
        for (parent, children) in sums(table) {
            let row = &table.rows[parent];
            let here = format!("{}, line {}", table.name, row.line);
            let children: Vec<Place> = children
                .iter()
                .map(|&child| table.place(&table.rows[child]))
                .collect();
            let sum: i64 = children.iter().map(|child| known[child].count).sum();
            if sum != row.count {
                return Err(format!(
                    "{here}: this total is {}, and its parts add up to {sum}.",
                    row.count
                ));
            }
            all.push(Sum {
                parent: table.place(row),
                children,
                here,
            });
        }
    }
    Ok(all)
}

/// What cells are of, where it is not said and whoever adds up knows it all the same.
fn fill_in(known: &mut BTreeMap<Place, Known>, sums: &[Sum]) -> Result<(), String> {
    loop {
        let mut has_found = false;
        for sum in sums {
            let of = |place: &Place| known[place].of;
            let of_parent = of(&sum.parent);
            let unknown: Vec<&Place> = sum
                .children
                .iter()
                .filter(|&child| of(child).is_none())
                .collect();
            let of_others: i64 = sum.children.iter().filter_map(of).sum();
            let (place, found) = match (of_parent, &unknown[..]) {
                (Some(of_parent), []) if of_parent != of_others => {
                    return Err(format!(
                        "{}: this total is of {of_parent}, and what its parts are of adds up to {of_others}.",
                        sum.here
                    ));
                }
                (None, []) => (&sum.parent, of_others),
                (Some(of_parent), [one]) => (*one, of_parent - of_others),
                _ => continue,
            };
            let cell = known.get_mut(place).expect("a part is a cell");
            if found < cell.count {
                return Err(format!(
                    "{}: what this is of comes to {found} by the totals, which is less than the count.",
                    cell.here
                ));
            }
            cell.of = Some(found);
            has_found = true;
        }
        if !has_found {
            return Ok(());
        }
    }
}

/// Puts a cell into the universe, and what has come to it or gone from it since it was published.
fn put(
    universe: &mut Universe,
    (place, cell): (&Place, &Known),
    before: Option<&Before>,
    (threshold, all): (i64, usize),
) -> (CellId, Vec<CellId>) {
    let count = cell.count;
    let state = match before {
        Some(before) if before.counts.contains(&count) => State::Released,
        Some(before) if before.is_told_by(count, threshold) => State::Withheld,
        _ => State::Free,
    };
    // Larger counts, and totals above all, are what a table is read for.
    let size = f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    let levels = i32::try_from(all - place.len()).unwrap_or(8);
    let cost = (1.0 + size.sqrt()) * 4f64.powi(levels);
    let id = universe.cell(count, cell.of, state, cost);
    let mut theirs = Vec::new();
    for &before in before.into_iter().flat_map(|before| &before.counts) {
        if before == count {
            continue;
        }
        let earlier = universe.cell(before, None, State::Released, 0.0);
        let since = universe.cell((count - before).abs(), None, State::Silent, 0.0);
        // What has come since, or what has gone.
        let (whole, parts) = match before < count {
            true => (id, [earlier, since]),
            false => (earlier, [id, since]),
        };
        universe.equation(whole, &parts);
        theirs.push(since);
    }
    (id, theirs)
}

/// The dimensions of some cells, and the cells.
type Parts<'a> = (&'a Vec<&'a String>, Vec<CellId>);

/// Totals whose parts stand in another table, or further down with no sum in between: whoever reads all of it adds up
/// as well. What does not add up to the total is not all of its parts.
fn across(
    universe: &mut Universe,
    known: &BTreeMap<&Place, CellId>,
    seen: &mut BTreeSet<(CellId, Vec<CellId>)>,
) {
    let mut kinds: BTreeMap<Vec<&String>, Vec<(&Place, CellId)>> = BTreeMap::new();
    for (&place, &cell) in known {
        kinds
            .entry(place.keys().collect())
            .or_default()
            .push((place, cell));
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
