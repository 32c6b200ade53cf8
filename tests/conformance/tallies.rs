//! The tallies agree with the records, whatever is changed, in whatever order, and by however many at once.

mod by_hand;
mod facets;
mod partners;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fairwind::entities::tallies::{Facet, tally};
use fairwind::kernel::ids::*;
use fairwind::kernel::periods::{Period, PeriodKind, YearStart};
use fairwind::tallies::{self, Span};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};

use crate::support::database::TestDatabase;
use partners::{Partners, day};

on_both! {
    /// 160 changes by chance, each checked by a count with loops over days and by a recount.
    async fn tallies_agree_with_the_records_after_every_change(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(20_260_520);
        for _ in 0..12 {
            partners.start_somebody(&mut chance).await;
        }
        for step in 0..160 {
            let said = partners.change_something(&mut chance).await;
            // First as pages read it, while something waits to be added.
            let differences = tallies::check(&partners.acting()).await.expect("a check");
            assert!(differences.is_empty(), "step {step}, {said}: {differences:#?}");
            assert_span_agrees(&partners, &mut chance, &format!("step {step}, {said}")).await;
            if chance.random_bool(0.5) {
                by_hand::assert_agree(&partners, &format!("step {step}, {said}")).await;
            }
        }
        let cells = by_hand::count(partners.db()).await;
        let most = cells.values().map(|five| five[2]).max().unwrap_or_default();
        assert!(cells.len() > 60 && most > 1, "the changes came to little: {} cells", cells.len());
        let facets = by_hand::kept_facets(&partners).await;
        for facet in Facet::ALL {
            let of: Vec<_> = facets.keys().filter(|at| at.3 == facet.word()).collect();
            assert!(of.len() > 3, "the changes came to little: {facet:?} {of:?}");
        }
    }

    async fn a_recount_agrees_with_the_tallies_that_were_kept(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(7);
        for _ in 0..60 {
            partners.change_something(&mut chance).await;
        }
        tallies::advance_all(&partners.acting()).await.expect("an advance");
        let kept = by_hand::kept(&partners).await;
        for organisation in partners.organisations() {
            let write = partners.db().write().await.expect("a change");
            tallies::recount(&write, organisation, partners.today()).await.expect("a recount");
            write.commit().await.expect("durable");
        }
        assert_eq!(by_hand::kept(&partners).await, kept);
    }

    /// Different employments of one cell, the same employment, and whole recounts, all at the same time.
    async fn writers_at_once_lose_nothing(database: TestDatabase) {
        let partners = Arc::new(Partners::on(&database).await);
        let mut chance = StdRng::seed_from_u64(3);
        for _ in 0..6 {
            partners.start_somebody(&mut chance).await;
        }
        let writers: Vec<_> = (0..8_u64)
            .map(|seed| {
                let partners = Arc::clone(&partners);
                tokio::spawn(async move {
                    let mut chance = StdRng::seed_from_u64(seed);
                    for _ in 0..8 {
                        match chance.random_range(0..14) {
                            0 => partners.recount_one(&mut chance).await,
                            1 => partners.load_a_list(&mut chance).await,
                            2 => partners.change_a_partner(&mut chance).await,
                            3..=6 => partners.change_work(&mut chance).await,
                            _ => partners.change_records(&mut chance).await,
                        };
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.expect("no writer is refused");
        }
        by_hand::assert_agree(&partners, "after all of them").await;
        let differences = tallies::check(&partners.acting()).await.expect("a check");
        assert!(differences.is_empty(), "after all of them: {differences:#?}");
    }

    /// One has begun and not ended when the other begins; the day passes in between.
    async fn a_writer_waits_for_another_of_its_organisation(database: TestDatabase) {
        let partners = Arc::new(Partners::on(&database).await);
        let mut chance = StdRng::seed_from_u64(11);
        let first = partners.start_somebody(&mut chance).await;
        partners.pass_days(1);
        let write = partners.db().write().await.expect("a change");
        let opened = tallies::open(&write, partners.today(), &[first]).await.expect("opened");
        let other = tokio::spawn({
            let partners = Arc::clone(&partners);
            async move { partners.log(&[first], partners.today(), 25).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        assert!(!other.is_finished(), "it did not wait");
        partners.log_within(&write, first, partners.today(), 35).await;
        opened.close(&write).await.expect("closed");
        write.commit().await.expect("durable");
        other.await.expect("it comes to its end");
        by_hand::assert_agree(&partners, "after both").await;
        let month = partners.month();
        let tallies = tallies::read(&partners.acting(), &partners.organisations(), &[month])
            .await
            .expect("tallies");
        let minutes: i64 = tallies.iter().map(|tally| tally.counts.minutes).sum();
        assert_eq!(minutes, 60, "{tallies:?}");
    }

    async fn a_check_names_what_was_tampered_with_and_a_repair_mends_it(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(5);
        for _ in 0..40 {
            partners.change_something(&mut chance).await;
        }
        tallies::advance_all(&partners.acting()).await.expect("an advance");
        let honest = by_hand::kept(&partners).await;
        let rows = tally::Entity::find().all(partners.db().read()).await.expect("tallies");
        let (raised, lost) = (rows[0].clone(), rows[rows.len() / 2].clone());
        let mut active = raised.clone().into_active_model();
        active.staff = Set(raised.staff + 2);
        active.minutes = Set(raised.minutes + 7);
        active.update(partners.db().read()).await.expect("tampered");
        tally::Entity::delete(lost.clone().into_active_model())
            .exec(partners.db().read())
            .await
            .expect("tampered");
        let invented = tally::Model {
            period: "month-1999-01".into(),
            staff: 4,
            with_objective: 0,
            took_part: 0,
            entries: 0,
            minutes: 0,
            ..raised.clone()
        };
        tally::Entity::insert(invented.into_active_model())
            .exec_without_returning(partners.db().read())
            .await
            .expect("tampered");

        let differences = tallies::check(&partners.acting()).await.expect("a check");
        let mut named: BTreeSet<_> = differences
            .iter()
            .map(|d| (d.organisation, d.period.as_str(), d.group, d.place, d.count, d.kept, d.recounted))
            .collect();
        let (staff, minutes) = (i64::from(raised.staff), raised.minutes);
        let of = |row: &tally::Model| (row.organisation_id, row.staff_group_id, row.place_id);
        let (organisation, group, place) = of(&raised);
        let at = raised.period.as_str();
        for expected in [
            (organisation, at, group, place, "staff", staff + 2, staff),
            (organisation, at, group, place, "minutes", minutes + 7, minutes),
            (organisation, "month-1999-01", group, place, "staff", 4, 0),
        ] {
            assert!(named.remove(&expected), "{expected:?} is not in {differences:#?}");
        }
        let (organisation, group, place) = of(&lost);
        let lost_staff = (organisation, lost.period.as_str(), group, place, "staff", 0, lost.staff.into());
        assert!(named.contains(&lost_staff), "{lost_staff:?} is not in {differences:#?}");
        named.retain(|d| (d.0, d.1, d.2, d.3) != (organisation, lost.period.as_str(), group, place));
        assert!(named.is_empty(), "more than was tampered with: {named:?}");
        let sentence = differences[0].to_string();
        assert!(sentence.contains("is kept as") && sentence.contains(&differences[0].organisation_name), "{sentence}");

        let mended = tallies::repair(&partners.acting()).await.expect("a repair");
        assert_eq!(mended, differences.len());
        assert_eq!(by_hand::kept(&partners).await, honest);
        assert_eq!(tallies::repair(&partners.acting()).await.expect("a repair"), 0);
        let trail = partners.audit_trail().await;
        assert!(trail.iter().any(|act| act == "tallies repaired"), "{trail:?}");
    }

    /// Somebody who took part in one month is for a moment somebody who took part in that month alone.
    async fn what_comes_to_nothing_between_two_entries_is_not_kept(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(1);
        let mut all = Vec::new();
        for _ in 0..6 {
            all.push(partners.start_somebody(&mut chance).await);
        }
        partners.pass_days(20);
        tallies::advance_all(&partners.acting()).await.expect("an advance");
        for &somebody in &all {
            for on in ["2026-05-28", "2026-06-08"] {
                partners.log_waiting(somebody, day(on), &mut chance).await;
            }
        }
        by_hand::assert_agree(&partners, "after all of them").await;
    }

    /// A lost tally must keep nobody from logging their work.
    async fn a_change_to_a_tally_out_of_step_counts_the_organisation_afresh(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let somebody = partners.start_somebody(&mut StdRng::seed_from_u64(1)).await;
        tally::Entity::delete_many().exec(partners.db().read()).await.expect("lost");
        partners.log(&[somebody], partners.today(), 30).await;
        by_hand::assert_agree(&partners, "after the loss").await;
        assert!(!by_hand::kept(&partners).await.is_empty());
    }

    async fn days_that_pass_are_counted_by_the_clockwork_once(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let (acting, organisations) = (partners.acting(), partners.organisations());
        assert_eq!(tallies::counted_to(&acting, organisations[0]).await.expect("a day"), None);
        assert_eq!(tallies::advance_all(&acting).await.expect("an advance"), organisations.len());
        assert_eq!(tallies::advance_all(&acting).await.expect("an advance"), 0);
        let somebody = partners.start_somebody(&mut StdRng::seed_from_u64(1)).await;
        partners.log(&[somebody], partners.today().plus(3), 30).await;
        partners.pass_days(2);
        assert_eq!(tallies::advance_all(&acting).await.expect("an advance"), organisations.len());
        assert_eq!(minutes_of_this_year(&partners).await, 0, "its day has not come");
        partners.pass_days(1);
        tallies::advance_all(&acting).await.expect("an advance");
        assert_eq!(minutes_of_this_year(&partners).await, 30);
        for organisation in organisations {
            let counted_to = tallies::counted_to(&acting, organisation).await.expect("a day");
            assert_eq!(counted_to, Some(partners.today()));
        }
        by_hand::assert_agree(&partners, "after three days").await;
    }

    /// An earlier clock that ran ahead is found and mended too.
    async fn a_day_that_has_not_come_is_not_counted(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        partners.start_somebody(&mut StdRng::seed_from_u64(1)).await;
        for organisation in partners.organisations() {
            let write = partners.db().write().await.expect("a change");
            let ahead = day("2028-01-01");
            tallies::recount(&write, organisation, ahead).await.expect("a recount");
            write.commit().await.expect("durable");
        }
        assert!(tallies::repair(&partners.acting()).await.expect("a repair") > 0);
        for organisation in partners.organisations() {
            let counted_to = tallies::counted_to(&partners.acting(), organisation).await;
            assert_eq!(counted_to.expect("a day"), Some(partners.today()));
        }
        by_hand::assert_agree(&partners, "after the repair").await;
    }
}

/// Holds one span of months, by chance, against the days of it.
async fn assert_span_agrees(partners: &Partners, chance: &mut StdRng, after: &str) {
    let year = YearStart(4).year_of(partners.today());
    let months: Vec<Period> = Period::all_between(year, year.plus(364), YearStart(4))
        .into_iter()
        .filter(|period| period.kind == PeriodKind::Month)
        .collect();
    assert_eq!(months.len(), 12);
    let first = chance.random_range(0..12);
    let last = chance.random_range(first..12);
    let (from, to) = (months[first].first_on, months[last].last_on);
    let span = Span::new(from, to, YearStart(4)).expect("of one year");
    let tallies = tallies::read_span(&partners.acting(), &partners.organisations(), span).await;
    let kept: BTreeMap<_, _> = tallies
        .expect("a span")
        .into_iter()
        .map(|tally| {
            let counts = tally.counts;
            let few = [
                counts.staff,
                counts.with_objective,
                counts.took_part,
                counts.entries,
            ];
            let [staff, with_objective, took_part, entries] = few.map(i64::from);
            (
                (
                    tally.organisation,
                    "span".to_owned(),
                    tally.group,
                    tally.place,
                ),
                [staff, with_objective, took_part, entries, counts.minutes],
            )
        })
        .collect();
    let counted = by_hand::count_span(partners.db(), "span", from, to).await;
    assert_eq!(
        kept, counted,
        "{after}: {from:?} to {to:?} (kept, then counted)"
    );
}

async fn minutes_of_this_year(partners: &Partners) -> i64 {
    let year = Period::containing(PeriodKind::Year, partners.today(), YearStart(4));
    let periods = [year, partners.month()];
    let all = tallies::read(&partners.acting(), &partners.organisations(), &periods)
        .await
        .expect("tallies");
    all.iter()
        .filter(|tally| tally.period == year)
        .inspect(|tally| assert_ne!(tally.group, StaffGroupId::UNPLACED))
        .map(|tally| tally.counts.minutes)
        .sum()
}
