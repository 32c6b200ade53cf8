//! The words of the subject: what an objective says, how it is listed, what happened to it.

use serde::Serialize;

use crate::{
    access::ManagedPerson,
    entities::objectives::{Level, ObjectiveState, Side, Step},
    kernel::{
        ids::*,
        time::{Day, Instant},
    },
    organisations::priorities::Priority,
};

/// What an objective says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// A few words that name it.
    pub title: String,
    /// What will be achieved.
    pub what: String,
    /// By when; the objective belongs to the appraisal year of this day.
    pub due_on: Day,
    /// Why working together helps.
    pub purpose: String,
    /// At which level of the system.
    pub level: Level,
    /// With which organisations, at least one.
    pub partners: Vec<OrganisationId>,
    /// Which themes it serves.
    pub themes: Vec<ThemeId>,
    /// Which priorities it serves.
    pub priorities: Vec<PriorityId>,
}

/// An organisation that work can be done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Which.
    pub id: OrganisationId,
    /// What it is called.
    pub name: String,
}

/// The themes of one framework that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkThemes {
    /// The framework's name.
    pub name: String,
    /// Its themes, in its order.
    pub themes: Vec<(ThemeId, String)>,
}

/// What an objective's wording can choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Open organisations of the system, but for the person's own.
    pub partners: Vec<Partner>,
    /// Frameworks and themes that are not retired.
    pub frameworks: Vec<FrameworkThemes>,
    /// Priorities of the system, of its places and of the person's own organisation that are not retired.
    pub priorities: Vec<Priority>,
}

/// One step in an objective's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// When.
    pub at: Instant,
    /// By whom.
    pub who: String,
    /// On which side they were then.
    pub side: Side,
    /// What was done.
    pub step: Step,
    /// The words that went with it.
    pub words: String,
    /// The outcome, where it was closed.
    pub outcome: Option<ObjectiveState>,
}

/// One objective in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: ObjectiveId,
    /// Whose.
    pub employment: EmploymentId,
    /// First day of its appraisal year.
    pub year_on: Day,
    /// Its title.
    pub title: String,
    /// By when.
    pub due_on: Day,
    /// Where it is in its life.
    pub state: ObjectiveState,
    /// Which side is to act next, while it is proposed.
    pub awaits: Side,
}

/// Someone a manager manages, with their objectives of this appraisal year.
#[derive(Debug)]
pub struct TeamMember {
    /// Who.
    pub report: ManagedPerson,
    /// Theirs of this appraisal year, oldest first.
    pub objectives: Vec<Listed>,
}

/// Whom a step was told to by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// This person, by mail.
    ByMail(String),
    /// Nobody: this person has no address here.
    NoAddress(String),
    /// Nobody: no line manager is known today.
    Nobody,
}

impl Choices {
    /// The priorities that a wording names, in order.
    pub(super) fn priorities_in<'c>(
        &'c self,
        wording: &'c Wording,
    ) -> impl Iterator<Item = &'c Priority> {
        let all = self.priorities.iter();
        all.filter(|priority| wording.priorities.contains(&priority.id))
    }
}

impl Listed {
    /// One with this title, for the samples of pages.
    pub fn sample(title: &str) -> Self {
        let year_on = Day::new(2026, 4, 1).expect("a day");
        Self {
            id: ObjectiveId::new(),
            employment: EmploymentId::new(),
            year_on,
            title: title.to_owned(),
            due_on: year_on.plus(364),
            state: ObjectiveState::Agreed,
            awaits: Side::Staff,
        }
    }
}

impl TeamMember {
    /// Whether they have no objective this appraisal year, other than withdrawn ones.
    pub fn has_none(&self) -> bool {
        self.objectives
            .iter()
            .all(|objective| objective.state == ObjectiveState::Withdrawn)
    }

    /// Whether one of theirs waits to be agreed.
    pub(super) fn waits(&self) -> bool {
        self.objectives
            .iter()
            .any(|objective| objective.state == ObjectiveState::Proposed)
    }
}

/// Somebody without an objective, as their organisation's administrators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithoutObjective {
    /// Their name.
    pub name: String,
    /// Their staff group today.
    pub group: String,
    /// Their line manager today, if the staff list has one.
    pub manager: Option<String>,
}
