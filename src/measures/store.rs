//! Measures, their values and marks in the database.

pub(super) mod feeding;

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};

use super::{NewMeasure, Series, reading::Known};
use crate::{
    access::{Acting, AdministeredSystem},
    entities::{
        measures::{measure, measure_mark, measure_point, measure_revision},
        systems::{framework, system, theme},
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

/// Holds all measures of a system until the change is made, those too that others would keep meanwhile: others may be
/// loading values or moving them at once. The system first and measures in the order of their ids, so that nobody waits
/// for whoever waits for them.
pub(super) async fn hold_all(write: &Write, system: SystemId) -> Answer<()> {
    system::Entity::find_by_id(system)
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?;
    measure::Entity::find()
        .filter(measure::Column::SystemId.eq(system))
        .order_by_asc(measure::Column::Id)
        .lock_exclusive()
        .all(write.on())
        .await?;
    Ok(())
}

pub(super) async fn has_theme(
    write: &Write,
    system: &AdministeredSystem,
    id: ThemeId,
) -> Answer<()> {
    theme::Entity::find_by_id(id)
        .find_also_related(framework::Entity)
        .one(write.on())
        .await?
        .and_then(|(_, framework)| framework)
        .filter(|framework| framework.system_id == system.id())
        .map(|_| ())
        .ok_or(Fault::NotFound)
}

/// None where the system has a measure of that name, however it is cased: files name measures without regard to it.
pub(super) async fn add(
    write: &Write,
    system: &AdministeredSystem,
    new: &NewMeasure,
) -> Answer<Option<MeasureId>> {
    let others = measure::Entity::find()
        .filter(measure::Column::SystemId.eq(system.id()))
        .all(write.on())
        .await?;
    if is_taken(&new.name, &others) {
        return Ok(None);
    }
    let position = others.iter().map(|other| other.position).max().unwrap_or(0) + 1;
    let id = MeasureId::new();
    measure::ActiveModel {
        id: Set(id),
        system_id: Set(system.id()),
        position: Set(position),
        retired_on: Set(None),
        ..said(new)
    }
    .insert(write.on())
    .await?;
    Ok(Some(id))
}

/// Whether one of these has a name, however it is cased.
fn is_taken<'a>(name: &str, by: impl IntoIterator<Item = &'a measure::Model>) -> bool {
    let name = name.to_lowercase();
    let mut others = by.into_iter();
    others.any(|other| other.name.to_lowercase() == name)
}

/// What a measure is called and how it is read.
fn said(of: &NewMeasure) -> measure::ActiveModel {
    measure::ActiveModel {
        name: Set(of.name.clone()),
        unit: Set(of.unit.clone()),
        definition: Set(of.definition.clone()),
        source: Set(of.source.clone()),
        good_direction: Set(of.good_direction),
        theme_id: Set(of.theme),
        target: Set(of.target),
        baseline_points: Set(of.baseline_points),
        ..Default::default()
    }
}

pub(super) async fn list(acting: &Acting, system: SystemId) -> Answer<Vec<measure::Model>> {
    Ok(kept(system, acting.today()).all(acting.db().read()).await?)
}

/// In their order.
fn of(system: SystemId) -> sea_orm::Select<measure::Entity> {
    measure::Entity::find()
        .filter(measure::Column::SystemId.eq(system))
        .order_by_asc(measure::Column::Position)
        .order_by_asc(measure::Column::Id)
}

/// Those that are watched on a day.
fn kept(system: SystemId, today: Day) -> sea_orm::Select<measure::Entity> {
    let retired_on = measure::Column::RetiredOn;
    of(system).filter(retired_on.is_null().or(retired_on.gt(today)))
}

pub(super) async fn all(acting: &Acting, system: SystemId) -> Answer<Vec<measure::Model>> {
    Ok(of(system).all(acting.db().read()).await?)
}

pub(super) async fn all_on(write: &Write, system: SystemId) -> Answer<Vec<measure::Model>> {
    Ok(of(system).all(write.on()).await?)
}

pub(super) async fn one(
    acting: &Acting,
    system: SystemId,
    id: MeasureId,
) -> Answer<measure::Model> {
    of_system(acting.db().read(), system, id).await
}

pub(super) async fn one_on(
    write: &Write,
    system: SystemId,
    id: MeasureId,
) -> Answer<measure::Model> {
    of_system(write.on(), system, id).await
}

/// Numbers measures in this order.
pub(super) async fn set_order(write: &Write, all: &[measure::Model]) -> Answer<()> {
    for (position, measure) in (1..).zip(all) {
        if measure.position != position {
            let moved = measure::ActiveModel {
                id: Set(measure.id),
                position: Set(position),
                ..Default::default()
            };
            moved.update(write.on()).await?;
        }
    }
    Ok(())
}

pub(super) async fn set_retired(write: &Write, id: MeasureId, on: Option<Day>) -> Answer<()> {
    let changed = measure::ActiveModel {
        id: Set(id),
        retired_on: Set(on),
        ..Default::default()
    };
    changed.update(write.on()).await?;
    Ok(())
}

async fn of_system(
    on: &impl ConnectionTrait,
    system: SystemId,
    id: MeasureId,
) -> Answer<measure::Model> {
    measure::Entity::find_by_id(id)
        .filter(measure::Column::SystemId.eq(system))
        .one(on)
        .await?
        .ok_or(Fault::NotFound)
}

pub(super) async fn series(acting: &Acting, system: SystemId, id: MeasureId) -> Answer<Series> {
    let on = acting.db().read();
    Ok(Series {
        measure: of_system(on, system, id).await?,
        points: measure_point::Entity::find()
            .filter(measure_point::Column::MeasureId.eq(id))
            .order_by_asc(measure_point::Column::MeasuredOn)
            .all(on)
            .await?,
        marks: measure_mark::Entity::find()
            .filter(measure_mark::Column::MeasureId.eq(id))
            .order_by_asc(measure_mark::Column::FromOn)
            .all(on)
            .await?,
    })
}

/// The kept measures of a system with everything of them: three queries, whatever their number.
pub(super) async fn all_series(acting: &Acting, system: SystemId) -> Answer<Vec<Series>> {
    let on = acting.db().read();
    let measures = kept(system, acting.today()).all(on).await?;
    let ids = || measures.iter().map(|kept| kept.id);
    let mut points: BTreeMap<MeasureId, Vec<measure_point::Model>> = BTreeMap::new();
    for point in measure_point::Entity::find()
        .filter(measure_point::Column::MeasureId.is_in(ids()))
        .order_by_asc(measure_point::Column::MeasuredOn)
        .all(on)
        .await?
    {
        points.entry(point.measure_id).or_default().push(point);
    }
    let mut marks: BTreeMap<MeasureId, Vec<measure_mark::Model>> = BTreeMap::new();
    for mark in measure_mark::Entity::find()
        .filter(measure_mark::Column::MeasureId.is_in(ids()))
        .order_by_asc(measure_mark::Column::FromOn)
        .all(on)
        .await?
    {
        marks.entry(mark.measure_id).or_default().push(mark);
    }
    let series = measures.into_iter().map(|measure| Series {
        points: points.remove(&measure.id).unwrap_or_default(),
        marks: marks.remove(&measure.id).unwrap_or_default(),
        measure,
    });
    Ok(series.collect())
}

pub(super) async fn revisions(
    acting: &Acting,
    id: MeasureId,
) -> Answer<Vec<measure_revision::Model>> {
    Ok(measure_revision::Entity::find()
        .filter(measure_revision::Column::MeasureId.eq(id))
        .order_by_desc(measure_revision::Column::ReplacedAt)
        .order_by_desc(measure_revision::Column::Id)
        .all(acting.db().read())
        .await?)
}

pub(super) async fn known(acting: &Acting, system: SystemId) -> Answer<Known> {
    known_by(acting.db().read(), system, acting.today()).await
}

pub(super) async fn known_on(acting: &Acting, write: &Write, system: SystemId) -> Answer<Known> {
    known_by(write.on(), system, acting.today()).await
}

async fn known_by(on: &impl ConnectionTrait, system: SystemId, today: Day) -> Answer<Known> {
    let measures = kept(system, today).all(on).await?;
    let mut values: BTreeMap<MeasureId, BTreeMap<Day, f64>> = BTreeMap::new();
    for point in measure_point::Entity::find()
        .filter(measure_point::Column::MeasureId.is_in(measures.iter().map(|kept| kept.id)))
        .all(on)
        .await?
    {
        values
            .entry(point.measure_id)
            .or_default()
            .insert(point.measured_on, point.value);
    }
    Ok(measures
        .into_iter()
        .map(|kept| {
            let days = values.remove(&kept.id).unwrap_or_default();
            (kept.name.to_lowercase(), (kept.id, kept.name, days))
        })
        .collect())
}

/// Changes a measure to what is said. False where the system has another of that name.
pub(super) async fn change(
    write: &Write,
    system: SystemId,
    id: MeasureId,
    to: &NewMeasure,
) -> Answer<bool> {
    let all = all_on(write, system).await?;
    if is_taken(&to.name, all.iter().filter(|other| other.id != id)) {
        return Ok(false);
    }
    let changed = measure::ActiveModel {
        id: Set(id),
        ..said(to)
    };
    changed.update(write.on()).await?;
    Ok(true)
}

/// Takes a value out, and keeps what it was. None where that day has none.
pub(super) async fn remove(
    acting: &Acting,
    write: &Write,
    id: MeasureId,
    day: Day,
) -> Answer<Option<f64>> {
    let stands = measure_point::Entity::find()
        .filter(measure_point::Column::MeasureId.eq(id))
        .filter(measure_point::Column::MeasuredOn.eq(day))
        .one(write.on())
        .await?;
    let Some(stands) = stands else {
        return Ok(None);
    };
    feeding::put_all(acting, write, id, &[], std::slice::from_ref(&stands)).await?;
    measure_point::Entity::delete_by_id(stands.id)
        .exec(write.on())
        .await?;
    Ok(Some(stands.value))
}

/// Takes a mark away. None where the measure has no such mark.
pub(super) async fn remove_mark(
    write: &Write,
    id: MeasureId,
    mark: MeasureMarkId,
) -> Answer<Option<measure_mark::Model>> {
    let there = measure_mark::Entity::find_by_id(mark)
        .filter(measure_mark::Column::MeasureId.eq(id))
        .one(write.on())
        .await?;
    if there.is_some() {
        measure_mark::Entity::delete_by_id(mark)
            .exec(write.on())
            .await?;
    }
    Ok(there)
}

/// False where that day is marked already.
pub(super) async fn add_mark(
    acting: &Acting,
    write: &Write,
    system: SystemId,
    id: MeasureId,
    from_on: Day,
    reason: &str,
) -> Answer<bool> {
    of_system(write.on(), system, id).await?;
    let same_day = measure_mark::Entity::find()
        .filter(measure_mark::Column::MeasureId.eq(id))
        .filter(measure_mark::Column::FromOn.eq(from_on))
        .one(write.on())
        .await?;
    if same_day.is_some() {
        return Ok(false);
    }
    measure_mark::ActiveModel {
        id: Set(MeasureMarkId::new()),
        measure_id: Set(id),
        from_on: Set(from_on),
        reason: Set(reason.to_owned()),
        marked_at: Set(acting.now()),
        marked_by: Set(acting.person()),
    }
    .insert(write.on())
    .await?;
    Ok(true)
}
