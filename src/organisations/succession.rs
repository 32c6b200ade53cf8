//! Successions: who followed whom on a legal date, and who stands today for a partner that is no more.
//!
//! Each succession is immediate; longer ones are chains of these. A partner that merged stands as the one it came to.
//! What belonged to a partner that was split belongs to none of its parts until somebody says so record by record, so it
//! is never re-assigned here, and never shared out by a weight: it is shown apart, as "could not be re-assigned".

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::json;

use super::store;
use crate::{
    access::{Acting, SeenSystem, audit::Line},
    entities::systems::{SuccessionKind, organisation, succession},
    kernel::{
        database::Write,
        fault::Answer,
        ids::{OrganisationId, SuccessionId, SystemId},
        time::Day,
    },
};

pub use words::history;

/// As whom a partner stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandsAs {
    /// As itself: it was never succeeded, or goes on beside its successors.
    Itself,
    /// As the one partner that everything of it came to.
    Became(OrganisationId),
    /// As several: what belonged to it cannot be re-assigned. By name.
    SplitInto(Vec<OrganisationId>),
}

/// As whom each partner of a system stands on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    names: HashMap<OrganisationId, String>,
    succeeded_by: HashMap<OrganisationId, Vec<OrganisationId>>,
}

/// A succession that is to be recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct New {
    pub(super) predecessor: OrganisationId,
    pub(super) successor: OrganisationId,
    pub(super) kind: SuccessionKind,
    pub(super) happened_on: Day,
}

/// Records a succession within a larger change.
pub(super) async fn record(
    acting: &Acting,
    write: &Write,
    system: SystemId,
    new: &New,
) -> Answer<()> {
    let id = SuccessionId::new();
    store::insert_succession(write, id, new).await?;
    Line::of("succession recorded")
        .system(system)
        .organisation(new.predecessor)
        .subject(id.0)
        .to(json!({
            "predecessor": new.predecessor,
            "successor": new.successor,
            "kind": new.kind,
            "happened_on": new.happened_on,
        }))
        .write(acting, write)
        .await
}

/// As whom each partner of a system stands today.
pub async fn standing(seen: &SeenSystem) -> Answer<Standing> {
    let (acting, system) = (seen.acting(), seen.id());
    let partners = store::partners(acting, system).await?;
    let successions = store::successions(acting, system).await?;
    Ok(Standing::on(acting.today(), &partners, &successions))
}

impl Standing {
    /// The standing of a system's partners on a day, from what is known of them and of their successions.
    ///
    /// A partner that has not closed by then stands as itself, whoever has taken on a part of it.
    pub fn on(
        day: Day,
        partners: &[organisation::Model],
        successions: &[succession::Model],
    ) -> Self {
        let closed: HashSet<OrganisationId> = partners
            .iter()
            .filter(|partner| partner.closed_on.is_some_and(|closed| closed <= day))
            .map(|partner| partner.id)
            .collect();
        let mut succeeded_by: HashMap<OrganisationId, Vec<OrganisationId>> = HashMap::new();
        for succession in successions {
            if succession.happened_on <= day && closed.contains(&succession.predecessor_id) {
                succeeded_by
                    .entry(succession.predecessor_id)
                    .or_default()
                    .push(succession.successor_id);
            }
        }
        Self {
            names: partners
                .iter()
                .map(|partner| (partner.id, partner.name.clone()))
                .collect(),
            succeeded_by,
        }
    }

    /// As whom one partner stands, along its whole chain of successions.
    pub fn of(&self, id: OrganisationId) -> StandsAs {
        let mut ends = BTreeSet::new();
        let (mut seen, mut ahead) = (HashSet::from([id]), vec![id]);
        while let Some(at) = ahead.pop() {
            match self.succeeded_by.get(&at) {
                None => {
                    ends.insert(at);
                }
                // Loading refuses a circle; walking one by mistake must still come to an end.
                Some(next) => ahead.extend(next.iter().copied().filter(|id| seen.insert(*id))),
            }
        }
        let mut ends: Vec<OrganisationId> = ends.into_iter().collect();
        match ends.as_slice() {
            [] => StandsAs::Itself,
            [one] if *one == id => StandsAs::Itself,
            [one] => StandsAs::Became(*one),
            _ => {
                ends.sort_by_key(|end| (self.name(*end).map(str::to_lowercase), *end));
                StandsAs::SplitInto(ends)
            }
        }
    }

    /// A partner's name; none for one that is not of this system.
    pub fn name(&self, id: OrganisationId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}

/// Whether `successor` following `predecessor` would lead back to where it began, given `(predecessor, successor)` of
/// the successions there are.
pub fn would_circle<Id: Copy + Eq + std::hash::Hash>(
    successions: &[(Id, Id)],
    predecessor: Id,
    successor: Id,
) -> bool {
    let (mut seen, mut ahead) = (HashSet::new(), vec![successor]);
    while let Some(at) = ahead.pop() {
        if at == predecessor {
            return true;
        }
        if seen.insert(at) {
            ahead.extend(
                successions
                    .iter()
                    .filter(|(from, _)| *from == at)
                    .map(|(_, to)| *to),
            );
        }
    }
    false
}

mod words;

#[cfg(test)]
mod tests;
