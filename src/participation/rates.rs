//! Rates: computed from what is shown, never stored, and hidden where either count is; how sure they are; and whether
//! one has changed.

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

/// How one rate stands to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// By so many thousandths of a percentage point, and more than chance.
    Higher(i64),
    /// By so many thousandths of a percentage point, and more than chance.
    Lower(i64),
    /// Chance alone could have made the difference.
    NoClear,
    /// One of them is hidden, or there was nobody.
    NotKnown,
}

/// The 97.5th percentile of the normal distribution: what 95% lie within, on both sides.
const Z: f64 = 1.959_963_985;

/// Decimals of a percentage that tell one person from nobody, whatever country they are of.
const MOST_DECIMALS: usize = 9;

/// Ends of an interval that are near to each other.
const NARROW: f64 = 0.05;

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

    /// The percentage as it is, for a chart.
    pub fn exact(self) -> Option<f64> {
        let (part, whole) = self.counts()?;
        Some(100.0 * part / whole)
    }

    /// Whether either count is hidden.
    pub(super) fn is_hidden(self) -> bool {
        self.whole.is_hidden() || self.part.is_hidden()
    }

    /// "31%", or "0.6%" where it is known so well: and never "0%" for somebody, nor "100%" for not quite everybody.
    pub fn words(self) -> String {
        let (Some(percent), Some((part, whole))) = (self.percent(), self.counts()) else {
            return if self.is_hidden() {
                super::HIDDEN_WORD
            } else {
                super::EMPTY_WORD
            }
            .to_owned();
        };
        let decimals = self.decimals();
        let said = match decimals {
            // Half a percent goes up, as it does wherever percentages are whole.
            0 => percent.to_string(),
            _ => format!("{:.decimals$}", 100.0 * part / whole),
        };
        let finest = 0.1_f64.powi(i32::try_from(decimals).unwrap_or(0));
        match said.parse() {
            Ok(0.0) if part > 0.0 => format!("under {finest:.decimals$}%"),
            Ok(100.0) if part < whole => format!("over {:.decimals$}%", 100.0 - finest),
            _ => format!("{said}%"),
        }
    }

    /// With how many decimals it is said, and its interval: two at the most, as many as tell the interval's ends apart,
    /// and one at least where they are near to each other and to nobody or everybody.
    fn decimals(self) -> usize {
        let (Some((least, most)), Some((part, whole))) = (self.interval(), self.counts()) else {
            return 0;
        };
        let is_apart = |&decimals: &usize| {
            let [least, most] = [least, most].map(|share| format!("{:.decimals$}", share * 100.0));
            least != most
        };
        let apart = (0..2).find(is_apart).unwrap_or(2);
        let is_near = part > 0.0 && least < 0.02 || part < whole && most > 0.98;
        apart.max(usize::from(is_near && most - least < NARROW))
    }

    /// The percentage and the ends of its interval, as numbers: with one decimal at least, with as many as its
    /// [words](Self::words) have, and with so many that somebody is never 0, nor not quite everybody 100.
    pub(super) fn numbers(self) -> Option<[f64; 3]> {
        let (exact, (least, most)) = self.exact().zip(self.interval())?;
        let rounded = |percent: f64, decimals: usize| {
            let scale = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
            (percent * scale).round() / scale
        };
        let is_told = |&decimals: &usize| {
            let said = rounded(exact, decimals);
            (said <= 0.0) == (exact <= 0.0) && (said >= 100.0) == (exact >= 100.0)
        };
        let fewest = self.decimals().max(1);
        let decimals = (fewest..MOST_DECIMALS)
            .find(is_told)
            .unwrap_or(MOST_DECIMALS);
        Some([exact, 100.0 * least, 100.0 * most].map(|percent| rounded(percent, decimals)))
    }

    /// The share, from 0 to 1, within which chance alone could have put the rate of a group like this: the 95%
    /// interval by Wilson's method (Wilson, 1927), which holds for small groups as well.
    pub fn interval(self) -> Option<(f64, f64)> {
        let (part, whole) = self.counts()?;
        let share = part / whole;
        let z2 = Z * Z;
        let middle = share + z2 / (2.0 * whole);
        let reach = Z * (share * (1.0 - share) / whole + z2 / (4.0 * whole * whole)).sqrt();
        let scale = 1.0 + z2 / whole;
        Some((
            ((middle - reach) / scale).max(0.0),
            ((middle + reach) / scale).min(1.0),
        ))
    }

    /// "25% to 38%", with as many decimals as its own [words](Self::words).
    pub fn interval_words(self) -> Option<String> {
        let (least, most) = self.interval()?;
        let decimals = self.decimals();
        let [least, most] = [least, most].map(|share| format!("{:.decimals$}%", share * 100.0));
        Some(format!("{least} to {most}"))
    }

    /// How it stands to an earlier rate: changed only where the 95% interval of the difference leaves out zero, by
    /// Newcombe's method (1998, method 10) on Wilson's intervals.
    pub fn change_since(self, then: Self) -> Change {
        let (Some(now), Some(before)) = (self.counts(), then.counts()) else {
            return Change::NotKnown;
        };
        let (Some((l1, u1)), Some((l2, u2))) = (self.interval(), then.interval()) else {
            return Change::NotKnown;
        };
        let (p1, p2) = (now.0 / now.1, before.0 / before.1);
        let difference = p1 - p2;
        let least = difference - ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
        let most = difference + ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
        // Of the counts, not of percentages that were rounded.
        #[allow(clippy::cast_possible_truncation)]
        let thousandths = (difference.abs() * 100_000.0).round() as i64;
        if least > 0.0 {
            Change::Higher(thousandths)
        } else if most < 0.0 {
            Change::Lower(thousandths)
        } else {
            Change::NoClear
        }
    }

    fn counts(self) -> Option<(f64, f64)> {
        let (part, whole) = (self.part.count()?, self.whole.count()?);
        // Counts of people are far within what a double has exactly.
        (whole > 0).then_some((part as f64, whole as f64))
    }
}

