//! Meetings by a rule: write it, see the meetings it makes, confirm.

use rocket::{State, get, post};
use serde::Serialize;

use super::{About, PlanView, page, written};
use crate::{
    access::{ScheduledBoard, Viewer},
    boards::{
        self, Carried, Plan, Wanted,
        calendar::{Holidays, Which},
        forms::planning::{MOST_MONTHS, RuleForm, WEEKDAYS},
        last_planned,
        pages::meetings::title_of,
    },
    kernel::{
        fault::{Answer, Fault},
        ids::BoardId,
        templates::View,
        time::Day,
    },
    web::{
        answer::{Submitted, again},
        chrome::Chrome,
        components::{Button, Choice, DateInput, Input, Select},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// The form of a rule.
#[derive(Serialize)]
pub(in crate::boards::pages) struct RuleView {
    send_to: String,
    which: Select,
    weekday: Select,
    every: Input,
    from: DateInput,
    until: DateInput,
    send: Button,
}

impl RuleView {
    fn new(send_to: String, today: Day, form: &RuleForm, errors: &Errors) -> Self {
        let choose = |what: &str| std::iter::once(Choice::new("", what));
        let which = Which::ALL
            .iter()
            .map(|which| Choice::new(which.word(), which.label()));
        let weekdays = WEEKDAYS.map(|(word, _)| Choice::new(word, word));
        Self {
            send_to,
            which: Select::new(
                "which",
                "Which of the month?",
                choose("Choose which").chain(which),
            )
            .chosen(&form.which)
            .errors(errors),
            weekday: Select::new(
                "weekday",
                "Which weekday?",
                choose("Choose a weekday").chain(weekdays),
            )
            .chosen(&form.weekday)
            .errors(errors),
            every: Input::new("every", "Every how many months?")
                .hint(format!(
                    "1 for each month, 2 for every other; at most {MOST_MONTHS}"
                ))
                .width(2)
                .number()
                .value(&form.every)
                .errors(errors),
            from: DateInput::new("from", "From which day?")
                .hint("The months are counted from the month of this day")
                .value(form.from())
                .errors(errors),
            until: DateInput::new("until", "Until which day?")
                .hint(format!(
                    "{} at the latest, which is what an empty field means",
                    last_planned(today).long()
                ))
                .value(form.until())
                .errors(errors),
            send: Button::new("See the meetings"),
        }
    }
}

impl View for RuleView {
    const TEMPLATE: &'static str = "boards/rule";

    fn samples() -> Vec<Self> {
        let today = Day::new(2026, 11, 16).expect("a day");
        let form = RuleForm::default();
        let mut errors = Errors::new();
        form.parse(today, &mut errors);
        let address = || "/boards/1/calendar/rule".to_owned();
        vec![
            Self::new(address(), today, &form, &Errors::new()),
            Self::new(address(), today, &form, &errors),
        ]
    }
}

fn rule_page(
    chrome: Chrome,
    board: &ScheduledBoard,
    form: &RuleForm,
    errors: &Errors,
) -> Page<RuleView> {
    let address = format!("/boards/{}/calendar", board.id());
    let today = board.acting().today();
    let view = RuleView::new(format!("{address}/rule"), today, form, errors);
    Page::new(chrome, "Add meetings by a rule", view)
        .caption(title_of(board))
        .back(address, "Back to the calendar")
        .errors(errors)
}

#[get("/boards/<board>/calendar/rule")]
pub(in crate::boards::pages) async fn write(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<RuleView>> {
    let board = viewer.scheduled_board(board).await?;
    let form = RuleForm {
        every: "1".into(),
        ..RuleForm::default()
    };
    Ok(rule_page(chrome, &board, &form, &Errors::new()))
}

/// Shows the meetings a rule makes; writes nothing.
#[post("/boards/<board>/calendar/rule", data = "<form>")]
pub(in crate::boards::pages) async fn preview(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    form: Posted<RuleForm>,
) -> Answer<Result<Page<PlanView>, Box<Page<RuleView>>>> {
    let board = viewer.scheduled_board(board).await?;
    let mut errors = Errors::new();
    let Some((rule, days)) = form.0.parse(board.acting().today(), &mut errors) else {
        return Ok(Err(Box::new(rule_page(chrome, &board, &form.0, &errors))));
    };
    let plan = boards::plan_meetings(&board, holidays, &Wanted::Days(days)).await?;
    let about = About {
        rule: Some(rule),
        ..About::default()
    };
    Ok(Ok(plan_page(
        chrome, &board, holidays, &plan, form.0, about,
    )
    .await?))
}

async fn plan_page(
    chrome: Chrome,
    board: &ScheduledBoard,
    holidays: &Holidays,
    plan: &Plan,
    form: RuleForm,
    about: About,
) -> Answer<Page<PlanView>> {
    let fields = vec![
        ("which", form.which),
        ("weekday", form.weekday),
        ("every", form.every),
        ("from-day", form.from_day),
        ("from-month", form.from_month),
        ("from-year", form.from_year),
        ("until-day", form.until_day),
        ("until-month", form.until_month),
        ("until-year", form.until_year),
    ];
    page(chrome, board, holidays, plan, "rule", fields, about).await
}

/// Writes what the preview showed; if it would be something else by now, shows that first.
#[post("/boards/<board>/calendar/rule/confirmation", data = "<form>")]
pub(in crate::boards::pages) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    form: Posted<RuleForm>,
) -> Submitted<PlanView> {
    let board = viewer.scheduled_board(board).await?;
    let form = form.0;
    let mut errors = Errors::new();
    let Some((rule, days)) = form.parse(board.acting().today(), &mut errors) else {
        return Err(Fault::refused(
            "The rule has to be written again: its days have passed.",
        ));
    };
    match boards::carry_out(&board, holidays, &Wanted::Days(days), &form.shown).await? {
        Carried::Out(plan) => Ok(Ok(written(&board, &plan))),
        Carried::Changed(plan) => {
            let about = About {
                rule: Some(rule),
                changed_meanwhile: true,
            };
            again(plan_page(chrome, &board, holidays, &plan, form, about).await?)
        }
    }
}
