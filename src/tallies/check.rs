//! Recounts from the records, names what does not agree with the tallies, and mends it.

use std::{collections::BTreeMap, fmt};

use serde_json::json;

use super::{
    count::{Counts, Frame, Sums},
    held, recount_held,
    store::{self, Compared, Held},
};
use crate::{
    access::{Acting, audit::Line},
    entities::tallies::{Facet, facet_tally, month_tally, tally},
    kernel::{fault::Answer, ids::*, time::Day},
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
    /// By what facet it is told apart, where it is.
    pub facet: Option<Facet>,
    /// The facet's subject; of months, which of them.
    pub subject: String,
    /// Which of the five counts: "staff", "with an objective", "took part", "entries", "minutes".
    pub count: &'static str,
    /// What is kept.
    pub kept: i64,
    /// What the records say.
    pub recounted: i64,
}

/// Where a count is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Where {
    period: String,
    group: StaffGroupId,
    place: PlaceId,
    facet: Option<Facet>,
    subject: String,
}

/// Recounts every organisation from its records, up to the day it is counted to, and names each count that differs.
/// One that was never counted is looked at as of today. Changes nothing.
///
/// Nobody waits for it: each organisation is looked at, some of its employments at a time, while others write. Only
/// one that then seems to differ is held and looked at again, so that no change comes between its records and its
/// tallies.
pub async fn check(acting: &Acting) -> Answer<Vec<Difference>> {
    let mut all = Vec::new();
    for organisation in store::organisations(acting).await? {
        if !seems_to_differ(acting, organisation).await? {
            continue;
        }
        let write = store::begin(acting).await?;
        let held = held(&write, organisation).await?;
        let compared = store::compare(&write, &held, &frame(&held, acting.today())).await?;
        all.extend(differences(&held, compared));
    }
    Ok(all)
}

/// Counts every organisation afresh that has a difference, or that a wrong clock has counted to a day that has not
/// come, with a line in the audit trail; says how many differences there were.
pub async fn repair(acting: &Acting) -> Answer<usize> {
    let mut mended = 0;
    for organisation in store::organisations(acting).await? {
        let runs_ahead = |held: &Held| held.counted_to.is_some_and(|day| acting.today() < day);
        let seen = store::seen(acting, organisation).await?;
        if !runs_ahead(&seen) && !seems_to_differ(acting, organisation).await? {
            continue;
        }
        let write = store::begin(acting).await?;
        let held = held(&write, organisation).await?;
        let compared = store::compare(&write, &held, &frame(&held, acting.today())).await?;
        let differences = differences(&held, compared);
        if differences.is_empty() && !runs_ahead(&held) {
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

/// How often an organisation is looked at without being held: a change in between looks like a difference once, and
/// hardly twice.
const LOOKS: usize = 2;

async fn seems_to_differ(acting: &Acting, organisation: OrganisationId) -> Answer<bool> {
    for _ in 0..LOOKS {
        let (seen, compared) =
            store::compare_unheld(acting, organisation, |seen| frame(seen, acting.today())).await?;
        if differences(&seen, compared).is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A day that has not come is not counted, whatever an earlier clock said.
fn frame(held: &Held, today: Day) -> Frame {
    let to = held.counted_to.map_or(today, |day| day.min(today));
    Frame::new(&held.membership, to)
}

fn differences(held: &Held, compared: Compared) -> Vec<Difference> {
    let mut cells: BTreeMap<Where, (Counts, Counts)> = BTreeMap::new();
    for (at, recounted) in everything(compared.recounted) {
        cells.entry(at).or_default().1 = recounted;
    }
    for (at, kept) in compared.kept {
        cells.entry(at).or_default().0 = kept;
    }
    for (at, waiting) in everything(compared.waiting) {
        cells.entry(at).or_default().0 += waiting;
    }
    cells.retain(|_, (kept, recounted)| kept != recounted);
    let names = compared.names;
    cells
        .into_iter()
        .flat_map(|(at, (kept, recounted))| {
            let template = Difference {
                organisation: held.id,
                organisation_name: held.name.clone(),
                group_name: names.get(&at.group.0).cloned(),
                place_name: names.get(&at.place.0).cloned(),
                period: at.period,
                group: at.group,
                place: at.place,
                facet: at.facet,
                subject: at.subject,
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
        .collect()
}

fn everything(sums: Sums) -> impl Iterator<Item = (Where, Counts)> {
    let cells = sums.cells.into_iter().map(|(key, counts)| {
        let at = Where {
            period: key.period.key(),
            group: key.group,
            place: key.place,
            facet: None,
            subject: String::new(),
        };
        (at, counts)
    });
    let facets = sums.facets.into_iter().map(|(key, counts)| {
        let at = Where {
            period: key.period.key(),
            group: key.group,
            place: PlaceId::NONE,
            facet: Some(key.facet),
            subject: key.subject,
        };
        (at, counts)
    });
    let months = sums.months.into_iter().map(|(key, counts)| {
        let masks = [key.here, key.in_post, key.with_objective, key.took_part];
        let at = Where {
            period: of_months(key.year_on),
            group: key.group,
            place: key.place,
            facet: None,
            subject: of_masks(masks.map(|months| months.0), key.month),
        };
        (at, counts)
    });
    cells.chain(facets).chain(months)
}

fn of_months(year_on: Day) -> String {
    format!("months of the year from {}", year_on.iso())
}

fn of_masks([here, in_post, with_objective, took_part]: [i32; 4], month: i32) -> String {
    format!(
        "here {here:012b}, in post {in_post:012b}, with an objective {with_objective:012b}, \
         took part {took_part:012b}, work of month {month}"
    )
}

impl From<&tally::Model> for Where {
    fn from(row: &tally::Model) -> Self {
        Self {
            period: row.period.clone(),
            group: row.staff_group_id,
            place: row.place_id,
            facet: None,
            subject: String::new(),
        }
    }
}

impl From<&facet_tally::Model> for Where {
    fn from(row: &facet_tally::Model) -> Self {
        Self {
            period: row.period.clone(),
            group: row.staff_group_id,
            place: PlaceId::NONE,
            facet: Some(row.facet),
            subject: row.subject.clone(),
        }
    }
}

impl From<&month_tally::Model> for Where {
    fn from(row: &month_tally::Model) -> Self {
        let masks = [row.here, row.in_post, row.with_objective, row.took_part];
        Self {
            period: of_months(row.year_on),
            group: row.staff_group_id,
            place: row.place_id,
            facet: None,
            subject: of_masks(masks, row.month),
        }
    }
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
        let by = match (self.facet, self.subject.as_str()) {
            (None, "") => String::new(),
            (None, months) => format!(", {months}"),
            (Some(facet), subject) => format!(", {} {subject:?}", facet.word()),
        };
        let (organisation, period, count) = (&self.organisation_name, &self.period, self.count);
        let (kept, recounted) = (self.kept, self.recounted);
        write!(
            f,
            "{organisation}, {period}, {group}, {place}{by}: {count} is kept as {kept} and recounted as {recounted}"
        )
    }
}
