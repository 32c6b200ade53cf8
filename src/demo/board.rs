//! The first trust's board in its invented year: how it is prepared for, when it met and what came of that, and the
//! draft that waits for its secretary. All of its words are invented.

use super::{people::Cast, store};
use crate::{
    access::{Acting, AdministeredSystem, KeptBoard, background},
    boards::{self, Dates, Doing, Minutes, NewAction, Outcome, Terms, calendar::Holidays, papers},
    digests,
    kernel::{
        fault::Answer, ids::MeetingId, once::FormToken, periods::PeriodKind, stood::Stood,
        time::Day,
    },
    sign_in::Letterhead,
};

const RECIPIENTS: [(&str, &str); 3] = [
    ("Chair of the board", "chair@royalberkshire.example"),
    ("Chief executive", "chief.executive@royalberkshire.example"),
    (
        "Non-executive director",
        "non-executive@royalberkshire.example",
    ),
];

/// A meeting every other month: how many months from now, and what came of it, if its secretary has said.
const MEETINGS: [(i32, Option<Said>); 6] = [
    (
        -7,
        Some(Said {
            was_on_agenda: true,
            decided: "To ask each division for one objective with a partner outside the trust, and to hear in six months what came of them.",
            minute: "9.3",
        }),
    ),
    (
        -5,
        Some(Said {
            was_on_agenda: false,
            decided: "",
            minute: "",
        }),
    ),
    (
        -3,
        Some(Said {
            was_on_agenda: true,
            decided: "To share the discharge lounge’s rota with the council’s reablement team, and to keep the weekly call with them for another quarter.",
            minute: "7.2",
        }),
    ),
    // Its secretary is asked.
    (-1, None),
    (1, None),
    (3, None),
];

/// What came of a meeting.
struct Said {
    was_on_agenda: bool,
    decided: &'static str,
    minute: &'static str,
}

