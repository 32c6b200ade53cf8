//! The words of the subject: all that is held on somebody.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::kernel::time::{Day, Instant};

/// The name that is left of somebody who is forgotten: with it, and without an address, nobody is meant any more.
pub const NOBODY: &str = "Somebody who left";

/// All that is held on one person, with the latest of what may be long or the whole of it.
#[derive(Debug, Serialize)]
pub struct Held {
    /// When it was read.
    pub read_at: Instant,
    /// Who it is about.
    pub person: Person,
    /// How they sign in; none where they never did.
    pub account: Option<Account>,
    /// Links by mail with which a password is chosen.
    pub sign_in_links: Vec<SignInLink>,
    /// Roles, past ones too.
    pub roles: Vec<RoleHeld>,
    /// Employments, the latest first, each with its history.
    pub employments: Vec<Employment>,
    /// Objectives, the latest first.
    pub objectives: Part<Objective>,
    /// Entries, the latest first, withdrawn ones too.
    pub entries: Part<Entry>,
    /// What they chose of monthly summaries.
    pub summaries_stopped: Vec<SummaryStopped>,
    /// Which monthly summaries were written to them.
    pub summaries_written: Part<SummaryWritten>,
    /// Boards whose digests go, or went, to their address.
    pub digests_to_them: Vec<DigestsTo>,
    /// Mails to their address.
    pub mails: Part<MailKept>,
    /// The audit trail of what they did.
    pub done_by_them: Part<Line>,
    /// The audit trail of what others did to their records.
    pub done_to_their_records: Part<Line>,
}

/// Some of a list, the latest first, and how many there are in all.
#[derive(Debug)]
pub struct Part<T> {
    /// How many there are.
    pub count: u64,
    /// The latest of them, or all.
    pub latest: Vec<T>,
}

impl<T: Serialize> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.latest.serialize(serializer)
    }
}

/// Who it is about.
#[derive(Debug, Serialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their work email address.
    pub email: Option<String>,
    /// Since when they have been on record.
    pub on_record_since: Instant,
}

/// How they sign in.
#[derive(Debug, Serialize)]
pub struct Account {
    /// When the password was first chosen.
    pub opened_at: Instant,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Whether a password is kept, as a hash that nobody can read.
    pub has_password: bool,
    /// Browsers that are signed in, the latest first.
    pub sessions: Vec<Session>,
    /// Of each browser that is known, when somebody last signed in with it; the latest first.
    pub browsers_known: Vec<Instant>,
}

/// A browser that is signed in.
#[derive(Debug, Serialize)]
pub struct Session {
    /// When it signed in.
    pub begun_at: Instant,
    /// When it was last used, to the minute.
    pub last_seen_at: Instant,
}

