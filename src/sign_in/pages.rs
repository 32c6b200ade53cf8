//! The pages of signing in and of one's account. All but the account's are open to everyone.

mod account;
mod link;
mod session;

use rocket::{Route, routes};

use super::emails::{LinkHtml, LinkText};
use crate::{
    access::passwords::SHORTEST,
    kernel::templates::{Sample, samples_of},
    web::{components::Input, forms::Errors, page::Page},
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        session::sign_in,
        session::post_sign_in,
        session::sign_out,
        link::ask_link,
        link::post_ask_link,
        link::link_sent,
        link::choose,
        link::post_choose,
        account::account,
        account::password,
        account::post_password
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<session::SignInView>>(),
        samples_of::<Page<link::LinkView>>(),
        samples_of::<Page<link::SentView>>(),
        samples_of::<Page<link::ChooseView>>(),
        samples_of::<Page<link::UsedView>>(),
        samples_of::<Page<account::AccountView>>(),
        samples_of::<Page<account::ChangeView>>(),
        samples_of::<LinkHtml>(),
        samples_of::<LinkText>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

/// Where a new password is typed.
fn new_password(label: &str, errors: &Errors) -> Input {
    Input::new("password", label)
        .hint(format!(
            "At least {SHORTEST} characters. Three words that do not belong together are good"
        ))
        .password("new-password")
        .errors(errors)
}
