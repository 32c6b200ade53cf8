use super::{
    super::tests::{World, day},
    *,
};

/// What is said of a partner of this code on a day.
fn said(world: &World, code: &str, on: &str) -> Vec<String> {
    let of = world
        .partners
        .iter()
        .find(|p| p.code.as_deref() == Some(code));
    let of = of.expect("a partner of this code").id;
    told(of, &world.partners, &world.successions, day(on))
}

#[test]
fn each_board_of_2026_says_what_became_of_it() {
    let world = World::of_2026();
    let today = "2026-11-16";
    assert_eq!(
        said(&world, "QU9", today),
        ["Became Thames Valley, on 1 April 2026."]
    );
    assert_eq!(
        said(&world, "QM7", today),
        [
            "Was split into Central East and Essex, on 1 April 2026.",
            "What was recorded of it could not be re-assigned to one of them, so it stays under this name."
        ]
    );
    assert_eq!(
        said(&world, "Z9B2Z", today),
        ["Succeeds North Central London and North West London, since 1 April 2026."]
    );
    assert_eq!(
        said(&world, "QRL", today),
        ["Succeeds Frimley (in part), since 1 April 2026."]
    );
}

#[test]
fn what_is_to_come_is_told_as_such() {
    let world = World::of_2026();
    let today = "2026-03-31";
    assert_eq!(
        said(&world, "QU9", today),
        ["Becomes Thames Valley, on 1 April 2026."]
    );
    assert_eq!(
        said(&world, "QM7", today),
        ["Is to be split into Central East and Essex, on 1 April 2026."]
    );
    assert_eq!(
        said(&world, "QRL", today),
        ["Is to succeed Frimley (in part), on 1 April 2026."]
    );
}

#[test]
fn the_end_of_a_chain_is_told_beside_its_next_link() {
    let world = World::of(&[
        ("A", "B", "merger", "2013-04-01"),
        ("B", "C", "code change", "2022-07-01"),
    ]);
    assert_eq!(
        said(&world, "A", "2026-11-16"),
        ["Became B, on 1 April 2013.", "It stands today as C."]
    );
    assert_eq!(
        said(&world, "B", "2026-11-16"),
        [
            "Became C, on 1 July 2022.",
            "Succeeds A, since 1 April 2013."
        ]
    );
}

#[test]
fn whoever_goes_on_gave_away_a_part() {
    let mut world = World::of(&[
        ("A", "B", "split", "2024-04-01"),
        ("A", "C", "split", "2026-04-01"),
    ]);
    for partner in &mut world.partners {
        partner.closed_on = None;
    }
    assert_eq!(
        said(&world, "A", "2024-11-16"),
        [
            "A part of it went to B, on 1 April 2024.",
            "A part of it is to go to C, on 1 April 2026."
        ]
    );
    world.partner("D", "D");
    assert_eq!(said(&world, "D", "2026-11-16"), Vec::<String>::new());
}
