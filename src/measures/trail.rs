//! What the audit trail says of values that are put into a measure, by hand, from a file or by a program.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::feeding::Point;
use crate::{entities::measures::measure_point, kernel::time::Day};

/// How many values a line of the audit trail says day by day. Of more it says how many they are: what is replaced is kept
/// beside its measure, whatever its number.
const TOLD_BY_DAY: usize = 100;

/// Values that are put into a measure, as the audit trail says them, new ones apart from those in the place of others.
pub(super) fn told(points: &[Point], replaced: &[measure_point::Model]) -> Value {
    let before: BTreeSet<Day> = replaced.iter().map(|was| was.measured_on).collect();
    let (changed, new): (Vec<_>, Vec<_>) = points
        .iter()
        .map(|point| (point.day, point.value))
        .partition(|(day, _)| before.contains(day));
    json!({ "new": by_day(&new), "changed": by_day(&changed) })
}

/// What stood in the place of some of them.
pub(super) fn told_before(replaced: &[measure_point::Model]) -> Value {
    let replaced = replaced.iter().map(|was| (was.measured_on, was.value));
    by_day(&replaced.collect::<Vec<_>>())
}

fn by_day(values: &[(Day, f64)]) -> Value {
    let days = || values.iter().map(|(day, _)| *day);
    match values.len() {
        0..=TOLD_BY_DAY => json!(values),
        many => json!({ "values": many, "first_on": days().min(), "last_on": days().max() }),
    }
}
