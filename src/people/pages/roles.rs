//! Who may do what for the organisation.

use rocket::{get, post};
use serde::Serialize;

use super::{caption, desk_of, room_of};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    entities::access::Role,
    kernel::{
        fault::{Answer, Fault},
        ids::{GrantId, OrganisationId},
        templates::View,
    },
    people::{self, forms::AdministratorForm, grants},
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Button, Input},
        forms::Errors,
        frame::House,
        page::Page,
        posted::{Nothing, Posted},
    },
};

#[derive(Serialize)]
pub(super) struct GrantsView {
    roles: Vec<RoleRow>,
    add_at: String,
    name: Input,
    email: Input,
    send: Button,
}

/// Someone's role, with the button that ends it.
#[derive(Serialize)]
struct RoleRow {
    person: String,
    email: String,
    role: String,
    since: String,
    end_at: String,
    end: Button,
    can_end: bool,
}

impl RoleRow {
    fn new(id: OrganisationId, held: &people::Held, administrators: usize) -> Self {
        let role = match &held.board {
            Some(board) => format!("{} of the {board}", held.grant.role.label()),
            None => held.grant.role.label().to_owned(),
        };
        let is_administrator = held.grant.role == Role::OrganisationAdministrator;
        let email = held.person.email.clone().unwrap_or_default();
        // An address that anybody types here must not tell what somebody is called elsewhere.
        let (person, whose) = match held.is_employed {
            true => (held.person.name.clone(), held.person.name.clone()),
            false => ("Not on your staff list".to_owned(), email.clone()),
        };
        Self {
            person,
            email,
            since: held.grant.from_on.long(),
            end_at: format!("{}/{}/ending", room_of(id, "grants"), held.grant.id),
            end: Button::new("End")
                .secondary()
                .small()
                .about(format!("the role of {whose}: {role}")),
            can_end: !is_administrator || administrators > 1,
            role,
        }
    }
}

impl GrantsView {
    fn new(
        id: OrganisationId,
        held: &[people::Held],
        form: &AdministratorForm,
        errors: &Errors,
    ) -> Self {
        let administrators = held
            .iter()
            .filter(|held| held.grant.role == Role::OrganisationAdministrator)
            .count();
        Self {
            roles: held
                .iter()
                .map(|held| RoleRow::new(id, held, administrators))
                .collect(),
            add_at: room_of(id, "grants"),
            name: Input::new("name", "Name")
                .width(30)
                .value(&form.name)
                .errors(errors),
            email: Input::new("email", "Work email address")
                .email()
                .width(30)
                .value(&form.email)
                .errors(errors),
            send: Button::new("Add an administrator"),
        }
    }
}

impl View for GrantsView {
    const TEMPLATE: &'static str = "people/grants";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let form = AdministratorForm::default();
        let row = |can_end| RoleRow {
            person: "Olive Adams".into(),
            email: "olive@rhw.example".into(),
            role: "Organisation administrator".into(),
            since: "1 April 2026".into(),
            end_at: "/organisations/1/grants/1/ending".into(),
            end: Button::new("End")
                .secondary()
                .small()
                .about("the role of Olive Adams"),
            can_end,
        };
        let mut view = Self::new(id, &[], &form, &form.errors());
        view.roles = vec![row(false), row(true)];
        vec![Self::new(id, &[], &form, &Errors::new()), view]
    }
}

async fn draw_grants(
    chrome: Chrome,
    organisation: &AdministeredOrganisation,
    form: &AdministratorForm,
    errors: &Errors,
) -> Answer<Page<GrantsView>> {
    let held = grants::list(organisation).await?;
    let view = GrantsView::new(organisation.id(), &held, form, errors);
    Ok(Page::new(chrome, "Roles", view)
        .caption(caption(organisation))
        .back(desk_of(organisation.id()), "Back to the organisation")
        .wide()
        .errors(errors))
}

#[get("/organisations/<id>/grants")]
pub(super) async fn held(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
) -> Answer<Page<GrantsView>> {
    let organisation = viewer.administered_organisation(id).await?;
    let form = AdministratorForm::default();
    draw_grants(chrome, &organisation, &form, &Errors::new()).await
}

#[post("/organisations/<id>/grants", data = "<form>")]
pub(super) async fn add(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: OrganisationId,
    form: Posted<AdministratorForm>,
) -> Submitted<GrantsView> {
    let organisation = viewer.administered_organisation(id).await?;
    let mut errors = form.0.errors();
    if errors.is_empty() {
        let (name, email) = (&form.0.name, &form.0.email);
        match grants::add_administrator(&organisation, name, email, &house.into()).await {
            Ok(()) => {
                return Ok(Ok(done(
                    room_of(id, "grants"),
                    format!("{} administers the organisation now", email.trim()),
                )));
            }
            Err(Fault::Refused(sentence)) => errors.add("email", sentence),
            Err(fault) => return Err(fault),
        }
    }
    again(draw_grants(chrome, &organisation, &form.0, &errors).await?)
}

#[post("/organisations/<id>/grants/<grant>/ending", data = "<_form>")]
pub(super) async fn end(
    viewer: &Viewer,
    id: OrganisationId,
    grant: GrantId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let organisation = viewer.administered_organisation(id).await?;
    let whose = grants::end(&organisation, grant).await?;
    // Whoever ended their own role has no way back to this page.
    let mine = whose == viewer.person_id();
    let to = if mine {
        "/account".to_owned()
    } else {
        room_of(id, "grants")
    };
    Ok(done(to, "The role is ended"))
}
