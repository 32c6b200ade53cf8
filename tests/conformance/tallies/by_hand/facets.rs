//! The facets by hand: day by day, from the tables of links as they stand.

use std::collections::BTreeMap;

use fairwind::entities::engagement::{entry, entry_partner};
use fairwind::entities::objectives::{
    objective, objective_partner, objective_priority, objective_theme,
};
use fairwind::entities::tallies::facet_tally;
use fairwind::kernel::database::Db;
use fairwind::kernel::ids::*;
use fairwind::kernel::time::Day;

use super::{Five, Partners, every, is_in_force, settled};

/// A facet's word and its subject.
pub type Subject = (String, String);

/// By organisation, period, staff group, facet and subject.
pub type Facets = BTreeMap<(OrganisationId, String, StaffGroupId, String, String), Five>;

/// The facets that are kept, once what waits is added to them.
pub async fn kept_facets(partners: &Partners) -> Facets {
    settled(partners).await;
    every::<facet_tally::Entity>(partners.db())
        .await
        .into_iter()
        .map(|row| {
            let few = [row.staff, row.with_objective, row.took_part, row.items].map(i64::from);
            let at = (
                row.organisation_id,
                row.period,
                row.staff_group_id,
                row.facet.word().to_owned(),
                row.subject,
            );
            (at, [few[0], few[1], few[2], few[3], row.minutes])
        })
        .collect()
}

/// Whom objectives and entries are with, and what objectives serve.
pub struct Links {
    themes: Vec<objective_theme::Model>,
    priorities: Vec<objective_priority::Model>,
    objective_partners: Vec<objective_partner::Model>,
    entry_partners: Vec<entry_partner::Model>,
}

impl Links {
    pub async fn read(db: &Db) -> Self {
        Self {
            themes: every::<objective_theme::Entity>(db).await,
            priorities: every::<objective_priority::Entity>(db).await,
            objective_partners: every::<objective_partner::Entity>(db).await,
            entry_partners: every::<entry_partner::Entity>(db).await,
        }
    }

    fn themes_of(&self, objective: ObjectiveId) -> impl Iterator<Item = String> {
        let links = self.themes.iter();
        links
            .filter(move |link| link.objective_id == objective)
            .map(|link| link.theme_id.to_string())
    }

    fn priorities_of(&self, objective: ObjectiveId) -> impl Iterator<Item = String> {
        let links = self.priorities.iter();
        links
            .filter(move |link| link.objective_id == objective)
            .map(|link| link.priority_id.to_string())
    }

    /// What somebody's objectives, and their entries of this day, come to on it.
    pub fn see(
        &self,
        facets: &mut BTreeMap<Subject, Five>,
        objectives: &[&objective::Model],
        entries: &[&&entry::Model],
        day: Day,
    ) {
        for objective in objectives {
            if is_in_force(objective, day) {
                for theme in self.themes_of(objective.id) {
                    has_objective(facets, "theme", theme);
                }
                for priority in self.priorities_of(objective.id) {
                    has_objective(facets, "priority", priority);
                }
                for link in &self.objective_partners {
                    if link.objective_id == objective.id {
                        has_objective(facets, "partner", link.organisation_id.to_string());
                    }
                }
            }
            if objective.agreed_on.is_some() && objective.closed_on == Some(day) {
                let word = objective.state.word();
                closes(facets, "outcome", word.to_owned());
                for theme in self.themes_of(objective.id) {
                    closes(facets, "outcome of theme", format!("{theme}:{word}"));
                }
            }
        }
        for entry in entries {
            let minutes = i64::from(entry.minutes);
            works(facets, "kind", entry.entry_kind_id.to_string(), minutes);
            if let Some(tension) = entry.tension_kind_id {
                works(facets, "tension", tension.to_string(), minutes);
            }
            for link in &self.entry_partners {
                if link.entry_id == entry.id {
                    works(facets, "partner", link.organisation_id.to_string(), minutes);
                }
            }
            let linked = objectives
                .iter()
                .find(|o| Some(o.id) == entry.objective_id && o.agreed_on.is_some());
            if let Some(objective) = linked {
                for theme in self.themes_of(objective.id) {
                    works(facets, "theme", theme, minutes);
                }
                for priority in self.priorities_of(objective.id) {
                    works(facets, "priority", priority, minutes);
                }
            }
        }
    }
}

fn has_objective(facets: &mut BTreeMap<Subject, Five>, facet: &str, subject: String) {
    facets.entry((facet.to_owned(), subject)).or_default()[1] = 1;
}

fn closes(facets: &mut BTreeMap<Subject, Five>, facet: &str, subject: String) {
    let five = facets.entry((facet.to_owned(), subject)).or_default();
    five[1] = 1;
    five[3] += 1;
}

fn works(facets: &mut BTreeMap<Subject, Five>, facet: &str, subject: String, minutes: i64) {
    let five = facets.entry((facet.to_owned(), subject)).or_default();
    five[2] = 1;
    five[3] += 1;
    five[4] += minutes;
}
