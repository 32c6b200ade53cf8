//! Whom a line is about, even where the rest of it cannot be loaded.

use super::columns::{Columns, Field};
use super::line::Cell;
use super::said;
use super::sheet::Sheet;

/// What a line says of whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The employee number.
    pub employee_number: Option<String>,
    /// The address, in small letters.
    pub email: Option<String>,
    /// The name in the order it is spoken.
    pub name: Option<String>,
}

/// Whom the lines are about, as far as each says so: somebody whose line is rejected has not left.
pub fn of_lines(sheet: &Sheet, columns: &Columns, lines: &[u32]) -> Vec<Identity> {
    let cell = Cell::of(columns);
    lines
        .iter()
        .filter_map(|line| {
            let cells = sheet.rows.on_line(*line)?.cells;
            let get = |field| cell.get(cells, field);
            let number = cell.number(cells).trim();
            Some(Identity {
                employee_number: Some(number.to_owned()).filter(|n| !n.is_empty()),
                email: said::email(get(Field::Email), "address").ok().flatten(),
                name: said::name(
                    get(Field::GivenName),
                    get(Field::FamilyName),
                    get(Field::Name),
                )
                .ok(),
            })
        })
        .collect()
}
