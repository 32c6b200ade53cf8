//! What waits for a secretary, of each of their boards: at the top of the page of boards.

use super::{board_address, title_of, title_of_board};
use crate::{
    access::KeptBoard,
    boards::{Outlook, calendar::Holidays},
    digests::{AtHand, Brief},
    kernel::words::counted,
    web::components::{Cell, Link, Row},
};

/// One row for each thing: a digest that is due or drafted, a question after a meeting, mail that did not arrive.
pub(super) fn rows(board: &KeptBoard, outlook: &Outlook, at_hand: &AtHand) -> Vec<Row> {
    let name = title_of_board(board);
    let at = board_address(board);
    let row = |words: String, to: String| {
        Row::default()
            .cell(Cell::link(Link::new(words, to)))
            .cell(Cell::new(&name))
    };
    let title = |digest: &Brief| title_of(board, digest.period(), digest.version);
    let address = |digest: &Brief| format!("{at}/digests/{}", digest.id);
    let mut rows = Vec::new();
    if let Some(period) = at_hand.due {
        let drafted = at_hand
            .drafts
            .iter()
            .any(|digest| digest.period() == period);
        if !drafted {
            let period = period.name(board.year_start());
            rows.push(row(format!("Compose the digest for {period}"), at.clone()));
        }
    }
    for draft in &at_hand.drafts {
        let words = format!("{}: a draft, not issued yet", title(draft));
        rows.push(row(words, address(draft)));
    }
    for meeting in &outlook.to_answer {
        let words = format!(
            "Say what came of the meeting on {}",
            meeting.meets_on.long()
        );
        rows.push(row(words, format!("{at}/meetings/{}/minutes", meeting.id)));
    }
    if let Some((digest, failed)) = &at_hand.undelivered {
        let number = i64::try_from(*failed).unwrap_or(0);
        let recipients = counted(number, "recipient", "recipients");
        let words = format!("{}: it did not reach {recipients}", title(digest));
        rows.push(row(words, address(digest)));
    }
    rows
}

/// When the next digest of a board is due, of the meetings to come that are known; none where no meeting is.
pub(super) fn next_due(
    board: &KeptBoard,
    outlook: &Outlook,
    holidays: &Holidays,
) -> Option<String> {
    let now = board.acting().now();
    let meetings = outlook.ahead.iter();
    let next = meetings
        .filter(|meeting| meeting.cancelled_at.is_none())
        .map(|meeting| outlook.terms.digest_due(holidays, meeting))
        .filter(|due_at| *due_at > now)
        .min();
    next.map(|due_at| due_at.long())
}
