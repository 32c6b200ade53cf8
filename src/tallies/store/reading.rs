//! What is kept, as it is read.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    hash::Hash,
};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use crate::{
    access::Acting,
    entities::{
        systems::{place, staff_group},
        tallies::{Facet, facet_tally, month_tally, tally},
    },
    kernel::{fault::Answer, ids::*, periods::Period, time::Day},
    tallies::{Tally, check::Where, count::Counts, store::pending::read_beside},
};

mod facets;
mod spans;

pub(in crate::tallies) use facets::read_facets;
pub(in crate::tallies) use spans::read_span;

/// Everything that is kept of an organisation, by where it is. A table of thousands of rows is read in parts: a row is
/// many times larger in the hands of the driver than what it says.
pub(in crate::tallies) async fn kept(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<BTreeMap<Where, Counts>> {
    let mut all = BTreeMap::new();
    let tallies = tally::Entity::find()
        .filter(tally::Column::OrganisationId.eq(organisation))
        .all(on)
        .await?;
    for row in tallies {
        all.insert(Where::from(&row), row.into());
    }
    for facet in Facet::iter() {
        let facets = facet_tally::Entity::find()
            .filter(facet_tally::Column::OrganisationId.eq(organisation))
            .filter(facet_tally::Column::Facet.eq(facet))
            .all(on)
            .await?;
        for row in facets {
            all.insert(Where::from(&row), row.into());
        }
    }
    let years: Vec<Day> = month_tally::Entity::find()
        .select_only()
        .column(month_tally::Column::YearOn)
        .filter(month_tally::Column::OrganisationId.eq(organisation))
        .distinct()
        .into_tuple()
        .all(on)
        .await?;
    for year_on in years {
        let months = month_tally::Entity::find()
            .filter(month_tally::Column::OrganisationId.eq(organisation))
            .filter(month_tally::Column::YearOn.eq(year_on))
            .all(on)
            .await?;
        for row in months {
            all.insert(Where::from(&row), row.into());
        }
    }
    Ok(all)
}

/// What a system calls its staff groups and places.
pub(in crate::tallies) async fn names(
    on: &impl ConnectionTrait,
    system: SystemId,
) -> Answer<HashMap<Uuid, String>> {
    let groups = staff_group::Entity::find()
        .filter(staff_group::Column::SystemId.eq(system))
        .all(on)
        .await?;
    let places = place::Entity::find()
        .filter(place::Column::SystemId.eq(system))
        .all(on)
        .await?;
    Ok(groups
        .into_iter()
        .map(|group| (group.id.0, group.name))
        .chain(places.into_iter().map(|place| (place.id.0, place.name)))
        .collect())
}

/// The tallies of organisations in periods: one query.
pub(in crate::tallies) async fn read(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
) -> Answer<Vec<Tally>> {
    let keys = keyed(periods);
    let select = tally::Entity::find()
        .filter(tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(tally::Column::Period.is_in(keys.keys().cloned()))
        .into_query();
    let columns = tally::Column::iter().count();
    let on = acting.db().read();
    let (rows, waiting) = read_beside(on, select, columns, organisations).await?;
    let mut tallies = Vec::with_capacity(rows.len());
    for row in rows {
        let row = tally::Model::from_query_result(&row, "")?;
        let Some(&period) = keys.get(&row.period) else {
            continue;
        };
        tallies.push(Tally {
            organisation: row.organisation_id,
            period,
            group: row.staff_group_id,
            place: row.place_id,
            counts: row.into(),
        });
    }
    let waiting = waiting.into_iter().flat_map(|(organisation, sums)| {
        sums.cells.into_iter().map(move |(key, counts)| Tally {
            organisation,
            period: key.period,
            group: key.group,
            place: key.place,
            counts,
        })
    });
    let waiting = waiting.filter(|tally| periods.contains(&tally.period));
    let which = |tally: &Tally| (tally.organisation, tally.period, tally.group, tally.place);
    add_waiting(&mut tallies, waiting, which, |tally| &mut tally.counts);
    Ok(tallies)
}

/// Adds what waits to what it is added to, or puts it beside.
fn add_waiting<T, K: Eq + Hash>(
    all: &mut Vec<T>,
    waiting: impl Iterator<Item = T>,
    which: impl Fn(&T) -> K,
    counts: impl Fn(&mut T) -> &mut Counts,
) {
    let mut waiting = waiting.peekable();
    if waiting.peek().is_none() {
        return;
    }
    let there = all.iter().enumerate().map(|(at, one)| (which(one), at));
    let mut there: HashMap<K, usize> = there.collect();
    for mut one in waiting {
        match there.entry(which(&one)) {
            Entry::Occupied(at) => *counts(&mut all[*at.get()]) += *counts(&mut one),
            Entry::Vacant(at) => {
                at.insert(all.len());
                all.push(one);
            }
        }
    }
}

/// A sum as a long number: of long numbers PostgreSQL would make one without a size.
fn long_sum(of: Expr) -> Expr {
    Func::cast_as(Func::sum(of), "bigint").into()
}

fn keyed(periods: &[Period]) -> HashMap<String, Period> {
    periods
        .iter()
        .map(|&period| (period.key(), period))
        .collect()
}

fn short([staff, with_objective, took_part, entries]: [i64; 4], minutes: i64) -> Answer<Counts> {
    let few = |count: i64| i32::try_from(count).map_err(crate::kernel::fault::Fault::broken);
    Ok(Counts {
        staff: few(staff)?,
        with_objective: few(with_objective)?,
        took_part: few(took_part)?,
        entries: few(entries)?,
        minutes,
    })
}

impl From<tally::Model> for Counts {
    fn from(row: tally::Model) -> Self {
        Self {
            staff: row.staff,
            with_objective: row.with_objective,
            took_part: row.took_part,
            entries: row.entries,
            minutes: row.minutes,
        }
    }
}

impl From<facet_tally::Model> for Counts {
    fn from(row: facet_tally::Model) -> Self {
        Self {
            staff: row.staff,
            with_objective: row.with_objective,
            took_part: row.took_part,
            entries: row.items,
            minutes: row.minutes,
        }
    }
}

impl From<month_tally::Model> for Counts {
    fn from(row: month_tally::Model) -> Self {
        Self {
            staff: row.employments,
            entries: row.entries,
            minutes: row.minutes,
            ..Self::default()
        }
    }
}
