//! Queries: people, employments and their histories, mappings, staff lists, and who holds which role.

mod desk;
mod grants;
mod lists;
mod mappings;
mod records;
mod writing;

pub use desk::{Employed, Headcount};
pub(super) use desk::{headcount, people, uninvited};
pub use grants::Held;
pub(super) use grants::{
    administers, count_administrators, end_grant, find_grant, grants, insert_administrator,
    insert_person, person_addressed,
};
pub use lists::ListRow;
pub(super) use lists::{
    NewList, begin_loading, contents, discard, insert_list, is_abandoned, loaded, loading_failed,
    set_choices, staff_list, staff_lists, waiting_since_before,
};
pub(super) use mappings::{
    Remembered, group_mappings, known_words, regroup, remember_columns, remember_groups, settled,
    settled_within, words_today,
};
pub(super) use records::{records, records_within};
pub(super) use writing::{Begins, write_all};

use crate::{
    access::Acting,
    kernel::{bulk::Bulk, database::Write, fault::Answer},
};

/// Rows or ids in one statement: far below either database's limit on parameters.
const AT_ONCE: usize = 500;

/// Begins a transaction for a great many rows.
pub(super) async fn begin_many(acting: &Acting) -> Answer<Bulk> {
    acting.db().write_many().await
}

/// Begins a transaction of this subject's own.
pub(super) async fn begin(acting: &Acting) -> Answer<Write> {
    acting.db().write().await
}
