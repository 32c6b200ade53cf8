//! Recipients from a list: paste or upload it, see what it would do, confirm.
//!
//! Nothing is kept between the pages: the list travels in the form that confirms, and is read again.

use rocket::{get, http::Status, post};
use serde::Serialize;

use crate::{
    access::{KeptBoard, Viewer},
    boards::{
        self, Addressee, Confirmed, Listed,
        forms::listing::{LARGEST_LIST, ListForm, rows},
    },
    kernel::{fault::Answer, ids::BoardId, templates::View, words::counted},
    web::{
        answer::{Submitted, done},
        chrome::Chrome,
        components::{Button, Cell, Column, FileUpload, Inset, Row, Table, Textarea},
        forms::Errors,
        page::Page,
        posted::{Posted, Uploaded},
    },
};

/// The form that a list is given in.
#[derive(Serialize)]
pub(super) struct ListView {
    send_to: String,
    list: Textarea,
    file: FileUpload,
    send: Button,
}

/// What a list would do.
#[derive(Serialize)]
pub(super) struct ListedView {
    summary: String,
    tables: Vec<Table>,
    send_to: String,
    list: String,
    /// The mark of what is shown.
    shown: String,
    /// That it is not what was shown before.
    moved: Option<Inset>,
    confirm: Option<Button>,
    another: String,
}

