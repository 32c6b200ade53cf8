//! An attacker with every release at once, who shares no code with the rule: each release's cells are variables,
//! hidden or not, and those of a period are part of those of a longer one.

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::super::attacker::{Place, places, shown_at, truth};
use super::{Raw, ShownSheet};
use crate::kernel::time::Day;

/// A period as it was and as it was shown, of which the attacker wants to know how many took part.
pub struct Released {
    pub days: (Day, Day),
    pub raw: Raw,
    pub shown: ShownSheet,
}

/// What was found out: at which place, in which release, and less which earlier one; by whom; to how many values.
pub type Breach = (Place, usize, Option<usize>, Option<usize>, i64);

/// Counts of fewer than the threshold, and differences of so few, that are confined to fewer values.
pub fn breaches(releases: &[Released], threshold: i64) -> Vec<Breach> {
    let raw = &releases[0].raw;
    let mut found = Vec::new();
    for insider in std::iter::once(None).chain((0..raw.organisations).map(Some)) {
        for place in places(raw).filter(|place| insider.is_none() || place.1 != insider) {
            for (at, release) in releases.iter().enumerate() {
                let counts = truth(&release.raw, place);
                let (took, staff) = (counts.took_part, counts.staff);
                let tells = took < threshold || staff - took < threshold;
                if tells {
                    let width = width(releases, insider, place, at, None);
                    if width < threshold.min(staff) {
                        found.push((place, at, None, insider, width));
                    }
                }
                for (before, earlier) in releases[..at].iter().enumerate() {
                    let more = took - truth(&earlier.raw, place).took_part;
                    if lies_in(earlier, release) && more > 0 && more < threshold {
                        let width = width(releases, insider, place, at, Some(before));
                        if width < threshold {
                            found.push((place, at, Some(before), insider, width));
                        }
                    }
                }
            }
        }
    }
    found
}

fn lies_in(inner: &Released, outer: &Released) -> bool {
    outer.days.0 <= inner.days.0 && inner.days.1 <= outer.days.1
}

fn width(
    releases: &[Released],
    insider: Option<usize>,
    place: Place,
    at: usize,
    less: Option<usize>,
) -> i64 {
    let end = |direction| extreme(releases, insider, place, (at, less), direction);
    let least = end(OptimizationDirection::Minimize);
    let most = end(OptimizationDirection::Maximize);
    #[allow(clippy::cast_possible_truncation)]
    let width = (most + 1e-6).floor() as i64 - (least - 1e-6).ceil() as i64;
    width
}

fn extreme(
    releases: &[Released],
    insider: Option<usize>,
    place: Place,
    (at, less): (usize, Option<usize>),
    direction: OptimizationDirection,
) -> f64 {
    let raw = &releases[0].raw;
    let within = |place: Place, cell: usize| {
        let (group, organisation) = (cell / raw.organisations, cell % raw.organisations);
        place.0.is_none_or(|wanted| wanted == group)
            && place.1.is_none_or(|wanted| wanted == organisation)
    };
    let small = |count: i64| f64::from(i32::try_from(count).expect("small"));
    let mut problem = Problem::new(direction);
    let mut variables: Vec<Vec<Variable>> = Vec::new();
    for (number, release) in releases.iter().enumerate() {
        let weight = if number == at {
            1.0
        } else if Some(number) == less {
            -1.0
        } else {
            0.0
        };
        let cells = release.raw.cells.iter().enumerate();
        let cells = cells.map(|(cell, counts)| {
            let weight = if within(place, cell) { weight } else { 0.0 };
            problem.add_var(weight, (0.0, small(counts.staff)))
        });
        variables.push(cells.collect());
    }
    for (release, variables) in releases.iter().zip(&variables) {
        for seen in places(raw) {
            let knows = insider.is_some() && seen.1 == insider;
            if shown_at(&release.shown, seen).took_part.is_hidden() && !knows {
                continue;
            }
            let cells = (0..variables.len()).filter(|&cell| within(seen, cell));
            let sum: Vec<(Variable, f64)> = cells.map(|cell| (variables[cell], 1.0)).collect();
            let value = small(truth(&release.raw, seen).took_part);
            problem.add_constraint(sum.as_slice(), ComparisonOp::Eq, value);
        }
    }
    for (one, inner) in releases.iter().enumerate() {
        for (other, outer) in releases.iter().enumerate() {
            if one == other || !lies_in(inner, outer) {
                continue;
            }
            for (part, whole) in variables[one].iter().zip(&variables[other]) {
                let terms = [(*part, 1.0), (*whole, -1.0)];
                problem.add_constraint(terms, ComparisonOp::Le, 0.0);
            }
        }
    }
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => solution.objective(),
        _ => panic!("what happened fits"),
    }
}
