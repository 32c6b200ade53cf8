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
        stood::{Amended, Stood},
        templates::View,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Input, SummaryList, SummaryRow},
        forms::Errors,
        page::Page,
        patients::typed_line,
        posted::Amending,
    },
};

/// The item as typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct AgendaForm {
    item: String,
}

impl AgendaForm {
    fn parse(&self, errors: &mut Errors) -> Option<String> {
        typed_line(
            "item",
            &self.item,
            ("the agenda item", LONGEST),
            false,
            errors,
        )
    }
}

/// The form of a meeting's agenda item.
#[derive(Serialize)]
pub(super) struct AgendaView {
    address: String,
    stood: Stood,
    item: Input,
    keep: Button,
}

impl AgendaView {
    fn new(address: String, (form, stood): (&AgendaForm, &Stood), errors: &Errors) -> Self {
        Self {
            address,
            stood: stood.clone(),
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
        let drawn = (&form, &Stood::of(&"sample"));
        [Errors::new(), errors]
            .map(|errors| Self::new("/boards/1/meetings/2/agenda".into(), drawn, &errors))
            .into()
    }
}

async fn page(
    chrome: Chrome,
    board: &KeptBoard,
    meeting: MeetingId,
    drawn: (&AgendaForm, &Stood),
    errors: &Errors,
) -> Answer<Page<AgendaView>> {
    let kept = boards::meeting(board, meeting).await?;
    let at = format!("/boards/{}/meetings/{meeting}", board.id());
    let view = AgendaView::new(format!("{at}/agenda"), drawn, errors);
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
    let item = boards::agenda_item(&board, meeting).await?;
    let stood = Stood::of(&item);
    let drawn = (&AgendaForm { item }, &stood);
    page(chrome, &board, meeting, drawn, &Errors::new()).await
}

#[post("/boards/<board>/meetings/<meeting>/agenda", data = "<sent>")]
pub(super) async fn keep(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
    sent: Amending<AgendaForm>,
) -> Submitted<AgendaView> {
    let board = viewer.kept_board(board).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let Some(item) = form.parse(&mut errors) else {
        return again(page(chrome, &board, meeting, (&form, &stood), &errors).await?);
    };
    match boards::set_agenda_item(&board, meeting, &stood, &item).await? {
        Amended::Done => Ok(Ok(done(
            format!("/boards/{}/meetings/{meeting}", board.id()),
            "The agenda item of this meeting is kept",
        ))),
        Amended::Overtaken(stands) => {
            let drawn = (&form, &Stood::of(&stands));
            let page = page(chrome, &board, meeting, drawn, &errors).await?;
            let standing = SummaryList::new([SummaryRow::new("Agenda item", &stands)]);
            again(page.overtaken(standing))
        }
    }
}
