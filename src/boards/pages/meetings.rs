//! A board's calendar, for its secretary: when it meets, and when its digests are due.

use rocket::{State, get, post};
use serde::{Deserialize, Serialize};

use crate::{
    access::{KeptBoard, Viewer},
    boards::{
        self, Dates, Outcome,
        calendar::{self, Holidays, LONGEST_LEAD, is_weekend},
    },
    entities::boards::meeting,
    kernel::{
        fault::Answer,
        ids::{BoardId, MeetingId},
        templates::View,
        time::Day,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Cell, Column, DateInput, Input, Link, Row, Table},
        forms::{Errors, TypedDate},
        page::Page,
        posted::Posted,
    },
};

/// A meeting as typed.
#[derive(Clone, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct MeetingForm {
    meets: String,
    meets_month: String,
    meets_year: String,
    papers: String,
    papers_month: String,
    papers_year: String,
    lead: String,
}

impl Default for MeetingForm {
    fn default() -> Self {
        Self {
            meets: String::new(),
            meets_month: String::new(),
            meets_year: String::new(),
            papers: String::new(),
            papers_month: String::new(),
            papers_year: String::new(),
            lead: calendar::USUAL_LEAD.to_string(),
        }
    }
}

impl MeetingForm {
    fn of(dates: &Dates) -> Self {
        let (meets, papers) = (
            TypedDate::from(dates.meets_on.0),
            TypedDate::from(dates.papers_due_on.0),
        );
        Self {
            meets: meets.day,
            meets_month: meets.month,
            meets_year: meets.year,
            papers: papers.day,
            papers_month: papers.month,
            papers_year: papers.year,
            lead: dates.lead_days.to_string(),
        }
    }

    fn meets(&self) -> TypedDate {
        TypedDate::new(&self.meets, &self.meets_month, &self.meets_year)
    }

    fn papers(&self) -> TypedDate {
        TypedDate::new(&self.papers, &self.papers_month, &self.papers_year)
    }

    fn parse(&self, today: Day, errors: &mut Errors) -> Option<Dates> {
        let meets_on = self
            .meets()
            .parse("meets", "the day of the meeting", errors);
        let papers = self
            .papers()
            .parse("papers", "the day its papers are due", errors);
        let lead_days = self.lead.trim().parse().ok();
        let lead_days = lead_days.filter(|days| (0..=LONGEST_LEAD).contains(days));
        if lead_days.is_none() {
            errors.add(
                "lead",
                format!("Enter a whole number of working days from 0 to {LONGEST_LEAD}"),
            );
        }
        let (meets_on, papers_due_on) = (Day(meets_on?), Day(papers?));
        if meets_on < today {
            errors.add("meets", "The day of the meeting must be today or later");
        } else if papers_due_on > meets_on {
            errors.add(
                "papers",
                "The day its papers are due must not be after the meeting",
            );
        } else {
            return Some(Dates {
                meets_on,
                papers_due_on,
                lead_days: lead_days?,
            });
        }
        None
    }
}

/// The fields of one meeting.
#[derive(Serialize)]
struct Fields {
    meets: DateInput,
    papers: DateInput,
    lead: Input,
}

impl Fields {
    fn new(form: &MeetingForm, errors: &Errors) -> Self {
        Self {
            meets: DateInput::new("meets", "When does the board meet?")
                .hint("For example, 27 3 2027")
                .value(form.meets())
                .errors(errors),
            papers: DateInput::new("papers", "When are its papers due?")
                .value(form.papers())
                .errors(errors),
            lead: Input::new(
                "lead",
                "How many working days before that do you want the digest?",
            )
            .hint("Weekends and bank holidays in England are not counted")
            .width(2)
            .value(&form.lead)
            .errors(errors),
        }
    }
}

/// Every meeting to come, and a form for another.
#[derive(Serialize)]
pub(super) struct CalendarView {
    meetings: Table,
    add_to: String,
    fields: Fields,
    add: Button,
}