/// A link by mail.
#[derive(Debug, Serialize)]
pub struct SignInLink {
    /// When it was made.
    pub made_at: Instant,
    /// The address it was sent to, where that is kept.
    pub sent_to: Option<String>,
    /// Until when it can be used.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

/// A role.
#[derive(Debug, Serialize)]
pub struct RoleHeld {
    /// "Board secretary".
    pub role: &'static str,
    /// Over what.
    pub over: String,
    /// From this day.
    pub from_on: Day,
    /// The first day on which it is no longer held.
    pub to_on: Option<Day>,
}

/// An employment.
#[derive(Debug, Serialize)]
pub struct Employment {
    /// Where.
    pub organisation: String,
    /// In which system.
    pub system: String,
    /// The organisation's number for them.
    pub employee_number: Option<String>,
    /// First day in post, where it is known.
    pub started_on: Option<Day>,
    /// Last day in post.
    pub ended_on: Option<Day>,
    /// What was true when, the earliest first.
    pub history: Vec<Posting>,
}

/// What was true of an employment.
#[derive(Debug, Serialize)]
pub struct Posting {
    /// From this day.
    pub from_on: Day,
    /// To this day.
    pub to_on: Option<Day>,
    /// The system's staff group.
    pub staff_group: Option<String>,
    /// The employer's own words for it.
    pub staff_group_in_their_words: String,
    /// The place.
    pub place: Option<String>,
    /// What they do.
    pub job_role: Option<String>,
    /// The band.
    pub band: Option<String>,
    /// Full-time equivalent: 1 is full time.
    pub fte: Option<f64>,
    /// The line manager's name.
    pub line_manager: Option<String>,
}

/// An objective with its history.
#[derive(Debug, Serialize)]
pub struct Objective {
    /// Where.
    pub organisation: String,
    /// First day of its appraisal year.
    pub year_on: Day,
    /// Its title.
    pub title: String,
    /// What will be achieved.
    pub what: String,
    /// By when.
    pub due_on: Day,
    /// Why working together helps.
    pub purpose: String,
    /// At which level.
    pub level: &'static str,
    /// Where it is in its life.
    pub state: &'static str,
    /// When it was agreed.
    pub agreed_on: Option<Day>,
    /// When it was closed.
    pub closed_on: Option<Day>,
    /// With whom.
    pub partners: Vec<String>,
    /// Which themes it serves.
    pub themes: Vec<String>,
    /// Which priorities it serves.
    pub priorities: Vec<String>,
    /// What happened to it, the earliest first.
    pub steps: Vec<Step>,
}

/// A step in an objective's history.
#[derive(Debug, Serialize)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// Which side took it.
    pub side: &'static str,
    /// What was done.
    pub step: &'static str,
    /// The words that went with it.
    pub words: String,
    /// The outcome, where it was closed.
    pub outcome: Option<&'static str>,
}

/// A piece of work.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// As whose member of staff.
    pub organisation: String,
    /// When it was done.
    pub done_on: Day,
    /// How long it took.
    pub minutes: i32,
    /// What kind of work.
    pub kind: String,
    /// With whom.
    pub partners: Vec<String>,
    /// The title of the objective it is linked to.
    pub objective: Option<String>,
    /// What changed.
    pub changed: String,
    /// What got in the way.
    pub tension: Option<String>,
    /// The same in their words.
    pub tension_words: String,
    /// When it was logged.
    pub logged_at: Instant,
    /// When it was last amended.
    pub amended_at: Option<Instant>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
    /// What their board may quote of it.
    pub story: Option<Story>,
}

/// What a board may quote.
#[derive(Debug, Serialize)]
pub struct Story {
    /// In these words.
    pub words: String,
    /// Since when.
    pub offered_at: Instant,
}

/// A kind of monthly summary that they want no more of.
#[derive(Debug, Serialize)]
pub struct SummaryStopped {
    /// Of what it is.
    pub kind: &'static str,
    /// Since when.
    pub stopped_at: Instant,
}

/// A monthly summary.
#[derive(Debug, Serialize)]
pub struct SummaryWritten {
    /// First day of the month.
    pub month_on: Day,
    /// Of what it is.
    pub kind: &'static str,
    /// When it was written.
    pub written_at: Instant,
}

/// A board whose digests go to their address.
#[derive(Debug, Serialize)]
pub struct DigestsTo {
    /// Whose board.
    pub organisation: String,
    /// Which.
    pub board: String,
    /// The name they are sent under.
    pub name: String,
    /// Since when.
    pub added_at: Instant,
    /// Until when.
    pub removed_at: Option<Instant>,
    /// What they chose to get.
    pub wants: &'static str,
}

/// A mail to them. What it said goes when it is sent.
#[derive(Debug, Serialize)]
pub struct MailKept {
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub written_at: Instant,
    /// Where it is on its way.
    pub state: &'static str,
    /// When it was sent, or given up.
    pub settled_at: Option<Instant>,
}

/// A line of the audit trail.
#[derive(Debug, Serialize)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// What was done.
    pub act: String,
    /// Who did it: they themselves, or a word for who else.
    pub by: &'static str,
    /// At which organisation.
    pub organisation: Option<String>,
    /// Whether it was done to their own records; what it was of others is not theirs to read.
    pub to_their_own: bool,
    /// What was true before, of their own records.
    pub from: Option<Value>,
    /// What was true after, of their own records.
    pub to: Option<Value>,
}
