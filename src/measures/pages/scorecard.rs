//! The balanced scorecard: the themes of a framework side by side, outcomes first.

use std::sync::Arc;

use rocket::{FromForm, get};
use serde::Serialize;

use super::{exports, views::ReadingView};
use crate::{
    access::{SeenSystem, Viewer},
    entities::{objectives::ObjectiveState, systems::theme},
    kernel::{
        fault::{Answer, Fault},
        ids::ThemeId,
        periods::{Period, PeriodKind},
        templates::View,
        time::Day,
        words::{counted, listed},
    },
    measures::{self, Series, chart},
    organisations::lists::{self, Themed},
    participation::{
        self, By, Figures, HIDDEN_WORD,
        disclosure::{Shown, ShownCell},
    },
    web::{
        chrome::Chrome,
        components::{Button, Choice, Link, Select},
        download::{Datum, Download, Rows},
        page::Page,
    },
};

/// The question as the address has it.
#[derive(Clone, Debug, Default, FromForm)]
pub(super) struct Asked {
    system: Option<String>,
    framework: Option<String>,
}

/// One theme: what it has come to, then how many work at it.
#[derive(Serialize)]
struct ThemeView {
    name: String,
    measures: Vec<ReadingView>,
    /// Said where nobody measures what comes of it.
    unmeasured: bool,
    /// How objectives that serve it were closed.
    outcomes: String,
    engagement: String,
}

#[derive(Serialize)]
pub(super) struct ScorecardView {
    address: String,
    system: String,
    framework: Option<Select>,
    show: Button,
    looking_at: String,
    themes: Vec<ThemeView>,
    others: Vec<ReadingView>,
    exports: Vec<Link>,
    /// The same outcomes in full.
    outcomes: Link,
    trends: Link,
}

impl View for ScorecardView {
    const TEMPLATE: &'static str = "measures/scorecard";

    fn samples() -> Vec<Self> {
        let themes = || {
            vec![ThemeView {
                name: "Better health for everyone".into(),
                measures: Vec::new(),
                unmeasured: true,
                outcomes: "In July to September 2026, 12 people closed an objective that serves it as met.".into(),
                engagement: "In October 2026, 6% of staff had an objective that serves it, and 3% of staff logged work towards one.".into(),
            }]
        };
        let view = |themes, framework: bool| Self {
            address: "/scorecard".into(),
            system: "1".into(),
            framework: framework
                .then(|| Select::new("framework", "Framework", [Choice::new("1", "Triple Aim")])),
            show: Button::new("Show").secondary(),
            looking_at: "You are looking at Thames Valley by the themes of Triple Aim.".into(),
            themes,
            others: super::views::sample_readings(),
            exports: exports::links("this scorecard", "/scorecard", ""),
            outcomes: Link::new("How objectives were closed, by theme", "/participation"),
            trends: Link::new("Trends", "/trends"),
        };
        vec![view(themes(), true), view(Vec::new(), false)]
    }
}

/// What is looked at: the same for the page and its exports.
struct Answered {
    seen: SeenSystem,
    frameworks: Vec<Themed>,
    /// Which of them is looked at; none where there is none.
    chosen: Option<usize>,
    all: Vec<Series>,
    /// The last month that has ended, and its figures.
    month: (Period, Arc<Figures>),
    /// The same of the last quarter: in a month, few objectives are closed.
    quarter: (Period, Arc<Figures>),
}

impl Answered {
    async fn to(viewer: &Viewer, asked: &Asked) -> Answer<Self> {
        let seen = viewer.seen_system_or_first(asked.system.as_deref())?;
        let frameworks = lists::themes(seen.acting(), seen.id()).await?;
        let said = asked.framework.as_deref().filter(|text| !text.is_empty());
        let chosen = match said {
            Some(id) => {
                let id = id.parse().map_err(|_| Fault::NotFound)?;
                let found = frameworks.iter().position(|f| f.framework.id == id);
                Some(found.ok_or(Fault::NotFound)?)
            }
            None => (!frameworks.is_empty()).then_some(0),
        };
        let last = |kind| participation::last_closed(&seen, kind);
        let (month, quarter) = (last(PeriodKind::Month), last(PeriodKind::Quarter));
        Ok(Self {
            all: measures::all_series(&seen).await?,
            month: (month, participation::figures(&seen, month).await?),
            quarter: (quarter, participation::figures(&seen, quarter).await?),
            seen,
            frameworks,
            chosen,
        })
    }

    fn framework(&self) -> Option<&Themed> {
        self.chosen.and_then(|at| self.frameworks.get(at))
    }

