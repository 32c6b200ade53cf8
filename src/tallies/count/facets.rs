//! What one employment adds by facet.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Counts, Days, EmploymentRecord, Logged, Posted};
use crate::entities::{objectives::ObjectiveState, tallies::Facet};

/// The facets of somebody who is staff in a period, of which these days count, and was posted so on the last of them:
/// `whole` is what they add to the tallies.
pub(super) fn of(
    record: &EmploymentRecord,
    counted: Days,
    whole: Counts,
    posted: Option<&Posted>,
) -> BTreeMap<(Facet, String), Counts> {
    let mut facets = BTreeMap::from([(band(posted), whole)]);
    for objective in &record.objectives {
        if objective.in_force.has_any_of(counted) {
            for &(facet, id) in &objective.serves {
                let counts: &mut Counts = facets.entry((facet, id.to_string())).or_default();
                counts.with_objective = 1;
            }
        }
        let Some((_, outcome)) = objective.closed.filter(|&(on, _)| counted.has(on)) else {
            continue;
        };
        if matches!(outcome, ObjectiveState::Proposed | ObjectiveState::Agreed) {
            continue;
        }
        let word = outcome.word();
        let mut closed = vec![(Facet::Outcome, word.to_owned())];
        for &(_, id) in objective.serves.iter().filter(|s| s.0 == Facet::Theme) {
            closed.push((Facet::OutcomeOfTheme, format!("{id}:{word}")));
        }
        for key in closed {
            let counts = facets.entry(key).or_default();
            counts.with_objective = 1;
            counts.entries += 1;
        }
    }
    for logged in record.logged_on(counted) {
        for (facet, id) in said(record, logged) {
            let counts = facets.entry((facet, id.to_string())).or_default();
            counts.took_part = 1;
            counts.entries += logged.entries;
            counts.minutes += logged.minutes;
        }
    }
    facets
}

/// What an entry counts in, besides the band: what its objective serves, its kind, tension and partners, each once.
pub(super) fn said<'a>(
    record: &'a EmploymentRecord,
    logged: &'a Logged,
) -> impl Iterator<Item = (Facet, Uuid)> + 'a {
    let objective = record
        .objectives
        .iter()
        .find(|objective| Some(objective.id) == logged.objective);
    let served = objective
        .into_iter()
        .flat_map(|objective| &objective.serves)
        // Whom the work was really done with, the entry says itself.
        .filter(|(facet, _)| *facet != Facet::Partner)
        .copied();
    let said = [(Facet::Kind, logged.kind.0)]
        .into_iter()
        .chain(logged.tension.map(|tension| (Facet::Tension, tension.0)))
        .chain(logged.partners.iter().map(|id| (Facet::Partner, id.0)));
    served.chain(said)
}

/// The band in which somebody of this posting counts.
pub(super) fn band(posted: Option<&Posted>) -> (Facet, String) {
    let band = posted.and_then(|posted| posted.band.as_deref());
    (Facet::Band, canonical(band))
}

/// A band of Agenda for Change as the staff list says it: "8a", "6"; empty for anything else.
fn canonical(band: Option<&str>) -> String {
    let band = band.unwrap_or_default().trim().to_lowercase();
    match band.as_bytes() {
        [b'1'..=b'9'] | [b'8', b'a'..=b'd'] => band,
        _ => String::new(),
    }
}
