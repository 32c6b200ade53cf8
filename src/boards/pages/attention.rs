//! What came of meetings: a board's page for its secretary, and the system's figure for everyone in it.

pub(super) mod action;
pub(super) mod minutes;

use rocket::get;
use serde::Serialize;

use super::meetings::title_of;
use crate::{
    access::{KeptBoard, Viewer},
    boards::{self, Asked, Attention},
    entities::boards::board_action,
    kernel::{
        fault::{Answer, Fault},
        ids::{BoardId, SystemId},
        templates::View,
        time::Day,
    },
    web::{
        chrome::Chrome,
        components::{Cell, Colour, Column, Inset, Link, Row, Table, Tag},
        page::Page,
    },
};

/// A board's meetings that were held, and its actions.
#[derive(Serialize)]
pub(super) struct AttentionView {
    meetings: Table,
    actions: Table,
    system: Link,
}

impl AttentionView {
    fn new(
        address: &str,
        system: SystemId,
        today: Day,
        meetings: &[Asked],
        actions: &[board_action::Model],
    ) -> Self {
        let held = ["Meeting", "On the agenda", "Decided", "Minute"].map(Column::new);
        let rows = meetings.iter().map(|asked| {
            let on = asked.meeting.meets_on.long();
            let to = format!("{address}/meetings/{}/minutes", asked.meeting.id);
            let (answer, decided, minute) = match &asked.minutes {
                Some(said) if said.was_on_agenda => {
                    ("Yes", said.decided.as_str(), said.minute.as_str())
                }
                Some(said) => ("No", "", said.minute.as_str()),
                None => ("", "", ""),
            };
            let answered = match answer {
                "" => Cell::tag(Tag::new("Not answered", Colour::Orange)),
                answer => Cell::new(answer),
            };
            Row::default()
                .cell(Cell::link(Link::new(on, to)))
                .cell(answered)
                .cell(Cell::new(decided))
                .cell(Cell::new(minute))
        });
        Self {
            meetings: Table::new("meetings", "Meetings of the last 12 months", held)
                .rows(rows)
                .empty("No meeting was held in the last 12 months, as far as the calendar says."),
            actions: Table::new("actions", "Actions", action_columns())
                .rows(
                    actions
                        .iter()
                        .map(|action| action_row(address, today, action)),
                )
                .empty("There is no action yet. Add one where you say what came of a meeting."),
            system: Link::new(
                "How often it was on the agenda across the system",
                format!("/attention?system={system}"),
            ),
        }
    }
}

fn action_columns() -> [Column; 4] {
    ["Action", "Seen to by", "Due", "State"].map(Column::new)
}

fn action_row(address: &str, today: Day, action: &board_action::Model) -> Row {
    let state = match action.done_on {
        Some(_) => Tag::new("Done", Colour::Green),
        None if action.due_on < today => Tag::new("Overdue", Colour::Orange),
        None => Tag::new("Open", Colour::Blue),
    };
    Row::default()
        .cell(Cell::link(Link::new(
            &action.what,
            format!("{address}/actions/{}", action.id),
        )))
        .cell(Cell::new(&action.owner))
        .cell(Cell::new(action.due_on.long()))
        .cell(Cell::tag(state))
}

impl View for AttentionView {
    const TEMPLATE: &'static str = "boards/attention";

    fn samples() -> Vec<Self> {
        let today = Day::new(2026, 11, 16).expect("a day");
        let (asked, actions) = samples(today);
        let system = SystemId::new();
        vec![
            Self::new("/boards/1", system, today, &[], &[]),
            Self::new("/boards/1", system, today, &asked, &actions),
        ]
    }
}

