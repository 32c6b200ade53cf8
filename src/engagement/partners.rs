//! Whom work can have been done with: whoever was a partner on the day of it, which may be some time ago.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Work;
use crate::{
    access::OwnEmployment,
    entities::systems::organisation,
    kernel::{fault::Answer, ids::OrganisationId, time::Day, words::listed},
    organisations::lists,
};

/// An organisation that work can have been done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Partner {
    pub id: OrganisationId,
    pub name: String,
    /// The first day on which it is a partner.
    joined_on: Day,
    /// The last; none while it is one.
    last_on: Option<Day>,
    /// The day of the entry that names it already, if there is one: what was logged once can be kept as it is.
    named_on: Option<Day>,
}

/// The partners of the system of these employments, by name, that were open on any day on which work can still be
/// logged; with those an entry names already. Nobody's one employer is among them.
pub(super) async fn of(own: &[OwnEmployment], named: Option<&Work>) -> Answer<Vec<Partner>> {
    let Some(first) = own.first() else {
        return Ok(Vec::new());
    };
    let (acting, system) = (first.acting(), first.system());
    let today = acting.today();
    let earliest = today.plus(-system.late_entry_days);
    let is_named = |id: OrganisationId| named.filter(|work| work.partners.contains(&id));
    let all = lists::all_partners(acting, system.id).await?;
    Ok(all
        .into_iter()
        .filter(|partner| own.iter().any(|own| own.organisation().id != partner.id))
        .map(|partner| Partner::new(partner, is_named))
        .filter(|partner| partner.named_on.is_some() || partner.is_open_between(earliest, today))
        .collect())
}

/// Puts those somebody worked with most in their last entries first, and the others after them by name; whoever is no
/// partner any more comes last.
pub(super) fn usual_first(partners: &mut [Partner], latest: &[Work], today: Day) {
    let mut times: HashMap<OrganisationId, usize> = HashMap::new();
    for partner in latest.iter().flat_map(|work| &work.partners) {
        *times.entry(*partner).or_default() += 1;
    }
    partners.sort_by_key(|partner| {
        let times = times.get(&partner.id).copied().unwrap_or(0);
        (!partner.is_open_on(today), Reverse(times))
    });
}

/// Why some of these were not worked with on a day, as a sentence; none if all of them can have been.
pub(super) fn why_not_on<'p>(
    partners: impl IntoIterator<Item = &'p Partner>,
    day: Day,
) -> Option<String> {
    let others = partners.into_iter().filter(|one| !one.may_be_named_on(day));
    let others: Vec<String> = others.map(|one| one.since_or_until(day)).collect();
    (!others.is_empty()).then(|| {
        format!(
            "Choose only organisations that were partners on {}: {}",
            day.long(),
            listed(&others)
        )
    })
}

impl Partner {
    fn new<'w>(
        partner: organisation::Model,
        named: impl Fn(OrganisationId) -> Option<&'w Work>,
    ) -> Self {
        let gone_on = [partner.left_on, partner.closed_on];
        let gone_on = gone_on.into_iter().flatten().min();
        Self {
            id: partner.id,
            joined_on: partner.joined_on,
            last_on: gone_on.map(|day| day.plus(-1)),
            named_on: named(partner.id).map(|work| work.done_on),
            name: partner.name,
        }
    }

    /// Its name; and until when, where it is a partner no longer.
    pub fn label(&self, today: Day) -> String {
        match self.last_on {
            Some(last_on) if last_on < today => format!("{} (until {})", self.name, last_on.long()),
            _ => self.name.clone(),
        }
    }

    /// Whether it was a partner on a day.
    pub fn is_open_on(&self, day: Day) -> bool {
        self.is_open_between(day, day)
    }

    fn is_open_between(&self, from: Day, to: Day) -> bool {
        self.joined_on <= to && self.last_on.is_none_or(|last_on| from <= last_on)
            // Left before it had joined: it never was one.
            && self.last_on.is_none_or(|last_on| self.joined_on <= last_on)
    }

    fn may_be_named_on(&self, day: Day) -> bool {
        self.is_open_on(day) || self.named_on == Some(day)
    }

    /// "Alpha was one until 30 September 2026", of a day on which it was none.
    fn since_or_until(&self, day: Day) -> String {
        match self.last_on {
            Some(last_on) if last_on < day => {
                format!("{} was one until {}", self.name, last_on.long())
            }
            _ => format!("{} is one from {} on", self.name, self.joined_on.long()),
        }
    }

    /// An invented one, for the samples of pages.
    pub fn sample(name: &str) -> Self {
        Self {
            id: OrganisationId::new(),
            name: name.into(),
            joined_on: Day(jiff::civil::date(2026, 4, 1)),
            last_on: None,
            named_on: None,
        }
    }
}
