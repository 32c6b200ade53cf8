//! Logging, amending and withdrawing one entry.

use rocket::{get, post};
use serde::{Deserialize, Serialize};

use super::super::{
    EntryForm, OwnEntry,
    form::{elsewhere, keep_ready, loggable, offered},
    forms::{Offered, TypedEntry},
    own_entry, too_late,
};
use super::in_short;
use crate::{
    access::{OwnEmployment, Viewer, presumed::Sender},
    engagement::{self, Amended, Logged, Ready, Work, stories},
    kernel::{
        fault::{Answer, Fault},
        ids::EntryId,
        once::{FormToken, Once},
        stood::Stood,
        templates::View,
        words::{listed, minutes},
    },
    web::{
        answer::{Submitted, again, done},
        chrome::Chrome,
        components::{Button, SummaryList, SummaryRow},
        forms::Errors,
        page::Page,
        posted::{Amending, Posted},
    },
};

/// The page with the form alone.
#[derive(Debug, Serialize)]
pub(in super::super) struct Logging {
    log: EntryForm,
    /// Whether its story is offered to a board.
    offered: bool,
}

/// The page that asks before an entry is withdrawn.
#[derive(Debug, Serialize)]
pub(in super::super) struct Withdrawal {
    save_to: String,
    says: SummaryList,
    /// Whether its story is offered to a board.
    offered: bool,
    withdraw: Button,
    keep: Button,
}

/// A form that says nothing but yes.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Yes {}

impl View for Logging {
    const TEMPLATE: &'static str = "engagement/logging";

    fn samples() -> Vec<Self> {
        EntryForm::samples()
            .into_iter()
            .zip([true, false].into_iter().cycle())
            .map(|(log, offered)| Self { log, offered })
            .collect()
    }
}

impl View for Withdrawal {
    const TEMPLATE: &'static str = "engagement/withdrawal";

    fn samples() -> Vec<Self> {
        vec![Self {
            save_to: "/entries/1/withdrawal".into(),
            says: SummaryList::new([SummaryRow::new("Date", "16 November 2026")]),
            offered: true,
            withdraw: Button::new("Withdraw this entry").warning(),
            keep: Button::link("Keep it", "/entries").secondary(),
        }]
    }
}

#[get("/entries/new?<employment>")]
pub(in super::super) async fn new(
    viewer: &Viewer,
    chrome: Chrome,
    employment: Option<&str>,
) -> Answer<Page<Logging>> {
    let employment = employment.and_then(|id| id.parse().ok());
    let log = engagement::entry_form(viewer, employment)
        .await?
        .ok_or(Fault::NotFound)?;
    let once = log.form_token();
    Ok(Page::new(
        chrome,
        "Log work",
        Logging {
            log,
            offered: false,
        },
    )
    .back("/entries", "Back to my work")
    .kept([once]))
}

