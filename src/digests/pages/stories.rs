//! Choosing the stories a draft quotes.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use super::{address, title_of_digest};
use crate::{
    access::{KeptBoard, Viewer},
    digests::{self, Digest, MOST_STORIES},
    engagement::stories::Story,
    kernel::{
        fault::{Answer, Fault},
        ids::{BoardId, DigestId, EntryId},
        templates::View,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Checkboxes, Choice},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// What is offered, and what of it is chosen.
#[derive(Serialize)]
pub(in crate::digests) struct StoriesView {
    address: String,
    offered: Option<Checkboxes>,
    keep: Button,
}

/// The entries whose stories are chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::digests) struct ChoiceForm {
    stories: Vec<String>,
}

impl StoriesView {
    fn new(address: String, offered: &[(Story, bool)], errors: &Errors) -> Self {
        let choices = offered
            .iter()
            .map(|(story, _)| Choice::new(story.entry.to_string(), &story.words));
        let chosen: Vec<String> = offered
            .iter()
            .filter(|(_, is_chosen)| *is_chosen)
            .map(|(story, _)| story.entry.to_string())
            .collect();
        let boxes = Checkboxes::new("stories", "Which do you want to quote?", choices)
            .hint(format!(
                "At most {MOST_STORIES}, word for word and without a name."
            ))
            .chosen(&chosen)
            .errors(errors);
        Self {
            address,
            offered: (!offered.is_empty()).then_some(boxes),
            keep: Button::new("Quote these"),
        }
    }
}

impl View for StoriesView {
    const TEMPLATE: &'static str = "digests/stories";

    fn samples() -> Vec<Self> {
        let story = Story {
            entry: EntryId::new(),
            words: "One list <for> both".into(),
        };
        let mut errors = Errors::new();
        errors.add("stories", "Choose at most 5 stories");
        vec![
            Self::new("/d/stories".into(), &[], &Errors::new()),
            Self::new("/d/stories".into(), &[(story, true)], &errors),
        ]
    }
}

async fn draft(viewer: &Viewer, board: BoardId, digest: DigestId) -> Answer<(KeptBoard, Digest)> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    match digest.is_draft() {
        true => Ok((board, digest)),
        false => Err(Fault::refused(
            "This digest has been issued, and stays as it is.",
        )),
    }
}

fn page(
    chrome: Chrome,
    (board, digest): (&KeptBoard, &Digest),
    offered: &[(Story, bool)],
    errors: &Errors,
) -> Page<StoriesView> {
    let at = address(board, digest);
    let view = StoriesView::new(format!("{at}/stories"), offered, errors);
    Page::new(chrome, "Stories of staff", view)
        .caption(title_of_digest(board, digest))
        .back(at, "Back to the digest")
        .errors(errors)
}

#[get("/boards/<board>/digests/<digest>/stories")]
pub(in crate::digests) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    digest: DigestId,
) -> Answer<Page<StoriesView>> {
    let (board, digest) = draft(viewer, board, digest).await?;
    let offered = digests::chosen_stories(&board, &digest).await?;
    Ok(page(chrome, (&board, &digest), &offered, &Errors::new()))
}

#[post("/boards/<board>/digests/<digest>/stories", data = "<form>")]
pub(in crate::digests) async fn choose(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    digest: DigestId,
    form: Posted<ChoiceForm>,
) -> Submitted<StoriesView> {
    let (board, digest) = draft(viewer, board, digest).await?;
    let chosen: Vec<EntryId> = form
        .0
        .stories
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    if chosen.len() > MOST_STORIES {
        let mut offered = digests::chosen_stories(&board, &digest).await?;
        for (story, is_chosen) in &mut offered {
            *is_chosen = chosen.contains(&story.entry);
        }
        let mut errors = Errors::new();
        errors.add("stories", format!("Choose at most {MOST_STORIES} stories"));
        return again(page(chrome, (&board, &digest), &offered, &errors));
    }
    digests::choose_stories(&board, &digest, &chosen).await?;
    let said = match chosen.len() {
        0 => "No story is quoted.",
        _ => "The stories you chose are in the digest.",
    };
    Ok(Ok(done(address(&board, &digest), said)))
}
