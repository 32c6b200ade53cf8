//! The records that are counted.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::{
    entities::{
        engagement::{entry, entry_partner},
        objectives::{ObjectiveState, objective},
        people::{employment, posting},
        tallies::Facet,
    },
    kernel::{fault::Answer, ids::*, time::Day},
    tallies::count::{Agreed, Days, EmploymentRecord, Logged, Posted, in_force},
};

/// The employments of an organisation, in the order of their ids.
pub(in crate::tallies) async fn employments_at(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<Vec<EmploymentId>> {
    Ok(employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::OrganisationId.eq(organisation))
        .order_by_asc(employment::Column::Id)
        .into_tuple()
        .all(on)
        .await?)
}

/// The records of these employments, with their entries dated on these days: three queries.
pub(in crate::tallies) async fn records(
    on: &impl ConnectionTrait,
    employments: &[EmploymentId],
    days: (Day, Day),
) -> Answer<Vec<EmploymentRecord>> {
    let mut records = posted(on, employments).await?;
    let at: HashMap<EmploymentId, usize> = records
        .iter()
        .enumerate()
        .map(|(at, record)| (record.id, at))
        .collect();
    for (id, objective) in objectives(on, employments).await? {
        if let Some(&at) = at.get(&id) {
            records[at].objectives.push(objective);
        }
    }
    read_entries(on, &mut records, days).await?;
    Ok(records)
}

/// Reads the entries of these records, dated on these days, in the place of those they have: one query.
pub(in crate::tallies) async fn read_entries(
    on: &impl ConnectionTrait,
    records: &mut [EmploymentRecord],
    (from, to): (Day, Day),
) -> Answer<()> {
    let mut at: HashMap<EmploymentId, usize> = HashMap::new();
    for (index, record) in records.iter_mut().enumerate() {
        record.logged.clear();
        at.insert(record.id, index);
    }
    type Row = (
        EmploymentId,
        EntryId,
        Day,
        i32,
        EntryKindId,
        Option<TensionKindId>,
        Option<ObjectiveId>,
        Option<OrganisationId>,
    );
    // An entry comes once for each of its partners; its rows need not follow each other.
    let rows: Vec<Row> = entry::Entity::find()
        .select_only()
        .column(entry::Column::EmploymentId)
        .column(entry::Column::Id)
        .column(entry::Column::DoneOn)
        .column(entry::Column::Minutes)
        .column(entry::Column::EntryKindId)
        .column(entry::Column::TensionKindId)
        .column(entry::Column::ObjectiveId)
        .column(entry_partner::Column::OrganisationId)
        .join(JoinType::LeftJoin, {
            let mut partners = entry::Entity::belongs_to(entry_partner::Entity);
            partners = partners.from(entry::Column::Id);
            partners.to(entry_partner::Column::EntryId).into()
        })
        .filter(entry::Column::EmploymentId.is_in(at.keys().copied()))
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::DoneOn.between(from, to))
        .into_tuple()
        .all(on)
        .await?;
    let mut known: HashMap<EntryId, usize> = HashMap::new();
    for (id, entry, done_on, minutes, kind, tension, objective, partner) in rows {
        let Some(&at) = at.get(&id) else {
            continue;
        };
        let logged = &mut records[at].logged;
        let index = *known.entry(entry).or_insert_with(|| {
            logged.push(Logged {
                done_on,
                minutes: minutes.into(),
                entries: 1,
                kind,
                tension,
                objective,
                partners: Vec::new(),
            });
            logged.len() - 1
        });
        logged[index].partners.extend(partner);
    }
    Ok(())
}

