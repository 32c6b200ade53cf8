//! A staff list that ends many employments: whoever loads it says how many, for it may be one department's.

use super::comparison::Comparison;
use crate::kernel::words::{count, counted};

/// How many may end without a word.
const FEW: usize = 5;

/// What whoever loads a list has said of how many employments it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// So many, as they were told.
    Exactly(usize),
    /// No more than so many.
    AtMost(usize),
}

impl Said {
    /// Whether a list may be loaded that ends many.
    pub(super) fn allows(self, many: Many) -> bool {
        match self {
            Self::Nothing => false,
            Self::Exactly(said) => said == many.ends,
            Self::AtMost(said) => many.ends <= said,
        }
    }
}

/// A list that ends more than 5 of the employments in post, and more than a tenth of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Many {
    /// How many it ends.
    pub ends: usize,
    /// Of how many in post on the day it describes.
    of: usize,
}

impl Many {
    /// What a list does, where it ends so many.
    pub fn of(comparison: &Comparison) -> Option<Self> {
        let (ends, of) = (comparison.ends, comparison.in_post);
        (ends > FEW && ends * 10 > of).then_some(Self { ends, of })
    }

    /// "This list ends 412 of 1,140 people's employments (36%).", and what that means.
    pub fn sentence(self) -> String {
        let share = match (self.ends * 200 + self.of) / (self.of.max(1) * 2) {
            100 if self.ends < self.of => "over 99%".to_owned(),
            percent => format!("{percent}%"),
        };
        format!(
            "This list ends {} of {} ({share}): of those who are not in it, and of those whose last day in it has \
             passed. They are counted as staff no longer, and can log no work of the days after. Is it the list of \
             the whole organisation?",
            number(self.ends),
            counted(
                whole(self.of),
                "person’s employment",
                "people’s employments"
            ),
        )
    }

    /// The number as it is to be typed.
    pub fn number(self) -> String {
        number(self.ends)
    }

    /// Why what was typed does not confirm it; none if it does.
    pub fn why_not(self, typed: &str) -> Option<String> {
        let plain: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ',')
            .collect();
        if plain.is_empty() {
            return Some(format!(
                "Enter how many employments the list ends, {}, if that is right",
                self.number()
            ));
        }
        (plain.parse() != Ok(self.ends)).then(|| {
            format!(
                "The list ends {}: enter that number if it is right, or discard the list",
                counted(whole(self.ends), "employment", "employments")
            )
        })
    }
}

fn whole(some: usize) -> i64 {
    i64::try_from(some).unwrap_or(i64::MAX)
}

fn number(some: usize) -> String {
    count(whole(some))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(ends: usize, in_post: usize) -> Option<Many> {
        Many::of(&Comparison {
            ends,
            in_post,
            ..Comparison::default()
        })
    }

    #[test]
    fn more_than_five_and_more_than_a_tenth_are_many() {
        for (ends, in_post, is_many) in [
            (5, 5, false),
            (6, 6, true),
            (6, 59, true),
            (6, 60, false),
            (113, 1140, false),
            (115, 1140, true),
            (0, 0, false),
        ] {
            assert_eq!(
                many(ends, in_post).is_some(),
                is_many,
                "{ends} of {in_post}"
            );
        }
    }

    #[test]
    fn it_is_loaded_if_so_many_were_expected() {
        let many = many(12, 20).expect("many");
        for (said, is_allowed) in [
            (Said::Nothing, false),
            (Said::Exactly(11), false),
            (Said::Exactly(12), true),
            (Said::Exactly(13), false),
            (Said::AtMost(11), false),
            (Said::AtMost(12), true),
            (Said::AtMost(13), true),
        ] {
            assert_eq!(said.allows(many), is_allowed, "{said:?}");
        }
    }

    #[test]
    fn it_is_said_in_full_and_confirmed_by_its_number_alone() {
        let many = many(1412, 3922).expect("many");
        assert!(many.sentence().starts_with(
            "This list ends 1,412 of 3,922 people’s employments (36%): of those who are not in it"
        ));
        let nearly = Many::of(&Comparison {
            ends: 5359,
            in_post: 5360,
            ..Comparison::default()
        });
        let nearly = nearly.expect("many").sentence();
        assert!(
            nearly.contains("5,359 of 5,360 people’s employments (over 99%)"),
            "{nearly}"
        );
        for right in ["1412", "1,412", " 1 412 "] {
            assert_eq!(many.why_not(right), None);
        }
        for wrong in ["", " ", "yes", "1411", "-1412", "14.12"] {
            assert!(many.why_not(wrong).is_some(), "{wrong}");
        }
    }
}