#[post("/entries", data = "<form>")]
pub(in super::super) async fn log(
    sender: Sender<'_>,
    form: Posted<TypedEntry>,
) -> Submitted<Logging> {
    let mut typed = form.0;
    if let Some(sentence) = logged_at_once(&sender, &typed).await? {
        return Ok(Ok(done("/entries", sentence)));
    }
    let viewer = sender.viewer().await?;
    let loggable = loggable(viewer);
    let system = loggable
        .iter()
        .find(|own| own.id().to_string() == typed.employment)
        .or(loggable.first())
        .map(|own| own.system().id)
        .ok_or(Fault::NotFound)?;
    let offered = offered(viewer, system, None).await?;
    if !offered
        .employments
        .iter()
        .any(|own| own.id().to_string() == typed.employment)
    {
        typed.employment.clear();
    }
    let page = async |typed: &TypedEntry, errors: &Errors| {
        let chrome: Chrome = sender.load().await?;
        let log = EntryForm::new("/entries".into(), typed, &offered, errors)
            .elsewhere(elsewhere(viewer, &offered));
        let view = Logging {
            log,
            offered: false,
        };
        again(
            Page::new(chrome, "Log work", view)
                .back("/entries", "Back to my work")
                .errors(errors),
        )
    };
    let mut errors = Errors::new();
    let read = typed.read(&offered, &mut errors);
    let (Some(work), Some(own)) = (read, typed.employment(&offered)) else {
        return page(&typed, &errors).await;
    };
    match engagement::log(viewer, own, work.clone(), typed.token()).await? {
        Logged::Once(Once::Now(_) | Once::Already(_)) => {
            let sentence = sentence(&work, &offered);
            keep_ready(viewer, offered);
            Ok(Ok(done("/entries", sentence)))
        }
        Logged::TooLong(why) => {
            errors.add("minutes", why);
            page(&typed, &errors).await
        }
        Logged::Once(Once::Otherwise) => {
            typed.token = FormToken::new().to_string();
            errors.add(
                "done",
                "This form has already been sent, with other words. Send it again if this is another piece of work; to change the earlier one, amend it under “My work”",
            );
            page(&typed, &errors).await
        }
    }
}

/// Logs what was typed with what was kept when the form was drawn, if nothing has changed since and everything is as it
/// should be: nearly always. None where it is not, and the long way says why.
async fn logged_at_once(sender: &Sender<'_>, typed: &TypedEntry) -> Answer<Option<String>> {
    let Some(ready) = sender.presumed::<Ready>() else {
        return Ok(None);
    };
    let offered = &ready.presume().offered;
    let is_theirs = |own: &OwnEmployment| own.id().to_string() == typed.employment;
    let Some(own) = offered.employments.iter().find(|own| is_theirs(own)) else {
        return Ok(None);
    };
    let Some(work) = typed.read(offered, &mut Errors::new()) else {
        return Ok(None);
    };
    let is_logged = engagement::log_presumed(&ready, own, &work, typed.token()).await?;
    Ok(is_logged.then(|| sentence(&work, offered)))
}

fn sentence(work: &Work, offered: &Offered) -> String {
    format!("Logged: {}.", in_short(work, offered))
}

#[get("/entries/<id>/edit")]
pub(in super::super) async fn edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: EntryId,
) -> Answer<Page<Logging>> {
    let mine = own_entry(viewer, id).await?;
    if !mine.can_be_amended() {
        return Err(Fault::refused(too_late(&mine)));
    }
    let offered = offered_with(viewer, &mine).await?;
    let drawn = (&TypedEntry::of(&mine), &mine.stood());
    editing(chrome, &mine, drawn, &offered, &Errors::new()).await
}

#[post("/entries/<id>/edit", data = "<sent>")]
pub(in super::super) async fn amend(
    viewer: &Viewer,
    chrome: Chrome,
    id: EntryId,
    sent: Amending<TypedEntry>,
) -> Submitted<Logging> {
    let Amending { form: typed, stood } = sent;
    let mine = own_entry(viewer, id).await?;
    let offered = offered_with(viewer, &mine).await?;
    let mut errors = Errors::new();
    let read = typed.read(&offered, &mut errors);
    let drawn = (&typed, &stood);
    let (Some(work), Some(own)) = (read, typed.employment(&offered)) else {
        return again(editing(chrome, &mine, drawn, &offered, &errors).await?);
    };
    let mut sentence = format!("Amended: {}.", in_short(&work, &offered));
    let was_offered = stories::is_offered(&mine).await?;
    match engagement::amend(viewer, &mine, &stood, own, work).await? {
        Amended::Now => {}
        Amended::TooLong(why) => {
            errors.add("minutes", why);
            return again(editing(chrome, &mine, drawn, &offered, &errors).await?);
        }
        Amended::Overtaken => {
            let mine = own_entry(viewer, id).await?;
            let offered = offered_with(viewer, &mine).await?;
            let drawn = (&typed, &mine.stood());
            let page = editing(chrome, &mine, drawn, &offered, &errors).await?;
            return again(page.overtaken(says(&mine, &offered)));
        }
    }
    // In its new words.
    if was_offered && !stories::is_offered(&own_entry(viewer, id).await?).await? {
        sentence.push_str(" Its story is offered to your board no longer.");
    }
    Ok(Ok(done("/entries", sentence)))
}

