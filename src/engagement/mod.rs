//! Engagement: pieces of collaborative work, logged in seconds by whoever did them.
//!
//! An entry is its owner's: they list, amend and withdraw it, and nobody else sees it by name, unless they link it to
//! an objective, which their line manager sees too. Everybody else sees it in figures.

mod form;
mod forms;
mod pages;
mod partners;
mod store;
pub mod stories;

pub use form::{EntryForm, entry_form};
pub use pages::{routes, samples};

use crate::{
    access::{OwnEmployment, Viewer, presumed::Presumed},
    entities::engagement::entry,
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::{FormToken, Once},
        stood::Stood,
        time::Day,
        words::minutes,
    },
};

/// One piece of collaborative work, as its owner tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// When it was done.
    pub done_on: Day,
    /// For how long: 1 to 1,440 minutes, and no more of one day in all that somebody logs.
    pub minutes: i32,
    /// Of what kind, of the system's list.
    pub kind: EntryKindId,
    /// With which organisations, at least one; never one's own.
    pub partners: Vec<OrganisationId>,
    /// Which agreed objective of theirs it served, if they wish to say so to their line manager.
    pub objective: Option<ObjectiveId>,
    /// What changed because of it.
    pub changed: String,
    /// What got in the way, of the system's list.
    pub tension: Option<TensionKindId>,
    /// The same in their words.
    pub tension_words: String,
}

/// The proof that an entry is the viewer's own, and not withdrawn.
#[derive(Debug)]
pub struct OwnEntry {
    own: OwnEmployment,
    entry: entry::Model,
    work: Work,
}

impl OwnEntry {
    /// Its id.
    pub fn id(&self) -> EntryId {
        self.entry.id
    }

    /// In which employment the work was done.
    pub fn own(&self) -> &OwnEmployment {
        &self.own
    }

    /// What it says.
    pub fn work(&self) -> &Work {
        &self.work
    }

    /// The mark of what it says: a form that amends it brings it back.
    pub fn stood(&self) -> Stood {
        store::stood(self.own.id(), &self.work)
    }

    /// Whether it may still be amended: as long as work of its day may still be logged. It can always be withdrawn.
    pub fn can_be_amended(&self) -> bool {
        let earliest = self
            .own
            .acting()
            .today()
            .plus(-self.own.system().late_entry_days);
        earliest <= self.entry.done_on
    }
}

/// One of the viewer's own entries.
///
/// # Errors
/// Not found, where it does not exist, is withdrawn or is somebody else's.
pub async fn own_entry(viewer: &Viewer, id: EntryId) -> Answer<OwnEntry> {
    let entry = store::find(viewer.acting(), id)
        .await?
        .ok_or(Fault::NotFound)?;
    let own = viewer.own_employment(entry.employment_id)?;
    let work = store::work_of(viewer.acting(), &entry).await?;
    Ok(OwnEntry { own, entry, work })
}

/// What an entry can be logged with, kept for the form that is likely to be sent next.
pub(crate) struct Ready {
    offered: forms::Offered,
    all_own: AllOwn,
}

/// All employments of somebody, and where each is.
type AllOwn = Vec<(EmploymentId, OrganisationId)>;

/// What came of work that was to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logged {
    /// It is logged, once however often the form is sent.
    Once(Once<EntryId>),
    /// It is too long for its day, as a sentence.
    TooLong(String),
}

/// Logs work, once however often the form is sent.
///
/// # Errors
/// Refused on a day for which nothing can be logged: see [`why_not_on`].
pub async fn log(
    viewer: &Viewer,
    own: &OwnEmployment,
    work: Work,
    token: FormToken,
) -> Answer<Logged> {
    check_day(own, work.done_on)?;
    Ok(
        match store::logging::insert(own, &all_own(viewer), &work, token).await? {
            store::logging::Inserted::Once(once) => Logged::Once(once),
            store::logging::Inserted::TooLong(logged) => {
                Logged::TooLong(why_too_long(&work, logged).unwrap_or_default())
            }
        },
    )
}

