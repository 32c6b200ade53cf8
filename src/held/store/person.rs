//! Who somebody is here: their account, roles and employments.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::organisations;
use crate::{
    entities::{
        access::{Role, account, grant, known_browser, session, sign_in_link},
        boards::board,
        monthly::monthly_stop,
        people::{self, employment, posting},
        systems::{organisation, place, staff_group, system},
    },
    held::words::{Account, Employment, Posting, RoleHeld, Session, SignInLink, SummaryStopped},
    kernel::{fault::Answer, ids::*},
};

/// How somebody signs in.
pub(in crate::held) async fn account(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<Option<Account>> {
    let found = account::Entity::find()
        .filter(account::Column::PersonId.eq(person))
        .one(on)
        .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let sessions = session::Entity::find()
        .filter(session::Column::AccountId.eq(found.id))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .all(on)
        .await?;
    let browsers = known_browser::Entity::find()
        .filter(known_browser::Column::AccountId.eq(found.id))
        .order_by_desc(known_browser::Column::SeenAt)
        .all(on)
        .await?;
    Ok(Some(Account {
        opened_at: found.created_at,
        closed_at: found.closed_at,
        has_password: found.password_hash.is_some(),
        sessions: sessions
            .into_iter()
            .map(|session| Session {
                begun_at: session.created_at,
                last_seen_at: session.last_seen_at,
            })
            .collect(),
        browsers_known: browsers.into_iter().map(|known| known.seen_at).collect(),
    }))
}

/// Links by mail that are kept, the latest first.
pub(in crate::held) async fn links(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<Vec<SignInLink>> {
    let links = sign_in_link::Entity::find()
        .filter(sign_in_link::Column::PersonId.eq(person))
        .order_by_desc(sign_in_link::Column::CreatedAt)
        .order_by_desc(sign_in_link::Column::Id)
        .all(on)
        .await?;
    Ok(links
        .into_iter()
        .map(|link| SignInLink {
            made_at: link.created_at,
            sent_to: link.sent_to,
            expires_at: link.expires_at,
            used_at: link.used_at,
        })
        .collect())
}

/// Roles, the latest first.
pub(in crate::held) async fn roles(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<Vec<RoleHeld>> {
    let grants = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(person))
        .order_by_desc(grant::Column::FromOn)
        .order_by_desc(grant::Column::Id)
        .all(on)
        .await?;
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let at = organisations(on, grants.iter().filter_map(|grant| grant.organisation_id)).await?;
    let boards: HashMap<BoardId, String> = board::Entity::find()
        .filter(board::Column::Id.is_in(grants.iter().filter_map(|grant| grant.board_id)))
        .all(on)
        .await?
        .into_iter()
        .map(|board| (board.id, board.name))
        .collect();
    let systems: HashMap<SystemId, String> = system::Entity::find()
        .filter(system::Column::Id.is_in(grants.iter().map(|grant| grant.system_id)))
        .all(on)
        .await?
        .into_iter()
        .map(|system| (system.id, system.name))
        .collect();
    Ok(grants
        .into_iter()
        .map(|grant| {
            let at = grant.organisation_id.and_then(|id| at.get(&id).cloned());
            let at = at.unwrap_or_default();
            let over = match grant.role {
                Role::SystemAdministrator => systems.get(&grant.system_id).cloned(),
                Role::OrganisationAdministrator => Some(at),
                Role::BoardSecretary => {
                    let board = grant.board_id.and_then(|id| boards.get(&id));
                    board.map(|board| format!("{board}, {at}"))
                }
            };
            RoleHeld {
                role: grant.role.label(),
                over: over.unwrap_or_default(),
                from_on: grant.from_on,
                to_on: grant.to_on,
            }
        })
        .collect())
}

/// Employments with their histories, the latest first.
pub(in crate::held) async fn employments(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<Vec<Employment>> {
    let mut own = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(person))
        .find_also_related(organisation::Entity)
        .find_also(organisation::Entity, system::Entity)
        .all(on)
        .await?;
    own.sort_by_key(|(own, ..)| {
        std::cmp::Reverse((own.ended_on.is_none(), own.started_on, own.id))
    });
    let postings = posting::Entity::find()
        .filter(posting::Column::EmploymentId.is_in(own.iter().map(|(own, ..)| own.id)))
        .order_by_asc(posting::Column::FromOn)
        .all(on)
        .await?;
    let words = Words::of(on, &postings).await?;
    Ok(own
        .into_iter()
        .map(|(own, organisation, system)| Employment {
            organisation: organisation.map(|at| at.name).unwrap_or_default(),
            system: system.map(|of| of.name).unwrap_or_default(),
            employee_number: own.employee_number,
            started_on: own.started_on,
            ended_on: own.ended_on,
            history: postings
                .iter()
                .filter(|posting| posting.employment_id == own.id)
                .map(|posting| words.posting(posting))
                .collect(),
        })
        .collect())
}

/// What postings refer to.
struct Words {
    groups: HashMap<StaffGroupId, String>,
    places: HashMap<PlaceId, String>,
    managers: HashMap<EmploymentId, String>,
}

impl Words {
    async fn of(on: &impl ConnectionTrait, postings: &[posting::Model]) -> Answer<Self> {
        let groups = postings.iter().filter_map(|posting| posting.staff_group_id);
        let places = postings.iter().filter_map(|posting| posting.place_id);
        let managers = postings
            .iter()
            .filter_map(|posting| posting.manager_employment_id);
        let groups: Vec<(StaffGroupId, String)> = staff_group::Entity::find()
            .select_only()
            .columns([staff_group::Column::Id, staff_group::Column::Name])
            .filter(staff_group::Column::Id.is_in(groups))
            .into_tuple()
            .all(on)
            .await?;
        let places: Vec<(PlaceId, String)> = place::Entity::find()
            .select_only()
            .columns([place::Column::Id, place::Column::Name])
            .filter(place::Column::Id.is_in(places))
            .into_tuple()
            .all(on)
            .await?;
        let managers = employment::Entity::find()
            .filter(employment::Column::Id.is_in(managers))
            .find_also_related(people::person::Entity)
            .all(on)
            .await?;
        Ok(Self {
            groups: groups.into_iter().collect(),
            places: places.into_iter().collect(),
            managers: managers
                .into_iter()
                .filter_map(|(manager, person)| Some((manager.id, person?.name)))
                .collect(),
        })
    }

    fn posting(&self, posting: &posting::Model) -> Posting {
        let manager = posting.manager_employment_id;
        Posting {
            from_on: posting.from_on,
            to_on: posting.to_on,
            staff_group: posting
                .staff_group_id
                .and_then(|id| self.groups.get(&id).cloned()),
            staff_group_in_their_words: posting.group_words.clone(),
            place: posting
                .place_id
                .and_then(|id| self.places.get(&id).cloned()),
            job_role: posting.job_role.clone(),
            band: posting.band.clone(),
            fte: posting
                .fte_hundredths
                .map(|hundredths| f64::from(hundredths) / 100.0),
            line_manager: manager.and_then(|id| self.managers.get(&id).cloned()),
        }
    }
}

/// Kinds of monthly summaries that somebody has stopped.
pub(in crate::held) async fn summaries_stopped(
    on: &impl ConnectionTrait,
    person: PersonId,
) -> Answer<Vec<SummaryStopped>> {
    let stops = monthly_stop::Entity::find()
        .filter(monthly_stop::Column::PersonId.eq(person))
        .order_by_desc(monthly_stop::Column::StoppedAt)
        .all(on)
        .await?;
    Ok(stops
        .into_iter()
        .map(|stop| SummaryStopped {
            kind: stop.kind.label(),
            stopped_at: stop.stopped_at,
        })
        .collect())
}
