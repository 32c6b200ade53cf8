//! The participation page: its faces, each with its tables, its chart and the sentences beside them.

mod charts;
mod tables;

use serde::Serialize;

pub use charts::bars;
use charts::{look_chart, system_chart};
use tables::{apart_table, lists_table, look_table, system_table};

use super::{
    By, Figures, OrganisationFigures,
    export::{ALL_GROUPS, ALL_PARTNERS},
    looks::Look,
    rates::Measure,
    words,
};
use crate::{
    kernel::templates::View,
    web::components::{Button, Chart, DefinitionNote, Inset, Select, Table},
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

    /// A table by organisation, kind of organisation or place; or by staff group, of all partners, beside another period.
    /// The measure is that of its chart and of the sentence over it.
    pub fn of_look(
        figures: &Figures,
        measure: Measure,
        (look, then): (&Look, Option<&str>),
        filters: Filters,
        exports: Exports,
    ) -> Self {
        let looking_at = format!(
            "You are looking at the figures of {} of {} by {}, in {}, {}{}. Everyone in the system can see \
             this page.",
            words::lower(&look.of),
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
        let is_of_facets = !look.by.is_of_organisations() && look.by != By::Group;
        if is_of_facets && !has_facets(figures) {
            notes.push(FACETS_LATER.to_owned());
        } else if look.by == By::Priority && look.lines.is_empty() {
            notes.push(words::NO_PRIORITIES.to_owned());
        }
        notes.extend(words::left_out(look.left_out));
        notes.push(words::marks(figures));
        let by = look.by.label().to_lowercase();
        let title = format!("{} by {by}", measure.label());
        Self {
            filters,
            looking_at,
            open: None,
            chart: (look.by.compares() && !look.is_open)
                .then(|| look_chart(look, &title, measure))
                .flatten(),
            meaning: if look.of == ALL_PARTNERS || look.of == ALL_GROUPS {
                words::meaning(figures, measure)
            } else {
                let at = if look.by.is_of_organisations() {
                    "Of"
                } else {
                    "At"
                };
                let of = format!("{at} {}", look.of);
                words::part_meaning(&of, &look.total, measure, figures)
            },
            table: look_table(look, then, &format!("Figures by {by}"), has_facets(figures))
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
            words::staff_list(own.staff_list_describes, own.staff_list_on),
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
        let has_facets = reading == Reading::Own || has_facets(figures);
        if look.by != By::Group && !has_facets {
            notes.push(FACETS_LATER.to_owned());
        } else if look.by == By::Priority && look.lines.is_empty() {
            notes.push(words::NO_PRIORITIES.to_owned());
        }
        if reading == Reading::Shared {
            notes.extend(words::of_release(figures));
            notes.extend(words::left_out(look.left_out));
            notes.push(words::marks(figures));
        }
        let at = format!("At {}", own.organisation);
        let asked = match measure {
            Measure::Uptake => measure,
            Measure::Participation | Measure::Staff => Measure::Participation,
        };
        let meaning = words::part_meaning(&at, &look.total, asked, figures);
        let title = format!("{} by {by}, {}", measure.label(), own.organisation);
        let caption = format!("Figures of {} by {by}", own.organisation);
        Self {
            filters,
            looking_at,
            open,
            // Its bars are of staff groups, as the table's rows then are.
            chart: (!figures.is_open() && look.by == By::Group)
                .then(|| look_chart(look, &title, measure))
                .flatten(),
            meaning,
            table: look_table(look, then, &caption, has_facets).exports(exports.named()),
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

/// When what is not shown of a part of a period is.
const FACETS_LATER: &str = "Bands, themes, priorities, partners, tensions and outcomes of this period are shown when \
                            it has closed.";

/// Whether figures have more than staff groups: those of a part of a period have not.
fn has_facets(figures: &Figures) -> bool {
    !figures.is_counted_in_part() && !figures.is_open()
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
