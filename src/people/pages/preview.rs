//! A staff list before it is loaded: what it says, what is asked about it, and what it would do.

use std::time::Duration;

use rocket::{
    Either, get,
    http::Header,
    post,
    response::{Redirect, Responder},
};
use serde::Serialize;

use super::{caption, list_at, room_of, settling::Settling, written};
use crate::{
    access::Viewer,
    entities::people::StaffListState,
    kernel::{
        fault::Answer,
        ids::{OrganisationId, StaffListId},
        templates::View,
    },
    people::{
        ListRow,
        comparison::Comparison,
        ending::Many,
        forms::{self, Confirmation, Fields},
        loading::{self, Preview},
        mappings, remarks as said,
        waiting::{self, Standing, UploadedList},
    },
    sign_in::Letterhead,
    web::{
        answer::{Submitted, WayOn, again, done, on_to},
        chrome::Chrome,
        components::{Button, Callout, Input, Link, SummaryList, Table, which_page},
        forms::Errors,
        frame::House,
        page::Page,
        posted::{Nothing, Posted},
    },
};

mod parts;
mod samples;

use parts::{Asked, Shown, count_table, facts, remarks, shown};

/// How long a confirmation waits for the loading to end before it shows how far it is.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// Seconds after which the page of a loading looks again.
const LOOK_AGAIN_SECONDS: &str = "2";

#[derive(Serialize)]
pub(super) struct PreviewView {
    facts: SummaryList,
    failed: Option<Callout>,
    problem: Option<Callout>,
    caution: Option<Callout>,
    counts: Option<Table>,
    /// What the counts do not say of themselves.
    notes: Vec<String>,
    remarks: Vec<String>,
    settling: Option<Settling>,
    shown: Option<Shown>,
    confirm_at: Option<String>,
    /// Where it ends many employments: how many, to be typed.
    ends: Option<Input>,
    confirm: Button,
    discard_at: Option<String>,
    discard: Button,
}

impl PreviewView {
    fn settled(row: &ListRow) -> Self {
        let number = |count: i32| written(usize::try_from(count).unwrap_or(0));
        let counts = (row.state == StaffListState::Loaded).then(|| {
            count_table(
                [
                    number(row.rows_new),
                    number(row.rows_changed),
                    number(row.rows_unchanged),
                    number(row.rows_ended),
                    number(row.rows_unplaced),
                    number(row.rows_rejected),
                ],
                None,
                "What this list did",
            )
        });
        Self {
            facts: facts(row, None),
            failed: None,
            problem: None,
            caution: None,
            counts,
            notes: Vec::new(),
            remarks: Vec::new(),
            settling: None,
            shown: None,
            confirm_at: None,
            ends: None,
            confirm: Button::new("Load this staff list"),
            discard_at: None,
            discard: Button::new("Discard it").secondary(),
        }
    }

    fn waiting(
        id: OrganisationId,
        row: &ListRow,
        standing: &Standing,
        found: &Preview,
        settling: Settling,
        asked: &Asked<'_>,
        errors: &Errors,
    ) -> Self {
        let at = list_at(id, row.id);
        let comparison = &found.comparison;
        let problem = loading::not_loadable(&found.reading);
        let can_load = problem.is_none();
        let counts = can_load.then(|| {
            let numbers = [
                comparison.new.len(),
                comparison.changed.len(),
                comparison.unchanged,
                comparison.gone.len(),
                comparison.unplaced.len(),
                comparison.rejected.len(),
            ];
            count_table(numbers.map(written), Some(&at), "What this list does")
        });
        let many = Many::of(comparison).filter(|_| can_load);
        let ends = many.map(|many| {
            Input::new("ends", "How many employments does this list end?")
                .hint(format!("Enter {} to say that it is right.", many.number()))
                .number()
                .value(asked.ends)
                .errors(errors)
        });
        let failed = match standing {
            Standing::Failed(why) => Some(Callout::new("It could not be loaded", why)),
            _ => None,
        };
        Self {
            facts: facts(row, Some(found)),
            failed,
            problem: problem.map(|why| Callout::new("It cannot be loaded as it is", why)),
            caution: many.map(|many| Callout::new("Is it the whole list?", many.sentence())),
            counts,
            notes: said::further_assignments(&found.reading)
                .into_iter()
                .chain(said::began_before(found))
                .chain(said::readdressed(found))
                .collect(),
            remarks: said::described_later(&found.reading)
                .into_iter()
                .chain(remarks(found))
                .collect(),
            settling: Some(settling),
            shown: shown(&at, comparison, asked),
            ends,
            confirm_at: can_load.then(|| format!("{at}/confirmation")),
            confirm: Button::new("Load this staff list"),
            discard_at: Some(format!("{at}/discard")),
            discard: Button::new("Discard it").secondary(),
        }
    }
}

