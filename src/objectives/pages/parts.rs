//! The forms of the steps that either side can take, on the page of an objective.

use serde::Serialize;

use super::super::{SeenObjective, forms::WORDS_LENGTH, life::Act};
use super::one::Typed;
use crate::{
    entities::objectives::ObjectiveState,
    web::{
        components::{Button, Choice, Radios, Textarea},
        forms::Errors,
    },
};

/// The form of one step, on the page of its objective.
#[derive(Debug, Serialize)]
pub(super) struct StepPart {
    heading: &'static str,
    /// Whether only its heading shows until it is opened.
    folds: bool,
    open: bool,
    /// Where it leads, if it has a page of its own.
    link: Option<Button>,
    save_to: String,
    revision: i32,
    withdraws: bool,
    outcome: Option<Radios>,
    words: Option<Textarea>,
    send: Button,
}

impl StepPart {
    fn new(seen: &SeenObjective, noun: &str, button: &str) -> Self {
        Self {
            heading: "",
            folds: false,
            open: false,
            link: None,
            save_to: format!("/objectives/{}/{noun}", seen.id()),
            revision: seen.objective().revision,
            withdraws: false,
            outcome: None,
            words: None,
            send: Button::new(button),
        }
    }

    fn words(mut self, words: Textarea) -> Self {
        self.words = Some(words);
        self
    }

    fn folded(mut self, heading: &'static str, open: bool) -> Self {
        (self.heading, self.folds, self.open) = (heading, true, open);
        self
    }

    /// Every face of it.
    pub fn samples() -> Vec<Self> {
        let plain = || Self {
            heading: "",
            folds: false,
            open: false,
            link: None,
            save_to: "/objectives/1/agreement".into(),
            revision: 1,
            withdraws: false,
            outcome: None,
            words: None,
            send: Button::new("Agree"),
        };
        let mut errors = Errors::new();
        errors.add("outcome", "Choose how it ended");
        vec![
            plain(),
            plain().words(Textarea::new("words", "What should change?").id("change-words")),
            Self {
                link: Some(Button::link("Change it", "/objectives/1/edit")),
                ..plain()
            },
            Self {
                outcome: Some(outcomes("", &errors)),
                ..plain()
            }
            .words(Textarea::new("words", "What changed for people?").id("closing-words"))
            .folded("Close it", true),
            Self {
                withdraws: true,
                ..plain()
            }
            .folded("Withdraw it", false),
        ]
    }
}

/// The steps that are the viewer's to take now.
pub(super) fn parts(seen: &SeenObjective, typed: &Typed) -> Vec<StepPart> {
    let all = [
        Act::Agree,
        Act::AskForChange,
        Act::Amend,
        Act::Withdraw,
        Act::RecordProgress,
        Act::Close,
        Act::Reopen,
    ];
    all.into_iter()
        .filter(|&act| seen.can(act))
        .map(|act| part(seen, act, typed))
        .collect()
}

fn part(seen: &SeenObjective, act: Act, typed: &Typed) -> StepPart {
    let is_typed = typed.act == Some(act);
    let typed_words = if is_typed { typed.words.as_str() } else { "" };
    let words = |id: &str, label: &str| {
        Textarea::new("words", label)
            .id(id)
            .rows(3)
            .at_most(WORDS_LENGTH)
            .value(typed_words)
            .errors(&typed.errors)
    };
    match act {
        Act::Agree => StepPart::new(seen, "agreement", "Agree this objective"),
        Act::AskForChange => {
            let part = StepPart::new(seen, "change-request", "Ask for a change");
            let mut part = part.words(words("change-words", "What should change, and why?"));
            part.send = Button::new("Ask for a change").secondary();
            part
        }
        Act::Amend => StepPart {
            link: Some(Button::link(
                "Change the objective",
                format!("/objectives/{}/edit", seen.id()),
            )),
            ..StepPart::new(seen, "edit", "")
        },
        Act::Withdraw => StepPart {
            withdraws: true,
            ..StepPart::new(seen, "closure", "Withdraw it")
        }
        .words(words("closing-words", "Why? (if you like)"))
        .folded("Withdraw this proposal", is_typed),
        Act::RecordProgress => StepPart::new(seen, "progress", "Record progress").words(
            words("progress-words", "How is it going?")
                .hint("What has been done together since last time, and what is next."),
        ),
        Act::Close => StepPart {
            outcome: Some(outcomes(
                if is_typed { typed.outcome.as_str() } else { "" },
                &typed.errors,
            )),
            ..StepPart::new(seen, "closure", "Close it")
        }
        .words(
            words("closing-words", "What changed for people?")
                .hint("If it was not met: why, and what you learned."),
        )
        .folded("Close this objective", is_typed),
        Act::Reopen => StepPart::new(seen, "reopening", "Open it again")
            .words(words("reopening-words", "Why? (if you like)"))
            .folded("Open this objective again", is_typed),
    }
}

fn outcomes(chosen: &str, errors: &Errors) -> Radios {
    let choices = ObjectiveState::OUTCOMES.into_iter().map(|outcome| {
        let choice = Choice::new(outcome.word(), outcome.label());
        match outcome {
            ObjectiveState::CarriedForward => {
                choice.hint("It goes on: propose it for the next appraisal year afterwards")
            }
            ObjectiveState::Withdrawn => choice.hint("It was given up, or no longer fits"),
            _ => choice,
        }
    });
    Radios::new("outcome", "How did it end?", choices)
        .chosen(chosen)
        .errors(errors)
}
