//! A change of records, and the difference it makes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    advance_held,
    count::{EmploymentRecord, Frame, Sums},
    recount_held,
    store::{self, Held},
};
use crate::kernel::{database::Write, fault::Answer, ids::*, time::Day};

/// Employments whose records are about to change, and what they add to the tallies before they do.
#[must_use = "close it after the change, or the tallies stay as they were"]
#[derive(Debug)]
pub struct Opened {
    today: Day,
    employments: BTreeSet<EmploymentId>,
    held: BTreeMap<OrganisationId, Held>,
    /// What changes is dated on these days and is nothing but entries; none if it may be anything.
    work_of: Option<Vec<Day>>,
    /// The records before the change, where only their entries change.
    records: Vec<EmploymentRecord>,
    before: BTreeMap<OrganisationId, Sums>,
}

/// Begins a change of these employments' records: holds their organisations and remembers what they add.
///
/// Once in a transaction, before its first change, with every employment that the change touches.
pub async fn open(write: &Write, today: Day, employments: &[EmploymentId]) -> Answer<Opened> {
    opened(write, today, employments, None).await
}

/// The same for a change of nothing but entries, dated on these days before it or after it: the fewer the days, the
/// less is read.
pub async fn open_work(
    write: &Write,
    today: Day,
    employments: &[EmploymentId],
    days: &[Day],
) -> Answer<Opened> {
    opened(write, today, employments, Some(days.to_vec())).await
}

async fn opened(
    write: &Write,
    today: Day,
    employments: &[EmploymentId],
    work_of: Option<Vec<Day>>,
) -> Answer<Opened> {
    let held = by_id(store::hold_of(write, employments).await?);
    let mut opened = Opened {
        today,
        employments: employments.iter().copied().collect(),
        held,
        work_of,
        records: Vec::new(),
        before: BTreeMap::new(),
    };
    let frames = opened.frames();
    let (records, sums) = opened.sums(write, &frames).await?;
    opened.before = sums;
    if opened.work_of.is_some() {
        opened.records = records;
    }
    Ok(opened)
}

impl Opened {
    /// Ends the change: the tallies take the difference it made, and are advanced to today where days have passed.
    pub async fn close(self, write: &Write) -> Answer<()> {
        self.close_with(write, &[]).await
    }

    /// The same where the change has made new employments: they count from now on.
    ///
    /// If these are an organisation's only ones in the change, [`hold`](super::hold) it before the change.
    pub async fn close_with(mut self, write: &Write, also: &[EmploymentId]) -> Answer<()> {
        if !also.is_empty() {
            self.employments.extend(also);
            let mut newly_held = store::organisations_of(write, also).await?;
            newly_held.retain(|id| !self.held.contains_key(id));
            self.held
                .extend(by_id(store::hold(write, &newly_held).await?));
        }
        let frames = self.frames();
        let sums = match &self.work_of {
            Some(_) if also.is_empty() => self.sums_of_work(write, &frames).await?,
            _ => self.sums(write, &frames).await?.1,
        };
        self.apply(write, sums).await
    }

    /// Takes the difference to what was there before.
    async fn apply(
        self,
        write: &Write,
        mut differences: BTreeMap<OrganisationId, Sums>,
    ) -> Answer<()> {
        for (organisation, sums) in self.before {
            differences.entry(organisation).or_default().take(sums);
        }
        for (id, held) in &self.held {
            let Some(counted_to) = held.counted_to else {
                recount_held(write, held, self.today).await?;
                continue;
            };
            let differences = differences.remove(id).unwrap_or_default();
            let applied =
                store::settle(write, *id).await? && store::apply(write, *id, &differences).await?;
            if applied {
                advance_held(write, held, self.today).await?;
            } else {
                tracing::warn!(organisation = %id, "tallies were out of step with the records: counting afresh");
                recount_held(write, held, self.today.max(counted_to)).await?;
            }
        }
        Ok(())
    }

    /// What is looked at, up to the day each organisation is counted to; nothing for those that were never counted:
    /// they are counted whole.
    fn frames(&self) -> BTreeMap<OrganisationId, Frame> {
        self.held
            .iter()
            .filter_map(|(&id, held)| {
                let (membership, counted_to) = (&held.membership, held.counted_to?);
                Some(match &self.work_of {
                    Some(days) => (id, Frame::of_days(membership, counted_to, days)),
                    None => (id, Frame::new(membership, counted_to)),
                })
            })
            .collect()
    }

    /// What the employments add, as their records stand.
    async fn sums(
        &self,
        write: &Write,
        frames: &BTreeMap<OrganisationId, Frame>,
    ) -> Answer<(Vec<EmploymentRecord>, BTreeMap<OrganisationId, Sums>)> {
        let (mut all, mut sums) = (Vec::new(), BTreeMap::new());
        let Some(days) = days_of(frames) else {
            return Ok((all, sums));
        };
        let employments = Vec::from_iter(self.employments.iter().copied());
        for some in employments.chunks(store::EMPLOYMENTS_AT_ONCE) {
            let records = store::records(write.on(), some, days).await?;
            add(&mut sums, &records, frames);
            if self.work_of.is_some() {
                all.extend(records);
            }
        }
        Ok((all, sums))
    }

    /// The same where the entries alone have changed since the change was begun.
    async fn sums_of_work(
        &mut self,
        write: &Write,
        frames: &BTreeMap<OrganisationId, Frame>,
    ) -> Answer<BTreeMap<OrganisationId, Sums>> {
        let mut sums = BTreeMap::new();
        if let Some(days) = days_of(frames) {
            for some in self.records.chunks_mut(store::EMPLOYMENTS_AT_ONCE) {
                store::read_entries(write.on(), some, days).await?;
                add(&mut sums, some, frames);
            }
        }
        Ok(sums)
    }
}

fn add(
    sums: &mut BTreeMap<OrganisationId, Sums>,
    records: &[EmploymentRecord],
    frames: &BTreeMap<OrganisationId, Frame>,
) {
    for record in records {
        if let Some(frame) = frames.get(&record.organisation) {
            let sums = sums.entry(record.organisation).or_default();
            super::count::add(record, frame, sums);
        }
    }
}

/// The first and the last day on which an entry matters; none if there is nothing to count.
fn days_of(frames: &BTreeMap<OrganisationId, Frame>) -> Option<(Day, Day)> {
    let first = frames.values().filter_map(Frame::first_on).min()?;
    let last = frames.values().filter_map(Frame::last_on).max()?;
    Some((first, last))
}

fn by_id(held: Vec<Held>) -> BTreeMap<OrganisationId, Held> {
    held.into_iter().map(|held| (held.id, held)).collect()
}
