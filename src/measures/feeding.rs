//! What a program of the partners' reads of its system's measures, and the values it sends: all of them, or none.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{MOST_ROWS, Series, ordering::is_kept_on, store, trail};
use crate::{
    access::{KeyedSystem, audit::Line},
    entities::measures::measure,
    kernel::{
        fault::{Answer, Fault},
        ids::MeasureId,
        time::Day,
    },
};

/// A value that was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The day, or the first day of the period it is of.
    pub day: Day,
    /// The value.
    pub value: f64,
}

/// What is wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which of the points, the first being 1; none where it is of all that was sent.
    pub row: Option<usize>,
    /// The field.
    pub field: String,
    /// Why, as a sentence.
    pub message: String,
}

/// What came of values that were sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// On days that had none.
    pub new: usize,
    /// In the place of another, which is kept.
    pub changed: usize,
    /// As they stood.
    pub unchanged: usize,
}

/// The measures of the key's system that are still kept, in their order.
pub async fn list(system: &KeyedSystem) -> Answer<Vec<measure::Model>> {
    store::list(system.acting(), system.id()).await
}

/// One measure of the key's system, retired or not, with its values and its marks.
///
/// # Errors
/// Not found for another system's.
pub async fn series(system: &KeyedSystem, id: MeasureId) -> Answer<Series> {
    store::series(system.acting(), system.id(), id).await
}

/// One measure of the key's system, without its values.
///
/// # Errors
/// Not found for another system's.
pub async fn measure(system: &KeyedSystem, id: MeasureId) -> Answer<measure::Model> {
    store::one(system.acting(), system.id(), id).await
}

/// Reads `{"points": [{"date": "2026-10-01", "value": 12.5}, …]}`.
///
/// # Errors
/// Everything that is wrong with it, row by row and field by field. No day lies in the future: nothing can have been
/// measured on it yet.
pub fn points(sent: &Value, today: Day) -> Result<Vec<Point>, Vec<Wrong>> {
    let whole = |field: &str, message: String| {
        vec![Wrong {
            row: None,
            field: field.to_owned(),
            message,
        }]
    };
    let Value::Object(sent) = sent else {
        return Err(whole(
            "points",
            "Send an object with a list of points.".into(),
        ));
    };
    if let Some(other) = sent.keys().find(|name| *name != "points") {
        return Err(whole(other, "There is no such field here.".into()));
    }
    let rows = match sent.get("points") {
        Some(Value::Array(rows)) if !rows.is_empty() => rows,
        Some(Value::Array(_)) => {
            return Err(whole("points", "The list of points is empty.".into()));
        }
        _ => return Err(whole("points", "Send a list of points.".into())),
    };
    if rows.len() > MOST_ROWS {
        let message = format!("These are more than {MOST_ROWS} points. Send them in parts.");
        return Err(whole("points", message));
    }
    let (mut good, mut wrong, mut days) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (row, sent) in (1..).zip(rows) {
        let before = wrong.len();
        let mut say = |field: &str, message: String| {
            wrong.push(Wrong {
                row: Some(row),
                field: field.to_owned(),
                message,
            });
        };
        let Value::Object(sent) = sent else {
            say("point", "A point is an object with date and value.".into());
            continue;
        };
        for other in sent
            .keys()
            .filter(|name| *name != "date" && *name != "value")
        {
            say(other, "There is no such field in a point.".into());
        }
        let day = date(sent.get("date"), today).map_err(|why| say("date", why));
        let value = number(sent.get("value")).map_err(|why| say("value", why));
        let (Ok(day), Ok(value)) = (day, value) else {
            continue;
        };
        if !days.insert(day) {
            let why = format!("{} has a value further up in this list.", day.long());
            say("date", why);
        }
        if wrong.len() == before {
            good.push(Point { day, value });
        }
    }
    if wrong.is_empty() {
        Ok(good)
    } else {
        Err(wrong)
    }
}

fn date(sent: Option<&Value>, today: Day) -> Result<Day, String> {
    let text = match sent {
        None | Some(Value::Null) => return Err("The date is missing.".into()),
        Some(Value::String(text)) => text,
        Some(_) => return Err("The date is text, such as \"2026-10-01\".".into()),
    };
    match Day::parse_iso(text) {
        None => Err(format!("“{text}” is not a date like 2026-10-31.")),
        Some(day) => match super::why_not(day, today) {
            Some(why) => Err(why),
            None => Ok(day),
        },
    }
}

