//! What waits for a secretary, of each of their boards: at the top of the page of boards.

use super::{address, board_address, title_of_board, title_of_digest};
use crate::{
    access::KeptBoard,
    boards::{self, calendar::Holidays, to_answer},
    digests::{self, progress},
    kernel::{fault::Answer, words::counted},
    web::components::{Cell, Link, Row},
};

/// One row for each thing: a digest that is due or drafted, a question after a meeting, mail that did not arrive.
pub(super) async fn rows(board: &KeptBoard) -> Answer<Vec<Row>> {
    let name = title_of_board(board);
    let at = board_address(board);
    let row = |words: String, to: String| {
        Row::default()
            .cell(Cell::link(Link::new(words, to)))
            .cell(Cell::new(&name))
    };
    let all = digests::list(board).await?;
    let mut rows = Vec::new();
    if let Some(period) = digests::due(board).await? {
        let drafted = all
            .iter()
            .any(|digest| digest.is_draft() && digest.period() == period);
        if !drafted {
            let period = period.name(board.year_start());
            rows.push(row(format!("Compose the digest for {period}"), at.clone()));
        }
    }
    for draft in all.iter().filter(|digest| digest.is_draft()) {
        let words = format!("{}: a draft, not issued yet", title_of_digest(board, draft));
        rows.push(row(words, address(board, draft)));
    }
    for meeting in to_answer(board).await? {
        let words = format!(
            "Say what came of the meeting on {}",
            meeting.meets_on.long()
        );
        rows.push(row(words, format!("{at}/meetings/{}/minutes", meeting.id)));
    }
    // Of earlier digests nobody does anything about it any more.
    if let Some(latest) = all.iter().find(|digest| !digest.is_draft()) {
        let failed = progress(&digests::deliveries(board, latest).await?).failed;
        if failed > 0 {
            let mails = counted(i64::try_from(failed).unwrap_or(0), "mail", "mails");
            let words = format!("{}: {mails} did not arrive", title_of_digest(board, latest));
            rows.push(row(words, address(board, latest)));
        }
    }
    Ok(rows)
}

/// When the next digest of a board is due, of the meetings to come that are known; none where no meeting is.
pub(super) async fn next_due(board: &KeptBoard, holidays: &Holidays) -> Answer<Option<String>> {
    let now = board.acting().now();
    let terms = boards::terms(board).await?;
    let meetings = boards::ahead(board).await?;
    let next = meetings
        .iter()
        .filter(|meeting| meeting.cancelled_at.is_none())
        .map(|meeting| terms.digest_due(holidays, meeting))
        .filter(|due_at| *due_at > now)
        .min();
    Ok(next.map(|due_at| due_at.long()))
}
