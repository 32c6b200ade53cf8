//! Digests: one board's account for one period, drafted, commented, issued and kept as it was.
//!
//! A draft moves with the records. Issuing freezes the figures, the words, both parts of the mail, the chart, the board
//! paper and a checksum over them, and queues one delivery for each recipient, all in one transaction: a digest is never issued
//! without its mails, nor mailed without being issued. It is issued once, whoever asks again and whatever crashes,
//! because only a draft turns into an issued digest and a recipient has each sending of it once, by unique keys.
//! A correction is a new version, which says why it is one and which figures differ; what was issued stays.

mod again;
mod at_hand;
mod attention;
mod calendar;
mod compose;
mod desk;
mod discarding;
mod emails;
mod forms;
mod issuing;
mod links;
mod pages;
mod paper;
mod picture;
mod reading;
mod returns;
mod store;
mod stories;
mod versions;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    access::{KeptBoard, audit::Line},
    boards,
    entities::{
        boards::{DigestState, Wants, digest},
        mail::MailState,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, PeriodKind},
        stood::{Amended, Stood},
        time::Instant,
    },
    participation,
    web::download,
};

pub use again::{MOST_SENDINGS, send_again};
pub use at_hand::{AtHand, Brief, at_hand};
pub use attention::{Action, Followed, Met};
pub use calendar::follow_calendars;
pub use compose::{Account, Content, Earlier};
pub use desk::{Preview, TestSent, preview, send_test};
pub use discarding::discard;
pub use issuing::{addressed, chart_png, checksums, fingerprint, is_as_issued, issue};
pub use pages::{routes, samples};
pub use paper::{letters_without_print, paper};
pub use reading::read;
pub use returns::{take_returns, take_returns_of_mailbox, tell_of_failures};
pub use stories::{MOST_STORIES, choose_stories, chosen_stories};
pub use versions::{Version, correct, correction, may_be_corrected, versions};

/// Most characters of a commentary.
pub const LONGEST_COMMENTARY: usize = 4000;
/// Most characters of the reason for a correction.
pub const LONGEST_REASON: usize = 1000;
/// How many ended periods back a digest may be composed for.
const PERIODS_BACK: usize = 12;

/// A digest of a board that the viewer keeps.
#[derive(Debug)]
pub struct Digest {
    row: digest::Model,
}

/// What is frozen of a digest beside its mail: the figures for machines, and the words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The figures, and what they were compared with.
    pub account: Account,
    /// What was said of them.
    pub content: Content,
}

/// How one digest fares on its way to one recipient.
#[derive(Clone, Debug)]
pub struct DeliveryLine {
    /// Which.
    pub id: DeliveryId,
    /// To which of the board's recipients.
    pub recipient: RecipientId,
    /// The form it was sent in: whole or a link alone.
    pub wants: Wants,
    /// Which sending to this recipient it is, from 1.
    pub sending: i32,
    /// To whom.
    pub name: String,
    /// The address as it was when issued.
    pub email: String,
    /// Where its mail is.
    pub state: MailState,
    /// When the mail server took or refused it.
    pub settled_at: Option<Instant>,
    /// What the mail server said last.
    pub answer: Option<String>,
    /// Whether it came back after the mail server had taken it.
    pub returned: bool,
    /// The link with which its recipient reads it: until when, and whether it was withdrawn.
    pub link: Option<(Instant, bool)>,
}

/// How many of a digest's recipients have it. One who was sent it again is one still: what arrived once has arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The mail server took it, once at least.
    pub sent: usize,
    /// It waits for its time, or for the next try.
    pub waiting: usize,
    /// It will not arrive.
    pub failed: usize,
}

/// What came of issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issued {
    /// It is frozen, and its mails are queued.
    Now,
    /// It was issued before; nothing happened.
    Before,
    /// The records, or who gets it, have changed since it was checked; nothing happened.
    Changed,
}

impl Digest {
    /// Its id.
    pub fn id(&self) -> DigestId {
        self.row.id
    }

    /// The record.
    pub fn row(&self) -> &digest::Model {
        &self.row
    }

    /// Whether it is still a draft.
    pub fn is_draft(&self) -> bool {
        self.row.state == DigestState::Draft
    }

    /// The period it is for.
    pub fn period(&self) -> Period {
        Period::from_first(self.row.period_kind, self.row.first_on)
    }

    /// What is frozen of it; none of a draft.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn frozen(&self) -> Answer<Option<Frozen>> {
        self.row
            .figures
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(Fault::broken)
    }
}

/// The period of the board's kind that ended last.
pub fn last_ended(board: &KeptBoard) -> Period {
    let today = board.acting().today();
    Period::containing(board.board().period_kind, today, board.year_start()).previous()
}

/// The period whose digest is due, if one is: as [`AtHand::due`].
pub async fn due(board: &KeptBoard) -> Answer<Option<Period>> {
    let one = std::slice::from_ref(board);
    let outlooks = boards::outlooks(one).await?;
    let mut at_hand = at_hand(one, &outlooks).await?;
    Ok(at_hand.remove(&board.id()).and_then(|at_hand| at_hand.due))
}

/// The ended periods, latest first, that have no digest yet.
pub async fn undrafted(board: &KeptBoard) -> Answer<Vec<Period>> {
    let known = store::list(board).await?;
    let periods = std::iter::successors(Some(last_ended(board)), |period| Some(period.previous()));
    Ok(periods
        .take(PERIODS_BACK)
        .take_while(|period| board.organisation().joined_on <= period.last_on)
        .filter(|period| !known.iter().any(|digest| digest.period() == *period))
        .collect())
}

