//! What lets small changes be made at once: differences that wait to be added to the tallies, and how often what is
//! known of people has been changed.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds `tally_changes`, and `revisions` with its one row.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Few rows at any time, written at the end and read all at once: no index but the key's.
        let changes = table(
            "tally_changes",
            vec![id(), reference("organisation_id"), text("differences")],
            &[("organisation_id", "organisations")],
        );
        let only = ColumnDef::new("id")
            .integer()
            .not_null()
            .primary_key()
            .check(Expr::col("id").eq(1))
            .take();
        let revisions = table("revisions", vec![only, long_count("revision")], &[]);
        create(manager, vec![changes, revisions], Vec::new()).await?;
        let mut row = Query::insert();
        row.into_table("revisions")
            .columns(["id", "revision"])
            .values_panic([1.into(), 0_i64.into()]);
        manager.execute(row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["tally_changes", "revisions"]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
