//! The fields with which a list's columns and words are settled.

use serde::Serialize;

use crate::{
    entities::systems::staff_group,
    people::{
        forms::{COLUMN, GROUP, column_id, group_id},
        reading::Reading,
        staff_list::columns::Field,
    },
    web::{
        components::{Button, Choice, Select},
        forms::Errors,
    },
};

/// What is asked about a list: which column is what, and what its words mean.
#[derive(Serialize)]
pub(super) struct Settling {
    save_to: String,
    /// Words that nobody has mapped.
    unmapped: Vec<Select>,
    /// Words that are mapped: remembered, proposed or chosen.
    mapped: Vec<Select>,
    columns: Vec<Select>,
    /// Whether the columns must be looked at before the list can be loaded.
    columns_open: bool,
    save: Button,
}

impl Settling {
    pub(super) fn new(
        save_to: String,
        reading: &Reading,
        groups: &[staff_group::Model],
        errors: &Errors,
    ) -> Self {
        let (mut unmapped, mut mapped) = (Vec::new(), Vec::new());
        for (at, said) in reading.words.iter().enumerate() {
            let rows = crate::kernel::words::counted(
                i64::try_from(said.rows).unwrap_or(i64::MAX),
                "row",
                "rows",
            );
            let chosen = said.group.map(|id| id.to_string()).unwrap_or_default();
            let select = Select::new(
                format!("{GROUP}{}", said.folded),
                format!("{} ({rows})", said.words),
                group_choices(groups),
            )
            .id(group_id(at))
            .chosen(&chosen)
            .errors(errors);
            if said.group.is_none() {
                unmapped.push(select);
            } else {
                mapped.push(select);
            }
        }
        Self {
            save_to,
            unmapped,
            mapped,
            columns: columns(reading, errors),
            columns_open: !reading.missing.is_empty() || !errors.is_empty(),
            save: Button::new("Save and check again").secondary(),
        }
    }
}

/// The staff groups to choose from, after none.
pub(super) fn group_choices(groups: &[staff_group::Model]) -> Vec<Choice> {
    let none = Choice::new("", "Not placed in a staff group");
    let offered = groups
        .iter()
        .map(|group| Choice::new(group.id.to_string(), &group.name));
    std::iter::once(none).chain(offered).collect()
}

fn columns(reading: &Reading, errors: &Errors) -> Vec<Select> {
    let fields = || {
        let none = Choice::new("", "Not needed");
        let all = Field::ALL.map(|field| Choice::new(field.key(), field.label()));
        std::iter::once(none).chain(all)
    };
    reading
        .columns
        .iter()
        .filter_map(|(at, field)| {
            let heading = reading.sheet.columns.get(at)?;
            if heading.is_empty() {
                return None;
            }
            let select = Select::new(format!("{COLUMN}{at}"), heading, fields())
                .id(column_id(at))
                .chosen(field.map_or("", Field::key))
                .errors(errors);
            Some(match example(reading, at) {
                Some(example) => select.hint(format!("For example: {example}")),
                None => select,
            })
        })
        .collect()
}

/// What the first row with anything in a column says there.
fn example(reading: &Reading, at: usize) -> Option<String> {
    let mut cells = reading
        .sheet
        .rows
        .iter()
        .map(|row| row.cells.get(at).trim());
    let cell = cells.find(|cell| !cell.is_empty())?;
    Some(cell.chars().take(60).collect())
}
