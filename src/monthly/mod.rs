//! Monthly summaries: what a month added up to, by mail, to each member of staff of their own work and to each line
//! manager of their team in totals.
//!
//! On the first working day of a month at 8am in London, everybody with an account and an address gets of the month
//! that ended:
//! - **Own**: their entries, minutes, partners, the objectives these served and what they said changed. Nothing of
//!   anybody else.
//! - **Team**: how many of those they manage today have an objective agreed, how many took part where
//!   [`participation`](crate::participation::disclosure) lets a manager know, and how many objectives wait for their
//!   answer. Nothing to managers of fewer than the system's threshold, and never a name.
//!
//! Who has nothing to be told of gets nothing. Each kind can be stopped, on the account's page and by a link in the
//! mail, which shows a button; one click of a mail program does it too (RFC 8058). A system's administrators can switch
//! each kind off for all of it; from the moment they do, no more are written.
//!
//! Mails are written in pages of people, each in one transaction with the outbox's rows and with how far it has come,
//! so that a restart goes on where it stopped, two processes do each page once, and no more than a page of people is
//! ever in memory. A unique key has each person, month, kind and system once.

mod emails;
mod gather;
mod pages;
mod store;

pub use pages::{routes, samples};

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    access::{
        Acting, AdministeredSystem, Viewer, audit::Line, background, tokens::Token, viewer::Visitor,
    },
    boards::calendar::{Holidays, USUAL_HOUR},
    entities::monthly::MonthlyKind,
    kernel::{
        fault::{Answer, Fault},
        ids::{PersonId, SystemId},
        time::{Day, Instant},
        unharmed::{answered, unharmed},
    },
    mail,
    sign_in::Letterhead,
};

/// How many people are read and written to at once.
const PAGE: u64 = 500;
/// For how many days after they were due a month's summaries are still written: a service that was down catches up,
/// and one that is new does not begin with old news.
const WRITTEN_WITHIN: i32 = 7;

/// What one person did in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Own {
    entries: i64,
    minutes: i64,
    /// Names of organisations, each once.
    partners: BTreeSet<String>,
    /// Titles of their own objectives, each once.
    objectives: BTreeSet<String>,
    /// What they said changed, with the day, in the order of days.
    changed: Vec<(Day, String)>,
}

/// What a manager is told of a team, all of it totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TeamSummary {
    /// Those they manage today.
    people: i64,
    /// Those of them with an objective agreed.
    with_objective: i64,
    /// Those who were in the team's posts in the month, and those of them who took part; none where that is hidden.
    took_part: Option<(i64, i64)>,
    /// Objectives that wait for the manager's answer.
    waiting: i64,
}

impl TeamSummary {
    fn has_something_to_tell(&self) -> bool {
        self.with_objective > 0 || self.waiting > 0 || self.took_part.is_some()
    }
}

/// A person who can be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Addressee {
    id: PersonId,
    name: String,
    email: String,
}

/// The moment from which the summaries of the month before this day's are written: 8am in London on the first working
/// day of this day's month.
pub fn due_at(holidays: &Holidays, day: Day) -> Instant {
    holidays
        .working_days_after(day.first_of_month(), 0)
        .at_hour(USUAL_HOUR)
}

/// Writes the summaries that are due, and says how many; none where it is too early, too late or all is done. One
/// system that fails does not stop the rest, nor does one person over whose summary our code panics.
///
/// # Errors
/// Where the systems cannot be read.
pub async fn send_due(
    acting: &Acting,
    holidays: &Holidays,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let (now, today) = (acting.now(), acting.today());
    let due_at = due_at(holidays, today);
    if now < due_at || due_at.day().plus(WRITTEN_WITHIN) < today {
        return Ok(0);
    }
    let month_on = today.first_of_month().plus(-1).first_of_month();
    let mut written = 0;
    for system in background::systems(acting).await? {
        match answered(write_all(&system, month_on, letterhead)).await {
            Ok(count) => written += count,
            Err(fault) => {
                tracing::error!(%fault, system = %system.id(), "a system's monthly summaries could not be written");
            }
        }
    }
    Ok(written)
}

