//! Recounts from the records, names what does not agree with the tallies, and mends it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use serde_json::json;
use uuid::Uuid;

use super::{
    count::{Counts, Frame},
    fresh, held, recount_held,
    store::{self, Held},
};
use crate::{
    access::{Acting, audit::Line},
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
};

/// One count that is kept differently from what the records say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The period's key: "month-2026-10".
    pub period: String,
    /// [`StaffGroupId::UNPLACED`] for people whose staff group is not known.
    pub group: StaffGroupId,
    /// Its name, where the system still has such a group.
    pub group_name: Option<String>,
    /// [`PlaceId::NONE`] where there is none.
    pub place: PlaceId,
    /// Its name, where the system still has such a place.
    pub place_name: Option<String>,
    /// Which of the five counts: "staff", "with an objective", "took part", "entries", "minutes".
    pub count: &'static str,
    /// What is kept.
    pub kept: i64,
    /// What the records say.
    pub recounted: i64,
}

/// Recounts every organisation from its records, up to the day it is counted to, and names each count that differs.
///
/// Each organisation is held while it is looked at, so that no change comes between its records and its tallies; one
/// that was never counted is looked at as of today. Changes nothing.
pub async fn check(acting: &Acting) -> Answer<Vec<Difference>> {
    let mut all = Vec::new();
    for organisation in store::organisations(acting).await? {
        let write = store::begin(acting).await?;
        let held = held(&write, organisation).await?;
        all.extend(differences(&write, &held, acting.today()).await?);
    }
    Ok(all)
}

/// Counts every organisation afresh that has a difference, or that a wrong clock has counted to a day that has not
/// come, with a line in the audit trail; says how many differences there were.
pub async fn repair(acting: &Acting) -> Answer<usize> {
    let mut mended = 0;
    for organisation in store::organisations(acting).await? {
        let write = store::begin(acting).await?;
        let held = held(&write, organisation).await?;
        let differences = differences(&write, &held, acting.today()).await?;
        let runs_ahead = held.counted_to.is_some_and(|day| acting.today() < day);
        if differences.is_empty() && !runs_ahead {
            continue;
        }
        recount_held(&write, &held, acting.today()).await?;
        Line::of("tallies repaired")
            .system(held.system)
            .organisation(organisation)
            .subject(organisation.0)
            .to(json!({ "differences": differences.len() }))
            .write(acting, &write)
            .await?;
        write.commit().await?;
        mended += differences.len();
    }
    Ok(mended)
}

async fn differences(write: &Write, held: &Held, today: Day) -> Answer<Vec<Difference>> {
    type Cell = (String, StaffGroupId, PlaceId);
    // A day that has not come is not counted, whatever an earlier clock said.
    let to = held.counted_to.map_or(today, |day| day.min(today));
    let frame = Frame::new(&held.membership, to);
    let mut cells: BTreeMap<Cell, (Counts, Counts)> = BTreeMap::new();
    for (key, recounted) in fresh(write, held.id, &frame).await? {
        let cell = (key.period.key(), key.group, key.place);
        cells.entry(cell).or_default().1 = recounted;
    }
    for row in store::kept(write, held.id).await? {
        let cell = (row.period.clone(), row.staff_group_id, row.place_id);
        cells.entry(cell).or_default().0 = row.into();
    }
    cells.retain(|_, (kept, recounted)| kept != recounted);
    if cells.is_empty() {
        return Ok(Vec::new());
    }
    let names: HashMap<Uuid, String> = store::names(write, held.system).await?;
    Ok(cells
        .into_iter()
        .flat_map(|((period, group, place), (kept, recounted))| {
            let template = Difference {
                organisation: held.id,
                organisation_name: held.name.clone(),
                period,
                group,
                group_name: names.get(&group.0).cloned(),
                place,
                place_name: names.get(&place.0).cloned(),
                count: "",
                kept: 0,
                recounted: 0,
            };
            each(kept)
                .into_iter()
                .zip(each(recounted))
                .filter(|(kept, recounted)| kept != recounted)
                .map(move |((count, kept), (_, recounted))| Difference {
                    count,
                    kept,
                    recounted,
                    ..template.clone()
                })
        })
        .collect())
}

fn each(counts: Counts) -> [(&'static str, i64); 5] {
    [
        ("staff", counts.staff.into()),
        ("with an objective", counts.with_objective.into()),
        ("took part", counts.took_part.into()),
        ("entries", counts.entries.into()),
        ("minutes", counts.minutes),
    ]
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = match (&self.group_name, self.group) {
            (Some(name), _) => name.clone(),
            (None, StaffGroupId::UNPLACED) => "could not be placed".to_owned(),
            (None, id) => id.to_string(),
        };
        let place = match (&self.place_name, self.place) {
            (Some(name), _) => name.clone(),
            (None, PlaceId::NONE) => "no place".to_owned(),
            (None, id) => id.to_string(),
        };
        let (organisation, period, count) = (&self.organisation_name, &self.period, self.count);
        let (kept, recounted) = (self.kept, self.recounted);
        write!(
            f,
            "{organisation}, {period}, {group}, {place}: {count} is kept as {kept} and recounted as {recounted}"
        )
    }
}
