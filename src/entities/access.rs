//! Accounts, grants, sessions, links by mail, attempts, and the audit trail.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// A role held over an organisation, a board or a system. Staff and managers need no grant.
    Role {
        /// Keeps one board's recipients and digests.
        BoardSecretary = "board secretary": "Board secretary",
        /// Keeps one organisation's staff list, mappings, accounts and grants.
        OrganisationAdministrator = "organisation administrator": "Organisation administrator",
        /// Keeps a system's partners, lists, settings and boards.
        SystemAdministrator = "system administrator": "System administrator",
    }
}

/// How a person signs in.
pub mod account {
    use super::*;

    /// A row of `accounts`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        pub person_id: PersonId,
        /// An argon2id hash in PHC form; none until a password is chosen.
        pub password_hash: Option<String>,
        pub created_at: Instant,
        pub closed_at: Option<Instant>,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<crate::entities::people::person::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A role held by a person, from one day to another.
pub mod grant {
    use super::*;

    /// A row of `grants`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GrantId,
        pub person_id: PersonId,
        pub role: Role,
        pub system_id: SystemId,
        /// Set for an organisation administrator and a board secretary.
        pub organisation_id: Option<OrganisationId>,
        /// Set for a board secretary.
        pub board_id: Option<BoardId>,
        pub from_on: Day,
        /// The first day on which it is no longer held.
        pub to_on: Option<Day>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One signed-in browser.
pub mod session {
    use super::*;

    /// A row of `sessions`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SessionId,
        pub account_id: AccountId,
        /// SHA-256 of the cookie's token, in hexadecimal.
        pub token_hash: String,
        pub created_at: Instant,
        pub last_seen_at: Instant,
        #[sea_orm(belongs_to, from = "account_id", to = "id")]
        pub account: BelongsTo<super::account::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A link by mail with which a password is chosen; used once.
pub mod sign_in_link {
    use super::*;

    /// A row of `sign_in_links`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SignInLinkId,
        pub person_id: PersonId,
        /// SHA-256 of the link's token, in hexadecimal.
        pub token_hash: String,
        pub created_at: Instant,
        pub expires_at: Instant,
        pub used_at: Option<Instant>,
        /// The address it went to: it opens nothing once its person has another.
        pub sent_to: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A browser that somebody has signed in to an account with.
pub mod known_browser {
    use super::*;

    /// A row of `known_browsers`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_browsers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// SHA-256 of the browser's token, in hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        /// When somebody last signed in with it.
        pub seen_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One attempt at something that is limited, by account or by address.
pub mod attempt {
    use super::*;

    /// A row of `attempts`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// What is limited, hashed: neither addresses nor accounts can be read from it.
        pub subject: String,
        pub happened_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One line of the audit trail: who, what, when, from, to.
pub mod audit_line {
    use super::*;

    /// A row of `audit_lines`. Only ever added to.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_lines")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AuditId,
        pub happened_at: Instant,
        /// None for the operator on the command line and for the clockwork.
        pub person_id: Option<PersonId>,
        /// A name for people: the person's, "operator", "clockwork" or "recipient".
        pub actor: String,
        /// What was done, as a verb and a noun: "objective agreed".
        pub act: String,
        pub system_id: Option<SystemId>,
        pub organisation_id: Option<OrganisationId>,
        /// What it was done to.
        pub subject_id: Option<Uuid>,
        pub from_value: Option<Json>,
        pub to_value: Option<Json>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
