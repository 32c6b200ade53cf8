//! Signing in, and out.

use rocket::{
    get,
    http::{CookieJar, Status},
    post,
    response::Redirect,
};
use serde::Serialize;

use crate::{
    access::{
        Viewer, browsers,
        tokens::Token,
        viewer::{Visitor, cookie},
    },
    kernel::{fault::Answer, templates::View},
    sign_in::{self as subject, Begun, SignedIn, forms::SignInForm},
    web::{
        answer::{again, forget_notice, on_to},
        chrome::Chrome,
        components::{Button, Input},
        forms::Errors,
        page::Page,
        posted::{Nothing, Posted},
    },
};

const SIGN_IN: &str = "Sign in";

#[derive(Serialize)]
pub(super) struct SignInView {
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

#[get("/sign-in?<next>")]
pub(super) async fn sign_in(
    chrome: Chrome,
    next: Option<String>,
) -> Result<Redirect, Page<SignInView>> {
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
pub(super) async fn post_sign_in(
    visitor: Visitor,
    chrome: Chrome,
    jar: &CookieJar<'_>,
    form: Posted<SignInForm>,
) -> Answer<Result<Redirect, Box<Page<SignInView>>>> {
    let form = form.0;
    let mut errors = form.errors();
    if errors.is_empty() {
        match subject::sign_in(&visitor, &form.email, &form.password).await? {
            SignedIn::Yes(begun) => {
                remember(jar, &begun);
                return Ok(Ok(on_to(form.next())));
            }
            SignedIn::No => errors.add("email", "The email address or the password is wrong"),
            SignedIn::TooOften => {
                errors.add(
                    "email",
                    "There were too many attempts. Try again in 15 minutes, or get a link by email",
                );
                let page = Page::new(chrome, SIGN_IN, SignInView::new(&form, &errors));
                return again(page.errors(&errors).status(Status::TooManyRequests));
            }
        }
    }
    again(Page::new(chrome, SIGN_IN, SignInView::new(&form, &errors)).errors(&errors))
}

/// Leaves the cookies of a session that has begun, and of its browser.
pub(super) fn remember(jar: &CookieJar<'_>, begun: &Begun) {
    jar.add(cookie(&begun.session));
    jar.add(browsers::cookie(&begun.browser));
}

#[post("/sign-out", data = "<_form>")]
pub(super) async fn sign_out(
    viewer: &Viewer,
    jar: &CookieJar<'_>,
    _form: Posted<Nothing>,
) -> Answer<Redirect> {
    subject::sign_out(viewer).await?;
    // A new token, and no notice: nothing of the ended session stays in the browser.
    jar.add(cookie(&Token::new()));
    forget_notice(jar);
    Ok(on_to("/sign-in"))
}
