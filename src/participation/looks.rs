//! Ways to look at a period's figures: the same sheet, by something else.

use super::{
    Figures,
    disclosure::{Column, Row, Shown, ShownCell},
    export::{ALL_COLUMNS, ALL_GROUPS, ALL_PARTNERS},
    marks::Marks,
    rates::Measure,
};
use crate::{entities::systems::OrganisationKind, kernel::ids::*};

crate::worded! {
    /// What the rows of a table are.
    By {
        /// Staff groups, with all partners beside each other or of one.
        Group = "group": "Staff group",
        /// Partner organisations.
        Organisation = "organisation": "Organisation",
        /// Partners as they stand today, with their predecessors.
        Successor = "successor": "Organisation as it stands today",
        /// Kinds of organisation.
        Kind = "kind": "Kind of organisation",
        /// Places.
        Place = "place": "Place",
        /// Pay bands.
        Band = "band": "Band",
        /// Themes of the system's frameworks.
        Theme = "theme": "Theme",
        /// What the system, its places and organisations want to achieve.
        Priority = "priority": "Priority",
        /// Partners that the work is with: the interfaces.
        Partner = "partner": "Partner worked with",
        /// Kinds of tension.
        Tension = "tension": "What got in the way",
        /// With what objectives were closed.
        Outcome = "outcome": "Outcome of objectives",
        /// The same by theme.
        OutcomeOfTheme = "outcome-of-theme": "Outcome of objectives by theme",
    }
}

/// A table of a period's figures, a line for each of something.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// What the lines are.
    pub by: By,
    /// Whom they count: a staff group, or all.
    pub of: String,
    pub lines: Vec<Line>,
    /// All of them; or all staff, where the lines do not add up to them.
    pub total: Line,
    /// How many lines are left out because all that they could tell is hidden, where there may be very many.
    pub left_out: usize,
    /// Whether its period has not closed, and whether the one it is compared with has not.
    pub is_open: bool,
    pub then_is_open: bool,
}

impl Look {
    /// What any of its lines is marked with.
    pub(super) fn marks(&self) -> Marks {
        Marks::of_all(
            self.lines
                .iter()
                .chain([&self.total])
                .map(|line| line.marks),
        )
    }
}

impl By {
    /// Whether its lines are of organisations, with one staff group or all in them.
    pub(super) fn is_of_organisations(self) -> bool {
        matches!(
            self,
            Self::Organisation | Self::Successor | Self::Kind | Self::Place
        )
    }

    /// Whether its lines are of staff, at one organisation or all.
    pub(super) fn is_of_staff(self) -> bool {
        !self.is_of_organisations()
    }

    /// Which of the columns of a look it has, and what they are called.
    pub(super) fn columns(self) -> Vec<(usize, &'static str)> {
        let named = |at: usize| (at, ALL_COLUMNS[at]);
        match self {
            Self::Tension => vec![named(0), (3, "People"), (4, "Share of staff")],
            Self::Outcome | Self::OutcomeOfTheme => {
                vec![named(0), (1, "People"), (2, "Share of staff")]
            }
            _ => (0..ALL_COLUMNS.len()).map(named).collect(),
        }
    }

    /// What is said where it has no lines.
    pub(super) fn empty_words(self) -> &'static str {
        match self {
            Self::Outcome | Self::OutcomeOfTheme => {
                "No objective was closed in this period, or so few were that none can be shown."
            }
            Self::Tension => {
                "Nobody said in this period what got in the way, or so few did that none can be shown."
            }
            _ => "No staff are counted in this period yet.",
        }
    }

    /// Whether its rates are said to have changed or not.
    pub(super) fn compares(self) -> bool {
        self.columns().len() == ALL_COLUMNS.len()
    }

    fn has(self, row: &Row) -> bool {
        match self {
            Self::Band => matches!(row, Row::Band(_)),
            Self::Theme => matches!(row, Row::Theme(_)),
            Self::Priority => matches!(row, Row::Priority(_)),
            Self::Partner => matches!(row, Row::Partner(_)),
            Self::Tension => matches!(row, Row::Tension(_)),
            Self::Outcome => matches!(row, Row::Outcome(None, _)),
            Self::OutcomeOfTheme => matches!(row, Row::Outcome(Some(_), _)),
            Self::Group | Self::Organisation | Self::Successor | Self::Kind | Self::Place => false,
        }
    }
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub name: String,
    pub cell: ShownCell,
    pub marks: Marks,
    /// All its staff, where the cell is a sum of some as well.
    pub staff: Shown,
    /// The same cell in the period it is compared with, if there is one.
    pub then: Option<Then>,
}

