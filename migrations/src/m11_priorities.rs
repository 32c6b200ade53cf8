//! What systems want to achieve, which objectives serve it, and how partners succeeded each other.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "priorities", "objective_priorities", "successions";
    vec![
        table("priorities", vec![
            id(), reference("system_id"), text("name"), text("difference"), reference_or_none("place_id"),
            reference_or_none("organisation_id"), number("position"), day_or_none("retired_on"),
        ], &[("system_id", "systems"), ("place_id", "places"), ("organisation_id", "organisations")]),
        table("objective_priorities", vec![reference("objective_id"), reference("priority_id")],
            &[("objective_id", "objectives"), ("priority_id", "priorities")])
            .primary_key(&mut primary(&["objective_id", "priority_id"])).take(),
        table("successions", vec![
            id(), reference("predecessor_id"), reference("successor_id"), day("happened_on"),
            word("kind", &["merger", "split", "acquisition", "code change"]),
        ], &[("predecessor_id", "organisations"), ("successor_id", "organisations")])
        .check(Expr::cust("predecessor_id <> successor_id"))
        .take(),
    ];
    vec![
        unique("priorities", &["system_id", "name"]),
        index("objective_priorities", &["priority_id"]),
        unique("successions", &["predecessor_id", "successor_id"]),
        index("successions", &["successor_id"]),
    ]
}
