//! What recipients choose, which of them cannot be reached, and the links with which they read and choose.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds to the tables of boards, and creates one beside them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Old code that adds a recipient says nothing of this.
        let wants = word("wants", &["whole", "link", "nothing"])
            .default("whole")
            .take();
        add(manager, "recipients", wants).await?;
        for column in [
            instant_or_none("unreachable_at"),
            text_or_none("unreachable_because"),
        ] {
            add(manager, "recipients", column).await?;
        }
        add(manager, "deliveries", instant_or_none("told_at")).await?;
        let links = table(
            "delivery_links",
            vec![
                reference("delivery_id"),
                text("reading_hash").unique_key().take(),
                text("choosing_hash").unique_key().take(),
                instant("expires_at"),
                instant_or_none("withdrawn_at"),
            ],
            &[("delivery_id", "deliveries")],
        )
        .primary_key(&mut primary(&["delivery_id"]))
        .take();
        let by_mail = index("deliveries", &["outgoing_mail_id"]);
        create(manager, vec![links], vec![by_mail]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_index(manager, "deliveries", &["outgoing_mail_id"]).await?;
        drop_tables(manager, &["delivery_links"]).await?;
        drop_column(manager, "deliveries", "told_at").await?;
        for column in ["unreachable_because", "unreachable_at", "wants"] {
            drop_column(manager, "recipients", column).await?;
        }
        Ok(())
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
