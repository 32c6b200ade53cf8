//! The lists of the system that the invented year is drawn from.

use std::collections::HashMap;

use rand::{RngExt, rngs::StdRng};

use super::{names::percent, priorities};
use crate::{
    access::AdministeredSystem,
    entities::systems::{entry_kind, priority, staff_group, tension_kind, theme},
    kernel::{fault::Answer, ids::*},
    organisations::lists,
};

/// The partners that people work with more often than with the rest.
const NEAR: [&str; 4] = ["RHW", "RWX", "616", "S0E4D"];

/// The lists of the system, read once.
pub struct Lists {
    /// By their code, or by their name where they have none.
    known: HashMap<String, OrganisationId>,
    /// The neighbours, whom people work with more often than with the rest.
    near: Vec<OrganisationId>,
    open: Vec<OrganisationId>,
    groups: Vec<staff_group::Model>,
    themes: Vec<theme::Model>,
    priorities: Vec<priority::Model>,
    entry_kinds: Vec<entry_kind::Model>,
    tension_kinds: Vec<tension_kind::Model>,
}

impl Lists {
    /// Reads them.
    pub async fn read(system: &AdministeredSystem) -> Answer<Self> {
        let (acting, id) = (system.acting(), system.id());
        let open = lists::open_partners(acting, id).await?;
        let all = lists::all_partners(acting, id).await?;
        let known: HashMap<String, OrganisationId> = all
            .iter()
            .map(|partner| {
                let known_as = partner.code.as_ref().unwrap_or(&partner.name);
                (known_as.clone(), partner.id)
            })
            .collect();
        Ok(Self {
            near: NEAR
                .iter()
                .filter_map(|code| known.get(*code).copied())
                .collect(),
            known,
            open: open.into_iter().map(|partner| partner.id).collect(),
            groups: lists::staff_groups(acting, id).await?,
            themes: lists::themes(acting, id)
                .await?
                .into_iter()
                .flat_map(|f| f.themes)
                .collect(),
            priorities: lists::priorities(acting, id).await?,
            entry_kinds: lists::entry_kinds(acting, id).await?,
            tension_kinds: lists::tension_kinds(acting, id).await?,
        })
    }

    /// Every organisation.
    pub fn organisations(&self) -> impl Iterator<Item = OrganisationId> + '_ {
        self.known.values().copied()
    }

    /// An organisation by its code, or by its name where it has none.
    pub fn organisation(&self, code: &str) -> Option<OrganisationId> {
        self.known.get(code).copied()
    }

    /// Whether it is the trust whose people find it harder.
    pub fn is_second_trust(&self, id: OrganisationId) -> bool {
        self.organisation("RWX") == Some(id)
    }

    /// A staff group by its code or name.
    pub fn group(&self, code: &str) -> Option<&staff_group::Model> {
        self.groups
            .iter()
            .find(|group| group.code.as_deref() == Some(code) || group.name == code)
    }

    /// A staff group by its id.
    pub fn group_by_id(&self, id: Option<StaffGroupId>) -> Option<&staff_group::Model> {
        self.groups.iter().find(|group| Some(group.id) == id)
    }

    /// One to three partners that are not one's own.
    pub fn some_partners(&self, own: OrganisationId, chance: &mut StdRng) -> Vec<OrganisationId> {
        let mut chosen: Vec<OrganisationId> = Vec::new();
        for _ in 0..[1, 1, 1, 2, 3][chance.random_range(0..5)] {
            // The neighbours more often than the rest.
            let near = chance.random_range(0..NEAR.len());
            let partner = match self.near.get(near) {
                Some(near) if chance.random_range(0..10) < 7 => *near,
                _ => self.open[chance.random_range(0..self.open.len())],
            };
            if partner != own && !chosen.contains(&partner) {
                chosen.push(partner);
            }
        }
        if chosen.is_empty() {
            chosen.extend(self.open.iter().find(|partner| **partner != own));
        }
        chosen
    }

    /// One of the themes, the first two, which most objectives serve, far more often.
    pub fn a_theme(&self, chance: &mut StdRng) -> ThemeId {
        let most = if percent(65, chance) {
            2
        } else {
            self.themes.len()
        };
        self.themes[chance.random_range(0..most.min(self.themes.len()))].id
    }

    /// The priorities that objectives of this title serve.
    pub fn priorities_of(&self, title: &str) -> Vec<PriorityId> {
        let served = self.priorities.iter();
        served
            .filter(|priority| priorities::serves(title, &priority.name))
            .map(|priority| priority.id)
            .collect()
    }

    /// One of the kinds of entry, the first more often.
    pub fn an_entry_kind(&self, chance: &mut StdRng) -> EntryKindId {
        let most = self.entry_kinds.len();
        self.entry_kinds[chance
            .random_range(0..most)
            .min(chance.random_range(0..most))]
        .id
    }

    /// One of the kinds of tension, the first more often.
    pub fn a_tension_kind(&self, chance: &mut StdRng) -> TensionKindId {
        let most = self.tension_kinds.len();
        self.tension_kinds[chance
            .random_range(0..most)
            .min(chance.random_range(0..most))]
        .id
    }
}
