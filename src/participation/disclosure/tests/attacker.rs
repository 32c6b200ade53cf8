//! An attacker who solves the equations of everything shown, by integer programming: nothing of the rule's own code
//! is used, so that neither can share the other's mistake.

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOutcome, Variable};

use super::super::{Column, Counts, Row, Shown, ShownCell, ShownSheet};
use super::Raw;

/// One of the three counts, or one of the two complements, of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Staff,
    WithObjective,
    TookPart,
    WithoutObjective,
    TookNoPart,
}

pub const ALL: [Wanted; 5] = [
    Wanted::Staff,
    Wanted::WithObjective,
    Wanted::TookPart,
    Wanted::WithoutObjective,
    Wanted::TookNoPart,
];

impl Wanted {
    /// Whether it cannot simply be read.
    fn is_hidden(self, cell: ShownCell) -> bool {
        cell.staff.is_hidden() && self != Self::WithObjective && self != Self::TookPart
            || match self {
                Self::Staff => false,
                Self::WithObjective | Self::WithoutObjective => cell.with_objective.is_hidden(),
                Self::TookPart | Self::TookNoPart => cell.took_part.is_hidden(),
            }
    }
}

/// Where an entry stands: a row or all of them, a column or all of them.
pub type Place = (Option<usize>, Option<usize>);

/// The narrowest interval over all hidden entries and what may be wanted of them. An organisation that looks knows its
/// own column in full.
pub fn narrowest(
    raw: &Raw,
    shown: &ShownSheet,
    insider: Option<usize>,
    threshold: i64,
) -> Option<(i64, Place, Wanted)> {
    places(raw)
        .filter(|&place| insider.is_none() || place.1 != insider)
        // What the insider's own column is the whole of is the insider's own.
        .filter(|&place| people_elsewhere(raw, place, insider) > 0)
        .flat_map(|place| ALL.map(|wanted| (place, wanted)))
        .filter(|(place, wanted)| wanted.is_hidden(shown_at(shown, *place)))
        .filter(|&(place, wanted)| !is_told_in_parts(raw, place, wanted, threshold))
        .map(|(place, wanted)| (width(raw, shown, insider, place, wanted), place, wanted))
        .filter_map(|(width, place, wanted)| width.map(|width| (width, place, wanted)))
        // A part of fewer staff than the threshold cannot be wider than these.
        .filter(|&(width, place, wanted)| {
            let staff = truth(raw, place).staff;
            wanted == Wanted::Staff || staff >= threshold || width < staff
        })
        .min_by_key(|(width, ..)| *width)
}

/// Whether a staff group's total is no secret: it is not small, and most of its staff are at organisations where the
/// count is not small either, which the page adds up where it hides the total.
fn is_told_in_parts(
    raw: &Raw,
    (group, organisation): Place,
    wanted: Wanted,
    threshold: i64,
) -> bool {
    let is_small = |counts: Counts| {
        let tells = |count: i64| count < threshold || counts.staff - count < threshold;
        counts.staff < threshold
            || match wanted {
                Wanted::Staff => false,
                Wanted::WithObjective | Wanted::WithoutObjective => tells(counts.with_objective),
                Wanted::TookPart | Wanted::TookNoPart => tells(counts.took_part),
            }
    };
    let (Some(group), None) = (group, organisation) else {
        return false;
    };
    let total = truth(raw, (Some(group), None));
    let at = (0..raw.organisations).map(|o| truth(raw, (Some(group), Some(o))));
    let large: i64 = at.filter(|at| !is_small(*at)).map(|at| at.staff).sum();
    !is_small(total) && 2 * large >= total.staff
}

pub fn places(raw: &Raw) -> impl Iterator<Item = Place> + use<> {
    let (groups, organisations) = (raw.groups, raw.organisations);
    (0..=groups).flat_map(move |g| {
        (0..=organisations)
            .map(move |o| ((g < groups).then_some(g), (o < organisations).then_some(o)))
    })
}

fn people_elsewhere(raw: &Raw, (group, organisation): Place, insider: Option<usize>) -> i64 {
    let mut people = 0;
    for g in 0..raw.groups {
        for o in 0..raw.organisations {
            if group.is_none_or(|group| group == g)
                && organisation.is_none_or(|organisation| organisation == o)
                && Some(o) != insider
            {
                people += raw.cells[g * raw.organisations + o].staff;
            }
        }
    }
    people
}

