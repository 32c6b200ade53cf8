//! As which item of its agenda a meeting has the digest.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "meeting_agenda_items";
    vec![
        table("meeting_agenda_items", vec![
            reference("meeting_id"), text("item"),
        ], &[("meeting_id", "board_meetings")])
        .primary_key(&mut primary(&["meeting_id"]))
        .take(),
    ];
    vec![]
}
