//! The page that asks before an objective for several is sent.

use serde::Serialize;

use super::super::super::forms::ObjectiveForm;
use super::super::{writing::Hidden, year_name};
use super::setting::choices;
use crate::{
    access::ManagedPerson,
    kernel::{
        fault::Answer,
        templates::View,
        words::{counted, listed as in_words},
    },
    objectives::Wording,
    organisations::priorities::Priority,
    web::components::{Button, SummaryList, SummaryRow},
};

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
    pub(super) fn new(
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
pub(super) async fn says(
    report: &ManagedPerson,
    wording: &Wording,
) -> Answer<Vec<(&'static str, String)>> {
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
