//! Who left long ago, and why somebody is kept.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, LockType, Query},
};

use crate::{
    access::Acting,
    entities::{
        access::grant,
        boards::{board, recipient},
        people::{employment, person},
        systems::{organisation, system},
    },
    held::{
        due::{Former, RoleOf, Standing, WorkAt},
        store::AT_ONCE,
        words::NOBODY,
    },
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
};

/// Where a reading of those who left has come to: the last day and the id of an employment.
pub(in crate::held) type Place = (Day, EmploymentId);

/// Whoever is not forgotten.
fn is_somebody() -> Condition {
    Condition::any()
        .add(person::Column::Name.ne(NOBODY))
        .add(person::Column::Email.is_not_null())
}

/// The next people of whom an employment ended before a day, and where to go on; the earliest first.
pub(in crate::held) async fn left_before(
    acting: &Acting,
    day: Day,
    after: Option<Place>,
    most: u64,
) -> Answer<(BTreeSet<PersonId>, Option<Place>)> {
    let ended = employment::Column::EndedOn;
    let mut query = employment::Entity::find()
        .inner_join(person::Entity)
        .filter(ended.is_not_null())
        .filter(ended.lt(day))
        .filter(is_somebody());
    if let Some((on, id)) = after {
        let same_day = ended.eq(on).and(employment::Column::Id.gt(id));
        query = query
            .filter(ended.gte(on))
            .filter(ended.gt(on).or(same_day));
    }
    let rows: Vec<(PersonId, Day, EmploymentId)> = query
        .select_only()
        .columns([
            employment::Column::PersonId,
            employment::Column::EndedOn,
            employment::Column::Id,
        ])
        .order_by_asc(ended)
        .order_by_asc(employment::Column::Id)
        .limit(most)
        .into_tuple()
        .all(acting.db().read())
        .await?;
    let last = rows.last().map(|&(_, on, id)| (on, id));
    Ok((rows.into_iter().map(|(person, ..)| person).collect(), last))
}

/// People who were never employed, and of whom a role ended before a day.
pub(in crate::held) async fn roles_ended_before(
    acting: &Acting,
    day: Day,
) -> Answer<BTreeSet<PersonId>> {
    let employed = Query::select()
        .expr(Expr::value(1))
        .from(employment::Entity)
        .and_where(
            Expr::col((employment::Entity, employment::Column::PersonId))
                .equals((grant::Entity, grant::Column::PersonId)),
        )
        .take();
    let somebody = Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .cond_where(is_somebody())
        .take();
    let found: Vec<PersonId> = grant::Entity::find()
        .select_only()
        .column(grant::Column::PersonId)
        .filter(grant::Column::ToOn.lte(day))
        .filter(Expr::exists(employed).not())
        .filter(grant::Column::PersonId.in_subquery(somebody))
        .into_tuple()
        .all(acting.db().read())
        .await?;
    Ok(found.into_iter().collect())
}

/// Everybody who was taken off a board's list before a day, and longer ago than its system keeps people.
pub(in crate::held) async fn removed_before(acting: &Acting, day: Day) -> Answer<Vec<Former>> {
    let (on, today) = (acting.db().read(), acting.today());
    let removed = recipient::Entity::find()
        .filter(recipient::Column::RemovedAt.lt(day.at_hour(0)))
        .filter(recipient::Column::Name.ne(NOBODY))
        .all(on)
        .await?;
    let mut all = Vec::new();
    for some in removed.chunks(AT_ONCE) {
        let boards = board::Entity::find()
            .filter(board::Column::Id.is_in(some.iter().map(|former| former.board_id)))
            .find_also_related(organisation::Entity)
            .find_also(organisation::Entity, system::Entity)
            .all(on)
            .await?;
        for former in some {
            let of = boards
                .iter()
                .find(|(board, ..)| board.id == former.board_id);
            let (Some((board, _, Some(system))), Some(removed)) = (of, former.removed_at) else {
                continue;
            };
            if removed.day() < today.years_before(system.years_kept) {
                all.push(Former {
                    id: former.id,
                    removed_at: removed,
                    organisation: board.organisation_id,
                    system: system.id,
                });
            }
        }
    }
    Ok(all)
}

/// How somebody stands, held so that nobody employs them meanwhile; none for somebody who is not there, or forgotten.
///
/// PostgreSQL: an employment that begins refers to its person, and waits for whoever holds them.
pub(in crate::held) async fn standing(write: &Write, id: PersonId) -> Answer<Option<Standing>> {
    let person = person::Entity::find_by_id(id)
        .filter(is_somebody())
        .lock(LockType::Update)
        .one(write.on())
        .await?;
    match person {
        Some(person) => stands(write.on(), person).await.map(Some),
        None => Ok(None),
    }
}

async fn stands(on: &impl ConnectionTrait, person: person::Model) -> Answer<Standing> {
    let own = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(person.id))
        .find_also_related(organisation::Entity)
        .find_also(organisation::Entity, system::Entity)
        .all(on)
        .await?;
    let grants = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person.id))
        .all(on)
        .await?;
    let of_roles = system::Entity::find()
        .filter(system::Column::Id.is_in(grants.iter().map(|grant| grant.system_id)))
        .all(on)
        .await?;
    let systems = own.iter().filter_map(|(.., system)| system.as_ref());
    let years = systems.chain(&of_roles).map(|system| system.years_kept);
    Ok(Standing {
        years: years.max(),
        work: own
            .iter()
            .map(|(own, at, _)| WorkAt {
                organisation: own.organisation_id,
                name: at.as_ref().map(|at| at.name.clone()).unwrap_or_default(),
                system: at.as_ref().map(|at| at.system_id),
                ended_on: own.ended_on,
            })
            .collect(),
        roles: grants
            .into_iter()
            .map(|grant| RoleOf {
                role: grant.role,
                board: grant.board_id,
                to_on: grant.to_on,
            })
            .collect(),
        person,
    })
}
