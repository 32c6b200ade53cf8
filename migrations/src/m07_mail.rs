//! The outbox.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "mail_pictures", "outgoing_mails";
    vec![
        table("mail_pictures", vec![id(), bytes("bytes"), text("alternative")], &[]),
        table("outgoing_mails", vec![
            id(), text("message_id").unique_key().take(), text("to_email"), text("to_name"), text("subject"),
            text("text"), text("html"), reference_or_none("picture_id"), text_or_none("reply_to"),
            word("state", &["waiting", "sending", "sent", "failed"]), instant("created_at"), instant("due_at"),
            count("attempts"), instant_or_none("leased_until"), instant_or_none("settled_at"),
            text_or_none("last_answer"),
        ], &[("picture_id", "mail_pictures")]),
    ];
    vec![index("outgoing_mails", &["state", "due_at"])]
}
