//! Objectives from both sides: set and proposed, agreed and changed, seen through; and by people who have no business
//! with them.

use fairwind::{
    access::background,
    entities::people::{person, posting},
    kernel::{
        ids::*,
        periods::{Period, PeriodKind, YearStart},
    },
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait as _, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::measures::lines;
use crate::support::{
    actors::{Actor, Seen},
    app::{App, instant},
    database::TestDatabase,
    world::World,
};

/// A new form's token.
const TOKEN: &str = "0198a0c0-0000-7000-8000-00000000000a";

on_both! {
    async fn a_manager_sets_an_objective_and_the_member_of_staff_agrees_it_and_sees_it_through(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut maya = app.actor("maya@rhw.example").await;
        let team = maya.open("/team").await;
        assert!(team.says("2 of your 2 reports have no system working objective"), "{}", team.text());
        assert_eq!(team.texts("tbody th"), ["Name Priya NairPractitioner", "Name Sam OseiPractitioner"]);

        let address = format!("/team/{}/objectives", world.trust.sam);
        let form = maya.open(&format!("{address}/new")).await;
        assert_eq!(form.h1(), "Set a system working objective for Sam Osei");
        let set = maya.submit(&address, &fields(&wording(&world))).await;
        assert!(set.html().contains("Objective set for Sam Osei. They are asked by email to agree it."));
        assert!(set.says("1 of your 2 reports has no system working objective"), "{}", set.text());

        let letter = app.mail_to("sam@rhw.example").await.pop().expect("a mail").read().expect("it reads");
        assert_eq!(letter.subject, "Maya Okafor has set you an objective: “Home sooner”");
        let path = path_in(&letter.text, "/objectives/");
        assert!(letter.html.contains(&path));

        let mut sam = app.actor("sam@rhw.example").await;
        let seen = sam.open(&path).await;
        assert!(seen.says("Maya Okafor asks you to agree this objective"), "{}", seen.text());
        assert!(seen.says("Reading Borough Council") && seen.says("Better health for everyone"));
        sam.submit(&format!("{path}/agreement"), &step(&seen, "")).await;
        let seen = sam.open(&path).await;
        assert!(seen.says("Agreed by both on 16 November 2026"), "{}", seen.text());
        assert_eq!(app.mail_to("maya@rhw.example").await.len(), 1);

        maya.open(&path).await;
        let none = maya.post(&format!("{path}/progress"), &step(&seen, " ")).await;
        assert_eq!(none.status, 422);
        let moved = maya.submit(&format!("{path}/progress"), &step(&seen, "The list is shared")).await;
        let closed = [("revision", revision(&moved)), ("outcome", "partly met".into()), ("words", "Nobody waits a week now".into())];
        let closed = sam.submit(&format!("{path}/closure"), &fields(&closed)).await;
        assert!(closed.says("Closed on 16 November 2026"), "{}", closed.text());
        assert_eq!(closed.texts(".app-history strong"), ["Proposed", "Agreed", "Recorded progress", "Closed: partly met"]);
        assert!(closed.says("Nobody waits a week now"));
        let again = maya.open(&path).await;
        let again = maya.submit(&format!("{path}/reopening"), &step(&again, "")).await;
        assert!(again.says("Agreed by both on 16 November 2026"), "{}", again.text());
        let subjects = subjects(&app, "sam@rhw.example").await;
        assert_eq!(subjects[1..], ["Maya Okafor recorded progress on “Home sooner”", "Maya Okafor opened “Home sooner” again"]);
        let told = app.mail_to("maya@rhw.example").await.pop().expect("a mail").read().expect("it reads");
        assert_eq!(told.subject, "Sam Osei closed “Home sooner” as partly met");
    }

    async fn a_member_of_staff_proposes_and_changes_what_the_manager_asks_for(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        assert!(sam.open("/objectives").await.says("You have no objectives yet"));
        sam.open("/objectives/new").await;
        let mut typed = wording(&world);
        typed.push(("employment", world.trust.sam.to_string()));
        let proposed = sam.submit("/objectives", &fields(&typed)).await;
        assert!(proposed.says("Maya Okafor has been asked to agree it"), "{}", proposed.text());
        let path = path_in(&app.mail_to("maya@rhw.example").await[0].read().expect("it reads").text, "/objectives/");

        let mut maya = app.actor("maya@rhw.example").await;
        let seen = maya.open(&path).await;
        let silent = maya.post(&format!("{path}/change-request"), &step(&seen, "")).await;
        assert_eq!(silent.status, 422);
        let asked = maya.submit(&format!("{path}/change-request"), &step(&seen, "By <June>, please")).await;
        assert!(asked.says("You asked for a change") && asked.says("By <June>, please"), "{}", asked.text());
        assert_eq!(maya.get(&format!("{path}/edit")).await.status, 409, "the words are Sam's");

        let edit = sam.open(&format!("{path}/edit")).await;
        let mut typed = wording(&world);
        typed.retain(|(name, _)| *name != "due-month" && *name != "title");
        typed.extend([("due-month", "June".into()), ("title", "Home by June".into())]);
        typed.push(("revision", revision(&edit)));
        let amended = sam.submit(&format!("{path}/edit"), &fields(&typed)).await;
        assert!(amended.says("30 June 2027") && amended.says("Appraisal year April 2027 to March 2028"), "{}", amended.text());
        let line = lines(&app, "objective amended").await.pop().expect("a line");
        let from = line.from_value.expect("what was true before");
        assert_eq!(from["title"], "Home sooner");
        assert_eq!(from["partners"], json!([world.council]));
        assert_eq!((&from["themes"], &from["priorities"]), (&json!([world.theme]), &json!([])));
        let seen = maya.open(&path).await;
        let agreed = maya.submit(&format!("{path}/agreement"), &step(&seen, "")).await;
        assert!(agreed.says("Agreed by both"), "{}", agreed.text());
        assert_eq!(agreed.texts(".app-history strong"), ["Proposed", "Asked for a change", "Changed", "Agreed"]);
        assert_eq!(subjects(&app, "sam@rhw.example").await, [
            "Maya Okafor asks for a change to “Home sooner”",
            "Maya Okafor agreed “Home by June”",
        ]);
        let mine = sam.open("/objectives").await;
        assert_eq!(mine.texts("caption"), ["April 2027 to March 2028"]);
    }

    async fn a_step_on_an_older_page_is_refused_and_what_was_typed_is_still_there(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (mut maya, mut sam, path) = set_for_sam(&app, &world).await;
        let old = sam.open(&path).await;
        let edit = maya.open(&format!("{path}/edit")).await;
        let mut typed = wording(&world);
        typed.push(("revision", revision(&edit)));
        maya.submit(&format!("{path}/edit"), &fields(&typed)).await;

        let refused = sam.post(&format!("{path}/agreement"), &step(&old, "")).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("has changed since you opened the page"), "{}", refused.text());
        let refused = sam.post(&format!("{path}/change-request"), &step(&old, "Not by March")).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("Not by March"));
        let refused = maya.post(&format!("{path}/edit"), &fields(&typed)).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("One list for both"));
        assert_eq!(sam.open(&path).await.texts(".app-history strong"), ["Proposed", "Changed"]);
    }

    async fn each_side_does_only_what_is_its_own(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (mut maya, mut sam, path) = set_for_sam(&app, &world).await;
        let seen = maya.open(&path).await;
        let own = maya.post(&format!("{path}/agreement"), &step(&seen, "")).await;
        assert_eq!(own.status, 409, "nobody agrees to their own words");
        let early = sam.post(&format!("{path}/progress"), &step(&seen, "Soon")).await;
        assert_eq!(early.status, 409, "there is no progress before agreement");
        let met = [("revision", revision(&seen)), ("outcome", "met".into()), ("words", "All".into())];
        assert_eq!(sam.post(&format!("{path}/closure"), &fields(&met)).await.status, 409);
        let theirs = [("revision", revision(&seen)), ("outcome", "withdrawn".into())];
        assert_eq!(sam.post(&format!("{path}/closure"), &fields(&theirs)).await.status, 409);
        let withdrawn = maya.submit(&format!("{path}/closure"), &fields(&theirs)).await;
        assert!(withdrawn.says("Closed on"), "{}", withdrawn.text());
        assert!(maya.open("/team").await.says("2 of your 2 reports have no"));
    }

    async fn for_everybody_else_an_objective_is_not_there(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (_, _, path) = set_for_sam(&app, &world).await;
        for other in ["priya@rhw.example", "olive@rhw.example", "beth@rhw.example", "maya@rwx.example",
            "sam@rwx.example", "maya@ryr.example", "amir@icb.example"] {
            let mut other = app.actor(other).await;
            assert_eq!(other.get(&path).await.status, 404);
            assert_eq!(other.get(&format!("{path}/edit")).await.status, 404);
            for noun in ["agreement", "change-request", "progress", "closure", "reopening", "edit"] {
                let seen = other.post(&format!("{path}/{noun}"), &[("revision", "0"), ("words", "x"), ("outcome", "met")]).await;
                assert_eq!(seen.status, 404, "{noun}");
            }
            let address = format!("/team/{}/objectives", world.trust.sam);
            assert_eq!(other.get(&format!("{address}/new")).await.status, 404);
            assert_eq!(other.get(&address).await.status, 404);
            assert_eq!(other.post(&address, &fields(&wording(&world))).await.status, 404);
        }
        assert_eq!(app.stranger().get(&path).await.status, 303);
    }

    async fn a_manager_who_no_longer_manages_someone_sees_their_objective_no_more(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (mut maya, mut sam, path) = set_for_sam(&app, &world).await;
        move_to(&app, world.trust.sam, world.trust.olive).await;
        assert_eq!(maya.get(&path).await.status, 404);
        assert!(maya.open("/team").await.says("1 of your 1 report has no"));
        let mut olive = app.actor("olive@rhw.example").await;
        let seen = sam.open(&path).await;
        sam.submit(&format!("{path}/agreement"), &step(&seen, "")).await;
        assert!(olive.open(&path).await.says("Agreed by both"));
        assert_eq!(subjects(&app, "olive@rhw.example").await, ["Sam Osei agreed “Home sooner”"]);
        assert!(subjects(&app, "maya@rhw.example").await.is_empty());
    }

    async fn the_same_objective_is_set_for_several_after_a_check_and_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut maya = app.actor("maya@rhw.example").await;
        let form = maya.open("/team/objectives/new").await;
        assert_eq!(form.attributes("input[name=reports][checked]", "value").len(), 2);
        let mut typed = wording(&world);
        typed.push(("organisation", world.trust.id.to_string()));
        let nobody = maya.post("/team/objectives", &fields(&typed)).await;
        assert_eq!(nobody.status, 422);
        typed.extend([("reports", world.trust.sam.to_string()), ("reports", world.trust.priya.to_string())]);
        // Somebody else's report is not among the choices.
        typed.push(("reports", world.community.sam.to_string()));
        let check = maya.post("/team/objectives", &fields(&typed)).await;
        assert_eq!((check.status, check.h1().as_str()), (200, "Check the objective before you set it"));
        assert!(check.says("Sam Osei") && check.says("Priya Nair") && check.says("2 people will each get"));
        assert!(app.mail().await.is_empty(), "nothing is sent before it is checked");
        let address_of_priya = async |then: Option<&str>, now: Option<&str>| {
            let is_it = match then {
                Some(then) => person::Column::Email.eq(then),
                None => person::Column::Email.is_null().and(person::Column::Name.eq("Priya Nair")),
            };
            let write = app.db.write().await.expect("a change");
            person::Entity::update_many()
                .col_expr(person::Column::Email, Expr::value(now))
                .filter(is_it)
                .exec(write.on())
                .await
                .expect("changed");
            write.commit().await.expect("durable");
        };
        let address = Some("priya@rhw.example");
        address_of_priya(address, None).await;
        let check = maya.post("/team/objectives", &fields(&typed)).await;
        assert!(check.says("agree it, but for Priya Nair: there is no email address"), "{}", check.text());
        address_of_priya(None, address).await;

        let change: Vec<_> = typed.iter().cloned().chain([("answer", "change".to_owned())]).collect();
        let change = maya.post("/team/objectives", &fields(&change)).await;
        assert_eq!(change.attribute("input[name=title]", "value").as_deref(), Some("Home sooner"));

        typed.push(("answer", "set".into()));
        for _ in 0..2 {
            let set = maya.submit("/team/objectives", &fields(&typed)).await;
            assert!(set.html().contains("Objective set for 2 people."), "{}", set.text());
            assert!(set.says("Each of your 2 reports has a system working objective"), "{}", set.text());
        }
        assert_eq!(app.mail().await.len(), 2, "a form sent twice sets once");
        let otherwise: Vec<_> = typed.iter().map(|(name, value)| (*name, if *name == "title" { "Another".into() } else { value.clone() })).collect();
        let otherwise = maya.post("/team/objectives", &fields(&otherwise)).await;
        assert_eq!(otherwise.status, 422);
        assert!(otherwise.says("already been sent, with other words"));
        assert_ne!(otherwise.attribute("input[name=token]", "value").as_deref(), Some(TOKEN));
    }

    async fn without_a_line_manager_nothing_can_be_proposed_and_why_is_said(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut olive = app.actor("olive@rhw.example").await;
        let mine = olive.open("/objectives").await;
        assert!(mine.says("names no line manager for you") && !mine.says("Propose an objective"));
        assert_eq!(olive.get("/objectives/new").await.status, 409);
        let mut typed = wording(&world);
        typed.push(("employment", world.trust.olive.to_string()));
        assert_eq!(olive.post("/objectives", &fields(&typed)).await.status, 409);
        typed.retain(|(name, _)| *name != "employment");
        typed.push(("employment", world.trust.sam.to_string()));
        assert_eq!(olive.post("/objectives", &fields(&typed)).await.status, 404);
        assert!(olive.open("/team").await.says("You are nobody’s line manager today"));
    }

    async fn what_cannot_be_chosen_is_not_taken(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut maya = app.actor("maya@rhw.example").await;
        maya.open("/team").await;
        let address = format!("/team/{}/objectives", world.trust.sam);
        for (name, value) in [
            ("partners", world.trust.id.to_string()),
            ("partners", world.elsewhere_trust.id.to_string()),
            ("title", String::new()),
            ("level", "galaxy".into()),
            ("due-year", "2031".into()),
        ] {
            let typed: Vec<_> = wording(&world).into_iter().filter(|(other, _)| *other != name).chain([(name, value.clone())]).collect();
            let seen = maya.post(&address, &fields(&typed)).await;
            assert_eq!(seen.status, 422, "{name} {value}");
            assert!(seen.html().contains("One list for both"), "what was typed is kept");
        }
        assert!(app.mail().await.is_empty());
    }

    async fn an_agreed_objective_counts_from_the_day_it_is_agreed(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (_, mut sam, path) = set_for_sam(&app, &world).await;
        assert_eq!(with_objective(&app, &world).await, 0);
        let seen = sam.open(&path).await;
        sam.submit(&format!("{path}/agreement"), &step(&seen, "")).await;
        assert_eq!(with_objective(&app, &world).await, 1);
        app.clock.set(instant("2026-11-16T10:05:00Z"));
        let seen = sam.open(&path).await;
        let closed = [("revision", revision(&seen)), ("outcome", "withdrawn".into())];
        sam.submit(&format!("{path}/closure"), &fields(&closed)).await;
        assert_eq!(with_objective(&app, &world).await, 1, "it was in force on a day of the month");
    }
}

