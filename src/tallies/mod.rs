//! Tallies: the counts behind every figure, kept in the same transaction as every change.
//!
//! A tally has five [`Counts`] for one organisation, period, staff group and place. What is counted is an employment's
//! record: its first and last day in post, its postings, its objectives' days in force and its entries.
//!
//! - **Periods** are the months, quarters and appraisal years with a day of the organisation's membership up to the
//!   day it is *counted to*.
//! - An employment is **staff** in a period if it is in post on at least one such day of it; one without a known
//!   start always was. It counts in one cell, of the staff group and place that were true on the last of those days;
//!   where no posting was true then, the latest before it; where none says a place, the organisation's.
//! - It is **with an objective** if one was in force on a day of the period up to the day counted to: from the day it
//!   was agreed to the day it was closed, both included, or to the end of its appraisal year.
//! - It **took part** if at least one entry, not withdrawn, is dated in the period up to the day counted to.
//! - Every staff group is tallied, volunteers too: what is a denominator is decided where figures are made.
//!
//! A verb that changes any of that does so between [`open`] and [`Opened::close`], once in its transaction and for all
//! the employments it changes. A staff list, which changes thousands, [`hold`]s its organisation before the first
//! change and is [`recount`]ed after the last. What changes an organisation's membership or place, or the start of the
//! system's appraisal year, recounts too.
//!
//! **Two writers at once** (PostgreSQL; SQLite has one) take turns by organisation, from [`open`] or [`hold`] to the
//! end of their transactions, by a lock on the organisation's row. So the records cannot change between being counted
//! before and after, no cell is changed by two at once, and nobody waits for each other in a circle.
//!
//! **Days pass.** Figures count *up to today*: an organisation counted to yesterday is [`advance`]d, which counts the
//! periods of the new days afresh. Every change does it on the way, and the clockwork for all.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    access::Acting,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::Period,
        time::Day,
    },
};

mod check;
mod count;
mod store;

pub use check::{Difference, check, repair};
pub use count::Counts;

use count::{CellKey, Frame, contributions};
use store::{Held, Of};

/// The counts of one organisation, staff group and place in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Whose.
    pub organisation: OrganisationId,
    /// When.
    pub period: Period,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// [`PlaceId::NONE`] where neither the person nor the organisation belongs to a place.
    pub place: PlaceId,
    /// The five counts.
    pub counts: Counts,
}

/// Employments whose records are about to change, and what they add to the tallies before they do.
#[must_use = "close it after the change, or the tallies stay as they were"]
#[derive(Debug)]
pub struct Opened {
    today: Day,
    employments: BTreeSet<EmploymentId>,
    held: BTreeMap<OrganisationId, Held>,
    before: Cells,
}

/// Counts by organisation and cell.
type Cells = BTreeMap<OrganisationId, BTreeMap<CellKey, Counts>>;

/// Begins a change of these employments' records: holds their organisations and remembers what they add.
///
/// Once in a transaction, before its first change, with every employment that the change touches.
pub async fn open(write: &Write, today: Day, employments: &[EmploymentId]) -> Answer<Opened> {
    let organisations = store::organisations_of(write, employments).await?;
    let held = by_id(store::hold(write, &organisations).await?);
    let employments = BTreeSet::from_iter(employments.iter().copied());
    let before = cells_of(write, &employments, &held).await?;
    Ok(Opened {
        today,
        employments,
        held,
        before,
    })
}

impl Opened {
    /// Ends the change: the tallies take the difference it made, and are advanced to today where days have passed.
    pub async fn close(self, write: &Write) -> Answer<()> {
        self.close_with(write, &[]).await
    }

    /// The same where the change has made new employments: they count from now on.
    ///
    /// If these are an organisation's only ones in the change, [`hold`] it before the change.
    pub async fn close_with(mut self, write: &Write, also: &[EmploymentId]) -> Answer<()> {
        self.employments.extend(also);
        let all = Vec::from_iter(self.employments.iter().copied());
        let mut newly_held = store::organisations_of(write, &all).await?;
        newly_held.retain(|id| !self.held.contains_key(id));
        self.held
            .extend(by_id(store::hold(write, &newly_held).await?));

        let mut differences = cells_of(write, &self.employments, &self.held).await?;
        for (organisation, cells) in self.before {
            let differences = differences.entry(organisation).or_default();
            for (key, counts) in cells {
                *differences.entry(key).or_default() -= counts;
            }
        }
        for (id, held) in &self.held {
            let Some(counted_to) = held.counted_to else {
                recount_held(write, held, self.today).await?;
                continue;
            };
            let mut differences = differences.remove(id).unwrap_or_default();
            differences.retain(|_, difference| !difference.is_nothing());
            if store::apply(write, *id, &differences).await? {
                advance_held(write, held, self.today).await?;
            } else {
                tracing::warn!(organisation = %id, "tallies were out of step with the records: counting afresh");
                recount_held(write, held, self.today.max(counted_to)).await?;
            }
        }
        Ok(())
    }
}

