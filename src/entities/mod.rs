//! Table shapes only. Relations are mutual, so the tables sit together, a file a subject.

pub mod access;
pub mod boards;
pub mod engagement;
pub mod keys;
pub mod mail;
pub mod measures;
pub mod monthly;
pub mod objectives;
pub mod people;
pub mod systems;
pub mod tallies;
