//! What the secretary's desk keeps: which form of a digest a recipient was sent, and that one can be sent again.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Adds to the tables of deliveries.
#[derive(DeriveMigrationName)]
pub struct Migration;

const ONCE: &[&str] = &["digest_id", "recipient_id"];
const ONCE_EACH: &[&str] = &["digest_id", "recipient_id", "sending"];

/// Takes a unique index of deliveries away.
async fn drop_unique(manager: &SchemaManager<'_>, columns: &[&'static str]) -> Result<(), DbErr> {
    let index = Index::drop()
        .name(format!("deliveries_{}_key", columns.join("_")))
        .table("deliveries")
        .to_owned();
    manager.drop_index(index).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Old code that issues a digest says nothing of these.
        let wants = word("wants", &["whole", "link"]).default("whole").take();
        add(manager, "deliveries", wants).await?;
        let sending = number("sending").default(1).take();
        add(manager, "deliveries", sending).await?;
        // Who was sent the link alone was sent no picture of a digest that has one.
        let without_picture = Query::select()
            .column("id")
            .from("outgoing_mails")
            .and_where(Expr::col("picture_id").is_null())
            .take();
        let with_chart = Query::select()
            .column("id")
            .from("digests")
            .and_where(Expr::col("chart_id").is_not_null())
            .take();
        let links = Query::update()
            .table("deliveries")
            .value("wants", "link")
            .and_where(Expr::col("outgoing_mail_id").in_subquery(without_picture))
            .and_where(Expr::col("digest_id").in_subquery(with_chart))
            .take();
        manager.execute(links).await?;
        create(manager, vec![], vec![unique("deliveries", ONCE_EACH)]).await?;
        drop_unique(manager, ONCE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, vec![], vec![unique("deliveries", ONCE)]).await?;
        drop_unique(manager, ONCE_EACH).await?;
        drop_column(manager, "deliveries", "sending").await?;
        drop_column(manager, "deliveries", "wants").await
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
