//! Staff lists: those that were uploaded, and a new one.

use rocket::{get, post};
use serde::Serialize;

use super::{SIZE, caption, desk_of, list_at, room_of, written};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    entities::people::StaffListState,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        templates::View,
    },
    people::{ListRow, loading::StaffFile, waiting},
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Colour, Column, FileUpload, Link, Pagination, Row, Table, Tag, which_page,
        },
        forms::Errors,
        page::Page,
        posted::{UPLOAD_LIMIT_MIB, Uploaded},
    },
};

const TITLE: &str = "Staff lists";

#[derive(Serialize)]
pub(super) struct ListsView {
    upload_to: String,
    file: FileUpload,
    send: Button,
    lists: Table,
    pages: Pagination,
}

impl ListsView {
    fn new(
        id: OrganisationId,
        lists: &[ListRow],
        total: usize,
        page: usize,
        errors: &Errors,
    ) -> Self {
        let columns = [
            Column::new("File"),
            Column::new("Uploaded"),
            Column::new("Describes"),
            Column::numeric("Rows"),
            Column::numeric("New"),
            Column::numeric("Changed"),
            Column::numeric("Ended"),
            Column::numeric("Rejected"),
            Column::new("State"),
        ];
        let rows = lists.iter().map(|list| {
            let is_loaded = list.state == StaffListState::Loaded;
            let number = |count: i32| {
                let count = usize::try_from(count).unwrap_or(0);
                if is_loaded {
                    written(count)
                } else {
                    String::new()
                }
            };
            Row::new([Link::new(&list.file_name, list_at(id, list.id))])
                .cell(list.uploaded_at.long())
                .cell(list.effective_on.map(|on| on.long()).unwrap_or_default())
                .cell(written(usize::try_from(list.rows_read).unwrap_or(0)))
                .cell(number(list.rows_new))
                .cell(number(list.rows_changed))
                .cell(number(list.rows_ended))
                .cell(number(list.rows_rejected))
                .cell(tag(list.state))
        });
        Self {
            upload_to: room_of(id, "staff-lists"),
            file: FileUpload::new("file", "Your staff list, as a CSV file")
                .hint(format!(
                    "As your personnel or payroll system exports it, with its title lines and all. Up to \
                     {UPLOAD_LIMIT_MIB} MB."
                ))
                .accept(".csv,.txt,.tsv,text/csv,text/plain")
                .errors(errors),
            send: Button::new("Upload and check"),
            lists: Table::new("lists", "Staff lists so far", columns)
                .rows(rows)
                .empty("No staff list has been uploaded yet."),
            pages: Pagination::new(page, SIZE, total, |page| {
                format!("{}?page={page}", room_of(id, "staff-lists"))
            }),
        }
    }
}

fn tag(state: StaffListState) -> Tag {
    let colour = match state {
        StaffListState::Waiting => Colour::Yellow,
        StaffListState::Loaded => Colour::Green,
        StaffListState::Discarded => Colour::Grey,
    };
    Tag::new(state.label(), colour)
}

impl View for ListsView {
    const TEMPLATE: &'static str = "people/lists";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let lists: Vec<ListRow> = StaffListState::ALL
            .iter()
            .map(|&state| ListRow::sample(state))
            .collect();
        let mut errors = Errors::new();
        errors.add("file", "Choose a file");
        vec![
            Self::new(id, &[], 0, 1, &Errors::new()),
            Self::new(id, &lists, 120, 2, &errors),
        ]
    }
}

async fn draw(
    chrome: Chrome,
    organisation: &AdministeredOrganisation,
    page: usize,
    errors: &Errors,
) -> Answer<Page<ListsView>> {
    let (lists, total) = waiting::list(organisation, page, SIZE).await?;
    let view = ListsView::new(organisation.id(), &lists, total, page, errors);
    Ok(Page::new(chrome, TITLE, view)
        .caption(caption(organisation))
        .back(desk_of(organisation.id()), "Back to the organisation")
        .wide()
        .errors(errors))
}

#[get("/organisations/<id>/staff-lists?<page>")]
pub(super) async fn lists(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    page: Option<usize>,
) -> Answer<Page<ListsView>> {
    let organisation = viewer.administered_organisation(id).await?;
    let page = which_page(page);
    draw(chrome, &organisation, page, &Errors::new()).await
}

#[post("/organisations/<id>/staff-lists", data = "<uploaded>")]
pub(super) async fn upload(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    uploaded: Uploaded,
) -> Submitted<ListsView> {
    let organisation = viewer.administered_organisation(id).await?;
    let mut errors = Errors::new();
    if uploaded.file_name.is_empty() && uploaded.bytes.is_empty() {
        errors.add("file", "Choose the file of your staff list");
    } else {
        let file = StaffFile {
            name: uploaded.file_name,
            bytes: uploaded.bytes.into(),
        };
        match waiting::upload(&organisation, file).await {
            Ok(list) => {
                return Ok(Ok(done(
                    list_at(id, list),
                    "The file is uploaded. Nothing is loaded until you confirm it",
                )));
            }
            Err(Fault::Refused(sentence)) => errors.add("file", sentence),
            Err(fault) => return Err(fault),
        }
    }
    again(draw(chrome, &organisation, 1, &errors).await?)
}
