//! Invented objectives and entries: more where a group finds it easier, and more each month as the habit grows.

use std::collections::HashSet;

use rand::{RngExt, rngs::StdRng};

use super::{
    lists::Lists,
    names::{AIMS, Aim, CHANGES, one, percent},
    people::Employee,
};
use crate::{
    entities::objectives::{Level, ObjectiveState, Side},
    kernel::{ids::*, time::Day},
};

/// An objective of someone.
pub struct Aimed {
    pub id: ObjectiveId,
    pub employment: EmploymentId,
    pub person: PersonId,
    pub manager: PersonId,
    pub aim: Aim,
    pub level: Level,
    pub state: ObjectiveState,
    pub awaits: Side,
    pub proposed_on: Day,
    pub agreed_on: Option<Day>,
    pub closed_on: Option<Day>,
    pub year_on: Day,
    pub due_on: Day,
    pub partners: Vec<OrganisationId>,
    pub theme: ThemeId,
    pub priorities: Vec<PriorityId>,
}

/// An entry of someone.
pub struct Logged {
    pub id: EntryId,
    pub employment: EmploymentId,
    pub objective: Option<ObjectiveId>,
    pub done_on: Day,
    pub minutes: i32,
    pub kind: EntryKindId,
    pub partners: Vec<OrganisationId>,
    pub changed: &'static str,
    pub tension: Option<TensionKindId>,
}

/// Who aims at what, and how many entries each of them makes.
pub struct Plan {
    pub objectives: Vec<Aimed>,
    /// Of each employee: how many entries, and the objective they can be linked to.
    each: Vec<(u32, Option<ObjectiveId>)>,
    working: Vec<Day>,
}

/// Invents objectives from the first day of the appraisal year until today, and shares out a number of entries.
///
/// Entries fall to people as drops of rain do, on some far more than on others: by the habit of their staff group,
/// three times as much where they have an objective of their own, by how long they were in post, and by luck.
pub fn plan(
    chance: &mut StdRng,
    lists: &Lists,
    staff: &[Employee],
    (from, today): (Day, Day),
    entries: usize,
) -> Plan {
    let days = from.days_until(today).max(1);
    let working: Vec<Day> = std::iter::successors(Some(from), |day| {
        Some(day.plus(1)).filter(|day| *day <= today)
    })
    .filter(|day| !is_weekend(*day))
    .collect();
    let mut plan = Plan {
        objectives: Vec::new(),
        each: vec![(0, None); staff.len()],
        working,
    };
    // The sum of everybody's weight so far: who a draw between two of them falls to is found by halving.
    let mut sums: Vec<f64> = Vec::with_capacity(staff.len());
    let mut sum = 0.0;
    for (at, someone) in staff.iter().enumerate() {
        let until = someone.ended_on.unwrap_or(today);
        let span = plan.span(someone, until);
        if someone.started_on <= today && until >= from && !span.is_empty() {
            let (uptake, habit) = likelihoods(lists, someone);
            let mut own = None;
            if percent(uptake, chance)
                && let Some(manager) = someone.manager.and_then(|index| staff.get(index))
            {
                let aimed = aim(chance, lists, someone, manager, from, until, days);
                own = aimed.agreed_on.map(|_| aimed.id);
                plan.objectives.push(aimed);
            }
            plan.each[at].1 = own;
            let luck = -(1.0 - chance.random::<f64>()).ln();
            let keen = if own.is_some() { 3.0 } else { 1.0 };
            sum += f64::from(habit) * keen * span.len() as f64 * luck;
        }
        sums.push(sum);
    }
    if sum > 0.0 {
        for _ in 0..entries {
            let drawn = chance.random::<f64>() * sum;
            let at = sums.partition_point(|sum| *sum <= drawn);
            plan.each[at.min(staff.len() - 1)].0 += 1;
        }
    }
    plan
}

impl Plan {
    /// Of places in the list of staff: whether somebody there has an objective in force and a handful of entries.
    pub fn at_work(&self) -> impl Fn(usize) -> bool {
        let in_force: HashSet<ObjectiveId> = self
            .objectives
            .iter()
            .filter(|aimed| aimed.state == ObjectiveState::Agreed)
            .map(|aimed| aimed.id)
            .collect();
        move |at| {
            self.each.get(at).is_some_and(|(many, own)| {
                (4..=20).contains(many) && own.is_some_and(|own| in_force.contains(&own))
            })
        }
    }

    /// The working days that someone was in post on, as places in the list.
    fn span(&self, someone: &Employee, until: Day) -> std::ops::Range<usize> {
        let first = self
            .working
            .partition_point(|day| *day < someone.started_on);
        let last = self.working.partition_point(|day| *day <= until);
        first..last.max(first)
    }

