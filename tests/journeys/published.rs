//! What was published stays as it was, whatever is logged, mapped or renamed afterwards; and what nobody may ask for.

use fairwind::{
    access::{attempts::PASSWORD_BY_VISITOR, background},
    entities::{
        access::Role,
        engagement::entry,
        people::{StaffListState, employment, posting, staff_list},
        systems::{OrganisationKind, organisation, system},
    },
    kernel::ids::{EmploymentId, OrganisationId, StaffListId},
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use super::digests::{NURSES, busy, more_nurses_took_part, october_entry, row};
use crate::support::{
    actors::{Actor, Seen},
    app::{App, instant},
    database::TestDatabase,
    world::{PASSWORD, World, add_grant, add_person, day, give_password, put},
};

const LOOKS: &[&str] = &[
    "",
    "&by=organisation",
    "&by=kind",
    "&by=place",
    "&by=band",
    "&by=theme",
    "&by=partner",
];
const PERIODS: &[&str] = &["month-2026-10", "quarter-2026-10", "year-2026-04"];

async fn look(actor: &mut Actor<'_>, world: &World, period: &str, by: &str) -> Seen {
    actor
        .open(&format!(
            "/participation?system={}&period={period}{by}",
            world.system
        ))
        .await
}

fn at(world: &World) -> String {
    format!("&organisation={}", world.trust.id)
}

/// Moves everybody of one staff group at the trust to another, as a word that is mapped anew does.
async fn map_anew(app: &App, world: &World) {
    let theirs: Vec<_> = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(world.trust.id))
        .all(app.db.read())
        .await
        .expect("employments")
        .into_iter()
        .map(|employment| employment.id)
        .collect();
    let write = app.db.write().await.expect("a change");
    let opened = tallies::open(&write, app.clock.today(), &theirs)
        .await
        .expect("tallies");
    posting::Entity::update_many()
        .col_expr(posting::Column::StaffGroupId, Expr::value(world.nursing))
        .filter(posting::Column::EmploymentId.is_in(theirs))
        .filter(posting::Column::StaffGroupId.eq(world.medical))
        .exec(write.on())
        .await
        .expect("postings");
    opened.close(&write).await.expect("tallies");
    write.commit().await.expect("durable");
}

/// These log a piece of work of a day.
async fn took_part(app: &App, world: &World, these: &[EmploymentId], on: &str) {
    let write = app.db.write().await.expect("a change");
    let opened = tallies::open(&write, app.clock.today(), these)
        .await
        .expect("tallies");
    for &employment in these {
        let entry = entry::Model {
            done_on: day(on),
            ..october_entry(app, employment, world.meeting)
        };
        put(write.on(), entry).await;
    }
    opened.close(&write).await.expect("tallies");
    write.commit().await.expect("entries");
}

/// The trust's doctors who have logged nothing.
async fn idle_doctors(app: &App, world: &World) -> Vec<EmploymentId> {
    let db = app.db.read();
    let busy = entry::Entity::find().all(db).await.expect("entries");
    let busy: Vec<EmploymentId> = busy.iter().map(|entry| entry.employment_id).collect();
    let theirs = employment::Entity::find()
        .filter(employment::Column::OrganisationId.eq(world.trust.id))
        .all(db)
        .await
        .expect("employments");
    posting::Entity::find()
        .filter(posting::Column::StaffGroupId.eq(world.medical))
        .filter(posting::Column::EmploymentId.is_in(theirs.iter().map(|own| own.id)))
        .all(db)
        .await
        .expect("doctors")
        .into_iter()
        .map(|posting| posting.employment_id)
        .filter(|id| !busy.contains(id))
        .collect()
}

/// A staff list of the trust that was loaded, or not, at an instant.
async fn listed(app: &App, world: &World, state: StaffListState, at: &str, describes: &str) {
    let list = staff_list::Model {
        id: StaffListId::new(),
        organisation_id: world.trust.id,
        file_name: "staff.csv".into(),
        checksum: at.into(),
        contents: Vec::new(),
        effective_on: Some(day(describes)),
        state,
        uploaded_at: instant(at),
        uploaded_by: None,
        settled_at: Some(instant(at)),
        rows_read: 0,
        rows_new: 0,
        rows_changed: 0,
        rows_unchanged: 0,
        rows_ended: 0,
        rows_unplaced: 0,
        rows_rejected: 0,
        choices: None,
        begun_at: None,
        failure: None,
    };
    let write = app.db.write().await.expect("a change");
    put(write.on(), list).await;
    write.commit().await.expect("a staff list");
}

