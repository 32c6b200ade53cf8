//! As which item of its agenda one meeting has the digest, for the board's secretary.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use super::papers::LONGEST;
use crate::{
    access::{KeptBoard, Viewer},
    boards,
    kernel::{
        fault::Answer,
        ids::{BoardId, MeetingId},
        templates::View,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Input},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// The item as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgendaForm {
    item: String,
}

impl AgendaForm {
    fn parse(&self, errors: &mut Errors) -> Option<String> {
        let item = self.item.split_whitespace().collect::<Vec<_>>().join(" ");
        if item.chars().count() > LONGEST {
            errors.add(
                "item",
                format!("Enter at most {LONGEST} characters for the agenda item"),
            );
        } else if item.chars().any(char::is_control) {
            errors.add(
                "item",
                "Enter the agenda item in letters that can be printed",
            );
        } else {
            return Some(item);
        }
        None
    }
}

/// The form of a meeting's agenda item.
#[derive(Serialize)]
pub(super) struct AgendaView {
    address: String,
    item: Input,
    keep: Button,
}

impl AgendaView {
    fn new(address: String, form: &AgendaForm, errors: &Errors) -> Self {
        Self {
            address,
            item: Input::new("item", "Agenda item (optional)")
                .hint("Its number, and its title if you wish, like 7.2 or 7.2 Working with partners. Left empty, the item on the cover of all papers stands")
                .value(&form.item)
                .errors(errors),
            keep: Button::new("Keep this item"),
        }
    }
}

impl View for AgendaView {
    const TEMPLATE: &'static str = "boards/agenda";

    fn samples() -> Vec<Self> {
        let form = AgendaForm {
            item: "7".repeat(LONGEST + 1),
        };
        let mut errors = Errors::new();
        form.parse(&mut errors);
        [Errors::new(), errors]
            .map(|errors| Self::new("/boards/1/meetings/2/agenda".into(), &form, &errors))
            .into()
    }
}

async fn page(
    chrome: Chrome,
    board: &KeptBoard,
    meeting: MeetingId,
    form: &AgendaForm,
    errors: &Errors,
) -> Answer<Page<AgendaView>> {
    let kept = boards::meeting(board, meeting).await?;
    let at = format!("/boards/{}/meetings/{meeting}", board.id());
    let view = AgendaView::new(format!("{at}/agenda"), form, errors);
    Ok(Page::new(chrome, "Agenda item of a meeting", view)
        .caption(format!(
            "{}, {}: {}",
            board.board().name,
            board.organisation().name,
            kept.meets_on.long()
        ))
        .back(at, "Back to the meeting")
        .errors(errors))
}

#[get("/boards/<board>/meetings/<meeting>/agenda")]
pub(super) async fn item(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
) -> Answer<Page<AgendaView>> {
    let board = viewer.kept_board(board).await?;
    boards::meeting(&board, meeting).await?;
    let form = AgendaForm {
        item: boards::agenda_item(&board, meeting).await?,
    };
    page(chrome, &board, meeting, &form, &Errors::new()).await
}

#[post("/boards/<board>/meetings/<meeting>/agenda", data = "<form>")]
pub(super) async fn keep(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
    form: Posted<AgendaForm>,
) -> Submitted<AgendaView> {
    let board = viewer.kept_board(board).await?;
    let mut errors = Errors::new();
    match form.0.parse(&mut errors) {
        Some(item) => {
            boards::set_agenda_item(&board, meeting, &item).await?;
            Ok(Ok(done(
                format!("/boards/{}/meetings/{meeting}", board.id()),
                "The agenda item of this meeting is kept",
            )))
        }
        None => again(page(chrome, &board, meeting, &form.0, &errors).await?),
    }
}
