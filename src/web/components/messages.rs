//! What pages say: states, warnings, explanations, charts.

use serde::Serialize;

use crate::kernel::templates::Safe;

/// The colours of states; a state always has its word too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// Quiet: drafts, what is over.
    Grey,
    /// Good: agreed, met, sent.
    Green,
    /// In hand: proposed, queued.
    Blue,
    /// Partly: partly met, being retried.
    Yellow,
    /// Needs someone: due, carried forward.
    Orange,
    /// Wrong: failed, overdue.
    Red,
    /// Neither good nor bad.
    Purple,
    /// Plain.
    White,
}

/// A state in a word or two: `components/tag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    text: String,
    colour: Colour,
}

impl Tag {
    /// The word and its colour.
    pub fn new(text: impl Into<String>, colour: Colour) -> Self {
        Self {
            text: text.into(),
            colour,
        }
    }
}

/// Text set off from the rest: `components/inset`.
#[derive(Debug, Clone, Serialize)]
pub struct Inset {
    paragraphs: Vec<String>,
}

impl Inset {
    /// One paragraph.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            paragraphs: vec![text.into()],
        }
    }

    /// One more paragraph.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }
}

/// A warning that must not be missed: `components/callout`. The one about patients is ready: `components/no-patient-details`.
#[derive(Debug, Clone, Serialize)]
pub struct Callout {
    heading: String,
    paragraphs: Vec<String>,
}

impl Callout {
    /// A heading and a paragraph.
    pub fn new(heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            paragraphs: vec![text.into()],
        }
    }

    /// One more paragraph.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }
}

/// What only some want to read: `components/details`.
#[derive(Debug, Clone, Serialize)]
pub struct Details {
    summary: String,
    paragraphs: Vec<String>,
    open: bool,
}

impl Details {
    /// What it is about, and a paragraph.
    pub fn new(summary: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            paragraphs: vec![text.into()],
            open: false,
        }
    }

    /// One more paragraph.
    #[must_use]
    pub fn and(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    /// Shown without being asked for.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }
}

/// What a figure counts, beside the figure: `components/definition-note`.
#[derive(Debug, Clone, Serialize)]
pub struct DefinitionNote {
    terms: Vec<Definition>,
}

#[derive(Debug, Clone, Serialize)]
struct Definition {
    term: String,
    meaning: String,
}

impl DefinitionNote {
    /// A word and what it counts.
    pub fn new(term: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { terms: Vec::new() }.and(term, meaning)
    }

    /// Another word.
    #[must_use]
    pub fn and(mut self, term: impl Into<String>, meaning: impl Into<String>) -> Self {
        self.terms.push(Definition {
            term: term.into(),
            meaning: meaning.into(),
        });
        self
    }
}

/// A chart with the sentence that says what it means: `components/chart`. Its table stands beside it.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    svg: Safe,
    says: String,
}

impl Chart {
    /// The drawing, whose SVG names itself (`role="img"`, title and description), and its sentence.
    pub fn new(svg: Safe, says: impl Into<String>) -> Self {
        Self {
            svg,
            says: says.into(),
        }
    }
}
