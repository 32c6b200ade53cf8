//! The order of a system's measures, and which of them are kept: from the day one is retired, it is watched no more.
//!
//! What was measured stays, with its chart, on the measure's own page.

use serde_json::json;

use super::store;
use crate::{
    access::{AdministeredSystem, audit::Line},
    entities::measures::measure,
    kernel::{
        fault::{Answer, Fault},
        ids::MeasureId,
        time::Day,
    },
    organisations::keeping::Way,
};

/// Whether a measure is watched on a day.
pub fn is_kept_on(measure: &measure::Model, day: Day) -> bool {
    measure.retired_on.is_none_or(|retired_on| day < retired_on)
}

/// Every measure of the system in its order, those that are retired as well.
pub async fn all(system: &AdministeredSystem) -> Answer<Vec<measure::Model>> {
    store::all(system.acting(), system.id()).await
}

/// Moves a measure past its neighbour that is kept; at the end of the list it stays where it is.
///
/// # Errors
/// Not found for another system's, and for one that is retired.
pub async fn shift(system: &AdministeredSystem, id: MeasureId, way: Way) -> Answer<()> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    // Read within the change: two keepers may be moving measures at once.
    store::hold_all(&write, system.id()).await?;
    let before = store::all_on(&write, system.id()).await?;
    let kept: Vec<usize> = (0..before.len())
        .filter(|&at| is_kept_on(&before[at], acting.today()))
        .collect();
    let at = kept
        .iter()
        .position(|&at| before[at].id == id)
        .ok_or(Fault::NotFound)?;
    let neighbour = match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1),
    };
    let Some(&neighbour) = neighbour.and_then(|neighbour| kept.get(neighbour)) else {
        return Ok(());
    };
    let mut after = before.clone();
    after.swap(kept[at], neighbour);
    store::set_order(&write, &after).await?;
    let names = |all: &[measure::Model]| json!(all.iter().map(|m| &m.name).collect::<Vec<_>>());
    Line::of("measures ordered")
        .system(system.id())
        .subject(id.0)
        .from(names(&before))
        .to(names(&after))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Retires a measure from a day on, today or later.
///
/// # Errors
/// Not found for another system's; refused for a day that has passed, on which it was watched.
pub async fn retire(system: &AdministeredSystem, id: MeasureId, from_on: Day) -> Answer<()> {
    if from_on < system.acting().today() {
        return Err(Fault::refused(
            "A measure is retired from today or a later day.",
        ));
    }
    set_retired(system, id, Some(from_on), "measure retired").await
}

/// Brings a retired measure back, or keeps one that was to be retired.
///
/// # Errors
/// Not found for another system's.
pub async fn bring_back(system: &AdministeredSystem, id: MeasureId) -> Answer<()> {
    set_retired(system, id, None, "measure brought back").await
}

async fn set_retired(
    system: &AdministeredSystem,
    id: MeasureId,
    on: Option<Day>,
    act: &'static str,
) -> Answer<()> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    write.touches_only(system.id().0, &[]);
    let before = store::one_on(&write, system.id(), id).await?;
    let is_over = !is_kept_on(&before, acting.today());
    // Retiring what is retired would move the day on which that happened.
    if before.retired_on == on || on.is_some() && is_over {
        return Ok(());
    }
    store::set_retired(&write, id, on).await?;
    let told = |on: Option<Day>| json!({ "name": before.name, "retired_on": on });
    Line::of(act)
        .system(system.id())
        .subject(id.0)
        .from(told(before.retired_on))
        .to(told(on))
        .write(acting, &write)
        .await?;
    write.commit().await
}
