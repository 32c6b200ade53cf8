//! The database's door: one way to open it, one way to begin a change.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sea_query::{InsertStatement, SelectStatement},
};

use fairwind_migrations::{Migrator, MigratorTrait};

use tokio::sync::{Mutex as Turn, Notify, OwnedMutexGuard};
use uuid::Uuid;

use super::{
    as_of::{AsOf, Watch},
    at_once::{AtOnce, Done, Door, sqlite::file_of},
    bulk::{Bulk, Session},
    changes::{Changes, Touched},
    fault::{Answer, Fault},
    private::make_file_if_missing,
    revision::Revision,
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
    /// To the connection for changes that are [made at once](Db::write_at_once).
    door: Arc<Door>,
    /// Told when there is mail to be sent.
    mail: Arc<Notify>,
    shared: Arc<Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>,
}

/// How many statements each connection to SQLite keeps prepared.
const STATEMENTS: usize = 40;

/// A question to the database, for whoever only passes it on.
pub type Question = SelectStatement;

/// Rows to be written, for whoever only passes them on.
pub type Rows = InsertStatement;

/// A transaction that writes. Dropped without [`Write::commit`], nothing of it has happened.
pub struct Write {
    within: Within,
    changes: Changes,
    touched: Mutex<Touched>,
    mail: Arc<Notify>,
    has_mail: AtomicBool,
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
    /// SQLite: WAL, foreign keys, a busy timeout, and full synchronous, because these are people's records. Its file is
    /// made for the service's own account alone, and its log has the rights of its file.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbErr> {
        make_private(url)?;
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
                    // A page that is written over and over is put into the file once: after 32 MB, not after 4.
                    .pragma("wal_autocheckpoint", "8000")
                    // Each connection has one of its own; what is read often stays in the system's.
                    .pragma("cache_size", "-1000")
                    // Of a hundred, the usual number, those seldom asked take more memory than putting them together.
                    .statement_cache_capacity(STATEMENTS)
            });
        let pool = Database::connect(options).await?;
        Ok(Self {
            watch: Arc::new(Watch::of(url, pool.get_database_backend())?),
            door: Arc::new(Door::to(url, pool.get_database_backend())?),
            pool,
            changes: Changes::default(),
            turn: Arc::default(),
            mail: Arc::default(),
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

    /// Is notified when a change of this process is durable that [has mail](Write::has_mail) to be sent.
    pub fn mail(&self) -> Arc<Notify> {
        self.mail.clone()
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
        let turn = self.turn().await;
        self.begin(turn).await
    }

    async fn turn(&self) -> Option<OwnedMutexGuard<()>> {
        match self.is_postgres() {
            true => None,
            false => Some(self.turn.clone().lock_owned().await),
        }
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

    /// Makes a change that reads nothing, of the figures of these months of something, a system say, and of nothing
    /// else that is kept in memory. Writers take turns as they do with [`Db::write`].
    ///
    /// False, where a row was refused or the change could not be tried: nothing of it has happened, and why, the
    /// long way says. (A connection that is lost while it is made durable may leave it done: so it is to be such that
    /// the long way knows it again.)
    pub async fn write_at_once(
        &self,
        change: &AtOnce,
        months: impl IntoIterator<Item = (Uuid, Day)>,
    ) -> bool {
        let turn = self.turn().await;
        let counting = Counting(self.changes.clone(), Touched::of_days(months));
        let done = self.door.make(&self.pool, change).await;
        drop(counting);
        drop(turn);
        if done == Done::Durable && self.door.is_log_long() {
            tokio::spawn(self.clone().put_log_away());
        }
        done == Done::Durable
    }

    /// Puts what is in SQLite's log into the file, so that the log begins anew: most of it while others write, and the
    /// little that has come meanwhile at the turn of no other writer, because it begins anew only if nothing is left.
    async fn put_log_away(self) {
        for is_last in [false, true] {
            let _turn = if is_last { self.turn().await } else { None };
            if let Err(cause) = self.pool.execute_unprepared("PRAGMA wal_checkpoint").await {
                tracing::warn!(%cause, "the log could not be put into the file");
            }
        }
    }

    /// The revision of what is known of people and of what they may do. What is read from now on is of this one or of a
    /// later one.
    pub async fn revision(&self) -> Answer<Revision> {
        let row = self.pool.query_one(&Revision::asked()).await?;
        let row = row.ok_or_else(|| Fault::broken("there is no revision"))?;
        Ok(Revision::read(row.try_get_by_index(0)?))
    }

    /// Begins a change of a great many rows, on a connection of its own that closes with it. Writers take turns as
    /// they do with [`Db::write`].
    pub async fn write_many(&self) -> Answer<Bulk> {
        let turn = self.turn().await;
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
            mail: self.mail.clone(),
            has_mail: AtomicBool::new(false),
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
        self.door.close().await;
        self.watch.close();
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
        self.touches_months(days.iter().map(|&day| (of, day)));
    }

    /// The same of several.
    pub fn touches_months(&self, days: impl IntoIterator<Item = (Uuid, Day)>) {
        self.set_touched(Touched::of_days(days));
    }

    /// Says that the change touches nothing that is kept in memory.
    pub fn touches_nothing(&self) {
        self.set_touched(Touched::of_days([]));
    }

    /// Says that it touches more than was said.
    pub fn touches_anything(&self) {
        self.set_touched(Touched::default());
    }

    /// Says that, whatever figures it touches, it changes what is known of somebody, or what they may do.
    pub fn revises(&self) {
        self.touched().revises = true;
    }

    /// Says that there is mail in it, so that it is sent as soon as it is durable.
    pub fn has_mail(&self) {
        self.has_mail.store(true, Ordering::Relaxed);
    }

    fn set_touched(&self, touched: Touched) {
        *self.touched() = touched;
    }

    fn touched(&self) -> MutexGuard<'_, Touched> {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the change durable.
    pub async fn commit(self) -> Answer<()> {
        self.commit_with(&[]).await
    }

    /// Writes its last rows and makes the change durable, in as few goes as the database has.
    pub async fn commit_with(self, last: &[Rows]) -> Answer<()> {
        let touched = self.touched.into_inner();
        let touched = touched.unwrap_or_else(PoisonError::into_inner);
        let revises = touched.revises;
        // Counted after the change is there for others to read, so that nobody keeps what was before it.
        let counting = Counting(self.changes, touched);
        let done = self.within.commit(last, revises).await;
        drop(counting);
        if done.is_ok() && self.has_mail.into_inner() {
            self.mail.notify_one();
        }
        Ok(done?)
    }
}

/// Makes SQLite's file where it is missing, before SQLite does with whatever rights the umask leaves.
fn make_private(url: &str) -> Result<(), DbErr> {
    let is_in_memory = [":memory:", "mode=memory"]
        .iter()
        .any(|said| url.contains(said));
    if !url.starts_with("sqlite:") || is_in_memory || url.contains("mode=ro") {
        return Ok(());
    }
    let file = file_of(url)?;
    make_file_if_missing(&file)
        .map_err(|cause| DbErr::Custom(format!("{} cannot be made: {cause}", file.display())))
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
