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
    kernel::ids::{EmploymentId, OrganisationId, PersonId, PlaceId, StaffGroupId},
    kernel::time::{Day, Instant},
    sign_in::Readdressed,
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
    /// Who left before this day is forgotten, and begins on no list again.
    pub kept_from: Day,
    /// This moment.
    pub now: Instant,
    /// Whether somebody looks at who is in each list, or at how many they are alone.
    pub is_looked_at: bool,
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

/// A list of the preview: how many are in it, and who, where somebody [looks](Setting::is_looked_at).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    count: usize,
    listed: Vec<Listed>,
}

impl Listing {
    /// How many are in it.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Who is in it, in the order of the list; nobody where nobody looks.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    fn add(&mut self, setting: Setting, one: impl FnOnce() -> Listed) {
        self.count += 1;
        if setting.is_looked_at {
            self.listed.push(one());
        }
    }
}

impl From<Vec<Listed>> for Listing {
    fn from(listed: Vec<Listed>) -> Self {
        Self {
            count: listed.len(),
            listed,
        }
    }
}

/// An employment that begins: what is settled of it beyond what its row says.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    /// Which of the rows, from 0.
    pub row: usize,
    pub id: EmploymentId,
    pub person: PersonId,
    /// Whether the person is new too.
    pub is_new_person: bool,
    pub started_on: Option<Day>,
    /// The first day of its first posting.
    pub from_on: Day,
    pub group: Option<StaffGroupId>,
    pub place: Option<PlaceId>,
    pub manager: Option<EmploymentId>,
}

/// What a list would do.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Employments that begin, people who come back among them.
    pub new: Listing,
    /// Employments of which something changes.
    pub changed: Listing,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Those in post who are not in the list: to be ended, never deleted.
    pub gone: Listing,
    /// Those in the list whose words for a staff group nobody has mapped: loaded, and counted as not placed.
    pub unplaced: Listing,
    /// Lines that are not loaded, each with the reason.
    pub rejected: Vec<Rejection>,
    /// How many were in post, as the records stand, on the day the list describes.
    pub in_post: usize,
    /// How many of those in post it ends: who is not in the list, and whose last day in it was before that day.
    pub ends: usize,
    /// What is written.
    pub(super) writes: Writes,
}

/// What the audit trail is told of somebody who stood before the list: whom somebody signs in as and who sees their
/// objectives must not change without a trace, and be put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Their address and name.
    Person {
        id: PersonId,
        from: (Option<String>, String),
        to: (Option<String>, String),
    },
    /// They turned out to be somebody known.
    Merged {
        id: PersonId,
        name: String,
        into: PersonId,
    },
    /// Their staff group, other than by what its words mean, and their line manager.
    Employment {
        id: EmploymentId,
        from: (Option<StaffGroupId>, Option<EmploymentId>),
        to: (Option<StaffGroupId>, Option<EmploymentId>),
    },
}

/// What is written, all of it or none, in this order.
#[derive(Clone, Debug, Default)]
pub(super) struct Writes {
    /// People who turn out to be somebody already known: whose records move to whom.
    pub merged: Vec<(PersonId, PersonId)>,
    pub changed_people: Vec<person::Model>,
    /// Those of them who have another address from now on, each once: what follows of that is sign-in's.
    pub readdressed: Vec<Readdressed>,
    pub changed_employments: Vec<employment::Model>,
    /// With their people and first postings.
    pub begun: Vec<Begun>,
    pub dropped_postings: Vec<posting::Model>,
    pub changed_postings: Vec<posting::Model>,
    pub new_postings: Vec<posting::Model>,
    /// The lines of the audit trail.
    pub told: Vec<Told>,
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
        // Whoever is employed here twice is in two rows.
        self.readdressed.sort_by_key(|one| one.person);
        self.readdressed.dedup_by_key(|one| one.person);
    }

    /// How many people are new.
    pub fn new_people(&self) -> usize {
        self.begun
            .iter()
            .filter(|begun| begun.is_new_person)
            .count()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows are written.
    pub fn len(&self) -> usize {
        self.merged.len()
            + self.changed_people.len()
            + self.changed_employments.len()
            + 2 * self.begun.len()
            + self.new_people()
            + self.dropped_postings.len()
            + self.changed_postings.len()
            + self.new_postings.len()
    }
}
