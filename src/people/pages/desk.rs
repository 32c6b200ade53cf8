//! The desk, and the organisation's people.

use rocket::{Either, get, response::Redirect};
use serde::Serialize;

use super::{SIZE, caption, desk_of, in_query, list_at, room_of};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    entities::people::StaffListState,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        templates::View,
        words::count,
    },
    organisations::lists,
    people::{self, Employed, Headcount, ListRow, waiting},
    web::{
        answer::on_to,
        chrome::Chrome,
        components::{
            Button, Checkboxes, Choice, Column, Input, Link, Pagination, Row, SummaryList,
            SummaryRow, Table, which_page,
        },
        page::Page,
    },
};

#[derive(Serialize)]
pub(super) struct OrganisationsView {
    organisations: Vec<Link>,
}

impl View for OrganisationsView {
    const TEMPLATE: &'static str = "people/organisations";

    fn samples() -> Vec<Self> {
        let link = |name: &str| Link::new(name, "/organisations/1");
        vec![Self {
            organisations: vec![
                link("Reading Borough Council"),
                link("Berkshire Healthcare"),
            ],
        }]
    }
}

#[get("/organisations")]
pub(super) async fn organisations(
    viewer: &Viewer,
    chrome: Chrome,
) -> Answer<Either<Redirect, Page<OrganisationsView>>> {
    let all = viewer.administered_organisations().await?;
    match all.as_slice() {
        [] => Err(Fault::NotFound),
        [only] => Ok(Either::Left(on_to(desk_of(only.id())))),
        several => {
            let organisations = several
                .iter()
                .map(|own| Link::new(caption(own), desk_of(own.id())))
                .collect();
            let view = OrganisationsView { organisations };
            Ok(Either::Right(Page::new(chrome, "Your organisations", view)))
        }
    }
}

#[derive(Serialize)]
pub(super) struct DeskView {
    list: SummaryList,
    waiting: Vec<Link>,
    staff: SummaryList,
    load: Button,
    rooms: Vec<Room>,
}

#[derive(Serialize)]
struct Room {
    link: Link,
    about: &'static str,
}

/// The rooms of the desk: address, name, and what is done there.
const ROOMS: [(&str, &str, &str); 6] = [
    (
        "staff-lists",
        "Staff lists",
        "Load the latest list, and see those loaded before.",
    ),
    (
        "people",
        "People",
        "Everyone on the staff list, by name, with their staff group and line manager.",
    ),
    (
        "without-objective",
        "Who has no objective yet",
        "Everyone in post without one this appraisal year, by name, with their line manager.",
    ),
    (
        "mappings",
        "Words for staff groups",
        "Which of your own words means which of the system\u{2019}s staff groups.",
    ),
    (
        "invitations",
        "Invitations",
        "Invite everyone, or one staff group, to sign in.",
    ),
    (
        "grants",
        "Roles",
        "Who administers the organisation, and who keeps its boards.",
    ),
];

impl DeskView {
    fn new(
        id: OrganisationId,
        last: Option<&ListRow>,
        waiting: &[ListRow],
        heads: Headcount,
    ) -> Self {
        let loaded = match last {
            None => SummaryRow::new("Last loaded", "No staff list is loaded yet"),
            Some(list) => SummaryRow::new(
                "Last loaded",
                list.settled_at.unwrap_or(list.uploaded_at).long(),
            )
            .action(Link::new("See", list_at(id, list.id)).about("the staff list loaded last")),
        };
        let describes = last
            .and_then(|list| list.effective_on)
            .map(|on| SummaryRow::new("Describes", on.long()));
        let number = |count_of: u64| count(i64::try_from(count_of).unwrap_or(i64::MAX));
        let unplaced = SummaryRow::new("Not placed in a staff group", number(heads.unplaced));
        let unplaced = if heads.unplaced > 0 {
            let place = Link::new("Place them", room_of(id, "mappings"));
            unplaced.action(place.about("by saying what your words mean"))
        } else {
            unplaced
        };
        Self {
            list: SummaryList::new([loaded].into_iter().chain(describes)),
            waiting: waiting
                .iter()
                .map(|list| {
                    let at = list.uploaded_at;
                    Link::new(
                        format!("{}, uploaded on {at}", list.file_name),
                        list_at(id, list.id),
                    )
                })
                .collect(),
            staff: SummaryList::new([
                SummaryRow::new("In post today", number(heads.in_post)),
                unplaced,
                SummaryRow::new("Without an email address", number(heads.without_address)),
                SummaryRow::new("Have an account", number(heads.with_account)),
            ]),
            load: Button::link("Load a staff list", room_of(id, "staff-lists")),
            rooms: ROOMS
                .iter()
                .map(|(room, name, about)| Room {
                    link: Link::new(*name, room_of(id, room)),
                    about,
                })
                .collect(),
        }
    }
}

impl View for DeskView {
    const TEMPLATE: &'static str = "people/desk";

