//! Keys: with which a program of the partners', not a person, reads and writes its system's measures.
//!
//! A key is 32 random bytes, shown once and kept as its SHA-256. It reaches its own system and nothing else, comes in
//! the `Authorization` header alone, and never makes or needs a cookie: so no page of another site can use one.

use std::collections::BTreeMap;

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};
use serde_json::json;

use super::{
    Acting, Actor, AdministeredSystem,
    attempts::{KEY_BY_ADDRESS, Limit},
    audit::Line,
    proofs::KeyedSystem,
    tokens::{Token, fingerprint},
    viewer::Gate,
};
use crate::{
    entities::{keys::api_key, people::person, systems::system},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

/// What every key begins with, so that one in the wrong place is known for what it is.
const PREFIX: &str = "fairwind_";
/// Seconds after which "last used" is written anew, so that not every request writes.
const USED_EVERY: i64 = 60;
/// Wrong keys from one network address.
const LIMIT: Limit = KEY_BY_ADDRESS;

/// Why a request was not let in, for the answer that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It brought no key.
    Missing,
    /// It brought one that is none of ours, or has ended, or was revoked: which of them is not told.
    Wrong,
}

/// A key as its system's administrator sees it: what it is for and how it stands, never the key.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The record.
    pub key: api_key::Model,
    /// Who made it.
    pub made_by: Option<String>,
}

impl Kept {
    /// Whether it is accepted on a day.
    pub fn is_accepted_on(&self, day: Day) -> bool {
        is_accepted(&self.key, day)
    }
}

fn is_accepted(key: &api_key::Model, day: Day) -> bool {
    key.revoked_at.is_none() && key.ends_on.is_none_or(|ends_on| day <= ends_on)
}

/// The keys of a system, the latest first, those that are accepted no more as well.
pub async fn list(system: &AdministeredSystem) -> Answer<Vec<Kept>> {
    let on = system.acting().db().read();
    let keys = api_key::Entity::find()
        .filter(api_key::Column::SystemId.eq(system.id()))
        .order_by_desc(api_key::Column::MadeAt)
        .order_by_desc(api_key::Column::Id)
        .all(on)
        .await?;
    let makers = keys.iter().filter_map(|key| key.made_by);
    let names: BTreeMap<PersonId, String> = person::Entity::find()
        .filter(person::Column::Id.is_in(makers))
        .all(on)
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    let kept = keys.into_iter().map(|key| Kept {
        made_by: key.made_by.and_then(|id| names.get(&id).cloned()),
        key,
    });
    Ok(kept.collect())
}

