//! What a board's digest tells beside its staff groups, cut from the same release.

use serde::{Deserialize, Serialize};

use super::{
    Figures, GroupFigures,
    disclosure::{Column, Row, Shown, ShownCell},
    looks::By,
    material::CLOSED,
};
use crate::{entities::objectives::ObjectiveState, kernel::ids::OrganisationId};

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

/// What objectives that serve one theme were closed with at one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThemeOutcomes {
    /// The theme with its framework.
    pub name: String,
    /// People by each outcome, the same for every theme.
    pub outcomes: Vec<OutcomeFigures>,
}

/// Those with an objective closed by an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeFigures {
    /// What the outcome is called.
    pub outcome: String,
    /// People with at least one objective closed so.
    pub people: Shown,
}

/// What one organisation's figures are by beside its staff groups, in the system's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// By what objectives were closed with.
    pub outcomes: Vec<FacetFigures>,
    /// By what objectives of each theme were closed with; the first digests had none.
    #[serde(default)]
    pub outcomes_of_themes: Vec<ThemeOutcomes>,
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

impl ThemeOutcomes {
    /// Whether no outcome is shown.
    pub fn is_hidden(&self) -> bool {
        self.outcomes
            .iter()
            .all(|outcome| outcome.people.is_hidden())
    }
}

impl Figures {
    /// What belongs to one partner's part of the table; none of one that has no staff in it.
    pub fn beside(&self, id: OrganisationId) -> Option<Beside> {
        let own = self.partners.iter().find(|partner| partner.id == id)?;
        let at = (id, own.name.clone());
        let mut has_repeated = false;
        let mut facet = |by: By| {
            let here = self.facet_look(by, Some(&at), None);
            let everywhere = self.facet_look(by, None, None);
            has_repeated |= here.lines.iter().any(|line| line.marks.is_repeated);
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
            figures.collect::<Vec<_>>()
        };
        let outcomes = facet(By::Outcome);
        let themes = facet(By::Theme);
        let partners = facet(By::Partner);
        let tensions = facet(By::Tension);
        let column = Column::Organisation(id);
        let outcomes_of_themes = self
            .rows
            .iter()
            .filter_map(|named| match named.row {
                Row::Theme(theme) => Some((named, theme)),
                _ => None,
            })
            .map(|(named, theme)| ThemeOutcomes {
                name: named.full_name(),
                // What was withdrawn has come to nothing, for better or worse.
                outcomes: CLOSED
                    .into_iter()
                    .filter(|outcome| *outcome != ObjectiveState::Withdrawn)
                    .map(|outcome| {
                        let row = Row::Outcome(Some(theme), outcome.word().to_owned());
                        has_repeated |= self.sheet.is_repeated(&row, &column);
                        OutcomeFigures {
                            outcome: outcome.label().to_owned(),
                            people: self.sheet.cell(&row, &column).with_objective,
                        }
                    })
                    .collect(),
            })
            .collect();
        let groups = self.groups.iter();
        Some(Beside {
            outcomes,
            outcomes_of_themes,
            themes,
            partners,
            tensions,
            groups_of_system: groups
                .map(|group| {
                    let (counts, marks) = self.seen(&Row::Group(group.id), &Column::All, None);
                    GroupFigures {
                        name: group.name.clone(),
                        counts,
                        is_in_part: marks.is_in_part,
                    }
                })
                .filter(|group| !group.counts.is_empty())
                .collect(),
            without_staff: self.without_staff.clone(),
            has_repeated,
        })
    }
}
