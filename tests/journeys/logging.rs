//! Logging at once: with what was kept when the form was drawn, and only for as long as nothing has changed since.

use fairwind::{
    access::{background, sessions},
    entities::{
        access::{account, audit_line},
        engagement::{entry, entry_partner},
        systems::entry_kind,
        tallies::tally_change,
    },
    kernel::database::Db,
    tallies,
};
use fairwind_migrations::Migrator;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};
use sea_orm_migration::MigratorTrait as _;

use super::engagement::{counts, employ, end, filled, log, pairs};
use crate::support::{
    actors::{Actor, Seen},
    app::{App, NOW, instant},
    database::TestDatabase,
    world::World,
};
use fairwind::{access::passwords::Passwords, kernel::clock::Clock};

/// The form as it is sent, with another piece of work in it.
async fn another(
    sam: &mut Actor<'_>,
    world: &World,
    minutes: &str,
) -> (Seen, Vec<(&'static str, String)>) {
    let form = sam.open("/entries/new").await;
    let work = [
        ("partners", world.council.to_string()),
        ("minutes", minutes.to_owned()),
    ];
    let all = filled(&form, &work);
    (form, all)
}

on_both! {
    async fn a_form_that_was_just_drawn_is_logged_in_one_go(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        // The first counts its organisation up to today, the second reads how somebody stands.
        for _ in 0..2 {
            let (form, _) = another(&mut sam, &world, "10").await;
            log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        }
        for _ in 0..2 {
            let (_, all) = another(&mut sam, &world, "10").await;
            let before = app.statements();
            let seen = sam.post("/entries", &pairs(&all)).await;
            assert_eq!(seen.status, 303, "{}", seen.text());
            // The one go is on a connection of its own, and nothing is asked besides.
            assert_eq!(app.statements(), before, "statements");
        }
        assert_eq!(counts(&app, &world).await.entries, 4);
        let waits = tally_change::Entity::find().all(app.db.read()).await.expect("changes");
        assert!(!waits.is_empty(), "nothing was left to be added later");
        tallies::settle_all(&background::clockwork(&app.db, &app.clock)).await.expect("settled");
        assert_eq!(counts(&app, &world).await.entries, 4);
    }

    /// However it was logged, a row is the same: in its words, whatever is in them, and in how each value is kept.
    async fn what_is_logged_in_one_go_is_kept_as_everything_else(database: TestDatabase) {
        const WORDS: &str = "It\u{2019}s 'quoted', \"twice\"; a \\ and \\' and $1 ?1 :x -- naïve\r\n'); select 1; /* 50 % */";
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for _ in 0..4 {
            let form = sam.open("/entries/new").await;
            let work = [("partners", world.council.to_string()), ("minutes", "10".into()), ("changed", WORDS.into())];
            let seen = sam.post("/entries", &pairs(&filled(&form, &work))).await;
            assert_eq!(seen.status, 303, "{}", seen.text());
        }
        let entries = entry::Entity::find().order_by_asc(entry::Column::Id).all(app.db.read()).await.expect("entries");
        let (first, others) = entries.split_first().expect("entries");
        assert_eq!((others.len(), first.changed.replace("\r\n", "\n")), (3, WORDS.replace("\r\n", "\n")));
        for other in others {
            let same = entry::Model { id: first.id, form_token: first.form_token, ..other.clone() };
            assert_eq!(&same, first);
        }
        let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("entry logged"));
        let lines = lines.order_by_asc(audit_line::Column::Id).all(app.db.read()).await.expect("lines");
        assert_eq!(lines.len(), 4);
        for line in &lines {
            let same = audit_line::Model { id: lines[0].id, subject_id: lines[0].subject_id, ..line.clone() };
            assert_eq!(same, lines[0]);
        }
        if !app.db.is_postgres() {
            // What is compared as text or bytes is to be of one form.
            for (table, columns) in [
                ("entries", &["id", "form_token", "employment_id", "done_on", "minutes", "created_at", "objective_id"][..]),
                ("entry_partners", &["entry_id", "organisation_id"]),
                ("audit_lines", &["id", "happened_at", "person_id", "actor", "organisation_id", "subject_id", "to_value"]),
                ("tally_changes", &["id", "organisation_id", "differences"]),
            ] {
                let forms: Vec<_> = columns.iter().map(|column| format!("typeof({column})")).collect();
                let which = if table == "audit_lines" { " WHERE act = 'entry logged'" } else { "" };
                let asked = format!("SELECT COUNT(DISTINCT {}) FROM {table}{which}", forms.join(" || "));
                let asked = Statement::from_string(DbBackend::Sqlite, asked);
                let row = app.db.read().query_one_raw(asked).await.expect("asked").expect("a row");
                assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 1, "{table}");
            }
        }
    }

    /// Tables are declared anew with what is in them, and what waited to be added to the tallies is counted instead.
    async fn what_was_logged_is_there_when_its_tables_are_declared_anew(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for _ in 0..3 {
            let (form, _) = another(&mut sam, &world, "10").await;
            log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        }
        assert!(!tally_change::Entity::find().all(app.db.read()).await.expect("changes").is_empty());
        let written = rows_of(&app.db).await;
        assert!(written.0.len() == 3 && written.1.len() >= 3, "{written:?}");
        let last = Migrator::migrations().len() - Migrator::migrations().iter()
            .position(|one| one.name() == "m34_one_place_a_row")
            .expect("the migration");
        Migrator::down(app.db.read(), Some(u32::try_from(last).expect("few"))).await.expect("down");
        assert_eq!(rows_of(&app.db).await, written);
        Migrator::up(app.db.read(), None).await.expect("up");
        assert_eq!(rows_of(&app.db).await, written);

        let updated = App::at(database.url(), Clock::standing_at(instant(NOW)), Passwords::quick()).await;
        let mut sam = updated.actor("sam@rhw.example").await;
        let (form, _) = another(&mut sam, &world, "10").await;
        log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        assert_eq!(counts(&updated, &world).await.entries, 4);
    }

    async fn what_another_process_has_changed_is_seen_at_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let elsewhere = App::at(database.url(), Clock::standing_at(instant(NOW)), Passwords::quick()).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let (_, all) = another(&mut sam, &world, "10").await;
        end(&elsewhere, world.trust.sam, "2026-11-10").await;
        let late = sam.post("/entries", &pairs(&all)).await;
        assert_eq!(late.status, 422);
        assert!(late.says("The day must be one on which you worked at"), "{}", late.text());
        assert_eq!(counts(&app, &world).await.entries, 0);
    }

    async fn whoever_was_signed_out_meanwhile_logs_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let elsewhere = Db::open(database.url(), 1).await.expect("another process");
        let mut sam = app.actor("sam@rhw.example").await;
        let (_, all) = another(&mut sam, &world, "10").await;
        let write = elsewhere.write().await.expect("a change");
        write.touches_nothing();
        for one in account::Entity::find().all(write.on()).await.expect("accounts") {
            sessions::end_all(&write, one.id).await.expect("ended");
        }
        write.commit().await.expect("durable");
        let out = sam.post("/entries", &pairs(&all)).await;
        assert!(matches!(out.status, 303 | 401) && !out.says("Logged"), "{} {}", out.status, out.text());
        assert_eq!(counts(&app, &world).await.entries, 0);
    }

    /// Both keep how somebody stands, and each is told of the other's entries.
    async fn two_processes_log_for_the_same_person(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let elsewhere = App::at(database.url(), Clock::standing_at(instant(NOW)), Passwords::quick()).await;
        let mut here = app.actor("sam@rhw.example").await;
        let mut there = elsewhere.actor("sam@rhw.example").await;
        for round in 0..4 {
            for sam in [&mut here, &mut there] {
                let (form, _) = another(sam, &world, "10").await;
                let list = log(sam, &form, &[("partners", world.council.to_string()), ("minutes", "170".into())]).await;
                assert!(list.says("Logged: 2 hours 50 minutes"), "round {round}: {}", list.text());
            }
        }
        // What both have logged is one day's.
        let (_, all) = another(&mut here, &world, "81").await;
        let full = here.post("/entries", &pairs(&all)).await;
        assert!(full.status == 422 && full.says("You have logged 22 hours 40 minutes"), "{}", full.text());
        assert_eq!((counts(&app, &world).await.entries, counts(&app, &world).await.took_part), (8, 1));
    }

    /// Sent twice at once, to two processes and for two employments, a form is one piece of work.
    async fn two_processes_are_sent_the_same_form(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let at_council = employ(&app, "sam@rhw.example", world.council).await;
        let clockwork = background::clockwork(&app.db, &app.clock);
        tallies::repair(&clockwork).await.expect("counted");
        let elsewhere = App::at(database.url(), Clock::standing_at(instant(NOW)), Passwords::quick()).await;
        let mut here = app.actor("sam@rhw.example").await;
        let mut there = elsewhere.actor("sam@rhw.example").await;
        for round in 1..=6 {
            let form = here.open("/entries/new").await;
            there.open("/entries/new").await;
            let at = |employment: String, partner: String| {
                let own = [("employment", employment), ("partners", partner), ("minutes", "10".to_owned())];
                filled(&form, &own)
            };
            let one = at(world.trust.sam.to_string(), world.council.to_string());
            let other = at(at_council.to_string(), world.trust.id.to_string());
            let (one, other) = (pairs(&one), pairs(&other));
            let (one, other) = tokio::join!(here.post("/entries", &one), there.post("/entries", &other));
            let mut both = [one.status, other.status];
            both.sort_unstable();
            assert_eq!(both, [303, 422], "round {round}: {} {}", one.text(), other.text());
            let entries = entry::Entity::find().all(app.db.read()).await.expect("entries");
            assert_eq!(entries.len(), round);
        }
        assert!(tallies::check(&clockwork).await.expect("a check").is_empty());
    }

    /// A day has 24 hours, whichever process is told of its work and wherever that is counted.
    async fn two_processes_fill_one_day_at_two_employers(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let at_council = employ(&app, "sam@rhw.example", world.council).await;
        let clockwork = background::clockwork(&app.db, &app.clock);
        tallies::repair(&clockwork).await.expect("counted");
        let elsewhere = App::at(database.url(), Clock::standing_at(instant(NOW)), Passwords::quick()).await;
        let mut here = app.actor("sam@rhw.example").await;
        let mut there = elsewhere.actor("sam@rhw.example").await;
        for done_day in 9..=15 {
            let (form, again) = (here.open("/entries/new").await, there.open("/entries/new").await);
            let at = |form: &Seen, employment: String, partner: String| {
                let own = [("employment", employment), ("partners", partner), ("minutes", "1000".to_owned()), ("done-day", done_day.to_string())];
                filled(form, &own)
            };
            let one = at(&form, world.trust.sam.to_string(), world.council.to_string());
            let other = at(&again, at_council.to_string(), world.trust.id.to_string());
            let (one, other) = (pairs(&one), pairs(&other));
            let (one, other) = tokio::join!(here.post("/entries", &one), there.post("/entries", &other));
            let mut both = [one.status, other.status];
            both.sort_unstable();
            assert_eq!(both, [303, 422], "the {done_day}th: {} {}", one.text(), other.text());
        }
        assert!(tallies::check(&clockwork).await.expect("a check").is_empty());
    }

    /// A list that was kept from before is not offered with what was read after.
    async fn what_another_process_has_retired_is_not_logged(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let elsewhere = Db::open(database.url(), 1).await.expect("another process");
        let mut sam = app.actor("sam@rhw.example").await;
        let (_, all) = another(&mut sam, &world, "10").await;
        let kind = all.iter().find(|(name, _)| *name == "kind").expect("a kind").1.clone();
        let write = elsewhere.write().await.expect("a change");
        let retired = entry_kind::ActiveModel {
            id: Set(kind.parse().expect("an id")),
            retired_on: Set(Some(app.clock.today())),
            ..Default::default()
        };
        retired.update(write.on()).await.expect("retired");
        write.commit().await.expect("durable");
        let form = sam.open("/entries/new").await;
        assert!(!form.attributes("#kind option", "value").contains(&kind), "{}", form.text());
        let refused = sam.post("/entries", &pairs(&all)).await;
        assert!(refused.status == 422 && refused.says("Choose what kind of work it was"), "{}", refused.text());
    }
}

/// Partners of entries and lines of the audit trail, in order.
async fn rows_of(db: &Db) -> (Vec<entry_partner::Model>, Vec<audit_line::Model>) {
    let partners = entry_partner::Entity::find().order_by_asc(entry_partner::Column::EntryId);
    let partners = partners.order_by_asc(entry_partner::Column::OrganisationId);
    let lines = audit_line::Entity::find().order_by_asc(audit_line::Column::Id);
    (
        partners.all(db.read()).await.expect("partners"),
        lines.all(db.read()).await.expect("lines"),
    )
}
