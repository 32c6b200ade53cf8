//! Whose a mail is, how to stop mails like it, whether it came back, and which systems' mail is held.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds to the outbox, and creates a table beside it.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // No foreign key: SQLite cannot add one to a table that is there.
            reference_or_none("system_id"),
            text_or_none("unsubscribe_url"),
            instant_or_none("returned_at"),
        ] {
            add(manager, "outgoing_mails", column).await?;
        }
        let pauses = table(
            "mail_pauses",
            vec![
                reference("system_id"),
                instant("paused_at"),
                reference_or_none("paused_by"),
                text("reason"),
            ],
            &[("system_id", "systems"), ("paused_by", "people")],
        )
        .primary_key(&mut primary(&["system_id"]))
        .take();
        let by_system = index("outgoing_mails", &["system_id", "state"]);
        let returned = index("outgoing_mails", &["returned_at"]);
        create(manager, vec![pauses], vec![by_system, returned]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["mail_pauses"]).await?;
        drop_index(manager, "outgoing_mails", &["system_id", "state"]).await?;
        drop_index(manager, "outgoing_mails", &["returned_at"]).await?;
        for column in ["returned_at", "unsubscribe_url", "system_id"] {
            drop_column(manager, "outgoing_mails", column).await?;
        }
        Ok(())
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
