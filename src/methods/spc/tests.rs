//! The published check, and each rule with its edge and its exceptions.

use jiff::{ToSpan as _, civil::date};

use super::{Assurance, Chart, Good, Mark, Reading, Value, Variation, report};

fn reading() -> Reading {
    Reading {
        good: Good::Higher,
        target: None,
        recalculate_at: Vec::new(),
        baseline: None,
    }
}

fn series(values: &[f64]) -> Vec<Value> {
    let start = date(2025, 1, 1);
    let months = (0..).map(|months: i32| start.saturating_add(months.months()));
    months
        .zip(values)
        .map(|(date, &value)| Value { date, value })
        .collect()
}

/// Each point as `+`, `-`, `!` for neither, or `.`.
fn marks(values: &[f64], reading: &Reading) -> String {
    let chart = Chart::of(&series(values), reading);
    let mark = |mark| match mark {
        Mark::Improvement => '+',
        Mark::Concern => '-',
        Mark::Neither => '!',
        Mark::Common => '.',
    };
    chart.points.iter().map(|point| mark(point.mark)).collect()
}

/// Values around 100 that are nothing but common cause, with limits of 94.68 and 105.32 where they alternate.
fn usual(count: usize) -> Vec<f64> {
    (0..count)
        .map(|at| if at % 2 == 0 { 99.0 } else { 101.0 })
        .collect()
}

#[test]
fn the_published_check() {
    let values = [
        20., 24., 20., 26., 22., 16., 18., 16., 31., 28., 34., 26., 30., 19., 18.,
    ];
    let chart = Chart::of(&series(&values), &reading());
    let section = chart.sections[0];
    let round = |value: f64| (value * 100.0).round() / 100.0;
    assert_eq!(round(section.moving_range.expect("a range")), 5.43);
    assert_eq!(round(section.mean), 23.20);
    let (lower, upper) = section.limits().expect("limits");
    assert_eq!((round(lower), round(upper)), (8.76, 37.64));
}

#[test]
fn under_thirteen_points_there_are_no_limits_and_no_icons() {
    let chart = Chart::of(
        &series(&usual(12)),
        &Reading {
            target: Some(90.0),
            ..reading()
        },
    );
    assert!(
        chart
            .points
            .iter()
            .all(|point| point.limits.is_none() && point.mean == 100.0)
    );
    assert_eq!(
        (chart.variation, chart.assurance, chart.target),
        (None, None, Some(90.0))
    );
    let chart = Chart::of(&series(&usual(13)), &reading());
    assert!(chart.points.iter().all(|point| point.limits.is_some()));
    assert_eq!(chart.variation, Some(Variation::CommonCause));
}

#[test]
fn a_point_outside_a_limit_is_one_and_on_it_is_none() {
    // A baseline fixes the limits, so that a value can lie just on one.
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    let mut values = usual(14);
    values.push(120.0);
    assert_eq!(marks(&values, &baseline), "..............+");
    let lower = Reading {
        good: Good::Lower,
        ..baseline.clone()
    };
    assert_eq!(marks(&values, &lower), "..............-");
    let neither = Reading {
        good: Good::Neither,
        ..baseline.clone()
    };
    assert_eq!(marks(&values, &neither), "..............!");
    let upper = Chart::of(&series(&values), &baseline).points[0]
        .limits
        .expect("limits")
        .1;
    values[14] = upper;
    assert_eq!(marks(&values, &baseline), ".".repeat(15));
    values[14] = upper + 0.01;
    assert!(marks(&values, &baseline).ends_with('+'));
}

#[test]
fn six_on_one_side_are_a_run_and_a_point_on_the_mean_breaks_it() {
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    let run = |rest: &[f64]| {
        let mut values = usual(14);
        values.extend(rest);
        marks(&values, &baseline)[14..].to_owned()
    };
    // The last of the baseline is above the mean, so that five more make six.
    assert_eq!(run(&[99.5, 100.5, 100.2, 100.6, 100.3, 100.7]), "......");
    assert_eq!(
        run(&[99.5, 100.5, 100.2, 100.6, 100.3, 100.7, 100.4]),
        ".++++++"
    );
    assert_eq!(
        run(&[99.5, 100.5, 100.2, 100.6, 100.0, 100.7, 100.4]),
        "......."
    );
    assert_eq!(run(&[100.5, 99.8, 99.5, 99.9, 99.4, 99.7, 99.6]), ".------");
}

#[test]
fn six_that_rise_are_a_trend_over_the_mean_and_an_equal_value_breaks_it() {
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    let trend = |rest: &[f64]| {
        let mut values = usual(14);
        values.extend(rest);
        marks(&values, &baseline)[14..].to_owned()
    };
    assert_eq!(trend(&[98.0, 98.8, 99.5, 100.5, 101.0, 101.5]), "++++++");
    assert_eq!(trend(&[98.0, 98.8, 99.5, 100.5, 101.0, 101.0]), "......");
    assert_eq!(trend(&[98.0, 98.8, 99.5, 100.5, 101.0]), ".....");
    assert_eq!(trend(&[101.5, 100.9, 100.5, 99.5, 99.0, 98.5]), "------");
}