    /// The entries of some of the employees, whose places these are: more each month, as the habit grows.
    pub fn entries(
        &self,
        chance: &mut StdRng,
        lists: &Lists,
        staff: &[Employee],
        which: std::ops::Range<usize>,
        today: Day,
    ) -> Vec<Logged> {
        let mut entries = Vec::new();
        for at in which {
            let someone = &staff[at];
            let (many, own) = self.each[at];
            let span = self.span(someone, someone.ended_on.unwrap_or(today));
            for _ in 0..many {
                let day = loop {
                    let drawn = chance.random_range(span.clone());
                    let progress = drawn as f64 / self.working.len() as f64;
                    if chance.random::<f64>() * 1.6 < 1.0 + progress * 0.6 {
                        break self.working[drawn];
                    }
                };
                entries.push(log(chance, lists, someone, own, day));
            }
        }
        entries
    }
}

/// Some of the employees at a time, so that only their entries are in memory.
pub fn chunks(which: std::ops::Range<usize>) -> impl Iterator<Item = std::ops::Range<usize>> {
    let end = which.end;
    which
        .step_by(2_000)
        .map(move |from| from..end.min(from + 2_000))
}

/// How many of a hundred have an objective, and how many of 10,000 working days have an entry.
fn likelihoods(lists: &Lists, someone: &Employee) -> (u32, u32) {
    let (uptake, habit) = match lists
        .group_by_id(someone.group)
        .map(|g| g.code.as_deref().unwrap_or(&g.name))
    {
        Some("01") => (24, 40),
        Some("03") => (41, 55),
        Some("04") => (52, 85),
        Some("05") => (36, 45),
        Some("07") => (22, 20),
        Some("08") => (38, 50),
        Some("09") => (9, 6),
        Some("Social care: regulated professional") => (48, 90),
        Some("Social care: managerial") => (60, 110),
        Some("Social care: direct care") => (18, 25),
        Some("Public health") => (66, 120),
        Some("Voluntary sector: paid staff") => (40, 140),
        Some("Volunteers" | "Trustees") => (0, 20),
        _ => (20, 25),
    };
    if lists.is_second_trust(someone.organisation) {
        (uptake * 5 / 6, habit * 4 / 5)
    } else {
        (uptake, habit)
    }
}

fn aim(
    chance: &mut StdRng,
    lists: &Lists,
    someone: &Employee,
    manager: &Employee,
    from: Day,
    until: Day,
    days: i32,
) -> Aimed {
    let begin = someone.started_on.max(from);
    let proposed_on = begin.plus(chance.random_range(0..begin.days_until(until).clamp(1, 150)));
    let agrees = percent(92, chance);
    let agreed_on = agrees.then(|| proposed_on.plus(chance.random_range(0..14)).min(until));
    let closes = agrees && days > 90 && percent(50, chance);
    let closed_on = closes
        .then(|| {
            agreed_on
                .unwrap_or(proposed_on)
                .plus(chance.random_range(30..160))
        })
        .filter(|day| *day <= until);
    let outcome = match chance.random_range(0..10) {
        0..=4 => ObjectiveState::Met,
        5..=7 => ObjectiveState::PartlyMet,
        8 => ObjectiveState::NotMet,
        _ => ObjectiveState::Withdrawn,
    };
    let state = match (agreed_on, closed_on) {
        (_, Some(_)) => outcome,
        (Some(_), None) => ObjectiveState::Agreed,
        (None, None) => ObjectiveState::Proposed,
    };
    let aim = AIMS[chance.random_range(0..AIMS.len())];
    Aimed {
        id: ObjectiveId::new(),
        employment: someone.employment,
        person: someone.person,
        manager: manager.person,
        aim,
        priorities: lists.priorities_of(aim.0),
        level: [
            Level::Neighbourhood,
            Level::Place,
            Level::Place,
            Level::System,
        ][chance.random_range(0..4)],
        state,
        awaits: if agreed_on.is_none() && percent(30, chance) {
            Side::Manager
        } else {
            Side::Staff
        },
        proposed_on,
        agreed_on,
        closed_on,
        year_on: from,
        due_on: from
            .plus(364)
            .min(proposed_on.plus(chance.random_range(90..240))),
        partners: lists.some_partners(someone.organisation, chance),
        theme: lists.a_theme(chance),
    }
}

fn log(
    chance: &mut StdRng,
    lists: &Lists,
    someone: &Employee,
    objective: Option<ObjectiveId>,
    day: Day,
) -> Logged {
    Logged {
        id: EntryId::new(),
        employment: someone.employment,
        objective: objective.filter(|_| percent(60, chance)),
        done_on: day,
        minutes: [30, 45, 60, 60, 90, 120, 240][chance.random_range(0..7)],
        kind: lists.an_entry_kind(chance),
        partners: lists.some_partners(someone.organisation, chance),
        changed: one(CHANGES, chance),
        tension: percent(14, chance).then(|| lists.a_tension_kind(chance)),
    }
}

fn is_weekend(day: Day) -> bool {
    matches!(
        day.0.weekday(),
        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
    )
}
