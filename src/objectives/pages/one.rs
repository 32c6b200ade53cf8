//! One objective, as either of its two people sees it.

use rocket::{get, http::Status};
use serde::Serialize;

use super::super::{
    SeenObjective, StepTaken,
    life::Act,
    seen,
    store::{self, LinkedEntry},
    wording_of,
};
use super::{
    parts::{StepPart, parts},
    tag, year_name,
};
use crate::{
    access::Viewer,
    entities::objectives::{ObjectiveState, Side, Step},
    kernel::{
        fault::Answer,
        ids::ObjectiveId,
        templates::View,
        words::{counted, listed, minutes},
    },
    objectives::{self, Choices},
    web::{
        chrome::Chrome,
        components::{
            Button, Callout, Cell, Column, Pagination, Row, SummaryList, SummaryRow, Table, Tag,
            which_page,
        },
        forms::Errors,
        page::Page,
    },
};

/// How many linked entries a page shows.
const ENTRIES_ON_A_PAGE: usize = 10;

/// The page of one objective.
#[derive(Debug, Serialize)]
pub(in super::super) struct One {
    state: Tag,
    /// Where it stands, and who is to do what.
    standing: String,
    /// A step on an older page was refused.
    stale: Option<Callout>,
    says: SummaryList,
    go_on: Option<Button>,
    steps: Vec<StepPart>,
    settled: Option<String>,
    entries: Table,
    pages: Option<Pagination>,
    history: Vec<HistoryItem>,
    seen_by: String,
}

/// One step in the history, in words.
#[derive(Debug, Serialize)]
struct HistoryItem {
    what: String,
    who: String,
    lines: Vec<String>,
}

/// What was typed into a step that was not taken.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// Into which.
    pub act: Option<Act>,
    pub words: String,
    pub outcome: String,
    pub errors: Errors,
    /// Whether it was refused because the page was an older one.
    pub stale: bool,
}

#[get("/objectives/<id>?<page>")]
pub(in super::super) async fn objective(
    viewer: &Viewer,
    chrome: Chrome,
    id: ObjectiveId,
    page: Option<usize>,
) -> Answer<Page<One>> {
    let seen = seen(viewer, id).await?;
    drawn(chrome, &seen, Typed::default(), which_page(page)).await
}

/// The page of an objective, with what was typed into a step that was not taken.
pub(super) async fn drawn(
    chrome: Chrome,
    seen: &SeenObjective,
    typed: Typed,
    page: usize,
) -> Answer<Page<One>> {
    let wording = wording_of(seen).await?;
    let choices = objectives::choices(
        seen.acting(),
        seen.system(),
        seen.organisation().id,
        Some(&wording),
    )
    .await?;
    let (entries, total) = store::linked_entries(seen, page, ENTRIES_ON_A_PAGE).await?;
    let address = format!("/objectives/{}", seen.id());
    let view = One {
        state: tag(seen.objective().state),
        standing: standing(seen),
        stale: typed.stale.then(|| stale(&typed.words)),
        says: says(seen, &wording, &choices),
        go_on: go_on(seen),
        steps: parts(seen, &typed),
        settled: (seen.objective().state == ObjectiveState::Agreed).then(|| {
            "What you both agreed is not altered afterwards. If it no longer fits, close it as withdrawn and propose another.".to_owned()
        }),
        entries: table(&entries, total),
        pages: (total > ENTRIES_ON_A_PAGE).then(|| {
            Pagination::new(page, ENTRIES_ON_A_PAGE, total, |page| {
                format!("{address}?page={page}#entries")
            })
        }),
        history: store::steps(seen).await?.iter().map(item).collect(),
        seen_by: match seen.side() {
            Side::Staff => "You and your line manager see this page, and nobody else.",
            Side::Manager => "You see this page as their line manager. They see it too, and nobody else.",
        }
        .to_owned(),
    };
    let (back, label) = match seen.side() {
        Side::Staff => ("/objectives", "Back to my objectives"),
        Side::Manager => ("/team", "Back to my team"),
    };
    // It is under "My objectives" for its owner alone.
    let mut chrome = chrome;
    chrome.mark_current(back);
    let page = Page::new(chrome, &seen.objective().title, view)
        .caption(format!(
            "{}, {}",
            seen.staff().name,
            seen.organisation().name
        ))
        .back(back, label)
        .errors(&typed.errors)
        .kept([]);
    Ok(match typed.stale {
        true => page.status(Status::Conflict),
        false => page,
    })
}

/// What is said to a step made on an older page, with what was typed, so that nothing is lost.
fn stale(words: &str) -> Callout {
    let callout = Callout::new(
        "Nothing was done",
        format!(
            "{} Read where it stands now, and take your step again if it still fits.",
            store::STALE
        ),
    );
    match words.trim() {
        "" => callout,
        words => callout.and(format!("You had typed: {words}")),
    }
}

/// Where it stands, and who is to do what, for the viewer's side.
fn standing(seen: &SeenObjective) -> String {
    let objective = seen.objective();
    let other = || {
        seen.party(seen.side().other())
            .map_or_else(|| "a line manager".to_owned(), |party| party.name.clone())
    };
    match objective.state {
        ObjectiveState::Proposed if seen.can(Act::Agree) => {
            format!(
                "{} asks you to agree this objective, or to say what should change.",
                other()
            )
        }
        ObjectiveState::Proposed if objective.awaits == seen.side() => {
            format!("{} asks you to change it. You can read why below.", other())
        }
        ObjectiveState::Proposed if seen.side() == seen.author() => match seen.manager() {
            None => "Nobody can agree it: the staff list names no line manager today.".to_owned(),
            Some(_) => format!("{} has been asked to agree it.", other()),
        },
        ObjectiveState::Proposed => format!("You asked for a change. {} has been told.", other()),
        ObjectiveState::Agreed => match objective.agreed_on {
            Some(day) if objective.due_on < seen.acting().today() => format!(
                "Agreed by both on {day}. The day it was due has passed: record how it went, or close it."
            ),
            Some(day) => format!("Agreed by both on {day}, and in force."),
            None => "In force.".to_owned(),
        },
        _ => match objective.closed_on {
            Some(day) => format!("Closed on {day}."),
            None => "Closed.".to_owned(),
        },
    }
}

