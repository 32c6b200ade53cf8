//! The two pages that every public service owes: how accessible it is, and what it keeps about people.

use serde::Serialize;

use super::chrome::Chrome;
use super::page::Page;
use crate::kernel::{templates::View, words::counted};

/// Who answers for an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunBy {
    /// The organisation, the controller of the records in the words of data protection law.
    pub organisation: String,
    /// The email address that questions go to, if one has been set.
    pub contact: Option<String>,
}

/// How accessible the service is, with the headings that the accessibility regulations of 2018 ask for.
#[derive(Debug, Serialize)]
pub struct AccessibilityStatement {
    service: String,
    run_by: RunBy,
}

/// What is kept about people, who sees it, and what their rights are.
#[derive(Debug, Serialize)]
pub struct Privacy {
    service: String,
    run_by: RunBy,
    /// For how long it is kept after they have left.
    years: String,
}

/// The accessibility statement.
pub fn accessibility_statement(chrome: Chrome, run_by: RunBy) -> Page<AccessibilityStatement> {
    let service = chrome.service.clone();
    let title = format!("Accessibility statement for {service}");
    Page::new(chrome, title, AccessibilityStatement { service, run_by })
}

/// The privacy notice, where people are kept for so many years after they have left.
pub fn privacy(chrome: Chrome, run_by: RunBy, years: i32) -> Page<Privacy> {
    let service = chrome.service.clone();
    let title = format!("How {service} uses your information");
    let years = counted(years.into(), "year", "years");
    let view = Privacy {
        service,
        run_by,
        years,
    };
    Page::new(chrome, title, view)
}

fn run_by_samples() -> [RunBy; 2] {
    [None, Some("fairwind@example.nhs.uk".to_owned())].map(|contact| RunBy {
        organisation: "Thames Valley Integrated Care Board".into(),
        contact,
    })
}

impl View for AccessibilityStatement {
    const TEMPLATE: &'static str = "statements/accessibility";

    fn samples() -> Vec<Self> {
        run_by_samples()
            .map(|run_by| Self {
                service: "Fairwind".into(),
                run_by,
            })
            .into()
    }
}

impl View for Privacy {
    const TEMPLATE: &'static str = "statements/privacy";

    fn samples() -> Vec<Self> {
        run_by_samples()
            .map(|run_by| Self {
                service: "Fairwind".into(),
                run_by,
                years: counted(6, "year", "years"),
            })
            .into()
    }
}