    fn themes(&self) -> impl Iterator<Item = &theme::Model> {
        self.framework()
            .into_iter()
            .flat_map(|chosen| &chosen.themes)
    }

    /// The measures of a theme, with their places among all.
    fn of_theme(&self, id: ThemeId) -> impl Iterator<Item = (usize, &Series)> {
        let all = self.all.iter().enumerate();
        all.filter(move |(_, series)| series.measure.theme_id == Some(id))
    }

    /// The measures of no theme that is looked at.
    fn others(&self) -> impl Iterator<Item = (usize, &Series)> {
        let is_other = |series: &Series| {
            let own = series.measure.theme_id;
            !self.themes().any(|theme| own == Some(theme.id))
        };
        self.all
            .iter()
            .enumerate()
            .filter(move |(_, series)| is_other(series))
    }

    /// By what it is ordered, after its name.
    fn by(&self) -> String {
        self.framework().map_or_else(String::new, |themed| {
            format!(" by the themes of {}", themed.framework.name)
        })
    }

    fn month_named(&self) -> String {
        self.month.0.first_on.month_and_year()
    }

    fn quarter_named(&self) -> String {
        self.quarter.0.name(self.seen.year_start())
    }

    fn name(&self) -> String {
        let framework = self
            .framework()
            .map(|themed| themed.framework.name.as_str());
        format!(
            "scorecard-{}-{}",
            framework.unwrap_or_default(),
            self.seen.system().name
        )
    }

    fn rows(&self) -> Rows {
        let mut rows = Rows::new([
            "Theme",
            "Of",
            "What",
            "Unit",
            "When",
            "Value",
            "Target",
            "Variation",
            "Assurance",
            "What it says",
        ]);
        let none = || Datum::text("");
        for theme in self.themes() {
            for (_, series) in self.of_theme(theme.id) {
                rows.add(of_measure(&theme.name, series));
            }
            for (outcome, people) in self.quarter.1.outcomes(theme.id) {
                let words = [
                    &theme.name,
                    "Objectives closed",
                    outcome.label(),
                    "people",
                    &self.quarter_named(),
                ];
                let value = people
                    .count()
                    .map_or_else(|| Datum::text(HIDDEN_WORD), Datum::Number);
                let rest = [value, none(), none(), none(), none()];
                rows.add(words.map(Datum::text).into_iter().chain(rest));
            }
            let cell = self.month.1.theme(theme.id);
            let rates = [
                ("With an objective that serves it", cell.uptake()),
                ("Did a piece of work towards one", cell.participation()),
            ];
            for (what, rate) in rates {
                let words = [
                    &theme.name,
                    "Staff",
                    what,
                    "share of staff",
                    &self.month_named(),
                ];
                let rest = [Datum::text(rate.words()), none(), none(), none(), none()];
                rows.add(words.map(Datum::text).into_iter().chain(rest));
            }
        }
        for (_, series) in self.others() {
            rows.add(of_measure("", series));
        }
        rows.headed([
            format!(
                "Scorecard of {}{} on {}",
                self.seen.system().name,
                self.by(),
                self.seen.acting().today().long()
            ),
            format!(
                "{HIDDEN_WORD}: there was nobody, or too few people to be told of, or others could be worked out from it."
            ),
            exports::OF_CHARTS.to_owned(),
        ])
    }
}

/// A measure's row: its latest value, and what its chart says.
fn of_measure(theme: &str, series: &Series) -> [Datum; 10] {
    let (measure, chart) = (&series.measure, series.chart());
    let latest = chart.points.last();
    let text = |words: Option<&str>| Datum::text(words.unwrap_or_default());
    [
        Datum::text(theme),
        Datum::text("Measure"),
        Datum::text(&measure.name),
        Datum::text(&measure.unit),
        Datum::text(
            latest
                .map(|point| Day(point.date).iso())
                .unwrap_or_default(),
        ),
        latest.map_or_else(|| Datum::text(""), |point| exports::number(point.value)),
        measure
            .target
            .map_or_else(|| Datum::text(""), exports::number),
        text(chart.variation.map(|variation| variation.words())),
        text(chart.assurance.map(|assurance| assurance.words())),
        Datum::text(chart::in_words(&chart, &measure.unit)),
    ]
}

#[get("/scorecard.csv?<asked..>")]
pub(super) async fn csv(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Ok(Download::csv(&answered.name(), &answered.rows()))
}

#[get("/scorecard.xlsx?<asked..>")]
pub(super) async fn xlsx(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Download::xlsx(&answered.name(), &answered.rows())
}

