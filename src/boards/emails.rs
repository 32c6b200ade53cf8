//! Letters to a board's secretary: what there is to know, what can be done, and where. This subject's own is the one
//! question after a meeting.

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

/// What a secretary is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// In few words: the subject and the heading.
    pub title: String,
    /// What happened.
    pub reason: String,
    /// What the secretary can do; ends in a colon, because the address follows.
    pub what_next: &'static str,
    /// Where, below the board's own address: `/digests/…`.
    pub place: String,
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
pub(super) struct LetterHtml(Letter);

/// The plain text part.
#[derive(Serialize)]
pub(super) struct LetterText(Letter);

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

impl View for LetterHtml {
    const TEMPLATE: &'static str = "boards/secretary-mail";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

impl View for LetterText {
    const TEMPLATE: &'static str = "boards/secretary-mail.txt";

    fn samples() -> Vec<Self> {
        vec![Self(Letter::sample())]
    }
}

/// A letter to one secretary of a board.
///
/// # Errors
/// Where it cannot be drawn.
pub fn letter(
    board: &KeptBoard,
    (name, to_email): (&str, String),
    told: Told,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let letter = Letter {
        greeting: format!("Dear {name}"),
        service: letterhead.service.clone(),
        title: told.title,
        reason: told.reason,
        what_next: told.what_next,
        address: format!(
            "{}/boards/{}{}",
            letterhead.base_url,
            board.id(),
            told.place
        ),
    };
    Ok(Mail {
        to_email,
        to_name: name.to_owned(),
        subject: letter.title.clone(),
        html: templates::render(&LetterHtml(letter.clone())).map_err(Fault::broken)?,
        text: templates::render(&LetterText(letter)).map_err(Fault::broken)?,
        system: Some(board.system().id),
        ..Mail::default()
    })
}

/// The one question after a meeting.
pub(super) fn question(board: &KeptBoard, meeting: &meeting::Model) -> Told {
    let (label, met_on) = (&board.system().label, meeting.meets_on.long());
    Told {
        title: format!("Was {label} on the agenda on {met_on}?"),
        reason: format!(
            "{}, {}, met on {met_on}. What came of it goes into the board’s next digest, and the answer counts among those of all boards in {}.",
            board.board().name,
            board.organisation().name,
            board.system().name,
        ),
        what_next: WHAT_NEXT,
        place: format!("/meetings/{}/minutes", meeting.id),
    }
}
