//! Facets and months: read, tampered with and mended; and the check of every night.

use fairwind::entities::tallies::{Facet, facet_tally, month_tally, tally, tally_change};
use fairwind::kernel::periods::{Period, PeriodKind, YearStart};
use fairwind::tallies::{self, Span};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};

use super::by_hand;
use super::partners::Partners;
use crate::support::database::TestDatabase;

on_both! {
    async fn facets_and_months_that_were_tampered_with_are_named_and_mended(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(9);
        for _ in 0..60 {
            partners.change_something(&mut chance).await;
        }
        tallies::advance_all(&partners.acting()).await.expect("an advance");
        let honest = by_hand::kept_facets(&partners).await;
        let facets = facet_tally::Entity::find().all(partners.db().read()).await.expect("facets");
        let raised = facets.iter().find(|row| row.facet == Facet::Partner).expect("a partner");
        let mut active = raised.clone().into_active_model();
        active.items = Set(raised.items + 3);
        active.update(partners.db().read()).await.expect("tampered");
        let months = month_tally::Entity::find().all(partners.db().read()).await.expect("months");
        let mut active = months[0].clone().into_active_model();
        active.employments = Set(months[0].employments + 1);
        active.update(partners.db().read()).await.expect("tampered");

        let differences = tallies::check(&partners.acting()).await.expect("a check");
        let of_facet: Vec<_> = differences.iter().filter(|d| d.facet.is_some()).collect();
        assert_eq!((differences.len(), of_facet.len()), (2, 1), "{differences:#?}");
        let named = of_facet[0];
        assert_eq!(
            (named.organisation, named.facet, &named.subject, named.kept - named.recounted),
            (raised.organisation_id, Some(Facet::Partner), &raised.subject, 3)
        );
        assert_eq!(tallies::repair(&partners.acting()).await.expect("a repair"), 2);
        assert_eq!(by_hand::kept_facets(&partners).await, honest);
        assert!(tallies::check(&partners.acting()).await.expect("a check").is_empty());
    }

    /// What entries add is read while it waits as it is read once it is added.
    async fn what_waits_is_read_with_what_is_kept(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(33);
        for _ in 0..60 {
            partners.change_something(&mut chance).await;
        }
        let everybody = partners.everybody(None).await;
        for one in everybody.iter().cycle().take(40) {
            partners.log_at_once(*one, partners.today(), &mut chance).await;
        }
        let waits = tally_change::Entity::find().all(partners.db().read()).await.expect("changes");
        assert!(waits.len() > 2, "{} wait", waits.len());
        let before = everything_read(&partners).await;
        // Two of them at once: each has read what waits before the other has added it.
        let (one, other) = (partners.acting(), partners.acting());
        let both = tokio::join!(tallies::settle_all(&one), tallies::settle_all(&other));
        both.0.and(both.1).expect("settled");
        let waits = tally_change::Entity::find().all(partners.db().read()).await.expect("changes");
        assert!(waits.is_empty(), "{waits:#?}");
        assert_eq!(everything_read(&partners).await, before);
        by_hand::assert_agree(&partners, "at the end").await;
    }

    /// Everybody has a band, or none, which is one as well.
    async fn bands_come_to_the_tallies(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        let mut chance = StdRng::seed_from_u64(21);
        for _ in 0..60 {
            partners.change_something(&mut chance).await;
        }
        tallies::advance_all(&partners.acting()).await.expect("an advance");
        let (acting, organisations) = (partners.acting(), partners.organisations());
        let year = Period::containing(PeriodKind::Year, partners.today(), YearStart(4));
        let periods = [partners.month(), year];
        let bands = tallies::read_facets(&acting, &organisations, &periods, Facet::Band).await.expect("bands");
        let whole = tallies::read(&acting, &organisations, &periods).await.expect("tallies");
        let bands: i64 = bands.iter().map(|tally| tally.counts.minutes).sum();
        let whole: i64 = whole.iter().map(|tally| tally.counts.minutes).sum();
        assert!(whole > 0 && whole == bands, "{whole} {bands}");
    }

    /// Of processes that share a database one does the night's check, after two o'clock in London.
    async fn a_night_is_checked_once(database: TestDatabase) {
        let partners = Partners::on(&database).await;
        partners.start_somebody(&mut StdRng::seed_from_u64(1)).await;
        let (one, other) = (partners.acting(), partners.acting());
        let (one, other) = tokio::join!(tallies::nightly(&one), tallies::nightly(&other));
        let mut both = [one.expect("a night"), other.expect("a night")];
        both.sort();
        assert_eq!(both, [None, Some(0)]);
        tally::Entity::delete_many().exec(partners.db().read()).await.expect("lost");
        partners.set("2026-05-21T00:59:00Z");
        assert_eq!(tallies::nightly(&partners.acting()).await.expect("not yet"), None);
        partners.set("2026-05-21T01:00:00Z");
        let found = tallies::nightly(&partners.acting()).await.expect("a night");
        assert!(found.is_some_and(|differences| differences > 0), "{found:?}");
        assert_eq!(tallies::nightly(&partners.acting()).await.expect("a night"), None);
    }
}

/// Everything that pages read of tallies, in words and in order.
async fn everything_read(partners: &Partners) -> Vec<String> {
    let (acting, organisations) = (partners.acting(), partners.organisations());
    let year_on = YearStart(4).year_of(partners.today());
    let periods = Period::all_between(year_on, partners.today(), YearStart(4));
    let mut all: Vec<String> = tallies::read(&acting, &organisations, &periods)
        .await
        .expect("tallies")
        .iter()
        .map(|tally| format!("{tally:?}"))
        .collect();
    for &facet in Facet::ALL {
        let each = tallies::read_facets(&acting, &organisations, &periods, facet).await;
        all.extend(
            each.expect("facets")
                .into_iter()
                .map(|tally| format!("{facet:?} {tally:?}")),
        );
    }
    for (from, to) in [(0, 0), (0, 70), (31, 200)] {
        let span = Span::new(year_on.plus(from), year_on.plus(to), YearStart(4));
        let span = span.expect("of one year");
        let read = tallies::read_span(&acting, &organisations, span).await;
        all.extend(
            read.expect("a span")
                .iter()
                .map(|tally| format!("{tally:?}")),
        );
    }
    all.sort();
    all
}
