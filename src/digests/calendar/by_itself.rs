//! Digests that go out by themselves: announced to the board's secretaries a working day before, issued when due, unless
//! one of them skips it.

use serde_json::json;

use crate::{
    access::{KeptBoard, audit::Line},
    boards::{
        self, Terms,
        calendar::{Holidays, period_covered},
    },
    digests::{Issued, addressed, emails, find, fingerprint, issue, read, store},
    entities::boards::meeting,
    kernel::{fault::Answer, ids::MeetingId, time::Instant},
    mail,
    sign_in::Letterhead,
};

/// Whether a meeting's digest goes out by itself: the board chose so, nobody skipped it, and there is somebody who would
/// get it. Without recipients it waits for its secretary, who is told.
pub(super) async fn goes(board: &KeptBoard, terms: Terms, meeting: MeetingId) -> Answer<bool> {
    Ok(terms.issues_itself
        && boards::skipped(board, meeting).await?.is_none()
        && !boards::recipients(board).await?.is_empty())
}

/// Tells the secretaries, once of one moment, that a digest goes out by itself.
pub(super) async fn give_notice(
    board: &KeptBoard,
    meeting: &meeting::Model,
    due_at: Instant,
    (terms, holidays): (Terms, &Holidays),
    letterhead: &Letterhead,
) -> Answer<()> {
    let acting = board.acting();
    let before = store::calendar::notice(board, meeting.id).await?;
    let period = period_covered(board.board().period_kind, due_at, board.year_start());
    let is_told = before
        .as_ref()
        .is_some_and(|before| before.due_at == due_at);
    if is_told
        || period.last_on < board.organisation().joined_on
        || is_issued(board, meeting.id).await?
        || store::discarding::is_discarded(board, period).await?
    {
        return Ok(());
    }
    let now = acting.now();
    let write = store::begin(acting).await?;
    let times = (due_at, now);
    if !store::calendar::give_notice(&write, meeting.id, before.as_ref(), times).await? {
        return Ok(());
    }
    for (secretary, email) in boards::secretaries(board, &write).await? {
        let goes_out = terms.goes_out(holidays, due_at, now);
        let told = emails::due::announcement(board, period, meeting, goes_out);
        let mail = boards::letter(board, (&secretary, email), told, letterhead)?;
        mail::queue(&write, now, &letterhead.host, mail).await?;
    }
    Line::of("digest announced")
        .organisation(board.organisation().id)
        .subject(meeting.id.0)
        .to(json!({ "board": board.id(), "period": period.key(), "due_at": due_at }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

async fn is_issued(board: &KeptBoard, meeting: MeetingId) -> Answer<bool> {
    let Some(link) = store::calendar::of_meeting(board, meeting).await? else {
        return Ok(false);
    };
    Ok(!find(board, link.digest_id).await?.is_draft())
}

/// Issues a meeting's draft as it stands, when its secretaries have had their notice.
pub(super) async fn issue_if_told(
    board: &KeptBoard,
    meeting: &meeting::Model,
    due_at: Instant,
    (terms, holidays): (Terms, &Holidays),
    letterhead: &Letterhead,
) -> Answer<()> {
    let Some(notice) = store::calendar::notice(board, meeting.id).await? else {
        return Ok(());
    };
    let is_time = terms.goes_out(holidays, due_at, notice.told_at) <= board.acting().now();
    let Some(link) = store::calendar::of_meeting(board, meeting.id).await? else {
        return Ok(());
    };
    let digest = find(board, link.digest_id).await?;
    if !is_time || notice.due_at != due_at || !digest.is_draft() {
        return Ok(());
    }
    let stands = read(board, &digest, &letterhead.base_url).await?;
    let checked = fingerprint(&stands, &addressed(board).await?)?;
    // If the secretary has just written in it, it goes out a quarter of an hour later, as it is then.
    if issue(board, &digest, &checked, letterhead).await? == Issued::Now {
        tracing::info!(board = %board.id(), "a digest went out by itself");
    }
    Ok(())
}
