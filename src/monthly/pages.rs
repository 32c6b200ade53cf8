//! Where monthly summaries are chosen, and what a link in one shows.

mod system;

use rocket::{Data, Route, get, http::Status, post, routes};
use serde::{Deserialize, Serialize};

use super::emails;
use crate::{
    access::{Viewer, viewer::Visitor},
    entities::monthly::MonthlyKind,
    kernel::{
        fault::Answer,
        templates::{Sample, View, samples_of},
    },
    web::{
        answer::{WayOn, done},
        chrome::Chrome,
        components::{Button, Checkboxes, Choice, Link},
        page::Page,
        posted::{Nothing, Posted},
        unlisted::{Unlisted, is_one_click, no_click, unlisted},
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    let mut all = routes![choosing, choose, stopping, one_click, stop];
    all.extend(system::routes());
    all
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<ChoosingView>>(),
        samples_of::<Page<StopView>>(),
        samples_of::<Page<system::KindsView>>(),
        emails::samples(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

/// Beside a kind that is switched off.
const NEVER_SENT: &str =
    "Your system sends none of these for now. What you choose counts when it does.";

const TITLE: &str = "Monthly summaries by email";

#[derive(Serialize)]
struct ChoosingView {
    wanted: Checkboxes,
    save: Button,
}

impl ChoosingView {
    fn new(stopped: &[MonthlyKind], never_sent: &[MonthlyKind]) -> Self {
        let wanted: Vec<&str> = MonthlyKind::ALL
            .iter()
            .filter(|kind| !stopped.contains(kind))
            .map(|kind| kind.word())
            .collect();
        let choices = MonthlyKind::ALL.iter().map(|kind| {
            let choice = Choice::new(kind.word(), kind.label());
            match never_sent.contains(kind) {
                true => choice.hint(NEVER_SENT),
                false => choice,
            }
        });
        Self {
            wanted: Checkboxes::new("wanted", "What should we tell you?", choices)
                .hint("Choose any, or none to get no summaries.")
                .chosen(&wanted),
            save: Button::new("Save"),
        }
    }
}

impl View for ChoosingView {
    const TEMPLATE: &'static str = "monthly/choosing";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&[], &[]),
            Self::new(MonthlyKind::ALL, MonthlyKind::ALL),
        ]
    }
}

#[derive(Serialize)]
struct StopView {
    about: &'static str,
    address: String,
    stop: Option<Button>,
    account: Link,
}

impl StopView {
    fn new(token: &str, kind: MonthlyKind, is_stopped: bool) -> Self {
        Self {
            about: match kind {
                MonthlyKind::Own => "what your own work added up to",
                MonthlyKind::Team => "how the team you manage is doing",
            },
            address: format!("/summaries/{token}/stop"),
            stop: (!is_stopped).then(|| Button::new("Stop these summaries")),
            account: Link::new(
                "Choose your monthly summaries, after signing in",
                "/account/summaries",
            ),
        }
    }
}

impl View for StopView {
    const TEMPLATE: &'static str = "monthly/stop";

    fn samples() -> Vec<Self> {
        vec![
            Self::new("abc", MonthlyKind::Own, false),
            Self::new("abc", MonthlyKind::Team, true),
        ]
    }
}

#[get("/account/summaries")]
async fn choosing(viewer: &Viewer, chrome: Chrome) -> Answer<Page<ChoosingView>> {
    let stopped = super::stopped(viewer).await?;
    let view = ChoosingView::new(&stopped, &super::never_sent(viewer).await?);
    Ok(Page::new(chrome, TITLE, view).back("/account", "Back to your account"))
}

/// Both kinds can be wanted, or none: no answer to it is wrong.
#[derive(Default, Deserialize)]
#[serde(default)]
struct WantedForm {
    wanted: Vec<String>,
}

#[post("/account/summaries", data = "<form>")]
async fn choose(viewer: &Viewer, form: Posted<WantedForm>) -> Answer<WayOn> {
    let wanted: Vec<MonthlyKind> = form
        .0
        .wanted
        .iter()
        .filter_map(|word| MonthlyKind::from_word(word))
        .collect();
    super::choose(viewer, &wanted).await?;
    let sentence = match wanted.is_empty() {
        true => "You get no monthly summaries",
        false => "Your choice of monthly summaries is saved",
    };
    Ok(done("/account/summaries", sentence))
}

/// Changes nothing: machines that look at links before people do open them too.
#[get("/summaries/<token>")]
async fn stopping(
    visitor: Visitor,
    chrome: Chrome,
    token: &str,
) -> Answer<Unlisted<Page<StopView>>> {
    let stoppable = super::by_link(&visitor, token).await?;
    let view = StopView::new(token, stoppable.kind(), stoppable.is_stopped());
    Ok(unlisted(Page::new(chrome, TITLE, view)))
}

#[post("/summaries/<token>/stop", data = "<_form>")]
async fn stop(visitor: Visitor, token: &str, _form: Posted<Nothing>) -> Answer<Unlisted<WayOn>> {
    super::stop(&super::by_link(&visitor, token).await?).await?;
    Ok(unlisted(done(
        format!("/summaries/{token}"),
        "You get no more of these summaries",
    )))
}

/// The one click of a mail program (RFC 8058).
#[post("/summaries/<token>", data = "<said>")]
async fn one_click(
    visitor: Visitor,
    token: &str,
    said: Data<'_>,
) -> Answer<Unlisted<(Status, &'static str)>> {
    let stoppable = super::by_link(&visitor, token).await?;
    if !is_one_click(said).await {
        return Ok(no_click());
    }
    super::stop(&stoppable).await?;
    Ok(unlisted((
        Status::Ok,
        "You get no more of these summaries.\n",
    )))
}
