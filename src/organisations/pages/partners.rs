//! The partners of a system, and the form of one.

use rocket::{get, post};
use serde::Serialize;

use super::under;
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::systems::{OrganisationKind, organisation, place},
    kernel::{
        fault::Answer,
        ids::{OrganisationId, SystemId},
        templates::View,
        time::Day,
    },
    organisations::{
        codes,
        forms::{Among, PartnerForm},
        lists,
        partners::{self, AdministeredPartner, Details, PAGE_SIZE},
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Cell, Choice, Colour, Column, DateInput, Input, Link, Pagination, Radios, Row,
            Select, Table, Tag,
        },
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

#[derive(Serialize)]
pub(super) struct PartnersView {
    add: Button,
    load: Button,
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

#[derive(Serialize)]
pub(super) struct PartnerView {
    save_to: String,
    name: Input,
    kind: Radios,
    code: Input,
    place: Option<Select>,
    joined: DateInput,
    left: DateInput,
    opened: DateInput,
    closed: DateInput,
    save: Button,
}

impl PartnerView {
    fn new(
        save_to: String,
        save: &str,
        form: &PartnerForm,
        among: &Among<'_>,
        errors: &Errors,
    ) -> Self {
        let kinds = OrganisationKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.word(), kind.label()));
        let none = Choice::new("", "No place: it works across the system");
        let places: Vec<Choice> = among
            .places()
            .map(|place| Choice::new(place.id.to_string(), &place.name))
            .collect();
        let date = |name: &str, label: &str, hint: &str, typed| {
            DateInput::new(name, label)
                .hint(hint)
                .value(typed)
                .errors(errors)
        };
        Self {
            save_to,
            name: Input::new("name", "Name")
                .hint("The legal body’s full name")
                .value(&form.name)
                .errors(errors),
            kind: Radios::new("kind", "What kind of organisation is it?", kinds)
                .chosen(&form.kind)
                .errors(errors),
            code: Input::new("code", "ODS code, if it has one")
                .hint(
                    "For example, RHW for a trust or 616 for a council. Charities often have none.",
                )
                .code()
                .width(10)
                .value(&form.code)
                .errors(errors),
            place: (!places.is_empty()).then(|| {
                Select::new("place", "Place", std::iter::once(none).chain(places))
                    .hint("Its people belong to this place, unless the staff list says another.")
                    .chosen(&form.place)
                    .errors(errors)
            }),
            joined: date(
                "joined",
                "Member of the system since",
                "Figures count its people from this day. For example, 1 4 2026",
                form.joined(),
            ),
            left: date(
                "left",
                "Left the system on, if it has",
                "The first day on which it is no longer a member. What was recorded before stays.",
                form.left(),
            ),
            opened: date(
                "opened",
                "Opened on, if known",
                "When the legal body began",
                form.opened(),
            ),
            closed: date(
                "closed",
                "Closed on, if it has",
                "The first day on which the legal body is no more. It leaves the system that day.",
                form.closed(),
            ),
            save: Button::new(save),
        }
    }
}

impl View for PartnerView {
    const TEMPLATE: &'static str = "organisations/partner";

    fn samples() -> Vec<Self> {
        let partner = sample();
        let places = [place::Model {
            id: crate::kernel::ids::PlaceId::new(),
            system_id: partner.system_id,
            name: "Berkshire West".into(),
            position: 1,
            retired_on: None,
        }];
        let among = |places| Among {
            partners: &[],
            places,
            this: None,
            today: partner.joined_on,
        };
        let (with, without) = (among(&places), among(&[]));
        let known = PartnerForm::from(&Details::from(&partner));
        let empty = PartnerForm::default();
        let errors = empty.read(&without).err().unwrap_or_default();
        vec![
            Self::new(
                "/systems/1/partners/2/edit".into(),
                "Save",
                &known,
                &with,
                &Errors::new(),
            ),
            Self::new(
                "/systems/1/partners/new".into(),
                "Add",
                &empty,
                &without,
                &errors,
            ),
        ]
    }
}

/// What the form is drawn from and held against.
struct Around {
    partners: Vec<organisation::Model>,
    places: Vec<place::Model>,
    this: Option<AdministeredPartner>,
    today: Day,
}

