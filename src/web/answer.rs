//! What handlers answer with: a page, a way on, or a fault drawn in one place.

use rocket::{
    Request,
    http::{Cookie, CookieJar, Status, uri::Reference},
    response::{self, Redirect, Responder},
    time::Duration,
};

use super::{chrome::Notice, page::Page};
use crate::{
    access::cookies,
    kernel::{
        fault::{Answer, Fault},
        templates::View,
    },
};

/// The answer to a form: a way on with what was done, or the form again with what was wrong.
pub type Submitted<V> = Answer<Result<WayOn, Box<Page<V>>>>;

/// A way on to another page (303), which says once what was done, or what to know.
///
/// The sentence waits in a cookie, and may have names in it: so no script reads it, it goes nowhere in the clear, and it
/// is gone with the next page, with signing out, and after five minutes.
#[derive(Debug)]
pub struct WayOn {
    to: Redirect,
    notice: String,
}

/// The cookie in which a notice waits for its page.
pub const NOTICE_COOKIE: &str = "__Host-fairwind-notice";

const DONE: char = '+';
const IMPORTANT: char = '!';

/// Goes on to another page (303), which says what was done.
pub fn done(to: impl Into<String>, sentence: impl AsRef<str>) -> WayOn {
    WayOn::new(to, DONE, sentence.as_ref())
}

/// Goes on to another page (303), which says what to know: nothing was done, or not as it was meant.
pub fn important(to: impl Into<String>, sentence: impl AsRef<str>) -> WayOn {
    WayOn::new(to, IMPORTANT, sentence.as_ref())
}

impl WayOn {
    fn new(to: impl Into<String>, kind: char, sentence: &str) -> Self {
        Self {
            to: on_to(to),
            notice: format!("{kind}{sentence}"),
        }
    }
}

impl<'r> Responder<'r, 'static> for WayOn {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        request.cookies().add(notice_cookie(self.notice));
        self.to.respond_to(request)
    }
}

fn notice_cookie(notice: String) -> Cookie<'static> {
    cookies::ours(NOTICE_COOKIE, &notice, Some(Duration::minutes(5)))
}

/// The notice that the last answer left for this page, if any: it is said once.
pub(super) fn notice(request: &Request<'_>) -> Option<Notice> {
    let cookie = request.cookies().get(NOTICE_COOKIE)?;
    let mut notice = cookie.value().chars();
    let kind = notice.next();
    let sentence = notice.as_str().to_owned();
    forget_notice(request.cookies());
    match kind {
        Some(DONE) => Some(Notice::success(sentence)),
        Some(IMPORTANT) => Some(Notice::important(sentence)),
        _ => None,
    }
}

/// Whether a notice waits for the next page.
pub(super) fn has_notice(request: &Request<'_>) -> bool {
    request.cookies().get(NOTICE_COOKIE).is_some()
}

/// Leaves no notice for whoever uses the browser next.
pub fn forget_notice(jar: &CookieJar<'_>) {
    jar.remove(notice_cookie(String::new()));
}

/// Goes on to another page (303).
pub fn on_to(to: impl Into<String>) -> Redirect {
    let to: String = to.into();
    let local = Reference::parse_owned(to)
        .ok()
        .filter(|uri| uri.scheme().is_none() && uri.authority().is_none());
    match local {
        Some(uri) => Redirect::to(uri),
        None => Redirect::to(rocket::uri!("/")),
    }
}

/// The form again, with what was typed and a message at each field (422).
pub fn again<V: View, D>(page: Page<V>) -> Answer<Result<D, Box<Page<V>>>> {
    Ok(Err(Box::new(page)))
}

/// The sentence of a refusal, kept for the catcher that draws it.
pub(super) struct RefusedSentence(pub(super) String);

/// The sentence of this request's refusal, if it was refused.
pub(super) fn refused_sentence<'r>(request: &'r Request<'_>) -> Option<&'r str> {
    let kept = request.local_cache(|| None::<RefusedSentence>);
    kept.as_ref().map(|kept| kept.0.as_str())
}

impl<'r> Responder<'r, 'static> for Fault {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self {
            Self::NotFound => Err(Status::NotFound),
            Self::SignedOut => Err(Status::Unauthorized),
            Self::Refused(sentence) => {
                request.local_cache(|| Some(RefusedSentence(sentence)));
                Err(Status::Conflict)
            }
            Self::Broken(cause) => {
                let route = request.route().map(|route| route.uri.to_string());
                tracing::error!(route, cause = %cause, "a request failed");
                Err(Status::InternalServerError)
            }
        }
    }
}
