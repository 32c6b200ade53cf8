//! What the cover of a board's papers says, the papers as issued, and why a digest was corrected.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "board_papers", "digest_papers", "digest_corrections";
    vec![
        table("board_papers", vec![
            reference("board_id"), text("purpose"), text("author"), text("sponsor"), text("agenda_item"),
            text("recommendation"), text("colour"), instant("changed_at"),
        ], &[("board_id", "boards")])
        .primary_key(&mut primary(&["board_id"]))
        .take(),
        table("digest_papers", vec![
            reference("digest_id"), bytes("bytes"), text("checksum"),
        ], &[("digest_id", "digests")])
        .primary_key(&mut primary(&["digest_id"]))
        .take(),
        // A correction says what it corrects and why, from its draft on.
        table("digest_corrections", vec![
            reference("digest_id"), reference("corrects_id"), text("reason"),
        ], &[("digest_id", "digests"), ("corrects_id", "digests")])
        .primary_key(&mut primary(&["digest_id"]))
        .take(),
    ];
    vec![unique("digest_corrections", &["corrects_id"])]
}
