//! What every part stands on, and which stands on nothing of ours.

pub mod templates;
