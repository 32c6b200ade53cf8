//! People and their employments: who works where, as each partner's staff list says.
//!
//! A list is [read](staff_list) as it comes, [settled](reading) with what is remembered of the partner's lists,
//! [compared](comparison) with what stands, and [loaded](loading): all of it or none. [`waiting`] are lists that were
//! uploaded and wait to be confirmed, [`mappings`] what a partner's words mean, [`grants`] who may do what for it.
//! [`import`] is the same from the command line.

pub mod comparison;
pub mod grants;
pub mod import;
pub mod loading;
pub mod mappings;
pub mod reading;
pub mod staff_list;
pub mod waiting;

mod ending;
mod forms;
mod pages;
mod remarks;
mod store;
mod trail;

pub use import::{Command as Import, run as run_import};
pub use loading::{Preview, Progress, load, preview};
pub use pages::{routes, samples};
pub use store::{Employed, Headcount, Held, ListRow};
pub use waiting::put_aside_old;

use crate::{
    access::AdministeredOrganisation,
    kernel::{fault::Answer, ids::StaffGroupId},
};

/// How many are in post today, and of them how many have no address, no staff group, and an account.
pub async fn headcount(organisation: &AdministeredOrganisation) -> Answer<Headcount> {
    store::headcount(organisation).await
}

/// One page of the organisation's people, by name, with how many there are; those who left too, if wished.
pub async fn employed(
    organisation: &AdministeredOrganisation,
    search: &str,
    with_past: bool,
    page: usize,
    size: usize,
) -> Answer<(Vec<Employed>, usize)> {
    store::people(organisation, search, with_past, page, size).await
}

/// Of each staff group, how many in post today have an address and no account yet.
pub async fn uninvited(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<(Option<StaffGroupId>, i64)>> {
    store::uninvited(organisation).await
}
