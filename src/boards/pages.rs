//! The pages of boards: a system's boards for its administrator, a board's recipients for its secretary.

mod meetings;
mod papers;

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::{
    BoardLine, MOST_RECIPIENTS, Outcome,
    forms::{BoardForm, LONGEST_NAME, RecipientForm},
};
use crate::{
    access::{AdministeredSystem, KeptBoard, Viewer},
    kernel::{
        fault::Answer,
        ids::*,
        periods::PeriodKind,
        templates::{Sample, View, samples_of},
        words::listed,
    },
    sign_in::Letterhead,
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Cell, Choice, Column, Input, Radios, Row, Select, Table},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// The routes of this subject; a board's own page is the digests'.
pub fn routes() -> Vec<Route> {
    routes![
        boards_of_system,
        new_board,
        open_board,
        recipients,
        add_recipient,
        remove_recipient,
        meetings::all,
        meetings::add,
        meetings::one,
        meetings::change,
        meetings::cancel,
        papers::cover,
        papers::keep
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<BoardsView>>(),
        samples_of::<Page<NewBoardView>>(),
        samples_of::<Page<RecipientsView>>(),
        samples_of::<Page<meetings::CalendarView>>(),
        samples_of::<Page<meetings::MeetingView>>(),
        samples_of::<Page<papers::CoverView>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

#[derive(Serialize)]
struct BoardsView {
    open: Button,
    boards: Table,
}

impl BoardsView {
    fn new(system: SystemId, boards: &[BoardLine]) -> Self {
        let columns = [
            Column::new("Board"),
            Column::new("Organisation"),
            Column::new("Secretary"),
            Column::new("Digest every"),
            Column::numeric("Recipients"),
        ];
        let rows = boards.iter().map(|board| {
            Row::new([
                board.name.clone(),
                board.organisation.clone(),
                listed(&board.secretaries),
                board.period_kind.label().to_lowercase(),
            ])
            .cell(Cell::new(board.recipients.to_string()))
        });
        Self {
            open: Button::link("Open a board", format!("/systems/{system}/boards/new")),
            boards: Table::new("boards", "Boards of the system", columns)
                .hidden_caption()
                .rows(rows)
                .empty("There is no board yet. Open one for each board or committee that wants a digest."),
        }
    }
}

impl View for BoardsView {
    const TEMPLATE: &'static str = "boards/system";

    fn samples() -> Vec<Self> {
        let board = BoardLine {
            name: "Trust Board".into(),
            organisation: "Royal Berkshire".into(),
            period_kind: PeriodKind::Month,
            secretaries: vec!["Priya Nair".into()],
            recipients: 12,
        };
        vec![
            Self::new(SystemId::new(), &[]),
            Self::new(SystemId::new(), &[board]),
        ]
    }
}

#[derive(Serialize)]
struct NewBoardView {
    address: String,
    organisation: Select,
    name: Input,
    period: Radios,
    secretary_name: Input,
    secretary_email: Input,
    send: Button,
}

impl NewBoardView {
    fn new(
        system: SystemId,
        organisations: &[(OrganisationId, String)],
        form: &BoardForm,
        errors: &Errors,
    ) -> Self {
        let organisations = organisations
            .iter()
            .map(|(id, name)| Choice::new(id.to_string(), name));
        let choose = Choice::new("", "Choose an organisation");
        let periods = PeriodKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.word(), kind.label()));
        let period = if form.period.is_empty() {
            PeriodKind::Month.word()
        } else {
            &form.period
        };
        Self {
            address: format!("/systems/{system}/boards"),
            organisation: Select::new(
                "organisation",
                "Whose board is it?",
                std::iter::once(choose).chain(organisations),
            )
            .chosen(&form.organisation)
            .errors(errors),
            name: Input::new("name", "Name of the board or committee")
                .hint(format!(
                    "For example, Trust Board. At most {LONGEST_NAME} characters"
                ))
                .value(&form.name)
                .errors(errors),
            period: Radios::new("period", "How long a period do its digests cover?", periods)
                .chosen(period)
                .errors(errors),
            secretary_name: Input::new("secretary_name", "Name of its secretary")
                .value(&form.secretary_name)
                .errors(errors),
            secretary_email: Input::new("secretary_email", "Work email address of its secretary")
                .hint("They are invited to choose a password, if they have none yet")
                .email()
                .value(&form.secretary_email)
                .errors(errors),
            send: Button::new("Open the board"),
        }
    }
}

impl View for NewBoardView {
    const TEMPLATE: &'static str = "boards/new";

    fn samples() -> Vec<Self> {
        let organisations = [(OrganisationId::new(), "Royal Berkshire".to_owned())];
        let form = BoardForm::default();
        let mut errors = Errors::new();
        form.parse(&organisations, &mut errors);
        [Errors::new(), errors]
            .map(|e| Self::new(SystemId::new(), &organisations, &form, &e))
            .into()
    }
}

