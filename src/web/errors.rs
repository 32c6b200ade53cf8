//! Pages for when things go wrong: what happened, in plain words, and what to do; nothing else.

use rocket::http::Status;
use serde::Serialize;

use super::chrome::Chrome;
use super::page::Page;
use crate::kernel::templates::View;

/// What went wrong and what to do.
#[derive(Debug, Serialize)]
pub struct ErrorView {
    paragraphs: Vec<&'static str>,
    /// Where the service begins.
    home: String,
}

/// The statuses that have words of their own.
const TOLD: [u16; 8] = [400, 403, 404, 413, 422, 429, 500, 503];

/// The page for a status; one without words of its own has those of 400 or 500.
pub fn error_page(status: Status, chrome: Chrome) -> Page<ErrorView> {
    let (title, paragraphs) = words(status);
    let view = ErrorView {
        paragraphs: paragraphs.to_vec(),
        home: chrome.home.clone(),
    };
    Page::new(chrome, title, view).status(status)
}

impl View for ErrorView {
    const TEMPLATE: &'static str = "errors/error";

    fn samples() -> Vec<Self> {
        TOLD.map(|code| Self {
            paragraphs: words(Status::new(code)).1.to_vec(),
            home: "/".into(),
        })
        .into()
    }
}

fn words(status: Status) -> (&'static str, &'static [&'static str]) {
    match status.code {
        403 => (
            "We could not accept that",
            &[
                "The page may have been open for a long time, or you may have signed out in another window.",
                "Go back, reload the page and try again. If it happens again, sign out and sign in.",
            ],
        ),
        404 => (
            "Page not found",
            &[
                "If you typed the address, check that it is right. If you pasted it, check that you copied all of it.",
                "If you followed a link, what it leads to may have gone, or it may not be yours to see.",
            ],
        ),
        413 => (
            "That is too large",
            &[
                "What you sent is larger than we can take. Nothing has been saved.",
                "If it was a file, send it in several parts. If it was text, make it shorter.",
            ],
        ),
        422 => (
            "We could not read that form",
            &[
                "Something that the form should have sent was missing. Nothing has been saved.",
                "Go back, reload the page and fill it in again.",
            ],
        ),
        429 => (
            "Too many tries",
            &["To keep accounts safe we have to slow down. Wait a few minutes, then try again."],
        ),
        503 => (
            "The service is not available",
            &[
                "You will be able to use it later. Nothing that you had saved is lost.",
                "If you were sending a form, check whether it was saved before you send it again.",
            ],
        ),
        400..500 => (
            "We could not read that",
            &[
                "What your browser sent made no sense to us. Go back, reload the page and try again.",
            ],
        ),
        _ => (
            "Something went wrong",
            &[
                "It is our fault, not yours, and it has been recorded. Try again in a few minutes.",
                "If you were sending a form, check whether it was saved before you send it again.",
            ],
        ),
    }
}
