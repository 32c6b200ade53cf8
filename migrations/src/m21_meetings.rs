//! How each board is prepared for: its hour and working days, where a meeting's dates came from, and digests that go
//! out by themselves.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "board_terms", "meeting_sources", "meeting_notices", "meeting_skips";
    vec![
        // A board without a row has the usual terms.
        table("board_terms", vec![
            reference("board_id"), count("papers_days"), count("lead_days"), number("due_hour"), truth("issues_itself"),
        ], &[("board_id", "boards")])
        .primary_key(&mut primary(&["board_id"]))
        .check(Expr::cust("due_hour between 6 and 11"))
        .take(),
        table("meeting_sources", vec![
            reference("meeting_id"), reference("board_id"), text("uid"),
            ColumnDef::new("sequence").big_integer().not_null().take(),
        ], &[("meeting_id", "board_meetings"), ("board_id", "boards")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
        // The key is the meeting alone: its secretaries are told once of one moment, whichever process sees it first.
        table("meeting_notices", vec![reference("meeting_id"), instant("due_at"), instant("told_at")],
            &[("meeting_id", "board_meetings")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
        table("meeting_skips", vec![reference("meeting_id"), text("reason"), instant("skipped_at")],
            &[("meeting_id", "board_meetings")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
    ];
    vec![unique("meeting_sources", &["board_id", "uid"])]
}
