//! The records that are counted, and the lock under which they are.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType, Query},
};

use crate::{
    access::proofs::year_start,
    entities::{
        engagement::entry,
        objectives::objective,
        people::{employment, posting},
        systems::{organisation, system},
        tallies::tally_day,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
    tallies::count::{Days, EmploymentRecord, Logged, Membership, Posted, in_force},
};

/// Ids in one statement, well below the parameters that either database takes.
const IDS_AT_ONCE: usize = 10_000;

/// An organisation whose counts nobody else can change until this transaction ends.
#[derive(Clone, Debug)]
pub(in crate::tallies) struct Held {
    pub id: OrganisationId,
    pub system: SystemId,
    pub name: String,
    pub membership: Membership,
    /// None if it has never been counted.
    pub counted_to: Option<Day>,
}

/// Whose records.
#[derive(Clone, Copy, Debug)]
pub(in crate::tallies) enum Of<'a> {
    Organisation(OrganisationId),
    Employments(&'a [EmploymentId]),
}

/// Locks organisations, in the order of their ids, and says how they stand.
///
/// PostgreSQL: the lock is one that no foreign key waits for. SQLite lets in only one writer anyhow.
pub(in crate::tallies) async fn hold(
    write: &Write,
    ids: &BTreeSet<OrganisationId>,
) -> Answer<Vec<Held>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let locked = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(organisation::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(write.on())
        .await?;
    let systems: HashMap<SystemId, system::Model> = system::Entity::find()
        .filter(system::Column::Id.is_in(locked.iter().map(|held| held.system_id)))
        .all(write.on())
        .await?
        .into_iter()
        .map(|system| (system.id, system))
        .collect();
    let days: HashMap<OrganisationId, Day> = tally_day::Entity::find()
        .filter(tally_day::Column::OrganisationId.is_in(ids.iter().copied()))
        .all(write.on())
        .await?
        .into_iter()
        .map(|counted| (counted.organisation_id, counted.counted_to_on))
        .collect();
    locked
        .into_iter()
        .map(|organisation| {
            let system = systems
                .get(&organisation.system_id)
                .ok_or(Fault::NotFound)?;
            Ok(Held {
                id: organisation.id,
                system: system.id,
                name: organisation.name,
                membership: Membership {
                    joined_on: organisation.joined_on,
                    left_on: organisation.left_on,
                    place: organisation.place_id,
                    year_start: year_start(system),
                },
                counted_to: days.get(&organisation.id).copied(),
            })
        })
        .collect()
}

/// The organisations these employments are with.
pub(in crate::tallies) async fn organisations_of(
    write: &Write,
    employments: &[EmploymentId],
) -> Answer<BTreeSet<OrganisationId>> {
    let mut organisations = BTreeSet::new();
    for ids in employments.chunks(IDS_AT_ONCE) {
        let some: Vec<OrganisationId> = employment::Entity::find()
            .select_only()
            .column(employment::Column::OrganisationId)
            .filter(employment::Column::Id.is_in(ids.iter().copied()))
            .distinct()
            .into_tuple()
            .all(write.on())
            .await?;
        organisations.extend(some);
    }
    Ok(organisations)
}

/// The records of employments, with their entries dated from `since` on: four queries, however many they are.
pub(in crate::tallies) async fn records(
    write: &Write,
    of: Of<'_>,
    since: Day,
) -> Answer<Vec<EmploymentRecord>> {
    if let Of::Employments(ids) = of
        && ids.len() > IDS_AT_ONCE
    {
        let mut records = Vec::with_capacity(ids.len());
        for ids in ids.chunks(IDS_AT_ONCE) {
            records.extend(Box::pin(self::records(write, Of::Employments(ids), since)).await?);
        }
        return Ok(records);
    }
    let mut records: Vec<EmploymentRecord> = employment::Entity::find()
        .filter(of.which(employment::Column::Id))
        .all(write.on())
        .await?
        .into_iter()
        .map(|employment| EmploymentRecord {
            organisation: employment.organisation_id,
            in_post: Days {
                from_on: employment.started_on,
                to_on: employment.ended_on,
            },
            postings: Vec::new(),
            in_force: Vec::new(),
            logged: Vec::new(),
            id: employment.id,
        })
        .collect();
    let at: HashMap<EmploymentId, usize> = records
        .iter()
        .enumerate()
        .map(|(at, record)| (record.id, at))
        .collect();

    type PostingRow = (EmploymentId, Day, Option<StaffGroupId>, Option<PlaceId>);
    let postings: Vec<PostingRow> = posting::Entity::find()
        .select_only()
        .column(posting::Column::EmploymentId)
        .column(posting::Column::FromOn)
        .column(posting::Column::StaffGroupId)
        .column(posting::Column::PlaceId)
        .filter(of.which(posting::Column::EmploymentId))
        .into_tuple()
        .all(write.on())
        .await?;
    for (id, from_on, group, place) in postings {
        if let Some(&at) = at.get(&id) {
            records[at].postings.push(Posted {
                from_on,
                group,
                place,
            });
        }
    }

    let objectives: Vec<(EmploymentId, Day, Option<Day>, Day)> = objective::Entity::find()
        .select_only()
        .column(objective::Column::EmploymentId)
        .column(objective::Column::AgreedOn)
        .column(objective::Column::ClosedOn)
        .column(objective::Column::YearOn)
        .filter(objective::Column::AgreedOn.is_not_null())
        .filter(of.which(objective::Column::EmploymentId))
        .into_tuple()
        .all(write.on())
        .await?;
    for (id, agreed_on, closed_on, year_on) in objectives {
        if let Some(&at) = at.get(&id) {
            let days = in_force(agreed_on, closed_on, year_on);
            records[at].in_force.push(days);
        }
    }

    let entries: Vec<(EmploymentId, Day, i64, i64)> = entry::Entity::find()
        .select_only()
        .column(entry::Column::EmploymentId)
        .column(entry::Column::DoneOn)
        .column_as(entry::Column::Id.count(), "entries")
        .column_as(entry::Column::Minutes.sum(), "minutes")
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::DoneOn.gte(since))
        .filter(of.which(entry::Column::EmploymentId))
        .group_by(entry::Column::EmploymentId)
        .group_by(entry::Column::DoneOn)
        .into_tuple()
        .all(write.on())
        .await?;
    for (id, done_on, entries, minutes) in entries {
        if let Some(&at) = at.get(&id) {
            records[at].logged.push(Logged {
                done_on,
                entries: i32::try_from(entries).map_err(Fault::broken)?,
                minutes,
            });
        }
    }
    Ok(records)
}

impl Of<'_> {
    /// That a column has one of these employments.
    fn which(self, column: impl ColumnTrait) -> Expr {
        match self {
            Self::Employments(ids) => column.is_in(ids.iter().copied()),
            Self::Organisation(id) => column.in_subquery(
                Query::select()
                    .column(employment::Column::Id)
                    .from(employment::Entity)
                    .and_where(employment::Column::OrganisationId.eq(id))
                    .take(),
            ),
        }
    }
}
