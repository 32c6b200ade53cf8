//! A board's recipients, for its secretary.

use rocket::{get, post};
use serde::Serialize;

use crate::{
    access::{KeptBoard, Viewer},
    boards::{self, MOST_RECIPIENTS, Outcome, forms::RecipientForm},
    entities::boards::{Wants, recipient},
    kernel::{
        fault::Answer,
        ids::{BoardId, RecipientId},
        templates::View,
        time::Instant,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Colour, Input, Link, Tag},
        forms::Errors,
        page::Page,
        posted::{Nothing, Posted},
    },
};

#[derive(Serialize)]
pub(super) struct RecipientsView {
    address: String,
    recipients: Vec<RecipientLine>,
    most: usize,
    name: Input,
    email: Input,
    send: Button,
    from_list: Link,
}

#[derive(Serialize)]
struct RecipientLine {
    name: String,
    email: String,
    state: Option<Tag>,
    note: Option<String>,
    address: String,
    remove: Button,
    try_to: String,
    try_again: Option<Button>,
}

impl RecipientLine {
    fn new(recipient: &recipient::Model, address: &str) -> Self {
        let (state, note) = match (&recipient.unreachable_at, recipient.wants) {
            (Some(at), _) => (
                Some(Tag::new("Does not arrive", Colour::Red)),
                Some(format!(
                    "Since {}: {}",
                    at.day().long(),
                    recipient.unreachable_because.as_deref().unwrap_or_default()
                )),
            ),
            (None, Wants::Nothing) => (
                Some(Tag::new("Stopped", Colour::Grey)),
                Some("By their own choice; only they can change it".to_owned()),
            ),
            (None, Wants::Link) => (
                Some(Tag::new("Link only", Colour::Blue)),
                Some("By their own choice".to_owned()),
            ),
            (None, Wants::Whole) => (None, None),
        };
        let button = |text| Button::new(text).secondary().small().about(&recipient.name);
        Self {
            address: format!("{address}/{}/removal", recipient.id),
            remove: button("Remove"),
            try_to: format!("{address}/{}/another-try", recipient.id),
            try_again: recipient.unreachable_at.map(|_| button("Try again")),
            name: recipient.name.clone(),
            email: recipient.email.clone(),
            state,
            note,
        }
    }
}

impl RecipientsView {
    fn new(
        board: BoardId,
        recipients: &[recipient::Model],
        form: &RecipientForm,
        errors: &Errors,
    ) -> Self {
        let address = format!("/boards/{board}/recipients");
        Self {
            recipients: recipients
                .iter()
                .map(|recipient| RecipientLine::new(recipient, &address))
                .collect(),
            most: MOST_RECIPIENTS,
            name: Input::new("name", "Name")
                .hint("As the digest should greet them")
                .value(&form.name)
                .errors(errors),
            email: Input::new("email", "Email address")
                .email()
                .value(&form.email)
                .errors(errors),
            send: Button::new("Add recipient"),
            from_list: Link::new("Add recipients from a list", format!("{address}/list")),
            address,
        }
    }

    async fn load(board: &KeptBoard, form: &RecipientForm, errors: &Errors) -> Answer<Self> {
        let recipients = boards::recipients(board).await?;
        Ok(Self::new(board.id(), &recipients, form, errors))
    }
}

impl View for RecipientsView {
    const TEMPLATE: &'static str = "boards/recipients";

    fn samples() -> Vec<Self> {
        let at = Instant::new(jiff::Timestamp::UNIX_EPOCH);
        let one = |wants, unreachable_at| recipient::Model {
            id: RecipientId::new(),
            board_id: BoardId::new(),
            name: "Alex Chair".into(),
            email: "chair@board.example".into(),
            added_at: at,
            removed_at: None,
            wants,
            unreachable_at,
            unreachable_because: None,
        };
        let form = RecipientForm::default();
        let mut errors = Errors::new();
        form.parse(&mut errors);
        vec![
            Self::new(BoardId::new(), &[], &form, &Errors::new()),
            Self::new(
                BoardId::new(),
                &[
                    one(Wants::Whole, None),
                    one(Wants::Link, None),
                    one(Wants::Nothing, None),
                    one(Wants::Whole, Some(at)),
                ],
                &form,
                &errors,
            ),
        ]
    }
}

#[get("/boards/<board>/recipients")]
pub(super) async fn all(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<RecipientsView>> {
    let board = viewer.kept_board(board).await?;
    let view = RecipientsView::load(&board, &RecipientForm::default(), &Errors::new()).await?;
    Ok(recipients_page(chrome, &board, view))
}

fn recipients_page(
    chrome: Chrome,
    board: &KeptBoard,
    view: RecipientsView,
) -> Page<RecipientsView> {
    Page::new(chrome, "Recipients", view)
        .caption(format!(
            "{}, {}",
            board.board().name,
            board.organisation().name
        ))
        .back(format!("/boards/{}", board.id()), "Back to the board")
}

#[post("/boards/<board>/recipients", data = "<form>")]
pub(super) async fn add(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    form: Posted<RecipientForm>,
) -> Submitted<RecipientsView> {
    let board = viewer.kept_board(board).await?;
    let mut errors = Errors::new();
    if let Some(new) = form.0.parse(&mut errors) {
        match boards::add_recipient(&board, &new).await? {
            Outcome::Done(()) => {
                let to = format!("/boards/{}/recipients", board.id());
                return Ok(Ok(done(to, format!("{} gets the next digest", new.name))));
            }
            Outcome::Taken => errors.add("email", "This address is a recipient already"),
        }
    }
    let view = RecipientsView::load(&board, &form.0, &errors).await?;
    again(recipients_page(chrome, &board, view).errors(&errors))
}

#[post("/boards/<board>/recipients/<recipient>/removal", data = "<_form>")]
pub(super) async fn remove(
    viewer: &Viewer,
    board: BoardId,
    recipient: RecipientId,
    _form: Posted<Nothing>,
) -> Submitted<RecipientsView> {
    let board = viewer.kept_board(board).await?;
    boards::remove_recipient(&board, recipient).await?;
    let to = format!("/boards/{}/recipients", board.id());
    Ok(Ok(done(
        to,
        "The recipient is removed. What they were sent stays in the record.",
    )))
}

#[post("/boards/<board>/recipients/<recipient>/another-try", data = "<_form>")]
pub(super) async fn try_again(
    viewer: &Viewer,
    board: BoardId,
    recipient: RecipientId,
    _form: Posted<Nothing>,
) -> Submitted<RecipientsView> {
    let board = viewer.kept_board(board).await?;
    boards::try_recipient_again(&board, recipient).await?;
    let to = format!("/boards/{}/recipients", board.id());
    Ok(Ok(done(to, "The next digest goes to this address again")))
}
