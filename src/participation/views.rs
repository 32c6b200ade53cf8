//! The tables, the chart and the sentences of the participation page.

use serde::Serialize;

use super::{
    Apart, By, Figures, OrganisationFigures, Partner,
    chart::{self, Bar},
    disclosure::ShownCell,
    export::{self, ALL_GROUPS, ALL_PARTNERS, Value},
    looks::{Line, Look},
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
    pub by: Select,
    pub period: Select,
    pub measure: Option<Select>,
    pub organisation: Option<Select>,
    pub group: Option<Select>,
    pub compare: Option<Select>,
    pub show: Button,
}

/// The addresses of the same table as CSV, as a workbook and as JSON.
pub(super) struct Exports(pub [String; 3]);

impl Exports {
    fn named(self) -> impl Iterator<Item = (&'static str, String)> {
        ["CSV", "Excel", "JSON"].into_iter().zip(self.0)
    }
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
        exports: Exports,
    ) -> Self {
        let looking_at = format!(
            "You are looking at {} by staff group at all partners of {}, in {}, as things stood. Everyone in the \
             system can see this page.",
            subject(measure),
            figures.system,
            words::period(figures.period, figures.year_start, figures.counted_to)
        );
        let mut notes = words::of_release(figures);
        notes.push(words::marks(figures));
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
            chart: (!figures.is_open())
                .then(|| system_chart(figures, measure))
                .flatten(),
            meaning,
            table: system_table(figures, measure).exports(exports.named()),
            lists: Some(lists_table(&figures.partners, &figures.unplaced)),
            apart: apart_table(&figures.partners, &figures.apart),
            notes,
            definitions: definitions(&figures.label),
        }
    }

    /// A table by organisation, kind of organisation or place.
    pub fn of_look(
        figures: &Figures,
        look: &Look,
        then: Option<&str>,
        filters: Filters,
        exports: Exports,
    ) -> Self {
        let looking_at = format!(
            "You are looking at the figures of {} of {} by {}, in {}, {}{}. Everyone in the system can see \
             this page.",
            lower(&look.of),
            figures.system,
            look.by.label().to_lowercase(),
            words::period(figures.period, figures.year_start, figures.counted_to),
            if look.by == By::Successor {
                "as successors stand today"
            } else {
                "as things stood"
            },
            then.map(|then| format!(", compared with {then}"))
                .unwrap_or_default(),
        );
        let mut notes = words::of_release(figures);
        if (figures.is_running() || figures.is_open()) && !look.by.is_of_organisations() {
            notes.push("Bands, themes, priorities, partners, tensions and outcomes of this period are shown when it has closed.".to_owned());
        } else if look.by == By::Priority && look.lines.is_empty() {
            notes.push(words::NO_PRIORITIES.to_owned());
        }
        notes.extend(words::left_out(look.left_out));
        notes.push(words::marks(figures));
        let title = format!("Participation by {}", look.by.label().to_lowercase());
        let total_name = look.total.name.as_str();
        let bars = look
            .lines
            .iter()
            .map(|line| (line.name.as_str(), line.cell));
        let total = (total_name, look.total.cell);
        Self {
            filters,
            looking_at,
            open: None,
            chart: (look.by.compares() && !look.is_open)
                .then(|| drawn(&title, bars, total, Measure::Participation))
                .flatten(),
            meaning: words::meaning(figures, Measure::Participation),
            table: look_table(
                look,
                then,
                &format!("Figures by {}", look.by.label().to_lowercase()),
            )
            .exports(exports.named()),
            lists: None,
            apart: None,
            notes,
            definitions: definitions(&figures.label),
        }
    }

    /// One organisation's table.
    pub fn of_organisation(
        (own, look): (&OrganisationFigures, &Look),
        (measure, reading): (Measure, Reading),
        (figures, then): (&Figures, Option<&str>),
        filters: Filters,
        exports: Exports,
    ) -> Self {
        let seen_by = match reading {
            Reading::Shared => "Everyone in the system can see this page.",
            Reading::Own => {
                "Only administrators of the organisation can see this page as it is here."
            }
        };
        let by = look.by.label().to_lowercase();
        let period = words::period(figures.period, figures.year_start, figures.counted_to);
        let compared = then
            .map(|then| format!(", compared with {then}"))
            .unwrap_or_default();
        let looking_at = format!(
            "You are looking at the figures of {} by {by}, in {period}, as things stood{compared}. {seen_by}",
            own.organisation
        );
        let mut notes = vec![
            words::staff_list(own.staff_list_on),
            words::unplaced(own.unplaced),
        ];
        for apart in &own.apart {
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
        if look.by == By::Priority && look.lines.is_empty() {
            notes.push(words::NO_PRIORITIES.to_owned());
        }
        if reading == Reading::Shared {
            notes.extend(words::of_release(figures));
            notes.extend(words::left_out(look.left_out));
            notes.push(words::marks(figures));
        }
        let meaning = words::organisation_meaning(own, measure, &figures.label, figures.closes_on);
        let caption = format!("Figures of {} by {by}", own.organisation);
        Self {
            filters,
            looking_at,
            open,
            chart: (!figures.is_open())
                .then(|| organisation_chart(own, measure))
                .flatten(),
            meaning,
            table: look_table(look, then, &caption).exports(exports.named()),
            lists: None,
            apart: None,
            notes,
            definitions: definitions(&figures.label),
        }
    }
}