impl View for PreviewView {
    const TEMPLATE: &'static str = "people/preview";

    fn samples() -> Vec<Self> {
        samples::previews()
    }
}

/// The page of a list that waits, with its fields as saved, or as just sent with what was wrong.
async fn draw(
    chrome: Chrome,
    list: &UploadedList,
    asked: &Asked<'_>,
    errors: &Errors,
) -> Answer<Page<PreviewView>> {
    let organisation = list.organisation();
    let id = organisation.id();
    let (title, view) = match list.standing() {
        Standing::Loaded | Standing::Discarded => ("Staff list", PreviewView::settled(list.row())),
        standing => {
            let found = list.preview().await?;
            let groups = mappings::staff_groups(organisation).await?;
            let save_to = format!("{}/choices", list_at(id, list.row().id));
            let settling = Settling::new(save_to, &found.reading, &groups, errors);
            let view =
                PreviewView::waiting(id, list.row(), &standing, &found, settling, asked, errors);
            ("Check this staff list", view)
        }
    };
    Ok(Page::new(chrome, title, view)
        .caption(caption(organisation))
        .back(room_of(id, "staff-lists"), "Back to staff lists")
        .wide()
        .errors(errors))
}

async fn found(viewer: &Viewer, id: OrganisationId, list: StaffListId) -> Answer<UploadedList> {
    waiting::find(viewer.administered_organisation(id).await?, list).await
}

#[get("/organisations/<id>/staff-lists/<list>?<show>&<page>")]
pub(super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    list: StaffListId,
    show: Option<&str>,
    page: Option<usize>,
) -> Answer<Either<Redirect, Page<PreviewView>>> {
    let list = found(viewer, id, list).await?;
    if matches!(list.standing(), Standing::Loading(_)) {
        let at = list_at(id, list.row().id);
        return Ok(Either::Left(on_to(format!("{at}/progress"))));
    }
    let asked = Asked {
        show: show.unwrap_or_default(),
        page: which_page(page),
        ends: "",
    };
    draw(chrome, &list, &asked, &Errors::new())
        .await
        .map(Either::Right)
}

#[post("/organisations/<id>/staff-lists/<list>/choices", data = "<form>")]
pub(super) async fn choose(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    list: StaffListId,
    form: Posted<Fields>,
) -> Submitted<PreviewView> {
    let list = found(viewer, id, list).await?;
    let groups = mappings::staff_groups(list.organisation()).await?;
    let reading = list.preview().await?.reading;
    let mut errors = Errors::new();
    let before = list.choices().await?;
    let choices = forms::choices(&form.0, &reading, &groups, before, &mut errors);
    if !errors.is_empty() {
        let asked = Asked {
            show: "",
            page: 1,
            ends: "",
        };
        return again(draw(chrome, &list, &asked, &errors).await?);
    }
    waiting::choose(&list, &choices).await?;
    Ok(Ok(done(
        list_at(id, list.row().id),
        "Saved. This is what the list does now",
    )))
}