/// The same system, with an appraisal year that starts in another month.
async fn year_starts(app: &App, month: i16) {
    let write = app.db.write().await.expect("a change");
    system::Entity::update_many()
        .col_expr(system::Column::YearStartsMonth, Expr::value(month))
        .exec(write.on())
        .await
        .expect("a setting");
    write.commit().await.expect("a setting");
}

on_both! {
    async fn a_quarter_and_a_year_of_the_same_months_are_published_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        year_starts(&app, 10).await;
        app.clock.set(instant("2026-12-08T10:00:00Z"));
        let mut sam = app.actor("sam@rwx.example").await;
        // Two months of either have ended.
        let quarter = look(&mut sam, &world, "quarter-2026-10", "").await;
        assert_eq!(row(&quarter, "Nursing")[3], "34%11 of 32");
        took_part(&app, &world, &world.trust.nurses[11..12], "2026-10-20").await;
        let year = look(&mut sam, &world, "year-2026-10", "").await;
        assert_eq!(row(&year, "Nursing")[1..], row(&quarter, "Nursing")[1..]);
    }

    async fn a_quarter_so_far_is_not_subtracted_from_the_year_so_far(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        app.clock.set(instant("2026-12-08T10:00:00Z"));
        // 12 in October and 12 others in November; two more took part in June alone.
        let idle = idle_doctors(&app, &world).await;
        took_part(&app, &world, &idle[..12], "2026-11-10").await;
        took_part(&app, &world, &idle[12..14], "2026-06-10").await;
        let mut sam = app.actor("sam@rwx.example").await;
        let quarter = look(&mut sam, &world, "quarter-2026-10", &at(&world)).await;
        assert_eq!(row(&quarter, "Medical")[4], "24", "{}", quarter.text());
        let year = look(&mut sam, &world, "year-2026-04", &at(&world)).await;
        assert_eq!(row(&year, "Medical")[4], "hidden", "{}", year.text());
    }

    async fn one_late_entry_hides_nothing_that_was_published(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let mut before = Vec::new();
        // The quarter that runs has one month that has ended, and so the very same figures.
        for period in ["quarter-2026-10", "month-2026-10"] {
            for by in LOOKS {
                before.push((period, by, look(&mut sam, &world, period, by).await));
            }
        }
        assert_eq!(row(&before[0].2, "Nursing")[3], "34%11 of 32");
        more_nurses_took_part(&app, &world, (NURSES.1, 1)).await;
        for (period, by, then) in &before {
            let now = look(&mut sam, &world, period, by).await;
            let names = then.texts("#figures tbody th .app-cell");
            assert!(!names.is_empty() || by.len() > 8, "{period}{by}");
            for name in names.iter().map(|name| name.trim_end_matches(" *")) {
                let (now, then) = (row(&now, name), row(then, name));
                assert!(now[1..] == then[1..], "{period}{by}: {name} {now:?} {then:?}");
            }
        }
        let write = app.db.write().await.expect("a change");
        let opened = tallies::open(&write, app.clock.today(), &world.trust.nurses).await.expect("tallies");
        let late = world.trust.nurses[NURSES.1];
        entry::Entity::update_many()
            .col_expr(entry::Column::WithdrawnAt, Expr::value(app.clock.now()))
            .filter(entry::Column::EmploymentId.eq(late))
            .exec(write.on())
            .await
            .expect("withdrawn");
        opened.close(&write).await.expect("tallies");
        write.commit().await.expect("durable");
        assert_eq!(row(&look(&mut sam, &world, "month-2026-10", "").await, "Nursing"), row(&before[7].2, "Nursing"));
    }

    async fn a_word_that_is_mapped_anew_breaks_no_period(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        for period in PERIODS {
            for by in LOOKS {
                look(&mut sam, &world, period, by).await;
            }
        }
        map_anew(&app, &world).await;
        for period in PERIODS {
            for by in LOOKS {
                look(&mut sam, &world, period, by).await;
            }
        }
        for address in ["/trends", "/scorecard"] {
            sam.open(address).await;
        }
        let mut beth = app.actor("beth@rhw.example").await;
        beth.submit(&format!("/boards/{}/digests", world.trust.board), &[("period", "month-2026-10")]).await;
    }

    async fn a_partner_of_another_kind_breaks_no_period_and_the_way_back_is_open(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let before = look(&mut sam, &world, "month-2026-10", "&by=organisation").await;
        for period in PERIODS {
            look(&mut sam, &world, period, "&by=kind").await;
        }
        for kind in [OrganisationKind::Council, OrganisationKind::Trust] {
            let write = app.db.write().await.expect("a change");
            organisation::Entity::update_many()
                .col_expr(organisation::Column::Kind, Expr::value(kind))
                .filter(organisation::Column::Id.eq(world.trust.id))
                .exec(write.on())
                .await
                .expect("a partner");
            write.commit().await.expect("durable");
            for period in PERIODS {
                for by in LOOKS {
                    look(&mut sam, &world, period, by).await;
                }
            }
        }
        let after = look(&mut sam, &world, "month-2026-10", "&by=organisation").await;
        let trust = "Royal Berkshire NHS Foundation Trust";
        assert_eq!(row(&after, trust), row(&before, trust));
    }

    async fn beside_what_was_published_stands_what_is_so_now(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let council = "Reading Borough Council";
        let before = look(&mut sam, &world, "month-2026-10", "&by=organisation").await;
        let partners = look(&mut sam, &world, "month-2026-10", "&by=partner").await;
        assert!(row(&partners, council).len() > 1);
        // Nobody works across borders with where they are.
        let rows_of = |seen: &Seen| seen.texts("#figures tbody th").concat();
        let by = format!("&by=partner{}", at(&world));
        let own = look(&mut sam, &world, "month-2026-10", &by).await;
        assert!(rows_of(&partners).contains("Royal Berkshire") && rows_of(&own).contains(council));
        assert!(!rows_of(&own).contains("Royal Berkshire"), "{}", own.text());
        let write = app.db.write().await.expect("a change");
        for (id, column, value) in [
            (world.trust.id, organisation::Column::Name, Expr::value("A Trust of Another Name")),
            (world.council, organisation::Column::LeftOn, Expr::value(day("2026-10-01"))),
        ] {
            organisation::Entity::update_many()
                .col_expr(column, value)
                .filter(organisation::Column::Id.eq(id))
                .exec(write.on())
                .await
                .expect("a partner");
        }
        write.commit().await.expect("durable");
        let after = look(&mut sam, &world, "month-2026-10", "&by=organisation").await;
        let of = |seen: &Seen, name: &str| row(seen, name)[1..].to_vec();
        assert_eq!(
            of(&after, "A Trust of Another Name"),
            of(&before, "Royal Berkshire NHS Foundation Trust")
        );
        // Nobody could work with one that had left, which is no hidden figure.
        let partners = look(&mut sam, &world, "month-2026-10", "&by=partner").await;
        let rows = partners.texts("#figures tbody th");
        assert!(!rows.is_empty() && !rows.iter().any(|row| row.contains(council)), "{rows:?}");
    }

    async fn what_is_no_text_and_what_was_never_is_answered_plainly(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut stranger = app.stranger();
        for address in ["/sign-in", "/sign-in/link"] {
            stranger.open(address).await;
            assert_eq!(stranger.post(address, &[("email", "a\0@x.example")]).await.status, 400, "{address}");
        }
        let mut olive = app.actor("olive@rhw.example").await;
        let people = format!("/organisations/{}/people", world.trust.id);
        assert_eq!(olive.get(&format!("{people}?search=%00")).await.status, 404);
        for page in ["18446744073709551615", "9223372036854775807"] {
            for address in [people.as_str(), "/entries"] {
                olive.open(&format!("{address}?page={page}")).await;
            }
        }
        for period in ["month-0001-01", "year-1990-04", "quarter-2015-04"] {
            assert_eq!(olive.get(&format!("/participation?period={period}")).await.status, 404, "{period}");
        }
    }

    async fn where_nobody_is_counted_the_page_says_so_and_can_be_looked_at_otherwise(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let hash = app.passwords.hash(PASSWORD).await.expect("a hash");
        let write = app.db.write().await.expect("a change");
        let carl = add_person(write.on(), &app, "Carl Webb", Some("carl@council.example")).await;
        give_password(write.on(), &app, carl, &hash).await;
        add_grant(write.on(), carl, Role::OrganisationAdministrator, world.system, Some(world.council), None).await;
        write.commit().await.expect("an administrator");

        // The council's first staff list is not loaded yet.
        let (nobody, why) = ("At Reading Borough Council, nobody is counted in this period.", "once their organisation’s staff list is loaded");
        let mut carl = app.actor("carl@council.example").await;
        let own = carl.open("/participation").await;
        assert!(own.says(nobody) && own.says(why), "{}", own.text());
        assert_eq!(own.attribute("#organisation option[selected]", "value"), Some(world.council.to_string()));
        assert!(own.attributes("#period option", "value").contains(&"month-2026-10".to_owned()));
        assert!(carl.open("/participation.csv").await.html().contains(why));
        let mut sam = app.actor("sam@rwx.example").await;
        let of = |id: OrganisationId| format!("/participation?system={}&period=month-2026-10&organisation={id}", world.system);
        for by in ["", "&by=theme", "&by=outcome", "&compare=before", "&by=band&compare=last-year"] {
            let address = of(world.council) + by;
            for actor in [&mut carl, &mut sam] {
                let page = actor.open(&address).await;
                assert!(page.says(nobody), "{by}: {}", page.text());
                assert!(actor.open(&address.replace("/participation", "/participation.csv")).await.html().contains(why), "{by}");
            }
        }
        // Out of reach is not found, all the same.
        for id in [world.elsewhere_trust.id, OrganisationId::new()] {
            for by in ["", "&by=theme"] {
                assert_eq!(carl.get(&(of(id) + by)).await.status, 404);
                assert_eq!(sam.get(&(of(id) + by)).await.status, 404);
            }
        }

        // The trust joined in April: there is nothing before, and its own page says so.
        let mut olive = app.actor("olive@rhw.example").await;
        let nothing = "There is nothing to compare with: of Royal Berkshire NHS Foundation Trust, nobody was counted in March 2026.";
        let address = format!("{}&compare=before", of(world.trust.id).replace("month-2026-10", "month-2026-04"));
        let page = olive.open(&address).await;
        assert!(page.says(nothing) && page.says("nothing in them is hidden"), "{}", page.text());
        assert!(olive.open(&address.replace("/participation", "/participation.csv")).await.html().contains(nothing));
        assert!(sam.open(&address).await.says(nothing));
        let compared = olive.open(&address.replace("month-2026-04", "month-2026-10")).await;
        assert!(!compared.says("nothing to compare with"), "{}", compared.text());
    }

    async fn the_staff_list_that_was_loaded_last_is_named(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        listed(&app, &world, StaffListState::Loaded, "2026-11-09T09:00:00Z", "2026-10-31").await;
        listed(&app, &world, StaffListState::Loaded, "2026-10-05T09:00:00Z", "2026-09-30").await;
        listed(&app, &world, StaffListState::Discarded, "2026-11-12T09:00:00Z", "2026-11-01").await;
        let mut sam = app.actor("sam@rwx.example").await;
        let page = look(&mut sam, &world, "month-2026-10", &at(&world)).await;
        assert!(page.says("The staff list describes 31 October 2026, and was loaded on 9 November 2026."), "{}", page.text());
        let all = look(&mut sam, &world, "month-2026-10", "").await;
        assert!(all.says("9 November 2026") && all.says("Not loaded from a list"), "{}", all.text());
    }

    async fn of_many_tries_at_once_no_more_than_the_limit_are_within_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..30 {
            let acting = background::operator(&app.db, &app.clock);
            tries.spawn(async move { PASSWORD_BY_VISITOR.count(&acting, "sam@rhw.example").await.expect("counted").is_within() });
        }
        let within = tries.join_all().await.into_iter().filter(|within| *within).count();
        assert!(within <= 10, "{within} were");
    }

    async fn who_has_left_keeps_their_own_work_and_no_table(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for address in ["/participation", "/trends", "/scorecard", "/participation.csv"] {
            assert_eq!(sam.get(address).await.status, 200, "{address}");
        }
        let write = app.db.write().await.expect("a change");
        employment::Entity::update_many()
            .col_expr(employment::Column::EndedOn, Expr::value(day("2026-11-10")))
            .filter(employment::Column::Id.eq(world.trust.sam))
            .exec(write.on())
            .await
            .expect("ended");
        write.commit().await.expect("durable");
        for address in ["/participation", "/trends", "/scorecard", "/participation.csv"] {
            assert_eq!(sam.get(address).await.status, 404, "{address}");
        }
        let own = sam.open("/entries").await;
        assert!(!own.html().contains("href=\"/participation\""), "the way to it is gone");
        assert_eq!(entry::Entity::find().count(app.db.read()).await.expect("a count"), 0);
    }
}
