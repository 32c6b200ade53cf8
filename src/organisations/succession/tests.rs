use super::*;
use crate::{
    entities::systems::{OrganisationKind, SuccessionKind},
    kernel::{
        ids::{SuccessionId, SystemId},
        time::Instant,
    },
};

const OF_2026: &str = include_str!("../../../tests/data/icb-succession-2026.csv");

/// Partners by code, closed on the day they are first succeeded.
#[derive(Default)]
pub(super) struct World {
    pub(super) partners: Vec<organisation::Model>,
    pub(super) successions: Vec<succession::Model>,
}

pub(super) fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

impl World {
    pub(super) fn partner(&mut self, code: &str, name: &str) -> OrganisationId {
        if let Some(known) = self
            .partners
            .iter()
            .find(|p| p.code.as_deref() == Some(code))
        {
            return known.id;
        }
        let id = OrganisationId::new();
        self.partners.push(organisation::Model {
            id,
            system_id: SystemId::new(),
            code: Some(code.to_owned()),
            name: name.to_owned(),
            kind: OrganisationKind::Icb,
            place_id: None,
            opened_on: None,
            closed_on: None,
            joined_on: day("2022-07-01"),
            left_on: None,
            created_at: Instant::new("2026-04-01T00:00:00Z".parse().expect("a timestamp")),
        });
        id
    }

    fn succeed(
        &mut self,
        (from, from_name): (&str, &str),
        (to, to_name): (&str, &str),
        kind: &str,
        on: &str,
    ) {
        let (predecessor_id, successor_id) =
            (self.partner(from, from_name), self.partner(to, to_name));
        self.successions.push(succession::Model {
            id: SuccessionId::new(),
            predecessor_id,
            successor_id,
            happened_on: day(on),
            kind: SuccessionKind::from_word(kind).expect("a kind"),
        });
        for partner in &mut self.partners {
            if partner.id == predecessor_id {
                partner.closed_on = Some(day(on));
            }
        }
    }

    /// Successions among partners that are named after their codes.
    pub(super) fn of(successions: &[(&str, &str, &str, &str)]) -> Self {
        let mut world = Self::default();
        for (from, to, kind, on) in successions {
            world.succeed((from, from), (to, to), kind, on);
        }
        world
    }

    pub(super) fn of_2026() -> Self {
        let mut world = Self::default();
        for record in csv::Reader::from_reader(OF_2026.as_bytes()).records() {
            let record = record.expect("a row");
            let cell = |at: usize| record.get(at).expect("a cell");
            world.succeed((cell(0), cell(1)), (cell(2), cell(3)), cell(4), cell(5));
        }
        world
    }

    /// As whom a partner stands on a day, in codes.
    fn stands(&self, code: &str, on: &str) -> String {
        let coded = |id: OrganisationId| {
            let partner = self.partners.iter().find(|p| p.id == id);
            partner.and_then(|p| p.code.clone()).expect("a code")
        };
        let id = self
            .partners
            .iter()
            .find(|p| p.code.as_deref() == Some(code))
            .map(|p| p.id)
            .expect("a partner of this code");
        match Standing::on(day(on), &self.partners, &self.successions).of(id) {
            StandsAs::Itself => "itself".to_owned(),
            StandsAs::Became(one) => coded(one),
            StandsAs::SplitInto(parts) => {
                let parts: Vec<String> = parts.into_iter().map(coded).collect();
                format!("split: {}", parts.join(" "))
            }
        }
    }
}

#[test]
fn the_successions_of_april_2026_stand_as_the_law_has_it() {
    let world = World::of_2026();
    assert_eq!(world.successions.len(), 16);
    let stands = |code: &str| world.stands(code, "2026-04-01");
    let mut counts = [0; 3];
    for partner in &world.partners {
        let stands = stands(partner.code.as_deref().expect("a code"));
        let which = match stands.as_str() {
            "itself" => 0,
            split if split.starts_with("split") => 2,
            _ => 1,
        };
        counts[which] += 1;
    }
    // Six new and QRL stand as themselves; of twelve that closed, three were split.
    assert_eq!(counts, [7, 9, 3]);
    for (code, became) in [
        ("QHG", "S1Y5D"),
        ("QUE", "S1Y5D"),
        ("QH8", "D7T5G"),
        ("QMM", "T6Y0W"),
        ("QU9", "S0E4D"),
        ("QXU", "S9B9J"),
        ("QNX", "S9B9J"),
        ("QMJ", "Z9B2Z"),
        ("QRV", "Z9B2Z"),
        ("QM7", "split: S1Y5D D7T5G"),
        ("QJG", "split: D7T5G T6Y0W"),
        ("QNQ", "split: QRL S9B9J S0E4D"),
        ("QRL", "itself"),
        ("S0E4D", "itself"),
    ] {
        assert_eq!(stands(code), became, "{code}");
    }
}