fn number(sent: Option<&Value>) -> Result<f64, String> {
    match sent {
        None | Some(Value::Null) => Err("The value is missing.".into()),
        Some(Value::Number(number)) => number
            .as_f64()
            .filter(|value| super::is_sensible(*value))
            .ok_or_else(|| format!("{number} is too large.")),
        Some(_) => Err("The value is a number, such as 12.5, without quotation marks.".into()),
    }
}

/// Puts values of a measure, new ones and others in the place of those that stand, which are kept: in one
/// transaction, all of them.
///
/// # Errors
/// Not found for another system's measure; refused for a retired one.
pub async fn receive(system: &KeyedSystem, id: MeasureId, points: &[Point]) -> Answer<Received> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    // No figure that is kept in memory is made of these.
    write.touches_only(system.id().0, &[]);
    let measure = store::feeding::held(&write, system, id).await?;
    if let Some(retired_on) = measure
        .retired_on
        .filter(|_| !is_kept_on(&measure, acting.today()))
    {
        return Err(Fault::refused(format!(
            "{} was retired on {}: bring it back before you send values of it.",
            measure.name,
            retired_on.long()
        )));
    }
    let standing = store::feeding::standing(&write, id).await?;
    let (mut received, mut to_put, mut replaced) = (Received::default(), Vec::new(), Vec::new());
    for point in points {
        match standing.get(&point.day) {
            Some(stands) if stands.value == point.value => {
                received.unchanged += 1;
                continue;
            }
            Some(stands) => {
                received.changed += 1;
                replaced.push(stands.clone());
            }
            None => received.new += 1,
        }
        to_put.push(*point);
    }
    if to_put.is_empty() {
        return Ok(received);
    }
    store::feeding::put_all(acting, &write, id, &to_put, &replaced).await?;
    Line::of("measure values received")
        .system(system.id())
        .subject(id.0)
        .from(trail::told_before(&replaced))
        .to(trail::told(&to_put, &replaced))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(received)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Told = (Option<usize>, String, String);

    fn read(sent: Value) -> Result<Vec<Point>, Vec<Told>> {
        let today = Day::new(2026, 11, 16).expect("a day");
        let told = |wrong: Vec<Wrong>| wrong.into_iter().map(|w| (w.row, w.field, w.message));
        points(&sent, today).map_err(|wrong| told(wrong).collect())
    }

    #[test]
    fn points_are_read_up_to_today() {
        let sent = json!({ "points": [
            { "date": "2026-10-01", "value": 12.5 }, { "date": "2026-11-16", "value": -3 },
        ]});
        let day = |text| Day::parse_iso(text).expect("a day");
        let point = |text, value| Point {
            day: day(text),
            value,
        };
        assert_eq!(
            read(sent),
            Ok(vec![point("2026-10-01", 12.5), point("2026-11-16", -3.0)])
        );
    }

    #[test]
    fn each_wrong_row_and_field_is_named() {
        let wrong = read(json!({ "points": [
            { "date": "2026-10-01", "value": 1 },
            { "date": "01/10/2026", "value": "1" },
            { "date": "2026-11-17", "value": 1 },
            { "date": "2026-10-01", "value": 2 },
            { "value": null, "when": 1 },
            7,
        ]}))
        .expect_err("five rows are wrong");
        let places: Vec<(usize, &str)> = wrong
            .iter()
            .map(|(row, field, _)| (row.expect("a row"), field.as_str()))
            .collect();
        let expected = [
            (2, "date"),
            (2, "value"),
            (3, "date"),
            (4, "date"),
            (5, "when"),
            (5, "date"),
            (5, "value"),
            (6, "point"),
        ];
        assert_eq!(places, expected);
        assert_eq!(wrong[2].2, "17 November 2026 lies in the future.");
        assert_eq!(
            wrong[3].2,
            "1 October 2026 has a value further up in this list."
        );
    }

    #[test]
    fn what_is_no_list_of_points_is_refused_as_a_whole() {
        for sent in [
            json!([]),
            json!({}),
            json!({ "points": [] }),
            json!({ "points": 3 }),
        ] {
            let wrong = read(sent).expect_err("no points");
            assert_eq!(
                (wrong.len(), wrong[0].0, wrong[0].1.as_str()),
                (1, None, "points")
            );
        }
        let wrong = read(json!({ "points": [], "measure": 1 })).expect_err("a field too many");
        assert_eq!(wrong[0].1, "measure");
        let many = vec![json!({ "date": "2026-10-01", "value": 1 }); MOST_ROWS + 1];
        assert_eq!(
            read(json!({ "points": many })).expect_err("too many").len(),
            1
        );
    }
}
