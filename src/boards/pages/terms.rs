//! A board's terms, for its secretary: when digests are due, and how they go out.

use rocket::{get, post};
use serde::Serialize;

use super::meetings::title_of;
use crate::{
    access::{KeptBoard, Viewer},
    boards::{self, Terms, calendar::MORNING, forms::meetings::TermsForm},
    kernel::{fault::Answer, ids::BoardId, templates::View},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios, Select},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// The form of a board's terms.
#[derive(Serialize)]
pub(super) struct TermsView {
    address: String,
    papers: Input,
    lead: Input,
    hour: Select,
    issues_itself: Radios,
    send: Button,
}

impl TermsView {
    fn new(address: &str, form: &TermsForm, errors: &Errors) -> Self {
        let days = |id: &str, label: &str| Input::new(id, label).width(2).number();
        let hours = MORNING.map(|hour| Choice::new(hour.to_string(), format!("{hour}am")));
        Self {
            address: format!("{address}/calendar/terms"),
            papers: days(
                "papers",
                "How many working days before a meeting are its papers due?",
            )
            .hint("For meetings of which you do not enter the day. Weekends and bank holidays in England are not counted")
            .value(&form.papers)
            .errors(errors),
            lead: days(
                "lead",
                "How many working days before papers are due do you want the digest?",
            )
            .hint("For meetings added from now on; each can have its own")
            .value(&form.lead)
            .errors(errors),
            hour: Select::new("hour", "At which hour of the morning?", hours)
                .chosen(&form.hour)
                .errors(errors),
            issues_itself: Radios::new(
                "issues-itself",
                "What happens when a digest is due?",
                [
                    Choice::new("no", "It is drafted, and waits for you to issue it"),
                    Choice::new("yes", "It goes out by itself").hint(
                        "You are told a working day before, and can skip it with a reason. A commentary you have written by then goes with it",
                    ),
                ],
            )
            .chosen(&form.issues_itself)
            .errors(errors),
            send: Button::new("Keep these"),
        }
    }
}

impl View for TermsView {
    const TEMPLATE: &'static str = "boards/terms";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        let empty = TermsForm::default();
        empty.parse(&mut errors);
        vec![
            Self::new(
                "/boards/1",
                &TermsForm::of(Terms::default()),
                &Errors::new(),
            ),
            Self::new("/boards/1", &empty, &errors),
        ]
    }
}

fn page(chrome: Chrome, board: &KeptBoard, form: &TermsForm, errors: &Errors) -> Page<TermsView> {
    let address = format!("/boards/{}", board.id());
    let view = TermsView::new(&address, form, errors);
    Page::new(chrome, "When digests are due, and how they go out", view)
        .caption(title_of(board))
        .back(format!("{address}/calendar"), "Back to the calendar")
        .errors(errors)
}

#[get("/boards/<board>/calendar/terms")]
pub(super) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<TermsView>> {
    let board = viewer.kept_board(board).await?;
    let form = TermsForm::of(boards::terms(&board).await?);
    Ok(page(chrome, &board, &form, &Errors::new()))
}

#[post("/boards/<board>/calendar/terms", data = "<form>")]
pub(super) async fn set(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    form: Posted<TermsForm>,
) -> Submitted<TermsView> {
    let board = viewer.kept_board(board).await?;
    let mut errors = Errors::new();
    if let Some(terms) = form.0.parse(&mut errors) {
        boards::set_terms(&board, terms).await?;
        let to = format!("/boards/{}/calendar", board.id());
        return Ok(Ok(done(to, "This is how digests are prepared from now on")));
    }
    again(page(chrome, &board, &form.0, &errors))
}
