//! Who at an organisation has no objective this appraisal year: for its administrators, by name.

use rocket::get;
use serde::Serialize;

use super::{objective_of, year_name};
use crate::{
    access::Viewer,
    kernel::{fault::Answer, ids::OrganisationId, templates::View, words::counted},
    objectives::{self, WithoutObjective},
    web::{
        chrome::Chrome,
        components::{Column, Pagination, Row, Table, which_page},
        page::Page,
    },
};

/// How many people a page shows.
const ON_A_PAGE: usize = 50;

/// The page of those without an objective.
#[derive(Debug, Serialize)]
pub(in super::super) struct Without {
    standing: String,
    table: Table,
    pages: Pagination,
}

impl View for Without {
    const TEMPLATE: &'static str = "objectives/without";

    fn samples() -> Vec<Self> {
        let one = WithoutObjective {
            name: "Sam Osei".into(),
            group: "Nursing and Midwifery Registered".into(),
            manager: Some("Maya Okafor".into()),
        };
        let pages = || Pagination::new(2, ON_A_PAGE, 120, |page| format!("?page={page}"));
        vec![
            Self {
                standing: "120 people have no system working objective.".into(),
                table: table([one]),
                pages: pages(),
            },
            Self {
                standing: "Everybody has a system working objective.".into(),
                table: table([]),
                pages: Pagination::new(1, ON_A_PAGE, 0, |_| String::new()),
            },
        ]
    }
}

fn table(people: impl IntoIterator<Item = WithoutObjective>) -> Table {
    let columns = ["Name", "Staff group", "Line manager today"].map(Column::new);
    Table::new("without", "Without an objective", columns)
        .hidden_caption()
        .rows(people.into_iter().map(|one| {
            Row::new([one.name]).cell(one.group).cell(
                one.manager
                    .unwrap_or_else(|| "Nobody on the staff list".to_owned()),
            )
        }))
        .empty("There is nobody to remind.")
}

#[get("/organisations/<id>/without-objective?<page>")]
pub(in super::super) async fn without(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    page: Option<usize>,
) -> Answer<Page<Without>> {
    let organisation = viewer.administered_organisation(id).await?;
    let page = which_page(page);
    let start = organisation.year_start();
    let year_on = start.year_of(organisation.acting().today());
    let (people, total) = objectives::without(&organisation, year_on, (page, ON_A_PAGE)).await?;
    let objective = objective_of(organisation.system());
    let standing = match total {
        0 => format!(
            "Nobody in post is without any {objective} of {}, agreed or on its way.",
            year_name(year_on, start)
        ),
        _ => format!(
            "{} in post without any {objective} of {}, agreed or on its way. Their line managers set one on the page “My team”.",
            counted(
                i64::try_from(total).unwrap_or(i64::MAX),
                "person is",
                "people are"
            ),
            year_name(year_on, start)
        ),
    };
    let view = Without {
        standing,
        table: table(people),
        pages: Pagination::new(page, ON_A_PAGE, total, |page| {
            format!("/organisations/{id}/without-objective?page={page}")
        }),
    };
    Ok(Page::new(chrome, "Who has no objective yet", view)
        .caption(&organisation.organisation().name)
        .back(format!("/organisations/{id}"), "Back to the organisation")
        .wide())
}
