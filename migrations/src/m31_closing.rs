//! For how long after its end a period is open for late work before its figures are published.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds a setting to systems.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A system that is there goes on as it did, until its administrator chooses otherwise.
        let days = number("closing_days")
            .default(0)
            .check(Expr::col("closing_days").between(0, 27))
            .take();
        add(manager, "systems", days).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_column(manager, "systems", "closing_days").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
