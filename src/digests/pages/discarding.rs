//! A draft is discarded, after its secretary has been asked.

use rocket::{get, post};
use serde::Serialize;

use super::{address, board_address, title_of_board, title_of_digest};
use crate::{
    access::Viewer,
    digests,
    kernel::{
        fault::Answer,
        ids::{BoardId, DigestId},
        templates::View,
    },
    web::{
        answer::{Submitted, WayOn, again, done, important},
        chrome::Chrome,
        components::{Button, Link},
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// Whether a draft is to go.
#[derive(Serialize)]
pub(super) struct DiscardView {
    address: String,
    corrects: bool,
    discard: Button,
    keep: Link,
}

impl DiscardView {
    fn new(digest: &str, corrects: bool) -> Self {
        Self {
            address: format!("{digest}/discarding"),
            corrects,
            discard: Button::new("Discard the draft").warning(),
            keep: Link::new("Keep the draft", digest),
        }
    }
}

impl View for DiscardView {
    const TEMPLATE: &'static str = "digests/discarding";

    fn samples() -> Vec<Self> {
        [false, true]
            .map(|corrects| Self::new("/d", corrects))
            .into()
    }
}

#[get("/boards/<board>/digests/<digest>/discarding")]
pub(super) async fn ask(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    digest: DigestId,
) -> Submitted<DiscardView> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let at = address(&board, &digest);
    if !digest.is_draft() {
        let said = "This digest has been issued, and stays as it is";
        return Ok(Ok(important(at, said)));
    }
    let view = DiscardView::new(&at, digest.row().version > 1);
    let caption = format!(
        "{}: {}",
        title_of_board(&board),
        title_of_digest(&board, &digest)
    );
    again(
        Page::new(chrome, "Discard this draft?", view)
            .caption(caption)
            .back(at, "Back to the draft"),
    )
}

#[post("/boards/<board>/digests/<digest>/discarding", data = "<_form>")]
pub(super) async fn discard(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    digests::discard(&board, &digest).await?;
    Ok(done(
        board_address(&board),
        "The draft is discarded. Nobody got it",
    ))
}
