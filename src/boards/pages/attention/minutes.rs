//! What came of one meeting: the one question, and the actions it began.

use rocket::{get, post};
use serde::Serialize;

use super::{action_columns, action_row, address, samples};
use crate::{
    access::{KeptBoard, Viewer},
    boards::{
        self, Minutes,
        forms::attention::{ActionForm, LONGEST_LINE, LONGEST_WORDS, MinutesForm},
        pages::meetings::title_of,
    },
    entities::boards::{board_action, meeting},
    kernel::{
        fault::Answer,
        ids::{BoardId, MeetingId},
        once::{FormToken, Once},
        stood::{Amended, Stood},
        templates::View,
        time::Day,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Choice, DateInput, Input, Radios, SummaryList, SummaryRow, Table, Textarea,
        },
        forms::Errors,
        page::Page,
        posted::{Amending, Posted},
    },
};

/// The question about one meeting, and its actions.
#[derive(Serialize)]
pub(in crate::boards::pages) struct MinutesView {
    address: String,
    stood: Stood,
    on_agenda: Radios,
    decided: Textarea,
    minute: Input,
    answer: Button,
    actions: Table,
    add_to: String,
    token: String,
    what: Textarea,
    owner: Input,
    due: DateInput,
    add: Button,
}

/// What was typed in either form, and how what was said before stood.
struct Typed {
    minutes: MinutesForm,
    stood: Stood,
    action: ActionForm,
}

impl Typed {
    /// Nothing yet.
    fn nothing(said: Option<&Minutes>) -> Self {
        Self {
            minutes: MinutesForm::of(said),
            stood: Stood::of(&said),
            action: ActionForm::default(),
        }
    }
}

impl MinutesView {
    fn new(
        address: &str,
        label: &str,
        meeting: MeetingId,
        actions: Table,
        typed: &Typed,
        errors: &Errors,
    ) -> Self {
        let at = format!("{address}/meetings/{meeting}");
        let answers = [Choice::new("yes", "Yes"), Choice::new("no", "No")];
        let due = DateInput::new("due", "By when?").value(typed.action.due());
        Self {
            address: format!("{at}/minutes"),
            stood: typed.stood.clone(),
            on_agenda: Radios::new(
                "on-agenda",
                format!("Was {label} on the agenda?"),
                answers,
            )
            .hint("An item of its own, or a decision about work with other organisations")
            .inline()
            .chosen(&typed.minutes.on_agenda)
            .errors(errors),
            decided: Textarea::new("decided", "What was decided?")
                .hint("If anything was. It goes into the next digest, which becomes public")
                .at_most(LONGEST_WORDS)
                .rows(3)
                .value(&typed.minutes.decided)
                .errors(errors),
            minute: Input::new("minute", "Where do the minutes say so?")
                .hint("For example, 26/114")
                .width(10)
                .value(&typed.minutes.minute)
                .errors(errors),
            answer: Button::new("Keep this answer"),
            actions,
            add_to: format!("{at}/actions"),
            token: FormToken::returned(&typed.action.token).to_string(),
            what: Textarea::new("what", "What is to be done?")
                .at_most(LONGEST_WORDS)
                .rows(2)
                .value(&typed.action.what)
                .errors(errors),
            owner: Input::new("owner", "Who sees to it?")
                .hint(format!(
                    "A role, such as Chief Nurse: digests become public. At most {LONGEST_LINE} characters"
                ))
                .value(&typed.action.owner)
                .errors(errors),
            due: due.errors(errors),
            add: Button::new("Add the action").secondary(),
        }
    }
}

fn table<'a>(
    address: &str,
    today: Day,
    actions: impl Iterator<Item = &'a board_action::Model>,
) -> Table {
    Table::new(
        "actions",
        "Actions that this meeting began",
        action_columns(),
    )
    .rows(actions.map(|action| action_row(address, today, action)))
    .empty("None yet.")
}

impl View for MinutesView {
    const TEMPLATE: &'static str = "boards/minutes";

    fn samples() -> Vec<Self> {
        let today = Day::new(2026, 11, 16).expect("a day");
        let (asked, actions) = samples(today);
        let meeting = asked[0].meeting.id;
        let typed = Typed::nothing(None);
        let mut errors = Errors::new();
        typed.minutes.parse(&mut errors);
        typed.action.parse(today, &mut errors);
        let view = |actions: &[board_action::Model], errors: &Errors| {
            let table = table("/boards/1", today, actions.iter());
            Self::new(
                "/boards/1",
                "system working",
                meeting,
                table,
                &typed,
                errors,
            )
        };
        vec![view(&[], &Errors::new()), view(&actions, &errors)]
    }
}