/// An objective that Maya has set for Sam, and where it is.
pub(super) async fn set_for_sam<'a>(app: &'a App, world: &World) -> (Actor<'a>, Actor<'a>, String) {
    let mut maya = app.actor("maya@rhw.example").await;
    maya.open("/team").await;
    let address = format!("/team/{}/objectives", world.trust.sam);
    maya.submit(&address, &fields(&wording(world))).await;
    let letter = app.mail_to("sam@rhw.example").await.pop().expect("a mail");
    let path = path_in(&letter.read().expect("it reads").text, "/objectives/");
    (maya, app.actor("sam@rhw.example").await, path)
}

pub(super) fn wording(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("token", TOKEN.into()),
        ("title", "Home sooner".into()),
        ("what", "One list for both".into()),
        ("due-day", "30".into()),
        ("due-month", "3".into()),
        ("due-year", "2027".into()),
        ("purpose", "Nobody can do it alone".into()),
        ("partners", world.council.to_string()),
        ("level", "place".into()),
        ("themes", world.theme.to_string()),
    ]
}

fn fields<'a>(all: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    all.iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// A step taken on this page, with words.
pub(super) fn step<'a>(seen: &Seen, words: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("revision", revision(seen).leak()), ("words", words)]
}

fn revision(seen: &Seen) -> String {
    seen.attribute("input[name=revision]", "value")
        .unwrap_or_else(|| "0".into())
}

