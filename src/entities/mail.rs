//! The outbox: what will be sent, written with the change that causes it.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// Where a mail is on its way.
    MailState {
        /// It waits for its time.
        Waiting = "waiting": "Waiting",
        /// A process has taken it and is handing it over.
        Sending = "sending": "Sending",
        /// The mail server took it.
        Sent = "sent": "Sent",
        /// The mail server will never take it, or it was tried for too long.
        Failed = "failed": "Failed",
    }
}

crate::worded! {
    /// Where reports of mail that did not arrive are read.
    ReturnsSource {
        /// A folder of files.
        Folder = "folder": "the folder of reports",
        /// A mailbox on a mail server.
        Mailbox = "mailbox": "the mailbox of reports",
    }
}

/// A mail that waits, was sent or failed.
pub mod outgoing_mail {
    use super::*;

    /// A row of `outgoing_mails`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outgoing_mails")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OutgoingMailId,
        /// The same on every try, so that a server can tell a repeat.
        pub message_id: String,
        pub to_email: String,
        pub to_name: String,
        pub subject: String,
        pub text: String,
        pub html: String,
        /// A picture the HTML shows by its content id.
        pub picture_id: Option<MailPictureId>,
        /// A file it carries.
        pub attachment_id: Option<MailAttachmentId>,
        pub reply_to: Option<String>,
        /// Whose it is: its administrators can look at it and hold it. None for what is nobody's, like a link to sign in that somebody asked for.
        pub system_id: Option<SystemId>,
        /// Where its recipient stops mails like it by one click (RFC 8058); gone once it is sent.
        pub unsubscribe_url: Option<String>,
        pub state: MailState,
        pub created_at: Instant,
        /// Not before this moment.
        pub due_at: Instant,
        pub attempts: i32,
        /// While sending: after this moment the process that took it is taken for dead.
        pub leased_until: Option<Instant>,
        pub settled_at: Option<Instant>,
        /// What was said of it last, by the mail server that took it or by one after that, without anything of the
        /// message.
        pub last_answer: Option<String>,
        /// When we learnt that it did not arrive, although the mail server had taken it.
        pub returned_at: Option<Instant>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A picture shown in mails, kept once for all that show it.
pub mod mail_picture {
    use super::*;

    /// A row of `mail_pictures`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_pictures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MailPictureId,
        /// PNG.
        pub bytes: Vec<u8>,
        /// What it shows, for those who cannot see it.
        pub alternative: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file that mails carry, kept once for all that do.
pub mod mail_attachment {
    use super::*;

    /// A row of `mail_attachments`: of a digest's paper, which is kept with its digest, or of a file of one mail alone.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_attachments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MailAttachmentId,
        /// The file's name.
        pub name: String,
        /// PDF; none of a digest's paper, and gone once the one mail that carries it is sent.
        pub bytes: Option<Vec<u8>>,
        /// Whose paper it is: at most one for each digest.
        pub digest_id: Option<DigestId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A system whose mail is held.
pub mod mail_pause {
    use super::*;

    /// A row of `mail_pauses`: while it is there, nothing of the system is sent.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_pauses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub system_id: SystemId,
        pub paused_at: Instant,
        pub paused_by: Option<PersonId>,
        /// Why, in the words of whoever held it.
        pub reason: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That reports of mail that did not arrive cannot be read.
pub mod returns_failure {
    use super::*;

    /// A row of `returns_failures`: there while its source cannot be read.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "returns_failures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: ReturnsSource,
        /// The first of the failures in a row.
        pub since: Instant,
        /// The last of them, without anybody's address.
        pub reason: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
