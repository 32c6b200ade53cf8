//! Digests that were issued before they had sections: a table by staff group, with what was said before and after it.

use serde::Deserialize;

use super::{ChartWords, Content, Grid, Line, Section, Source, USUAL_COLOUR};

/// The words of a digest as any version of this service froze them.
#[derive(Deserialize)]
pub(super) struct Kept {
    subject: String,
    heading: String,
    about: String,
    #[serde(default)]
    cover: Vec<(String, String)>,
    colour: Option<String>,
    sentences: Vec<String>,
    #[serde(default)]
    sources: Vec<Vec<Source>>,
    commentary: Vec<String>,
    #[serde(default)]
    sections: Vec<Section>,
    definitions: Vec<(String, String)>,
    page: String,
    #[serde(default)]
    columns: Vec<String>,
    #[serde(default)]
    rows: Vec<Line>,
    total: Option<Line>,
    chart_title: Option<String>,
    chart_says: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
}

impl From<Kept> for Content {
    fn from(kept: Kept) -> Self {
        let mut sections = kept.sections;
        if sections.is_empty() {
            sections.push(Section {
                id: super::sections::FIGURES.into(),
                heading: "By staff group".into(),
                says: Vec::new(),
                table: Some(Grid {
                    caption: "Figures by staff group".into(),
                    head: "Staff group".into(),
                    columns: kept.columns,
                    rows: kept.rows,
                    total: kept.total,
                }),
                chart: kept
                    .chart_title
                    .zip(kept.chart_says)
                    .map(|(title, says)| ChartWords { title, says }),
                notes: kept.notes,
            });
        }
        Self {
            subject: kept.subject,
            heading: kept.heading,
            about: kept.about,
            cover: kept.cover,
            colour: kept.colour.unwrap_or_else(|| USUAL_COLOUR.to_owned()),
            sentences: kept.sentences,
            sources: kept.sources,
            commentary: kept.commentary,
            sections,
            definitions: kept.definitions,
            page: kept.page,
        }
    }
}
