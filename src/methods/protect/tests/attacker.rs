//! An attacker of their own: has the rows of tables and what was shown of them, and solves for each hidden one.
//!
//! It shares no code with the method: it reads totals out of the rows by itself, and a library solves.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// One row of a table: where it stands, how many, of how many, and whether it is shown.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Each dimension's value by name; "Total" for a total.
    pub place: BTreeMap<String, String>,
    pub count: i64,
    pub of: Option<i64>,
    pub is_shown: bool,
}

/// Tables, and what was shown of the same places before, when the counts were no greater.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub tables: Vec<Vec<Seen>>,
    pub before: BTreeMap<BTreeMap<String, String>, i64>,
}

type Place = BTreeMap<String, String>;

/// The places of a world: how many, of how many, and whether that is shown.
type Truth = BTreeMap<Place, (i64, Option<i64>, bool)>;

fn truth(world: &World) -> Truth {
    let mut truth = Truth::new();
    for seen in world.tables.iter().flatten() {
        let entry = truth
            .entry(bare(&seen.place))
            .or_insert((seen.count, seen.of, seen.is_shown));
        entry.1 = entry.1.or(seen.of);
        assert_eq!(
            (entry.0, entry.2),
            (seen.count, seen.is_shown),
            "one place, one fate"
        );
    }
    truth
}

/// To how many values beyond the first an outsider confines some of the hidden places, one of every so many.
pub fn widths(world: &World, one_of: usize) -> Vec<(Place, i64)> {
    let truth = truth(world);
    let hidden = truth.iter().filter(|(_, (.., shown))| !shown);
    let some = hidden.step_by(one_of);
    some.map(|(place, _)| {
        let (least, most) = interval(world, &truth, &None, |variables, _| {
            vec![(variables[place], 1.0)]
        });
        let width = (most + 1e-6).floor() as i64 - (least - 1e-6).ceil() as i64;
        (place.clone(), width)
    })
    .collect()
}

/// A hidden place, who confines it, and to how many values beyond the first; the narrowest first.
pub fn breaches(world: &World, threshold: i64) -> Vec<(Place, Option<Place>, i64)> {
    let truth = truth(world);
    let mut attackers: Vec<Option<Place>> = vec![None];
    attackers.extend(
        truth
            .iter()
            .filter(|(_, (count, of, shown))| {
                !shown && (*count == 1 || of.is_some_and(|of| of - count == 1))
            })
            .map(|(place, _)| Some(place.clone())),
    );
    let mut found = Vec::new();
    for attacker in attackers {
        for (place, (count, of, shown)) in &truth {
            if *shown || attacker.as_ref() == Some(place) {
                continue;
            }
            let (least, most) = interval(world, &truth, &attacker, |variables, _| {
                vec![(variables[place], 1.0)]
            });
            assert!(
                least <= *count as f64 + 1e-6 && most >= *count as f64 - 1e-6,
                "the truth fits"
            );
            let width = (most + 1e-6).floor() as i64 - (least - 1e-6).ceil() as i64;
            if width < of.map_or(threshold, |of| of.min(threshold)) {
                found.push((place.clone(), attacker.clone(), width));
            }
        }
        // The differences from what was published before, which nobody shows.
        for (place, before) in &world.before {
            let Some((count, _, shown)) = truth.get(place) else {
                continue;
            };
            let since = count - before;
            if since <= 0 || since >= threshold {
                continue;
            }
            let width = if *shown {
                0
            } else {
                let (least, most) = interval(world, &truth, &attacker, |variables, _| {
                    vec![(variables[place], 1.0)]
                });
                (most + 1e-6).floor() as i64 - (least - 1e-6).ceil() as i64
            };
            if width < threshold {
                found.push((place.clone(), attacker.clone(), width));
            }
        }
    }
    found
}

fn bare(place: &Place) -> Place {
    place
        .iter()
        .filter(|(_, value)| *value != "Total")
        .map(|(d, v)| (d.clone(), v.clone()))
        .collect()
}

/// The least and the greatest value of a sum that fit everything an attacker knows.
fn interval(
    world: &World,
    truth: &Truth,
    attacker: &Option<Place>,
    goal: impl Fn(&BTreeMap<&Place, Variable>, i64) -> Vec<(Variable, f64)>,
) -> (f64, f64) {
    let mut ends = Vec::new();
    for direction in [
        OptimizationDirection::Minimize,
        OptimizationDirection::Maximize,
    ] {
        let sign = if direction == OptimizationDirection::Minimize {
            1.0
        } else {
            -1.0
        };
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        // The goal is a variable of its own, so that the others need no price.
        let mut variables: BTreeMap<&Place, Variable> = BTreeMap::new();
        let far = 1e7;
        for (place, (count, of, shown)) in truth {
            let known = *shown || attacker.as_ref() == Some(place);
            let bounds = if known {
                (*count as f64, *count as f64)
            } else {
                let least = world
                    .before
                    .get(place)
                    .map_or(0, |before| (*before).min(*count));
                (least as f64, of.map_or(far, |of| of as f64))
            };
            variables.insert(place, problem.add_var(0.0, bounds));
        }
        let aim = problem.add_var(sign, (0.0, far));
        let mut terms = goal(&variables, 0);
        terms.push((aim, -1.0));
        problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
        for table in &world.tables {
            for (at, total) in table.iter().enumerate() {
                for (dimension, value) in &total.place {
                    if value != "Total" {
                        continue;
                    }
                    let parts: Vec<&Seen> = table
                        .iter()
                        .enumerate()
                        .filter(|(other, seen)| {
                            *other != at
                                && seen.place[dimension] != "Total"
                                && seen
                                    .place
                                    .iter()
                                    .all(|(d, v)| d == dimension || total.place[d] == *v)
                        })
                        .map(|(_, seen)| seen)
                        .collect();
                    if parts.is_empty() {
                        continue;
                    }
                    let mut terms: BTreeMap<Place, f64> = BTreeMap::new();
                    *terms.entry(bare(&total.place)).or_default() -= 1.0;
                    for part in parts {
                        *terms.entry(bare(&part.place)).or_default() += 1.0;
                    }
                    let terms: Vec<(Variable, f64)> = terms
                        .iter()
                        .filter(|(_, factor)| **factor != 0.0)
                        .map(|(place, factor)| (variables[place], *factor))
                        .collect();
                    if !terms.is_empty() {
                        problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
                    }
                }
            }
        }
        let Ok(SolveOutcome::Solution(solution)) = problem.solve() else {
            panic!("the truth fits")
        };
        ends.push(solution.var_value(aim));
    }
    (ends[0], ends[1])
}
