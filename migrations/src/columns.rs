//! How a column of each kind is declared, so that every table says it the same way.

use sea_orm_migration::prelude::*;

/// The table's own id: a UUIDv7.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// An id of another table; add the foreign key with [`to`].
pub fn reference(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// An id of another table, or none.
pub fn reference_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().take()
}

/// Text, never null.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// Text, or none.
pub fn text_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().take()
}

/// One of a few words; the schema refuses any other.
pub fn word(name: &'static str, words: &[&'static str]) -> ColumnDef {
    text(name)
        .check(Expr::col(name).is_in(words.iter().copied()))
        .take()
}

/// A civil date.
pub fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().take()
}

/// A civil date, or none.
pub fn day_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().take()
}

/// A moment, UTC, whole seconds.
pub fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .take()
}

/// A moment, or none.
pub fn instant_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().take()
}

/// A whole number.
pub fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A whole number that is never below zero.
pub fn count(name: &'static str) -> ColumnDef {
    number(name).check(Expr::col(name).gte(0)).take()
}

/// A long whole number that is never below zero.
pub fn long_count(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
        .big_integer()
        .not_null()
        .check(Expr::col(name).gte(0))
        .take()
}

/// True or false.
pub fn truth(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Bytes, never null.
pub fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().take()
}

/// Bytes, or none.
pub fn bytes_or_none(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().take()
}

/// A foreign key from `table.column` to the id of `other`.
pub fn to(
    table: &'static str,
    column: &'static str,
    other: &'static str,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}_fkey"))
        .from(table, column)
        .to(other, "id")
        .take()
}

/// A table with its columns and its foreign keys, `(column, other table)`.
pub fn table(
    name: &'static str,
    columns: Vec<ColumnDef>,
    references: &[(&'static str, &'static str)],
) -> TableCreateStatement {
    let mut create = Table::create().table(name).take();
    for column in columns {
        create.col(column);
    }
    for (column, other) in references {
        create.foreign_key(&mut to(name, column, other));
    }
    create
}

/// An index named after its table and columns.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut create = Index::create()
        .name(format!("{table}_{}_idx", columns.join("_")))
        .table(table)
        .take();
    for column in columns {
        create.col(*column);
    }
    create
}

/// A unique key named after its table and columns.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut create = Index::create()
        .unique()
        .name(format!("{table}_{}_key", columns.join("_")))
        .table(table)
        .take();
    for column in columns {
        create.col(*column);
    }
    create
}

/// A primary key over several columns.
pub fn primary(columns: &[&'static str]) -> IndexCreateStatement {
    let mut create = Index::create();
    for column in columns {
        create.col(*column);
    }
    create.take()
}

/// Creates tables, then indexes.
pub async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Forgets up to which day organisations are counted, so that each is counted whole when its tallies are next
/// advanced: for a migration that makes tables for new counts.
pub async fn count_afresh(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let all = Query::delete().from_table("tally_days").take();
    manager.execute(all).await
}

/// Adds a column to a table that is there.
pub async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    mut column: ColumnDef,
) -> Result<(), DbErr> {
    manager
        .alter_table(Table::alter().table(table).add_column(&mut column).take())
        .await
}

/// Takes a column away again.
pub async fn drop_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .alter_table(Table::alter().table(table).drop_column(column).take())
        .await
}

/// Takes an index away again: before its columns, where its table stays.
pub async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let index = Index::drop()
        .name(format!("{table}_{}_idx", columns.join("_")))
        .table(table)
        .to_owned();
    manager.drop_index(index).await
}

/// Drops tables, the last created first.
pub async fn drop_tables(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables.iter().rev() {
        manager
            .drop_table(Table::drop().table(*table).take())
            .await?;
    }
    Ok(())
}

/// Declares a migration that creates tables and indexes, and drops them again on the way down.
#[macro_export]
macro_rules! creates {
    ($($table:literal),+ ; $tables:expr ; $indexes:expr) => {
        /// Creates the tables of this file's subject.
        #[derive(DeriveMigrationName)]
        pub struct Migration;

        #[async_trait::async_trait]
        impl MigrationTrait for Migration {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                create(manager, $tables, $indexes).await
            }

            async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                drop_tables(manager, &[$($table),+]).await
            }

            // PostgreSQL does by itself; SQLite is told to.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
