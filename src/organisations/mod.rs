//! Systems, their partners, and the lists a system keeps: staff groups, places, priorities, frameworks and their
//! themes, kinds of entry and kinds of tension.
//!
//! [`founding`] makes a system, [`import`] loads its partners from a file; [`partners`], [`keeping`] and [`settings`]
//! change partners, lists and settings one at a time; [`lists`] is how other subjects read them. Nothing is ever
//! deleted: a partner leaves, an item of a list is retired, and what was recorded of either stays.

pub mod codes;
pub mod founding;
pub mod import;
pub mod keeping;
pub mod lists;
pub mod partners;
pub mod priorities;
pub mod settings;
pub mod succession;

mod forms;
mod pages;
mod store;

pub use founding::found;
pub use pages::{routes, samples};
pub use succession::standing;
