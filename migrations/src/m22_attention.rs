//! What boards did about system working: the question after each meeting, its answer, and the actions that came of it.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "meeting_questions", "meeting_minutes", "board_actions";
    vec![
        // The key is the meeting alone: its secretaries are asked once.
        table("meeting_questions", vec![reference("meeting_id"), instant("asked_at")],
            &[("meeting_id", "board_meetings")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
        table("meeting_minutes", vec![
            reference("meeting_id"), truth("was_on_agenda"), text("decided"), text("minute"), instant("answered_at"),
        ], &[("meeting_id", "board_meetings")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
        table("board_actions", vec![
            id(), reference("board_id"), reference("meeting_id"), text("what"), text("owner"), day("due_on"),
            instant("added_at"), day_or_none("done_on"), text("led_to"),
        ], &[("board_id", "boards"), ("meeting_id", "board_meetings")]),
    ];
    vec![index("board_actions", &["board_id"]), index("board_actions", &["meeting_id"])]
}
