//! Addresses that are somebody's own, reached from a mail without signing in.

use rocket::{
    Data, Responder,
    data::ToByteUnit,
    http::{Header, Status},
};

/// An answer that no search engine keeps.
#[derive(Responder)]
pub struct Unlisted<T> {
    inner: T,
    robots: Header<'static>,
}

/// Keeps an answer out of search engines.
pub fn unlisted<T>(inner: T) -> Unlisted<T> {
    Unlisted {
        inner,
        robots: Header::new("X-Robots-Tag", "noindex, nofollow, noarchive"),
    }
}

/// The most that a mail program has to say with its one click, in KiB.
const MOST_SAID: u64 = 4;

/// Whether a mail program has said the one click of RFC 8058. It has no page of ours and no cookie: the token in the
/// address is what shows that it may, and is looked at before.
pub async fn is_one_click(said: Data<'_>) -> bool {
    let said = said
        .open(MOST_SAID.kibibytes())
        .into_string()
        .await
        .map(|said| said.into_inner())
        .unwrap_or_default();
    // As a form or in parts: both have the pair's words in them.
    said.contains("List-Unsubscribe") && said.contains("One-Click")
}

/// What is answered to anything else.
pub fn no_click() -> Unlisted<(Status, &'static str)> {
    unlisted((
        Status::BadRequest,
        "To unsubscribe, send List-Unsubscribe=One-Click.\n",
    ))
}
