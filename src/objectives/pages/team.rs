//! A manager's page of their team today, and setting an objective for one or several of them.

mod check;
mod setting;

use rocket::get;
use serde::Serialize;

pub(super) use check::Check;
pub(super) use setting::*;

use super::super::TeamMember;
use super::{objective_of, own::years, tag, waits_for, year_name};
use crate::{
    access::{ManagedPerson, Viewer},
    entities::objectives::{ObjectiveState, Side},
    kernel::{fault::Answer, ids::*, templates::View, words::counted},
    objectives,
    web::{
        chrome::Chrome,
        components::{Button, Cell, Colour, Column, Link, Row, Table, Tag},
        page::Page,
    },
};

/// The page of a team.
#[derive(Debug, Serialize)]
pub(in super::super) struct Team {
    /// How many have none, as a sentence.
    standing: String,
    several: Vec<Button>,
    table: Table,
}

/// The page of one report's objectives of every year.
#[derive(Debug, Serialize)]
pub(in super::super) struct Report {
    label: String,
    set: Button,
    years: Vec<Table>,
}

impl View for Team {
    const TEMPLATE: &'static str = "objectives/team";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                standing: "You are nobody’s line manager today.".into(),
                several: Vec::new(),
                table: table("April 2026 to March 2027"),
            },
            Self {
                standing: "1 of your 2 reports has no system working objective.".into(),
                several: vec![Button::link(
                    "Set the same objective for several",
                    "/team/objectives/new",
                )],
                table: table("April 2026 to March 2027")
                    .row(
                        Row::new([
                            Cell::link(Link::new("Sam Osei", "/team/1/objectives")).note("Nurse")
                        ])
                        .cell(none_yet())
                        .cell("")
                        .cell("")
                        .cell(
                            Link::new("Set an objective", "/team/1/objectives/new")
                                .about("for Sam Osei"),
                        ),
                    )
                    .row(
                        Row::new([Cell::link(Link::new("Ada Obi", "/team/2/objectives"))])
                            .cell(Link::new("Home sooner", "/objectives/2"))
                            .cell(tag(ObjectiveState::Proposed))
                            .cell("31 March 2027")
                            .cell(""),
                    ),
            },
        ]
    }
}

impl View for Report {
    const TEMPLATE: &'static str = "objectives/report";

    fn samples() -> Vec<Self> {
        vec![Self {
            label: "system working".into(),
            set: Button::link("Set an objective", "/team/1/objectives/new"),
            years: Vec::new(),
        }]
    }
}

#[get("/team")]
pub(in super::super) async fn team(viewer: &Viewer, chrome: Chrome) -> Answer<Page<Team>> {
    let reports = viewer.reports().await?;
    let today = viewer.acting().today();
    let year = reports
        .first()
        .map(|report| year_name(report.year_start().year_of(today), report.year_start()))
        .unwrap_or_default();
    let several = several(&reports);
    let standing = match reports.first() {
        None => "You are nobody’s line manager today, as far as the staff list says. If that is wrong, ask whoever keeps your organisation’s staff list.".to_owned(),
        Some(_) => String::new(),
    };
    let team = objectives::team_of(reports).await?;
    let standing = match team.first() {
        None => standing,
        Some(first) => sentence(&team, &objective_of(first.report.system())),
    };
    let view = Team {
        standing,
        several,
        table: table(&year).rows(team.iter().flat_map(rows)),
    };
    Ok(Page::new(chrome, "My team", view).wide().kept([]))
}

#[get("/team/<employment>/objectives")]
pub(in super::super) async fn report(
    viewer: &Viewer,
    chrome: Chrome,
    employment: EmploymentId,
) -> Answer<Page<Report>> {
    let report = viewer.report(employment).await?;
    let listed = objectives::list_of_report(&report).await?;
    let view = Report {
        label: report.system().label.clone(),
        set: Button::link(
            "Set an objective",
            format!("/team/{employment}/objectives/new"),
        ),
        years: years(
            &listed,
            (Side::Manager, viewer.acting().today()),
            |year| year_name(year, report.year_start()),
            |_| None,
        ),
    };
    Ok(Page::new(
        chrome,
        format!("Objectives of {}", report.person().name),
        view,
    )
    .caption(&report.organisation().name)
    .back("/team", "Back to my team")
    .wide())
}

/// "2 of your 8 reports have no system working objective this appraisal year. They are listed first."
fn sentence(team: &[TeamMember], objective: &str) -> String {
    let without = team.iter().filter(|member| member.has_none()).count();
    let reports = counted(team.len() as i64, "report", "reports");
    match without {
        0 if team.len() == 1 => format!("Your report has a {objective} this appraisal year."),
        0 => format!("Each of your {reports} has a {objective} this appraisal year."),
        1 => format!("1 of your {reports} has no {objective} this appraisal year."),
        _ => format!(
            "{without} of your {reports} have no {objective} this appraisal year. They are listed first."
        ),
    }
}

fn table(year: &str) -> Table {
    let caption = match year {
        "" => "Their objectives".to_owned(),
        year => format!("Their objectives, {year}"),
    };
    Table::new(
        "team",
        caption,
        [
            Column::new("Name"),
            Column::new("Objective"),
            Column::new("State"),
            Column::new("By when"),
            Column::hidden("What you can do"),
        ],
    )
    .empty("There is nobody in your team.")
}

fn none_yet() -> Tag {
    Tag::new("None yet", Colour::Orange)
}

fn rows(member: &TeamMember) -> Vec<Row> {
    let report = &member.report;
    let name = || {
        let name = Cell::link(Link::new(
            &report.person().name,
            format!("/team/{}/objectives", report.id()),
        ));
        match report.job_role() {
            Some(role) => name.note(role),
            None => name,
        }
    };
    let set = Link::new(
        "Set an objective",
        format!("/team/{}/objectives/new", report.id()),
    )
    .about(format!("for {}", report.person().name));
    let mut rows = Vec::new();
    if member.has_none() {
        rows.push(
            Row::new([name()])
                .cell(none_yet())
                .cell("")
                .cell("")
                .cell(set.clone()),
        );
    }
    for listed in &member.objectives {
        let state = Cell::tag(tag(listed.state));
        let row = Row::new([name()])
            .cell(Link::new(
                &listed.title,
                format!("/objectives/{}", listed.id),
            ))
            .cell(
                match waits_for(listed, Side::Manager, report.acting().today()) {
                    Some(words) => state.note(words),
                    None => state,
                },
            )
            .cell(listed.due_on.long());
        rows.push(match rows.is_empty() {
            true => row.cell(set.clone()),
            false => row.cell(""),
        });
    }
    rows
}

/// Where the same objective can be set for several: once for each organisation with at least two reports.
fn several(reports: &[ManagedPerson]) -> Vec<Button> {
    let mut organisations: Vec<_> = reports.iter().map(|r| r.organisation()).collect();
    organisations.sort_by(|a, b| a.name.cmp(&b.name));
    organisations.dedup_by_key(|organisation| organisation.id);
    let alone = organisations.len() == 1;
    organisations
        .into_iter()
        .filter(|o| {
            reports
                .iter()
                .filter(|r| r.organisation().id == o.id)
                .count()
                > 1
        })
        .map(|organisation| {
            let address = format!("/team/objectives/new?organisation={}", organisation.id);
            let text = "Set the same objective for several";
            match alone {
                true => Button::link(text, address),
                false => Button::link(format!("{text} at {}", organisation.name), address),
            }
        })
        .collect()
}
