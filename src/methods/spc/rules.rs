//! The four rules by which a point is a special cause.

use super::{Good, Mark, Section, Value, slack};

/// Which special causes a point is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Above: over the upper limit, in a run above the mean, rising, or near the upper limit.
    pub high: bool,
    /// The same below.
    pub low: bool,
}

/// How many points make a run or a trend.
const RUN: usize = 6;

impl Found {
    /// What it says, where one direction is good or neither is; and on which side that lies.
    pub fn mark(self, good: Good) -> (Mark, Option<bool>) {
        match (good, self.high, self.low) {
            (_, false, false) => (Mark::Common, None),
            (Good::Neither, high, _) => (Mark::Neither, Some(high)),
            (Good::Higher, true, _) => (Mark::Improvement, Some(true)),
            (Good::Higher, false, true) => (Mark::Concern, Some(false)),
            (Good::Lower, _, true) => (Mark::Improvement, Some(false)),
            (Good::Lower, true, false) => (Mark::Concern, Some(true)),
        }
    }
}

/// The special causes of each point.
pub(super) fn special_causes(values: &[Value], sections: &[Section]) -> Vec<Found> {
    let mut found = vec![Found::default(); values.len()];
    let slack = slack(values);
    let section_of: Vec<&Section> = sections
        .iter()
        .flat_map(|section| std::iter::repeat_n(section, section.to - section.from))
        .collect();
    // Which side of its own mean, -1, 0 or 1; and how many thirds of the way to a limit.
    let side: Vec<i8> = values
        .iter()
        .zip(&section_of)
        .map(|(value, section)| sign(value.value - section.mean, slack))
        .collect();
    for (at, (value, section)) in values.iter().zip(&section_of).enumerate() {
        if let Some((lower, upper)) = section.limits() {
            found[at].high |= value.value > upper + slack;
            found[at].low |= value.value < lower - slack;
        }
    }
    runs(
        &side,
        |from, to, side| mark(&mut found[from..to], side),
        RUN,
    );
    let steps: Vec<i8> = values
        .windows(2)
        .map(|pair| sign(pair[1].value - pair[0].value, slack))
        .collect();
    // A trend of so many points has one step fewer.
    runs(
        &steps,
        |from, to, side| mark(&mut found[from..=to], side),
        RUN - 1,
    );
    let near: Vec<i8> = values
        .iter()
        .zip(&section_of)
        .map(|(value, section)| near_a_limit(value.value, section, slack))
        .collect();
    for from in 0..near.len().saturating_sub(2) {
        for wanted in [1, -1] {
            let three = from..from + 3;
            if side[three.clone()].iter().any(|side| *side != wanted) {
                continue;
            }
            if near[three.clone()]
                .iter()
                .filter(|side| **side == wanted)
                .count()
                >= 2
            {
                for at in three.filter(|at| near[*at] == wanted) {
                    mark(&mut found[at..=at], wanted);
                }
            }
        }
    }
    found
}

/// Each stretch of at least `least` equal sides, none of them zero.
fn runs(sides: &[i8], mut tell: impl FnMut(usize, usize, i8), least: usize) {
    let mut from = 0;
    while from < sides.len() {
        let length = sides[from..]
            .iter()
            .take_while(|side| **side == sides[from])
            .count();
        if sides[from] != 0 && length >= least {
            tell(from, from + length, sides[from]);
        }
        from += length;
    }
}

fn mark(found: &mut [Found], side: i8) {
    for found in found {
        found.high |= side > 0;
        found.low |= side < 0;
    }
}

/// Beyond two thirds of the way to a limit, and within it.
fn near_a_limit(value: f64, section: &Section, slack: f64) -> i8 {
    let Some((lower, upper)) = section.limits() else {
        return 0;
    };
    let third = (upper - section.mean) / 3.0;
    let reach = 2.0 * third + slack;
    if value > section.mean + reach && value <= upper + slack {
        1
    } else if value < section.mean - reach && value >= lower - slack {
        -1
    } else {
        0
    }
}

fn sign(difference: f64, slack: f64) -> i8 {
    if difference.abs() <= slack {
        0
    } else if difference > 0.0 {
        1
    } else {
        -1
    }
}
