//! The home page: what this person should do next, and the form to log work, already filled in.

use rocket::{Route, get, routes};
use serde::Serialize;

use crate::{
    access::Viewer,
    engagement::{EntryForm, entry_form},
    entities::access::Role,
    kernel::{
        fault::Answer,
        templates::{Sample, View, samples_of},
    },
    objectives::{self, Waiting},
    web::{chrome::Chrome, components::Link, page::Page},
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![home]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    samples_of::<Page<HomeView>>().unwrap_or_default()
}

/// One thing to do next.
#[derive(Serialize)]
struct Next {
    sentence: String,
    link: Link,
}

#[derive(Serialize)]
struct HomeView {
    next: Vec<Next>,
    log: Option<EntryForm>,
    /// What else this person has, for those who hold a role.
    duties: Vec<Next>,
    /// Whether there is nothing here at all: no employment, no role.
    idle: bool,
}

impl View for HomeView {
    const TEMPLATE: &'static str = "home/home";

    fn samples() -> Vec<Self> {
        let next = || Next {
            sentence: "“Joined-up discharge” waits for your answer.".into(),
            link: Link::new("Read and answer", "/objectives"),
        };
        vec![
            Self {
                next: vec![next()],
                log: EntryForm::samples().pop(),
                duties: vec![next()],
                idle: false,
            },
            Self {
                next: Vec::new(),
                log: None,
                duties: Vec::new(),
                idle: true,
            },
        ]
    }
}

#[get("/")]
async fn home(viewer: &Viewer, chrome: Chrome) -> Answer<Page<HomeView>> {
    let next: Vec<Next> = objectives::waiting_for(viewer)
        .await?
        .into_iter()
        .map(Next::from)
        .collect();
    let log = entry_form(viewer, None).await?;
    let duties = duties(viewer).await?;
    let idle = log.is_none() && duties.is_empty();
    let first = viewer
        .name()
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let once = log.as_ref().map(EntryForm::form_token);
    let view = HomeView {
        next,
        log,
        duties,
        idle,
    };
    Ok(Page::new(chrome, format!("Hello, {first}"), view).kept(once))
}

impl From<Waiting> for Next {
    fn from(waiting: Waiting) -> Self {
        Self {
            sentence: waiting.sentence,
            link: Link::new(waiting.link, waiting.address),
        }
    }
}

async fn duties(viewer: &Viewer) -> Answer<Vec<Next>> {
    let mut duties = Vec::new();
    for board in viewer.kept_boards().await? {
        duties.push(Next {
            sentence: format!(
                "You are secretary of the {} of {}.",
                board.board().name,
                board.organisation().name
            ),
            link: Link::new(
                "Preview and issue its digest",
                format!("/boards/{}", board.id()),
            ),
        });
    }
    for organisation in viewer.administered_organisations().await? {
        duties.push(Next {
            sentence: format!("You administer {}.", organisation.organisation().name),
            link: Link::new(
                "Staff list, invitations and roles",
                format!("/organisations/{}", organisation.id()),
            ),
        });
    }
    if viewer.holds(Role::SystemAdministrator) {
        for system in viewer.administered_systems() {
            duties.push(Next {
                sentence: format!("You administer the system {}.", system.system().name),
                link: Link::new(
                    "Partners, lists, settings and boards",
                    format!("/systems/{}", system.id()),
                ),
            });
        }
    }
    Ok(duties)
}
