//! What becomes of each row, and of those whom no row names.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap},
};

use super::{
    Begun, Comparison, Listed, Records, Setting, Standing,
    addresses::{self, Address},
    existing,
    history::Content,
    matching::Matching,
};
use crate::{
    access::proofs::in_post_on,
    kernel::{
        ids::{EmploymentId, PersonId, PlaceId, StaffGroupId},
        time::Day,
    },
    people::{
        reading::Reading,
        staff_list::{
            columns::Field,
            rows::{Rejection, StaffRow},
        },
    },
};

/// What becomes of a row.
enum Verdict {
    /// An employment begins: of somebody known, or of a new person.
    New(Option<PersonId>),
    /// It is this standing employment's.
    Stands(usize),
    /// They were here before, left, and began again on this day.
    Returns(usize, Day),
    /// It is not loaded.
    Rejected,
}

/// A row with what is settled of it.
pub(super) struct Settled<'a> {
    pub row: &'a StaffRow,
    /// Which of the rows it is, from 0.
    at: usize,
    pub address: Address,
    verdict: Verdict,
    id: Option<EmploymentId>,
}

/// What the parts of a comparison share.
pub(super) struct Comparing<'a> {
    pub reading: &'a Reading,
    pub records: &'a Records,
    pub setting: Setting,
    settled: &'a [Settled<'a>],
    /// Made when somebody's manager is said for the first time.
    names: OnceCell<HashMap<EmploymentId, &'a str>>,
    /// What words mean that were looked up already: a list says few of them many times.
    groups: RefCell<HashMap<&'a str, Option<StaffGroupId>>>,
    places: RefCell<HashMap<&'a str, Option<PlaceId>>>,
}

/// Compares a list with the records.
pub fn compare(reading: &Reading, records: &Records, setting: Setting) -> Comparison {
    let mut comparison = Comparison {
        in_post: records
            .standing
            .iter()
            .filter(|own| in_post_on(&own.employment, reading.day))
            .count(),
        ..Comparison::default()
    };
    let mut matching = Matching::of(&records.standing);
    let matched = matching.rows(&reading.parsed.people);
    matching.hold(&reading.held);
    let mut refused = Vec::new();
    let settled: Vec<Settled<'_>> = reading
        .parsed
        .people
        .iter()
        .zip(matched)
        .enumerate()
        .map(|(at, (row, matched))| {
            if matched.is_none()
                && let Some(left) = row.ended_on.map(Day)
                && left < setting.kept_from
            {
                return long_gone(at, row, left, &mut refused);
            }
            settle(at, row, matched, reading, records, &matching, &mut refused)
        })
        .collect();
    comparison.rejected = with_refused(&reading.parsed.rejected, refused);
    let comparing = Comparing::new(reading, records, setting, &settled);
    let begins = |settled: &&Settled<'_>| matches!(settled.verdict, Verdict::New(_));
    // Growing would need them twice.
    let begun = settled.iter().filter(begins).count();
    comparison.writes.begun.reserve_exact(begun);
    for settled in &settled {
        comparing.row(settled, &mut comparison);
    }
    for (own, claimed) in records.standing.iter().zip(&matching.claimed) {
        if !claimed && in_post_on(&own.employment, reading.day) {
            gone(own, reading.day, setting, &mut comparison);
        }
    }
    comparison.writes.follow_merged();
    comparison
}

fn settle<'a>(
    at: usize,
    row: &'a StaffRow,
    matched: Option<usize>,
    reading: &Reading,
    records: &Records,
    matching: &Matching<'_>,
    refused: &mut Vec<Rejection>,
) -> Settled<'a> {
    let address = addresses::judge(row, matched, records, matching);
    let standing = |at: usize| records.standing[at].employment.id;
    let (verdict, id) = match (&address, matched) {
        (Address::Refused(reason), _) => {
            refused.extend(row.lines.iter().map(|&line| Rejection {
                line,
                reason: reason.clone(),
            }));
            (Verdict::Rejected, matched.map(standing))
        }
        (Address::SomebodyKnown(person), None) => {
            (Verdict::New(Some(*person)), Some(EmploymentId::new()))
        }
        (_, None) => (Verdict::New(None), Some(EmploymentId::new())),
        (_, Some(at)) => match began_again(row, &records.standing[at], reading) {
            Some(on) => (Verdict::Returns(at, on), Some(EmploymentId::new())),
            None => (Verdict::Stands(at), Some(standing(at))),
        },
    };
    Settled {
        row,
        at,
        address,
        verdict,
        id,
    }
}

