//! Calendar files as Outlook, Google and Apple write them.

use super::*;
use crate::boards::calendar::ics::{self, File};

fn read(events: &str) -> File {
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{events}END:VCALENDAR\r\n"
    );
    ics::read(&text, day("2026-11-16"), day("2028-11-16")).expect("it reads")
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n")
}

fn days(file: &File) -> Vec<String> {
    file.events.iter().map(|event| event.on.iso()).collect()
}

#[test]
fn the_day_is_the_one_in_london_whatever_zone_the_time_is_in() {
    for (start, on) in [
        // All day, floating, London in summer, UTC, New York in the evening, and Outlook's name of London's zone.
        ("DTSTART;VALUE=DATE:20270610", "2027-06-10"),
        ("DTSTART:20270610T093000", "2027-06-10"),
        ("DTSTART;TZID=Europe/London:20270610T003000", "2027-06-10"),
        ("DTSTART:20270610T233000Z", "2027-06-11"),
        ("DTSTART:20271209T233000Z", "2027-12-09"),
        (
            "DTSTART;TZID=America/New_York:20270610T200000",
            "2027-06-11",
        ),
        (
            "DTSTART;TZID=GMT Standard Time:20270610T003000",
            "2027-06-10",
        ),
    ] {
        let file = read(&event(&format!("UID:one\r\nSUMMARY:Board\r\n{start}\r\n")));
        assert_eq!(days(&file), [on], "{start}");
        assert_eq!(file.unread, [], "{start}");
    }
}

#[test]
fn an_unknown_zone_is_read_as_londons_and_said() {
    let file = read(&event(
        "UID:one\r\nSUMMARY:Board\r\nDTSTART;TZID=Nowhere:20270610T093000\r\n",
    ));
    assert_eq!(days(&file), ["2027-06-10"]);
    assert!(
        file.unread[0].reason.contains("Nowhere"),
        "{:?}",
        file.unread
    );
}

#[test]
fn a_series_is_written_out_for_two_years_with_its_exceptions_over_both_clock_changes() {
    let file = read(
        &(event(
            "UID:series\r\nSUMMARY:Trust Board\r\nSEQUENCE:2\r\nDTSTART;TZID=Europe/London:20260924T093000\r\n\
         RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH\r\nEXDATE;TZID=Europe/London:20270325T093000\r\n",
        ) + &event(
            "UID:series\r\nSUMMARY:Trust Board\r\nRECURRENCE-ID;TZID=Europe/London:20270527T093000\r\n\
         DTSTART;TZID=Europe/London:20270603T140000\r\n",
        ) + &event(
            "UID:series\r\nSUMMARY:Trust Board\r\nSTATUS:CANCELLED\r\nRECURRENCE-ID;TZID=Europe/London:20270729T093000\r\n\
         DTSTART;TZID=Europe/London:20270729T093000\r\n",
        )),
    );
    assert_eq!(
        days(&file),
        [
            "2026-11-26",
            "2027-01-28",
            "2027-06-03",
            "2027-07-29",
            "2027-09-30",
            "2027-11-25",
            "2028-01-27",
            "2028-03-30",
            "2028-05-25",
            "2028-07-27",
            "2028-09-28"
        ]
    );
    let cancelled: Vec<_> = file
        .events
        .iter()
        .filter(|event| event.is_cancelled)
        .collect();
    assert_eq!(cancelled.len(), 1);
    assert_eq!(cancelled[0].on, day("2027-07-29"));
    assert_eq!(
        file.events[2].uid, "series 2027-05-27",
        "it keeps the day it was meant for"
    );
    assert!(file.events.iter().all(|event| event.series == "series"));
    let said: Vec<&str> = file
        .unread
        .iter()
        .map(|remark| remark.reason.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "1 date of its series in the past",
            "Dates of its series after 16 November 2028"
        ]
    );
}

#[test]
fn two_series_at_the_same_time_do_not_take_each_others_exceptions() {
    let series = |uid: &str| {
        event(&format!(
            "UID:{uid}\r\nSUMMARY:{uid}\r\nDTSTART:20261203T090000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n"
        ))
    };
    let moved =
        event("UID:b\r\nSUMMARY:b\r\nRECURRENCE-ID:20261203T090000\r\nDTSTART:20261204T090000\r\n");
    let file = read(&(series("a") + &series("b") + &moved));
    let found: Vec<(String, String)> = file
        .events
        .iter()
        .map(|event| (event.series.clone(), event.on.iso()[5..].to_owned()))
        .collect();
    let wanted = [
        ("a", "12-03"),
        ("b", "12-04"),
        ("a", "12-10"),
        ("b", "12-10"),
    ];
    assert_eq!(
        found,
        wanted.map(|(series, on)| (series.to_owned(), on.to_owned()))
    );
}

