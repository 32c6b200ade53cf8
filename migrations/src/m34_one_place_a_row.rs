//! Rows that every entry writes are written in one place each: on SQLite a table without row numbers is its own primary
//! key's index. What waits for an organisation stands together. The audit trail tells of what was, so it refers to
//! nothing that must still be there; it is read by what it is about, and by when it was written, as its ids sort.
//!
//! Old code must not run beside it: it writes what waits in words that new code does not read.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::columns::*;

/// Declares `tally_changes` anew, empty, and those counted afresh for whom something waited; `entry_partners` and
/// `audit_lines` without row numbers, and the latter without references and index by organisation.
#[derive(DeriveMigrationName)]
pub struct Migration;

const AUDIT: [&str; 10] = [
    "id",
    "happened_at",
    "person_id",
    "actor",
    "act",
    "system_id",
    "organisation_id",
    "subject_id",
    "from_value",
    "to_value",
];
const PARTNERS: [&str; 2] = ["entry_id", "organisation_id"];
const AUDIT_REFERENCES: [(&str, &str); 3] = [
    ("person_id", "people"),
    ("system_id", "systems"),
    ("organisation_id", "organisations"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forget_what_waits(manager).await?;
        let mut waiting = changes(reference("id"));
        waiting.primary_key(&mut primary(&["organisation_id", "id"]));
        manager.create_table(in_one_place(manager, waiting)).await?;
        drop_index(manager, "audit_lines", &["organisation_id", "happened_at"]).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            let partners = in_one_place(manager, partners());
            remake(manager, "entry_partners", partners, &PARTNERS).await?;
            let lines = in_one_place(manager, lines(&[]));
            remake(manager, "audit_lines", lines, &AUDIT).await?;
            return manager
                .create_index(index("audit_lines", &["subject_id"]))
                .await;
        }
        for (column, _) in AUDIT_REFERENCES {
            let key = ForeignKey::drop()
                .name(format!("audit_lines_{column}_fkey"))
                .table("audit_lines")
                .to_owned();
            manager.drop_foreign_key(key).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        forget_what_waits(manager).await?;
        manager.create_table(changes(id())).await?;
        if manager.get_database_backend() == DbBackend::Sqlite {
            remake(manager, "entry_partners", partners(), &PARTNERS).await?;
            remake(manager, "audit_lines", lines(&AUDIT_REFERENCES), &AUDIT).await?;
            manager
                .create_index(index("audit_lines", &["subject_id"]))
                .await?;
        } else {
            for (column, other) in AUDIT_REFERENCES {
                manager
                    .create_foreign_key(to("audit_lines", column, other))
                    .await?;
            }
        }
        manager
            .create_index(index("audit_lines", &["organisation_id", "happened_at"]))
            .await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Drops `tally_changes`; those for whom something was in it are counted whole when they are next advanced.
async fn forget_what_waits(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let waiting = Query::select()
        .column("organisation_id")
        .from("tally_changes")
        .take();
    let counted = Query::delete()
        .from_table("tally_days")
        .and_where(Expr::col("organisation_id").in_subquery(waiting))
        .take();
    manager.execute(counted).await?;
    drop_tables(manager, &["tally_changes"]).await
}

fn changes(id: ColumnDef) -> TableCreateStatement {
    table(
        "tally_changes",
        vec![id, reference("organisation_id"), text("differences")],
        &[("organisation_id", "organisations")],
    )
}

fn partners() -> TableCreateStatement {
    let columns = PARTNERS.map(reference);
    let others = [
        ("entry_id", "entries"),
        ("organisation_id", "organisations"),
    ];
    let mut partners = table("new_rows", columns.to_vec(), &others);
    partners.primary_key(&mut primary(&PARTNERS)).take()
}

fn lines(references: &[(&'static str, &'static str)]) -> TableCreateStatement {
    let columns = vec![
        id(),
        instant("happened_at"),
        reference_or_none("person_id"),
        text("actor"),
        text("act"),
        reference_or_none("system_id"),
        reference_or_none("organisation_id"),
        reference_or_none("subject_id"),
        ColumnDef::new("from_value").json().take(),
        ColumnDef::new("to_value").json().take(),
    ];
    table("new_rows", columns, references)
}

/// The table as its primary key's index alone, where the database has such.
fn in_one_place(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
) -> TableCreateStatement {
    if manager.get_database_backend() == DbBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

/// Puts a table's rows into one that is declared as `new_rows`, in the order of the first columns, which is its key's,
/// and gives that its name: SQLite changes no table in another way.
async fn remake(
    manager: &SchemaManager<'_>,
    name: &'static str,
    new: TableCreateStatement,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_table(new).await?;
    let mut old = Query::select();
    old.columns(columns.iter().copied()).from(name);
    for key in columns.iter().take(2) {
        old.order_by(*key, Order::Asc);
    }
    let mut rows = Query::insert();
    rows.into_table("new_rows")
        .columns(columns.iter().copied())
        .select_from(old)
        .map_err(|error| DbErr::Custom(error.to_string()))?;
    manager.execute(rows).await?;
    drop_tables(manager, &[name]).await?;
    let named = Table::rename().table("new_rows", name).take();
    manager.rename_table(named).await
}
