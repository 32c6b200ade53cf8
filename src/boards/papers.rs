//! What the cover of a board's papers says, as its secretary set it.

use serde::Serialize;
use serde_json::json;

use super::store::{self, papers};
use crate::{
    access::{KeptBoard, audit::Line},
    kernel::{
        fault::Answer,
        stood::{Amended, Stood},
    },
};

/// The fields of a paper's cover sheet that stay the same from one paper to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverSheet {
    /// "For assurance".
    pub purpose: String,
    /// Who writes it; empty where nobody is named.
    pub author: String,
    /// Who stands for it; empty where nobody is named.
    pub sponsor: String,
    /// As the agenda numbers it; empty where it has no number.
    pub agenda_item: String,
    /// What the board is asked to do.
    pub recommendation: String,
    /// The organisation's colour, `#rrggbb`, on which white letters can be read.
    pub colour: String,
    /// Whether the mail of a whole digest carries its paper as a PDF.
    pub is_attached: bool,
}

/// The colour of the design system, for a board that has chosen none.
const USUAL_COLOUR: &str = "#005eb8";
/// The least contrast between letters and their ground (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

impl CoverSheet {
    /// What stands on the papers of a board that has set nothing.
    fn usual(board: &KeptBoard) -> Self {
        Self {
            purpose: "For assurance".to_owned(),
            author: String::new(),
            sponsor: String::new(),
            agenda_item: String::new(),
            recommendation: format!("The {} is asked to note this report.", board.board().name),
            colour: USUAL_COLOUR.to_owned(),
            // What the mail says stands in it already: many boards' mailboxes take no files.
            is_attached: false,
        }
    }
}

/// The cover sheet as it was set, or as it is usual.
pub async fn cover_sheet(board: &KeptBoard) -> Answer<CoverSheet> {
    let kept = papers::find(board).await?;
    Ok(kept.unwrap_or_else(|| CoverSheet::usual(board)))
}

/// Sets the cover sheet of papers that are not issued yet, if it is still as it stood when the form was drawn.
pub async fn keep_cover_sheet(
    board: &KeptBoard,
    stood: &Stood,
    sheet: &CoverSheet,
) -> Answer<Amended<CoverSheet>> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    store::hold(&write, board.id()).await?;
    let before = papers::find_on(board, &write).await?;
    let before = before.unwrap_or_else(|| CoverSheet::usual(board));
    if before == *sheet {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    papers::keep(board, &write, sheet).await?;
    let told = |sheet: &CoverSheet| {
        json!({
            "purpose": sheet.purpose, "author": sheet.author, "sponsor": sheet.sponsor,
            "agenda_item": sheet.agenda_item, "recommendation": sheet.recommendation, "colour": sheet.colour, "is_attached": sheet.is_attached,
        })
    };
    Line::of("paper settings changed")
        .organisation(board.organisation().id)
        .subject(board.id().0)
        .from(told(&before))
        .to(told(sheet))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// A colour as typed, in lower case.
///
/// # Errors
/// Why it is none that can be used.
pub(super) fn colour(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim().to_lowercase();
    let digits = typed.strip_prefix('#').unwrap_or(&typed);
    let parts: Option<Vec<u8>> = (digits.len() == 6
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    .then(|| {
        (0..3)
            .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok())
            .collect()
    })
    .flatten();
    let Some([red, green, blue]) = parts.as_deref() else {
        return Err("Enter a colour as # and 6 digits or letters from a to f, like #005eb8");
    };
    if contrast_with_white([*red, *green, *blue]) < LEAST_CONTRAST {
        return Err("Enter a darker colour: white letters could not be read on this one");
    }
    Ok(format!("#{digits}"))
}

/// The ratio of WCAG 2.2: 1 for white, 21 for black.
fn contrast_with_white(parts: [u8; 3]) -> f64 {
    let linear = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    1.05 / (luminance + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_one_on_which_white_can_be_read() {
        assert_eq!(colour(" 005EB8 "), Ok("#005eb8".into()));
        assert_eq!(colour("#000000"), Ok("#000000".into()));
        for wrong in ["", "#05b", "blue", "#00g000", "#ééé", "+1+1+1", "#005eb8;"] {
            assert!(colour(wrong).is_err(), "{wrong}");
        }
        // #767676 has 4.54 to 1 and #777777 has 4.48 to 1.
        assert!(colour("#767676").is_ok());
        assert!(colour("#777777").is_err_and(|why| why.contains("darker")));
    }
}
