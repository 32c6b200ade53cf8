//! What is kept, as it is read.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QuerySelect,
    sea_query::{CaseStatement, Expr, Func},
};
use uuid::Uuid;

use crate::{
    access::Acting,
    entities::{
        systems::{place, staff_group},
        tallies::{Facet, facet_tally, month_tally, tally},
    },
    kernel::{fault::Answer, ids::*, periods::Period},
    tallies::{
        FacetTally, Span, SpanTally, Tally,
        check::Where,
        count::{Counts, Months},
    },
};

/// Everything that is kept of an organisation, by where it is.
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
    let facets = facet_tally::Entity::find()
        .filter(facet_tally::Column::OrganisationId.eq(organisation))
        .all(on)
        .await?;
    for row in facets {
        all.insert(Where::from(&row), row.into());
    }
    let months = month_tally::Entity::find()
        .filter(month_tally::Column::OrganisationId.eq(organisation))
        .all(on)
        .await?;
    for row in months {
        all.insert(Where::from(&row), row.into());
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
    let rows = tally::Entity::find()
        .filter(tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(tally::Column::Period.is_in(keys.keys().cloned()))
        .all(acting.db().read())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Tally {
                organisation: row.organisation_id,
                period: *keys.get(&row.period)?,
                group: row.staff_group_id,
                place: row.place_id,
                counts: row.into(),
            })
        })
        .collect())
}

/// One facet of organisations in periods: one query.
pub(in crate::tallies) async fn read_facets(
    acting: &Acting,
    organisations: &[OrganisationId],
    periods: &[Period],
    facet: Facet,
) -> Answer<Vec<FacetTally>> {
    let keys = keyed(periods);
    let rows = facet_tally::Entity::find()
        .filter(facet_tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(facet_tally::Column::Period.is_in(keys.keys().cloned()))
        .filter(facet_tally::Column::Facet.eq(facet))
        .all(acting.db().read())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(FacetTally {
                organisation: Some(row.organisation_id),
                period: *keys.get(&row.period)?,
                group: row.staff_group_id,
                subject: row.subject.clone(),
                counts: row.into(),
            })
        })
        .collect())
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
    let rows = query
        .filter(facet_tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(facet_tally::Column::Period.is_in(keys.keys().cloned()))
        .filter(facet_tally::Column::Facet.eq(facet))
        .group_by(facet_tally::Column::Period)
        .group_by(facet_tally::Column::StaffGroupId)
        .group_by(facet_tally::Column::Subject)
        .into_model::<Together>()
        .all(acting.db().read())
        .await?;
    rows.into_iter()
        .filter_map(|row| Some((*keys.get(&row.period)?, row)))
        .map(|(period, row)| {
            Ok(FacetTally {
                organisation: None,
                period,
                group: row.staff_group_id,
                subject: row.subject,
                counts: short(
                    [row.staff, row.with_objective, row.took_part, row.items],
                    row.minutes,
                )?,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct InSpan {
    organisation_id: OrganisationId,
    staff_group_id: StaffGroupId,
    place_id: PlaceId,
    staff: i64,
    with_objective: i64,
    took_part: i64,
    entries: i64,
    minutes: i64,
}

/// The counts of organisations in a span of months, added up by the database: one query.
pub(in crate::tallies) async fn read_span(
    acting: &Acting,
    organisations: &[OrganisationId],
    span: Span,
) -> Answer<Vec<SpanTally>> {
    let (first, last) = span.months_of_year();
    let months = Months::between(first, last).0;
    let among = |column: month_tally::Column, months: i32| Expr::col(column).bit_and(months).ne(0);
    let people = |column: month_tally::Column| {
        let then = Expr::col(month_tally::Column::Employments);
        let case = CaseStatement::new().case(among(column, months), then);
        long_sum(case.finally(0).into())
    };
    let rows = month_tally::Entity::find()
        .select_only()
        .column(month_tally::Column::OrganisationId)
        .column(month_tally::Column::StaffGroupId)
        .column(month_tally::Column::PlaceId)
        .expr_as(
            long_sum(Expr::col(month_tally::Column::Employments)),
            "staff",
        )
        .expr_as(people(month_tally::Column::WithObjective), "with_objective")
        .expr_as(people(month_tally::Column::TookPart), "took_part")
        .expr_as(long_sum(Expr::col(month_tally::Column::Entries)), "entries")
        .expr_as(long_sum(Expr::col(month_tally::Column::Minutes)), "minutes")
        .filter(month_tally::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(month_tally::Column::YearOn.eq(span.year_on()))
        // In post in the span, and last here.
        .filter(among(month_tally::Column::InPost, months))
        .filter(among(
            month_tally::Column::Here,
            Months::between(last, last).0,
        ))
        .filter(
            month_tally::Column::Month
                .eq(0)
                .or(month_tally::Column::Month.between(first + 1, last + 1)),
        )
        .group_by(month_tally::Column::OrganisationId)
        .group_by(month_tally::Column::StaffGroupId)
        .group_by(month_tally::Column::PlaceId)
        .into_model::<InSpan>()
        .all(acting.db().read())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SpanTally {
                organisation: row.organisation_id,
                group: row.staff_group_id,
                place: row.place_id,
                counts: short(
                    [row.staff, row.with_objective, row.took_part, row.entries],
                    row.minutes,
                )?,
            })
        })
        .collect()
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
