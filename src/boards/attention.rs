//! Board attention: after each meeting its secretaries are asked one question, what came of it, and the actions it began
//! come back in each digest until they are done.
//!
//! The share of meetings with working across the system on the agenda is a figure of the system: of the meetings that
//! were held in twelve months and whose secretary has answered. Boards are no people and their minutes are public, so
//! nothing of it is hidden; it is of all boards together, and is shown with both its numbers and with how many meetings
//! have no answer.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    calendar::Holidays,
    emails,
    store::{self, attention},
};
use crate::{
    access::{Acting, KeptBoard, SeenSystem, audit::Line, background},
    entities::boards::{board_action, meeting, meeting_minutes},
    kernel::{
        fault::{Answer, Fault},
        ids::{BoardActionId, MeetingId},
        once::{FormToken, Once},
        stood::{Amended, Stood},
        time::Day,
        unharmed::answered,
    },
    mail,
    sign_in::Letterhead,
};

/// How many days after a meeting its secretaries are asked at the latest: what is longer past is not asked about by
/// mail, as when a board's past meetings become known.
const ASKED_WITHIN: i32 = 30;
/// How many days back a meeting can be answered for from the board's page.
pub(super) const ANSWERED_WITHIN: i32 = 366;

/// Fewest meetings of which a percentage is said.
const FEWEST_FOR_A_SHARE: i64 = 10;

/// What came of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Minutes {
    /// Whether working across the system was on the agenda.
    pub was_on_agenda: bool,
    /// What was decided; may be empty.
    pub decided: String,
    /// Where the minutes say so; may be empty.
    pub minute: String,
}

/// Something a board decided to have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAction {
    /// What.
    pub what: String,
    /// Who sees to it: a role.
    pub owner: String,
    /// By when.
    pub due_on: Day,
}

/// Whether an action is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Doing {
    /// When it was; none of one that is open.
    pub done_on: Option<Day>,
    /// What it led to; empty of one that is open.
    pub led_to: String,
}

impl From<&meeting_minutes::Model> for Minutes {
    fn from(said: &meeting_minutes::Model) -> Self {
        Self {
            was_on_agenda: said.was_on_agenda,
            decided: said.decided.clone(),
            minute: said.minute.clone(),
        }
    }
}

impl From<&board_action::Model> for Doing {
    fn from(action: &board_action::Model) -> Self {
        Self {
            done_on: action.done_on,
            led_to: action.led_to.clone(),
        }
    }
}

/// A meeting that was held, with what came of it, if its secretary has said.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The meeting.
    pub meeting: meeting::Model,
    /// What came of it.
    pub minutes: Option<meeting_minutes::Model>,
}

/// How much attention the boards of a system gave to working across it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// The first of the twelve months' days.
    pub first_on: Day,
    /// Their last.
    pub last_on: Day,
    /// Meetings held in them.
    pub held: i64,
    /// Those of them whose secretary has said what came of them: the denominator.
    pub answered: i64,
    /// Those of these with working across the system on the agenda.
    pub on_agenda: i64,
}

/// What a digest tells of its own board: the last meeting that was answered for, and actions that are open or were done
/// in its period or since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last meeting and what came of it.
    pub last: Option<(meeting::Model, meeting_minutes::Model)>,
    /// By the day they are due.
    pub actions: Vec<board_action::Model>,
}

/// Asks the secretaries of each board what came of a meeting, on the morning of the next working day, once; gives how
/// many meetings were asked about. One board that fails does not stop the rest.
///
/// # Errors
/// Where the boards cannot be read.
pub async fn ask_all(
    acting: &Acting,
    holidays: &Holidays,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let mut asked = 0;
    for board in background::boards(acting).await? {
        match answered(ask(&board, holidays, letterhead)).await {
            Ok(count) => asked += count,
            Err(fault) => {
                tracing::error!(%fault, board = %board.id(), "a board could not be asked what came of its meeting");
            }
        }
    }
    Ok(asked)
}

async fn ask(board: &KeptBoard, holidays: &Holidays, letterhead: &Letterhead) -> Answer<usize> {
    let acting = board.acting();
    let (now, today) = (acting.now(), acting.today());
    let hour = super::terms(board).await?.due_hour;
    let mut count = 0;
    for meeting in attention::unasked(board, today.plus(-ASKED_WITHIN)).await? {
        let asked_from = holidays.working_days_after(meeting.meets_on.plus(1), 0);
        if now < asked_from.at_hour(hour) {
            continue;
        }
        let write = store::begin(acting).await?;
        if !attention::set_asked(&write, meeting.id, now).await? {
            continue;
        }
        for (secretary, email) in store::secretaries(board, &write).await? {
            let told = emails::question(board, &meeting);
            let mail = emails::letter(board, (&secretary, email), told, letterhead)?;
            mail::queue(&write, now, &letterhead.host, mail).await?;
        }
        Line::of("meeting asked about")
            .organisation(board.organisation().id)
            .subject(meeting.id.0)
            .to(json!({ "board": board.id() }))
            .write(acting, &write)
            .await?;
        write.commit().await?;
        count += 1;
    }
    Ok(count)
}

/// One of the board's meetings that was held, today's too.
///
/// # Errors
/// Not found for another board's, one that was cancelled, or one to come.
pub async fn held_meeting(board: &KeptBoard, id: MeetingId) -> Answer<meeting::Model> {
    let meeting = super::meeting(board, id).await?;
    if board.acting().today() < meeting.meets_on {
        return Err(Fault::NotFound);
    }
    Ok(meeting)
}

/// The meetings of the last twelve months, the latest first, with what came of them.
pub async fn minutes(board: &KeptBoard) -> Answer<Vec<Asked>> {
    let today = board.acting().today();
    attention::held(board, today.plus(-ANSWERED_WITHIN), today).await
}

