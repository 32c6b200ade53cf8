//! The mails that tell the other side of a step in an objective's life.

use serde::Serialize;

use super::{
    Party, SeenObjective, Told,
    store::{Change, NewRow},
};
use crate::{
    entities::{
        objectives::{ObjectiveState, Side, Step},
        systems::system,
    },
    kernel::{
        fault::{Answer, Fault},
        ids::ObjectiveId,
        templates::{Sample, View, render, samples_of},
    },
    mail::Mail,
    web::frame::House,
};

/// A short mail with one thing to do, in HTML; in words it is a [`PlainLetter`].
#[derive(Clone, Debug, Serialize)]
struct Letter {
    /// What the service calls itself.
    service: String,
    /// What happened, in a line.
    heading: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// What the other side wrote, line by line.
    said: Vec<String>,
    /// The one thing to do.
    call_address: String,
    call_text: &'static str,
    /// Why this person is written to.
    why: String,
}

/// The same in words.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
struct PlainLetter(Letter);

impl View for Letter {
    const TEMPLATE: &'static str = "objectives/letter";

    fn samples() -> Vec<Self> {
        let letter = |said: &[&str]| {
            Self::new(
                "Fairwind",
                "https://fairwind.example/objectives/1",
                "Ada Obi",
                "Sam Osei asks for a change to “Home sooner”".into(),
                vec!["Please read what they wrote.".into()],
                said.iter().map(|line| (*line).to_owned()).collect(),
                "Read and change it",
            )
        };
        vec![
            letter(&[]),
            letter(&["Could it be by June?", "March is <too> soon."]),
        ]
    }
}

impl View for PlainLetter {
    const TEMPLATE: &'static str = "objectives/letter.txt";

    fn samples() -> Vec<Self> {
        Letter::samples().into_iter().map(Self).collect()
    }
}

impl Letter {
    fn new(
        service: &str,
        address: &str,
        to: &str,
        heading: String,
        paragraphs: Vec<String>,
        said: Vec<String>,
        call: &'static str,
    ) -> Self {
        Self {
            service: service.to_owned(),
            heading,
            greeting: format!("Dear {to}"),
            paragraphs,
            said,
            call_address: address.to_owned(),
            call_text: call,
            why: format!(
                "You are one of the two people this objective is between, so {service} tells you of each step."
            ),
        }
    }

    fn to(self, name: &str, email: &str) -> Answer<Mail> {
        let html = render(&self).map_err(Fault::broken)?;
        let subject = self.heading.clone();
        let text = render(&PlainLetter(self)).map_err(Fault::broken)?;
        Ok(Mail {
            to_email: email.to_owned(),
            to_name: name.to_owned(),
            subject,
            text,
            html,
            ..Mail::default()
        })
    }
}

/// Asks the other side to agree to a new objective; none if mail does not reach them.
pub(super) fn proposed(
    to: &Party,
    by: &str,
    system: &system::Model,
    new: &NewRow,
    house: &House,
) -> Answer<Option<Mail>> {
    let Some(email) = &to.email else {
        return Ok(None);
    };
    let (title, label) = (&new.wording.title, &system.label);
    let (heading, paragraph) = match new.author {
        Side::Manager => (
            format!("{by} has set you an objective: “{title}”"),
            format!(
                "It is about {label}: what you will achieve together with other organisations by {}. Please read it, and agree it or ask for a change.",
                new.wording.due_on
            ),
        ),
        Side::Staff => (
            format!("{by} proposes an objective: “{title}”"),
            format!(
                "It is about {label}: what they will achieve together with other organisations by {}. Please read it, and agree it or ask for a change.",
                new.wording.due_on
            ),
        ),
    };
    Letter::new(
        &house.service,
        &address(house, new.id),
        &to.name,
        heading,
        vec![paragraph],
        lines(&new.wording.what),
        "Read and answer",
    )
    .to(&to.name, email)
    .map(|mail| {
        Some(Mail {
            system: Some(system.id),
            ..mail
        })
    })
}

/// Tells the other side of a step; and whom it was told to.
pub(super) fn step(
    seen: &SeenObjective,
    change: &Change,
    house: &House,
) -> Answer<(Told, Option<Mail>)> {
    let Some(to) = seen.party(seen.side().other()) else {
        return Ok((Told::Nobody, None));
    };
    let Some(email) = &to.email else {
        return Ok((Told::NoAddress(to.name.clone()), None));
    };
    let title = change
        .wording
        .as_ref()
        .map_or(&seen.objective().title, |wording| &wording.title);
    let (heading, paragraph, call) = said_of(change, seen.acting().actor().name(), title);
    let letter = Letter::new(
        &house.service,
        &address(house, seen.id()),
        &to.name,
        heading,
        vec![paragraph.to_owned()],
        lines(&change.words),
        call,
    );
    let mail = Mail {
        system: Some(seen.system().id),
        ..letter.to(&to.name, email)?
    };
    Ok((Told::ByMail(to.name.clone()), Some(mail)))
}

fn said_of(change: &Change, by: &str, title: &str) -> (String, &'static str, &'static str) {
    match change.step {
        Step::Proposed | Step::Amended => (
            format!("{by} changed “{title}”"),
            "Please read it again, and agree it or ask for a change.",
            "Read and answer",
        ),
        Step::ChangeAsked => (
            format!("{by} asks for a change to “{title}”"),
            "Please read what they wrote, and change the objective; they are then asked to agree it.",
            "Read and change it",
        ),
        Step::Agreed => (
            format!("{by} agreed “{title}”"),
            "The objective is in force from today. Either of you can record how it goes.",
            "See the objective",
        ),
        Step::Progress => (
            format!("{by} recorded progress on “{title}”"),
            "There is nothing you must do.",
            "See the objective",
        ),
        Step::Closed => (
            match change.outcome {
                Some(ObjectiveState::Withdrawn) | None => format!("{by} withdrew “{title}”"),
                Some(outcome) => {
                    format!(
                        "{by} closed “{title}” as {}",
                        outcome.label().to_lowercase()
                    )
                }
            },
            "If that is not as you see it, either of you can open it again.",
            "See the objective",
        ),
        Step::Reopened => (
            format!("{by} opened “{title}” again"),
            "It stands as it did before it was closed.",
            "See the objective",
        ),
    }
}

fn address(house: &House, id: ObjectiveId) -> String {
    format!("{}/objectives/{id}", house.base_url)
}

fn lines(words: &str) -> Vec<String> {
    words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(super) fn samples() -> Result<Vec<Sample>, serde_json::Error> {
    let mut all = samples_of::<Letter>()?;
    all.extend(samples_of::<PlainLetter>()?);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_say_the_same_and_only_the_html_is_escaped() {
        let letter = Letter::samples().pop().expect("a sample");
        let mail = letter.to("Ada Obi", "ada@example.org").expect("drawn");
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("Dear Ada Obi"), "{part}");
            assert!(
                part.contains("https://fairwind.example/objectives/1"),
                "{part}"
            );
            assert!(part.contains("Could it be by June?"), "{part}");
        }
        assert!(mail.text.contains("March is <too> soon."), "{}", mail.text);
        assert!(
            mail.html.contains("March is &lt;too&gt; soon."),
            "{}",
            mail.html
        );
        assert!(!mail.html.contains("<script") && mail.html.contains("width=\"600\""));
    }
}
