//! Monthly summaries: how far a month's are written, the one mail of each person, and who wants no more of them.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "monthly_runs", "monthly_letters", "monthly_stops";
    vec![
        table("monthly_runs", vec![
            reference("system_id"), day("month_on"), reference("after_person_id"), instant("begun_at"),
            instant_or_none("finished_at"),
        ], &[("system_id", "systems")])
        .primary_key(&mut primary(&["system_id", "month_on"]))
        .take(),
        table("monthly_letters", vec![
            id(), reference("system_id"), reference("person_id"), day("month_on"), word("kind", &["own", "team"]),
            text("token_hash").unique_key().take(), instant("queued_at"),
        ], &[("system_id", "systems"), ("person_id", "people")]),
        table("monthly_stops", vec![
            id(), reference("person_id"), word("kind", &["own", "team"]), instant("stopped_at"),
        ], &[("person_id", "people")]),
    ];
    vec![
        unique("monthly_letters", &["person_id", "month_on", "kind", "system_id"]),
        unique("monthly_stops", &["person_id", "kind"]),
    ]
}
