//! The database's door: one way to open it, one way to begin a change.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use fairwind_migrations::{Migrator, MigratorTrait};

use super::fault::Answer;

/// A connection pool to SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    pool: DatabaseConnection,
}

/// A transaction that writes. Dropped without [`Write::commit`], nothing of it has happened.
pub struct Write {
    transaction: DatabaseTransaction,
}

impl Db {
    /// Opens `sqlite://…` or `postgres://…`.
    ///
    /// SQLite: WAL, foreign keys, a busy timeout, and full synchronous, because these are people's records.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(connections)
            .connect_timeout(Duration::from_secs(10))
            .acquire_timeout(Duration::from_secs(30))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(20))
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("cache_size", "-16000")
            });
        Ok(Self {
            pool: Database::connect(options).await?,
        })
    }

    /// For queries that only read.
    pub fn read(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Begins a change. SQLite takes its write lock at once: a transaction that reads first and writes later
    /// fails under concurrency, whatever the busy timeout.
    pub async fn write(&self) -> Answer<Write> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(Write {
            transaction: self.pool.begin_with_options(options).await?,
        })
    }

    /// Whether this is PostgreSQL, for the few places that must know (locks around migrations).
    pub fn is_postgres(&self) -> bool {
        self.pool.get_database_backend() == DbBackend::Postgres
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> bool {
        self.pool.ping().await.is_ok()
    }

    /// Closes the pool, so that SQLite folds its log into the file.
    pub async fn close(self) {
        let _ = self.pool.close().await;
    }
}

impl Write {
    /// For queries within the change.
    pub fn on(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Makes the change durable.
    pub async fn commit(self) -> Answer<()> {
        Ok(self.transaction.commit().await?)
    }
}

/// Any number will do, as long as every process of ours uses the same.
const MIGRATING: i64 = 0x6661_6972_7769_6e64;

/// Brings the schema up to date. Processes that start at once on one PostgreSQL wait for each other: the migrator
/// itself takes no lock.
pub async fn migrate(url: &str) -> Result<(), DbErr> {
    // One connection, because the lock belongs to it.
    let db = Db::open(url, 1).await?;
    if db.is_postgres() {
        db.pool
            .execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATING})"))
            .await?;
    }
    let outcome = Migrator::up(&db.pool, None).await;
    if db.is_postgres() {
        db.pool
            .execute_unprepared(&format!("SELECT pg_advisory_unlock({MIGRATING})"))
            .await?;
    }
    db.close().await;
    outcome
}
