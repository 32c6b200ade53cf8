//! Tables of figures as they were published.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "published_tables";
    vec![
        table("published_tables", vec![
            id(), reference("system_id"), text("period"), day("counted_to_on"), count("version"),
            instant("published_at"), text("figures"), text("behind"), text("checksum"),
        ], &[("system_id", "systems")]),
    ];
    vec![unique("published_tables", &["system_id", "period", "counted_to_on", "version"])]
}
