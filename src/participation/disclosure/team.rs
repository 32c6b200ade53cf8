//! What a line manager may be told of how a team took part: a figure that tells of nobody, or nothing.
//!
//! A manager knows more than an outsider, and the figure is judged by what is left to be learnt from it:
//! 1. They see, by name, whoever linked an entry to an objective. So those who are not known like that must be the
//!    threshold or more among those who took part, and among those who did not: that covers none and all of them.
//! 2. They see the published table. What it has of a staff group at a place, less the team's part of it, must tell of
//!    nobody either: those outside the team are held to the same rule.
//! 3. Where a team has all of some cells of that table, the table takes them out of the team's figure: what remains of
//!    the team is held to the same rule.

use super::Shown;

/// Some people, and those of them who took part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many they are.
    pub people: i64,
    /// Those of them with at least one entry in the period.
    pub took_part: i64,
}

/// A team, and what is known around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Those of its members whose manager sees, by name, that they took part.
    pub known: i64,
    /// For each staff group at a place that a member is of: the members, and everybody else who is counted there.
    pub cells: Vec<(Group, Group)>,
}

impl Group {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            took_part: self.took_part + other.took_part,
        }
    }

    fn tells_of_nobody(self, threshold: i64) -> bool {
        threshold <= self.took_part && threshold <= self.people - self.took_part
    }
}

impl Team {
    /// All its members.
    pub fn all(&self) -> Group {
        sum(self.cells.iter().map(|(team, _)| *team))
    }

    /// How many of them took part, as their manager may see it.
    pub fn shown(&self, threshold: i64) -> Shown {
        let threshold = threshold.max(1);
        let all = self.all();
        let unknown = Group {
            people: all.people - self.known,
            took_part: all.took_part - self.known,
        };
        let others_are_safe = self
            .cells
            .iter()
            .filter(|(_, others)| *others != Group::default())
            .all(|(_, others)| others.tells_of_nobody(threshold));
        let has_whole_cells = self
            .cells
            .iter()
            .any(|(_, others)| *others == Group::default());
        let rest = sum(self
            .cells
            .iter()
            .filter(|(_, others)| *others != Group::default())
            .map(|(team, _)| *team));
        let rest_is_safe = !has_whole_cells || rest.people == 0 || rest.tells_of_nobody(threshold);
        if unknown.tells_of_nobody(threshold) && others_are_safe && rest_is_safe {
            Shown(Some(all.took_part))
        } else {
            Shown::HIDDEN
        }
    }
}

fn sum(groups: impl Iterator<Item = Group>) -> Group {
    groups.fold(Group::default(), Group::plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLD: i64 = 10;

    fn group(people: i64, took_part: i64) -> Group {
        Group { people, took_part }
    }

    fn shown(known: i64, cells: &[(Group, Group)]) -> Option<i64> {
        let cells = cells.to_vec();
        Team { known, cells }.shown(THRESHOLD).count()
    }

    #[test]
    fn a_small_figure_and_nearly_all_are_hidden() {
        let others = group(400, 150);
        for (took_part, expected) in [
            (0, None),
            (9, None),
            (10, Some(10)),
            (20, Some(20)),
            (21, None),
            (30, None),
        ] {
            assert_eq!(shown(0, &[(group(30, took_part), others)]), expected);
        }
    }

    #[test]
    fn who_is_known_by_name_is_no_cover_for_the_rest() {
        let others = group(400, 150);
        assert_eq!(shown(5, &[(group(30, 15), others)]), Some(15));
        assert_eq!(shown(6, &[(group(30, 15), others)]), None);
        assert_eq!(shown(15, &[(group(30, 15), others)]), None);
    }

    #[test]
    fn the_published_table_less_the_team_tells_of_nobody() {
        assert_eq!(shown(0, &[(group(30, 15), group(20, 10))]), Some(15));
        assert_eq!(shown(0, &[(group(30, 15), group(20, 9))]), None);
        assert_eq!(shown(0, &[(group(30, 15), group(20, 11))]), None);
        assert_eq!(shown(0, &[(group(30, 15), group(0, 0))]), Some(15));
        // All nurses and three of the doctors: the table takes the nurses out.
        let doctors = (group(3, 1), group(100, 50));
        assert_eq!(shown(0, &[(group(30, 15), group(0, 0)), doctors]), None);
        assert_eq!(
            shown(0, &[(group(30, 15), group(60, 30)), doctors]),
            Some(16)
        );
    }
}