/// The meetings nobody has said anything of yet, the oldest first; today's is not yet asked about.
pub async fn to_answer(board: &KeptBoard) -> Answer<Vec<meeting::Model>> {
    let today = board.acting().today();
    let mut all: Vec<meeting::Model> = minutes(board)
        .await?
        .into_iter()
        .filter(|asked| asked.minutes.is_none() && asked.meeting.meets_on < today)
        .map(|asked| asked.meeting)
        .collect();
    all.reverse();
    Ok(all)
}

/// Says what came of a meeting, or corrects what was said, if that is still as it stood when the form was drawn.
///
/// # Errors
/// As [`held_meeting`].
pub async fn answer(
    board: &KeptBoard,
    id: MeetingId,
    stood: &Stood,
    said: &Minutes,
) -> Answer<Amended<Option<Minutes>>> {
    let acting = board.acting();
    held_meeting(board, id).await?;
    let write = store::begin(acting).await?;
    store::hold(&write, board.id()).await?;
    let before = attention::minutes_of(&write, id).await?;
    let before = before.as_ref().map(Minutes::from);
    if before.as_ref() == Some(said) {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    attention::set_minutes(board, &write, id, said).await?;
    let told = |said: &Minutes| json!({ "board": board.id(), "on_agenda": said.was_on_agenda, "decided": said.decided, "minute": said.minute });
    let mut line = Line::of("meeting answered for")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(told(said));
    if let Some(before) = &before {
        line = line.from(told(before));
    }
    line.write(acting, &write).await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// The board's actions: the open ones first, by the day they are due, then those done, the latest first.
pub async fn actions(board: &KeptBoard) -> Answer<Vec<board_action::Model>> {
    let mut all = attention::actions(board).await?;
    all.sort_by_key(|action| {
        (
            action.done_on.is_some(),
            action.done_on.map(std::cmp::Reverse),
            action.due_on,
        )
    });
    Ok(all)
}

/// One of the board's actions.
///
/// # Errors
/// Not found for another board's.
pub async fn action(board: &KeptBoard, id: BoardActionId) -> Answer<board_action::Model> {
    attention::action(board, id).await
}

/// Adds an action that a meeting began, once however often its form is sent.
///
/// # Errors
/// As [`held_meeting`].
pub async fn add_action(
    board: &KeptBoard,
    meeting: MeetingId,
    new: &NewAction,
    token: FormToken,
) -> Answer<Once<BoardActionId>> {
    let acting = board.acting();
    held_meeting(board, meeting).await?;
    let id = BoardActionId(token.id_for(meeting.0));
    let write = store::begin(acting).await?;
    if !attention::add_action(board, &write, (id, meeting), new).await? {
        drop(write);
        let there = attention::action(board, id).await?;
        let same = (&there.what, &there.owner, there.due_on) == (&new.what, &new.owner, new.due_on);
        return Ok(if same {
            Once::Already(id)
        } else {
            Once::Otherwise
        });
    }
    Line::of("action added")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "board": board.id(), "what": new.what, "owner": new.owner, "due_on": new.due_on }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Once::Now(id))
}

/// Marks an action done, with what it led to, or corrects that, if it is still as it stood when the form was drawn.
///
/// # Errors
/// Not found for another board's.
pub async fn finish_action(
    board: &KeptBoard,
    id: BoardActionId,
    stood: &Stood,
    doing: &Doing,
) -> Answer<Amended<Doing>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    store::hold(&write, board.id()).await?;
    let before = Doing::from(&attention::action_on(board, &write, id).await?);
    if before == *doing {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    attention::finish(&write, id, doing).await?;
    Line::of("action done")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(json!({ "done_on": before.done_on, "led_to": before.led_to }))
        .to(json!({ "board": board.id(), "done_on": doing.done_on, "led_to": doing.led_to }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// What a digest for a period that begins on this day tells of its board.
pub async fn standing(board: &KeptBoard, first_on: Day) -> Answer<Standing> {
    let last = minutes(board)
        .await?
        .into_iter()
        .find_map(|asked| Some((asked.meeting, asked.minutes?)));
    let mut actions = attention::actions(board).await?;
    actions.retain(|action| action.done_on.is_none_or(|done| first_on <= done));
    actions.sort_by_key(|action| (action.done_on, action.due_on));
    Ok(Standing { last, actions })
}

/// The system's figure, for the twelve months up to a day.
pub async fn attention_of(system: &SeenSystem, last_on: Day) -> Answer<Attention> {
    let first_on = Day(last_on.0.saturating_sub(jiff::Span::new().years(1))).plus(1);
    attention::count(system, first_on, last_on).await
}

impl Attention {
    /// "System working was on the agenda at 9 of 12 board meetings in Thames Valley (75%) …"; none where no meeting has an
    /// answer.
    pub fn sentence(&self, label: &str, system: &str) -> Option<String> {
        if self.answered == 0 {
            return None;
        }
        let mut letters = label.chars();
        let label: String = letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        let share = match self.answered {
            // Of a few meetings a percentage would say more than is known.
            ..FEWEST_FOR_A_SHARE => String::new(),
            answered => format!(" ({}%)", (200 * self.on_agenda + answered) / (2 * answered)),
        };
        let silent = match self.held - self.answered {
            0 => String::new(),
            1 => " 1 more was held and has no answer.".to_owned(),
            more => format!(" {more} more were held and have no answer."),
        };
        Some(format!(
            "{label} was on the agenda at {} of {} board meetings in {system}{share} in the 12 months to {}.{silent}",
            self.on_agenda,
            self.answered,
            self.last_on.long(),
        ))
    }
}
