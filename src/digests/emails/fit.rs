//! How a digest's tables stand in a mail, so that a phone shows all of them: mail programs cut what is too wide, or
//! show no sign that it scrolls, and styles that ask how wide a screen is are not read by all of them.

use serde::Serialize;

use crate::digests::compose::Grid;

/// How many pixels of a phone's 390 the mail leaves between its edges.
const ROOM: f64 = 350.0;
/// Pixels for the letters, the largest first: the first with which a table fits is taken.
const SIZES: [u32; 4] = [14, 13, 12, 11];
/// Pixels before a figure.
const BEFORE_FIGURE: u32 = 6;
/// Pixels before words, which stand to the left and need more to be told from a figure on their left.
const BEFORE_WORDS: u32 = 10;
/// A cell with more letters than this is read as words, not as a figure.
const LONGEST_FIGURE: usize = 12;

/// A table as a mail shows it.
#[derive(Serialize)]
pub(super) struct Fitted {
    caption: String,
    head: String,
    columns: Vec<Head>,
    rows: Vec<Row>,
    total: Option<Row>,
    /// Pixels for its letters.
    size: u32,
    /// Whether its columns do not fit beside each other, so that each row's figures stand under its name.
    is_list: bool,
}

/// The head of a column.
#[derive(Clone, Serialize)]
struct Head {
    name: String,
    align: &'static str,
    before: u32,
}

#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// A figure, with what it is.
#[derive(Serialize)]
struct Cell {
    column: Head,
    words: String,
}

impl Fitted {
    pub(super) fn new(grid: &Grid) -> Self {
        let columns: Vec<Head> = (0..grid.columns.len()).map(|at| head(grid, at)).collect();
        let fits = |size: &&u32| width(grid, &columns, f64::from(**size)) <= ROOM;
        let size = SIZES.iter().find(fits);
        let row = |line: &crate::digests::compose::Line| Row {
            name: line.name.clone(),
            cells: columns
                .iter()
                .zip(&line.cells)
                .map(|(column, words)| Cell {
                    column: column.clone(),
                    words: words.clone(),
                })
                .collect(),
        };
        Self {
            caption: grid.caption.clone(),
            head: grid.head.clone(),
            rows: grid.rows.iter().map(row).collect(),
            total: grid.total.as_ref().map(row),
            size: size.copied().unwrap_or(SIZES[0]),
            is_list: size.is_none(),
            columns,
        }
    }
}

fn head(grid: &Grid, at: usize) -> Head {
    let mut cells = grid.lines().filter_map(|line| line.cells.get(at));
    let is_words = cells.any(|cell| cell.chars().count() > LONGEST_FIGURE);
    Head {
        name: grid.columns[at].clone(),
        align: if is_words { "left" } else { "right" },
        before: if is_words {
            BEFORE_WORDS
        } else {
            BEFORE_FIGURE
        },
    }
}

/// Pixels that a table takes at the least, where lines end between words and no word is broken.
fn width(grid: &Grid, columns: &[Head], size: f64) -> f64 {
    let names = grid.lines().map(|line| &line.name).chain([&grid.head]);
    let figures = columns.iter().enumerate().map(|(at, column)| {
        let cells = grid.lines().filter_map(|line| line.cells.get(at));
        longest_word(cells.chain([&column.name])) * size + f64::from(column.before)
    });
    longest_word(names) * size + figures.sum::<f64>()
}

/// As a share of the size of its letters, set in bold.
fn longest_word<'a>(texts: impl Iterator<Item = &'a String>) -> f64 {
    let words = texts.flat_map(|text| text.split_whitespace());
    words
        .map(|word| word.chars().map(letter).sum())
        .fold(0.0, f64::max)
}

/// As wide as in Arial Bold, or about.
fn letter(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '’' => 0.28,
        'f' | 't' | '(' | ')' | '-' | ':' | ';' => 0.33,
        'r' => 0.39,
        'a' | 'c' | 'e' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | '0'..='9' => 0.56,
        'b' | 'd' | 'g' | 'h' | 'n' | 'o' | 'p' | 'q' | 'u' | 'F' | 'L' | 'T' | 'Z' => 0.61,
        'm' | 'M' | 'W' | '%' | '@' => 0.92,
        'G' | 'O' | 'Q' | 'w' => 0.78,
        _ => 0.72,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digests::compose::{compose, sample};

    /// The sample's table of a section.
    fn fitted(id: &str) -> Fitted {
        let content = compose(&sample(), "");
        let mut sections = content.sections.iter();
        let section = sections.find(|section| section.id == id);
        let table = section.and_then(|section| section.table.as_ref());
        Fitted::new(table.expect("a table"))
    }

    #[test]
    fn letters_get_smaller_before_a_table_becomes_a_list() {
        let missing = fitted("missing");
        assert!(!missing.is_list && missing.size == SIZES[0]);
        let figures = fitted("figures");
        assert!(!figures.is_list && figures.size < SIZES[0]);
        // Seven columns, with "September" and "percentage" in them.
        let compared = fitted("participation");
        assert!(compared.is_list && compared.size == SIZES[0]);
    }

    #[test]
    fn words_stand_to_the_left_and_figures_to_the_right() {
        let measures = fitted("measures-1");
        let aligned: Vec<&str> = measures.columns.iter().map(|head| head.align).collect();
        assert_eq!(aligned, ["left", "right", "left", "right"]);
        let figures = fitted("figures");
        assert!(figures.columns.iter().all(|head| head.align == "right"));
    }
}
