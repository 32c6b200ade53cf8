//! One digest: a draft to be read and commented, or what was issued and how it fares.

mod delivery;
pub(super) mod issued;

use rocket::{get, post};
use serde::Serialize;

use self::{
    delivery::Delivery,
    issued::{HELD, file_row, files_table, kept_files, versions_table},
};
use super::{
    address, board_address,
    boards::in_words,
    shown::{Shown, without_print},
    title_of_board, title_of_digest,
};
use crate::{
    access::{KeptBoard, Viewer},
    digests::{
        self, DeliveryLine, Digest, LONGEST_COMMENTARY, LONGEST_REASON,
        forms::{CommentaryForm, CorrectionForm},
        progress,
    },
    entities::{boards::Wants, mail::MailState},
    kernel::{
        fault::Answer,
        ids::{BoardId, DeliveryId, DigestId, RecipientId},
        stood::{Amended, Stood},
        templates::View,
        time::Instant,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Cell, Colour, Column, Inset, Link, Row, SummaryList, SummaryRow, Table, Tag,
            Textarea,
        },
        forms::Errors,
        frame::House,
        page::Page,
        posted::{Amending, Posted},
    },
};

/// What was typed into which field, and what was wrong with it.
type Typed<'a> = Option<(&'a str, &'a str, &'a Errors)>;

/// A digest as files, and what each is.
const FILES: [(&str, &str); 4] = [
    ("paper.pdf", "The board paper (PDF)"),
    ("digest.html", "The mail as HTML"),
    ("digest.txt", "The mail as plain text"),
    ("digest.json", "The figures for machines (JSON)"),
];

/// One digest.
#[derive(Serialize)]
pub(in crate::digests) struct DigestView {
    state: Tag,
    issued: Option<String>,
    shown: Shown,
    commentary_address: String,
    /// How the commentary stood.
    stood: Stood,
    commentary: Option<Textarea>,
    keep: Button,
    go_on: Button,
    test_address: String,
    test: Button,
    deliveries: Vec<Delivery>,
    deliveries_in_words: String,
    held: Option<Inset>,
    /// Of a draft: to the stories that may be quoted.
    stories: Option<Link>,
    /// Of a draft: to discard it.
    discard: Option<Link>,
    /// Of a draft: which letters its paper cannot show.
    letters: Option<Inset>,
    correction_address: String,
    /// Why it is corrected; none of a draft that corrects nothing.
    reason: Option<Textarea>,
    correct: Button,
    versions: Option<Table>,
    /// Of a draft.
    files: Vec<Link>,
    /// Of what was issued, with the checksum of each.
    kept_files: Option<Table>,
    checksum: Option<String>,
}

impl DigestView {
    fn new(address: &str, shown: Shown) -> Self {
        let file = |name: &str, label: &str| Link::new(label, format!("{address}/{name}"));
        Self {
            state: Tag::new("Draft", Colour::Grey),
            issued: None,
            shown,
            commentary_address: format!("{address}/commentary"),
            stood: Stood::of(&""),
            commentary: None,
            keep: Button::new("Keep commentary").secondary(),
            go_on: Button::link("Check and issue", format!("{address}/issue")),
            test_address: format!("{address}/test"),
            test: Button::new("Send a test to yourself").secondary(),
            deliveries: Vec::new(),
            deliveries_in_words: String::new(),
            held: None,
            stories: None,
            discard: None,
            letters: None,
            correction_address: format!("{address}/correction"),
            reason: None,
            correct: Button::new("Begin a corrected version").secondary(),
            versions: None,
            files: FILES.map(|(name, label)| file(name, label)).into(),
            kept_files: None,
            checksum: None,
        }
    }

    fn reason(mut self, typed: &str, errors: &Errors) -> Self {
        let most = u32::try_from(LONGEST_REASON).unwrap_or(u32::MAX);
        self.reason = Some(
            Textarea::new("reason", "Why is it corrected?")
                .hint("It opens the corrected version, before a list of every figure that differs, and becomes public with it.")
                .rows(3)
                .at_most(most)
                .value(typed)
                .errors(errors),
        );
        self
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
        self.deliveries = Delivery::all(deliveries, address);
        self
    }

