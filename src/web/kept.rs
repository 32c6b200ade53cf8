//! Pages that are kept as they were drawn, and sent again for as long as the database holds the same.
//!
//! Somebody who comes back to a page gets what would be drawn anew, because nothing it is made of has changed: whether
//! it has is asked of the database each time, one question in place of all of a page's, so that what another process
//! writes counts as well. What is new on every page is new on these too: the tokens of its forms.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use quick_cache::{Weighter, sync::Cache};
use rocket::{
    Data, Request, Route,
    http::{ContentType, Method, Status},
    response::{self, Responder, Response},
    route::{Handler, Outcome},
};

use crate::{
    access::{
        known::{SECONDS, as_of},
        tokens::Token,
        viewer::{Gate, loaded_viewer, token_in},
    },
    kernel::{
        as_of::AsOf,
        once::FormToken,
        time::{Day, Instant},
    },
};

use super::answer::has_notice;

/// How many bytes all kept pages have at the most.
const BYTES: u64 = 4 << 20;
/// How many pages that may be.
const PAGES: usize = 200;

/// The pages kept for one database, by whose browser's session and at which address.
pub struct KeptPages {
    pages: Cache<Key, Arc<Drawn>, Weight>,
    sent_again: AtomicU64,
}

type Key = (String, String);

/// A page in pieces, between which the tokens of its forms stand.
struct Drawn {
    html: String,
    holes: Vec<Hole>,
    as_of: AsOf,
    today: Day,
    until: Instant,
}

/// Where a token stands.
struct Hole {
    at: usize,
    length: usize,
    what: Fresh,
}

/// What a page has of its own each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fresh {
    /// The proof that we drew the form.
    Csrf,
    /// What tells one sending of a form from another.
    Once,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Arc<Drawn>> for Weight {
    fn weight(&self, key: &Key, page: &Arc<Drawn>) -> u64 {
        let holes = page.holes.len() * size_of::<Hole>();
        (key.0.len() + key.1.len() + page.html.len() + holes + size_of::<Drawn>()) as u64
    }
}

impl Default for KeptPages {
    fn default() -> Self {
        Self {
            pages: Cache::with_weighter(PAGES, BYTES, Weight),
            sent_again: AtomicU64::new(0),
        }
    }
}

impl KeptPages {
    /// How many requests have been answered from here.
    pub fn sent_again(&self) -> u64 {
        self.sent_again.load(Ordering::Relaxed)
    }
}

/// What a request asked for before anything was read for it.
struct Asked {
    key: Key,
    as_of: AsOf,
    now: Instant,
}

/// A page as it was drawn before, with new tokens.
struct Again(String);

/// Answers from what is kept; everything else is left to the other routes.
#[derive(Clone)]
struct FromKept;

/// The route that answers from what is kept, before every other.
pub fn routes() -> Vec<Route> {
    vec![Route::ranked(-100, Method::Get, "/<_..>", FromKept)]
}

#[rocket::async_trait]
impl Handler for FromKept {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r> {
        match find(request).await {
            Some(page) => Outcome::from(request, page),
            None => Outcome::forward(data, Status::NotFound),
        }
    }
}

impl<'r> Responder<'r, 'static> for Again {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(ContentType::HTML)
            .sized_body(self.0.len(), Cursor::new(self.0))
            .ok()
    }
}

async fn find(request: &Request<'_>) -> Option<Again> {
    // What was just done is said once.
    if request.method() != Method::Get || has_notice(request) {
        return None;
    }
    let token = token_in(request)?;
    let gate = request.rocket().state::<Gate>()?;
    let as_of = as_of(request).await?.clone();
    let (now, today) = (gate.clock.now(), gate.clock.today());
    let key = (token.hash(), request.uri().to_string());
    let pages = gate.db.shared::<KeptPages>();
    let kept = pages.pages.get(&key).filter(|page| {
        page.as_of == as_of && page.today == today && now.seconds_since(page.until) < 0
    });
    if let Some(page) = kept {
        pages.sent_again.fetch_add(1, Ordering::Relaxed);
        return Some(Again(page.with_new_tokens(&token)));
    }
    request.local_cache(|| Some(Asked { key, as_of, now }));
    None
}

/// Keeps a page that was drawn for this request; `once` are the tokens in it that tell one sending of a form from
/// another.
pub(super) fn keep(request: &Request<'_>, html: &str, csrf: &str, once: &[FormToken]) {
    let asked = request.local_cache(|| None::<Asked>);
    let (Some(asked), Some(viewer), Some(gate)) = (
        asked,
        loaded_viewer(request),
        request.rocket().state::<Gate>(),
    ) else {
        return;
    };
    let mut tokens = vec![(csrf.to_owned(), Fresh::Csrf)];
    tokens.extend(once.iter().map(|token| (token.to_string(), Fresh::Once)));
    let page = Drawn {
        html: html.to_owned(),
        holes: holes(html, &tokens),
        as_of: asked.as_of.clone(),
        today: viewer.acting().today(),
        until: viewer
            .session_ends_at()
            .min(asked.now.plus_seconds(SECONDS)),
    };
    let pages = gate.db.shared::<KeptPages>();
    pages.pages.insert(asked.key.clone(), Arc::new(page));
}

/// Where tokens stand in a text, from its beginning to its end.
fn holes(text: &str, tokens: &[(String, Fresh)]) -> Vec<Hole> {
    let found = tokens.iter().flat_map(|(token, what)| {
        text.match_indices(token.as_str()).map(|(at, token)| Hole {
            at,
            length: token.len(),
            what: *what,
        })
    });
    let mut holes: Vec<Hole> = found.collect();
    holes.sort_by_key(|hole| hole.at);
    holes
}

impl Drawn {
    fn with_new_tokens(&self, token: &Token) -> String {
        let (csrf, once) = (token.form_token(), FormToken::new().to_string());
        let mut page = String::with_capacity(self.html.len());
        let mut from = 0;
        for hole in &self.holes {
            page.push_str(&self.html[from..hole.at]);
            page.push_str(match hole.what {
                Fresh::Csrf => &csrf,
                Fresh::Once => &once,
            });
            from = hole.at + hole.length;
        }
        page.push_str(&self.html[from..]);
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_wherever_they_stand() {
        let tokens = [
            ("abc".to_owned(), Fresh::Csrf),
            ("de".to_owned(), Fresh::Once),
        ];
        let found = holes("abc-de-abc", &tokens);
        let found: Vec<_> = found
            .iter()
            .map(|hole| (hole.at, hole.length, hole.what))
            .collect();
        let expected = [
            (0, 3, Fresh::Csrf),
            (4, 2, Fresh::Once),
            (7, 3, Fresh::Csrf),
        ];
        assert_eq!(found, expected);
    }
}
