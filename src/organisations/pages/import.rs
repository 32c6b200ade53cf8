//! Partners from a file, in the browser: choose it, see what it would change, confirm.
//!
//! Nothing is kept between the pages: the file's text travels in the form that confirms, and is read again.

use rocket::{get, http::Status, post};
use serde::Serialize;

use super::under;
use crate::{
    access::{AdministeredSystem, Viewer},
    kernel::{fault::Answer, ids::SystemId, templates::View, words::counted},
    organisations::{
        forms::ConfirmationForm,
        import::{self, Change, Preview, Remark, sheet},
        partners::differences,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Cell, Column, Details, FileUpload, Inset, Row, Table},
        forms::Errors,
        page::Page,
        posted::{Posted, Uploaded},
    },
};

/// The largest file taken in the browser, in bytes: as text in a form it may grow threefold, to under 1 MiB.
pub(super) const LARGEST: usize = 256 * 1024;
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
            send_to: under(system, "partners/import"),
            file: FileUpload::new("file", "File of organisations")
                .accept(".csv,text/csv")
                .hint("A CSV file of at most 256 KB")
                .errors(errors),
            columns: Details::new(
                "What the file should look like",
                "The first line names the columns: code, name, kind, opened_on and closed_on, in any order. Only name and kind are needed.",
            )
            .and("Kinds are: integrated care board, NHS trust, local authority, primary care network, voluntary sector, other.")
            .and("Dates are written like 2026-04-01. An empty date changes nothing."),
            send: Button::new("See what would change"),
        }
    }
}

impl View for FileView {
    const TEMPLATE: &'static str = "organisations/import";

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
    shown: String,
    summary: String,
    moved: Option<Inset>,
    new: Option<Table>,
    changed: Option<Table>,
    unusual: Option<Table>,
    rejected: Option<Table>,
    confirm: Option<Button>,
}

impl PreviewView {
    fn new(system: SystemId, text: &str, preview: &Preview, moved: bool) -> Self {
        Self {
            send_to: under(system, "partners/import/confirmation"),
            another: under(system, "partners/import"),
            file_text: text.to_owned(),
            shown: preview.fingerprint(),
            summary: summary(preview),
            moved: moved.then(|| {
                Inset::new("The partners have changed since you looked. Nothing is written yet: this is what the file would change now.")
            }),
            new: new_table(&preview.new),
            changed: changed_table(&preview.changed),
            unusual: remarks_table(
                "unusual",
                "Loaded, but to be checked",
                &preview.unusual,
            ),
            rejected: remarks_table("rejected", "Left out", &preview.rejected),
            confirm: (!preview.changes_nothing()).then(|| Button::new("Load these partners")),
        }
    }
}

fn summary(preview: &Preview) -> String {
    format!(
        "The file has {}: {} new, {} changed, {} as they are, {} left out.",
        counted(number(preview.read), "row", "rows"),
        preview.new.len(),
        preview.changed.len(),
        preview.unchanged,
        preview.rejected.len()
    )
}

pub(super) fn new_table(new: &[Change]) -> Option<Table> {
    let columns = ["Name", "Code", "Kind", "Membership"].map(Column::new);
    let rows = new.iter().map(|change| {
        let to = &change.to;
        let membership = match to.left_on {
            Some(left) => format!("Leaves on {}", left.long()),
            None => format!("From {}", to.joined_on.long()),
        };
        Row::new([
            to.name.as_str(),
            to.code.as_deref().unwrap_or("None"),
            to.kind.label(),
        ])
        .cell(membership)
    });
    table("new", "New partners", columns, rows, new.len())
}

pub(super) fn changed_table(changed: &[Change]) -> Option<Table> {
    let columns = ["Name", "What changes"].map(Column::new);
    let rows = changed.iter().map(|change| {
        let from = change.from.as_ref().unwrap_or(&change.to);
        Row::new([from.name.clone(), differences(from, &change.to).join("; ")])
    });
    table("changed", "Changed partners", columns, rows, changed.len())
}

pub(super) fn remarks_table(id: &'static str, caption: &str, remarks: &[Remark]) -> Option<Table> {
    let columns = ["Line of the file", "Why"].map(Column::new);
    let rows = remarks.iter().map(|remark| {
        Row::new([
            Cell::new(remark.line.to_string()),
            remark.reason.as_str().into(),
        ])
    });
    table(id, caption, columns, rows, remarks.len())
}

