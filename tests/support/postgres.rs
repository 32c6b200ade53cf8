//! A PostgreSQL server for the length of one test binary.
//!
//! It listens on a Unix socket inside a temporary folder and nowhere else. A shell child owns it and waits on its
//! standard input: when that ends, however this process came to its end, the shell stops the server and removes the
//! folder. `initdb` refuses to run as root, so root hands the folder and the shell to another user.

use std::future::Future;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::{fs, thread};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use tokio::runtime::Runtime;

/// The database every test's own one is copied from.
const TEMPLATE: &str = "template_migrated";

/// What to type where PostgreSQL is missing.
const INSTALL: &str = "apt-get install --yes postgresql   (or run tests/run, which does it)";

/// Starts the server in the folder `$1` with the programs in `$2`, says `ready`, and stops it when its input ends.
const KEEPER: &str = r#"
trap : HUP INT TERM PIPE
cd "$1" || exit 1
"$2/initdb" --pgdata=data --username=fairwind --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || {
    cat log
    cd / && rm -rf "$1"
    exit 1
}
"$2/postgres" -D data -k "$1" -c listen_addresses='' -c max_connections=400 -c fsync=off -c synchronous_commit=off \
    -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c jit=off \
    >>log 2>&1 </dev/null &
server=$!
until "$2/pg_isready" --quiet --host="$1"; do
    kill -0 $server 2>/dev/null || break
    sleep 0.05
done
if kill -0 $server 2>/dev/null; then echo ready; else cat log; fi
exec >/dev/null
cat
kill -QUIT $server
wait $server
cd / && rm -rf "$1"
"#;

/// A running server: hands out databases, each a copy of the migrated template.
pub struct Server {
    folder: PathBuf,
    runtime: Runtime,
    admin: DatabaseConnection,
    next: AtomicU32,
    /// Held for its standard input, whose end stops the server.
    _keeper: Child,
}

impl Server {
    /// Starts the server and makes the template, migrated by `migrate`, which is given the template's address.
    ///
    /// Panics with the line that installs PostgreSQL where it is missing, and with the server's own words where it
    /// does not start.
    pub fn start<F, Fut>(migrate: F) -> Self
    where
        F: FnOnce(String) -> Fut,
        Fut: Future<Output = ()>,
    {
        let (folder, keeper) = start_keeper();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime for administration");
        let admin = runtime.block_on(async {
            let mut options = ConnectOptions::new(address(&folder, "postgres"));
            options.max_connections(8).sqlx_logging(false);
            let admin = Database::connect(options)
                .await
                .expect("PostgreSQL said it was ready, and takes no connection");
            execute(&admin, &format!("CREATE DATABASE {TEMPLATE}")).await;
            migrate(address(&folder, TEMPLATE)).await;
            let close = format!("ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false");
            execute(&admin, &close).await;
            admin
        });
        Self {
            folder,
            runtime,
            admin,
            next: AtomicU32::new(1),
            _keeper: keeper,
        }
    }

    /// The name of a new database: a copy of the migrated template, or empty.
    pub fn create(&self, migrated: bool) -> String {
        let name = format!("test_{}", self.next.fetch_add(1, Ordering::Relaxed));
        let template = if migrated { TEMPLATE } else { "template0" };
        self.execute(format!(
            "CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
        ));
        name
    }

    /// Drops a database, whoever is still connected to it.
    pub fn remove(&self, name: &str) {
        self.execute(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }

    /// The address of one of the server's databases.
    pub fn address(&self, name: &str) -> String {
        address(&self.folder, name)
    }

    /// Runs one statement on the server's own runtime, so that any thread of any test may ask for it.
    fn execute(&self, statement: String) {
        let (done, wait) = mpsc::channel();
        let admin = self.admin.clone();
        self.runtime.spawn(async move {
            execute(&admin, &statement).await;
            let _ = done.send(());
        });
        // An error here means the statement failed, and has said so; a test being torn down must not panic twice.
        if wait.recv().is_err() && !thread::panicking() {
            panic!("PostgreSQL refused a statement of administration; see above");
        }
    }
}

async fn execute(admin: &DatabaseConnection, statement: &str) {
    if let Err(error) = admin.execute_unprepared(statement).await {
        panic!("{statement}: {error}");
    }
}

fn address(folder: &Path, name: &str) -> String {
    format!(
        "postgres://fairwind@localhost/{name}?host={}",
        folder.display()
    )
}

fn start_keeper() -> (PathBuf, Child) {
    let programs = newest_programs()
        .unwrap_or_else(|| panic!("these tests need PostgreSQL 15 or newer:\n\n    {INSTALL}\n"));
    let folder = tempfile::Builder::new()
        .prefix("fairwind-pg-")
        .tempdir()
        .expect("a temporary folder")
        .keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("a folder of our own");

    let mut shell = Command::new("sh");
    shell
        .args(["-c", KEEPER, "keeper"])
        .arg(&folder)
        .arg(&programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Ctrl-C in a terminal goes to the whole group; the keeper is to outlive us long enough to clean up.
        .process_group(0);
    // SQLx reads these too, and so do PostgreSQL's own programs.
    for name in ["PGHOST", "PGPORT", "PGUSER", "PGDATA", "PGOPTIONS"] {
        shell.env_remove(name);
    }
    if is_root() {
        let (uid, gid) = other_user();
        chown(&folder, Some(uid), Some(gid)).expect("root may give a folder away");
        shell.uid(uid).gid(gid);
    }
    let mut keeper = shell.spawn().expect("sh starts");
    let mut said = BufReader::new(keeper.stdout.take().expect("piped")).lines();
    match said.next() {
        Some(Ok(line)) if line == "ready" => (folder, keeper),
        first => {
            let log: Vec<String> = first
                .into_iter()
                .chain(said)
                .map_while(Result::ok)
                .collect();
            panic!("PostgreSQL did not start:\n{}", log.join("\n"));
        }
    }
}

/// The folder of the newest PostgreSQL's programs: Debian keeps each version's apart, others put them on the path.
fn newest_programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| {
            let number: u32 = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .filter(|(_, programs)| programs.join("initdb").exists())
        .max()
        .map(|(_, programs)| programs);
    debian.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    })
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The user and group that root runs the server as: `initdb` wants one with a name.
fn other_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| {
            let line = users
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut numbers = line.split(':').skip(2);
            Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
        })
        .unwrap_or_else(|| panic!("root needs a user to run PostgreSQL as:\n\n    {INSTALL}\n"))
}
