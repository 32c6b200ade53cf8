//! Numbers that the invented partners watch together: two years of months, in two of which something has changed.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    access::AdministeredSystem,
    entities::measures::GoodDirection,
    kernel::{
        fault::Answer,
        periods::{Period, PeriodKind},
    },
    measures::{self, NewMeasure},
    organisations::lists,
};

/// How many months of values there are.
const MONTHS: usize = 24;

struct Invented {
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    good: GoodDirection,
    target: f64,
    /// The mean, how far values lie from it, and how much it changes after two thirds of the months.
    mean: f64,
    spread: f64,
    change: f64,
}

const INVENTED: [Invented; 3] = [
    Invented {
        name: "Days from ready to home",
        unit: "days",
        definition: "Days from being ready to leave hospital to being at home, on average",
        good: GoodDirection::Lower,
        target: 4.0,
        mean: 7.2,
        spread: 0.6,
        change: -1.6,
    },
    Invented {
        name: "People with a shared care plan",
        unit: "%",
        definition: "People over 75 with frailty who have one plan that every service can read",
        good: GoodDirection::Higher,
        target: 50.0,
        mean: 31.0,
        spread: 2.5,
        change: 9.0,
    },
    Invented {
        name: "Emergency admissions of people over 75",
        unit: "per 1,000",
        definition: "Emergency admissions to hospital per 1,000 people over 75 in the month",
        good: GoodDirection::Lower,
        target: 18.0,
        mean: 21.0,
        spread: 1.4,
        change: 0.0,
    },
];

/// Keeps the measures, each about a theme of the first framework, and loads their values.
pub(super) async fn keep(system: &AdministeredSystem) -> Answer<()> {
    let acting = system.acting();
    let frameworks = lists::themes(acting, system.id()).await?;
    let mut themes = frameworks.iter().flat_map(|themed| &themed.themes);
    let this_month = Period::containing(PeriodKind::Month, acting.today(), system.year_start());
    let back = std::iter::successors(Some(this_month.previous()), |month| Some(month.previous()));
    let mut months: Vec<Period> = back.take(MONTHS).collect();
    months.reverse();
    let mut chance = StdRng::seed_from_u64(75);
    let mut file = String::from("measure,date,value\n");
    for invented in INVENTED {
        let new = NewMeasure {
            name: invented.name.into(),
            unit: invented.unit.into(),
            definition: invented.definition.into(),
            source: "Invented for this demonstration".into(),
            good_direction: invented.good,
            theme: themes.next().map(|theme| theme.id),
            target: Some(invented.target),
            baseline_points: None,
        };
        measures::keep(system, &new).await?;
        for (at, month) in months.iter().enumerate() {
            let changed = if at * 3 >= MONTHS * 2 {
                invented.change
            } else {
                0.0
            };
            let value = invented.mean + changed + chance.random_range(-1.0..1.0) * invented.spread;
            // Writing to a string cannot fail.
            let _ = writeln!(
                file,
                "{},{},{value:.1}",
                invented.name,
                month.first_on.iso()
            );
        }
    }
    measures::load(system, file.as_bytes()).await?;
    Ok(())
}
