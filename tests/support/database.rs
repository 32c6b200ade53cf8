//! Each test has a database of its own, and is run on both kinds.
//!
//! The schema is migrated once for each kind; a test's database is a copy of the result.

use std::future::Future;
use std::path::Path;
use std::sync::LazyLock;

use fairwind_migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;
use sea_orm_migration::sea_orm::Database;
use tempfile::TempDir;

use super::postgres::Server;

/// The two databases Fairwind keeps its records in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database that belongs to one test and goes with it.
#[derive(Debug)]
pub struct TestDatabase {
    kind: Kind,
    url: String,
    /// Its name on the server, where it is on one.
    name: Option<String>,
    /// The folder it is in, where it is a file; removes itself.
    _folder: Option<TempDir>,
}

/// A migrated SQLite file, as bytes.
static SQLITE_TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = temporary_folder();
    let file = folder.path().join("template.sqlite");
    runtime().block_on(migrate(sqlite_url(&file)));
    std::fs::read(&file).expect("the migrated file can be read")
});

static POSTGRES: LazyLock<Server> = LazyLock::new(|| Server::start(migrate));

impl TestDatabase {
    /// A database with the schema as it stands, and no records but those that migrations put in.
    pub fn migrated(kind: Kind) -> Self {
        Self::new(kind, true)
    }

    /// A database with nothing in it at all.
    pub fn empty(kind: Kind) -> Self {
        Self::new(kind, false)
    }

    fn new(kind: Kind, migrated: bool) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = temporary_folder();
                let file = folder.path().join("fairwind.sqlite");
                if migrated {
                    std::fs::write(&file, SQLITE_TEMPLATE.as_slice())
                        .expect("a temporary folder can be written to");
                }
                Self {
                    kind,
                    url: sqlite_url(&file),
                    name: None,
                    _folder: Some(folder),
                }
            }
            Kind::Postgres => {
                let name = POSTGRES.create(migrated);
                Self {
                    kind,
                    url: POSTGRES.address(&name),
                    name: Some(name),
                    _folder: None,
                }
            }
        }
    }

    /// The address to connect to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which of the two it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            POSTGRES.remove(name);
        }
    }
}

/// Runs one test on a new database. What [`on_both!`] calls.
pub fn run<F, Fut>(kind: Kind, test: F)
where
    F: FnOnce(TestDatabase) -> Fut,
    Fut: Future<Output = ()>,
{
    let database = TestDatabase::migrated(kind);
    runtime().block_on(test(database));
}

/// A runtime of several threads, as the server has.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

async fn migrate(url: String) {
    let database = Database::connect(url.clone())
        .await
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    Migrator::up(&database, None)
        .await
        .unwrap_or_else(|error| panic!("migrations on {url}: {error}"));
    database
        .close()
        .await
        .unwrap_or_else(|error| panic!("{url}: {error}"));
}

fn temporary_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("fairwind-test-")
        .tempdir()
        .expect("a temporary folder")
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Makes two tests of each function, `on_sqlite::name` and `on_postgres::name`, each with a database of its own.
///
/// Once in a module, around all its tests:
///
/// ```ignore
/// on_both! {
///     /// Doc comments and attributes stay.
///     async fn an_objective_begins_as_a_draft(database: TestDatabase) {
///         let app = App::on(database.url()).await;
///     }
/// }
/// ```
macro_rules! on_both {
    ($(
        $(#[$attribute:meta])*
        async fn $name:ident($database:ident: $kind:ty) $body:block
    )+) => {
        $(
            $(#[$attribute])*
            async fn $name($database: $kind) $body
        )+

        mod on_sqlite {
            $(
                #[test]
                fn $name() {
                    let kind = $crate::support::database::Kind::Sqlite;
                    $crate::support::database::run(kind, super::$name)
                }
            )+
        }

        mod on_postgres {
            $(
                #[test]
                fn $name() {
                    let kind = $crate::support::database::Kind::Postgres;
                    $crate::support::database::run(kind, super::$name)
                }
            )+
        }
    };
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, Database};

    use super::TestDatabase;

    on_both! {
        async fn what_one_test_writes_another_does_not_see(mine: TestDatabase) {
            let theirs = TestDatabase::migrated(mine.kind());
            let [here, there] = [&mine, &theirs].map(|database| Database::connect(database.url()));
            let (here, there) = (here.await.expect("mine"), there.await.expect("theirs"));
            here.execute_unprepared("CREATE TABLE scratch (id integer)").await.expect("mine to change");
            let unseen = there.execute_unprepared("SELECT * FROM scratch").await;
            assert!(unseen.is_err(), "two tests share a database");
        }

        async fn a_database_goes_when_its_test_ends(mine: TestDatabase) {
            let theirs = TestDatabase::migrated(mine.kind());
            let url = theirs.url().replace("mode=rwc", "mode=rw");
            let open = Database::connect(&url).await.expect("theirs while it lasts");
            drop(theirs);
            drop(open);
            assert!(Database::connect(&url).await.is_err(), "{url} is still there");
        }
    }
}
