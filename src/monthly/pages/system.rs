//! The page on which a system's administrators say which monthly summaries it sends.

use rocket::{Route, get, post, routes};
use serde::{Deserialize, Serialize};

use crate::{
    access::Viewer,
    entities::monthly::MonthlyKind,
    kernel::{fault::Answer, ids::SystemId, templates::View},
    monthly,
    web::{
        answer::{WayOn, done},
        chrome::Chrome,
        components::{Button, Checkboxes, Choice},
        page::Page,
        posted::Posted,
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![kinds, set_kinds]
}

#[derive(Serialize)]
pub(super) struct KindsView {
    save_to: String,
    sent: Checkboxes,
    save: Button,
}

fn address(system: SystemId) -> String {
    format!("/systems/{system}/summaries")
}

/// A kind as an administrator is asked about it.
fn label(kind: MonthlyKind) -> &'static str {
    match kind {
        MonthlyKind::Own => "To staff: what their own work added up to",
        MonthlyKind::Team => "To managers: how their team is doing, in totals",
    }
}

impl KindsView {
    fn new(system: SystemId, off: &[MonthlyKind]) -> Self {
        let sent: Vec<&str> = MonthlyKind::ALL
            .iter()
            .filter(|kind| !off.contains(kind))
            .map(|kind| kind.word())
            .collect();
        let choices = MonthlyKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.word(), label(*kind)));
        Self {
            save_to: address(system),
            sent: Checkboxes::new("sent", "Which summaries are sent?", choices)
                .hint("Choose any, or none to send no summaries.")
                .chosen(&sent),
            save: Button::new("Save"),
        }
    }
}

impl View for KindsView {
    const TEMPLATE: &'static str = "monthly/kinds";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(SystemId::new(), &[]),
            Self::new(SystemId::new(), MonthlyKind::ALL),
        ]
    }
}

#[get("/systems/<system>/summaries")]
async fn kinds(viewer: &Viewer, chrome: Chrome, system: SystemId) -> Answer<Page<KindsView>> {
    let system = viewer.administered_system(system)?;
    let view = KindsView::new(system.id(), &monthly::off(&system).await?);
    Ok(Page::new(chrome, "Monthly summaries", view)
        .caption(&system.system().name)
        .back(format!("/systems/{}", system.id()), "Back to the system"))
}

/// Both kinds can be sent, or none: no answer to it is wrong.
#[derive(Default, Deserialize)]
#[serde(default)]
struct KindsForm {
    sent: Vec<String>,
}

#[post("/systems/<system>/summaries", data = "<form>")]
async fn set_kinds(viewer: &Viewer, system: SystemId, form: Posted<KindsForm>) -> Answer<WayOn> {
    let system = viewer.administered_system(system)?;
    let sent: Vec<MonthlyKind> = MonthlyKind::ALL
        .iter()
        .filter(|kind| form.0.sent.iter().any(|word| word == kind.word()))
        .copied()
        .collect();
    monthly::set_kinds(&system, &sent).await?;
    let sentence = match sent.is_empty() {
        true => "The system sends no monthly summaries",
        false => "Which monthly summaries are sent is saved",
    };
    Ok(done(address(system.id()), sentence))
}