fn says(seen: &SeenObjective, wording: &objectives::Wording, choices: &Choices) -> SummaryList {
    let partners = choices
        .partners
        .iter()
        .filter(|partner| wording.partners.contains(&partner.id))
        .map(|partner| partner.name.clone());
    let themes = choices
        .frameworks
        .iter()
        .flat_map(|framework| &framework.themes)
        .filter(|(id, _)| wording.themes.contains(id))
        .map(|(_, name)| name.clone());
    let priorities = choices
        .priorities_in(wording)
        .map(|priority| format!("{}: {}", priority.title(), priority.difference));
    let year = year_name(seen.objective().year_on, seen.year_start());
    SummaryList::new([
        SummaryRow::new("What will be achieved", &wording.what),
        SummaryRow::new(
            "By when",
            format!("{}\nAppraisal year {year}", wording.due_on),
        ),
        SummaryRow::new("Why working together helps", &wording.purpose),
        SummaryRow::list("With", partners),
        SummaryRow::new("Level", wording.level.label()),
        SummaryRow::list("Priorities", priorities),
        SummaryRow::list("Themes", themes),
        SummaryRow::new(
            "Line manager",
            seen.manager()
                .map_or("Not known today", |party| party.name.as_str()),
        ),
    ])
}

/// Where an objective that goes on in another year is proposed for it.
fn go_on(seen: &SeenObjective) -> Option<Button> {
    let objective = seen.objective();
    if objective.state != ObjectiveState::CarriedForward {
        return None;
    }
    let button = |address: String| Button::link("Propose it for this year", address).secondary();
    match seen.side() {
        Side::Staff => seen.manager().map(|_| {
            button(format!(
                "/objectives/new?employment={}&from={}",
                objective.employment_id, objective.id
            ))
        }),
        Side::Manager => Some(button(format!(
            "/team/{}/objectives/new?from={}",
            objective.employment_id, objective.id
        ))),
    }
}

fn item(step: &StepTaken) -> HistoryItem {
    let what = match step.outcome {
        Some(outcome) => format!("{}: {}", step.step.label(), outcome.label().to_lowercase()),
        None => step.step.label().to_owned(),
    };
    let side = match step.side {
        Side::Staff => "member of staff",
        Side::Manager => "line manager",
    };
    HistoryItem {
        what,
        who: format!("{} ({side}), {}", step.who, step.at),
        lines: step.words.lines().map(str::to_owned).collect(),
    }
}

fn table(entries: &[LinkedEntry], total: usize) -> Table {
    let rows = entries.iter().map(|entry| {
        let work = Cell::new(format!("{}, {}", entry.kind, minutes(entry.minutes.into())));
        let way = match (&entry.tension, entry.tension_words.as_str()) {
            (None, words) => words.to_owned(),
            (Some(kind), "") => kind.clone(),
            (Some(kind), words) => format!("{kind}: {words}"),
        };
        Row::new([Cell::new(entry.done_on.long())])
            .cell(work.note(format!("with {}", listed(&entry.partners))))
            .cell(entry.changed.clone())
            .cell(way)
    });
    Table::new(
        "entries",
        "Work linked to this objective",
        [
            Column::new("Date"),
            Column::new("Work"),
            Column::new("What changed"),
            Column::new("What got in the way"),
        ],
    )
    .rows(rows)
    .empty("No work has been linked to this objective yet.")
    .hidden_caption()
    .note(match total {
        0 => "Work is linked when it is logged, if its owner wishes.".to_owned(),
        _ => format!(
            "{} linked to it. Other work is not shown here.",
            counted(total as i64, "entry", "entries")
        ),
    })
}

impl View for One {
    const TEMPLATE: &'static str = "objectives/one";

    fn samples() -> Vec<Self> {
        let sample = |state, stale: Option<Callout>, steps: Vec<StepPart>| Self {
            state: tag(state),
            standing: "Agreed by both on 23 November 2026.".into(),
            stale,
            says: SummaryList::new([
                SummaryRow::new("What will be achieved", "One list\nfor both"),
                SummaryRow::list("Themes", Vec::<String>::new()),
            ]),
            go_on: (state == ObjectiveState::CarriedForward)
                .then(|| Button::link("Propose it for this year", "/objectives/new")),
            steps,
            settled: (state == ObjectiveState::Agreed).then(|| "What you agreed stands.".into()),
            entries: table(&[], 0),
            pages: (state == ObjectiveState::Agreed)
                .then(|| Pagination::new(1, ENTRIES_ON_A_PAGE, 30, |page| format!("?page={page}"))),
            history: vec![HistoryItem {
                what: Step::ChangeAsked.label().into(),
                who: "Sam Osei (member of staff), 23 November 2026 at 5pm".into(),
                lines: vec!["Could it be by June?".into()],
            }],
            seen_by: "You and your line manager see this page, and nobody else.".into(),
        };
        vec![
            sample(
                ObjectiveState::Proposed,
                Some(stale("By June?")),
                StepPart::samples(),
            ),
            sample(ObjectiveState::Agreed, None, StepPart::samples()),
            sample(ObjectiveState::CarriedForward, None, Vec::new()),
        ]
    }
}
