//! What is held about somebody, drawn: a part for each kind of record.

use serde::Serialize;

use crate::{
    held::words::{
        Account, DigestsTo, Employment, Entry, Held, Line, MailKept, Objective, Part, Person,
        Posting, RoleHeld, Step,
    },
    kernel::{
        templates::View,
        time::{Day, Instant},
        words::{count, counted, listed, minutes},
    },
    web::components::{Button, Cell, Column, Row, SummaryList, SummaryRow, Table},
};

/// The page of what is held about somebody.
#[derive(Debug, Serialize)]
pub(super) struct HeldView {
    years: String,
    download: Button,
    person: SummaryList,
    roles: Table,
    employments: Vec<EmploymentPart>,
    objectives_shown: String,
    objectives: Vec<ObjectivePart>,
    entries: Table,
    mails: Table,
    digests: Option<Table>,
    done: Table,
    done_to: Table,
}

#[derive(Debug, Serialize)]
struct EmploymentPart {
    heading: String,
    says: SummaryList,
    history: Table,
}

#[derive(Debug, Serialize)]
struct ObjectivePart {
    heading: String,
    says: SummaryList,
    steps: Table,
}

impl HeldView {
    pub(super) fn new(held: Held, years: i32) -> Self {
        let person = person(&held);
        let at = held.employments.into_iter().enumerate();
        Self {
            years: counted(years.into(), "year", "years"),
            download: Button::link("Download everything", "/account/held.json").secondary(),
            person,
            roles: roles(held.roles),
            employments: at
                .map(|(at, employment)| employed(at, employment))
                .collect(),
            objectives_shown: how_many(&held.objectives, ("objective", "objectives")),
            objectives: held
                .objectives
                .latest
                .into_iter()
                .enumerate()
                .map(|(at, objective)| set_out(at, objective))
                .collect(),
            entries: entries(held.entries),
            mails: mails(held.mails),
            digests: (!held.digests_to_them.is_empty()).then(|| digests(held.digests_to_them)),
            done: trail(
                "done",
                "What you did, beside logging work",
                "You have done nothing else that was written down.",
                held.done_by_them,
            ),
            done_to: trail(
                "done-to",
                "What others did to your records",
                "Nobody else has changed anything of yours.",
                held.done_to_their_records,
            ),
        }
    }
}

/// "12 entries, of which the latest 5 are here."
fn how_many<T>(part: &Part<T>, (one, many): (&str, &str)) -> String {
    let (all, here) = (number(part.count), part.latest.len());
    match all {
        0 => format!("There are no {many}."),
        _ if part.count <= here as u64 => format!("{}.", counted(all, one, many)),
        _ => format!(
            "{}, of which the latest {} are here. The download has all.",
            counted(all, one, many),
            count(here as i64)
        ),
    }
}

fn number(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// A row, where there is something to say.
fn row(key: &str, value: Option<String>) -> Option<SummaryRow> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(SummaryRow::new(key, value))
}

fn days(from: Option<Day>, to: Option<Day>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("From {from}"),
        (None, Some(to)) => format!("Until {to}"),
        (None, None) => "Days not known".to_owned(),
    }
}

fn person(held: &Held) -> SummaryList {
    let Person {
        name,
        email,
        on_record_since,
    } = &held.person;
    let mut rows = vec![
        SummaryRow::new("Name", name),
        SummaryRow::new("Work email address", email.as_deref().unwrap_or_default()),
        SummaryRow::new("On record since", on_record_since.long()),
    ];
    if let Some(account) = &held.account {
        rows.extend(signing_in(account));
    }
    if !held.sign_in_links.is_empty() {
        let links = held.sign_in_links.iter();
        rows.push(SummaryRow::list(
            "Links to choose a password",
            links.map(|link| match link.used_at {
                Some(used) => format!("Made on {}, used on {used}", link.made_at),
                None => format!("Made on {}, good until {}", link.made_at, link.expires_at),
            }),
        ));
    }
    if !held.summaries_stopped.is_empty() {
        let stopped = held.summaries_stopped.iter();
        rows.push(SummaryRow::list(
            "Monthly summaries you stopped",
            stopped.map(|stop| format!("{}, on {}", stop.kind, stop.stopped_at)),
        ));
    }
    if held.summaries_written.count > 0 {
        let written = &held.summaries_written;
        let latest = written.latest.iter();
        let mut lines = vec![how_many(written, ("summary", "summaries"))];
        lines.extend(latest.map(|one| format!("{}: {}", one.month_on.month_and_year(), one.kind)));
        rows.push(SummaryRow::list("Monthly summaries written to you", lines));
    }
    SummaryList::new(rows)
}