impl Around {
    async fn load(system: &AdministeredSystem, this: Option<OrganisationId>) -> Answer<Self> {
        let acting = system.acting();
        Ok(Self {
            this: match this {
                Some(id) => Some(partners::partner(system, id).await?),
                None => None,
            },
            partners: lists::all_partners(acting, system.id()).await?,
            places: lists::places_ever(acting, system.id()).await?,
            today: acting.today(),
        })
    }

    fn among(&self) -> Among<'_> {
        Among {
            partners: &self.partners,
            places: &self.places,
            this: self.this.as_ref().map(AdministeredPartner::partner),
            today: self.today,
        }
    }

    fn page(
        &self,
        system: &AdministeredSystem,
        chrome: Chrome,
        form: &PartnerForm,
        errors: &Errors,
    ) -> Page<PartnerView> {
        let (heading, path, save) = match &self.this {
            None => ("Add a partner", "partners/new".to_owned(), "Add partner"),
            Some(this) => (
                this.partner().name.as_str(),
                format!("partners/{}/edit", this.partner().id),
                "Save partner",
            ),
        };
        let save_to = under(system.id(), &path);
        let view = PartnerView::new(save_to, save, form, &self.among(), errors);
        Page::new(chrome, heading, view)
            .caption(&system.system().name)
            .back(under(system.id(), "partners"), "Back to partners")
            .errors(errors)
    }
}

#[get("/systems/<id>/partners/new")]
pub(super) async fn new(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
) -> Answer<Page<PartnerView>> {
    let system = viewer.administered_system(id)?;
    let around = Around::load(&system, None).await?;
    let joins = partners::joins_on(None, None, system.year_start(), around.today);
    let form = PartnerForm::joining(joins);
    Ok(around.page(&system, chrome, &form, &Errors::new()))
}

#[post("/systems/<id>/partners/new", data = "<form>")]
pub(super) async fn post_new(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    form: Posted<PartnerForm>,
) -> Submitted<PartnerView> {
    let system = viewer.administered_system(id)?;
    let around = Around::load(&system, None).await?;
    match form.0.read(&around.among()) {
        Ok(details) => {
            let sentence = saved(&details, "added");
            partners::add(&system, details).await?;
            Ok(Ok(done(under(id, "partners"), sentence)))
        }
        Err(errors) => again(around.page(&system, chrome, &form.0, &errors)),
    }
}

#[get("/systems/<id>/partners/<partner>/edit")]
pub(super) async fn edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    partner: OrganisationId,
) -> Answer<Page<PartnerView>> {
    let system = viewer.administered_system(id)?;
    let around = Around::load(&system, Some(partner)).await?;
    let form = match &around.this {
        Some(this) => PartnerForm::from(&Details::from(this.partner())),
        None => PartnerForm::default(),
    };
    Ok(around.page(&system, chrome, &form, &Errors::new()))
}

#[post("/systems/<id>/partners/<partner>/edit", data = "<form>")]
pub(super) async fn post_edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    partner: OrganisationId,
    form: Posted<PartnerForm>,
) -> Submitted<PartnerView> {
    let system = viewer.administered_system(id)?;
    let around = Around::load(&system, Some(partner)).await?;
    match (form.0.read(&around.among()), &around.this) {
        (Ok(details), Some(this)) => {
            let sentence = saved(&details, "saved");
            partners::amend(this, details).await?;
            Ok(Ok(done(under(id, "partners"), sentence)))
        }
        (Ok(_), None) => Err(crate::kernel::fault::Fault::NotFound),
        (Err(errors), _) => again(around.page(&system, chrome, &form.0, &errors)),
    }
}

/// What was done; an unusual code is pointed out, because public lists and people are often wrong.
fn saved(details: &Details, done: &str) -> String {
    match details.code.as_deref() {
        Some(code) if !codes::is_usual(details.kind, code) => format!(
            "{} {done}. Its code {code} is unusual for its kind: please check it",
            details.name
        ),
        _ => format!("{} {done}", details.name),
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn sample() -> organisation::Model {
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
        created_at: crate::kernel::time::Instant::new(jiff::Timestamp::UNIX_EPOCH),
    }
}
