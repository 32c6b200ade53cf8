//! Cases worked by hand. The organisation joined on 1 April 2026, and the appraisal year starts in April.

use super::*;

const NURSES: StaffGroupId = StaffGroupId(uuid::Uuid::from_u128(1));
const DOCTORS: StaffGroupId = StaffGroupId(uuid::Uuid::from_u128(2));
const NORTH: PlaceId = PlaceId(uuid::Uuid::from_u128(3));
const SOUTH: PlaceId = PlaceId(uuid::Uuid::from_u128(4));

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn member() -> Membership {
    Membership {
        joined_on: day("2026-04-01"),
        left_on: None,
        place: None,
        year_start: YearStart(4),
    }
}

/// A nurse of no place, in post since 2020, without objectives or entries.
fn nurse() -> EmploymentRecord {
    EmploymentRecord {
        id: EmploymentId(uuid::Uuid::from_u128(5)),
        organisation: OrganisationId(uuid::Uuid::from_u128(6)),
        in_post: Days {
            from_on: Some(day("2020-01-01")),
            to_on: None,
        },
        postings: vec![posted("2020-01-01", NURSES)],
        objectives: vec![],
        logged: vec![],
    }
}

fn posted(from_on: &str, group: StaffGroupId) -> Posted {
    Posted {
        from_on: day(from_on),
        group: Some(group),
        place: None,
        band: None,
    }
}

fn logged(done_on: &str, minutes: i64) -> Logged {
    Logged {
        done_on: day(done_on),
        minutes,
        entries: 1,
        kind: EntryKindId(uuid::Uuid::from_u128(7)),
        tension: None,
        objective: None,
        partners: vec![],
    }
}

fn objective(in_force: Days) -> Agreed {
    Agreed {
        id: ObjectiveId(uuid::Uuid::from_u128(8)),
        in_force,
        closed: None,
        serves: vec![],
    }
}

fn sums(records: &[EmploymentRecord], frame: &Frame) -> Sums {
    let mut sums = Sums::default();
    sums.add_all(records, frame);
    sums
}

/// Each contribution as "period group place: staff/with objective/took part/entries/minutes", in order.
fn told(record: &EmploymentRecord, membership: &Membership, counted_to: &str) -> Vec<String> {
    tell(record, &Frame::new(membership, day(counted_to)))
}

fn tell(record: &EmploymentRecord, frame: &Frame) -> Vec<String> {
    sums(std::slice::from_ref(record), frame)
        .cells
        .into_iter()
        .map(|(key, counts)| {
            let group = match key.group {
                NURSES => "nurses",
                DOCTORS => "doctors",
                StaffGroupId::UNPLACED => "unplaced",
                _ => "?",
            };
            let place = match key.place {
                NORTH => "north",
                SOUTH => "south",
                PlaceId::NONE => "nowhere",
                _ => "?",
            };
            let Counts {
                staff,
                with_objective,
                took_part,
                entries,
                minutes,
            } = counts;
            let period = key.period.key();
            format!(
                "{period} {group} {place}: {staff}/{with_objective}/{took_part}/{entries}/{minutes}"
            )
        })
        .collect()
}

#[test]
fn someone_who_does_nothing_is_staff_in_the_month_the_quarter_and_the_year() {
    assert_eq!(
        told(&nurse(), &member(), "2026-05-10"),
        [
            "month-2026-04 nurses nowhere: 1/0/0/0/0",
            "month-2026-05 nurses nowhere: 1/0/0/0/0",
            "quarter-2026-04 nurses nowhere: 1/0/0/0/0",
            "year-2026-04 nurses nowhere: 1/0/0/0/0",
        ]
    );
}

#[test]
fn a_mover_counts_once_where_they_ended_up() {
    let mut mover = nurse();
    mover.postings.push(posted("2026-05-15", DOCTORS));
    let before = told(&mover, &member(), "2026-05-14");
    assert_eq!(before[1], "month-2026-05 nurses nowhere: 1/0/0/0/0");
    assert_eq!(before[2], "quarter-2026-04 nurses nowhere: 1/0/0/0/0");
    let after = told(&mover, &member(), "2026-05-15");
    assert_eq!(after[0], "month-2026-04 nurses nowhere: 1/0/0/0/0");
    assert_eq!(after[1], "month-2026-05 doctors nowhere: 1/0/0/0/0");
    assert_eq!(after[2], "quarter-2026-04 doctors nowhere: 1/0/0/0/0");
    assert_eq!(after.len(), 4, "never in two cells of one period");
}

