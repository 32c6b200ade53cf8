//! Digests by the calendar: a draft begins the moment it is due before a meeting, once, and its secretaries are
//! told; of a board that chose so it goes out by itself.

mod by_itself;

use serde_json::json;

use super::{add_line_of_draft, emails, store};
use crate::{
    access::{Acting, KeptBoard, audit::Line, background},
    boards::{
        self,
        calendar::{Holidays, period_covered},
    },
    entities::boards::meeting,
    kernel::{fault::Answer, time::Instant, unharmed::answered},
    mail, participation,
    sign_in::Letterhead,
};

/// Follows every board's calendar; gives how many digests became due. One board that fails, or whose digest our
/// code panics over, does not stop the rest.
///
/// # Errors
/// Where the boards cannot be read.
pub async fn follow_calendars(
    acting: &Acting,
    holidays: &Holidays,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let mut became_due = 0;
    for board in background::boards(acting).await? {
        match answered(follow_calendar(&board, holidays, letterhead)).await {
            Ok(count) => became_due += count,
            Err(fault) => {
                tracing::error!(%fault, board = %board.id(), "a board's calendar could not be followed");
            }
        }
    }
    Ok(became_due)
}

async fn follow_calendar(
    board: &KeptBoard,
    holidays: &Holidays,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let now = board.acting().now();
    let terms = boards::terms(board).await?;
    let mut became_due = 0;
    for meeting in boards::ahead(board).await? {
        let due_at = terms.digest_due(holidays, &meeting);
        let is_on = meeting.cancelled_at.is_none();
        let is_due = is_on && due_at <= now;
        let by_itself = is_on && by_itself::goes(board, terms, meeting.id).await?;
        if by_itself && terms.notice_due(holidays, due_at) <= now {
            by_itself::give_notice(board, &meeting, due_at, (terms, holidays), letterhead).await?;
        }
        match store::calendar::of_meeting(board, meeting.id).await? {
            None if is_due => {
                let began = begin(board, &meeting, due_at, by_itself, letterhead).await?;
                became_due += usize::from(began);
            }
            Some(_) if !is_due => take_back(board, &meeting).await?,
            _ => {}
        }
        if is_due && by_itself {
            by_itself::issue_if_told(board, &meeting, due_at, (terms, holidays), letterhead)
                .await?;
        }
    }
    Ok(became_due)
}

/// Whether the digest became due now, and not by another process.
async fn begin(
    board: &KeptBoard,
    meeting: &meeting::Model,
    due_at: Instant,
    by_itself: bool,
    letterhead: &Letterhead,
) -> Answer<bool> {
    let period = period_covered(board.board().period_kind, due_at, board.year_start());
    if period.last_on < board.organisation().joined_on
        || store::discarding::is_discarded(board, period).await?
    {
        return Ok(false);
    }
    // Nobody is told of what cannot be composed.
    participation::board_figures(board, period).await?;
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let known = store::calendar::latest_on(board, &write, period).await?;
    let (id, is_new) = match &known {
        Some(digest) => (digest.id(), false),
        None => match store::add_draft(board, &write, period, 1, "").await? {
            Some(id) => (id, true),
            None => return Ok(false),
        },
    };
    if !store::calendar::link(&write, meeting.id, id, is_new, due_at).await? {
        return Ok(false);
    }
    if is_new {
        add_line_of_draft(board, &write, id, period, 1).await?;
    }
    Line::of("digest due")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "board": board.id(), "meeting": meeting.id, "period": period.key(), "due_at": due_at }))
        .write(acting, &write)
        .await?;
    // One that was issued already waits for nobody, nor does one that goes out by itself.
    if !by_itself && known.is_none_or(|digest| digest.is_draft()) {
        for secretary in boards::secretaries(board, &write).await? {
            let told = emails::due::due(board, period, meeting, id);
            let mail = boards::letter(board, (&secretary.0, secretary.1), told, letterhead)?;
            mail::queue(&write, acting.now(), &letterhead.host, mail).await?;
        }
    }
    write.commit().await?;
    Ok(true)
}

/// A draft whose meeting was moved away or cancelled is not due any more. One that began for this meeting alone, and
/// that nobody has written in, goes; it begins again when it is due.
async fn take_back(board: &KeptBoard, meeting: &meeting::Model) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let Some(id) = store::calendar::unlink_draft(&write, meeting.id).await? else {
        return Ok(());
    };
    Line::of("digest not due any more")
        .organisation(board.organisation().id)
        .subject(id.0)
        .from(json!({ "board": board.id(), "meeting": meeting.id }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