/// A board's digests, the latest first.
pub async fn list(board: &KeptBoard) -> Answer<Vec<Digest>> {
    store::list(board).await
}

/// One of a board's digests.
///
/// # Errors
/// Not found for another board's.
pub async fn find(board: &KeptBoard, id: DigestId) -> Answer<Digest> {
    store::find(board, id).await
}

/// Drafts the digest for a period that has ended; the draft that is there, if there is one.
///
/// # Errors
/// Refused for a period that runs, is of another kind, or has a digest that was issued.
pub async fn draft(board: &KeptBoard, period: Period) -> Answer<DigestId> {
    let acting = board.acting();
    if period.kind != board.board().period_kind || acting.today() <= period.last_on {
        return Err(Fault::refused(
            "A digest is for a period that has ended. Choose one that has.",
        ));
    }
    if let Some(latest) = store::latest(board, period).await? {
        return if latest.is_draft() {
            Ok(latest.id())
        } else {
            Err(Fault::refused(
                "The digest for this period has been issued. Open it to correct it.",
            ))
        };
    }
    // Nobody drafts what cannot be composed.
    participation::board_figures(board, period).await?;
    add_draft(board, period, 1, "").await
}

async fn add_draft(
    board: &KeptBoard,
    period: Period,
    version: i32,
    commentary: &str,
) -> Answer<DigestId> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let id = match store::add_draft(board, &write, period, version, commentary).await? {
        Some(id) => id,
        // Two asked at once: there is one draft, and both get it.
        None => {
            drop(write);
            return store::latest(board, period)
                .await?
                .map(|draft| draft.id())
                .ok_or(Fault::NotFound);
        }
    };
    store::discarding::forget(board, &write, period).await?;
    add_line_of_draft(board, &write, id, period, version).await?;
    write.commit().await?;
    Ok(id)
}

async fn add_line_of_draft(
    board: &KeptBoard,
    write: &Write,
    id: DigestId,
    period: Period,
    version: i32,
) -> Answer<()> {
    Line::of("digest drafted")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "board": board.id(), "period": period.key(), "version": version }))
        .write(board.acting(), write)
        .await
}

/// Keeps the secretary's words, if those that stand are still what the form was drawn with. Both stay in the audit trail:
/// what somebody wrote is never gone for good.
///
/// # Errors
/// Refused for a digest that was issued.
pub async fn comment(
    board: &KeptBoard,
    digest: &Digest,
    stood: &Stood,
    commentary: &str,
) -> Answer<Amended<String>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let Some(before) = store::hold_commentary(&write, digest.id()).await? else {
        return Err(Fault::refused(
            "This digest has been issued, and stays as it is. Correct it instead.",
        ));
    };
    if before == commentary {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    store::set_commentary(&write, digest.id(), commentary).await?;
    Line::of("digest commented")
        .organisation(board.organisation().id)
        .subject(digest.id().0)
        .from(json!({ "commentary": before }))
        .to(json!({ "commentary": commentary }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// How a digest fares on its way to each recipient, by name.
pub async fn deliveries(board: &KeptBoard, digest: &Digest) -> Answer<Vec<DeliveryLine>> {
    store::deliveries(board, digest.id()).await
}

/// Whether mail of the board's system is held, so that what waits keeps waiting.
pub async fn is_held(board: &KeptBoard) -> Answer<bool> {
    store::returns::is_held(board).await
}

/// Where a delivery is; in the order in which a recipient's best counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fare {
    /// It failed or came back.
    Failed,
    /// It is on its way.
    Waiting,
    /// The mail server took it, and it did not come back as far as we know.
    Sent,
}

impl Fare {
    fn of(state: MailState, returned: bool) -> Self {
        match state {
            _ if returned => Self::Failed,
            MailState::Sent => Self::Sent,
            MailState::Waiting | MailState::Sending => Self::Waiting,
            MailState::Failed => Self::Failed,
        }
    }
}

impl DeliveryLine {
    fn fare(&self) -> Fare {
        Fare::of(self.state, self.returned)
    }
}

/// How many of a digest's recipients have it.
pub fn progress(deliveries: &[DeliveryLine]) -> Progress {
    progress_of(
        deliveries
            .iter()
            .map(|delivery| (delivery.recipient, delivery.fare())),
    )
}

fn progress_of(fares: impl Iterator<Item = (RecipientId, Fare)>) -> Progress {
    let mut best: BTreeMap<RecipientId, Fare> = BTreeMap::new();
    for (recipient, fare) in fares {
        let so_far = best.entry(recipient).or_insert(fare);
        *so_far = fare.max(*so_far);
    }
    let count = |wanted| best.values().filter(|fare| **fare == wanted).count();
    Progress {
        sent: count(Fare::Sent),
        waiting: count(Fare::Waiting),
        failed: count(Fare::Failed),
    }
}

/// What a digest is called as a file of one kind: the same wherever it is taken away or carried.
fn file_name(board: &KeptBoard, digest: &Digest, ending: &str) -> String {
    let version = digest.row().version;
    download::file_name(&format!(
        "{}-digest-{}-version-{version}.{ending}",
        board.organisation().name,
        digest.period().key()
    ))
}

/// A period of the board's own kind, from its key.
fn period_of(board: &KeptBoard, key: &str) -> Option<Period> {
    Period::from_key(key, board.year_start())
        .filter(|period| period.kind == board.board().period_kind)
}

/// How often a digest of this kind comes, in words.
fn how_often(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Month => "every month",
        PeriodKind::Quarter => "every quarter",
        PeriodKind::Year => "every appraisal year",
    }
}
