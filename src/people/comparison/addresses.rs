//! Whose an address is. A person is known by one address, at however many partners, and signs in with it: so a list
//! may give an address, but never take one from somebody else, nor move a sign-in that reaches beyond its organisation.

use super::{Records, Standing, matching::Matching};
use crate::{kernel::ids::PersonId, people::staff_list::rows::StaffRow};

/// What a row's address means for its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// Nothing: there is none in the list, or it is the one that is known.
    AsItIs,
    /// The row's is given to them, for the first time or in place of another.
    Given,
    /// It is somebody's already whom no row has matched: they are that person.
    SomebodyKnown(PersonId),
    /// The row cannot be loaded, and why.
    Refused(String),
}

/// Judges the address of a row that was, or was not, matched to a standing employment.
pub(super) fn judge(
    row: &StaffRow,
    matched: Option<usize>,
    records: &Records,
    matching: &Matching<'_>,
) -> Address {
    let Some(email) = row.email.as_deref() else {
        return Address::AsItIs;
    };
    let owner = records.known_addresses.get(email).copied();
    let own = matched.map(|at| &records.standing[at]);
    match (own, owner) {
        (None, None) => Address::Given,
        (Some(own), Some(owner)) if own.person.id == owner => Address::AsItIs,
        (Some(own), None) => given(own, email),
        (_, Some(owner)) => {
            // Within the organisation an address is one person's.
            if let Some(at) = matching.addressed(email) {
                return Address::Refused(held_by(&records.standing[at], email));
            }
            match own {
                None => Address::SomebodyKnown(owner),
                Some(own) if own.person.email.is_none() && !own.signs_in_elsewhere => {
                    Address::SomebodyKnown(owner)
                }
                Some(_) => Address::Refused(format!(
                    "The address \u{201c}{email}\u{201d} is already somebody else\u{2019}s, so it cannot be given to \
                     this person."
                )),
            }
        }
    }
}

fn given(own: &Standing, email: &str) -> Address {
    match &own.person.email {
        Some(present) if own.signs_in_elsewhere => Address::Refused(format!(
            "They sign in with the address \u{201c}{present}\u{201d} beyond this organisation too, so a staff list \
             cannot change it to \u{201c}{email}\u{201d}."
        )),
        _ => Address::Given,
    }
}

fn held_by(holder: &Standing, email: &str) -> String {
    let number = match &holder.employment.employee_number {
        Some(number) => format!(" (employee number {number})"),
        None => String::new(),
    };
    format!(
        "The address \u{201c}{email}\u{201d} is already that of {}{number} here.",
        holder.person.name
    )
}
