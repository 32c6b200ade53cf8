//! Which address each link to choose a password was sent to, and which browsers somebody has signed in with.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds a column to links, which says of those that can still be used where they went, and a table of browsers.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What was sent before went to the address that its person has: a list that gave another has not been loaded since.
const AS_THEY_STAND: &str = "update sign_in_links set sent_to = \
     (select email from people where people.id = sign_in_links.person_id) where used_at is null";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "sign_in_links", text_or_none("sent_to")).await?;
        let on = manager.get_connection();
        on.execute_unprepared(AS_THEY_STAND).await?;
        let mut browsers = table(
            "known_browsers",
            vec![
                reference("account_id"),
                text("token_hash"),
                instant("seen_at"),
            ],
            &[("account_id", "accounts")],
        );
        browsers.primary_key(&mut primary(&["account_id", "token_hash"]));
        create(manager, vec![browsers], Vec::new()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["known_browsers"]).await?;
        drop_column(manager, "sign_in_links", "sent_to").await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