impl CalendarView {
    fn new(address: &str, rows: Vec<Row>, form: &MeetingForm, errors: &Errors) -> Self {
        let columns = ["Meeting", "Papers due", "Digest due", "It covers"].map(Column::new);
        Self {
            meetings: Table::new("meetings", "Meetings to come", columns)
                .rows(rows)
                .empty("There is no meeting yet. Until there is, a digest is due when its period has ended."),
            add_to: format!("{address}/meetings"),
            fields: Fields::new(form, errors),
            add: Button::new("Add the meeting"),
        }
    }

    async fn load(
        board: &KeptBoard,
        holidays: &Holidays,
        form: &MeetingForm,
        errors: &Errors,
    ) -> Answer<Self> {
        let address = format!("/boards/{}", board.id());
        let rows = boards::ahead(board)
            .await?
            .iter()
            .map(|meeting| row(board, holidays, &address, meeting))
            .collect();
        Ok(Self::new(&address, rows, form, errors))
    }
}

fn row(board: &KeptBoard, holidays: &Holidays, address: &str, meeting: &meeting::Model) -> Row {
    let meets_on = meeting.meets_on.long();
    let row = Row::default();
    if meeting.cancelled_at.is_some() {
        return row
            .cell(Cell::new(meets_on))
            .cell(Cell::new("Cancelled"))
            .cell(Cell::new(""))
            .cell(Cell::new(""));
    }
    let due_at = holidays.digest_due(
        meeting.papers_due_on,
        meeting.lead_days,
        calendar::USUAL_HOUR,
    );
    let period = calendar::period_covered(board.board().period_kind, due_at, board.year_start());
    row.cell(Cell::link(Link::new(
        meets_on,
        format!("{address}/meetings/{}", meeting.id),
    )))
    .cell(Cell::new(meeting.papers_due_on.long()))
    .cell(Cell::new(due_at.long()))
    .cell(Cell::new(period.name(board.year_start())))
}

impl View for CalendarView {
    const TEMPLATE: &'static str = "boards/calendar";

    fn samples() -> Vec<Self> {
        let row = Row::default()
            .cell(Cell::link(Link::new(
                "12 November 2026",
                "/boards/1/meetings/2",
            )))
            .cell(Cell::new("5 November 2026"))
            .cell(Cell::new("3 November 2026 at 8am"))
            .cell(Cell::new("October 2026"));
        let form = MeetingForm::default();
        let mut errors = Errors::new();
        form.parse(Day::new(2026, 11, 1).expect("a day"), &mut errors);
        vec![
            Self::new("/boards/1", Vec::new(), &form, &Errors::new()),
            Self::new("/boards/1", vec![row], &form, &errors),
        ]
    }
}

/// One meeting to be changed or cancelled.
#[derive(Serialize)]
pub(super) struct MeetingView {
    address: String,
    fields: Fields,
    keep: Button,
    cancel_to: String,
    cancel: Button,
}

impl MeetingView {
    fn new(address: String, form: &MeetingForm, errors: &Errors) -> Self {
        Self {
            fields: Fields::new(form, errors),
            keep: Button::new("Keep these dates"),
            cancel_to: format!("{address}/cancellation"),
            cancel: Button::new("Cancel the meeting").secondary(),
            address,
        }
    }
}

impl View for MeetingView {
    const TEMPLATE: &'static str = "boards/meeting";

    fn samples() -> Vec<Self> {
        let form = MeetingForm::default();
        vec![Self::new(
            "/boards/1/meetings/2".into(),
            &form,
            &Errors::new(),
        )]
    }
}

fn calendar_page(chrome: Chrome, board: &KeptBoard, view: CalendarView) -> Page<CalendarView> {
    Page::new(chrome, "Calendar", view)
        .caption(format!(
            "{}, {}",
            board.board().name,
            board.organisation().name
        ))
        .wide()
        .back(format!("/boards/{}", board.id()), "Back to the board")
}

