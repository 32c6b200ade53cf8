//! Figures of an invented system, for samples of pages and mails.

use super::{
    Apart, Figures, GroupName, Partner, PlaceName, RowName,
    disclosure::{self, Counts, Leaf, Row, Sheet},
};
use crate::{
    entities::systems::OrganisationKind,
    kernel::{
        ids::{OrganisationId, PlaceId, PriorityId, StaffGroupId, TensionKindId, ThemeId},
        periods::{Period, PeriodKind, YearStart},
        time::Day,
    },
};

/// Three partners and four staff groups in October 2026, with small numbers among them.
pub fn sample() -> Figures {
    let year_start = YearStart(4);
    let counted_to = Day::new(2026, 10, 31).unwrap_or(Day(jiff::civil::Date::ZERO));
    let period = Period::containing(PeriodKind::Month, counted_to, year_start);
    let rows = [
        (
            "Medical and Dental",
            [(620, 300, 190), (90, 41, 30), (0, 0, 0)],
        ),
        (
            "Nursing and Midwifery Registered",
            [(1804, 702, 566), (640, 288, 201), (0, 0, 0)],
        ),
        (
            "Administrative and Clerical",
            [(1204, 380, 301), (410, 160, 99), (230, 90, 41)],
        ),
        ("Social Care", [(0, 0, 0), (24, 11, 4), (512, 201, 180)]),
    ];
    let partners: Vec<Partner> = [
        ("Berkshire Healthcare", OrganisationKind::Trust),
        ("Reading Borough Council", OrganisationKind::Council),
        ("Royal Berkshire", OrganisationKind::Trust),
    ]
    .into_iter()
    .map(|(name, kind)| Partner {
        id: OrganisationId::new(),
        name: name.to_owned(),
        kind,
        staff_list_on: Day::new(2026, 11, 2),
        staff_list_describes: Day::new(2026, 10, 31),
    })
    .collect();
    let groups: Vec<GroupName> = rows
        .iter()
        .map(|(name, _)| GroupName {
            id: StaffGroupId::new(),
            name: (*name).to_owned(),
        })
        .collect();
    let place = PlaceName {
        id: PlaceId::new(),
        name: "Berkshire West".into(),
    };
    let mut sheet = Sheet::default();
    for (group, (_, cells)) in groups.iter().zip(&rows) {
        for (partner, (staff, with_objective, took_part)) in partners.iter().zip(cells) {
            if *staff > 0 {
                sheet.leaves.push(Leaf {
                    group: group.id,
                    organisation: partner.id,
                    place: place.id,
                    counts: Counts {
                        staff: *staff,
                        with_objective: *with_objective,
                        took_part: *took_part,
                    },
                });
            }
        }
    }
    for (row, (with_objective, took_part)) in
        sample_rows()
            .into_iter()
            .zip([(310, 240), (12, 4), (205, 160), (60, 96), (0, 31), (44, 0)])
    {
        let counts = Counts {
            staff: 0,
            with_objective,
            took_part,
        };
        sheet.facets.push((row.row.clone(), partners[0].id, counts));
        // A digest's sample is the last partner's.
        sheet.facets.push((row.row, partners[2].id, counts));
    }
    let sheet = disclosure::protect(&sheet, period, 10, &[]);
    let apart = |name: &str, people: &[i64]| {
        let (people, total) = disclosure::protect_line(people, 10);
        Apart {
            name: name.to_owned(),
            people,
            total,
        }
    };
    Figures {
        system: "Thames Valley".into(),
        label: "system working".into(),
        period,
        year_start,
        counted_to,
        threshold: 10,
        groups,
        places: vec![place],
        rows: sample_rows(),
        today: Vec::new(),
        partners,
        without_staff: vec!["Wokingham Borough Council".into()],
        apart: vec![apart("Volunteers", &[0, 40, 3])],
        unplaced: apart("Staff group not known", &[12, 0, 31]),
        published_on: Day::new(2026, 11, 2),
        closes_on: None,
        began_on: None,
        sheet,
    }
}

fn sample_rows() -> Vec<RowName> {
    let theme = |number: u128, name: &str| RowName {
        row: Row::Theme(ThemeId(uuid::Uuid::from_u128(number))),
        name: name.into(),
        of: Some("Triple Aim".into()),
    };
    vec![
        theme(1, "Better health for everyone"),
        theme(2, "Better care for all patients"),
        RowName {
            row: Row::Priority(PriorityId(uuid::Uuid::from_u128(3))),
            name: "Home first".into(),
            of: None,
        },
        RowName {
            row: Row::Partner(OrganisationId(uuid::Uuid::from_u128(4))),
            name: "Citizens Advice Reading".into(),
            of: None,
        },
        RowName {
            row: Row::Tension(TensionKindId(uuid::Uuid::from_u128(5))),
            name: "Records are kept apart".into(),
            of: None,
        },
        RowName {
            row: Row::Outcome(None, "met".into()),
            name: "Met".into(),
            of: None,
        },
    ]
}
