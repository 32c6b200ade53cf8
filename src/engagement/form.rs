//! The form in which work is logged: a part of a page, with sensible values already in it.

use serde::Serialize;

use super::{
    OwnEntry, Ready, Work,
    forms::{Offered, TypedEntry, WORDS_LENGTH},
    partners::{self, Partner},
    store,
};
use crate::{
    access::{OwnEmployment, Viewer, presumed},
    kernel::{fault::Answer, ids::*, once::FormToken, stood::Stood, time::Day},
    objectives::{self, Listed},
    web::{
        components::{Button, Checkboxes, Choice, DateInput, Input, Link, Select, Textarea},
        forms::Errors,
    },
};

/// How many of someone's last entries say whom they usually work with.
const LAST_ENTRIES: u64 = 10;
/// Minutes that the form begins with.
const USUAL_MINUTES: i32 = 60;

/// The form: `{{> engagement/entry-form log}}` in a page that has it as its field `log`.
#[derive(Debug, Serialize)]
pub struct EntryForm {
    save_to: String,
    token: String,
    /// How an entry that is amended stood when the form was drawn.
    stood: Option<Stood>,
    /// The employment, where there is only one to choose.
    only_employment: Option<String>,
    employment: Option<Select>,
    /// The same form for work in another system.
    elsewhere: Vec<Link>,
    done: DateInput,
    minutes: Input,
    kind: Select,
    partners: Checkboxes,
    /// Whether there is anybody to have worked with.
    shows: bool,
    objective: Option<Select>,
    /// Whether the part that most leave empty is shown at once.
    opens: bool,
    changed: Textarea,
    tension: Select,
    tension_words: Textarea,
    send: Button,
}

/// The form for the person's next entry, filled with what it probably is: today, 60 minutes, and the kind and partners
/// of their last one. None if they have not been in post anywhere for as long as work can be logged.
///
/// `employment` is one of theirs to begin with, if they asked for it.
pub async fn entry_form(
    viewer: &Viewer,
    employment: Option<EmploymentId>,
) -> Answer<Option<EntryForm>> {
    let Some((offered, typed)) = next(viewer, employment).await? else {
        return Ok(None);
    };
    let elsewhere = elsewhere(viewer, &offered);
    let form = EntryForm::new("/entries".into(), &typed, &offered, &Errors::new());
    keep_ready(viewer, offered);
    Ok(Some(form.elsewhere(elsewhere)))
}

/// Keeps what an entry can choose from for the form that is likely to be sent next.
pub(super) fn keep_ready(viewer: &Viewer, offered: Offered) {
    let all_own = super::all_own(viewer);
    presumed::keep(viewer, Ready { offered, all_own });
}

/// What the next entry can choose from, and what it begins with.
async fn next(
    viewer: &Viewer,
    employment: Option<EmploymentId>,
) -> Answer<Option<(Offered, TypedEntry)>> {
    let loggable = loggable(viewer);
    let ids: Vec<_> = loggable.iter().map(OwnEmployment::id).collect();
    let latest = store::latest(viewer.acting(), &ids, LAST_ENTRIES).await?;
    let chosen = employment
        .or(latest.first().map(|(id, _)| *id))
        .filter(|id| ids.contains(id))
        .or(ids.first().copied());
    let Some(own) = chosen.and_then(|id| loggable.iter().find(|own| own.id() == id)) else {
        return Ok(None);
    };
    let (system, own_id, day) = (own.system().id, own.id(), last_day(own));
    let mut offered = offered(viewer, system, None).await?;
    let latest: Vec<Work> = latest.into_iter().map(|(_, work)| work).collect();
    partners::usual_first(&mut offered.partners, &latest, viewer.acting().today());
    let last = latest.first();
    let kind = last
        .map(|work| work.kind)
        .filter(|kind| offered.lists.kinds.iter().any(|(id, _)| id == kind))
        .or(offered.lists.kinds.first().map(|(id, _)| *id));
    let mut partners = match last {
        Some(work) => work.partners.clone(),
        None => of_only_objective(&offered, own_id).await?,
    };
    // Whoever is no partner any more is chosen only by who chooses an earlier day, too.
    let is_open = |id: &OrganisationId| offered.is_open_on(*id, day);
    partners.retain(is_open);
    let typed = TypedEntry {
        token: FormToken::new().to_string(),
        employment: own_id.to_string(),
        minutes: USUAL_MINUTES.to_string(),
        kind: kind.map(|id| id.to_string()).unwrap_or_default(),
        partners: partners.iter().map(ToString::to_string).collect(),
        ..TypedEntry::default()
    };
    Ok(Some((offered, typed.done(day))))
}

