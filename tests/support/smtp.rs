//! A real SMTP server for one test, that keeps what it takes and fails as it is told to.
//!
//! The server is `smtp.py`, on aiosmtpd. It ends when this process does, however that comes about.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How the server protects a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// A plain beginning, and no mail before `STARTTLS`.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// What the server does instead of taking a message, as real servers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers 450 so many times, and takes the message after that.
    Later { times: u32 },
    /// Answers 452: no room for now.
    Full,
    /// Answers 550: there will never be such a mailbox.
    Never,
    /// Answers 421 and hangs up, so many times.
    Closing { times: u32 },
    /// Takes the message and hangs up before saying so, so many times.
    Silence { times: u32 },
    /// Takes the message and says so only after a while.
    Slow { seconds: u32 },
    /// Takes the message and says so a little later.
    Dawdle { milliseconds: u32 },
    /// Hangs up in the middle of the message, so many times.
    Cut { times: u32 },
    /// Answers 554 to the whole message.
    Refused,
    /// Answers 451 to the whole message, so many times.
    PutOff { times: u32 },
}

impl Fault {
    fn as_json(self) -> Value {
        match self {
            Self::Later { times } => json!({ "kind": "later", "times": times }),
            Self::Full => json!({ "kind": "full" }),
            Self::Never => json!({ "kind": "never" }),
            Self::Closing { times } => json!({ "kind": "closing", "times": times }),
            Self::Silence { times } => json!({ "kind": "silence", "times": times }),
            Self::Slow { seconds } => json!({ "kind": "slow", "seconds": seconds }),
            Self::Dawdle { milliseconds } => {
                json!({ "kind": "slow", "seconds": f64::from(milliseconds) / 1000.0 })
            }
            Self::Cut { times } => json!({ "kind": "cut", "times": times }),
            Self::Refused => json!({ "kind": "refused" }),
            Self::PutOff { times } => json!({ "kind": "put-off", "times": times }),
        }
    }
}

/// The faults shown now, by recipient, and how many there have ever been.
#[derive(Default)]
struct Faults {
    shown: BTreeMap<String, Value>,
    count: u32,
}

/// A mail server on a loopback port of its own, gone when dropped.
pub struct SmtpServer {
    port: u16,
    folder: TempDir,
    faults: Mutex<Faults>,
    /// Held for its standard input, whose end ends the server.
    process: Child,
}

impl SmtpServer {
    /// A server that takes everything from everybody, unencrypted.
    pub fn start() -> Self {
        Self::start_with(Protection::Plain, None)
    }

