//! What is each recipient's own in the mail of a digest: their links, or nothing but the link.

use serde::Serialize;

use crate::{
    digests::{Content, emails, links::Links},
    entities::boards::{Wants, recipient},
    kernel::{
        fault::{Answer, Fault},
        templates::{self, View},
    },
    mail::Mail,
    sign_in::Letterhead,
};

#[derive(Clone, Serialize)]
struct Own {
    greeting: String,
    service: String,
    heading: String,
    about: String,
    read_address: String,
    until: String,
    choose_address: String,
}

/// What stands under a digest in the HTML part.
#[derive(Serialize)]
pub(in crate::digests) struct EndHtml(Own);

/// What stands under a digest in the plain text.
#[derive(Serialize)]
pub(in crate::digests) struct EndText(Own);

/// The HTML part of a mail with a link alone.
#[derive(Serialize)]
pub(in crate::digests) struct LinkHtml(Own);

/// The plain text of a mail with a link alone.
#[derive(Serialize)]
pub(in crate::digests) struct LinkText(Own);

/// Gives each of the four its template.
macro_rules! views {
    ($($view:ident = $template:literal),+) => {
        $(impl View for $view {
            const TEMPLATE: &'static str = $template;

            fn samples() -> Vec<Self> {
                vec![Self(Own::sample())]
            }
        })+
    };
}

views!(
    EndHtml = "digests/own-end",
    EndText = "digests/own-end.txt",
    LinkHtml = "digests/link-mail",
    LinkText = "digests/link-mail.txt"
);

impl Own {
    fn sample() -> Self {
        Self {
            greeting: "Dear Alex Chair".into(),
            service: "Fairwind".into(),
            heading: "System working at Royal Berkshire".into(),
            about: "For Trust Board, about October 2026.".into(),
            read_address: "https://fairwind.example/read/abc".into(),
            until: "3 February 2027".into(),
            choose_address: "https://fairwind.example/unsubscribe/def".into(),
        }
    }
}

/// The mail to one recipient, as they chose it.
pub(in crate::digests) fn mail(
    content: &Content,
    recipient: &recipient::Model,
    links: &Links,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let choose_address = links.choosing_url(letterhead);
    let own = Own {
        greeting: format!("Dear {}", recipient.name),
        service: letterhead.service.clone(),
        heading: content.heading.clone(),
        about: content.about.clone(),
        read_address: links.reading_url(letterhead),
        until: links.expires_at.day().long(),
        choose_address: choose_address.clone(),
    };
    let (html, text) = match recipient.wants {
        Wants::Link => (
            templates::render(&LinkHtml(own.clone())).map_err(Fault::broken)?,
            templates::render(&LinkText(own)).map_err(Fault::broken)?,
        ),
        Wants::Whole | Wants::Nothing => {
            let name = Some(recipient.name.as_str());
            let end = templates::render(&EndHtml(own.clone())).map_err(Fault::broken)?;
            (
                ended(emails::html(content, name)?, &end),
                emails::text(content, name)?
                    + &templates::render(&EndText(own)).map_err(Fault::broken)?,
            )
        }
    };
    Ok(Mail {
        to_email: recipient.email.clone(),
        to_name: recipient.name.clone(),
        subject: content.subject.clone(),
        text,
        html,
        // RFC 8058 is for https alone; a trial on one's own machine has none.
        unsubscribe_url: choose_address
            .starts_with("https://")
            .then_some(choose_address),
        ..Mail::default()
    })
}

/// The same document with one more part at its end, so that what all recipients are sent stays as it is.
fn ended(html: String, end: &str) -> String {
    match html.rfind("</body>") {
        Some(at) => format!("{}{end}{}", &html[..at], &html[at..]),
        None => html + end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stands_inside_the_document() {
        assert_eq!(
            ended("<body>a</body></html>".into(), "b"),
            "<body>ab</body></html>"
        );
        assert_eq!(ended("a".into(), "b"), "ab");
    }
}
