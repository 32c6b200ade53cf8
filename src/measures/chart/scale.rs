//! Where things lie in the drawing of a chart, and what its axis says.

use fairwind_methods::spc::{Chart, Point};

use super::words::{decimals, number};

pub(super) const WIDTH: f64 = 520.0;
pub(super) const HEIGHT: f64 = 300.0;
/// Of the letters: on a phone the drawing is shrunk to two thirds, and they are to be read there too.
pub(super) const LETTERS: f64 = 16.0;
/// Above and below the points, and above the days.
const EDGE: f64 = 14.0;
const FOOT: f64 = 30.0;
/// Room for the words of the lines, at the right, and for the unit, at the top.
const WORDS: f64 = 150.0;
const UNIT: f64 = 20.0;
/// Between the axis and its numbers, and how wide one of their digits is and the sign behind them.
const GAP: f64 = 8.0;
const DIGIT: f64 = 9.0;
const SIGN: f64 = 15.0;
/// Steps that the axis has at the most.
const STEPS: f64 = 5.0;

/// Where days and values lie.
pub(super) struct Scale {
    pub points: usize,
    least: f64,
    most: f64,
    /// A value at each step of the axis, with its words.
    pub steps: Vec<(f64, String)>,
    /// What the values are of, if that is more than a sign behind them.
    pub unit: Option<String>,
    /// Where the axis is.
    pub left: f64,
    /// Where the lines end.
    pub right: f64,
    /// Where the highest point can be.
    pub top: f64,
    /// Where the lines down end.
    pub bottom: f64,
}

impl Scale {
    pub(super) fn of(chart: &Chart, unit: &str) -> Self {
        let limits = |point: &Point| {
            point
                .limits
                .map_or([point.value; 2], |(low, high)| [low, high])
        };
        let all = chart
            .points
            .iter()
            .flat_map(|point| [point.value, point.mean].into_iter().chain(limits(point)))
            .chain(chart.target);
        let (least, most) = all.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, most), value| (least.min(value), most.max(value)),
        );
        // A series that never moves is drawn in the middle.
        let room = if most > least {
            (most - least) * 0.05
        } else {
            1.0
        };
        let (least, most) = (least - room, most + room);
        let sign = sign_of(unit);
        let unit = Some(unit).filter(|unit| sign.is_empty() && !unit.is_empty());
        let steps: Vec<_> = steps(least, most)
            .map(|value| (value, number(value)))
            .collect();
        let longest = steps.iter().map(|(_, digits)| digits.chars().count()).max();
        let wide = longest.unwrap_or_default() as f64 * DIGIT;
        let steps = steps
            .into_iter()
            .map(|(value, digits)| (value, digits + sign))
            .collect();
        Self {
            points: chart.points.len(),
            least,
            most,
            left: wide + if sign.is_empty() { 0.0 } else { SIGN } + GAP,
            right: WIDTH - WORDS,
            top: EDGE + if unit.is_some() { UNIT } else { 0.0 },
            bottom: HEIGHT - FOOT,
            unit: unit.map(str::to_owned),
            steps,
        }
    }

    /// Where a point lies, of which the first is 0.
    pub(super) fn across(&self, at: f64) -> f64 {
        let steps = self.points.saturating_sub(1).max(1) as f64;
        let (left, right) = (self.left + EDGE, self.right - EDGE / 2.0);
        left + at / steps * (right - left)
    }

    /// Where a value lies.
    pub(super) fn down(&self, value: f64) -> f64 {
        let height = self.bottom - EDGE - self.top;
        self.top + (self.most - value) / (self.most - self.least) * height
    }

    /// Where the words of a step end.
    pub(super) fn number_ends(&self) -> f64 {
        self.left - GAP
    }
}

/// The unit, if it is a sign that stands behind every number.
pub(super) fn sign_of(unit: &str) -> &str {
    if unit == "%" { unit } else { "" }
}

/// Round values between two, as far from each other as one, two or five of some power of ten.
fn steps(least: f64, most: f64) -> impl Iterator<Item = f64> {
    // No value is said more finely.
    let finest = 0.1_f64.powi(decimals(most.abs().max(least.abs())) as i32);
    let wanted = ((most - least) / STEPS).max(finest);
    let power = 10_f64.powf(wanted.log10().floor());
    let round = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
    let step = round.into_iter().find(|&step| step >= wanted);
    let step = step.unwrap_or(wanted);
    let first = (least / step).ceil();
    (0..=STEPS as i32)
        .map(move |at| (first + f64::from(at)) * step)
        .take_while(move |&value| value <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_round_steps() {
        let of = |least, most| steps(least, most).map(number).collect::<Vec<_>>();
        assert_eq!(of(3.8, 8.1), ["4", "5", "6", "7", "8"]);
        assert_eq!(of(-1.2, 9.7), ["0", "5"]);
        assert_eq!(of(0.113, 0.148), ["0.12", "0.13", "0.14"]);
        assert_eq!(of(0.0011, 0.0042), ["0.002", "0.003", "0.004"]);
        assert_eq!(of(-30.0, 61.0), ["-20", "0", "20", "40", "60"]);
        assert_eq!(of(0.0, 1_200_000.0), ["0", "500000", "1000000"]);
        for (least, most) in [(1.0, 3.0), (0.001, 0.002), (-1e9, 1e9), (19.9, 20.1)] {
            let said = of(least, most);
            assert!(said.len() <= 6, "{said:?}");
        }
    }
}
