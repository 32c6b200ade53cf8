//! What entries add that are logged at once with others: worked out in memory, and written down with them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    count::{EmploymentRecord, Frame, Logged, Sums, add_one_more},
    held, recount_held,
    store::{self, Held},
};
use crate::{
    access::Acting,
    kernel::{
        database::{Question, Rows, Write},
        fault::Answer,
        ids::*,
        time::Day,
    },
};

/// Everything that what an employment's next entry adds depends on: its record with its entries of some days, and how
/// its organisation stands.
#[derive(Clone, Debug)]
pub struct Standing {
    held: Held,
    record: EmploymentRecord,
}

/// The question that keeps everybody else from changing what these organisations count, until its transaction ends.
pub fn locks(organisations: &BTreeSet<OrganisationId>) -> Question {
    store::locks(organisations)
}

/// Asks for them, where rows can be locked: on SQLite a transaction that writes is alone anyhow.
pub async fn lock(write: &Write, organisations: &BTreeSet<OrganisationId>) -> Answer<()> {
    store::lock(write, organisations).await
}

/// How employments stand, with their entries of these days. In a transaction that has [locked](lock) those to whom
/// something is added.
pub async fn standing(
    write: &Write,
    employments: &[EmploymentId],
    days: (Day, Day),
) -> Answer<Vec<Standing>> {
    let records = store::records(write.on(), employments, days).await?;
    let organisations = records.iter().map(|record| record.organisation).collect();
    let held = store::seen_of(write, &organisations).await?;
    let held: BTreeMap<_, _> = held.into_iter().map(|held| (held.id, held)).collect();
    Ok(records
        .into_iter()
        .filter_map(|record| {
            let held = held.get(&record.organisation)?.clone();
            Some(Standing { held, record })
        })
        .collect())
}

/// Adds what waits to the tallies of every organisation for which something does, in a transaction of its own each.
pub async fn settle_all(acting: &Acting) -> Answer<()> {
    for organisation in store::unsettled(acting).await? {
        settle(acting, organisation).await?;
    }
    Ok(())
}

/// The same for one. What waits is read and added up before: others who write are kept waiting only while it is put in
/// its place.
pub async fn settle(acting: &Acting, organisation: OrganisationId) -> Answer<()> {
    let waiting = store::waiting(acting, organisation).await?;
    if waiting.is_nothing() {
        return Ok(());
    }
    let write = holding(acting, organisation).await?;
    let settled = match store::forget_these(&write, organisation, &waiting).await? {
        true => store::apply(&write, organisation, &waiting.sums).await?,
        false => {
            // Somebody else has settled it meanwhile: whatever waits by now is read where nobody else can.
            drop(write);
            return settle_held(acting, organisation).await;
        }
    };
    commit_settled(acting, write, organisation, settled).await
}

async fn settle_held(acting: &Acting, organisation: OrganisationId) -> Answer<()> {
    let write = holding(acting, organisation).await?;
    let settled = store::settle(&write, organisation).await?;
    commit_settled(acting, write, organisation, settled).await
}

async fn holding(acting: &Acting, organisation: OrganisationId) -> Answer<Write> {
    let write = store::begin(acting).await?;
    // The figures are what they were.
    write.touches_nothing();
    super::hold(&write, &[organisation]).await?;
    Ok(write)
}

async fn commit_settled(
    acting: &Acting,
    write: Write,
    organisation: OrganisationId,
    is_in_step: bool,
) -> Answer<()> {
    if !is_in_step {
        tracing::warn!(%organisation, "tallies were out of step with the records: counting afresh");
        write.touches_anything();
        let held = held(&write, organisation).await?;
        recount_held(&write, &held, acting.today()).await?;
    }
    write.commit().await
}

impl Standing {
    /// Whose.
    pub fn employment(&self) -> EmploymentId {
        self.record.id
    }

    /// Where it is counted.
    pub fn organisation(&self) -> OrganisationId {
        self.record.organisation
    }

    /// Whether the tallies of its organisation are counted to today; if they are not, they are
    /// [advanced](super::advance) first.
    pub fn is_counted_to(&self, today: Day) -> bool {
        self.held.counted_to.is_some_and(|day| today <= day)
    }

    /// The minutes of its entries of a day.
    pub fn minutes_on(&self, day: Day) -> i64 {
        let of_day = self.record.logged.iter().filter(|one| one.done_on == day);
        of_day.map(|one| one.minutes).sum()
    }

    /// Adds an entry to its record, and what that comes to in the tallies to `differences`.
    pub fn log(&mut self, logged: Logged, differences: &mut Differences) {
        let Some(counted_to) = self.held.counted_to else {
            return;
        };
        let frame = Frame::of_days(&self.held.membership, counted_to, &[logged.done_on]);
        let of = differences.0.entry(self.held.id).or_default();
        add_one_more(&mut self.record, logged, &frame, of);
    }
}

/// What entries add to the tallies of organisations.
#[derive(Debug, Default)]
pub struct Differences(BTreeMap<OrganisationId, Sums>);

impl Differences {
    /// Adds others.
    pub fn add(&mut self, others: Self) {
        for (organisation, sums) in others.0 {
            self.0.entry(organisation).or_default().add_times(sums, 1);
        }
    }

    /// As rows that are to be written in the transaction of the entries; none where there is nothing.
    pub fn rows(&self) -> Answer<Option<Rows>> {
        store::rows_of_changes(&self.0)
    }
}
