//! The participation page and its export.

mod filters;
mod samples;

use std::sync::Arc;

use rocket::{Route, get, routes};

use filters::filters;
pub(super) use samples::sample_views;

use super::{
    By, Figures, Measure, OrganisationFigures, export, figures,
    forms::{Asked, Question},
    looks::{At, Look, Then},
    own_figures, store,
    views::{Exports, Filters, ParticipationView, Reading},
    words,
};
use crate::{
    access::Viewer,
    kernel::{
        fault::{Answer, Fault},
        templates::{Sample, samples_of},
    },
    web::{
        chrome::Chrome,
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
    /// The organisation that is asked for.
    at: Option<At>,
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
        let at = match question.organisation {
            Some(id) => Some((id, store::organisation_name(&question.seen, id).await?)),
            None => None,
        };
        if let Some((id, name)) = &at
            && question.seen.administers(*id)
            && let Some(own) = own_figures(&question.seen, *id, question.period).await?
        {
            return Self::own(question, (*id, name.clone()), own).await;
        }
        // Where nobody is counted, nothing is anybody's own.
        let mut figures = figures(&question.seen, question.period).await?;
        let next = question.period.next();
        let has_begun = next.first_on <= viewer.acting().today();
        if figures.partners.is_empty() && !question.is_asked_for && has_begun {
            // A system that has just begun has no month that has ended.
            question.period = next;
            figures = super::figures(&question.seen, question.period).await?;
        }
        let then = match question.then().filter(|_| is_compared(&figures)) {
            Some(then) => Some(super::figures(&question.seen, then).await?),
            None => None,
        };
        let (by, then_figures) = (question.by, then.as_deref());
        let (organisation, look) = match &at {
            Some(at) if by == By::Group => {
                let look = figures.group_look(Some(at), then_figures);
                let of = figures.of_organisation(at.0);
                (of.map(|of| (of, Reading::Shared)), Some(look))
            }
            // Partners beside each other leave no room for another period: then all are taken together.
            None if by == By::Group => {
                let look = then_figures.map(|then| figures.group_look(None, Some(then)));
                (None, look)
            }
            at => {
                let look = if by.is_of_organisations() {
                    let look = figures.look(by, question.group, then_figures);
                    look.ok_or(Fault::NotFound)?
                } else {
                    figures.facet_look(by, at.as_ref(), then_figures)
                };
                (None, Some(look))
            }
        };
        let said = (organisation, look);
        Ok(Self::with(question, at, (figures, then), said))
    }

    /// Of the organisation that the viewer administers. What others may see is not asked for, and so not published.
    async fn own(
        question: Question,
        at: At,
        (figures, own): (Figures, OrganisationFigures),
    ) -> Answer<Self> {
        let then = match question.then().filter(|_| is_compared(&figures)) {
            Some(then) => own_figures(&question.seen, at.0, then).await?,
            None => None,
        };
        let then = then.map(|(figures, _)| Arc::new(figures));
        let look = if question.by == By::Group {
            figures.group_look(Some(&at), then.as_deref())
        } else {
            figures.facet_look(question.by, Some(&at), then.as_deref())
        };
        let said = (Some((own, Reading::Own)), Some(look));
        let figures = Arc::new(figures);
        Ok(Self::with(question, Some(at), (figures, then), said))
    }

    fn with(
        question: Question,
        at: Option<At>,
        (figures, then): (Arc<Figures>, Option<Arc<Figures>>),
        (organisation, look): (Option<(OrganisationFigures, Reading)>, Option<Look>),
    ) -> Self {
        let period = words::period(figures.period, figures.year_start, figures.counted_to);
        Self {
            question,
            at,
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

    /// That a comparison was asked for with a period in which nobody was counted of what is looked at.
    fn nothing_to_compare(&self) -> Option<String> {
        let then = self
            .question
            .then()
            .filter(|_| is_compared(&self.figures))?;
        let look = self.look.as_ref()?;
        let is_nothing = match look.total.then {
            None => true,
            Some(Then::Cell(cell)) => cell.is_empty(),
            Some(Then::OfOthers) => false,
        };
        let period = then.name(self.figures.year_start);
        is_nothing.then(|| words::nothing_to_compare(&look.of, &period))
    }

    /// What is said first of what is looked at, under its table and over its export.
    fn notes(&self) -> impl Iterator<Item = String> {
        let question = &self.question;
        let is_of_outcomes = matches!(question.by, By::Outcome | By::OutcomeOfTheme);
        let is_partner = |id| self.figures.partners.iter().any(|partner| partner.id == id);
        let nobody = self.at.as_ref().is_some_and(|(id, _)| !is_partner(*id));
        let said = [
            nobody.then(|| words::NOBODY_THERE.to_owned()),
            question
                .is_of_all_partners
                .then(|| words::of_all_partners(question.by)),
            question
                .is_of_all_groups
                .then(|| words::of_all_groups(question.by)),
            question.is_not_compared.then(words::not_compared),
            self.is_compared_later()
                .then(|| words::COMPARED_LATER.to_owned()),
            self.nothing_to_compare(),
            (is_of_outcomes && !nobody).then(|| words::OUTCOMES_BESIDE.to_owned()),
        ];
        said.into_iter().flatten()
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
                    words::lower(&look.of),
                    look.by.label().to_lowercase(),
                    self.period,
                    then.unwrap_or_default()
                )
            }
        }];
        if matches!(self.organisation, Some((_, Reading::Own))) {
            lines.push(words::OWN_EXPORT.to_owned());
            lines.extend(self.notes());
            return lines;
        }
        lines.extend(words::of_release(figures));
        lines.extend(self.notes());
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
        let notes = self.notes().chain(of_another);
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
