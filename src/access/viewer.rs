//! The signed-in viewer: the only way a page reaches the database.

use std::{net::IpAddr, sync::Arc};

use rocket::tokio::sync::OnceCell;
use rocket::{
    Request,
    http::{Cookie, Status},
    outcome::IntoOutcome,
    request::{FromRequest, Outcome},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::{
    Acting, Actor, browsers, cookies,
    known::{self, Known},
    passwords::Passwords,
    sessions::{self, COOKIE, SessionLimits},
    tokens::Token,
};
use crate::{
    entities::{
        access::{Role, grant},
        people::{employment, person},
        systems::{organisation, system},
    },
    kernel::{
        clock::Clock, database::Db, fault::Answer, ids::*, revision::Revision, time::Instant,
    },
};

/// What access needs to know of the installation; one, managed by Rocket.
#[derive(Clone)]
pub struct Gate {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// How long sessions last.
    pub limits: SessionLimits,
}

/// Whoever asks, signed in or not: the cookie's token, from which form tokens are made.
pub struct Visitor {
    gate: Gate,
    token: Token,
    /// That of a browser which somebody has signed in with, if it is one.
    browser: Option<Token>,
    address: Option<IpAddr>,
}

/// Someone who is signed in, with what they hold today.
pub struct Viewer {
    pub(super) acting: Acting,
    pub(super) gate: Gate,
    pub(super) person: person::Model,
    pub(super) grants: Vec<grant::Model>,
    pub(super) employments: Vec<(employment::Model, organisation::Model)>,
    pub(super) systems: Vec<system::Model>,
    /// Whether anybody's line manager is them, once somebody has asked.
    pub(super) manages: OnceCell<bool>,
    account: AccountId,
    session: SessionId,
    session_ends_at: Instant,
    token: Token,
    /// From before anything of them was read.
    revision: Revision,
}

impl Viewer {
    /// Their id.
    pub fn person_id(&self) -> PersonId {
        self.person.id
    }

    /// Their name.
    pub fn name(&self) -> &str {
        &self.person.name
    }

    /// Their address, which they signed in with.
    pub fn email(&self) -> &str {
        self.person.email.as_deref().unwrap_or_default()
    }

    /// Who is acting, when, and on which database.
    pub fn acting(&self) -> &Acting {
        &self.acting
    }

    /// How passwords are hashed here.
    pub fn passwords(&self) -> &Passwords {
        &self.gate.passwords
    }

    /// Their account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// This browser's session.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// When it ends at the latest.
    pub fn session_ends_at(&self) -> Instant {
        self.session_ends_at
    }

    /// A token for a form of theirs.
    pub fn form_token(&self) -> String {
        self.token.form_token()
    }

    /// What their session is known by.
    pub(super) fn token_hash(&self) -> String {
        self.token.hash()
    }

    /// The revision that everything of them was read at or after.
    pub(super) fn revision(&self) -> Revision {
        self.revision
    }

    /// Whether they hold a role over anything today.
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether they are employed anywhere today.
    pub fn is_staff(&self) -> bool {
        let today = self.acting.today();
        self.employments
            .iter()
            .any(|(employment, _)| super::proofs::in_post_on(employment, today))
    }

    /// The system they are shown first: of their employment, else of their grant.
    pub fn home_system(&self) -> Option<&system::Model> {
        self.systems.first()
    }
}

impl Visitor {
    /// A token for a form of theirs.
    pub fn form_token(&self) -> String {
        self.token.form_token()
    }

    /// Acting for nobody yet: for sign-in, which makes somebody of them.
    pub fn acting(&self) -> Acting {
        Acting::new(
            self.gate.db.clone(),
            self.gate.clock.clone(),
            Actor::Clockwork,
        )
    }

    /// Acting for whoever has a link from the mail of a digest, which is all that is known of them.
    pub fn acting_by_link(&self) -> Acting {
        Acting::new(
            self.gate.db.clone(),
            self.gate.clock.clone(),
            Actor::Recipient,
        )
    }

    /// Acting for someone who has just shown who they are.
    pub fn acting_for(&self, person: &person::Model) -> Acting {
        let actor = Actor::Person {
            id: person.id,
            name: person.name.clone(),
        };
        Acting::new(self.gate.db.clone(), self.gate.clock.clone(), actor)
    }

    /// How passwords are hashed here.
    pub fn passwords(&self) -> &Passwords {
        &self.gate.passwords
    }

    /// What the browser shows to be one that somebody has signed in with, if it does.
    pub fn browser(&self) -> Option<&Token> {
        self.browser.as_ref()
    }

    /// Where the request came from, for limits on attempts.
    pub fn address(&self) -> String {
        self.address.map(network_of).unwrap_or_default()
    }
}

/// An address as attempts are counted by it. Of IPv6, a visitor has as many addresses as a network of 64 bits.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        IpAddr::V4(address) => address.to_string(),
    }
}

/// The cookie that holds a token.
pub fn cookie(token: &Token) -> Cookie<'static> {
    cookies::ours(COOKIE, token.reveal(), None)
}

/// The token of the request's cookie, if it has one.
pub fn token_in(request: &Request<'_>) -> Option<Token> {
    let cookie = request.cookies().get(COOKIE)?;
    Token::returned(cookie.value())
}

