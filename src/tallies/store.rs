//! Queries: the tallies that are kept, and in `records` what is counted.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Tally,
    count::{CellKey, Counts},
};
use crate::{
    access::Acting,
    entities::{
        systems::{organisation, place, staff_group},
        tallies::{tally, tally_day},
    },
    kernel::{database::Write, fault::Answer, ids::*, periods::Period, time::Day},
};

mod records;

pub(super) use records::{Held, Of, hold, organisations_of, records};

/// Tallies in one statement, of nine parameters each.
const TALLIES_AT_ONCE: usize = 1_000;

/// Begins a transaction of this subject's own.
pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

/// Adds differences to the tallies that are kept; makes tallies for new cells, and takes away those with nothing left.
///
/// False if a tally was not there, or too small to take its difference: they were out of step with the records.
pub(super) async fn apply(
    write: &Write,
    organisation: OrganisationId,
    differences: &BTreeMap<CellKey, Counts>,
) -> Answer<bool> {
    let perhaps_new: BTreeMap<CellKey, Counts> = differences
        .iter()
        .filter(|(_, difference)| difference.staff > 0)
        .map(|(&key, _)| (key, Counts::default()))
        .collect();
    insert(write, organisation, &perhaps_new).await?;
    for (key, difference) in differences {
        let plus = |column: tally::Column, number: i32| Expr::col(column).add(number);
        let staff = || plus(tally::Column::Staff, difference.staff);
        let with_objective = || plus(tally::Column::WithObjective, difference.with_objective);
        let took_part = || plus(tally::Column::TookPart, difference.took_part);
        let entries = || plus(tally::Column::Entries, difference.entries);
        let minutes = || Expr::col(tally::Column::Minutes).add(difference.minutes);
        let done = tally::Entity::update_many()
            .col_expr(tally::Column::Staff, staff())
            .col_expr(tally::Column::WithObjective, with_objective())
            .col_expr(tally::Column::TookPart, took_part())
            .col_expr(tally::Column::Entries, entries())
            .col_expr(tally::Column::Minutes, minutes())
            .filter(cell(organisation, key))
            .filter(with_objective().gte(0))
            .filter(with_objective().lte(staff()))
            .filter(took_part().gte(0))
            .filter(took_part().lte(staff()))
            .filter(entries().gte(0))
            .filter(minutes().gte(0))
            .exec(write.on())
            .await?;
        if done.rows_affected != 1 {
            return Ok(false);
        }
    }
    let perhaps_nothing = differences
        .iter()
        .filter(|(_, difference)| difference.staff < 0)
        .fold(Condition::any(), |any, (key, _)| {
            any.add(cell(organisation, key))
        });
    if !perhaps_nothing.is_empty() {
        tally::Entity::delete_many()
            .filter(perhaps_nothing)
            .filter(tally::Column::Staff.eq(0))
            .filter(tally::Column::Entries.eq(0))
            .filter(tally::Column::Minutes.eq(0))
            .exec(write.on())
            .await?;
    }
    Ok(true)
}

/// Puts fresh counts in the place of the tallies of a frame's periods, or of all that are kept.
pub(super) async fn rewrite(
    write: &Write,
    organisation: OrganisationId,
    periods: Option<&[Period]>,
    cells: &BTreeMap<CellKey, Counts>,
) -> Answer<()> {
    let mut kept =
        tally::Entity::delete_many().filter(tally::Column::OrganisationId.eq(organisation));
    if let Some(periods) = periods {
        let keys = periods.iter().map(|period| period.key());
        kept = kept.filter(tally::Column::Period.is_in(keys));
    }
    kept.exec(write.on()).await?;
    insert(write, organisation, cells).await
}

