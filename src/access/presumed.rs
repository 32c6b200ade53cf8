//! Acts that need nobody to be loaded: what a viewer was allowed to load for an earlier request still stands if nothing
//! has been changed since, which is asked in the transaction of the act.

use std::sync::Arc;

use quick_cache::sync::Cache;
use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use super::{
    Viewer,
    viewer::{Gate, token_in, viewer_of},
};
use crate::kernel::{
    fault::{Answer, Fault},
    revision::Revision,
    time::{Day, Instant},
};

/// Seconds after which what was kept for somebody is loaded again: time itself ends sessions, and says when somebody was
/// last seen.
const SECONDS: i64 = 300;
/// For how many sessions something is kept at the most.
const AT_MOST: usize = 500;

/// Something that a viewer was allowed to load for an earlier request. It proves what it proved then if the revision is
/// still the same in the transaction in which it is used, and nothing otherwise.
pub struct Presumed<T> {
    value: Arc<T>,
    revision: Revision,
    today: Day,
    until: Instant,
}

/// What is kept for sessions, by the hash of their token.
struct Kept<T>(Cache<String, Presumed<T>>);

/// Whoever sends a form, before it is known who they are.
pub struct Sender<'r> {
    request: &'r Request<'r>,
}

impl<T> Presumed<T> {
    /// What there is to be done with it if it still stands.
    pub fn presume(&self) -> &T {
        &self.value
    }

    /// Of which it is: nothing may come of it at any other.
    pub fn revision(&self) -> Revision {
        self.revision
    }
}

/// Keeps something of a viewer's for an act of theirs that is likely to come: loaded for this request, all of it.
pub fn keep<T: Send + Sync + 'static>(viewer: &Viewer, value: T) {
    let now = viewer.acting().now();
    let one = Presumed {
        value: Arc::new(value),
        revision: viewer.revision(),
        today: now.day(),
        until: viewer.session_ends_at().min(now.plus_seconds(SECONDS)),
    };
    let kept = viewer.gate.db.shared::<Kept<T>>();
    kept.0.insert(viewer.token_hash(), one);
}

impl<'r> Sender<'r> {
    /// What was kept for their session, as long as today is the same day and the session has not ended by time.
    pub fn presumed<T: Send + Sync + 'static>(&self) -> Option<Presumed<T>> {
        let (gate, token) = (
            self.request.rocket().state::<Gate>()?,
            token_in(self.request)?,
        );
        let one = gate.db.shared::<Kept<T>>().0.get(&token.hash())?;
        let now = gate.clock.now();
        (one.today == now.day() && now.seconds_since(one.until) < 0).then_some(one)
    }

    /// The viewer, loaded now.
    ///
    /// # Errors
    /// Signed out, where there is none.
    pub async fn viewer(&self) -> Answer<&'r Viewer> {
        match viewer_of(self.request).await {
            Ok(Some(viewer)) => Ok(viewer),
            Ok(None) => Err(Fault::SignedOut),
            Err(status) => Err(Fault::broken(status.to_string())),
        }
    }

    /// What else a handler needs of the request.
    pub async fn load<G: FromRequest<'r>>(&self) -> Answer<G> {
        let loaded = G::from_request(self.request).await.succeeded();
        loaded.ok_or_else(|| Fault::broken("what a page needs could not be loaded"))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Sender<'r> {
    type Error = ();

    /// Somebody without a session's cookie is told to sign in, as by every other guard.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        match token_in(request) {
            Some(_) => Outcome::Success(Self { request }),
            None => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Cache::new(AT_MOST))
    }
}

impl<T> Clone for Presumed<T> {
    fn clone(&self) -> Self {
        Self {
            value: self.value.clone(),
            ..*self
        }
    }
}
