//! What is asked for in the address: which system, period, measure and organisation.

use rocket::FromForm;

use super::{By, Measure};
use crate::{
    access::{SeenSystem, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::{OrganisationId, StaffGroupId},
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
    pub by: Option<String>,
    pub group: Option<String>,
    pub compare: Option<String>,
}

/// With which other period figures are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// The one before.
    Before,
    /// The same of the year before.
    LastYear,
}

/// The question understood.
pub(super) struct Question {
    pub seen: SeenSystem,
    pub period: Period,
    /// Whether the period was asked for, and is not only what is shown first.
    pub is_asked_for: bool,
    pub measure: Measure,
    pub organisation: Option<OrganisationId>,
    pub by: By,
    pub group: Option<StaffGroupId>,
    pub compare: Option<Compared>,
    /// Whether a comparison was asked for of a table that is not compared.
    pub is_not_compared: bool,
    /// Whether an organisation was asked for of a table that is of all of them.
    pub is_of_all_partners: bool,
    /// Whether a staff group was asked for of a table that is of all of them.
    pub is_of_all_groups: bool,
}

/// How many years ago a period may have been: before that there was nothing of the kind.
const YEARS_BACK: i16 = 10;

impl Asked {
    /// The question, with the viewer's own system, the running month and participation where nothing is said.
    ///
    /// # Errors
    /// Not found for what does not exist, or is out of the viewer's reach.
    pub fn understood(&self, viewer: &Viewer) -> Answer<Question> {
        let seen = viewer.seen_system_or_first(self.system.as_deref())?;
        let (start, today) = (seen.year_start(), viewer.acting().today());
        let organisation: Option<OrganisationId> = match said(&self.organisation) {
            Some(id) => Some(id.parse().map_err(|_| Fault::NotFound)?),
            // Who looks after one organisation begins with its own.
            None if self.organisation.is_none() && self.by.is_none() && self.system.is_none() => {
                seen.only_administered()
            }
            None => None,
        };
        let running = Period::containing(PeriodKind::Month, today, start);
        let period = match said(&self.period) {
            Some(key) => Period::from_key(key, start)
                .filter(|p| {
                    p.first_on <= today && today.0.year() - p.first_on.0.year() <= YEARS_BACK
                })
                .ok_or(Fault::NotFound)?,
            None if organisation.is_some_and(|id| seen.administers(id)) => running,
            // Of a month that runs others see little; the last that has closed says most.
            None => super::last_closed(&seen, PeriodKind::Month),
        };
        let measure = match said(&self.measure) {
            Some(word) => Measure::from_word(word).ok_or(Fault::NotFound)?,
            None => Measure::Participation,
        };
        let by = match said(&self.by) {
            Some(word) => By::from_word(word).ok_or(Fault::NotFound)?,
            None => By::Group,
        };
        let group = match said(&self.group) {
            Some(id) => Some(id.parse().map_err(|_| Fault::NotFound)?),
            None => None,
        };
        let compare = match said(&self.compare) {
            Some(word) => Some(Compared::from_word(word).ok_or(Fault::NotFound)?),
            None => None,
        };
        let compares = by.compares();
        Ok(Question {
            seen,
            period,
            is_asked_for: said(&self.period).is_some(),
            measure,
            // A table of organisations is of all of them, and one of staff of all staff groups.
            is_of_all_partners: organisation.is_some() && !by.is_of_staff(),
            is_of_all_groups: group.is_some() && !by.is_of_organisations(),
            organisation: organisation.filter(|_| by.is_of_staff()),
            by,
            group: group.filter(|_| by.is_of_organisations()),
            compare: compare.filter(|_| compares),
            is_not_compared: compare.is_some() && !compares,
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
        if self.by != By::Group {
            address.push_str(&format!("&by={}", self.by.word()));
        }
        if let Some(id) = self.group {
            address.push_str(&format!("&group={id}"));
        }
        if let Some(compare) = self.compare {
            address.push_str(&format!("&compare={}", compare.word()));
        }
        address
    }

    /// Whether its table can be compared with that of another period.
    pub fn compares(&self) -> bool {
        self.by.compares()
    }

    /// The period that is compared with, if one is asked for.
    pub fn then(&self) -> Option<Period> {
        Some(match self.compare? {
            Compared::Before => self.period.previous(),
            Compared::LastYear => {
                let back = match self.period.kind {
                    PeriodKind::Month => 12,
                    PeriodKind::Quarter => 4,
                    PeriodKind::Year => 1,
                };
                (0..back).fold(self.period, |period, _| period.previous())
            }
        })
    }

    /// The periods one may choose: of this appraisal year and the one before, and the one that is asked for.
    /// None before the system `began_on`.
    pub fn choices(&self, today: Day, began_on: Option<Day>) -> Vec<Period> {
        let start = self.seen.year_start();
        let this_year = Period::containing(PeriodKind::Year, today, start);
        let last_year = this_year.previous().first_on;
        let from = began_on.map_or(last_year, |day| last_year.max(day.min(today)));
        let mut periods = Period::all_between(from.min(self.period.first_on), today, start);
        // The latest first, and the months before the longer ones.
        periods.sort_by_key(|period| (period.kind, std::cmp::Reverse(period.first_on)));
        periods
    }
}

impl Compared {
    pub const ALL: [Self; 2] = [Self::Before, Self::LastYear];

    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::LastYear => "last-year",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Before => "The period before",
            Self::LastYear => "The same period a year before",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|compared| compared.word() == word)
    }
}

fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
