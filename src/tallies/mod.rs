//! Tallies: the counts behind every figure, kept in the same transaction as every change.
//!
//! A tally has five [`Counts`] for one organisation, period, staff group and place. What is counted is an employment's
//! record: its first and last day in post, its postings, its objectives' days in force and its entries.
//!
//! - **Periods** are the months, quarters and appraisal years with a day of the organisation's membership up to the
//!   day it is *counted to*.
//! - An employment is **staff** in a period if it is in post on at least one such day of it; one without a known
//!   start always was. It counts in one cell, of the staff group and place that were true on the last of those days;
//!   where no posting was true then, the latest before it, and before the first of them, the first; where none says a
//!   place, the organisation's.
//! - It is **with an objective** if one was in force on a day of the period up to the day counted to: from the day it
//!   was agreed to the day it was closed, both included, or to the end of its appraisal year.
//! - It **took part** if at least one entry, not withdrawn, is dated in the period up to the day counted to.
//! - Every staff group is tallied, volunteers too: what is a denominator is decided where figures are made.
//!
//! **Facets** tell the same people and work apart by one thing more, in the staff group that an employment is counted
//! in, whatever its place. Only employments that are staff in a period add to its facets.
//!
//! - **Band**: the band of Agenda for Change on the last day counted, and empty for anything else. All five counts: the
//!   bands of a period add up to its tallies.
//! - **Theme** and **priority**: employments with an objective in force that serves it; employments with an entry
//!   linked to an objective that serves it and was agreed, those entries and their minutes.
//! - **Partner**: employments with an objective in force with it; employments with an entry done with it, those entries
//!   and their minutes. An organisation's interfaces: the same work counts at each of its partners.
//! - **Tension** and **kind**: employments with an entry that names it, those entries and their minutes.
//! - **Outcome**: employments with an agreed objective closed with this word on a day of the period, and those
//!   objectives; **outcome of theme** the same by theme, where an objective of two themes counts in both.
//!
//! **Months** answer spans that are no period, April to October say, within an appraisal year: the same definitions,
//! exactly, with the span in the place of the period. For each appraisal year there is a row for the employments that
//! were in post, had objectives and took part in the very same months, [read](read_span) by adding up those that meet
//! the span. Who moves counts where they were last in post in the span.
//!
//! A verb that changes any of that does so between [`open`] and [`Opened::close`], once in its transaction and for all
//! the employments it changes. A staff list, which changes thousands, [`hold`]s its organisation before the first
//! change and is [`recount`]ed after the last. What changes an organisation's membership or place, or the start of the
//! system's appraisal year, recounts too. Whoever changes nothing but entries says so with [`open_work`], which looks at no
//! more than the periods and the appraisal years of the days they are dated on.
//!
//! New entries are by far the most frequent change. What they add is worked out of how their employments [stand](standing)
//! and written down as one row of [`Differences`], which every reading adds, until it is [settled](settle).
//!
//! **Two writers at once** (PostgreSQL; SQLite has one) take turns by organisation, from [`open`] or [`hold`] to the
//! end of their transactions, by a lock on the organisation's row. So the records cannot change between being counted
//! before and after, no cell is changed by two at once, and nobody waits for each other in a circle.
//!
//! **Days pass.** Figures count *up to today*: an organisation counted to yesterday is [`advance`]d, which counts the
//! periods of the new days afresh. Every change does it on the way, and the clockwork for all.

use crate::{
    access::Acting,
    entities::tallies::Facet,
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::Period,
        time::Day,
    },
};

mod changes;
mod check;
mod count;
mod logging;
mod nightly;
mod spans;
mod store;

pub use changes::{Opened, open, open_work};
pub use check::{Difference, check, repair};
pub use count::{Begun, Counts, Logged};
pub use logging::{Differences, Standing, lock, locks, settle, settle_all, standing};
pub use nightly::nightly;
pub use spans::{Span, SpanTally};

use count::{AllBegun, Frame};
use store::Held;

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

/// The counts of one facet's subject, of a staff group in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetTally {
    /// Whose.
    pub organisation: OrganisationId,
    /// When.
    pub period: Period,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// The band, the outcome's word, or the id of the theme, priority, partner, tension or kind.
    pub subject: String,
    /// Entries are objectives where the facet is an outcome. Only bands count staff.
    pub counts: Counts,
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

