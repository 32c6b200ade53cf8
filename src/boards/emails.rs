//! The mail of this subject: the one question to a secretary after a meeting.

use serde::Serialize;

use crate::{
    access::KeptBoard,
    entities::boards::meeting,
    kernel::{
        fault::{Answer, Fault},
        templates::{self, View},
    },
    mail::Mail,
    sign_in::Letterhead,
};

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
pub(super) struct QuestionHtml(Letter);

/// The plain text part.
#[derive(Serialize)]
pub(super) struct QuestionText(Letter);

const WHAT_NEXT: &str =
    "It takes a minute: yes or no, what was decided, and where the minutes say so. Answer here:";

impl Letter {
    fn sample() -> Self {
        Self {
            greeting: "Dear Priya Nair".into(),
            service: "Fairwind".into(),
            title: "Was system working on the agenda on 12 November 2026?".into(),
            reason: "Trust Board met on 12 November 2026.".into(),
            what_next: WHAT_NEXT,
            address: "https://fairwind.example/boards/1/meetings/2/minutes".into(),
        }
    }
}

impl View for QuestionHtml {
    const TEMPLATE: &'static str = "boards/question-mail";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

impl View for QuestionText {
    const TEMPLATE: &'static str = "boards/question-mail.txt";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

/// The mail to one secretary.
pub(super) fn question(
    board: &KeptBoard,
    meeting: &meeting::Model,
    (name, to_email): (&str, String),
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let (label, met_on) = (&board.system().label, meeting.meets_on.long());
    let letter = Letter {
        greeting: format!("Dear {name}"),
        service: letterhead.service.clone(),
        title: format!("Was {label} on the agenda on {met_on}?"),
        reason: format!(
            "{}, {}, met on {met_on}. What came of it goes into the board’s next digest, and the answer counts among those of all boards in {}.",
            board.board().name,
            board.organisation().name,
            board.system().name,
        ),
        what_next: WHAT_NEXT,
        address: format!(
            "{}/boards/{}/meetings/{}/minutes",
            letterhead.base_url,
            board.id(),
            meeting.id
        ),
    };
    Ok(Mail {
        to_email,
        to_name: name.to_owned(),
        subject: letter.title.clone(),
        html: templates::render(&QuestionHtml(letter.clone())).map_err(Fault::broken)?,
        text: templates::render(&QuestionText(letter)).map_err(Fault::broken)?,
        system: Some(board.system().id),
        ..Mail::default()
    })
}