/// Logs work in an employment that somebody was [`Ready`] to log in at an earlier request: false where anything is not as
/// it should be, and then nothing has happened.
async fn log_presumed(
    ready: &Presumed<Ready>,
    own: &OwnEmployment,
    work: &Work,
    token: FormToken,
) -> Answer<bool> {
    if why_not_on(own, work.done_on).is_some() {
        return Ok(false);
    }
    let all_own = &ready.presume().all_own;
    store::logging::insert_presumed(own, ready.revision(), all_own, work, token).await
}

fn all_own(viewer: &Viewer) -> AllOwn {
    let own = viewer.own_employments();
    own.iter()
        .map(|own| (own.id(), own.organisation().id))
        .collect()
}

/// What came of an entry that was to be amended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amended {
    /// It says so now.
    Now,
    /// It would be too long for its day, as a sentence.
    TooLong(String),
    /// It says something else by now than when the form was drawn, and has been left so.
    Overtaken,
}

/// Changes an entry that [stood](OwnEntry::stood) so when its form was drawn; `own` is the employment it is in from now
/// on.
///
/// # Errors
/// Refused when it is too late, or for a day on which nothing can be logged.
pub async fn amend(
    viewer: &Viewer,
    mine: &OwnEntry,
    stood: &Stood,
    own: &OwnEmployment,
    work: Work,
) -> Answer<Amended> {
    use store::amending;
    if !mine.can_be_amended() {
        return Err(Fault::refused(too_late(mine)));
    }
    check_day(own, work.done_on)?;
    let all_own = viewer.own_employments();
    Ok(
        match amending::amend(mine, own, &all_own, &work, stood).await? {
            amending::Amended::Now => Amended::Now,
            amending::Amended::Overtaken => Amended::Overtaken,
            amending::Amended::TooLong(logged) => {
                Amended::TooLong(why_too_long(&work, logged).unwrap_or_default())
            }
        },
    )
}

/// Withdraws an entry, at any time: it counts nowhere from now on.
pub async fn withdraw(mine: &OwnEntry) -> Answer<()> {
    store::amending::withdraw(mine).await
}

/// Why work of a day cannot be logged in an employment, as a sentence; none if it can.
///
/// Not in the future, no longer ago than the system allows, and only of days in post.
pub fn why_not_on(own: &OwnEmployment, day: Day) -> Option<String> {
    let today = own.acting().today();
    let late = own.system().late_entry_days;
    if today < day {
        return Some("The day must be today or in the past".to_owned());
    }
    if day < today.plus(-late) {
        return Some(format!(
            "The day must be {} or later: work can be logged for {late} days",
            today.plus(-late)
        ));
    }
    (!own.in_post_on(day)).then(|| {
        format!(
            "The day must be one on which you worked at {}",
            own.organisation().name
        )
    })
}

/// Minutes in a day: the most that somebody can have worked on it, wherever they are employed.
const DAY: i64 = 1440;

/// Why work is too long for its day, of which so many minutes are logged already, as a sentence; none if it is not.
fn why_too_long(work: &Work, logged: i64) -> Option<String> {
    let left = (DAY - logged).max(0);
    (left < i64::from(work.minutes)).then(|| {
        let so_far = format!(
            "You have logged {} on {} already, and a day has 24 hours",
            minutes(logged),
            work.done_on.long()
        );
        match left {
            0 => format!("{so_far}: amend or withdraw one of those entries first"),
            _ => format!("{so_far}: enter {left} minutes or fewer, or another day"),
        }
    })
}

fn check_day(own: &OwnEmployment, day: Day) -> Answer<()> {
    match why_not_on(own, day) {
        Some(sentence) => Err(Fault::refused(format!("{sentence}."))),
        None => Ok(()),
    }
}

/// What is said when an entry can no longer be amended.
fn too_late(mine: &OwnEntry) -> String {
    format!(
        "This work was done more than {} days ago. Its entry can no longer be amended, only withdrawn.",
        mine.own.system().late_entry_days
    )
}
