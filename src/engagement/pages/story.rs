//! Letting one's board quote what changed.

use rocket::{get, post};
use serde::Serialize;

use super::one::Yes;
use crate::{
    access::Viewer,
    engagement::{own_entry, stories},
    kernel::{fault::Answer, ids::EntryId, templates::View},
    web::{
        answer::{Submitted, done},
        chrome::Chrome,
        components::{Button, Link},
        page::Page,
        posted::Posted,
    },
};

/// What would be quoted, and by whom.
#[derive(Debug, Serialize)]
pub(in crate::engagement) struct StoryView {
    organisation: String,
    words: String,
    amend: Link,
    save_to: String,
    offer: Option<Button>,
    take_back_to: String,
    take_back: Option<Button>,
}

impl View for StoryView {
    const TEMPLATE: &'static str = "engagement/story";

    fn samples() -> Vec<Self> {
        let one = |words: &str, offered: bool| Self {
            organisation: "Reading Borough Council".into(),
            words: words.into(),
            amend: Link::new("Amend the entry", "/entries/1/edit"),
            save_to: "/entries/1/story".into(),
            offer: (!offered && !words.is_empty()).then(|| Button::new("Let the board quote it")),
            take_back_to: "/entries/1/story/withdrawal".into(),
            take_back: offered.then(|| Button::new("Take it back").secondary()),
        };
        vec![
            one("One list <for> both", false),
            one("One list", true),
            one("", false),
        ]
    }
}

#[get("/entries/<id>/story")]
pub(in crate::engagement) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    id: EntryId,
) -> Answer<Page<StoryView>> {
    let mine = own_entry(viewer, id).await?;
    let offered = stories::is_offered(&mine).await?;
    let words = mine.work().changed.trim().to_owned();
    let view = StoryView {
        organisation: mine.own().organisation().name.clone(),
        amend: Link::new("Amend the entry", format!("/entries/{id}/edit")),
        save_to: format!("/entries/{id}/story"),
        offer: (!offered && !words.is_empty()).then(|| Button::new("Let the board quote it")),
        take_back_to: format!("/entries/{id}/story/withdrawal"),
        take_back: offered.then(|| Button::new("Take it back").secondary()),
        words,
    };
    Ok(Page::new(chrome, "Tell your board what changed", view).back("/entries", "Back to my work"))
}

#[post("/entries/<id>/story", data = "<_yes>")]
pub(in crate::engagement) async fn offer(
    viewer: &Viewer,
    id: EntryId,
    _yes: Posted<Yes>,
) -> Submitted<StoryView> {
    let mine = own_entry(viewer, id).await?;
    stories::offer(&mine).await?;
    Ok(Ok(done(
        "/entries",
        "Your board’s secretary may quote it now, without your name.",
    )))
}

#[post("/entries/<id>/story/withdrawal", data = "<_yes>")]
pub(in crate::engagement) async fn take_back(
    viewer: &Viewer,
    id: EntryId,
    _yes: Posted<Yes>,
) -> Submitted<StoryView> {
    let mine = own_entry(viewer, id).await?;
    stories::take_back(&mine).await?;
    Ok(Ok(done(
        "/entries",
        "Taken back: it is quoted in no digest that is still to be issued.",
    )))
}
