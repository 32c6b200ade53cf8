//! The one test binary: what it stands on, what people do, and what must hold everywhere.

// First, so that its macro is known to the others.
#[macro_use]
mod support;

mod conformance;
mod journeys;
mod mail;
