//! Where mail goes: to an SMTP server, into a folder, or into memory.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Letter, folder,
    smtp::{Smtp, SmtpSettings},
};

/// Where mail goes.
#[derive(Clone)]
pub enum Mailer {
    /// To an SMTP server; made by [`Mailer::smtp`].
    Smtp(Arc<Smtp>),
    /// Into a folder, to be read there or on the demo's mailbox page.
    Folder(PathBuf),
    /// Into memory, for tests.
    Memory(Arc<Mutex<Vec<Letter>>>),
    /// Into memory, for tests, if a function lets it: made by [`Mailer::scripted`].
    Scripted(Arc<Mutex<Vec<Letter>>>, Script),
}

/// What becomes of a letter that a test has handed over.
type Script = Arc<dyn Fn(&Letter) -> Result<(), Refusal> + Send + Sync>;

/// Why a mail was not taken, with the server's answer, shortened and without anybody's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It may be taken another time.
    Later(String),
    /// This mail will never be taken as it is.
    Never(String),
}

impl Mailer {
    /// Mail by SMTP; or a sentence that says which setting is wrong. Connects only when there is mail.
    pub fn smtp(settings: SmtpSettings) -> Result<Self, String> {
        Ok(Self::Smtp(Arc::new(Smtp::new(settings)?)))
    }

    /// Mail into memory.
    pub fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// Mail into memory, but for what a function refuses, or panics at.
    pub fn scripted(
        script: impl Fn(&Letter) -> Result<(), Refusal> + Send + Sync + 'static,
    ) -> Self {
        Self::Scripted(Arc::default(), Arc::new(script))
    }

    /// What has gone into memory so far, oldest first; nothing for the other kinds.
    pub fn letters(&self) -> Vec<Letter> {
        match self {
            Self::Memory(letters) | Self::Scripted(letters, _) => letters
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
            Self::Smtp(_) | Self::Folder(_) => Vec::new(),
        }
    }

    /// Hands one letter over. `Ok` means that whoever took it has taken charge of it.
    pub async fn send(&self, letter: &Letter) -> Result<(), Refusal> {
        match self {
            Self::Smtp(smtp) => smtp.send(letter).await,
            Self::Folder(path) => {
                let (path, letter) = (path.clone(), letter.clone());
                match tokio::task::spawn_blocking(move || folder::write(&path, &letter)).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(cause)) => Err(Refusal::Later(cause.to_string())),
                    Err(cause) => Err(Refusal::Later(cause.to_string())),
                }
            }
            Self::Memory(letters) => {
                keep(letters, letter);
                Ok(())
            }
            Self::Scripted(letters, script) => {
                script(letter)?;
                keep(letters, letter);
                Ok(())
            }
        }
    }

    /// Ends the connection that was kept for the next letter, because none is due.
    pub(super) async fn hang_up(&self) {
        if let Self::Smtp(smtp) = self {
            smtp.hang_up().await;
        }
    }

    /// The longest that handing one letter over takes, in seconds.
    pub(super) fn timeout_seconds(&self) -> u64 {
        match self {
            Self::Smtp(smtp) => smtp.timeout_seconds(),
            Self::Folder(_) | Self::Memory(_) | Self::Scripted(..) => 0,
        }
    }
}

fn keep(letters: &Mutex<Vec<Letter>>, letter: &Letter) {
    letters
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(letter.clone());
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smtp(_) => "Smtp",
            Self::Folder(_) => "Folder",
            Self::Memory(_) => "Memory",
            Self::Scripted(..) => "Scripted",
        })
    }
}
