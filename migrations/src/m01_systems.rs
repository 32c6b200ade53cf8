//! Systems, their partners, and the lists a system keeps.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "systems", "places", "organisations", "staff_groups", "frameworks", "themes", "entry_kinds", "tension_kinds";
    vec![
        table("systems", vec![
            id(),
            text("name").unique_key().take(),
            text("label"),
            ColumnDef::new("year_starts_month").small_integer().not_null()
                .check(Expr::col("year_starts_month").between(1, 12)).take(),
            number("threshold").check(Expr::col("threshold").between(1, 100)).take(),
            number("late_entry_days").check(Expr::col("late_entry_days").between(0, 365)).take(),
            instant("created_at"),
        ], &[]),
        table("places", listed(), &[("system_id", "systems")]),
        table("organisations", vec![
            id(),
            reference("system_id"),
            text_or_none("code"),
            text("name"),
            word("kind", &["integrated care board", "nhs trust", "local authority", "primary care network", "voluntary sector", "other"]),
            reference_or_none("place_id"),
            day_or_none("opened_on"),
            day_or_none("closed_on"),
            day("joined_on"),
            day_or_none("left_on"),
            instant("created_at"),
        ], &[("system_id", "systems"), ("place_id", "places")]),
        table("staff_groups", [listed(), vec![text_or_none("code"), truth("is_counted")]].concat(),
            &[("system_id", "systems")]),
        table("frameworks", [listed(), vec![text("version")]].concat(), &[("system_id", "systems")]),
        table("themes", vec![
            id(), reference("framework_id"), text("name"), number("position"), day_or_none("retired_on"),
        ], &[("framework_id", "frameworks")]),
        table("entry_kinds", listed(), &[("system_id", "systems")]),
        table("tension_kinds", listed(), &[("system_id", "systems")]),
    ];
    vec![
        unique("places", &["system_id", "name"]),
        unique("organisations", &["system_id", "code"]),
        unique("organisations", &["system_id", "name"]),
        unique("staff_groups", &["system_id", "name"]),
        unique("frameworks", &["system_id", "name", "version"]),
        unique("themes", &["framework_id", "name"]),
        unique("entry_kinds", &["system_id", "name"]),
        unique("tension_kinds", &["system_id", "name"]),
    ]
}

/// What every list of a system has.
fn listed() -> Vec<ColumnDef> {
    vec![
        id(),
        reference("system_id"),
        text("name"),
        number("position"),
        day_or_none("retired_on"),
    ]
}
