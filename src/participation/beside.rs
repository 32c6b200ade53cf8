//! What a board's digest tells beside its staff groups, cut from the same release.

use serde::{Deserialize, Serialize};

use super::{Figures, GroupFigures, disclosure::ShownCell, looks::By};
use crate::kernel::ids::OrganisationId;

/// One outcome, theme, partner or kind of tension at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetFigures {
    /// What it is called; a theme with its framework.
    pub name: String,
    /// The organisation's counts.
    pub counts: ShownCell,
    /// The counts of all partners together.
    pub all_partners: ShownCell,
}

/// What one organisation's figures are by beside its staff groups, in the system's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// By what objectives were closed with.
    pub outcomes: Vec<FacetFigures>,
    /// By theme of each framework.
    pub themes: Vec<FacetFigures>,
    /// By partner worked with, the organisation itself left out.
    pub partners: Vec<FacetFigures>,
    /// By what got in the way.
    pub tensions: Vec<FacetFigures>,
    /// Each staff group at all partners of the system.
    pub groups_of_system: Vec<GroupFigures>,
    /// The partners without anybody counted.
    pub without_staff: Vec<String>,
    /// Whether a figure is that of an earlier release, because the difference since would tell of single people.
    pub has_repeated: bool,
}

impl FacetFigures {
    /// Whether neither count of those who did something is shown.
    pub fn is_hidden(&self) -> bool {
        self.counts.with_objective.is_hidden() && self.counts.took_part.is_hidden()
    }
}

impl Figures {
    /// What belongs to one partner's part of the table; none of one that has no staff in it.
    pub fn beside(&self, id: OrganisationId) -> Option<Beside> {
        let own = self.partners.iter().find(|partner| partner.id == id)?;
        let mut has_repeated = false;
        let mut facet = |by: By| {
            let here = self.facet_look(by, Some(id), None)?;
            let everywhere = self.facet_look(by, None, None)?;
            has_repeated |= here.lines.iter().any(|line| line.is_repeated);
            let all_partners = |name: &str| {
                let line = everywhere.lines.iter().find(|line| line.name == name);
                line.map(|line| line.cell)
            };
            let figures = here.lines.into_iter().filter_map(|line| {
                Some(FacetFigures {
                    all_partners: all_partners(&line.name)?,
                    name: line.name,
                    counts: line.cell,
                })
            });
            Some(figures.collect::<Vec<_>>())
        };
        let outcomes = facet(By::Outcome)?;
        let themes = facet(By::Theme)?;
        let mut partners = facet(By::Partner)?;
        partners.retain(|partner| partner.name != own.name);
        let tensions = facet(By::Tension)?;
        let groups = self.groups.iter().enumerate();
        Some(Beside {
            outcomes,
            themes,
            partners,
            tensions,
            groups_of_system: groups
                .map(|(at, group)| GroupFigures {
                    name: group.name.clone(),
                    counts: self.group_total(at),
                })
                .filter(|group| !group.counts.is_empty())
                .collect(),
            without_staff: self.without_staff.clone(),
            has_repeated,
        })
    }
}
