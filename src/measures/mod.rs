//! Measures: numbers that a system's partners watch together over time, read as process control charts.
//!
//! A system's administrator keeps them and loads their values from a file, after seeing what would change. Everybody
//! in the system sees them. A corrected value keeps what it was before; a change in how the process works is marked
//! with its day and its reason, and the limits begin afresh from there.

mod api;
pub mod chart;
pub mod feeding;
mod icons;
pub mod ordering;
mod pages;
mod reading;
mod series;
mod store;
mod trail;

use std::collections::BTreeMap;

use fairwind_methods::spc::{Chart, Good, Reading, Value};
use serde::Serialize;
use serde_json::json;

use crate::{
    access::{AdministeredSystem, SeenSystem, audit::Line},
    entities::measures::{GoodDirection, measure, measure_mark, measure_point, measure_revision},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        stood::{Amended, Stood},
        time::Day,
    },
};

pub use pages::{routes, samples};
pub use reading::{Loaded, Loading, Rejected, plan};

use feeding::Point;

/// Most rows one file may load.
pub const MOST_ROWS: usize = 20_000;

/// The largest value, of either sign: what a chart can still draw, and no count or rate comes near.
const LARGEST: f64 = 1e12;

/// The first year of values: national series go back as far, and before it a year was mistyped.
const EARLIEST: i16 = 1948;

/// Whether a number can be the value of a measure.
pub fn is_sensible(value: f64) -> bool {
    value.is_finite() && value.abs() <= LARGEST
}

/// A measure to be kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewMeasure {
    /// Its name, unique in its system.
    pub name: String,
    /// What it is counted in.
    pub unit: String,
    /// What it says.
    pub definition: String,
    /// Where its values come from.
    pub source: String,
    /// Which way is better.
    pub good_direction: GoodDirection,
    /// The theme it tells about, of the same system.
    pub theme: Option<ThemeId>,
    /// What is aimed at.
    pub target: Option<f64>,
    /// How many points at the start set the limits; at least 2.
    pub baseline_points: Option<i32>,
}

impl From<&measure::Model> for NewMeasure {
    fn from(measure: &measure::Model) -> Self {
        Self {
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            definition: measure.definition.clone(),
            source: measure.source.clone(),
            good_direction: measure.good_direction,
            theme: measure.theme_id,
            target: measure.target,
            baseline_points: measure.baseline_points,
        }
    }
}

/// A measure with its values by day, and the days from which its limits begin afresh.
#[derive(Clone, Debug)]
pub struct Series {
    /// The measure.
    pub measure: measure::Model,
    /// Its values, by day.
    pub points: Vec<measure_point::Model>,
    /// The marked changes, by day.
    pub marks: Vec<measure_mark::Model>,
}

impl Series {
    /// The series as a process control chart.
    pub fn chart(&self) -> Chart {
        let values: Vec<Value> = self
            .points
            .iter()
            .map(|point| Value {
                date: point.measured_on.0,
                value: point.value,
            })
            .collect();
        let reading = Reading {
            good: match self.measure.good_direction {
                GoodDirection::Higher => Good::Higher,
                GoodDirection::Lower => Good::Lower,
                GoodDirection::Neither => Good::Neither,
            },
            target: self.measure.target,
            recalculate_at: self.marks.iter().map(|mark| mark.from_on.0).collect(),
            baseline: self
                .measure
                .baseline_points
                .and_then(|points| usize::try_from(points).ok()),
        };
        Chart::of(&values, &reading)
    }
}

/// Keeps a new measure, after those that are there. None where the system has one of that name.
///
/// # Errors
/// Not found for a theme of another system.
pub async fn keep(system: &AdministeredSystem, new: &NewMeasure) -> Answer<Option<MeasureId>> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    // Two keepers may be keeping one of the same name at once.
    store::hold_all(&write, system.id()).await?;
    if let Some(theme) = new.theme {
        store::has_theme(&write, system, theme).await?;
    }
    let Some(id) = store::add(&write, system, new).await? else {
        return Ok(None);
    };
    Line::of("measure kept")
        .system(system.id())
        .subject(id.0)
        .to(json!({ "name": new.name, "unit": new.unit, "good": new.good_direction.word(), "target": new.target }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(id))
}

