//! Measures for programs: `/api/v1/measures`, with a key of the system.
//!
//! What is below a version stays as it is: fields are added, never changed or taken away.

use rocket::{Route, get, http::Status, put, routes};
use serde_json::{Value, json};

use super::{Series, feeding};
use crate::{
    access::KeyedSystem,
    entities::measures::measure,
    kernel::{
        fault::{Answer, Fault},
        ids::MeasureId,
    },
    web::api::{Json, Sent},
};

/// The routes of the interface for programs.
pub(super) fn routes() -> Vec<Route> {
    routes![list, one, put_points]
}

/// After the guard, so that whoever has no key is told so first.
fn id_of(text: &str) -> Answer<MeasureId> {
    text.parse().map_err(|_| Fault::NotFound)
}

fn about(measure: &measure::Model) -> Value {
    json!({
        "id": measure.id,
        "name": measure.name,
        "unit": measure.unit,
        "definition": measure.definition,
        "source": measure.source,
        "better": measure.good_direction.word(),
        "target": measure.target,
        "baseline_points": measure.baseline_points,
        "theme_id": measure.theme_id,
        "retired_on": measure.retired_on,
    })
}

#[get("/api/v1/measures")]
async fn list(system: KeyedSystem) -> Answer<Json> {
    let measures = feeding::list(&system).await?;
    let measures: Vec<Value> = measures.iter().map(about).collect();
    let name = &system.system().name;
    Ok(Json::ok(json!({ "system": name, "measures": measures })))
}

#[get("/api/v1/measures/<id>")]
async fn one(system: KeyedSystem, id: &str) -> Answer<Json> {
    let series = feeding::series(&system, id_of(id)?).await?;
    let Series {
        measure,
        points,
        marks,
    } = &series;
    let points: Vec<Value> = points
        .iter()
        .map(|point| {
            json!({
                "date": point.measured_on,
                "value": point.value,
                "loaded_at": point.loaded_at,
            })
        })
        .collect();
    let marks: Vec<Value> = marks
        .iter()
        .map(|mark| json!({ "from": mark.from_on, "reason": mark.reason }))
        .collect();
    Ok(Json::ok(about(measure))
        .with("points", points.into())
        .with("limits_begin_afresh", marks.into()))
}

#[put("/api/v1/measures/<id>/points", data = "<sent>")]
async fn put_points(system: KeyedSystem, id: &str, sent: Sent) -> Answer<Json> {
    let id = feeding::measure(&system, id_of(id)?).await?.id;
    let sent = match sent.0 {
        Ok(sent) => sent,
        Err(unreadable) => return Ok(unreadable),
    };
    let points = match feeding::points(&sent, system.acting().today()) {
        Ok(points) => points,
        Err(wrong) => {
            let wrong: Vec<Value> = wrong
                .into_iter()
                .map(|wrong| {
                    json!({ "row": wrong.row, "field": wrong.field, "message": wrong.message })
                })
                .collect();
            let sentence = "Nothing was written, because some of this is wrong.";
            let answer = Json::error(Status::UnprocessableEntity, sentence);
            return Ok(answer.with("wrong", wrong.into()));
        }
    };
    let received = feeding::receive(&system, id, &points).await?;
    Ok(Json::ok(json!({
        "new": received.new,
        "changed": received.changed,
        "unchanged": received.unchanged,
    })))
}
