//! Fairwind records appraisal objectives about working across an integrated care system.

pub mod kernel;
pub mod web;
