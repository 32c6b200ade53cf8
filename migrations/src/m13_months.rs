//! Tallies by the months in which people did something, for spans of months that are no period.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Creates the table of this file's subject.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Twelve months, a bit each.
fn months(name: &'static str) -> ColumnDef {
    number(name).check(Expr::col(name).between(0, 4095)).take()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign keys to staff groups and places: the nil id stands for "none" in the key.
        let tallies = table(
            "month_tallies",
            vec![
                reference("organisation_id"),
                day("year_on"),
                reference("staff_group_id"),
                reference("place_id"),
                months("here"),
                months("in_post"),
                months("with_objective"),
                months("took_part"),
                number("month")
                    .check(Expr::col("month").between(0, 12))
                    .take(),
                count("employments"),
                count("entries"),
                long_count("minutes"),
            ],
            &[("organisation_id", "organisations")],
        )
        .primary_key(&mut primary(&[
            "organisation_id",
            "year_on",
            "staff_group_id",
            "place_id",
            "here",
            "in_post",
            "with_objective",
            "took_part",
            "month",
        ]))
        .take();
        create(manager, vec![tallies], vec![]).await?;
        count_afresh(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["month_tallies"]).await
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
