//! The system's own rates over the months, as series: of published figures, and only where none of them is hidden.

use fairwind_methods::spc::{Chart, Good, Reading, Value};

use crate::{
    access::SeenSystem,
    kernel::{
        fault::Answer,
        ids::OrganisationId,
        periods::{Period, PeriodKind},
    },
    participation::{self, Rate, disclosure::ShownCell},
};

/// How many months back a series goes.
const MONTHS: usize = 24;

/// A rate by month, or why it is not charted.
#[derive(Clone, Debug)]
pub(super) enum RateSeries {
    /// Every month is shown.
    Charted(Chart),
    /// These months are hidden: limits drawn from the others would give them away.
    Suppressed(Vec<String>),
    /// No month has ended with staff in it.
    Empty,
}

impl RateSeries {
    /// Why it is not charted, as a sentence; none where it is.
    pub fn why_not_charted(&self) -> Option<String> {
        match self {
            Self::Charted(_) => None,
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

/// The rates of the months that have closed, the latest of them 24.
pub(super) async fn rates(
    seen: &SeenSystem,
    organisation: Option<OrganisationId>,
) -> Answer<Rates> {
    let last = participation::last_closed(seen, PeriodKind::Month);
    let mut months: Vec<(Period, ShownCell)> = Vec::new();
    let back = std::iter::successors(Some(last), |month| Some(month.previous()));
    for month in back.take(MONTHS) {
        let figures = participation::figures(seen, month).await?;
        let cell = match organisation {
            None => Some(figures.total()).filter(|total| !total.is_empty()),
            Some(id) => figures.of_organisation(id).map(|own| own.total),
        };
        match cell {
            Some(cell) => months.push((month, cell)),
            // It has left, and what it did before stays.
            None if organisation.is_some() && months.is_empty() => {}
            // Before its first month with staff there is nothing.
            None => break,
        }
    }
    months.reverse();
    Ok(Rates {
        participation: series(&months, ShownCell::participation),
        uptake: series(&months, ShownCell::uptake),
    })
}

fn series(months: &[(Period, ShownCell)], rate: fn(ShownCell) -> Rate) -> RateSeries {
    let mut values = Vec::new();
    let mut hidden = Vec::new();
    for (month, cell) in months {
        match rate(*cell).exact() {
            Some(value) => values.push(Value {
                date: month.first_on.0,
                value,
            }),
            None => hidden.push(month.first_on.month_and_year()),
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
    RateSeries::Charted(Chart::of(&values, &reading))
}
