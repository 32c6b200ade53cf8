//! Values from a file: choose it, see what it would change, confirm.
//!
//! Nothing is kept between the pages: the file's text travels in the form that confirms, and is read again; if the
//! records have moved in between, what it would change is shown again.

use rocket::{get, http::Status, post};
use serde::{Deserialize, Serialize};

use super::keeping::administered;
use crate::{
    access::{AdministeredSystem, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
        templates::View,
        words::counted,
    },
    measures::{self, Loaded, Loading, chart},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Column, Details, FileUpload, Inset, Row, Table},
        forms::Errors,
        page::Page,
        posted::{Posted, Uploaded},
    },
};

/// The largest file taken in the browser, in bytes.
const LARGEST: usize = 256 * 1024;
/// How many rows of each kind a preview shows.
const SHOWN: usize = 200;

#[derive(Serialize)]
pub(super) struct FileView {
    send_to: String,
    file: FileUpload,
    columns: Details,
    send: Button,
}

impl FileView {
    fn new(system: SystemId, errors: &Errors) -> Self {
        Self {
            send_to: format!("/measures/values?system={system}"),
            file: FileUpload::new("file", "File of values")
                .accept(".csv,text/csv")
                .hint("A CSV file of at most 256 KB")
                .errors(errors),
            columns: Details::new(
                "What the file should look like",
                "The first line names the columns: measure, date and value. The measure is named as it is kept here.",
            )
            .and("Dates are written like 2026-04-01 or 01/04/2026: the day, or the first day of the period.")
            .and("In 01/04/2026 the day comes first: it is 1 April. A file with American dates, in which the month comes first, cannot be told from one without: look at the dates in what it would change before you load it."),
            send: Button::new("See what would change"),
        }
    }
}

impl View for FileView {
    const TEMPLATE: &'static str = "measures/file";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        errors.add("file", "The file is empty.");
        vec![
            Self::new(SystemId::new(), &Errors::new()),
            Self::new(SystemId::new(), &errors),
        ]
    }
}

#[derive(Serialize)]
pub(super) struct PreviewView {
    send_to: String,
    another: String,
    file_text: String,
    /// What was shown, so that nothing else is confirmed.
    shown: String,
    summary: String,
    moved: Option<Inset>,
    new: Option<Table>,
    changed: Option<Table>,
    rejected: Option<Table>,
    confirm: Option<Button>,
}

impl PreviewView {
    fn new(system: SystemId, text: &str, loading: &Loading, moved: bool) -> Self {
        let changes = !loading.new.is_empty() || !loading.changed.is_empty();
        Self {
            send_to: format!("/measures/values/confirmation?system={system}"),
            another: format!("/measures/values?system={system}"),
            file_text: text.to_owned(),
            shown: mark(loading),
            summary: format!(
                "Of the values in the file, {} new, {} changed, {} as they are, and {} left out.",
                counted(number(loading.new.len()), "is", "are"),
                loading.changed.len(),
                loading.unchanged.len(),
                loading.rejected.len()
            ),
            moved: moved.then(|| {
                Inset::new("The values have changed since you looked. Check again what the file would change.")
            }),
            new: values("new", "New values", &loading.new),
            changed: values("changed", "Changed values: what they were is kept", &loading.changed),
            rejected: rejected(loading),
            confirm: changes.then(|| Button::new("Load these values")),
        }
    }
}

impl View for PreviewView {
    const TEMPLATE: &'static str = "measures/preview";

    fn samples() -> Vec<Self> {
        let loading = Loading {
            rejected: vec![measures::Rejected {
                line: 3,
                reason: "There is no measure of this name.".into(),
            }],
            ..Loading::default()
        };
        vec![
            Self::new(SystemId::new(), "measure,date,value\n", &loading, true),
            Self::new(SystemId::new(), "", &Loading::default(), false),
        ]
    }
}

/// What a preview showed, to be held against what a confirmation would do.
fn mark(loading: &Loading) -> String {
    let of = |rows: &[Loaded]| -> Vec<String> {
        rows.iter()
            .map(|row| format!("{} {} {} {:?}", row.id, row.day, row.value, row.before))
            .collect()
    };
    let all = format!(
        "{:?} {:?} {}",
        of(&loading.new),
        of(&loading.changed),
        loading.rejected.len()
    );
    data_encoding::HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(all))
}

