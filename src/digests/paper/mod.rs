//! The board paper: the digest as a tagged PDF (PDF/UA-1) for the pack, from the same words as the page and the mail.

mod typesetting;

use serde::Serialize;
use tokio::sync::Semaphore;

use super::{
    Digest, Frozen,
    compose::{self, Content, Grid, Section},
    read, store,
};
use crate::{
    access::KeptBoard,
    kernel::fault::{Answer, Fault},
};

/// How many papers are typeset at once: it takes a processor each, and the rest of the service wants some too.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// The board paper as it was issued, byte for byte; of a draft, as it would be issued now, and marked as a draft.
///
/// # Errors
/// Not found of a digest that was issued before there were papers.
pub async fn paper(board: &KeptBoard, digest: &Digest, base_url: &str) -> Answer<Vec<u8>> {
    if !digest.is_draft() {
        let kept = store::papers::paper(board, digest.id()).await?;
        return kept.ok_or(Fault::NotFound);
    }
    let frozen = read(board, digest, base_url).await?;
    pdf(&frozen, true).await
}

/// The letters of a digest that its paper cannot show, each once, as they come.
pub fn letters_without_print(content: &Content) -> Vec<char> {
    let words = serde_json::to_value(content).unwrap_or_default();
    typesetting::letters_without_print(&words)
}

/// Typesets a paper, off the threads that answer requests. The same words make the same bytes.
pub(super) async fn pdf(frozen: &Frozen, is_draft: bool) -> Answer<Vec<u8>> {
    let view = serde_json::to_value(PaperView::new(frozen, is_draft)).map_err(Fault::broken)?;
    let press = PRESSES.acquire().await.map_err(Fault::broken)?;
    let made = tokio::task::spawn_blocking(move || typesetting::typeset(view)).await;
    drop(press);
    made.map_err(Fault::broken)?.map_err(Fault::broken)
}

/// Everything the paper's template may mention.
#[derive(Serialize)]
struct PaperView<'a> {
    is_draft: bool,
    subject: &'a str,
    organisation: &'a str,
    board: &'a str,
    version: i32,
    heading: &'a str,
    about: &'a str,
    colour: &'a str,
    author: &'a str,
    cover: &'a [(String, String)],
    sentences: &'a [String],
    commentary: &'a [String],
    /// What a correction corrects.
    opening: Option<SectionView<'a>>,
    sections: Vec<SectionView<'a>>,
    definitions: &'a [(String, String)],
}

#[derive(Serialize)]
struct SectionView<'a> {
    heading: &'a str,
    says: &'a [String],
    table: Option<&'a Grid>,
    chart: Option<ChartView<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ChartView<'a> {
    svg: String,
    says: &'a str,
}

impl<'a> PaperView<'a> {
    fn new(frozen: &'a Frozen, is_draft: bool) -> Self {
        let (account, content) = (&frozen.account, &frozen.content);
        let section = |section: &'a Section| SectionView {
            heading: &section.heading,
            says: &section.says,
            table: section.table.as_ref(),
            chart: section.chart.as_ref().and_then(|words| {
                Some(ChartView {
                    svg: compose::chart(account, content)?,
                    says: &words.says,
                })
            }),
            notes: &section.notes,
        };
        Self {
            is_draft,
            subject: &content.subject,
            organisation: &account.figures.organisation,
            board: &account.board,
            version: account.version,
            heading: &content.heading,
            about: &content.about,
            colour: &content.colour,
            author: account
                .cover
                .as_ref()
                .map_or("", |cover| cover.author.as_str()),
            cover: &content.cover,
            sentences: &content.sentences,
            commentary: &content.commentary,
            opening: content.opening().map(section),
            sections: content.rest().map(section).collect(),
            definitions: &content.definitions,
        }
    }
}

#[cfg(test)]
mod tests;
