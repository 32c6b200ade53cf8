//! Periods: a calendar month, a quarter of the appraisal year, or an appraisal year.

use serde::{Deserialize, Serialize};

use super::time::Day;

crate::worded! {
    /// How long a period is.
    PeriodKind {
        /// A calendar month.
        Month = "month": "Month",
        /// Three months, counted from the start of the appraisal year.
        Quarter = "quarter": "Quarter",
        /// Twelve months from the start of the appraisal year.
        Year = "year": "Appraisal year",
    }
}

/// The month, 1 to 12, on whose first day a system's appraisal year starts (4, April, unless it chose otherwise).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearStart(pub i8);

/// A span of whole months with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// How long it is.
    pub kind: PeriodKind,
    /// Its first day.
    pub first_on: Day,
    /// Its last day.
    pub last_on: Day,
}

impl YearStart {
    /// The first day of the appraisal year that `day` falls in.
    pub fn year_of(self, day: Day) -> Day {
        let date = day.0;
        let year = if date.month() >= self.0 {
            date.year()
        } else {
            date.year() - 1
        };
        Day::new(year, self.0, 1).unwrap_or(day)
    }
}

impl Period {
    /// The period of this kind that `day` falls in.
    pub fn containing(kind: PeriodKind, day: Day, start: YearStart) -> Self {
        let year = start.year_of(day);
        let first_on = match kind {
            PeriodKind::Month => day.first_of_month(),
            PeriodKind::Quarter => months_later(year, months_between(year, day) / 3 * 3),
            PeriodKind::Year => year,
        };
        Self::from_first(kind, first_on)
    }

    /// The period of this kind that begins on `first_on`, which must be the first of a month.
    pub fn from_first(kind: PeriodKind, first_on: Day) -> Self {
        let months = match kind {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
        };
        Self {
            kind,
            first_on,
            last_on: months_later(first_on, months).plus(-1),
        }
    }

    /// The month, the quarter and the year that `day` falls in.
    pub fn all_containing(day: Day, start: YearStart) -> [Self; 3] {
        [PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year]
            .map(|kind| Self::containing(kind, day, start))
    }

    /// Every period of every kind that has a day from `from` to `to`.
    pub fn all_between(from: Day, to: Day, start: YearStart) -> Vec<Self> {
        PeriodKind::ALL
            .iter()
            .flat_map(|&kind| {
                std::iter::successors(Some(Self::containing(kind, from, start)), |p| {
                    Some(p.next())
                })
                .take_while(move |p| p.first_on <= to)
            })
            .collect()
    }

    /// The period of the same kind after this one.
    pub fn next(self) -> Self {
        Self::from_first(self.kind, self.last_on.plus(1))
    }

    /// The period of the same kind before this one.
    pub fn previous(self) -> Self {
        let months = match self.kind {
            PeriodKind::Month => -1,
            PeriodKind::Quarter => -3,
            PeriodKind::Year => -12,
        };
        Self::from_first(self.kind, months_later(self.first_on, months))
    }

    /// Whether `day` falls in it.
    pub fn contains(self, day: Day) -> bool {
        self.first_on <= day && day <= self.last_on
    }

    /// "October 2026", "October to December 2026 (quarter 3)", "April 2026 to March 2027".
    pub fn name(self, start: YearStart) -> String {
        match self.kind {
            PeriodKind::Month => self.first_on.month_and_year(),
            PeriodKind::Quarter => {
                let number = months_between(start.year_of(self.first_on), self.first_on) / 3 + 1;
                format!("{} (quarter {number})", self.span())
            }
            PeriodKind::Year => self.span(),
        }
    }

    /// "1 October 2026 to 31 October 2026": the days it covers.
    pub fn days(self) -> String {
        format!("{} to {}", self.first_on.long(), self.last_on.long())
    }

    fn span(self) -> String {
        let (first, last) = (self.first_on, self.last_on);
        if first.0.year() == last.0.year() {
            format!("{} to {}", first.0.strftime("%B"), last.month_and_year())
        } else {
            format!("{} to {}", first.month_and_year(), last.month_and_year())
        }
    }

    /// How the period stands in an address: "month-2026-10", "quarter-2026-10", "year-2026-04".
    pub fn key(self) -> String {
        format!("{}-{}", self.kind.word(), self.first_on.0.strftime("%Y-%m"))
    }

    /// Reads a [key](Period::key); a quarter or year is the one of `start` that has that month.
    pub fn from_key(key: &str, start: YearStart) -> Option<Self> {
        let (kind, month) = key.split_once('-')?;
        let kind = PeriodKind::from_word(kind)?;
        let day = Day::parse_iso(&format!("{month}-01"))?;
        Some(Self::containing(kind, day, start))
    }
}

fn months_between(from: Day, to: Day) -> i32 {
    (i32::from(to.0.year()) - i32::from(from.0.year())) * 12 + i32::from(to.0.month())
        - i32::from(from.0.month())
}

fn months_later(day: Day, months: i32) -> Day {
    Day(day.0.saturating_add(jiff::Span::new().months(months)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const APRIL: YearStart = YearStart(4);

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a day")
    }

    #[test]
    fn a_day_in_january_belongs_to_last_aprils_year_and_its_last_quarter() {
        let year = Period::containing(PeriodKind::Year, day("2027-01-15"), APRIL);
        assert_eq!(
            (year.first_on.iso(), year.last_on.iso()),
            ("2026-04-01".into(), "2027-03-31".into())
        );
        let quarter = Period::containing(PeriodKind::Quarter, day("2027-01-15"), APRIL);
        assert_eq!(quarter.name(APRIL), "January to March 2027 (quarter 4)");
        assert_eq!(
            quarter.previous().name(APRIL),
            "October to December 2026 (quarter 3)"
        );
        assert_eq!(year.name(APRIL), "April 2026 to March 2027");
    }

    #[test]
    fn keys_come_back_as_the_same_period() {
        for period in Period::all_between(day("2026-04-01"), day("2027-06-30"), APRIL) {
            assert_eq!(Period::from_key(&period.key(), APRIL), Some(period));
        }
        assert_eq!(Period::from_key("month-2026-13", APRIL), None);
        assert_eq!(Period::from_key("fortnight-2026-10", APRIL), None);
    }

    #[test]
    fn a_year_has_twelve_months_and_four_quarters() {
        let all = Period::all_between(day("2026-04-01"), day("2027-03-31"), APRIL);
        assert_eq!(all.len(), 12 + 4 + 1);
    }
}