/// Makes a key, and gives the only copy there will ever be of it. None where another that is accepted has this name.
pub async fn make(
    system: &AdministeredSystem,
    name: &str,
    ends_on: Option<Day>,
) -> Answer<Option<String>> {
    let acting = system.acting();
    let write = acting.db().write().await?;
    write.touches_only(system.id().0, &[]);
    // A form that is sent twice at once makes one key: whoever comes second finds the first.
    system::Entity::find_by_id(system.id())
        .lock(LockType::NoKeyUpdate)
        .one(write.on())
        .await?;
    let others = api_key::Entity::find()
        .filter(api_key::Column::SystemId.eq(system.id()))
        .all(write.on())
        .await?;
    let same = |other: &api_key::Model| other.name.to_lowercase() == name.to_lowercase();
    if others
        .iter()
        .any(|other| is_accepted(other, acting.today()) && same(other))
    {
        return Ok(None);
    }
    let key = format!("{PREFIX}{}", Token::new().reveal());
    let id = ApiKeyId::new();
    api_key::ActiveModel {
        id: Set(id),
        system_id: Set(system.id()),
        name: Set(name.to_owned()),
        key_hash: Set(fingerprint(&key)),
        made_at: Set(acting.now()),
        made_by: Set(acting.person()),
        ends_on: Set(ends_on),
        last_used_at: Set(None),
        revoked_at: Set(None),
        revoked_by: Set(None),
    }
    .insert(write.on())
    .await?;
    Line::of("key made")
        .system(system.id())
        .subject(id.0)
        .to(json!({ "name": name, "ends_on": ends_on }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Some(key))
}

/// Revokes a key: from now on it is refused. Gives its name. One that is revoked already stays as it is.
///
/// # Errors
/// Not found for another system's.
pub async fn revoke(system: &AdministeredSystem, id: ApiKeyId) -> Answer<String> {
    let acting = system.acting();
    let write = acting.db().write().await?;
    write.touches_only(system.id().0, &[]);
    let key = api_key::Entity::find_by_id(id)
        .filter(api_key::Column::SystemId.eq(system.id()))
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)?;
    if key.revoked_at.is_some() {
        return Ok(key.name);
    }
    api_key::ActiveModel {
        id: Set(id),
        revoked_at: Set(Some(acting.now())),
        revoked_by: Set(acting.person()),
        ..Default::default()
    }
    .update(write.on())
    .await?;
    Line::of("key revoked")
        .system(system.id())
        .subject(id.0)
        .from(json!({ "name": key.name, "ends_on": key.ends_on }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(key.name)
}

/// What came of a key that was brought.
enum Found {
    System(Box<KeyedSystem>),
    Wrong,
    TooOften,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for KeyedSystem {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let Some(gate) = request.rocket().state::<Gate>() else {
            return Outcome::Error((Status::InternalServerError, ()));
        };
        let refused = |refusal| {
            request.local_cache(|| Some(refusal));
            Outcome::Error((Status::Unauthorized, ()))
        };
        let Some(key) = bearer(request) else {
            return refused(Refusal::Missing);
        };
        let address = request.client_ip();
        let address = address.map(|ip| ip.to_string()).unwrap_or_default();
        match find(gate, key, &address).await {
            Ok(Found::System(system)) => Outcome::Success(*system),
            Ok(Found::Wrong) => refused(Refusal::Wrong),
            Ok(Found::TooOften) => Outcome::Error((Status::TooManyRequests, ())),
            Err(fault) => {
                tracing::error!(%fault, "a key could not be looked up");
                Outcome::Error((Status::InternalServerError, ()))
            }
        }
    }
}

/// Why this request was not let in, if it was for its key.
pub fn refusal(request: &Request<'_>) -> Option<Refusal> {
    *request.local_cache(|| None::<Refusal>)
}

/// What stands behind `Bearer` in the one `Authorization` header.
fn bearer<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let mut headers = request.headers().get("Authorization");
    let (scheme, key) = headers.next()?.split_once(' ')?;
    let is_alone = headers.next().is_none();
    let key = key.trim();
    (is_alone && scheme.eq_ignore_ascii_case("Bearer") && !key.is_empty()).then_some(key)
}

/// Looks the key up before the limit: nobody guesses 32 random bytes, and one program's old key must not lock out
/// another's good one behind the same address. The limit saves the database from whoever tries without end.
async fn find(gate: &Gate, key: &str, address: &str) -> Answer<Found> {
    let acting = |actor| Acting::new(gate.db.clone(), gate.clock.clone(), actor);
    let today = gate.clock.today();
    let found = api_key::Entity::find()
        .filter(api_key::Column::KeyHash.eq(fingerprint(key)))
        .find_also_related(system::Entity)
        .one(gate.db.read())
        .await?;
    let Some((key, system)) = found
        .and_then(|(key, system)| Some((key, system?)))
        .filter(|(key, _)| is_accepted(key, today))
    else {
        let nobody = acting(Actor::Clockwork);
        let tried = LIMIT.count(&nobody, address).await?;
        if !tried.is_within() {
            tried.take_back(&nobody).await?;
            return Ok(Found::TooOften);
        }
        return Ok(Found::Wrong);
    };
    let acting = acting(Actor::Key {
        id: key.id,
        name: format!("key “{}”", key.name),
    });
    let now = acting.now();
    let is_due = |used| now.seconds_since(used) > USED_EVERY;
    if key.last_used_at.is_none_or(is_due) {
        // Reading waits for nobody who writes: the next request says it again.
        if let Some(write) = acting.db().write_if_free().await? {
            write.touches_only(key.id.0, &[]);
            api_key::ActiveModel {
                id: Set(key.id),
                last_used_at: Set(Some(now)),
                ..Default::default()
            }
            .update(write.on())
            .await?;
            write.commit().await?;
        }
    }
    Ok(Found::System(Box::new(KeyedSystem { acting, system })))
}
