//! Participation.
pub mod disclosure;
