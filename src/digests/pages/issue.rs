//! Check the digest, then issue it.

use rocket::{get, post};
use serde::Serialize;

use super::{
    address,
    shown::{Shown, without_print},
    title_of_board, title_of_digest,
};
use crate::{
    access::{KeptBoard, Viewer},
    digests::{self, Digest, Frozen, Issued, forms::IssueForm},
    entities::boards::Wants,
    kernel::{
        fault::Answer,
        ids::{BoardId, DigestId},
        templates::View,
        words::counted,
    },
    sign_in::Letterhead,
    web::{
        answer::{Submitted, WayOn, again, done, important},
        chrome::Chrome,
        components::{Button, Cell, Column, Inset, Link, Row, SummaryList, SummaryRow, Table},
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// What will be sent, to whom.
#[derive(Serialize)]
pub(in crate::digests) struct IssueView {
    summary: SummaryList,
    recipients: Option<Table>,
    /// Which letters the paper cannot show.
    letters: Option<Inset>,
    shown: Shown,
    issue_address: String,
    checked: String,
    issue: Option<Button>,
    recipients_link: Link,
    paper: Link,
}

impl IssueView {
    fn new(addresses: (&str, &str), recipients: Vec<Row>, shown: (Shown, String, &Frozen)) -> Self {
        let (board, digest) = addresses;
        let (shown, checked, frozen) = shown;
        let paper = match frozen.account.paper_is_attached {
            true => "Attached to the mail of everybody who gets the whole digest",
            false => "Not attached to the mail",
        };
        let number = counted(
            i64::try_from(recipients.len()).unwrap_or(0),
            "recipient",
            "recipients",
        );
        let recipients_link = Link::new("See and change recipients", format!("{board}/recipients"));
        Self {
            issue: (!recipients.is_empty()).then(|| Button::new(format!("Issue it to {number}"))),
            summary: SummaryList::new([
                SummaryRow::new("Subject of the mail", &frozen.content.subject),
                SummaryRow::new("Recipients", &number)
                    .action(Link::new("Change", format!("{board}/recipients")).about("recipients")),
                SummaryRow::new(
                    "Commentary",
                    if shown.has_commentary() {
                        "As below"
                    } else {
                        "None"
                    },
                )
                .action(Link::new("Change", digest).about("commentary")),
                SummaryRow::new("Board paper", paper)
                    .action(Link::new("Change", format!("{board}/paper")).about("board paper")),
            ]),
            recipients: (!recipients.is_empty()).then(|| {
                let columns = ["Recipient", "Email address", "What they get"].map(Column::new);
                Table::new("recipients", "The mail as each recipient gets it", columns)
                    .rows(recipients)
            }),
            letters: without_print(&digests::letters_without_print(&frozen.content)),
            shown,
            issue_address: format!("{digest}/issue"),
            checked,
            recipients_link,
            paper: Link::new(
                "See the board paper as it will be issued (PDF)",
                format!("{digest}/paper.pdf"),
            ),
        }
    }
}

/// Who gets it, with the way to see what they get.
fn recipient_row((name, email, wants): (&str, &str, Wants), address: String) -> Row {
    Row::default()
        .cell(Cell::link(Link::new(name, address)))
        .cell(Cell::new(email))
        .cell(Cell::new(match wants {
            Wants::Link => "Only a link",
            Wants::Whole | Wants::Nothing => "The whole digest",
        }))
}

impl View for IssueView {
    const TEMPLATE: &'static str = "digests/issue";

    fn samples() -> Vec<Self> {
        let [draft, other] = Shown::samples();
        let account = digests::compose::sample();
        let content = digests::compose::compose(&account, "");
        let without = Frozen { account, content };
        let mut with = without.clone();
        with.account.paper_is_attached = true;
        let addresses = ("/boards/1", "/boards/1/digests/2");
        vec![
            Self::new(
                addresses,
                vec![recipient_row(
                    ("Alex Chair", "chair@board.example", Wants::Link),
                    "/r".into(),
                )],
                (draft, "ab".into(), &with),
            ),
            Self::new(addresses, Vec::new(), (other, "ab".into(), &without)),
        ]
    }
}

#[get("/boards/<board>/digests/<digest>/issue")]
pub(super) async fn check(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
) -> Submitted<IssueView> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    if !digest.is_draft() {
        // Whoever goes back after issuing it is at the digest again.
        let at = address(&board, &digest);
        let said = "This digest has been issued already";
        return Ok(Ok(important(at, said)));
    }
    again(page(chrome, house, &board, &digest).await?)
}

async fn page(
    chrome: Chrome,
    house: &House,
    board: &KeptBoard,
    digest: &Digest,
) -> Answer<Page<IssueView>> {
    let addressed = digests::addressed(board).await?;
    let recipients = addressed
        .iter()
        .map(|r| {
            let to = format!("{}/recipients/{}", address(board, digest), r.id);
            recipient_row((&r.name, &r.email, r.wants), to)
        })
        .collect();
    let (shown, frozen) = Shown::load(board, digest, house).await?;
    let checked = digests::fingerprint(&frozen, &addressed)?;
    let board_at = super::board_address(board);
    let at = address(board, digest);
    let view = IssueView::new((&board_at, &at), recipients, (shown, checked, &frozen));
    Ok(
        Page::new(chrome, "Check the digest before you issue it", view)
            .caption(format!(
                "{}: {}",
                title_of_board(board),
                title_of_digest(board, digest)
            ))
            .back(at, "Back to the draft")
            .wide(),
    )
}

#[post("/boards/<board>/digests/<digest>/issue", data = "<form>")]
pub(super) async fn issue(
    viewer: &Viewer,
    house: &House,
    board: BoardId,
    digest: DigestId,
    form: Posted<IssueForm>,
) -> Answer<WayOn> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let at = address(&board, &digest);
    Ok(
        match digests::issue(
            &board,
            &digest,
            form.0.checked.trim(),
            &Letterhead::from(house),
        )
        .await?
        {
            Issued::Now => done(at, "The digest is issued, and on its way to its recipients"),
            Issued::Before => done(at, "The digest was issued before, and is not sent twice"),
            Issued::Changed => important(
                format!("{at}/issue"),
                "The records have changed since you checked the digest, or who gets it. Read it once more, then issue it",
            ),
        },
    )
}
