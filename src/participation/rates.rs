//! Rates: computed from what is shown, never stored, and hidden where either count is.

use super::disclosure::{Shown, ShownCell};

crate::worded! {
    /// What a table of figures is about.
    Measure {
        /// Took part ÷ staff.
        Participation = "participation": "Participation",
        /// With an objective ÷ staff.
        Uptake = "uptake": "Uptake of objectives",
        /// How many staff there are.
        Staff = "staff": "Staff",
    }
}

/// A part of a whole, as a percentage of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    part: Shown,
    whole: Shown,
}

impl ShownCell {
    /// With an objective ÷ staff.
    pub fn uptake(self) -> Rate {
        Rate {
            part: self.with_objective,
            whole: self.staff,
        }
    }

    /// Took part ÷ staff.
    pub fn participation(self) -> Rate {
        Rate {
            part: self.took_part,
            whole: self.staff,
        }
    }

    /// The rate a measure names; none for a measure that is a count.
    pub fn rate(self, measure: Measure) -> Option<Rate> {
        match measure {
            Measure::Participation => Some(self.participation()),
            Measure::Uptake => Some(self.uptake()),
            Measure::Staff => None,
        }
    }
}

impl Rate {
    /// The percentage to the nearest whole number; none where a count is hidden or there is nobody.
    pub fn percent(self) -> Option<i64> {
        let (part, whole) = (self.part.count()?, self.whole.count()?);
        (whole > 0).then(|| (part * 200 + whole) / (whole * 2))
    }

    /// "31%": and never "0%" for somebody, nor "100%" for not quite everybody.
    pub fn words(self) -> String {
        let (Some(percent), Some(part), Some(whole)) =
            (self.percent(), self.part.count(), self.whole.count())
        else {
            let hidden = self.whole.is_hidden() || self.part.is_hidden();
            return if hidden {
                super::HIDDEN_WORD
            } else {
                super::EMPTY_WORD
            }
            .to_owned();
        };
        match percent {
            0 if part > 0 => "under 1%".to_owned(),
            100 if part < whole => "over 99%".to_owned(),
            _ => format!("{percent}%"),
        }
    }
}
