//! Accounts, grants, sessions, links by mail, attempts, and the audit trail.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "accounts", "grants", "sessions", "sign_in_links", "attempts", "audit_lines";
    vec![
        table("accounts", vec![
            id(), reference("person_id").unique_key().take(), text_or_none("password_hash"), instant("created_at"),
            instant_or_none("closed_at"),
        ], &[("person_id", "people")]),
        table("grants", vec![
            id(), reference("person_id"),
            word("role", &["board secretary", "organisation administrator", "system administrator"]),
            reference("system_id"), reference_or_none("organisation_id"), reference_or_none("board_id"),
            day("from_on"), day_or_none("to_on"),
        ], &[("person_id", "people"), ("system_id", "systems"), ("organisation_id", "organisations")])
        .check(Expr::cust("role = 'system administrator' or organisation_id is not null"))
        .check(Expr::cust("role <> 'board secretary' or board_id is not null"))
        .take(),
        table("sessions", vec![
            id(), reference("account_id"), text("token_hash").unique_key().take(), instant("created_at"),
            instant("last_seen_at"),
        ], &[("account_id", "accounts")]),
        table("sign_in_links", vec![
            id(), reference("person_id"), text("token_hash").unique_key().take(), instant("created_at"),
            instant("expires_at"), instant_or_none("used_at"),
        ], &[("person_id", "people")]),
        table("attempts", vec![
            ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key().take(),
            text("subject"), instant("happened_at"),
        ], &[]),
        table("audit_lines", vec![
            id(), instant("happened_at"), reference_or_none("person_id"), text("actor"), text("act"),
            reference_or_none("system_id"), reference_or_none("organisation_id"), reference_or_none("subject_id"),
            ColumnDef::new("from_value").json().take(), ColumnDef::new("to_value").json().take(),
        ], &[("person_id", "people"), ("system_id", "systems"), ("organisation_id", "organisations")]),
    ];
    vec![
        index("grants", &["person_id"]),
        index("grants", &["organisation_id"]),
        index("sessions", &["account_id"]),
        index("sign_in_links", &["person_id"]),
        index("attempts", &["subject", "happened_at"]),
        index("audit_lines", &["organisation_id", "happened_at"]),
        index("audit_lines", &["subject_id"]),
    ]
}
