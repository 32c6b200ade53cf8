//! What a secretary is told by mail of a digest: that it is due, that it will go out by itself, or what became of it.

use crate::{
    access::KeptBoard,
    boards::Told,
    entities::boards::meeting,
    kernel::{ids::DigestId, periods::Period, time::Instant},
};

/// A digest is due before a meeting.
pub(in crate::digests) fn due(
    board: &KeptBoard,
    period: Period,
    meeting: &meeting::Model,
    digest: DigestId,
) -> Told {
    let period = period.name(board.year_start());
    Told {
        title: format!("The digest for {period} is ready for you to read"),
        reason: format!(
            "{}, {}, meets on {}, and its papers are due on {}. Its digest for {period} is due.",
            board.board().name,
            board.organisation().name,
            meeting.meets_on.long(),
            meeting.papers_due_on.long(),
        ),
        what_next: "The draft is ready for you to read. Nobody gets it until you have issued it. Read it here:",
        place: format!("/digests/{digest}"),
    }
}

/// Something happened to a digest: in few words, in full, and what can be done on its page.
pub(in crate::digests) fn notice(
    board: &KeptBoard,
    digest: DigestId,
    (title, reason, what_next): (String, &str, &'static str),
) -> Told {
    Told {
        title,
        reason: format!(
            "{}, {}: {reason}",
            board.board().name,
            board.organisation().name
        ),
        what_next,
        place: format!("/digests/{digest}"),
    }
}

/// A board's digest goes out by itself before a meeting.
pub(in crate::digests) fn announcement(
    board: &KeptBoard,
    period: Period,
    meeting: &meeting::Model,
    goes_out: Instant,
) -> Told {
    let period = period.name(board.year_start());
    Told {
        title: format!(
            "The digest for {period} goes out on {}",
            goes_out.day().long()
        ),
        reason: format!(
            "{}, {}, meets on {}. Its digest for {period} goes to its recipients by itself on {}, with the commentary it has by then.",
            board.board().name,
            board.organisation().name,
            meeting.meets_on.long(),
            goes_out.long(),
        ),
        what_next: "You need do nothing. If it should not go out by itself, skip it here:",
        place: format!("/meetings/{}", meeting.id),
    }
}
