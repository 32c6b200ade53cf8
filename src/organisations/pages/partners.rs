//! The partners of a system.

use rocket::get;
use serde::Serialize;

use super::under;
use crate::{
    access::Viewer,
    entities::systems::{OrganisationKind, organisation, place},
    kernel::{
        fault::Answer,
        ids::{OrganisationId, SystemId},
        templates::View,
        time::{Day, Instant},
    },
    organisations::{
        lists,
        partners::{self, PAGE_SIZE},
    },
    web::{
        chrome::Chrome,
        components::{Button, Cell, Colour, Column, Link, Pagination, Row, Table, Tag},
        page::Page,
    },
};

#[derive(Serialize)]
pub(super) struct PartnersView {
    add: Button,
    load: Button,
    succeed: Button,
    partners: Table,
    pagination: Pagination,
}

impl PartnersView {
    fn new(
        system: SystemId,
        partners: &[organisation::Model],
        places: &[place::Model],
        (page, total): (u64, u64),
        today: Day,
    ) -> Self {
        let rows = partners.iter().map(|partner| {
            let place = places.iter().find(|p| Some(p.id) == partner.place_id);
            let edit = under(system, &format!("partners/{}/edit", partner.id));
            Row::new([Link::new(&partner.name, edit)])
                .cell(partner.code.as_deref().unwrap_or("None"))
                .cell(partner.kind.label())
                .cell(place.map_or("None", |place| &place.name))
                .cell(standing(partner, today))
        });
        Self {
            add: Button::link("Add a partner", under(system, "partners/new")),
            load: Button::link(
                "Load partners from a file",
                under(system, "partners/import"),
            )
            .secondary(),
            succeed: Button::link(
                "Load who succeeded whom",
                under(system, "partners/successions"),
            )
            .secondary(),
            partners: Table::new(
                "partners",
                "Partners",
                ["Name", "Code", "Kind", "Place", "Membership"].map(Column::new),
            )
            .hidden_caption()
            .rows(rows)
            .empty("There are no partners yet. Add them one at a time, or load them from a file."),
            pagination: Pagination::new(index(page), index(PAGE_SIZE), index(total), |page| {
                under(system, &format!("partners?page={page}"))
            }),
        }
    }
}

/// How a partner stands today.
fn standing(partner: &organisation::Model, today: Day) -> Cell {
    let (word, colour, note) = match (partner.closed_on, partner.left_on) {
        (Some(closed), _) if closed <= today => {
            ("Closed", Colour::Grey, format!("on {}", closed.long()))
        }
        (_, Some(left)) if left <= today => ("Left", Colour::Grey, format!("on {}", left.long())),
        _ if today < partner.joined_on => (
            "Joins",
            Colour::Blue,
            format!("on {}", partner.joined_on.long()),
        ),
        (_, Some(left)) => ("Member", Colour::Green, format!("until {}", left.long())),
        (_, None) => (
            "Member",
            Colour::Green,
            format!("since {}", partner.joined_on.long()),
        ),
    };
    Cell::tag(Tag::new(word, colour)).note(note)
}

impl View for PartnersView {
    const TEMPLATE: &'static str = "organisations/partners";

    fn samples() -> Vec<Self> {
        let (partner, today) = (sample(), sample().joined_on);
        vec![
            Self::new(
                partner.system_id,
                std::slice::from_ref(&partner),
                &[],
                (1, 120),
                today,
            ),
            Self::new(partner.system_id, &[], &[], (1, 0), today),
        ]
    }
}

#[get("/systems/<id>/partners?<page>")]
pub(super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    page: Option<u32>,
) -> Answer<Page<PartnersView>> {
    let system = viewer.administered_system(id)?;
    let (of_page, page, total) = partners::page(&system, page.unwrap_or(1).into()).await?;
    let places = lists::places_ever(viewer.acting(), id).await?;
    let view = PartnersView::new(
        id,
        &of_page,
        &places,
        (page, total),
        viewer.acting().today(),
    );
    Ok(Page::new(chrome, "Partners", view)
        .caption(&system.system().name)
        .back(under(id, ""), "Back to the system")
        .wide())
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn sample() -> organisation::Model {
    organisation::Model {
        id: OrganisationId::new(),
        system_id: SystemId::new(),
        code: Some("RHW".into()),
        name: "Royal Berkshire NHS Foundation Trust".into(),
        kind: OrganisationKind::Trust,
        place_id: None,
        opened_on: Day::new(1993, 4, 1),
        closed_on: None,
        joined_on: Day(jiff::civil::date(2026, 4, 1)),
        left_on: None,
        created_at: Instant::new(jiff::Timestamp::UNIX_EPOCH),
    }
}
