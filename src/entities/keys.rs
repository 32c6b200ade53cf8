//! Keys with which programs of the partners' ask, where people sign in.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

/// A key of a system.
pub mod api_key {
    use super::*;

    /// A row of `api_keys`. Rows are never deleted: a revoked key says when and by whom.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ApiKeyId,
        pub system_id: SystemId,
        /// What uses it, as its maker says; unique among the system's keys that are accepted.
        pub name: String,
        /// SHA-256 of the key, in hexadecimal.
        pub key_hash: String,
        pub made_at: Instant,
        pub made_by: Option<PersonId>,
        /// The last day on which it is accepted; none for a key without end.
        pub ends_on: Option<Day>,
        /// When it was last accepted, to the minute.
        pub last_used_at: Option<Instant>,
        pub revoked_at: Option<Instant>,
        pub revoked_by: Option<PersonId>,
        #[sea_orm(belongs_to, from = "system_id", to = "id")]
        pub system: BelongsTo<crate::entities::systems::system::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