#[test]
fn two_of_three_near_a_limit_are_marked_and_nothing_else() {
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    // Two thirds of the way from 100 to the upper limit of 105.32 is 103.55.
    let near = |rest: &[f64]| {
        let mut values = usual(14);
        values.extend(rest);
        marks(&values, &baseline)[14..].to_owned()
    };
    assert_eq!(near(&[104.0, 100.5, 104.5, 99.0]), "+.+.");
    assert_eq!(near(&[104.0, 104.2, 99.0]), "++.");
    assert_eq!(near(&[104.0, 99.0, 100.5, 104.0]), "....");
    assert_eq!(near(&[104.0, 99.0, 96.0]), "...", "not on one side");
    assert_eq!(
        near(&[99.0, 104.0, 104.2, 99.0]),
        "....",
        "the third is on the other side"
    );
    assert_eq!(near(&[103.5, 99.0, 104.0]), "...", "not far enough");
    assert_eq!(
        near(&[104.0, 99.0, 110.0]),
        "..+",
        "one beyond the limit is no part of it"
    );
}

#[test]
fn what_is_both_is_an_improvement() {
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    let mut values = usual(14);
    // Falling all the way, and above the mean all the way.
    values.extend([103.5, 103.0, 102.5, 102.0, 101.5, 101.2]);
    assert_eq!(&marks(&values, &baseline)[14..], "++++++");
}

#[test]
fn a_marked_change_begins_afresh_and_a_run_goes_over_the_join() {
    let mut values = usual(14);
    values.extend([199.0, 201.0, 200.5, 199.5]);
    let from = series(&values)[14].date;
    let recalculated = Reading {
        recalculate_at: vec![from],
        ..reading()
    };
    let chart = Chart::of(&series(&values), &recalculated);
    assert_eq!(chart.sections.len(), 2);
    assert_eq!(chart.points[13].mean, 100.0);
    assert_eq!(chart.points[14].mean, 200.0);
    assert_eq!(marks(&values, &recalculated), ".".repeat(18));
    // Three above their own mean on either side of the join.
    let mut values = usual(11);
    values.extend([100.5, 100.2, 100.6, 150.5, 150.2, 150.6, 148.0, 149.0]);
    let from = series(&values)[14].date;
    let recalculated = Reading {
        recalculate_at: vec![from],
        ..reading()
    };
    assert_eq!(&marks(&values, &recalculated)[11..17], "++++++");
}

#[test]
fn a_series_that_never_moves_has_no_special_cause_whatever_its_value_and_meets_its_own_value() {
    for value in [33.3, 4.2, 0.3, 0.1, -7.7, 2.0, 0.0, 123_456_789.1, 1e-7] {
        for many in [13, 15, 30, 59] {
            for good in [Good::Higher, Good::Lower] {
                let reading = Reading {
                    good,
                    target: Some(value),
                    ..reading()
                };
                let values = vec![value; many];
                assert_eq!(
                    marks(&values, &reading),
                    ".".repeat(many),
                    "{value} × {many}"
                );
                let chart = Chart::of(&series(&values), &reading);
                assert_eq!(
                    chart.assurance,
                    Some(Assurance::HitOrMiss),
                    "{value} × {many}"
                );
            }
        }
    }
}

#[test]
fn small_differences_of_large_values_are_differences() {
    let usual: Vec<f64> = usual(14).iter().map(|value| 1e9 + value / 1e3).collect();
    let mut values = usual.clone();
    values.push(1e9 + 0.12);
    let baseline = Reading {
        baseline: Some(14),
        ..reading()
    };
    assert_eq!(marks(&values, &baseline), format!("{}+", ".".repeat(14)));
}

#[test]
fn the_only_value_after_a_marked_change_says_nothing_yet() {
    let mut values = usual(14);
    values.push(150.0);
    let from = series(&values)[14].date;
    let reading = Reading {
        recalculate_at: vec![from],
        target: Some(150.0),
        ..reading()
    };
    let chart = Chart::of(&series(&values), &reading);
    assert_eq!(
        (chart.points[14].limits, chart.sections[1].rests_on),
        (None, 1)
    );
    assert_eq!((chart.variation, chart.assurance), (None, None));
}

#[test]
fn assurance_is_by_the_latest_limits_and_the_good_direction() {
    let assured = |good, target| {
        Chart::of(
            &series(&usual(14)),
            &Reading {
                good,
                target: Some(target),
                ..reading()
            },
        )
        .assurance
    };
    assert_eq!(assured(Good::Higher, 102.0), Some(Assurance::HitOrMiss));
    assert_eq!(assured(Good::Higher, 110.0), Some(Assurance::Fail));
    assert_eq!(assured(Good::Higher, 90.0), Some(Assurance::Pass));
    assert_eq!(assured(Good::Lower, 110.0), Some(Assurance::Pass));
    assert_eq!(assured(Good::Lower, 90.0), Some(Assurance::Fail));
    assert_eq!(assured(Good::Neither, 90.0), None);
    let mut values = usual(14);
    values.extend([199.0, 201.0, 200.5, 199.5]);
    let from = series(&values)[14].date;
    let reading = Reading {
        recalculate_at: vec![from],
        target: Some(150.0),
        ..reading()
    };
    assert_eq!(
        Chart::of(&series(&values), &reading).assurance,
        Some(Assurance::Pass)
    );
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    for (text, said) in [
        (
            "day,value\n2026-01-01,3\n",
            "line 1: there is no column “date”",
        ),
        (
            "date,value\n2026-13-01,3\n",
            "line 2: “2026-13-01” is no date",
        ),
        ("date,value\n2026-01-01,x\n", "line 2: “x” is no number"),
        (
            "date,value\n2026-01-01,1\n2026-01-01,2\n",
            "line 3: 2026-01-01 is in line 2 already",
        ),
    ] {
        let error = report::parse("s.csv", text.as_bytes()).expect_err(said);
        assert!(error.contains(said), "{error}");
    }
}
