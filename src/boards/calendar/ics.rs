//! Meeting dates out of a calendar file (iCalendar, RFC 5545), as Outlook, Google and others export it.
//!
//! A day is what matters: an event that lasts all day is on that day, one with a time is on the day it begins on in
//! London, whatever zone it is written in. Series are written out, their exceptions and moved dates heeded; of an event
//! that is in the file twice the later revision counts.

mod rules;

use std::collections::{BTreeMap, BTreeSet};

use calcard::{
    Entry, Parser,
    common::timezone::Tz,
    icalendar::{
        ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarMethod,
        ICalendarParameterName, ICalendarProperty, ICalendarStatus, ICalendarValue,
    },
};
use serde::Serialize;

use rules::Budget;

use crate::kernel::{
    time::{Day, Instant},
    words::counted,
};

/// Most events one file may have; a series is one.
const MOST_EVENTS: usize = 500;
/// Most dates of one series that are looked at: twenty years of working days.
const MOST_DATES: usize = 5_000;
/// Longest title that is kept.
const LONGEST_TITLE: usize = 120;

/// An event, or one date of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What it is known by when the file comes again: its UID, and of a series the day it was first meant for.
    pub uid: String,
    /// The series it belongs to: its UID.
    pub series: String,
    /// Its day in London.
    pub on: Day,
    /// Its title.
    pub title: String,
    /// How often it has been revised.
    pub sequence: i64,
    /// Whether the file says that it does not take place.
    pub is_cancelled: bool,
}

/// What of a file is not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Which event.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its events by day.
    pub events: Vec<Event>,
    /// What of it is not read.
    pub unread: Vec<Remark>,
}

/// Reads a file's events. Of a series only the dates between the two days are given; an event that does not repeat is
/// given whenever it is.
///
/// # Errors
/// A sentence, where it is no calendar or too large a one.
pub fn read(text: &str, from: Day, until: Day) -> Result<File, String> {
    let mut file = File::default();
    let mut parser = Parser::new(text.trim_start_matches('\u{feff}'));
    let mut calendars = Vec::new();
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => calendars.push(calendar),
            Entry::Eof => break,
            Entry::TooManyComponents => return Err(TOO_MANY.into()),
            Entry::UnterminatedComponent(_) | Entry::UnexpectedComponentEnd { .. } => {
                return Err(CUT_OFF.into());
            }
            // Cards, and lines that say nothing.
            _ => {}
        }
    }
    if calendars.is_empty() {
        return Err("This is not a calendar file. Export the calendar as a file that ends in .ics, and choose that.".into());
    }
    // The library takes what there is of a file that was cut off, and what is missing would count as gone.
    let end = text.trim_end().to_ascii_uppercase();
    if !end.ends_with("END:VCALENDAR") {
        return Err(CUT_OFF.into());
    }
    let events = calendars.iter().flat_map(|calendar| &calendar.components);
    match events.filter(|event| is_event(event)).count() {
        0 => return Err("There is no event in the file.".into()),
        1..=MOST_EVENTS => {}
        _ => return Err(TOO_MANY.into()),
    }
    let mut budget = Budget::whole();
    for calendar in calendars {
        Reading::of(calendar, from, until).read(&mut file, &mut budget)?;
    }
    file.events
        .sort_by(|a, b| (a.on, &a.uid).cmp(&(b.on, &b.uid)));
    Ok(file)
}

const CUT_OFF: &str = "The file ends in the middle of an event. Export it again.";
const TOO_MANY: &str = "The file has more than 500 events. Export only the meetings of this board, or less of the calendar.";

fn is_event(component: &ICalendarComponent) -> bool {
    component.component_type == ICalendarComponentType::VEvent
}

/// One calendar of a file, its events taken out so that each can be put back alone: the library matches moved dates of
/// a series by their time alone, whichever series they are of.
struct Reading {
    calendar: ICalendar,
    events: Vec<(usize, ICalendarComponent)>,
    from: Day,
    until: Day,
    all_cancelled: bool,
}