#[post("/organisations/<id>/staff-lists/<list>/confirmation", data = "<form>")]
pub(super) async fn confirm(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    id: OrganisationId,
    list: StaffListId,
    form: Posted<Confirmation>,
) -> Answer<Result<Either<WayOn, Redirect>, Box<Page<PreviewView>>>> {
    let list = found(viewer, id, list).await?;
    let at = list_at(id, list.row().id);
    let many = match list.standing() {
        Standing::Waiting | Standing::Failed(_) => {
            let found = list.preview().await?;
            let can_load = loading::not_loadable(&found.reading).is_none();
            Many::of(&found.comparison).filter(|_| can_load)
        }
        _ => None,
    };
    if let Some(why) = many.and_then(|many| many.why_not(&form.0.ends)) {
        let mut errors = Errors::new();
        errors.add("ends", why);
        let asked = Asked {
            show: "ended",
            page: 1,
            ends: &form.0.ends,
        };
        return again(draw(chrome, &list, &asked, &errors).await?);
    }
    let ends = many.map(|many| many.ends);
    // It goes on if the browser does not wait for it.
    let letterhead = Letterhead::from(house);
    let loading = tokio::spawn(async move { waiting::confirm(&list, ends, &letterhead).await });
    Ok(Ok(match tokio::time::timeout(PATIENCE, loading).await {
        Ok(Ok(Ok(loaded))) => Either::Left(done(at, sentence(&loaded.comparison))),
        // The list itself says what went wrong.
        Ok(_) => Either::Right(on_to(at)),
        Err(_) => Either::Right(on_to(format!("{at}/progress"))),
    }))
}

fn sentence(loaded: &Comparison) -> String {
    format!(
        "The staff list is loaded: {} new, {} changed, {} unchanged, {} ended",
        written(loaded.new.len()),
        written(loaded.changed.len()),
        written(loaded.unchanged),
        written(loaded.gone.len())
    )
}

#[post("/organisations/<id>/staff-lists/<list>/discard", data = "<_form>")]
pub(super) async fn discard(
    viewer: &Viewer,
    id: OrganisationId,
    list: StaffListId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let list = found(viewer, id, list).await?;
    waiting::discard(&list).await?;
    Ok(done(
        room_of(id, "staff-lists"),
        "The staff list is discarded. Nothing of it was loaded",
    ))
}

#[derive(Serialize)]
pub(super) struct ProgressView {
    file: String,
    percent: Option<u8>,
    again: Link,
}

impl View for ProgressView {
    const TEMPLATE: &'static str = "people/progress";

    fn samples() -> Vec<Self> {
        let view = |percent| Self {
            file: "staff-in-post.csv".into(),
            percent,
            again: Link::new("Look again", "/organisations/1/staff-lists/1/progress"),
        };
        vec![view(None), view(Some(42))]
    }
}

/// A page that the browser loads again by itself.
#[derive(Responder)]
pub(super) struct LookedAtAgain {
    page: Page<ProgressView>,
    refresh: Header<'static>,
}

#[get("/organisations/<id>/staff-lists/<list>/progress")]
pub(super) async fn progress(
    viewer: &Viewer,
    chrome: Chrome,
    id: OrganisationId,
    list: StaffListId,
) -> Answer<Either<Redirect, LookedAtAgain>> {
    let list = found(viewer, id, list).await?;
    let at = list_at(id, list.row().id);
    let Standing::Loading(percent) = list.standing() else {
        return Ok(Either::Left(on_to(at)));
    };
    let view = ProgressView {
        file: list.row().file_name.clone(),
        percent,
        again: Link::new("Look again", format!("{at}/progress")),
    };
    let page = Page::new(chrome, "Loading the staff list", view)
        .caption(caption(list.organisation()))
        .back(room_of(id, "staff-lists"), "Back to staff lists");
    let refresh = Header::new("Refresh", LOOK_AGAIN_SECONDS);
    Ok(Either::Right(LookedAtAgain { page, refresh }))
}
