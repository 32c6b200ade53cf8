//! A staff list against what stands: who is new, changed, gone or the same, and what is written for it. Pure.

mod addresses;
mod existing;
mod history;
mod matching;
mod plan;

use std::collections::HashMap;

use super::staff_list::rows::Rejection;
use crate::{
    entities::people::{employment, person, posting},
    kernel::ids::{OrganisationId, PersonId},
    kernel::time::{Day, Instant},
};

pub use plan::compare;

/// An employment at the organisation, past ones too, as the records have it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The employment.
    pub employment: employment::Model,
    /// Whose it is.
    pub person: person::Model,
    /// Its history, the oldest first.
    pub postings: Vec<posting::Model>,
    /// Whether the person is employed by another partner too: their name is not this organisation's to change.
    pub is_shared: bool,
    /// Whether the person holds a role beyond this organisation, or is employed elsewhere: with their address goes
    /// their sign-in, so it is not this organisation's to change.
    pub signs_in_elsewhere: bool,
}

/// The records that a list is compared with.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Every employment at the organisation.
    pub standing: Vec<Standing>,
    /// Whose the addresses in the list are, at whatever partner.
    pub known_addresses: HashMap<String, PersonId>,
}

/// Where and when the comparison is made.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The organisation.
    pub organisation: OrganisationId,
    /// It is a member of its system from this day.
    pub joined_on: Day,
    /// This moment.
    pub now: Instant,
}

/// Someone in a list of the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The line of the file that names them; none for somebody who is not in it.
    pub line: Option<u32>,
    /// Their name.
    pub name: String,
    /// What there is to say: what is new, or each thing that changed.
    pub notes: Vec<String>,
}

/// What a list would do.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Employments that begin, people who come back among them.
    pub new: Vec<Listed>,
    /// Employments of which something changes.
    pub changed: Vec<Listed>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Those in post who are not in the list: to be ended, never deleted.
    pub gone: Vec<Listed>,
    /// Those in the list whose words for a staff group nobody has mapped: loaded, and counted as not placed.
    pub unplaced: Vec<Listed>,
    /// Lines that are not loaded, each with the reason.
    pub rejected: Vec<Rejection>,
    /// How many were in post, as the records stand, on the day the list describes.
    pub in_post: usize,
    /// What is written.
    pub(super) writes: Writes,
}

/// What is written, all of it or none, in this order.
#[derive(Clone, Debug, Default)]
pub(super) struct Writes {
    /// People who turn out to be somebody already known: whose records move to whom.
    pub merged: Vec<(PersonId, PersonId)>,
    pub changed_people: Vec<person::Model>,
    pub new_people: Vec<person::Model>,
    pub changed_employments: Vec<employment::Model>,
    pub new_employments: Vec<employment::Model>,
    pub dropped_postings: Vec<posting::Model>,
    pub changed_postings: Vec<posting::Model>,
    pub new_postings: Vec<posting::Model>,
}

impl Writes {
    /// Puts every employment that changes with whoever its person turned out to be.
    fn follow_merged(&mut self) {
        for (from, to) in &self.merged {
            for employment in &mut self.changed_employments {
                if employment.person_id == *from {
                    employment.person_id = *to;
                }
            }
            self.changed_people.retain(|person| person.id != *from);
        }
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are written.
    pub fn len(&self) -> usize {
        self.merged.len()
            + self.changed_people.len()
            + self.new_people.len()
            + self.changed_employments.len()
            + self.new_employments.len()
            + self.dropped_postings.len()
            + self.changed_postings.len()
            + self.new_postings.len()
    }
}