/// An organisation that is looked at, and what it is called.
pub(super) type At = (OrganisationId, String);

/// What a line is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Then {
    /// The same cell.
    Cell(ShownCell),
    /// Nothing: the line is a sum of some alone, and they need not be the same ones.
    OfOthers,
}

impl Figures {
    /// The figures by organisation, kind or place, of one staff group or of all, beside those of another period.
    pub(super) fn look(
        &self,
        by: By,
        group: Option<StaffGroupId>,
        then: Option<&Self>,
    ) -> Option<Look> {
        let row = group.map_or(Row::All, Row::Group);
        let of = match group {
            None => ALL_GROUPS.to_owned(),
            Some(id) => self
                .groups
                .iter()
                .find(|group| group.id == id)?
                .name
                .clone(),
        };
        let columns: Vec<(String, Column)> = match by {
            By::Organisation => self
                .partners
                .iter()
                .map(|partner| (partner.name.clone(), Column::Organisation(partner.id)))
                .collect(),
            By::Successor => self
                .today
                .iter()
                .map(|today| (today.name.clone(), today.column.clone()))
                .collect(),
            By::Kind => OrganisationKind::ALL
                .iter()
                .map(|&kind| (kind.label().to_owned(), Column::Kind(kind)))
                .collect(),
            By::Place => self
                .places
                .iter()
                .map(|place| (place.name.clone(), Column::Place(place.id)))
                .chain([("No place".to_owned(), Column::Place(PlaceId::NONE))])
                .collect(),
            _ => return None,
        };
        let line = |name: String, column: &Column| {
            let then = then.map(|then| match by {
                By::Successor => (then, then.column_today(column)),
                _ => (then, column.clone()),
            });
            self.line(name, &row, column, then)
        };
        let lines = columns
            .into_iter()
            .map(|(name, column)| line(name, &column))
            .collect();
        let total = line(ALL_PARTNERS.to_owned(), &Column::All);
        Some(self.look_of(by, of, (lines, total), then))
    }

    /// The figures by staff group, of one organisation or of all, beside those of another period. One in which nobody is
    /// counted has no line.
    pub(super) fn group_look(&self, at: Option<&At>, then: Option<&Self>) -> Look {
        let (of, column) = named_column(at);
        let line = |name: &str, row: Row| {
            let then = then.map(|then| (then, column.clone()));
            self.line(name.to_owned(), &row, &column, then)
        };
        let lines = self
            .groups
            .iter()
            .map(|group| line(&group.name, Row::Group(group.id)))
            .collect();
        let total = line(ALL_GROUPS, Row::All);
        self.look_of(By::Group, of, (lines, total), then)
    }

