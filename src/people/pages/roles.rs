//! Who can sign in, and who may do what for the organisation.

use rocket::{
    get, post,
    response::{Flash, Redirect},
};
use serde::Serialize;

use super::{caption, desk::group_names, desk_of, room_of};
use crate::{
    access::{AdministeredOrganisation, Viewer},
    entities::access::Role,
    kernel::{
        fault::{Answer, Fault},
        ids::{GrantId, OrganisationId, StaffGroupId},
        templates::View,
        words::{count, counted},
    },
    people::{
        self,
        forms::{AdministratorForm, InvitationForm},
        grants,
    },
    sign_in,
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Choice, Input, Radios},
        forms::Errors,
        frame::House,
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// The value of the choice to invite everyone.
const EVERYONE: &str = "everyone";

#[derive(Serialize)]
pub(super) struct InvitationsView {
    total: String,
    nobody: bool,
    invite_at: String,
    group: Radios,
    send: Button,
}

impl InvitationsView {
    fn new(
        id: OrganisationId,
        uninvited: &[(Option<StaffGroupId>, i64)],
        name: impl Fn(Option<StaffGroupId>) -> String,
        errors: &Errors,
    ) -> Self {
        let total: i64 = uninvited.iter().map(|(_, people)| people).sum();
        let people = |number: i64| counted(number, "person", "people");
        let everyone = Choice::new(EVERYONE, format!("Everyone ({})", people(total)));
        let groups = uninvited.iter().filter_map(|(group, number)| {
            let label = format!("{} ({})", name(*group), people(*number));
            Some(Choice::new((*group)?.to_string(), label))
        });
        let choices: Vec<Choice> = std::iter::once(everyone).chain(groups).collect();
        Self {
            total: count(total),
            nobody: total == 0,
            invite_at: room_of(id, "invitations"),
            group: Radios::new("group", "Whom do you want to invite?", choices).errors(errors),
            send: Button::new("Send the invitations"),
        }
    }
}

impl View for InvitationsView {
    const TEMPLATE: &'static str = "people/invitations";

    fn samples() -> Vec<Self> {
        let id = OrganisationId::new();
        let uninvited = [(Some(StaffGroupId::new()), 1_204), (None, 3)];
        let mut errors = Errors::new();
        errors.add("group", "Choose whom to invite");
        let name = |_| "Medical and Dental".to_owned();
        vec![
            Self::new(id, &[], name, &Errors::new()),
            Self::new(id, &uninvited, name, &errors),
        ]
    }
}

async fn draw_invitations(
    chrome: Chrome,
    organisation: &AdministeredOrganisation,
    errors: &Errors,
) -> Answer<Page<InvitationsView>> {
    let mut uninvited = people::uninvited(organisation).await?;
    let name = group_names(organisation).await?;
    uninvited.sort_by_key(|(group, _)| name(*group));
    let view = InvitationsView::new(organisation.id(), &uninvited, name, errors);
    Ok(Page::new(chrome, "Invitations", view)
        .caption(caption(organisation))
        .back(desk_of(organisation.id()), "Back to the organisation")
        .errors(errors))
}

#[get("/organisations/<id>/invitations")]
pub(super) async fn invitations(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
) -> Answer<Page<InvitationsView>> {
    let organisation = viewer.administered_organisation(id).await?;
    draw_invitations(chrome, &organisation, &Errors::new()).await
}

#[post("/organisations/<id>/invitations", data = "<form>")]
pub(super) async fn invite(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: OrganisationId,
    form: Posted<InvitationForm>,
) -> Submitted<InvitationsView> {
    let organisation = viewer.administered_organisation(id).await?;
    let offered = people::uninvited(&organisation).await?;
    let chosen = offered
        .iter()
        .filter_map(|(group, _)| *group)
        .find(|group| group.to_string() == form.0.group);
    if offered.is_empty() {
        return Err(Fault::refused(
            "Everyone in post who has an email address has an account: there is nobody to invite.",
        ));
    }
    if chosen.is_none() && form.0.group != EVERYONE {
        let mut errors = Errors::new();
        errors.add("group", "Choose whom to invite");
        return again(draw_invitations(chrome, &organisation, &errors).await?);
    }
    let invited = sign_in::invite(&organisation, chosen, &house.into()).await?;
    let invited = i64::try_from(invited).unwrap_or(i64::MAX);
    Ok(Ok(done(
        room_of(id, "invitations"),
        format!("{} invited", counted(invited, "person is", "people are")),
    )))
}

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
        Self {
            person: held.person.name.clone(),
            email: held.person.email.clone().unwrap_or_default(),
            since: held.grant.from_on.long(),
            end_at: format!("{}/{}/ending", room_of(id, "grants"), held.grant.id),
            end: Button::new("End")
                .secondary()
                .small()
                .about(format!("the role of {}: {role}", held.person.name)),
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
) -> Answer<Flash<Redirect>> {
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
