//! What is each recipient's own in the mail of a digest: their links, or nothing but the link.

use serde::Serialize;

use crate::{
    digests::{
        Content,
        emails::{
            self,
            plain::{WIDTH, wrap},
        },
        links::Links,
    },
    entities::boards::{Wants, recipient},
    kernel::{
        fault::{Answer, Fault},
        ids::MailAttachmentId,
        templates::{self, View},
        time::Instant,
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
    /// The name of the paper it carries.
    attached: Option<String>,
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
                let without = Own {
                    attached: None,
                    ..Own::sample()
                };
                vec![Self(Own::sample()), Self(without)]
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
            about: "A digest for the Trust Board, covering October 2026.".into(),
            read_address: "https://fairwind.example/read/abc".into(),
            until: "3 February 2027".into(),
            choose_address: "https://fairwind.example/unsubscribe/def".into(),
            attached: Some("royal-berkshire-digest.pdf".into()),
        }
    }
}

/// To whom a digest goes, in which form, and with which links.
pub(in crate::digests) struct Addressed<'a> {
    pub(in crate::digests) name: &'a str,
    pub(in crate::digests) email: &'a str,
    pub(in crate::digests) wants: Wants,
    pub(in crate::digests) read_address: String,
    pub(in crate::digests) choose_address: String,
    /// The name of the paper that the mail carries.
    pub(in crate::digests) attached: Option<String>,
    /// Until when the digest is opened.
    pub(in crate::digests) expires_at: Instant,
    /// What is said before everything else; of a mail that is not what it seems.
    pub(in crate::digests) warning: Option<&'a str>,
}

/// A digest's paper as mails carry it.
pub(in crate::digests) struct Paper {
    pub(in crate::digests) name: String,
    pub(in crate::digests) attachment: MailAttachmentId,
}

/// The mail to one recipient, as they chose it: with the paper, if there is one, where they get the whole digest.
pub(in crate::digests) fn mail(
    content: &Content,
    recipient: &recipient::Model,
    (links, paper): (&Links, Option<&Paper>),
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let paper = paper.filter(|_| recipient.wants == Wants::Whole);
    let choose_address = links.choosing_url(letterhead);
    let to = Addressed {
        name: &recipient.name,
        email: &recipient.email,
        wants: recipient.wants,
        read_address: links.reading_url(letterhead),
        choose_address: choose_address.clone(),
        attached: paper.map(|paper| paper.name.clone()),
        expires_at: links.expires_at,
        warning: None,
    };
    Ok(Mail {
        // RFC 8058 is for https alone; a trial on one's own machine has none.
        unsubscribe_url: choose_address
            .starts_with("https://")
            .then_some(choose_address),
        attachment: paper.map(|paper| paper.attachment),
        ..addressed(content, to, letterhead)?
    })
}

/// The same without a way to stop it by one click: a test or a preview has nothing to stop.
pub(in crate::digests) fn addressed(
    content: &Content,
    to: Addressed<'_>,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let own = Own {
        greeting: format!("Dear {}", to.name),
        service: letterhead.service.clone(),
        heading: content.heading.clone(),
        about: content.about.clone(),
        read_address: to.read_address,
        until: to.expires_at.day().long(),
        choose_address: to.choose_address,
        attached: to.attached,
    };
    let (html, text) = match to.wants {
        Wants::Link => (
            templates::render(&LinkHtml(own.clone())).map_err(Fault::broken)?,
            templates::render(&LinkText(own)).map_err(Fault::broken)?,
        ),
        Wants::Whole | Wants::Nothing => {
            let name = Some(to.name);
            let end = templates::render(&EndHtml(own.clone())).map_err(Fault::broken)?;
            (
                ended(emails::html(content, name)?, &end),
                emails::text(content, name)?
                    + &templates::render(&EndText(own)).map_err(Fault::broken)?,
            )
        }
    };
    let (html, text) = match to.warning {
        Some(warning) => {
            let view = WarningHtml {
                warning: warning.to_owned(),
            };
            let band = templates::render(&view).map_err(Fault::broken)?;
            let warning = wrap(warning, WIDTH).join("\n");
            (begun(html, &band), format!("{warning}\n\n{text}"))
        }
        None => (html, text),
    };
    Ok(Mail {
        to_email: to.email.to_owned(),
        to_name: to.name.to_owned(),
        subject: content.subject.clone(),
        text,
        html,
        ..Mail::default()
    })
}

/// What stands before everything else in the HTML of a mail that is not what it seems.
#[derive(Serialize)]
pub(in crate::digests) struct WarningHtml {
    warning: String,
}

impl View for WarningHtml {
    const TEMPLATE: &'static str = "digests/warning";

    fn samples() -> Vec<Self> {
        vec![Self {
            warning: "This is a test.".into(),
        }]
    }
}

/// The same document with one more part at its beginning.
fn begun(html: String, beginning: &str) -> String {
    let inside = html
        .find("<body")
        .and_then(|body| Some(body + html[body..].find('>')? + 1));
    match inside {
        Some(at) => format!("{}{beginning}{}", &html[..at], &html[at..]),
        None => beginning.to_owned() + &html,
    }
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
        assert_eq!(
            begun("<html><body style=\"a\">a</body>".into(), "b"),
            "<html><body style=\"a\">ba</body>"
        );
        assert_eq!(begun("a".into(), "b"), "ba");
    }
}
