//! The participation page and its export.

use rocket::{Route, get, routes};

use super::{
    Figures, Measure, OrganisationFigures, export, figures,
    forms::{Asked, Question},
    own_figures,
    views::{Filters, ParticipationView, Reading},
    words,
};
use crate::{
    access::Viewer,
    kernel::{
        fault::{Answer, Fault},
        periods::PeriodKind,
        templates::{Sample, samples_of},
    },
    web::{
        chrome::Chrome,
        components::{Button, Choice, Select},
        download::Download,
        page::Page,
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![participation, participation_csv]
}

/// A sample of every template of this subject.
pub fn samples() -> Vec<Sample> {
    samples_of::<Page<ParticipationView>>().unwrap_or_default()
}

#[get("/participation?<asked..>")]
async fn participation(
    viewer: &Viewer,
    chrome: Chrome,
    asked: Asked,
) -> Answer<Page<ParticipationView>> {
    let question = asked.understood(viewer)?;
    let answered = Answered::to(&question).await?;
    let filters = filters(viewer, &question, &answered.figures);
    let export = question.address("/participation.csv");
    let title = "Participation";
    let view = match &answered.organisation {
        None => ParticipationView::of_system(&answered.figures, question.measure, filters, export),
        Some((own, reading)) => {
            let labels = (answered.figures.label.as_str(), answered.period.as_str());
            ParticipationView::of_organisation(
                own,
                (question.measure, *reading),
                labels,
                filters,
                export,
            )
        }
    };
    Ok(Page::new(chrome, title, view)
        .caption(&answered.figures.system)
        .wide())
}

#[get("/participation.csv?<asked..>")]
async fn participation_csv(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let question = asked.understood(viewer)?;
    let answered = Answered::to(&question).await?;
    let key = question.period.key();
    Ok(match &answered.organisation {
        None => {
            let name = format!(
                "{}-{key}-{}.csv",
                question.measure.word(),
                answered.figures.system
            );
            Download::csv(
                &name,
                &export::system_rows(&answered.figures, question.measure),
            )
        }
        Some((own, reading)) => {
            let sharing = if *reading == Reading::Own {
                "-not-to-be-passed-on"
            } else {
                ""
            };
            let name = format!("participation-{key}-{}{sharing}.csv", own.organisation);
            Download::csv(&name, &export::organisation_rows(own, &answered.period))
        }
    })
}

/// The figures that answer a question: the same for the page and its export.
struct Answered {
    figures: Figures,
    period: String,
    organisation: Option<(OrganisationFigures, Reading)>,
}

impl Answered {
    async fn to(question: &Question) -> Answer<Self> {
        let figures = figures(&question.seen, question.period).await?;
        let organisation = match question.organisation {
            None => None,
            Some(id) if question.seen.administers(id) => Some((
                own_figures(&question.seen, id, question.period).await?,
                Reading::Own,
            )),
            Some(id) => Some((
                figures.of_organisation(id).ok_or(Fault::NotFound)?,
                Reading::Shared,
            )),
        };
        let period = words::period(figures.period, figures.year_start, figures.counted_to);
        Ok(Self {
            figures,
            period,
            organisation,
        })
    }
}

fn filters(viewer: &Viewer, question: &Question, figures: &Figures) -> Filters {
    let (start, today) = (question.seen.year_start(), viewer.acting().today());
    let systems = viewer.seen_systems();
    let system = (systems.len() > 1).then(|| {
        let choices = systems
            .iter()
            .map(|s| Choice::new(s.id().to_string(), &s.system().name));
        Select::new("system", "System", choices).chosen(&question.seen.id().to_string())
    });
    let periods = question.choices(today).into_iter().map(|period| {
        let name = match period.kind {
            PeriodKind::Year => format!("Year: {}", period.name(start)),
            _ => period.name(start),
        };
        Choice::new(period.key(), name)
    });
    let measures = Measure::ALL
        .iter()
        .map(|measure| Choice::new(measure.word(), measure.label()));
    let all = Choice::new("", "All partners");
    let partners = figures.partners.iter().map(|partner| {
        let own = if question.seen.administers(partner.id) {
            " (all figures, for its administrators)"
        } else {
            ""
        };
        Choice::new(partner.id.to_string(), format!("{}{own}", partner.name))
    });
    let chosen = question
        .organisation
        .map(|id| id.to_string())
        .unwrap_or_default();
    Filters {
        address: "/participation".to_owned(),
        system,
        period: Select::new("period", "Period", periods).chosen(&question.period.key()),
        measure: Select::new("measure", "Figure", measures).chosen(question.measure.word()),
        organisation: Select::new(
            "organisation",
            "Organisation",
            std::iter::once(all).chain(partners),
        )
        .chosen(&chosen),
        show: Button::new("Show").secondary(),
    }
}

/// One of each face of the page.
pub(super) fn sample_views() -> Vec<ParticipationView> {
    let filters = || Filters {
        address: "/participation".to_owned(),
        system: None,
        period: Select::new(
            "period",
            "Period",
            [Choice::new("month-2026-10", "October 2026")],
        ),
        measure: Select::new(
            "measure",
            "Figure",
            [Choice::new("uptake", "Uptake of objectives")],
        ),
        organisation: Select::new(
            "organisation",
            "Organisation",
            [Choice::new("", "All partners")],
        ),
        show: Button::new("Show").secondary(),
    };
    let figures = super::sample();
    let export = || "/participation.csv".to_owned();
    let mut views: Vec<ParticipationView> = Measure::ALL
        .iter()
        .map(|measure| ParticipationView::of_system(&figures, *measure, filters(), export()))
        .collect();
    if let Some(own) = figures.of_organisation(figures.partners[0].id) {
        for reading in [Reading::Shared, Reading::Own] {
            let asked = (Measure::Participation, reading);
            let labels = (figures.label.as_str(), "October 2026");
            views.push(ParticipationView::of_organisation(
                &own,
                asked,
                labels,
                filters(),
                export(),
            ));
        }
    }
    views
}