/// The partners of someone's one agreed objective: whom they probably worked with first.
async fn of_only_objective(
    offered: &Offered,
    employment: EmploymentId,
) -> Answer<Vec<OrganisationId>> {
    let own = offered
        .employments
        .iter()
        .find(|own| own.id() == employment);
    match (own, offered.objectives.as_slice()) {
        (Some(own), [only]) if only.employment == employment => {
            objectives::partners_in(own, only).await
        }
        _ => Ok(Vec::new()),
    }
}

/// What an entry in a system can choose from; with what it chose before.
pub(super) async fn offered(
    viewer: &Viewer,
    system: SystemId,
    before: Option<&OwnEntry>,
) -> Answer<Offered> {
    let work: Option<&Work> = before.map(OwnEntry::work);
    let mut employments = loggable(viewer);
    if let Some(before) = before
        && !employments.iter().any(|own| own.id() == before.own().id())
    {
        employments.push(viewer.own_employment(before.own().id())?);
    }
    employments.retain(|own| own.system().id == system);
    let partners = partners::of(&employments, work).await?;
    let objectives =
        objectives::linkable_of(&employments, work.and_then(|work| work.objective)).await?;
    Ok(Offered {
        lists: store::lists(viewer.acting(), system, work).await?,
        today: viewer.acting().today(),
        employments,
        partners,
        objectives,
    })
}

/// Links to the form for employments in other systems: their partners and lists are others.
pub(super) fn elsewhere(viewer: &Viewer, offered: &Offered) -> Vec<Link> {
    let here = offered.employments.first().map(|own| own.system().id);
    loggable(viewer)
        .into_iter()
        .filter(|own| Some(own.system().id) != here)
        .map(|own| {
            Link::new(
                format!("Log work for {} instead", own.organisation().name),
                format!("/entries/new?employment={}", own.id()),
            )
        })
        .collect()
}

/// The viewer's employments in which work of some day can still be logged.
pub(super) fn loggable(viewer: &Viewer) -> Vec<OwnEmployment> {
    let today = viewer.acting().today();
    let mut own = viewer.own_employments();
    own.retain(|own| {
        let earliest = today.plus(-own.system().late_entry_days);
        own.employment()
            .started_on
            .is_none_or(|started| started <= today)
            && own
                .employment()
                .ended_on
                .is_none_or(|ended| earliest <= ended)
    });
    own
}

/// Today, or the last day in post.
fn last_day(own: &OwnEmployment) -> Day {
    let today = own.acting().today();
    own.employment()
        .ended_on
        .map_or(today, |ended| ended.min(today))
}

impl EntryForm {
    /// What tells its sending from another's.
    pub fn form_token(&self) -> FormToken {
        FormToken::returned(&self.token)
    }

    /// The form for `save_to`, with what was typed and what was wrong with it.
    pub(super) fn new(
        save_to: String,
        typed: &TypedEntry,
        offered: &Offered,
        errors: &Errors,
    ) -> Self {
        let more = ["changed", "tension", "tension-words"];
        let typed_more = [&typed.changed, &typed.tension, &typed.tension_words];
        let late = offered
            .employments
            .first()
            .map_or(0, |own| own.system().late_entry_days);
        Self {
            save_to,
            token: typed.token.clone(),
            stood: None,
            only_employment: match offered.employments.as_slice() {
                [only] => Some(only.id().to_string()),
                _ => None,
            },
            employment: (offered.employments.len() > 1).then(|| employment(typed, offered, errors)),
            elsewhere: Vec::new(),
            done: DateInput::new("done", "When was it?")
                .hint(format!("Work can be logged for {late} days."))
                .value(typed.day_as_typed())
                .errors(errors),
            minutes: Input::new("minutes", "How many minutes did it take?")
                .hint("An hour is 60. Your own time, whoever else was there.")
                .number()
                .value(&typed.minutes)
                .errors(errors),
            kind: Select::new(
                "kind",
                "What kind of work was it?",
                choices(&offered.lists.kinds),
            )
            .chosen(&typed.kind)
            .errors(errors),
            partners: partners(typed, offered, errors),
            shows: !offered.partners.is_empty() || !errors.is_empty(),
            objective: (!offered.objectives.is_empty() || errors.of("objective").is_some())
                .then(|| objective(typed, offered, errors)),
            opens: more.iter().any(|id| errors.of(id).is_some())
                || typed_more.iter().any(|words| !words.is_empty()),
            changed: Textarea::new("changed", "What changed because of it? (if you like)")
                .rows(3)
                .at_most(WORDS_LENGTH)
                .value(&typed.changed)
                .errors(errors),
            tension: Select::new(
                "tension",
                "Did anything get in the way?",
                std::iter::once(Choice::new("", "Nothing, or not said"))
                    .chain(choices(&offered.lists.tensions)),
            )
            .chosen(&typed.tension)
            .errors(errors),
            tension_words: Textarea::new("tension-words", "What got in the way? (if you like)")
                .rows(3)
                .at_most(WORDS_LENGTH)
                .value(&typed.tension_words)
                .errors(errors),
            send: Button::new("Log it"),
        }
    }

