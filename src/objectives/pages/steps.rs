//! Taking a step: agree, ask for a change, change, record progress, close, open again.

use super::super::{
    SeenObjective, Told,
    forms::{DueWindow, ObjectiveForm, StepForm},
    life::Act,
    seen, wording_of,
};
use super::{
    done_and, objective_of,
    one::{One, Typed, drawn},
    writing::Writing,
};
use crate::{
    access::Viewer,
    entities::objectives::{ObjectiveState, Side},
    kernel::{
        fault::{Answer, Fault},
        ids::ObjectiveId,
    },
    objectives,
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};
use rocket::{Either, get, post};

/// A step as it arrived: the objective, and why it is not taken if the page was an older one.
async fn arrived(
    viewer: &Viewer,
    id: ObjectiveId,
    form: &StepForm,
    act: Act,
) -> Answer<(SeenObjective, Typed)> {
    let seen = seen(viewer, id).await?;
    let typed = Typed {
        act: Some(act),
        words: form.words.clone(),
        outcome: form.outcome.clone(),
        errors: Errors::new(),
        stale: form.revision != seen.objective().revision.to_string(),
    };
    Ok((seen, typed))
}

/// On with it, or the page again with what was typed.
async fn settled(
    chrome: Chrome,
    seen: &SeenObjective,
    typed: Typed,
    what: &str,
    told: Option<Told>,
) -> Submitted<One> {
    match told {
        Some(told) => Ok(Ok(done(
            format!("/objectives/{}", seen.id()),
            done_and(what, told),
        ))),
        None => again(drawn(chrome, seen, typed, 1).await?),
    }
}

#[post("/objectives/<id>/agreement", data = "<form>")]
pub(in super::super) async fn agreement(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<StepForm>,
) -> Submitted<One> {
    let (seen, typed) = arrived(viewer, id, &form.0, Act::Agree).await?;
    let told = match typed.stale {
        true => None,
        false => Some(objectives::agree(&seen, house).await?),
    };
    settled(chrome, &seen, typed, "Objective agreed.", told).await
}

#[post("/objectives/<id>/change-request", data = "<form>")]
pub(in super::super) async fn change_request(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<StepForm>,
) -> Submitted<One> {
    let (seen, mut typed) = arrived(viewer, id, &form.0, Act::AskForChange).await?;
    let needed = Some("Enter what should change");
    let told = match typed.stale {
        true => None,
        false => {
            let words = form.0.words("change-words", needed, &mut typed.errors);
            match typed.errors.is_empty() {
                true => Some(objectives::ask_for_change(&seen, &words, house).await?),
                false => None,
            }
        }
    };
    settled(chrome, &seen, typed, "Change asked for.", told).await
}

#[post("/objectives/<id>/progress", data = "<form>")]
pub(in super::super) async fn progress(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<StepForm>,
) -> Submitted<One> {
    let (seen, mut typed) = arrived(viewer, id, &form.0, Act::RecordProgress).await?;
    let needed = Some("Enter how it is going");
    let told = match typed.stale {
        true => None,
        false => {
            let words = form.0.words("progress-words", needed, &mut typed.errors);
            match typed.errors.is_empty() {
                true => Some(objectives::record_progress(&seen, &words, house).await?),
                false => None,
            }
        }
    };
    settled(chrome, &seen, typed, "Progress recorded.", told).await
}

#[post("/objectives/<id>/closure", data = "<form>")]
pub(in super::super) async fn closure(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<StepForm>,
) -> Submitted<One> {
    let (seen, mut typed) = arrived(viewer, id, &form.0, Act::Close).await?;
    if seen.objective().state == ObjectiveState::Proposed {
        typed.act = Some(Act::Withdraw);
    }
    let told = match typed.stale {
        true => None,
        false => match form.0.closing(&mut typed.errors) {
            Some((outcome, words)) => Some(objectives::close(&seen, outcome, &words, house).await?),
            None => None,
        },
    };
    settled(chrome, &seen, typed, "Objective closed.", told).await
}

