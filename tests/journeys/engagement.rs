//! Work logged from one form, once, and amended and withdrawn; and what it does to the figures.

use fairwind::{
    access::background,
    entities::{
        people::{employment, person},
        systems::organisation,
    },
    kernel::{
        ids::*,
        periods::{Period, PeriodKind, YearStart},
    },
    tallies::{self, Counts},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::measures::lines;
use crate::support::{
    actors::{Actor, Seen},
    app::{App, instant},
    database::TestDatabase,
    world::{World, add_employment, day},
};

on_both! {
    async fn work_is_logged_with_what_stands_in_the_form(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        assert_eq!(form.attribute("form[action='/entries']", "autocomplete").as_deref(), Some("off"), "partners move");
        assert_eq!(form.attribute("#done", "value").as_deref(), Some("16"));
        assert_eq!(form.attribute("#minutes", "value").as_deref(), Some("60"));
        let offered = form.attributes("input[name=partners]", "value");
        assert!(offered.contains(&world.council.to_string()) && !offered.contains(&world.trust.id.to_string()));
        assert!(!offered.contains(&world.elsewhere_trust.id.to_string()));

        let list = log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        assert!(list.html().contains("Logged: 1 hour with Reading Borough Council on 16 November 2026."));
        assert_eq!(list.texts("caption"), ["November 2026: 1 entry, 1 hour"]);

        // The next form begins where the last one ended.
        let form = sam.open("/entries/new").await;
        assert_eq!(form.attributes("input[name=partners][checked]", "value"), [world.council.to_string()]);
        let visit = world.visit.to_string();
        let words = [("kind", visit.clone()), ("minutes", "90".into()), ("done-day", "30".into()), ("done-month", "10".into()),
            ("changed", "One list".into()), ("tension", world.no_time.to_string()), ("tension-words", "As ever".into())];
        let list = log(&mut sam, &form, &words).await;
        assert_eq!(list.texts("caption"), ["November 2026: 1 entry, 1 hour", "October 2026: 1 entry, 1 hour 30 minutes"]);
        let form = sam.open("/entries/new").await;
        assert_eq!(form.attribute("#kind option[selected]", "value"), Some(visit));
        assert_eq!(counts(&app, &world).await, Counts { staff: 35, took_part: 1, entries: 1, minutes: 60, with_objective: 0 });
    }

    async fn a_form_sent_twice_makes_one_entry_and_one_with_other_words_is_not_lost(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let partner = [("partners", world.council.to_string())];
        log(&mut sam, &form, &partner).await;
        let list = log(&mut sam, &form, &partner).await;
        assert!(list.html().contains("Logged: 1 hour"));
        assert_eq!(list.texts("caption"), ["November 2026: 1 entry, 1 hour"]);
        assert_eq!(counts(&app, &world).await.entries, 1);

        let other = filled(&form, &[("partners", world.council.to_string()), ("minutes", "30".into())]);
        let asked = sam.post("/entries", &pairs(&other)).await;
        assert_eq!(asked.status, 422);
        assert!(asked.says("already been sent, with other words"));
        let list = log(&mut sam, &asked, &[]).await;
        assert_eq!(list.texts("caption"), ["November 2026: 2 entries, 1 hour 30 minutes"]);
    }

    async fn work_can_be_logged_as_long_as_the_system_says_and_only_of_days_in_post(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        end(&app, world.trust.priya, "2026-11-10").await;
        for (who, date, taken) in [
            ("sam", ("17", "11", "2026"), false),
            ("sam", ("18", "8", "2026"), true),
            ("sam", ("17", "8", "2026"), false),
            ("priya", ("11", "11", "2026"), false),
            ("priya", ("10", "11", "2026"), true),
        ] {
            let mut actor = app.actor(&format!("{who}@rhw.example")).await;
            let form = actor.open("/entries/new").await;
            let (date_day, month, year) = date;
            let all = filled(&form, &[("partners", world.council.to_string()), ("done-day", date_day.into()),
                ("done-month", month.into()), ("done-year", year.into())]);
            let seen = actor.post("/entries", &pairs(&all)).await;
            assert_eq!(seen.status, if taken { 303 } else { 422 }, "{who} {date:?}: {}", seen.text());
        }
        assert_eq!(counts(&app, &world).await.entries, 1, "one in November");
    }

    async fn a_day_has_room_for_24_hours(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let at_council = employ(&app, "sam@rhw.example", world.council).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let work = |own: EmploymentId, with: OrganisationId, minutes: &str| {
            vec![("employment", own.to_string()), ("partners", with.to_string()), ("minutes", minutes.to_owned()), ("changed", "Typed with care".to_owned())]
        };
        let long = work(world.trust.sam, world.council, "1380");
        let list = log(&mut sam, &form, &long).await;
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        // The same form again is the same entry, not another.
        assert!(log(&mut sam, &form, &long).await.html().contains("Logged: 23 hours"));
        let form = sam.open("/entries/new").await;
        for (own, with) in [(world.trust.sam, world.council), (at_council, world.trust.id)] {
            let full = sam.post("/entries", &pairs(&filled(&form, &work(own, with, "61")))).await;
            assert_eq!(full.status, 422, "a person has one day, wherever they are employed");
            let said = "Error: You have logged 23 hours on 16 November 2026 already, and a day has 24 hours: enter 60 minutes or fewer, or another day";
            assert_eq!(full.texts("#minutes-error"), [said]);
            assert!(full.html().contains("Typed with care") && full.attribute("#minutes", "value").as_deref() == Some("61"));
        }
        log(&mut sam, &form, &work(at_council, world.trust.id, "60")).await;
        let form = sam.open("/entries/new").await;
        let full = sam.post("/entries", &pairs(&filled(&form, &work(world.trust.sam, world.council, "1")))).await;
        assert!(full.status == 422 && full.says("amend or withdraw one of those entries first"), "{}", full.text());
        // Another day has room, and so has what is amended, without itself.
        let mut another = work(world.trust.sam, world.council, "1440");
        another.push(("done-day", "15".into()));
        log(&mut sam, &form, &another).await;
        let page = sam.open(&edit).await;
        let longer = sam.post(&edit, &pairs(&filled(&page, &work(world.trust.sam, world.council, "1381")))).await;
        assert!(longer.status == 422 && longer.says("You have logged 1 hour on 16 November 2026 already"), "{}", longer.text());
        sam.submit(&edit, &pairs(&filled(&page, &work(world.trust.sam, world.council, "1379")))).await;
        assert_eq!(counts(&app, &world).await.minutes, 1379 + 1440);
    }

    async fn an_nhs_number_is_stopped_kindly_and_what_was_typed_is_kept(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let partner = ("partners", world.council.to_string());
        for (field, words) in [("changed", "Mrs B, 943 476 5919, is home"), ("tension-words", "No bed for 9434765919")] {
            let typed = [partner.clone(), ("tension", world.no_time.to_string()), (field, words.to_owned())];
            let stopped = sam.post("/entries", &pairs(&filled(&form, &typed))).await;
            assert_eq!(stopped.status, 422);
            let said = stopped.texts(&format!("#{field}-error")).join("");
            assert!(said.starts_with("Error: Don’t put anything that identifies a patient here. “943"), "{said}");
            assert!(stopped.html().contains(words), "what was typed is kept");
        }
        assert_eq!(counts(&app, &world).await.entries, 0);
        // Other numbers are nobody: a telephone number, an amount, a reference.
        let fine = "Ring 0118 987 5111 or +44 943 476 5919 about PO9434765919, 943 476 5918 or £9,434,765,919";
        log(&mut sam, &form, &[partner, ("changed", fine.to_owned())]).await;
        assert_eq!(counts(&app, &world).await.entries, 1);

        let mut maya = app.actor("maya@rhw.example").await;
        maya.open("/team").await;
        let council = world.council.to_string();
        let to = format!("/team/{}/objectives", world.trust.sam);
        for field in ["title", "what", "purpose"] {
            let mut wording = vec![("title", "Home sooner"), ("what", "One list"), ("purpose", "Together"), ("level", "place"),
                ("partners", council.as_str()), ("due-day", "30"), ("due-month", "3"), ("due-year", "2027")];
            wording.retain(|(name, _)| *name != field);
            wording.push((field, "For 943-476-5919 first"));
            let stopped = maya.post(&to, &wording).await;
            assert_eq!(stopped.status, 422, "{field}");
            assert!(stopped.texts(&format!("#{field}-error")).join("").contains("looks like an NHS number"), "{}", stopped.text());
            assert!(stopped.html().contains("For 943-476-5919 first"));
        }
    }

    async fn what_cannot_be_is_said_at_its_field_and_what_was_typed_is_kept(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        for (name, value) in [
            ("minutes", "0".to_owned()),
            ("minutes", "1441".into()),
            ("minutes", "an hour".into()),
            ("kind", EntryKindId::new().to_string()),
            ("objective", ObjectiveId::new().to_string()),
            ("tension", TensionKindId::new().to_string()),
            ("tension-words", "Words without a kind".into()),
            ("partners", world.trust.id.to_string()),
            ("partners", world.elsewhere_trust.id.to_string()),
            ("changed", "x".repeat(1001)),
        ] {
            let mut changes = vec![("changed", "Typed with care".to_owned()), ("partners", world.council.to_string())];
            changes.retain(|(other, _)| *other != name);
            changes.push((name, value));
            let seen = sam.post("/entries", &pairs(&filled(&form, &changes))).await;
            assert_eq!(seen.status, 422, "{name}");
            assert!(name == "changed" || seen.html().contains("Typed with care"), "{name}");
        }
        assert_eq!(counts(&app, &world).await.entries, 0);
        assert_eq!(sam.post_without_token("/entries", &[("minutes", "60")]).await.status, 403);
    }

    async fn an_entry_is_amended_and_withdrawn_by_its_owner_and_the_figures_follow(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let list = log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        let withdrawal = edit.replace("edit", "withdrawal");

        let page = sam.open(&edit).await;
        let whole = filled(&page, &[("minutes", "1".into())]);
        for other in ["priya@rhw.example", "maya@rhw.example", "olive@rhw.example", "sam@ryr.example"] {
            let mut other = app.actor(other).await;
            for address in [&edit, &withdrawal] {
                assert_eq!(other.get(address).await.status, 404);
                assert_eq!(other.post(address, &pairs(&whole)).await.status, 404);
            }
        }
        // Words that are missing are not words that were emptied.
        assert_eq!(sam.post(&edit, &[("minutes", "1")]).await.status, 400);

        let amended = filled(&page, &[("minutes", "45".into()), ("partners", world.community.id.to_string())]);
        let list = sam.submit(&edit, &pairs(&amended)).await;
        assert!(list.html().contains("Amended: 45 minutes with Berkshire Healthcare"), "{}", list.text());
        assert_eq!(counts(&app, &world).await.minutes, 45);

        let asked = sam.open(&withdrawal).await;
        assert!(asked.says("45 minutes") && asked.says("cannot be undone"));
        let list = sam.submit(&withdrawal, &[]).await;
        assert!(list.says("You have logged no work yet"), "{}", list.text());
        assert_eq!(counts(&app, &world).await, Counts { staff: 35, ..Counts::default() });
        assert_eq!(sam.get(&edit).await.status, 404);
        assert_eq!(sam.post(&withdrawal, &[]).await.status, 404);
    }

    /// The form of a second tab does not take back what the first has saved, unless whoever sends it has seen that.
    async fn an_entry_that_was_changed_in_another_tab_is_shown_before_it_is_changed_again(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let list = log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        let (first, second) = (sam.open(&edit).await, sam.open(&edit).await);
        let saved = filled(&first, &[("minutes", "45".into()), ("changed", "One list".into())]);
        sam.submit(&edit, &pairs(&saved)).await;
        let typed = filled(&second, &[("changed", "Typed in the second tab".into())]);
        let asked = sam.post(&edit, &pairs(&typed)).await;
        assert_eq!(asked.status, 422, "{}", asked.text());
        assert!(asked.says("has been changed since you opened the page, so nothing of yours is saved yet"), "{}", asked.text());
        assert!(asked.texts(".nhsuk-summary-list__value").contains(&"45 minutes".to_owned()), "{}", asked.html());
        assert!(asked.says("One list") && asked.texts("textarea[name=changed]") == ["Typed in the second tab"]);
        assert_eq!(asked.attribute("#minutes", "value").as_deref(), Some("60"));
        assert_eq!(counts(&app, &world).await.minutes, 45);
        sam.submit(&edit, &pairs(&filled(&asked, &[]))).await;
        assert_eq!(counts(&app, &world).await.minutes, 60);
        // Sent twice, it is saved once.
        sam.submit(&edit, &pairs(&filled(&asked, &[]))).await;
        assert_eq!(lines(&app, "entry amended").await.len(), 2);
    }

    async fn a_day_has_room_for_24_hours_however_many_entries_are_amended_at_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        employ(&app, "sam@rhw.example", world.council).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for done_day in ["10", "11", "12", "13"] {
            let form = sam.open("/entries/new").await;
            let work = [("employment", world.trust.sam.to_string()), ("partners", world.community.id.to_string()), ("done-day", done_day.to_owned())];
            log(&mut sam, &form, &work).await;
        }
        let list = sam.open("/entries").await;
        let mut edits = list.attributes("a[href$='/edit']", "href").into_iter();
        let mut next = || edits.next().expect("an entry");
        let (one, two, three, four) = (next(), next(), next(), next());
        let amend = async |edit: &str| {
            let mut sam = app.actor("sam@rhw.example").await;
            let page = sam.open(edit).await;
            let all = filled(&page, &[("minutes", "1000".into()), ("done-day", "16".into())]);
            (sam, all)
        };
        let (mut first, a) = amend(&one).await;
        let (mut second, b) = amend(&two).await;
        let (mut third, c) = amend(&three).await;
        let (mut fourth, d) = amend(&four).await;
        let (a, b, c, d) = (pairs(&a), pairs(&b), pairs(&c), pairs(&d));
        let all = tokio::join!(first.post(&one, &a), second.post(&two, &b), third.post(&three, &c), fourth.post(&four, &d));
        let mut statuses = [&all.0, &all.1, &all.2, &all.3].map(|seen| seen.status);
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422, 422, 422], "one of them fits the day");
        assert_eq!(counts(&app, &world).await.minutes, 1000 + 3 * 60);
    }

    /// The council is part of another body from 1 November on; the community trust joined on the tenth.
    async fn late_work_is_logged_with_whoever_was_a_partner_on_the_day_of_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let write = app.db.write().await.expect("a change");
        for (id, joined_on, left_on) in [
            (world.council, "2026-04-01", Some(day("2026-11-01"))),
            (world.community.id, "2026-11-10", None),
        ] {
            organisation::Entity::update_many()
                .col_expr(organisation::Column::JoinedOn, Expr::value(day(joined_on)))
                .col_expr(organisation::Column::LeftOn, Expr::value(left_on))
                .filter(organisation::Column::Id.eq(id))
                .exec(write.on())
                .await
                .expect("an update");
        }
        write.commit().await.expect("durable");
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let offered = form.attributes("input[name=partners]", "value");
        assert_eq!(offered, [world.community.id.to_string(), world.council.to_string()], "who is none any more comes last");
        assert!(form.says("Reading Borough Council (until 31 October 2026)"), "{}", form.text());
        let on = |with: OrganisationId, done_day: &str, month: &str| {
            vec![("partners", with.to_string()), ("done-day", done_day.to_owned()), ("done-month", month.to_owned())]
        };
        for (work, said) in [
            (on(world.council, "16", "11"), "partners on 16 November 2026: Reading Borough Council was one until 31 October 2026"),
            (on(world.community.id, "31", "10"), "partners on 31 October 2026: Berkshire Healthcare NHS Foundation Trust is one from 10 November 2026 on"),
        ] {
            let refused = sam.post("/entries", &pairs(&filled(&form, &work))).await;
            assert_eq!(refused.status, 422, "{}", refused.text());
            let error = format!("Error: Choose only organisations that were {said}");
            assert_eq!(refused.texts("#partners-error"), [error]);
        }
        let list = log(&mut sam, &form, &on(world.council, "31", "10")).await;
        assert!(list.html().contains("Logged: 1 hour with Reading Borough Council on 31 October 2026."), "{}", list.text());
        // Today it is not what the next form begins with.
        let form = sam.open("/entries/new").await;
        assert!(form.attributes("input[name=partners][checked]", "value").is_empty());
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        let page = sam.open(&edit).await;
        sam.submit(&edit, &pairs(&filled(&page, &[("minutes", "30".into())]))).await;
    }

    async fn an_old_entry_can_no_longer_be_amended_only_withdrawn(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        let list = log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        app.clock.set(instant("2027-02-14T10:00:00Z"));
        let mut sam = app.actor("sam@rhw.example").await;
        sam.open(&edit).await;
        app.clock.set(instant("2027-02-15T10:00:00Z"));
        let mut sam = app.actor("sam@rhw.example").await;
        let refused = sam.get(&edit).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("more than 90 days ago"), "{}", refused.text());
        let page = sam.open("/entries").await;
        assert!(page.attribute("a[href$='/edit']", "href").is_none());
        sam.submit(&edit.replace("edit", "withdrawal"), &[]).await;
    }

    async fn the_manager_sees_an_entry_only_where_its_owner_linked_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let objective = agreed(&app, &world).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        assert_eq!(form.attributes("input[name=partners][checked]", "value"), [world.council.to_string()],
            "the first form begins with the partners of the one agreed objective");
        let linked = [("objective", objective.clone()), ("changed", "Seen by both".into()), ("tension", world.no_time.to_string())];
        log(&mut sam, &form, &linked).await;
        let form = sam.open("/entries/new").await;
        assert_eq!(form.attribute("#objective option[selected]", "value").as_deref(), Some(""), "linking is never assumed");
        log(&mut sam, &form, &[("changed", "Seen by Sam".into())]).await;

        let mut maya = app.actor("maya@rhw.example").await;
        let page = maya.open(&format!("/objectives/{objective}")).await;
        assert!(page.says("Seen by both") && page.says("No time") && page.says("1 entry linked to it"), "{}", page.text());
        assert!(!page.says("Seen by Sam"));
        let list = sam.open("/entries").await;
        assert!(list.says("For “Home sooner”"), "{}", list.text());
    }

    async fn someone_with_two_employments_says_where_they_did_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let at_council = employ(&app, "sam@rhw.example", world.council).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        assert_eq!(form.texts("#employment option").len(), 2);
        let own = [("employment", at_council.to_string()), ("partners", world.council.to_string())];
        let seen = sam.post("/entries", &pairs(&filled(&form, &own))).await;
        assert_eq!(seen.status, 422);
        assert!(seen.says("other than the one you did it for"), "{}", seen.text());
        let with_trust = [("employment", at_council.to_string()), ("partners", world.trust.id.to_string())];
        let list = log(&mut sam, &form, &with_trust).await;
        assert!(list.says("At Reading Borough Council"), "{}", list.text());
        assert_eq!(counts(&app, &world).await.entries, 0, "it counts for the council");

        // Amended into the other employment, it counts there.
        let edit = list.attribute("a[href$='/edit']", "href").expect("a link");
        let page = sam.open(&edit).await;
        let moved = [("employment", world.trust.sam.to_string()), ("partners", world.council.to_string())];
        sam.submit(&edit, &pairs(&filled(&page, &moved))).await;
        assert_eq!(counts(&app, &world).await.entries, 1);
    }

    async fn long_lists_are_paged_and_each_month_has_its_whole_total(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for _ in 0..21 {
            let form = sam.open("/entries/new").await;
            log(&mut sam, &form, &[("partners", world.council.to_string())]).await;
        }
        let first = sam.open("/entries").await;
        assert_eq!(first.texts("tbody tr").len(), 20);
        let second = sam.open("/entries?page=2").await;
        assert_eq!(second.texts("tbody tr").len(), 1);
        for page in [first, second] {
            assert_eq!(page.texts("caption"), ["November 2026: 21 entries, 21 hours"]);
        }
    }
}

