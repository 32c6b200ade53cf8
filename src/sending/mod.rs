//! Sending, as a system's administrators look at it: what of the system's mail waits, was sent or did not arrive, and
//! holding it while something is put right.
//!
//! They see how each mail fares, not to whom it goes or what it says: they get totals, never names. What is of one
//! system is its mail: digests, summaries, letters about objectives, and invitations. Links to sign in that somebody
//! asked for are nobody's, cannot be looked at, and are never held.

mod forms;
mod pages;
mod store;

pub use pages::{routes, samples};

use serde_json::json;

use crate::{
    access::{AdministeredSystem, audit::Line},
    entities::mail::{MailState, mail_pause, returns_failure},
    kernel::{fault::Answer, time::Instant},
};

/// Most mails of one look.
pub const MOST_SHOWN: u64 = 100;

/// Which mails are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Those that wait for their time or the next try, or are being sent; the next first.
    Waiting,
    /// Those that failed or came back, the latest first.
    Undelivered,
    /// Those that a mail server took and that did not come back, the latest first.
    Sent,
}

/// How many mails of the system are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting or being sent.
    pub waiting: u64,
    /// Failed or came back.
    pub undelivered: u64,
    /// Taken by a mail server.
    pub sent: u64,
}

/// How one mail fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailLine {
    /// The part of the address after the @.
    pub domain: String,
    /// Where it is on its way.
    pub state: MailState,
    /// Whether it came back after a mail server had taken it.
    pub returned: bool,
    /// When it was queued.
    pub created_at: Instant,
    /// When it is tried next, where it waits.
    pub due_at: Instant,
    /// When it was sent or failed.
    pub settled_at: Option<Instant>,
    /// How often it was tried.
    pub attempts: i32,
    /// What was said of it last.
    pub answer: Option<String>,
}

impl Look {
    /// All, in the order people are shown them.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Undelivered, Self::Sent];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Undelivered => "undelivered",
            Self::Sent => "sent",
        }
    }

    /// The one that a word in an address means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|look| look.word() == word)
    }
}

/// How many of the system's mails are where.
pub async fn counts(system: &AdministeredSystem) -> Answer<Counts> {
    store::counts(system).await
}

/// The system's mails of one look, at most [`MOST_SHOWN`].
pub async fn list(system: &AdministeredSystem, look: Look) -> Answer<Vec<MailLine>> {
    store::list(system, look).await
}

/// Where reports of mail that did not arrive cannot be read, since when and why: of the whole service, because a report
/// tells only when it is read whose mail it is of.
pub async fn failures(system: &AdministeredSystem) -> Answer<Vec<returns_failure::Model>> {
    store::failures(system).await
}

/// Since when, by whom and why the system's mail is held; none where it is not.
pub async fn pause(system: &AdministeredSystem) -> Answer<Option<(mail_pause::Model, String)>> {
    store::pause(system).await
}

/// Holds the system's mail: what waits keeps waiting, and what is queued from now on too. What is being handed over at
/// this moment is still sent. Holding it again changes nothing.
pub async fn hold(system: &AdministeredSystem, reason: &str) -> Answer<()> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    if !store::add_pause(system, &write, reason).await? {
        return Ok(());
    }
    Line::of("sending paused")
        .system(system.id())
        .subject(system.id().0)
        .to(json!({ "reason": reason }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Lets the system's mail go again: what became due meanwhile is sent at once.
pub async fn resume(system: &AdministeredSystem) -> Answer<()> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    let Some(pause) = store::end_pause(system, &write).await? else {
        return Ok(());
    };
    Line::of("sending resumed")
        .system(system.id())
        .subject(system.id().0)
        .from(json!({ "paused_at": pause.paused_at, "reason": pause.reason }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