/// Invented meetings and actions of each state.
fn samples(today: Day) -> (Vec<Asked>, Vec<board_action::Model>) {
    use crate::{
        entities::boards::{meeting, meeting_minutes},
        kernel::{
            ids::{BoardActionId, MeetingId},
            time::Instant,
        },
    };
    let (board, at) = (BoardId::new(), Instant::midday(today));
    let asked = |days: i32, on_agenda: Option<bool>| {
        let meeting = meeting::Model {
            id: MeetingId::new(),
            board_id: board,
            meets_on: today.plus(-days),
            papers_due_on: today.plus(-days - 7),
            lead_days: 2,
            added_at: at,
            cancelled_at: None,
        };
        Asked {
            minutes: on_agenda.map(|was_on_agenda| meeting_minutes::Model {
                meeting_id: meeting.id,
                was_on_agenda,
                decided: "One discharge checklist for the whole place".into(),
                minute: "26/114".into(),
                answered_at: at,
            }),
            meeting,
        }
    };
    let action = |days: i32, done: bool| board_action::Model {
        id: BoardActionId::new(),
        board_id: board,
        meeting_id: MeetingId::new(),
        what: "Agree the checklist with the council".into(),
        owner: "Chief Nurse".into(),
        due_on: today.plus(days),
        added_at: at,
        done_on: done.then_some(today),
        led_to: if done {
            "It is in use on six wards."
        } else {
            ""
        }
        .into(),
    };
    (
        vec![
            asked(3, None),
            asked(60, Some(true)),
            asked(120, Some(false)),
        ],
        vec![action(30, false), action(-3, false), action(-3, true)],
    )
}

#[get("/boards/<board>/attention")]
pub(super) async fn of_board(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<AttentionView>> {
    let board = viewer.kept_board(board).await?;
    let (meetings, actions) = (
        boards::minutes(&board).await?,
        boards::actions(&board).await?,
    );
    let address = address(&board);
    let today = board.acting().today();
    let view = AttentionView::new(&address, board.system().id, today, &meetings, &actions);
    Ok(Page::new(chrome, "What came of meetings", view)
        .caption(title_of(&board))
        .wide()
        .back(address, "Back to the board"))
}

fn address(board: &KeptBoard) -> String {
    format!("/boards/{}", board.id())
}

/// The figure of the system.
#[derive(Serialize)]
pub(super) struct SystemView {
    figure: Inset,
    counts: Table,
    label: String,
}

impl SystemView {
    fn new(name: &str, label: &str, attention: &[(&str, Attention)]) -> Self {
        let sentence = attention
            .first()
            .and_then(|(_, latest)| latest.sentence(label, name));
        let columns = [
            Column::new("12 months"),
            Column::numeric("On the agenda"),
            Column::numeric("Of meetings answered for"),
            Column::numeric("Meetings held"),
        ];
        let rows = attention.iter().map(|(when, counts)| {
            Row::new([
                when.to_string(),
                counts.on_agenda.to_string(),
                counts.answered.to_string(),
                counts.held.to_string(),
            ])
        });
        Self {
            figure: Inset::new(sentence.unwrap_or_else(|| {
                "No board’s secretary has yet said what came of a meeting in the last 12 months.".into()
            })),
            counts: Table::new("attention", "Board meetings", columns).rows(rows),
            label: label.to_owned(),
        }
    }
}

impl View for SystemView {
    const TEMPLATE: &'static str = "boards/system-attention";

    fn samples() -> Vec<Self> {
        let day = |year| Day::new(year, 11, 16).expect("a day");
        let counts = |held, answered, on_agenda| Attention {
            first_on: day(2025).plus(1),
            last_on: day(2026),
            held,
            answered,
            on_agenda,
        };
        let rows = [
            ("To 16 November 2026", counts(12, 9, 7)),
            ("To 16 November 2025", counts(4, 0, 0)),
        ];
        vec![
            Self::new("Thames Valley", "system working", &rows),
            Self::new("Thames Valley", "system working", &rows[1..]),
        ]
    }
}

#[get("/attention?<system>")]
pub(super) async fn of_system(
    viewer: &Viewer,
    chrome: Chrome,
    system: Option<&str>,
) -> Answer<Page<SystemView>> {
    let seen = match system.filter(|text| !text.is_empty()) {
        Some(id) => viewer.seen_system(id.parse().map_err(|_| Fault::NotFound)?)?,
        None => viewer
            .seen_systems()
            .into_iter()
            .next()
            .ok_or(Fault::NotFound)?,
    };
    let today = seen.acting().today();
    let latest = boards::attention_of(&seen, today).await?;
    let before = boards::attention_of(&seen, latest.first_on.plus(-1)).await?;
    let (to, until) = (
        format!("To {}", latest.last_on.long()),
        format!("To {}", before.last_on.long()),
    );
    let name = seen.system().name.clone();
    let rows = [(to.as_str(), latest), (until.as_str(), before)];
    let view = SystemView::new(&name, &seen.system().label, &rows);
    Ok(Page::new(chrome, "Board attention", view)
        .caption(name)
        .back(format!("/trends?system={}", seen.id()), "Back to trends"))
}
