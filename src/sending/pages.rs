//! The page on which a system's administrators see how its mail fares, and hold it.

use rocket::{Route, get, post, routes};
use serde::Serialize;

use super::{
    Counts, Look, MOST_SHOWN, MailLine,
    forms::{LONGEST_REASON, PauseForm},
};
use crate::{
    access::{AdministeredSystem, Viewer},
    entities::mail::{MailState, ReturnsSource, returns_failure},
    kernel::{
        fault::{Answer, Fault},
        ids::SystemId,
        templates::{Sample, View, samples_of},
        time::Instant,
        words::count,
    },
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Button, Cell, Colour, Column, Inset, Row, Table, Tag, Textarea},
        forms::Errors,
        page::Page,
        posted::{Nothing, Posted},
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![look, pause, resume]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    samples_of::<Page<SendingView>>().unwrap_or_default()
}

#[derive(Serialize)]
struct SendingView {
    /// Sources of reports that cannot be read.
    unread: Vec<Inset>,
    held: Option<Inset>,
    resume_to: String,
    resume: Option<Button>,
    looks: Vec<Looked>,
    mails: Table,
    pause_to: String,
    reason: Option<Textarea>,
    pause: Button,
}

/// A way to look, with how many there are.
#[derive(Serialize)]
struct Looked {
    text: String,
    address: String,
    current: bool,
}

fn address(system: SystemId) -> String {
    format!("/systems/{system}/sending")
}

impl SendingView {
    fn new(system: SystemId, counts: Counts, look: Look, mails: &[MailLine]) -> Self {
        let at = address(system);
        let looks = Look::ALL
            .into_iter()
            .map(|each| {
                let (name, number) = match each {
                    Look::Waiting => ("Waiting", counts.waiting),
                    Look::Undelivered => ("Did not arrive", counts.undelivered),
                    Look::Sent => ("Sent", counts.sent),
                };
                Looked {
                    text: format!("{name} ({})", count(i64::try_from(number).unwrap_or(0))),
                    address: format!("{at}?look={}", each.word()),
                    current: each == look,
                }
            })
            .collect();
        Self {
            unread: Vec::new(),
            held: None,
            resume_to: format!("{at}/resumption"),
            resume: None,
            looks,
            mails: table(look, mails),
            pause_to: format!("{at}/pause"),
            reason: None,
            pause: Button::new("Hold all mail").warning(),
        }
    }

    fn may_be_held(mut self, form: &PauseForm, errors: &Errors) -> Self {
        self.reason = Some(
            Textarea::new("reason", "Why is it held?")
                .hint("Others who administer the system read it here")
                .rows(2)
                .at_most(LONGEST_REASON)
                .value(&form.reason)
                .errors(errors),
        );
        self
    }

    fn held(mut self, since: Instant, by: &str, reason: &str) -> Self {
        self.held = Some(
            Inset::new(format!(
                "No mail of the system is sent. {by} has held it since {}.",
                since.long()
            ))
            .and(format!("Why: {reason}")),
        );
        self.resume = Some(Button::new("Send mail again"));
        self
    }

    fn unread(mut self, failures: &[returns_failure::Model]) -> Self {
        let insets = failures.iter().map(|failure| {
            Inset::new(format!(
                "Reports of mail that did not arrive have not been read since {}: {} does not answer as it should.",
                failure.since.long(),
                failure.source.label(),
            ))
            .and(format!("It says: {}", failure.reason))
            .and("Mail is sent all the same. Whoever runs the service can put it right; nothing is lost until then.")
        });
        self.unread = insets.collect();
        self
    }

    async fn load(
        system: &AdministeredSystem,
        look: Look,
        form: &PauseForm,
        errors: &Errors,
    ) -> Answer<Self> {
        let counts = super::counts(system).await?;
        let mails = super::list(system, look).await?;
        let failures = super::failures(system).await?;
        let view = Self::new(system.id(), counts, look, &mails).unread(&failures);
        Ok(match super::pause(system).await? {
            Some((pause, by)) => view.held(pause.paused_at, &by, &pause.reason),
            None => view.may_be_held(form, errors),
        })
    }
}

