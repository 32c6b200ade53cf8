//! One's own objectives, and proposing one.

use rocket::{get, post};
use serde::Serialize;

use super::super::{
    Listed,
    forms::{DueWindow, ObjectiveForm},
    seen, wording_of,
};
use super::{objective_of, tag, waits_for, writing::Writing, year_name};
use crate::{
    access::{OwnEmployment, Viewer},
    entities::objectives::{ObjectiveState, Side},
    kernel::{
        fault::{Answer, Fault},
        once::{FormToken, Once},
        templates::View,
        time::Day,
    },
    objectives,
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Cell, Column, Link, Row, Table},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

/// The page of one's own objectives.
#[derive(Debug, Serialize)]
pub(in super::super) struct Own {
    label: String,
    propose: Option<Button>,
    /// Why none can be proposed, where none can.
    refusals: Vec<String>,
    years: Vec<Table>,
}

impl View for Own {
    const TEMPLATE: &'static str = "objectives/own";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                label: "system working".into(),
                propose: Some(Button::link("Propose an objective", "/objectives/new")),
                refusals: Vec::new(),
                years: vec![
                    Table::new("year-1", "April 2026 to March 2027", columns()).row(
                        Row::new([Cell::link(Link::new("Home sooner", "/objectives/1"))])
                            .cell("31 March 2027")
                            .cell(tag(ObjectiveState::Agreed)),
                    ),
                ],
            },
            Self {
                label: "system working".into(),
                propose: None,
                refusals: vec!["The staff list names no line manager for you.".into()],
                years: Vec::new(),
            },
        ]
    }
}

fn columns() -> [Column; 3] {
    [
        Column::new("Objective"),
        Column::new("By when"),
        Column::new("State"),
    ]
}

/// One table for each appraisal year, the latest first; `about` is a line under an objective's title.
pub(super) fn years(
    listed: &[Listed],
    (side, today): (Side, Day),
    year_name: impl Fn(Day) -> String,
    about: impl Fn(&Listed) -> Option<String>,
) -> Vec<Table> {
    listed
        .chunk_by(|one, next| one.year_on == next.year_on)
        .enumerate()
        .map(|(number, of_year)| {
            let rows = of_year.iter().map(|listed| {
                let link = Link::new(&listed.title, format!("/objectives/{}", listed.id));
                let named = match about(listed) {
                    Some(line) => Cell::link(link).note(line),
                    None => Cell::link(link),
                };
                let state = Cell::tag(tag(listed.state));
                Row::new([named]).cell(listed.due_on.long()).cell(
                    match waits_for(listed, side, today) {
                        Some(words) => state.note(words),
                        None => state,
                    },
                )
            });
            Table::new(
                format!("year-{}", number + 1),
                year_name(of_year[0].year_on),
                columns(),
            )
            .rows(rows)
        })
        .collect()
}

#[get("/objectives")]
pub(super) async fn list(viewer: &Viewer, chrome: Chrome) -> Answer<Page<Own>> {
    let own = viewer.own_employments();
    let Some(first) = own.first() else {
        return Err(Fault::NotFound);
    };
    let listed = objectives::list_of(&own).await?;
    let mut refusals = Vec::new();
    let mut can_propose = false;
    for employment in in_post(viewer) {
        match objectives::manager_of(&employment).await? {
            Some(_) => can_propose = true,
            None => refusals.push(format!(
                "The staff list of {} names no line manager for you, so nobody could agree an objective that you propose there. Ask whoever keeps that list to add yours.",
                employment.organisation().name
            )),
        }
    }
    let several = own.len() > 1;
    let at = |listed: &Listed| {
        let employment = own.iter().find(|own| own.id() == listed.employment)?;
        several.then(|| employment.organisation().name.clone())
    };
    let start = first.year_start();
    let view = Own {
        label: first.system().label.clone(),
        propose: can_propose.then(|| Button::link("Propose an objective", "/objectives/new")),
        refusals,
        years: years(
            &listed,
            (Side::Staff, viewer.acting().today()),
            |year| year_name(year, start),
            at,
        ),
    };
    Ok(Page::new(chrome, "My objectives", view).wide().kept([]))
}

