mod ics;

use jiff::civil::Weekday;

use super::*;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn isos(year: i16) -> Vec<String> {
    Holidays::bundled()
        .of_year(year)
        .into_iter()
        .map(|(day, _)| day.iso()[5..].to_owned())
        .collect()
}

/// As gov.uk/bank-holidays published them, typed by hand: not what the rules say, but what they must come to.
const PUBLISHED: &[(i16, &str)] = &[
    (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
    (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
    (
        2022,
        "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    ),
    (
        2023,
        "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    ),
    (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
    (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
    (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
];

/// Not published yet when they were typed: by the Act, and by the days that are proclaimed every year.
const TO_COME: &[(i16, &str)] = &[
    (2029, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
    (2030, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
    // The next after 2028 of which each of these falls on a weekend.
    (2032, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
    (2034, "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26"),
];

#[test]
fn the_rules_come_to_the_bank_holidays_that_were_published() {
    for (year, days) in PUBLISHED.iter().chain(TO_COME) {
        assert_eq!(isos(*year).join(" "), *days, "{year}");
    }
}

/// Easter Sunday in days from the first of March, by Clavius as Knuth gives him: shares no step with the rules'.
fn easter_of(year: i32) -> i32 {
    let golden = year % 19 + 1;
    let century = year / 100 + 1;
    let left_out = 3 * century / 4 - 12;
    let moon = (8 * century + 5) / 25 - 5;
    let sunday = 5 * year / 4 - left_out - 10;
    let mut epact = (11 * golden + 20 + moon - left_out).rem_euclid(30);
    if epact == 24 || epact == 25 && golden > 11 {
        epact += 1;
    }
    let full = if epact > 23 { 74 - epact } else { 44 - epact };
    full + 7 - (sunday + full) % 7 - 1
}

/// 0 for Monday to 6 for Sunday, by Zeller.
fn weekday(year: i32, month: i32, of_month: i32) -> i32 {
    let (y, m) = if month < 3 {
        (year - 1, month + 12)
    } else {
        (year, month)
    };
    (of_month + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400 + 5) % 7
}

/// A year's bank holidays as month and day, by another way than the rules: days that are named are put down first, and
/// each that falls on a weekend moves to the next working day that is free.
fn otherwise(year: i32) -> Vec<(i32, i32)> {
    let march = |days: i32| match days {
        days if days < 31 => (3, days + 1),
        days => (4, days - 30),
    };
    let first_monday = |month| {
        (1..=7)
            .find(|d| weekday(year, month, *d) == 0)
            .expect("a Monday")
    };
    let last_monday = |month| {
        (25..=31)
            .rfind(|d| weekday(year, month, *d) == 0)
            .expect("a Monday")
    };
    let mut days = vec![
        march(easter_of(year) - 2),
        march(easter_of(year) + 1),
        (5, first_monday(5)),
        (5, last_monday(5)),
        (8, last_monday(8)),
    ];
    let named = [(1, 1), (12, 25), (12, 26)];
    let is_weekend = |(month, of_month)| weekday(year, month, of_month) >= 5;
    days.extend(named.iter().filter(|day| !is_weekend(**day)));
    for (month, of_month) in named.into_iter().filter(|day| is_weekend(*day)) {
        let mut substitutes = (of_month + 1..).map(|of_month| (month, of_month));
        let free = substitutes.find(|day| !is_weekend(*day) && !days.contains(day));
        days.push(free.expect("a working day"));
    }
    days.sort_unstable();
    days
}

#[test]
fn the_rules_agree_with_another_way_to_work_them_out() {
    // Those in which a day was moved or given once.
    const ONCE: [i32; 8] = [1995, 1999, 2002, 2011, 2012, 2020, 2022, 2023];
    for year in (1978..=2199).filter(|year| !ONCE.contains(year)) {
        let by_rules = isos(i16::try_from(year).expect("a year"));
        let otherwise: Vec<String> = otherwise(year)
            .into_iter()
            .map(|(month, of_month)| format!("{month:02}-{of_month:02}"))
            .collect();
        assert_eq!(by_rules, otherwise, "{year}");
    }
}

#[test]
fn over_two_years_every_digest_is_due_on_a_working_morning_in_london() {
    let holidays = Holidays::bundled();
    let closed: Vec<Day> = PUBLISHED
        .iter()
        .chain(TO_COME)
        .filter(|(year, _)| (2025..=2029).contains(year))
        .flat_map(|(year, days)| days.split(' ').map(move |d| day(&format!("{year}-{d}"))))
        .collect();
    let mut papers = day("2026-01-01");
    while papers <= day("2027-12-31") {
        for lead in 0..=10 {
            let due = holidays.digest_due(papers, lead, 8);
            let on = due.day();
            assert!(!closed.contains(&on), "{papers} {lead}: {on}");
            assert!(!is_weekend(on), "{papers} {lead}: {on}");
            assert!(due.long().ends_with(" at 8am"), "{papers} {lead}: {due}");
            // As many working days lie from the day it is due up to the day before papers are due, counted anew.
            let between = (0..on.days_until(papers))
                .map(|days| on.plus(days))
                .filter(|d| !closed.contains(d) && !is_weekend(*d))
                .count();
            let wanted = match lead {
                0 if on == papers => 0,
                0 => 1,
                lead => usize::try_from(lead).expect("a small number"),
            };
            assert_eq!(between, wanted, "{papers} {lead}: {on}");
        }
        papers = papers.plus(1);
    }
}

#[test]
fn eight_in_london_is_eight_on_both_sides_of_both_clock_changes() {
    let holidays = Holidays::bundled();
    let due = |papers: &str| {
        let at = holidays.digest_due(day(papers), 1, 8);
        at.timestamp().to_string()
    };
    for (papers, utc) in [
        // The clocks go forward on 29 March 2026 and 28 March 2027, back on 25 October 2026 and 31 October 2027.
        ("2026-03-28", "2026-03-27T08:00:00Z"),
        ("2026-03-31", "2026-03-30T07:00:00Z"),
        ("2026-10-24", "2026-10-23T07:00:00Z"),
        ("2026-10-27", "2026-10-26T08:00:00Z"),
        // Easter Monday is the day after the clocks go forward, and Good Friday two days before.
        ("2027-03-30", "2027-03-25T08:00:00Z"),
        ("2027-03-31", "2027-03-30T07:00:00Z"),
        ("2027-10-30", "2027-10-29T07:00:00Z"),
        ("2027-11-02", "2027-11-01T08:00:00Z"),
    ] {
        assert_eq!(due(papers), utc, "{papers}");
    }
}

#[test]
fn christmas_and_easter_are_stepped_over() {
    let holidays = Holidays::bundled();
    let before = |text: &str, days| holidays.working_days_before(day(text), days).iso();
    assert_eq!(before("2026-12-31", 2), "2026-12-29");
    assert_eq!(before("2026-12-31", 3), "2026-12-24");
    assert_eq!(before("2027-01-04", 1), "2026-12-31");
    assert_eq!(before("2027-04-01", 3), "2027-03-25");
    assert_eq!(before("2026-11-07", 0), "2026-11-06");
    assert_eq!(before("2026-12-28", 0), "2026-12-24");
}

#[test]
fn the_period_is_the_last_that_has_ended_when_the_digest_is_due() {
    let april = YearStart(4);
    let covered = |kind, papers: &str| {
        let due = Holidays::bundled().digest_due(day(papers), 2, 8);
        period_covered(kind, due, april).name(april)
    };
    assert_eq!(covered(PeriodKind::Month, "2026-11-12"), "October 2026");
    // Due on 30 October, when October still runs.
    assert_eq!(covered(PeriodKind::Month, "2026-11-03"), "September 2026");
    assert_eq!(
        covered(PeriodKind::Quarter, "2027-01-12"),
        "October to December 2026 (quarter 3)"
    );
    assert_eq!(
        covered(PeriodKind::Year, "2027-05-12"),
        "April 2026 to March 2027"
    );
}

#[test]
fn a_rule_makes_its_meetings_and_says_itself_in_words() {
    let rule = Rule {
        which: Which::Second,
        weekday: Weekday::Thursday,
        every: 2,
        from_on: day("2026-10-01"),
    };
    let isos = |rule: Rule, last: &str| -> Vec<String> {
        let days = rule.meetings_until(day(last));
        days.into_iter().map(Day::iso).collect()
    };
    assert_eq!(
        isos(rule, "2027-04-30"),
        ["2026-10-08", "2026-12-10", "2027-02-11", "2027-04-08"]
    );
    assert_eq!(
        rule.in_words(),
        "The second Thursday of every other month, from October 2026"
    );
    // The last Wednesday may be the fourth or the fifth, and one before the rule begins is none.
    let last = Rule {
        which: Which::Last,
        weekday: Weekday::Wednesday,
        every: 1,
        from_on: day("2026-10-29"),
    };
    assert_eq!(isos(last, "2026-12-30"), ["2026-11-25", "2026-12-30"]);
    assert_eq!(
        last.in_words(),
        "The last Wednesday of each month, from October 2026"
    );
}

const GOV_UK: &str = r#"{"england-and-wales":{"division":"england-and-wales","events":[
    {"title":"New Year’s Day","date":"2031-01-01","notes":"","bunting":true},
    {"title":"Good Friday","date":"2031-04-11","notes":"","bunting":false},
    {"title":"Easter Monday","date":"2031-04-14","notes":"","bunting":true},
    {"title":"Early May bank holiday","date":"2031-05-05","notes":"","bunting":true},
    {"title":"Spring bank holiday","date":"2031-05-26","notes":"","bunting":true},
    {"title":"A day for everyone","date":"2031-06-09","notes":"","bunting":true},
    {"title":"Summer bank holiday","date":"2031-08-25","notes":"","bunting":true},
    {"title":"Christmas Day","date":"2031-12-25","notes":"","bunting":true},
    {"title":"Boxing Day","date":"2031-12-26","notes":"","bunting":true}]},
    "scotland":{"division":"scotland","events":[{"title":"2nd January","date":"2031-01-02","notes":"","bunting":true}]}}"#;

#[test]
fn a_file_replaces_the_years_it_names_and_no_others() {
    let holidays = Holidays::read(GOV_UK).expect("gov.uk's shape");
    assert_eq!(
        holidays.name(day("2031-06-09")),
        Some("A day for everyone".into())
    );
    assert!(holidays.is_working_day(day("2031-01-02")), "Scotland's own");
    assert_eq!(
        holidays.working_days_before(day("2031-06-10"), 1),
        day("2031-06-06")
    );
    assert_eq!(holidays.of_year(2026), Holidays::bundled().of_year(2026));

    let (_, days) = PUBLISHED[6];
    let csv: String = days.split(' ').map(|d| format!("2026-{d}\r\n")).collect();
    let plain = Holidays::read(&format!("date,name\r\n{csv}2026-06-15,Given once\r\n"));
    let plain = plain.expect("lines of dates");
    assert!(!plain.is_working_day(day("2026-06-15")));
    assert!(!plain.is_working_day(day("2026-12-28")));
}

#[test]
fn a_file_that_is_none_is_refused_with_a_sentence() {
    for (text, said) in [
        ("", "no bank holiday"),
        ("date,name\n", "no bank holiday"),
        ("2026-12-25\n2026-13-01\n", "line 2"),
        ("25/12/2026,Christmas Day\n", "line 1"),
        ("2026-12-25,Christmas Day\n", "at least 8"),
        ("{\"scotland\":{\"events\":[]}}", "gov.uk"),
        (
            "{\"england-and-wales\":{\"events\":[{\"title\":\"x\",\"date\":\"1 May\"}]}}",
            "not a date",
        ),
    ] {
        let refused = Holidays::read(text).expect_err(text);
        assert!(refused.contains(said), "{text:?}: {refused}");
    }
}