/// What an entry can choose from, with what it chose before.
async fn offered_with(viewer: &Viewer, mine: &OwnEntry) -> Answer<Offered> {
    offered(viewer, mine.own().system().id, Some(mine)).await
}

async fn editing(
    chrome: Chrome,
    mine: &OwnEntry,
    (typed, stood): (&TypedEntry, &Stood),
    offered: &Offered,
    errors: &Errors,
) -> Answer<Page<Logging>> {
    let save_to = format!("/entries/{}/edit", mine.id());
    let view = Logging {
        log: EntryForm::new(save_to, typed, offered, errors).amends(stood),
        offered: stories::is_offered(mine).await?,
    };
    Ok(Page::new(chrome, "Amend an entry", view)
        .caption(&mine.own().organisation().name)
        .back("/entries", "Back to my work")
        .errors(errors))
}

#[get("/entries/<id>/withdrawal")]
pub(in super::super) async fn ask_withdrawal(
    viewer: &Viewer,
    chrome: Chrome,
    id: EntryId,
) -> Answer<Page<Withdrawal>> {
    let mine = own_entry(viewer, id).await?;
    let offered = offered_with(viewer, &mine).await?;
    let view = Withdrawal {
        save_to: format!("/entries/{id}/withdrawal"),
        says: says(&mine, &offered),
        offered: stories::is_offered(&mine).await?,
        withdraw: Button::new("Withdraw this entry").warning(),
        keep: Button::link("Keep it", "/entries").secondary(),
    };
    Ok(Page::new(chrome, "Withdraw this entry?", view)
        .caption(&mine.own().organisation().name)
        .back("/entries", "Back to my work"))
}

/// What an entry says.
fn says(mine: &OwnEntry, offered: &Offered) -> SummaryList {
    let work = mine.work();
    let partners: Vec<String> = offered
        .partners
        .iter()
        .filter(|partner| work.partners.contains(&partner.id))
        .map(|partner| partner.name.clone())
        .collect();
    let kind = offered.lists.kinds.iter().find(|(id, _)| *id == work.kind);
    let mut rows = vec![
        SummaryRow::new("Where", &mine.own().organisation().name),
        SummaryRow::new("Date", work.done_on.long()),
        SummaryRow::new("Time", minutes(work.minutes.into())),
        SummaryRow::new("Kind of work", kind.map_or("", |(_, name)| name.as_str())),
        SummaryRow::new("With", listed(&partners)),
    ];
    let mut objectives = offered.objectives.iter();
    if let Some(objective) = objectives.find(|listed| work.objective == Some(listed.id)) {
        rows.push(SummaryRow::new("For your objective", &objective.title));
    }
    rows.push(SummaryRow::new("What changed", &work.changed));
    let mut tensions = offered.lists.tensions.iter();
    if let Some((_, tension)) = tensions.find(|(id, _)| work.tension == Some(*id)) {
        let words = format!("{tension}\n{}", work.tension_words);
        rows.push(SummaryRow::new("What got in the way", words));
    }
    SummaryList::new(rows)
}

#[post("/entries/<id>/withdrawal", data = "<_yes>")]
pub(in super::super) async fn withdraw(
    viewer: &Viewer,
    id: EntryId,
    _yes: Posted<Yes>,
) -> Submitted<Withdrawal> {
    let mine = own_entry(viewer, id).await?;
    engagement::withdraw(&mine).await?;
    Ok(Ok(done(
        "/entries",
        format!("Withdrawn: the entry of {}.", mine.work().done_on),
    )))
}
