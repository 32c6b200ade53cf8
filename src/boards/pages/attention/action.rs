//! One action of a board: what it is, and that it is done.

use rocket::{get, post};
use serde::Serialize;

use super::{address, samples};
use crate::{
    access::{KeptBoard, Viewer},
    boards::{
        self, Doing,
        forms::attention::{DoneForm, LONGEST_WORDS},
        pages::meetings::title_of,
    },
    entities::boards::board_action,
    kernel::{
        fault::Answer,
        ids::{BoardActionId, BoardId},
        stood::{Amended, Stood},
        templates::View,
        time::Day,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, DateInput, SummaryList, SummaryRow, Textarea},
        forms::{Errors, TypedDate},
        page::Page,
        posted::Amending,
    },
};

/// One action.
#[derive(Serialize)]
pub(in crate::boards::pages) struct ActionView {
    about: SummaryList,
    address: String,
    stood: Stood,
    done: DateInput,
    led_to: Textarea,
    send: Button,
}

impl ActionView {
    fn new(
        address: &str,
        action: &board_action::Model,
        (form, stood): (&DoneForm, &Stood),
        errors: &Errors,
    ) -> Self {
        let mut about = vec![
            SummaryRow::new("Action", &action.what),
            SummaryRow::new("Seen to by", &action.owner),
            SummaryRow::new("Due", action.due_on.long()),
        ];
        about.extend(
            action
                .done_on
                .map(|done| SummaryRow::new("Done", done.long())),
        );
        Self {
            about: SummaryList::new(about),
            address: format!("{address}/actions/{}", action.id),
            stood: stood.clone(),
            done: DateInput::new("done", "When was it done?")
                .value(form.done())
                .errors(errors),
            led_to: Textarea::new("led-to", "What did it lead to?")
                .hint("It goes into the next digest, which becomes public")
                .at_most(LONGEST_WORDS)
                .rows(3)
                .value(&form.led_to)
                .errors(errors),
            send: Button::new("It is done"),
        }
    }
}

impl View for ActionView {
    const TEMPLATE: &'static str = "boards/action";

    fn samples() -> Vec<Self> {
        let today = Day::new(2026, 11, 16).expect("a day");
        let (_, actions) = samples(today);
        let form = DoneForm::default();
        let mut errors = Errors::new();
        form.parse(today, &mut errors);
        let (doing, stood) = (Doing::from(&actions[2]), Stood::of(&"sample"));
        let none = Errors::new();
        vec![
            Self::new("/boards/1", &actions[0], (&form, &stood), &errors),
            Self::new("/boards/1", &actions[2], (&said(&doing), &stood), &none),
        ]
    }
}

/// What was said of it before.
fn said(doing: &Doing) -> DoneForm {
    let done = doing.done_on.map(|done| TypedDate::from(done.0));
    let done = done.unwrap_or_default();
    DoneForm {
        done_day: done.day,
        done_month: done.month,
        done_year: done.year,
        led_to: doing.led_to.clone(),
    }
}

/// What stands, in the words of the form.
fn standing(doing: &Doing) -> SummaryList {
    let done = doing.done_on.map(Day::long).unwrap_or_default();
    SummaryList::new([
        SummaryRow::new("When was it done?", done),
        SummaryRow::new("What did it lead to?", &doing.led_to),
    ])
}

fn page(
    chrome: Chrome,
    board: &KeptBoard,
    action: &board_action::Model,
    drawn: (&DoneForm, &Stood),
    errors: &Errors,
) -> Page<ActionView> {
    let address = address(board);
    let view = ActionView::new(&address, action, drawn, errors);
    Page::new(chrome, "An action of the board", view)
        .caption(title_of(board))
        .back(
            format!("{address}/attention"),
            "Back to what came of meetings",
        )
        .errors(errors)
}

#[get("/boards/<board>/actions/<action>")]
pub(in crate::boards::pages) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    action: BoardActionId,
) -> Answer<Page<ActionView>> {
    let board = viewer.kept_board(board).await?;
    let action = boards::action(&board, action).await?;
    let stands = Doing::from(&action);
    let drawn = (&said(&stands), &Stood::of(&stands));
    Ok(page(chrome, &board, &action, drawn, &Errors::new()))
}

#[post("/boards/<board>/actions/<action>", data = "<sent>")]
pub(in crate::boards::pages) async fn finish(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    action: BoardActionId,
    sent: Amending<DoneForm>,
) -> Submitted<ActionView> {
    let board = viewer.kept_board(board).await?;
    let action = boards::action(&board, action).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let Some(doing) = form.parse(board.acting().today(), &mut errors) else {
        return again(page(chrome, &board, &action, (&form, &stood), &errors));
    };
    match boards::finish_action(&board, action.id, &stood, &doing).await? {
        Amended::Done => {
            let to = format!("{}/attention", address(&board));
            Ok(Ok(done(
                to,
                "The action is done, and the next digest says what it led to",
            )))
        }
        Amended::Overtaken(stands) => {
            let drawn = (&form, &Stood::of(&stands));
            let page = page(chrome, &board, &action, drawn, &errors);
            again(page.overtaken(standing(&stands)))
        }
    }
}
