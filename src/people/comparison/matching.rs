//! Which employment a row of the list is about.

use std::{borrow::Cow, collections::HashMap};

use super::Standing;
use crate::people::staff_list::{groups::fold, identity::Identity, rows::StaffRow};

/// Standing employments by what a list may know them by.
pub(super) struct Matching<'s> {
    standing: &'s [Standing],
    by_number: HashMap<Cow<'s, str>, usize>,
    by_email: HashMap<&'s str, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    /// Which are in the list already.
    pub claimed: Vec<bool>,
}

/// An employee number as it is compared: "a12" is "A12".
pub(super) fn as_key(number: &str) -> Cow<'_, str> {
    let number = number.trim();
    match number.bytes().any(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Owned(number.to_ascii_uppercase()),
        false => Cow::Borrowed(number),
    }
}

impl<'s> Matching<'s> {
    pub(super) fn of(standing: &'s [Standing]) -> Self {
        let mut matching = Self {
            standing,
            by_number: HashMap::new(),
            by_email: HashMap::new(),
            by_name: HashMap::new(),
            claimed: vec![false; standing.len()],
        };
        for (at, found) in standing.iter().enumerate() {
            if let Some(number) = &found.employment.employee_number {
                matching.by_number.insert(as_key(number), at);
            }
            if let Some(email) = &found.person.email {
                matching
                    .by_email
                    .entry(email.as_str())
                    .or_default()
                    .push(at);
            }
            matching
                .by_name
                .entry(fold(&found.person.name))
                .or_default()
                .push(at);
        }
        matching
    }

    /// For each row, the employment it is about: by number, else by address, else, in lists without numbers, by name.
    pub(super) fn rows(&mut self, rows: &[StaffRow]) -> Vec<Option<usize>> {
        let mut found: Vec<Option<usize>> = rows
            .iter()
            .map(|row| self.claim_numbered(row.employee_number.as_deref()))
            .collect();
        for (row, found) in rows.iter().zip(&mut found) {
            if found.is_none() {
                let number = row.employee_number.as_deref();
                *found = self.claim_addressed(row.email.as_deref(), number, &row.name);
            }
        }
        for (row, found) in rows.iter().zip(&mut found) {
            if found.is_none() && row.employee_number.is_none() {
                *found = self.claim_named(&row.name, row.email.is_some());
            }
        }
        found
    }

    /// Somebody whose line is rejected has not left.
    pub(super) fn hold(&mut self, rejected: &[Identity]) {
        for identity in rejected {
            let found = self
                .claim_numbered(identity.employee_number.as_deref())
                .or_else(|| {
                    let name = identity.name.as_deref().unwrap_or_default();
                    let number = identity.employee_number.as_deref();
                    self.claim_addressed(identity.email.as_deref(), number, name)
                });
            if found.is_none()
                && identity.employee_number.is_none()
                && let Some(name) = &identity.name
            {
                self.claim_named(name, identity.email.is_some());
            }
        }
    }

    /// Where somebody with this address is, claimed or not.
    pub(super) fn addressed(&self, email: &str) -> Option<usize> {
        self.by_email.get(email)?.first().copied()
    }

    fn claim_numbered(&mut self, number: Option<&str>) -> Option<usize> {
        let at = *self.by_number.get(&as_key(number?))?;
        (!std::mem::replace(&mut self.claimed[at], true)).then_some(at)
    }

    /// With another number and another name it is another person, who was given an address that is somebody's.
    fn claim_addressed(
        &mut self,
        email: Option<&str>,
        number: Option<&str>,
        name: &str,
    ) -> Option<usize> {
        let mut places = self.by_email.get(email?)?.clone();
        places.retain(|&at| {
            let own = &self.standing[at];
            let numbers = own.employment.employee_number.as_deref().zip(number);
            numbers.is_none_or(|(one, other)| as_key(one) == as_key(other))
                || name.is_empty()
                || fold(&own.person.name) == fold(name)
        });
        self.claim_latest(places)
    }

    /// Two of one name without anything else to tell them apart are taken in the order they were first loaded.
    fn claim_named(&mut self, name: &str, has_address: bool) -> Option<usize> {
        let mut places = self.by_name.get(&fold(name))?.clone();
        places.retain(|&at| !(has_address && self.standing[at].person.email.is_some()));
        self.claim_latest(places)
    }

    /// The one still in post before those that ended, the last ended before the others.
    fn claim_latest(&mut self, places: Vec<usize>) -> Option<usize> {
        let at = places
            .into_iter()
            .filter(|&at| !self.claimed[at])
            .min_by_key(|&at| {
                let employment = &self.standing[at].employment;
                (employment.ended_on.map(std::cmp::Reverse), employment.id)
            })?;
        self.claimed[at] = true;
        Some(at)
    }
}
