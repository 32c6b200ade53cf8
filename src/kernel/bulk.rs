//! A great many rows at once, as fast as each database takes them.
//!
//! Through SeaORM a row costs more to say than to write: its statement is built, copied and read again for each batch.
//! Here PostgreSQL is sent its own bulk format by `COPY`, which an `insert` of any shape needs a quarter more time than,
//! and SQLite one statement that is prepared once, while the rows of the next batch are gathered. Both need the bare
//! connection, which SeaORM does not lend out of a transaction; so a change of this kind has a connection of its own.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxPostgresConnector,
    SqlxSqliteConnector,
    sqlx::{self, Pool, Postgres, Sqlite, pool::PoolOptions},
};
use uuid::Uuid;

use super::{
    database::Write,
    fault::Answer,
    time::{Day, Instant},
};

mod copy;
mod prepared;

/// What SQLite keeps in memory of a change of many rows, in KiB, at the most. A page that does not fit and is changed
/// again is written again, and once one was, the whole log is read again at the end for its checksums; an index that is
/// not filled in its order, as that of addresses, has such pages unless all of it fits: a million and a half do.
const SQLITE_CACHE_KIB: i32 = 256 * 1024;

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// SQL's null.
    Nothing,
    /// A column of ids.
    Id(Uuid),
    /// A column of text.
    Text(&'a str),
    /// A column of integers of four bytes.
    Number(i32),
    /// A column of days.
    On(Day),
    /// A column of instants.
    At(Instant),
}

impl<'a> Cell<'a> {
    /// A cell of something that there may be, or not.
    pub fn or_nothing<T>(some: Option<T>, cell: impl FnOnce(T) -> Cell<'a>) -> Self {
        some.map_or(Self::Nothing, cell)
    }
}

/// A transaction that writes a great many rows. Dropped without [`Bulk::commit`], nothing of it has happened.
pub struct Bulk {
    write: Write,
    session: Session,
}

/// A pool of one connection, which is opened once and never again: another would be outside of the transaction.
pub(super) enum Session {
    Sqlite(Pool<Sqlite>),
    Postgres(Pool<Postgres>),
}

impl Bulk {
    pub(super) fn new(write: Write, session: Session) -> Self {
        Self { write, session }
    }

    /// Inserts rows into a table, each with these columns and those in which all of them are `alike`, and tells now
    /// and then how many more are written. Keys, references and checks hold as for any other insert.
    ///
    /// # Errors
    /// The database's own; then the transaction can only be dropped.
    pub async fn insert<'r, const N: usize>(
        &self,
        table: &str,
        alike: &[(&str, Cell<'_>)],
        columns: [&str; N],
        rows: impl Iterator<Item = [Cell<'r>; N]> + Send,
        step: impl FnMut(usize) + Send,
    ) -> Result<(), DbErr> {
        match &self.session {
            Session::Postgres(pool) => copy::insert(pool, table, alike, columns, rows, step).await,
            Session::Sqlite(pool) => {
                prepared::insert(pool, table, alike, columns, rows, step).await
            }
        }
        .map_err(|cause| DbErr::Exec(RuntimeErr::SqlxError(Arc::new(cause))))
    }

    /// Makes the change durable.
    pub async fn commit(self) -> Answer<()> {
        self.write.commit().await
    }
}

/// The rest of the change goes the usual way.
impl Deref for Bulk {
    type Target = Write;

    fn deref(&self) -> &Write {
        &self.write
    }
}

impl Session {
    /// Opens one more connection to the database of a pool.
    pub(super) async fn open(pool: &DatabaseConnection) -> Result<Self, DbErr> {
        let opened = match pool.get_database_backend() {
            DbBackend::Postgres => {
                let options = pool.get_postgres_connection_pool().connect_options();
                let only = only_one().connect_with(options.as_ref().clone()).await;
                only.map(Self::Postgres)
            }
            _ => {
                let options = pool.get_sqlite_connection_pool().connect_options();
                let options = options.as_ref().clone();
                let options = options
                    .pragma("cache_size", format!("-{SQLITE_CACHE_KIB}"))
                    // Of each page that a statement of many rows changes first, a copy is kept until it is done.
                    .pragma("temp_store", "MEMORY");
                only_one().connect_with(options).await.map(Self::Sqlite)
            }
        };
        opened.map_err(|cause| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause))))
    }

    /// Begins the transaction, and gives its connection as SeaORM takes it.
    pub(super) async fn begin(&self) -> Result<DatabaseConnection, DbErr> {
        let (on, begin) = match self {
            Self::Sqlite(pool) => {
                let on = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
                (on, "BEGIN IMMEDIATE")
            }
            Self::Postgres(pool) => {
                let on = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
                (on, "BEGIN")
            }
        };
        on.execute_unprepared(begin).await?;
        Ok(on)
    }
}

/// All columns, as a statement has them: those of each row, then those in which all rows are alike.
fn listed(columns: &[&str], alike: &[(&str, Cell<'_>)]) -> String {
    let alike = alike.iter().map(|(column, _)| *column);
    let all: Vec<&str> = columns.iter().copied().chain(alike).collect();
    all.join(", ")
}

fn only_one<D: sqlx::Database>() -> PoolOptions<D> {
    let opened = Arc::new(AtomicBool::new(false));
    PoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .after_connect(move |_, _| {
            let again = opened.swap(true, Ordering::Relaxed);
            Box::pin(async move {
                match again {
                    true => Err(sqlx::Error::PoolClosed),
                    false => Ok(()),
                }
            })
        })
}
