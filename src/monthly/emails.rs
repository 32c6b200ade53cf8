//! The mails of this subject, in HTML and in words.

use serde::Serialize;

use super::{Addressee, Own, TeamSummary, gather::About};
use crate::{
    access::tokens::Token,
    kernel::{
        fault::{Answer, Fault},
        templates::{Sample, View, render, samples_of},
        words::{counted, listed, minutes},
    },
    mail::Mail,
    sign_in::Letterhead,
};

/// So many of what somebody said changed, of their partners or of their objectives are told; of more, how many.
const TOLD: usize = 10;

/// A part of a summary with its heading.
#[derive(Clone, Serialize)]
struct Part {
    heading: &'static str,
    lines: Vec<String>,
}

/// A summary in HTML; in words it is a [`PlainSummary`].
#[derive(Clone, Serialize)]
struct Summary {
    service: String,
    heading: String,
    greeting: String,
    paragraphs: Vec<String>,
    parts: Vec<Part>,
    call_address: String,
    call_text: &'static str,
    why: String,
    stop_address: String,
}

/// The same in words.
#[derive(Clone, Serialize)]
#[serde(transparent)]
struct PlainSummary(Summary);

impl View for Summary {
    const TEMPLATE: &'static str = "monthly/summary";

    fn samples() -> Vec<Self> {
        let summary = |parts: Vec<Part>| Self {
            service: "Fairwind".into(),
            heading: "Your system working in October 2026".into(),
            greeting: "Dear Niamh Malik".into(),
            paragraphs: vec!["You logged 5 entries, 7 hours 30 minutes in all.".into()],
            parts,
            call_address: "https://fairwind.example/entries".into(),
            call_text: "See your entries",
            why: "You get this because you logged work in October 2026.".into(),
            stop_address: "https://fairwind.example/summaries/abc".into(),
        };
        let changed = Part {
            heading: "What you said changed",
            lines: vec!["6 October 2026: one <shared> care plan".into()],
        };
        vec![summary(Vec::new()), summary(vec![changed])]
    }
}

impl View for PlainSummary {
    const TEMPLATE: &'static str = "monthly/summary.txt";

    fn samples() -> Vec<Self> {
        Summary::samples().into_iter().map(Self).collect()
    }
}

/// What somebody's own work added up to.
pub(super) fn own(
    about: About<'_>,
    to: &Addressee,
    own: &Own,
    token: &Token,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let (label, month) = (
        &about.system.system().label,
        about.month.first_on.month_and_year(),
    );
    let mut paragraphs = vec![format!(
        "In {month} you logged {}, {} in all.",
        counted(own.entries, "entry", "entries"),
        minutes(own.minutes)
    )];
    if !own.partners.is_empty() {
        let names: Vec<String> = own.partners.iter().cloned().collect();
        let (told, more) = names.split_at(names.len().min(TOLD));
        let mut told = told.to_vec();
        if !more.is_empty() {
            told.push(format!("{} more", more.len()));
        }
        paragraphs.push(format!("You worked with {}.", listed(&told)));
    }
    let objectives: Vec<String> = own.objectives.iter().cloned().collect();
    let changed: Vec<String> = own
        .changed
        .iter()
        .map(|(day, words)| format!("{day}: {words}"))
        .collect();
    let parts = [
        ("Your objectives that it served", objectives),
        ("What you said changed", changed),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(heading, lines)| Part {
        heading,
        lines: shortened(lines),
    });
    let summary = Summary {
        service: letterhead.service.clone(),
        heading: format!("Your {label} in {month}"),
        greeting: format!("Dear {}", to.name),
        paragraphs,
        parts: parts.collect(),
        call_address: format!("{}/entries", letterhead.base_url),
        call_text: "See your entries",
        why: format!(
            "You get this once a month in which you logged work. It is about your own work alone, and {} sends it to nobody else.",
            letterhead.service
        ),
        stop_address: stop_address(token, letterhead),
    };
    mail(about, to, summary)
}

/// What a manager is told of a team: totals, and no name.
pub(super) fn team(
    about: About<'_>,
    to: &Addressee,
    team: &TeamSummary,
    token: &Token,
    letterhead: &Letterhead,
) -> Answer<Mail> {
    let (label, month) = (
        &about.system.system().label,
        about.month.first_on.month_and_year(),
    );
    let mut paragraphs = vec![format!(
        "{} of the {} you manage have an objective agreed for this appraisal year.",
        team.with_objective,
        counted(team.people, "person", "people"),
    )];
    paragraphs.push(match team.took_part {
        Some((people, took_part)) => format!(
            "{took_part} of the {people} who were in post at the end of {month} logged {label} in it. Who they are is not told."
        ),
        None => format!(
            "How many of them logged {label} in {month} is hidden: it could tell what single people did."
        ),
    });
    if team.waiting > 0 {
        paragraphs.push(format!(
            "{} for your answer.",
            counted(team.waiting, "objective waits", "objectives wait")
        ));
    }
    let summary = Summary {
        service: letterhead.service.clone(),
        heading: format!("Your team’s {label} in {month}"),
        greeting: format!("Dear {}", to.name),
        paragraphs,
        parts: Vec::new(),
        call_address: format!("{}/team", letterhead.base_url),
        call_text: if team.waiting > 0 {
            "Read and answer"
        } else {
            "See your team"
        },
        why: format!(
            "You get this once a month because the staff list says that you manage {} or more people. It has totals alone: where a total is small, or nearly all, it is hidden.",
            about.system.system().threshold
        ),
        stop_address: stop_address(token, letterhead),
    };
    mail(about, to, summary)
}

fn shortened(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(TOLD);
    if more > 0 {
        lines.truncate(TOLD);
        lines.push(format!("and {more} more"));
    }
    lines
}

fn stop_address(token: &Token, letterhead: &Letterhead) -> String {
    format!("{}/summaries/{}", letterhead.base_url, token.reveal())
}

fn mail(about: About<'_>, to: &Addressee, summary: Summary) -> Answer<Mail> {
    let html = render(&summary).map_err(Fault::broken)?;
    let subject = summary.heading.clone();
    let stop_address = summary.stop_address.clone();
    let text = render(&PlainSummary(summary)).map_err(Fault::broken)?;
    Ok(Mail {
        to_email: to.email.clone(),
        to_name: to.name.clone(),
        subject,
        text,
        html,
        system: Some(about.system.id()),
        // RFC 8058 is for https alone; a trial on one's own machine has none.
        unsubscribe_url: stop_address.starts_with("https://").then_some(stop_address),
        ..Mail::default()
    })
}

pub(super) fn samples() -> Result<Vec<Sample>, serde_json::Error> {
    let mut all = samples_of::<Summary>()?;
    all.extend(samples_of::<PlainSummary>()?);
    Ok(all)
}
