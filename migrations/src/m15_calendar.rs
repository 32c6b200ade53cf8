//! When boards meet and their papers are due, and which digest became due for which meeting.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "board_meetings", "meeting_digests";
    vec![
        table("board_meetings", vec![
            id(), reference("board_id"), day("meets_on"), day("papers_due_on"), number("lead_days"),
            instant("added_at"), instant_or_none("cancelled_at"),
        ], &[("board_id", "boards")])
        .check(Expr::cust("papers_due_on <= meets_on and lead_days >= 0"))
        .take(),
        // The key is the meeting alone: a digest becomes due for it once, whichever process sees it first.
        table("meeting_digests", vec![
            reference("meeting_id"), reference("digest_id"), truth("began_draft"), instant("due_at"),
        ], &[("meeting_id", "board_meetings"), ("digest_id", "digests")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
    ];
    vec![
        unique("board_meetings", &["board_id", "meets_on"]),
        index("meeting_digests", &["digest_id"]),
    ]
}
