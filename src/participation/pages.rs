//! The participation page and its export.

mod filters;

use std::sync::Arc;

use rocket::{Route, get, routes};

use filters::filters;

use super::{
    By, Figures, Measure, OrganisationFigures, export, figures,
    forms::{Asked, Question},
    looks::Look,
    own_figures,
    views::{Exports, Filters, ParticipationView, Reading, lower},
    words,
};
use crate::{
    access::Viewer,
    kernel::{
        fault::{Answer, Fault},
        ids::OrganisationId,
        templates::{Sample, samples_of},
    },
    web::{
        chrome::Chrome,
        components::{Button, Choice, Select},
        download::{Download, Rows},
        page::Page,
    },
};

/// The routes of this subject.
pub fn routes() -> Vec<Route> {
    routes![
        participation,
        participation_csv,
        participation_xlsx,
        participation_json
    ]
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
    let answered = Answered::to(viewer, asked).await?;
    let filters = filters(viewer, &answered);
    Ok(Page::new(chrome, "Participation", answered.view(filters))
        .caption(&answered.figures.system)
        .wide()
        .kept([]))
}

#[get("/participation.csv?<asked..>")]
async fn participation_csv(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, asked).await?;
    Ok(Download::csv(&answered.name(), &answered.rows()))
}

#[get("/participation.xlsx?<asked..>")]
async fn participation_xlsx(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, asked).await?;
    Download::xlsx(&answered.name(), &answered.rows())
}

#[get("/participation.json?<asked..>")]
async fn participation_json(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, asked).await?;
    Download::json(&answered.name(), &answered.rows())
}

/// Whether figures can be held against those of another period: a part of one is not like the whole of another. Of one
/// that is open nothing is said anyhow.
fn is_compared(figures: &Figures) -> bool {
    figures.is_open() || !figures.is_counted_in_part()
}

/// The figures that answer a question: the same for the page and its exports.
struct Answered {
    question: Question,
    figures: Arc<Figures>,
    period: String,
    /// The figures it is compared with.
    then: Option<Arc<Figures>>,
    organisation: Option<(OrganisationFigures, Reading)>,
    look: Option<Look>,
}

impl Answered {
    async fn to(viewer: &Viewer, asked: Asked) -> Answer<Self> {
        let mut question = asked.understood(viewer)?;
        if let Some(id) = question
            .organisation
            .filter(|id| question.seen.administers(*id))
        {
            return Self::own(question, id).await;
        }
        let mut figures = figures(&question.seen, question.period).await?;
        if figures.partners.is_empty() && !question.is_asked_for {
            // A system that has just begun has no month that has ended.
            question.period = question.period.next();
            figures = super::figures(&question.seen, question.period).await?;
        }
        let then = match question.then().filter(|_| is_compared(&figures)) {
            Some(then) => Some(super::figures(&question.seen, then).await?),
            None => None,
        };
        let (by, then_figures) = (question.by, then.as_deref());
        let (organisation, look) = match question.organisation {
            Some(id) if by == By::Group => {
                let of = figures.of_organisation(id).ok_or(Fault::NotFound)?;
                let look = figures.group_look(Some(id), then_figures);
                (Some((of, Reading::Shared)), Some(look))
            }
            // Partners beside each other leave no room for another period: then all are taken together.
            None if by == By::Group => {
                let look = then_figures.map(|then| figures.group_look(None, Some(then)));
                (None, look)
            }
            at => {
                let found = if by.is_of_organisations() {
                    figures.look(by, question.group, then_figures)
                } else {
                    figures.facet_look(by, at, then_figures)
                };
                (None, Some(found.ok_or(Fault::NotFound)?))
            }
        };
        Ok(Self::with(question, figures, then, organisation, look))
    }

