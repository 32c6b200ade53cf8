//! Trends: how uptake, participation and the system's own measures go, and whether they have changed.

use rocket::{FromForm, get};
use serde::Serialize;

use super::{
    exports,
    views::{Named, ReadingView, sample_readings},
};
use crate::{
    access::{SeenSystem, Viewer},
    entities::systems::organisation,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        templates::View,
    },
    measures::{
        self, Series,
        series::{self, RateSeries},
    },
    organisations::lists,
    web::{
        chrome::Chrome,
        components::{Button, Choice, Link, Select},
        download::{Download, Rows},
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
    exports: Vec<Link>,
    scorecard: Link,
    /// How often boards attend to the work: another subject's page.
    attention: Link,
    /// What a system's administrator may do here.
    keep: Option<Link>,
    load: Option<Link>,
    order: Option<Link>,
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
            exports: exports::links("these trends", "/trends", ""),
            scorecard: Link::new("Balanced scorecard", "/scorecard"),
            attention: Link::new("Board attention", "/attention"),
            keep: keeps.then(|| Link::new("Add a measure", "/measures/new")),
            load: keeps.then(|| Link::new("Load values from a file", "/measures/values")),
            order: keeps.then(|| Link::new("Order and retire measures", "/measures")),
        };
        vec![view(Vec::new(), true), view(Vec::new(), false)]
    }
}

/// What is looked at: the same for the page and its exports.
struct Answered {
    seen: SeenSystem,
    /// The system, or the organisation that is asked for.
    of: String,
    organisation: Option<OrganisationId>,
    partners: Vec<organisation::Model>,
    /// By what they are called.
    rates: Vec<(String, RateSeries)>,
    measures: Vec<Series>,
}

impl Answered {
    async fn to(viewer: &Viewer, asked: &Asked) -> Answer<Self> {
        let seen = viewer.seen_system_or_first(asked.system.as_deref())?;
        let said = asked.organisation.as_deref();
        let organisation: Option<OrganisationId> = said
            .filter(|text| !text.is_empty())
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
        // Measures are the system's: they say nothing of one organisation.
        let measures = match organisation {
            None => measures::all_series(&seen).await?,
            Some(_) => Vec::new(),
        };
        Ok(Self {
            rates: vec![
                (format!("Participation at {of}"), rates.participation),
                (format!("Uptake of objectives at {of}"), rates.uptake),
            ],
            seen,
            of,
            organisation,
            partners,
            measures,
        })
    }

    fn name(&self) -> String {
        format!("trends-{}", self.of)
    }

    fn rows(&self) -> Rows {
        exports::of_trends(&self.rates, &self.measures).headed([
            format!(
                "Trends of {} on {}",
                self.of,
                self.seen.acting().today().long()
            ),
            self.what(),
            exports::OF_CHARTS.to_owned(),
        ])
    }

    /// What is in them.
    fn what(&self) -> String {
        let measures = match self.organisation {
            None => ", and what the partners measure together",
            Some(_) => "",
        };
        format!("The published figures of the months that have ended, of all staff{measures}.")
    }

    /// What leads here again.
    fn query(&self) -> String {
        let organisation = self.organisation.map(|id| format!("&organisation={id}"));
        let organisation = organisation.unwrap_or_default();
        format!("?system={}{organisation}", self.seen.id())
    }
}

#[get("/trends.csv?<asked..>")]
pub(super) async fn csv(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Ok(Download::csv(&answered.name(), &answered.rows()))
}

#[get("/trends.xlsx?<asked..>")]
pub(super) async fn xlsx(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Download::xlsx(&answered.name(), &answered.rows())
}

#[get("/trends.json?<asked..>")]
pub(super) async fn json(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Download::json(&answered.name(), &answered.rows())
}

#[get("/trends?<asked..>")]
pub(super) async fn trends(
    viewer: &Viewer,
    chrome: Chrome,
    asked: Asked,
) -> Answer<Page<TrendsView>> {
    let answered = Answered::to(viewer, &asked).await?;
    let Answered { seen, of, .. } = &answered;
    let rates = ["participation", "uptake"].into_iter().zip(&answered.rates);
    let rates = rates.map(|(id, (title, series))| {
        let named = Named {
            id,
            title,
            unit: "%",
        };
        ReadingView::of_rate(&named, series)
    });
    let measures = answered.measures.iter().enumerate();
    let measures = measures
        .map(|(at, series)| ReadingView::of_measure(&format!("measure-{at}"), series, false));
    let all = std::iter::once(Choice::new("", "All partners"));
    let partners = answered.partners.iter();
    let choices = partners.map(|partner| Choice::new(partner.id.to_string(), &partner.name));
    let chosen = answered.organisation.map(|id| id.to_string());
    let keeps = viewer.administered_system(seen.id()).is_ok();
    let of_system = |path: &str| format!("{path}?system={}", seen.id());
    let view = TrendsView {
        address: "/trends".into(),
        system: seen.id().to_string(),
        organisation: Select::new("organisation", "Organisation", all.chain(choices))
            .chosen(&chosen.unwrap_or_default()),
        show: Button::new("Show").secondary(),
        looking_at: format!(
            "You are looking at {of} over time. {} Everyone in the system can see this page.",
            answered.what()
        ),
        rates: rates.collect(),
        measures: measures.collect(),
        exports: exports::links("these trends", "/trends", &answered.query()),
        scorecard: Link::new("Balanced scorecard", of_system("/scorecard")),
        attention: Link::new("Board attention", of_system("/attention")),
        keep: keeps.then(|| Link::new("Add a measure", of_system("/measures/new"))),
        load: keeps.then(|| Link::new("Load values from a file", of_system("/measures/values"))),
        order: keeps.then(|| Link::new("Order and retire measures", of_system("/measures"))),
    };
    Ok(Page::new(chrome, "Trends", view)
        .caption(&seen.system().name)
        .wide()
        .kept([]))
}
