//! One's account: who one is here, and one's password.

use rocket::{get, http::CookieJar, post};
use serde::Serialize;

use super::new_password;
use crate::{
    access::{Viewer, viewer::cookie},
    kernel::templates::View,
    sign_in::{
        self,
        forms::{ChangeForm, judge},
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Input, Link, SummaryList, SummaryRow},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

const CHANGE: &str = "Change your password";
const HELD: &str = "What is held about you";
const SUMMARIES: &str = "Monthly summaries by email";

#[derive(Serialize)]
pub(super) struct AccountView {
    details: SummaryList,
    change: Button,
    summaries: Link,
    held: Link,
}

impl View for AccountView {
    const TEMPLATE: &'static str = "sign_in/account";

    fn samples() -> Vec<Self> {
        vec![Self {
            details: SummaryList::new([SummaryRow::new("Name", "Niamh Malik")]),
            change: Button::link("Change your password", "/account/password").secondary(),
            summaries: Link::new(SUMMARIES, "/account/summaries"),
            held: Link::new(HELD, "/account/held"),
        }]
    }
}

#[derive(Serialize)]
pub(super) struct ChangeView {
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

#[get("/account")]
pub(super) async fn account(viewer: &Viewer, chrome: Chrome) -> Page<AccountView> {
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
        held: Link::new(HELD, "/account/held"),
    };
    Page::new(chrome, "Your account", view)
}

#[get("/account/password")]
pub(super) async fn password(viewer: &Viewer, chrome: Chrome) -> Page<ChangeView> {
    Page::new(
        chrome,
        CHANGE,
        ChangeView::new(viewer.email(), &Errors::new()),
    )
    .back("/account", "Back to your account")
}

#[post("/account/password", data = "<form>")]
pub(super) async fn post_password(
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
        match sign_in::change_password(viewer, &form.0.present, &form.0.password).await? {
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
