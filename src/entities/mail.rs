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
        pub reply_to: Option<String>,
        pub state: MailState,
        pub created_at: Instant,
        /// Not before this moment.
        pub due_at: Instant,
        pub attempts: i32,
        /// While sending: after this moment the process that took it is taken for dead.
        pub leased_until: Option<Instant>,
        pub settled_at: Option<Instant>,
        /// What the mail server said last, without anything of the message.
        pub last_answer: Option<String>,
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
