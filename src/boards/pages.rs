//! The pages of boards: a system's boards for its administrator, a board's recipients for its secretary.

mod agenda;
mod attention;
mod listing;
mod meeting;
mod meetings;
mod papers;
mod planning;
mod recipients;
mod terms;

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::{
    BoardLine, Outcome,
    emails::{LetterHtml, LetterText},
    forms::{BoardForm, LONGEST_NAME},
};
use crate::{
    access::{AdministeredSystem, Viewer},
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
        components::{Button, Cell, Choice, Column, Input, Link, Radios, Row, Select, Table},
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
        recipients::all,
        recipients::add,
        recipients::remove,
        recipients::try_again,
        meetings::all,
        meetings::add,
        agenda::item,
        agenda::keep,
        meeting::one,
        meeting::change,
        meeting::cancel,
        planning::file::choose,
        planning::file::preview,
        planning::file::confirm,
        planning::rule::write,
        planning::rule::preview,
        planning::rule::confirm,
        meeting::skip,
        meeting::unskip,
        attention::of_board,
        attention::of_system,
        attention::minutes::see,
        attention::minutes::answer,
        attention::minutes::add_action,
        attention::action::see,
        attention::action::finish,
        terms::see,
        terms::set,
        papers::cover,
        papers::keep,
        listing::choose,
        listing::preview,
        listing::confirm
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<BoardsView>>(),
        samples_of::<Page<NewBoardView>>(),
        samples_of::<Page<recipients::RecipientsView>>(),
        samples_of::<Page<meetings::CalendarView>>(),
        samples_of::<Page<agenda::AgendaView>>(),
        samples_of::<Page<meeting::MeetingView>>(),
        samples_of::<Page<planning::PlanView>>(),
        samples_of::<Page<planning::file::FileView>>(),
        samples_of::<Page<planning::rule::RuleView>>(),
        samples_of::<Page<terms::TermsView>>(),
        samples_of::<Page<attention::AttentionView>>(),
        samples_of::<Page<attention::SystemView>>(),
        samples_of::<Page<attention::minutes::MinutesView>>(),
        samples_of::<Page<attention::action::ActionView>>(),
        samples_of::<LetterHtml>(),
        samples_of::<LetterText>(),
        samples_of::<Page<papers::CoverView>>(),
        samples_of::<Page<listing::ListView>>(),
        samples_of::<Page<listing::ListedView>>(),
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
            Column::new("Meetings"),
        ];
        let rows = boards.iter().map(|board| {
            let calendar = format!("/boards/{}/calendar", board.id);
            Row::new([
                board.name.clone(),
                board.organisation.clone(),
                listed(&board.secretaries),
                board.period_kind.label().to_lowercase(),
            ])
            .cell(Cell::new(board.recipients.to_string()))
            .cell(Cell::link(
                Link::new("Calendar", calendar).about(format!(" of {}", board.name)),
            ))
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
            id: BoardId::new(),
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
        .back(format!("/systems/{}", system.id()), "Back to the system"))
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
