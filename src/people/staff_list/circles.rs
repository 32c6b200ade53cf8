//! Line managers who go round in a circle.

use super::employment::Gathered;
use super::managers::{self, ManagedBy};
use super::rows::{InACircle, Warning};

/// How many of a circle's other people a sentence names.
const NAMED: usize = 5;

/// Finds the circles and does with them what was chosen, then settles every other manager: says who manages whom.
pub(super) fn settle(
    gathered: &mut Gathered<'_>,
    mut managed_by: ManagedBy,
    chosen: InACircle,
) -> ManagedBy {
    for circle in find(gathered, &managed_by) {
        match chosen {
            InACircle::Rejected => {
                for place in 0..circle.len() {
                    let reason = sentence(gathered, &circle, place);
                    gathered.reject(circle[place], &reason);
                }
            }
            InACircle::Unmanaged => {
                let mut lines: Vec<u32> = circle
                    .iter()
                    .filter_map(|&at| gathered.get(at))
                    .map(|found| found.row.line)
                    .collect();
                lines.sort_unstable();
                let reason = sentence(gathered, &circle, 0)
                    + " These people are loaded without a line manager.";
                gathered.warnings.push(Warning { lines, reason });
                for &at in &circle {
                    managed_by[at] = None;
                    if let Some(employment) = gathered.get_mut(at) {
                        employment.row.manager = None;
                    }
                }
            }
        }
    }
    managers::settle(gathered, managed_by)
}

/// Each circle once, in the order its people manage one another, from its first line's.
/// Everyone has at most one manager, so each is walked past once.
fn find(gathered: &Gathered<'_>, managed_by: &ManagedBy) -> Vec<Vec<usize>> {
    let is_loaded = |at: usize| gathered.get(at).is_some_and(|found| !found.rejected);
    let mut walk_of: Vec<Option<usize>> = vec![None; managed_by.len()];
    let mut circles = Vec::new();
    for start in 0..managed_by.len() {
        let mut path = Vec::new();
        let mut at = Some(start).filter(|&at| is_loaded(at));
        while let Some(here) = at {
            match walk_of[here] {
                None => {
                    walk_of[here] = Some(start);
                    path.push(here);
                    at = managed_by[here].filter(|&manager| is_loaded(manager));
                }
                Some(walk) => {
                    if walk == start {
                        circles.extend(
                            path.iter()
                                .position(|&passed| passed == here)
                                .map(|from| from_the_first(&path[from..])),
                        );
                    }
                    at = None;
                }
            }
        }
    }
    circles
}

fn from_the_first(circle: &[usize]) -> Vec<usize> {
    let first = circle
        .iter()
        .enumerate()
        .min_by_key(|(_, at)| **at)
        .map_or(0, |(place, _)| place);
    let mut circle = circle.to_vec();
    circle.rotate_left(first);
    circle
}

/// The circle from one of its places: who manages whom until it comes back.
fn sentence(gathered: &Gathered<'_>, circle: &[usize], place: usize) -> String {
    let others = circle.len() - 1;
    let named: Vec<String> = (1..=others.min(NAMED))
        .filter_map(|step| gathered.get(circle[(place + step) % circle.len()]))
        .map(|found| format!("{} (line {})", found.row.name, found.row.line))
        .collect();
    let mut sentence = format!(
        "The line managers go round in a circle: the manager is {}",
        named.join(", whose manager is ")
    );
    if others > NAMED {
        sentence.push_str(&format!(", and so on through {} more", others - NAMED));
    }
    let own = gathered
        .get(circle[place])
        .map_or("", |found| found.row.name.as_str());
    sentence.push_str(&format!(", back to {own}."));
    sentence
}
