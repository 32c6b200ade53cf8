//! The charts of the participation page: a bar for each line of its table.

use super::super::{
    Figures, OrganisationFigures,
    chart::{self, Bar},
    disclosure::ShownCell,
    export::ALL_GROUPS,
    rates::Measure,
};
use crate::{kernel::templates::Safe, web::components::Chart};

pub(super) fn system_chart(figures: &Figures, measure: Measure) -> Option<Chart> {
    let groups = figures.groups_with_staff().map(|group| {
        (
            figures.groups[group].name.as_str(),
            figures.group_total(group),
        )
    });
    let title = format!(
        "{} by staff group, all partners of {}",
        measure.label(),
        figures.system
    );
    drawn(&title, groups, (ALL_GROUPS, figures.total()), measure)
}

pub(super) fn organisation_chart(figures: &OrganisationFigures, measure: Measure) -> Option<Chart> {
    let groups = figures
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.counts));
    let title = format!(
        "{} by staff group, {}",
        measure.label(),
        figures.organisation
    );
    drawn(&title, groups, (ALL_GROUPS, figures.total), measure)
}

pub(super) fn drawn<'a>(
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
            percent: rate.percent(),
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
