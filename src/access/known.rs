//! Viewers who were loaded for an earlier request, for as long as the database holds the same.

use std::sync::Arc;

use quick_cache::sync::Cache;
use rocket::{Request, http::Method};

use super::{
    tokens::Token,
    viewer::{Gate, Viewer, token_in},
};
use crate::kernel::{
    as_of::AsOf,
    time::{Day, Instant},
};

/// Seconds after which what is kept of somebody is read again although nothing has changed: time itself ends sessions,
/// and says when somebody was last seen.
pub const SECONDS: i64 = 10;
/// How many are kept at the most.
const AT_MOST: usize = 200;

/// The state of the database before anything is read for a request by somebody with a session; none for a request that
/// changes something, which reads everything anew, and where the database does not say.
pub async fn as_of<'r>(request: &'r Request<'_>) -> Option<&'r AsOf> {
    if request.method() != Method::Get {
        return None;
    }
    let asked: &Option<AsOf> = request
        .local_cache_async(async {
            token_in(request)?;
            // A fault here is met again, and told, by whoever reads next.
            request.rocket().state::<Gate>()?.db.as_of().await.ok()
        })
        .await;
    asked.as_ref()
}

/// Viewers by the hash of their session's token.
pub(super) struct Known(Cache<String, One>);

#[derive(Clone)]
struct One {
    viewer: Arc<Viewer>,
    as_of: AsOf,
    today: Day,
    until: Instant,
}

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(AT_MOST))
    }
}

impl Known {
    /// The viewer of a session, if nothing can have changed since they were loaded.
    pub(super) fn get(&self, gate: &Gate, token: &Token, as_of: &AsOf) -> Option<Arc<Viewer>> {
        let one = self.0.get(&token.hash())?;
        let stands = one.as_of == *as_of
            && one.today == gate.clock.today()
            && gate.clock.now().seconds_since(one.until) < 0;
        stands.then_some(one.viewer)
    }

    /// Keeps a viewer who was loaded after the database was in a state.
    pub(super) fn keep(&self, gate: &Gate, token: &Token, as_of: &AsOf, viewer: &Arc<Viewer>) {
        let now = gate.clock.now();
        let one = One {
            viewer: viewer.clone(),
            as_of: as_of.clone(),
            today: now.day(),
            until: viewer.session_ends_at().min(now.plus_seconds(SECONDS)),
        };
        self.0.insert(token.hash(), one);
    }
}
