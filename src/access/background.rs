//! Proofs for work that nobody signed in to do: the operator's commands and the clockwork. Made here and
//! nowhere else.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Acting, Actor, proofs::*};
use crate::{
    entities::{
        boards::board,
        people::person,
        systems::{organisation, system},
    },
    kernel::{
        clock::Clock,
        database::Db,
        fault::{Answer, Fault},
    },
};

/// The operator, who has the server's command line and so everything on it.
pub fn operator(db: &Db, clock: &Clock) -> Acting {
    Acting::new(db.clone(), clock.clone(), Actor::Operator)
}

/// The service's own schedule.
pub fn clockwork(db: &Db, clock: &Clock) -> Acting {
    Acting::new(db.clone(), clock.clone(), Actor::Clockwork)
}

/// Every system, for background work.
pub async fn systems(acting: &Acting) -> Answer<Vec<AdministeredSystem>> {
    Ok(system::Entity::find()
        .order_by_asc(system::Column::Name)
        .all(acting.db().read())
        .await?
        .into_iter()
        .map(|system| AdministeredSystem {
            acting: acting.clone(),
            system,
        })
        .collect())
}

/// A system by its name.
pub async fn system_named(acting: &Acting, name: &str) -> Answer<Option<AdministeredSystem>> {
    Ok(systems(acting)
        .await?
        .into_iter()
        .find(|s| s.system.name.eq_ignore_ascii_case(name.trim())))
}

/// Every organisation of a system, for background work.
pub async fn organisations(of: &AdministeredSystem) -> Answer<Vec<AdministeredOrganisation>> {
    Ok(organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(of.system.id))
        .order_by_asc(organisation::Column::Name)
        .all(of.acting.db().read())
        .await?
        .into_iter()
        .map(|organisation| AdministeredOrganisation {
            acting: of.acting.clone(),
            organisation,
            system: of.system.clone(),
        })
        .collect())
}

/// An organisation by its code (or its name, for one without), in the named system or the only one that has it.
pub async fn organisation_coded(
    acting: &Acting,
    code: &str,
    system_name: Option<&str>,
) -> Answer<AdministeredOrganisation> {
    let code = code.trim();
    let mut found = Vec::new();
    for system in systems(acting).await? {
        if system_name.is_some_and(|name| !system.system.name.eq_ignore_ascii_case(name.trim())) {
            continue;
        }
        found.extend(organisations(&system).await?.into_iter().filter(|o| {
            o.organisation
                .code
                .as_deref()
                .is_some_and(|c| c.eq_ignore_ascii_case(code))
                || o.organisation.name.eq_ignore_ascii_case(code)
        }));
    }
    match found.len() {
        0 => Err(Fault::refused(format!(
            "There is no organisation with the code or name {code:?}."
        ))),
        1 => found.pop().ok_or(Fault::NotFound),
        _ => Err(Fault::refused(format!(
            "Several systems have an organisation {code:?}: say which with --system."
        ))),
    }
}

/// All that is held on whoever has this address, for the operator.
///
/// # Errors
/// Refused where nobody has it.
pub async fn records_of(acting: &Acting, address: &str) -> Answer<OwnRecords> {
    let address = address.trim().to_lowercase();
    let person = person::Entity::find()
        .filter(person::Column::Email.eq(address.as_str()))
        .one(acting.db().read())
        .await?
        .ok_or_else(|| Fault::refused(format!("Nobody here has the address {address:?}.")))?;
    Ok(OwnRecords {
        acting: acting.clone(),
        person,
    })
}

/// Every open board, for the clockwork.
pub async fn boards(acting: &Acting) -> Answer<Vec<KeptBoard>> {
    let mut all = Vec::new();
    for system in systems(acting).await? {
        for organisation in organisations(&system).await? {
            let boards = board::Entity::find()
                .filter(board::Column::OrganisationId.eq(organisation.id()))
                .filter(board::Column::ClosedOn.is_null())
                .order_by_asc(board::Column::Name)
                .all(acting.db().read())
                .await?;
            all.extend(boards.into_iter().map(|board| KeptBoard {
                scheduled: ScheduledBoard {
                    acting: acting.clone(),
                    board,
                    organisation: organisation.organisation.clone(),
                    system: organisation.system.clone(),
                },
            }));
        }
    }
    Ok(all)
}
