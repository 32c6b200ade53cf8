//! One meeting of a board: its dates, its cancellation, and whether its digest goes out by itself.

use rocket::{State, get, post};
use serde::Serialize;

use super::meetings::{Fields, TAKEN, said, title_of};
use crate::{
    access::{ScheduledBoard, Viewer},
    boards::{
        self, Dates, Outcome, Skip,
        calendar::Holidays,
        forms::meetings::{MeetingForm, SkipForm},
        skipping::LONGEST_REASON,
    },
    kernel::{
        fault::{Answer, Fault},
        ids::{BoardId, MeetingId},
        stood::{Amended, Stood},
        templates::View,
        time::{Day, Instant},
        words::counted,
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, Link, SummaryList, SummaryRow, Textarea},
        forms::Errors,
        page::Page,
        posted::{Amending, Nothing, Posted},
    },
};

/// One meeting to be changed or cancelled.
#[derive(Serialize)]
pub(super) struct MeetingView {
    address: String,
    /// How its dates stood.
    stood: Stood,
    fields: Fields,
    keep: Button,
    cancel_to: String,
    cancel: Button,
    skipping: Option<Skipping>,
    /// To its agenda item, for a secretary.
    agenda: Option<Link>,
}

/// Whether the meeting's digest goes out by itself, for a secretary whose digests do.
#[derive(Serialize)]
struct Skipping {
    address: String,
    sentence: String,
    /// None once it is skipped.
    reason: Option<Textarea>,
    send: Button,
}

impl Skipping {
    fn new(address: &str, skip: Option<&Skip>, form: &SkipForm, errors: &Errors) -> Self {
        match skip {
            Some(skip) => Self {
                address: format!("{address}/skipping/withdrawal"),
                sentence: format!(
                    "The digest for this meeting does not go out by itself, as you said on {}: “{}”",
                    skip.skipped_at.day().long(),
                    skip.reason
                ),
                reason: None,
                send: Button::new("Let it go out by itself after all").secondary(),
            },
            None => Self {
                address: format!("{address}/skipping"),
                sentence: "The digest for this meeting goes out by itself when it is due. If it is skipped it is drafted all the same, and you can issue it by hand.".into(),
                reason: Some(
                    Textarea::new("reason", "Why does this digest not go out by itself?")
                        .at_most(LONGEST_REASON)
                        .rows(2)
                        .value(&form.reason)
                        .errors(errors),
                ),
                send: Button::new("Skip this digest").secondary(),
            },
        }
    }
}

impl MeetingView {
    fn new(
        address: String,
        (form, stood): (&MeetingForm, &Stood),
        skipping: Option<Skipping>,
        errors: &Errors,
    ) -> Self {
        Self {
            stood: stood.clone(),
            fields: Fields::new(form, errors),
            keep: Button::new("Keep these dates"),
            cancel_to: format!("{address}/cancellation"),
            cancel: Button::new("Cancel the meeting").secondary(),
            skipping,
            agenda: None,
            address,
        }
    }
}

impl View for MeetingView {
    const TEMPLATE: &'static str = "boards/meeting";

    fn samples() -> Vec<Self> {
        let drawn = (&MeetingForm::default(), &Stood::of(&"sample"));
        let address = "/boards/1/meetings/2";
        let skip = Skip {
            reason: "The chair is new".into(),
            skipped_at: Instant::midday(Day::new(2026, 11, 1).expect("a day")),
        };
        let none = Errors::new();
        let asked = Skipping::new(address, None, &SkipForm::default(), &none);
        let said = Skipping::new(address, Some(&skip), &SkipForm::default(), &none);
        let mut samples: Vec<Self> = [None, Some(asked), Some(said)]
            .map(|skipping| Self::new(address.into(), drawn, skipping, &none))
            .into();
        samples[0].agenda = Some(agenda_link(address, "7.2"));
        samples
    }
}

fn agenda_link(address: &str, item: &str) -> Link {
    let words = match item {
        "" => "Say which agenda item the digest is at this meeting".to_owned(),
        item => format!("The digest is agenda item {item} at this meeting: change it"),
    };
    Link::new(words, format!("{address}/agenda"))
}

/// The page of one meeting, with what was typed in either of its forms.
async fn meeting_page(
    viewer: &Viewer,
    chrome: Chrome,
    board: &ScheduledBoard,
    meeting: MeetingId,
    typed: ((&MeetingForm, &Stood), &SkipForm),
    errors: &Errors,
) -> Answer<Page<MeetingView>> {
    let address = format!("/boards/{}/meetings/{meeting}", board.id());
    let kept = match viewer.kept_board(board.id()).await {
        Ok(kept) => Some(kept),
        Err(Fault::NotFound) => None,
        Err(fault) => return Err(fault),
    };
    let skipping = match &kept {
        Some(kept) if boards::terms(board).await?.issues_itself => {
            let skip = boards::skipped(kept, meeting).await?;
            Some(Skipping::new(&address, skip.as_ref(), typed.1, errors))
        }
        _ => None,
    };
    let agenda = match &kept {
        Some(kept) => Some(boards::agenda_item(kept, meeting).await?),
        None => None,
    };
    let agenda = agenda.map(|item| agenda_link(&address, &item));
    let view = MeetingView {
        agenda,
        ..MeetingView::new(address, typed.0, skipping, errors)
    };
    Ok(Page::new(chrome, "Change a meeting", view)
        .caption(title_of(board))
        .back(
            format!("/boards/{}/calendar", board.id()),
            "Back to the calendar",
        )
        .errors(errors))
}

