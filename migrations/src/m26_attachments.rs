//! What mails carry beside their words, and whether a board wants its paper with the mail.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds to the outbox and to the cover sheets, and creates a table beside them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A paper is kept with its digest, once, and mails refer to it; a file of one mail alone is kept here.
        let attachments = table(
            "mail_attachments",
            vec![
                id(),
                text("name"),
                bytes_or_none("bytes"),
                reference_or_none("digest_id"),
            ],
            &[("digest_id", "digests")],
        );
        let once = unique("mail_attachments", &["digest_id"]);
        create(manager, vec![attachments], vec![once]).await?;
        // No foreign key: SQLite cannot add one to a table that is there.
        let attachment = reference_or_none("attachment_id");
        add(manager, "outgoing_mails", attachment).await?;
        // Old code that keeps a cover sheet says nothing of it.
        let is_attached = truth("is_attached").default(false).take();
        add(manager, "board_papers", is_attached).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_column(manager, "board_papers", "is_attached").await?;
        drop_column(manager, "outgoing_mails", "attachment_id").await?;
        drop_tables(manager, &["mail_attachments"]).await
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
