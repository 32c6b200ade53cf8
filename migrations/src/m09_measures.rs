//! A system's measures over time, their values, and what those were before they were corrected.

use sea_orm_migration::prelude::*;

use crate::columns::*;

const DIRECTIONS: &[&str] = &["higher", "lower", "neither"];

fn real(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).double().not_null().take()
}

crate::creates! {
    "measures", "measure_points", "measure_revisions", "measure_marks";
    vec![
        table("measures", vec![
            id(), reference("system_id"), text("name"), text("unit"), text("definition"), text("source"),
            word("good_direction", DIRECTIONS), reference_or_none("theme_id"), ColumnDef::new("target").double().take(),
            ColumnDef::new("baseline_points").integer().check(Expr::col("baseline_points").gte(2)).take(),
            number("position"), day_or_none("retired_on"),
        ], &[("system_id", "systems"), ("theme_id", "themes")]),
        table("measure_points", vec![
            id(), reference("measure_id"), day("measured_on"), real("value"), instant("loaded_at"),
            reference_or_none("loaded_by"),
        ], &[("measure_id", "measures"), ("loaded_by", "people")]),
        table("measure_revisions", vec![
            id(), reference("measure_id"), day("measured_on"), real("value"), instant("loaded_at"),
            reference_or_none("loaded_by"), instant("replaced_at"), reference_or_none("replaced_by"),
        ], &[("measure_id", "measures"), ("loaded_by", "people"), ("replaced_by", "people")]),
        table("measure_marks", vec![
            id(), reference("measure_id"), day("from_on"), text("reason"), instant("marked_at"),
            reference_or_none("marked_by"),
        ], &[("measure_id", "measures"), ("marked_by", "people")]),
    ];
    vec![
        unique("measures", &["system_id", "name"]),
        unique("measure_points", &["measure_id", "measured_on"]),
        index("measure_revisions", &["measure_id", "measured_on"]),
        unique("measure_marks", &["measure_id", "from_on"]),
    ]
}
