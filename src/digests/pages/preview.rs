//! A digest's mail as one recipient gets it, and a test of it to oneself.

use rocket::{
    Responder, get,
    http::{ContentType, Header},
    post,
};
use serde::Serialize;

use super::{address, title_of_board, title_of_digest};
use crate::{
    access::Viewer,
    digests::{self, Preview, TestSent},
    entities::boards::Wants,
    kernel::{
        fault::Answer,
        ids::{BoardId, DigestId, RecipientId},
        templates::View,
    },
    sign_in::Letterhead,
    web::{
        answer::{WayOn, done, important},
        chrome::Chrome,
        components::{Link, SummaryList, SummaryRow},
        frame::House,
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// The mail one recipient gets.
#[derive(Serialize)]
pub(in crate::digests) struct PreviewView {
    what: &'static str,
    about: SummaryList,
    html: Link,
    text: String,
}

impl PreviewView {
    fn new(preview: &Preview, is_draft: bool, address: &str) -> Self {
        let mail = &preview.mail;
        let form = match preview.wants {
            Wants::Link => "Only a link to the digest, by their own choice",
            Wants::Whole | Wants::Nothing => "The whole digest",
        };
        Self {
            what: match (is_draft, preview.gets_it) {
                (true, true) => {
                    "This is the mail as this recipient would get it if the digest were issued now."
                }
                (true, false) => {
                    "This recipient would not get the digest: they stopped it, or mail does not reach them. This is what they would get otherwise."
                }
                (false, _) => "This is the mail as this recipient was sent it last.",
            },
            about: SummaryList::new([
                SummaryRow::new("To", format!("{}, {}", mail.to_name, mail.to_email)),
                SummaryRow::new("Subject", &mail.subject),
                SummaryRow::new("What they get", form),
                SummaryRow::new("Attached", preview.attached.as_deref().unwrap_or("Nothing")),
            ]),
            html: Link::new(
                "See it as a mail program shows it",
                format!("{address}/mail.html"),
            ),
            text: mail.text.clone(),
        }
    }
}

impl View for PreviewView {
    const TEMPLATE: &'static str = "digests/preview";

    fn samples() -> Vec<Self> {
        let preview = |wants, gets_it| Preview {
            mail: crate::mail::Mail {
                to_name: "Alex Chair".into(),
                to_email: "chair@board.example".into(),
                subject: "System working".into(),
                text: "Dear Alex Chair,".into(),
                ..crate::mail::Mail::default()
            },
            wants,
            gets_it,
            attached: gets_it.then(|| "digest.pdf".into()),
        };
        vec![
            Self::new(&preview(Wants::Whole, true), true, "/p"),
            Self::new(&preview(Wants::Link, false), true, "/p"),
            Self::new(&preview(Wants::Link, true), false, "/p"),
        ]
    }
}

#[get("/boards/<board>/digests/<digest>/recipients/<recipient>")]
pub(super) async fn see(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
    recipient: RecipientId,
) -> Answer<Page<PreviewView>> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let preview = digests::preview(&board, &digest, recipient, &Letterhead::from(house)).await?;
    let at = address(&board, &digest);
    let own = format!("{at}/recipients/{recipient}");
    let view = PreviewView::new(&preview, digest.is_draft(), &own);
    let title = format!("What {} gets", preview.mail.to_name);
    let (back, words) = if digest.is_draft() {
        (format!("{at}/issue"), "Back to checking the digest")
    } else {
        (at, "Back to the digest")
    };
    Ok(Page::new(chrome, title, view)
        .caption(format!(
            "{}: {}",
            title_of_board(&board),
            title_of_digest(&board, &digest)
        ))
        .back(back, words)
        .wide())
}

/// A mail's HTML as a document in a sandbox: whatever a browser makes of it, it is not one of our pages.
#[derive(Responder)]
pub(super) struct MailDocument {
    html: String,
    kind: ContentType,
    policy: Header<'static>,
}

/// Its styles are inline and its picture is inside it; it runs and loads nothing.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[get("/boards/<board>/digests/<digest>/recipients/<recipient>/mail.html")]
pub(super) async fn html(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
    recipient: RecipientId,
) -> Answer<MailDocument> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let preview = digests::preview(&board, &digest, recipient, &Letterhead::from(house)).await?;
    Ok(MailDocument {
        html: preview.document(&board, &digest).await?,
        kind: ContentType::HTML,
        policy: Header::new("Content-Security-Policy", POLICY),
    })
}

#[post("/boards/<board>/digests/<digest>/test", data = "<_form>")]
pub(super) async fn test(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let at = address(&board, &digest);
    Ok(
        match digests::send_test(&board, &digest, &Letterhead::from(house)).await? {
            TestSent::To(email) => done(at, format!("A test is on its way to {email}")),
            TestSent::TooMany => important(
                at,
                "You have sent yourself ten tests within an hour. Wait a while before the next",
            ),
        },
    )
}
