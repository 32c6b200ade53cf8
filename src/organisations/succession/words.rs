//! What became of a partner, and whom it succeeds, in words.

use std::collections::{BTreeMap, HashMap};

use super::{Standing, StandsAs};
use crate::{
    access::AdministeredSystem,
    entities::systems::{organisation, succession},
    kernel::{fault::Answer, ids::OrganisationId, time::Day, words::listed},
    organisations::store,
};

/// What became of a partner, and whom it succeeds: a sentence each, none for one that was never part of a succession.
pub async fn history(system: &AdministeredSystem, partner: OrganisationId) -> Answer<Vec<String>> {
    let (acting, id) = (system.acting(), system.id());
    let successions = store::successions(acting, id).await?;
    if successions.is_empty() {
        return Ok(Vec::new());
    }
    let partners = store::partners(acting, id).await?;
    Ok(told(partner, &partners, &successions, acting.today()))
}

/// The same, from what is known on a day.
pub fn told(
    of: OrganisationId,
    partners: &[organisation::Model],
    successions: &[succession::Model],
    today: Day,
) -> Vec<String> {
    let mut sentences = after(of, partners, successions, today);
    sentences.extend(before(of, partners, successions, today));
    sentences
}

/// Who came after, and how the partner stands today.
fn after(
    of: OrganisationId,
    partners: &[organisation::Model],
    successions: &[succession::Model],
    today: Day,
) -> Vec<String> {
    let next: Vec<_> = successions
        .iter()
        .filter(|s| s.predecessor_id == of)
        .collect();
    let closes = partners
        .iter()
        .any(|partner| partner.id == of && partner.closed_on.is_some());
    let by_day = by_day(next.iter().map(|s| (s.happened_on, s.successor_id)));
    let at_once = by_day.len() == 1;
    let mut sentences: Vec<String> = by_day
        .iter()
        .map(|(day, successors)| {
            let verb = match (closes && at_once, successors.len(), *day <= today) {
                (true, 1, true) => "Became",
                (true, 1, false) => "Becomes",
                (true, _, true) => "Was split into",
                (true, _, false) => "Is to be split into",
                (false, _, true) => "A part of it went to",
                (false, _, false) => "A part of it is to go to",
            };
            let names = names(successors, partners, |name, _| name);
            format!("{verb} {names}, on {}.", day.long())
        })
        .collect();
    let standing = Standing::on(today, partners, successions);
    match standing.of(of) {
        StandsAs::Became(end) if next.iter().all(|s| s.successor_id != end) => {
            let end = standing.name(end).unwrap_or_default();
            sentences.push(format!("It stands today as {end}."));
        }
        StandsAs::SplitInto(_) => sentences.push(
            "What was recorded of it could not be re-assigned to one of them, so it stays under this name."
                .to_owned(),
        ),
        StandsAs::Became(_) | StandsAs::Itself => {}
    }
    sentences
}

/// Who went before; of one that has several successors, only a part came here.
fn before(
    of: OrganisationId,
    partners: &[organisation::Model],
    successions: &[succession::Model],
    today: Day,
) -> Vec<String> {
    let mut successors: HashMap<OrganisationId, usize> = HashMap::new();
    for succession in successions {
        *successors.entry(succession.predecessor_id).or_default() += 1;
    }
    let whole = |id: OrganisationId| successors.get(&id).is_none_or(|count| *count == 1);
    let came = successions.iter().filter(|s| s.successor_id == of);
    by_day(came.map(|s| (s.happened_on, s.predecessor_id)))
        .iter()
        .map(|(day, predecessors)| {
            let names = names(predecessors, partners, |name, id| {
                if whole(id) {
                    name
                } else {
                    format!("{name} (in part)")
                }
            });
            if *day <= today {
                format!("Succeeds {names}, since {}.", day.long())
            } else {
                format!("Is to succeed {names}, on {}.", day.long())
            }
        })
        .collect()
}

fn by_day(all: impl Iterator<Item = (Day, OrganisationId)>) -> BTreeMap<Day, Vec<OrganisationId>> {
    let mut by_day: BTreeMap<Day, Vec<OrganisationId>> = BTreeMap::new();
    for (day, id) in all {
        by_day.entry(day).or_default().push(id);
    }
    by_day
}

/// "A, B and C", in the partners' order, which is by name; "A; B and C; and D" where a name has a comma or an "and".
fn names(
    ids: &[OrganisationId],
    partners: &[organisation::Model],
    said: impl Fn(String, OrganisationId) -> String,
) -> String {
    let of = partners.iter().filter(|partner| ids.contains(&partner.id));
    let names: Vec<String> = of.map(|p| said(p.name.clone(), p.id)).collect();
    match &names[..] {
        [first @ .., last]
            if !first.is_empty()
                && names
                    .iter()
                    .any(|n| n.contains(" and ") || n.contains(", ")) =>
        {
            format!("{}; and {last}", first.join("; "))
        }
        _ => listed(&names),
    }
}

#[cfg(test)]
mod tests;
