//! Small changes that are made over and over, each in one go, on a connection of their own.
//!
//! What such a change costs is not the work but the handing over: a statement goes to another thread or process, and its
//! answer comes back. So these read nothing. What they rest on is asked by their first rows, which the database refuses
//! where it no longer stands, and everything with them. SQLite is called on the very thread that has the change;
//! PostgreSQL gets all of it in one message.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{DatabaseConnection, DbBackend};
use tokio::sync::Mutex as Turn;

use super::database::{Question, Rows};

mod postgres;
pub(super) mod sqlite;

/// After so many changes SQLite's log, of some 16 pages each, is put into its file.
const LONG: u32 = 500;

/// A change that reads nothing.
#[derive(Debug, Default)]
pub struct AtOnce {
    /// Asked first, in this order, where rows can be locked; the answers are not looked at.
    pub locks: Vec<Question>,
    /// Written one after the other. One that is refused refuses all.
    pub rows: Vec<Rows>,
}

/// The connection, when no change has it: none before the first, or after one on which something failed.
#[derive(Debug)]
pub(super) enum Door {
    Sqlite {
        door: sqlite::Door,
        /// How many changes there were since its log was last long.
        many: AtomicU32,
    },
    Postgres(Turn<Option<postgres::On>>),
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// It is durable.
    Durable,
    /// It was refused, or could not be tried: nothing of it has happened, unless the connection was lost while it was
    /// made durable.
    Not,
}

impl Door {
    /// To the database of an address.
    pub(super) fn to(url: &str, backend: DbBackend) -> Result<Self, sea_orm::DbErr> {
        Ok(match backend {
            DbBackend::Sqlite => Self::Sqlite {
                door: sqlite::Door::to(url)?,
                many: AtomicU32::default(),
            },
            _ => Self::Postgres(Turn::default()),
        })
    }

    /// Makes a change. On SQLite, of whose writers it is the turn.
    pub(super) async fn make(&self, pool: &DatabaseConnection, change: &AtOnce) -> Done {
        match self {
            Self::Sqlite { door, .. } => door.make(change),
            Self::Postgres(on) => {
                let mut on = on.lock().await;
                // While it is used it is nobody's: whoever gives up half-way leaves none behind.
                let (done, left) = postgres::make(on.take(), pool, change).await;
                *on = left;
                done
            }
        }
    }

    /// Counts one more; whether it is time to put the log into the file.
    pub(super) fn is_log_long(&self) -> bool {
        match self {
            Self::Sqlite { many, .. } => many.fetch_add(1, Ordering::Relaxed) % LONG == LONG - 1,
            Self::Postgres(_) => false,
        }
    }

    /// Lets go of the database.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { door, .. } => door.close(),
            Self::Postgres(on) => {
                if let Some(on) = on.lock().await.take() {
                    on.close().await;
                }
            }
        }
    }
}
