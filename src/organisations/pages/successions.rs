//! Who succeeded whom from a file, in the browser: choose it, see what it would change, confirm.
//!
//! Nothing is kept between the pages: the file's text travels in the form that confirms, and is read again.

use rocket::{get, http::Status, post};
use serde::Serialize;

use super::{
    import::{LARGEST, changed_table, new_table, number, remarks_table, table},
    under,
};
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::systems::SuccessionKind,
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
        templates::View,
        words::counted,
    },
    organisations::{
        forms::ConfirmationForm,
        import::{
            sheet,
            successions::{
                self, Preview,
                plan::{Body, Succeeds},
                sheet::read_text,
            },
        },
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Column, Details, FileUpload, Inset, Row, Table},
        forms::Errors,
        page::Page,
        posted::{Posted, Uploaded},
    },
};

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
            send_to: under(system, "partners/successions"),
            file: FileUpload::new("file", "File of successions")
                .accept(".csv,text/csv")
                .hint("A CSV file of at most 256 KB")
                .errors(errors),
            columns: Details::new(
                "What the file should look like",
                "The first line names the columns: predecessor, predecessor_name, successor, successor_name, kind and legal_date, in any order. All are needed.",
            )
            .and("Predecessor and successor are ODS codes. Kinds are: merger, split, acquisition, code change.")
            .and("Dates are written like 2026-04-01. The predecessor closes on that day, unless it is known to have closed."),
            send: Button::new("See what would change"),
        }
    }
}

impl View for FileView {
    const TEMPLATE: &'static str = "organisations/successions";

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
    successions: Option<Table>,
    new: Option<Table>,
    changed: Option<Table>,
    unusual: Option<Table>,
    rejected: Option<Table>,
    confirm: Option<Button>,
}

impl PreviewView {
    fn new(system: SystemId, text: &str, preview: &Preview, moved: bool) -> Self {
        Self {
            send_to: under(system, "partners/successions/confirmation"),
            another: under(system, "partners/successions"),
            file_text: text.to_owned(),
            shown: preview.fingerprint(),
            summary: summary(preview),
            moved: moved.then(|| {
                Inset::new("The partners have changed since you looked. Nothing is written yet: this is what the file would change now.")
            }),
            successions: successions_table(&preview.successions),
            new: new_table(&preview.new),
            changed: changed_table(&preview.changed),
            unusual: remarks_table("unusual", "Loaded, but to be checked", &preview.unusual),
            rejected: remarks_table("rejected", "Left out", &preview.rejected),
            confirm: (!preview.changes_nothing())
                .then(|| Button::new("Load these successions")),
        }
    }
}

fn summary(preview: &Preview) -> String {
    format!(
        "The file has {}: {} new, {} known already, {} not of this system, {} left out.",
        counted(number(preview.read), "row", "rows"),
        counted(
            number(preview.successions.len()),
            "succession",
            "successions"
        ),
        preview.unchanged,
        preview.elsewhere,
        preview.rejected.len()
    )
}

fn successions_table(successions: &[Succeeds]) -> Option<Table> {
    let columns = ["Predecessor", "Successor", "Kind", "Legal date"].map(Column::new);
    let rows = successions.iter().map(|succeeds| {
        Row::new([
            succeeds.predecessor.1.as_str(),
            succeeds.successor.1.as_str(),
            succeeds.kind.label(),
        ])
        .cell(succeeds.happened_on.long())
    });
    table(
        "successions",
        "Successions",
        columns,
        rows,
        successions.len(),
    )
}

impl View for PreviewView {
    const TEMPLATE: &'static str = "organisations/successions-preview";

    fn samples() -> Vec<Self> {
        let partner = super::partners::sample();
        let text = "predecessor,predecessor_name,successor,successor_name,kind,legal_date\n\
                    RHW,Royal Berkshire,X1,Thames Hospitals,merger,2027-04-01\n\
                    RHW,Royal Berkshire,,Thames Hospitals,split,2027-04-01\n";
        let sheet = read_text(text).unwrap_or_default();
        let mut preview = successions::plan::plan(&sheet, &[partner], &[]);
        preview.successions.push(Succeeds {
            line: 4,
            predecessor: (Body::New(0), "Thames Hospitals".into()),
            successor: (Body::New(1), "South Hospitals".into()),
            kind: SuccessionKind::Acquisition,
            happened_on: crate::kernel::time::Day(jiff::civil::date(2028, 4, 1)),
        });
        vec![
            Self::new(SystemId::new(), text, &preview, true),
            Self::new(SystemId::new(), text, &Preview::default(), false),
        ]
    }
}

#[get("/systems/<id>/partners/successions")]
pub(super) fn choose(viewer: &Viewer, chrome: Chrome, id: SystemId) -> Answer<Page<FileView>> {
    let system = viewer.administered_system(id)?;
    Ok(file_page(&system, chrome, &Errors::new()))
}

/// Shows what a file would change; writes nothing.
#[post("/systems/<id>/partners/successions", data = "<upload>")]
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
        _ => Err("The file must be smaller than 256 KB. A larger one is loaded on the server, with “fairwind import successions”.".to_owned()),
    };
    match text.and_then(|text| Ok((read_text(&text)?, text))) {
        Ok((sheet, text)) => {
            let preview = successions::preview(&system, &sheet).await?;
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
#[post("/systems/<id>/partners/successions/confirmation", data = "<form>")]
pub(super) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    form: Posted<ConfirmationForm>,
) -> Submitted<PreviewView> {
    let system = viewer.administered_system(id)?;
    let text = form.0.file_text;
    let sheet = sheet::text(text.as_bytes())
        .and_then(|text| read_text(&text))
        .map_err(Fault::refused)?;
    let preview = successions::preview(&system, &sheet).await?;
    if preview.fingerprint() != form.0.shown {
        return again(preview_page(&system, chrome, &text, &preview, true));
    }
    let applied = successions::apply(&system, &sheet).await?;
    let sentence = format!(
        "{} loaded, {} added, {} closed",
        counted(
            number(applied.successions.len()),
            "succession",
            "successions"
        ),
        counted(number(applied.new.len()), "partner", "partners"),
        applied.changed.len()
    );
    Ok(Ok(done(under(id, "partners"), sentence)))
}

fn file_page(system: &AdministeredSystem, chrome: Chrome, errors: &Errors) -> Page<FileView> {
    let view = FileView::new(system.id(), errors);
    Page::new(chrome, "Load who succeeded whom", view)
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
        .back(
            under(system.id(), "partners/successions"),
            "Choose another file",
        )
        .wide()
        .status(if moved { Status::Conflict } else { Status::Ok })
}
