//! What stands beside a figure: that it is as an earlier release had it; or, in the place of a total that is hidden, that
//! it is of those of its parts alone that are shown.
//!
//! Such a sum tells nothing that its parts do not, and most of what the total would.

use super::{
    Figures,
    disclosure::{Column, Row, ShownCell},
    rates::Measure,
};

/// What a figure is marked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// It is as an earlier release had it.
    pub is_repeated: bool,
    /// It is of those of its parts alone that are shown.
    pub is_in_part: bool,
}

impl Marks {
    /// The marks of either.
    pub fn and(self, other: Self) -> Self {
        Self {
            is_repeated: self.is_repeated || other.is_repeated,
            is_in_part: self.is_in_part || other.is_in_part,
        }
    }

    /// The marks of any of these.
    pub fn of_all(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::default(), Self::and)
    }

    /// As they stand behind a figure or a name: " *", " †".
    pub fn signs(self) -> String {
        let signs = [(self.is_repeated, " *"), (self.is_in_part, " †")];
        signs
            .into_iter()
            .filter_map(|(is, sign)| is.then_some(sign))
            .collect()
    }

    /// As an export says them in a column of their own.
    pub fn in_words(self) -> String {
        let words = [
            (self.is_repeated, "as published before"),
            (self.is_in_part, "of those shown alone"),
        ];
        let said: Vec<&str> = words
            .into_iter()
            .filter_map(|(is, words)| is.then_some(words))
            .collect();
        said.join("; ")
    }
}

/// Whether what is asked of a cell is shown: what a measure needs, or all of it.
fn is_told(cell: ShownCell, measure: Option<Measure>) -> bool {
    let part = match measure {
        None => return !cell.has_hidden(),
        Some(Measure::Staff) => return !cell.is_hidden(),
        Some(Measure::Participation) => cell.took_part,
        Some(Measure::Uptake) => cell.with_objective,
    };
    !cell.is_hidden() && !part.is_hidden()
}

impl Figures {
    /// A cell, or what is told in the place of a total of which that is hidden which a measure needs, or everything.
    pub(super) fn seen(
        &self,
        row: &Row,
        column: &Column,
        measure: Option<Measure>,
    ) -> (ShownCell, Marks) {
        let cell = self.sheet.cell(row, column);
        let marks = Marks {
            is_repeated: self.sheet.is_repeated(row, column),
            is_in_part: false,
        };
        // Where nothing is asked for in particular, a total of which one part is told stands as it is.
        let is_enough = match measure {
            None => [Measure::Participation, Measure::Uptake]
                .iter()
                .any(|&part| is_told(cell, Some(part))),
            _ => is_told(cell, measure),
        };
        if is_enough || self.is_open() {
            return (cell, marks);
        }
        let parts = self.parts(row, column);
        let told = |part: ShownCell| is_told(part, measure);
        let sum = ShownCell::sum_of_shown(
            parts
                .iter()
                .map(|(row, column)| self.sheet.cell(row, column)),
            told,
        );
        let Some(sum) = sum else {
            return (cell, marks);
        };
        let is_repeated = parts.iter().any(|(row, column)| {
            told(self.sheet.cell(row, column)) && self.sheet.is_repeated(row, column)
        });
        let marks = Marks {
            is_repeated,
            is_in_part: true,
        };
        (sum, marks)
    }

    /// What a total is the sum of, where that is in the sheet.
    fn parts(&self, row: &Row, column: &Column) -> Vec<(Row, Column)> {
        match (row, column) {
            (Row::Group(_) | Row::Band(_) | Row::All, Column::All) => {
                let partners = self.partners.iter();
                partners
                    .map(|partner| (row.clone(), Column::Organisation(partner.id)))
                    .collect()
            }
            (Row::All, Column::Organisation(_)) => {
                let groups = self.groups.iter();
                groups
                    .map(|group| (Row::Group(group.id), column.clone()))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::participation::sample;

    #[test]
    fn a_hidden_total_is_told_by_those_of_its_parts_that_are_shown() {
        // Administrative and clerical staff: 301 of 1,204, 99 of 410 and 41 of 230 took part at three partners.
        let shown = sample();
        let (row, all) = (Row::Group(shown.groups[2].id), Column::All);
        let hiding = |keys: &[String]| {
            let mut figures = serde_json::to_value(&shown).expect("JSON");
            for key in keys {
                figures["sheet"]["cells"][key]["took_part"] = "hidden".into();
            }
            serde_json::from_value::<Figures>(figures).expect("figures")
        };
        let key = |column: &Column| super::super::disclosure::name_for_tests(&row, column);
        let at = |partner: usize| key(&Column::Organisation(shown.partners[partner].id));

        let whole = shown.seen(&row, &all, Some(Measure::Participation));
        assert_eq!(whole.1, Marks::default());
        assert_eq!(whole.0.took_part.count(), Some(441));

        let without_one = hiding(&[key(&all), at(1)]);
        let (sum, marks) = without_one.seen(&row, &all, Some(Measure::Participation));
        assert!(marks.is_in_part);
        assert_eq!(sum.took_part.count(), Some(342));
        assert_eq!(sum.staff.count(), Some(1_434), "the staff of those alone");
        let (staff, marks) = without_one.seen(&row, &all, Some(Measure::Staff));
        assert_eq!(
            (staff.staff.count(), marks),
            (Some(1_844), Marks::default())
        );

        // One alone is that one's figure, and says nothing of all.
        let without_two = hiding(&[key(&all), at(1), at(2)]);
        let (hidden, marks) = without_two.seen(&row, &all, Some(Measure::Participation));
        assert!(hidden.took_part.is_hidden() && !marks.is_in_part);
    }
}
