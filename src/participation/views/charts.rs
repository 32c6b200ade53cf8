//! The charts of the participation page: a bar for each line of its table.

use super::super::{
    Figures,
    chart::{self, Bar},
    disclosure::ShownCell,
    export::ALL_GROUPS,
    looks::{Line, Look},
    rates::Measure,
};
use crate::{kernel::templates::Safe, web::components::Chart};

pub(super) fn system_chart(figures: &Figures, measure: Measure) -> Option<Chart> {
    let groups: Vec<(String, ShownCell)> = figures
        .groups_with_staff()
        .map(|group| {
            let (cell, marks) = figures.at(Some(group), None, measure);
            (figures.groups[group].name.clone() + &marks.signs(), cell)
        })
        .collect();
    let groups = groups.iter().map(|(name, cell)| (name.as_str(), *cell));
    let title = format!(
        "{} by staff group, all partners of {}",
        measure.label(),
        figures.system
    );
    let (total, marks) = figures.at(None, None, measure);
    let all = ALL_GROUPS.to_owned() + &marks.signs();
    drawn(&title, groups, (&all, total), measure)
}

/// The chart of a look's table.
pub(super) fn look_chart(look: &Look, title: &str, measure: Measure) -> Option<Chart> {
    let marked = |line: &Line| line.name.clone() + &line.marks.signs();
    let bars: Vec<(String, ShownCell)> = look
        .lines
        .iter()
        .map(|line| (marked(line), line.cell))
        .collect();
    let bars = bars.iter().map(|(name, cell)| (name.as_str(), *cell));
    let total = marked(&look.total);
    drawn(title, bars, (&total, look.total.cell), measure)
}

fn drawn<'a>(
    title: &str,
    lines: impl Iterator<Item = (&'a str, ShownCell)>,
    (all, total): (&str, ShownCell),
    measure: Measure,
) -> Option<Chart> {
    let bars = bars_with(lines, (all, total), measure);
    if bars.len() < 2 {
        return None;
    }
    let svg = chart::bars("chart", title, &chart::in_words(title, &bars), &bars);
    Some(Chart::new(
        Safe::vouched(svg),
        "Each bar is a share of the staff it is of. A dashed bar is a hidden figure. The table below has the same \
         figures.",
    ))
}

/// The bars of a chart: the total, then the staff groups. None for a measure that is no rate.
pub fn bars<'a>(
    groups: impl Iterator<Item = (&'a str, ShownCell)>,
    total: ShownCell,
    measure: Measure,
) -> Vec<Bar> {
    bars_with(groups, (ALL_GROUPS, total), measure)
}

fn bars_with<'a>(
    lines: impl Iterator<Item = (&'a str, ShownCell)>,
    (all, total): (&str, ShownCell),
    measure: Measure,
) -> Vec<Bar> {
    let bar = |label: &str, cell: ShownCell, is_total| {
        let rate = cell.rate(measure)?;
        Some(Bar {
            label: label.to_owned(),
            percent: rate.exact(),
            words: rate.words(),
            is_total,
        })
    };
    let total = bar(all, total, true);
    total
        .into_iter()
        .chain(lines.filter_map(|(name, cell)| bar(name, cell, false)))
        .collect()
}
