//! Facets and months, worked by hand.

use super::*;

/// Each facet of a period as "facet subject: staff/with objective/took part/items/minutes".
fn facets(record: &EmploymentRecord, counted_to: &str, period: &str) -> Vec<String> {
    let frame = Frame::new(&member(), day(counted_to));
    let all = sums(std::slice::from_ref(record), &frame).facets;
    all.into_iter()
        .filter(|(key, _)| key.period.key() == period)
        .map(|(key, counts)| {
            assert_eq!(key.group, NURSES);
            let Counts {
                staff,
                with_objective,
                took_part,
                entries,
                minutes,
            } = counts;
            let (facet, subject) = (key.facet.word(), key.subject.replace(NIL, ""));
            format!("{facet} {subject}: {staff}/{with_objective}/{took_part}/{entries}/{minutes}")
        })
        .collect()
}

const NIL: &str = "00000000-0000-0000-0000-0000000000";

#[test]
fn facets_tell_work_apart_by_what_it_served_and_whom_it_was_with() {
    let (theme, partner, other) = (0xa1, 0xb1, 0xb2);
    let mut record = nurse();
    record.postings[0].band = Some("8A".into());
    let year_on = day("2026-04-01");
    let mut objective = super::objective(in_force(
        day("2026-04-10"),
        Some(day("2026-05-20")),
        year_on,
    ));
    objective.closed = Some((day("2026-05-20"), ObjectiveState::PartlyMet));
    objective.serves = vec![
        (Facet::Theme, Uuid::from_u128(theme)),
        (Facet::Partner, Uuid::from_u128(partner)),
    ];
    let mut linked = logged("2026-05-02", 60);
    linked.objective = Some(objective.id);
    linked.tension = Some(TensionKindId(Uuid::from_u128(0xc1)));
    linked.partners = vec![OrganisationId(Uuid::from_u128(other))];
    let mut unlinked = logged("2026-05-03", 15);
    unlinked.partners = vec![
        OrganisationId(Uuid::from_u128(partner)),
        OrganisationId(Uuid::from_u128(other)),
    ];
    record.objectives = vec![objective];
    record.logged = vec![linked, unlinked];
    assert_eq!(
        facets(&record, "2026-05-31", "month-2026-05"),
        [
            "band 8a: 1/1/1/2/75",
            "theme a1: 0/1/1/1/60",
            "partner b1: 0/1/1/1/15",
            "partner b2: 0/0/1/2/75",
            "tension c1: 0/0/1/1/60",
            "kind 07: 0/0/1/2/75",
            "outcome partly met: 0/1/0/1/0",
            "outcome of theme a1:partly met: 0/1/0/1/0",
        ]
    );
    assert_eq!(
        facets(&record, "2026-05-31", "month-2026-04"),
        [
            "band 8a: 1/1/0/0/0",
            "theme a1: 0/1/0/0/0",
            "partner b1: 0/1/0/0/0",
        ]
    );
    // Before it was closed nobody knows what came of it.
    let before = facets(&record, "2026-05-19", "month-2026-05");
    assert!(
        !before.iter().any(|told| told.starts_with("outcome")),
        "{before:?}"
    );
}

#[test]
fn a_grade_that_is_no_band_of_agenda_for_change_is_unknown() {
    for (typed, subject) in [
        (Some("6"), "6"),
        (Some(" 8d"), "8d"),
        (Some("10"), ""),
        (Some("Consultant"), ""),
        (None, ""),
    ] {
        let mut record = nurse();
        record.postings[0].band = typed.map(str::to_owned);
        let told = facets(&record, "2026-04-30", "month-2026-04");
        assert_eq!(told, [format!("band {subject}: 1/0/0/0/0")]);
    }
}

#[test]
fn a_mover_has_a_row_of_months_for_each_place_a_span_may_end_in() {
    let mut mover = nurse();
    mover.in_post.to_on = Some(day("2026-08-10"));
    mover.postings.push(posted("2026-06-15", DOCTORS));
    let in_force = in_force(
        day("2026-05-01"),
        Some(day("2026-05-31")),
        day("2026-04-01"),
    );
    mover.objectives = vec![objective(in_force)];
    mover.logged = vec![logged("2026-04-02", 10), logged("2026-04-09", 20)];
    let frame = Frame::new(&member(), day("2026-10-03"));
    let rows: Vec<String> = sums(&[mover], &frame)
        .months
        .into_iter()
        .map(|(key, counts)| {
            let group = if key.group == NURSES {
                "nurses"
            } else {
                "doctors"
            };
            format!(
                "{group} here {:012b} in post {:b} objective {:b} part {:b} month {}: {}/{}/{}",
                key.here.0,
                key.in_post.0,
                key.with_objective.0,
                key.took_part.0,
                key.month,
                counts.staff,
                counts.entries,
                counts.minutes
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "nurses here 000000000011 in post 11111 objective 0 part 0 month 1: 0/2/30",
            "nurses here 000000000011 in post 11111 objective 10 part 1 month 0: 1/0/0",
            "doctors here 111111111100 in post 11111 objective 0 part 0 month 1: 0/2/30",
            "doctors here 111111111100 in post 11111 objective 10 part 1 month 0: 1/0/0",
        ]
    );
}