#[get("/boards/<board>/meetings/<meeting>")]
pub(super) async fn one(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
) -> Answer<Page<MeetingView>> {
    let board = viewer.scheduled_board(board).await?;
    let dates = Dates::of(&boards::meeting(&board, meeting).await?);
    let drawn = (&MeetingForm::of(&dates), &Stood::of(&dates));
    let typed = (drawn, &SkipForm::default());
    meeting_page(viewer, chrome, &board, meeting, typed, &Errors::new()).await
}

#[post("/boards/<board>/meetings/<meeting>", data = "<sent>")]
pub(super) async fn change(
    viewer: &Viewer,
    chrome: Chrome,
    holidays: &State<Holidays>,
    board: BoardId,
    meeting: MeetingId,
    sent: Amending<MeetingForm>,
) -> Submitted<MeetingView> {
    let board = viewer.scheduled_board(board).await?;
    boards::meeting(&board, meeting).await?;
    let Amending { form, stood } = sent;
    let mut errors = Errors::new();
    let (today, terms) = (board.acting().today(), boards::terms(&board).await?);
    let skip = SkipForm::default();
    if let Some(dates) = form.parse(today, terms, holidays, &mut errors) {
        match boards::change_meeting(&board, meeting, &stood, &dates).await? {
            Outcome::Done(Amended::Done) => {
                let to = format!("/boards/{}/calendar", board.id());
                return Ok(Ok(done(to, said("The board now meets", &dates, holidays))));
            }
            Outcome::Done(Amended::Overtaken(stands)) => {
                let typed = ((&form, &Stood::of(&stands)), &skip);
                let page = meeting_page(viewer, chrome, &board, meeting, typed, &errors).await?;
                return again(page.overtaken(standing(&stands)));
            }
            Outcome::Taken => errors.add("meets", TAKEN),
        }
    }
    let typed = ((&form, &stood), &skip);
    again(meeting_page(viewer, chrome, &board, meeting, typed, &errors).await?)
}

/// What stands, in the words of the form.
fn standing(dates: &Dates) -> SummaryList {
    let lead = counted(i64::from(dates.lead_days), "working day", "working days");
    SummaryList::new([
        SummaryRow::new("When does the board meet?", dates.meets_on.long()),
        SummaryRow::new("When are its papers due?", dates.papers_due_on.long()),
        SummaryRow::new("Digest due before that", lead),
    ])
}

#[post("/boards/<board>/meetings/<meeting>/cancellation", data = "<_form>")]
pub(super) async fn cancel(
    viewer: &Viewer,
    board: BoardId,
    meeting: MeetingId,
    _form: Posted<Nothing>,
) -> Submitted<MeetingView> {
    let board = viewer.scheduled_board(board).await?;
    boards::cancel_meeting(&board, meeting).await?;
    let to = format!("/boards/{}/calendar", board.id());
    Ok(Ok(done(
        to,
        "The meeting is cancelled, and no digest becomes due for it",
    )))
}

/// Keeps the digest of a meeting from going out by itself.
#[post("/boards/<board>/meetings/<meeting>/skipping", data = "<form>")]
pub(super) async fn skip(
    viewer: &Viewer,
    chrome: Chrome,
    board: BoardId,
    meeting: MeetingId,
    form: Posted<SkipForm>,
) -> Submitted<MeetingView> {
    let board = viewer.kept_board(board).await?;
    let dates = Dates::of(&boards::meeting(&board, meeting).await?);
    if !boards::terms(&board).await?.issues_itself {
        return Err(Fault::refused(
            "This board’s digests wait for you to issue them, so there is nothing to skip.",
        ));
    }
    let mut errors = Errors::new();
    if let Some(reason) = form.0.parse(&mut errors) {
        boards::skip(&board, meeting, &reason).await?;
        let to = format!("/boards/{}/meetings/{meeting}", board.id());
        return Ok(Ok(done(
            to,
            "The digest for this meeting does not go out by itself",
        )));
    }
    let drawn = (&MeetingForm::of(&dates), &Stood::of(&dates));
    let typed = (drawn, &form.0);
    again(meeting_page(viewer, chrome, &board, meeting, typed, &errors).await?)
}

/// Lets it go out after all.
#[post(
    "/boards/<board>/meetings/<meeting>/skipping/withdrawal",
    data = "<_form>"
)]
pub(super) async fn unskip(
    viewer: &Viewer,
    board: BoardId,
    meeting: MeetingId,
    _form: Posted<Nothing>,
) -> Submitted<MeetingView> {
    let board = viewer.kept_board(board).await?;
    boards::unskip(&board, meeting).await?;
    let to = format!("/boards/{}/meetings/{meeting}", board.id());
    Ok(Ok(done(
        to,
        "The digest for this meeting goes out by itself when it is due",
    )))
}
