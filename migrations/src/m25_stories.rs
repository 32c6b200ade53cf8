//! What staff let their board quote of what changed, and what a digest quotes.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "stories", "digest_stories";
    vec![
        // The words as they were offered: an entry that says something else today is not quoted.
        table("stories", vec![
            reference("entry_id"), text("words"), instant("offered_at"),
        ], &[("entry_id", "entries")])
        .primary_key(&mut primary(&["entry_id"]))
        .take(),
        table("digest_stories", vec![
            reference("digest_id"), reference("entry_id"), number("position"),
        ], &[("digest_id", "digests"), ("entry_id", "entries")])
        .primary_key(&mut primary(&["digest_id", "entry_id"]))
        .take(),
    ];
    vec![index("digest_stories", &["entry_id"])]
}