/// An organisation that is held, and what begins there: counted while it is written, because it need not be read back.
#[derive(Clone, Debug)]
pub struct Beginning<'a> {
    held: Held,
    frame: Frame,
    today: Day,
    begun: AllBegun<'a>,
}

impl<'a> Beginning<'a> {
    /// One more employment that begins, which nothing is linked to yet.
    pub fn add(&mut self, begun: Begun<'a>) {
        self.begun.add(begun);
    }
}

/// [Holds](hold) an organisation of which every employment is known: those that stand, and those that begin.
pub async fn beginning<'a>(
    write: &Write,
    organisation: OrganisationId,
    today: Day,
) -> Answer<Beginning<'a>> {
    let held = held(write, organisation).await?;
    let frame = Frame::new(&held.membership, today);
    Ok(Beginning {
        begun: AllBegun::none(&frame),
        held,
        frame,
        today,
    })
}

/// Counts an organisation afresh, up to today: from the records of the employments that stood before the change, and
/// from those that began. After the last change.
pub async fn recount_with(
    write: &Write,
    standing: &[EmploymentId],
    beginning: Beginning<'_>,
) -> Answer<()> {
    let Beginning {
        held,
        frame,
        today,
        begun,
    } = beginning;
    write.touches_anything();
    let mut sums = store::fresh_of(write.on(), standing, &frame).await?;
    sums.add_begun(held.id, begun, &frame);
    store::rewrite(write, held.id, None, &sums).await?;
    store::set_counted_to(write, held.id, today).await
}

/// Brings an organisation's counts to today, if they are counted to a day before: the periods with a new day in them
/// are counted afresh, and no other can have changed.
pub async fn advance(write: &Write, organisation: OrganisationId, today: Day) -> Answer<()> {
    advance_held(write, &held(write, organisation).await?, today).await
}

/// Brings every organisation's counts to today, each in a transaction of its own, and says how many there were to
/// bring. One that fails stops no other; the first fault is answered at the end.
pub async fn advance_all(acting: &Acting) -> Answer<usize> {
    let organisations = store::organisations(acting).await?;
    advance_these(acting, &organisations).await
}

/// The same of some organisations: for a page, which must not wait for those of other systems.
pub async fn advance_these(acting: &Acting, organisations: &[OrganisationId]) -> Answer<usize> {
    let today = acting.today();
    let counted = store::counted_up_to(acting, organisations, today).await?;
    let (mut advanced, mut first_fault) = (0, None);
    for &organisation in organisations {
        if counted.contains(&organisation) {
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
    periods: &[Period],
) -> Answer<Vec<Tally>> {
    store::read(acting, organisations, periods).await
}

/// One facet of these organisations in these periods, of all staff groups: one query.
pub async fn read_facets(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
    facet: Facet,
) -> Answer<Vec<FacetTally>> {
    store::read_facets(acting, organisations, periods, facet).await
}

/// The counts of these organisations in a span of months, of all staff groups and places: one query.
pub async fn read_span(
    acting: &Acting,
    organisations: &[OrganisationId],
    span: Span,
) -> Answer<Vec<SpanTally>> {
    store::read_span(acting, organisations, span).await
}

async fn held(write: &Write, organisation: OrganisationId) -> Answer<Held> {
    let mut held = store::hold(write, &[organisation].into()).await?;
    held.pop().ok_or(Fault::NotFound)
}

async fn recount_held(write: &Write, held: &Held, today: Day) -> Answer<()> {
    write.touches_anything();
    let frame = Frame::new(&held.membership, today);
    let sums = store::fresh(write.on(), held.id, &frame).await?;
    store::rewrite(write, held.id, None, &sums).await?;
    store::set_counted_to(write, held.id, today).await
}

async fn advance_held(write: &Write, held: &Held, today: Day) -> Answer<()> {
    let Some(counted_to) = held.counted_to else {
        return recount_held(write, held, today).await;
    };
    if today <= counted_to {
        return Ok(());
    }
    write.touches_anything();
    if !store::settle(write, held.id).await? {
        return recount_held(write, held, today).await;
    }
    let frame = Frame::new(&held.membership, today).since(counted_to);
    let sums = store::fresh(write.on(), held.id, &frame).await?;
    store::rewrite(write, held.id, Some(&frame), &sums).await?;
    store::set_counted_to(write, held.id, today).await
}

async fn advance_alone(acting: &Acting, organisation: OrganisationId, today: Day) -> Answer<()> {
    let write = store::begin(acting).await?;
    advance(&write, organisation, today).await?;
    write.commit().await
}