/// The token of the request's cookie; a new one, with its cookie, where there is none.
pub fn token_of(request: &Request<'_>) -> Token {
    request
        .local_cache(|| {
            token_in(request).unwrap_or_else(|| {
                let token = Token::new();
                request.cookies().add(cookie(&token));
                token
            })
        })
        .clone()
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let gate = request.rocket().state::<Gate>().cloned();
        gate.map(|gate| Self {
            gate,
            token: token_of(request),
            browser: request
                .cookies()
                .get(browsers::COOKIE)
                .and_then(|cookie| Token::returned(cookie.value())),
            address: request.client_ip(),
        })
        .or_error((Status::InternalServerError, ()))
    }
}

/// Who asks, if anybody is signed in.
type Loaded = Result<Option<Arc<Viewer>>, Status>;

/// The viewer of a request, if it has been loaded for it. For when everything has been loaded: whoever asks too early
/// has said that there is none.
pub fn loaded_viewer<'r>(request: &'r Request<'_>) -> Option<&'r Viewer> {
    let loaded: &Loaded = request.local_cache(|| Ok(None));
    loaded.as_ref().ok()?.as_deref()
}

/// The viewer of a request, loaded once however many guards and catchers ask.
pub async fn viewer_of<'r>(request: &'r Request<'_>) -> &'r Loaded {
    request
        .local_cache_async(async {
            let gate = request
                .rocket()
                .state::<Gate>()
                .ok_or(Status::InternalServerError)?;
            let Some(token) = token_in(request) else {
                return Ok(None);
            };
            let (known, as_of) = (gate.db.shared::<Known>(), known::as_of(request).await);
            let there = as_of.and_then(|as_of| known.get(gate, &token, as_of));
            if there.is_some() {
                return Ok(there);
            }
            let loaded = load(gate, token.clone()).await.map_err(|fault| {
                tracing::error!(%fault, "the viewer could not be loaded");
                Status::InternalServerError
            })?;
            let viewer = loaded.map(Arc::new);
            if let (Some(viewer), Some(as_of)) = (&viewer, as_of) {
                known.keep(gate, &token, as_of, viewer);
            }
            Ok(viewer)
        })
        .await
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for &'r Viewer {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        match viewer_of(request).await {
            Ok(Some(viewer)) => Outcome::Success(viewer.as_ref()),
            Ok(None) => Outcome::Error((Status::Unauthorized, ())),
            Err(status) => Outcome::Error((*status, ())),
        }
    }
}

async fn load(gate: &Gate, token: Token) -> Answer<Option<Viewer>> {
    let revision = gate.db.revision().await?;
    let Some(found) = sessions::find(&gate.db, &gate.clock, gate.limits, &token).await? else {
        return Ok(None);
    };
    let today = gate.clock.today();
    let grants = grant::Entity::find()
        .filter(grant::Column::PersonId.eq(found.person.id))
        .filter(grant::Column::FromOn.lte(today))
        .filter(
            grant::Column::ToOn
                .is_null()
                .or(grant::Column::ToOn.gt(today)),
        )
        .all(gate.db.read())
        .await?;
    let rows = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(found.person.id))
        .find_also_related(organisation::Entity)
        .find_also(organisation::Entity, system::Entity)
        .all(gate.db.read())
        .await?;
    let (mut employments, mut systems) = (Vec::new(), Vec::<system::Model>::new());
    for (employment, organisation, system) in rows {
        if let (Some(organisation), Some(system)) = (organisation, system) {
            employments.push((employment, organisation));
            systems.push(system);
        }
    }
    // Those in post first, then the longest held: the first is the one a form starts with.
    employments.sort_by_key(|(employment, _)| {
        (
            !super::proofs::in_post_on(employment, today),
            employment.started_on,
            employment.id,
        )
    });
    let mut wanted: Vec<SystemId> = Vec::new();
    for id in employments
        .iter()
        .map(|(_, o)| o.system_id)
        .chain(grants.iter().map(|g| g.system_id))
    {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let elsewhere: Vec<SystemId> = wanted
        .iter()
        .copied()
        .filter(|id| !systems.iter().any(|system| system.id == *id))
        .collect();
    if !elsewhere.is_empty() {
        let others = system::Entity::find()
            .filter(system::Column::Id.is_in(elsewhere))
            .all(gate.db.read())
            .await?;
        systems.extend(others);
    }
    let systems = wanted
        .iter()
        .filter_map(|id| systems.iter().find(|system| system.id == *id).cloned())
        .collect();
    let actor = Actor::Person {
        id: found.person.id,
        name: found.person.name.clone(),
    };
    Ok(Some(Viewer {
        acting: Acting::new(gate.db.clone(), gate.clock.clone(), actor).at(revision),
        gate: gate.clone(),
        person: found.person,
        grants,
        employments,
        systems,
        manages: OnceCell::new(),
        account: found.account.id,
        session: found.session,
        session_ends_at: found.ends_at,
        token,
        revision,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_counted_by_network_however_many_addresses_it_has() {
        let network = |text: &str| network_of(text.parse().expect("an address"));
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(
            network("2001:db8:1:2:3::4"),
            network("2001:db8:1:2:ffff::1")
        );
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
