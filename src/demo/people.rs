//! Invented people: how many of each staff group, who manages whom, and whom to sign in as.

use std::collections::{BTreeMap, HashMap};

use rand::{RngExt, rngs::StdRng};

use super::{
    SignInAs,
    lists::Lists,
    names::{FAMILY, GIVEN, job_role, one, percent},
};
use crate::{
    entities::access::Role,
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        time::Day,
    },
};

/// Published full-time equivalents of June 2018 (NHS Digital): the proportions of the trusts' staff groups.
const FTE: &str = include_str!("fte-by-staff-group-2018-06.csv");

/// Someone at an organisation.
pub struct Employee {
    pub person: PersonId,
    pub employment: EmploymentId,
    pub organisation: OrganisationId,
    pub name: String,
    pub email: Option<String>,
    pub number: String,
    pub group: Option<StaffGroupId>,
    pub group_words: String,
    pub job_role: &'static str,
    pub band: Option<&'static str>,
    pub fte_hundredths: i32,
    pub started_on: Day,
    pub ended_on: Option<Day>,
    /// Index of the manager among all employees.
    pub manager: Option<usize>,
    /// Where they were before they moved within the organisation: until which day, in which group.
    pub moved: Option<(Day, StaffGroupId)>,
}

/// A member of the cast: whom to sign in as.
pub struct Cast {
    pub person: PersonId,
    pub organisation: OrganisationId,
    pub role: Option<Role>,
    pub sign_in: SignInAs,
}

/// How many people report to one manager.
const TEAM: usize = 11;

