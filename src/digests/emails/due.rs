//! The mails that tell a secretary that a digest is due, or that it will go out by itself.

use serde::Serialize;

use crate::{
    access::KeptBoard,
    entities::boards::meeting,
    kernel::{
        fault::{Answer, Fault},
        ids::DigestId,
        periods::Period,
        templates::{self, View},
        time::Instant,
    },
    mail::Mail,
    sign_in::Letterhead,
};

/// What it tells of.
pub(in crate::digests) struct Told<'a> {
    pub secretary: &'a str,
    pub board: &'a KeptBoard,
    pub period: Period,
    pub meeting: &'a meeting::Model,
    pub digest: DigestId,
}

/// What is told of a digest that goes out by itself.
pub(in crate::digests) struct Announced<'a> {
    pub secretary: &'a str,
    pub board: &'a KeptBoard,
    pub period: Period,
    pub meeting: &'a meeting::Model,
    pub goes_out: Instant,
}

#[derive(Clone, Serialize)]
struct Letter {
    greeting: String,
    service: String,
    title: String,
    reason: String,
    what_next: &'static str,
    address: String,
}

/// The HTML part.
#[derive(Serialize)]
pub(in crate::digests) struct DueHtml(Letter);

/// The plain text part.
#[derive(Serialize)]
pub(in crate::digests) struct DueText(Letter);

impl Letter {
    fn mail(self, name: &str, to_email: String, board: &KeptBoard) -> Answer<Mail> {
        Ok(Mail {
            to_email,
            to_name: name.to_owned(),
            subject: self.title.clone(),
            html: templates::render(&DueHtml(self.clone())).map_err(Fault::broken)?,
            text: templates::render(&DueText(self)).map_err(Fault::broken)?,
            system: Some(board.system().id),
            ..Mail::default()
        })
    }

    fn sample() -> Self {
        Self {
            greeting: "Dear Priya Nair".into(),
            service: "Fairwind".into(),
            title: "Digest for October 2026 is ready for you".into(),
            reason: "Trust Board meets on 12 November 2026.".into(),
            what_next: WHAT_NEXT,
            address: "https://fairwind.example/boards/1/digests/2".into(),
        }
    }
}

const WHAT_NEXT: &str =
    "The draft is ready for you to read. Nobody gets it until you have issued it. Read it here:";

impl View for DueHtml {
    const TEMPLATE: &'static str = "digests/due-mail";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

impl View for DueText {
    const TEMPLATE: &'static str = "digests/due-mail.txt";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

/// The mail to one secretary.
pub(in crate::digests) fn mail(
    told: &Told<'_>,
    to_email: String,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let board = told.board;
    let period = told.period.name(board.year_start());
    let letter = Letter {
        greeting: format!("Dear {}", told.secretary),
        service: letterhead.service.clone(),
        title: format!("The digest for {period} is ready for you to read"),
        reason: format!(
            "{}, {}, meets on {}, and its papers are due on {}. Its digest for {period} is due.",
            board.board().name,
            board.organisation().name,
            told.meeting.meets_on.long(),
            told.meeting.papers_due_on.long(),
        ),
        what_next: WHAT_NEXT,
        address: format!(
            "{}/boards/{}/digests/{}",
            letterhead.base_url,
            board.id(),
            told.digest
        ),
    };
    letter.mail(told.secretary, to_email, board)
}

/// Another mail to one secretary: its title, what happened, and what can be done, on a digest's page.
pub(in crate::digests) fn notice(
    (secretary, to_email): (&str, String),
    (title, reason, what_next): (&str, &str, &'static str),
    (board, digest): (&KeptBoard, DigestId),
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let letter = Letter {
        greeting: format!("Dear {secretary}"),
        service: letterhead.service.clone(),
        title: title.to_owned(),
        reason: format!(
            "{}, {}: {reason}",
            board.board().name,
            board.organisation().name
        ),
        what_next,
        address: format!(
            "{}/boards/{}/digests/{digest}",
            letterhead.base_url,
            board.id(),
        ),
    };
    letter.mail(secretary, to_email, board)
}

/// The mail to one secretary of a board whose digest goes out by itself.
pub(in crate::digests) fn announcement(
    told: &Announced<'_>,
    to_email: String,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let board = told.board;
    let period = told.period.name(board.year_start());
    let letter = Letter {
        greeting: format!("Dear {}", told.secretary),
        service: letterhead.service.clone(),
        title: format!(
            "The digest for {period} goes out on {}",
            told.goes_out.day().long()
        ),
        reason: format!(
            "{}, {}, meets on {}. Its digest for {period} goes to its recipients by itself on {}, with the commentary it has by then.",
            board.board().name,
            board.organisation().name,
            told.meeting.meets_on.long(),
            told.goes_out.long(),
        ),
        what_next: "You need do nothing. If it should not go out by itself, skip it here:",
        address: format!(
            "{}/boards/{}/meetings/{}",
            letterhead.base_url,
            board.id(),
            told.meeting.id
        ),
    };
    letter.mail(told.secretary, to_email, board)
}
