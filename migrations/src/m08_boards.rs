//! Boards, recipients, digests and deliveries.

use sea_orm_migration::prelude::*;

use crate::columns::*;

const PERIODS: &[&str] = &["month", "quarter", "year"];

crate::creates! {
    "boards", "recipients", "digests", "deliveries";
    vec![
        table("boards", vec![
            id(), reference("organisation_id"), text("name"), word("period_kind", PERIODS), instant("created_at"),
            day_or_none("closed_on"),
        ], &[("organisation_id", "organisations")]),
        table("recipients", vec![
            id(), reference("board_id"), text("name"), text("email"), instant("added_at"), instant_or_none("removed_at"),
        ], &[("board_id", "boards")]),
        table("digests", vec![
            id(), reference("board_id"), word("period_kind", PERIODS), day("first_on"), number("version"),
            word("state", &["draft", "issued"]), text("commentary"), instant("created_at"),
            instant_or_none("issued_at"), reference_or_none("issued_by"), text_or_none("figures"),
            text_or_none("subject"), text_or_none("html"), text_or_none("text"), reference_or_none("chart_id"),
            text_or_none("checksum"),
        ], &[("board_id", "boards"), ("issued_by", "people"), ("chart_id", "mail_pictures")])
        .check(Expr::cust("state = 'draft' or (issued_at is not null and figures is not null and html is not null and text is not null)"))
        .take(),
        table("deliveries", vec![
            id(), reference("digest_id"), reference("recipient_id"), text("email"), text("name"),
            reference("outgoing_mail_id"),
        ], &[("digest_id", "digests"), ("recipient_id", "recipients"), ("outgoing_mail_id", "outgoing_mails")]),
    ];
    vec![
        unique("boards", &["organisation_id", "name"]),
        unique("recipients", &["board_id", "email"]),
        unique("digests", &["board_id", "first_on", "period_kind", "version"]),
        unique("deliveries", &["digest_id", "recipient_id"]),
    ]
}