#[test]
fn a_leaver_on_the_first_of_a_month_is_staff_in_that_month_and_not_the_next() {
    let mut leaver = nurse();
    leaver.in_post.to_on = Some(day("2026-06-01"));
    leaver.postings.push(posted("2026-06-02", DOCTORS));
    leaver.logged.push(logged("2026-06-01", 45));
    assert_eq!(
        told(&leaver, &member(), "2026-07-20"),
        [
            "month-2026-04 nurses nowhere: 1/0/0/0/0",
            "month-2026-05 nurses nowhere: 1/0/0/0/0",
            "month-2026-06 nurses nowhere: 1/0/1/1/45",
            "quarter-2026-04 nurses nowhere: 1/0/1/1/45",
            "year-2026-04 nurses nowhere: 1/0/1/1/45",
        ]
    );
}

#[test]
fn a_starter_counts_from_the_period_of_their_first_day_once_it_has_come() {
    let mut starter = nurse();
    starter.in_post.from_on = Some(day("2026-05-31"));
    starter.postings = vec![posted("2026-05-31", NURSES)];
    assert_eq!(told(&starter, &member(), "2026-05-30"), [""; 0]);
    assert_eq!(
        told(&starter, &member(), "2026-05-31"),
        [
            "month-2026-05 nurses nowhere: 1/0/0/0/0",
            "quarter-2026-04 nurses nowhere: 1/0/0/0/0",
            "year-2026-04 nurses nowhere: 1/0/0/0/0",
        ]
    );
}

#[test]
fn an_objective_agreed_on_the_last_day_counts_in_that_month() {
    let mut agreed = nurse();
    agreed.objectives = vec![objective(in_force(
        day("2026-04-30"),
        None,
        day("2026-04-01"),
    ))];
    let before = told(&agreed, &member(), "2026-04-29");
    assert_eq!(before[0], "month-2026-04 nurses nowhere: 1/0/0/0/0");
    let on_the_day = told(&agreed, &member(), "2026-04-30");
    assert_eq!(on_the_day[0], "month-2026-04 nurses nowhere: 1/1/0/0/0");
}

#[test]
fn an_objective_counts_on_the_day_it_closes_and_open_to_the_end_of_its_year() {
    let mut closed = nurse();
    let (agreed_on, year_on) = (day("2026-04-10"), day("2026-04-01"));
    closed.objectives = vec![objective(in_force(
        agreed_on,
        Some(day("2026-06-01")),
        year_on,
    ))];
    let months = told(&closed, &member(), "2026-07-31");
    assert_eq!(months[2], "month-2026-06 nurses nowhere: 1/1/0/0/0");
    assert_eq!(months[3], "month-2026-07 nurses nowhere: 1/0/0/0/0");

    let mut open = nurse();
    open.objectives = vec![objective(in_force(agreed_on, None, year_on))];
    let months = told(&open, &member(), "2027-04-30");
    assert_eq!(months[11], "month-2027-03 nurses nowhere: 1/1/0/0/0");
    assert_eq!(months[12], "month-2027-04 nurses nowhere: 1/0/0/0/0");

    let mut reviewed = nurse();
    let closed_on = Some(day("2027-05-20"));
    reviewed.objectives = vec![objective(in_force(agreed_on, closed_on, year_on))];
    assert_eq!(told(&reviewed, &member(), "2027-04-30"), months);
}

#[test]
fn an_objective_agreed_after_its_year_was_never_in_force() {
    let mut late = nurse();
    late.objectives = vec![objective(in_force(
        day("2027-04-20"),
        None,
        day("2026-04-01"),
    ))];
    let all = told(&late, &member(), "2027-04-30");
    assert!(
        all.iter().all(|told| told.ends_with(": 1/0/0/0/0")),
        "{all:?}"
    );
}

