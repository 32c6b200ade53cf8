//! Forms of an administrator's desk: strings to what was chosen.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    reading::{Choices, Reading},
    staff_list::{columns::Field, groups::fold},
};
use crate::{entities::systems::staff_group, kernel::ids::StaffGroupId, web::forms::Errors};

/// Fields whose number depends on the list: `column:3`, `group:adult social care`.
pub(super) type Fields = BTreeMap<String, String>;

/// What the name of a column's field begins with; then its place in the file, from 0.
pub(super) const COLUMN: &str = "column:";
/// What the name of a field for words begins with; then the words, folded.
pub(super) const GROUP: &str = "group:";

/// The longest name of a person, in characters.
pub(super) const LONGEST_NAME: usize = 200;
/// The longest address, in characters.
const LONGEST_EMAIL: usize = 254;

/// What is chosen for a list's columns and words; what cannot be is said at its field.
pub(super) fn choices(
    fields: &Fields,
    reading: &Reading,
    groups: &[staff_group::Model],
    before: Choices,
    errors: &mut Errors,
) -> Choices {
    let mut choices = before;
    let mut given: BTreeMap<Field, &str> = BTreeMap::new();
    for (at, heading) in reading.sheet.columns.iter().enumerate() {
        let Some(value) = fields.get(&format!("{COLUMN}{at}")) else {
            continue;
        };
        let id = column_id(at);
        let field = match value.as_str() {
            "" => None,
            key => match Field::from_key(key) {
                Some(field) => Some(field),
                None => {
                    errors.add(id, "Choose what this column is from the list");
                    continue;
                }
            },
        };
        if let Some(field) = field
            && let Some(other) = given.insert(field, heading)
        {
            errors.add(
                id,
                format!(
                    "\u{201c}{other}\u{201d} is chosen as {} too: choose one",
                    field.label()
                ),
            );
        }
        choices.columns.insert(heading.clone(), field);
    }
    for (at, said) in reading.words.iter().enumerate() {
        let Some(value) = fields.get(&format!("{GROUP}{}", said.folded)) else {
            continue;
        };
        match chosen_group(value, groups) {
            Ok(Some(group)) => choices.mean(&said.words, group),
            Ok(None) => {
                choices.groups.remove(&said.folded);
            }
            Err(sentence) => errors.add(group_id(at), sentence),
        }
    }
    choices
}

/// The id of a column's field on the page.
pub(super) fn column_id(at: usize) -> String {
    format!("column-{at}")
}

/// The id of a field for words on the page.
pub(super) fn group_id(at: usize) -> String {
    format!("group-{at}")
}

/// A chosen staff group; none if nothing is chosen.
fn chosen_group(
    value: &str,
    groups: &[staff_group::Model],
) -> Result<Option<StaffGroupId>, &'static str> {
    if value.is_empty() {
        return Ok(None);
    }
    value
        .parse()
        .ok()
        .filter(|id| groups.iter().any(|group| group.id == *id))
        .map(Some)
        .ok_or("Choose a staff group from the list")
}

/// What words are said to mean: only those with a staff group chosen.
pub(super) fn meanings(
    fields: &Fields,
    groups: &[staff_group::Model],
    offered: &[String],
    errors: &mut Errors,
) -> BTreeMap<String, StaffGroupId> {
    let mut meanings = BTreeMap::new();
    for (at, folded) in offered.iter().enumerate() {
        let Some(value) = fields.get(&format!("{GROUP}{folded}")) else {
            continue;
        };
        match chosen_group(value, groups) {
            Ok(Some(group)) => {
                meanings.insert(fold(folded), group);
            }
            Ok(None) => {}
            Err(sentence) => errors.add(group_id(at), sentence),
        }
    }
    meanings
}

/// The value of the choice to invite everyone.
pub(super) const EVERYONE: &str = "everyone";

/// Whom to invite, once it has been checked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InvitationForm {
    pub group: String,
    /// Whether those too who were sent a link lately.
    pub again: String,
    /// The check's own, without which nothing is sent.
    pub token: String,
}

/// Another administrator.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AdministratorForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: String,
}

impl AdministratorForm {
    /// What is wrong with it.
    pub(super) fn errors(&self) -> Errors {
        let mut errors = Errors::new();
        let name = self.name.trim();
        if name.is_empty() {
            errors.add("name", "Enter their name");
        } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            errors.add(
                "name",
                format!("The name must be {LONGEST_NAME} characters or fewer, in one line"),
            );
        }
        let email = self.email.trim();
        let parts = email.split_once('@');
        let good = parts.is_some_and(|(own, host)| {
            !own.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        });
        let bad = |c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c);
        if email.is_empty() {
            errors.add("email", "Enter their work email address");
        } else if !good
            || email.matches('@').count() != 1
            || email.chars().any(bad)
            || email.chars().count() > LONGEST_EMAIL
        {
            errors.add(
                "email",
                "Enter an email address in the correct format, like name@example.com",
            );
        }
        errors
    }
}

/// That a list is to be loaded, with how many employments it ends where that is asked.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    pub ends: String,
}
