//! Tallies: the counts behind every figure.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "tallies", "tally_days";
    vec![
        // No foreign keys to staff groups and places: the nil id stands for "none" in the key.
        table("tallies", vec![
            reference("organisation_id"), text("period"), reference("staff_group_id"), reference("place_id"),
            count("staff"), count("with_objective"), count("took_part"), count("entries"),
            ColumnDef::new("minutes").big_integer().not_null().take(),
        ], &[("organisation_id", "organisations")])
        .check(Expr::cust("with_objective <= staff and took_part <= staff"))
        .primary_key(&mut primary(&["organisation_id", "period", "staff_group_id", "place_id"])).take(),
        table("tally_days", vec![reference("organisation_id").primary_key().take(), day("counted_to_on")],
            &[("organisation_id", "organisations")]),
    ];
    vec![]
}
