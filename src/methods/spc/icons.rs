//! What the last point says of the process, and the limits of the target, in words beside the icon's letter.

use serde::Serialize;

use super::{Good, Mark, Point};

/// Whether the process has changed, from the last point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variation {
    /// Better, and higher.
    ImprovementHigh,
    /// Better, and lower.
    ImprovementLow,
    /// Worse, and higher.
    ConcernHigh,
    /// Worse, and lower.
    ConcernLow,
    /// Changed upwards, where no direction is good.
    NeitherHigh,
    /// Changed downwards, where no direction is good.
    NeitherLow,
    /// Nothing but the usual variation.
    CommonCause,
}

/// Whether the target will be met, as the process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// The target lies within the limits: it is met or missed by chance.
    HitOrMiss,
    /// It is always met.
    Pass,
    /// It is always missed.
    Fail,
}

impl Variation {
    pub(super) fn of(last: &Point) -> Self {
        let high = last.is_high == Some(true);
        match (last.mark, high) {
            (Mark::Improvement, true) => Self::ImprovementHigh,
            (Mark::Improvement, false) => Self::ImprovementLow,
            (Mark::Concern, true) => Self::ConcernHigh,
            (Mark::Concern, false) => Self::ConcernLow,
            (Mark::Neither, true) => Self::NeitherHigh,
            (Mark::Neither, false) => Self::NeitherLow,
            (Mark::Common, _) => Self::CommonCause,
        }
    }

    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::ImprovementHigh => "Special cause: improving, with higher values",
            Self::ImprovementLow => "Special cause: improving, with lower values",
            Self::ConcernHigh => "Special cause: of concern, with higher values",
            Self::ConcernLow => "Special cause: of concern, with lower values",
            Self::NeitherHigh => "Special cause: higher values, neither good nor bad",
            Self::NeitherLow => "Special cause: lower values, neither good nor bad",
            Self::CommonCause => "Common cause: no significant change",
        }
    }
}

impl Assurance {
    /// `slack`: how far apart two numbers are that are the same.
    pub(super) fn of(
        target: f64,
        (lower, upper): (f64, f64),
        slack: f64,
        good: Good,
    ) -> Option<Self> {
        let is_above = match good {
            Good::Neither => return None,
            _ if target >= lower - slack && target <= upper + slack => {
                return Some(Self::HitOrMiss);
            }
            _ => target > upper,
        };
        // With more being better, a target above all that is to be expected is missed.
        Some(if is_above == (good == Good::Higher) {
            Self::Fail
        } else {
            Self::Pass
        })
    }

    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::HitOrMiss => "Hit or miss: the target lies within what is to be expected",
            Self::Pass => "Passing: the target will be met unless something changes",
            Self::Fail => "Failing: the target will not be met unless something changes",
        }
    }
}