/// The measures of a system that are still kept, in their order.
pub async fn list(system: &SeenSystem) -> Answer<Vec<measure::Model>> {
    store::list(system.acting(), system.id()).await
}

/// All of them with their values and marks, in a fixed number of queries however many they are.
pub async fn all_series(system: &SeenSystem) -> Answer<Vec<Series>> {
    store::all_series(system.acting(), system.id()).await
}

/// One measure of a system, with its values and its marks.
///
/// # Errors
/// Not found for another system's.
pub async fn series(system: &SeenSystem, id: MeasureId) -> Answer<Series> {
    store::series(system.acting(), system.id(), id).await
}

/// What a measure's values were before they were corrected, the latest correction first.
///
/// # Errors
/// Not found for another system's.
pub async fn revisions(system: &SeenSystem, id: MeasureId) -> Answer<Vec<measure_revision::Model>> {
    store::series(system.acting(), system.id(), id).await?;
    store::revisions(system.acting(), id).await
}

/// What a file with the columns `measure`, `date` and `value` would change. Writes nothing.
///
/// # Errors
/// Refused with a sentence where the file as a whole cannot be read.
pub async fn preview(system: &AdministeredSystem, file: &[u8]) -> Answer<Loading> {
    let rows = reading::rows(file).map_err(Fault::refused)?;
    let known = store::known(system.acting(), system.id()).await?;
    Ok(plan(rows, &known, system.acting().today()))
}

/// Loads what [`preview`] shows: new and changed values, all of them or none. Rejected rows are left out.
///
/// # Errors
/// As [`preview`].
pub async fn load(system: &AdministeredSystem, file: &[u8]) -> Answer<Loading> {
    let loaded = load_if(system, file, |_| true).await?;
    Ok(loaded.unwrap_or_else(|other| other))
}

/// The same if what it comes to is what was shown; otherwise nothing is written, and it says what it would come to now.
/// The file is read again in the change, which holds the measures: what is loaded in between is not taken for another.
///
/// # Errors
/// As [`preview`].
pub async fn load_if(
    system: &AdministeredSystem,
    file: &[u8],
    is_shown: impl FnOnce(&Loading) -> bool,
) -> Answer<Result<Loading, Loading>> {
    let acting = system.acting();
    let rows = reading::rows(file).map_err(Fault::refused)?;
    let write = store::begin(acting).await?;
    // No figure that is kept in memory is made of these.
    write.touches_only(system.id().0, &[]);
    store::hold_all(&write, system.id()).await?;
    let known = store::known_on(acting, &write, system.id()).await?;
    let loading = plan(rows, &known, acting.today());
    if !is_shown(&loading) {
        return Ok(Err(loading));
    }
    let mut points: BTreeMap<MeasureId, Vec<Point>> = BTreeMap::new();
    for row in loading.new.iter().chain(&loading.changed) {
        let point = Point {
            day: row.day,
            value: row.value,
        };
        points.entry(row.id).or_default().push(point);
    }
    for (id, points) in &points {
        let mut standing = store::feeding::standing(&write, *id).await?;
        let replaced: Vec<_> = points
            .iter()
            .filter_map(|point| standing.remove(&point.day))
            .collect();
        store::feeding::put_all(acting, &write, *id, points, &replaced).await?;
        let mut line = trail::told(points, &replaced);
        line["rejected"] = loading.rejected.len().into();
        Line::of("measure values loaded")
            .system(system.id())
            .subject(id.0)
            .from(trail::told_before(&replaced))
            .to(line)
            .write(acting, &write)
            .await?;
    }
    if !points.is_empty() {
        write.commit().await?;
    }
    Ok(Ok(loading))
}

/// Puts one value by hand, new or in the place of another, which is kept.
///
/// # Errors
/// Not found for another system's measure; refused for one that is retired.
pub async fn put(system: &AdministeredSystem, id: MeasureId, day: Day, value: f64) -> Answer<()> {
    let series = store::series(system.acting(), system.id(), id).await?;
    if !ordering::is_kept_on(&series.measure, system.acting().today()) {
        return Err(Fault::refused(format!(
            "{} is retired: bring it back before you add values.",
            series.measure.name
        )));
    }
    let mut file = csv::Writer::from_writer(Vec::new());
    let rows = [
        ["measure", "date", "value"].map(str::to_owned),
        [series.measure.name, day.iso(), value.to_string()],
    ];
    for row in rows {
        file.write_record(&row).map_err(Fault::broken)?;
    }
    let file = file
        .into_inner()
        .map_err(|error| Fault::broken(error.into_error()))?;
    let loading = load(system, &file).await?;
    match loading.rejected.into_iter().next() {
        Some(rejected) => Err(Fault::refused(rejected.reason)),
        None => Ok(()),
    }
}