#[derive(Serialize)]
struct RecipientsView {
    address: String,
    recipients: Vec<RecipientLine>,
    most: usize,
    name: Input,
    email: Input,
    send: Button,
}

#[derive(Serialize)]
struct RecipientLine {
    name: String,
    email: String,
    address: String,
    remove: Button,
}

impl RecipientsView {
    fn new(
        board: BoardId,
        recipients: impl Iterator<Item = (RecipientId, String, String)>,
        form: &RecipientForm,
        errors: &Errors,
    ) -> Self {
        let address = format!("/boards/{board}/recipients");
        Self {
            recipients: recipients
                .map(|(id, name, email)| RecipientLine {
                    address: format!("{address}/{id}/removal"),
                    remove: Button::new("Remove").secondary().small().about(&name),
                    name,
                    email,
                })
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
            address,
        }
    }

    async fn load(board: &KeptBoard, form: &RecipientForm, errors: &Errors) -> Answer<Self> {
        let recipients = super::recipients(board)
            .await?
            .into_iter()
            .map(|r| (r.id, r.name, r.email));
        Ok(Self::new(board.id(), recipients, form, errors))
    }
}

impl View for RecipientsView {
    const TEMPLATE: &'static str = "boards/recipients";

    fn samples() -> Vec<Self> {
        let one = || {
            (
                RecipientId::new(),
                "Alex Chair".to_owned(),
                "chair@board.example".to_owned(),
            )
        };
        let form = RecipientForm::default();
        let mut errors = Errors::new();
        form.parse(&mut errors);
        vec![
            Self::new(BoardId::new(), std::iter::empty(), &form, &Errors::new()),
            Self::new(BoardId::new(), [one(), one()].into_iter(), &form, &errors),
        ]
    }
}

#[get("/systems/<system>/boards")]
async fn boards_of_system(
    viewer: &Viewer,
    chrome: Chrome,
    system: SystemId,
) -> Answer<Page<BoardsView>> {
    let system = viewer.administered_system(system)?;
    let boards = super::list(&system).await?;
    let view = BoardsView::new(system.id(), &boards);
    Ok(Page::new(chrome, "Boards", view)
        .caption(&system.system().name)
        .wide()
        .back("/systems", "Back to systems"))
}

#[get("/systems/<system>/boards/new")]
async fn new_board(
    viewer: &Viewer,
    chrome: Chrome,
    system: SystemId,
) -> Answer<Page<NewBoardView>> {
    let system = viewer.administered_system(system)?;
    new_board_page(chrome, &system, &BoardForm::default(), &Errors::new()).await
}

async fn new_board_page(
    chrome: Chrome,
    system: &AdministeredSystem,
    form: &BoardForm,
    errors: &Errors,
) -> Answer<Page<NewBoardView>> {
    let organisations = super::organisations(system).await?;
    let view = NewBoardView::new(system.id(), &organisations, form, errors);
    let back = format!("/systems/{}/boards", system.id());
    Ok(Page::new(chrome, "Open a board", view)
        .caption(&system.system().name)
        .back(back, "Back to boards")
        .errors(errors))
}

#[post("/systems/<system>/boards", data = "<form>")]
async fn open_board(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    system: SystemId,
    form: Posted<BoardForm>,
) -> Submitted<NewBoardView> {
    let system = viewer.administered_system(system)?;
    let mut errors = Errors::new();
    let organisations = super::organisations(&system).await?;
    if let Some(new) = form.0.parse(&organisations, &mut errors) {
        match super::open(&system, &new, &Letterhead::from(house)).await? {
            Outcome::Done(_) => {
                let to = format!("/systems/{}/boards", system.id());
                return Ok(Ok(done(
                    to,
                    format!("{} is open, and {} keeps it", new.name, new.secretary.name),
                )));
            }
            Outcome::Taken => errors.add(
                "name",
                "The organisation has a board of this name: enter another",
            ),
        }
    }
    again(new_board_page(chrome, &system, &form.0, &errors).await?)
}

#[get("/boards/<board>/recipients")]
async fn recipients(
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
async fn add_recipient(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    form: Posted<RecipientForm>,
) -> Submitted<RecipientsView> {
    let board = viewer.kept_board(board).await?;
    let mut errors = Errors::new();
    if let Some(new) = form.0.parse(&mut errors) {
        match super::add_recipient(&board, &new).await? {
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

#[derive(serde::Deserialize)]
struct Nothing {}

#[post("/boards/<board>/recipients/<recipient>/removal", data = "<_form>")]
async fn remove_recipient(
    viewer: &Viewer,
    board: BoardId,
    recipient: RecipientId,
    _form: Posted<Nothing>,
) -> Submitted<RecipientsView> {
    let board = viewer.kept_board(board).await?;
    super::remove_recipient(&board, recipient).await?;
    let to = format!("/boards/{}/recipients", board.id());
    Ok(Ok(done(
        to,
        "The recipient is removed. What they were sent stays in the record.",
    )))
}
