//! Tallies: the counts behind every figure, kept in the same transaction as each change.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// By what the work of a period is told apart, beside the staff group.
    Facet {
        /// The band of Agenda for Change held on the last day counted; empty where unknown, or on another scale.
        Band = "band": "Band",
        /// A theme that objectives serve.
        Theme = "theme": "Theme",
        /// A priority that objectives serve.
        Priority = "priority": "Priority",
        /// A partner organisation that objectives and entries are with.
        Partner = "partner": "Partner",
        /// A kind of tension that entries name.
        Tension = "tension": "What got in the way",
        /// A kind of work.
        Kind = "kind": "Kind of work",
        /// The word objectives were closed with: "partly met".
        Outcome = "outcome": "Outcome",
        /// The same by theme: the theme's id, a colon and the word.
        OutcomeOfTheme = "outcome of theme": "Outcome by theme",
    }
}

/// The counts of one organisation, staff group and place in one period.
pub mod tally {
    use super::*;

    /// A row of `tallies`. [`StaffGroupId::UNPLACED`] and [`PlaceId::NONE`] stand where there is none.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tallies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
        /// The key of the [`Period`](crate::kernel::periods::Period): "month-2026-10", "year-2026-04".
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_group_id: StaffGroupId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place_id: PlaceId,
        /// Employments in post on at least one day of the period up to the day counted.
        pub staff: i32,
        /// Those of them with an objective agreed and in force on a day of the period.
        pub with_objective: i32,
        /// Those of them with an entry dated in the period.
        pub took_part: i32,
        /// Entries dated in the period.
        pub entries: i32,
        /// Their minutes.
        pub minutes: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The day up to which an organisation's tallies are counted.
pub mod tally_day {
    use super::*;

    /// A row of `tally_days`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tally_days")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
        pub counted_to_on: Day,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The difference that new entries make to an organisation's counts, until it is added to them.
pub mod tally_change {
    use super::*;

    /// A row of `tally_changes`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tally_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TallyChangeId,
        /// By table, as JSON.
        pub differences: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A period's figures as they were published: what everybody knows, and what later ones are held against.
pub mod published_table {
    use super::*;

    /// A row of `published_tables`. Only ever added to.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "published_tables")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PublishedTableId,
        pub system_id: SystemId,
        /// The key of the [`Period`](crate::kernel::periods::Period).
        pub period: String,
        pub counted_to_on: Day,
        /// 1, and more for a later release of the same period.
        pub version: i32,
        pub published_at: Instant,
        /// What was shown, as JSON.
        pub figures: String,
        /// The counts behind it, from which the differences to a later release are made, as JSON. They leave only as
        /// differences that may be shown.
        pub behind: String,
        /// SHA-256 of the figures.
        pub checksum: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The counts of one organisation and staff group in one period, by one facet.
pub mod facet_tally {
    use super::*;

    /// A row of `facet_tallies`. What each count means depends on the facet: see [`crate::tallies`].
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "facet_tallies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
        /// The key of the [`Period`](crate::kernel::periods::Period).
        #[sea_orm(primary_key, auto_increment = false)]
        pub period: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub facet: Facet,
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_group_id: StaffGroupId,
        /// The band, the outcome's word, or the id of the theme, partner, tension or kind.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub staff: i32,
        pub with_objective: i32,
        pub took_part: i32,
        /// Entries; objectives closed, for outcomes.
        pub items: i32,
        pub minutes: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many employments of one organisation, staff group and place did things in the same months of an appraisal year.
pub mod month_tally {
    use super::*;

    /// A row of `month_tallies`. Months are bits, the first month of the year the lowest.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "month_tallies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
        /// The first day of the appraisal year.
        #[sea_orm(primary_key, auto_increment = false)]
        pub year_on: Day,
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_group_id: StaffGroupId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place_id: PlaceId,
        /// The months such that a span which ends with one of them counts these employments here.
        #[sea_orm(primary_key, auto_increment = false)]
        pub here: i32,
        /// The months in which they were in post.
        #[sea_orm(primary_key, auto_increment = false)]
        pub in_post: i32,
        /// The months in which they had an objective in force; none in the rows of a month's work.
        #[sea_orm(primary_key, auto_increment = false)]
        pub with_objective: i32,
        /// The months in which they took part; none in the rows of a month's work.
        #[sea_orm(primary_key, auto_increment = false)]
        pub took_part: i32,
        /// 0 in the rows that count people; 1 to 12 in those that count their work of one month of the year.
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: i32,
        pub employments: i32,
        pub entries: i32,
        pub minutes: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The day on which the work of a night was last begun, so that of several processes one does it.
pub mod nightly_run {
    use super::*;

    /// A row of `nightly_runs`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "nightly_runs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub work: String,
        pub ran_on: Day,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
