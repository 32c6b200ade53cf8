//! Which state of the database something was read of, so that it can be used again for as long as nothing has changed.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use super::{
    at_once::sqlite,
    fault::{Answer, Fault},
    together::Together,
};

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
    /// SQLite's file.
    file: Option<PathBuf>,
    /// SQLite's connection for this alone, which never writes, and how many there were. What it is asked is read from
    /// shared memory, so it is asked on the thread that wants to know.
    connection: Mutex<(u64, Option<Connection>)>,
    /// PostgreSQL is asked once for all who want to know at that moment.
    asking: Arc<Together<DatabaseConnection, AsOf>>,
}

impl Watch {
    /// For the database of an address.
    pub fn of(url: &str, backend: DbBackend) -> Result<Self, DbErr> {
        let file = match backend {
            DbBackend::Sqlite => Some(sqlite::file_of(url)?),
            _ => None,
        };
        Ok(Self {
            file,
            connection: Mutex::default(),
            asking: Arc::default(),
        })
    }

    /// The state that the database is in. What is read from now on is of this state or of a later one.
    pub async fn as_of(&self, pool: &DatabaseConnection) -> Answer<AsOf> {
        if let Some(file) = &self.file {
            return Ok(AsOf(self.of_sqlite(file).map_err(Fault::broken)?));
        }
        self.asking.have_done(pool.clone(), of_postgres).await
    }

    fn of_sqlite(&self, file: &Path) -> rusqlite::Result<State> {
        let mut held = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (number, open) = &mut *held;
        let on = match open {
            Some(on) => on,
            None => {
                let new = sqlite::open(file)?;
                new.execute_batch("PRAGMA cache_size = -100")?;
                *number += 1;
                open.insert(new)
            }
        };
        let asked = on.prepare_cached("PRAGMA data_version");
        let version = asked.and_then(|mut asked| asked.query_row([], |row| row.get(0)));
        if version.is_err() {
            // The next who asks opens another.
            *open = None;
        }
        Ok(State::Sqlite {
            connection: *number,
            version: version?,
        })
    }

    /// Lets go of the database.
    pub fn close(&self) {
        let mut held = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        drop(held.1.take());
    }
}

/// Asks PostgreSQL for all of these, which are the same: each of them wanted to know before it is asked.
async fn of_postgres(pools: Vec<DatabaseConnection>) -> Vec<Answer<AsOf>> {
    let asked = match pools.first() {
        Some(pool) => snapshot(pool).await,
        None => return Vec::new(),
    };
    match asked {
        Ok(state) => pools.iter().map(|_| Ok(AsOf(state.clone()))).collect(),
        Err(fault) => {
            let cause = fault.to_string();
            pools
                .iter()
                .map(|_| Err(Fault::broken(cause.clone())))
                .collect()
        }
    }
}

async fn snapshot(pool: &DatabaseConnection) -> Answer<State> {
    let asking = Statement::from_string(DbBackend::Postgres, "select pg_current_snapshot()::text");
    let row = pool.query_one_raw(asking).await?;
    let row = row.ok_or_else(|| Fault::broken("no snapshot"))?;
    Ok(State::Postgres(row.try_get_by_index(0)?))
}