/// A staff group, by code or name, and its share of a partner's staff.
type Share = (&'static str, f64);

/// A partner's staff: its code or name, its mail domain, how many, and the share of each staff group.
fn partners() -> Vec<(&'static str, &'static str, usize, Vec<Share>)> {
    vec![
        ("RHW", "royalberkshire.example", 5_580, published("RHW")),
        (
            "RWX",
            "berkshirehealthcare.example",
            4_290,
            published("RWX"),
        ),
        (
            "616",
            "reading.example",
            1_750,
            vec![
                ("Social care: managerial", 90.0),
                ("Social care: regulated professional", 260.0),
                ("Social care: direct care", 420.0),
                ("Public health", 60.0),
                ("Council: children's services", 310.0),
                ("Council: corporate", 400.0),
                ("Council: housing", 206.0),
                ("Social care: other", 4.0),
            ],
        ),
        (
            "S0E4D",
            "thamesvalley.example",
            330,
            vec![("01", 7.0), ("03", 14.0), ("05", 22.0), ("08", 287.0)],
        ),
        (
            "Reading Voluntary Action",
            "rva.example",
            52,
            vec![
                ("Voluntary sector: paid staff", 15.0),
                ("Volunteers", 30.0),
                ("Trustees", 7.0),
            ],
        ),
    ]
}

/// A trust's published groups, as national staff groups.
fn published(trust: &str) -> Vec<Share> {
    let mut lines = FTE
        .lines()
        .map(|line| line.rsplitn(5, ',').collect::<Vec<_>>());
    let column = lines
        .next()
        .and_then(|heading| heading.iter().position(|code| *code == trust))
        .unwrap_or_default();
    let mut shares: Vec<Share> = Vec::new();
    for line in lines {
        let group = line.last().copied().unwrap_or_default().trim_matches('"');
        let fte: f64 = line
            .get(column)
            .and_then(|number| number.parse().ok())
            .unwrap_or_default();
        let parts: &[Share] = match group {
            "HCHS doctors" => &[("01", 1.0)],
            "Nurses & health visitors" | "Midwives" => &[("03", 1.0)],
            "Scientific, therapeutic & technical staff" => {
                &[("04", 0.6), ("05", 0.25), ("06", 0.15)]
            }
            "Support to doctors, nurses & midwives"
            | "Support to ST&T staff"
            | "Support to ambulance staff" => &[("07", 1.0)],
            "Ambulance staff" => &[("04", 1.0)],
            "Central functions" | "Managers" | "Senior managers" => &[("08", 1.0)],
            "Hotel, property & estates" => &[("09", 1.0)],
            // People whom the staff list does not place.
            _ => &[("", 1.0)],
        };
        for (code, share) in parts {
            match shares.iter_mut().find(|(known, _)| known == code) {
                Some((_, sum)) => *sum += fte * share,
                None => shares.push((code, fte * share)),
            }
        }
    }
    // A handful of students and supplementary roles: small groups are where suppression is seen.
    shares.push(("02", 4.0));
    shares.push(("10", 6.0));
    shares
}

/// Invents everybody of a system: so many people, each partner with its share of them.
pub fn invent(
    chance: &mut StdRng,
    lists: &Lists,
    (from, today): (Day, Day),
    people: usize,
    copy: usize,
) -> Vec<Employee> {
    let mut staff: Vec<Employee> = Vec::with_capacity(people);
    let partners = partners();
    let sizes: Vec<f64> = partners
        .iter()
        .map(|(_, _, share, _)| *share as f64)
        .collect();
    let sizes = apportion(people, &sizes);
    for ((code, domain, _, shares), size) in partners.into_iter().zip(sizes) {
        let Some(organisation) = lists.organisation(code) else {
            continue;
        };
        let domain = domain_of(domain, copy);
        let mut addresses = HashMap::new();
        let parts: Vec<f64> = shares.iter().map(|(_, share)| *share).collect();
        let groups: Vec<&'static str> = shares
            .iter()
            .zip(apportion(size, &parts))
            .flat_map(|((group, _), many)| std::iter::repeat_n(*group, many))
            .collect();
        let first = staff.len();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        for place in (1..order.len()).rev() {
            order.swap(place, chance.random_range(0..=place));
        }
        for (place, which) in order.into_iter().enumerate() {
            let group = lists.group(groups[which]);
            let name = format!("{} {}", one(GIVEN, chance), one(FAMILY, chance));
            let is_small = groups.len() < 100;
            let email =
                (is_small || percent(98, chance)).then(|| address(&name, &domain, &mut addresses));
            let is_new = place > TEAM * TEAM && percent(6, chance);
            let days = from.days_until(today).max(1);
            let started_on = if is_new {
                from.plus(chance.random_range(0..days))
            } else {
                from.plus(-chance.random_range(30..9_000))
            };
            let leaves = place > TEAM * TEAM && !is_new && percent(4, chance);
            let moves = place > TEAM * TEAM && !leaves && !is_new && percent(2, chance);
            let code = group.and_then(|group| group.code.as_deref());
            let group_name = group.map_or("", |group| group.name.as_str());
            staff.push(Employee {
                person: PersonId::new(),
                employment: EmploymentId::new(),
                organisation,
                name,
                email,
                number: format!("{}", 20_000_000 + staff.len()),
                group: group.map(|group| group.id),
                group_words: if group_name.is_empty() {
                    "Unknown".into()
                } else {
                    group_name.to_owned()
                },
                job_role: job_role(code, group_name, chance),
                band: code
                    .filter(|code| *code != "01")
                    .map(|_| one(&["2", "3", "4", "5", "6", "7", "8a"], chance)),
                fte_hundredths: *[50, 60, 80, 100, 100, 100]
                    .get(chance.random_range(0..6))
                    .unwrap_or(&100),
                started_on,
                ended_on: leaves.then(|| from.plus(chance.random_range(0..days))),
                manager: (place > 0).then(|| first + (place - 1) / TEAM),
                moved: moves
                    .then(|| {
                        Some((
                            from.plus(chance.random_range(1..days.max(2))),
                            lists.group("08")?.id,
                        ))
                    })
                    .flatten(),
            });
        }
    }
    staff
}

/// Whole numbers that add up to a whole and are in the proportion of shares: the largest remainders are rounded up.
fn apportion(whole: usize, shares: &[f64]) -> Vec<usize> {
    let sum: f64 = shares.iter().sum();
    let exact = |at: usize| shares[at] / sum * whole as f64;
    let mut parts: Vec<usize> = (0..shares.len()).map(|at| exact(at) as usize).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| exact(*b).fract().total_cmp(&exact(*a).fract()));
    let left = whole.saturating_sub(parts.iter().sum());
    for at in order.into_iter().cycle().take(left) {
        parts[at] += 1;
    }
    parts
}