#[get("/objectives/new?<employment>&<from>")]
pub(super) async fn new(
    viewer: &Viewer,
    chrome: Chrome,
    employment: Option<&str>,
    from: Option<&str>,
) -> Answer<Page<Writing>> {
    let own = chosen(viewer, employment.unwrap_or_default()).await?;
    let today = viewer.acting().today();
    let form = match from.and_then(|id| id.parse().ok()) {
        Some(id) => {
            let wording = wording_of(&seen(viewer, id).await?).await?;
            ObjectiveForm::again(&wording, today, own.year_start())
        }
        None => ObjectiveForm::new(today, own.year_start()),
    };
    page(viewer, chrome, &own, &form, &Errors::new()).await
}

#[post("/objectives", data = "<form>")]
pub(super) async fn propose(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    form: Posted<ObjectiveForm>,
) -> Submitted<Writing> {
    let mut form = form.0;
    let own = viewer.own_employment(form.employment.parse().map_err(|_| Fault::NotFound)?)?;
    if !own.in_post_on(viewer.acting().today()) {
        return Err(Fault::NotFound);
    }
    let choices =
        objectives::choices(own.acting(), own.system(), own.organisation().id, None).await?;
    let window = DueWindow::from(viewer.acting().today(), own.year_start(), None);
    let mut errors = Errors::new();
    let Some(wording) = form.read(&choices, window, &mut errors) else {
        return again(page(viewer, chrome, &own, &form, &errors).await?);
    };
    match objectives::propose(&own, viewer.name(), wording, form.token(), house).await? {
        Once::Now(id) | Once::Already(id) => {
            let manager = objectives::manager_of(&own).await?;
            let name = manager.map_or_else(|| "Your manager".to_owned(), |party| party.name);
            Ok(Ok(done(
                format!("/objectives/{id}"),
                format!("Objective proposed. {name} is asked to agree it."),
            )))
        }
        Once::Otherwise => {
            sent_before(&mut form, &mut errors);
            again(page(viewer, chrome, &own, &form, &errors).await?)
        }
    }
}

/// Says that this form has been sent before with other words, and makes it a new one.
pub(super) fn sent_before(form: &mut ObjectiveForm, errors: &mut Errors) {
    form.token = FormToken::new().to_string();
    errors.add(
        "title",
        "This form has already been sent, with other words. Send it again if you mean another objective",
    );
}

async fn page(
    viewer: &Viewer,
    chrome: Chrome,
    own: &OwnEmployment,
    form: &ObjectiveForm,
    errors: &Errors,
) -> Answer<Page<Writing>> {
    let choices =
        objectives::choices(own.acting(), own.system(), own.organisation().id, None).await?;
    let window = DueWindow::from(viewer.acting().today(), own.year_start(), None);
    let manager = objectives::manager_of(own)
        .await?
        .ok_or_else(|| objectives::no_manager(own.organisation()))?;
    let elsewhere = in_post(viewer)
        .into_iter()
        .filter(|other| other.id() != own.id())
        .map(|other| {
            Link::new(
                format!("Propose one at {} instead", other.organisation().name),
                format!("/objectives/new?employment={}", other.id()),
            )
        })
        .collect();
    let view = Writing::new("/objectives".into(), form, &choices, window, errors)
        .hidden("employment", own.id())
        .lead(format!("{} will be asked to agree it.", manager.name))
        .elsewhere(elsewhere)
        .sends(
            "You and your line manager see it, and nobody else by name. Figures only count that you have one.",
            "Propose it",
        );
    Ok(Page::new(
        chrome,
        format!("Propose a {}", objective_of(own.system())),
        view,
    )
    .caption(&own.organisation().name)
    .back("/objectives", "Back to my objectives")
    .errors(errors))
}

/// The employment an objective is proposed in: the one asked for, else the first with a line manager.
async fn chosen(viewer: &Viewer, id: &str) -> Answer<OwnEmployment> {
    let mut in_post = in_post(viewer);
    if !id.is_empty() {
        return in_post
            .into_iter()
            .find(|own| own.id().to_string() == id)
            .ok_or(Fault::NotFound);
    }
    for index in 0..in_post.len() {
        if objectives::manager_of(&in_post[index]).await?.is_some() {
            return Ok(in_post.swap_remove(index));
        }
    }
    let first = in_post.first().ok_or(Fault::NotFound)?;
    Err(objectives::no_manager(first.organisation()))
}

fn in_post(viewer: &Viewer) -> Vec<OwnEmployment> {
    let today = viewer.acting().today();
    let mut own = viewer.own_employments();
    own.retain(|own| own.in_post_on(today));
    own
}
