//! The pages of a system's administrator: the system, its partners and its lists.

mod import;
mod lists;
mod partner;
mod partners;
mod successions;
mod system;

use rocket::{Route, routes};

use crate::{
    kernel::{
        ids::SystemId,
        templates::{Sample, samples_of},
    },
    web::page::Page,
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        system::systems,
        system::overview,
        system::get_settings,
        system::post_settings,
        partners::list,
        partner::new,
        partner::post_new,
        partner::edit,
        partner::post_edit,
        import::choose,
        import::post_file,
        import::confirm,
        successions::choose,
        successions::post_file,
        successions::confirm,
        lists::list,
        lists::post_item,
        lists::item,
        lists::amend,
        lists::shift,
        lists::retire,
        lists::bring_back
    ]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    [
        samples_of::<Page<system::SystemsView>>(),
        samples_of::<Page<system::OverviewView>>(),
        samples_of::<Page<system::SettingsView>>(),
        samples_of::<Page<partners::PartnersView>>(),
        samples_of::<Page<partner::PartnerView>>(),
        samples_of::<Page<import::FileView>>(),
        samples_of::<Page<import::PreviewView>>(),
        samples_of::<Page<successions::FileView>>(),
        samples_of::<Page<successions::PreviewView>>(),
        samples_of::<Page<lists::ListView>>(),
        samples_of::<Page<lists::ItemView>>(),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .collect()
}

/// Where a system's page is, and what is under it.
fn under(system: SystemId, rest: &str) -> String {
    match rest {
        "" => format!("/systems/{system}"),
        rest => format!("/systems/{system}/{rest}"),
    }
}