#[post("/objectives/<id>/reopening", data = "<form>")]
pub(in super::super) async fn reopening(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<StepForm>,
) -> Submitted<One> {
    let (seen, mut typed) = arrived(viewer, id, &form.0, Act::Reopen).await?;
    let told = match typed.stale {
        true => None,
        false => {
            let words = form.0.words("reopening-words", None, &mut typed.errors);
            match typed.errors.is_empty() {
                true => Some(objectives::reopen(&seen, &words, house).await?),
                false => None,
            }
        }
    };
    settled(chrome, &seen, typed, "Objective opened again.", told).await
}

#[get("/objectives/<id>/edit")]
pub(in super::super) async fn edit(
    viewer: &Viewer,
    chrome: Chrome,
    id: ObjectiveId,
) -> Answer<Page<Writing>> {
    let seen = seen(viewer, id).await?;
    if !seen.can(Act::Amend) {
        return Err(Fault::refused(cannot_amend(&seen)));
    }
    let form = ObjectiveForm::of(&wording_of(&seen).await?, seen.objective().revision);
    editing(chrome, &seen, &form, &Errors::new()).await
}

#[post("/objectives/<id>/edit", data = "<form>")]
pub(in super::super) async fn amend(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: ObjectiveId,
    form: Posted<ObjectiveForm>,
) -> Answer<Result<WayOn, Either<Box<Page<Writing>>, Box<Page<One>>>>> {
    let form = form.0;
    let seen = seen(viewer, id).await?;
    if form.revision != seen.objective().revision.to_string() {
        let typed = Typed {
            words: format!("{}\n{}\n{}", form.title, form.what, form.purpose),
            stale: true,
            ..Typed::default()
        };
        return Ok(Err(Either::Right(Box::new(
            drawn(chrome, &seen, typed, 1).await?,
        ))));
    }
    let before = wording_of(&seen).await?;
    let choices = objectives::choices(
        seen.acting(),
        seen.system(),
        seen.organisation().id,
        Some(&before),
    )
    .await?;
    let mut errors = Errors::new();
    let Some(wording) = form.read(&choices, window(&seen), &mut errors) else {
        let page = editing(chrome, &seen, &form, &errors).await?;
        return Ok(Err(Either::Left(Box::new(page))));
    };
    let told = objectives::amend(&seen, wording, house).await?;
    Ok(Ok(done(
        format!("/objectives/{id}"),
        done_and("Objective changed.", told),
    )))
}

fn window(seen: &SeenObjective) -> DueWindow {
    let before = Some(seen.objective().due_on);
    DueWindow::from(seen.acting().today(), seen.year_start(), before)
}

/// Why the words of an objective cannot be changed by the viewer as it stands.
fn cannot_amend(seen: &SeenObjective) -> &'static str {
    match seen.objective().state {
        ObjectiveState::Proposed => {
            "Only the side that proposed an objective changes its words. You can ask for a change on its page."
        }
        ObjectiveState::Agreed => {
            "What you both agreed is not altered afterwards. If it no longer fits, close it as withdrawn and propose another."
        }
        _ => "The objective is closed. Open it again on its page to go on with it.",
    }
}

async fn editing(
    chrome: Chrome,
    seen: &SeenObjective,
    form: &ObjectiveForm,
    errors: &Errors,
) -> Answer<Page<Writing>> {
    let before = wording_of(seen).await?;
    let choices = objectives::choices(
        seen.acting(),
        seen.system(),
        seen.organisation().id,
        Some(&before),
    )
    .await?;
    let address = format!("/objectives/{}", seen.id());
    let other = seen
        .party(seen.side().other())
        .map_or("The other side", |party| party.name.as_str());
    let seen_by = match seen.side() {
        Side::Staff => "You and your line manager see it, and nobody else by name.",
        Side::Manager => "They see it, and whoever is their line manager; nobody else by name.",
    };
    let view = Writing::new(
        format!("{address}/edit"),
        form,
        &choices,
        window(seen),
        errors,
    )
    .hidden("revision", &form.revision)
    .lead(format!("{other} will be asked to agree what you change."))
    .sends(seen_by, "Save and ask them to agree");
    Ok(Page::new(
        chrome,
        format!("Change a {}", objective_of(seen.system())),
        view,
    )
    .caption(&seen.objective().title)
    .back(address, "Back to the objective")
    .errors(errors))
}
