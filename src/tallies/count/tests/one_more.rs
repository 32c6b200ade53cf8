//! One more entry adds what counting everything again would find.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use super::*;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn any_day(chance: &mut StdRng) -> Day {
    day("2026-02-20").plus(chance.random_range(0..400))
}

fn maybe(chance: &mut StdRng) -> Option<Day> {
    chance.random_bool(0.4).then(|| any_day(chance))
}

fn random_record(chance: &mut StdRng) -> EmploymentRecord {
    let mut record = nurse();
    record.in_post = Days {
        from_on: maybe(chance),
        to_on: maybe(chance),
    };
    for _ in 0..chance.random_range(0..3) {
        record.postings.push(Posted {
            from_on: any_day(chance),
            group: [None, Some(NURSES), Some(DOCTORS)]
                .choose(chance)
                .copied()
                .flatten(),
            place: [None, Some(NORTH), Some(SOUTH)]
                .choose(chance)
                .copied()
                .flatten(),
            band: [None, Some("6".to_owned()), Some("8a".to_owned())]
                .choose(chance)
                .cloned()
                .flatten(),
        });
    }
    for number in 0..chance.random_range(0..3) {
        let from_on = any_day(chance);
        let closed_on = maybe(chance).filter(|&closed| from_on <= closed);
        let all = [
            (Facet::Theme, id(0xa1)),
            (Facet::Theme, id(0xa2)),
            (Facet::Priority, id(0xa3)),
            (Facet::Partner, id(0xb1)),
        ];
        record.objectives.push(Agreed {
            id: ObjectiveId(id(0xc0 + number)),
            closed: closed_on.map(|closed| (closed, ObjectiveState::Met)),
            serves: all
                .into_iter()
                .filter(|_| chance.random_bool(0.5))
                .collect(),
            ..objective(in_force(from_on, closed_on, day("2026-04-01")))
        });
    }
    record
}

fn random_entry(chance: &mut StdRng) -> Logged {
    let partners = [0xb1, 0xb2, 0xb3].into_iter();
    Logged {
        done_on: any_day(chance),
        minutes: chance.random_range(1..300),
        entries: 1,
        kind: EntryKindId(id(chance.random_range(0xd0..0xd3))),
        tension: chance
            .random_bool(0.3)
            .then(|| TensionKindId(id(chance.random_range(0xe0..0xe2)))),
        // One that is not there any more, too.
        objective: chance
            .random_bool(0.5)
            .then(|| ObjectiveId(id(chance.random_range(0xc0..0xc4)))),
        partners: partners
            .filter(|_| chance.random_bool(0.5))
            .map(|partner| OrganisationId(id(partner)))
            .collect(),
    }
}

#[test]
fn one_more_entry_adds_what_counting_again_would_find() {
    let mut chance = StdRng::seed_from_u64(20_261_129);
    let (mut changed, mut not) = (0, 0);
    for _ in 0..400 {
        let mut record = random_record(&mut chance);
        let membership = Membership {
            left_on: chance.random_bool(0.2).then(|| any_day(&mut chance)),
            place: chance.random_bool(0.5).then_some(NORTH),
            ..member()
        };
        let counted_to = any_day(&mut chance);
        let frame = Frame::new(&membership, counted_to);
        let mut whole = sums(std::slice::from_ref(&record), &frame);
        for _ in 0..12 {
            let logged = random_entry(&mut chance);
            let frame = Frame::of_days(&membership, counted_to, &[logged.done_on]);
            let of_one = |record: &EmploymentRecord| sums(std::slice::from_ref(record), &frame);
            let (before, mut more) = (of_one(&record), Sums::default());
            add_one_more(&mut record, logged.clone(), &frame, &mut more);
            let mut expected = of_one(&record);
            expected.take(before);
            assert_eq!(more, expected, "{logged:?} in {record:?}");
            match more.is_nothing() {
                true => not += 1,
                false => changed += 1,
            }
            whole.add_times(more, 1);
        }
        let mut counted = sums(&[record], &frame);
        counted.take(whole);
        assert!(counted.is_nothing(), "{counted:?}");
    }
    assert!(changed > 1_000 && not > 500, "{changed} {not}");
}
