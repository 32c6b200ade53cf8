//! The same counts by loops over days: slow, plain, and sharing nothing with the code it judges.

mod facets;

pub use facets::{Facets, kept_facets};

use std::collections::BTreeMap;

use fairwind::entities::engagement::entry;
use fairwind::entities::objectives::objective;
use fairwind::entities::people::{employment, posting};
use fairwind::entities::systems::organisation;
use fairwind::entities::tallies::{facet_tally, month_tally, tally, tally_day};
use fairwind::kernel::database::Db;
use fairwind::kernel::ids::*;
use fairwind::kernel::time::Day;
use fairwind::tallies;
use sea_orm::EntityTrait;

use super::partners::Partners;

/// Organisation, period, staff group and place.
type Cell = (OrganisationId, String, StaffGroupId, PlaceId);
/// Staff, with an objective, took part, entries, minutes.
type Five = [i64; 5];

/// The tallies that are kept, once what waits is added to them.
pub async fn kept(partners: &Partners) -> BTreeMap<Cell, Five> {
    settled(partners).await;
    every::<tally::Entity>(partners.db())
        .await
        .into_iter()
        .map(|row| {
            let cell = (
                row.organisation_id,
                row.period,
                row.staff_group_id,
                row.place_id,
            );
            let few = [row.staff, row.with_objective, row.took_part, row.entries].map(i64::from);
            (cell, [few[0], few[1], few[2], few[3], row.minutes])
        })
        .collect()
}

/// Panics where the tallies and facets that are kept are not those counted by hand.
pub async fn assert_agree(partners: &Partners, after: &str) {
    let kept = kept(partners).await;
    let (counted, facets) = count_by(partners.db(), &periods_of).await;
    let kept_facets = kept_facets(partners).await;
    for at in kept_facets.keys().chain(facets.keys()) {
        assert_eq!(
            kept_facets.get(at),
            facets.get(at),
            "{after}: {at:?} (kept, then counted)"
        );
    }
    for cell in kept.keys().chain(counted.keys()) {
        assert_eq!(
            kept.get(cell),
            counted.get(cell),
            "{after}: {cell:?} (kept, then counted)"
        );
    }
    assert_each_counts_something(partners.db(), after).await;
}

/// Panics where a row is kept that counts nothing: nobody would ever take it away.
pub async fn assert_each_counts_something(db: &Db, after: &str) {
    for row in every::<tally::Entity>(db).await {
        assert!(row.staff > 0, "{after}: {row:?}");
    }
    for row in every::<facet_tally::Entity>(db).await {
        let few = [row.staff, row.with_objective, row.took_part, row.items];
        assert_ne!((few, row.minutes), ([0; 4], 0), "{after}: {row:?}");
    }
    for row in every::<month_tally::Entity>(db).await {
        let counts = (row.employments, row.entries, row.minutes);
        assert_ne!(counts, (0, 0, 0), "{after}: {row:?}");
    }
}

async fn settled(partners: &Partners) {
    let settled = tallies::settle_all(&partners.acting()).await;
    settled.expect("what waits can be added");
}

/// What one employment did in one period.
#[derive(Default)]
struct Seen {
    last_in_post: Option<Day>,
    objective: bool,
    entries: i64,
    minutes: i64,
    facets: BTreeMap<facets::Subject, Five>,
}

/// Counts everything, each organisation up to the day it says it is counted to.
pub async fn count(db: &Db) -> BTreeMap<Cell, Five> {
    count_by(db, &periods_of).await.0
}

/// The same in one span of days, given what to call it.
pub async fn count_span(db: &Db, name: &str, from: Day, to: Day) -> BTreeMap<Cell, Five> {
    let within = |day| match from <= day && day <= to {
        true => vec![name.to_owned()],
        false => vec![],
    };
    count_by(db, &within).await.0
}

