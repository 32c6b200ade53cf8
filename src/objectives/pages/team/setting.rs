//! Setting an objective: for one report, or the same for several after [checking](super::check) for whom.

use rocket::{Either, get, post};

use super::super::super::{
    forms::{DueWindow, ObjectiveForm},
    seen, wording_of,
};
use super::super::{objective_of, own::sent_before, writing::Writing};
use super::check::{Check, says};
use crate::{
    access::{ManagedPerson, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::Once,
        words::{counted, listed as in_words},
    },
    objectives::{self, Wording},
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Checkboxes, Choice},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

const SEEN_BY: &str = "They see it, and whoever is their line manager; nobody else by name. Figures only count that they have one.";

#[get("/team/<employment>/objectives/new?<from>")]
pub(in super::super::super) async fn new(
    viewer: &Viewer,
    chrome: Chrome,
    employment: EmploymentId,
    from: Option<&str>,
) -> Answer<Page<Writing>> {
    let report = viewer.report(employment).await?;
    let today = viewer.acting().today();
    let form = match from.and_then(|id| id.parse().ok()) {
        Some(id) => {
            let wording = wording_of(&seen(viewer, id).await?).await?;
            ObjectiveForm::again(&wording, today, report.year_start())
        }
        None => ObjectiveForm::new(today, report.year_start()),
    };
    for_one(chrome, &report, &form, &Errors::new()).await
}

#[post("/team/<employment>/objectives", data = "<form>")]
pub(in super::super::super) async fn set(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    employment: EmploymentId,
    form: Posted<ObjectiveForm>,
) -> Submitted<Writing> {
    let mut form = form.0;
    let report = viewer.report(employment).await?;
    let mut errors = Errors::new();
    let Some(wording) = read(&report, &form, &mut errors).await? else {
        return again(for_one(chrome, &report, &form, &errors).await?);
    };
    let team = [report];
    match objectives::set(&team, &wording, form.token(), house).await? {
        Once::Now(_) | Once::Already(_) => Ok(Ok(done("/team", was_set(&team)))),
        Once::Otherwise => {
            sent_before(&mut form, &mut errors);
            again(for_one(chrome, &team[0], &form, &errors).await?)
        }
    }
}

#[get("/team/objectives/new?<organisation>")]
pub(in super::super::super) async fn new_for_several(
    viewer: &Viewer,
    chrome: Chrome,
    organisation: Option<&str>,
) -> Answer<Page<Writing>> {
    let reports = reports_at(viewer, organisation.unwrap_or_default()).await?;
    let first = reports.first().ok_or(Fault::NotFound)?;
    let mut form = ObjectiveForm::new(viewer.acting().today(), first.year_start());
    form.organisation = first.organisation().id.to_string();
    let (page, reports) = for_several(chrome, reports, &form, &Errors::new()).await?;
    drop(reports);
    Ok(page)
}

#[post("/team/objectives", data = "<form>")]
pub(in super::super::super) async fn set_for_several(
    viewer: &Viewer,
    chrome: Chrome,
    house: &House,
    form: Posted<ObjectiveForm>,
) -> Answer<Result<WayOn, Either<Box<Page<Writing>>, Box<Page<Check>>>>> {
    let mut form = form.0;
    let reports = reports_at(viewer, &form.organisation).await?;
    let first = reports.first().ok_or(Fault::NotFound)?;
    let mut errors = Errors::new();
    if !reports
        .iter()
        .any(|report| form.reports.contains(&report.id().to_string()))
    {
        errors.add("reports", "Choose for whom the objective is");
    }
    let wording = read(first, &form, &mut errors).await?;
    let page = |page: Page<Writing>| Ok(Err(Either::Left(Box::new(page))));
    let Some(wording) = wording.filter(|_| form.answer != "change") else {
        return page(for_several(chrome, reports, &form, &errors).await?.0);
    };
    let (team, others): (Vec<_>, Vec<_>) = reports
        .into_iter()
        .partition(|report| form.reports.contains(&report.id().to_string()));
    if form.answer != "set" && team.len() > 1 {
        let says = says(&team[0], &wording).await?;
        let names: Vec<_> = team
            .iter()
            .map(|report| report.person().name.clone())
            .collect();
        let without_address = team.iter().filter(|report| report.person().email.is_none());
        let without_address: Vec<_> = without_address
            .map(|report| report.person().name.clone())
            .collect();
        let view = Check::new(&form, &names, &without_address, &says);
        let check = Page::new(chrome, "Check the objective before you set it", view)
            .caption(&team[0].organisation().name);
        return Ok(Err(Either::Right(Box::new(check))));
    }
    match objectives::set(&team, &wording, form.token(), house).await? {
        Once::Now(_) | Once::Already(_) => Ok(Ok(done("/team", was_set(&team)))),
        Once::Otherwise => {
            sent_before(&mut form, &mut errors);
            let reports = team.into_iter().chain(others).collect();
            page(for_several(chrome, reports, &form, &errors).await?.0)
        }
    }
}

