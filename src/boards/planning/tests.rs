use super::{rules::plan, *};
use crate::{
    boards::Terms,
    kernel::{ids::BoardId, time::Instant},
};

const TODAY: &str = "2026-11-16";

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn known(on: &str, uid: Option<&str>, is_cancelled: bool) -> Known {
    let at = Instant::midday(day(TODAY));
    Known {
        meeting: meeting::Model {
            id: MeetingId::new(),
            board_id: BoardId::new(),
            meets_on: day(on),
            papers_due_on: day(on).plus(-7),
            lead_days: 3,
            added_at: at,
            cancelled_at: is_cancelled.then_some(at),
        },
        source: uid.map(|uid| (uid.to_owned(), 1)),
    }
}

fn event(uid: &str, on: &str, sequence: i64) -> ics::Event {
    ics::Event {
        uid: uid.into(),
        series: uid.split(' ').next().unwrap_or_default().into(),
        on: day(on),
        title: "Trust Board".into(),
        sequence,
        is_cancelled: false,
    }
}

fn of(events: Vec<ics::Event>, known: &[Known]) -> Plan {
    with_words(events, "", known)
}

fn with_words(events: Vec<ics::Event>, words: &str, known: &[Known]) -> Plan {
    let wanted = Wanted::Events {
        file: ics::File {
            events,
            unread: Vec::new(),
        },
        words: words.into(),
    };
    plan(
        &wanted,
        known,
        Terms::default(),
        &Holidays::bundled(),
        day(TODAY),
    )
}

fn reasons(plan: &Plan) -> Vec<&str> {
    plan.left_out
        .iter()
        .map(|left| left.reason.as_str())
        .collect()
}

#[test]
fn papers_are_due_by_the_boards_terms_over_bank_holidays() {
    let plan = of(vec![event("a", "2027-01-05", 0)], &[]);
    let dates = plan.added[0].dates;
    // Monday 28 December is Boxing Day's substitute, and 1 January a holiday.
    assert_eq!(dates.papers_due_on, day("2026-12-24"));
    assert_eq!(dates.lead_days, 2);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let events = || {
        vec![
            event("a", "2026-12-10", 1),
            event("s 2027-01-14", "2027-01-14", 1),
        ]
    };
    let there = [
        known("2026-12-10", Some("a"), false),
        known("2027-01-14", Some("s 2027-01-14"), false),
    ];
    let plan = of(events(), &there);
    assert!(plan.changes_nothing());
    assert_eq!((plan.unchanged, plan.left_out.len()), (2, 0));
}

#[test]
fn a_meeting_follows_its_event_to_another_day_and_two_may_change_places_of_three() {
    let there = [
        known("2026-12-10", Some("a"), false),
        known("2026-12-17", Some("b"), false),
    ];
    let plan = of(
        vec![event("a", "2026-12-17", 2), event("b", "2026-12-18", 2)],
        &there,
    );
    let moved: Vec<Day> = plan
        .moved
        .iter()
        .map(|moved| moved.to.dates.meets_on)
        .collect();
    assert_eq!(
        moved,
        [day("2026-12-18"), day("2026-12-17")],
        "the day is free before it is taken"
    );
    assert_eq!(
        plan.moved[0].to.dates.lead_days, 3,
        "the meeting’s own, kept"
    );

    let swapped = of(
        vec![event("a", "2026-12-17", 2), event("b", "2026-12-10", 2)],
        &there,
    );
    assert!(swapped.moved.is_empty());
    assert!(
        reasons(&swapped)[0].contains("cannot move"),
        "{:?}",
        reasons(&swapped)
    );
}

#[test]
fn an_older_file_does_not_undo_a_newer() {
    let there = [known("2026-12-10", Some("a"), false)];
    let plan = of(vec![event("a", "2026-12-03", 0)], &there);
    assert!(plan.changes_nothing());
    assert!(reasons(&plan)[0].contains("later revision"));
}

#[test]
fn cancelled_events_and_dates_that_a_series_has_no_more_cancel_their_meetings_and_no_others() {
    let there = [
        known("2026-12-10", Some("a"), false),
        known("2027-01-14", Some("s 2027-01-14"), false),
        known("2027-02-11", Some("t 2027-02-11"), false),
        known("2026-10-08", Some("s 2026-10-08"), false),
    ];
    let mut gone = event("a", "2026-12-10", 2);
    gone.is_cancelled = true;
    let plan = of(vec![gone, event("s 2027-03-11", "2027-03-11", 2)], &there);
    let cancelled: Vec<Day> = plan.cancelled.iter().map(|c| c.from.meets_on).collect();
    assert_eq!(
        cancelled,
        [day("2026-12-10"), day("2027-01-14")],
        "not what is past, nor another series"
    );
    assert_eq!(plan.added.len(), 1);
}

#[test]
fn each_event_that_is_not_used_says_why() {
    let there = [
        known("2026-12-10", None, false),
        known("2026-12-11", None, true),
    ];
    let mut off = event("off", "2027-01-07", 0);
    off.is_cancelled = true;
    let mut other = event("other", "2027-01-08", 0);
    other.title = "Lunch".into();
    let events = vec![
        event("past", "2026-11-15", 0),
        event("far", "2028-11-17", 0),
        event("was", "2026-12-11", 0),
        event("one", "2027-01-21", 0),
        event("two", "2027-01-21", 0),
        off,
        other,
        event("typed", "2026-12-10", 0),
    ];
    let plan = with_words(events, "trust board", &there);
    assert_eq!(plan.added.len(), 1);
    assert_eq!(
        plan.unchanged, 1,
        "the one that was typed is that one, and follows it from now on"
    );
    let wanted = [
        "in the past",
        "2 years ahead",
        "was cancelled",
        "Another event",
        "It is cancelled",
        "trust board",
    ];
    let said = reasons(&plan);
    assert_eq!(said.len(), wanted.len(), "{said:?}");
    for (said, wanted) in said.iter().zip(wanted) {
        assert!(said.contains(wanted), "{said} {wanted}");
    }
}

#[test]
fn by_a_rule_days_that_the_board_has_are_left_out() {
    let days = vec![day("2026-12-10"), day("2027-02-11"), day("2027-04-08")];
    let there = [
        known("2026-12-10", None, false),
        known("2027-02-11", None, true),
    ];
    let plan = plan(
        &Wanted::Days(days),
        &there,
        Terms::default(),
        &Holidays::bundled(),
        day(TODAY),
    );
    assert_eq!(plan.added.len(), 1);
    assert_eq!(plan.left_out.len(), 2);
}

#[test]
fn a_meeting_is_not_moved_further_ahead_than_one_is_added() {
    let plan = of(
        vec![event("a", "2031-12-10", 2)],
        &[known("2026-12-10", Some("a"), false)],
    );
    assert!(plan.changes_nothing(), "{plan:?}");
    assert_eq!(plan.left_out[0].reason, "It is more than 2 years ahead");
}
