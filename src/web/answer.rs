//! What handlers answer with: a page, a way on, or a fault drawn in one place.

use rocket::{
    Request,
    http::{Status, uri::Reference},
    response::{self, Flash, Redirect, Responder},
};

use super::page::Page;
use crate::kernel::{
    fault::{Answer, Fault},
    templates::View,
};

/// The answer to a form: a way on with what was done, or the form again with what was wrong.
pub type Submitted<V> = Answer<Result<Flash<Redirect>, Box<Page<V>>>>;

/// Goes on to another page (303), which says what was done.
pub fn done(to: impl Into<String>, sentence: impl Into<String>) -> Flash<Redirect> {
    Flash::success(on_to(to), sentence)
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