fn signing_in(account: &Account) -> Vec<SummaryRow> {
    let password = match account.has_password {
        true => "Kept as a hash, which nobody can read",
        false => "None chosen yet",
    };
    let sessions = account.sessions.iter();
    let mut rows = vec![
        SummaryRow::new("Account opened", account.opened_at.long()),
        SummaryRow::new("Password", password),
        SummaryRow::list(
            "Signed in now",
            sessions
                .map(|one| format!("Since {}, last seen on {}", one.begun_at, one.last_seen_at)),
        ),
    ];
    if !account.browsers_known.is_empty() {
        let known = account.browsers_known.iter();
        rows.push(SummaryRow::list(
            "Browsers that have signed in",
            known.map(|seen_at| format!("Last on {seen_at}")),
        ));
    }
    rows.extend(row("Account closed", account.closed_at.map(Instant::long)));
    rows
}

fn roles(roles: Vec<RoleHeld>) -> Table {
    let columns = ["Role", "Over", "When"].map(Column::new);
    Table::new("roles", "Roles", columns)
        .hidden_caption()
        .empty("You hold no role, and held none.")
        .rows(roles.into_iter().map(|held| {
            // The day a role ends is the first without it.
            let to = held.to_on.map(|to| to.plus(-1).max(held.from_on));
            Row::new([
                held.role.to_owned(),
                held.over,
                days(Some(held.from_on), to),
            ])
        }))
}

fn employed(at: usize, employment: Employment) -> EmploymentPart {
    let rows = [
        Some(SummaryRow::new("System", &employment.system)),
        Some(SummaryRow::new(
            "In post",
            days(employment.started_on, employment.ended_on),
        )),
        row("Employee number", employment.employee_number),
    ];
    let columns = [
        "When",
        "Staff group",
        "Job role",
        "Band and hours",
        "Place",
        "Line manager",
    ];
    let history = Table::new(
        format!("history-{at}"),
        format!("What was true when, at {}", employment.organisation),
        columns.map(Column::new),
    )
    .hidden_caption()
    .rows(employment.history.into_iter().map(posted));
    EmploymentPart {
        heading: employment.organisation,
        says: SummaryList::new(rows.into_iter().flatten()),
        history,
    }
}

fn posted(posting: Posting) -> Row {
    let theirs = posting.staff_group_in_their_words;
    let group = match posting.staff_group {
        Some(group) if group == theirs || theirs.is_empty() => Cell::new(group),
        Some(group) => Cell::new(group).note(format!("Your employer says “{theirs}”")),
        None => Cell::new("Not placed").note(format!("Your employer says “{theirs}”")),
    };
    let is_bare = |band: &str| band.starts_with(|c: char| c.is_ascii_digit());
    let band = posting.band.map(|band| match is_bare(&band) {
        true => format!("Band {band}"),
        false => band,
    });
    let fte = posting.fte.map(|fte| format!("{fte} of full time"));
    let terms: Vec<String> = band.into_iter().chain(fte).collect();
    Row::new([days(Some(posting.from_on), posting.to_on)])
        .cell(group)
        .cell(posting.job_role.unwrap_or_default())
        .cell(terms.join(", "))
        .cell(posting.place.unwrap_or_default())
        .cell(posting.line_manager.unwrap_or_default())
}

fn set_out(at: usize, objective: Objective) -> ObjectivePart {
    let agreed = objective.agreed_on.map(|on| format!("agreed on {on}"));
    let closed = objective.closed_on.map(|on| format!("closed on {on}"));
    let standing: Vec<String> = std::iter::once(objective.state.to_owned())
        .chain(agreed)
        .chain(closed)
        .collect();
    let rows = [
        row("Where", Some(objective.organisation)),
        row("Standing", Some(standing.join(", "))),
        row("What", Some(objective.what)),
        row("By when", Some(objective.due_on.long())),
        row("Why working together helps", Some(objective.purpose)),
        row("Level", Some(objective.level.to_owned())),
        row("With", Some(listed(&objective.partners))),
        row("Themes", Some(objective.themes.join("\n"))),
        row("Priorities", Some(objective.priorities.join("\n"))),
    ];
    let columns = ["When", "What was done", "By", "Words"].map(Column::new);
    let steps = Table::new(
        format!("steps-{at}"),
        format!("What happened to “{}”", objective.title),
        columns,
    )
    .hidden_caption()
    .empty("No step is on record.")
    .rows(objective.steps.into_iter().map(taken));
    ObjectivePart {
        heading: objective.title,
        says: SummaryList::new(rows.into_iter().flatten()),
        steps,
    }
}