#[test]
fn nothing_stands_as_another_before_the_legal_date() {
    let world = World::of_2026();
    for partner in &world.partners {
        let code = partner.code.as_deref().expect("a code");
        assert_eq!(world.stands(code, "2026-03-31"), "itself", "{code}");
    }
}

#[test]
fn chains_are_followed_to_their_end() {
    let world = World::of(&[
        ("A", "B", "code change", "2020-04-01"),
        ("B", "C", "merger", "2023-04-01"),
        ("X", "C", "merger", "2023-04-01"),
        ("C", "D", "acquisition", "2026-04-01"),
    ]);
    for code in ["A", "B", "C", "X"] {
        assert_eq!(world.stands(code, "2026-11-28"), "D", "{code}");
    }
    // A chain reaches as far as the day.
    assert_eq!(world.stands("A", "2022-01-01"), "B");
    assert_eq!(world.stands("A", "2024-01-01"), "C");
}

#[test]
fn a_split_anywhere_in_a_chain_is_a_split() {
    let world = World::of(&[
        ("A", "B", "merger", "2020-04-01"),
        ("B", "C", "split", "2023-04-01"),
        ("B", "D", "split", "2023-04-01"),
        ("D", "E", "merger", "2026-04-01"),
    ]);
    assert_eq!(world.stands("A", "2026-11-28"), "split: C E");
    assert_eq!(world.stands("B", "2024-01-01"), "split: C D");
    assert_eq!(world.stands("D", "2026-11-28"), "E");
}

#[test]
fn a_split_whose_parts_come_together_again_is_none() {
    let world = World::of(&[
        ("A", "B", "split", "2020-04-01"),
        ("A", "C", "split", "2020-04-01"),
        ("B", "D", "merger", "2026-04-01"),
        ("C", "D", "merger", "2026-04-01"),
    ]);
    assert_eq!(world.stands("A", "2021-01-01"), "split: B C");
    assert_eq!(world.stands("A", "2026-11-28"), "D");
}

#[test]
fn a_part_that_joins_the_other_part_makes_it_one() {
    let world = World::of(&[
        ("A", "B", "split", "2020-04-01"),
        ("A", "C", "split", "2020-04-01"),
        ("C", "B", "acquisition", "2026-04-01"),
    ]);
    assert_eq!(world.stands("A", "2026-11-28"), "B");
}

#[test]
fn whoever_goes_on_beside_a_successor_stands_as_itself() {
    let mut world = World::of(&[("A", "B", "split", "2026-04-01")]);
    world.partners[0].closed_on = None;
    assert_eq!(world.stands("A", "2026-11-28"), "itself");
}

#[test]
fn a_closure_without_a_successor_stands_as_itself() {
    let mut world = World::default();
    world.partner("A", "A");
    world.partners[0].closed_on = Some(day("2026-04-01"));
    assert_eq!(world.stands("A", "2026-11-28"), "itself");
}

#[test]
fn a_circle_is_known_before_it_is_closed() {
    let chain = [("A", "B"), ("B", "C"), ("B", "D")];
    assert!(would_circle(&chain, "C", "A"));
    assert!(would_circle(&chain, "D", "A"));
    assert!(would_circle(&chain, "A", "A"));
    assert!(!would_circle(&chain, "C", "D"));
    // Two ways to one end are no circle.
    assert!(!would_circle(&chain, "A", "D"));
}

#[test]
fn walking_a_circle_comes_to_an_end() {
    let world = World::of(&[
        ("A", "B", "merger", "2020-04-01"),
        ("B", "A", "merger", "2021-04-01"),
    ]);
    assert_eq!(world.stands("A", "2026-11-28"), "itself");
}