async fn count_by(db: &Db, periods: &dyn Fn(Day) -> Vec<String>) -> (BTreeMap<Cell, Five>, Facets) {
    let links = facets::Links::read(db).await;
    let mut facets = Facets::new();
    let employments = every::<employment::Entity>(db).await;
    let postings = every::<posting::Entity>(db).await;
    let objectives = every::<objective::Entity>(db).await;
    let entries = every::<entry::Entity>(db).await;
    let organisations = every::<organisation::Entity>(db).await;
    let mut cells = BTreeMap::new();
    for counted in every::<tally_day::Entity>(db).await {
        let organisation = organisations
            .iter()
            .find(|organisation| organisation.id == counted.organisation_id)
            .expect("its organisation");
        let mut days = Vec::new();
        // An entry of the April before counts in the year an organisation joined in.
        let mut day = organisation.joined_on;
        while !day.iso().ends_with("-04-01") {
            day = day.plus(-1);
        }
        while day <= counted.counted_to_on {
            days.push((day, periods(day)));
            day = day.plus(1);
        }
        for employment in employments
            .iter()
            .filter(|e| e.organisation_id == organisation.id)
        {
            let theirs: Vec<_> = objectives
                .iter()
                .filter(|o| o.employment_id == employment.id)
                .collect();
            let logged: Vec<_> = entries
                .iter()
                .filter(|e| e.employment_id == employment.id && e.withdrawn_at.is_none())
                .collect();
            let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
            for (day, periods) in &days {
                let member = organisation.joined_on <= *day
                    && organisation.left_on.is_none_or(|left| *day < left);
                let in_post = employment.started_on.is_none_or(|first| first <= *day)
                    && employment.ended_on.is_none_or(|last| *day <= last);
                let objective = theirs.iter().any(|objective| is_in_force(objective, *day));
                let today: Vec<_> = logged
                    .iter()
                    .filter(|entry| entry.done_on == *day)
                    .collect();
                for period in periods {
                    let seen = seen.entry(period).or_default();
                    if member && in_post {
                        seen.last_in_post = Some(*day);
                    }
                    seen.objective |= objective;
                    links.see(&mut seen.facets, &theirs, &today, *day);
                    seen.entries += today.len() as i64;
                    seen.minutes += today
                        .iter()
                        .map(|entry| i64::from(entry.minutes))
                        .sum::<i64>();
                }
            }
            for (period, seen) in seen {
                let Some(last) = seen.last_in_post else {
                    continue;
                };
                let (group, place, band) = posted_on(&postings, employment.id, last);
                let cell = (
                    organisation.id,
                    period.to_owned(),
                    group.unwrap_or(StaffGroupId::UNPLACED),
                    place.or(organisation.place_id).unwrap_or(PlaceId::NONE),
                );
                let whole = [
                    1,
                    i64::from(seen.objective),
                    i64::from(seen.entries > 0),
                    seen.entries,
                    seen.minutes,
                ];
                add(cells.entry(cell.clone()).or_default(), whole);
                let mut theirs = seen.facets;
                theirs.insert(("band".into(), band.unwrap_or_default()), whole);
                for ((facet, subject), five) in theirs {
                    let at = (cell.0, cell.1.clone(), cell.2, facet, subject);
                    add(facets.entry(at).or_default(), five);
                }
            }
        }
    }
    (cells, facets)
}

fn add(to: &mut Five, five: Five) {
    for (to, five) in to.iter_mut().zip(five) {
        *to += five;
    }
}

/// The keys of the month, the quarter and the year of a day, of a year that starts in April.
fn periods_of(day: Day) -> Vec<String> {
    let (year, month) = (day.0.year(), day.0.month());
    let quarter = match month {
        1..=3 => 1,
        4..=6 => 4,
        7..=9 => 7,
        _ => 10,
    };
    let april = if month < 4 { year - 1 } else { year };
    vec![
        format!("month-{year}-{month:02}"),
        format!("quarter-{year}-{quarter:02}"),
        format!("year-{april}-04"),
    ]
}

fn is_in_force(objective: &objective::Model, day: Day) -> bool {
    let next_year = Day::new(objective.year_on.0.year() + 1, 4, 1).expect("a first of April");
    objective.agreed_on.is_some_and(|agreed| agreed <= day)
        && objective.closed_on.is_none_or(|closed| day <= closed)
        && day < next_year
}

/// Walks back, day by day, to a posting; where there is none, what was true first.
fn posted_on(
    postings: &[posting::Model],
    id: EmploymentId,
    mut day: Day,
) -> (Option<StaffGroupId>, Option<PlaceId>, Option<String>) {
    let theirs: Vec<_> = postings.iter().filter(|p| p.employment_id == id).collect();
    if let Some(first) = theirs.iter().map(|posting| posting.from_on).min() {
        day = day.max(first);
    }
    for _ in 0..2_000 {
        let found = theirs
            .iter()
            .find(|p| p.from_on <= day && p.to_on.is_none_or(|to| day <= to));
        if let Some(posting) = found {
            let known = ["2", "5", "8a", "9"];
            let band = posting.band.clone();
            let band = band.filter(|band| known.contains(&band.as_str()));
            return (posting.staff_group_id, posting.place_id, band);
        }
        day = day.plus(-1);
    }
    (None, None, None)
}

async fn every<E: EntityTrait>(db: &Db) -> Vec<E::Model> {
    E::find().all(db.read()).await.expect("a query")
}
