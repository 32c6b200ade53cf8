//! One digest: a draft to be read and commented, or what was issued and how it fares.

use rocket::{
    get, post,
    response::{Flash, Redirect},
};
use serde::{Deserialize, Serialize};

use super::{
    address, board_address, boards::in_words, shown::Shown, title_of_board, title_of_digest,
};
use crate::{
    access::{KeptBoard, Viewer},
    digests::{
        self, DeliveryLine, Digest, LONGEST_COMMENTARY, forms::CommentaryForm, links, progress,
    },
    entities::mail::MailState,
    kernel::{
        fault::Answer,
        ids::{BoardId, DeliveryId, DigestId},
        templates::View,
        time::Instant,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Colour, Inset, Link, Tag, Textarea},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// One digest.
#[derive(Serialize)]
pub(in crate::digests) struct DigestView {
    state: Tag,
    issued: Option<String>,
    shown: Shown,
    commentary_address: String,
    commentary: Option<Textarea>,
    keep: Button,
    go_on: Button,
    deliveries: Vec<Delivery>,
    deliveries_in_words: String,
    held: Option<Inset>,
    correction_address: String,
    correct: Button,
    files: Vec<Link>,
    checksum: Option<String>,
}

#[derive(Serialize)]
struct Delivery {
    name: String,
    email: String,
    state: Tag,
    answer: String,
    address: String,
    repeat: Option<Button>,
    link: Option<String>,
    withdraw_to: String,
    withdraw: Option<Button>,
}

impl DigestView {
    fn new(address: &str, shown: Shown) -> Self {
        let file = |name: &str, label: &str| Link::new(label, format!("{address}/{name}"));
        Self {
            state: Tag::new("Draft", Colour::Grey),
            issued: None,
            shown,
            commentary_address: format!("{address}/commentary"),
            commentary: None,
            keep: Button::new("Keep commentary").secondary(),
            go_on: Button::link("Check and issue", format!("{address}/issue")),
            deliveries: Vec::new(),
            deliveries_in_words: String::new(),
            held: None,
            correction_address: format!("{address}/correction"),
            correct: Button::new("Issue a corrected version").secondary(),
            files: vec![
                file("digest.html", "The mail as HTML"),
                file("digest.txt", "The mail as plain text"),
                file("digest.json", "The figures for machines (JSON)"),
            ],
            checksum: None,
        }
    }

    fn commentary(mut self, typed: &str, errors: &Errors) -> Self {
        let most = u32::try_from(LONGEST_COMMENTARY).unwrap_or(u32::MAX);
        self.commentary = Some(
            Textarea::new("commentary", "Your commentary")
                .hint("What the board should know beside the figures. It is sent as you type it; a digest becomes public.")
                .rows(8)
                .at_most(most)
                .value(typed)
                .errors(errors),
        );
        self
    }

    fn issued(mut self, sentence: String, deliveries: &[DeliveryLine], address: &str) -> Self {
        self.state = Tag::new("Issued", Colour::Green);
        self.issued = Some(sentence);
        self.deliveries_in_words = in_words(progress(deliveries));
        self.deliveries = deliveries
            .iter()
            .map(|delivery| Delivery::new(delivery, address))
            .collect();
        self
    }

    async fn load(
        board: &KeptBoard,
        digest: &Digest,
        house: &House,
        typed: Option<(&str, &Errors)>,
    ) -> Answer<Self> {
        let (shown, _) = Shown::load(board, digest, house).await?;
        let at = address(board, digest);
        let view = Self::new(&at, shown);
        if digest.is_draft() {
            let none = Errors::new();
            let (typed, errors) = typed.unwrap_or((&digest.row().commentary, &none));
            return Ok(view.commentary(typed, errors));
        }
        let deliveries = digests::deliveries(board, digest).await?;
        let issued_at = digest
            .row()
            .issued_at
            .map(|at| at.long())
            .unwrap_or_default();
        let sentence = format!(
            "Issued on {issued_at}. It stays as it was issued, whatever changes in the records."
        );
        let mut view = view.issued(sentence, &deliveries, &at);
        view.checksum = digest.row().checksum.clone();
        if progress(&deliveries).waiting > 0 && digests::is_held(board).await? {
            view.held = Some(Inset::new(HELD));
        }
        Ok(view)
    }
}

impl Delivery {
    fn new(delivery: &DeliveryLine, address: &str) -> Self {
        let colour = match delivery.state {
            _ if delivery.returned => Colour::Red,
            MailState::Sent => Colour::Green,
            MailState::Waiting | MailState::Sending => Colour::Blue,
            MailState::Failed => Colour::Red,
        };
        let settled = delivery.settled_at.map(|at| at.long());
        let answer = match (&delivery.answer, settled) {
            // What is said of a mail after the server took it: that it is late, or came back.
            (Some(answer), Some(at)) if delivery.state == MailState::Sent => {
                format!("{at}. {answer}")
            }
            (Some(answer), _) => format!("The mail server said: {answer}"),
            (None, Some(at)) => at,
            (None, None) => String::new(),
        };
        Self {
            name: delivery.name.clone(),
            email: delivery.email.clone(),
            state: if delivery.returned {
                Tag::new("Came back", colour)
            } else {
                Tag::new(delivery.state.label(), colour)
            },
            answer,
            link: delivery.link.map(|(until, withdrawn)| {
                if withdrawn {
                    "Link to read it: withdrawn".to_owned()
                } else {
                    format!("Link to read it: until {}", until.day().long())
                }
            }),
            withdraw_to: format!("{address}/deliveries/{}/link-withdrawal", delivery.id),
            withdraw: delivery.link.filter(|(_, withdrawn)| !withdrawn).map(|_| {
                Button::new("Withdraw link")
                    .secondary()
                    .small()
                    .about(&delivery.name)
            }),
            address: format!("{address}/deliveries/{}/repeat", delivery.id),
            repeat: (delivery.state == MailState::Failed).then(|| {
                Button::new("Send again")
                    .secondary()
                    .small()
                    .about(&delivery.name)
            }),
        }
    }
}

impl View for DigestView {
    const TEMPLATE: &'static str = "digests/digest";

    fn samples() -> Vec<Self> {
        let [draft, issued] = Shown::samples();
        let delivery = |state| DeliveryLine {
            id: DeliveryId::new(),
            name: "Alex Chair".into(),
            email: "chair@board.example".into(),
            state,
            settled_at: None,
            answer: Some("550 no such mailbox".into()),
            returned: state == MailState::Sent,
            link: Some((Instant::new(jiff::Timestamp::UNIX_EPOCH), false)),
        };
        let deliveries: Vec<DeliveryLine> = MailState::ALL
            .iter()
            .map(|state| delivery(*state))
            .collect();
        let mut errors = Errors::new();
        errors.add(
            "commentary",
            "Your commentary must be 4000 characters or fewer",
        );
        let mut issued = Self::new("/boards/1/digests/2", issued).issued(
            "Issued on 3 November 2026.".into(),
            &deliveries,
            "/d",
        );
        issued.checksum = Some("0b1c".into());
        issued.held = Some(Inset::new(HELD));
        vec![
            Self::new("/boards/1/digests/2", draft).commentary("Words", &errors),
            issued,
        ]
    }
}

const HELD: &str = "What waits is held: an administrator of the system has stopped its mail for now. It is sent when they let it go.";

fn page(chrome: Chrome, board: &KeptBoard, digest: &Digest, view: DigestView) -> Page<DigestView> {
    Page::new(chrome, title_of_digest(board, digest), view)
        .caption(title_of_board(board))
        .back(board_address(board), "Back to the board")
        .wide()
}

#[get("/boards/<board>/digests/<digest>")]
pub(super) async fn digest(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Answer<Page<DigestView>> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let view = DigestView::load(&board, &digest, house, None).await?;
    Ok(page(chrome, &board, &digest, view))
}

#[post("/boards/<board>/digests/<digest>/commentary", data = "<form>")]
pub(super) async fn commentary(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
    form: Posted<CommentaryForm>,
) -> Submitted<DigestView> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let mut errors = Errors::new();
    match form.0.parse(&mut errors) {
        Some(commentary) => {
            digests::comment(&board, &digest, &commentary).await?;
            Ok(Ok(done(
                address(&board, &digest),
                "Your commentary is kept",
            )))
        }
        None => {
            let typed = Some((form.0.commentary.as_str(), &errors));
            let view = DigestView::load(&board, &digest, house, typed).await?;
            again(page(chrome, &board, &digest, view).errors(&errors))
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[post("/boards/<board>/digests/<digest>/correction", data = "<_form>")]
pub(super) async fn correction(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
    _form: Posted<Nothing>,
) -> Answer<Flash<Redirect>> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let id = digests::correct(&board, &digest).await?;
    let to = format!("{}/digests/{id}", board_address(&board));
    Ok(done(
        to,
        "This is a draft of the corrected version. The version before stays as it was issued",
    ))
}

#[post(
    "/boards/<board>/digests/<digest>/deliveries/<delivery>/repeat",
    data = "<_form>"
)]
pub(super) async fn repeat(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
    delivery: DeliveryId,
    _form: Posted<Nothing>,
) -> Answer<Flash<Redirect>> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    digests::send_again(&board, &digest, delivery).await?;
    Ok(done(
        address(&board, &digest),
        "The digest will be sent to this address again",
    ))
}

#[post(
    "/boards/<board>/digests/<digest>/deliveries/<delivery>/link-withdrawal",
    data = "<_form>"
)]
pub(super) async fn withdraw_link(
    viewer: &Viewer,
    board: BoardId,
    digest: DigestId,
    delivery: DeliveryId,
    _form: Posted<Nothing>,
) -> Answer<Flash<Redirect>> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    links::withdraw(&board, &digest, delivery).await?;
    Ok(done(
        address(&board, &digest),
        "The link opens nothing any more. The mail that was sent stays with its recipient",
    ))
}
