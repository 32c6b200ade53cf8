//! Trends: how uptake, participation and the system's own measures go, and whether they have changed.

use rocket::{FromForm, get};
use serde::Serialize;

use super::{
    seen_system,
    views::{Named, ReadingView, sample_readings},
};
use crate::{
    access::Viewer,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        templates::View,
    },
    measures::{self, series},
    organisations::lists,
    web::{
        chrome::Chrome,
        components::{Button, Choice, Link, Select},
        page::Page,
    },
};

/// The question as the address has it.
#[derive(Clone, Debug, Default, FromForm)]
pub(super) struct Asked {
    system: Option<String>,
    organisation: Option<String>,
}

#[derive(Serialize)]
pub(super) struct TrendsView {
    address: String,
    system: String,
    organisation: Select,
    show: Button,
    looking_at: String,
    rates: Vec<ReadingView>,
    measures: Vec<ReadingView>,
    scorecard: Link,
    /// How often boards attend to the work: another subject's page.
    attention: Link,
    /// What a system's administrator may do here.
    keep: Option<Link>,
    load: Option<Link>,
}

impl View for TrendsView {
    const TEMPLATE: &'static str = "measures/trends";

    fn samples() -> Vec<Self> {
        let view = |measures: Vec<ReadingView>, keeps: bool| Self {
            address: "/trends".into(),
            system: "1".into(),
            organisation: Select::new(
                "organisation",
                "Organisation",
                [Choice::new("", "All partners")],
            ),
            show: Button::new("Show").secondary(),
            looking_at: "You are looking at Thames Valley.".into(),
            rates: sample_readings(),
            measures,
            scorecard: Link::new("Balanced scorecard", "/scorecard"),
            attention: Link::new("Board attention", "/attention"),
            keep: keeps.then(|| Link::new("Add a measure", "/measures/new")),
            load: keeps.then(|| Link::new("Load values from a file", "/measures/values")),
        };
        vec![view(Vec::new(), true), view(Vec::new(), false)]
    }
}

#[get("/trends?<asked..>")]
pub(super) async fn trends(
    viewer: &Viewer,
    chrome: Chrome,
    asked: Asked,
) -> Answer<Page<TrendsView>> {
    let seen = seen_system(viewer, asked.system.as_deref())?;
    let said = asked
        .organisation
        .as_deref()
        .filter(|text| !text.is_empty());
    let organisation: Option<OrganisationId> = said
        .map(str::parse)
        .transpose()
        .map_err(|_| Fault::NotFound)?;
    let partners = lists::all_partners(seen.acting(), seen.id()).await?;
    let of = match organisation {
        None => seen.system().name.clone(),
        Some(id) => {
            let found = partners.iter().find(|partner| partner.id == id);
            found.ok_or(Fault::NotFound)?.name.clone()
        }
    };
    let rates = series::rates(&seen, organisation).await?;
    let named = |id, title| Named {
        id,
        title,
        unit: "%",
    };
    let (participation, uptake) = (
        format!("Participation at {of}"),
        format!("Uptake of objectives at {of}"),
    );
    let mut measured = Vec::new();
    // Measures are the system's: they say nothing of one organisation.
    if organisation.is_none() {
        for (number, measure) in measures::list(&seen).await?.into_iter().enumerate() {
            let series = measures::series(&seen, measure.id).await?;
            measured.push(ReadingView::of_measure(
                &format!("measure-{number}"),
                &series,
                false,
            ));
        }
    }
    let all = std::iter::once(Choice::new("", "All partners"));
    let choices = partners
        .iter()
        .map(|partner| Choice::new(partner.id.to_string(), &partner.name));
    let keeps = viewer.administered_system(seen.id()).is_ok();
    let of_system = |path: &str| format!("{path}?system={}", seen.id());
    let view = TrendsView {
        address: "/trends".into(),
        system: seen.id().to_string(),
        organisation: Select::new("organisation", "Organisation", all.chain(choices))
            .chosen(&organisation.map(|id| id.to_string()).unwrap_or_default()),
        show: Button::new("Show").secondary(),
        looking_at: format!(
            "You are looking at {of} over time: the published figures of the months that have ended, of all staff, and \
             what the partners measure together. Everyone in the system can see this page."
        ),
        rates: vec![
            ReadingView::of_rate(
                &named("participation", &participation),
                &rates.participation,
            ),
            ReadingView::of_rate(&named("uptake", &uptake), &rates.uptake),
        ],
        measures: measured,
        scorecard: Link::new("Balanced scorecard", of_system("/scorecard")),
        attention: Link::new("Board attention", of_system("/attention")),
        keep: keeps.then(|| Link::new("Add a measure", of_system("/measures/new"))),
        load: keeps.then(|| Link::new("Load values from a file", of_system("/measures/values"))),
    };
    Ok(Page::new(chrome, "Trends", view)
        .caption(&seen.system().name)
        .wide())
}
