//! Values that a program sends, in the database: written together, whatever their number.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use super::super::feeding::Point;
use crate::{
    access::{Acting, KeyedSystem},
    entities::measures::{measure, measure_point, measure_revision},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

/// Rows in one statement: SQLite takes 32,766 values in one.
const AT_ONCE: usize = 2_000;

/// A measure of the key's system, held until the change is made: two programs may send values at once.
pub(in crate::measures) async fn held(
    write: &Write,
    system: &KeyedSystem,
    id: MeasureId,
) -> Answer<measure::Model> {
    measure::Entity::find_by_id(id)
        .filter(measure::Column::SystemId.eq(system.id()))
        .lock_exclusive()
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)
}

/// A measure's values as they stand, by day.
pub(in crate::measures) async fn standing(
    write: &Write,
    id: MeasureId,
) -> Answer<BTreeMap<Day, measure_point::Model>> {
    Ok(measure_point::Entity::find()
        .filter(measure_point::Column::MeasureId.eq(id))
        .all(write.on())
        .await?
        .into_iter()
        .map(|point| (point.measured_on, point))
        .collect())
}

/// Puts values in, new ones and those in the place of others, which are kept.
pub(in crate::measures) async fn put_all(
    acting: &Acting,
    write: &Write,
    id: MeasureId,
    points: &[Point],
    replaced: &[measure_point::Model],
) -> Answer<()> {
    for some in replaced.chunks(AT_ONCE) {
        let were = some.iter().map(|stands| measure_revision::ActiveModel {
            id: Set(MeasureRevisionId::new()),
            measure_id: Set(id),
            measured_on: Set(stands.measured_on),
            value: Set(stands.value),
            loaded_at: Set(stands.loaded_at),
            loaded_by: Set(stands.loaded_by),
            replaced_at: Set(acting.now()),
            replaced_by: Set(acting.person()),
        });
        measure_revision::Entity::insert_many(were)
            .exec_without_returning(write.on())
            .await?;
    }
    for some in points.chunks(AT_ONCE) {
        let rows = some.iter().map(|point| measure_point::ActiveModel {
            id: Set(MeasurePointId::new()),
            measure_id: Set(id),
            measured_on: Set(point.day),
            value: Set(point.value),
            loaded_at: Set(acting.now()),
            loaded_by: Set(acting.person()),
        });
        let key = [
            measure_point::Column::MeasureId,
            measure_point::Column::MeasuredOn,
        ];
        let instead = [
            measure_point::Column::Value,
            measure_point::Column::LoadedAt,
            measure_point::Column::LoadedBy,
        ];
        measure_point::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).update_columns(instead).to_owned())
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(())
}
