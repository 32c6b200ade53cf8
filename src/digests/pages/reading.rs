//! What recipients without an account see: the one digest that their link opens, and what they choose to get.

use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
};
use serde::{Deserialize, Serialize};

use super::shown::Shown;
use crate::{
    access::viewer::Visitor,
    digests::links::{self, Opened, OwnChoice},
    entities::boards::Wants,
    kernel::{
        fault::{Answer, Fault},
        templates::View,
    },
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Button, Choice, Radios},
        forms::Errors,
        page::Page,
        posted::Posted,
        unlisted::{Unlisted, is_one_click, no_click, unlisted},
    },
};

/// One digest, as it was issued.
#[derive(Serialize)]
pub(in crate::digests) struct ReadingView {
    shown: Shown,
}

/// A link that opens nothing any more.
#[derive(Serialize)]
pub(in crate::digests) struct EndedView {}

/// What a recipient gets, to be chosen.
#[derive(Serialize)]
pub(in crate::digests) struct ChoosingView {
    board: String,
    address: String,
    wants: Radios,
    keep: Button,
    stop: Option<Button>,
}

impl ChoosingView {
    fn new(token: &str, board: &str, wants: Wants, errors: &Errors) -> Self {
        let choices = Wants::ALL
            .iter()
            .map(|wants| Choice::new(wants.word(), wants.label()));
        Self {
            board: board.to_owned(),
            address: format!("/unsubscribe/{token}/choice"),
            wants: Radios::new("wants", "What should we send you of each digest?", choices)
                .chosen(wants.word())
                .errors(errors),
            keep: Button::new("Save").secondary(),
            stop: (wants != Wants::Nothing).then(|| Button::new("Stop these digests")),
        }
    }
}

impl View for ReadingView {
    const TEMPLATE: &'static str = "digests/reading";

    fn samples() -> Vec<Self> {
        Shown::samples()
            .into_iter()
            .map(|shown| Self { shown })
            .collect()
    }
}

impl View for EndedView {
    const TEMPLATE: &'static str = "digests/reading-ended";

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

impl View for ChoosingView {
    const TEMPLATE: &'static str = "digests/choosing";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        errors.add("wants", NOTHING_CHOSEN);
        vec![
            Self::new(
                "abc",
                "Trust Board, Royal Berkshire",
                Wants::Whole,
                &Errors::new(),
            ),
            Self::new(
                "abc",
                "Trust Board, Royal Berkshire",
                Wants::Nothing,
                &errors,
            ),
        ]
    }
}

const NOTHING_CHOSEN: &str = "Choose what we should send you";

type Read = Result<Page<ReadingView>, Page<EndedView>>;

#[get("/read/<token>")]
pub(super) async fn read(visitor: Visitor, chrome: Chrome, token: &str) -> Answer<Unlisted<Read>> {
    Ok(unlisted(match links::open(&visitor, token).await? {
        Opened::Digest(digest) => {
            let frozen = digest.frozen()?;
            let chart = format!("/read/{token}/chart.png");
            let shown = Shown::new(&frozen, digest.text(), Some(&chart));
            let title = frozen.content.subject.clone();
            Ok(Page::new(chrome, title, ReadingView { shown }).wide())
        }
        Opened::Ended => Err(
            Page::new(chrome, "This link opens nothing any more", EndedView {})
                .status(Status::Gone),
        ),
    }))
}

#[get("/read/<token>/chart.png")]
pub(super) async fn chart(
    visitor: Visitor,
    token: &str,
) -> Answer<Unlisted<(ContentType, Vec<u8>)>> {
    match links::open(&visitor, token).await? {
        Opened::Digest(digest) => Ok(unlisted((ContentType::PNG, digest.chart().await?))),
        Opened::Ended => Err(Fault::NotFound),
    }
}

fn choosing(
    chrome: Chrome,
    token: &str,
    choice: &OwnChoice,
    errors: &Errors,
) -> Page<ChoosingView> {
    let view = ChoosingView::new(token, &choice.board(), choice.wants(), errors);
    Page::new(chrome, "What you get by mail", view).errors(errors)
}

/// Changes nothing: machines that look at links before people do open them too.
#[get("/unsubscribe/<token>")]
pub(super) async fn choose(
    visitor: Visitor,
    chrome: Chrome,
    token: &str,
) -> Answer<Unlisted<Page<ChoosingView>>> {
    let choice = links::choice(&visitor, token).await?;
    Ok(unlisted(choosing(chrome, token, &choice, &Errors::new())))
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChoiceForm {
    wants: String,
}

#[post("/unsubscribe/<token>/choice", data = "<form>")]
pub(super) async fn keep_choice(
    visitor: Visitor,
    chrome: Chrome,
    token: &str,
    form: Posted<ChoiceForm>,
) -> Submitted<ChoosingView> {
    let choice = links::choice(&visitor, token).await?;
    let Some(wants) = Wants::from_word(&form.0.wants) else {
        let mut errors = Errors::new();
        errors.add("wants", NOTHING_CHOSEN);
        return again(choosing(chrome, token, &choice, &errors));
    };
    links::choose(&choice, wants).await?;
    let sentence = match wants {
        Wants::Whole => "From the next digest on you get all of it by mail",
        Wants::Link => "From the next digest on you get a mail with a link to it",
        Wants::Nothing => "You get no more of these digests",
    };
    let back: WayOn = done(format!("/unsubscribe/{token}"), sentence);
    Ok(Ok(back))
}

/// The one click of a mail program (RFC 8058).
#[post("/unsubscribe/<token>", data = "<said>")]
pub(super) async fn one_click(
    visitor: Visitor,
    token: &str,
    said: Data<'_>,
) -> Answer<Unlisted<(Status, &'static str)>> {
    let choice = links::choice(&visitor, token).await?;
    if !is_one_click(said).await {
        return Ok(no_click());
    }
    links::choose(&choice, Wants::Nothing).await?;
    Ok(unlisted((
        Status::Ok,
        "You get no more of these digests.\n",
    )))
}