/// Somebody who is not here, or not any more, and left so long ago that nothing is kept of them.
fn long_gone<'a>(
    at: usize,
    row: &'a StaffRow,
    left: Day,
    refused: &mut Vec<Rejection>,
) -> Settled<'a> {
    refused.extend(row.lines.iter().map(|&line| Rejection {
        line,
        reason: format!("Left on {left}, longer ago than people are kept after they have left."),
    }));
    Settled {
        row,
        at,
        address: Address::AsItIs,
        verdict: Verdict::Rejected,
        id: None,
    }
}

/// The day somebody who had left began again; none for somebody who never left, as their start date shows.
fn began_again(row: &StaffRow, own: &Standing, reading: &Reading) -> Option<Day> {
    let started = row.started_on.map(Day);
    let ended = row.ended_on.map(Day);
    match own.employment.ended_on {
        Some(left) if left < reading.day => match started {
            Some(started) if started > left => Some(started),
            Some(_) => None,
            // An end that the list of the same day made is taken back; an earlier one was true.
            None => (ended.is_none() && left < reading.day.plus(-1)).then_some(reading.day),
        },
        // On a list before they say they started: they left in between, unseen.
        _ => started.filter(|&started| {
            started <= reading.day
                && started > own.employment.created_at.day()
                && own.employment.started_on.is_none_or(|on| on < started)
        }),
    }
}

fn with_refused(parsed: &[Rejection], refused: Vec<Rejection>) -> Vec<Rejection> {
    let mut by_line: BTreeMap<u32, String> = BTreeMap::new();
    for rejection in parsed.iter().cloned().chain(refused) {
        let said = by_line.entry(rejection.line).or_default();
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&rejection.reason);
    }
    by_line
        .into_iter()
        .map(|(line, reason)| Rejection { line, reason })
        .collect()
}

