//! What is held about whoever is signed in, to read and to take away; and what everybody is told of it.

mod parts;

use rocket::{Route, get, http::ContentType, routes};

use self::parts::HeldView;
use crate::{
    access::{Viewer, viewer::Visitor},
    kernel::{
        fault::Answer,
        templates::{Sample, samples_of},
    },
    web::{
        chrome::Chrome,
        download::Download,
        frame::House,
        page::Page,
        statements::{self, Privacy},
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![held, download, privacy]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<HeldView>>(),
        samples_of::<Page<Privacy>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

#[get("/account/held")]
async fn held(viewer: &Viewer, chrome: Chrome) -> Answer<Page<HeldView>> {
    let held = super::latest(&viewer.own_records()).await?;
    let years = super::years_kept(viewer.acting()).await?;
    Ok(
        Page::new(chrome, "What is held about you", HeldView::new(held, years))
            .back("/account", "Back to your account"),
    )
}

#[get("/account/held.json")]
async fn download(viewer: &Viewer) -> Answer<Download> {
    let held = super::everything(&viewer.own_records()).await?;
    Ok(Download::new(
        ContentType::JSON,
        "held-about-you.json",
        held.to_json()?,
    ))
}

#[get("/privacy")]
async fn privacy(visitor: Visitor, chrome: Chrome, house: &House) -> Answer<Page<Privacy>> {
    let years = super::years_kept(&visitor.acting()).await?;
    Ok(statements::privacy(chrome, house.run_by.clone(), years))
}