    fn samples() -> Vec<Self> {
        let heads = Headcount {
            in_post: 5_570,
            without_address: 118,
            unplaced: 313,
            with_account: 2_004,
        };
        let id = OrganisationId::new();
        let list = ListRow::sample(StaffListState::Loaded);
        vec![
            Self::new(id, None, &[], Headcount::default()),
            Self::new(id, Some(&list), std::slice::from_ref(&list), heads),
        ]
    }
}

#[get("/organisations/<id>")]
pub(super) async fn desk(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
) -> Answer<Page<DeskView>> {
    let organisation = viewer.administered_organisation(id).await?;
    let last = waiting::last_loaded(&organisation).await?;
    let waiting = waiting::list_waiting(&organisation).await?;
    let heads = people::headcount(&organisation).await?;
    let view = DeskView::new(id, last.as_ref(), &waiting, heads);
    Ok(Page::new(chrome, caption(&organisation), view).caption(&organisation.system().name))
}

#[derive(Serialize)]
pub(super) struct PeopleView {
    search_at: String,
    search: Input,
    past: Checkboxes,
    send: Button,
    people: Table,
    pages: Pagination,
}

impl PeopleView {
    fn new(
        id: OrganisationId,
        groups: impl Fn(&Employed) -> String,
        found: &[Employed],
        total: usize,
        asked: &Asked,
    ) -> Self {
        let columns = [
            Column::new("Name"),
            Column::new("Staff group"),
            Column::new("Job role"),
            Column::new("Line manager"),
            Column::new("Email address"),
            Column::new("In post"),
        ];
        let rows = found.iter().map(|employed| {
            let posting = employed.posting.as_ref();
            let role = posting.and_then(|posting| posting.job_role.clone());
            Row::new([employed.person.name.clone()])
                .cell(groups(employed))
                .cell(role.unwrap_or_default())
                .cell(employed.manager.clone().unwrap_or_default())
                .cell(employed.person.email.clone().unwrap_or_default())
                .cell(in_post(employed))
        });
        let (search, past) = (asked.search.clone(), asked.past);
        Self {
            search_at: room_of(id, "people"),
            search: Input::new("search", "Name, email address or employee number").value(&search),
            past: Checkboxes::new(
                "past",
                "Those who have left",
                [Choice::new("yes", "Show them too")],
            )
            .chosen(if past { &["yes"] } else { &[] as &[&str] }),
            send: Button::new("Search").secondary(),
            people: Table::new("people", "People", columns)
                .rows(rows)
                .hidden_caption()
                .empty("Nobody is found."),
            pages: Pagination::new(asked.page, SIZE, total, |page| {
                let past = if past { "&past=yes" } else { "" };
                let search = in_query(&search);
                format!(
                    "{}?search={search}{past}&page={page}",
                    room_of(id, "people")
                )
            }),
        }
    }
}

/// When somebody is in post, in a cell.
fn in_post(employed: &Employed) -> String {
    let (from, to) = (employed.employment.started_on, employed.employment.ended_on);
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("Since {from}"),
        (None, Some(to)) => format!("Until {to}"),
        (None, None) => String::new(),
    }
}

/// What is asked of the list of people.
#[derive(Default)]
struct Asked {
    search: String,
    past: bool,
    page: usize,
}

impl View for PeopleView {
    const TEMPLATE: &'static str = "people/people";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let asked = Asked {
            search: "malik".into(),
            past: true,
            page: 2,
        };
        let found = [Employed::sample()];
        vec![
            Self::new(id, |_| String::new(), &[], 0, &Asked::default()),
            Self::new(id, |_| "Medical and Dental".into(), &found, 151, &asked),
        ]
    }
}

#[get("/organisations/<id>/people?<search>&<past>&<page>")]
pub(super) async fn everyone(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    search: Option<String>,
    past: Option<&str>,
    page: Option<usize>,
) -> Answer<Page<PeopleView>> {
    let organisation = viewer.administered_organisation(id).await?;
    let asked = Asked {
        search: search.unwrap_or_default().chars().take(200).collect(),
        past: past == Some("yes"),
        page: which_page(page),
    };
    let (found, total) =
        people::employed(&organisation, &asked.search, asked.past, asked.page, SIZE).await?;
    let name = group_names(&organisation).await?;
    let view = PeopleView::new(
        id,
        |employed| name(employed.posting.as_ref().and_then(|p| p.staff_group_id)),
        &found,
        total,
        &asked,
    );
    Ok(Page::new(chrome, "People", view)
        .caption(caption(&organisation))
        .back(desk_of(id), "Back to the organisation")
        .wide())
}

/// The names of the system's staff groups, retired ones too.
pub(super) async fn group_names(
    organisation: &AdministeredOrganisation,
) -> Answer<impl Fn(Option<crate::kernel::ids::StaffGroupId>) -> String + use<>> {
    let groups = lists::staff_groups_ever(organisation.acting(), organisation.system().id).await?;
    Ok(move |id| {
        let group = groups.iter().find(|group| Some(group.id) == id);
        group.map_or_else(|| "Not placed".to_owned(), |group| group.name.clone())
    })
}