/// Keeps everybody else from changing what these organisations count, until this transaction ends.
///
/// For changes that are not made between [`open`] and close, before the first of them.
pub async fn hold(write: &Write, organisations: &[OrganisationId]) -> Answer<()> {
    let organisations = organisations.iter().copied().collect();
    store::hold(write, &organisations).await.map(drop)
}

/// Counts a whole organisation afresh from its records, up to today.
pub async fn recount(write: &Write, organisation: OrganisationId, today: Day) -> Answer<()> {
    recount_held(write, &held(write, organisation).await?, today).await
}

/// Brings an organisation's counts to today, if they are counted to a day before: the periods with a new day in them
/// are counted afresh, and no other can have changed.
pub async fn advance(write: &Write, organisation: OrganisationId, today: Day) -> Answer<()> {
    advance_held(write, &held(write, organisation).await?, today).await
}

/// Brings every organisation's counts to today, each in a transaction of its own, and says how many there were to
/// bring. One that fails stops no other; the first fault is answered at the end.
pub async fn advance_all(acting: &Acting) -> Answer<usize> {
    let today = acting.today();
    let counted = store::counted_days(acting).await?;
    let (mut advanced, mut first_fault) = (0, None);
    for organisation in store::organisations(acting).await? {
        if counted.get(&organisation).is_some_and(|&day| today <= day) {
            continue;
        }
        match advance_alone(acting, organisation, today).await {
            Ok(()) => advanced += 1,
            Err(fault) => {
                tracing::error!(%organisation, %fault, "tallies could not be advanced");
                first_fault.get_or_insert(fault);
            }
        }
    }
    first_fault.map_or(Ok(advanced), Err)
}

/// The day up to which an organisation is counted; none if it never was.
pub async fn counted_to(acting: &Acting, organisation: OrganisationId) -> Answer<Option<Day>> {
    store::counted_to(acting, organisation).await
}

/// The tallies of these organisations in one period, of all staff groups and places: one query.
pub async fn read(
    acting: &Acting,
    organisations: &[OrganisationId],
    period: Period,
) -> Answer<Vec<Tally>> {
    store::read(acting, organisations, &[period]).await
}

/// The same for several periods, for what is shown over time: one query still.
pub async fn read_each(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
) -> Answer<Vec<Tally>> {
    store::read(acting, organisations, periods).await
}

async fn held(write: &Write, organisation: OrganisationId) -> Answer<Held> {
    let mut held = store::hold(write, &BTreeSet::from([organisation])).await?;
    held.pop().ok_or(Fault::NotFound)
}

fn by_id(held: Vec<Held>) -> BTreeMap<OrganisationId, Held> {
    held.into_iter().map(|held| (held.id, held)).collect()
}

/// What employments add, as their records stand, each up to the day its organisation is counted to. Nothing for
/// organisations that were never counted: those are counted whole.
async fn cells_of(
    write: &Write,
    employments: &BTreeSet<EmploymentId>,
    held: &BTreeMap<OrganisationId, Held>,
) -> Answer<Cells> {
    let frames: BTreeMap<OrganisationId, Frame> = held
        .iter()
        .filter_map(|(&id, held)| Some((id, Frame::new(&held.membership, held.counted_to?))))
        .collect();
    let mut cells = Cells::new();
    let Some(since) = frames.values().filter_map(Frame::first_on).min() else {
        return Ok(cells);
    };
    let employments = Vec::from_iter(employments.iter().copied());
    for record in store::records(write, Of::Employments(&employments), since).await? {
        let Some(frame) = frames.get(&record.organisation) else {
            continue;
        };
        let cells = cells.entry(record.organisation).or_default();
        for (key, counts) in contributions(&record, frame) {
            *cells.entry(key).or_default() += counts;
        }
    }
    Ok(cells)
}

/// Fresh counts of an organisation in a frame's periods.
async fn fresh(
    write: &Write,
    organisation: OrganisationId,
    frame: &Frame,
) -> Answer<BTreeMap<CellKey, Counts>> {
    match frame.first_on() {
        None => Ok(BTreeMap::new()),
        Some(since) => {
            let records = store::records(write, Of::Organisation(organisation), since).await?;
            Ok(count::count(&records, frame))
        }
    }
}

async fn recount_held(write: &Write, held: &Held, today: Day) -> Answer<()> {
    let frame = Frame::new(&held.membership, today);
    let cells = fresh(write, held.id, &frame).await?;
    store::rewrite(write, held.id, None, &cells).await?;
    store::set_counted_to(write, held.id, today).await
}

async fn advance_held(write: &Write, held: &Held, today: Day) -> Answer<()> {
    let Some(counted_to) = held.counted_to else {
        return recount_held(write, held, today).await;
    };
    if today <= counted_to {
        return Ok(());
    }
    let frame = Frame::new(&held.membership, today).since(counted_to);
    let cells = fresh(write, held.id, &frame).await?;
    store::rewrite(write, held.id, Some(frame.periods()), &cells).await?;
    store::set_counted_to(write, held.id, today).await
}

async fn advance_alone(acting: &Acting, organisation: OrganisationId, today: Day) -> Answer<()> {
    let write = store::begin(acting).await?;
    advance(&write, organisation, today).await?;
    write.commit().await
}
