//! A board's calendar, for its secretary: when it meets, and when its digests are due.

use rocket::{State, get, post};
use serde::Serialize;

use crate::{
    access::{ScheduledBoard, Viewer},
    boards::{
        self, Dates, Outcome, Terms,
        calendar::{self, Holidays, is_weekend},
        forms::meetings::MeetingForm,
    },
    entities::boards::meeting,
    kernel::{fault::Answer, ids::BoardId, templates::View, time::Day, words::counted},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Cell, Column, DateInput, Input, Link, Row, Table},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// The fields of one meeting.
#[derive(Serialize)]
pub(super) struct Fields {
    meets: DateInput,
    papers: DateInput,
    lead: Input,
}

impl Fields {
    pub(super) fn new(form: &MeetingForm, errors: &Errors) -> Self {
        Self {
            meets: DateInput::new("meets", "When does the board meet?")
                .hint("For example, 27 3 2027")
                .value(form.meets())
                .errors(errors),
            papers: DateInput::new("papers", "When are its papers due?")
                .hint("Leave this empty for the board’s usual number of working days before")
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
    /// The board's terms, in words.
    terms: String,
    change_terms: Option<Link>,
    by_rule: Link,
    from_file: Link,
    add_to: String,
    fields: Fields,
    add: Button,
}

impl CalendarView {
    fn new(
        address: &str,
        terms: Terms,
        keeps: bool,
        rows: Vec<Row>,
        form: &MeetingForm,
        errors: &Errors,
    ) -> Self {
        let columns = ["Meeting", "Papers due", "Digest due", "It covers"].map(Column::new);
        Self {
            meetings: Table::new("meetings", "Meetings to come", columns)
                .rows(rows)
                .empty("There is no meeting yet. Until there is, a digest is due when its period has ended."),
            terms: in_words(terms),
            change_terms: keeps.then(|| {
                Link::new(
                    "Change when digests are due, and how they go out",
                    format!("{address}/calendar/terms"),
                )
            }),
            by_rule: Link::new("Add meetings by a rule", format!("{address}/calendar/rule")),
            from_file: Link::new(
                "Add meetings from a calendar file",
                format!("{address}/calendar/file"),
            ),
            add_to: format!("{address}/meetings"),
            fields: Fields::new(form, errors),
            add: Button::new("Add the meeting"),
        }
    }

    async fn load(
        board: &ScheduledBoard,
        keeps: bool,
        holidays: &Holidays,
        form: Option<&MeetingForm>,
        errors: &Errors,
    ) -> Answer<Self> {
        let address = format!("/boards/{}", board.id());
        let terms = boards::terms(board).await?;
        let rows = boards::ahead(board)
            .await?
            .iter()
            .map(|meeting| row(board, terms, holidays, &address, meeting))
            .collect();
        let new = MeetingForm::new(terms);
        let form = form.unwrap_or(&new);
        Ok(Self::new(&address, terms, keeps, rows, form, errors))
    }
}

/// "A digest is due at 8am, 2 working days before papers, …".
fn in_words(terms: Terms) -> String {
    let days = |days: i32| counted(i64::from(days), "working day", "working days");
    let out = if terms.issues_itself {
        "It goes out by itself, and its secretaries are told a working day before."
    } else {
        "It waits for its secretary to issue it."
    };
    format!(
        "A digest is due at {}am, {} before papers are due, unless a meeting says otherwise. Papers are due {} before a meeting, unless another day is entered. {out}",
        terms.due_hour,
        days(terms.lead_days),
        days(terms.papers_days),
    )
}

fn row(
    board: &ScheduledBoard,
    terms: Terms,
    holidays: &Holidays,
    address: &str,
    meeting: &meeting::Model,
) -> Row {
    let meets_on = meeting.meets_on.long();
    let row = Row::default();
    if meeting.cancelled_at.is_some() {
        return row
            .cell(Cell::new(meets_on))
            .cell(Cell::new("Cancelled"))
            .cell(Cell::new(""))
            .cell(Cell::new(""));
    }
    let due_at = terms.digest_due(holidays, meeting);
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
        let terms = Terms::default();
        let form = MeetingForm::default();
        let mut errors = Errors::new();
        let today = Day::new(2026, 11, 1).expect("a day");
        form.parse(today, terms, &Holidays::bundled(), &mut errors);
        let itself = Terms {
            issues_itself: true,
            ..terms
        };
        vec![
            Self::new("/boards/1", terms, false, Vec::new(), &form, &Errors::new()),
            Self::new("/boards/1", itself, true, vec![row], &form, &errors),
        ]
    }
}

fn calendar_page(
    chrome: Chrome,
    board: &ScheduledBoard,
    keeps: bool,
    view: CalendarView,
) -> Page<CalendarView> {
    let (to, back) = match keeps {
        true => (format!("/boards/{}", board.id()), "Back to the board"),
        false => (
            format!("/systems/{}/boards", board.system().id),
            "Back to boards",
        ),
    };
    Page::new(chrome, "Calendar", view)
        .caption(title_of(board))
        .wide()
        .back(to, back)
}

/// "Trust Board, Royal Berkshire".
pub(super) fn title_of(board: &ScheduledBoard) -> String {
    format!("{}, {}", board.board().name, board.organisation().name)
}

/// What is unusual about a day for people who work in an office, if anything.
pub(super) fn unusual(holidays: &Holidays, on: Day) -> Option<String> {
    match holidays.name(on) {
        Some(name) => Some(name),
        None => is_weekend(on).then(|| "a weekend".to_owned()),
    }
}

/// What was done, with a gentle word where a date is unusual.
pub(super) fn said(what: &str, dates: &Dates, holidays: &Holidays) -> String {
    let unusual = |on: Day| unusual(holidays, on);
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
    let board = viewer.scheduled_board(board).await?;
    let keeps = viewer.keeps(board.id());
    let view = CalendarView::load(&board, keeps, holidays, None, &Errors::new()).await?;
    Ok(calendar_page(chrome, &board, keeps, view))
}

#[post("/boards/<board>/meetings", data = "<form>")]
pub(super) async fn add(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    form: Posted<MeetingForm>,
) -> Submitted<CalendarView> {
    let board = viewer.scheduled_board(board).await?;
    let mut errors = Errors::new();
    let (today, terms) = (board.acting().today(), boards::terms(&board).await?);
    if let Some(dates) = form.0.parse(today, terms, holidays, &mut errors) {
        match boards::add_meeting(&board, &dates).await? {
            Outcome::Done(_) => {
                let to = format!("/boards/{}/calendar", board.id());
                return Ok(Ok(done(to, said("The board meets", &dates, holidays))));
            }
            Outcome::Taken => errors.add("meets", TAKEN),
        }
    }
    let keeps = viewer.keeps(board.id());
    let view = CalendarView::load(&board, keeps, holidays, Some(&form.0), &errors).await?;
    again(calendar_page(chrome, &board, keeps, view).errors(&errors))
}

pub(super) const TAKEN: &str =
    "The board has a meeting on this day already: change that one, or enter another day";