/// Says up to which day an organisation is counted.
pub(super) async fn set_counted_to(
    write: &Write,
    organisation: OrganisationId,
    day: Day,
) -> Answer<()> {
    tally_day::Entity::insert(tally_day::ActiveModel {
        organisation_id: Set(organisation),
        counted_to_on: Set(day),
    })
    .on_conflict(
        OnConflict::column(tally_day::Column::OrganisationId)
            .update_column(tally_day::Column::CountedToOn)
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    Ok(())
}

/// Inserts tallies for cells that have none.
async fn insert(
    write: &Write,
    organisation: OrganisationId,
    cells: &BTreeMap<CellKey, Counts>,
) -> Answer<()> {
    let rows: Vec<tally::ActiveModel> = cells
        .iter()
        .map(|(key, counts)| tally::ActiveModel {
            organisation_id: Set(organisation),
            period: Set(key.period.key()),
            staff_group_id: Set(key.group),
            place_id: Set(key.place),
            staff: Set(counts.staff),
            with_objective: Set(counts.with_objective),
            took_part: Set(counts.took_part),
            entries: Set(counts.entries),
            minutes: Set(counts.minutes),
        })
        .collect();
    for rows in rows.chunks(TALLIES_AT_ONCE) {
        tally::Entity::insert_many(rows.iter().cloned())
            .on_conflict(
                OnConflict::columns([
                    tally::Column::OrganisationId,
                    tally::Column::Period,
                    tally::Column::StaffGroupId,
                    tally::Column::PlaceId,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(write.on())
            .await?;
    }
    Ok(())
}

fn cell(organisation: OrganisationId, key: &CellKey) -> Condition {
    Condition::all()
        .add(tally::Column::OrganisationId.eq(organisation))
        .add(tally::Column::Period.eq(key.period.key()))
        .add(tally::Column::StaffGroupId.eq(key.group))
        .add(tally::Column::PlaceId.eq(key.place))
}

/// Every organisation, by name.
pub(super) async fn organisations(acting: &Acting) -> Answer<Vec<OrganisationId>> {
    Ok(organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .order_by_asc(organisation::Column::Name)
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// The days up to which organisations are counted, for those that ever were.
pub(super) async fn counted_days(acting: &Acting) -> Answer<HashMap<OrganisationId, Day>> {
    Ok(tally_day::Entity::find()
        .all(acting.db().read())
        .await?
        .into_iter()
        .map(|counted| (counted.organisation_id, counted.counted_to_on))
        .collect())
}

/// The day up to which one organisation is counted.
pub(super) async fn counted_to(
    acting: &Acting,
    organisation: OrganisationId,
) -> Answer<Option<Day>> {
    Ok(tally_day::Entity::find_by_id(organisation)
        .one(acting.db().read())
        .await?
        .map(|counted| counted.counted_to_on))
}

/// Every tally of an organisation, as it is kept.
pub(super) async fn kept(write: &Write, organisation: OrganisationId) -> Answer<Vec<tally::Model>> {
    Ok(tally::Entity::find()
        .filter(tally::Column::OrganisationId.eq(organisation))
        .all(write.on())
        .await?)
}

/// What a system calls its staff groups and places.
pub(super) async fn names(write: &Write, system: SystemId) -> Answer<HashMap<Uuid, String>> {
    let groups = staff_group::Entity::find()
        .filter(staff_group::Column::SystemId.eq(system))
        .all(write.on())
        .await?;
    let places = place::Entity::find()
        .filter(place::Column::SystemId.eq(system))
        .all(write.on())
        .await?;
    Ok(groups
        .into_iter()
        .map(|group| (group.id.0, group.name))
        .chain(places.into_iter().map(|place| (place.id.0, place.name)))
        .collect())
}

/// The tallies of organisations in periods: one query.
pub(super) async fn read(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
) -> Answer<Vec<Tally>> {
    let keys: HashMap<String, Period> = periods
        .iter()
        .map(|&period| (period.key(), period))
        .collect();
    let rows = tally::Entity::find()
        .filter(tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(tally::Column::Period.is_in(keys.keys().cloned()))
        .all(acting.db().read())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Tally {
                organisation: row.organisation_id,
                period: *keys.get(&row.period)?,
                group: row.staff_group_id,
                place: row.place_id,
                counts: row.into(),
            })
        })
        .collect())
}

impl From<tally::Model> for Counts {
    fn from(row: tally::Model) -> Self {
        Self {
            staff: row.staff,
            with_objective: row.with_objective,
            took_part: row.took_part,
            entries: row.entries,
            minutes: row.minutes,
        }
    }
}
