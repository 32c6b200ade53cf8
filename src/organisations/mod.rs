//! Systems, their partners, and the lists a system keeps: staff groups, places, frameworks and their themes,
//! kinds of entry and kinds of tension.
//!
//! [`founding`] makes a system, [`import`] loads its partners from a file, [`partners`] and [`lists`] change them
//! one at a time. Nothing is ever deleted: a partner leaves, an item of a list is retired, and what was recorded of
//! either stays.

pub mod lists;

mod store;