/// Changes what a measure is called and how it is read, if that is still as it stood when the form was drawn. None where
/// the system has another of that name.
///
/// # Errors
/// Not found for another system's measure, or theme.
pub async fn change(
    system: &AdministeredSystem,
    id: MeasureId,
    stood: &Stood,
    to: &NewMeasure,
) -> Answer<Option<Amended<NewMeasure>>> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    store::hold_all(&write, system.id()).await?;
    let before = store::one_on(&write, system.id(), id).await?;
    let stands = NewMeasure::from(&before);
    if stands == *to {
        return Ok(Some(Amended::Done));
    }
    if !stood.still(&stands) {
        return Ok(Some(Amended::Overtaken(stands)));
    }
    if let Some(theme) = to.theme {
        store::has_theme(&write, system, theme).await?;
    }
    if !store::change(&write, system.id(), id, to).await? {
        return Ok(None);
    }
    let after = store::one_on(&write, system.id(), id).await?;
    let said = |measure: &measure::Model| {
        json!({
            "name": measure.name, "unit": measure.unit, "definition": measure.definition, "source": measure.source,
            "good": measure.good_direction.word(), "theme": measure.theme_id, "target": measure.target,
            "baseline": measure.baseline_points,
        })
    };
    Line::of("measure changed")
        .system(system.id())
        .subject(id.0)
        .from(said(&before))
        .to(said(&after))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(Amended::Done))
}

/// Takes the value of a day out, which is kept among those that were corrected. False where that day has none.
///
/// # Errors
/// Not found for another system's measure.
pub async fn remove(system: &AdministeredSystem, id: MeasureId, day: Day) -> Answer<bool> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    store::hold_all(&write, system.id()).await?;
    store::one_on(&write, system.id(), id).await?;
    let Some(was) = store::remove(acting, &write, id, day).await? else {
        return Ok(false);
    };
    Line::of("measure value removed")
        .system(system.id())
        .subject(id.0)
        .from(json!({ "on": day, "value": was }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(true)
}

/// Takes a mark away: the limits no longer begin afresh there.
///
/// # Errors
/// Not found for another system's measure, or another measure's mark.
pub async fn remove_mark(
    system: &AdministeredSystem,
    id: MeasureId,
    mark: MeasureMarkId,
) -> Answer<()> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    store::hold_all(&write, system.id()).await?;
    store::one_on(&write, system.id(), id).await?;
    let was = store::remove_mark(&write, id, mark).await?;
    let was = was.ok_or(Fault::NotFound)?;
    Line::of("measure no longer recalculated")
        .system(system.id())
        .subject(id.0)
        .from(json!({ "from_on": was.from_on, "reason": was.reason }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Why a day cannot be one on which something was measured: it lies in the future, or so far back that a year was
/// mistyped.
pub fn why_not(day: Day, today: Day) -> Option<String> {
    if today < day {
        return Some(format!("{} lies in the future.", day.long()));
    }
    (day.0.year() < EARLIEST).then(|| {
        format!(
            "{} is too long ago: values begin in {EARLIEST}.",
            day.long()
        )
    })
}

/// Marks a day from which a measure's mean and limits begin afresh, and why. False where that day is marked already.
///
/// # Errors
/// Not found for another system's measure.
pub async fn mark(
    system: &AdministeredSystem,
    id: MeasureId,
    from_on: Day,
    reason: &str,
) -> Answer<bool> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    store::hold_all(&write, system.id()).await?;
    if !store::add_mark(acting, &write, system.id(), id, from_on, reason).await? {
        return Ok(false);
    }
    Line::of("measure recalculated")
        .system(system.id())
        .subject(id.0)
        .to(json!({ "from_on": from_on, "reason": reason }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(true)
}
