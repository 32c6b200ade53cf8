//! Errors with two audiences: a sentence for the person, the cause for the log.

use std::error::Error;

use sea_orm::DbErr;

use super::unharmed::Panicked;

/// What can come of a request other than its answer.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It does not exist, or it is out of this viewer's reach: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in who could ask for it.
    #[error("signed out")]
    SignedOut,
    /// It cannot be done as things stand; the sentence is for the person who asked.
    #[error("{0}")]
    Refused(String),
    /// A fault of ours. The cause goes to the log and nowhere else.
    #[error("internal fault: {0}")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

/// An answer, or a [`Fault`].
pub type Answer<T> = Result<T, Fault>;

impl Fault {
    /// Refuses with a sentence for people.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    /// A fault of ours, from any error.
    pub fn broken(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(cause.into())
    }
}

impl From<Panicked> for Fault {
    fn from(cause: Panicked) -> Self {
        Self::broken(cause)
    }
}

impl From<DbErr> for Fault {
    fn from(cause: DbErr) -> Self {
        Self::Broken(Box::new(cause))
    }
}
