//! Priorities: a system keeps them, objectives serve them, and figures are looked at by them.

use fairwind::{
    access::background,
    entities::{
        access::audit_line,
        objectives::{objective, objective_priority},
        systems::priority,
        tallies::{Facet, published_table},
    },
    kernel::{
        ids::*,
        periods::{Period, PeriodKind, YearStart},
    },
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::digests::{busy, october, row};
use crate::support::{
    actors::{Actor, Seen},
    app::{App, instant},
    database::TestDatabase,
    world::{World, put},
};

const TOKEN: &str = "0198a0c0-0000-7000-8000-00000000000b";

/// A system's administrator at the list of its priorities.
struct Keeper<'a> {
    app: &'a App,
    amir: Actor<'a>,
    at: String,
}

impl<'a> Keeper<'a> {
    async fn of(app: &'a App, world: &World) -> Self {
        Self {
            app,
            amir: app.actor("amir@icb.example").await,
            at: format!("/systems/{}/priorities", world.system),
        }
    }

    /// Adds one; its id.
    async fn adds(&mut self, name: &str, whose: &str) -> PriorityId {
        let difference = format!("People notice {}", name.to_lowercase());
        let fields = [
            ("name", name),
            ("difference", &difference),
            ("whose", whose),
        ];
        self.amir.open(&self.at).await;
        let seen = self.amir.submit(&self.at, &fields).await;
        assert!(seen.says(name) && seen.says(&difference), "{}", seen.text());
        let row = priority::Entity::find()
            .filter(priority::Column::Name.eq(name))
            .one(self.app.db.read())
            .await;
        row.expect("a query").expect("the priority").id
    }

    /// Retires one from a day.
    async fn retires(&mut self, id: PriorityId, [day, month, year]: [&str; 3]) -> Seen {
        let item = format!("{}/{id}", self.at);
        self.amir.open(&item).await;
        let fields = [
            ("retired-day", day),
            ("retired-month", month),
            ("retired-year", year),
        ];
        self.amir.post(&format!("{item}/retirement"), &fields).await
    }
}

/// What someone types who writes an objective that serves these.
fn typed(world: &World, priorities: &[PriorityId]) -> Vec<(&'static str, String)> {
    let mut typed = vec![
        ("token", TOKEN.to_owned()),
        ("title", "Home sooner".into()),
        ("what", "One list for both".into()),
        ("due-day", "30".into()),
        ("due-month", "3".into()),
        ("due-year", "2027".into()),
        ("purpose", "Nobody can do it alone".into()),
        ("partners", world.council.to_string()),
        ("level", "place".into()),
    ];
    typed.extend(priorities.iter().map(|id| ("priorities", id.to_string())));
    typed
}

