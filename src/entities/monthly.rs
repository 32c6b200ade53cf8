//! Monthly summaries: how far a month's are written, the one mail of each person, and who wants no more of them.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// What a monthly summary is of.
    MonthlyKind {
        /// Somebody's own work.
        Own = "own": "What your own work added up to",
        /// A manager's team, in totals.
        Team = "team": "How your team is doing, if you manage one",
    }
}

/// How far the summaries of one system's month are written.
pub mod monthly_run {
    use super::*;

    /// A row of `monthly_runs`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "monthly_runs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub system_id: SystemId,
        /// First day of the month that ended.
        #[sea_orm(primary_key, auto_increment = false)]
        pub month_on: Day,
        /// Everybody up to this id has been written to; the nil id before the first.
        pub after_person_id: PersonId,
        pub begun_at: Instant,
        pub finished_at: Option<Instant>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One summary to one person: there is one of each kind, month and system.
pub mod monthly_letter {
    use super::*;

    /// A row of `monthly_letters`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "monthly_letters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MonthlyLetterId,
        pub system_id: SystemId,
        pub person_id: PersonId,
        /// First day of the month it is of.
        pub month_on: Day,
        pub kind: MonthlyKind,
        /// SHA-256 of the token with which it is stopped, in hexadecimal.
        pub token_hash: String,
        pub queued_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That somebody wants no more of a kind.
pub mod monthly_stop {
    use super::*;

    /// A row of `monthly_stops`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "monthly_stops")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MonthlyStopId,
        pub person_id: PersonId,
        pub kind: MonthlyKind,
        pub stopped_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That a system sends none of a kind.
pub mod monthly_off {
    use super::*;

    /// A row of `monthly_offs`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "monthly_offs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub system_id: SystemId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: MonthlyKind,
        pub off_at: Instant,
        /// None where nobody signed in did it.
        pub off_by: Option<PersonId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