/// The form for one report.
async fn for_one(
    chrome: Chrome,
    report: &ManagedPerson,
    form: &ObjectiveForm,
    errors: &Errors,
) -> Answer<Page<Writing>> {
    let save_to = format!("/team/{}/objectives", report.id());
    let name = &report.person().name;
    let view = writing(report, save_to, form, errors)
        .await?
        .lead(told(report))
        .sends(SEEN_BY, "Set it");
    let title = format!("Set a {} for {name}", objective_of(report.system()));
    Ok(Page::new(chrome, title, view)
        .caption(&report.organisation().name)
        .back("/team", "Back to my team")
        .errors(errors))
}

/// The form for several reports of one organisation: those who have no objective are chosen to begin with.
async fn for_several(
    chrome: Chrome,
    reports: Vec<ManagedPerson>,
    form: &ObjectiveForm,
    errors: &Errors,
) -> Answer<(Page<Writing>, Vec<ManagedPerson>)> {
    let team = objectives::team_of(reports).await?;
    let first = &team.first().ok_or(Fault::NotFound)?.report;
    let untouched = form.title.is_empty() && errors.is_empty();
    let chosen: Vec<String> = match untouched {
        true => team
            .iter()
            .filter(|member| member.has_none())
            .map(|member| member.report.id().to_string())
            .collect(),
        false => form.reports.clone(),
    };
    let people = team.iter().map(|member| {
        let standing = match member.has_none() {
            true => "None yet",
            false => "Has one",
        };
        let hint = match member.report.job_role() {
            Some(role) => format!("{role}. {standing}"),
            None => standing.to_owned(),
        };
        Choice::new(member.report.id().to_string(), &member.report.person().name).hint(hint)
    });
    let reports = Checkboxes::new("reports", "For whom?", people)
        .hint("Those who have none this appraisal year are chosen already.")
        .chosen(&chosen)
        .errors(errors);
    let view = writing(first, "/team/objectives".into(), form, errors)
        .await?
        .hidden("organisation", first.organisation().id)
        .lead("Each of them gets the same objective, and can ask for a change to theirs. You check for whom before anything is sent.")
        .reports(reports)
        .sends(SEEN_BY, "Continue");
    let title = format!("Set a {} for several people", objective_of(first.system()));
    let page = Page::new(chrome, title, view)
        .caption(&first.organisation().name)
        .back("/team", "Back to my team")
        .errors(errors);
    Ok((page, team.into_iter().map(|member| member.report).collect()))
}

async fn writing(
    report: &ManagedPerson,
    save_to: String,
    form: &ObjectiveForm,
    errors: &Errors,
) -> Answer<Writing> {
    let choices = choices(report).await?;
    Ok(Writing::new(
        save_to,
        form,
        &choices,
        window(report),
        errors,
    ))
}

async fn read(
    report: &ManagedPerson,
    form: &ObjectiveForm,
    errors: &mut Errors,
) -> Answer<Option<Wording>> {
    Ok(form.read(&choices(report).await?, window(report), errors))
}

pub(super) async fn choices(report: &ManagedPerson) -> Answer<objectives::Choices> {
    objectives::choices(
        report.acting(),
        report.system(),
        report.organisation().id,
        None,
    )
    .await
}

fn window(report: &ManagedPerson) -> DueWindow {
    DueWindow::from(report.acting().today(), report.year_start(), None)
}

/// One's reports at one organisation; the first one's, where none is named.
async fn reports_at(viewer: &Viewer, organisation: &str) -> Answer<Vec<ManagedPerson>> {
    let mut reports = viewer.reports().await?;
    let wanted = match reports.first() {
        Some(first) if organisation.is_empty() => first.organisation().id.to_string(),
        _ => organisation.to_owned(),
    };
    reports.retain(|report| report.organisation().id.to_string() == wanted);
    Ok(reports)
}

fn told(report: &ManagedPerson) -> String {
    let name = &report.person().name;
    match report.person().email {
        Some(_) => {
            format!("{name} gets an email that asks them to agree it, or to ask for a change.")
        }
        None => format!(
            "{name} has no email address here, so please tell them about it yourself. They can agree it once their address is on the staff list."
        ),
    }
}

/// "Objective set for Sam Osei, who is asked by email to agree it."
fn was_set(team: &[ManagedPerson]) -> String {
    let unreached: Vec<String> = team
        .iter()
        .filter(|report| report.person().email.is_none())
        .map(|report| report.person().name.clone())
        .collect();
    let mut sentence = match team {
        [one] => format!("Objective set for {}.", one.person().name),
        all => format!(
            "Objective set for {}.",
            counted(all.len() as i64, "person", "people")
        ),
    };
    sentence.push_str(match (team.len() - unreached.len(), team.len()) {
        (0, _) => "",
        (1, 1) => " They are asked by email to agree it.",
        (reached, all) if reached < all => {
            " Those who have an email address are asked by email to agree theirs."
        }
        _ => " They are asked by email to agree theirs.",
    });
    if !unreached.is_empty() {
        sentence.push_str(&format!(
            " {} no email address here, so please tell them yourself.",
            match unreached.len() {
                1 => format!("{} has", unreached[0]),
                _ => format!("{} have", in_words(&unreached)),
            }
        ));
    }
    sentence
}
