//! Small changes that are made over and over, each in one go, on a connection of their own.
//!
//! What such a change costs is not the work but the handing over: a statement goes to another thread or process, and its
//! answer comes back. So these read nothing. What they rest on is asked by their first rows, which the database refuses
//! where it no longer stands, and everything with them. SQLite is called on the very thread that has the change;
//! PostgreSQL gets all of it in one message.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{DatabaseConnection, DbBackend, Statement};
use tokio::sync::Mutex as Turn;

use super::database::{Question, Rows};

mod postgres;
pub(super) mod sqlite;

/// After so many changes SQLite's log is put into its file.
const LONG: u32 = 500;

/// A change that reads nothing.
#[derive(Debug, Default)]
pub struct AtOnce {
    /// Asked first, in this order, where rows can be locked; the answers are not looked at.
    pub locks: Vec<Question>,
    /// Written one after the other, in the database's own words, which are the same few each time. One that is refused
    /// refuses all.
    pub rows: Vec<Statement>,
    /// Written after them: so many at a time that the words are others each time.
    pub many: Vec<Rows>,
}

/// The connection, when no change has it: none before the first, or after one on which something failed.
#[derive(Debug)]
pub(super) enum Door {
    Sqlite {
        door: sqlite::Door,
        /// How many changes there were.
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

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, sea_query::Query};

    use super::*;
    use crate::kernel::database::Db;

    /// A database with an empty table, and where its log is.
    async fn opened(folder: &tempfile::TempDir) -> (Db, std::path::PathBuf) {
        let file = folder.path().join("a.sqlite");
        let url = format!("sqlite://{}", file.display());
        let db = Db::open(&url, 2).await.expect("opened");
        let table = "CREATE TABLE words (id INTEGER PRIMARY KEY, words TEXT NOT NULL)";
        db.read().execute_unprepared(table).await.expect("a table");
        (db, folder.path().join("a.sqlite-wal"))
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_on_the_machine_reads_the_database_or_its_log() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (db, _) = opened(&folder).await;
        for name in ["a.sqlite", "a.sqlite-wal", "a.sqlite-shm"] {
            let found = std::fs::metadata(folder.path().join(name)).expect(name);
            assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
        }
        db.close().await;
    }

    fn row(id: i32, words: &str) -> Statement {
        let mut row = Query::insert();
        row.into_table("words")
            .columns(["id", "words"])
            .values_panic([id.into(), words.into()]);
        DbBackend::Sqlite.build(&row)
    }

    async fn many(db: &Db) -> i64 {
        let row = db.read().query_one_raw(Statement::from_string(
            DbBackend::Sqlite,
            "SELECT COUNT(*) FROM words",
        ));
        let row = row.await.expect("asked").expect("a row");
        row.try_get_by_index(0).expect("a number")
    }

    fn of(rows: Vec<Statement>) -> AtOnce {
        AtOnce {
            rows,
            ..AtOnce::default()
        }
    }

    #[tokio::test]
    async fn all_rows_are_written_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let (db, _) = opened(&folder).await;
        assert!(
            db.write_at_once(&of(vec![row(1, "a"), row(2, "b")]), [])
                .await
        );
        assert!(
            !db.write_at_once(&of(vec![row(3, "c"), row(1, "again")]), [])
                .await
        );
        assert_eq!(many(&db).await, 2);
        // The next is not held up by the one before.
        assert!(db.write_at_once(&of(vec![row(3, "c")]), []).await);
        assert_eq!(many(&db).await, 3);
        db.close().await;
    }

    #[tokio::test]
    async fn where_another_process_writes_nothing_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let (db, _) = opened(&folder).await;
        let url = format!("sqlite://{}", folder.path().join("a.sqlite").display());
        let elsewhere = Db::open(&url, 1).await.expect("opened");
        let write = elsewhere.write().await.expect("a change");
        write.touches_nothing();
        assert!(!db.write_at_once(&of(vec![row(1, "a")]), []).await);
        write.commit().await.expect("durable");
        assert!(db.write_at_once(&of(vec![row(1, "a")]), []).await);
        elsewhere.close().await;
        db.close().await;
    }

    #[tokio::test]
    async fn the_log_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let (db, log) = opened(&folder).await;
        let long = "word ".repeat(4_000);
        for id in 0..1_500 {
            assert!(db.write_at_once(&of(vec![row(id, &long)]), []).await);
        }
        let kept = std::fs::metadata(log).expect("a log").len();
        // Each is five pages and more: all of them would be over 30 MB.
        assert!(kept < 20 << 20, "{kept}");
        assert_eq!(many(&db).await, 1_500);
        db.close().await;
    }
}
