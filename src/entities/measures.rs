//! What the partners of a system watch together over time: measures, their values, and what those were before.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// Which way is better.
    GoodDirection {
        /// More is better.
        Higher = "higher": "Higher is better",
        /// Less is better.
        Lower = "lower": "Lower is better",
        /// Neither is.
        Neither = "neither": "Neither is better",
    }
}

/// A number that a system's partners watch together.
pub mod measure {
    use super::*;

    /// A row of `measures`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "measures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasureId,
        pub system_id: SystemId,
        /// Unique in its system.
        pub name: String,
        /// What it is counted in: "%", "days".
        pub unit: String,
        /// What it says, in words.
        pub definition: String,
        /// Where its values come from.
        pub source: String,
        pub good_direction: GoodDirection,
        /// The theme of a framework it tells about.
        pub theme_id: Option<ThemeId>,
        /// What is aimed at.
        pub target: Option<f64>,
        /// How many points at the start set the limits.
        pub baseline_points: Option<i32>,
        pub position: i32,
        pub retired_on: Option<Day>,
        #[sea_orm(belongs_to, from = "system_id", to = "id")]
        pub system: BelongsTo<crate::entities::systems::system::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A measure's value on a day.
pub mod measure_point {
    use super::*;

    /// A row of `measure_points`: one a day, as it stands.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure_points")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasurePointId,
        pub measure_id: MeasureId,
        /// The day, or the first day of the period it is of.
        pub measured_on: Day,
        pub value: f64,
        pub loaded_at: Instant,
        /// None where a machine loaded it.
        pub loaded_by: Option<PersonId>,
        #[sea_orm(belongs_to, from = "measure_id", to = "id")]
        pub measure: BelongsTo<super::measure::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a value was before it was corrected.
pub mod measure_revision {
    use super::*;

    /// A row of `measure_revisions`. Rows are added, and never changed.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure_revisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasureRevisionId,
        pub measure_id: MeasureId,
        pub measured_on: Day,
        pub value: f64,
        pub loaded_at: Instant,
        pub loaded_by: Option<PersonId>,
        pub replaced_at: Instant,
        pub replaced_by: Option<PersonId>,
        #[sea_orm(belongs_to, from = "measure_id", to = "id")]
        pub measure: BelongsTo<super::measure::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A day from which the mean and the limits begin afresh, and why.
pub mod measure_mark {
    use super::*;

    /// A row of `measure_marks`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "measure_marks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasureMarkId,
        pub measure_id: MeasureId,
        pub from_on: Day,
        pub reason: String,
        pub marked_at: Instant,
        pub marked_by: Option<PersonId>,
        #[sea_orm(belongs_to, from = "measure_id", to = "id")]
        pub measure: BelongsTo<super::measure::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