impl<'a> Comparing<'a> {
    fn new(
        reading: &'a Reading,
        records: &'a Records,
        setting: Setting,
        settled: &'a [Settled<'a>],
    ) -> Self {
        Self {
            reading,
            records,
            setting,
            settled,
            names: OnceCell::new(),
            groups: RefCell::default(),
            places: RefCell::default(),
        }
    }

    /// The name of somebody in the list or the records.
    pub(super) fn name(&self, id: EmploymentId) -> &str {
        let names = self.names.get_or_init(|| {
            let standing = self.records.standing.iter();
            let listed = self.settled.iter();
            standing
                .map(|own| (own.employment.id, own.person.name.as_str()))
                .chain(listed.filter_map(|one| Some((one.id?, one.row.name.as_str()))))
                .collect()
        });
        names.get(&id).copied().unwrap_or("somebody else")
    }

    fn group_of(&self, words: &'a str) -> Option<StaffGroupId> {
        let mut groups = self.groups.borrow_mut();
        let found = groups.entry(words);
        *found.or_insert_with(|| self.reading.group_of(words))
    }

    fn place_of(&self, words: &'a str) -> Option<PlaceId> {
        let mut places = self.places.borrow_mut();
        let found = places.entry(words);
        *found.or_insert_with(|| self.reading.place_of(words))
    }

    fn manager_of(&self, settled: &Settled<'_>) -> Option<EmploymentId> {
        let manager = self.reading.parsed.managers[settled.at]?;
        self.settled[manager as usize].id
    }

    /// What the list says is true of a row's employment; where it has no column, what was true before.
    pub(super) fn content(&self, settled: &Settled<'a>, before: Option<&Content>) -> Content {
        let row = settled.row;
        let says = |fields: &[Field]| self.reading.says(fields) || before.is_none();
        let was = |of: fn(&Content) -> Option<String>| before.and_then(of);
        let same_words = before.filter(|before| {
            use crate::people::staff_list::groups::fold;
            *before.words == *row.group_words || fold(&before.words) == fold(&row.group_words)
        });
        let mapped = self.group_of(&row.group_words);
        Content {
            words: same_words.map_or_else(|| row.group_words.to_string(), |b| b.words.clone()),
            // Words that were placed once stay so, even if their mapping is not in this list's.
            group: mapped.or_else(|| same_words.and_then(|before| before.group)),
            place: if says(&[Field::Place]) {
                let place = row.place_words.as_deref();
                place.and_then(|words| self.place_of(words))
            } else {
                before.and_then(|before| before.place)
            },
            job_role: if says(&[Field::JobRole, Field::PositionTitle]) {
                row.job_role.as_deref().map(str::to_owned)
            } else {
                was(|before| before.job_role.clone())
            },
            band: if says(&[Field::Band]) {
                row.band.as_deref().map(str::to_owned)
            } else {
                was(|before| before.band.clone())
            },
            fte_hundredths: if says(&[Field::Fte, Field::WeeklyHours]) {
                row.fte_hundredths.and_then(|fte| i32::try_from(fte).ok())
            } else {
                before.and_then(|before| before.fte_hundredths)
            },
            manager: if says(&[Field::ManagerNumber, Field::ManagerEmail]) {
                self.manager_of(settled)
            } else {
                before.and_then(|before| before.manager)
            },
        }
    }

    fn row(&self, settled: &'a Settled<'a>, comparison: &mut Comparison) {
        let group = match settled.verdict {
            Verdict::Rejected => return,
            Verdict::New(person) => {
                let started = settled.row.started_on.map(Day).or(self.first_seen());
                self.begins(settled, person, started, Vec::new(), comparison)
            }
            Verdict::Returns(at, started) => {
                let own = &self.records.standing[at];
                let left = own.employment.ended_on.unwrap_or(started.plus(-1));
                existing::leaves(own, left, true, &mut comparison.writes);
                let person = existing::person(self, own, settled, &mut Vec::new(), comparison);
                let note = format!("Comes back: left on {left}");
                self.begins(settled, Some(person), Some(started), vec![note], comparison)
            }
            Verdict::Stands(at) => {
                existing::row(self, &self.records.standing[at], settled, comparison).group
            }
        };
        if group.is_none() {
            let words = &settled.row.group_words;
            comparison.unplaced.add(self.setting, || Listed {
                line: Some(settled.row.line),
                name: settled.row.name.clone(),
                notes: vec![if words.is_empty() {
                    "No staff group is given".to_owned()
                } else {
                    format!("Their words: {words}")
                }],
            });
        }
    }

    /// Since when somebody is here whose start a list does not say: if there was a list without them before, from
    /// this one on, so that no past figure changes; of a first list, nobody knows.
    fn first_seen(&self) -> Option<Day> {
        (!self.records.standing.is_empty()).then_some(self.reading.day)
    }

    /// An employment begins; answers its staff group.
    fn begins(
        &self,
        settled: &Settled<'a>,
        person: Option<PersonId>,
        started_on: Option<Day>,
        mut notes: Vec<String>,
        comparison: &mut Comparison,
    ) -> Option<StaffGroupId> {
        let row = settled.row;
        let ended_on = row.ended_on.map(Day);
        let from_on = started_on.unwrap_or(self.setting.joined_on);
        let group = self.group_of(&row.group_words);
        let place = row.place_words.as_deref();
        comparison.writes.begun.push(Begun {
            row: settled.at,
            id: settled.id.unwrap_or_else(EmploymentId::new),
            person: person.unwrap_or_else(PersonId::new),
            is_new_person: person.is_none(),
            started_on,
            from_on: ended_on.map_or(from_on, |ended| ended.min(from_on)),
            group,
            place: place.and_then(|words| self.place_of(words)),
            manager: self.manager_of(settled),
        });
        comparison.new.add(self.setting, || {
            notes.extend(row.job_role.as_deref().map(str::to_owned));
            notes.push(format!("Staff group: {}", self.reading.group_name(group)));
            notes.extend(ended_on.map(|on| format!("Last day: {on}")));
            if row.email.is_none() {
                notes.push("No address: counted, and cannot sign in until one is given".to_owned());
            }
            Listed {
                line: Some(row.line),
                name: row.name.clone(),
                notes,
            }
        });
        group
    }
}

/// Somebody in post who is not in the list: their last day was the day before the one it describes.
fn gone(own: &Standing, day: Day, setting: Setting, comparison: &mut Comparison) {
    let started = own.employment.started_on;
    let left = day.plus(-1).max(started.unwrap_or(day.plus(-1)));
    existing::leaves(own, left, false, &mut comparison.writes);
    comparison.ends += 1;
    comparison.gone.add(setting, || {
        let role = own.postings.last().and_then(|last| last.job_role.clone());
        Listed {
            line: None,
            name: own.person.name.clone(),
            notes: role
                .into_iter()
                .chain([format!("Last day: {left}")])
                .collect(),
        }
    });
}