    /// Of the organisation that the viewer administers. What others may see is not asked for, and so not published.
    async fn own(question: Question, id: OrganisationId) -> Answer<Self> {
        let (figures, own) = own_figures(&question.seen, id, question.period).await?;
        let then = match question.then().filter(|_| is_compared(&figures)) {
            Some(then) => own_figures(&question.seen, id, then).await.ok(),
            None => None,
        };
        let then = then.map(|(figures, _)| Arc::new(figures));
        let look = if question.by == By::Group {
            figures.group_look(Some(id), then.as_deref())
        } else {
            figures
                .facet_look(question.by, Some(id), then.as_deref())
                .ok_or(Fault::NotFound)?
        };
        let organisation = Some((own, Reading::Own));
        Ok(Self::with(
            question,
            Arc::new(figures),
            then,
            organisation,
            Some(look),
        ))
    }

    fn with(
        question: Question,
        figures: Arc<Figures>,
        then: Option<Arc<Figures>>,
        organisation: Option<(OrganisationFigures, Reading)>,
        look: Option<Look>,
    ) -> Self {
        let period = words::period(figures.period, figures.year_start, figures.counted_to);
        Self {
            question,
            figures,
            period,
            then,
            organisation,
            look,
        }
    }

    /// Whether a comparison that was asked for waits until all days of the period are counted.
    fn is_compared_later(&self) -> bool {
        self.question.then().is_some() && !is_compared(&self.figures)
    }

    fn then_named(&self) -> Option<String> {
        let then = self.then.as_ref()?;
        Some(then.period.name(then.year_start))
    }

    /// What an export says over its table: what it is of, when it was published, and what its marks mean.
    fn heading(&self) -> Vec<String> {
        let (figures, system) = (&self.figures, &self.figures.system);
        let mut lines = vec![match &self.look {
            None => format!(
                "{} by staff group and organisation, all partners of {system}, {}",
                self.question.measure.label(),
                self.period
            ),
            Some(look) => {
                let then = self
                    .then_named()
                    .map(|then| format!(", compared with {then}"));
                format!(
                    "Figures of {} by {}, {system}, {}{}",
                    lower(&look.of),
                    look.by.label().to_lowercase(),
                    self.period,
                    then.unwrap_or_default()
                )
            }
        }];
        if matches!(self.organisation, Some((_, Reading::Own))) {
            lines.push(words::OWN_EXPORT.to_owned());
            return lines;
        }
        lines.extend(words::of_release(figures));
        lines.extend(
            self.is_compared_later()
                .then(|| words::COMPARED_LATER.to_owned()),
        );
        lines.extend(
            self.look
                .as_ref()
                .and_then(|look| words::left_out(look.left_out)),
        );
        lines.push(words::marks(figures));
        let marks = match &self.look {
            None => figures.marks(self.question.measure),
            Some(look) => look.marks(),
        };
        let said = [
            (marks.is_repeated, words::REPEATED_IN_EXPORT),
            (marks.is_in_part, words::IN_PART_IN_EXPORT),
        ];
        lines.extend(
            said.iter()
                .filter(|(is, _)| *is)
                .map(|(_, words)| (*words).to_owned()),
        );
        lines
    }

    fn rows(&self) -> Rows {
        let rows = match &self.look {
            None => export::system_rows(&self.figures, self.question.measure),
            Some(look) => export::look_rows(look, &self.period, self.then_named().as_deref()),
        };
        rows.headed(self.heading())
    }

    /// The name of an export, without its ending.
    fn name(&self) -> String {
        let key = self.question.period.key();
        match (&self.organisation, &self.look) {
            (Some((own, Reading::Own)), _) => {
                format!(
                    "participation-{key}-{}-not-to-be-passed-on",
                    own.organisation
                )
            }
            (Some((own, Reading::Shared)), _) => {
                format!("participation-{key}-{}", own.organisation)
            }
            (None, Some(look)) => {
                format!(
                    "participation-{key}-by-{}-{}",
                    look.by.word(),
                    self.figures.system
                )
            }
            (None, None) => {
                format!(
                    "{}-{key}-{}",
                    self.question.measure.word(),
                    self.figures.system
                )
            }
        }
    }

