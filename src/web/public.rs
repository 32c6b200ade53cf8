//! A page that everyone may see, and the addresses machines ask whether all is well.

use rocket::{Route, State, get, http::Status, routes};

use super::{
    chrome::Chrome,
    frame::House,
    page::Page,
    statements::{self, AccessibilityStatement},
};
use crate::{
    access::viewer::Gate,
    kernel::templates::{Sample, samples_of},
};

/// The routes of this file.
pub fn routes() -> Vec<Route> {
    routes![accessibility_statement, healthy, ready]
}

/// Samples of the pages drawn here.
pub fn samples() -> Vec<Sample> {
    samples_of::<Page<AccessibilityStatement>>().unwrap_or_default()
}

#[get("/accessibility-statement")]
async fn accessibility_statement(chrome: Chrome, house: &House) -> Page<AccessibilityStatement> {
    statements::accessibility_statement(chrome, house.run_by.clone())
}

/// Whether the process runs.
#[get("/health")]
async fn healthy() -> &'static str {
    "healthy\n"
}

/// Whether the process can serve: its database answers.
#[get("/ready")]
async fn ready(gate: &State<Gate>) -> Result<&'static str, (Status, &'static str)> {
    if gate.db.answers().await {
        Ok("ready\n")
    } else {
        Err((Status::ServiceUnavailable, "the database does not answer\n"))
    }
}