impl Reading {
    fn of(mut calendar: ICalendar, from: Day, until: Day) -> Self {
        let cancels = |component: &ICalendarComponent| {
            let method = component.property(&ICalendarProperty::Method);
            method.is_some_and(|entry| {
                entry
                    .values
                    .contains(&ICalendarValue::Method(ICalendarMethod::Cancel))
            })
        };
        let all_cancelled = calendar.components.iter().any(cancels);
        let mut events = Vec::new();
        for (number, component) in calendar.components.iter_mut().enumerate() {
            if is_event(component) {
                events.push((number, std::mem::take(component)));
            } else if component.component_type.has_time_ranges() {
                // Tasks and journals are no meetings.
                *component = ICalendarComponent::default();
            }
        }
        Self {
            calendar,
            events,
            from,
            until,
            all_cancelled,
        }
    }

    fn read(mut self, file: &mut File, budget: &mut Budget) -> Result<(), String> {
        let mut series: BTreeMap<String, Vec<(usize, ICalendarComponent)>> = BTreeMap::new();
        for (number, event) in std::mem::take(&mut self.events) {
            let uid = event.uid().map_or_else(
                // One without a UID is known by what it says.
                || format!("{} {number}", title(&event)),
                str::to_owned,
            );
            series.entry(uid).or_default().push((number, event));
        }
        for (uid, components) in series {
            let (moved, whole): (Vec<_>, Vec<_>) = components
                .into_iter()
                .partition(|(_, event)| event.has_property(&ICalendarProperty::RecurrenceId));
            self.read_series(&uid, latest(whole), moved, (file, &mut *budget))?;
        }
        Ok(())
    }

    fn read_series(
        &mut self,
        uid: &str,
        whole: Option<(usize, ICalendarComponent)>,
        moved: Vec<(usize, ICalendarComponent)>,
        (file, budget): (&mut File, &mut Budget),
    ) -> Result<(), String> {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut latest_first = moved;
        latest_first.sort_by_key(|(_, event)| std::cmp::Reverse(revision(event)));
        for (number, mut event) in latest_first {
            // A date of a series is one date, whatever it says.
            event.entries.retain(|entry| !rules::repeats(&entry.name));
            let Some(meant_for) = self.meant_for(number, &event) else {
                file.unread
                    .push(remark(&event, "The day it stands for cannot be read"));
                continue;
            };
            let key = format!("{uid} {meant_for}", meant_for = meant_for.iso());
            if seen.contains(&key) {
                continue;
            }
            if changes_all_later(&event) {
                file.unread.push(remark(
                    &event,
                    "It changes every later date of its series at once, and only this one is read: check the others",
                ));
            }
            match self.days(number, &event) {
                Ok(days) => {
                    let on = days.first().copied();
                    file.events
                        .extend(on.map(|on| self.event(&key, uid, on, &event)));
                    seen.insert(key);
                }
                Err(reason) => file.unread.push(remark(&event, reason)),
            }
        }
        let Some((number, mut event)) = whole else {
            return Ok(());
        };
        self.say_unknown_zone(&event, file);
        if rules::is_within_a_day(&mut event) {
            file.unread.push(remark(&event, rules::WITHIN_A_DAY));
            return Ok(());
        }
        let years = rules::end(&mut event, self.until);
        budget.take(0, years)?;
        let days = match self.days(number, &event) {
            Ok(days) => days,
            Err(reason) => {
                if years > 0 {
                    budget.take_for_nothing()?;
                }
                file.unread.push(remark(&event, reason));
                return Ok(());
            }
        };
        budget.take(days.len(), 0)?;
        if !event.is_recurrent() {
            let on = days.first().copied();
            file.events
                .extend(on.map(|on| self.event(uid, uid, on, &event)));
            return Ok(());
        }
        if days.len() >= MOST_DATES {
            file.unread
                .push(remark(&event, "It repeats too often to be read to its end"));
        }
        let past = days.iter().filter(|day| **day < self.from).count();
        let later = days.iter().filter(|day| self.until < **day).count();
        for on in days {
            let key = format!("{uid} {}", on.iso());
            if self.from <= on && on <= self.until && !seen.contains(&key) {
                file.events.push(self.event(&key, uid, on, &event));
            }
        }
        let dates = |count: usize| counted(i64::try_from(count).unwrap_or(0), "date", "dates");
        if past > 0 {
            file.unread.push(remark(
                &event,
                format!("{} of its series in the past", dates(past)),
            ));
        }
        if later > 0 {
            let until = self.until.long();
            file.unread
                .push(remark(&event, format!("Dates of its series after {until}")));
        }
        Ok(())
    }

