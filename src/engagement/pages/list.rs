//! The list of one's own entries, month by month.

use rocket::get;
use serde::Serialize;

use super::super::store;
use crate::{
    access::{OwnEmployment, Viewer},
    kernel::{
        fault::{Answer, Fault},
        templates::View,
        time::Day,
        words::{counted, listed, minutes},
    },
    web::{
        chrome::Chrome,
        components::{Button, Cell, Column, Link, Pagination, Row, Table, which_page},
        page::Page,
    },
};

/// How many entries a page shows.
const ON_A_PAGE: usize = 20;

/// The page of one's own entries.
#[derive(Debug, Serialize)]
pub(in super::super) struct Entries {
    log: Option<Button>,
    months: Vec<Table>,
    pages: Pagination,
}

impl View for Entries {
    const TEMPLATE: &'static str = "engagement/list";

    fn samples() -> Vec<Self> {
        let day = Day::parse_iso("2026-11-16").expect("a day");
        let row = Row::new(["16 November 2026"])
            .cell(Cell::new("Joint visit").note("For “Home sooner”"))
            .cell("Reading Borough Council")
            .cell("1 hour")
            .cell(
                Link::new("Tell your board", "/entries/1/story")
                    .about("the entry of 16 November 2026"),
            )
            .cell(Link::new("Amend", "/entries/1/edit").about("the entry of 16 November 2026"))
            .cell(
                Link::new("Withdraw", "/entries/1/withdrawal")
                    .about("the entry of 16 November 2026"),
            );
        vec![
            Self {
                log: Some(Button::link("Log work", "/entries/new")),
                months: vec![table(day, "1 entry, 1 hour").row(row)],
                pages: Pagination::new(2, ON_A_PAGE, 50, |page| format!("/entries?page={page}")),
            },
            Self {
                log: None,
                months: Vec::new(),
                pages: Pagination::new(1, ON_A_PAGE, 0, |_| String::new()),
            },
        ]
    }
}

#[get("/entries?<page>")]
pub(in super::super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    page: Option<usize>,
) -> Answer<Page<Entries>> {
    let own = viewer.own_employments();
    if own.is_empty() {
        return Err(Fault::NotFound);
    }
    let ids: Vec<_> = own.iter().map(OwnEmployment::id).collect();
    let page = which_page(page);
    let (entries, total) = store::list(viewer.acting(), &ids, page, ON_A_PAGE).await?;
    let totals = match (entries.last(), entries.first()) {
        (Some(oldest), Some(newest)) => {
            let (from, to) = (
                oldest.done_on.first_of_month(),
                last_of_month(newest.done_on),
            );
            store::minutes_between(viewer.acting(), &ids, from, to).await?
        }
        _ => Vec::new(),
    };
    let months = entries
        .chunk_by(|one, next| one.done_on.first_of_month() == next.done_on.first_of_month())
        .map(|of_month| {
            let month = of_month[0].done_on.first_of_month();
            table(month, &total_of(month, &totals))
                .rows(of_month.iter().map(|entry| row(entry, &own)))
        })
        .collect();
    let view = Entries {
        log: (!super::super::form::loggable(viewer).is_empty())
            .then(|| Button::link("Log work", "/entries/new")),
        months,
        pages: Pagination::new(page, ON_A_PAGE, total, |page| {
            format!("/entries?page={page}")
        }),
    };
    Ok(Page::new(chrome, "My work", view).wide().kept([]))
}

/// "5 entries, 7 hours 30 minutes": of the whole month, whichever of it this page shows.
fn total_of(month: Day, totals: &[(Day, i32)]) -> String {
    let (mut entries, mut sum) = (0, 0);
    for (_, minutes) in totals
        .iter()
        .filter(|(day, _)| day.first_of_month() == month)
    {
        entries += 1;
        sum += i64::from(*minutes);
    }
    format!("{}, {}", counted(entries, "entry", "entries"), minutes(sum))
}

fn table(month: Day, total: &str) -> Table {
    Table::new(
        format!("month-{}", month.first_of_month().iso()),
        format!("{}: {total}", month.month_and_year()),
        [
            Column::new("Date"),
            Column::new("Work"),
            Column::new("With"),
            Column::new("Time"),
            Column::hidden("If your board should hear of it"),
            Column::hidden("If something is wrong"),
            Column::hidden("If it should not count"),
        ],
    )
}

fn row(entry: &store::Listed, own: &[OwnEmployment]) -> Row {
    let at = own.iter().find(|own| own.id() == entry.employment);
    let mut notes = Vec::new();
    if let (true, Some(at)) = (own.len() > 1, at) {
        notes.push(format!("At {}", at.organisation().name));
    }
    if let Some((_, title)) = &entry.objective {
        notes.push(format!("For “{title}”"));
    }
    if !entry.changed.is_empty() {
        notes.push(entry.changed.clone());
    }
    let work = match notes.as_slice() {
        [] => Cell::new(&entry.kind),
        notes => Cell::new(&entry.kind).note(notes.join(". ")),
    };
    // Two of one day are told apart by the rest.
    let about = format!(
        "the entry of {}, {} with {}",
        entry.done_on,
        minutes(entry.minutes.into()),
        listed(&entry.partners)
    );
    let story = |words: &str| {
        Cell::link(Link::new(words, format!("/entries/{}/story", entry.id)).about(&about))
    };
    let tell = match (entry.changed.is_empty(), entry.is_offered) {
        (true, _) => Cell::new(""),
        (false, false) => story("Tell your board"),
        (false, true) => story("Offered to your board"),
    };
    let earliest = at.map(|at| at.acting().today().plus(-at.system().late_entry_days));
    let amend = match earliest.is_some_and(|earliest| earliest <= entry.done_on) {
        true => Cell::link(Link::new("Amend", format!("/entries/{}/edit", entry.id)).about(&about)),
        false => Cell::new(""),
    };
    Row::new([entry.done_on.long()])
        .cell(work)
        .cell(listed(&entry.partners))
        .cell(minutes(entry.minutes.into()))
        .cell(tell)
        .cell(amend)
        .cell(Link::new("Withdraw", format!("/entries/{}/withdrawal", entry.id)).about(&about))
}

fn last_of_month(day: Day) -> Day {
    day.first_of_month().plus(31).first_of_month().plus(-1)
}