fn fields<'f>(all: &'f [(&'static str, String)]) -> Vec<(&'f str, &'f str)> {
    let all = all.iter();
    all.map(|(name, value)| (*name, value.as_str())).collect()
}

/// The names of the priorities a form offers.
fn offered(form: &Seen) -> Vec<String> {
    let ids = form.attributes("input[name=priorities]", "id");
    ids.iter()
        .flat_map(|id| form.texts(&format!("label[for={id}]")))
        .collect()
}

/// How many of the trust's staff have an objective that serves a priority this month, by the tallies, which agree
/// with the records.
async fn serving(app: &App, world: &World, priority: PriorityId) -> i32 {
    let acting = background::operator(&app.db, &app.clock);
    let differences = tallies::check(&acting).await.expect("a check");
    let of_trust = differences
        .iter()
        .filter(|d| d.organisation == world.trust.id && d.facet.is_some());
    assert_eq!(of_trust.count(), 0, "{differences:#?}");
    let month = Period::containing(PeriodKind::Month, app.clock.today(), YearStart(4));
    tallies::read_facets(&acting, &[world.trust.id], &[month], Facet::Priority)
        .await
        .expect("facets")
        .iter()
        .filter(|tally| tally.subject == priority.to_string())
        .map(|tally| tally.counts.with_objective)
        .sum()
}

/// Lets the agreed objectives of so many of each partner's people serve a priority, the first so many left out.
async fn serve(app: &App, world: &World, priority_id: PriorityId, (skip, take): (usize, usize)) {
    let write = app.db.write().await.expect("a transaction");
    for partner in [&world.trust, &world.community] {
        let nurses = &partner.nurses[skip..skip + take];
        let opened = tallies::open(&write, app.clock.today(), nurses)
            .await
            .expect("tallies");
        let objectives = objective::Entity::find()
            .filter(objective::Column::EmploymentId.is_in(nurses.iter().copied()))
            .all(write.on())
            .await
            .expect("objectives");
        assert_eq!(objectives.len(), take, "each has one");
        for objective in objectives {
            let link = objective_priority::Model {
                objective_id: objective.id,
                priority_id,
            };
            put(write.on(), link).await;
        }
        opened.close(&write).await.expect("tallies");
    }
    write.commit().await.expect("served");
}

on_both! {
    async fn an_administrator_keeps_priorities_and_retires_one_from_a_later_day(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut keeper = Keeper::of(&app, &world).await;
        let at = keeper.at.clone();
        assert!(keeper.amir.open(&at).await.says("There are none yet"));
        let wrong = keeper.amir.post(&at, &[("name", " "), ("difference", ""), ("whose", "the moon")]).await;
        assert_eq!(wrong.status, 422);
        for sentence in ["Enter a name", "Enter the difference it makes for people", "Select whose priority it is"] {
            assert!(wrong.says(sentence), "{sentence}: {}", wrong.text());
        }
        let elsewhere = format!("organisation {}", world.elsewhere_trust.id);
        let theirs = keeper.amir.post(&at, &[("name", "X"), ("difference", "Y"), ("whose", &elsewhere)]).await;
        assert!(theirs.status == 422 && theirs.says("Select whose priority it is"), "another system's organisation");
        let long = "y".repeat(301);
        let long = keeper.amir.post(&at, &[("name", "X"), ("difference", &long), ("whose", "system")]).await;
        assert!(long.status == 422 && long.says("Enter 300 characters or fewer"), "{}", long.text());

        let first = keeper.adds("Home first", "system").await;
        keeper.adds("Warm homes", &format!("place {}", world.reading)).await;
        let list = keeper.amir.open(&at).await;
        assert!(list.says("The whole system") && list.says("Reading"), "{}", list.text());
        assert!(keeper.amir.open(&format!("/systems/{}", world.system)).await.says("2 priorities"));

        let item = format!("{at}/{first}");
        let council = format!("organisation {}", world.council);
        let form = keeper.amir.open(&item).await;
        assert!(form.texts("#difference").join("").contains("People notice home first"));
        let reworded = [("name", "Home first"), ("difference", "People go home when they are ready"), ("whose", council.as_str())];
        let seen = keeper.amir.submit(&item, &reworded).await;
        assert!(seen.says("People go home when they are ready") && seen.says("Reading Borough Council"), "{}", seen.text());
        let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("priority changed"));
        let line = lines.one(app.db.read()).await.expect("the trail").expect("a line");
        let told = format!("{line:?}");
        assert!(told.contains("People notice home first") && told.contains("People go home when they are ready") && told.contains(&council), "{told}");

        for (day, sentence) in [
            (["", "", ""], "Enter the day it is retired from"),
            (["15", "11", "2026"], "must be today or later"),
            (["1", "4", "2096"], "must be within 10 years"),
            (["31", "2", "2027"], "must be a real date"),
        ] {
            let wrong = keeper.retires(first, day).await;
            assert!(wrong.status == 422 && wrong.says(sentence), "{sentence}: {}", wrong.text());
            assert_eq!(wrong.attribute("#retired", "value").as_deref(), Some(day[0]), "what was typed is kept");
        }
        let planned = keeper.retires(first, ["1", "4", "2027"]).await;
        let planned = keeper.amir.follow(&item, planned).await;
        assert!(planned.says("To be retired on 1 April 2027"), "{}", planned.text());
        assert!(keeper.amir.open(&item).await.says("It is to be retired on 1 April 2027"));
        let kept = keeper.amir.submit(&format!("{item}/return"), &[]).await;
        assert!(!kept.says("To be retired") && kept.html().contains("“Home first” is kept"), "{}", kept.text());
        keeper.retires(first, ["1", "4", "2027"]).await;
        app.clock.set(instant("2027-04-01T09:00:00Z"));
        let mut amir = app.actor("amir@icb.example").await;
        let gone = amir.open(&at).await;
        assert!(gone.says("Retired on 1 April 2027"), "{}", gone.text());
        let back = amir.submit(&format!("{item}/return"), &[]).await;
        assert!(back.html().contains("“Home first” is brought back") && !back.says("Retired on"), "{}", back.text());
        for (act, times) in [("priority added", 2), ("priority retired", 2), ("priority brought back", 2)] {
            let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq(act));
            assert_eq!(lines.count(app.db.read()).await.expect("a count"), times, "{act}");
        }
        let mut olive = app.actor("olive@rhw.example").await;
        assert_eq!(olive.get(&item).await.status, 404);
        let forged = [&reworded[..], &[("stood", "x")]].concat();
        assert_eq!(olive.post(&item, &forged).await.status, 404);
        let theirs = item.replace(&world.system.to_string(), &world.elsewhere.to_string());
        assert_eq!(app.actor("zoe@elsewhere.example").await.get(&theirs).await.status, 404);
    }

    async fn an_objective_serves_priorities_and_keeps_one_that_is_retired(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let acting = background::operator(&app.db, &app.clock);
        tallies::advance_all(&acting).await.expect("counted");
        let mut sam = app.actor("sam@rhw.example").await;
        assert!(offered(&sam.open("/objectives/new").await).is_empty(), "where there are none nothing is asked");

        let mut keeper = Keeper::of(&app, &world).await;
        let theirs = keeper.adds("Council first", &format!("organisation {}", world.council)).await;
        let own = keeper.adds("Shorter waits", &format!("organisation {}", world.trust.id)).await;
        keeper.adds("Warm homes", &format!("place {}", world.reading)).await;
        let shared = keeper.adds("Home first", "system").await;
        let form = sam.open("/objectives/new").await;
        assert_eq!(offered(&form), ["Home first", "Warm homes (Reading)", "Shorter waits (Royal Berkshire NHS Foundation Trust)"]);
        assert!(form.says("People notice shorter waits"), "{}", form.text());

        let with_employment = |priorities: &[PriorityId]| {
            let mut typed = typed(&world, priorities);
            typed.push(("employment", world.trust.sam.to_string()));
            typed
        };
        let wrong = sam.post("/objectives", &fields(&with_employment(&[shared, theirs]))).await;
        assert!(wrong.status == 422 && wrong.says("A priority you chose is no longer offered"), "{}", wrong.text());
        assert_eq!(wrong.attribute("input[name=priorities][checked]", "value"), Some(shared.to_string()));
        let proposed = sam.post("/objectives", &fields(&with_employment(&[shared, own]))).await;
        let path = proposed.location.clone().expect("the objective");
        let seen = sam.follow("/objectives", proposed).await;
        assert!(seen.says("Home first: People notice home first"), "{}", seen.text());
        assert_eq!(serving(&app, &world, shared).await, 0, "it is not agreed yet");

        // One is retired: it is offered no more, but to the objective that serves it.
        keeper.retires(shared, ["16", "11", "2026"]).await;
        assert!(!offered(&sam.open("/objectives/new").await).contains(&"Home first".to_owned()));
        let edit = sam.open(&format!("{path}/edit")).await;
        assert_eq!(offered(&edit).len(), 3);
        assert_eq!(edit.attributes("input[name=priorities][checked]", "value").len(), 2);
        let mut kept = typed(&world, &[shared]);
        kept.push(("revision", edit.attribute("input[name=revision]", "value").expect("a revision")));
        let seen = sam.submit(&format!("{path}/edit"), &fields(&kept)).await;
        assert!(seen.says("Home first") && !seen.says("Shorter waits"), "{}", seen.text());

        let mut maya = app.actor("maya@rhw.example").await;
        let seen = maya.open(&path).await;
        assert!(seen.says("Home first: People notice home first"), "{}", seen.text());
        let revision = seen.attribute("input[name=revision]", "value").expect("a revision");
        maya.submit(&format!("{path}/agreement"), &[("revision", &revision)]).await;
        assert_eq!(serving(&app, &world, shared).await, 1);
        assert_eq!(serving(&app, &world, own).await, 0);
    }

    async fn an_objective_for_a_team_serves_the_same_priorities(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let shared = Keeper::of(&app, &world).await.adds("Home first", "system").await;
        let mut maya = app.actor("maya@rhw.example").await;
        assert_eq!(offered(&maya.open("/team/objectives/new").await), ["Home first"]);
        assert_eq!(offered(&maya.open(&format!("/team/{}/objectives/new", world.trust.sam)).await), ["Home first"]);
        let mut typed = typed(&world, &[shared]);
        typed.extend([
            ("organisation", world.trust.id.to_string()),
            ("reports", world.trust.sam.to_string()),
            ("reports", world.trust.priya.to_string()),
        ]);
        let check = maya.post("/team/objectives", &fields(&typed)).await;
        assert!(check.status == 200 && check.says("Priorities Home first"), "{}", check.text());
        assert_eq!(check.attribute("input[name=priorities]", "value"), Some(shared.to_string()), "it comes back with the form");
        typed.push(("answer", "set".into()));
        maya.submit("/team/objectives", &fields(&typed)).await;
        let served = objective_priority::Entity::find().filter(objective_priority::Column::PriorityId.eq(shared));
        assert_eq!(served.count(app.db.read()).await.expect("a count"), 2);
    }

    async fn figures_by_priority_are_protected_and_older_ones_are_still_read(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let address = format!("{}&by=priority", october(&world, "/participation"));
        // Published when there were no priorities.
        let page = sam.open(&address).await;
        assert!(page.says("The system had no priorities when these figures were made"), "{}", page.text());
        let mut keeper = Keeper::of(&app, &world).await;
        let shared = keeper.adds("Home first", "system").await;
        let few = keeper.adds("Warm homes", &format!("place {}", world.reading)).await;
        assert!(sam.open(&address).await.says("had no priorities"), "what was published stands until figures move");
        let releases = || published_table::Entity::find()
            .filter(published_table::Column::Period.eq("month-2026-10"))
            .count(app.db.read());
        assert_eq!(releases().await.expect("a count"), 1);

        serve(&app, &world, shared, (0, 14)).await;
        serve(&app, &world, few, (14, 3)).await;
        let page = sam.open(&address).await;
        assert!(page.says("by priority, in October 2026"), "{}", page.text());
        assert_eq!(row(&page, "Home first")[1..], ["150", "28", "19%13% to 26%", "hidden", "hidden"]);
        assert_eq!(row(&page, "Warm homes (Reading)")[1..], ["150", "hidden", "hidden", "hidden", "hidden"]);
        assert_eq!(releases().await.expect("a count"), 2);
        for (kind, end) in [("csv", '\n'), ("json", '}')] {
            let export = sam.open(&address.replace("/participation", &format!("/participation.{kind}"))).await.html();
            let line = export.split(end).find(|line| line.contains("Home first")).expect("a line");
            assert!(line.contains("28") && line.contains("hidden"), "{line}");
            let line = export.split(end).find(|line| line.contains("Warm homes (Reading)")).expect("a line");
            // Two counts, and two rates with their three numbers each.
            assert_eq!(line.matches("hidden").count(), 2 + 2 * 4, "{line}");
        }
        let at_trust = format!("{address}&organisation={}", world.trust.id);
        let at = sam.open(&at_trust).await;
        assert_eq!(row(&at, "Home first")[1..3], ["75", "14"]);
        assert!(at.texts(".nhsuk-body-l")[0].starts_with("At Royal Berkshire NHS Foundation Trust, "), "{}", at.text());

        // Two more of each partner serve it: the difference would tell of them, so it is not shown yet.
        serve(&app, &world, shared, (14, 2)).await;
        assert_eq!(row(&sam.open(&address).await, "Home first")[2], "28");
        let mut olive = app.actor("olive@rhw.example").await;
        let own = olive.open(&at_trust).await;
        assert!(own.texts("figure").is_empty(), "its bars would be of staff groups");
        assert!(own.says("by priority, in October 2026"), "{}", own.text());
        assert_eq!(row(&own, "Home first")[1..3], ["75", "16"]);
        assert_eq!(row(&own, "Warm homes (Reading)")[1..3], ["75", "3"], "their own administrator sees it");

        // A retired one keeps its figures.
        keeper.retires(shared, ["16", "11", "2026"]).await;
        assert_eq!(row(&sam.open(&address).await, "Home first")[2], "28");
        assert_eq!(serving(&app, &world, shared).await, 16);
    }
}
