//! Differences that are not yet added to the tallies.
//!
//! An entry touches a row for each of its periods, themes, partners and months: to change all of them each time would
//! cost more than all the rest of it. So the difference that entries make is written down as one row, in their
//! transaction; whoever reads the tallies reads it too, in the same query, and adds it. Before anything else changes an
//! organisation's tallies, and now and then, what waits is added to them.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    sea_query::{Expr, InsertStatement, Query, SelectStatement, UnionType},
};
use serde::{Deserialize, Serialize};

use crate::{
    entities::tallies::{Facet, tally_change},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, PeriodKind},
        time::Day,
    },
    tallies::count::{CellKey, Counts, FacetKey, Months, MonthsKey, Sums},
};

/// Staff, with an objective, took part, entries, minutes.
type Five = (i32, i32, i32, i32, i64);

/// How a difference is written down.
#[derive(Serialize, Deserialize)]
struct Told {
    /// Period, staff group, place.
    cells: Vec<(PeriodKind, Day, StaffGroupId, PlaceId, Five)>,
    /// Period, facet, staff group, subject.
    facets: Vec<(PeriodKind, Day, Facet, StaffGroupId, String, Five)>,
    /// Year, staff group, place; here, in post, with an objective, took part; month.
    months: Vec<(Day, StaffGroupId, PlaceId, [i32; 4], i32, Five)>,
}

/// The rows of these organisations' differences: none where there is nothing to add.
pub(in crate::tallies) fn rows(
    differences: &BTreeMap<OrganisationId, Sums>,
) -> Answer<Option<InsertStatement>> {
    let mut insert = Query::insert();
    insert.into_table(tally_change::Entity).columns([
        tally_change::Column::OrganisationId,
        tally_change::Column::Id,
        tally_change::Column::Differences,
    ]);
    let mut is_empty = true;
    for (&organisation, sums) in differences.iter().filter(|(_, sums)| !sums.is_nothing()) {
        let told = serde_json::to_string(&Told::of(sums)).map_err(Fault::broken)?;
        insert.values_panic([
            organisation.into(),
            TallyChangeId::new().into(),
            told.into(),
        ]);
        is_empty = false;
    }
    Ok((!is_empty).then_some(insert))
}

/// What waits to be added to an organisation's tallies.
pub(in crate::tallies) async fn of(
    on: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Answer<Sums> {
    let all: Vec<String> = tally_change::Entity::find()
        .select_only()
        .column(tally_change::Column::Differences)
        .filter(tally_change::Column::OrganisationId.eq(organisation))
        .into_tuple()
        .all(on)
        .await?;
    let mut sums = Sums::default();
    for told in all {
        sums.add_times(read(&told)?, 1);
    }
    Ok(sums)
}

/// Forgets what waits for an organisation that is held.
pub(in crate::tallies) async fn forget(write: &Write, organisation: OrganisationId) -> Answer<()> {
    tally_change::Entity::delete_many()
        .filter(tally_change::Column::OrganisationId.eq(organisation))
        .exec(write.on())
        .await?;
    Ok(())
}

/// The organisations for which something waits.
pub(in crate::tallies) async fn waiting(on: &impl ConnectionTrait) -> Answer<Vec<OrganisationId>> {
    Ok(tally_change::Entity::find()
        .select_only()
        .column(tally_change::Column::OrganisationId)
        .distinct()
        .order_by_asc(tally_change::Column::OrganisationId)
        .into_tuple()
        .all(on)
        .await?)
}

/// The rows of a query of so many columns, and what waits for these organisations, as it was at the same instant.
pub(super) async fn read_beside(
    on: &impl ConnectionTrait,
    mut select: SelectStatement,
    columns: usize,
    organisations: &[OrganisationId],
) -> Answer<(Vec<QueryResult>, BTreeMap<OrganisationId, Sums>)> {
    let nothing = || Expr::cust("NULL");
    select.expr(nothing()).expr(nothing());
    let mut waiting = Query::select();
    for _ in 0..columns {
        waiting.expr(nothing());
    }
    waiting
        .column(tally_change::Column::OrganisationId)
        .column(tally_change::Column::Differences)
        .from(tally_change::Entity)
        .and_where(tally_change::Column::OrganisationId.is_in(organisations.iter().copied()));
    select.union(UnionType::All, waiting);
    let (mut rows, mut sums) = (Vec::new(), BTreeMap::<_, Sums>::new());
    for row in on.query_all(&select).await? {
        match row.try_get_by_index::<Option<OrganisationId>>(columns)? {
            None => rows.push(row),
            Some(organisation) => {
                let told: String = row.try_get_by_index(columns + 1)?;
                sums.entry(organisation)
                    .or_default()
                    .add_times(read(&told)?, 1);
            }
        }
    }
    Ok((rows, sums))
}

fn read(told: &str) -> Answer<Sums> {
    let told: Told = serde_json::from_str(told).map_err(Fault::broken)?;
    Ok(told.sums())
}

impl Told {
    fn of(sums: &Sums) -> Self {
        let cells = sums.cells.iter().map(|(key, counts)| {
            let (kind, first_on) = (key.period.kind, key.period.first_on);
            (kind, first_on, key.group, key.place, five(counts))
        });
        let facets = sums.facets.iter().map(|(key, counts)| {
            let (kind, first_on) = (key.period.kind, key.period.first_on);
            let subject = key.subject.clone();
            (kind, first_on, key.facet, key.group, subject, five(counts))
        });
        let months = sums.months.iter().map(|(key, counts)| {
            let masks = [key.here, key.in_post, key.with_objective, key.took_part];
            let masks = masks.map(|months| months.0);
            (
                key.year_on,
                key.group,
                key.place,
                masks,
                key.month,
                five(counts),
            )
        });
        Self {
            cells: cells.collect(),
            facets: facets.collect(),
            months: months.collect(),
        }
    }

    fn sums(self) -> Sums {
        let cells = self
            .cells
            .into_iter()
            .map(|(kind, first_on, group, place, five)| {
                let period = Period::from_first(kind, first_on);
                let key = CellKey {
                    period,
                    group,
                    place,
                };
                (key, counts(five))
            });
        let facets = self.facets.into_iter();
        let facets = facets.map(|(kind, first_on, facet, group, subject, five)| {
            let key = FacetKey {
                period: Period::from_first(kind, first_on),
                facet,
                group,
                subject,
            };
            (key, counts(five))
        });
        let months = self.months.into_iter();
        let months = months.map(|(year_on, group, place, masks, month, five)| {
            let [here, in_post, with_objective, took_part] = masks.map(Months);
            let key = MonthsKey {
                year_on,
                group,
                place,
                here,
                in_post,
                with_objective,
                took_part,
                month,
            };
            (key, counts(five))
        });
        Sums {
            cells: cells.collect(),
            facets: facets.collect(),
            months: months.collect(),
        }
    }
}

fn five(counts: &Counts) -> Five {
    (
        counts.staff,
        counts.with_objective,
        counts.took_part,
        counts.entries,
        counts.minutes,
    )
}

fn counts((staff, with_objective, took_part, entries, minutes): Five) -> Counts {
    Counts {
        staff,
        with_objective,
        took_part,
        entries,
        minutes,
    }
}
