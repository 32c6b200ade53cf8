//! The system's own rates over the months, as series: of published figures, and only where none of them is hidden.

use fairwind_methods::spc::{Chart, Good, Reading, Value};

use crate::{
    access::SeenSystem,
    kernel::{
        fault::Answer,
        ids::OrganisationId,
        periods::{Period, PeriodKind},
        words::listed,
    },
    participation::{self, Rate, disclosure::ShownCell},
};

/// How many months back a series goes.
const MONTHS: usize = 24;

/// A rate by month, or why it is not charted.
#[derive(Clone, Debug)]
pub(super) enum RateSeries {
    /// Every month is shown in which somebody was counted; in these between them nobody was.
    Charted(Chart, Vec<String>),
    /// These months are hidden: limits drawn from the others would give them away.
    Suppressed(Vec<String>),
    /// No month has ended with staff in it.
    Empty,
}

impl RateSeries {
    /// Why it is not charted, or which months are not in the chart, as a sentence; none where there is nothing to say.
    pub fn said_beside(&self) -> Option<String> {
        match self {
            Self::Charted(_, without) if without.is_empty() => None,
            Self::Charted(_, without) => Some(format!(
                "Nobody was counted in {}: the chart goes on from the month before.",
                listed(without)
            )),
            Self::Empty => Some("No month has ended with staff in it yet.".to_owned()),
            Self::Suppressed(months) => {
                let (what, it) = match months.as_slice() {
                    [month] => (format!("the figure of {month} is"), "it"),
                    months => (
                        format!("the figures of {} months are", months.len()),
                        "them",
                    ),
                };
                Some(format!(
                    "This series is not charted, because {what} hidden: limits drawn from the other months would \
                     give {it} away."
                ))
            }
        }
    }
}

/// Participation and uptake, of the system or of one organisation.
pub(super) struct Rates {
    pub participation: RateSeries,
    pub uptake: RateSeries,
}

/// A month, and what was counted in it if anybody was.
type Month = (Period, Option<ShownCell>);

/// The rates of the months that have closed, the latest of them 24.
pub(super) async fn rates(
    seen: &SeenSystem,
    organisation: Option<OrganisationId>,
) -> Answer<Rates> {
    let last = participation::last_closed(seen, PeriodKind::Month);
    let mut months: Vec<Month> = Vec::new();
    let back = std::iter::successors(Some(last), |month| Some(month.previous()));
    for month in back.take(MONTHS) {
        let figures = participation::figures(seen, month).await?;
        if figures.is_before_the_system() {
            break;
        }
        let cell = match organisation {
            None => Some(figures.total()),
            Some(id) => figures.of_organisation(id).map(|own| own.total),
        };
        // Those who are not counted with staff, volunteers say, are not hidden: there is nothing of them to show.
        months.push((month, cell.filter(|cell| !cell.is_empty())));
    }
    months.reverse();
    Ok(Rates {
        participation: series(&months, ShownCell::participation),
        uptake: series(&months, ShownCell::uptake),
    })
}

/// A month in which nobody was counted is no value: what stands before and after it is one series all the same, as it is
/// of a measure that was not taken in a month.
fn series(months: &[Month], rate: fn(ShownCell) -> Rate) -> RateSeries {
    let (mut values, mut hidden) = (Vec::new(), Vec::new());
    let (mut without, mut since) = (Vec::new(), Vec::new());
    for (month, cell) in months {
        let named = month.first_on.month_and_year();
        let Some(cell) = cell else {
            since.push(named);
            continue;
        };
        // Before its first month and after its last there is no gap.
        let gap = std::mem::take(&mut since);
        if !values.is_empty() {
            without.extend(gap);
        }
        match rate(*cell).exact() {
            Some(value) => values.push(Value {
                date: month.first_on.0,
                value,
            }),
            None => hidden.push(named),
        }
    }
    if !hidden.is_empty() {
        return RateSeries::Suppressed(hidden);
    }
    if values.is_empty() {
        return RateSeries::Empty;
    }
    let reading = Reading {
        good: Good::Higher,
        target: None,
        recalculate_at: Vec::new(),
        baseline: None,
    };
    RateSeries::Charted(Chart::of(&values, &reading), without)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::kernel::{periods::YearStart, time::Day};

    /// The uptake of months from April 2026 on, as they are shown; null where nobody was counted.
    fn uptake(months: &[Json]) -> RateSeries {
        let first_on = Day::new(2026, 4, 1).expect("a day");
        let april = Period::containing(PeriodKind::Month, first_on, YearStart(4));
        let all = std::iter::successors(Some(april), |month| Some(month.next()));
        let cell = |with: &Json| {
            let cell = json!({ "staff": 100, "with_objective": with, "took_part": "hidden" });
            serde_json::from_value(cell).expect("a cell")
        };
        let months: Vec<Month> = all
            .zip(months)
            .map(|(month, with)| (month, (!with.is_null()).then(|| cell(with))))
            .collect();
        series(&months, ShownCell::uptake)
    }

    #[test]
    fn what_was_before_a_month_without_anybody_stays_and_the_month_is_named() {
        let of = uptake(&[json!(null), json!(20), json!(null), json!(30), json!(null)]);
        let RateSeries::Charted(chart, _) = &of else {
            panic!("{of:?}")
        };
        let values: Vec<f64> = chart.points.iter().map(|point| point.value).collect();
        assert_eq!(values, [20.0, 30.0]);
        assert_eq!(
            of.said_beside().as_deref(),
            Some("Nobody was counted in June 2026: the chart goes on from the month before.")
        );
        assert_eq!(uptake(&[json!(20), json!(30)]).said_beside(), None);
    }

    #[test]
    fn nobody_is_not_hidden_and_what_is_hidden_is_not_charted_on_either_side_of_a_gap() {
        let of = uptake(&[json!(null), json!(null)]);
        assert!(matches!(of, RateSeries::Empty), "{of:?}");
        let of = uptake(&[json!("hidden"), json!(null), json!(30)]);
        assert!(
            matches!(&of, RateSeries::Suppressed(months) if *months == ["April 2026"]),
            "{of:?}"
        );
    }
}
