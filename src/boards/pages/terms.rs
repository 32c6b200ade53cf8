//! A board's terms, for its secretary: when digests are due, and how they go out.

use rocket::{get, post};
use serde::Serialize;

use super::meetings::title_of;
use crate::{
    access::{KeptBoard, Viewer},
    boards::{self, Terms, calendar::MORNING, forms::meetings::TermsForm},
    kernel::{
        fault::Answer,
        ids::BoardId,
        stood::{Amended, Stood},
        templates::View,
        words::counted,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios, Select, SummaryList, SummaryRow},
        forms::Errors,
        page::Page,
        posted::Amending,
    },
};

/// The form of a board's terms.
#[derive(Serialize)]
pub(super) struct TermsView {
    address: String,
    stood: Stood,
    papers: Input,
    lead: Input,
    hour: Select,
    issues_itself: Radios,
    send: Button,
}

impl TermsView {
    fn new(address: &str, (form, stood): (&TermsForm, &Stood), errors: &Errors) -> Self {
        let days = |id: &str, label: &str| Input::new(id, label).width(2).number();
        let hours = MORNING.map(|hour| Choice::new(hour.to_string(), format!("{hour}am")));
        Self {
            address: format!("{address}/calendar/terms"),
            stood: stood.clone(),
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
        let stood = Stood::of(&Terms::default());
        let usual = TermsForm::of(Terms::default());
        vec![
            Self::new("/boards/1", (&usual, &stood), &Errors::new()),
            Self::new("/boards/1", (&empty, &stood), &errors),
        ]
    }
}

/// What stands, in the words of the form.
fn standing(terms: Terms) -> SummaryList {
    let days = |days: i32| counted(i64::from(days), "working day", "working days");
    let out = match terms.issues_itself {
        true => "It goes out by itself",
        false => "It is drafted, and waits for you to issue it",
    };
    SummaryList::new([
        SummaryRow::new("Papers due before a meeting", days(terms.papers_days)),
        SummaryRow::new("Digest due before papers", days(terms.lead_days)),
        SummaryRow::new("Hour of the morning", format!("{}am", terms.due_hour)),
        SummaryRow::new("What happens when a digest is due", out),
    ])
}

fn page(
    chrome: Chrome,
    board: &KeptBoard,
    drawn: (&TermsForm, &Stood),
    errors: &Errors,
) -> Page<TermsView> {
    let address = format!("/boards/{}", board.id());
    let view = TermsView::new(&address, drawn, errors);
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
    let stands = boards::terms(&board).await?;
    let drawn = (&TermsForm::of(stands), &Stood::of(&stands));
    Ok(page(chrome, &board, drawn, &Errors::new()))
}

#[post("/boards/<board>/calendar/terms", data = "<sent>")]
pub(super) async fn set(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    sent: Amending<TermsForm>,
) -> Submitted<TermsView> {
    let board = viewer.kept_board(board).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let Some(terms) = form.parse(&mut errors) else {
        return again(page(chrome, &board, (&form, &stood), &errors));
    };
    match boards::set_terms(&board, &stood, terms).await? {
        Amended::Done => {
            let to = format!("/boards/{}/calendar", board.id());
            Ok(Ok(done(to, "This is how digests are prepared from now on")))
        }
        Amended::Overtaken(stands) => {
            let drawn = (&form, &Stood::of(&stands));
            again(page(chrome, &board, drawn, &errors).overtaken(standing(stands)))
        }
    }
}
