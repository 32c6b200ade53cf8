//! The forms of signing in, as strings, and what is wrong with them.

use serde::Deserialize;

use crate::{access::passwords, web::forms::Errors};

/// Address and password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SignInForm {
    pub(super) email: String,
    pub(super) password: String,
    /// Where the person wanted to go.
    pub(super) next: String,
}

/// The address a link is asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LinkForm {
    pub(super) email: String,
}

/// A password that is chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct PasswordForm {
    pub(super) password: String,
}

/// A password that is changed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ChangeForm {
    pub(super) present: String,
    pub(super) password: String,
}

impl SignInForm {
    pub(super) fn errors(&self) -> Errors {
        let mut errors = Errors::new();
        if self.email.trim().is_empty() {
            errors.add("email", "Enter your work email address");
        }
        if self.password.is_empty() {
            errors.add("password", "Enter your password");
        }
        errors
    }

    /// A page of ours to go on to, and never another site's.
    pub(super) fn next(&self) -> String {
        let local = self.next.starts_with('/')
            && !self.next.starts_with("//")
            && !self.next.contains(['\\', '\r', '\n']);
        if local {
            self.next.clone()
        } else {
            "/".to_owned()
        }
    }
}

impl LinkForm {
    pub(super) fn errors(&self) -> Errors {
        let mut errors = Errors::new();
        let email = self.email.trim();
        if email.is_empty() {
            errors.add("email", "Enter your work email address");
        } else if !email.contains('@') || email.contains(char::is_whitespace) || email.len() > 254 {
            errors.add(
                "email",
                "Enter an email address in the correct format, like name@example.nhs.uk",
            );
        }
        errors
    }
}

/// What is wrong with a chosen password, at the field `password`.
pub(super) fn judge(password: &str, known: &[&str]) -> Errors {
    let mut errors = Errors::new();
    if let Some(weakness) = passwords::weakness(password, known) {
        errors.add("password", weakness);
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_is_never_another_site() {
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:x",
            "",
        ] {
            let form = SignInForm {
                next: elsewhere.to_owned(),
                ..SignInForm::default()
            };
            assert_eq!(form.next(), "/", "{elsewhere:?}");
        }
        let form = SignInForm {
            next: "/objectives/1?x=2".to_owned(),
            ..SignInForm::default()
        };
        assert_eq!(form.next(), "/objectives/1?x=2");
    }
}