    /// The figures by band, theme, priority, partner, tension or outcome, at one organisation or at all.
    pub(super) fn facet_look(&self, by: By, at: Option<&At>, then: Option<&Self>) -> Look {
        let (of, column) = named_column(at);
        // Under a column of tensions stands what they are a part of. Those whose objectives ended are no part of those
        // with one in force: most are closed when their appraisal year is over.
        let all = match by {
            By::Outcome | By::OutcomeOfTheme => {
                "For comparison: everybody with an objective in force"
            }
            By::Tension => "For comparison: everybody who took part",
            _ => "All staff",
        };
        let line = |name: String, row: &Row| {
            let then = then.map(|then| (then, column.clone()));
            self.line(name, row, &column, then)
        };
        let lines = self
            .rows
            .iter()
            .filter(|named| by.has(&named.row))
            // Nobody works across borders with where they are.
            .filter(|named| at.is_none_or(|(id, _)| named.row != Row::Partner(*id)))
            .map(|named| line(named.full_name(), &named.row))
            .collect();
        let total = line(all.to_owned(), &Row::All);
        let mut look = self.look_of(by, of, (lines, total), then);
        // Themes times outcomes are many. Whether there are few of one or none at all is not told by leaving it out.
        let is_left_out = |line: &Line| {
            by == By::OutcomeOfTheme && line.cell.with_objective.count().unwrap_or(0) == 0
        };
        let (left_out, lines): (Vec<Line>, Vec<Line>) =
            look.lines.into_iter().partition(is_left_out);
        look.lines = lines;
        look.left_out = left_out
            .iter()
            .filter(|line| line.cell.with_objective.is_hidden())
            .count();
        look
    }

    /// A look of these lines and their total, without those in which nobody is counted.
    fn look_of(
        &self,
        by: By,
        of: String,
        (lines, total): (Vec<Line>, Line),
        then: Option<&Self>,
    ) -> Look {
        let with_people = lines.into_iter().filter(|line| !line.cell.is_empty());
        Look {
            by,
            of,
            lines: with_people.collect(),
            total,
            left_out: 0,
            is_open: self.is_open(),
            then_is_open: then.is_some_and(Figures::is_open),
        }
    }

    /// The column that has here whom a column of another period has, as organisations stand today: who is alone in one
    /// period is together with its predecessors in another.
    fn column_today(&self, column: &Column) -> Column {
        let standing = |column: &Column| match column {
            Column::Organisation(id) | Column::Successor(id) => Some(*id),
            _ => None,
        };
        let mut today = self.today.iter().map(|today| &today.column);
        today
            .find(|other| standing(other) == standing(column))
            .unwrap_or(column)
            .clone()
    }

    /// What a measure needs of one cell or total, by their places in the lists, none for all of them.
    pub(super) fn at(
        &self,
        group: Option<usize>,
        partner: Option<usize>,
        measure: Measure,
    ) -> (ShownCell, Marks) {
        let row = group.map_or(Row::All, |at| Row::Group(self.groups[at].id));
        let column = partner.map_or(Column::All, |at| Column::Organisation(self.partners[at].id));
        self.seen(&row, &column, Some(measure))
    }

    /// What any figure of the system's table of a measure is marked with.
    pub(super) fn marks(&self, measure: Measure) -> Marks {
        let partners = || std::iter::once(None).chain((0..self.partners.len()).map(Some));
        let groups = self.groups_with_staff().map(Some).chain([None]);
        Marks::of_all(
            groups.flat_map(|group| partners().map(move |at| self.at(group, at, measure).1)),
        )
    }

    /// A line, beside that of a column of another period.
    fn line(
        &self,
        name: String,
        row: &Row,
        column: &Column,
        then: Option<(&Self, Column)>,
    ) -> Line {
        let (cell, marks) = self.seen(row, column, None);
        Line {
            name,
            cell,
            marks,
            staff: self.sheet.cell(row, column).staff,
            then: then.map(|(then, column)| match then.sheet.cell(row, &column) {
                cell if marks.is_in_part && !cell.is_empty() => Then::OfOthers,
                cell => Then::Cell(cell),
            }),
        }
    }

    /// Whether any figure of one organisation is that of an earlier release.
    pub(super) fn is_repeated_at(&self, id: OrganisationId) -> bool {
        let column = Column::Organisation(id);
        let groups = self.groups.iter().map(|group| Row::Group(group.id));
        groups
            .chain([Row::All])
            .any(|row| self.sheet.is_repeated(&row, &column))
    }
}

/// An organisation's column, or that of all, and what it is called.
fn named_column(at: Option<&At>) -> (String, Column) {
    match at {
        None => (ALL_PARTNERS.to_owned(), Column::All),
        Some((id, name)) => (name.clone(), Column::Organisation(*id)),
    }
}