/// Writes what is left of a system's month, a page of people after the other.
async fn write_all(
    system: &AdministeredSystem,
    month_on: Day,
    letterhead: &Letterhead,
) -> Answer<usize> {
    let acting = system.acting();
    let mut around = gather::Around::of(system, month_on);
    let mut written = 0;
    loop {
        let run = store::run(system, month_on).await?;
        if run.finished_at.is_some() {
            return Ok(written);
        }
        // Asked for each page: a kind that is switched off in the middle stops there.
        let offs = off(system).await?;
        let page = store::people(system, run.after_person_id, PAGE).await?;
        let Some(last) = page.last().map(|addressee| addressee.id) else {
            let write = store::begin(acting).await?;
            store::finish(&write, &run, acting.now()).await?;
            write.commit().await?;
            return Ok(written);
        };
        let letters = letters_unharmed(&mut around, &page, &offs, letterhead).await?;
        let write = store::begin(acting).await?;
        // Whoever else has just written this page moved it on, and this one is dropped.
        if !store::advance(&write, &run, last).await? {
            continue;
        }
        let count = letters.len();
        let (rows, mails): (Vec<_>, Vec<_>) = letters.into_iter().unzip();
        if count > 0 {
            store::add(&write, system.id(), month_on, acting.now(), rows).await?;
            mail::queue_many(&write, acting.now(), &letterhead.host, mails).await?;
        }
        write.commit().await?;
        written += count;
    }
}

/// A mail as it is kept: whose, of what, and the token with which it is stopped.
type Row = (PersonId, MonthlyKind, Token);

/// The mails to a page of people. Where our code panics over the page it does each person's apart, and whoever it panics
/// over again gets none of this month: the log says so, and the rest get theirs.
async fn letters_unharmed(
    around: &mut gather::Around<'_>,
    page: &[Addressee],
    offs: &[MonthlyKind],
    letterhead: &Letterhead,
) -> Answer<Vec<(Row, mail::Mail)>> {
    if let Ok(letters) = unharmed(letters(around, page, offs, letterhead)).await {
        return letters;
    }
    // What was gathered around the page may be half of it.
    *around = around.afresh();
    let mut all = Vec::new();
    for addressee in page {
        let one = std::slice::from_ref(addressee);
        match unharmed(letters(around, one, offs, letterhead)).await {
            Ok(letters) => all.extend(letters?),
            Err(panicked) => {
                *around = around.afresh();
                not_written(addressee, &panicked);
            }
        }
    }
    Ok(all)
}

