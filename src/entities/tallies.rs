//! Tallies: the counts behind every figure, kept in the same transaction as each change.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

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
