//! The bank holidays of England.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Weekday;
use serde::Deserialize;

use crate::kernel::time::Day;

/// Fewest bank holidays that England has in a year; a file with fewer is half a file.
const FEWEST_A_YEAR: usize = 8;

/// The bank holidays of England and Wales: by the rules, or, for the years that a file names, as the file has them.
///
/// The rules are those of the Banking and Financial Dealings Act 1971, schedule 1, with New Year's Day and the early
/// May holiday as proclaimed every year since 1974 and 1978, Good Friday and Christmas Day by common law, and the
/// substitute days that are proclaimed where one falls on a weekend. Days that were moved or given once are those of
/// gov.uk/bank-holidays. A holiday given once in a year to come is what the file is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// What the file says, for every year that it has a day of.
    listed: BTreeMap<Day, String>,
    years: BTreeSet<i16>,
}

/// The file that gov.uk publishes, as far as it matters here.
#[derive(Deserialize)]
struct Published {
    #[serde(rename = "england-and-wales")]
    england: Division,
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
}

impl Holidays {
    /// By the rules alone.
    pub fn bundled() -> Self {
        Self::default()
    }

    /// From the text of a file: gov.uk's `bank-holidays.json`, or lines of a date and, after a comma, its name.
    /// A year of which it has any day is taken from the file alone; other years stay with the rules.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let listed = if text.trim_start().starts_with('{') {
            published(text)?
        } else {
            lines(text)?
        };
        if listed.is_empty() {
            return Err("it has no bank holiday in it".into());
        }
        let mut a_year: BTreeMap<i16, usize> = BTreeMap::new();
        for day in listed.keys() {
            *a_year.entry(day.0.year()).or_default() += 1;
        }
        if let Some((year, count)) = a_year.iter().find(|(_, count)| **count < FEWEST_A_YEAR) {
            return Err(format!(
                "it has {count} bank holidays in {year}, and England has at least {FEWEST_A_YEAR} a year"
            ));
        }
        Ok(Self {
            years: a_year.into_keys().collect(),
            listed,
        })
    }

    /// The name of the bank holiday on this day, if it is one.
    pub fn name(&self, day: Day) -> Option<String> {
        if self.years.contains(&day.0.year()) {
            return self.listed.get(&day).cloned();
        }
        of_year(day.0.year())
            .into_iter()
            .find(|(on, _)| *on == day)
            .map(|(_, name)| name.to_owned())
    }

    /// Every bank holiday of a year, in order.
    pub fn of_year(&self, year: i16) -> Vec<(Day, String)> {
        if self.years.contains(&year) {
            return self
                .listed
                .iter()
                .filter(|(day, _)| day.0.year() == year)
                .map(|(day, name)| (*day, name.clone()))
                .collect();
        }
        of_year(year)
            .into_iter()
            .map(|(day, name)| (day, name.to_owned()))
            .collect()
    }
}

fn published(text: &str) -> Result<BTreeMap<Day, String>, String> {
    let file: Published = serde_json::from_str(text)
        .map_err(|cause| format!("it is not bank-holidays.json as gov.uk publishes it: {cause}"))?;
    file.england
        .events
        .into_iter()
        .map(|event| {
            let day = Day::parse_iso(&event.date)
                .ok_or_else(|| format!("{:?} is not a date like 2027-03-26", event.date))?;
            Ok((day, event.title))
        })
        .collect()
}

fn lines(text: &str) -> Result<BTreeMap<Day, String>, String> {
    let mut listed = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let (date, name) = line.split_once(',').unwrap_or((line, ""));
        let (date, name) = (
            date.trim().trim_matches('"'),
            name.trim().trim_matches('"').trim(),
        );
        if date.is_empty() && name.is_empty() {
            continue;
        }
        match Day::parse_iso(date) {
            Some(day) => {
                let name = if name.is_empty() {
                    "Bank holiday"
                } else {
                    name
                };
                listed.insert(day, name.to_owned());
            }
            // A heading may stand above the dates.
            None if number == 0 && !date.starts_with(|c: char| c.is_ascii_digit()) => {}
            None => {
                return Err(format!(
                    "line {} has {date:?}, which is not a date like 2027-03-26",
                    number + 1
                ));
            }
        }
    }
    Ok(listed)
}

/// A year's bank holidays by the rules, in order.
fn of_year(year: i16) -> Vec<(Day, &'static str)> {
    let mut days = Vec::with_capacity(10);
    let mut add = |day: Option<Day>, name| days.extend(day.map(|day| (day, name)));
    let on = |month, day| Day::new(year, month, day);
    let (new_year, christmas) = (on(1, 1), on(12, 25));
    add(new_year.map(first_weekday), "New Year’s Day");
    let easter = easter(year);
    add(easter.map(|sunday| sunday.plus(-2)), "Good Friday");
    add(easter.map(|sunday| sunday.plus(1)), "Easter Monday");
    let early_may = match year {
        // Moved to the 50th and 75th anniversaries of the end of the war in Europe.
        1995 | 2020 => on(5, 8),
        _ => monday(year, 5, 1),
    };
    add(early_may, "Early May bank holiday");
    let spring = match year {
        // Moved to make long weekends of the Queen's golden, diamond and platinum jubilees.
        2002 | 2012 => on(6, 4),
        2022 => on(6, 2),
        _ => monday(year, 5, -1),
    };
    add(spring, "Spring bank holiday");
    add(monday(year, 8, -1), "Summer bank holiday");
    let (first, second) = match christmas.map(|day| day.0.weekday()) {
        Some(Weekday::Friday) => (25, 28),
        Some(Weekday::Saturday) => (27, 28),
        // Boxing Day keeps its Monday; the substitute for Christmas Day comes after it.
        Some(Weekday::Sunday) => (27, 26),
        _ => (25, 26),
    };
    add(on(12, first), "Christmas Day");
    add(on(12, second), "Boxing Day");
    match year {
        1999 => add(on(12, 31), "Millennium holiday"),
        2002 => add(on(6, 3), "Golden Jubilee of Elizabeth II"),
        2011 => add(on(4, 29), "Royal wedding"),
        2012 => add(on(6, 5), "Diamond Jubilee of Elizabeth II"),
        2022 => {
            add(on(6, 3), "Platinum Jubilee of Elizabeth II");
            add(on(9, 19), "State funeral of Elizabeth II");
        }
        2023 => add(on(5, 8), "Coronation of Charles III"),
        _ => {}
    }
    days.sort();
    days
}

/// The day, or the Monday after it where it falls on a weekend.
fn first_weekday(day: Day) -> Day {
    match day.0.weekday() {
        Weekday::Saturday => day.plus(2),
        Weekday::Sunday => day.plus(1),
        _ => day,
    }
}

/// The so-manieth Monday of a month; the last with -1.
fn monday(year: i16, month: i8, nth: i8) -> Option<Day> {
    let first = Day::new(year, month, 1)?;
    first
        .0
        .nth_weekday_of_month(nth, Weekday::Monday)
        .ok()
        .map(Day)
}

/// Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Day> {
    let y = i32::from(year);
    let (golden, century, of_century) = (y % 19, y / 100, y % 100);
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    Day::new(
        year,
        i8::try_from(days / 31).ok()?,
        i8::try_from(days % 31 + 1).ok()?,
    )
}