/// Employments with their postings, and nothing else yet.
async fn posted(
    on: &impl ConnectionTrait,
    employments: &[EmploymentId],
) -> Answer<Vec<EmploymentRecord>> {
    type Row = (
        EmploymentId,
        OrganisationId,
        Option<Day>,
        Option<Day>,
        Option<Day>,
        Option<StaffGroupId>,
        Option<PlaceId>,
        Option<String>,
    );
    let rows: Vec<Row> = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .column(employment::Column::OrganisationId)
        .column(employment::Column::StartedOn)
        .column(employment::Column::EndedOn)
        .column(posting::Column::FromOn)
        .column(posting::Column::StaffGroupId)
        .column(posting::Column::PlaceId)
        .column(posting::Column::Band)
        .join(JoinType::LeftJoin, {
            let mut postings = employment::Entity::belongs_to(posting::Entity);
            postings = postings.from(employment::Column::Id);
            postings.to(posting::Column::EmploymentId).into()
        })
        .filter(employment::Column::Id.is_in(employments.iter().copied()))
        .order_by_asc(employment::Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    let mut records: Vec<EmploymentRecord> = Vec::new();
    for (id, organisation, started_on, ended_on, from_on, group, place, band) in rows {
        if records.last().is_none_or(|last| last.id != id) {
            records.push(EmploymentRecord {
                id,
                organisation,
                in_post: Days {
                    from_on: started_on,
                    to_on: ended_on,
                },
                postings: Vec::new(),
                objectives: Vec::new(),
                logged: Vec::new(),
            });
        }
        if let (Some(from_on), Some(record)) = (from_on, records.last_mut()) {
            record.postings.push(Posted {
                from_on,
                group,
                place,
                band,
            });
        }
    }
    Ok(records)
}

/// What objectives serve, in tables of two ids each: a facet more is a line more.
const SERVED: &[(Facet, &str, &str)] = &[
    (Facet::Theme, "objective_themes", "theme_id"),
    (Facet::Priority, "objective_priorities", "priority_id"),
    (Facet::Partner, "objective_partners", "organisation_id"),
];

/// Every objective that was ever agreed, with what it serves.
async fn objectives(
    on: &impl ConnectionTrait,
    employments: &[EmploymentId],
) -> Answer<Vec<(EmploymentId, Agreed)>> {
    let of = |column: objective::Column| Expr::col((objective::Entity, column));
    let mut select = Query::select();
    select
        .from(objective::Entity)
        .expr(of(objective::Column::EmploymentId))
        .expr(of(objective::Column::Id))
        .expr(of(objective::Column::AgreedOn))
        .expr(of(objective::Column::ClosedOn))
        .expr(of(objective::Column::YearOn))
        .expr(of(objective::Column::State))
        .and_where(of(objective::Column::AgreedOn).is_not_null())
        .and_where(of(objective::Column::EmploymentId).is_in(employments.iter().copied()));
    // A few of each: what they come to together stays small.
    for &(_, table, id) in SERVED {
        let same =
            Expr::col((table, "objective_id")).equals((objective::Entity, objective::Column::Id));
        select
            .join(JoinType::LeftJoin, table, same)
            .expr(Expr::col((table, id)));
    }
    let mut found: BTreeMap<ObjectiveId, (EmploymentId, Agreed)> = BTreeMap::new();
    for row in on.query_all(&select).await? {
        let id: ObjectiveId = row.try_get_by_index(1)?;
        let closed_on: Option<Day> = row.try_get_by_index(3)?;
        let (agreed_on, year_on) = (row.try_get_by_index(2)?, row.try_get_by_index(4)?);
        let state: ObjectiveState = row.try_get_by_index(5)?;
        let (_, objective) = found.entry(id).or_insert((
            row.try_get_by_index(0)?,
            Agreed {
                id,
                in_force: in_force(agreed_on, closed_on, year_on),
                closed: closed_on.map(|day| (day, state)),
                serves: Vec::new(),
            },
        ));
        for (at, &(facet, ..)) in SERVED.iter().enumerate() {
            let served: Option<Uuid> = row.try_get_by_index(6 + at)?;
            if let Some(served) = served.map(|id| (facet, id))
                && !objective.serves.contains(&served)
            {
                objective.serves.push(served);
            }
        }
    }
    Ok(found.into_values().collect())
}
