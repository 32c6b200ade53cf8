//! Setting an objective: for one report, or the same for several after checking for whom.

use rocket::{Either, get, post};
use serde::Serialize;

use super::super::super::{
    forms::{DueWindow, ObjectiveForm},
    seen, wording_of,
};
use super::super::{
    objective_of,
    own::sent_before,
    writing::{Hidden, Writing},
    year_name,
};
use crate::{
    access::{ManagedPerson, Viewer},
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        once::Once,
        templates::View,
        words::{counted, listed as in_words},
    },
    objectives::{self, Wording},
    organisations::priorities::Priority,
    web::{
        answer::{Submitted, WayOn, again, done},
        chrome::Chrome,
        components::{Button, Checkboxes, Choice, SummaryList, SummaryRow},
        forms::Errors,
        frame::House,
        page::Page,
        posted::Posted,
    },
};

const SEEN_BY: &str = "They see it, and whoever is their line manager; nobody else by name. Figures only count that they have one.";

/// The page that asks whether an objective for several is right before each of them gets mail.
#[derive(Debug, Serialize)]
pub(in super::super::super) struct Check {
    lead: String,
    hidden: Vec<Hidden>,
    summary: SummaryList,
    send: Button,
    change: Button,
}

impl View for Check {
    const TEMPLATE: &'static str = "objectives/check";

    fn samples() -> Vec<Self> {
        vec![Self::new(
            &ObjectiveForm::default(),
            &["Sam Osei".into(), "Ada Obi".into()],
            &["Ada Obi".into()],
            &[("Title", "Home sooner".into())],
        )]
    }
}

impl Check {
    /// `without_address`: those of them who get no mail.
    fn new(
        form: &ObjectiveForm,
        names: &[String],
        without_address: &[String],
        says: &[(&str, String)],
    ) -> Self {
        let rows = says.iter().map(|(key, value)| SummaryRow::new(*key, value));
        let people = counted(names.len() as i64, "person", "people");
        Self {
            lead: match without_address {
                [] => format!(
                    "{people} will each get this objective, and an email that asks them to agree it."
                ),
                names => format!(
                    "{people} will each get this objective, and an email that asks them to agree it, but for {}: there \
                     is no email address here to write to, so please tell them yourself.",
                    in_words(names)
                ),
            },
            hidden: form
                .fields()
                .into_iter()
                .map(|(name, value)| Hidden::new(name, value))
                .collect(),
            summary: SummaryList::new(
                std::iter::once(SummaryRow::list("For", names.iter().cloned())).chain(rows),
            ),
            send: Button::new(format!("Set it for {people}")).sends("answer", "set"),
            change: Button::new("Change it")
                .secondary()
                .sends("answer", "change"),
        }
    }
}

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

async fn choices(report: &ManagedPerson) -> Answer<objectives::Choices> {
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

/// Of which appraisal year an objective is, and where it will be looked for, if it is not of the one that runs.
fn year_of(report: &ManagedPerson, wording: &Wording) -> String {
    let start = report.year_start();
    let year_on = start.year_of(wording.due_on);
    let year = year_name(year_on, start);
    let is_of_now = year_on == start.year_of(report.acting().today());
    match is_of_now {
        true => year,
        false => format!(
            "{year}, by its date. Until then it stands on each person’s own page, and not beside their name on the page \
             of your team, which has this year’s."
        ),
    }
}

/// What an objective says, line by line, for the page that asks to check it.
async fn says(report: &ManagedPerson, wording: &Wording) -> Answer<Vec<(&'static str, String)>> {
    let choices = choices(report).await?;
    let priorities: Vec<String> = choices
        .priorities_in(wording)
        .map(Priority::title)
        .collect();
    let partners: Vec<String> = choices
        .partners
        .into_iter()
        .filter(|partner| wording.partners.contains(&partner.id))
        .map(|partner| partner.name)
        .collect();
    let themes: Vec<String> = choices
        .frameworks
        .into_iter()
        .flat_map(|framework| framework.themes)
        .filter(|(id, _)| wording.themes.contains(id))
        .map(|(_, name)| name)
        .collect();
    let mut says = vec![
        ("Title", wording.title.clone()),
        ("What will be achieved", wording.what.clone()),
        ("By when", wording.due_on.long()),
        ("Appraisal year", year_of(report, wording)),
        ("Why working together helps", wording.purpose.clone()),
        ("With", in_words(&partners)),
        ("Level", wording.level.label().to_owned()),
    ];
    if !priorities.is_empty() {
        says.push(("Priorities", in_words(&priorities)));
    }
    if !themes.is_empty() {
        says.push(("Themes", in_words(&themes)));
    }
    Ok(says)
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
