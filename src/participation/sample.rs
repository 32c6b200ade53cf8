//! Figures of an invented system, for samples of pages and mails.

use std::collections::BTreeMap;

use super::{
    Apart, Figures, Partner,
    disclosure::{self, Counts, Raw},
};
use crate::kernel::{
    ids::OrganisationId,
    periods::{Period, PeriodKind, YearStart},
    time::Day,
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
    let mut raw = Raw::new(rows.len(), 3);
    for (group, (_, cells)) in rows.iter().enumerate() {
        for (organisation, (staff, with_objective, took_part)) in cells.iter().enumerate() {
            let counts = Counts {
                staff: *staff,
                with_objective: *with_objective,
                took_part: *took_part,
            };
            raw.add(group, organisation, counts);
        }
    }
    let table = disclosure::protect(&BTreeMap::from([(period, raw)]), 10).remove(&period);
    let apart = |name: &str, people: &[i64]| {
        let (people, total) = disclosure::protect_line(people, 10);
        Apart {
            name: name.to_owned(),
            people,
            total,
        }
    };
    let names = [
        "Berkshire Healthcare",
        "Reading Borough Council",
        "Royal Berkshire",
    ];
    Figures {
        system: "Thames Valley".into(),
        label: "system working".into(),
        period,
        year_start,
        counted_to,
        threshold: 10,
        groups: rows.iter().map(|(name, _)| (*name).to_owned()).collect(),
        partners: names
            .iter()
            .map(|name| Partner {
                id: OrganisationId::new(),
                name: (*name).to_owned(),
                staff_list_on: Day::new(2026, 11, 2),
            })
            .collect(),
        without_staff: vec!["Wokingham Borough Council".into()],
        apart: vec![apart("Volunteers", &[0, 40, 3])],
        unplaced: apart("Staff group not known", &[12, 0, 31]),
        table: table.expect("the one table that was put in"),
    }
}
