//! Errors drawn in one place: what people are told, whatever went wrong, and nothing else.

use rocket::{
    Catcher, Request, Responder, catch, catchers,
    http::{Method, Status},
    response::Redirect,
};
use serde::Serialize;

use super::{
    answer::{on_to, refused_sentence},
    chrome::Chrome,
    errors::{ErrorView, error_page},
    frame,
    page::Page,
};
use crate::kernel::templates::{Sample, View, samples_of};

/// The catchers of the application.
pub fn all() -> Vec<Catcher> {
    catchers![unauthorised, refused, any]
}

/// Samples of the pages drawn here.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<ErrorView>>(),
        samples_of::<Page<RefusedView>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

/// What cannot be done as things stand, and why.
#[derive(Serialize)]
struct RefusedView {
    sentence: String,
    /// Where the service begins.
    home: String,
}

impl View for RefusedView {
    const TEMPLATE: &'static str = "errors/refused";

    fn samples() -> Vec<Self> {
        vec![Self {
            sentence: "This objective was changed in the meantime.".into(),
            home: "/".into(),
        }]
    }
}

#[derive(Responder)]
#[allow(clippy::large_enum_variant)] // one a request
enum Drawn {
    Error(Page<ErrorView>),
    Refused(Page<RefusedView>),
    Bare(Status),
}

/// Nobody is signed in: to sign-in, and back to the page that was asked for.
#[catch(401)]
async fn unauthorised(request: &Request<'_>) -> Redirect {
    // What was posted cannot be carried over; the page with the form can.
    let wanted = if request.method() == Method::Get {
        request.uri().to_string()
    } else {
        "/".to_owned()
    };
    let query = serde_html_form::to_string([("next", wanted)]).unwrap_or_default();
    on_to(format!("/sign-in?{query}"))
}

#[catch(409)]
async fn refused(request: &Request<'_>) -> Drawn {
    let sentence = refused_sentence(request)
        .unwrap_or("This cannot be done as things stand.")
        .to_owned();
    draw(request, |chrome| {
        let home = chrome.home.clone();
        let view = RefusedView { sentence, home };
        let page = Page::new(chrome, "This could not be done", view);
        Drawn::Refused(page.status(Status::Conflict))
    })
    .await
}

#[catch(default)]
async fn any(status: Status, request: &Request<'_>) -> Drawn {
    // A form that was wrong is a page, never caught here: this is an address with something in it that is no id.
    let status = match status {
        Status::UnprocessableEntity => Status::NotFound,
        status => status,
    };
    draw(request, |chrome| Drawn::Error(error_page(status, chrome))).await
}

async fn draw(request: &Request<'_>, page: impl FnOnce(Chrome) -> Drawn) -> Drawn {
    match frame::of(request).await {
        Some(chrome) => page(chrome),
        None => Drawn::Bare(Status::InternalServerError),
    }
}
