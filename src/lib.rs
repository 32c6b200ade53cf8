//! Fairwind: appraisal objectives about working across an integrated care system, and who takes part.

pub mod access;
pub mod entities;
pub mod kernel;
