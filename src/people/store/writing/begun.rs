//! Writing the employments that begin with a list: of a first list, all of it.

use sea_orm::DbErr;

use super::{Begins, told};
use crate::{
    kernel::{
        bulk::{Bulk, Cell},
        fault::Answer,
        ids::PostingId,
        time::Day,
    },
    people::{
        comparison::{Begun, Writes},
        staff_list::rows::StaffRow,
    },
};

type Written = Result<(), DbErr>;

/// The people who are new.
pub(super) async fn people(
    write: &Bulk,
    begins: Begins<'_>,
    writes: &Writes,
    step: impl FnMut(usize) + Send,
) -> Answer<()> {
    let new = writes.begun.iter().filter(|begun| begun.is_new_person);
    let cells = new.map(|begun| {
        let row = &begins.rows[begun.row];
        [
            Cell::Id(begun.person.0),
            text(row.email.as_deref()),
            Cell::Text(&row.name),
        ]
    });
    let (alike, columns) = (
        [("created_at", Cell::At(begins.now))],
        ["id", "email", "name"],
    );
    let written: Written = write.insert("people", &alike, columns, cells, step).await;
    written.map_err(told)
}

/// The employments themselves.
pub(super) async fn employments(
    write: &Bulk,
    begins: Begins<'_>,
    writes: &Writes,
    step: impl FnMut(usize) + Send,
) -> Answer<()> {
    let cells = writes.begun.iter().map(|begun| {
        let row = &begins.rows[begun.row];
        [
            Cell::Id(begun.id.0),
            Cell::Id(begun.person.0),
            text(row.employee_number.as_deref()),
            Cell::or_nothing(begun.started_on, Cell::On),
            Cell::or_nothing(row.ended_on.map(Day), Cell::On),
        ]
    });
    let alike = [
        ("organisation_id", Cell::Id(begins.organisation.0)),
        ("created_at", Cell::At(begins.now)),
    ];
    let columns = [
        "id",
        "person_id",
        "employee_number",
        "started_on",
        "ended_on",
    ];
    let written: Written = write
        .insert("employments", &alike, columns, cells, step)
        .await;
    written.map_err(told)
}

/// What is true of them from their first day.
pub(super) async fn postings(
    write: &Bulk,
    begins: Begins<'_>,
    writes: &Writes,
    mut count: impl FnMut(&Begun) + Send,
    step: impl FnMut(usize) + Send,
) -> Answer<()> {
    let cells = writes.begun.iter().map(|begun| {
        count(begun);
        posting(begun, &begins.rows[begun.row])
    });
    let columns = [
        "id",
        "employment_id",
        "from_on",
        "to_on",
        "staff_group_id",
        "group_words",
        "place_id",
        "job_role",
        "band",
        "fte_hundredths",
        "manager_employment_id",
    ];
    let written: Written = write.insert("postings", &[], columns, cells, step).await;
    written.map_err(told)
}

fn posting<'r>(begun: &Begun, row: &'r StaffRow) -> [Cell<'r>; 11] {
    let fte = row.fte_hundredths.and_then(|fte| i32::try_from(fte).ok());
    [
        Cell::Id(PostingId::new().0),
        Cell::Id(begun.id.0),
        Cell::On(begun.from_on),
        Cell::or_nothing(row.ended_on.map(Day), Cell::On),
        Cell::or_nothing(begun.group, |group| Cell::Id(group.0)),
        Cell::Text(&row.group_words),
        Cell::or_nothing(begun.place, |place| Cell::Id(place.0)),
        text(row.job_role.as_deref()),
        text(row.band.as_deref()),
        Cell::or_nothing(fte, Cell::Number),
        Cell::or_nothing(begun.manager, |manager| Cell::Id(manager.0)),
    ]
}

fn text(some: Option<&str>) -> Cell<'_> {
    Cell::or_nothing(some, Cell::Text)
}
