//! A digest as mail: HTML for mail readers, and plain text that has the same figures.

pub(super) mod due;
mod fit;
pub(super) mod own;
mod plain;

use serde::Serialize;

use super::compose::{ChartWords, Content, Section};
use crate::kernel::{
    fault::{Answer, Fault},
    templates::{self, View},
};
use fit::Fitted;
use plain::{WIDTH, wrap};

/// The HTML part.
#[derive(Serialize)]
pub(super) struct DigestHtml {
    greeting: Option<String>,
    content: Content,
    /// What a correction corrects.
    opening: Option<SectionHtml>,
    sections: Vec<SectionHtml>,
}

/// A section of it.
#[derive(Serialize)]
struct SectionHtml {
    heading: String,
    says: Vec<String>,
    table: Option<Fitted>,
    chart: Option<ChartWords>,
    notes: Vec<String>,
}

/// The plain text part.
#[derive(Serialize)]
pub(super) struct DigestText {
    greeting: Option<String>,
    heading: String,
    about: String,
    sentences: Vec<String>,
    commentary: Vec<String>,
    /// What a correction corrects.
    opening: Option<SectionText>,
    sections: Vec<SectionText>,
    definitions: Vec<String>,
    page: String,
}

/// A section of it.
#[derive(Serialize)]
struct SectionText {
    heading: String,
    says: Vec<String>,
    caption: Option<String>,
    table: Vec<String>,
    notes: Vec<String>,
}

/// A digest as HTML; with a name, it begins with a greeting.
pub(super) fn html(content: &Content, greeted: Option<&str>) -> Answer<String> {
    templates::render(&DigestHtml::new(content, greeted)).map_err(Fault::broken)
}

/// A digest as plain text; with a name, it begins with a greeting.
pub(super) fn text(content: &Content, greeted: Option<&str>) -> Answer<String> {
    templates::render(&DigestText::new(content, greeted)).map_err(Fault::broken)
}

fn greeting(name: &str) -> String {
    format!("Dear {name}")
}

impl DigestHtml {
    fn new(content: &Content, greeted: Option<&str>) -> Self {
        Self {
            greeting: greeted.map(greeting),
            opening: content.opening().map(SectionHtml::new),
            sections: content.rest().map(SectionHtml::new).collect(),
            content: content.clone(),
        }
    }
}

impl SectionHtml {
    fn new(section: &Section) -> Self {
        Self {
            heading: section.heading.clone(),
            says: section.says.clone(),
            table: section.table.as_ref().map(Fitted::new),
            chart: section.chart.clone(),
            notes: section.notes.clone(),
        }
    }
}

impl DigestText {
    fn new(content: &Content, greeted: Option<&str>) -> Self {
        Self {
            greeting: greeted.map(greeting),
            heading: wrap(&content.heading, WIDTH).join("\n"),
            about: wrap(&content.about, WIDTH).join("\n"),
            sentences: wrapped(&content.sentences),
            commentary: wrapped(&content.commentary),
            opening: content.opening().map(SectionText::new),
            sections: content.rest().map(SectionText::new).collect(),
            definitions: content
                .definitions
                .iter()
                .map(|(term, meaning)| wrap(&format!("{term}: {meaning}"), WIDTH).join("\n"))
                .collect(),
            page: content.page.clone(),
        }
    }
}

impl SectionText {
    fn new(section: &Section) -> Self {
        let table = section.table.as_ref();
        Self {
            heading: wrap(&section.heading.to_uppercase(), WIDTH).join("\n"),
            says: wrapped(&section.says),
            caption: table.map(|table| wrap(&table.caption, WIDTH).join("\n")),
            table: table.map(plain::table).unwrap_or_default(),
            notes: wrapped(&section.notes),
        }
    }
}

fn wrapped(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .map(|text| wrap(text, WIDTH).join("\n"))
        .collect()
}

impl View for DigestHtml {
    const TEMPLATE: &'static str = "emails/digest";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&sample(), None),
            Self::new(&sample_of_correction(), None),
            Self::new(&sample(), Some("Alex Chair")),
        ]
    }
}

impl View for DigestText {
    const TEMPLATE: &'static str = "emails/digest.txt";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&sample(), None),
            Self::new(&sample_of_correction(), None),
            Self::new(&sample(), Some("Alex Chair")),
        ]
    }
}

fn sample() -> Content {
    super::compose::compose(
        &super::compose::sample(),
        "The frailty pathway began in October.",
    )
}

fn sample_of_correction() -> Content {
    super::compose::compose(&super::compose::sample_of_correction(), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digests::compose::Grid;

    #[test]
    fn both_parts_have_every_figure() {
        let content = sample();
        let (html, text) = (
            html(&content, None).expect("html"),
            text(&content, None).expect("text"),
        );
        let tables = content.sections.iter().filter_map(|s| s.table.as_ref());
        for line in tables.flat_map(Grid::lines) {
            for cell in &line.cells {
                assert!(
                    html.contains(&format!(">{cell}<")),
                    "{cell} is not in the HTML"
                );
                assert!(text.contains(cell.as_str()), "{cell} is not in the text");
            }
        }
        assert!(html.len() < 100_000, "mail readers cut what is longer");
        for mail in [&html, &text] {
            assert!(
                mail.contains("If you have an account, sign in to look at the figures behind it:")
            );
        }
        assert!(html.contains("src=\"cid:picture\""));
        assert!(!html.contains("<svg") && !html.contains("<script"));
    }

    #[test]
    fn no_line_of_the_text_is_wider_than_a_mail_reader_shows() {
        let mut content = sample();
        let figures = content.sections.iter_mut().find(|s| s.id == "figures");
        let table = figures.and_then(|s| s.table.as_mut()).expect("figures");
        table.rows[0].name =
            "Additional Professional Scientific and Technical Staff of Every Kind".into();
        let text = text(&content, Some("Alex Chair")).expect("text");
        for line in text.lines().filter(|line| !line.starts_with("http")) {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert!(text.starts_with("Dear Alex Chair,"));
    }

    #[test]
    fn a_correction_says_why_it_is_one_before_everything_else() {
        let content = sample_of_correction();
        let html = html(&content, None).expect("html");
        let text = text(&content, None).expect("text");
        for (mail, heading) in [
            (&html, "What this version corrects"),
            (&text, "WHAT THIS VERSION CORRECTS"),
        ] {
            let at = |words: &str| mail.find(words).unwrap_or_else(|| panic!("no {words}"));
            assert_eq!(mail.matches(heading).count(), 1);
            assert!(at(heading) < at("A ward was counted twice."));
            assert!(at("A ward was counted twice.") < at("In October 2026, "));
        }
    }

    #[test]
    fn the_greeting_is_all_that_differs() {
        let content = sample();
        let (frozen, sent) = (
            html(&content, None).expect("html"),
            html(&content, Some("<Alex>")).expect("html"),
        );
        assert!(sent.contains("Dear &lt;Alex&gt;,"));
        let without: String = sent
            .lines()
            .filter(|line| !line.contains("Dear "))
            .collect();
        assert_eq!(without, frozen.lines().collect::<String>());
    }
}
