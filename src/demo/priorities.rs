//! Four invented priorities of the system, and which of the invented objectives serve them.
//!
//! They follow what every integrated care system is for (the four core purposes) and where the 10 Year Plan wants to
//! go (from hospital to community, from sickness to prevention); none is a real partner's own.

use crate::{
    access::AdministeredSystem,
    kernel::fault::Answer,
    organisations::{
        keeping::{self, List, Wording},
        priorities::Whose,
    },
};

/// A priority: its name, the difference it makes for people, and the titles of the objectives that serve it.
type Invented = (&'static str, &'static str, &'static [&'static str]);

const PRIORITIES: &[Invented] = &[
    (
        "From hospital to home",
        "People are cared for at home wherever they can be, and go home on the day they are ready to",
        &[
            "Same-day discharge with social care",
            "Shared waiting list for physiotherapy",
            "Care home ward round with the primary care network",
            "Medicines safely across the interface",
        ],
    ),
    (
        "Prevention before treatment",
        "Fewer people fall ill from what could have been prevented",
        &[
            "Falls prevention with the voluntary sector",
            "Healthy homes referrals",
            "Reducing inequalities in cancer screening",
        ],
    ),
    (
        "The same chances for everybody",
        "How well people fare does not depend on where they live or who they are",
        &[
            "Shared waiting list for physiotherapy",
            "Healthy homes referrals",
            "Reducing inequalities in cancer screening",
        ],
    ),
    (
        "One team around each person",
        "People tell their story once, and whoever comes knows what matters to them",
        &[
            "One care plan for frail older people",
            "Joint training on mental health in the emergency department",
            "Young people moving to adult services",
            "A single point of contact for carers",
        ],
    ),
];

/// Whether objectives of this title serve the priority of this name.
pub fn serves(title: &str, priority: &str) -> bool {
    PRIORITIES
        .iter()
        .any(|(name, _, titles)| *name == priority && titles.contains(&title))
}

/// Adds them to the system's list.
pub async fn keep(system: &AdministeredSystem) -> Answer<()> {
    let kept = keeping::open(system, List::Priorities).await?;
    for (name, difference, _) in PRIORITIES {
        let wording = Wording {
            name: (*name).to_owned(),
            version: String::new(),
            is_counted: true,
            difference: (*difference).to_owned(),
            whose: Whose::System,
        };
        keeping::add(&kept, &wording).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::names::AIMS;
    use super::PRIORITIES;

    #[test]
    fn priorities_are_served_by_objectives_that_people_have() {
        for (name, _, titles) in PRIORITIES {
            assert!(!titles.is_empty(), "{name}");
            for title in *titles {
                let is_there = AIMS.iter().any(|aim| aim.0 == *title);
                assert!(is_there, "{name}: nobody has “{title}”");
            }
        }
    }
}
