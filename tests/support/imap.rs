//! A mailbox on a mail server that hands over what a test puts into it, and fails as it is told to.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use fairwind::mail::returns::mailbox::MailboxSettings;
use tempfile::TempDir;

use super::smtp::python;

const USER: &str = "returns@ics.example";
const PASSWORD: &str = "teapot";

/// A mailbox on a loopback port of its own, gone when dropped.
pub struct ImapServer {
    port: u16,
    folder: TempDir,
    is_encrypted: bool,
    /// Held for its standard input, whose end ends the server.
    process: Child,
}

impl ImapServer {
    /// Without TLS, or with it from the first byte.
    pub fn start(is_encrypted: bool) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("fairwind-imap-")
            .tempdir()
            .expect("a temporary folder");
        let mut process = Command::new(python())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/support/imap.py"
            ))
            .arg(folder.path())
            .args([
                if is_encrypted { "implicit" } else { "none" },
                USER,
                PASSWORD,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tests' Python starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the server says its port");
        let port = line.trim().parse();
        Self {
            port: port.unwrap_or_else(|_| panic!("the server did not start, and said “{line}”")),
            folder,
            is_encrypted,
            process,
        }
    }

    /// How it is reached.
    pub fn settings(&self) -> MailboxSettings {
        MailboxSettings {
            host: "localhost".into(),
            port: self.port,
            is_encrypted: self.is_encrypted,
            user: USER.into(),
            password: PASSWORD.into(),
            folder: "INBOX".into(),
            root_certificate: self
                .is_encrypted
                .then(|| self.folder.path().join("certificate.pem")),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a message into it.
    pub fn put(&self, uid: u32, message: &str) {
        fs::write(self.at(&format!("{uid}.eml")), message).expect("written");
    }

    /// Whether a message was marked as seen.
    pub fn is_seen(&self, uid: u32) -> bool {
        self.at(&format!("{uid}.seen")).exists()
    }

    /// The commands it has heard that name a message, in order.
    pub fn said_of(&self, uid: u32) -> Vec<String> {
        let said = fs::read_to_string(self.at("said.log")).unwrap_or_default();
        let named = [format!("FETCH {uid} "), format!("STORE {uid} ")];
        said.lines()
            .filter(|line| named.iter().any(|name| line.contains(name.as_str())))
            .map(str::to_owned)
            .collect()
    }

    /// Has it fail: "shut", or "cut 7".
    pub fn fail(&self, fault: &str) {
        fs::write(self.at("fault"), fault).expect("written");
    }

    /// Has it work again.
    pub fn mend(&self) {
        fs::remove_file(self.at("fault")).expect("it failed");
    }
}

impl Drop for ImapServer {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
