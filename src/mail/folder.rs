//! Mail in a folder: a message and its envelope each, with names that sort by time.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{Letter, Reading};
use crate::kernel::{private, time::Instant};

/// The longest name, without what stands after its point: ours have some fifty characters, and no file has 255.
const LONGEST_NAME: usize = 200;

/// A message in the folder, as a list of them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What [`read`] finds it by.
    pub name: String,
    /// The recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was put there.
    pub sent_at: Instant,
}

/// What an SMTP server would have been told beside the message.
#[derive(Serialize, Deserialize)]
struct Envelope {
    from: String,
    to: String,
    message_id: String,
    subject: String,
    sent_at: Instant,
}

/// Puts a letter into the folder, which is made where it is missing. On disk before this returns, and never there
/// in part; the same letter handed over at the same moment is the same file.
pub(super) fn write(folder: &Path, letter: &Letter) -> io::Result<()> {
    private::make_folder(folder)?;
    let name = name_of(letter);
    let envelope = Envelope {
        from: letter.from().to_owned(),
        to: letter.to().to_owned(),
        message_id: letter.message_id().to_owned(),
        subject: letter
            .read()
            .map(|reading| reading.subject)
            .unwrap_or_default(),
        sent_at: letter.sent_at(),
    };
    // The envelope last: a list is made of envelopes, so what is listed can be read.
    put(folder, &format!("{name}.eml"), letter.raw())?;
    put(
        folder,
        &format!("{name}.json"),
        &serde_json::to_vec(&envelope)?,
    )?;
    File::open(folder)?.sync_all()
}

/// The newest messages of a folder, newest first, at most this many; none where the folder is missing.
pub fn list(folder: &Path, at_most: usize) -> io::Result<Vec<Listed>> {
    let mut names = Vec::new();
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                names.extend(
                    name.to_str()
                        .and_then(|name| name.strip_suffix(".json"))
                        .map(str::to_owned),
                );
            }
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        Err(cause) => return Err(cause),
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.truncate(at_most);
    let mut listed = Vec::with_capacity(names.len());
    for name in names {
        let envelope: Envelope =
            serde_json::from_slice(&fs::read(folder.join(format!("{name}.json")))?)?;
        listed.push(Listed {
            name,
            to: envelope.to,
            subject: envelope.subject,
            sent_at: envelope.sent_at,
        });
    }
    Ok(listed)
}

/// One message of a folder by its name in the list; `None` where there is none of that name.
pub fn read(folder: &Path, name: &str) -> io::Result<Option<Reading>> {
    // The name comes from an address: it must not lead out of the folder, nor be longer than a file's name may be.
    if name.is_empty()
        || name.len() > LONGEST_NAME
        || !name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    {
        return Ok(None);
    }
    match fs::read(folder.join(format!("{name}.eml"))) {
        Ok(raw) => Ok(Reading::parse(&raw)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// When it was sent, then the id it was queued with, in letters that are safe in a file's name.
fn name_of(letter: &Letter) -> String {
    let sent_at = letter.sent_at().timestamp().strftime("%Y%m%dT%H%M%SZ");
    let id: String = letter
        .message_id()
        .chars()
        .skip_while(|c| *c == '<')
        .take_while(|c| *c != '@')
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!("{sent_at}-{id}")
}

fn put(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let partly = folder.join(format!("{name}.part"));
    // Links in it choose passwords.
    let mut file = private::make_file(&partly)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&partly, folder.join(name))
}
