//! Of which periods a board's secretary has discarded the draft, so that the calendar does not begin it again.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "digest_discards";
    vec![
        table("digest_discards", vec![
            reference("board_id"), word("period_kind", PERIODS), day("first_on"), instant("discarded_at"),
        ], &[("board_id", "boards")])
        .primary_key(&mut primary(&["board_id", "first_on", "period_kind"]))
        .take(),
    ];
    vec![]
}

const PERIODS: &[&str] = &["month", "quarter", "year"];