fn values(id: &str, caption: &str, rows: &[Loaded]) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let columns = [
        Column::new("Measure"),
        Column::new("Date"),
        Column::numeric("Value"),
        Column::numeric("It was"),
    ];
    let lines = rows.iter().take(SHOWN).map(|row| {
        Row::new([
            row.measure.clone(),
            row.day.long(),
            chart::number(row.value),
            row.before.map_or_else(|| "None".to_owned(), chart::number),
        ])
    });
    let table = Table::new(id, caption, columns).rows(lines);
    Some(if rows.len() > SHOWN {
        table.note(format!("And {} more.", rows.len() - SHOWN))
    } else {
        table
    })
}

fn rejected(loading: &Loading) -> Option<Table> {
    let columns = ["Line of the file", "Why"].map(Column::new);
    let rows = loading.rejected.iter().take(SHOWN);
    let rows = rows.map(|row| Row::new([row.line.to_string(), row.reason.clone()]));
    let table = Table::new("rejected", "Left out", columns).rows(rows);
    let more = loading.rejected.len().saturating_sub(SHOWN);
    match loading.rejected.len() {
        0 => None,
        _ if more > 0 => Some(table.note(format!("And {more} more."))),
        _ => Some(table),
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[get("/measures/values?<system>")]
pub(super) fn choose(viewer: &Viewer, chrome: Chrome, system: &str) -> Answer<Page<FileView>> {
    let system = administered(viewer, system)?;
    Ok(file_page(&system, chrome, &Errors::new()))
}

fn file_page(system: &AdministeredSystem, chrome: Chrome, errors: &Errors) -> Page<FileView> {
    Page::new(
        chrome,
        "Load values from a file",
        FileView::new(system.id(), errors),
    )
    .caption(&system.system().name)
    .back(format!("/trends?system={}", system.id()), "Back to trends")
    .errors(errors)
}

fn preview_page(
    system: &AdministeredSystem,
    chrome: Chrome,
    text: &str,
    loading: &Loading,
    moved: bool,
) -> Page<PreviewView> {
    let view = PreviewView::new(system.id(), text, loading, moved);
    Page::new(chrome, "What the file would change", view)
        .caption(&system.system().name)
        .back(
            format!("/measures/values?system={}", system.id()),
            "Back to the file",
        )
        .wide()
}

type Looked = Answer<Result<Page<PreviewView>, Box<Page<FileView>>>>;

#[post("/measures/values?<system>", data = "<upload>")]
pub(super) async fn post_file(
    viewer: &Viewer,
    chrome: Chrome,
    system: &str,
    upload: Uploaded,
) -> Looked {
    let system = administered(viewer, system)?;
    let mut errors = Errors::new();
    if upload.bytes.is_empty() {
        errors.add("file", "Choose a file that is not empty");
    } else if upload.bytes.len() > LARGEST {
        errors.add("file", "The file is larger than 256 KB: load it in parts");
    }
    if errors.is_empty() {
        match (
            String::from_utf8(upload.bytes.clone()),
            measures::preview(&system, &upload.bytes).await,
        ) {
            (Ok(text), Ok(loading)) => {
                return Ok(Ok(preview_page(&system, chrome, &text, &loading, false)));
            }
            (_, Err(Fault::Refused(sentence))) => errors.add("file", sentence),
            (_, Err(fault)) => return Err(fault),
            (Err(_), Ok(_)) => errors.add(
                "file",
                "The file is not CSV in UTF-8. Save it as “CSV UTF-8” and try again.",
            ),
        }
    }
    again(file_page(&system, chrome, &errors))
}

/// What was looked at, to be loaded.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ConfirmationForm {
    file_text: String,
    shown: String,
}

#[post("/measures/values/confirmation?<system>", data = "<form>")]
pub(super) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    system: &str,
    form: Posted<ConfirmationForm>,
) -> Submitted<PreviewView> {
    let system = administered(viewer, system)?;
    let ConfirmationForm { file_text, shown } = &form.0;
    let is_shown = |loading: &Loading| mark(loading) == *shown;
    let loaded = match measures::load_if(&system, file_text.as_bytes(), is_shown).await? {
        Ok(loaded) => loaded,
        Err(other) => {
            let page = preview_page(&system, chrome, file_text, &other, true);
            return Ok(Err(Box::new(page.status(Status::Conflict))));
        }
    };
    let count = number(loaded.new.len() + loaded.changed.len());
    Ok(Ok(done(
        format!("/trends?system={}", system.id()),
        format!("{} loaded", counted(count, "value is", "values are")),
    )))
}
