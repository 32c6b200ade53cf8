//! What a digest says: a pure function from figures, board, period and commentary to words.
//!
//! The preview, the check before issuing and the sending all call it, so what was read is what is sent; and the page,
//! both parts of the mail and the board paper are drawn from the one [`Content`], so they say the same.

mod account;
mod changes;
mod compared;
mod front;
mod kept;
mod sections;
mod tables;
mod themes;

use serde::{Deserialize, Serialize};

use crate::participation::{
    self, Measure, OrganisationFigures,
    chart::{self, Bar},
    words,
};

pub use account::{Account, Corrects, Cover, Earlier, MeasureSaid};
pub(super) use account::{sample, sample_of_correction};
pub use tables::{Grid, Line};

/// The colour of a paper whose board has chosen none: that of the NHS's design system.
pub const USUAL_COLOUR: &str = "#005eb8";

/// A digest in words, the same in every form it is read in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "kept::Kept")]
pub struct Content {
    /// The mail's subject.
    pub subject: String,
    /// The heading.
    pub heading: String,
    /// Whose, for which period, which version.
    pub about: String,
    /// The fields of a paper's cover sheet, each with its name.
    pub cover: Vec<(String, String)>,
    /// The organisation's colour, `#rrggbb`.
    pub colour: String,
    /// What the figures say in five sentences, by rule.
    pub sentences: Vec<String>,
    /// For each of these the figures it is made of.
    pub sources: Vec<Vec<Source>>,
    /// The secretary's own words, a paragraph each.
    pub commentary: Vec<String>,
    /// The figures, outcomes first.
    pub sections: Vec<Section>,
    /// What each figure counts.
    pub definitions: Vec<(String, String)>,
    /// Where the figures can be read in full.
    pub page: String,
}

/// A figure that a sentence is made of: a cell of one of the tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The section's id.
    pub section: String,
    /// The row's name.
    pub row: String,
    /// The column's name.
    pub column: String,
    /// What stands there.
    pub words: String,
}

/// One subject of a digest: what is said of it, its table, its chart, and what has to be known of the figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Unique in its digest.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// Before the table.
    pub says: Vec<String>,
    /// The figures.
    pub table: Option<Grid>,
    /// What the chart shows.
    pub chart: Option<ChartWords>,
    /// After the table.
    pub notes: Vec<String>,
}

/// A chart in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartWords {
    /// What it shows.
    pub title: String,
    /// All of it, for those who cannot see it.
    pub says: String,
}

impl Content {
    /// What a correction says it corrects: it opens the digest, before everything else.
    pub fn opening(&self) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.id == changes::CORRECTED)
    }

    /// The other sections, in order.
    pub fn rest(&self) -> impl Iterator<Item = &Section> {
        self.sections
            .iter()
            .filter(|section| section.id != changes::CORRECTED)
    }

    /// The words of the chart, of a digest that has one.
    pub fn chart(&self) -> Option<&ChartWords> {
        self.sections
            .iter()
            .find_map(|section| section.chart.as_ref())
    }
}

/// Says what there is to say.
pub fn compose(account: &Account, commentary: &str) -> Content {
    let figures = &account.figures;
    let period = figures.period.name(account.year_start);
    let corrected = if account.version > 1 {
        "Corrected: "
    } else {
        ""
    };
    let label = capital(&account.label);
    let version = if account.version > 1 {
        format!(" Version {}, a correction.", account.version)
    } else {
        String::new()
    };
    let mut sections = sections::all(account, &period);
    let told = front::sentences(account, &period, &sections);
    if let Some(corrects) = &account.corrects {
        sections.insert(0, changes::section(account.version, corrects, &sections));
    }
    let (sentences, sources) = told.into_iter().unzip();
    let heading = format!("{label} at {}", figures.organisation);
    Content {
        subject: format!("{corrected}{label} at {}: {period}", figures.organisation),
        about: format!(
            "A digest for {}, covering {}.{version}",
            with_article(&account.board),
            words::period(figures.period, account.year_start, figures.counted_to)
        ),
        cover: cover(account, &heading, &period),
        colour: account
            .cover
            .as_ref()
            .map_or(USUAL_COLOUR, |cover| &cover.colour)
            .to_owned(),
        heading,
        sentences,
        sources,
        commentary: paragraphs(commentary),
        sections,
        definitions: definitions(account),
        page: account.page.clone(),
    }
}

/// The chart, for the page, the paper and the picture in the mail; none of a digest without one.
pub fn chart(account: &Account, content: &Content) -> Option<String> {
    let words = content.chart()?;
    Some(chart::bars(
        "chart",
        &words.title,
        &words.says,
        &bars(&account.figures),
    ))
}

fn bars(figures: &OrganisationFigures) -> Vec<Bar> {
    let groups = figures
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.counts));
    participation::bars(groups, figures.total, Measure::Participation)
}

/// The fields that a paper's cover sheet has in the packs of England's boards; those that are not known are left out.
fn cover(account: &Account, heading: &str, period: &str) -> Vec<(String, String)> {
    let cover = account.cover.clone().unwrap_or_default();
    let meets_on = cover.meets_on.map(|day| day.long()).unwrap_or_default();
    [
        (
            "Meeting",
            format!("{}, {}", account.board, account.figures.organisation),
        ),
        ("Date of meeting", meets_on),
        ("Agenda item", cover.agenda_item),
        ("Title", format!("{heading}: {period}")),
        ("Purpose", cover.purpose),
        ("Author", cover.author),
        ("Sponsor", cover.sponsor),
        ("Recommendation", cover.recommendation),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn definitions(account: &Account) -> Vec<(String, String)> {
    let label = &account.label;
    let beside = [
        (
            "Closed with an outcome",
            "People with at least one agreed objective that was closed in the period with this outcome. Someone with two \
             counts once in each outcome."
                .to_owned(),
        ),
        (
            "Variation and assurance",
            "What a measure’s own past says of its latest value and of its target, by the rules of Making Data Count."
                .to_owned(),
        ),
        (
            "Serves a theme",
            format!("People with an objective that serves it, and those who logged {label} for such an objective."),
        ),
        (
            "Worked with a partner",
            format!("People who logged {label} with it in the period. The same work counts at each of its partners."),
        ),
        (
            "Got in the way",
            "People who said so of work they logged in the period.".to_owned(),
        ),
        (
            "No clear change",
            "Chance alone could have made a difference of this size in groups of this size (95% interval, by \
             Newcombe’s method)."
                .to_owned(),
        ),
    ];
    words::definitions(label)
        .into_iter()
        .chain(beside)
        .map(|(term, meaning)| (term.to_owned(), meaning))
        .collect()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// "the Trust Board"; a board that calls itself "The Board" keeps its own.
fn with_article(board: &str) -> String {
    match board.split_whitespace().next() {
        Some(first) if first.eq_ignore_ascii_case("the") => board.to_owned(),
        _ => format!("the {board}"),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests;
