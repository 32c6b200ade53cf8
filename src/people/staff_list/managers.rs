//! Who manages whom, from the numbers and addresses on the lines.

use std::{cell::OnceCell, collections::BTreeMap};

use super::employment::Gathered;
use super::rows::{ManagerRef, StaffRow, Warning};
use super::words::quoted;

/// For each employment, where its manager's is.
pub(super) type ManagedBy = Vec<Option<usize>>;

/// Finds everyone's manager. A manager who is not in the list is left out with a warning;
/// somebody named as their own manager is rejected.
pub(super) fn find(gathered: &mut Gathered<'_>) -> ManagedBy {
    // Where managers are named by their numbers, nobody is looked up by an address.
    let by_address = OnceCell::new();
    let mut managed_by: ManagedBy = vec![None; gathered.len()];
    let mut unknown: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    // Those of one manager often stand together.
    let mut last: (String, Option<usize>) = (String::new(), None);
    for (at, managed_by) in managed_by.iter_mut().enumerate() {
        let Some(employment) = gathered.get(at).filter(|found| !found.rejected) else {
            continue;
        };
        let (manager, named) = match &employment.row.manager {
            None => continue,
            Some(ManagerRef::Number(number)) => {
                if last.0 != *number {
                    last.1 = gathered.numbered(number);
                    last.0.clone_from(number);
                }
                (last.1, number)
            }
            Some(ManagerRef::Email(email)) => {
                let by_address = by_address.get_or_init(|| ByAddress::of(gathered));
                (by_address.find(gathered, email), email)
            }
        };
        match manager {
            Some(manager) if manager == at => {
                gathered.reject(at, "They are given as their own line manager.");
            }
            Some(manager) => *managed_by = Some(manager),
            None => {
                let lines = unknown.entry(named.clone()).or_default();
                lines.push(employment.row.line);
                if let Some(employment) = gathered.get_mut(at) {
                    employment.row.manager = None;
                }
            }
        }
    }
    for (named, lines) in unknown {
        gathered.warnings.push(Warning {
            lines,
            reason: format!(
                "Line manager {} is not in this list, so these people are loaded without one.",
                quoted(&named)
            ),
        });
    }
    managed_by
}

/// Writes everyone's manager as the manager's own row has it, and leaves out those who are
/// not loaded themselves. Says who is left.
pub(super) fn settle(gathered: &mut Gathered<'_>, mut managed_by: ManagedBy) -> ManagedBy {
    let mut not_loaded: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (at, managed_by) in managed_by.iter_mut().enumerate() {
        let Some(manager) = *managed_by else { continue };
        let Some(row) = loaded(gathered, at) else {
            *managed_by = None;
            continue;
        };
        let line = row.line;
        let settled = loaded(gathered, manager).and_then(|found| {
            let number = found.employee_number.as_ref();
            match (number, &row.manager) {
                // As in nearly every line.
                (Some(number), Some(ManagerRef::Number(said))) if number == said => {
                    Some(Settled::AsSaid)
                }
                (Some(number), _) => Some(Settled::As(ManagerRef::Number(number.clone()))),
                (None, _) => {
                    let email = found.email.clone().map(ManagerRef::Email);
                    email.map(Settled::As)
                }
            }
        });
        let settled = match settled {
            Some(Settled::AsSaid) => continue,
            Some(Settled::As(manager)) => Some(manager),
            None => {
                not_loaded.entry(manager).or_default().push(line);
                *managed_by = None;
                None
            }
        };
        if let Some(employment) = gathered.get_mut(at) {
            employment.row.manager = settled;
        }
    }
    for (manager, lines) in not_loaded {
        let Some(row) = gathered.get(manager).map(|found| &found.row) else {
            continue;
        };
        let reason = format!(
            "Line manager {} on line {} is rejected, so these people are loaded without one.",
            quoted(&row.name),
            row.line
        );
        gathered.warnings.push(Warning { lines, reason });
    }
    managed_by
}

/// How a row comes to name its manager.
enum Settled {
    AsSaid,
    As(ManagerRef),
}

fn loaded<'g>(gathered: &'g Gathered<'_>, at: usize) -> Option<&'g StaffRow> {
    let found = gathered.get(at).filter(|found| !found.rejected)?;
    Some(&found.row)
}

/// Employments in the order of their addresses.
struct ByAddress(Vec<usize>);

impl ByAddress {
    fn of(gathered: &Gathered<'_>) -> Self {
        let mut places: Vec<usize> = (0..gathered.len())
            .filter(|&at| Self::address(gathered, at).is_some())
            .collect();
        places.sort_by_key(|&at| Self::address(gathered, at));
        Self(places)
    }

    fn address<'g>(gathered: &'g Gathered<'_>, at: usize) -> Option<&'g str> {
        gathered.get(at)?.row.email.as_deref()
    }

    fn find(&self, gathered: &Gathered<'_>, email: &str) -> Option<usize> {
        let found = self
            .0
            .binary_search_by_key(&Some(email), |&at| Self::address(gathered, at))
            .ok()?;
        Some(self.0[found])
    }
}
