//! Facets, as they are read.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryTrait};

use super::{add_waiting, keyed};
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
            organisation: row.organisation_id,
            period,
            group: row.staff_group_id,
            subject: row.subject.clone(),
            counts: row.into(),
        });
    }
    let waiting = facets_waiting(waiting, periods, facet);
    add_waiting(&mut tallies, waiting, which_facet, |tally| {
        &mut tally.counts
    });
    Ok(tallies)
}

/// What waits of a facet in periods.
fn facets_waiting(
    waiting: BTreeMap<OrganisationId, Sums>,
    periods: &[Period],
    facet: Facet,
) -> impl Iterator<Item = FacetTally> {
    waiting.into_iter().flat_map(move |(organisation, sums)| {
        let theirs = sums.facets.into_iter();
        let theirs =
            theirs.filter(move |(key, _)| key.facet == facet && periods.contains(&key.period));
        theirs.map(move |(key, counts)| FacetTally {
            organisation,
            period: key.period,
            group: key.group,
            subject: key.subject,
            counts,
        })
    })
}

fn which_facet(tally: &FacetTally) -> (OrganisationId, Period, StaffGroupId, String) {
    let (organisation, period, group) = (tally.organisation, tally.period, tally.group);
    (organisation, period, group, tally.subject.clone())
}
