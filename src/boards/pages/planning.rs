//! What a calendar file or a rule would change of a board's meetings, before it is written.

pub(super) mod file;
pub(super) mod rule;

use serde::Serialize;

use super::meetings::{title_of, unusual};
use crate::{
    access::ScheduledBoard,
    boards::{
        Added, Dates, Plan, Terms,
        calendar::{self, Holidays, Rule},
        planning,
    },
    kernel::{
        fault::Answer,
        periods::{PeriodKind, YearStart},
        templates::View,
        words::counted,
    },
    web::{
        answer::{WayOn, done},
        chrome::Chrome,
        components::{Button, Cell, Column, Inset, Row, Table},
        page::Page,
    },
};

/// How many rows of each kind a preview shows.
const SHOWN: usize = 200;

/// What would change.
#[derive(Serialize)]
pub(super) struct PlanView {
    /// What is asked for, where it is a rule.
    asked: Option<Inset>,
    moved_on: Option<Inset>,
    summary: String,
    added: Option<Table>,
    moved: Option<Table>,
    cancelled: Option<Table>,
    left_out: Option<Table>,
    send_to: String,
    /// What the form that confirms carries.
    fields: Vec<(&'static str, String)>,
    confirm: Option<Button>,
    another: String,
}

/// What a preview knows of the board: enough to say what each digest covers.
struct Reader<'a> {
    kind: PeriodKind,
    start: YearStart,
    terms: Terms,
    holidays: &'a Holidays,
}

impl Reader<'_> {
    fn row(&self, dates: &Dates) -> Row {
        let due_at =
            self.holidays
                .digest_due(dates.papers_due_on, dates.lead_days, self.terms.due_hour);
        let period = calendar::period_covered(self.kind, due_at, self.start);
        let meeting = Cell::new(dates.meets_on.long());
        let meeting = match unusual(self.holidays, dates.meets_on) {
            Some(what) => meeting.note(format!("That is {what}: check the day")),
            None => meeting,
        };
        Row::default()
            .cell(meeting)
            .cell(dates.papers_due_on.long())
            .cell(due_at.long())
            .cell(period.name(self.start))
    }

    fn added(&self, added: &Added) -> Row {
        self.row(&added.dates).cell(added.title.clone())
    }
}

impl PlanView {
    fn new(
        reader: &Reader<'_>,
        plan: &Plan,
        send_to: String,
        fields: Vec<(&'static str, String)>,
        another: String,
    ) -> Self {
        let moved = ["Meeting", "Until now", "Papers due", "Title"].map(Column::new);
        let moved_rows = plan.moved.iter().map(|moved| {
            Row::new([
                moved.to.dates.meets_on.long(),
                moved.from.meets_on.long(),
                moved.to.dates.papers_due_on.long(),
                moved.to.title.clone(),
            ])
        });
        let cancelled = ["Meeting", "Why"].map(Column::new);
        let cancelled_rows = plan
            .cancelled
            .iter()
            .map(|gone| Row::new([gone.from.meets_on.long(), gone.reason.to_owned()]));
        let left_out = ["What", "Why"].map(Column::new);
        let left_out_rows = plan
            .left_out
            .iter()
            .map(|left| Row::new([left.what.clone(), left.reason.clone()]));
        Self {
            asked: None,
            moved_on: None,
            summary: summary(plan),
            added: table(
                ("added", "New meetings"),
                added_columns(plan).into_iter().map(Column::new),
                plan.added.iter().map(|added| match added.title.is_empty() {
                    true => reader.row(&added.dates),
                    false => reader.added(added),
                }),
                plan.added.len(),
            ),
            moved: table(("moved", "Moved"), moved, moved_rows, plan.moved.len()),
            cancelled: table(
                ("cancelled", "Cancelled"),
                cancelled,
                cancelled_rows,
                plan.cancelled.len(),
            ),
            left_out: table(
                ("left-out", "Not used"),
                left_out,
                left_out_rows,
                plan.left_out.len(),
            ),
            send_to,
            fields,
            confirm: (!plan.changes_nothing()).then(|| Button::new("Write these meetings")),
            another,
        }
    }

    fn changed_meanwhile(mut self) -> Self {
        self.moved_on = Some(Inset::new(
            "The board’s meetings have changed since you looked. Nothing is written yet: this is what would change now.",
        ));
        self
    }
}

fn added_columns(plan: &Plan) -> Vec<&'static str> {
    let mut columns = vec!["Meeting", "Papers due", "Digest due", "It covers"];
    if plan.added.iter().any(|added| !added.title.is_empty()) {
        columns.push("Title");
    }
    columns
}

