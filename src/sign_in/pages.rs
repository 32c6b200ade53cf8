//! The pages of signing in. All but the account page are open to everyone.

use rocket::{
    Route, get,
    http::{CookieJar, Status},
    post,
    response::Redirect,
    routes,
};
use serde::Serialize;

use super::{
    SignedIn,
    emails::{LinkHtml, LinkText},
    forms::{ChangeForm, LinkForm, PasswordForm, SignInForm, judge},
};
use crate::{
    access::{
        Viewer,
        passwords::SHORTEST,
        tokens::Token,
        viewer::{Visitor, cookie},
    },
    kernel::{
        fault::Answer,
        templates::{Sample, View, samples_of},
    },
    web::{
        answer::{Submitted, again, done, on_to},
        chrome::Chrome,
        components::{Button, Input, Link, SummaryList, SummaryRow},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        sign_in,
        post_sign_in,
        sign_out,
        ask_link,
        post_ask_link,
        link_sent,
        choose,
        post_choose,
        account,
        password,
        post_password
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<SignInView>>(),
        samples_of::<Page<LinkView>>(),
        samples_of::<Page<SentView>>(),
        samples_of::<Page<ChooseView>>(),
        samples_of::<Page<UsedView>>(),
        samples_of::<Page<AccountView>>(),
        samples_of::<Page<ChangeView>>(),
        samples_of::<LinkHtml>(),
        samples_of::<LinkText>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

#[derive(Serialize)]
struct SignInView {
    email: Input,
    password: Input,
    next: String,
    send: Button,
}

impl SignInView {
    fn new(form: &SignInForm, errors: &Errors) -> Self {
        Self {
            email: Input::new("email", "Work email address")
                .email()
                .value(&form.email)
                .errors(errors),
            password: Input::new("password", "Password")
                .password("current-password")
                .errors(errors),
            next: form.next.clone(),
            send: Button::new("Sign in"),
        }
    }
}

impl View for SignInView {
    const TEMPLATE: &'static str = "sign_in/sign-in";

    fn samples() -> Vec<Self> {
        let form = SignInForm::default();
        vec![
            Self::new(&form, &Errors::new()),
            Self::new(&form, &form.errors()),
        ]
    }
}

#[derive(Serialize)]
struct LinkView {
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
struct SentView {
    demo: bool,
}

impl View for SentView {
    const TEMPLATE: &'static str = "sign_in/link-sent";

    fn samples() -> Vec<Self> {
        vec![Self { demo: false }, Self { demo: true }]
    }
}

#[derive(Serialize)]
struct ChooseView {
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
struct UsedView {}

impl View for UsedView {
    const TEMPLATE: &'static str = "sign_in/link-used";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

#[derive(Serialize)]
struct AccountView {
    details: SummaryList,
    change: Button,
    summaries: Link,
}

impl View for AccountView {
    const TEMPLATE: &'static str = "sign_in/account";

    fn samples() -> Vec<Self> {
        vec![Self {
            details: SummaryList::new([SummaryRow::new("Name", "Niamh Malik")]),
            change: Button::link("Change your password", "/account/password").secondary(),
            summaries: Link::new(SUMMARIES, "/account/summaries"),
        }]
    }
}

#[derive(Serialize)]
struct ChangeView {
    email: String,
    present: Input,
    password: Input,
    send: Button,
}

impl ChangeView {
    fn new(email: &str, errors: &Errors) -> Self {
        Self {
            email: email.to_owned(),
            present: Input::new("present", "Your present password")
                .password("current-password")
                .errors(errors),
            password: new_password("Your new password", errors),
            send: Button::new("Change password"),
        }
    }
}

impl View for ChangeView {
    const TEMPLATE: &'static str = "sign_in/change";

    fn samples() -> Vec<Self> {
        vec![Self::new(
            "niamh.malik@royalberkshire.example",
            &judge("short", &[]),
        )]
    }
}

fn new_password(label: &str, errors: &Errors) -> Input {
    Input::new("password", label)
        .hint(format!(
            "At least {SHORTEST} characters. Three words that do not belong together are good"
        ))
        .password("new-password")
        .errors(errors)
}

const SIGN_IN: &str = "Sign in";
const LINK: &str = "Get a link to choose a password";
const CHOOSE: &str = "Choose a password";
const CHANGE: &str = "Change your password";
const SUMMARIES: &str = "Monthly summaries by email";

#[get("/sign-in?<next>")]
async fn sign_in(chrome: Chrome, next: Option<String>) -> Result<Redirect, Page<SignInView>> {
    if chrome.person.is_some() {
        return Ok(on_to("/"));
    }
    let form = SignInForm {
        next: next.unwrap_or_default(),
        ..SignInForm::default()
    };
    Err(Page::new(
        chrome,
        SIGN_IN,
        SignInView::new(&form, &Errors::new()),
    ))
}

#[post("/sign-in", data = "<form>")]
async fn post_sign_in(
    visitor: Visitor,
    chrome: Chrome,
    jar: &CookieJar<'_>,
    form: Posted<SignInForm>,
) -> Answer<Result<Redirect, Box<Page<SignInView>>>> {
    let form = form.0;
    let mut errors = form.errors();
    if errors.is_empty() {
        match super::sign_in(&visitor, &form.email, &form.password).await? {
            SignedIn::Yes(token) => {
                jar.add(cookie(&token));
                return Ok(Ok(on_to(form.next())));
            }
            SignedIn::No => errors.add("email", "The email address or the password is wrong"),
            SignedIn::TooOften => {
                errors.add(
                    "email",
                    "There were too many attempts. Try again in 15 minutes",
                );
                let page = Page::new(chrome, SIGN_IN, SignInView::new(&form, &errors));
                return again(page.errors(&errors).status(Status::TooManyRequests));
            }
        }
    }
    again(Page::new(chrome, SIGN_IN, SignInView::new(&form, &errors)).errors(&errors))
}

#[derive(serde::Deserialize)]
struct Nothing {}

#[post("/sign-out", data = "<_form>")]
async fn sign_out(
    viewer: &Viewer,
    jar: &CookieJar<'_>,
    _form: Posted<Nothing>,
) -> Answer<Redirect> {
    super::sign_out(viewer).await?;
    // A new token: nothing of the ended session stays in the browser.
    jar.add(cookie(&Token::new()));
    Ok(on_to("/sign-in"))
}

#[get("/sign-in/link")]
async fn ask_link(chrome: Chrome) -> Page<LinkView> {
    Page::new(
        chrome,
        LINK,
        LinkView::new(&LinkForm::default(), &Errors::new()),
    )
    .back("/sign-in", "Back to sign in")
}

#[post("/sign-in/link", data = "<form>")]
async fn post_ask_link(
    visitor: Visitor,
    chrome: Chrome,
    house: &House,
    form: Posted<LinkForm>,
) -> Answer<Result<Redirect, Box<Page<LinkView>>>> {
    let errors = form.0.errors();
    if !errors.is_empty() {
        return again(Page::new(chrome, LINK, LinkView::new(&form.0, &errors)).errors(&errors));
    }
    super::ask_for_link(&visitor, &house.into(), &form.0.email).await?;
    Ok(Ok(on_to("/sign-in/link/sent")))
}

#[get("/sign-in/link/sent")]
async fn link_sent(chrome: Chrome) -> Page<SentView> {
    let demo = chrome.demo;
    Page::new(chrome, "Check your email", SentView { demo }).back("/sign-in", "Back to sign in")
}

#[get("/sign-in/password/<token>")]
async fn choose(
    visitor: Visitor,
    chrome: Chrome,
    token: &str,
) -> Answer<Result<Page<ChooseView>, Page<UsedView>>> {
    Ok(match super::usable_link(&visitor, token).await? {
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
async fn post_choose(
    visitor: Visitor,
    chrome: Chrome,
    jar: &CookieJar<'_>,
    token: &str,
    form: Posted<PasswordForm>,
) -> Answer<Result<Result<rocket::response::Flash<Redirect>, Page<ChooseView>>, Page<UsedView>>> {
    let Some(link) = super::usable_link(&visitor, token).await? else {
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
        match super::choose_password(&visitor, link, &form.0.password).await? {
            Some(session) => {
                jar.add(cookie(&session));
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

#[get("/account")]
async fn account(viewer: &Viewer, chrome: Chrome) -> Page<AccountView> {
    let mut rows = vec![
        SummaryRow::new("Name", viewer.name()),
        SummaryRow::new("Work email address", viewer.email()),
    ];
    for own in viewer.own_employments() {
        let until = own
            .employment()
            .ended_on
            .map(|day| format!(" (until {day})"))
            .unwrap_or_default();
        rows.push(SummaryRow::new(
            "Employed by",
            format!("{}{until}", own.organisation().name),
        ));
    }
    let view = AccountView {
        details: SummaryList::new(rows),
        change: Button::link(CHANGE, "/account/password").secondary(),
        summaries: Link::new(SUMMARIES, "/account/summaries"),
    };
    Page::new(chrome, "Your account", view)
}

#[get("/account/password")]
async fn password(viewer: &Viewer, chrome: Chrome) -> Page<ChangeView> {
    Page::new(
        chrome,
        CHANGE,
        ChangeView::new(viewer.email(), &Errors::new()),
    )
    .back("/account", "Back to your account")
}

#[post("/account/password", data = "<form>")]
async fn post_password(
    viewer: &Viewer,
    chrome: Chrome,
    jar: &CookieJar<'_>,
    form: Posted<ChangeForm>,
) -> Submitted<ChangeView> {
    let mut errors = judge(&form.0.password, &[viewer.name(), viewer.email()]);
    if form.0.present.is_empty() {
        errors.add("present", "Enter your present password");
    }
    if errors.is_empty() {
        match super::change_password(viewer, &form.0.present, &form.0.password).await? {
            Some(token) => {
                jar.add(cookie(&token));
                return Ok(Ok(done(
                    "/account",
                    "Your password is changed. Other browsers are signed out",
                )));
            }
            None => errors.add("present", "This is not your present password"),
        }
    }
    again(
        Page::new(chrome, CHANGE, ChangeView::new(viewer.email(), &errors))
            .back("/account", "Back to your account")
            .errors(&errors),
    )
}
