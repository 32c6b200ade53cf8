//! Meetings from a calendar file: choose it, see what it would change, confirm.
//!
//! Nothing is kept between the pages: the file's text travels in the form that confirms, and is read again.

use rocket::{State, get, post};
use serde::Serialize;

use super::{About, PlanView, page, written};
use crate::{
    access::{ScheduledBoard, Viewer},
    boards::{
        self, Carried, Wanted, YEARS_AHEAD,
        calendar::Holidays,
        forms::planning::{FileForm, wanted},
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
        components::{Button, Details, FileUpload, Input},
        forms::Errors,
        page::Page,
        posted::{Posted, Uploaded},
    },
};

/// Largest calendar file that is taken.
const LARGEST: usize = 256 * 1024;

/// The form that a calendar file is chosen in.
#[derive(Serialize)]
pub(in crate::boards::pages) struct FileView {
    send_to: String,
    file: FileUpload,
    words: Input,
    how: Details,
    send: Button,
}

impl FileView {
    fn new(send_to: String, words: &str, errors: &Errors) -> Self {
        Self {
            send_to,
            file: FileUpload::new("file", "Calendar file")
                .accept(".ics,text/calendar")
                .hint("A file that ends in .ics, of at most 256 KB")
                .errors(errors),
            words: Input::new("fields[words]", "Words in the title of this board’s meetings")
                .id("words")
                .hint("For example, Trust Board. Other events are left out. Leave this empty to use every event")
                .value(words)
                .errors(errors),
            how: Details::new(
                "How a calendar file is read",
                format!("Each event is a meeting on the day it begins in London. Series are written out for {YEARS_AHEAD} years, with their exceptions."),
            )
            .and("Papers are due the board’s usual number of working days before. You can change each meeting afterwards.")
            .and("Send the file again when dates change: meetings that came from it are moved or cancelled as it says, and none is added twice. Meetings of series that are not in the file stay as they are."),
            send: Button::new("See what would change"),
        }
    }
}

impl View for FileView {
    const TEMPLATE: &'static str = "boards/file";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        errors.add("file", "Choose a file");
        let address = || "/boards/1/calendar/file".to_owned();
        vec![
            Self::new(address(), "", &Errors::new()),
            Self::new(address(), "Trust Board", &errors),
        ]
    }
}

fn file_page(
    chrome: Chrome,
    board: &ScheduledBoard,
    words: &str,
    errors: &Errors,
) -> Page<FileView> {
    let address = format!("/boards/{}/calendar", board.id());
    let view = FileView::new(format!("{address}/file"), words, errors);
    Page::new(chrome, "Add meetings from a calendar file", view)
        .caption(title_of(board))
        .back(address, "Back to the calendar")
        .errors(errors)
}

#[get("/boards/<board>/calendar/file")]
pub(in crate::boards::pages) async fn choose(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<FileView>> {
    let board = viewer.scheduled_board(board).await?;
    Ok(file_page(chrome, &board, "", &Errors::new()))
}

/// Reads a file's text away from the threads that answer: a few hundred series take their time. What the library cannot
/// stand is said like anything else that cannot be read.
async fn read_aside(text: String, words: String, today: Day) -> Result<(Wanted, String), String> {
    let reading = tokio::task::spawn_blocking(move || {
        let wanted = wanted(&text, &words, today)?;
        Ok((wanted, text))
    });
    reading.await.unwrap_or_else(|cause| {
        tracing::warn!(%cause, "a calendar file could not be read");
        Err("The file cannot be read. Export it again, or enter the meetings by hand.".into())
    })
}

/// Shows what a file would change; writes nothing.
#[post("/boards/<board>/calendar/file", data = "<upload>")]
pub(in crate::boards::pages) async fn preview(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    upload: Uploaded,
) -> Answer<Result<Page<PlanView>, Box<Page<FileView>>>> {
    let board = viewer.scheduled_board(board).await?;
    let words = upload.fields.get("words").cloned().unwrap_or_default();
    let text = match upload.bytes.len() {
        0 => Err("Choose a file".to_owned()),
        1..=LARGEST => String::from_utf8(upload.bytes)
            .map_err(|_| "This is not a calendar file: it is not text in UTF-8.".to_owned()),
        _ => Err("The file must be 256 KB or smaller. Export only the meetings of this board, or less of the calendar.".to_owned()),
    };
    let today = board.acting().today();
    let read = match text {
        Ok(text) => read_aside(text, words.clone(), today).await,
        Err(reason) => Err(reason),
    };
    match read {
        Ok((wanted, text)) => {
            let plan = boards::plan_meetings(&board, holidays, &wanted).await?;
            let fields = vec![("file-text", text), ("words", words)];
            let page = page(
                chrome,
                &board,
                holidays,
                &plan,
                "file",
                fields,
                About::default(),
            )
            .await?;
            Ok(Ok(page))
        }
        Err(reason) => {
            let mut errors = Errors::new();
            errors.add("file", reason);
            Ok(Err(Box::new(file_page(chrome, &board, &words, &errors))))
        }
    }
}

/// Writes what the preview showed; if it would be something else by now, shows that first.
#[post("/boards/<board>/calendar/file/confirmation", data = "<form>")]
pub(in crate::boards::pages) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    form: Posted<FileForm>,
) -> Submitted<PlanView> {
    let board = viewer.scheduled_board(board).await?;
    let form = form.0;
    let today = board.acting().today();
    let (wanted, text) = read_aside(form.file_text, form.words.clone(), today)
        .await
        .map_err(Fault::refused)?;
    match boards::carry_out(&board, holidays, &wanted, &form.shown).await? {
        Carried::Out(plan) => Ok(Ok(written(&board, &plan))),
        Carried::Changed(plan) => {
            let fields = vec![("file-text", text), ("words", form.words)];
            let about = About {
                changed_meanwhile: true,
                ..About::default()
            };
            again(page(chrome, &board, holidays, &plan, "file", fields, about).await?)
        }
    }
}