fn not_written(addressee: &Addressee, cause: &(dyn std::error::Error + 'static)) {
    tracing::error!(cause, person = %addressee.id, "a monthly summary could not be written, and is left out");
}

/// The mails to a page of people: a few statements, however many they are.
async fn letters(
    around: &mut gather::Around<'_>,
    page: &[Addressee],
    offs: &[MonthlyKind],
    letterhead: &Letterhead,
) -> Answer<Vec<(Row, mail::Mail)>> {
    let is_sent = |kind| !offs.contains(&kind);
    let ids: Vec<PersonId> = page.iter().map(|addressee| addressee.id).collect();
    let stops = store::stops(around.acting(), &ids).await?;
    let own = match is_sent(MonthlyKind::Own) {
        true => around.own(&ids).await?,
        false => BTreeMap::new(),
    };
    let teams = match is_sent(MonthlyKind::Team) {
        true => around.teams(&ids).await?,
        false => BTreeMap::new(),
    };
    let mut letters = Vec::new();
    for addressee in page {
        let wants = |kind| !stops.contains(&(addressee.id, kind));
        if let Some(own) = own.get(&addressee.id).filter(|_| wants(MonthlyKind::Own)) {
            let token = Token::new();
            match emails::own(around.about(), addressee, own, &token, letterhead) {
                Ok(mail) => letters.push(((addressee.id, MonthlyKind::Own, token), mail)),
                Err(fault) => not_written(addressee, &fault),
            }
        }
        let team = teams
            .get(&addressee.id)
            .filter(|_| wants(MonthlyKind::Team));
        if let Some(team) = team.filter(|team| team.has_something_to_tell()) {
            let token = Token::new();
            match emails::team(around.about(), addressee, team, &token, letterhead) {
                Ok(mail) => letters.push(((addressee.id, MonthlyKind::Team, token), mail)),
                Err(fault) => not_written(addressee, &fault),
            }
        }
    }
    Ok(letters)
}

/// The kinds that a system sends none of.
pub async fn off(system: &AdministeredSystem) -> Answer<Vec<MonthlyKind>> {
    let mut offs = store::offs(system.acting(), &[system.id()]).await?;
    let of_system = offs.remove(&system.id()).unwrap_or_default();
    Ok(of_system.into_iter().collect())
}

/// Sets which kinds a system sends, for everybody in it. Who stopped a kind stays without it when it is sent again.
/// Choosing the same again changes nothing.
pub async fn set_kinds(system: &AdministeredSystem, sent: &[MonthlyKind]) -> Answer<()> {
    let acting = system.acting();
    let before = off(system).await?;
    let write = store::begin(acting).await?;
    let mut is_changed = false;
    for &kind in MonthlyKind::ALL {
        is_changed |= store::set_sent(system, &write, kind, sent.contains(&kind)).await?;
    }
    if !is_changed {
        return Ok(());
    }
    let was: Vec<MonthlyKind> = MonthlyKind::ALL
        .iter()
        .filter(|kind| !before.contains(kind))
        .copied()
        .collect();
    Line::of("monthly summaries of the system chosen")
        .system(system.id())
        .subject(system.id().0)
        .from(json!({ "sent": was }))
        .to(json!({ "sent": sent }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// The kinds that somebody who signed in gets from none of their systems, whatever they choose.
async fn never_sent(viewer: &Viewer) -> Answer<Vec<MonthlyKind>> {
    let systems: Vec<SystemId> = viewer
        .seen_systems()
        .iter()
        .map(|system| system.id())
        .collect();
    let offs = store::offs(viewer.acting(), &systems).await?;
    let is_off_everywhere = |kind: &MonthlyKind| {
        systems
            .iter()
            .all(|system| offs.get(system).is_some_and(|off| off.contains(kind)))
    };
    let kinds = MonthlyKind::ALL.iter().copied();
    Ok(kinds
        .filter(|kind| !systems.is_empty() && is_off_everywhere(kind))
        .collect())
}

/// The kinds that somebody who signed in has stopped.
pub async fn stopped(viewer: &Viewer) -> Answer<Vec<MonthlyKind>> {
    let stops = store::stops(viewer.acting(), &[viewer.person_id()]).await?;
    Ok(stops.into_iter().map(|(_, kind)| kind).collect())
}

/// Keeps which kinds somebody who signed in wants; from the next month on. Choosing the same again changes nothing.
pub async fn choose(viewer: &Viewer, wanted: &[MonthlyKind]) -> Answer<()> {
    for &kind in MonthlyKind::ALL {
        set(
            viewer.acting(),
            viewer.person_id(),
            kind,
            wanted.contains(&kind),
        )
        .await?;
    }
    Ok(())
}

/// What a link in a summary stops. Whoever has the link may; the database knows only its hash.
pub struct Stoppable {
    acting: Acting,
    person: PersonId,
    kind: MonthlyKind,
    is_stopped: bool,
}

impl Stoppable {
    /// Of what the summaries are.
    pub fn kind(&self) -> MonthlyKind {
        self.kind
    }

    /// Whether they are stopped already.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }
}

/// What a link in a summary stops.
///
/// # Errors
/// Not found for a link that was never made.
pub async fn by_link(visitor: &Visitor, token: &str) -> Answer<Stoppable> {
    let token = Token::returned(token).ok_or(Fault::NotFound)?;
    let acting = visitor.acting_by_link();
    let (person, kind) = store::by_token(&acting, &token.hash())
        .await?
        .ok_or(Fault::NotFound)?;
    let is_stopped = store::stops(&acting, &[person])
        .await?
        .contains(&(person, kind));
    Ok(Stoppable {
        acting,
        person,
        kind,
        is_stopped,
    })
}

/// Stops them. Doing it again changes nothing.
pub async fn stop(stoppable: &Stoppable) -> Answer<()> {
    set(&stoppable.acting, stoppable.person, stoppable.kind, false).await
}

async fn set(acting: &Acting, person: PersonId, kind: MonthlyKind, is_wanted: bool) -> Answer<()> {
    let write = store::begin(acting).await?;
    if !store::set_wanted(&write, person, kind, is_wanted, acting.now()).await? {
        return Ok(());
    }
    Line::of("monthly summaries chosen")
        .subject(person.0)
        .from(json!({ "kind": kind, "wanted": !is_wanted }))
        .to(json!({ "kind": kind, "wanted": is_wanted }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
