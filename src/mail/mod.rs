//! Mail: written down with the change that causes it, then sent; never lost, and never twice by our doing.
//!
//! [`queue`] puts a [`Mail`] into the outbox within the caller's own change. A [`Sender`] takes what is due out of
//! it, one at a time, and hands it over through a [`Mailer`]: to an SMTP server, into a folder, or into memory.
//!
//! What can go wrong, and what becomes of it:
//!
//! | | |
//! |---|---|
//! | the change is not committed | its mail has never been |
//! | the server answers 4xx, hangs up, stays silent, shows a bad certificate | tried again by the [`Schedule`] |
//! | the server answers 5xx to the recipient or the message | failed at once; [`send_again`] when it is put right |
//! | the mail cannot be built | that one alone has failed |
//! | our code panics over it | tried again by the [`Schedule`], like a refusal for now; the rest go on |
//! | its system's mail is held | it waits until that ends |
//! | a server further on says that it did not arrive | [`returns`] |
//! | the process is killed | the one mail it held is taken again when its lease has run out |
//!
//! In that last case, and where a server took the message but its answer was lost, the recipient may see the mail
//! twice: SMTP has no way to ask. Both copies have the same Message-ID, by which mail programs can tell. A process
//! holds one mail at a time, so a crash leaves at most one in doubt.

mod dkim;
pub mod folder;
mod mailer;
mod message;
mod outbox;
pub mod returns;
mod sender;
mod smtp;

pub use dkim::Signature;
pub use mailer::{Mailer, Refusal};
pub use message::{Attached, FromAddress, Letter, Mail, Reading};
pub use outbox::{Kept, keep_attachment, keep_picture, queue, queue_at, queue_many, send_again};
pub use sender::{Round, Schedule, Sender, run};
pub use smtp::{Security, SmtpSettings};
