//! A digest as mail: HTML for mail readers, and plain text that has the same figures.

pub(super) mod due;
pub(super) mod own;

use serde::Serialize;

use super::compose::{Content, Line};
use crate::kernel::{
    fault::{Answer, Fault},
    templates::{self, View},
};

/// Columns of plain text; mail readers wrap what is longer.
const WIDTH: usize = 76;
/// Columns for the name of a staff group, and for each figure.
const NAME: usize = 30;
const FIGURES: [usize; 5] = [8, 11, 9, 8, 10];
/// The heads of the figures, on two lines so that they fit.
const HEADS: [[&str; 5]; 2] = [
    ["", "With an", "", "Took", "Partici-"],
    ["Staff", "objective", "Uptake", "part", "pation"],
];

/// The HTML part.
#[derive(Serialize)]
pub(super) struct DigestHtml {
    greeting: Option<String>,
    content: Content,
}

/// The plain text part.
#[derive(Serialize)]
pub(super) struct DigestText {
    greeting: Option<String>,
    heading: String,
    about: String,
    sentences: Vec<String>,
    commentary: Vec<String>,
    attention: Vec<String>,
    table: Vec<String>,
    notes: Vec<String>,
    definitions: Vec<String>,
    page: String,
}

/// A digest as HTML; with a name, it begins with a greeting.
pub(super) fn html(content: &Content, greeted: Option<&str>) -> Answer<String> {
    let view = DigestHtml {
        greeting: greeted.map(greeting),
        content: content.clone(),
    };
    templates::render(&view).map_err(Fault::broken)
}

/// A digest as plain text; with a name, it begins with a greeting.
pub(super) fn text(content: &Content, greeted: Option<&str>) -> Answer<String> {
    templates::render(&DigestText::new(content, greeted)).map_err(Fault::broken)
}

fn greeting(name: &str) -> String {
    format!("Dear {name}")
}

impl DigestText {
    fn new(content: &Content, greeted: Option<&str>) -> Self {
        let wrapped = |texts: &[String]| {
            texts
                .iter()
                .map(|text| wrap(text, WIDTH).join("\n"))
                .collect()
        };
        Self {
            greeting: greeted.map(greeting),
            heading: wrap(&content.heading, WIDTH).join("\n"),
            about: wrap(&content.about, WIDTH).join("\n"),
            sentences: wrapped(&content.sentences),
            commentary: wrapped(&content.commentary),
            attention: wrapped(&content.attention),
            table: table(content),
            notes: wrapped(&content.notes),
            definitions: content
                .definitions
                .iter()
                .map(|(term, meaning)| wrap(&format!("{term}: {meaning}"), WIDTH).join("\n"))
                .collect(),
            page: content.page.clone(),
        }
    }
}

impl View for DigestHtml {
    const TEMPLATE: &'static str = "emails/digest";

    fn samples() -> Vec<Self> {
        let view = |greeting| Self {
            greeting,
            content: sample(),
        };
        vec![view(None), view(Some(greeting("Alex Chair")))]
    }
}

impl View for DigestText {
    const TEMPLATE: &'static str = "emails/digest.txt";

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&sample(), None),
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

/// The table, aligned for a font of one width.
fn table(content: &Content) -> Vec<String> {
    let mut lines: Vec<String> = HEADS
        .iter()
        .enumerate()
        .map(|(at, heads)| {
            aligned(
                if at == 1 { "Staff group" } else { "" },
                heads.iter().copied(),
            )
        })
        .collect();
    lines.push("-".repeat(WIDTH));
    for line in &content.rows {
        lines.extend(row(line));
    }
    lines.push("-".repeat(WIDTH));
    lines.extend(row(&content.total));
    lines
}

/// One row: a long name takes several lines, and the figures stand on the last.
fn row(line: &Line) -> Vec<String> {
    let mut names = wrap(&line.name, NAME - 1);
    let last = names.pop().unwrap_or_default();
    names.push(aligned(&last, line.cells.iter().map(String::as_str)));
    names
}

fn aligned<'a>(name: &str, figures: impl Iterator<Item = &'a str>) -> String {
    let mut line = format!("{name:<NAME$}");
    for (figure, width) in figures.zip(FIGURES) {
        line.push_str(&format!("{figure:>width$}"));
    }
    line.trim_end().to_owned()
}

/// Breaks a text at its spaces; a word longer than a line stays whole, as an address must.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        vec![String::new()]
    } else {
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_have_every_figure() {
        let content = sample();
        let (html, text) = (
            html(&content, None).expect("html"),
            text(&content, None).expect("text"),
        );
        for line in content.rows.iter().chain([&content.total]) {
            for cell in &line.cells {
                assert!(
                    html.contains(&format!(">{cell}<")),
                    "{cell} is not in the HTML"
                );
                assert!(text.contains(cell.as_str()), "{cell} is not in the text");
            }
        }
        assert!(html.len() < 100_000, "mail readers cut what is longer");
        assert!(html.contains("src=\"cid:picture\""));
        assert!(!html.contains("<svg") && !html.contains("<script"));
    }

    #[test]
    fn no_line_of_the_text_is_wider_than_a_mail_reader_shows() {
        let mut content = sample();
        content.rows[0].name =
            "Additional Professional Scientific and Technical Staff of Every Kind".into();
        let text = text(&content, Some("Alex Chair")).expect("text");
        for line in text.lines().filter(|line| !line.starts_with("http")) {
            assert!(line.chars().count() <= WIDTH, "{line}");
        }
        assert!(text.starts_with("Dear Alex Chair,"));
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
