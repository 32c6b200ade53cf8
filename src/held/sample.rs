//! What is held on invented people, for the samples of pages.

use super::words::*;
use crate::kernel::time::{Day, Instant};

fn part<T>(count: u64, one: T) -> Part<T> {
    Part {
        count,
        latest: vec![one],
    }
}

fn none<T>() -> Part<T> {
    Part {
        count: 0,
        latest: Vec::new(),
    }
}

/// Somebody with one of everything, and somebody with nothing.
pub(super) fn samples() -> Vec<Held> {
    let at = Instant::new(jiff::Timestamp::UNIX_EPOCH);
    let on = Day::new(2026, 10, 6).expect("a day");
    let nothing = || Held {
        read_at: at,
        person: Person {
            name: "Amir Khan".into(),
            email: Some("amir.khan@icb.example".into()),
            on_record_since: at,
        },
        account: None,
        sign_in_links: Vec::new(),
        roles: Vec::new(),
        employments: Vec::new(),
        objectives: none(),
        entries: none(),
        summaries_stopped: Vec::new(),
        summaries_written: none(),
        digests_to_them: Vec::new(),
        mails: none(),
        done_by_them: none(),
        done_to_their_records: none(),
    };
    let line = || Line {
        at,
        act: "objective agreed".into(),
        by: "you",
        organisation: Some("Royal Berkshire NHS Foundation Trust".into()),
        to_their_own: true,
        from: None,
        to: None,
    };
    let everything = Held {
        account: Some(Account {
            opened_at: at,
            closed_at: Some(at),
            has_password: true,
            sessions: vec![Session {
                begun_at: at,
                last_seen_at: at,
            }],
            browsers_known: vec![at],
        }),
        sign_in_links: vec![SignInLink {
            made_at: at,
            sent_to: Some("amir.khan@icb.example".into()),
            expires_at: at,
            used_at: Some(at),
        }],
        roles: vec![RoleHeld {
            role: "Board secretary",
            over: "Trust board, Royal Berkshire NHS Foundation Trust".into(),
            from_on: on,
            to_on: None,
        }],
        employments: vec![Employment {
            organisation: "Royal Berkshire NHS Foundation Trust".into(),
            system: "Thames Valley".into(),
            employee_number: Some("20890704".into()),
            started_on: Day::new(2011, 11, 28),
            ended_on: None,
            history: vec![Posting {
                from_on: on,
                to_on: None,
                staff_group: Some("Nursing and Midwifery Registered".into()),
                staff_group_in_their_words: "Nursing".into(),
                place: Some("Reading".into()),
                job_role: Some("Staff Nurse".into()),
                band: Some("6".into()),
                fte: Some(0.8),
                line_manager: Some("Maya Okafor".into()),
            }],
        }],
        objectives: part(
            1,
            Objective {
                organisation: "Royal Berkshire NHS Foundation Trust".into(),
                year_on: on,
                title: "Home sooner".into(),
                what: "Agree one discharge checklist".into(),
                due_on: on,
                purpose: "Care is arranged before people are ready".into(),
                level: "Place",
                state: "Agreed",
                agreed_on: Some(on),
                closed_on: None,
                partners: vec!["Reading Borough Council".into()],
                themes: vec!["Better health for everyone".into()],
                priorities: Vec::new(),
                steps: vec![Step {
                    at,
                    side: "Manager",
                    step: "Agreed",
                    words: String::new(),
                    outcome: None,
                }],
            },
        ),
        entries: part(
            12,
            Entry {
                organisation: "Royal Berkshire NHS Foundation Trust".into(),
                done_on: on,
                minutes: 90,
                kind: "Joint visit".into(),
                partners: vec!["Reading Borough Council".into()],
                objective: Some("Home sooner".into()),
                changed: "One checklist for both wards.".into(),
                tension: Some("No time".into()),
                tension_words: "Two systems to type into.".into(),
                logged_at: at,
                amended_at: None,
                withdrawn_at: Some(at),
                story: Some(Story {
                    words: "One checklist for both wards.".into(),
                    offered_at: at,
                }),
            },
        ),
        summaries_stopped: vec![SummaryStopped {
            kind: "How your team is doing, if you manage one",
            stopped_at: at,
        }],
        summaries_written: part(
            1,
            SummaryWritten {
                month_on: on,
                kind: "What your own work added up to",
                written_at: at,
            },
        ),
        digests_to_them: vec![DigestsTo {
            organisation: "Royal Berkshire NHS Foundation Trust".into(),
            board: "Trust board".into(),
            name: "Niamh Malik".into(),
            added_at: at,
            removed_at: None,
            wants: "The whole digest",
        }],
        mails: part(
            1,
            MailKept {
                subject: "Maya Okafor agreed “Home sooner”".into(),
                written_at: at,
                state: "Sent",
                settled_at: Some(at),
            },
        ),
        done_by_them: part(7, line()),
        done_to_their_records: part(1, line()),
        ..nothing()
    };
    vec![everything, nothing()]
}
