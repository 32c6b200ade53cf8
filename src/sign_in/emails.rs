//! The mails of this subject: a link that was asked for, an invitation, a role, and an address that has changed.

use serde::Serialize;

use super::{Letterhead, Readdressed};
use crate::{
    access::tokens::Token,
    entities::people::person,
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
        templates::{self, View},
    },
    mail::Mail,
};

/// What both mails say, in both forms.
#[derive(Clone, Serialize)]
pub(super) struct LinkLetter {
    greeting: String,
    service: String,
    reason: String,
    call: String,
    address: String,
    until: String,
    otherwise: String,
}

/// The HTML part.
#[derive(Serialize)]
pub(super) struct LinkHtml(LinkLetter);

/// The plain text part.
#[derive(Serialize)]
pub(super) struct LinkText(LinkLetter);

impl View for LinkHtml {
    const TEMPLATE: &'static str = "sign_in/link-mail";

    fn samples() -> Vec<Self> {
        vec![Self(LinkLetter::sample())]
    }
}

impl View for LinkText {
    const TEMPLATE: &'static str = "sign_in/link-mail.txt";

    fn samples() -> Vec<Self> {
        vec![Self(LinkLetter::sample())]
    }
}

impl LinkLetter {
    fn sample() -> Self {
        Self {
            greeting: "Dear Niamh Malik".into(),
            service: "Fairwind".into(),
            reason: "You asked for a link to choose a password.".into(),
            call: "Choose a password".into(),
            address: "https://fairwind.example/sign-in/password/abc".into(),
            until: "The link can be used once, within 2 hours.".into(),
            otherwise: "If you did not ask for it, you need do nothing.".into(),
        }
    }
}

/// A link that someone asked for. It is no system's mail, even where they are of one alone: they wait for it, and
/// perhaps to put right what a system's mail is held for.
pub(super) fn asked(person: &person::Model, letterhead: &Letterhead, link: &Token) -> Answer<Mail> {
    letter(
        person,
        letterhead,
        link,
        "Your link to choose a password",
        "You asked for a link to choose a password.".into(),
        "The link can be used once, within 2 hours.",
        "If you did not ask for it, you need do nothing: nobody can use it but whoever reads this mail.",
    )
}

/// An invitation into a system. It is that system's mail, which its administrators may hold: nobody waits for it, and
/// once it has run out another link can be asked for.
pub(super) fn invited(
    person: &person::Model,
    (organisation, system): (&str, SystemId),
    letterhead: &Letterhead,
    link: &Token,
) -> Answer<Mail> {
    let mail = letter(
        person,
        letterhead,
        link,
        &format!("Your invitation to {}", letterhead.service),
        format!(
            "{organisation} uses {} to set appraisal objectives about working with partner organisations, and to log that work in seconds. Choose a password to begin.",
            letterhead.service
        ),
        "The link can be used once, within 14 days. After that you can ask for another where you sign in.",
        "If you think this is a mistake, you need do nothing.",
    )?;
    Ok(Mail {
        system: Some(system),
        ..mail
    })
}

/// Somebody who has an account was given a role. It is that system's mail.
pub(super) fn given_a_role(
    person: &person::Model,
    (organisation, system): (&str, SystemId),
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let mail = letter_to(
        (person.email.as_deref(), &person.name),
        letterhead,
        ("Sign in", format!("{}/sign-in", letterhead.base_url)),
        &format!("You have a new role in {}", letterhead.service),
        format!(
            "You have been given a role at {organisation}. It is there when you next sign in to {}.",
            letterhead.service
        ),
        "You sign in as you do now.",
        "If you think this is a mistake, tell whoever administers the organisation there.",
    )?;
    Ok(Mail {
        system: Some(system),
        ..mail
    })
}

/// A staff list gave somebody another address: said at the one before. It is no system's mail, which could be held.
pub(super) fn readdressed(
    one: &Readdressed,
    organisation: &str,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    letter_to(
        (Some(&one.from), &one.name),
        letterhead,
        ("Sign in", format!("{}/sign-in", letterhead.base_url)),
        "Your email address here has changed",
        format!(
            "The staff list of {organisation} now has another work email address for you. From now on you sign in to {} with that one, and no longer with {}. You are signed out everywhere.",
            letterhead.service, one.from
        ),
        "Your password, objectives and work stay as they are.",
        "If your address has not changed, tell whoever keeps your organisation’s staff list at once.",
    )
}

fn letter(
    person: &person::Model,
    letterhead: &Letterhead,
    link: &Token,
    subject: &str,
    reason: String,
    until: &str,
    otherwise: &str,
) -> Answer<Mail> {
    let address = format!("{}/sign-in/password/{}", letterhead.base_url, link.reveal());
    letter_to(
        (person.email.as_deref(), &person.name),
        letterhead,
        ("Choose a password", address),
        subject,
        reason,
        until,
        otherwise,
    )
}

fn letter_to(
    (email, name): (Option<&str>, &str),
    letterhead: &Letterhead,
    (call, address): (&str, String),
    subject: &str,
    reason: String,
    until: &str,
    otherwise: &str,
) -> Answer<Mail> {
    let letter = LinkLetter {
        greeting: format!("Dear {name}"),
        service: letterhead.service.clone(),
        reason,
        call: call.into(),
        address,
        until: until.into(),
        otherwise: otherwise.into(),
    };
    Ok(Mail {
        to_email: email.ok_or(Fault::NotFound)?.to_owned(),
        to_name: name.to_owned(),
        subject: subject.to_owned(),
        html: templates::render(&LinkHtml(letter.clone())).map_err(Fault::broken)?,
        text: templates::render(&LinkText(letter)).map_err(Fault::broken)?,
        ..Mail::default()
    })
}
