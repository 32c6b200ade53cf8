//! Spans of months, as they are read.

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr},
};

use super::{add_waiting, long_sum, short};
use crate::{
    access::Acting,
    entities::tallies::month_tally,
    kernel::{fault::Answer, ids::*},
    tallies::{
        Span, SpanTally,
        count::{Counts, Months, MonthsKey},
        store::pending::read_beside,
    },
};

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

impl InSpan {
    const COLUMNS: usize = 8;
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
    let select = month_tally::Entity::find()
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
        .into_query();
    let on = acting.db().read();
    let (rows, waiting) = read_beside(on, select, InSpan::COLUMNS, organisations).await?;
    let mut tallies = Vec::with_capacity(rows.len());
    for row in rows {
        let row = InSpan::from_query_result(&row, "")?;
        tallies.push(SpanTally {
            organisation: row.organisation_id,
            group: row.staff_group_id,
            place: row.place_id,
            counts: short(
                [row.staff, row.with_objective, row.took_part, row.entries],
                row.minutes,
            )?,
        });
    }
    let waiting = waiting.into_iter().flat_map(|(organisation, sums)| {
        sums.months.into_iter().filter_map(move |(key, counts)| {
            Some(SpanTally {
                organisation,
                group: key.group,
                place: key.place,
                counts: key.in_span(span, counts)?,
            })
        })
    });
    let which = |tally: &SpanTally| (tally.organisation, tally.group, tally.place);
    add_waiting(&mut tallies, waiting, which, |tally| &mut tally.counts);
    Ok(tallies)
}

impl MonthsKey {
    /// What counts of such a row count in a span; none if it is not of the span. The same as the query of
    /// [`read_span`].
    fn in_span(&self, span: Span, counts: Counts) -> Option<Counts> {
        let (first, last) = span.months_of_year();
        let months = Months::between(first, last).0;
        let among = |some: Months| some.0 & months != 0;
        let is_of_span = self.year_on == span.year_on()
            && among(self.in_post)
            && self.here.0 & Months::between(last, last).0 != 0
            && (self.month == 0 || (first + 1..=last + 1).contains(&self.month));
        let people = |some: Months| if among(some) { counts.staff } else { 0 };
        is_of_span.then(|| Counts {
            with_objective: people(self.with_objective),
            took_part: people(self.took_part),
            ..counts
        })
    }
}
