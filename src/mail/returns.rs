//! What other mail servers report of our mail (delivery status notifications, RFC 3464), read from a folder or a
//! [mailbox].

pub mod mailbox;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use mail_parser::{MessageParser, MimeHeaders as _, PartType};

use super::smtp::brief;

/// The largest report that is read, in bytes; what is larger is none.
const LARGEST: u64 = 5 * 1024 * 1024;

/// What became of a mail after a server had taken it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It will not arrive, because of the address or the message (status 5).
    Refused,
    /// It did not arrive, although it might another time (status 4).
    GivenUp,
    /// It has not arrived yet, and is still tried.
    Delayed,
    /// It arrived, or went further.
    Well,
}

/// A report of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The mail's own Message-ID, with its brackets, where the report has its head.
    pub message_id: Option<String>,
    /// What we called the mail by on its envelope, where the report says it.
    pub envelope_id: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// What was said of it, shortened and without anybody's address.
    pub said: String,
}

/// Reads a report; `None` for what is none.
pub fn parse(raw: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(raw)?;
    let mut envelope_id = None;
    let mut worst: Option<(Fate, String)> = None;
    let mut message_id = None;
    for part in &message.parts {
        let kind = part.content_type().map(|kind| {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase()
        });
        match kind.as_deref() {
            Some("message/delivery-status" | "message/global-delivery-status") => {
                for block in blocks(part.contents()) {
                    envelope_id = field(&block, "Original-Envelope-Id").or(envelope_id);
                    if let Some(fate) = fate_in(&block)
                        && worst
                            .as_ref()
                            .is_none_or(|(known, _)| rank(fate.0) > rank(*known))
                    {
                        worst = Some(fate);
                    }
                }
            }
            Some("message/rfc822" | "message/global" | "text/rfc822-headers") => {
                let id = match &part.body {
                    PartType::Message(original) => original.message_id().map(str::to_owned),
                    _ => MessageParser::default()
                        .parse_headers(part.contents())
                        .and_then(|original| original.message_id().map(str::to_owned)),
                };
                message_id = id.map(|id| format!("<{id}>")).or(message_id);
            }
            _ => {}
        }
    }
    let (fate, said) = worst?;
    (message_id.is_some() || envelope_id.is_some()).then_some(Report {
        message_id,
        envelope_id,
        fate,
        said,
    })
}

/// The groups of fields of a report, the first of the mail and one for each recipient.
fn blocks(contents: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(contents).replace("\r\n", "\n");
    text.split("\n\n")
        .map(|block| format!("{}\n\n", block.trim_matches('\n')))
        .collect()
}

fn field(block: &str, name: &str) -> Option<String> {
    let parsed = MessageParser::default().parse_headers(block.as_bytes())?;
    let value = parsed.header_raw(name)?;
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

fn fate_in(block: &str) -> Option<(Fate, String)> {
    let action = field(block, "Action")?.to_lowercase();
    let status = field(block, "Status").unwrap_or_default();
    let fate = match action.as_str() {
        "failed" if status.starts_with('5') => Fate::Refused,
        "failed" => Fate::GivenUp,
        "delayed" => Fate::Delayed,
        _ => Fate::Well,
    };
    let words = field(block, "Diagnostic-Code").unwrap_or_default();
    // "smtp; 550 …": which protocol it was is of no use to anybody.
    let words = words
        .split_once(';')
        .map_or(words.as_str(), |(_, said)| said)
        .trim();
    Some((fate, brief(&format!("{status} {words}"))))
}

fn rank(fate: Fate) -> u8 {
    match fate {
        Fate::Well => 0,
        Fate::Delayed => 1,
        Fate::GivenUp => 2,
        Fate::Refused => 3,
    }
}

/// The files that wait in a folder, oldest name first: what is in `new` and `cur` of a Maildir, or else the `.eml`
/// files of the folder itself.
///
/// # Errors
/// Where the folder cannot be read.
pub fn waiting(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_maildir = folder.join("new").is_dir();
    let folders = if is_maildir {
        vec![folder.join("new"), folder.join("cur")]
    } else {
        vec![folder.to_owned()]
    };
    let mut files = Vec::new();
    // A Maildir may have no `cur` yet; a folder that is gone is a failure.
    for folder in folders
        .iter()
        .filter(|folder| !is_maildir || folder.is_dir())
    {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            let is_mail = is_maildir || name.to_lowercase().ends_with(".eml");
            if is_mail && !name.starts_with('.') && path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one file; `None` for one that is no report, or too large for one.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(file: &Path) -> io::Result<Option<Report>> {
    if fs::metadata(file)?.len() > LARGEST {
        return Ok(None);
    }
    Ok(parse(&fs::read(file)?))
}

/// Moves a file into `done` of the folder, or into `not-understood`, which are made where they are missing.
///
/// # Errors
/// Where it cannot be moved. One that another process has moved is no error.
pub fn put_aside(folder: &Path, file: &Path, understood: bool) -> io::Result<()> {
    let to = folder.join(if understood { "done" } else { "not-understood" });
    fs::create_dir_all(&to)?;
    let name = file.file_name().unwrap_or_default();
    let mut target = to.join(name);
    // A name may come again; neither file is lost.
    let mut number = 1;
    while target.exists() {
        target = to.join(format!("{number}-{}", name.to_string_lossy()));
        number += 1;
    }
    match fs::rename(file, target) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => moved,
    }
}

#[cfg(test)]
mod tests;
