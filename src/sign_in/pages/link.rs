//! The link by which somebody chooses a password.

use rocket::{
    get,
    http::{CookieJar, Status},
    post,
    response::Redirect,
};
use serde::Serialize;

use super::{new_password, session::remember};
use crate::{
    access::viewer::Visitor,
    kernel::{fault::Answer, templates::View},
    sign_in::{
        self,
        forms::{LinkForm, PasswordForm, judge},
    },
    web::{
        answer::{WayOn, again, done, on_to},
        chrome::Chrome,
        components::{Button, Input},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

const LINK: &str = "Get a link to choose a password";
const CHOOSE: &str = "Choose a password";

#[derive(Serialize)]
pub(super) struct LinkView {
    email: Input,
    send: Button,
}

impl LinkView {
    fn new(form: &LinkForm, errors: &Errors) -> Self {
        Self {
            email: Input::new("email", "Work email address")
                .hint("The address your organisation has for you on its staff list")
                .email()
                .value(&form.email)
                .errors(errors),
            send: Button::new("Send me a link"),
        }
    }
}

impl View for LinkView {
    const TEMPLATE: &'static str = "sign_in/ask-link";

    fn samples() -> Vec<Self> {
        let form = LinkForm::default();
        vec![
            Self::new(&form, &Errors::new()),
            Self::new(&form, &form.errors()),
        ]
    }
}

#[derive(Serialize)]
pub(super) struct SentView {
    demo: bool,
}

impl View for SentView {
    const TEMPLATE: &'static str = "sign_in/link-sent";

    fn samples() -> Vec<Self> {
        vec![Self { demo: false }, Self { demo: true }]
    }
}

#[derive(Serialize)]
pub(super) struct ChooseView {
    action: String,
    email: String,
    password: Input,
    send: Button,
}

impl ChooseView {
    fn new(token: &str, email: &str, errors: &Errors) -> Self {
        Self {
            action: format!("/sign-in/password/{token}"),
            email: email.to_owned(),
            password: new_password("Choose a password", errors),
            send: Button::new("Save and sign in"),
        }
    }
}

impl View for ChooseView {
    const TEMPLATE: &'static str = "sign_in/choose";

    fn samples() -> Vec<Self> {
        vec![Self::new(
            "token",
            "niamh.malik@royalberkshire.example",
            &judge("short", &[]),
        )]
    }
}

#[derive(Serialize)]
pub(super) struct UsedView {}

impl View for UsedView {
    const TEMPLATE: &'static str = "sign_in/link-used";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

#[get("/sign-in/link")]
pub(super) async fn ask_link(chrome: Chrome) -> Page<LinkView> {
    Page::new(
        chrome,
        LINK,
        LinkView::new(&LinkForm::default(), &Errors::new()),
    )
    .back("/sign-in", "Back to sign in")
}

#[post("/sign-in/link", data = "<form>")]
pub(super) async fn post_ask_link(
    visitor: Visitor,
    chrome: Chrome,
    house: &House,
    form: Posted<LinkForm>,
) -> Answer<Result<Redirect, Box<Page<LinkView>>>> {
    let errors = form.0.errors();
    if !errors.is_empty() {
        return again(Page::new(chrome, LINK, LinkView::new(&form.0, &errors)).errors(&errors));
    }
    sign_in::ask_for_link(&visitor, &house.into(), &form.0.email).await?;
    Ok(Ok(on_to("/sign-in/link/sent")))
}

#[get("/sign-in/link/sent")]
pub(super) async fn link_sent(chrome: Chrome) -> Page<SentView> {
    let demo = chrome.demo;
    Page::new(chrome, "Check your email", SentView { demo }).back("/sign-in", "Back to sign in")
}

#[get("/sign-in/password/<token>")]
pub(super) async fn choose(
    visitor: Visitor,
    chrome: Chrome,
    token: &str,
) -> Answer<Result<Page<ChooseView>, Page<UsedView>>> {
    Ok(match sign_in::usable_link(&visitor, token).await? {
        Some(link) => {
            let email = link.person().email.clone().unwrap_or_default();
            Ok(Page::new(
                chrome,
                CHOOSE,
                ChooseView::new(token, &email, &Errors::new()),
            ))
        }
        None => Err(used(chrome)),
    })
}

#[post("/sign-in/password/<token>", data = "<form>")]
pub(super) async fn post_choose(
    visitor: Visitor,
    chrome: Chrome,
    jar: &CookieJar<'_>,
    token: &str,
    form: Posted<PasswordForm>,
) -> Answer<Result<Result<WayOn, Page<ChooseView>>, Page<UsedView>>> {
    let Some(link) = sign_in::usable_link(&visitor, token).await? else {
        return Ok(Err(used(chrome)));
    };
    let email = link.person().email.clone().unwrap_or_default();
    let errors = judge(&form.0.password, &[&link.person().name, &email]);
    if !errors.is_empty() {
        let page =
            Page::new(chrome, CHOOSE, ChooseView::new(token, &email, &errors)).errors(&errors);
        return Ok(Ok(Err(page)));
    }
    Ok(
        match sign_in::choose_password(&visitor, link, &form.0.password).await? {
            Some(begun) => {
                remember(jar, &begun);
                Ok(Ok(done(
                    "/",
                    "Your password is saved and you are signed in",
                )))
            }
            None => Err(used(chrome)),
        },
    )
}

fn used(chrome: Chrome) -> Page<UsedView> {
    Page::new(chrome, "This link can no longer be used", UsedView {}).status(Status::NotFound)
}