pub(super) fn table(
    id: &'static str,
    caption: &str,
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

impl View for PreviewView {
    const TEMPLATE: &'static str = "organisations/preview";

    fn samples() -> Vec<Self> {
        let text =
            "code,name,kind\nRHW,Royal Berkshire,nhs trust\n616,A trust,nhs trust\n,,\nX,No,no\n";
        let april = crate::kernel::periods::YearStart(4);
        let today = crate::kernel::time::Day(jiff::civil::date(2026, 11, 23));
        let sheet = sheet::read_text(text).unwrap_or_default();
        let mut preview = import::plan::plan(&sheet, &[], april, today);
        let mut change = preview.new[0].clone();
        change.from = Some(change.to.clone());
        change.to.name = "Royal Berkshire NHS Foundation Trust".into();
        preview.changed.push(change);
        vec![
            Self::new(SystemId::new(), text, &preview, true),
            Self::new(SystemId::new(), text, &Preview::default(), false),
        ]
    }
}

#[get("/systems/<id>/partners/import")]
pub(super) fn choose(viewer: &Viewer, chrome: Chrome, id: SystemId) -> Answer<Page<FileView>> {
    let system = viewer.administered_system(id)?;
    Ok(file_page(&system, chrome, &Errors::new()))
}

/// Shows what a file would change; writes nothing.
#[post("/systems/<id>/partners/import", data = "<upload>")]
pub(super) async fn post_file(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    upload: Uploaded,
) -> Answer<Result<Page<PreviewView>, Box<Page<FileView>>>> {
    let system = viewer.administered_system(id)?;
    let text = match upload.bytes.len() {
        0 => Err("Choose a file".to_owned()),
        1..=LARGEST => sheet::text(&upload.bytes),
        _ => Err("The file must be smaller than 256 KB. A larger one is loaded on the server, with “fairwind import organisations”.".to_owned()),
    };
    let read = text.and_then(|text| Ok((sheet::read_text(&text)?, text)));
    match read {
        Ok((sheet, text)) => {
            let preview = import::preview(&system, &sheet).await?;
            Ok(Ok(preview_page(&system, chrome, &text, &preview, false)))
        }
        Err(reason) => {
            let mut errors = Errors::new();
            errors.add("file", reason);
            Ok(Err(Box::new(file_page(&system, chrome, &errors))))
        }
    }
}

/// Writes what the preview showed; if it would be something else by now, shows that first.
#[post("/systems/<id>/partners/import/confirmation", data = "<form>")]
pub(super) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    form: Posted<ConfirmationForm>,
) -> Submitted<PreviewView> {
    let system = viewer.administered_system(id)?;
    let sheet = sheet::text(form.0.file_text.as_bytes())
        .and_then(|text| sheet::read_text(&text))
        .map_err(crate::kernel::fault::Fault::refused)?;
    let preview = import::preview(&system, &sheet).await?;
    if preview.fingerprint() != form.0.shown {
        return again(preview_page(
            &system,
            chrome,
            &form.0.file_text,
            &preview,
            true,
        ));
    }
    let applied = import::apply(&system, &sheet).await?;
    let sentence = format!(
        "{} added, {} changed",
        counted(number(applied.new.len()), "partner", "partners"),
        applied.changed.len()
    );
    Ok(Ok(done(under(id, "partners"), sentence)))
}

fn file_page(system: &AdministeredSystem, chrome: Chrome, errors: &Errors) -> Page<FileView> {
    Page::new(
        chrome,
        "Load partners from a file",
        FileView::new(system.id(), errors),
    )
    .caption(&system.system().name)
    .back(under(system.id(), "partners"), "Back to partners")
    .errors(errors)
}

fn preview_page(
    system: &AdministeredSystem,
    chrome: Chrome,
    text: &str,
    preview: &Preview,
    moved: bool,
) -> Page<PreviewView> {
    let view = PreviewView::new(system.id(), text, preview, moved);
    Page::new(chrome, "What the file would change", view)
        .caption(&system.system().name)
        .back(under(system.id(), "partners/import"), "Choose another file")
        .wide()
        .status(if moved { Status::Conflict } else { Status::Ok })
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
