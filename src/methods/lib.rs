//! The methods behind the figures, which stand alone: anybody may check them on a file of their own.
//!
//! - [`protect`]: what may be shown of tables of counts of people, so that nobody can be worked out.
//! - [`spc`]: process control charts of a series over time, by the rules of Making Data Count.
//!
//! A crate of its own, so that the compiler sees to it that a method knows nothing of databases, pages or people; it
//! is built with optimisation in every profile.

mod lines;
pub mod protect;
pub mod spc;

pub use lines::line_of;