fn taken(step: Step) -> Row {
    let done = match step.outcome {
        Some(outcome) => format!("{} as {}", step.step, outcome.to_lowercase()),
        None => step.step.to_owned(),
    };
    Row::new([step.at.long(), done, step.side.to_owned(), step.words])
}

fn entries(part: Part<Entry>) -> Table {
    let said = how_many(&part, ("entry", "entries"));
    let columns = ["Date", "Work", "With", "Time"].map(Column::new);
    let mut table = Table::new("entries", "What you logged", columns)
        .hidden_caption()
        .empty("You have logged no work.")
        .rows(part.latest.into_iter().map(logged));
    if part.count > 0 {
        table = table.note(said);
    }
    table
}

fn logged(entry: Entry) -> Row {
    let notes = [
        entry.objective.map(|title| format!("For “{title}”")),
        Some(entry.changed).filter(|words| !words.is_empty()),
        entry
            .tension
            .map(|tension| format!("In the way: {tension}")),
        Some(entry.tension_words).filter(|words| !words.is_empty()),
        entry
            .story
            .map(|story| format!("Offered to your board on {}", story.offered_at.day())),
        entry
            .withdrawn_at
            .map(|at| format!("Withdrawn on {}", at.day())),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let notes = notes.iter().map(|note| note.trim_end_matches('.'));
    let note = notes.collect::<Vec<_>>().join(". ");
    let work = match note.as_str() {
        "" => Cell::new(entry.kind),
        note => Cell::new(entry.kind).note(format!("{note}.")),
    };
    Row::new([entry.done_on.long()])
        .cell(work)
        .cell(listed(&entry.partners))
        .cell(minutes(entry.minutes.into()))
}

fn mails(part: Part<MailKept>) -> Table {
    let said = how_many(&part, ("mail", "mails"));
    let columns = ["Subject", "Written", "Where it is"].map(Column::new);
    let mut table = Table::new("mails", "Mails to you", columns)
        .hidden_caption()
        .empty("No mail to you is kept.")
        .rows(part.latest.into_iter().map(|mail| {
            let state = match mail.settled_at {
                Some(at) => format!("{}, {at}", mail.state),
                None => mail.state.to_owned(),
            };
            Row::new([mail.subject, mail.written_at.long(), state])
        }));
    if part.count > 0 {
        table = table.note(said);
    }
    table
}

fn digests(to: Vec<DigestsTo>) -> Table {
    let columns = ["Board", "When", "What you get"].map(Column::new);
    Table::new("digests", "Boards whose digests are sent to you", columns).rows(to.into_iter().map(
        |one| {
            let to = one.removed_at.map(Instant::day);
            let board = format!("{}, {}", one.board, one.organisation);
            Row::new([
                board,
                days(Some(one.added_at.day()), to),
                one.wants.to_owned(),
            ])
        },
    ))
}

fn trail(id: &str, caption: &str, none: &str, part: Part<Line>) -> Table {
    let said = how_many(&part, ("line", "lines"));
    let columns = ["When", "What", "By", "Where"].map(Column::new);
    let mut table = Table::new(id, caption, columns)
        .empty(none)
        .rows(part.latest.into_iter().map(|line| {
            let at = line.organisation.unwrap_or_default();
            Row::new([
                line.at.long(),
                capitalised(&line.act),
                capitalised(line.by),
                at,
            ])
        }));
    if part.count > 0 {
        table = table.note(said);
    }
    table
}

/// "Objective agreed": acts are words within a sentence, as the trail keeps them.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

impl View for HeldView {
    const TEMPLATE: &'static str = "held/held";

    fn samples() -> Vec<Self> {
        crate::held::sample::samples()
            .into_iter()
            .map(|held| Self::new(held, 6))
            .collect()
    }
}