fn path_in(text: &str, under: &str) -> String {
    let word = text
        .split_whitespace()
        .find(|word| word.contains(under))
        .expect("a link");
    word[word.find(under).expect("the path")..].to_owned()
}

async fn subjects(app: &App, email: &str) -> Vec<String> {
    let letters = app.mail_to(email).await;
    letters
        .iter()
        .map(|letter| letter.read().expect("it reads").subject)
        .collect()
}

/// How many of the trust's staff have an objective this month, after checking that the tallies agree with the records.
async fn with_objective(app: &App, world: &World) -> i32 {
    let acting = background::operator(&app.db, &app.clock);
    let month = Period::containing(PeriodKind::Month, app.clock.today(), YearStart(4));
    let differences = tallies::check(&acting).await.expect("a check");
    let counted = tallies::counted_to(&acting, world.trust.id)
        .await
        .expect("a day");
    assert!(
        counted.is_none() || differences.iter().all(|d| d.organisation != world.trust.id),
        "{differences:?}"
    );
    let read = tallies::read(&acting, &[world.trust.id], &[month])
        .await
        .expect("the tallies");
    read.iter().map(|tally| tally.counts.with_objective).sum()
}

/// Gives an employment another line manager, as a later staff list would.
async fn move_to(app: &App, employment: EmploymentId, manager: EmploymentId) {
    let write = app.db.write().await.expect("a change");
    posting::Entity::update_many()
        .col_expr(posting::Column::ManagerEmploymentId, Expr::value(manager))
        .filter(posting::Column::EmploymentId.eq(employment))
        .exec(write.on())
        .await
        .expect("an update");
    write.commit().await.expect("durable");
}
