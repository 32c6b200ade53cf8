//! Which state of the database something was read of, so that it can be used again for as long as nothing has changed.

use std::str::FromStr;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{Connection, SqliteConnection, query_scalar, sqlite::SqliteConnectOptions},
};
use tokio::sync::Mutex;

use super::fault::{Answer, Fault};

/// A state of the database. Two that are equal hold the same, whoever has written: this process, another one, or the
/// command line. Two that differ may hold the same too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf(State);

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// `pragma data_version`, which a connection compares with itself only: so the number of the connection too.
    Sqlite { connection: u64, version: i64 },
    /// `pg_current_snapshot()`: which transactions could be seen, of all databases of the server.
    Postgres(String),
}

/// Asks which state the database is in.
#[derive(Debug)]
pub(super) struct Watch {
    sqlite: Option<SqliteConnectOptions>,
    /// SQLite's connection for this alone, which never writes, and how many there were.
    connection: Mutex<(u64, Option<SqliteConnection>)>,
}

impl Watch {
    /// For the database of an address.
    pub fn of(url: &str, backend: DbBackend) -> Result<Self, DbErr> {
        let sqlite = match backend {
            DbBackend::Sqlite => Some(
                SqliteConnectOptions::from_str(url)
                    .map_err(|error| DbErr::Custom(error.to_string()))?
                    .pragma("cache_size", "-100"),
            ),
            _ => None,
        };
        Ok(Self {
            sqlite,
            connection: Mutex::default(),
        })
    }

    /// The state that the database is in. What is read from now on is of this state or of a later one.
    pub async fn as_of(&self, pool: &DatabaseConnection) -> Answer<AsOf> {
        let Some(options) = &self.sqlite else {
            let asking =
                Statement::from_string(DbBackend::Postgres, "select pg_current_snapshot()::text");
            let row = pool.query_one_raw(asking).await?;
            let row = row.ok_or_else(|| Fault::broken("no snapshot"))?;
            return Ok(AsOf(State::Postgres(row.try_get_by_index(0)?)));
        };
        let mut held = self.connection.lock().await;
        let (connection, open) = &mut *held;
        if open.is_none() {
            let new = SqliteConnection::connect_with(options).await;
            *open = Some(new.map_err(Fault::broken)?);
            *connection += 1;
        }
        let asked = match open {
            Some(open) => query_scalar("pragma data_version").fetch_one(open).await,
            None => return Err(Fault::broken("no connection")),
        };
        match asked {
            Ok(version) => Ok(AsOf(State::Sqlite {
                connection: *connection,
                version,
            })),
            Err(cause) => {
                // The next who asks opens another.
                *open = None;
                Err(Fault::broken(cause))
            }
        }
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        if let Some(connection) = self.connection.lock().await.1.take() {
            let _ = connection.close().await;
        }
    }
}
