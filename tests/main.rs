//! The one test binary: what it stands on, what people do, and what must hold everywhere.

mod conformance;
mod support;
