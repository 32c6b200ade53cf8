//! Facets, as they are read.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};

use super::{add_waiting, keyed, long_sum, short};
use crate::{
    access::Acting,
    entities::tallies::{Facet, facet_tally},
    kernel::{fault::Answer, ids::*, periods::Period},
    tallies::{FacetTally, count::Sums, store::pending::read_beside},
};

/// One facet of organisations in periods: one query.
pub(in crate::tallies) async fn read_facets(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
    facet: Facet,
) -> Answer<Vec<FacetTally>> {
    let keys = keyed(periods);
    let select = facet_tally::Entity::find()
        .filter(facet_tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(facet_tally::Column::Period.is_in(keys.keys().cloned()))
        .filter(facet_tally::Column::Facet.eq(facet))
        .into_query();
    let columns = facet_tally::Column::iter().count();
    let on = acting.db().read();
    let (rows, waiting) = read_beside(on, select, columns, organisations).await?;
    let mut tallies = Vec::with_capacity(rows.len());
    for row in rows {
        let row = facet_tally::Model::from_query_result(&row, "")?;
        let Some(&period) = keys.get(&row.period) else {
            continue;
        };
        tallies.push(FacetTally {
            organisation: Some(row.organisation_id),
            period,
            group: row.staff_group_id,
            subject: row.subject.clone(),
            counts: row.into(),
        });
    }
    let waiting = facets_waiting(waiting, periods, facet, false);
    add_waiting(&mut tallies, waiting, which_facet, |tally| {
        &mut tally.counts
    });
    Ok(tallies)
}

#[derive(FromQueryResult)]
struct Together {
    period: String,
    staff_group_id: StaffGroupId,
    subject: String,
    staff: i64,
    with_objective: i64,
    took_part: i64,
    items: i64,
    minutes: i64,
}

/// One facet of organisations together in periods, added up by the database: one query.
pub(in crate::tallies) async fn read_facets_together(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
    facet: Facet,
) -> Answer<Vec<FacetTally>> {
    let keys = keyed(periods);
    let mut query = facet_tally::Entity::find()
        .select_only()
        .column(facet_tally::Column::Period)
        .column(facet_tally::Column::StaffGroupId)
        .column(facet_tally::Column::Subject);
    for (column, name) in [
        (facet_tally::Column::Staff, "staff"),
        (facet_tally::Column::WithObjective, "with_objective"),
        (facet_tally::Column::TookPart, "took_part"),
        (facet_tally::Column::Items, "items"),
        (facet_tally::Column::Minutes, "minutes"),
    ] {
        query = query.expr_as(long_sum(Expr::col(column)), name);
    }
    let select = query
        .filter(facet_tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(facet_tally::Column::Period.is_in(keys.keys().cloned()))
        .filter(facet_tally::Column::Facet.eq(facet))
        .group_by(facet_tally::Column::Period)
        .group_by(facet_tally::Column::StaffGroupId)
        .group_by(facet_tally::Column::Subject)
        .into_query();
    let on = acting.db().read();
    let (rows, waiting) = read_beside(on, select, Together::COLUMNS, organisations).await?;
    let mut tallies = Vec::with_capacity(rows.len());
    for row in rows {
        let row = Together::from_query_result(&row, "")?;
        let Some(&period) = keys.get(&row.period) else {
            continue;
        };
        tallies.push(FacetTally {
            organisation: None,
            period,
            group: row.staff_group_id,
            subject: row.subject,
            counts: short(
                [row.staff, row.with_objective, row.took_part, row.items],
                row.minutes,
            )?,
        });
    }
    let waiting = facets_waiting(waiting, periods, facet, true);
    add_waiting(&mut tallies, waiting, which_facet, |tally| {
        &mut tally.counts
    });
    Ok(tallies)
}

impl Together {
    const COLUMNS: usize = 8;
}

/// What waits of a facet in periods.
fn facets_waiting(
    waiting: BTreeMap<OrganisationId, Sums>,
    periods: &[Period],
    facet: Facet,
    is_together: bool,
) -> impl Iterator<Item = FacetTally> {
    waiting.into_iter().flat_map(move |(organisation, sums)| {
        let theirs = sums.facets.into_iter();
        let theirs =
            theirs.filter(move |(key, _)| key.facet == facet && periods.contains(&key.period));
        theirs.map(move |(key, counts)| FacetTally {
            organisation: (!is_together).then_some(organisation),
            period: key.period,
            group: key.group,
            subject: key.subject,
            counts,
        })
    })
}

fn which_facet(tally: &FacetTally) -> (Option<OrganisationId>, Period, StaffGroupId, String) {
    let (organisation, period, group) = (tally.organisation, tally.period, tally.group);
    (organisation, period, group, tally.subject.clone())
}
