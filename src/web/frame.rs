//! The chrome of a request: what stands around the page for the person who asked for it.

use rocket::{
    Request,
    http::Status,
    outcome::IntoOutcome,
    request::{FromRequest, Outcome},
};

use super::{
    answer::notice,
    chrome::{Chrome, NavigationItem},
    statements::RunBy,
};
use crate::{
    access::viewer::{Viewer, token_of, viewer_of},
    entities::access::Role,
};

/// What the furniture needs to know of the installation; one, managed by Rocket.
#[derive(Clone, Debug)]
pub struct House {
    /// What the service calls itself.
    pub service: String,
    /// How people reach it, for links in mail.
    pub base_url: String,
    /// The host in it, for message ids.
    pub host: String,
    /// Days for which a link to a digest opens it.
    pub reading_link_days: i64,
    /// Whether this is a demonstration, whose mail can be read in the browser.
    pub demo: bool,
    /// Who answers for it.
    pub run_by: RunBy,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Chrome {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        of(request)
            .await
            .or_error((Status::InternalServerError, ()))
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for &'r House {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        request
            .rocket()
            .state::<House>()
            .or_error((Status::InternalServerError, ()))
    }
}

/// The chrome for a request, also for catchers; none only where the application was not put together.
pub async fn of(request: &Request<'_>) -> Option<Chrome> {
    let house = request.rocket().state::<House>()?;
    let mut chrome = match viewer_of(request).await {
        Ok(Some(viewer)) => signed_in(house, viewer).await,
        _ => Chrome::anonymous(&house.service, token_of(request).form_token()),
    };
    chrome.demo = house.demo;
    chrome.notice = notice(request);
    chrome.mark_current(request.uri().path().as_str());
    Some(chrome)
}

async fn signed_in(house: &House, viewer: &Viewer) -> Chrome {
    let mut chrome = Chrome::anonymous(&house.service, viewer.form_token());
    chrome.person = Some(viewer.name().to_owned());
    chrome.account = Some("/account".to_owned());
    chrome.system = viewer.home_system().map(|system| system.name.clone());
    let mut add = |label: &str, address: String| {
        chrome.navigation.push(NavigationItem::new(label, address));
    };
    add("Home", "/".to_owned());
    if viewer.is_staff() {
        add("My work", "/entries".to_owned());
        add("My objectives", "/objectives".to_owned());
    }
    // A fault here is met again, and told, by the page itself.
    if viewer.manages_anybody().await.unwrap_or(false) {
        add("My team", "/team".to_owned());
    }
    if !viewer.seen_systems().is_empty() {
        add("Participation", "/participation".to_owned());
        add("Trends", "/trends".to_owned());
    }
    if viewer.holds(Role::BoardSecretary) {
        add("Boards", "/boards".to_owned());
    }
    if viewer.holds(Role::OrganisationAdministrator) {
        add("Organisation", "/organisations".to_owned());
    }
    if viewer.holds(Role::SystemAdministrator) {
        add("System", "/systems".to_owned());
    }
    chrome
}
