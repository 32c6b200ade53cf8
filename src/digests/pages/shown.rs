//! A digest as a page shows it: the same content as the mail, without its inline styles.

use serde::Serialize;

use super::address;
use crate::{
    access::KeptBoard,
    digests::{self, Content, Digest, compose, emails},
    kernel::{fault::Answer, templates::Safe},
    web::{
        components::{Cell, Chart, Column, Row, Table},
        frame::House,
    },
};

/// A digest in words, as the page shows it: the same content as the mail.
#[derive(Serialize)]
pub(in crate::digests) struct Shown {
    subject: String,
    heading: String,
    about: String,
    sentences: Vec<String>,
    commentary: Vec<String>,
    attention: Vec<String>,
    table: Table,
    /// Drawn from the draft; of an issued digest the picture that was sent.
    chart: Option<Chart>,
    picture: Option<Picture>,
    notes: Vec<String>,
    definitions: Vec<Meaning>,
    text: String,
}

#[derive(Serialize)]
struct Picture {
    address: String,
    alternative: String,
}

#[derive(Serialize)]
struct Meaning {
    term: String,
    meaning: String,
}

impl Shown {
    /// From what is frozen, or would be.
    pub fn new(content: &Content, text: String) -> Self {
        let columns = std::iter::once(Column::new("Staff group"))
            .chain(content.columns.iter().map(Column::numeric));
        let row = |line: &compose::Line| {
            line.cells
                .iter()
                .fold(Row::new([line.name.clone()]), |row, cell| {
                    row.cell(Cell::new(cell))
                })
        };
        Self {
            subject: content.subject.clone(),
            heading: content.heading.clone(),
            about: content.about.clone(),
            sentences: content.sentences.clone(),
            commentary: content.commentary.clone(),
            attention: content.attention.clone(),
            table: Table::new("figures", "By staff group", columns)
                .rows(content.rows.iter().map(row))
                .total(row(&content.total)),
            chart: None,
            picture: None,
            notes: content.notes.clone(),
            definitions: content
                .definitions
                .iter()
                .map(|(term, meaning)| Meaning {
                    term: term.clone(),
                    meaning: meaning.clone(),
                })
                .collect(),
            text,
        }
    }

    /// A digest of a board, with its chart drawn or as it was sent.
    pub async fn load(
        board: &KeptBoard,
        digest: &Digest,
        house: &House,
    ) -> Answer<(Self, digests::Frozen)> {
        let frozen = digests::read(board, digest, &house.base_url).await?;
        let text = match &digest.row().text {
            Some(text) => text.clone(),
            None => emails::text(&frozen.content, None)?,
        };
        let mut shown = Self::new(&frozen.content, text);
        if digest.is_draft() {
            shown.chart = Some(drawn(&frozen));
        } else {
            shown.picture = Some(Picture {
                address: format!("{}/chart.png", address(board, digest)),
                alternative: frozen.content.chart_says.clone(),
            });
        }
        Ok((shown, frozen))
    }

    /// What was issued, with its chart as it was sent, at an address of its own.
    pub fn as_issued(content: &Content, text: String, chart: String) -> Self {
        let mut shown = Self::new(content, text);
        shown.picture = Some(Picture {
            address: chart,
            alternative: content.chart_says.clone(),
        });
        shown
    }

    /// Whether the secretary has written anything.
    pub fn has_commentary(&self) -> bool {
        !self.commentary.is_empty()
    }

    /// One of each face, for samples.
    pub fn samples() -> [Self; 2] {
        let account = compose::sample();
        let content = compose::compose(&account, "The frailty pathway began in October.");
        let frozen = digests::Frozen { account, content };
        let (mut draft, mut issued) = (
            Self::new(&frozen.content, "Text".into()),
            Self::new(&frozen.content, "Text".into()),
        );
        draft.chart = Some(drawn(&frozen));
        issued.picture = Some(Picture {
            address: "/chart.png".into(),
            alternative: frozen.content.chart_says.clone(),
        });
        [draft, issued]
    }
}

fn drawn(frozen: &digests::Frozen) -> Chart {
    let svg = compose::chart(&frozen.account, &frozen.content);
    Chart::new(
        Safe::vouched(svg),
        format!(
            "{}. The table has the same figures.",
            frozen.content.chart_title
        ),
    )
}