/// The mail domain of a partner; each further system has domains of its own.
fn domain_of(domain: &str, copy: usize) -> String {
    match domain.split_once('.') {
        Some((name, ending)) if copy > 0 => format!("{name}-{}.{ending}", copy + 1),
        _ => domain.to_owned(),
    }
}

/// An address nobody else at the partner has: the second of a name has a 2 behind it.
fn address(name: &str, domain: &str, taken: &mut HashMap<String, u32>) -> String {
    let local = name.to_lowercase().replace(' ', ".");
    let number = taken.entry(local.clone()).or_insert(0);
    *number += 1;
    match number {
        1 => format!("{local}@{domain}"),
        number => format!("{local}{number}@{domain}"),
    }
}

/// Whom to sign in as, at the first trust: people in post with an address, in one team. The member of staff manages
/// nobody, and has an objective in force and some entries, if anybody is so: `is_at_work` says it of a place in the list.
pub fn cast(staff: &[Employee], is_at_work: impl Fn(usize) -> bool) -> Answer<Vec<Cast>> {
    let first = staff.first().map(|someone| someone.organisation);
    let present = |someone: &Employee| {
        someone.email.is_some() && someone.ended_on.is_none() && someone.group.is_some()
    };
    let mut manages = vec![false; staff.len()];
    for manager in staff.iter().filter_map(|someone| someone.manager) {
        manages[manager] = true;
    }
    let mut teams: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, someone) in staff.iter().enumerate() {
        if let Some(manager) = someone.manager.filter(|_| present(someone) && !manages[at]) {
            teams.entry(manager).or_default().push(at);
        }
    }
    teams.retain(|manager, team| {
        let manager = &staff[*manager];
        Some(manager.organisation) == first && present(manager) && team.len() >= 5
    });
    // Where there are too few entries for anybody to be at work, anybody will do.
    let (manager, member) = teams
        .iter()
        .find_map(|(&manager, team)| Some((manager, *team.iter().find(|&&at| is_at_work(at))?)))
        .or_else(|| {
            teams
                .iter()
                .find_map(|(&manager, team)| Some((manager, *team.first()?)))
        })
        .ok_or(Fault::NotFound)?;
    let team = teams.remove(&manager).unwrap_or_default();
    let mut team = team
        .into_iter()
        .filter(|&at| at != member)
        .map(|at| &staff[at]);
    let mut next = || team.next().ok_or(Fault::NotFound);
    let roles = [
        ("Member of staff", None, &staff[member]),
        ("Manager", None, &staff[manager]),
        ("Board secretary", Some(Role::BoardSecretary), next()?),
        (
            "Organisation administrator",
            Some(Role::OrganisationAdministrator),
            next()?,
        ),
        (
            "System administrator",
            Some(Role::SystemAdministrator),
            staff
                .iter()
                .find(|someone| {
                    Some(someone.organisation) != first
                        && someone.group_words.contains("Admin")
                        && someone.email.is_some()
                        && someone.ended_on.is_none()
                })
                .ok_or(Fault::NotFound)?,
        ),
    ];
    roles
        .into_iter()
        .map(|(words, role, someone)| {
            Ok(Cast {
                person: someone.person,
                organisation: someone.organisation,
                role,
                sign_in: SignInAs {
                    role: words,
                    email: someone.email.clone().ok_or(Fault::NotFound)?,
                    name: someone.name.clone(),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        for whole in [0, 1, 7, 12_000, 41_667] {
            let parts = apportion(whole, &[5_580.0, 4_290.0, 1_750.0, 330.0, 52.0]);
            assert_eq!(parts.iter().sum::<usize>(), whole);
        }
        assert_eq!(apportion(10, &[1.0, 1.0, 2.0]), [3, 2, 5]);
    }
}
