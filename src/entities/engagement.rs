//! Entries: pieces of collaborative work that someone did.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

/// One piece of collaborative work.
pub mod entry {
    use super::*;

    /// A row of `entries`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EntryId,
        pub employment_id: EmploymentId,
        pub done_on: Day,
        pub minutes: i32,
        pub entry_kind_id: EntryKindId,
        pub objective_id: Option<ObjectiveId>,
        /// What changed because of it.
        pub changed: String,
        pub tension_kind_id: Option<TensionKindId>,
        /// What got in the way, in their words.
        pub tension_words: String,
        /// The form's own token: a form sent twice makes one entry.
        pub form_token: Uuid,
        pub created_at: Instant,
        pub amended_at: Option<Instant>,
        /// Withdrawn entries count nowhere, and are kept.
        pub withdrawn_at: Option<Instant>,
        #[sea_orm(belongs_to, from = "employment_id", to = "id")]
        pub employment: BelongsTo<crate::entities::people::employment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A partner organisation the work was done with.
pub mod entry_partner {
    use super::*;

    /// A row of `entry_partners`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_partners")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: EntryId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: OrganisationId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What someone lets their organisation's board quote.
pub mod story {
    use super::*;

    /// A row of `stories`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "stories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: EntryId,
        /// What changed, as the entry said when it was offered.
        pub words: String,
        pub offered_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
