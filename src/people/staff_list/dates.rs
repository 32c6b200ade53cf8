//! Dates as people and systems write them in staff lists.

use jiff::civil::Date;

/// What a cell tells of a date: a day, or any day of a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The first day it may mean.
    pub first: Date,
    /// The last day it may mean.
    pub last: Date,
}

/// How exactly a date is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exactness {
    /// "31-OCT-2026".
    Day,
    /// "March 2023".
    Month,
    /// "2024".
    Year,
}

impl Told {
    /// The day, where it is told to the day.
    pub fn day(self) -> Option<Date> {
        (self.first == self.last).then_some(self.first)
    }

    /// How exactly it is told.
    pub fn exactness(self) -> Exactness {
        if self.first == self.last {
            Exactness::Day
        } else if self.first.month() == self.last.month() {
            Exactness::Month
        } else {
            Exactness::Year
        }
    }

    fn of_month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self {
            first,
            last: first.last_of_month(),
        })
    }
}

/// Reads "31-OCT-2026", "31/10/2026" (the day first, always: these are British lists),
/// "2026-10-31", "31 October 2026", "October 31, 2026", "March 2023", "Mar-23", "03/2023",
/// "2024" and the like, with or without a time of day after it. `None` when it is none of
/// these, or a day no calendar has.
///
/// Years of two digits are of this century up to 49. A bare number of days, as a spreadsheet
/// stores dates, is not guessed at.
pub fn read(text: &str) -> Option<Told> {
    let text = without_time(text.trim());
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            on(&all[6..], number(&all[4..6])?, &all[..4])
        }
        [only] if only.len() == 4 => {
            let year = year(only)?;
            Some(Told {
                first: Date::new(year, 1, 1).ok()?,
                last: Date::new(year, 12, 31).ok()?,
            })
        }
        [month, of] if of.len() == 4 || named_month(month).is_some() => {
            Told::of_month(year(of)?, month_of(month)?)
        }
        [of, month] if of.len() == 4 => Told::of_month(year(of)?, month_of(month)?),
        [of, month, day] if year(of).is_some() && of.len() == 4 => on(day, month_of(month)?, of),
        [month, day, of] if named_month(month).is_some() => on(day, named_month(month)?, of),
        [day, month, of] => on(day, month_of(month)?, of),
        _ => None,
    }
}

fn on(day: &str, month: i8, of: &str) -> Option<Told> {
    let lower = day.to_ascii_lowercase();
    let plain = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| lower.strip_suffix(ending))
        .unwrap_or(&lower);
    let date = Date::new(year(of)?, month, number(plain)?).ok()?;
    Some(Told {
        first: date,
        last: date,
    })
}

/// "31/10/2026 00:00:00" and "2026-10-31T00:00:00.000Z" are how databases write a day.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else {
        return text;
    };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    before.trim_end_matches(|c: char| c == 'T' || c.is_whitespace())
}

fn year(text: &str) -> Option<i16> {
    let number: i16 = number::<i16>(text)?;
    match text.len() {
        2 if number < 50 => Some(2000 + number),
        2 => Some(1900 + number),
        4 if number >= 1000 => Some(number),
        _ => None,
    }
}

/// The month a word or a number names.
fn month_of(text: &str) -> Option<i8> {
    named_month(text).or_else(|| number(text))
}

fn named_month(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_lowercase();
    let at = MONTHS.iter().position(|month| {
        *month == text || month[..3] == text || (text == "sept" && *month == "september")
    })?;
    i8::try_from(at + 1).ok()
}

/// Digits only: `parse` alone would take "+5".
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_every_common_shape() {
        for text in [
            "31-OCT-2026",
            "31-Oct-26",
            "31/10/2026",
            "31/10/26",
            "31.10.2026",
            "31-10-2026",
            "2026-10-31",
            "2026/10/31",
            "20261031",
            "31 October 2026",
            "31st October 2026",
            "October 31, 2026",
            " 31/10/2026 00:00 ",
            "31-OCT-2026 09:30:00",
            "2026-10-31T00:00:00.000Z",
        ] {
            let told = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(told.day(), Some(date(2026, 10, 31)), "{text}");
            assert_eq!(told.exactness(), Exactness::Day);
        }
        // The day comes first, always.
        assert_eq!(read("03/04/2023").unwrap().first, date(2023, 4, 3));
        assert_eq!(read("14-SEPT-1999").unwrap().first, date(1999, 9, 14));
        assert_eq!(read("01-JAN-95").unwrap().first, date(1995, 1, 1));
        assert_eq!(read("29/02/2024").unwrap().first, date(2024, 2, 29));
    }

    #[test]
    fn months_and_years_are_spans() {
        for text in ["March 2023", "Mar-23", "MAR 2023", "03/2023", "2023-03"] {
            let told = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (told.first, told.last),
                (date(2023, 3, 1), date(2023, 3, 31)),
                "{text}"
            );
            assert_eq!(told.exactness(), Exactness::Month);
            assert_eq!(told.day(), None);
        }
        let year = read("2024").unwrap();
        assert_eq!(
            (year.first, year.last),
            (date(2024, 1, 1), date(2024, 12, 31))
        );
        assert_eq!(year.exactness(), Exactness::Year);
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "",
            "soon",
            "29/02/2023",
            "31/04/2026",
            "10/31/2026",
            "45231",
            "0000",
            "0024",
            "32-OCT-2026",
            "31-OKT-2026",
            "1/2/3/2026",
            "+1/+2/2026",
            "\u{661}/1/2026",
            "2026-13-01",
            "March",
            "12:30",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
