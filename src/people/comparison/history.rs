//! The history of an employment: what was true of it from one day to another.
//!
//! A change is true from the day the list describes; until the day before, what was true stays true. What a list says
//! of a posting that began no earlier is a correction of it. Postings never overlap, and the last ends with the
//! employment.

use super::Writes;
use crate::{
    entities::people::posting,
    kernel::{
        ids::{EmploymentId, PlaceId, PostingId, StaffGroupId},
        time::Day,
    },
};

/// What is true of an employment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub words: String,
    pub group: Option<StaffGroupId>,
    pub place: Option<PlaceId>,
    pub job_role: Option<String>,
    pub band: Option<String>,
    pub fte_hundredths: Option<i32>,
    pub manager: Option<EmploymentId>,
}

impl Content {
    /// What a posting says.
    pub(super) fn of(posting: &posting::Model) -> Self {
        Self {
            words: posting.group_words.clone(),
            group: posting.staff_group_id,
            place: posting.place_id,
            job_role: posting.job_role.clone(),
            band: posting.band.clone(),
            fte_hundredths: posting.fte_hundredths,
            manager: posting.manager_employment_id,
        }
    }

    fn put_in(self, posting: &mut posting::Model) {
        posting.group_words = self.words;
        posting.staff_group_id = self.group;
        posting.place_id = self.place;
        posting.job_role = self.job_role;
        posting.band = self.band;
        posting.fte_hundredths = self.fte_hundredths;
        posting.manager_employment_id = self.manager;
    }

    /// A posting that says it.
    pub(super) fn posted(
        self,
        employment: EmploymentId,
        from_on: Day,
        to_on: Option<Day>,
    ) -> posting::Model {
        let mut posting = posting::Model {
            id: PostingId::new(),
            employment_id: employment,
            from_on,
            to_on,
            staff_group_id: None,
            group_words: String::new(),
            place_id: None,
            job_role: None,
            band: None,
            fte_hundredths: None,
            manager_employment_id: None,
        };
        self.put_in(&mut posting);
        posting
    }
}

/// An employment's postings while they are changed.
pub(super) struct History {
    before: Vec<posting::Model>,
    now: Vec<posting::Model>,
}

impl History {
    pub(super) fn of(postings: &[posting::Model]) -> Self {
        Self {
            before: postings.to_vec(),
            now: postings.to_vec(),
        }
    }

    /// The employment began on another day than was thought.
    pub(super) fn begins(&mut self, on: Day) {
        while self.now.len() > 1 && self.now[0].to_on.is_some_and(|to| to < on) {
            self.now.remove(0);
        }
        if let Some(first) = self.now.first_mut() {
            first.from_on = on;
            if first.to_on.is_some_and(|to| to < on) {
                first.to_on = Some(on);
            }
        }
    }

    /// Something else is true from a day on.
    pub(super) fn becomes(&mut self, content: Content, day: Day, ended: Option<Day>) {
        let Some(last) = self.now.last_mut() else {
            return;
        };
        if last.from_on >= day || ended.is_some_and(|ended| ended < day) {
            content.put_in(last);
            return;
        }
        last.to_on = Some(day.plus(-1));
        let next = content.posted(last.employment_id, day, ended);
        self.now.push(next);
    }

    /// What is true now was said wrongly: the days stay as they are.
    pub(super) fn corrects(&mut self, content: Content) {
        if let Some(last) = self.now.last_mut() {
            content.put_in(last);
        }
    }

    /// The employment's last day is this one, or not known.
    pub(super) fn ends(&mut self, on: Option<Day>) {
        if let Some(on) = on {
            while self.now.len() > 1 && self.now.last().is_some_and(|last| on < last.from_on) {
                self.now.pop();
            }
        }
        if let Some(last) = self.now.last_mut() {
            last.to_on = on;
            last.from_on = on.map_or(last.from_on, |on| on.min(last.from_on));
        }
    }

    /// Writes what became different; true if anything did.
    pub(super) fn write(self, writes: &mut Writes) -> bool {
        let mut any = false;
        for posting in &self.before {
            if !self.now.iter().any(|now| now.id == posting.id) {
                writes.dropped_postings.push(posting.clone());
                any = true;
            }
        }
        for posting in self.now {
            match self.before.iter().find(|before| before.id == posting.id) {
                Some(before) if *before == posting => continue,
                Some(_) => writes.changed_postings.push(posting),
                None => writes.new_postings.push(posting),
            }
            any = true;
        }
        any
    }
}
