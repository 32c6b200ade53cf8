//! The form of one partner, new or known.

use rocket::{get, post};
use serde::Serialize;

use super::{partners::sample, under};
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::systems::{OrganisationKind, organisation, place},
    kernel::{
        fault::{Answer, Fault},
        ids::{OrganisationId, PlaceId, SystemId},
        stood::{Amended, Stood},
        templates::View,
        time::Day,
    },
    organisations::{
        codes,
        forms::{Among, PartnerForm},
        lists,
        partners::{self, AdministeredPartner, Details},
        succession,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{
            Button, Choice, DateInput, Input, Inset, Radios, Select, SummaryList, SummaryRow,
        },
        forms::Errors,
        page::Page,
        posted::{Amending, Posted},
    },
};

#[derive(Serialize)]
pub(super) struct PartnerView {
    /// What became of it, and whom it succeeds.
    history: Option<Inset>,
    save_to: String,
    /// How it stood, of one that is changed.
    stood: Option<Stood>,
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
            history: None,
            save_to,
            stood: None,
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

    /// With how it stood when the form was drawn, of one that is changed.
    fn with_stood(mut self, stood: Option<&Stood>) -> Self {
        self.stood = stood.cloned();
        self
    }

    /// With what became of it, and whom it succeeds.
    fn with_history(mut self, sentences: &[String]) -> Self {
        self.history = sentences.split_first().map(|(first, others)| {
            let inset = Inset::new(first);
            others.iter().fold(inset, |inset, other| inset.and(other))
        });
        self
    }
}

impl View for PartnerView {
    const TEMPLATE: &'static str = "organisations/partner";

    fn samples() -> Vec<Self> {
        let partner = sample();
        let places = [place::Model {
            id: PlaceId::new(),
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
            )
            .with_stood(Some(&Stood::of(&"sample")))
            .with_history(&[
                "Became Thames Valley, on 1 April 2026.".to_owned(),
                "Succeeds Berkshire, since 1 July 2022.".to_owned(),
            ]),
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
    history: Vec<String>,
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
            history: match this {
                Some(id) => succession::history(system, id).await?,
                None => Vec::new(),
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
        (form, stood): (&PartnerForm, Option<&Stood>),
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
        let view = PartnerView::new(save_to, save, form, &self.among(), errors)
            .with_stood(stood)
            .with_history(&self.history);
        Page::new(chrome, heading, view)
            .caption(&system.system().name)
            .back(under(system.id(), "partners"), "Back to partners")
            .errors(errors)
    }

    /// What stands, in the words of the form.
    fn standing(&self, details: &Details) -> SummaryList {
        let place = self
            .places
            .iter()
            .find(|place| Some(place.id) == details.place_id);
        let day = |day: Option<Day>| day.map(Day::long).unwrap_or_default();
        SummaryList::new([
            SummaryRow::new("Name", &details.name),
            SummaryRow::new("What kind of organisation is it?", details.kind.label()),
            SummaryRow::new("ODS code", details.code.as_deref().unwrap_or_default()),
            SummaryRow::new("Place", place.map(|place| &*place.name).unwrap_or_default()),
            SummaryRow::new("Member of the system since", details.joined_on.long()),
            SummaryRow::new("Left the system on", day(details.left_on)),
            SummaryRow::new("Opened on", day(details.opened_on)),
            SummaryRow::new("Closed on", day(details.closed_on)),
        ])
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
    Ok(around.page(&system, chrome, (&form, None), &Errors::new()))
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
        Err(errors) => again(around.page(&system, chrome, (&form.0, None), &errors)),
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
    let this = around.this.as_ref().ok_or(Fault::NotFound)?;
    let stands = Details::from(this.partner());
    let drawn = (&PartnerForm::from(&stands), Some(&Stood::of(&stands)));
    Ok(around.page(&system, chrome, drawn, &Errors::new()))
}

#[post("/systems/<id>/partners/<partner>/edit", data = "<sent>")]
pub(super) async fn post_edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    partner: OrganisationId,
    sent: Amending<PartnerForm>,
) -> Submitted<PartnerView> {
    let system = viewer.administered_system(id)?;
    let around = Around::load(&system, Some(partner)).await?;
    let this = around.this.as_ref().ok_or(Fault::NotFound)?;
    let Amending { form, stood } = sent;
    match form.read(&around.among()) {
        Ok(details) => {
            let sentence = saved(&details, "saved");
            match partners::amend(this, &stood, details).await? {
                Amended::Done => Ok(Ok(done(under(id, "partners"), sentence))),
                Amended::Overtaken(stands) => {
                    let drawn = (&form, Some(&Stood::of(&stands)));
                    let page = around.page(&system, chrome, drawn, &Errors::new());
                    again(page.overtaken(around.standing(&stands)))
                }
            }
        }
        Err(errors) => again(around.page(&system, chrome, (&form, Some(&stood)), &errors)),
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
