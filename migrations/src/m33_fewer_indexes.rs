//! What every entry pays for and nobody asks is taken away: entries by partner are read from the tallies, and entries
//! without an objective are never looked for by it.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Drops the index of `entry_partners` by organisation, and keeps those entries alone in the index by objective that
/// have one.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "entry_partners", &["organisation_id"]).await?;
        drop_index(manager, "entries", &["objective_id"]).await?;
        let mut those_with_one = index("entries", &["objective_id"]);
        those_with_one.and_where(Expr::col("objective_id").is_not_null());
        create(manager, Vec::new(), vec![those_with_one]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "entries", &["objective_id"]).await?;
        let all = vec![
            index("entries", &["objective_id"]),
            index("entry_partners", &["organisation_id"]),
        ];
        create(manager, Vec::new(), all).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