impl ListView {
    fn new(send_to: String, typed: &str, errors: &Errors) -> Self {
        Self {
            send_to,
            list: Textarea::new("fields[list]", "Paste a list")
                .id("list")
                .hint("One recipient a line: name and email address, with a comma, a semicolon or a tab between them. Or as Outlook copies them: Surname, Given <name@example.nhs.uk>; …")
                .rows(8)
                .value(typed)
                .errors(errors),
            file: FileUpload::new("file", "Or upload one")
                .accept(".csv,.txt,text/csv,text/plain")
                .hint("A CSV file of at most 64 KB, with name and email address")
                .errors(errors),
            send: Button::new("See what would change"),
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl ListedView {
    fn new(listed: &Listed, address: &str, list: String, moved: bool) -> Answer<Self> {
        let new = number(listed.new.len());
        let people = |id, caption, people: &[Addressee]| {
            let columns = ["Name", "Email address"].map(Column::new);
            let rows = people
                .iter()
                .map(|one| Row::new([one.name.clone(), one.email.clone()]));
            Table::new(id, caption, columns).rows(rows)
        };
        let wrong = ["Line", "It says", "What is wrong"].map(Column::new);
        let wrong_rows = listed.wrong.iter().map(|(line, said, reason)| {
            Row::default()
                .cell(Cell::new(line.to_string()))
                .cell(Cell::new(said))
                .cell(Cell::new(reason))
        });
        let tables = [
            (listed.new.len(), people("new", "New", &listed.new)),
            (
                listed.wrong.len(),
                Table::new("wrong", "Rows that cannot be used", wrong).rows(wrong_rows),
            ),
            (
                listed.known.len(),
                people("known", "Recipients already", &listed.known),
            ),
        ];
        Ok(Self {
            summary: format!(
                "{}, {} already there, {} that cannot be used.",
                counted(new, "new recipient", "new recipients"),
                listed.known.len(),
                counted(number(listed.wrong.len()), "row", "rows"),
            ),
            tables: tables
                .into_iter()
                .filter_map(|(count, table)| (count > 0).then_some(table))
                .collect(),
            send_to: format!("{address}/confirmation"),
            list,
            shown: listed.fingerprint()?,
            moved: moved.then(|| {
                Inset::new("The recipients have changed since you looked. Nothing was written; this is what the list would do now.")
            }),
            confirm: (new > 0)
                .then(|| Button::new(format!("Add {}", counted(new, "recipient", "recipients")))),
            another: address.to_owned(),
        })
    }
}

impl View for ListView {
    const TEMPLATE: &'static str = "boards/list";

    fn samples() -> Vec<Self> {
        let mut errors = Errors::new();
        errors.add("list", NO_LIST);
        vec![
            Self::new("/l".into(), "", &Errors::new()),
            Self::new("/l".into(), "Alex", &errors),
        ]
    }
}

impl View for ListedView {
    const TEMPLATE: &'static str = "boards/listed";

    fn samples() -> Vec<Self> {
        let alex = || Addressee {
            name: "Alex Chair".into(),
            email: "chair@board.example".into(),
        };
        let listed = Listed {
            new: vec![alex()],
            known: vec![alex()],
            wrong: vec![(3, "Bo".into(), "Enter an email address".into())],
        };
        [
            Self::new(&listed, "/l", "Alex,chair@board.example".into(), true),
            Self::new(&Listed::default(), "/l", "Bo".into(), false),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

const NO_LIST: &str = "Paste a list, or choose a file";

fn address(board: &KeptBoard) -> String {
    format!("/boards/{}/recipients", board.id())
}

fn title(board: &KeptBoard) -> String {
    format!("{}, {}", board.board().name, board.organisation().name)
}

fn list_page(chrome: Chrome, board: &KeptBoard, typed: &str, errors: &Errors) -> Page<ListView> {
    let view = ListView::new(format!("{}/list", address(board)), typed, errors);
    Page::new(chrome, "Add recipients from a list", view)
        .caption(title(board))
        .back(address(board), "Back to recipients")
        .errors(errors)
}

#[get("/boards/<board>/recipients/list")]
pub(super) async fn choose(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
) -> Answer<Page<ListView>> {
    let board = viewer.kept_board(board).await?;
    Ok(list_page(chrome, &board, "", &Errors::new()))
}

/// The list of a form: the file where there is one, otherwise what was pasted; or the field and what is wrong with it.
fn list_of(upload: Uploaded, typed: &str) -> Result<String, (&'static str, &'static str)> {
    let (field, list) = if upload.bytes.is_empty() {
        ("list", typed.to_owned())
    } else {
        let read = String::from_utf8(upload.bytes);
        (
            "file",
            read.map_err(|_| {
                (
                    "file",
                    "The file must be text in UTF-8. Save it as “CSV UTF-8”",
                )
            })?,
        )
    };
    if list.len() > LARGEST_LIST {
        return Err((field, "The list must be 64 KB or smaller"));
    }
    if rows(&list).is_empty() {
        return Err((field, NO_LIST));
    }
    Ok(list)
}

/// Shows what a list would do; writes nothing.
#[post("/boards/<board>/recipients/list", data = "<upload>")]
pub(super) async fn preview(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    upload: Uploaded,
) -> Answer<Result<Page<ListedView>, Box<Page<ListView>>>> {
    let board = viewer.kept_board(board).await?;
    let typed = upload.fields.get("list").cloned().unwrap_or_default();
    match list_of(upload, &typed) {
        Ok(list) => {
            let listed = boards::plan_list(&board, rows(&list)).await?;
            Ok(Ok(listed_page(chrome, &board, &listed, list, false)?))
        }
        Err((field, reason)) => {
            let mut errors = Errors::new();
            errors.add(field, reason);
            Ok(Err(Box::new(list_page(chrome, &board, &typed, &errors))))
        }
    }
}

fn listed_page(
    chrome: Chrome,
    board: &KeptBoard,
    listed: &Listed,
    list: String,
    moved: bool,
) -> Answer<Page<ListedView>> {
    let at = format!("{}/list", address(board));
    let view = ListedView::new(listed, &at, list, moved)?;
    Ok(Page::new(chrome, "Recipients that would be added", view)
        .caption(title(board))
        .back(at, "Back to the list")
        .status(if moved { Status::Conflict } else { Status::Ok }))
}

/// Adds whom the list names and who is not there yet, if that is still what was shown.
#[post("/boards/<board>/recipients/list/confirmation", data = "<form>")]
pub(super) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    form: Posted<ListForm>,
) -> Submitted<ListedView> {
    let board = viewer.kept_board(board).await?;
    let ListForm { list, shown } = form.0;
    match boards::add_listed(&board, rows(&list), &shown).await? {
        Confirmed::Added(added) => {
            let words = counted(number(added), "recipient is", "recipients are");
            Ok(Ok(done(address(&board), format!("{words} added"))))
        }
        Confirmed::Changed(listed) => {
            let page = listed_page(chrome, &board, &listed, list, true)?;
            Ok(Err(Box::new(page)))
        }
    }
}
