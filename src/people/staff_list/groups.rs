//! A partner's own words for staff groups, and which of the system's groups they mean.

use std::collections::HashMap;

use super::columns::{Columns, Field};
use super::said;
use super::sheet::{Cells, Sheet};
use super::words::{folded, squeezed};

use meanings::{Meaning, code, meaning};

mod meanings;

/// A partner's words as they are compared and remembered: small letters, single spaces, `&`
/// as "and", no punctuation.
pub fn fold(words: &str) -> String {
    folded(words)
}

/// The different words for staff groups in a list, as first typed, each with the number of
/// rows that say it; the commonest first. Rows that say nothing are not counted here.
pub fn distinct_words(sheet: &Sheet, columns: &Columns) -> Vec<(String, usize)> {
    let at = WordsAt::of(columns);
    // Most rows repeat what one before them typed, so nothing is folded twice.
    let mut typed: HashMap<&str, usize> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for row in sheet.rows.iter() {
        let words = at.words(row.cells);
        *typed.entry(words).or_insert_with(|| {
            order.push(words);
            0
        }) += 1;
    }
    let mut same: HashMap<String, usize> = HashMap::new();
    let mut distinct: Vec<(String, usize)> = Vec::new();
    for words in order {
        let rows = typed.get(words).copied().unwrap_or(0);
        let key = fold(words);
        if key.is_empty() {
            continue;
        }
        match same.get(&key) {
            Some(&first) => distinct[first].1 += rows,
            None => {
                same.insert(key, distinct.len());
                distinct.push((squeezed(words).into_owned(), rows));
            }
        }
    }
    distinct.sort_by(|(words, rows), (other, others)| others.cmp(rows).then(words.cmp(other)));
    distinct
}

/// Where a list has its words for staff groups.
pub(super) struct WordsAt {
    staff_group: Option<usize>,
    paid_or_volunteer: Option<usize>,
}

impl WordsAt {
    pub(super) fn of(columns: &Columns) -> Self {
        Self {
            staff_group: columns.column(Field::StaffGroup),
            paid_or_volunteer: columns.column(Field::PaidOrVolunteer),
        }
    }

    /// A row's words. Where a list has both columns, the staff group's words count for the
    /// paid, and "volunteer" or "trustee" for those who are: they are never in one
    /// denominator with paid staff, whatever work they do.
    pub(super) fn words<'c>(&self, cells: Cells<'c>) -> &'c str {
        let cell = |at: Option<usize>| {
            let cell = at.map_or("", |at| cells.get(at)).trim();
            if said::is_nothing(cell) { "" } else { cell }
        };
        let (group, paid) = (cell(self.staff_group), cell(self.paid_or_volunteer));
        let unpaid = || {
            matches!(
                meaning(&folded(paid)),
                Some(Meaning::Volunteers | Meaning::Trustees)
            )
        };
        if group.is_empty() || (!paid.is_empty() && unpaid()) {
            paid
        } else {
            group
        }
    }
}

/// The group a partner's words surely mean, of groups given as (key, national code, name).
///
/// In this order: the group's own name; a national code alone or before its name ("03",
/// "03 Nursing and Midwifery Registered"); and words known to mean the same, such as "Add
/// Prof Scientific and Technic", "Adult Social Care - Direct care" or "Volunteer". When two
/// groups could be meant, or none surely is, the answer is `None` and people are asked, once.
pub fn propose<K: Clone>(words: &str, groups: &[(K, Option<&str>, &str)]) -> Option<K> {
    let said = fold(words);
    if said.is_empty() {
        return None;
    }
    if let Some(key) = only(groups, |_, name| fold(name) == said) {
        return Some(key);
    }
    let (number, rest) = said.split_once(' ').unwrap_or((&said, ""));
    if number.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = format!("{number:0>2}");
        let key = only(groups, |code, name| {
            // A code beside words that mean another group is somebody else's numbering.
            code == Some(number.as_str()) && (rest.is_empty() || means(rest, code, name))
        });
        return key;
    }
    only(groups, |code, name| means(&said, code, name))
}

/// Whether folded words mean a group with a code and a name.
fn means(said: &str, of_group: Option<&str>, name: &str) -> bool {
    let name = fold(name);
    if name == said {
        return true;
    }
    meaning(said).is_some_and(|meant| {
        meaning(&name) == Some(meant) || (of_group.is_some() && of_group == code(meant))
    })
}

/// The one group that answers, unless several do.
fn only<K: Clone>(
    groups: &[(K, Option<&str>, &str)],
    answers: impl Fn(Option<&str>, &str) -> bool,
) -> Option<K> {
    let mut found = groups.iter().filter(|(_, code, name)| answers(*code, name));
    let first = found.next()?;
    found.next().is_none().then(|| first.0.clone())
}

#[cfg(test)]
pub(super) mod tests;