fn meeting_page(
    chrome: Chrome,
    board: &KeptBoard,
    meeting: MeetingId,
    form: &MeetingForm,
    errors: &Errors,
) -> Page<MeetingView> {
    let address = format!("/boards/{}/meetings/{meeting}", board.id());
    Page::new(
        chrome,
        "Change a meeting",
        MeetingView::new(address, form, errors),
    )
    .caption(format!(
        "{}, {}",
        board.board().name,
        board.organisation().name
    ))
    .back(
        format!("/boards/{}/calendar", board.id()),
        "Back to the calendar",
    )
    .errors(errors)
}

/// What was done, with a gentle word where a date is unusual.
fn said(what: &str, dates: &Dates, holidays: &Holidays) -> String {
    let unusual = |on: Day| match holidays.name(on) {
        Some(name) => Some(name),
        None => is_weekend(on).then(|| "a weekend".to_owned()),
    };
    let mut said = format!("{what} on {}", dates.meets_on.long());
    if let Some(day) = unusual(dates.meets_on) {
        said.push_str(&format!(". That is {day}: check the day"));
    }
    if let Some(day) = unusual(dates.papers_due_on) {
        said.push_str(&format!(
            ". Its papers are due on {}, {day}: check the day",
            dates.papers_due_on.long()
        ));
    }
    said
}

#[get("/boards/<board>/calendar")]
pub(super) async fn all(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
) -> Answer<Page<CalendarView>> {
    let board = viewer.kept_board(board).await?;
    let form = MeetingForm::default();
    let view = CalendarView::load(&board, holidays, &form, &Errors::new()).await?;
    Ok(calendar_page(chrome, &board, view))
}

#[post("/boards/<board>/meetings", data = "<form>")]
pub(super) async fn add(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    form: Posted<MeetingForm>,
) -> Submitted<CalendarView> {
    let board = viewer.kept_board(board).await?;
    let mut errors = Errors::new();
    if let Some(dates) = form.0.parse(board.acting().today(), &mut errors) {
        match boards::add_meeting(&board, &dates).await? {
            Outcome::Done(_) => {
                let to = format!("/boards/{}/calendar", board.id());
                return Ok(Ok(done(to, said("The board meets", &dates, holidays))));
            }
            Outcome::Taken => errors.add("meets", TAKEN),
        }
    }
    let view = CalendarView::load(&board, holidays, &form.0, &errors).await?;
    again(calendar_page(chrome, &board, view).errors(&errors))
}

const TAKEN: &str =
    "The board has a meeting on this day already: change that one, or enter another day";

#[get("/boards/<board>/meetings/<meeting>")]
pub(super) async fn one(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
) -> Answer<Page<MeetingView>> {
    let board = viewer.kept_board(board).await?;
    let dates = Dates::of(&boards::meeting(&board, meeting).await?);
    let form = MeetingForm::of(&dates);
    Ok(meeting_page(chrome, &board, meeting, &form, &Errors::new()))
}

#[post("/boards/<board>/meetings/<meeting>", data = "<form>")]
pub(super) async fn change(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    meeting: MeetingId,
    form: Posted<MeetingForm>,
) -> Submitted<MeetingView> {
    let board = viewer.kept_board(board).await?;
    boards::meeting(&board, meeting).await?;
    let mut errors = Errors::new();
    if let Some(dates) = form.0.parse(board.acting().today(), &mut errors) {
        match boards::change_meeting(&board, meeting, &dates).await? {
            Outcome::Done(()) => {
                let to = format!("/boards/{}/calendar", board.id());
                return Ok(Ok(done(to, said("The board now meets", &dates, holidays))));
            }
            Outcome::Taken => errors.add("meets", TAKEN),
        }
    }
    again(meeting_page(chrome, &board, meeting, &form.0, &errors))
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[post("/boards/<board>/meetings/<meeting>/cancellation", data = "<_form>")]
pub(super) async fn cancel(
    viewer: &Viewer,
    board: BoardId,
    meeting: MeetingId,
    _form: Posted<Nothing>,
) -> Submitted<MeetingView> {
    let board = viewer.kept_board(board).await?;
    boards::cancel_meeting(&board, meeting).await?;
    let to = format!("/boards/{}/calendar", board.id());
    Ok(Ok(done(
        to,
        "The meeting is cancelled, and no digest becomes due for it",
    )))
}