#[test]
fn of_an_event_that_is_there_twice_the_later_revision_counts() {
    let one = |sequence: i32, on: &str| {
        event(&format!(
            "UID:one\r\nSUMMARY:Board\r\nSEQUENCE:{sequence}\r\nDTSTART;VALUE=DATE:{on}\r\n"
        ))
    };
    let file = read(&(one(3, "20261217") + &one(2, "20261210")));
    assert_eq!(days(&file), ["2026-12-17"]);
    assert_eq!(file.events[0].sequence, 3);
}

#[test]
fn a_calendar_that_cancels_cancels_every_event_in_it() {
    let file = read(&format!(
        "METHOD:CANCEL\r\n{}",
        event("UID:one\r\nSUMMARY:Board\r\nDTSTART;VALUE=DATE:20261217\r\n")
    ));
    assert!(file.events[0].is_cancelled);
}

#[test]
fn what_cannot_be_read_is_said_and_does_not_stop_the_rest() {
    let file = read(
        &(event("UID:none\r\nSUMMARY:No date\r\n")
            + &event("UID:odd\r\nSUMMARY:Odd\r\nDTSTART:20261399T000000\r\n")
            + &event("UID:good\r\nSUMMARY:Folded\r\n  title\r\nDTSTART;VALUE=DATE:20261217\r\n")),
    );
    assert_eq!(days(&file), ["2026-12-17"]);
    assert_eq!(file.events[0].title, "Folded title");
    assert_eq!(file.unread.len(), 2, "{:?}", file.unread);
}

#[test]
fn a_file_that_is_no_calendar_is_refused_with_a_sentence() {
    let read = |text: &str| ics::read(text, day("2026-11-16"), day("2028-11-16"));
    for (text, said) in [
        ("", "not a calendar file"),
        ("date,title\r\n2026-12-01,Board\r\n", "not a calendar file"),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event"),
        (
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n",
            "in the middle",
        ),
    ] {
        let refused = read(text).expect_err(text);
        assert!(refused.contains(said), "{text:?}: {refused}");
    }
    let many = event("UID:1\r\nDTSTART;VALUE=DATE:20261217\r\n").repeat(501);
    let refused = read(&format!("BEGIN:VCALENDAR\r\n{many}END:VCALENDAR\r\n"));
    assert!(refused.expect_err("too many").contains("more than 500"));
}

#[test]
fn a_series_without_end_ends() {
    let file = read(&event(
        "UID:often\r\nSUMMARY:Often\r\nDTSTART:20260101T000000\r\nRRULE:FREQ=SECONDLY\r\n",
    ));
    assert!(file.events.is_empty());
    let yearly = read(&event(
        "UID:never\r\nSUMMARY:Never\r\nDTSTART;VALUE=DATE:20261217\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31\r\n",
    ));
    assert!(yearly.events.len() <= 1);
}

/// So many series, each by the rule and from the day.
fn many(count: usize, start: &str, rule: &str) -> Result<File, String> {
    let series = |number| {
        event(&format!(
            "UID:{number}\r\nSUMMARY:Board\r\nDTSTART:{start}T093000\r\nRRULE:{rule}\r\n"
        ))
    };
    let events: String = (0..count).map(series).collect();
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    ics::read(&text, day("2026-11-16"), day("2028-11-16"))
}

#[test]
fn a_small_file_that_asks_for_long_work_is_refused_as_a_whole() {
    for (start, rule) in [
        // Too many dates; years upon years of none; a rule that never comes to one.
        ("20200101", "FREQ=DAILY"),
        ("00010101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
        ("20270101", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("20270101", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6"),
    ] {
        let refused = many(500, start, rule).expect_err(rule);
        assert!(
            refused.contains("have too many dates to be read"),
            "{refused}"
        );
    }
    // A hundred series that have gone on for years are a calendar that somebody has.
    let file = many(100, "20100104", "FREQ=WEEKLY").expect("it reads");
    assert_eq!(file.events.len(), 100 * 105);
    let file = many(500, "20100104", "FREQ=YEARLY;UNTIL=20260104T093000").expect("it reads");
    assert_eq!(file.events.len(), 0);
}

#[test]
fn what_repeats_within_a_day_is_no_meeting() {
    for rule in [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=YEARLY;BYMINUTE=0,30",
    ] {
        let file = many(3, "20270101", rule).expect("it reads");
        assert_eq!(file.events, [], "{rule}");
        assert_eq!(file.unread.len(), 3, "{rule}");
        let reason = &file.unread[0].reason;
        assert!(reason.contains("repeats within a day"), "{reason}");
    }
    // As some programs write every rule.
    let file = many(1, "20270104", "FREQ=WEEKLY;COUNT=2;BYHOUR=9;BYMINUTE=30").expect("it reads");
    assert_eq!(days(&file), ["2027-01-04", "2027-01-11"]);
}
