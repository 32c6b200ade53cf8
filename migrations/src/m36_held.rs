//! For how long people are kept after they have left, and what finds all that is held on one of them.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds a setting to systems, and indexes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Old code that founds a system says nothing of it.
        let years = number("years_kept")
            .default(6)
            .check(Expr::col("years_kept").between(1, 20))
            .take();
        add(manager, "systems", years).await?;
        let mut left = index("employments", &["ended_on"]);
        left.and_where(Expr::col("ended_on").is_not_null());
        // Entries are logged most often by far, and found by whose they are: their lines pay for no index more.
        let mut done_by = index("audit_lines", &["person_id", "happened_at"]);
        done_by.and_where(Expr::col("act").ne("entry logged"));
        let mails_to = index("outgoing_mails", &["to_email"]);
        let digests_to = index("recipients", &["email"]);
        let all = vec![left, done_by, mails_to, digests_to];
        create(manager, Vec::new(), all).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "recipients", &["email"]).await?;
        drop_index(manager, "outgoing_mails", &["to_email"]).await?;
        drop_index(manager, "audit_lines", &["person_id", "happened_at"]).await?;
        drop_index(manager, "employments", &["ended_on"]).await?;
        drop_column(manager, "systems", "years_kept").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
