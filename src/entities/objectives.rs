//! Objectives, whom they are with, what they serve, and each step in their lives.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// Where an objective is in its life.
    ObjectiveState {
        /// One side has written it; the other has yet to agree.
        Proposed = "proposed": "Proposed",
        /// Both sides agreed.
        Agreed = "agreed": "Agreed",
        /// Closed: it was achieved.
        Met = "met": "Met",
        /// Closed: part of it was achieved.
        PartlyMet = "partly met": "Partly met",
        /// Closed: it was not achieved.
        NotMet = "not met": "Not met",
        /// Closed: it goes on in another year.
        CarriedForward = "carried forward": "Carried forward",
        /// Closed: it was given up, or never agreed.
        Withdrawn = "withdrawn": "Withdrawn",
    }
}

crate::worded! {
    /// One side of an appraisal.
    Side {
        /// The person whose objective it is.
        Staff = "staff": "Member of staff",
        /// Their line manager.
        Manager = "manager": "Manager",
    }
}

crate::worded! {
    /// At which level of the system the work is done.
    Level {
        /// Practices and teams of 30,000 to 50,000 people.
        Neighbourhood = "neighbourhood": "Neighbourhood",
        /// A place within the system.
        Place = "place": "Place",
        /// The whole system.
        System = "system": "System",
        /// Across systems.
        Beyond = "beyond": "Beyond the system",
    }
}

crate::worded! {
    /// One kind of step in an objective's history.
    Step {
        /// Written for the other side to agree.
        Proposed = "proposed": "Proposed",
        /// Its words were changed.
        Amended = "amended": "Changed",
        /// The other side asked for a change.
        ChangeAsked = "change asked": "Asked for a change",
        /// The other side agreed.
        Agreed = "agreed": "Agreed",
        /// How it is going.
        Progress = "progress": "Recorded progress",
        /// It was closed with an outcome.
        Closed = "closed": "Closed",
        /// It was opened again after being closed.
        Reopened = "reopened": "Reopened",
    }
}

/// What someone will achieve with other organisations in an appraisal year.
pub mod objective {
    use super::*;

    /// A row of `objectives`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "objectives")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ObjectiveId,
        pub employment_id: EmploymentId,
        /// First day of its appraisal year.
        pub year_on: Day,
        pub title: String,
        /// What will be achieved.
        pub what: String,
        /// By when.
        pub due_on: Day,
        /// Why working together helps.
        pub purpose: String,
        pub level: Level,
        pub state: ObjectiveState,
        /// Which side is to act next, while it is proposed.
        pub awaits: Side,
        pub agreed_on: Option<Day>,
        pub closed_on: Option<Day>,
        /// Counted up with every step: a step made on an older page is refused.
        pub revision: i32,
        pub created_at: Instant,
        #[sea_orm(belongs_to, from = "employment_id", to = "id")]
        pub employment: BelongsTo<crate::entities::people::employment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A partner organisation of an objective.
pub mod objective_partner {
    use super::*;

    /// A row of `objective_partners`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "objective_partners")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub objective_id: ObjectiveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A theme that an objective serves.
pub mod objective_theme {
    use super::*;

    /// A row of `objective_themes`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "objective_themes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub objective_id: ObjectiveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub theme_id: ThemeId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A priority that an objective serves.
pub mod objective_priority {
    use super::*;

    /// A row of `objective_priorities`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "objective_priorities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub objective_id: ObjectiveId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub priority_id: PriorityId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One step in an objective's history. Only ever added to.
pub mod objective_step {
    use super::*;

    /// A row of `objective_steps`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "objective_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ObjectiveStepId,
        pub objective_id: ObjectiveId,
        pub happened_at: Instant,
        pub person_id: PersonId,
        pub side: Side,
        pub step: Step,
        /// Words that went with it: the change asked for, the progress made, what changed for people.
        pub words: String,
        /// The outcome, for a step that closed it.
        pub outcome: Option<ObjectiveState>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
