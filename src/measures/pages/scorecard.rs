//! The balanced scorecard: the themes of a framework side by side, outcomes first.

use rocket::{FromForm, get};
use serde::Serialize;

use super::{seen_system, views::ReadingView};
use crate::{
    access::Viewer,
    kernel::{
        fault::{Answer, Fault},
        periods::{Period, PeriodKind},
        templates::View,
    },
    measures::{self, Series},
    organisations::lists,
    participation::{self, disclosure::ShownCell},
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
    framework: Option<String>,
}

/// One theme: what it has come to, then how many work at it.
#[derive(Serialize)]
struct ThemeView {
    name: String,
    measures: Vec<ReadingView>,
    /// Said where nobody measures what comes of it.
    unmeasured: bool,
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
                engagement: "In October 2026, 6% of staff had an objective that serves it.".into(),
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
            trends: Link::new("Trends", "/trends"),
        };
        vec![view(themes(), true), view(Vec::new(), false)]
    }
}

#[get("/scorecard?<asked..>")]
pub(super) async fn scorecard(
    viewer: &Viewer,
    chrome: Chrome,
    asked: Asked,
) -> Answer<Page<ScorecardView>> {
    let seen = seen_system(viewer, asked.system.as_deref())?;
    let frameworks = lists::themes(seen.acting(), seen.id()).await?;
    let said = asked.framework.as_deref().filter(|text| !text.is_empty());
    let chosen = match said {
        Some(id) => {
            let id = id.parse().map_err(|_| Fault::NotFound)?;
            let found = frameworks.iter().find(|themed| themed.framework.id == id);
            Some(found.ok_or(Fault::NotFound)?)
        }
        None => frameworks.first(),
    };
    let all = measures::all_series(&seen).await?;
    let today = seen.acting().today();
    let month = Period::containing(PeriodKind::Month, today, seen.year_start()).previous();
    let figures = participation::figures(&seen, month).await?;
    let named = |at: usize| format!("measure-{at}");
    let mut themes = Vec::new();
    for theme in chosen.iter().flat_map(|themed| &themed.themes) {
        let of_theme = all
            .iter()
            .enumerate()
            .filter(|(_, series)| series.measure.theme_id == Some(theme.id));
        let measures: Vec<ReadingView> = of_theme
            .map(|(at, series)| ReadingView::of_measure(&named(at), series, false))
            .collect();
        themes.push(ThemeView {
            name: theme.name.clone(),
            unmeasured: measures.is_empty(),
            measures,
            engagement: engagement(figures.theme(theme.id), &month.first_on.month_and_year()),
        });
    }
    let is_shown = |series: &Series| {
        let own = series.measure.theme_id;
        chosen
            .iter()
            .flat_map(|themed| &themed.themes)
            .any(|theme| own == Some(theme.id))
    };
    let others = all
        .iter()
        .enumerate()
        .filter(|(_, series)| !is_shown(series));
    let choices = frameworks
        .iter()
        .map(|themed| Choice::new(themed.framework.id.to_string(), &themed.framework.name));
    let framework = chosen.map(|themed| {
        Select::new("framework", "Framework", choices).chosen(&themed.framework.id.to_string())
    });
    let by = chosen.map_or_else(String::new, |themed| {
        format!(" by the themes of {}", themed.framework.name)
    });
    let view = ScorecardView {
        address: "/scorecard".into(),
        system: seen.id().to_string(),
        framework,
        show: Button::new("Show").secondary(),
        looking_at: format!(
            "You are looking at {}{by}: first what has come of the work, as the partners measure it, then how many \
             staff work at it. Everyone in the system can see this page.",
            seen.system().name
        ),
        themes,
        others: others
            .map(|(at, series)| ReadingView::of_measure(&named(at), series, false))
            .collect(),
        trends: Link::new(
            "Trends of participation and uptake",
            format!("/trends?system={}", seen.id()),
        ),
    };
    Ok(Page::new(chrome, "Balanced scorecard", view)
        .caption(&seen.system().name)
        .wide())
}

fn engagement(cell: ShownCell, month: &str) -> String {
    let (uptake, participation) = (cell.uptake(), cell.participation());
    match (uptake.percent(), participation.percent()) {
        (None, None) => {
            format!("How many staff work at it in {month} is hidden, or not known yet.")
        }
        _ => format!(
            "In {month}, the share of staff with an objective that serves it was {}, and of those who did a piece of \
             work towards one, {}.",
            uptake.words(),
            participation.words()
        ),
    }
}