    fn view(&self, filters: Filters) -> ParticipationView {
        let exports = ["csv", "xlsx", "json"]
            .map(|ending| self.question.address(&format!("/participation.{ending}")));
        let exports = Exports(exports);
        let then = self.then_named();
        let of_another = match self.organisation {
            Some((_, Reading::Own)) => None,
            _ => words::of_another_threshold(&self.figures, self.question.seen.system().threshold),
        };
        let not_compared = self
            .question
            .is_not_compared
            .then(|| words::NOT_COMPARED.to_owned());
        let later = self
            .is_compared_later()
            .then(|| words::COMPARED_LATER.to_owned());
        let notes = not_compared.into_iter().chain(later).chain(of_another);
        let view = match (&self.organisation, &self.look) {
            (Some((own, reading)), Some(look)) => ParticipationView::of_organisation(
                (own, look),
                (self.question.measure, *reading),
                (&self.figures, then.as_deref()),
                filters,
                exports,
            ),
            (None, Some(look)) => {
                let measure = match self.question.measure {
                    Measure::Uptake if look.by.compares() => Measure::Uptake,
                    measure if look.by == By::Group => measure,
                    _ => Measure::Participation,
                };
                let compared = (look, then.as_deref());
                ParticipationView::of_look(&self.figures, measure, compared, filters, exports)
            }
            _ => {
                ParticipationView::of_system(&self.figures, self.question.measure, filters, exports)
            }
        };
        view.noting(notes)
    }
}

/// One of each face of the page.
pub(super) fn sample_views() -> Vec<ParticipationView> {
    let filters = || Filters {
        address: "/participation".to_owned(),
        by: Select::new("by", "By", [Choice::new("group", "Staff group")]),
        group: Some(Select::new(
            "group",
            "Staff group",
            [Choice::new("", "All staff groups")],
        )),
        compare: Some(Select::new(
            "compare",
            "Compared with",
            [Choice::new("", "Nothing")],
        )),
        system: None,
        period: Select::new(
            "period",
            "Period",
            [Choice::new("month-2026-10", "October 2026")],
        ),
        measure: Some(Select::new(
            "measure",
            "Figure",
            [Choice::new("uptake", "Uptake of objectives")],
        )),
        organisation: Some(Select::new(
            "organisation",
            "Organisation",
            [Choice::new("", "All partners")],
        )),
        show: Button::new("Show").secondary(),
    };
    let figures = super::sample();
    let exports =
        || Exports(["csv", "xlsx", "json"].map(|ending| format!("/participation.{ending}")));
    let mut views: Vec<ParticipationView> = Measure::ALL
        .iter()
        .map(|measure| ParticipationView::of_system(&figures, *measure, filters(), exports()))
        .collect();
    for by in [By::Theme, By::Priority, By::Outcome, By::OutcomeOfTheme] {
        if let Some(look) = figures.facet_look(by, None, None) {
            views.push(ParticipationView::of_look(
                &figures,
                Measure::Participation,
                (&look, None),
                filters(),
                exports(),
            ));
        }
    }
    for by in [By::Organisation, By::Kind, By::Place] {
        let then = (by == By::Kind).then_some(&figures);
        if let Some(look) = figures.look(by, None, then) {
            let named = then.map(|_| "September 2026");
            views.push(ParticipationView::of_look(
                &figures,
                Measure::Participation,
                (&look, named),
                filters(),
                exports(),
            ));
        }
    }
    let look = figures.group_look(None, Some(&figures));
    let compared = (&look, Some("September 2026"));
    views.push(ParticipationView::of_look(
        &figures,
        Measure::Uptake,
        compared,
        filters(),
        exports(),
    ));
    let id = figures.partners[0].id;
    if let Some(own) = figures.of_organisation(id) {
        let look = figures.group_look(Some(id), None);
        for reading in [Reading::Shared, Reading::Own] {
            views.push(ParticipationView::of_organisation(
                (&own, &look),
                (Measure::Participation, reading),
                (&figures, None),
                filters(),
                exports(),
            ));
        }
    }
    views
}
