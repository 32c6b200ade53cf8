//! Pages of measures: trends, one measure, the scorecard, and keeping them.

mod exports;
mod hand;
mod keeping;
mod keys;
mod loading;
mod one;
mod ordering;
mod scorecard;
mod trends;
mod views;

use rocket::{Route, routes};

use crate::{
    access::{SeenSystem, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::MeasureId,
        templates::{Sample, samples_of},
    },
    measures::{self, Series},
    web::page::Page,
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    let mut all = super::api::routes();
    all.extend(routes![
        trends::trends,
        trends::csv,
        trends::xlsx,
        trends::json,
        scorecard::scorecard,
        scorecard::csv,
        scorecard::xlsx,
        scorecard::json,
        one::one,
        one::csv,
        one::xlsx,
        one::json,
        hand::add_value,
        hand::add_mark,
        hand::remove_value,
        hand::remove_mark,
        keeping::new,
        keeping::keep,
        keeping::edit,
        keeping::change,
        loading::choose,
        loading::post_file,
        loading::confirm,
        ordering::list,
        ordering::shift,
        ordering::retire,
        ordering::bring_back,
        keys::list,
        keys::make,
        keys::revoke,
    ]);
    all
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    all.extend(samples_of::<Page<trends::TrendsView>>().unwrap_or_default());
    all.extend(samples_of::<Page<scorecard::ScorecardView>>().unwrap_or_default());
    all.extend(samples_of::<Page<one::MeasureView>>().unwrap_or_default());
    all.extend(samples_of::<Page<keeping::MeasureFormView>>().unwrap_or_default());
    all.extend(samples_of::<Page<loading::FileView>>().unwrap_or_default());
    all.extend(samples_of::<Page<loading::PreviewView>>().unwrap_or_default());
    all.extend(samples_of::<Page<ordering::MeasuresView>>().unwrap_or_default());
    all.extend(samples_of::<Page<keys::KeysView>>().unwrap_or_default());
    all
}

/// A measure of one of the systems that the viewer sees.
async fn seen_measure(viewer: &Viewer, id: MeasureId) -> Answer<(SeenSystem, Series)> {
    for seen in viewer.seen_systems() {
        match measures::series(&seen, id).await {
            Err(Fault::NotFound) => {}
            Err(fault) => return Err(fault),
            Ok(series) => return Ok((seen, series)),
        }
    }
    Err(Fault::NotFound)
}
