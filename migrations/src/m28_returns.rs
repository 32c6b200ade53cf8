//! Which sources of reports of undelivered mail cannot be read.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "returns_failures";
    vec![
        table("returns_failures", vec![
            word("source", &["folder", "mailbox"]), instant("since"), text("reason"),
        ], &[])
        .primary_key(&mut primary(&["source"]))
        .take(),
    ];
    Vec::new()
}
