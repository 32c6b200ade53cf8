//! Partners, one at a time.

use serde::Serialize;
use serde_json::{Value, json};

use super::store;
use crate::{
    access::{Acting, AdministeredSystem, audit::Line},
    entities::systems::{OrganisationKind, organisation},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::{OrganisationId, PlaceId, SystemId},
        periods::YearStart,
        stood::{Amended, Stood},
        time::Day,
    },
    tallies,
};

/// The most characters a partner's name may have.
pub const LONGEST_NAME: usize = 200;
/// How many partners stand on one page.
pub const PAGE_SIZE: u64 = 50;

/// What is known of a partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Details {
    /// The ODS code, where it has one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What kind of legal body it is.
    pub kind: OrganisationKind,
    /// The place it belongs to, if any.
    pub place_id: Option<PlaceId>,
    /// The legal body's opening.
    pub opened_on: Option<Day>,
    /// The first day on which the legal body is no more.
    pub closed_on: Option<Day>,
    /// Member of the system from this day.
    pub joined_on: Day,
    /// The first day on which it is no longer a member.
    pub left_on: Option<Day>,
}

/// A partner of a system that the viewer administers: proof that it may be changed.
#[derive(Debug)]
pub struct AdministeredPartner {
    acting: Acting,
    partner: organisation::Model,
}

impl AdministeredPartner {
    /// The record.
    pub fn partner(&self) -> &organisation::Model {
        &self.partner
    }
}

impl From<&organisation::Model> for Details {
    fn from(partner: &organisation::Model) -> Self {
        Self {
            code: partner.code.clone(),
            name: partner.name.clone(),
            kind: partner.kind,
            place_id: partner.place_id,
            opened_on: partner.opened_on,
            closed_on: partner.closed_on,
            joined_on: partner.joined_on,
            left_on: partner.left_on,
        }
    }
}

impl Details {
    /// A legal body that is no more is no member either: it left on the day it closed, unless it had left before.
    #[must_use]
    pub fn left_when_closed(mut self) -> Self {
        if let Some(closed) = self.closed_on
            && self.left_on.is_none_or(|left| closed < left)
        {
            self.left_on = Some(closed.max(self.joined_on));
        }
        self
    }
}

/// The day from which a partner is a member when nobody says otherwise: the first of this appraisal year, or the day
/// it opened if that is later. A partner closed before that was a member for no day of it.
pub fn joins_on(
    opened_on: Option<Day>,
    closed_on: Option<Day>,
    year_start: YearStart,
    today: Day,
) -> Day {
    let joins = opened_on.map_or(year_start.year_of(today), |opened| {
        opened.max(year_start.year_of(today))
    });
    closed_on.map_or(joins, |closed| joins.min(closed))
}

/// One page of a system's partners, by name, with its number (the last, for one past the end), and how many there are.
pub async fn page(
    system: &AdministeredSystem,
    page: u64,
) -> Answer<(Vec<organisation::Model>, u64, u64)> {
    store::partners_page(system.acting(), system.id(), page, PAGE_SIZE).await
}

/// One of a system's partners.
///
/// # Errors
/// Not found, when it is no partner of this system.
pub async fn partner(
    system: &AdministeredSystem,
    id: OrganisationId,
) -> Answer<AdministeredPartner> {
    let partner = store::partner(system.acting(), system.id(), id)
        .await?
        .ok_or(Fault::NotFound)?;
    Ok(AdministeredPartner {
        acting: system.acting().clone(),
        partner,
    })
}

/// Adds a partner.
///
/// # Errors
/// Refused when another partner has its code or its name.
pub async fn add(system: &AdministeredSystem, details: Details) -> Answer<OrganisationId> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    let added = insert(acting, &write, system.id(), details).await?;
    write.commit().await?;
    Ok(added)
}

/// Changes what is known of a partner, if it is still as it stood when the form was drawn. What was recorded of it stays;
/// where its membership or its place changes, its figures are counted again.
///
/// # Errors
/// Refused when another partner has its code or its name.
pub async fn amend(
    partner: &AdministeredPartner,
    stood: &Stood,
    details: Details,
) -> Answer<Amended<Details>> {
    let (acting, id) = (&partner.acting, partner.partner.id);
    let write = store::begin(acting).await?;
    tallies::hold(&write, &[id]).await?;
    let stands = store::partner_within(&write, partner.partner.system_id, id).await?;
    let stands = stands.ok_or(Fault::NotFound)?;
    let (from, to) = (Details::from(&stands), details.left_when_closed());
    if from == to {
        return Ok(Amended::Done);
    }
    if !stood.still(&from) {
        return Ok(Amended::Overtaken(from));
    }
    update(acting, &write, &stands, to).await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// Adds a partner within a larger change.
pub(super) async fn insert(
    acting: &Acting,
    write: &Write,
    system: SystemId,
    details: Details,
) -> Answer<OrganisationId> {
    let details = details.left_when_closed();
    let id = OrganisationId::new();
    let audit = Line::of("partner added")
        .system(system)
        .organisation(id)
        .subject(id.0)
        .to(told(&details));
    store::insert_partner(write, acting.now(), system, id, details).await?;
    audit.write(acting, write).await?;
    Ok(id)
}

/// Changes a partner within a larger change.
pub(super) async fn update(
    acting: &Acting,
    write: &Write,
    partner: &organisation::Model,
    details: Details,
) -> Answer<()> {
    let (from, to) = (Details::from(partner), details.left_when_closed());
    if from == to {
        return Ok(());
    }
    let counted = moves_figures(partner, &to);
    if counted {
        tallies::hold(write, &[partner.id]).await?;
    }
    let audit = Line::of("partner changed")
        .system(partner.system_id)
        .organisation(partner.id)
        .subject(partner.id.0)
        .from(told(&from))
        .to(told(&to));
    store::update_partner(write, partner.id, to).await?;
    audit.write(acting, write).await?;
    if counted {
        tallies::recount(write, partner.id, acting.today()).await?;
    }
    Ok(())
}

/// Whether a change is of something that figures are counted by: the membership, or the place.
pub(super) fn moves_figures(partner: &organisation::Model, to: &Details) -> bool {
    (partner.joined_on, partner.left_on, partner.place_id)
        != (to.joined_on, to.left_on, to.place_id)
}

/// What differs, a line each: "name: Old → New". Places are left out: they have no name here.
pub fn differences(from: &Details, to: &Details) -> Vec<String> {
    let code = |details: &Details| details.code.clone().unwrap_or_default();
    let day = |day: Option<Day>| day.map(Day::long).unwrap_or_default();
    [
        ("name", from.name.clone(), to.name.clone()),
        ("code", code(from), code(to)),
        (
            "kind",
            from.kind.label().to_owned(),
            to.kind.label().to_owned(),
        ),
        ("opened", day(from.opened_on), day(to.opened_on)),
        ("closed", day(from.closed_on), day(to.closed_on)),
        ("joined", from.joined_on.long(), to.joined_on.long()),
        ("left", day(from.left_on), day(to.left_on)),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| match before.as_str() {
        "" => format!("{what}: {after}"),
        _ => format!("{what}: {before} → {after}"),
    })
    .collect()
}

fn told(details: &Details) -> Value {
    json!({
        "code": details.code,
        "name": details.name,
        "kind": details.kind,
        "place": details.place_id,
        "opened_on": details.opened_on,
        "closed_on": details.closed_on,
        "joined_on": details.joined_on,
        "left_on": details.left_on,
    })
}