    async fn load(
        board: &KeptBoard,
        digest: &Digest,
        house: &House,
        typed: Typed<'_>,
    ) -> Answer<Self> {
        let (shown, frozen) = Shown::load(board, digest, house).await?;
        let at = address(board, digest);
        let mut view = Self::new(&at, shown);
        let versions = digests::versions(board, digest).await?;
        let own = versions
            .iter()
            .find(|version| version.digest.id() == digest.id());
        let own_reason = own.and_then(|version| version.reason.clone());
        view.versions = (versions.len() > 1).then(|| versions_table(board, digest, &versions));
        let none = Errors::new();
        let of_field = |name: &str| match typed {
            Some((field, words, errors)) if field == name => Some((words, errors)),
            _ => None,
        };
        if digest.is_draft() {
            view.stood = Stood::of(&digest.row().commentary);
            let words = (digest.row().commentary.as_str(), &none);
            let (words, errors) = of_field("commentary").unwrap_or(words);
            view = view.commentary(words, errors);
            view.stories = Some(Link::new(
                "Choose stories of staff to quote",
                format!("{at}/stories"),
            ));
            view.letters = without_print(&digests::letters_without_print(&frozen.content));
            view.discard = Some(Link::new("Discard this draft", format!("{at}/discarding")));
            if let Some(reason) = own_reason {
                let (reason, errors) = of_field("reason").unwrap_or((&reason, &none));
                view = view.reason(reason, errors);
                view.correct = Button::new("Keep the reason").secondary();
            }
            return Ok(view);
        }
        if versions
            .first()
            .is_some_and(|latest| latest.digest.id() == digest.id())
        {
            let (reason, errors) = of_field("reason").unwrap_or(("", &none));
            view = view.reason(reason, errors);
        }
        view.kept_files = Some(kept_files(board, digest, &at).await?);
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

impl View for DigestView {
    const TEMPLATE: &'static str = "digests/digest";

    fn samples() -> Vec<Self> {
        let [draft, issued] = Shown::samples();
        let delivery = |state| DeliveryLine {
            id: DeliveryId::new(),
            recipient: RecipientId::new(),
            wants: Wants::Whole,
            sending: 2,
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
        issued.kept_files = Some(files_table([file_row("The board paper", "/p.pdf", "0b1c")]));
        issued.versions = Some(
            Table::new(
                "versions",
                "Versions of this digest",
                [Column::new("Version")],
            )
            .row(Row::default().cell(Cell::new("Version 1").note("This one"))),
        );
        errors.add("reason", "Enter why the digest is corrected");
        let mut draft = Self::new("/boards/1/digests/2", draft).commentary("Words", &errors);
        draft.discard = Some(Link::new("Discard this draft", "/d/discarding"));
        draft.letters = without_print(&['\u{1f600}']);
        vec![draft.reason("", &errors), issued.reason("", &Errors::new())]
    }
}

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

#[post("/boards/<board>/digests/<digest>/commentary", data = "<sent>")]
pub(super) async fn commentary(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
    sent: Amending<CommentaryForm>,
) -> Submitted<DigestView> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let Some(commentary) = form.parse(&mut errors) else {
        let typed = Some(("commentary", form.commentary.as_str(), &errors));
        let mut view = DigestView::load(&board, &digest, house, typed).await?;
        view.stood = stood;
        return again(page(chrome, &board, &digest, view).errors(&errors));
    };
    match digests::comment(&board, &digest, &stood, &commentary).await? {
        Amended::Done => Ok(Ok(done(
            address(&board, &digest),
            "Your commentary is kept",
        ))),
        Amended::Overtaken(stands) => {
            // As it reads with what stands now.
            let digest = digests::find(&board, digest.id()).await?;
            let typed = Some(("commentary", form.commentary.as_str(), &errors));
            let mut view = DigestView::load(&board, &digest, house, typed).await?;
            view.stood = Stood::of(&stands);
            let standing = SummaryList::new([SummaryRow::new("Your commentary", &stands)]);
            again(page(chrome, &board, &digest, view).overtaken(standing))
        }
    }
}

#[post("/boards/<board>/digests/<digest>/correction", data = "<form>")]
pub(super) async fn correction(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    board: BoardId,
    digest: DigestId,
    form: Posted<CorrectionForm>,
) -> Submitted<DigestView> {
    let board = viewer.kept_board(board).await?;
    let digest = digests::find(&board, digest).await?;
    digests::may_be_corrected(&board, &digest).await?;
    let mut errors = Errors::new();
    match form.0.parse(&mut errors) {
        Some(reason) => {
            let id = digests::correct(&board, &digest, &reason).await?;
            let to = format!("{}/digests/{id}", board_address(&board));
            Ok(Ok(done(
                to,
                "This is a draft of the corrected version. The version before stays as it was issued",
            )))
        }
        None => {
            let typed = Some(("reason", form.0.reason.as_str(), &errors));
            let view = DigestView::load(&board, &digest, house, typed).await?;
            again(page(chrome, &board, &digest, view).errors(&errors))
        }
    }
}
