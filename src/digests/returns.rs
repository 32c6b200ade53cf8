//! What did not arrive: reports of other mail servers become known to the board, and its secretaries are told, once.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{emails, store};
use crate::{
    access::{Acting, KeptBoard, audit::Line, background},
    boards,
    entities::mail::ReturnsSource,
    kernel::{
        fault::{Answer, Fault},
        ids::DigestId,
        periods::Period,
        unharmed::answered,
        words::{counted, listed},
    },
    mail::{
        self,
        returns::{self, Fate, Report, mailbox::Mailbox},
    },
    sign_in::Letterhead,
};

/// How many messages a mailbox may fail to hand over before the rest are left for the next time.
const MOST_FAILURES: usize = 3;
/// Most names that a mail to a secretary lists.
const NAMED: usize = 20;

/// Reads the reports that wait in a mailbox, and marks each as seen once it is written down; gives how many were of mail
/// of ours. What is no report is left as it is. A message that the mailbox does not hand over does not stop the rest. A
/// failure is kept for the administrators to see until the mailbox can be read again.
///
/// # Errors
/// Where the mailbox, or all of it, cannot be read.
pub async fn take_returns_of_mailbox(acting: &Acting, mailbox: &Mailbox) -> Answer<usize> {
    let read = read_mailbox(acting, mailbox).await;
    note_of(acting, ReturnsSource::Mailbox, read.as_ref().err().cloned()).await?;
    read.map_err(Fault::broken)
}

/// Keeps since when a source of reports cannot be read, and why; or that it can.
async fn note_of(acting: &Acting, source: ReturnsSource, failure: Option<String>) -> Answer<()> {
    store::returns::note_failure(acting, source, failure.as_deref()).await
}

async fn read_mailbox(acting: &Acting, mailbox: &Mailbox) -> Result<usize, String> {
    let mut opened = mailbox.open().await?;
    let (mut ours, mut failures) = (0, Vec::new());
    for uid in opened.waiting().await? {
        match opened.read(uid).await {
            Ok(report) => {
                if let Some(known) = written_down(acting, report).await {
                    ours += usize::from(known == Known::Ours);
                    opened.mark_seen(uid).await?;
                }
            }
            Err(cause) => {
                failures.push(cause);
                if failures.len() >= MOST_FAILURES {
                    break;
                }
                // The line is in the middle of something.
                opened = mailbox.open().await?;
            }
        }
    }
    opened.close().await;
    match failures.pop() {
        Some(cause) => Err(cause),
        None => Ok(ours),
    }
}

/// What was made of something that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// A report of mail of ours.
    Ours,
    /// A report of other mail.
    Others,
    /// No report.
    NoReport,
}

/// Writes down what was read; none where it could not be, and stays for the next time.
async fn written_down(acting: &Acting, report: Option<Report>) -> Option<Known> {
    let Some(report) = report else {
        return Some(Known::NoReport);
    };
    match take_return(acting, &report).await {
        Ok(true) => Some(Known::Ours),
        Ok(false) => Some(Known::Others),
        Err(fault) => {
            tracing::error!(%fault, "a report of undelivered mail could not be written down");
            None
        }
    }
}

/// Reads the reports that wait in a folder, and puts each aside; gives how many were of mail of ours. One that cannot
/// be read, or is no report, goes to `not-understood` and does not stop the rest; one that could not be written down
/// stays for the next time.
///
/// # Errors
/// Where the folder cannot be read.
pub async fn take_returns(acting: &Acting, folder: &Path) -> Answer<usize> {
    let read = read_folder(acting, folder).await;
    let failure = read.as_ref().err().map(|fault| match fault {
        Fault::Broken(cause) => cause.to_string(),
        fault => fault.to_string(),
    });
    note_of(acting, ReturnsSource::Folder, failure).await?;
    read
}

