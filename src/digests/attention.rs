//! What a digest says of its board's own attention: what its last meeting decided, what its actions led to, and how
//! often working across the system is on the agenda of all boards.

use serde::{Deserialize, Serialize};

use crate::{
    access::KeptBoard,
    boards::{self, Attention},
    kernel::{fault::Answer, periods::Period, time::Day},
};

/// The facts, frozen with the digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The board's last meeting that was answered for.
    pub meeting: Option<Met>,
    /// Actions that are open, and those done in the period or since.
    pub actions: Vec<Action>,
    /// Of all boards of the system, in the twelve months to the end of the period.
    pub system: Option<Attention>,
    /// The day these are of: what is due before it is overdue.
    pub told_on: Option<Day>,
}

/// What came of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    /// When it was.
    pub met_on: Day,
    /// Whether working across the system was on the agenda.
    pub was_on_agenda: bool,
    /// What was decided; may be empty.
    pub decided: String,
    /// Where the minutes say so; may be empty.
    pub minute: String,
}

/// An action of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What was to be done.
    pub what: String,
    /// Who sees to it: a role.
    pub owner: String,
    /// By when.
    pub due_on: Day,
    /// None while it is open.
    pub done_on: Option<Day>,
    /// What it led to.
    pub led_to: String,
}

/// What there is to tell with a digest for this period.
pub(super) async fn followed(board: &KeptBoard, period: Period) -> Answer<Followed> {
    let standing = boards::standing(board, period.first_on).await?;
    let system = boards::attention_of(&board.seen_system(), period.last_on).await?;
    Ok(Followed {
        meeting: standing.last.map(|(meeting, minutes)| Met {
            met_on: meeting.meets_on,
            was_on_agenda: minutes.was_on_agenda,
            decided: minutes.decided,
            minute: minutes.minute,
        }),
        told_on: (!standing.actions.is_empty()).then(|| board.acting().today()),
        actions: standing
            .actions
            .into_iter()
            .map(|action| Action {
                what: action.what,
                owner: action.owner,
                due_on: action.due_on,
                done_on: action.done_on,
                led_to: action.led_to,
            })
            .collect(),
        system: (system.answered > 0).then_some(system),
    })
}

/// Says it, a sentence or two each; nothing where nothing is known.
pub(super) fn sentences(followed: &Followed, label: &str, system: &str) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(met) = &followed.meeting {
        let was = if met.was_on_agenda { "was" } else { "was not" };
        let minute = match met.minute.as_str() {
            "" => String::new(),
            minute => format!(" (minute {minute})"),
        };
        let decided = match met.decided.as_str() {
            "" => String::new(),
            decided => format!(" It decided: {}", stopped(decided)),
        };
        said.push(format!(
            "At this board’s meeting on {}, {label} {was} on the agenda{minute}.{decided}",
            met.met_on.long()
        ));
    }
    for action in &followed.actions {
        let (what, owner) = (stopped(&action.what), &action.owner);
        said.push(match action.done_on {
            Some(done) => format!(
                "Done on {}: {what} Seen to by: {owner}. It led to: {}",
                done.long(),
                stopped(&action.led_to)
            ),
            None => {
                let overdue = followed.told_on.is_some_and(|told| action.due_on < told);
                let state = if overdue { "Overdue" } else { "Open" };
                format!(
                    "{state}: {what} Seen to by: {owner}, due on {}.",
                    action.due_on.long()
                )
            }
        });
    }
    said.extend(
        followed
            .system
            .and_then(|attention| attention.sentence(label, system)),
    );
    said
}

/// On one line, ended as a sentence is.
fn stopped(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

/// Of an invented board.
pub(super) fn sample() -> Followed {
    let day = |month, day| Day::new(2026, month, day).expect("a day");
    let action = |done_on, led_to: &str| Action {
        what: "Agree one discharge checklist with the council".into(),
        owner: "Chief Nurse".into(),
        due_on: day(10, 30),
        done_on,
        led_to: led_to.into(),
    };
    Followed {
        meeting: Some(Met {
            met_on: day(9, 24),
            was_on_agenda: true,
            decided: "To lend two therapists to the neighbourhood team".into(),
            minute: "26/114".into(),
        }),
        actions: vec![
            action(None, ""),
            action(Some(day(10, 12)), "It is in use on six wards"),
        ],
        system: Some(Attention {
            first_on: Day::new(2025, 11, 1).expect("a day"),
            last_on: day(10, 31),
            held: 15,
            answered: 12,
            on_agenda: 9,
        }),
        told_on: Some(day(11, 3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_is_a_sentence_and_no_fact_is_none() {
        let mut followed = sample();
        assert_eq!(
            sentences(&followed, "system working", "Thames Valley"),
            [
                "At this board’s meeting on 24 September 2026, system working was on the agenda (minute 26/114). It decided: To lend two therapists to the neighbourhood team.",
                "Overdue: Agree one discharge checklist with the council. Seen to by: Chief Nurse, due on 30 October 2026.",
                "Done on 12 October 2026: Agree one discharge checklist with the council. Seen to by: Chief Nurse. It led to: It is in use on six wards.",
                "System working was on the agenda at 9 of 12 board meetings in Thames Valley (75%) in the 12 months to 31 October 2026. 3 more were held and have no answer.",
            ]
        );
        followed.told_on = Some(Day::new(2026, 10, 30).expect("a day"));
        assert!(sentences(&followed, "x", "y")[1].starts_with("Open: "));
        assert!(sentences(&Followed::default(), "x", "y").is_empty());
    }
}