impl Change {
    /// "higher by 6 percentage points", "lower by 0.2 percentage points", "no clear change".
    pub fn words(self) -> String {
        match self {
            Self::Higher(by) => format!("higher by {}", points(by)),
            Self::Lower(by) => format!("lower by {}", points(by)),
            Self::NoClear => "no clear change".to_owned(),
            Self::NotKnown => "cannot be compared".to_owned(),
        }
    }
}

/// Thousandths of a percentage point in words: with one decimal where they are not whole, with two where they are less
/// than a tenth.
fn points(thousandths: i64) -> String {
    let (hundredths, tenths) = ((thousandths + 5) / 10, (thousandths + 50) / 100);
    match (hundredths, tenths) {
        (0, _) => "less than 0.01 percentage points".to_owned(),
        (1..10, _) => format!("0.0{hundredths} percentage points"),
        (_, 10) => "1 percentage point".to_owned(),
        _ if tenths % 10 == 0 => format!("{} percentage points", tenths / 10),
        _ => format!("{}.{} percentage points", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participation::disclosure::shown_for_tests;

    fn rate(part: i64, whole: i64) -> Rate {
        Rate {
            part: shown_for_tests(part),
            whole: shown_for_tests(whole),
        }
    }

    #[test]
    fn wilsons_interval_as_published() {
        // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148 and 0 of 20.
        for (part, whole, least, most) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
        ] {
            let (lower, upper) = rate(part, whole).interval().expect("an interval");
            assert!(
                (lower - least).abs() < 5e-5 && (upper - most).abs() < 5e-5,
                "{part} of {whole}: {lower} {upper}"
            );
        }
    }

    #[test]
    fn the_ends_of_an_interval_are_told_apart() {
        let words = |part, whole| rate(part, whole).interval_words();
        assert_eq!(words(81, 263).as_deref(), Some("26% to 37%"));
        assert_eq!(words(36, 11_540).as_deref(), Some("0.2% to 0.4%"));
        assert_eq!(words(0, 0), None);
    }

    #[test]
    fn a_rate_is_said_as_finely_as_its_interval_and_lies_within_it() {
        let said = |part, whole| {
            let rate = rate(part, whole);
            format!(
                "{}, {}",
                rate.words(),
                rate.interval_words().expect("an interval")
            )
        };
        assert_eq!(said(81, 263), "31%, 26% to 37%");
        assert_eq!(said(36, 11_540), "0.3%, 0.2% to 0.4%");
        assert_eq!(said(150, 11_540), "1.3%, 1.1% to 1.5%");
        assert_eq!(said(1_580, 11_540), "14%, 13% to 14%");
        assert_eq!(said(10, 1_000), "1.0%, 0.5% to 1.8%");
        assert_eq!(said(10, 100_000), "0.01%, 0.01% to 0.02%");
        assert_eq!(rate(10, 1_000_000).words(), "under 0.01%");
        assert_eq!(rate(999_990, 1_000_000).words(), "over 99.99%");
        for whole in [40, 155, 1_200, 11_540, 250_000] {
            for part in (1..=whole).step_by(whole as usize / 37 + 1) {
                let rate = rate(part, whole);
                let number = |text: &str| text.trim_end_matches('%').parse::<f64>().ok();
                let interval = rate.interval_words().expect("an interval");
                let (least, most) = interval.split_once(" to ").expect("two ends");
                if let Some(said) = number(&rate.words()) {
                    let ends = number(least).zip(number(most)).expect("numbers");
                    assert!(
                        ends.0 <= said && said <= ends.1,
                        "{part} of {whole}: {said} {ends:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_difference_that_chance_could_have_made_is_no_clear_change() {
        assert_eq!(rate(31, 100).change_since(rate(28, 100)), Change::NoClear);
        assert_eq!(
            rate(310, 1000).change_since(rate(250, 1000)),
            Change::Higher(6_000)
        );
        assert_eq!(
            rate(250, 1000).change_since(rate(310, 1000)),
            Change::Lower(6_000)
        );
        assert_eq!(rate(0, 0).change_since(rate(1, 2)), Change::NotKnown);
    }

    #[test]
    fn a_change_is_that_of_the_counts_and_not_of_rounded_percentages() {
        let words = |now: (i64, i64), then: (i64, i64)| {
            rate(now.0, now.1)
                .change_since(rate(then.0, then.1))
                .words()
        };
        // 11.54% and 12.48%: both are 12%.
        assert_eq!(
            words((1_429, 11_447), (1_317, 11_415)),
            "higher by 0.9 percentage points"
        );
        // 24% and 28% in whole numbers.
        assert_eq!(
            words((2_750, 10_000), (2_430, 10_000)),
            "higher by 3.2 percentage points"
        );
        assert_eq!(
            words((2_400, 10_000), (3_000, 10_000)),
            "lower by 6 percentage points"
        );
        assert_eq!(
            words((40, 1_000_000), (140, 1_000_000)),
            "lower by 0.01 percentage points"
        );
        for (thousandths, said) in [
            (4, "less than 0.01 percentage points"),
            (90, "0.09 percentage points"),
            (95, "0.1 percentage points"),
            (949, "0.9 percentage points"),
            (951, "1 percentage point"),
            (1_000, "1 percentage point"),
            (1_049, "1 percentage point"),
            (1_051, "1.1 percentage points"),
            (12_345, "12.3 percentage points"),
        ] {
            assert_eq!(points(thousandths), said, "{thousandths}");
        }
    }

    #[test]
    fn newcombes_interval_as_published() {
        // The same author, same volume, page 875: 56 of 70 against 48 of 80 differ by 0.0524 to 0.3339.
        assert_eq!(
            rate(56, 70).change_since(rate(48, 80)),
            Change::Higher(20_000)
        );
        // 9 of 10 against 3 of 10: 0.1705 to 0.8090. 6 of 7 against 2 of 7: 0.0582 to 0.8062.
        assert_eq!(
            rate(9, 10).change_since(rate(3, 10)),
            Change::Higher(60_000)
        );
        assert_eq!(rate(5, 56).change_since(rate(0, 29)), Change::NoClear);
    }
}
