//! The real program as a process of its own: started, killed at any moment, started again on the same records.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a process may take to answer, or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `fairwind serve`, killed when dropped, or when the tests are.
pub struct Process {
    folder: PathBuf,
    settings: Vec<(String, String)>,
    port: u16,
    child: Child,
    /// Kills the process when we end without having done so.
    guard: Child,
}

impl Process {
    /// Serves from a folder, with the settings on top of those that a test needs, on a loopback port of its own.
    /// Returns when it answers; panics with its log if it ends before that.
    pub fn serve(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let settings = owned(settings);
        Self::start(folder.to_owned(), settings, free_port())
    }

    fn start(folder: PathBuf, settings: Vec<(String, String)>, port: u16) -> Self {
        let log = File::options()
            .create(true)
            .append(true)
            .open(folder.join("fairwind.log"))
            .expect("a test's folder can be written to");
        let mut child = program(&folder, &settings)
            .arg("serve")
            .env("FAIRWIND_PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be opened twice"))
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let guard = Command::new("sh")
            .args([
                "-c",
                "cat; kill -9 \"$1\"",
                "guard",
                &child.id().to_string(),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(folder.join("fairwind.log")).unwrap_or_default();
            if let Ok(Some(status)) = child.try_wait() {
                let mut guard = guard;
                end(&mut guard);
                panic!("it ended before it answered, with {status}:\n{}", log());
            }
            assert!(begun.elapsed() < PATIENCE, "it does not answer:\n{}", log());
            sleep(Duration::from_millis(20));
        }
        Self {
            folder,
            settings,
            port,
            child,
            guard,
        }
    }

    /// Where it is served: `http://127.0.0.1:…`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it has written to its log, since it was first started.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("fairwind.log")).unwrap_or_default()
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        end(&mut self.child);
    }

    /// Asks it to stop, as an operator's `systemctl stop` does, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        let asked = Command::new("sh")
            .args([
                "-c",
                "kill -TERM \"$1\"",
                "stop",
                &self.child.id().to_string(),
            ])
            .status()
            .expect("sh starts");
        assert!(asked.success(), "it had ended already:\n{}", self.log());
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "it does not stop:\n{}",
                self.log()
            );
            sleep(Duration::from_millis(20));
        }
    }

    /// Starts it again, killed first if need be: the same folder, settings and port.
    pub fn restart(&mut self) {
        self.kill();
        end(&mut self.guard);
        *self = Self::start(self.folder.clone(), self.settings.clone(), self.port);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The guard first: it must not find somebody else under the number of a process that has ended.
        end(&mut self.guard);
        end(&mut self.child);
    }
}

/// Runs a command of the program to its end.
pub fn command(folder: &Path, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
    program(folder, &owned(settings))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// The program with a test's settings and none of those that whoever runs the tests has set.
fn program(folder: &Path, settings: &[(String, String)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fairwind"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FAIRWIND_") {
            program.env_remove(name);
        }
    }
    program
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("FAIRWIND_DATA_FOLDER", folder)
        .envs(settings.iter().map(|(name, value)| (name, value)));
    program
}

fn owned(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("a bound port has an address");
    address.port()
}

#[cfg(test)]
mod tests;