#[test]
fn an_unknown_start_has_always_been_in_post_and_counts_where_the_first_posting_is() {
    let mut unknown = nurse();
    unknown.in_post.from_on = None;
    unknown.postings = vec![posted("2026-05-20", DOCTORS), posted("2026-05-02", NURSES)];
    let all = told(&unknown, &member(), "2026-05-31");
    assert_eq!(all[0], "month-2026-04 nurses nowhere: 1/0/0/0/0");
    assert_eq!(all[1], "month-2026-05 doctors nowhere: 1/0/0/0/0");
    // Taken together with others, too; even where the first posting begins after all that counts.
    for counted_to in ["2026-04-30", "2026-05-31"] {
        let frame = Frame::new(&member(), day(counted_to));
        let mut doctor = unknown.clone();
        doctor.postings = vec![posted("2026-05-02", DOCTORS)];
        let (mut together, mut each) = (Sums::default(), Sums::default());
        together.add_all(&[unknown.clone(), doctor.clone()], &frame);
        for record in [&unknown, &doctor] {
            add(record, &frame, &mut each);
        }
        assert_eq!(together, each);
    }
    unknown.postings.clear();
    let all = told(&unknown, &member(), "2026-05-31");
    assert_eq!(all[0], "month-2026-04 unplaced nowhere: 1/0/0/0/0");
}

#[test]
fn a_gap_between_postings_belongs_to_the_one_before_it() {
    // Whatever day the first one ended on.
    let mut gap = nurse();
    gap.postings.push(posted("2026-06-01", DOCTORS));
    let all = told(&gap, &member(), "2026-06-30");
    assert_eq!(all[1], "month-2026-05 nurses nowhere: 1/0/0/0/0");
    assert_eq!(all[2], "month-2026-06 doctors nowhere: 1/0/0/0/0");
}

#[test]
fn the_organisations_place_stands_in_where_the_person_has_none() {
    let mut member = member();
    member.place = Some(SOUTH);
    let mut record = nurse();
    record.postings[0].group = None;
    record.postings.push(Posted {
        from_on: day("2026-05-01"),
        group: Some(NURSES),
        place: Some(NORTH),
        band: None,
    });
    let all = told(&record, &member, "2026-05-31");
    assert_eq!(all[0], "month-2026-04 unplaced south: 1/0/0/0/0");
    assert_eq!(all[1], "month-2026-05 nurses north: 1/0/0/0/0");
}

#[test]
fn membership_bounds_what_counts() {
    let mut member = member();
    member.joined_on = day("2026-05-20");
    member.left_on = Some(day("2026-07-01"));
    let mut record = nurse();
    record.postings.push(posted("2026-07-01", DOCTORS));
    assert_eq!(
        told(&record, &member, "2026-12-31"),
        [
            "month-2026-05 nurses nowhere: 1/0/0/0/0",
            "month-2026-06 nurses nowhere: 1/0/0/0/0",
            "quarter-2026-04 nurses nowhere: 1/0/0/0/0",
            "year-2026-04 nurses nowhere: 1/0/0/0/0",
        ],
        "the first day it is no longer a member does not count"
    );
    record.in_post.to_on = Some(day("2026-05-19"));
    assert_eq!(told(&record, &member, "2026-12-31"), [""; 0]);
    assert_eq!(
        told(&nurse(), &member, "2026-05-19"),
        [""; 0],
        "not yet joined"
    );
}

#[test]
fn what_lies_after_the_day_counted_to_does_not_count_yet() {
    let mut record = nurse();
    record.logged = vec![
        logged("2026-05-10", 30),
        logged("2026-05-11", 60),
        logged("2026-03-31", 90),
    ];
    let all = told(&record, &member(), "2026-05-10");
    assert_eq!(all[1], "month-2026-05 nurses nowhere: 1/0/1/1/30");
    let all = told(&record, &member(), "2026-05-11");
    assert_eq!(all[1], "month-2026-05 nurses nowhere: 1/0/1/2/90");
    assert_eq!(
        all[3], "year-2026-04 nurses nowhere: 1/0/1/2/90",
        "March is of another year"
    );
}