async fn read_folder(acting: &Acting, folder: &Path) -> Answer<usize> {
    let listed = {
        let folder = folder.to_owned();
        blocking(move || returns::waiting(&folder)).await?
    };
    let mut ours = 0;
    for file in listed {
        // In a task of its own: whatever is in a file, the rest are read.
        let read = {
            let file = file.clone();
            tokio::task::spawn_blocking(move || returns::read(&file)).await
        };
        let report = match read {
            Ok(Ok(report)) => report,
            Ok(Err(cause)) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            Ok(Err(cause)) => {
                tracing::error!(%cause, "a report of undelivered mail could not be read");
                None
            }
            Err(cause) => {
                tracing::error!(%cause, "a report of undelivered mail could not be read");
                None
            }
        };
        let Some(known) = written_down(acting, report).await else {
            continue;
        };
        ours += usize::from(known == Known::Ours);
        if let Err(fault) = put_aside(folder, file, known != Known::NoReport).await {
            tracing::error!(%fault, "a report of undelivered mail could not be put aside");
        }
    }
    Ok(ours)
}

async fn put_aside(folder: &Path, file: PathBuf, understood: bool) -> Answer<()> {
    let folder = folder.to_owned();
    blocking(move || returns::put_aside(&folder, &file, understood)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Answer<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Fault::broken)?
        .map_err(Fault::broken)
}

/// Writes down what a report says; whether it is of mail of ours.
async fn take_return(acting: &Acting, report: &Report) -> Answer<bool> {
    let write = store::begin(acting).await?;
    let Some(mail) = store::returns::mail_of(&write, report).await? else {
        return Ok(false);
    };
    let said = match report.fate {
        Fate::Well => return Ok(true),
        Fate::Delayed => format!("Delayed: {}", report.said),
        Fate::GivenUp | Fate::Refused => format!("It came back: {}", report.said),
    };
    let came_back = report.fate != Fate::Delayed;
    store::returns::note(&write, &mail, &said, came_back.then(|| acting.now())).await?;
    if report.fate == Fate::Refused
        && let Some((recipient, organisation)) =
            store::returns::unreachable(&write, mail.id, acting.now(), &report.said).await?
    {
        Line::of("recipient unreachable")
            .organisation(organisation)
            .subject(recipient.id.0)
            .to(json!({ "board": recipient.board_id, "email": recipient.email, "said": report.said }))
            .write(acting, &write)
            .await?;
    }
    write.commit().await?;
    Ok(true)
}

/// Tells secretaries what of their digests did not arrive: each delivery once, all of a digest in one mail. Gives how
/// many digests were told of. One board that fails does not stop the rest.
///
/// # Errors
/// Where the deliveries cannot be read.
pub async fn tell_of_failures(acting: &Acting, letterhead: &Letterhead) -> Answer<usize> {
    let untold = store::returns::untold(acting).await?;
    if untold.is_empty() {
        return Ok(0);
    }
    let boards = background::boards(acting).await?;
    let mut told = 0;
    for (digest, _) in &untold {
        let Some(board) = boards.iter().find(|board| board.id() == digest.board_id) else {
            continue;
        };
        match answered(tell(board, digest.id, letterhead)).await {
            Ok(done) => told += usize::from(done),
            Err(fault) => {
                tracing::error!(%fault, board = %board.id(), "a secretary could not be told of what did not arrive");
            }
        }
    }
    Ok(told)
}

/// Whether there was something to tell, and not told by another process meanwhile.
async fn tell(board: &KeptBoard, id: DigestId, letterhead: &Letterhead) -> Answer<bool> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    let names = store::returns::mark_told(&write, id, acting.now()).await?;
    if names.is_empty() {
        return Ok(false);
    }
    let digest = super::find(board, id).await?;
    let period = Period::from_first(digest.row().period_kind, digest.row().first_on)
        .name(board.year_start());
    let number = counted(
        i64::try_from(names.len()).unwrap_or(0),
        "recipient",
        "recipients",
    );
    let title = format!("The digest for {period} did not reach {number}");
    let mut named: Vec<String> = names.iter().take(NAMED).cloned().collect();
    if names.len() > NAMED {
        named.push("others".into());
    }
    let reason = format!(
        "It was tried for as long as it is worth trying, or the mail server refused it. It did not reach {}.",
        listed(&named)
    );
    for (name, email) in boards::secretaries(board, &write).await? {
        let told = emails::due::notice(board, id, (title.clone(), &reason, WHAT_NEXT));
        let mail = boards::letter(board, (&name, email), told, letterhead)?;
        mail::queue(&write, acting.now(), &letterhead.host, mail).await?;
    }
    Line::of("digest not delivered")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "board": board.id(), "recipients": names.len() }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(true)
}

const WHAT_NEXT: &str =
    "What the mail server said of each, and what you can do, is on the digest’s page:";
