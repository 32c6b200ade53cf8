//! Queries: the tallies that are kept, and in `records` what is counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};

use records::employments_at;
use uuid::Uuid;

use super::{
    check::Where,
    count::{Counts, Frame, Sums},
};
use crate::{
    access::Acting,
    entities::{systems::organisation, tallies::tally_day},
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
};

mod holding;
mod kept;
mod pending;
mod reading;
mod records;

pub(super) use holding::{Held, hold, hold_of, lock, locks, organisations_of, seen_of};
pub(super) use pending::{Waiting, forget_these, rows as rows_of_changes};
pub(super) use reading::{read, read_facets, read_span};
pub(super) use records::{read_entries, records};

/// Begins a transaction of this subject's own.
pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}

/// Employments whose records are in memory at once.
pub(super) const EMPLOYMENTS_AT_ONCE: usize = 100;

/// Fresh counts of an organisation in a frame's periods and years, some of its employments at a time.
pub(super) async fn fresh(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
    frame: &Frame,
) -> Answer<Sums> {
    fresh_of(on, &employments_at(on, organisation).await?, frame).await
}

/// The same of these employments.
pub(super) async fn fresh_of(
    on: &impl ConnectionTrait,
    employments: &[EmploymentId],
    frame: &Frame,
) -> Answer<Sums> {
    let mut sums = Sums::default();
    let (Some(first_on), Some(last_on)) = (frame.first_on(), frame.last_on()) else {
        return Ok(sums);
    };
    for some in employments.chunks(EMPLOYMENTS_AT_ONCE) {
        let records = records(on, some, (first_on, last_on)).await?;
        sums.add_all(&records, frame);
    }
    Ok(sums)
}

/// What the records of an organisation come to, and what is kept of it.
pub(super) struct Compared {
    pub recounted: Sums,
    pub kept: BTreeMap<Where, Counts>,
    /// What waits to be added to it.
    pub waiting: Sums,
    /// Of staff groups and places.
    pub names: HashMap<Uuid, String>,
}

/// Compares what is kept of an organisation that is held with its records.
pub(super) async fn compare(write: &Write, held: &Held, frame: &Frame) -> Answer<Compared> {
    compared(write.on(), held, frame).await
}

/// The same without holding it: what others change meanwhile may look like a difference.
pub(super) async fn compare_unheld(
    acting: &Acting,
    organisation: OrganisationId,
    frame: impl Fn(&Held) -> Frame,
) -> Answer<(Held, Compared)> {
    let seen = seen(acting, organisation).await?;
    let compared = compared(acting.db().read(), &seen, &frame(&seen)).await?;
    Ok((seen, compared))
}

/// How an organisation stands, without holding it.
pub(super) async fn seen(acting: &Acting, organisation: OrganisationId) -> Answer<Held> {
    holding::seen(acting.db().read(), organisation).await
}

async fn compared(on: &impl ConnectionTrait, held: &Held, frame: &Frame) -> Answer<Compared> {
    Ok(Compared {
        recounted: fresh(on, held.id, frame).await?,
        kept: reading::kept(on, held.id).await?,
        waiting: pending::of(on, held.id).await?,
        names: reading::names(on, held.system).await?,
    })
}

/// Adds what waits for an organisation that is held to what is kept of it. Before anything else changes that.
///
/// False if something was not there, or too small to take its difference: it was out of step with the records.
pub(super) async fn settle(write: &Write, organisation: OrganisationId) -> Answer<bool> {
    let waiting = pending::of(write.on(), organisation).await?;
    if waiting.is_nothing() {
        return Ok(true);
    }
    pending::forget(write, organisation).await?;
    apply(write, organisation, &waiting).await
}

/// What waits for an organisation by now, added up.
pub(super) async fn waiting(acting: &Acting, organisation: OrganisationId) -> Answer<Waiting> {
    pending::by_now(acting.db().read(), organisation).await
}

/// The organisations for which something waits to be settled.
pub(super) async fn unsettled(acting: &Acting) -> Answer<Vec<OrganisationId>> {
    pending::waiting(acting.db().read()).await
}

/// Adds differences to everything that is kept of an organisation.
///
/// False if something was not there, or too small to take its difference: it was out of step with the records.
pub(super) async fn apply(
    write: &Write,
    organisation: OrganisationId,
    differences: &Sums,
) -> Answer<bool> {
    Ok(kept::apply(write, organisation, &differences.cells).await?
        && kept::apply(write, organisation, &differences.facets).await?
        && kept::apply(write, organisation, &differences.months).await?)
}

/// Puts fresh counts in the place of those of a frame's periods and years, of an organisation that is settled; or of all
/// that are kept, with what waits to be added to them.
pub(super) async fn rewrite(
    write: &Write,
    organisation: OrganisationId,
    frame: Option<&Frame>,
    sums: &Sums,
) -> Answer<()> {
    if frame.is_none() {
        pending::forget(write, organisation).await?;
    }
    kept::rewrite(write, organisation, frame, &sums.cells).await?;
    kept::rewrite(write, organisation, frame, &sums.facets).await?;
    kept::rewrite(write, organisation, frame, &sums.months).await
}

/// Says up to which day an organisation is counted.
pub(super) async fn set_counted_to(
    write: &Write,
    organisation: OrganisationId,
    day: Day,
) -> Answer<()> {
    tally_day::Entity::insert(tally_day::ActiveModel {
        organisation_id: Set(organisation),
        counted_to_on: Set(day),
    })
    .on_conflict(
        OnConflict::column(tally_day::Column::OrganisationId)
            .update_column(tally_day::Column::CountedToOn)
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    Ok(())
}

/// Every organisation, by name.
pub(super) async fn organisations(acting: &Acting) -> Answer<Vec<OrganisationId>> {
    Ok(organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .order_by_asc(organisation::Column::Name)
        .into_tuple()
        .all(acting.db().read())
        .await?)
}

/// Those of some organisations that are counted up to a day, or further.
pub(super) async fn counted_up_to(
    acting: &Acting,
    organisations: &[OrganisationId],
    day: Day,
) -> Answer<HashSet<OrganisationId>> {
    Ok(tally_day::Entity::find()
        .select_only()
        .column(tally_day::Column::OrganisationId)
        .filter(tally_day::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(tally_day::Column::CountedToOn.gte(day))
        .into_tuple::<OrganisationId>()
        .all(acting.db().read())
        .await?
        .into_iter()
        .collect())
}

/// The day up to which one organisation is counted.
pub(super) async fn counted_to(
    acting: &Acting,
    organisation: OrganisationId,
) -> Answer<Option<Day>> {
    Ok(tally_day::Entity::find_by_id(organisation)
        .one(acting.db().read())
        .await?
        .map(|counted| counted.counted_to_on))
}
