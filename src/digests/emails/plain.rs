//! Tables as plain text, aligned for a font of one width; one that is too wide stands as a list.

use crate::digests::compose::{Grid, Line};

/// Columns of plain text; mail readers wrap what is longer.
pub(super) const WIDTH: usize = 76;
/// Most columns for the names, which take several lines if they are longer.
const NAMES: usize = 30;
/// Fewest columns for a figure, with the space before it.
const FIGURE: usize = 7;

/// A table, aligned; or as a list where its columns do not fit beside each other.
pub(super) fn table(grid: &Grid) -> Vec<String> {
    let widths: Vec<usize> = (0..grid.columns.len()).map(|at| width(grid, at)).collect();
    let names = longest_name(grid).min(NAMES);
    if WIDTH < names + widths.iter().sum::<usize>() {
        return list(grid);
    }
    let heads: Vec<Vec<String>> = grid
        .columns
        .iter()
        .zip(&widths)
        .map(|(head, width)| wrap(head, width - 1))
        .collect();
    let deepest = heads.iter().map(Vec::len).max().unwrap_or(1);
    let mut lines: Vec<String> = (0..deepest)
        .map(|at| {
            // Heads stand on the line above the figures, whichever is the longest.
            let part = heads.iter().map(|head| {
                let skip = deepest - head.len();
                at.checked_sub(skip).map_or("", |at| head[at].as_str())
            });
            let name = if at + 1 == deepest { &grid.head } else { "" };
            aligned(name, names, part, &widths)
        })
        .collect();
    let rule = "-".repeat(names + widths.iter().sum::<usize>());
    lines.push(rule.clone());
    lines.extend(grid.rows.iter().flat_map(|line| row(line, names, &widths)));
    if let Some(total) = &grid.total {
        lines.push(rule);
        lines.extend(row(total, names, &widths));
    }
    lines
}

/// As wide as the figures, and as the longest word of the head.
fn width(grid: &Grid, at: usize) -> usize {
    let figures = grid.lines().filter_map(|line| line.cells.get(at));
    let words = grid.columns[at].split_whitespace();
    figures
        .map(String::as_str)
        .chain(words)
        .map(|text| text.chars().count() + 1)
        .max()
        .unwrap_or(0)
        .max(FIGURE)
}

fn longest_name(grid: &Grid) -> usize {
    let names = grid.lines().map(|line| line.name.as_str());
    names
        .chain([grid.head.as_str()])
        .map(|name| name.chars().count() + 1)
        .max()
        .unwrap_or(0)
}

/// One row: a long name takes several lines, and the figures stand on the last.
fn row(line: &Line, names: usize, widths: &[usize]) -> Vec<String> {
    let mut lines = wrap(&line.name, names - 1);
    let last = lines.pop().unwrap_or_default();
    let cells = line.cells.iter().map(String::as_str);
    lines.push(aligned(&last, names, cells, widths));
    lines
}

fn aligned<'a>(
    name: &str,
    names: usize,
    figures: impl Iterator<Item = &'a str>,
    widths: &[usize],
) -> String {
    let mut line = format!("{name:<names$}");
    for (figure, width) in figures.zip(widths) {
        line.push_str(&format!("{figure:>width$}"));
    }
    line.trim_end().to_owned()
}

/// Each row with its figures under it, each named.
fn list(grid: &Grid) -> Vec<String> {
    let mut lines = Vec::new();
    for line in grid.lines() {
        lines.extend(wrap(&line.name, WIDTH));
        for (column, cell) in grid.columns.iter().zip(&line.cells) {
            let said = wrap(&format!("{column}: {cell}"), WIDTH - 4);
            let indents = std::iter::once("  ").chain(std::iter::repeat("    "));
            lines.extend(
                indents
                    .zip(said)
                    .map(|(indent, said)| format!("{indent}{said}")),
            );
        }
    }
    lines
}

/// Breaks a text at its spaces; a word longer than a line stays whole, as an address must.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
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

    fn grid(columns: &[&str], name: &str, cells: &[&str]) -> Grid {
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Grid {
            caption: "Figures".into(),
            head: "Staff group".into(),
            columns: words(columns),
            rows: vec![Line {
                name: name.into(),
                cells: words(cells),
            }],
            total: None,
        }
    }

    #[test]
    fn figures_stand_under_their_heads() {
        let lines = table(&grid(
            &["Staff", "With an objective"],
            "Nurses",
            &["1,804", "702"],
        ));
        assert_eq!(lines[0], "                      With an");
        assert_eq!(
            lines[1].split_whitespace().collect::<Vec<_>>(),
            ["Staff", "group", "Staff", "objective"]
        );
        assert!(lines[2].chars().all(|c| c == '-'));
        assert_eq!(lines[3].len(), lines[1].len(), "{lines:#?}");
    }

    #[test]
    fn a_table_that_is_too_wide_is_a_list_with_every_figure_named() {
        let wide = grid(
            &[
                "October 2026",
                "Change since September 2026",
                "Change since October 2025",
            ],
            "Additional Professional Scientific and Technical",
            &["31%", "higher by 6 percentage points", "no clear change"],
        );
        assert_eq!(
            table(&wide),
            [
                "Additional Professional Scientific and Technical",
                "  October 2026: 31%",
                "  Change since September 2026: higher by 6 percentage points",
                "  Change since October 2025: no clear change",
            ]
        );
    }
}
