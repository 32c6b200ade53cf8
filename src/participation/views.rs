//! The tables, the chart and the sentences of the participation page.

use serde::Serialize;

use super::{
    Apart, Figures, OrganisationFigures, Partner,
    chart::{self, Bar},
    disclosure::ShownCell,
    export::{self, ALL_COLUMNS, ALL_GROUPS, ALL_PARTNERS},
    rates::{Measure, Rate},
    words,
};
use crate::{
    kernel::templates::{Safe, View},
    web::components::{Button, Cell, Chart, Column, DefinitionNote, Inset, Row, Select, Table},
};

/// The filters, as fields of a form whose address can be kept.
#[derive(Clone, Serialize)]
pub(super) struct Filters {
    pub address: String,
    /// Chosen only where there are several.
    pub system: Option<Select>,
    pub period: Select,
    pub measure: Select,
    pub organisation: Select,
    pub show: Button,
}

/// A table of figures with all that belongs beside it.
#[derive(Serialize)]
pub(super) struct ParticipationView {
    filters: Filters,
    looking_at: String,
    meaning: String,
    /// Said where nothing is hidden, to those who may see it.
    open: Option<Inset>,
    chart: Option<Chart>,
    table: Table,
    lists: Option<Table>,
    apart: Option<Table>,
    notes: Vec<String>,
    definitions: DefinitionNote,
}

/// Beside which page an organisation's own figures stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As everyone of the system sees them.
    Shared,
    /// By the organisation's own administrator.
    Own,
}

impl View for ParticipationView {
    const TEMPLATE: &'static str = "participation/figures";

    fn samples() -> Vec<Self> {
        super::pages::sample_views()
    }
}

impl ParticipationView {
    /// The system's table, for one measure.
    pub fn of_system(
        figures: &Figures,
        measure: Measure,
        filters: Filters,
        export: String,
    ) -> Self {
        let looking_at = format!(
            "You are looking at {} by staff group at all partners of {}, in {}, as things stood. Everyone in the \
             system can see this page.",
            subject(measure),
            figures.system,
            words::period(figures.period, figures.year_start, figures.counted_to)
        );
        let mut notes = vec![words::why_hidden(figures.threshold)];
        if !figures.without_staff.is_empty() {
            notes.push(format!(
                "No staff are counted in this period for: {}.",
                crate::kernel::words::listed(&figures.without_staff)
            ));
        }
        let meaning = words::meaning(figures, measure);
        Self {
            filters,
            looking_at,
            open: None,
            chart: system_chart(figures, measure),
            meaning,
            table: system_table(figures, measure).export(export),
            lists: Some(lists_table(&figures.partners, &figures.unplaced)),
            apart: apart_table(&figures.partners, &figures.apart),
            notes,
            definitions: definitions(&figures.label),
        }
    }

    /// One organisation's table.
    pub fn of_organisation(
        figures: &OrganisationFigures,
        (measure, reading): (Measure, Reading),
        (label, period): (&str, &str),
        filters: Filters,
        export: String,
    ) -> Self {
        let seen_by = match reading {
            Reading::Shared => "Everyone in the system can see this page.",
            Reading::Own => {
                "Only administrators of the organisation can see this page as it is here."
            }
        };
        let looking_at = format!(
            "You are looking at the figures of {} by staff group, in {period}, as things stood. {seen_by}",
            figures.organisation
        );
        let mut notes = vec![
            words::staff_list(figures.staff_list_on),
            words::unplaced(figures.unplaced),
        ];
        for apart in &figures.apart {
            notes.push(format!(
                "Not counted with staff: {} {}.",
                words::shown(apart.people),
                apart.name.to_lowercase()
            ));
        }
        let open = (reading == Reading::Own).then(|| {
            Inset::new("These are your organisation’s own figures, and nothing in them is hidden.")
                .and("Small numbers can tell of single people. Do not pass them on outside your organisation.")
        });
        if reading == Reading::Shared {
            notes.push(words::why_hidden(figures.threshold));
        }
        let meaning = words::organisation_meaning(figures, measure, label);
        Self {
            filters,
            looking_at,
            open,
            chart: organisation_chart(figures, measure),
            meaning,
            table: organisation_table(figures).export(export),
            lists: None,
            apart: None,
            notes,
            definitions: definitions(label),
        }
    }
}

fn subject(measure: Measure) -> &'static str {
    match measure {
        Measure::Participation => "participation",
        Measure::Uptake => "uptake of objectives",
        Measure::Staff => "numbers of staff",
    }
}

fn definitions(label: &str) -> DefinitionNote {
    let mut terms = words::definitions(label).into_iter();
    let (term, meaning) = terms.next().unwrap_or_default();
    terms.fold(
        DefinitionNote::new(term, meaning),
        |note, (term, meaning)| note.and(term, meaning),
    )
}

fn figure(cell: ShownCell, measure: Measure) -> Cell {
    let values = export::values(cell, measure);
    let mut words = values.iter().map(export::Value::words);
    let first = Cell::new(words.next().unwrap_or_default());
    match (words.next(), words.next()) {
        (Some(_), Some(_)) if cell.is_hidden() || cell.is_empty() => first,
        (Some(_), Some(whole)) if cell.rate(measure).and_then(Rate::percent).is_none() => {
            first.note(format!("of {whole}"))
        }
        (Some(part), Some(whole)) => first.note(format!("{part} of {whole}")),
        _ => first,
    }
}