    /// A server with protection, and with the user and password it wants to hear.
    pub fn start_with(protection: Protection, user: Option<(&str, &str)>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("fairwind-smtp-")
            .tempdir()
            .expect("a temporary folder");
        let mut python = Command::new(python());
        python
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/support/smtp.py"
            ))
            .arg(folder.path())
            .arg(match protection {
                Protection::Plain => "none",
                Protection::StartTls => "starttls",
                Protection::Implicit => "implicit",
            })
            .args(
                user.into_iter()
                    .flat_map(|(name, password)| [name, password]),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = python.spawn().expect("the tests' Python starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the mail server says its port");
        let port = line
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the mail server did not start, and said “{line}”"));
        Self {
            port,
            folder,
            faults: Mutex::default(),
            process,
        }
    }

    /// The port, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate to trust (PEM), for `localhost` and 127.0.0.1, where there is protection.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    /// From now on shows a fault to one recipient, or with `*` to all that have none of their own.
    pub fn fault(&self, recipient: &str, fault: Fault) {
        self.change_faults(|faults| {
            faults.count += 1;
            let mut fault = fault.as_json();
            fault["number"] = faults.count.into();
            faults.shown.insert(recipient.to_owned(), fault);
        });
    }

    /// From now on takes everything.
    pub fn mend(&self) {
        self.change_faults(|faults| faults.shown.clear());
    }

    fn change_faults(&self, change: impl FnOnce(&mut Faults)) {
        let mut faults = self.faults.lock().expect("no test panics in here");
        change(&mut faults);
        let partly = self.folder.path().join("faults.part");
        let written = serde_json::to_vec(&faults.shown).expect("faults are JSON");
        fs::write(&partly, written).expect("the folder can be written to");
        fs::rename(&partly, self.folder.path().join("faults.json")).expect("the same folder");
    }

    /// Every message taken so far, oldest first.
    pub fn messages(&self) -> Vec<Received> {
        let mut envelopes: Vec<PathBuf> = fs::read_dir(self.folder.path())
            .expect("the folder is there as long as the server")
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
            .filter(|path| path.file_stem().is_some_and(|name| name != "faults"))
            .collect();
        envelopes.sort();
        envelopes.iter().map(|path| Received::read(path)).collect()
    }

    /// Waits until so many messages have been taken, and returns all; panics after ten seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        let begun = Instant::now();
        loop {
            let messages = self.messages();
            if messages.len() >= count {
                return messages;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(10),
                "{} messages have come, where {count} should have",
                messages.len()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// How often a recipient has been named, taken or not.
    pub fn attempts(&self, recipient: &str) -> usize {
        fs::read_to_string(self.folder.path().join("attempts.log"))
            .unwrap_or_default()
            .lines()
            .filter(|line| *line == recipient)
            .count()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A message as the server took it.
#[derive(Clone, Debug)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// What the sender calls it by on its envelope; empty where it does not.
    pub envelope_id: String,
    /// Who the sender signed in as.
    pub user: Option<String>,
    /// Whether it came over TLS.
    pub encrypted: bool,
    /// The whole message, as it came.
    pub raw: Vec<u8>,
}

/// A picture, or another file, that came with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its media type.
    pub kind: String,
    /// Its file name, where it has one.
    pub name: Option<String>,
    /// What the HTML calls it by, after `cid:`.
    pub content_id: Option<String>,
    /// The file itself.
    pub content: Vec<u8>,
}

impl Received {
    fn read(envelope: &Path) -> Self {
        let said = fs::read(envelope).expect("an envelope that is there");
        let said: Value = serde_json::from_slice(&said).expect("an envelope is JSON");
        let recipients = said["to"].as_array().expect("recipients");
        Self {
            from: said["from"].as_str().unwrap_or_default().to_owned(),
            to: recipients
                .iter()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect(),
            envelope_id: said["envelope_id"].as_str().unwrap_or_default().to_owned(),
            user: said["user"].as_str().map(str::to_owned),
            encrypted: said["encrypted"].as_bool().unwrap_or_default(),
            raw: fs::read(envelope.with_extension("eml")).expect("the message of an envelope"),
        }
    }

    fn parsed(&self) -> Message<'_> {
        MessageParser::default()
            .parse(&self.raw)
            .expect("a message that a mail program can read")
    }

    /// The subject, decoded.
    pub fn subject(&self) -> String {
        self.parsed().subject().unwrap_or_default().to_owned()
    }

    /// A header as it stands, decoded where it is text.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = self.parsed();
        let raw = parsed.header_raw(name)?;
        Some(raw.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The plain text that a mail program without HTML shows; none where the message has only HTML.
    pub fn text(&self) -> Option<String> {
        let parsed = self.parsed();
        let part = parsed
            .text_bodies()
            .find(|part| part.is_text() && !part.is_text_html())?;
        part.text_contents().map(str::to_owned)
    }

    /// The HTML; none where the message has only text.
    pub fn html(&self) -> Option<String> {
        let parsed = self.parsed();
        let part = parsed.html_bodies().find(|part| part.is_text_html())?;
        part.text_contents().map(str::to_owned)
    }

    /// The pictures that the HTML shows.
    pub fn inline_images(&self) -> Vec<Attached> {
        self.files()
            .into_iter()
            .filter(|file| file.content_id.is_some() && file.kind.starts_with("image/"))
            .collect()
    }

    /// The files that a reader sees listed with the message.
    pub fn attachments(&self) -> Vec<Attached> {
        self.files()
            .into_iter()
            .filter(|file| file.content_id.is_none())
            .collect()
    }

    fn files(&self) -> Vec<Attached> {
        self.parsed()
            .attachments()
            .map(|part| Attached {
                kind: part.content_type().map_or_else(String::new, |kind| {
                    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
                }),
                name: part.attachment_name().map(str::to_owned),
                content_id: part.content_id().map(str::to_owned),
                content: part.contents().to_vec(),
            })
            .collect()
    }
}

/// The Python that `tests/run` has put aiosmtpd into.
pub fn python() -> PathBuf {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-python/bin/python");
    assert!(
        python.exists(),
        "these tests need a Python with aiosmtpd at {}:\n\n    tests/run --install-only\n",
        python.display()
    );
    python
}

#[cfg(test)]
mod tests;