fn table(look: Look, mails: &[MailLine]) -> Table {
    let (caption, when, empty) = match look {
        Look::Waiting => (
            "Mail that waits, the next first",
            "Next try",
            "No mail waits.",
        ),
        Look::Undelivered => (
            "Mail that did not arrive, the latest first",
            "Given up",
            "All mail arrived, as far as we know.",
        ),
        Look::Sent => (
            "Mail that was sent, the latest first",
            "Sent",
            "No mail was sent yet.",
        ),
    };
    let columns = [
        Column::new("To an address at"),
        Column::new("State"),
        Column::numeric("Tries"),
        Column::new(when),
        Column::new("Last answer"),
    ];
    let rows = mails.iter().map(|mail| {
        let colour = match mail.state {
            _ if mail.returned => Colour::Red,
            MailState::Waiting | MailState::Sending => Colour::Blue,
            MailState::Sent => Colour::Green,
            MailState::Failed => Colour::Red,
        };
        let state = if mail.returned {
            "Came back"
        } else {
            mail.state.label()
        };
        let when = match mail.state {
            MailState::Waiting => Some(mail.due_at),
            MailState::Sending => None,
            MailState::Sent | MailState::Failed => mail.settled_at,
        };
        let when = Cell::new(when.map_or_else(|| "now".to_owned(), Instant::long))
            .note(format!("Queued on {}", mail.created_at.long()));
        Row::new([mail.domain.clone()])
            .cell(Tag::new(state, colour))
            .cell(mail.attempts.to_string())
            .cell(when)
            .cell(Cell::new(mail.answer.clone().unwrap_or_default()))
    });
    let table = Table::new("mails", caption, columns)
        .rows(rows)
        .empty(empty);
    if u64::try_from(mails.len()).is_ok_and(|shown| shown == MOST_SHOWN) {
        table.note(format!("The first {MOST_SHOWN} are shown."))
    } else {
        table
    }
}

impl View for SendingView {
    const TEMPLATE: &'static str = "sending/sending";

    fn samples() -> Vec<Self> {
        let at = Instant::new(jiff::Timestamp::UNIX_EPOCH);
        let mail = |state| MailLine {
            domain: "trust.example".into(),
            state,
            returned: state == MailState::Sent,
            created_at: at,
            due_at: at,
            settled_at: Some(at),
            attempts: 2,
            answer: Some("450 4.2.0 Mailbox busy".into()),
        };
        let mails: Vec<MailLine> = MailState::ALL.iter().map(|state| mail(*state)).collect();
        let system = SystemId::new();
        let mut errors = Errors::new();
        PauseForm::default().parse(&mut errors);
        vec![
            Self::new(system, Counts::default(), Look::Waiting, &mails)
                .may_be_held(&PauseForm::default(), &errors)
                .unread(&[returns_failure::Model {
                    source: ReturnsSource::Mailbox,
                    since: at,
                    reason: "It did not answer within 30 seconds".into(),
                }]),
            Self::new(system, Counts::default(), Look::Undelivered, &[]).held(
                at,
                "Amir Khan",
                "The digest of October is wrong",
            ),
        ]
    }
}

fn page(chrome: Chrome, system: &AdministeredSystem, view: SendingView) -> Page<SendingView> {
    Page::new(chrome, "Sending of mail", view)
        .caption(&system.system().name)
        .back(format!("/systems/{}", system.id()), "Back to the system")
        .wide()
}

#[get("/systems/<system>/sending?<look>")]
async fn look(
    viewer: &Viewer,
    chrome: Chrome,
    system: SystemId,
    look: Option<&str>,
) -> Answer<Page<SendingView>> {
    let system = viewer.administered_system(system)?;
    let look = match look {
        None => Look::Waiting,
        Some(word) => Look::from_word(word).ok_or(Fault::NotFound)?,
    };
    let view = SendingView::load(&system, look, &PauseForm::default(), &Errors::new()).await?;
    Ok(page(chrome, &system, view))
}

#[post("/systems/<system>/sending/pause", data = "<form>")]
async fn pause(
    viewer: &Viewer,
    chrome: Chrome,
    system: SystemId,
    form: Posted<PauseForm>,
) -> Submitted<SendingView> {
    let system = viewer.administered_system(system)?;
    let mut errors = Errors::new();
    match form.0.parse(&mut errors) {
        Some(reason) => {
            super::hold(&system, &reason).await?;
            Ok(Ok(done(
                address(system.id()),
                "Mail of the system is held from now on",
            )))
        }
        None => {
            let view = SendingView::load(&system, Look::Waiting, &form.0, &errors).await?;
            again(page(chrome, &system, view).errors(&errors))
        }
    }
}

#[post("/systems/<system>/sending/resumption", data = "<_form>")]
async fn resume(viewer: &Viewer, system: SystemId, _form: Posted<Nothing>) -> Answer<WayOn> {
    let system = viewer.administered_system(system)?;
    super::resume(&system).await?;
    Ok(done(
        address(system.id()),
        "Mail of the system is sent again",
    ))
}
