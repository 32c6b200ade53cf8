//! What every cookie of ours is like.

use rocket::{
    http::{Cookie, SameSite},
    time::Duration,
};

/// A cookie that goes back to every page of ours over HTTPS, with no form that another site sends, and that no script
/// reads. Without an age it ends with the browser.
pub fn ours(name: &'static str, value: &str, age: Option<Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, value.to_owned()))
        .path("/")
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Lax)
        .build();
    cookie.set_max_age(age);
    cookie
}