fn system_table(figures: &Figures, measure: Measure) -> Table {
    let partners = figures
        .partners
        .iter()
        .map(|partner| Column::numeric(&partner.name));
    let columns = [Column::new("Staff group"), Column::numeric(ALL_PARTNERS)]
        .into_iter()
        .chain(partners);
    let row = |name: &str, total: ShownCell, cells: Vec<ShownCell>| {
        cells.into_iter().fold(
            Row::new([name.to_owned()]).cell(figure(total, measure)),
            |row, cell| row.cell(figure(cell, measure)),
        )
    };
    let places = || 0..figures.partners.len();
    let rows = figures.groups_with_staff().map(|group| {
        let cells = places().map(|at| figures.cell(group, at)).collect();
        row(&figures.groups[group], figures.group_total(group), cells)
    });
    Table::new(
        "figures",
        format!("{} by staff group and organisation", measure.label()),
        columns,
    )
    .rows(rows)
    .total(row(
        ALL_GROUPS,
        figures.total(),
        places().map(|at| figures.partner_total(at)).collect(),
    ))
    .empty("No staff are counted in this period yet.")
    .scrolling()
}

fn organisation_table(figures: &OrganisationFigures) -> Table {
    let columns =
        std::iter::once(Column::new("Staff group")).chain(ALL_COLUMNS.map(Column::numeric));
    let row = |name: &str, cell: ShownCell| {
        export::all_values(cell)
            .iter()
            .fold(Row::new([name.to_owned()]), |row, value| {
                row.cell(Cell::new(value.words()))
            })
    };
    Table::new(
        "figures",
        format!("Figures of {} by staff group", figures.organisation),
        columns,
    )
    .rows(
        figures
            .groups
            .iter()
            .map(|group| row(&group.name, group.counts)),
    )
    .total(row(ALL_GROUPS, figures.total))
    .empty("No staff are counted in this period yet.")
}

fn lists_table(partners: &[Partner], unplaced: &Apart) -> Table {
    let columns = [
        Column::new("Organisation"),
        Column::new("Staff list last loaded"),
        Column::numeric("Could not be placed"),
    ];
    let rows = partners
        .iter()
        .zip(&unplaced.people)
        .map(|(partner, people)| {
            let loaded = partner
                .staff_list_on
                .map_or_else(|| "Not loaded from a list".to_owned(), |day| day.long());
            Row::new([partner.name.clone()])
                .cell(Cell::new(loaded))
                .cell(Cell::new(words::shown(*people)))
        });
    Table::new(
        "staff-lists",
        "Staff lists, and people whose staff group is not known",
        columns,
    )
    .rows(rows)
    .total(
        Row::new([ALL_PARTNERS.to_owned(), String::new()])
            .cell(Cell::new(words::shown(unplaced.total))),
    )
    .empty("No staff list has been loaded yet.")
    .note("People who could not be placed in a staff group are not in the table above.")
}

fn apart_table(partners: &[Partner], apart: &[Apart]) -> Option<Table> {
    let apart: Vec<&Apart> = apart
        .iter()
        .filter(|group| group.total.count() != Some(0))
        .collect();
    if apart.is_empty() {
        return None;
    }
    let columns = std::iter::once(Column::new("Organisation"))
        .chain(apart.iter().map(|g| Column::numeric(&g.name)));
    let rows = partners.iter().enumerate().map(|(at, partner)| {
        apart
            .iter()
            .fold(Row::new([partner.name.clone()]), |row, group| {
                row.cell(Cell::new(words::shown(group.people[at])))
            })
    });
    let total = apart
        .iter()
        .fold(Row::new([ALL_PARTNERS.to_owned()]), |row, group| {
            row.cell(Cell::new(words::shown(group.total)))
        });
    let table = Table::new("apart", "People who are not counted with staff", columns)
        .rows(rows)
        .total(total);
    Some(table.note("They are in no other figure on this page."))
}

fn system_chart(figures: &Figures, measure: Measure) -> Option<Chart> {
    let groups = figures
        .groups_with_staff()
        .map(|group| (figures.groups[group].as_str(), figures.group_total(group)));
    let title = format!(
        "{} by staff group, all partners of {}",
        measure.label(),
        figures.system
    );
    drawn(&title, groups, figures.total(), measure)
}

fn organisation_chart(figures: &OrganisationFigures, measure: Measure) -> Option<Chart> {
    let groups = figures
        .groups
        .iter()
        .map(|group| (group.name.as_str(), group.counts));
    let title = format!(
        "{} by staff group, {}",
        measure.label(),
        figures.organisation
    );
    drawn(&title, groups, figures.total, measure)
}

fn drawn<'a>(
    title: &str,
    groups: impl Iterator<Item = (&'a str, ShownCell)>,
    total: ShownCell,
    measure: Measure,
) -> Option<Chart> {
    let bars = bars(groups, total, measure);
    if bars.len() < 2 {
        return None;
    }
    let svg = chart::bars("chart", title, &chart::in_words(title, &bars), &bars);
    Some(Chart::new(
        Safe::vouched(svg),
        "Each bar is a share of the staff of its group. A dashed bar is a hidden figure. The table below has the same \
         figures.",
    ))
}

/// The bars of a chart: the total, then the staff groups. None for a measure that is no rate.
pub fn bars<'a>(
    groups: impl Iterator<Item = (&'a str, ShownCell)>,
    total: ShownCell,
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
    let total = bar(ALL_GROUPS, total, true);
    total
        .into_iter()
        .chain(groups.filter_map(|(name, cell)| bar(name, cell, false)))
        .collect()
}