pub fn shown_at(shown: &ShownSheet, (group, organisation): Place) -> ShownCell {
    let row = group.map_or(Row::All, |g| Row::Group(Raw::group(g)));
    let column = organisation.map_or(Column::All, |o| Column::Organisation(Raw::organisation(o)));
    shown.cell(&row, &column)
}

/// How far apart the least and the greatest value are; none if there is no greatest.
fn width(
    raw: &Raw,
    shown: &ShownSheet,
    insider: Option<usize>,
    place: Place,
    wanted: Wanted,
) -> Option<i64> {
    let least = extreme(
        raw,
        shown,
        insider,
        place,
        wanted,
        OptimizationDirection::Minimize,
    )?;
    let most = extreme(
        raw,
        shown,
        insider,
        place,
        wanted,
        OptimizationDirection::Maximize,
    )?;
    Some(most - least)
}

fn extreme(
    raw: &Raw,
    shown: &ShownSheet,
    insider: Option<usize>,
    (group, organisation): Place,
    wanted: Wanted,
    direction: OptimizationDirection,
) -> Option<i64> {
    let mut problem = Problem::new(direction);
    // A staff count of a thousand more than there is stands for "no limit" and keeps the search finite.
    let limit =
        i32::try_from(raw.cells.iter().map(|c| c.staff).sum::<i64>() + 1000).expect("small");
    let mut cells: Vec<[Variable; 3]> = Vec::new();
    for g in 0..raw.groups {
        for o in 0..raw.organisations {
            let counted = group.is_none_or(|x| x == g) && organisation.is_none_or(|x| x == o);
            let weight = |measure: usize| -> f64 {
                let sign = match wanted {
                    Wanted::Staff => [1, 0, 0],
                    Wanted::WithObjective => [0, 1, 0],
                    Wanted::TookPart => [0, 0, 1],
                    Wanted::WithoutObjective => [1, -1, 0],
                    Wanted::TookNoPart => [1, 0, -1],
                }[measure];
                if counted { f64::from(sign) } else { 0.0 }
            };
            let least_staff = i32::from(shown_at(shown, (Some(g), Some(o))).is_hidden());
            let staff = problem.add_integer_var(weight(0), (least_staff, limit));
            let with = problem.add_integer_var(weight(1), (0, limit));
            let took = problem.add_integer_var(weight(2), (0, limit));
            problem.add_constraint([(with, 1.0), (staff, -1.0)], ComparisonOp::Le, 0.0);
            problem.add_constraint([(took, 1.0), (staff, -1.0)], ComparisonOp::Le, 0.0);
            cells.push([staff, with, took]);
        }
    }
    for place in places(raw) {
        let knows = match insider {
            Some(own) => place.1 == Some(own),
            None => false,
        };
        let cell = shown_at(shown, place);
        let truth = truth(raw, place);
        let is_hidden = [cell.staff, cell.with_objective, cell.took_part].map(Shown::is_hidden);
        for (measure, value) in [truth.staff, truth.with_objective, truth.took_part]
            .into_iter()
            .enumerate()
        {
            if is_hidden[measure] && !knows {
                continue;
            }
            let sum: Vec<(Variable, f64)> = (0..raw.groups)
                .flat_map(|g| (0..raw.organisations).map(move |o| (g, o)))
                .filter(|(g, o)| place.0.is_none_or(|x| x == *g) && place.1.is_none_or(|x| x == *o))
                .map(|(g, o)| (cells[g * raw.organisations + o][measure], 1.0))
                .collect();
            let value = i32::try_from(value).expect("small");
            problem.add_constraint(sum.as_slice(), ComparisonOp::Eq, f64::from(value));
        }
    }
    match problem.solve() {
        Ok(SolveOutcome::Solution(solution)) => {
            let value = solution.objective().round();
            #[allow(clippy::cast_possible_truncation)]
            let value = value as i64;
            Some(value)
        }
        Ok(SolveOutcome::Interrupted(_)) => panic!("there is no limit on the search"),
        Err(Error::Unbounded) => None,
        Err(error) => panic!("the true table is a solution: {error}"),
    }
}

pub fn truth(raw: &Raw, (group, organisation): Place) -> Counts {
    let mut counts = Counts::default();
    for g in 0..raw.groups {
        for o in 0..raw.organisations {
            if group.is_none_or(|x| x == g) && organisation.is_none_or(|x| x == o) {
                counts = counts.plus(raw.cells[g * raw.organisations + o]);
            }
        }
    }
    counts
}