async fn page(
    chrome: Chrome,
    board: &KeptBoard,
    meeting: &meeting::Model,
    typed: Typed,
    errors: &Errors,
) -> Answer<Page<MinutesView>> {
    let address = address(board);
    let actions = boards::actions(board).await?;
    let of_meeting = actions
        .iter()
        .filter(|action| action.meeting_id == meeting.id);
    let table = table(&address, board.acting().today(), of_meeting);
    let label = &board.system().label;
    let view = MinutesView::new(&address, label, meeting.id, table, &typed, errors);
    let title = format!("What came of the meeting on {}", meeting.meets_on.long());
    Ok(Page::new(chrome, title, view)
        .caption(title_of(board))
        .back(
            format!("{address}/attention"),
            "Back to what came of meetings",
        )
        .errors(errors))
}

/// What was said before.
async fn said(board: &KeptBoard, meeting: MeetingId) -> Answer<Option<Minutes>> {
    let asked = boards::minutes(board).await?.into_iter();
    let said = asked
        .filter(|asked| asked.meeting.id == meeting)
        .find_map(|asked| asked.minutes);
    Ok(said.as_ref().map(Minutes::from))
}

/// What stands, in the words of the form.
fn standing(label: &str, said: Option<&Minutes>) -> SummaryList {
    let on_agenda = said.map(|said| if said.was_on_agenda { "Yes" } else { "No" });
    let words = |of: fn(&Minutes) -> &str| said.map(of).unwrap_or_default();
    SummaryList::new([
        SummaryRow::new(
            format!("Was {label} on the agenda?"),
            on_agenda.unwrap_or_default(),
        ),
        SummaryRow::new("What was decided?", words(|said| &said.decided)),
        SummaryRow::new("Where do the minutes say so?", words(|said| &said.minute)),
    ])
}

#[get("/boards/<board>/meetings/<meeting>/minutes")]
pub(in crate::boards::pages) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
) -> Answer<Page<MinutesView>> {
    let board = viewer.kept_board(board).await?;
    let meeting = boards::held_meeting(&board, meeting).await?;
    let typed = Typed::nothing(said(&board, meeting.id).await?.as_ref());
    page(chrome, &board, &meeting, typed, &Errors::new()).await
}

#[post("/boards/<board>/meetings/<meeting>/minutes", data = "<sent>")]
pub(in crate::boards::pages) async fn answer(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
    sent: Amending<MinutesForm>,
) -> Submitted<MinutesView> {
    let board = viewer.kept_board(board).await?;
    let meeting = boards::held_meeting(&board, meeting).await?;
    let mut errors = Errors::new();
    let said = sent.form.parse(&mut errors);
    let mut typed = Typed {
        minutes: sent.form,
        stood: sent.stood,
        action: ActionForm::default(),
    };
    let Some(said) = said else {
        return again(page(chrome, &board, &meeting, typed, &errors).await?);
    };
    match boards::answer(&board, meeting.id, &typed.stood, &said).await? {
        Amended::Done => {
            let to = format!("{}/meetings/{}/minutes", address(&board), meeting.id);
            Ok(Ok(done(
                to,
                "Your answer is kept. Add an action if the meeting began one.",
            )))
        }
        Amended::Overtaken(stands) => {
            typed.stood = Stood::of(&stands);
            let standing = standing(&board.system().label, stands.as_ref());
            let page = page(chrome, &board, &meeting, typed, &errors).await?;
            again(page.overtaken(standing))
        }
    }
}

#[post("/boards/<board>/meetings/<meeting>/actions", data = "<form>")]
pub(in crate::boards::pages) async fn add_action(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
    form: Posted<ActionForm>,
) -> Submitted<MinutesView> {
    let board = viewer.kept_board(board).await?;
    let meeting = boards::held_meeting(&board, meeting).await?;
    let mut form = form.0;
    let mut errors = Errors::new();
    if let Some(new) = form.parse(meeting.meets_on, &mut errors) {
        let token = FormToken::returned(&form.token);
        match boards::add_action(&board, meeting.id, &new, token).await? {
            Once::Now(_) | Once::Already(_) => {
                let to = format!("{}/meetings/{}/minutes", address(&board), meeting.id);
                return Ok(Ok(done(
                    to,
                    "The action comes back in each digest until it is done",
                )));
            }
            Once::Otherwise => {
                form.token = FormToken::new().to_string();
                errors.add(
                    "what",
                    "This form has already been sent, with other words. Send it again if this is another action",
                );
            }
        }
    }
    let typed = Typed {
        action: form,
        ..Typed::nothing(said(&board, meeting.id).await?.as_ref())
    };
    again(page(chrome, &board, &meeting, typed, &errors).await?)
}