    fn event(&self, key: &str, series: &str, on: Day, event: &ICalendarComponent) -> Event {
        let is_cancelled =
            self.all_cancelled || event.status() == Some(&ICalendarStatus::Cancelled);
        Event {
            uid: key.to_owned(),
            series: series.to_owned(),
            on,
            title: title(event),
            sequence: revision(event).0,
            is_cancelled,
        }
    }

    /// The days of an event alone, in order.
    fn days(
        &mut self,
        number: usize,
        event: &ICalendarComponent,
    ) -> Result<Vec<Day>, &'static str> {
        self.calendar.components[number] = event.clone();
        let expanded = self.calendar.expand_dates(Tz::Tz(LONDON), MOST_DATES);
        self.calendar.components[number] = ICalendarComponent::default();
        if !expanded.errors.is_empty() {
            return Err("Its date, or how it repeats, cannot be read");
        }
        let days: BTreeSet<Day> = expanded
            .events
            .iter()
            .filter_map(|event| jiff::Timestamp::from_second(event.start.timestamp()).ok())
            .map(|at| Instant::new(at).day())
            .collect();
        if days.is_empty() {
            return Err("It has no date");
        }
        Ok(days.into_iter().collect())
    }

    /// The day that a moved date of a series was first meant for.
    fn meant_for(&mut self, number: usize, event: &ICalendarComponent) -> Option<Day> {
        let mut first = ICalendarComponent {
            component_type: ICalendarComponentType::VEvent,
            ..Default::default()
        };
        let mut start = event.property(&ICalendarProperty::RecurrenceId)?.clone();
        start.name = ICalendarProperty::Dtstart;
        first.entries.push(start);
        self.days(number, &first).ok()?.first().copied()
    }

    fn say_unknown_zone(&self, event: &ICalendarComponent, file: &mut File) {
        let start = event.property(&ICalendarProperty::Dtstart);
        if let Some(zone) = start.and_then(|start| start.tz_id())
            && self.calendar.build_tz_resolver().resolve(zone).is_none()
        {
            file.unread.push(remark(
                event,
                format!("Its time zone {zone} is not known: it is read as London’s"),
            ));
        }
    }
}

const LONDON: chrono_tz::Tz = chrono_tz::Europe::London;

/// The latest of an event's revisions in the file.
fn latest(revisions: Vec<(usize, ICalendarComponent)>) -> Option<(usize, ICalendarComponent)> {
    revisions
        .into_iter()
        .max_by_key(|(number, event)| (revision(event), *number))
}

/// How often it was revised, and when it was written.
fn revision(event: &ICalendarComponent) -> (i64, String) {
    let sequence = event
        .property(&ICalendarProperty::Sequence)
        .and_then(|entry| entry.values.first())
        .and_then(ICalendarValue::as_integer)
        .unwrap_or(0);
    let written = [ICalendarProperty::LastModified, ICalendarProperty::Dtstamp]
        .iter()
        .find_map(|name| event.property(name)?.values.first()?.as_partial_date_time())
        .and_then(|at| at.to_date_time())
        .map(|at| at.date_time.to_string());
    (sequence, written.unwrap_or_default())
}

fn changes_all_later(event: &ICalendarComponent) -> bool {
    event
        .property(&ICalendarProperty::RecurrenceId)
        .is_some_and(|entry| entry.has_parameter(&ICalendarParameterName::Range))
}

fn title(event: &ICalendarComponent) -> String {
    let summary = event
        .property(&ICalendarProperty::Summary)
        .and_then(|entry| entry.values.first())
        .and_then(ICalendarValue::as_text)
        .unwrap_or_default();
    let words = summary.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "Without a title".into();
    }
    words.chars().take(LONGEST_TITLE).collect()
}

fn remark(event: &ICalendarComponent, reason: impl Into<String>) -> Remark {
    Remark {
        title: title(event),
        reason: reason.into(),
    }
}
