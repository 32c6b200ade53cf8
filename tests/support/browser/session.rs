//! The one browser of the test binary, and whose turn it is.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use thirtyfour::ChromiumLikeCapabilities as _;
use thirtyfour::prelude::{DesiredCapabilities, WebDriver, WebDriverResult};
use tokio::runtime::Runtime;
use tokio::sync::{Mutex, MutexGuard};

/// What to type where the browser is missing.
const INSTALL: &str =
    "apt-get install --yes chromium chromium-driver   (or run tests/run, which does it)";

/// Starts the driver with the folder `$1` for all that it and the browser write, and ends both when its input ends.
/// A browser that was only starting writes there for a moment longer, so the folder is removed until it stays away.
const KEEPER: &str = r#"
trap : HUP INT TERM PIPE
export TMPDIR="$1" HOME="$1"
chromedriver --port=0 2>&1 </dev/null &
exec >/dev/null
cat
kill -TERM 0
wait
for again in 1 2 3 4; do rm -rf "$1"; sleep 0.5; done
"#;

/// What a browser without a screen, a sandbox and a network of its own needs to be told.
const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    // Ends with its driver.
    "--remote-debugging-pipe",
];

static TURN: Mutex<()> = Mutex::const_new(());

static SESSION: LazyLock<Session> = LazyLock::new(|| {
    // A thread of its own, because the runtime of the test that comes first may not start another.
    thread::spawn(Session::start)
        .join()
        .unwrap_or_else(|_| panic!("the browser did not start; see above"))
});

/// The browser, and the runtime that all talk with it goes through: connections do not outlive a runtime.
struct Session {
    runtime: Runtime,
    driver: WebDriver,
    /// Held for its standard input, whose end ends the browser.
    _keeper: Child,
}

impl Session {
    fn start() -> Self {
        let (port, keeper) = start_keeper();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime for the browser");
        let driver = runtime.block_on(async {
            let mut wanted = DesiredCapabilities::chrome();
            for argument in ARGUMENTS {
                wanted.add_arg(argument)?;
            }
            let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
            driver.set_script_timeout(Duration::from_secs(30)).await?;
            driver
                .set_page_load_timeout(Duration::from_secs(60))
                .await?;
            WebDriverResult::Ok(driver)
        });
        Self {
            runtime,
            driver: driver.unwrap_or_else(|error| panic!("Chromium did not start: {error}")),
            _keeper: keeper,
        }
    }
}

/// Waits for the test before to be done with the browser.
pub(super) async fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}

/// Does something in the browser.
pub(super) async fn run<T, F, Fut>(action: F) -> WebDriverResult<T>
where
    T: Send + 'static,
    F: FnOnce(WebDriver) -> Fut,
    Fut: Future<Output = WebDriverResult<T>> + Send + 'static,
{
    let driver = SESSION.driver.clone();
    SESSION
        .runtime
        .spawn(action(driver))
        .await
        .expect("the browser's runtime outlives the tests")
}

/// axe-core, as one script.
pub(super) fn axe() -> String {
    let file = env!("FAIRWIND_AXE");
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn start_keeper() -> (u16, Child) {
    let folder = tempfile::Builder::new()
        .prefix("fairwind-browser-")
        .tempdir()
        .expect("a temporary folder")
        .keep();
    let mut keeper = Command::new("sh")
        .args(["-c", KEEPER, "keeper"])
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("sh starts");
    let mut said = BufReader::new(keeper.stdout.take().expect("piped")).lines();
    let mut heard = Vec::new();
    let port = said.by_ref().map_while(Result::ok).find_map(|line| {
        let port = line
            .split_once("started successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        heard.push(line);
        port
    });
    let Some(port) = port else {
        let _ = keeper.wait();
        panic!(
            "these tests need a browser and its driver:\n\n    {INSTALL}\n\n{}",
            heard.join("\n")
        );
    };
    // The driver says little more, and nobody reads it; it must not wait for that.
    thread::spawn(move || said.for_each(drop));
    (port, keeper)
}
