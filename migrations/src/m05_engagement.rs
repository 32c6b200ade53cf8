//! Entries: pieces of collaborative work that someone did.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "entries", "entry_partners";
    vec![
        table("entries", vec![
            id(), reference("employment_id"), day("done_on"),
            number("minutes").check(Expr::col("minutes").between(1, 1440)).take(),
            reference("entry_kind_id"), reference_or_none("objective_id"), text("changed"),
            reference_or_none("tension_kind_id"), text("tension_words"),
            ColumnDef::new("form_token").uuid().not_null().unique_key().take(), instant("created_at"),
            instant_or_none("amended_at"), instant_or_none("withdrawn_at"),
        ], &[
            ("employment_id", "employments"), ("entry_kind_id", "entry_kinds"), ("objective_id", "objectives"),
            ("tension_kind_id", "tension_kinds"),
        ]),
        table("entry_partners", vec![reference("entry_id"), reference("organisation_id")],
            &[("entry_id", "entries"), ("organisation_id", "organisations")])
            .primary_key(&mut primary(&["entry_id", "organisation_id"])).take(),
    ];
    vec![
        index("entries", &["employment_id", "done_on"]),
        index("entries", &["objective_id"]),
        index("entry_partners", &["organisation_id"]),
    ]
}