    pub(super) fn elsewhere(mut self, links: Vec<Link>) -> Self {
        self.elsewhere = links;
        self
    }

    /// The same form for an entry that is there already.
    pub(super) fn amends(mut self, stood: &Stood) -> Self {
        self.stood = Some(stood.clone());
        self.send = Button::new("Save");
        self
    }

    /// One of each face, for the pages that have it.
    pub fn samples() -> Vec<Self> {
        let day = Day::parse_iso("2026-11-16").expect("a day");
        let full = Offered {
            today: day,
            employments: Vec::new(),
            partners: ["Oxfordshire County Council", "Reading Borough Council"]
                .map(Partner::sample)
                .into(),
            lists: store::Lists {
                kinds: vec![(EntryKindId::new(), "Joint visit".into())],
                tensions: vec![(TensionKindId::new(), "No time".into())],
            },
            objectives: vec![Listed::sample("Home sooner")],
        };
        let empty = Offered {
            today: day,
            employments: Vec::new(),
            partners: Vec::new(),
            lists: store::Lists {
                kinds: Vec::new(),
                tensions: Vec::new(),
            },
            objectives: Vec::new(),
        };
        let typed = TypedEntry {
            changed: "One list <for> both".into(),
            ..TypedEntry::default().done(day)
        };
        let mut errors = Errors::new();
        typed.read(&full, &mut errors);
        let one = |typed: &TypedEntry, offered: &Offered, errors: &Errors| {
            Self::new("/entries".into(), typed, offered, errors)
        };
        vec![
            one(&TypedEntry::default().done(day), &full, &Errors::new()),
            one(&typed, &full, &errors).amends(&Stood::of(&"before")),
            one(&typed, &empty, &Errors::new()).elsewhere(vec![Link::new(
                "Log work for Reading Borough Council instead",
                "/entries/new",
            )]),
        ]
    }
}

fn choices<I: ToString>(all: &[(I, String)]) -> impl Iterator<Item = Choice> {
    all.iter()
        .map(|(id, name)| Choice::new(id.to_string(), name))
}

fn employment(typed: &TypedEntry, offered: &Offered, errors: &Errors) -> Select {
    let choices = offered
        .employments
        .iter()
        .map(|own| Choice::new(own.id().to_string(), &own.organisation().name));
    Select::new("employment", "Where did you do it?", choices)
        .hint("It counts for the organisation you did it for.")
        .chosen(&typed.employment)
        .errors(errors)
}

fn partners(typed: &TypedEntry, offered: &Offered, errors: &Errors) -> Checkboxes {
    let choices = offered
        .partners
        .iter()
        .map(|partner| Choice::new(partner.id.to_string(), partner.label(offered.today)));
    Checkboxes::new("partners", "Who did you work with?", choices)
        .hint("Choose all that apply. Those you worked with last time are ticked to begin with.")
        .chosen(&typed.partners)
        .errors(errors)
}

fn objective(typed: &TypedEntry, offered: &Offered, errors: &Errors) -> Select {
    let choices = offered
        .objectives
        .iter()
        .map(|listed| Choice::new(listed.id.to_string(), &listed.title));
    Select::new(
        "objective",
        "Was it for one of your objectives? (if you like)",
        std::iter::once(Choice::new("", "No, or not said")).chain(choices),
    )
    .hint("If you choose one, your line manager sees this entry beside it. Otherwise nobody else sees it by name.")
    .chosen(&typed.objective)
    .errors(errors)
}