impl ParticipationView {
    /// The same with what is to be said first under its table.
    #[must_use]
    pub fn noting(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.splice(0..0, notes);
        self
    }
}

/// A name in the middle of a sentence: what stands for all of something is no name of its own.
fn lower(name: &str) -> String {
    if name == ALL_GROUPS || name == ALL_PARTNERS {
        name.to_lowercase()
    } else {
        name.to_owned()
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

fn figure((cell, is_repeated): (ShownCell, bool), measure: Measure, is_open: bool) -> Cell {
    let values = export::values(cell, measure, is_open);
    let mut words = values.iter().map(export::Value::words);
    let star = if is_repeated { " *" } else { "" };
    let first = Cell::new(words.next().unwrap_or_default() + star);
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
    let places = || std::iter::once(None).chain((0..figures.partners.len()).map(Some));
    let row = |name: &str, group: Option<usize>| {
        places().fold(Row::new([name.to_owned()]), |row, partner| {
            row.cell(figure(
                figures.at(group, partner),
                measure,
                figures.is_open(),
            ))
        })
    };
    let rows = figures
        .groups_with_staff()
        .map(|group| row(&figures.groups[group].name, Some(group)));
    let table = Table::new(
        "figures",
        format!("{} by staff group and organisation", measure.label()),
        columns,
    )
    .rows(rows)
    .total(row(ALL_GROUPS, None))
    .empty("No staff are counted in this period yet.")
    .scrolling();
    if figures.has_repeated() {
        table.note(words::REPEATED)
    } else {
        table
    }
}

fn look_table(look: &Look, then: Option<&str>, caption: &str) -> Table {
    let compared: Vec<String> = then.map(export::compared_columns).unwrap_or_default();
    let columns = std::iter::once(Column::new(look.by.label()))
        .chain(
            look.by
                .columns()
                .into_iter()
                .map(|(_, name)| Column::numeric(name)),
        )
        .chain(compared.iter().map(Column::numeric));
    let row = |line: &Line| {
        let name = if line.is_repeated {
            format!("{} *", line.name)
        } else {
            line.name.clone()
        };
        let values = export::line_values(look, line);
        values.iter().fold(Row::new([name]), |row, value| {
            let cell = Cell::new(value.words());
            row.cell(match value {
                Value::Rate(rate) => match rate.interval_words() {
                    Some(interval) => cell.note(interval),
                    None => cell,
                },
                _ => cell,
            })
        })
    };
    let table = Table::new("figures", caption, columns)
        .rows(look.lines.iter().map(row))
        .total(row(&look.total))
        .empty(look.by.empty_words())
        .note(
            "The smaller line under a rate says how far chance alone could move the rate of a group of this size: in \
             95 of 100 such groups it lies within it.",
        );
    let table = match then {
        Some(_) => table.note(
            "A change is said only where it is more than chance could make of groups of this size. “No clear change” \
             means that these figures cannot tell.",
        ),
        None => table,
    };
    if look.has_repeated() {
        table.note(words::REPEATED)
    } else {
        table
    }
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
    drawn(&title, groups, (ALL_GROUPS, figures.total), measure)
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
