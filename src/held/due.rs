//! Who is forgotten when: the rule.

use crate::{
    entities::{access::Role, people::person},
    kernel::{
        ids::{BoardId, OrganisationId, RecipientId, SystemId},
        time::{Day, Instant},
    },
};

/// How somebody stands with everybody who employs or employed them.
#[derive(Debug)]
pub(super) struct Standing {
    pub person: person::Model,
    pub work: Vec<WorkAt>,
    pub roles: Vec<RoleOf>,
    /// For how many years they are kept after they have left: the longest of their systems. None where they were in no
    /// system at all.
    pub years: Option<i32>,
}

/// An employment, as far as the rule asks.
#[derive(Debug)]
pub(super) struct WorkAt {
    pub organisation: OrganisationId,
    pub name: String,
    pub system: Option<SystemId>,
    pub ended_on: Option<Day>,
}

/// Whoever a board sent its digests to, until it took them off its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former {
    pub id: RecipientId,
    pub removed_at: Instant,
    pub organisation: OrganisationId,
    pub system: SystemId,
}

/// A role, as far as the rule asks.
#[derive(Debug)]
pub(super) struct RoleOf {
    pub role: Role,
    pub board: Option<BoardId>,
    pub to_on: Option<Day>,
}

impl Standing {
    /// Where they are employed, today or from a day that is known.
    pub(super) fn in_post(&self, today: Day) -> Option<&WorkAt> {
        let mut work = self.work.iter();
        work.find(|at| at.ended_on.is_none_or(|ended| ended >= today))
    }

    /// A role that they hold, today or from a day that is known.
    pub(super) fn holds(&self, today: Day) -> Option<&RoleOf> {
        let mut roles = self.roles.iter();
        roles.find(|held| held.to_on.is_none_or(|to| to > today))
    }

    /// The last day of their last employment; of somebody who was never employed, of their last role.
    fn left_on(&self) -> Option<Day> {
        match self.work.iter().filter_map(|at| at.ended_on).max() {
            Some(ended) => Some(ended),
            None => {
                let ended = self.roles.iter().filter_map(|held| held.to_on);
                ended.max().map(|to| to.plus(-1))
            }
        }
    }

    /// Whether they are forgotten now: employed nowhere, without a role, and gone for longer than they are kept.
    pub(super) fn is_due(&self, today: Day) -> bool {
        let (Some(years), Some(left)) = (self.years, self.left_on()) else {
            return false;
        };
        self.in_post(today).is_none()
            && self.holds(today).is_none()
            && left < today.years_before(years)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::PersonId;

    const TODAY: &str = "2026-11-16";

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a day")
    }

    fn somebody(ended: &[Option<&str>], roles: &[Option<&str>], years: i32) -> Standing {
        Standing {
            person: person::Model {
                id: PersonId::new(),
                email: None,
                name: "Niamh Malik".into(),
                created_at: Instant::new(jiff::Timestamp::UNIX_EPOCH),
            },
            work: ended
                .iter()
                .map(|ended| WorkAt {
                    organisation: OrganisationId::new(),
                    name: "A trust".into(),
                    system: None,
                    ended_on: ended.map(day),
                })
                .collect(),
            roles: roles
                .iter()
                .map(|to| RoleOf {
                    role: Role::BoardSecretary,
                    board: None,
                    to_on: to.map(day),
                })
                .collect(),
            years: Some(years),
        }
    }

    #[test]
    fn somebody_is_forgotten_once_they_left_more_than_so_many_years_ago() {
        for (ended, roles, years, is_due) in [
            (&[Some("2020-11-15")][..], &[][..], 6, true),
            (&[Some("2020-11-16")], &[], 6, false),
            (&[Some("2020-11-15")], &[], 7, false),
            (&[Some("2001-01-01"), Some("2021-06-30")], &[], 6, false),
            (&[Some("2001-01-01"), None], &[], 1, false),
            (&[Some("2001-01-01"), Some("2027-01-31")], &[], 1, false),
            (&[Some("2001-01-01")], &[None], 1, false),
            (&[Some("2001-01-01")], &[Some("2026-11-17")], 1, false),
            (&[Some("2001-01-01")], &[Some("2026-11-16")], 1, true),
            (&[], &[Some("2020-11-16")], 6, true),
            (&[], &[Some("2020-11-17")], 6, false),
            (&[], &[], 1, false),
        ] {
            assert_eq!(
                somebody(ended, roles, years).is_due(day(TODAY)),
                is_due,
                "{ended:?} {roles:?} {years}"
            );
        }
    }

    #[test]
    fn a_leap_day_has_its_years_too() {
        let left = somebody(&[Some("2024-02-28")], &[], 4);
        assert!(!left.is_due(day("2028-02-28")));
        assert!(left.is_due(day("2028-02-29")));
    }
}
