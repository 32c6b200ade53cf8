//! Forgetting people: each night those who left long ago, and one at once where the operator says so.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    due::{Former, Standing},
    store,
};
use crate::{
    access::{Acting, Actor, OwnRecords, audit::Line, nights},
    kernel::{
        fault::{Answer, Fault},
        ids::PersonId,
        time::Day,
        unharmed::answered,
        words::counted,
    },
};

/// How many who left are looked at in one reading.
const PAGE: u64 = 200;

/// How much there was of somebody who is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Employments that have no number, role, hours and manager any more.
    pub employments: u64,
    /// Objectives without words.
    pub objectives: u64,
    /// Entries without words.
    pub entries: u64,
    /// Mails that are emptied.
    pub mails: u64,
    /// Lines of the audit trail about them that say what was done and when, and no more.
    pub audit_lines: u64,
}

/// Forgets, once a night, everybody who [left long ago](super), and whoever was taken off a board's list as long ago,
/// each in a transaction of their own, so that nobody who writes waits for long, and a process that is stopped leaves
/// nobody half forgotten: who is left, the next night takes. Says how many there were; none if there is nothing to do
/// now. One who cannot be forgotten stops no other.
///
/// # Errors
/// Where those who left cannot be read.
pub async fn forget_due(acting: &Acting) -> Answer<Option<usize>> {
    let Some(years) = store::shortest(acting).await? else {
        return Ok(None);
    };
    if !nights::begins(acting, "people forgotten").await? {
        return Ok(None);
    }
    // Nobody is forgotten earlier than where they are kept shortest.
    let before = acting.today().years_before(years);
    let mut forgotten = forget_these(
        acting,
        store::due::roles_ended_before(acting, before).await?,
    )
    .await;
    let mut after = None;
    loop {
        let (people, last) = store::due::left_before(acting, before, after, PAGE).await?;
        if last.is_none() {
            // Those who were people here are forgotten by now, as recipients too.
            forgotten += forget_recipients(acting, before).await?;
            return Ok(Some(forgotten));
        }
        forgotten += forget_these(acting, people).await;
        after = last;
    }
}

async fn forget_these(acting: &Acting, people: BTreeSet<PersonId>) -> usize {
    let mut forgotten = 0;
    for person in people {
        match answered(forget_if_due(acting, person)).await {
            Ok(was_due) => forgotten += usize::from(was_due),
            Err(fault) => tracing::error!(%fault, %person, "somebody could not be forgotten"),
        }
    }
    forgotten
}

/// Recipients that a board took off its list: most were never people here, and have nothing else to be kept for.
async fn forget_recipients(acting: &Acting, before: Day) -> Answer<usize> {
    let mut forgotten = 0;
    for former in store::due::removed_before(acting, before).await? {
        match answered(forget_recipient(acting, former)).await {
            Ok(was_due) => forgotten += usize::from(was_due),
            Err(fault) => {
                tracing::error!(%fault, recipient = %former.id, "a recipient could not be forgotten");
            }
        }
    }
    Ok(forgotten)
}

async fn forget_recipient(acting: &Acting, former: Former) -> Answer<bool> {
    let write = store::begin(acting).await?;
    if !store::forgetting::forget_recipient(&write, &former, acting.now()).await? {
        return Ok(false);
    }
    Line::of("recipient forgotten")
        .subject(former.id.0)
        .organisation(former.organisation)
        .system(former.system)
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(true)
}

/// Whether they were due: asked once they are held, whatever was read before.
async fn forget_if_due(acting: &Acting, person: PersonId) -> Answer<bool> {
    let write = store::begin(acting).await?;
    let Some(standing) = store::due::standing(&write, person).await? else {
        return Ok(false);
    };
    if !standing.is_due(acting.today()) {
        return Ok(false);
    }
    store::forgetting::forget(&write, &standing, acting.now()).await?;
    line(&standing).write(acting, &write).await?;
    write.commit().await?;
    Ok(true)
}

/// Forgets one person at once, however long ago they left; with `is_dry`, says what would be, and changes nothing. For
/// the operator alone.
///
/// # Errors
/// Refused while they are in post or hold a role.
pub async fn forget(records: &OwnRecords, is_dry: bool) -> Answer<Forgotten> {
    let acting = records.acting();
    if !matches!(acting.actor(), Actor::Operator) {
        return Err(Fault::NotFound);
    }
    let write = store::begin(acting).await?;
    let standing = store::due::standing(&write, records.person().id).await?;
    let standing = standing.ok_or(Fault::NotFound)?;
    let (today, name) = (acting.today(), &standing.person.name);
    if let Some(at) = standing.in_post(today) {
        return Err(Fault::refused(format!(
            "{name} is in post at {}, so what is held on them is needed. Load a staff list without them first.",
            at.name
        )));
    }
    if let Some(held) = standing.holds(today) {
        return Err(Fault::refused(format!(
            "{name} holds the role “{}”. End it first.",
            held.role.label()
        )));
    }
    let forgotten = store::forgetting::forget(&write, &standing, acting.now()).await?;
    if !is_dry {
        line(&standing).write(acting, &write).await?;
        write.commit().await?;
    }
    Ok(forgotten)
}

/// That somebody was forgotten, and not who.
fn line(standing: &Standing) -> Line {
    let mut line = Line::of("person forgotten").subject(standing.person.id.0);
    let last = standing.work.iter().max_by_key(|at| at.ended_on);
    if let Some(at) = last {
        line = line.organisation(at.organisation);
        if let Some(system) = at.system {
            line = line.system(system);
        }
    }
    line
}

impl std::fmt::Display for Forgotten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |of: u64| i64::try_from(of).unwrap_or(i64::MAX);
        write!(
            f,
            "Name, address and account; the words of {} and {}; what tells of them in {}, {} and {}.",
            counted(number(self.objectives), "objective", "objectives"),
            counted(number(self.entries), "entry", "entries"),
            counted(number(self.employments), "employment", "employments"),
            counted(number(self.mails), "mail", "mails"),
            counted(
                number(self.audit_lines),
                "line of the audit trail",
                "lines of the audit trail"
            ),
        )
    }
}
