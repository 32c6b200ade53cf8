//! Keys with which programs of the partners' read and write a system's measures.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "api_keys";
    vec![
        table("api_keys", vec![
            id(), reference("system_id"), text("name"), text("key_hash"), instant("made_at"),
            reference_or_none("made_by"), day_or_none("ends_on"), instant_or_none("last_used_at"),
            instant_or_none("revoked_at"), reference_or_none("revoked_by"),
        ], &[("system_id", "systems"), ("made_by", "people"), ("revoked_by", "people")]),
    ];
    vec![
        unique("api_keys", &["key_hash"]),
        index("api_keys", &["system_id", "name"]),
    ]
}