fn table(
    (id, caption): (&'static str, &'static str),
    columns: impl IntoIterator<Item = Column>,
    rows: impl Iterator<Item = Row>,
    count: usize,
) -> Option<Table> {
    let table = Table::new(id, caption, columns).rows(rows.take(SHOWN));
    match count {
        0 => None,
        1..=SHOWN => Some(table),
        _ => Some(table.note(format!("And {} more.", count - SHOWN))),
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// "3 new meetings, 1 moved, …".
fn summary(plan: &Plan) -> String {
    format!(
        "{}, {} moved, {} cancelled, {} as they are, {} not used.",
        counted(number(plan.added.len()), "new meeting", "new meetings"),
        plan.moved.len(),
        plan.cancelled.len(),
        plan.unchanged,
        plan.left_out.len(),
    )
}

impl View for PlanView {
    const TEMPLATE: &'static str = "boards/plan";

    fn samples() -> Vec<Self> {
        let holidays = Holidays::bundled();
        let reader = Reader {
            kind: PeriodKind::Month,
            start: YearStart(4),
            terms: Terms::default(),
            holidays: &holidays,
        };
        let view = |plan: &Plan| {
            let fields = vec![("shown", "a mark".to_owned())];
            Self::new(
                &reader,
                plan,
                "/boards/1/calendar/file/confirmation".into(),
                fields,
                "/boards/1/calendar/file".into(),
            )
        };
        let mut asked = view(&planning::sample()).changed_meanwhile();
        asked.asked = Some(Inset::new(
            "The second Thursday of each month, from October 2026.",
        ));
        vec![asked, view(&Plan::default())]
    }
}

/// What a preview says beside the plan.
#[derive(Default)]
struct About {
    rule: Option<Rule>,
    changed_meanwhile: bool,
}

/// The page of a preview.
async fn page(
    chrome: Chrome,
    board: &ScheduledBoard,
    holidays: &Holidays,
    plan: &Plan,
    way: &'static str,
    mut fields: Vec<(&'static str, String)>,
    about: About,
) -> Answer<Page<PlanView>> {
    let reader = Reader {
        kind: board.board().period_kind,
        start: board.year_start(),
        terms: crate::boards::terms(board).await?,
        holidays,
    };
    fields.push(("shown", plan.fingerprint()?));
    let address = format!("/boards/{}/calendar/{way}", board.id());
    let mut view = PlanView::new(
        &reader,
        plan,
        format!("{address}/confirmation"),
        fields,
        address.clone(),
    );
    view.asked = about
        .rule
        .map(|rule| Inset::new(format!("{}.", rule.in_words())));
    if about.changed_meanwhile {
        view = view.changed_meanwhile();
    }
    Ok(Page::new(chrome, "Meetings that would change", view)
        .caption(title_of(board))
        .wide()
        .back(address, "Back"))
}

/// The way on once a plan was written.
fn written(board: &ScheduledBoard, plan: &Plan) -> WayOn {
    let to = format!("/boards/{}/calendar", board.id());
    let sentence = format!(
        "{} added, {} moved, {} cancelled",
        counted(number(plan.added.len()), "meeting", "meetings"),
        plan.moved.len(),
        plan.cancelled.len()
    );
    done(to, sentence)
}
