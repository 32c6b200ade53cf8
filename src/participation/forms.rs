//! What is asked for in the address: which system, period, measure and organisation.

use rocket::FromForm;

use super::Measure;
use crate::{
    access::{SeenSystem, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::{OrganisationId, SystemId},
        periods::{Period, PeriodKind},
        time::Day,
    },
};

/// The question as the address has it.
#[derive(Clone, Debug, Default, FromForm)]
pub(super) struct Asked {
    pub system: Option<String>,
    pub period: Option<String>,
    pub measure: Option<String>,
    pub organisation: Option<String>,
}

/// The question understood.
pub(super) struct Question {
    pub seen: SeenSystem,
    pub period: Period,
    pub measure: Measure,
    pub organisation: Option<OrganisationId>,
}

impl Asked {
    /// The question, with the viewer's own system, the running month and participation where nothing is said.
    ///
    /// # Errors
    /// Not found for what does not exist, or is out of the viewer's reach.
    pub fn understood(&self, viewer: &Viewer) -> Answer<Question> {
        let seen = match said(&self.system) {
            Some(id) => viewer.seen_system(id.parse::<SystemId>().map_err(|_| Fault::NotFound)?)?,
            None => viewer
                .seen_systems()
                .into_iter()
                .next()
                .ok_or(Fault::NotFound)?,
        };
        let (start, today) = (seen.year_start(), viewer.acting().today());
        let period = match said(&self.period) {
            Some(key) => Period::from_key(key, start)
                .filter(|p| p.first_on <= today)
                .ok_or(Fault::NotFound)?,
            None => Period::containing(PeriodKind::Month, today, start),
        };
        let measure = match said(&self.measure) {
            Some(word) => Measure::from_word(word).ok_or(Fault::NotFound)?,
            None => Measure::Participation,
        };
        let organisation = match said(&self.organisation) {
            Some(id) => Some(id.parse().map_err(|_| Fault::NotFound)?),
            None => None,
        };
        Ok(Question {
            seen,
            period,
            measure,
            organisation,
        })
    }
}

impl Question {
    /// The same question in an address.
    pub fn address(&self, path: &str) -> String {
        let mut address = format!(
            "{path}?system={}&period={}&measure={}",
            self.seen.id(),
            self.period.key(),
            self.measure.word()
        );
        if let Some(id) = self.organisation {
            address.push_str(&format!("&organisation={id}"));
        }
        address
    }

    /// The periods one may choose: of this appraisal year and the one before, and the one that is asked for.
    pub fn choices(&self, today: Day) -> Vec<Period> {
        let start = self.seen.year_start();
        let this_year = Period::containing(PeriodKind::Year, today, start);
        let from = this_year.previous().first_on.min(self.period.first_on);
        let mut periods = Period::all_between(from, today, start);
        // The latest first, and the months before the longer ones.
        periods.sort_by_key(|period| (period.kind, std::cmp::Reverse(period.first_on)));
        periods
    }
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
