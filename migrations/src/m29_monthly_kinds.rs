//! Which kinds of monthly summaries a system sends none of.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "monthly_offs";
    vec![
        table("monthly_offs", vec![
            reference("system_id"), word("kind", &["own", "team"]), instant("off_at"), reference_or_none("off_by"),
        ], &[("system_id", "systems"), ("off_by", "people")])
        .primary_key(&mut primary(&["system_id", "kind"]))
        .take(),
    ];
    Vec::new()
}
