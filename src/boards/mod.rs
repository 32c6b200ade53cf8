//! Boards: an organisation's board or committee, its secretary, and whom its digests go to.
//!
//! A system's administrator opens a board and names its secretary; the secretary, who needs no other role, keeps its
//! recipients. A recipient needs no account: a digest comes to them by mail.

mod agenda;
mod attention;
pub mod calendar;
mod emails;
mod forms;
mod listing;
mod meetings;
mod outlook;
mod pages;
pub mod papers;
mod planning;
mod skipping;
mod store;
mod terms;

use serde::Serialize;
use serde_json::json;

use crate::{
    access::{AdministeredSystem, KeptBoard, audit::Line},
    entities::boards::{Wants, recipient},
    kernel::{database::Write, fault::Answer, ids::*, periods::PeriodKind},
    sign_in::{self, Letterhead},
};

pub use agenda::{agenda_item, set_agenda_item};
pub use attention::{
    Asked, Attention, Doing, Minutes, NewAction, Standing, action, actions, add_action, answer,
    ask_all, attention_of, finish_action, held_meeting, minutes, standing, to_answer,
};
pub use emails::{Told, letter};
pub use listing::{Confirmed, Listed, Row, add_listed, plan_list};
pub use meetings::{
    Dates, LONGEST_BEFORE, MOST_YEARS_AHEAD, add_meeting, ahead, cancel_meeting, change_meeting,
    last_meeting, meeting,
};
pub use outlook::{Outlook, outlooks};
pub use pages::{routes, samples};
pub use planning::{
    Added, Cancelled, Carried, Known, LeftOut, Moved, Plan, Wanted, YEARS_AHEAD, carry_out,
    last_planned, plan_meetings,
};
pub use skipping::{Skip, skip, skipped, unskip};
pub use terms::{Terms, set_terms, terms};

/// Most recipients one board may have.
pub const MOST_RECIPIENTS: usize = 200;

/// Someone named with an address: a secretary or a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Addressee {
    /// Their name.
    pub name: String,
    /// Their address, in lower case.
    pub email: String,
}

/// A board to be opened.
#[derive(Clone, Debug)]
pub struct NewBoard {
    /// Whose board it is.
    pub organisation: OrganisationId,
    /// Its name, unique in its organisation.
    pub name: String,
    /// How long a period its digests cover.
    pub period_kind: PeriodKind,
    /// Who keeps it.
    pub secretary: Addressee,
}

/// A board as a system's administrator sees it.
#[derive(Clone, Debug)]
pub struct BoardLine {
    /// Which.
    pub id: BoardId,
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub organisation: String,
    /// How long a period its digests cover.
    pub period_kind: PeriodKind,
    /// Who keeps it.
    pub secretaries: Vec<String>,
    /// How many its digests go to.
    pub recipients: usize,
}

/// What came of a change that a unique name or address may stand against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It was done.
    Done(T),
    /// There is one of that name or address already.
    Taken,
}

/// Opens a board, gives its secretary the role, and invites them where they have no password yet.
///
/// # Errors
/// Not found for an organisation of another system.
pub async fn open(
    system: &AdministeredSystem,
    new: &NewBoard,
    letterhead: &Letterhead,
) -> Answer<Outcome<BoardId>> {
    let acting = system.acting();
    let organisation = store::organisation(system, new.organisation).await?;
    let write = store::begin(acting).await?;
    let Some(board) = store::add_board(acting, &write, new).await? else {
        return Ok(Outcome::Taken);
    };
    let secretary = store::find_or_add_person(acting, &write, &new.secretary).await?;
    store::grant_secretary(acting, &write, &organisation, board, secretary).await?;
    let of = (organisation.name.as_str(), system.id());
    sign_in::invite_person(acting, &write, secretary, of, letterhead).await?;
    Line::of("board opened")
        .system(system.id())
        .organisation(organisation.id)
        .subject(board.0)
        .to(json!({ "name": new.name, "period": new.period_kind.word(), "secretary": new.secretary.email }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Outcome::Done(board))
}

/// The boards of a system, by organisation and name.
pub async fn list(system: &AdministeredSystem) -> Answer<Vec<BoardLine>> {
    store::list(system).await
}

/// The organisations that may have a board: the system's members today.
pub async fn organisations(system: &AdministeredSystem) -> Answer<Vec<(OrganisationId, String)>> {
    store::organisations(system).await
}

/// Name and address of each secretary the board has today, by id.
pub async fn secretaries(board: &KeptBoard, write: &Write) -> Answer<Vec<(String, String)>> {
    store::secretaries(board, write).await
}

/// Whom a board's digests go to, by name.
pub async fn recipients(board: &KeptBoard) -> Answer<Vec<recipient::Model>> {
    store::recipients(board).await
}

/// Adds a recipient; one who was removed before comes back.
///
/// # Errors
/// Refused where there are too many.
pub async fn add_recipient(board: &KeptBoard, new: &Addressee) -> Answer<Outcome<()>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    if store::recipients_on(&write, board).await?.len() >= MOST_RECIPIENTS {
        return Err(crate::kernel::fault::Fault::refused(format!(
            "A board can have {MOST_RECIPIENTS} recipients. Add a mailing list instead of single people."
        )));
    }
    let outcome = add_within(board, &write, new).await?;
    if outcome == Outcome::Done(()) {
        write.commit().await?;
    }
    Ok(outcome)
}

/// Adds a recipient within a transaction that looks after how many there may be.
async fn add_within(board: &KeptBoard, write: &Write, new: &Addressee) -> Answer<Outcome<()>> {
    let acting = board.acting();
    let Some(id) = store::add_recipient(acting, write, board, new).await? else {
        return Ok(Outcome::Taken);
    };
    Line::of("recipient added")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "board": board.id(), "name": new.name, "email": new.email }))
        .write(acting, write)
        .await?;
    Ok(Outcome::Done(()))
}

/// Whether a recipient gets the board's next digest: they want it, and mail reaches them as far as we know.
pub fn gets_digests(recipient: &recipient::Model) -> bool {
    recipient.wants != Wants::Nothing && recipient.unreachable_at.is_none()
}

/// Takes a recipient for reachable again, because what stood in the way is put right. If mail still does not arrive,
/// that becomes known again.
///
/// # Errors
/// Not found for another board's recipient, or one who was removed.
pub async fn try_recipient_again(board: &KeptBoard, id: RecipientId) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let Some(before) = store::set_reachable(&write, board, id).await? else {
        return Ok(());
    };
    Line::of("recipient tried again")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(json!({ "board": board.id(), "email": before.email, "said": before.unreachable_because }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Removes a recipient: later digests do not go to them. What they were sent stays in the record.
///
/// # Errors
/// Not found for another board's recipient, or one who is removed already.
pub async fn remove_recipient(board: &KeptBoard, id: RecipientId) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let removed = store::remove_recipient(acting, &write, board, id).await?;
    Line::of("recipient removed")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(json!({ "board": board.id(), "name": removed.name, "email": removed.email }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
