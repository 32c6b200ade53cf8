//! The database's door: one way to open it, one way to begin a change.

use std::{
    any::{Any, TypeId},
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use fairwind_migrations::{Migrator, MigratorTrait};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use uuid::Uuid;

use super::{
    as_of::{AsOf, Watch},
    bulk::{Bulk, Session},
    changes::{Changes, Touched},
    fault::Answer,
    time::Day,
    within::Within,
};

/// A connection pool to SQLite or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    pool: DatabaseConnection,
    watch: Arc<Watch>,
    changes: Changes,
    /// Whose turn it is to write, on SQLite: its own waiting is by sleeping and trying again.
    turn: Arc<Turn<()>>,
    shared: Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>,
}

/// A transaction that writes. Dropped without [`Write::commit`], nothing of it has happened.
pub struct Write {
    within: Within,
    changes: Changes,
    touched: Mutex<Touched>,
    _turn: Option<OwnedMutexGuard<()>>,
}

/// Counts a change when it goes, whatever becomes of whoever made it.
struct Counting(Changes, Touched);

impl Drop for Counting {
    fn drop(&mut self) {
        self.0.count(&self.1);
    }
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
            // Asking each time whether a connection still answers would double what a short query costs.
            .test_before_acquire_if_idle_for(Duration::from_secs(5))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(20))
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    // Each connection has one of its own; what is read often stays in the system's.
                    .pragma("cache_size", "-2000")
            });
        let pool = Database::connect(options).await?;
        Ok(Self {
            watch: Arc::new(Watch::of(url, pool.get_database_backend())?),
            pool,
            changes: Changes::default(),
            turn: Arc::default(),
            shared: Arc::default(),
        })
    }

    /// The same, told of every statement before it is shared: for tests, which count them.
    #[must_use]
    pub fn told_of_statements(mut self, told: impl Fn() + Send + Sync + 'static) -> Self {
        self.pool.set_metric_callback(move |_| told());
        self
    }

    /// What has changed through this process since the database was opened.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The state that the database is in. What is read from now on is of this state or of a later one.
    pub async fn as_of(&self) -> Answer<AsOf> {
        self.watch.as_of(&self.pool).await
    }

    /// The one of its kind for this database in this process, made when it is first asked for.
    pub fn shared<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let there = shared
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::<T>::default())
            .clone();
        drop(shared);
        // It is of the type that it is kept under.
        there.downcast().unwrap_or_default()
    }

    /// For queries that only read.
    pub fn read(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Begins a change. SQLite takes its write lock at once: a transaction that reads first and writes later
    /// fails under concurrency, whatever the busy timeout.
    ///
    /// Within this process, SQLite's writers wait for each other in a queue. Whoever holds one and begins another waits
    /// for ever.
    pub async fn write(&self) -> Answer<Write> {
        let turn = match self.is_postgres() {
            true => None,
            false => Some(self.turn.clone().lock_owned().await),
        };
        self.begin(turn).await
    }

    /// The same, for what may as well be left: none if it would have to wait for another writer of this process.
    pub async fn write_if_free(&self) -> Answer<Option<Write>> {
        if self.is_postgres() {
            return self.begin(None).await.map(Some);
        }
        match self.turn.clone().try_lock_owned() {
            Ok(turn) => self.begin(Some(turn)).await.map(Some),
            Err(_) => Ok(None),
        }
    }

    /// Begins a change of a great many rows, on a connection of its own that closes with it. Writers take turns as
    /// they do with [`Db::write`].
    pub async fn write_many(&self) -> Answer<Bulk> {
        let turn = match self.is_postgres() {
            true => None,
            false => Some(self.turn.clone().lock_owned().await),
        };
        let session = Session::open(&self.pool).await?;
        let write = self.writing(Within::Session(session.begin().await?), turn);
        Ok(Bulk::new(write, session))
    }

    async fn begin(&self, turn: Option<OwnedMutexGuard<()>>) -> Answer<Write> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = self.pool.begin_with_options(options).await?;
        Ok(self.writing(Within::Transaction(transaction), turn))
    }

    fn writing(&self, within: Within, turn: Option<OwnedMutexGuard<()>>) -> Write {
        Write {
            within,
            changes: self.changes.clone(),
            touched: Mutex::default(),
            _turn: turn,
        }
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
        self.watch.close().await;
        let _ = self.pool.close().await;
    }
}

impl Write {
    /// For queries within the change.
    pub fn on(&self) -> &Within {
        &self.within
    }

    /// Says that the change touches the figures of these months of something, a system say, and nothing else that is
    /// kept in memory.
    pub fn touches_only(&self, of: Uuid, days: &[Day]) {
        let months = days.iter().map(|day| (of, day.first_of_month())).collect();
        self.set_touched(Touched::Months(months));
    }

    /// Says that the change touches nothing that is kept in memory.
    pub fn touches_nothing(&self) {
        self.set_touched(Touched::Months(BTreeSet::new()));
    }

    /// Says that it touches more than was said.
    pub fn touches_anything(&self) {
        self.set_touched(Touched::Anything);
    }

    fn set_touched(&self, touched: Touched) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = touched;
    }

    /// Makes the change durable.
    pub async fn commit(self) -> Answer<()> {
        let touched = self.touched.into_inner();
        // Counted after the change is there for others to read, so that nobody keeps what was before it.
        let counting = Counting(
            self.changes,
            touched.unwrap_or_else(PoisonError::into_inner),
        );
        let done = self.within.commit().await;
        drop(counting);
        Ok(done?)
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