#[test]
fn a_quarter_counts_people_once_and_adds_up_their_work() {
    let mut record = nurse();
    record.logged = vec![
        logged("2026-04-01", 10),
        logged("2026-05-01", 20),
        logged("2026-06-30", 30),
        logged("2026-06-30", 40),
    ];
    let all = told(&record, &member(), "2026-07-01");
    assert_eq!(
        all,
        [
            "month-2026-04 nurses nowhere: 1/0/1/1/10",
            "month-2026-05 nurses nowhere: 1/0/1/1/20",
            "month-2026-06 nurses nowhere: 1/0/1/2/70",
            "month-2026-07 nurses nowhere: 1/0/0/0/0",
            "quarter-2026-04 nurses nowhere: 1/0/1/4/100",
            "quarter-2026-07 nurses nowhere: 1/0/0/0/0",
            "year-2026-04 nurses nowhere: 1/0/1/4/100",
        ]
    );
}

#[test]
fn entries_that_are_alike_count_the_same_taken_together() {
    let (mut apart, mut together) = (nurse(), nurse());
    let mut with_partner = logged("2026-05-04", 30);
    with_partner.partners = vec![OrganisationId(uuid::Uuid::from_u128(9))];
    apart.logged = vec![
        logged("2026-05-04", 60),
        logged("2026-05-04", 45),
        with_partner.clone(),
        logged("2026-06-01", 60),
    ];
    for one in &apart.logged {
        together.log(one.clone());
    }
    assert_eq!(
        together.logged.len(),
        3,
        "another partner or another day is not alike"
    );
    let frame = Frame::new(&member(), day("2026-07-10"));
    let [apart, together] = [apart, together].map(|record| sums(&[record], &frame));
    assert_eq!(apart.cells, together.cells);
    assert_eq!(apart.facets, together.facets);
    assert_eq!(apart.months, together.months);
    assert!(apart.cells.values().any(|counts| counts.entries == 4));
}

#[test]
fn days_that_pass_change_only_the_periods_they_are_in() {
    let mut record = nurse();
    record.logged = vec![logged("2026-04-15", 10), logged("2026-07-01", 20)];
    let passed = Frame::new(&member(), day("2026-07-01")).since(day("2026-06-30"));
    assert_eq!(
        tell(&record, &passed),
        [
            "month-2026-07 nurses nowhere: 1/0/1/1/20",
            "quarter-2026-07 nurses nowhere: 1/0/1/1/20",
            "year-2026-04 nurses nowhere: 1/0/1/2/30",
        ]
    );
    assert_eq!(
        passed.first_on(),
        Some(day("2026-04-01")),
        "the year's entries matter"
    );
}

#[test]
fn a_period_whose_last_day_is_new_is_counted_again() {
    let keys = |counted_before| {
        let frame = Frame::new(&member(), day("2026-07-02")).since(day(counted_before));
        Vec::from_iter(frame.periods().iter().map(|period| period.key()))
    };
    let with_july = ["month-2026-07", "quarter-2026-07", "year-2026-04"];
    assert_eq!(keys("2026-06-30"), with_july);
    let with_june = [
        "month-2026-06",
        "month-2026-07",
        "quarter-2026-04",
        "quarter-2026-07",
        "year-2026-04",
    ];
    assert_eq!(keys("2026-06-29"), with_june);
}

#[test]
fn employments_of_one_cell_add_up() {
    let mut busy = nurse();
    busy.logged = vec![logged("2026-04-02", 15)];
    let frame = Frame::new(&member(), day("2026-04-30"));
    let cells = sums(&[nurse(), busy], &frame).cells;
    assert_eq!(cells.len(), 3, "a month, a quarter and a year");
    for counts in cells.values() {
        let Counts {
            staff,
            took_part,
            entries,
            minutes,
            ..
        } = *counts;
        assert_eq!((staff, took_part, entries, minutes), (2, 1, 1, 15));
    }
}

mod facets;
mod one_more;