#[get("/scorecard.json?<asked..>")]
pub(super) async fn json(viewer: &Viewer, asked: Asked) -> Answer<Download> {
    let answered = Answered::to(viewer, &asked).await?;
    Download::json(&answered.name(), &answered.rows())
}

#[get("/scorecard?<asked..>")]
pub(super) async fn scorecard(
    viewer: &Viewer,
    chrome: Chrome,
    asked: Asked,
) -> Answer<Page<ScorecardView>> {
    let answered = Answered::to(viewer, &asked).await?;
    let (seen, chosen) = (&answered.seen, answered.framework());
    let view = |(at, series): (usize, &Series)| {
        ReadingView::of_measure(&format!("measure-{at}"), series, false)
    };
    let themes = answered.themes().map(|theme| {
        let measures: Vec<ReadingView> = answered.of_theme(theme.id).map(view).collect();
        let outcomes = answered.quarter.1.outcomes(theme.id);
        ThemeView {
            name: theme.name.clone(),
            unmeasured: measures.is_empty(),
            measures,
            outcomes: outcomes_in_words(&outcomes, &answered.quarter_named()),
            engagement: engagement(answered.month.1.theme(theme.id), &answered.month_named()),
        }
    });
    let frameworks = answered.frameworks.iter().map(|themed| &themed.framework);
    let choices =
        frameworks.map(|framework| Choice::new(framework.id.to_string(), &framework.name));
    let of_system = format!("?system={}", seen.id());
    let here = match chosen {
        Some(themed) => format!("{of_system}&framework={}", themed.framework.id),
        None => of_system.clone(),
    };
    let view = ScorecardView {
        address: "/scorecard".into(),
        system: seen.id().to_string(),
        framework: chosen.map(|themed| {
            Select::new("framework", "Framework", choices).chosen(&themed.framework.id.to_string())
        }),
        show: Button::new("Show").secondary(),
        looking_at: format!(
            "You are looking at {}{}: first what has come of the work, as the partners measure it and as objectives \
             were closed, then how many staff work at it. Everyone in the system can see this page.",
            seen.system().name,
            answered.by()
        ),
        themes: themes.collect(),
        others: answered.others().map(view).collect(),
        exports: exports::links("this scorecard", "/scorecard", &here),
        outcomes: Link::new(
            "How objectives were closed, by theme",
            format!(
                "/participation{of_system}&by={}&period={}",
                By::OutcomeOfTheme.word(),
                answered.quarter.0.key()
            ),
        ),
        trends: Link::new(
            "Trends of participation and uptake",
            format!("/trends{of_system}"),
        ),
    };
    Ok(Page::new(chrome, "Balanced scorecard", view)
        .caption(&seen.system().name)
        .wide()
        .kept([]))
}

/// How the objectives that serve a theme were closed, as far as it may be told.
fn outcomes_in_words(outcomes: &[(ObjectiveState, Shown)], quarter: &str) -> String {
    let known = outcomes
        .iter()
        .filter_map(|(outcome, people)| Some((outcome, people.count()?)));
    let shown: Vec<String> = known
        .enumerate()
        .map(|(at, (outcome, people))| {
            let staff = counted(people, "person", "people");
            let closed = if at == 0 {
                " closed an objective that serves it"
            } else {
                ""
            };
            format!("{staff}{closed} as {}", outcome.label().to_lowercase())
        })
        .collect();
    if shown.is_empty() {
        return format!(
            "How objectives that serve it were closed in {quarter} is hidden: there were none, or those of too few people."
        );
    }
    let rest = if shown.len() < outcomes.len() {
        " Other outcomes are hidden: there were none, or those of too few people."
    } else {
        ""
    };
    format!("In {quarter}, {}.{rest}", listed(&shown))
}

fn engagement(cell: ShownCell, month: &str) -> String {
    let (uptake, participation) = (cell.uptake(), cell.participation());
    match (
        uptake.percent().is_none(),
        participation.percent().is_none(),
    ) {
        (true, true) => {
            format!("How many staff work towards it in {month} is hidden, or not known yet.")
        }
        (false, true) => format!(
            "In {month}, {} of staff had an objective that serves it. How many logged work towards one is hidden.",
            uptake.words()
        ),
        (true, false) => format!(
            "In {month}, {} of staff logged work towards an objective that serves it. How many had one is hidden.",
            participation.words()
        ),
        (false, false) => format!(
            "In {month}, {} of staff had an objective that serves it, and {} of staff logged work towards one.",
            uptake.words(),
            participation.words()
        ),
    }
}
