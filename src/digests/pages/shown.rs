//! A digest as a page shows it: the same content as the mail, without its inline styles.

use serde::Serialize;

use super::address;
use crate::{
    access::KeptBoard,
    digests::{
        self, Digest,
        compose::{self, Grid, Line, Section},
        emails,
    },
    kernel::{fault::Answer, templates::Safe, words::listed},
    web::{
        components::{Cell, Chart, Column, Inset, Row, Table},
        frame::House,
    },
};

/// A digest in words, as the page shows it: the same content as the mail and the board paper.
#[derive(Serialize)]
pub(in crate::digests) struct Shown {
    subject: String,
    heading: String,
    about: String,
    cover: Vec<Meaning>,
    sentences: Vec<String>,
    commentary: Vec<String>,
    /// What a correction corrects.
    opening: Option<SectionShown>,
    sections: Vec<SectionShown>,
    definitions: Vec<Meaning>,
    text: String,
}

#[derive(Serialize)]
struct SectionShown {
    heading: String,
    says: Vec<String>,
    table: Option<Table>,
    /// Drawn from the draft; of an issued digest the picture that was sent.
    chart: Option<Chart>,
    picture: Option<Picture>,
    notes: Vec<String>,
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

impl SectionShown {
    fn new(section: &Section) -> Self {
        Self {
            heading: section.heading.clone(),
            says: section.says.clone(),
            table: section.table.as_ref().map(|grid| table(&section.id, grid)),
            chart: None,
            picture: None,
            notes: section.notes.clone(),
        }
    }
}

fn table(id: &str, grid: &Grid) -> Table {
    let figures = grid.columns.iter().enumerate();
    let figures = figures.map(|(at, head)| match grid.is_of_words(at) {
        true => Column::new(head),
        false => Column::numeric(head),
    });
    let columns = std::iter::once(Column::new(&grid.head)).chain(figures);
    let row = |line: &Line| {
        let cells = line.cells.iter();
        cells.fold(Row::new([line.name.clone()]), |row, cell| {
            row.cell(Cell::new(cell))
        })
    };
    let table = Table::new(id, &grid.caption, columns).rows(grid.rows.iter().map(row));
    match &grid.total {
        Some(total) => table.total(row(total)),
        None => table,
    }
}

fn meanings(pairs: &[(String, String)]) -> Vec<Meaning> {
    pairs
        .iter()
        .map(|(term, meaning)| Meaning {
            term: term.clone(),
            meaning: meaning.clone(),
        })
        .collect()
}

impl Shown {
    /// From what is frozen, or would be; a picture where there is an address for it, otherwise the chart drawn.
    pub fn new(frozen: &digests::Frozen, text: String, picture: Option<&str>) -> Self {
        let content = &frozen.content;
        let sections = content.rest().map(|section| {
            let mut shown = SectionShown::new(section);
            if let Some(words) = &section.chart {
                match picture {
                    Some(address) => {
                        shown.picture = Some(Picture {
                            address: address.to_owned(),
                            alternative: words.says.clone(),
                        });
                    }
                    None => shown.chart = drawn(frozen),
                }
            }
            shown
        });
        Self {
            subject: content.subject.clone(),
            heading: content.heading.clone(),
            about: content.about.clone(),
            cover: meanings(&content.cover),
            sentences: content.sentences.clone(),
            commentary: content.commentary.clone(),
            opening: content.opening().map(SectionShown::new),
            sections: sections.collect(),
            definitions: meanings(&content.definitions),
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
        let picture = format!("{}/chart.png", address(board, digest));
        let picture = (!digest.is_draft()).then_some(picture.as_str());
        let shown = Self::new(&frozen, text, picture);
        Ok((shown, frozen))
    }

    /// Whether the secretary has written anything.
    pub fn has_commentary(&self) -> bool {
        !self.commentary.is_empty()
    }

    /// One of each face, for samples.
    pub fn samples() -> [Self; 2] {
        [
            (compose::sample(), None),
            (compose::sample_of_correction(), Some("/chart.png")),
        ]
        .map(|(account, picture)| {
            let content = compose::compose(&account, "The frailty pathway began in October.");
            let frozen = digests::Frozen { account, content };
            Self::new(&frozen, "Text".into(), picture)
        })
    }
}

/// That the paper's font does not have these letters; nothing where it has all.
pub(in crate::digests) fn without_print(letters: &[char]) -> Option<Inset> {
    let quoted: Vec<String> = letters.iter().map(|letter| format!("“{letter}”")).collect();
    (!quoted.is_empty()).then(|| {
        Inset::new(format!(
            "The board paper cannot show {}, and has “?” there instead, because its font has no such {}. The page and the mail say what you wrote. Change the words if the paper should say the same.",
            listed(&quoted),
            if quoted.len() == 1 { "letter" } else { "letters" }
        ))
    })
}

fn drawn(frozen: &digests::Frozen) -> Option<Chart> {
    let svg = compose::chart(&frozen.account, &frozen.content)?;
    let title = &frozen.content.chart()?.title;
    Some(Chart::new(
        Safe::vouched(svg),
        format!("{title}. The table has the same figures."),
    ))
}
