//! The desk of an organisation's administrator: its staff lists, people, mappings, invitations and roles.

mod desk;
mod invitations;
mod lists;
mod preview;
mod roles;
mod settling;
mod words;

use rocket::{Route, routes};

use crate::{
    access::AdministeredOrganisation,
    kernel::{
        ids::{OrganisationId, StaffListId},
        templates::{Sample, samples_of},
    },
    web::page::Page,
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        desk::organisations,
        desk::desk,
        desk::everyone,
        lists::lists,
        lists::upload,
        preview::list,
        preview::choose,
        preview::confirm,
        preview::progress,
        preview::discard,
        words::words,
        words::change,
        invitations::invitations,
        invitations::check,
        invitations::invite,
        roles::held,
        roles::add,
        roles::end
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<desk::OrganisationsView>>(),
        samples_of::<Page<desk::DeskView>>(),
        samples_of::<Page<desk::PeopleView>>(),
        samples_of::<Page<lists::ListsView>>(),
        samples_of::<Page<preview::PreviewView>>(),
        samples_of::<Page<preview::ProgressView>>(),
        samples_of::<Page<words::MappingsView>>(),
        samples_of::<Page<invitations::InvitationsView>>(),
        samples_of::<Page<invitations::CheckView>>(),
        samples_of::<Page<roles::GrantsView>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

/// Rows on one page of a list.
const SIZE: usize = 50;

/// The address of an organisation's desk.
fn desk_of(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

/// The address of a room of it.
fn room_of(id: OrganisationId, room: &str) -> String {
    format!("/organisations/{id}/{room}")
}

/// The address of a staff list.
fn list_at(id: OrganisationId, list: StaffListId) -> String {
    format!("/organisations/{id}/staff-lists/{list}")
}

/// The organisation's name, over the title.
fn caption(organisation: &AdministeredOrganisation) -> &str {
    &organisation.organisation().name
}

/// A count of things in memory, as people write it.
fn written(number: usize) -> String {
    crate::kernel::words::count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Words for an address's query.
fn in_query(words: &str) -> String {
    rocket::http::RawStr::new(words)
        .percent_encode()
        .to_string()
}
