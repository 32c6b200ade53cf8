//! The icons of variation and assurance, drawn by us: a ring, a letter or a line, and always the words beside them.

use fairwind_methods::spc::{Assurance, Variation};
use serde::Serialize;

use crate::kernel::templates::Safe;

/// An icon and its words.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Icon {
    svg: Safe,
    words: &'static str,
}

impl Icon {
    pub fn of_variation(variation: Variation) -> Self {
        let (colour, letter) = match variation {
            Variation::ImprovementHigh => ("#00b0f0", "H"),
            Variation::ImprovementLow => ("#00b0f0", "L"),
            Variation::ConcernHigh => ("#e46c0a", "H"),
            Variation::ConcernLow => ("#e46c0a", "L"),
            Variation::NeitherHigh => ("#490092", "H"),
            Variation::NeitherLow => ("#490092", "L"),
            Variation::CommonCause => ("#a6a6a6", "~"),
        };
        Self::drawn(colour, letter, variation.words())
    }

    pub fn of_assurance(assurance: Assurance) -> Self {
        let (colour, letter) = match assurance {
            Assurance::HitOrMiss => ("#a6a6a6", "?"),
            Assurance::Pass => ("#00b0f0", "P"),
            Assurance::Fail => ("#e46c0a", "F"),
        };
        Self::drawn(colour, letter, assurance.words())
    }

    /// Hidden from those who hear the page: the words say the same.
    fn drawn(colour: &str, letter: &str, words: &'static str) -> Self {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" aria-hidden=\"true\" focusable=\"false\" width=\"32\" height=\"32\" \
             viewBox=\"0 0 32 32\"><circle cx=\"16\" cy=\"16\" r=\"13\" fill=\"#ffffff\" stroke=\"{colour}\" \
             stroke-width=\"4\"/><text x=\"16\" y=\"21\" text-anchor=\"middle\" font-family=\"Arial, sans-serif\" \
             font-size=\"15\" font-weight=\"bold\" fill=\"#212b32\">{letter}</text></svg>"
        );
        Self {
            svg: Safe::vouched(svg),
            words,
        }
    }
}