/// An action that a meeting began: which of them, what, who sees to it, how many days after it is due, and what it led to
/// how many days after the meeting.
type Begun = (
    usize,
    &'static str,
    &'static str,
    i32,
    Option<(i32, &'static str)>,
);

const ACTIONS: [Begun; 4] = [
    (
        0,
        "Agree with the council who tells a family the day of going home",
        "Chief nurse",
        60,
        Some((
            52,
            "One page that both sides use; the wards say that families ring half as often to ask.",
        )),
    ),
    (
        0,
        "Bring back what divisions’ objectives with partners have led to",
        "Chief operating officer",
        270,
        None,
    ),
    (
        2,
        "Offer the community trust two desks beside the discharge team",
        "Director of estates",
        40,
        Some((
            95,
            "Two desks are used on four days a week, and referrals are talked through on the day.",
        )),
    ),
    (
        2,
        "Ask primary care networks which clinic letters reach them too late",
        "Medical director",
        75,
        None,
    ),
];

/// Stories that are offered; the first is chosen for the draft.
const STORIES: [&str; 4] = [
    "The reablement team now comes to our board round on Tuesdays and Fridays, and we plan the way home together instead of sending forms.",
    "We found out that three services were each ringing the same people. One of us rings now, and tells the others.",
    "Because we know the volunteers by name, somebody is there with milk and bread when people get home.",
    "The network’s pharmacist and I changed how we hand over, and we have not had to ring each other about a missing list since.",
];

const COMMENTARY: &str = "The board asked in the spring for fewer plans and more that people notice. The two changes it asked for at the hospital’s front door are made.\n\nWhat still gets in the way is that records are kept apart; the partners’ digital leads take that up next month.";

/// Opens the board, and gives it its year.
pub(super) async fn open(
    acting: &Acting,
    system: &AdministeredSystem,
    secretary: &Cast,
    letterhead: &Letterhead,
) -> Answer<()> {
    let board = boards::NewBoard {
        organisation: secretary.organisation,
        name: "Trust board".into(),
        period_kind: PeriodKind::Month,
        secretary: boards::Addressee {
            name: secretary.sign_in.name.clone(),
            email: secretary.sign_in.email.clone(),
        },
    };
    boards::open(system, &board, letterhead).await?;
    for board in background::boards(acting).await? {
        for (name, email) in RECIPIENTS {
            let recipient = boards::Addressee {
                name: name.into(),
                email: email.into(),
            };
            boards::add_recipient(&board, &recipient).await?;
        }
        prepare(&board, secretary).await?;
        meet(&board).await?;
        draft(&board).await?;
    }
    Ok(())
}

async fn prepare(board: &KeptBoard, secretary: &Cast) -> Answer<()> {
    let sheet = papers::CoverSheet {
        author: format!("{}, board secretary", secretary.sign_in.name),
        sponsor: "Director of strategy and partnerships".into(),
        agenda_item: "7".into(),
        is_attached: true,
        ..papers::cover_sheet(board).await?
    };
    let stood = Stood::of(&papers::cover_sheet(board).await?);
    papers::keep_cover_sheet(board, &stood, &sheet).await?;
    let terms = Terms {
        papers_days: 5,
        due_hour: 9,
        ..Terms::default()
    };
    let stood = Stood::of(&boards::terms(board).await?);
    boards::set_terms(board, &stood, terms).await?;
    Ok(())
}

/// The board's meetings, what came of those that were held, and the actions they began.
async fn meet(board: &KeptBoard) -> Answer<()> {
    let terms = boards::terms(board).await?;
    let (holidays, today) = (Holidays::bundled(), board.acting().today());
    let mut meetings: Vec<(MeetingId, Day)> = Vec::new();
    for (months, said) in MEETINGS {
        let meets_on = third_wednesday(today, months);
        let dates = Dates {
            meets_on,
            papers_due_on: terms.papers_due(&holidays, meets_on),
            lead_days: terms.lead_days,
        };
        let Outcome::Done(id) = boards::add_meeting(board, &dates).await? else {
            continue;
        };
        if let Some(said) = said {
            let minutes = Minutes {
                was_on_agenda: said.was_on_agenda,
                decided: said.decided.into(),
                minute: said.minute.into(),
            };
            let unsaid = Stood::of(&None::<Minutes>);
            boards::answer(board, id, &unsaid, &minutes).await?;
        }
        meetings.push((id, meets_on));
    }
    for (at, what, owner, days, _) in ACTIONS {
        let Some((meeting, meets_on)) = meetings.get(at) else {
            continue;
        };
        let new = NewAction {
            what: what.into(),
            owner: owner.into(),
            due_on: meets_on.plus(days),
        };
        boards::add_action(board, *meeting, &new, FormToken::new()).await?;
    }
    for action in boards::actions(board).await? {
        let begun = ACTIONS.iter().find(|(_, what, ..)| *what == action.what);
        let Some((at, .., Some((days, led_to)))) = begun else {
            continue;
        };
        if let Some((_, meets_on)) = meetings.get(*at) {
            let done = Doing {
                done_on: Some(meets_on.plus(*days).min(today)),
                led_to: (*led_to).into(),
            };
            let stood = Stood::of(&Doing::from(&action));
            boards::finish_action(board, action.id, &stood, &done).await?;
        }
    }
    Ok(())
}

/// The draft for the last month, commented, with one of the stories that staff have offered.
async fn draft(board: &KeptBoard) -> Answer<()> {
    let period = digests::last_ended(board);
    let offered = store::offer_stories(board, period, &STORIES).await?;
    let id = digests::draft(board, period).await?;
    let digest = digests::find(board, id).await?;
    digests::choose_stories(board, &digest, &offered[..offered.len().min(1)]).await?;
    let stood = Stood::of(&digest.row().commentary);
    digests::comment(board, &digest, &stood, COMMENTARY).await?;
    Ok(())
}

/// The third Wednesday of the month so many months from a day's: no bank holiday in England ever is one.
fn third_wednesday(day: Day, months: i32) -> Day {
    let first = day.first_of_month().0;
    let first = first.saturating_add(jiff::Span::new().months(months));
    let nth = first.nth_weekday_of_month(3, jiff::civil::Weekday::Wednesday);
    Day(nth.unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_on_working_days_and_actions_come_of_meetings_that_were_answered_for() {
        let today = Day::new(2026, 11, 28).expect("a day");
        assert_eq!(
            third_wednesday(today, -7),
            Day::new(2026, 4, 15).expect("a day")
        );
        let holidays = Holidays::bundled();
        for months in -24..24 {
            let day = third_wednesday(today, months);
            assert_eq!(holidays.working_days_after(day, 0), day);
        }
        for (at, what, ..) in ACTIONS {
            assert!(
                MEETINGS[at]
                    .1
                    .as_ref()
                    .is_some_and(|said| said.was_on_agenda),
                "{what}"
            );
        }
    }
}