#[test]
fn those_alike_come_to_what_each_comes_to() {
    let frame = Frame::new(&member(), day("2026-11-20"));
    let mut records = Vec::new();
    for started in [
        "2010-05-01",
        "2020-01-01",
        "2026-03-31",
        "2026-04-01",
        "2026-06-10",
        "2026-11-21",
    ] {
        for ended in [
            None,
            Some("2026-03-31"),
            Some("2026-04-01"),
            Some("2026-09-30"),
            Some("2026-11-20"),
        ] {
            for moved in [
                None,
                Some("2019-01-01"),
                Some("2026-04-01"),
                Some("2026-08-15"),
                Some("2026-12-01"),
            ] {
                let mut record = nurse();
                record.in_post = Days {
                    from_on: Some(day(started)),
                    to_on: ended.map(day),
                };
                record.postings = vec![posted(started, NURSES)];
                record.postings.extend(moved.map(|on| posted(on, DOCTORS)));
                records.push(record.clone());
                record.postings.reverse();
                records.push(record);
            }
        }
    }
    let mut with_work = nurse();
    with_work.logged.push(logged("2026-05-05", 30));
    records.push(with_work);
    let (mut together, mut each) = (Sums::default(), Sums::default());
    together.add_all(&records, &frame);
    for record in &records {
        add(record, &frame, &mut each);
    }
    assert_eq!(together, each);
    assert!(!together.cells.is_empty());
}

#[test]
fn who_has_just_begun_is_counted_as_anybody_else_of_the_same_record() {
    let frame = Frame::new(&member(), day("2026-11-20"));
    let days = [
        None,
        Some("2019-05-06"),
        Some("2026-04-01"),
        Some("2026-07-31"),
        Some("2027-01-01"),
    ];
    let (mut begun, mut records) = (Vec::new(), Vec::new());
    for started in days {
        for ended in days {
            for (at, band) in ["6", "Consultant"].into_iter().enumerate() {
                let (started_on, ended_on) = (started.map(day), ended.map(day));
                if started_on.zip(ended_on).is_some_and(|(from, to)| from > to) {
                    continue;
                }
                let posted_on = started_on.unwrap_or(day("2026-04-01"));
                let posted_on = ended_on.map_or(posted_on, |ended| ended.min(posted_on));
                let (group, place) = ([Some(NURSES), None][at], [None, Some(SOUTH)][at]);
                for _ in 0..=at {
                    begun.push(Begun {
                        started_on,
                        ended_on,
                        posted_on,
                        group,
                        place,
                        band: Some(band),
                    });
                    records.push(EmploymentRecord {
                        in_post: Days {
                            from_on: started_on,
                            to_on: ended_on,
                        },
                        postings: vec![Posted {
                            from_on: posted_on,
                            group,
                            place,
                            band: Some(band.into()),
                        }],
                        ..nurse()
                    });
                }
            }
        }
    }
    let (mut whole, mut each) = (Sums::default(), Sums::default());
    let mut all = AllBegun::none(&frame);
    begun.into_iter().for_each(|one| all.add(one));
    whole.add_begun(nurse().organisation, all, &frame);
    for record in &records {
        add(record, &frame, &mut each);
    }
    assert!(each.cells.len() > 10);
    assert_eq!(whole, each);
}

#[test]
fn the_periods_of_some_days_are_those_of_the_whole_frame_that_have_them() {
    let memberships = [
        member(),
        Membership {
            joined_on: day("2026-05-20"),
            left_on: Some(day("2026-08-02")),
            year_start: YearStart(7),
            ..member()
        },
    ];
    let mut some = 0;
    for membership in &memberships {
        for counted_to in ["2026-03-31", "2026-04-01", "2026-07-15", "2027-05-02"] {
            let whole = Frame::new(membership, day(counted_to));
            for from in (0..500).step_by(13) {
                let days = [
                    day("2026-02-20").plus(from),
                    day("2026-02-20").plus(from + 40),
                ];
                let having = whole.periods().iter().copied();
                let having: Vec<Period> = having
                    .filter(|period| days.iter().any(|&day| period.contains(day)))
                    .collect();
                let of_days = Frame::of_days(membership, day(counted_to), &days);
                assert_eq!(of_days.periods(), having, "{counted_to} {days:?}");
                some += having.len();
            }
        }
    }
    assert!(some > 300, "{some}");
}
