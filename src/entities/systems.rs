//! Systems, their partners, and the lists a system keeps.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// What kind of legal body a partner is.
    OrganisationKind {
        /// Plans and pays for health care in an area.
        Icb = "integrated care board": "Integrated care board",
        /// An NHS trust or foundation trust.
        Trust = "nhs trust": "NHS trust",
        /// A council.
        Council = "local authority": "Local authority",
        /// General practices that work together.
        Pcn = "primary care network": "Primary care network",
        /// A charity, community group or social enterprise.
        Voluntary = "voluntary sector": "Voluntary, community or social enterprise",
        /// A hospice, a university, an independent provider: whatever is none of the others.
        Other = "other": "Other partner",
    }
}

crate::worded! {
    /// How one legal body came to follow another.
    SuccessionKind {
        /// Several became one, of a new code.
        Merger = "merger": "Merger",
        /// One became several.
        Split = "split": "Split",
        /// One took on another, and kept its code.
        Acquisition = "acquisition": "Acquisition",
        /// The same body under another code.
        CodeChange = "code change": "Change of code",
    }
}

/// An integrated care system: the partners that work together.
pub mod system {
    use super::*;

    /// A row of `systems`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "systems")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SystemId,
        pub name: String,
        /// What the work is called: "system working" unless the system chooses otherwise.
        pub label: String,
        /// 1 to 12: the appraisal year starts on the first of this month.
        pub year_starts_month: i16,
        /// Counts below this are not shown outside their organisation.
        pub threshold: i32,
        /// How many days after a piece of work it may still be logged.
        pub late_entry_days: i32,
        /// For how many days after its end a period is open for late work before its figures are published.
        pub closing_days: i32,
        /// For how many years people are kept after they have left.
        pub years_kept: i32,
        pub created_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A partner organisation of a system.
pub mod organisation {
    use super::*;

    /// A row of `organisations`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrganisationId,
        pub system_id: SystemId,
        /// The ODS code, where it has one: unique in its system.
        pub code: Option<String>,
        pub name: String,
        pub kind: OrganisationKind,
        pub place_id: Option<PlaceId>,
        /// The legal body's opening; unknown for many councils.
        pub opened_on: Option<Day>,
        /// The first day on which the legal body is no more.
        pub closed_on: Option<Day>,
        /// Member of the system from this day.
        pub joined_on: Day,
        /// The first day on which it is no longer a member.
        pub left_on: Option<Day>,
        pub created_at: Instant,
        #[sea_orm(belongs_to, from = "system_id", to = "id")]
        pub system: BelongsTo<super::system::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Part of a system.
pub mod place {
    use super::*;

    /// A row of `places`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "places")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlaceId,
        pub system_id: SystemId,
        pub name: String,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A staff group of the system's own list.
pub mod staff_group {
    use super::*;

    /// A row of `staff_groups`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_groups")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffGroupId,
        pub system_id: SystemId,
        /// The national code, where it is one of the ten.
        pub code: Option<String>,
        pub name: String,
        /// Whether its people are staff: volunteers and trustees never enter a denominator of paid staff.
        pub is_counted: bool,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A versioned set of tags.
pub mod framework {
    use super::*;

    /// A row of `frameworks`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "frameworks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FrameworkId,
        pub system_id: SystemId,
        pub name: String,
        pub version: String,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One tag of a framework.
pub mod theme {
    use super::*;

    /// A row of `themes`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "themes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ThemeId,
        pub framework_id: FrameworkId,
        pub name: String,
        pub position: i32,
        pub retired_on: Option<Day>,
        #[sea_orm(belongs_to, from = "framework_id", to = "id")]
        pub framework: BelongsTo<super::framework::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A kind of collaborative work.
pub mod entry_kind {
    use super::*;

    /// A row of `entry_kinds`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_kinds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EntryKindId,
        pub system_id: SystemId,
        pub name: String,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A kind of tension: what gets in the way.
pub mod tension_kind {
    use super::*;

    /// A row of `tension_kinds`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tension_kinds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TensionKindId,
        pub system_id: SystemId,
        pub name: String,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something a system, a place or an organisation wants to achieve.
pub mod priority {
    use super::*;

    /// A row of `priorities`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "priorities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PriorityId,
        pub system_id: SystemId,
        pub name: String,
        /// The difference it makes for people.
        pub difference: String,
        /// The place whose priority it is; none for one of the whole system.
        pub place_id: Option<PlaceId>,
        /// The organisation whose priority it is; none for one that is shared.
        pub organisation_id: Option<OrganisationId>,
        pub position: i32,
        pub retired_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One organisation's predecessor or successor on a legal date. Immediate only: longer ones are chains of these.
pub mod succession {
    use super::*;

    /// A row of `successions`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "successions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SuccessionId,
        pub predecessor_id: OrganisationId,
        pub successor_id: OrganisationId,
        /// The legal date.
        pub happened_on: Day,
        pub kind: SuccessionKind,
        #[sea_orm(belongs_to, from = "predecessor_id", to = "id")]
        pub predecessor: BelongsTo<super::organisation::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