/// Sends a form with these changes, and opens where it leads.
pub(super) async fn log(
    actor: &mut Actor<'_>,
    form: &Seen,
    changes: &[(&'static str, String)],
) -> Seen {
    let all = filled(form, changes);
    actor.submit("/entries", &pairs(&all)).await
}

/// What a browser would send of the form on this page, with changes.
pub(super) fn filled(
    form: &Seen,
    changes: &[(&'static str, String)],
) -> Vec<(&'static str, String)> {
    let single = [
        "token",
        "stood",
        "employment",
        "done-day",
        "done-month",
        "done-year",
        "minutes",
    ];
    let mut all: Vec<(&'static str, String)> = Vec::new();
    for name in single {
        let value = form.attribute(&format!("main input[name='{name}']"), "value");
        all.extend(value.map(|value| (name, value)));
    }
    // How long it took is all that a form never says by itself.
    for (name, value) in &mut all {
        if *name == "minutes" && value.is_empty() {
            *value = "60".to_owned();
        }
    }
    for name in ["employment", "kind", "objective", "tension"] {
        let chosen = form.attribute(&format!("select[name='{name}'] option[selected]"), "value");
        let first = form.attribute(&format!("select[name='{name}'] option"), "value");
        all.extend(chosen.or(first).map(|value| (name, value)));
    }
    for name in ["changed", "tension-words"] {
        all.extend(
            form.texts(&format!("textarea[name='{name}']"))
                .into_iter()
                .map(|value| (name, value)),
        );
    }
    let partners = form.attributes("input[name=partners][checked]", "value");
    all.extend(partners.into_iter().map(|value| ("partners", value)));
    all.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    all.extend(changes.iter().cloned());
    all
}

pub(super) fn pairs<'a>(all: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    all.iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// An objective that Maya set for Sam and Sam agreed; its id.
async fn agreed(app: &App, world: &World) -> String {
    let mut maya = app.actor("maya@rhw.example").await;
    maya.open("/team").await;
    let council = world.council.to_string();
    let wording = [
        ("title", "Home sooner"),
        ("what", "One list"),
        ("purpose", "Together"),
        ("level", "place"),
        ("partners", council.as_str()),
        ("due-day", "30"),
        ("due-month", "3"),
        ("due-year", "2027"),
    ];
    maya.submit(&format!("/team/{}/objectives", world.trust.sam), &wording)
        .await;
    let mut sam = app.actor("sam@rhw.example").await;
    let list = sam.open("/objectives").await;
    let path = list.attribute("tbody a", "href").expect("a link");
    sam.submit(&format!("{path}/agreement"), &[("revision", "0")])
        .await;
    path.rsplit('/').next().expect("an id").to_owned()
}

/// This month's counts of the trust, after checking that its tallies agree with the records.
pub(super) async fn counts(app: &App, world: &World) -> Counts {
    let acting = background::operator(&app.db, &app.clock);
    let month = Period::containing(PeriodKind::Month, app.clock.today(), YearStart(4));
    if tallies::counted_to(&acting, world.trust.id)
        .await
        .expect("a day")
        .is_none()
    {
        return Counts::default();
    }
    let differences = tallies::check(&acting).await.expect("a check");
    assert!(
        differences.iter().all(|d| d.organisation != world.trust.id),
        "{differences:?}"
    );
    let mut sum = Counts::default();
    for tally in tallies::read(&acting, &[world.trust.id], &[month])
        .await
        .expect("the tallies")
    {
        sum += tally.counts;
    }
    sum
}

/// Ends an employment.
pub(super) async fn end(app: &App, id: EmploymentId, on: &str) {
    let write = app.db.write().await.expect("a change");
    employment::Entity::update_many()
        .col_expr(employment::Column::EndedOn, Expr::value(day(on)))
        .filter(employment::Column::Id.eq(id))
        .exec(write.on())
        .await
        .expect("an update");
    write.commit().await.expect("durable");
}

/// A second employment of someone.
pub(super) async fn employ(app: &App, email: &str, organisation: OrganisationId) -> EmploymentId {
    let write = app.db.write().await.expect("a change");
    let person = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(write.on())
        .await
        .expect("a query")
        .expect("the person");
    let id = add_employment(write.on(), app, person.id, organisation, None, None).await;
    write.commit().await.expect("durable");
    id
}
