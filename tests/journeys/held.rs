//! What is held on people: each may see all of it, and nobody is kept for ever.

use std::collections::BTreeSet;

use fairwind::{
    access::background,
    entities::{
        access::{Role, account, audit_line, grant, session},
        boards::recipient,
        engagement::entry,
        mail::outgoing_mail,
        people::{StaffListState, employment, person, posting, staff_list},
        systems::{organisation, system},
        tallies::{facet_tally, month_tally, published_table, tally},
    },
    held::{self, NOBODY},
    kernel::{database::Db, fault::Fault, ids::*},
    people, tallies,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, PaginatorTrait, QueryFilter, Statement,
    sea_query::Expr,
};

use super::{
    digests::{agreed_objective, busy, october, october_entry},
    engagement::{filled, pairs},
    objectives::{set_for_sam, step},
};
use crate::support::{
    actors::Actor,
    app::{App, instant},
    database::{Kind, TestDatabase},
    process::command,
    world::{World, add_employment, add_grant, add_person, day, put},
};

const SAM: &str = "sam@rhw.example";
/// Sam of the trust, by a name that nobody else has.
const NAME: &str = "Wilhelmina Quill";

async fn night(app: &App) -> Option<usize> {
    let acting = background::clockwork(&app.db, &app.clock);
    held::forget_due(&acting).await.expect("a night")
}

/// The night of a day, after two o'clock.
async fn night_of(app: &App, on: &str) -> Option<usize> {
    app.clock.set(instant(&format!("{on}T03:00:00Z")));
    let acting = background::clockwork(&app.db, &app.clock);
    tallies::advance_all(&acting).await.expect("up to today");
    night(app).await
}

async fn change<C: sea_orm::sea_query::IntoIden>(
    app: &App,
    table: &'static str,
    column: C,
    value: impl Into<Expr>,
    id: uuid::Uuid,
) {
    let mut update = sea_orm::sea_query::Query::update();
    update
        .table(table)
        .value(column, value)
        .and_where(sea_orm::ExprTrait::eq(Expr::col("id"), id));
    app.db.read().execute(&update).await.expect("an update");
}

async fn left(app: &App, id: EmploymentId, on: &str) {
    change(app, "employments", "ended_on", Expr::value(day(on)), id.0).await;
    recount_all(app).await;
}

async fn recount_all(app: &App) {
    let all = organisation::Entity::find().all(app.db.read()).await;
    let write = app.db.write().await.expect("a transaction");
    for organisation in all.expect("organisations") {
        tallies::recount(&write, organisation.id, app.clock.today())
            .await
            .expect("a recount");
    }
    write.commit().await.expect("tallies");
}

async fn person_of(app: &App, id: EmploymentId) -> person::Model {
    employment::Entity::find_by_id(id)
        .find_also_related(person::Entity)
        .one(app.db.read())
        .await
        .expect("a query")
        .and_then(|(_, person)| person)
        .expect("a person")
}

async fn is_forgotten(app: &App, id: EmploymentId) -> bool {
    let person = person_of(app, id).await;
    person.name == NOBODY && person.email.is_none()
}

/// Sam is called so here, and has a number.
async fn named(app: &App, world: &World) {
    let sam = person_of(app, world.trust.sam).await;
    change(app, "people", "name", Expr::value(NAME), sam.id.0).await;
    change(
        app,
        "employments",
        "employee_number",
        Expr::value("Q4711"),
        world.trust.sam.0,
    )
    .await;
}

/// Logs work on a day of October.
async fn logged(actor: &mut Actor<'_>, world: &World, on: u8, changed: &str) -> String {
    let form = actor.open("/entries/new").await;
    let said = [
        ("done-day", on.to_string()),
        ("done-month", "10".to_owned()),
        ("partners", world.council.to_string()),
        ("changed", changed.to_owned()),
    ];
    let list = actor
        .submit("/entries", &pairs(&filled(&form, &said)))
        .await;
    list.attributes("a[href$=withdrawal]", "href").remove(0)
}

/// Sam logs so many entries more, and has so many objectives more.
async fn live(app: &App, world: &World, entries: usize, objectives: usize) {
    let write = app.db.write().await.expect("a transaction");
    for number in 0..entries {
        let row = entry::Model {
            changed: format!("Change {number}"),
            ..october_entry(app, world.trust.sam, world.meeting)
        };
        put(write.on(), row).await;
    }
    for _ in 0..objectives {
        put(write.on(), agreed_objective(app, world.trust.sam)).await;
    }
    write.commit().await.expect("a life");
    recount_all(app).await;
}

/// Everything that is written anywhere in the database but what was published and issued, table by table.
async fn everything_written(app: &App, kind: Kind) -> String {
    let (on, backend) = (app.db.read(), app.db.read().get_database_backend());
    let names = match kind {
        Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        Kind::Postgres => {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
        }
    };
    let tables = on
        .query_all_raw(Statement::from_string(backend, names))
        .await
        .expect("tables");
    let mut all = String::new();
    for table in tables {
        let table: String = table.try_get("", "name").expect("a name");
        let rows = match kind {
            Kind::Postgres => format!("SELECT t::text AS line FROM \"{table}\" t"),
            Kind::Sqlite => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns = on
                    .query_all_raw(Statement::from_string(backend, columns))
                    .await;
                let columns: Vec<String> = columns
                    .expect("columns")
                    .into_iter()
                    .map(|row| row.try_get::<String>("", "name").expect("a name"))
                    .map(|name| format!("CASE typeof(\"{name}\") WHEN 'blob' THEN hex(\"{name}\") ELSE coalesce(\"{name}\", '') END"))
                    .collect();
                format!(
                    "SELECT {} AS line FROM \"{table}\"",
                    columns.join(" || '|' || ")
                )
            }
        };
        for row in on
            .query_all_raw(Statement::from_string(backend, rows))
            .await
            .expect("rows")
        {
            let line: String = row.try_get("", "line").expect("a line");
            all.push_str(&format!("{table}: {line}\n"));
        }
    }
    all
}

/// Every count that is kept, published or issued.
async fn every_count(app: &App) -> Vec<String> {
    let on = app.db.read();
    let mut all: Vec<String> = Vec::new();
    all.extend(
        tally::Entity::find()
            .all(on)
            .await
            .expect("tallies")
            .iter()
            .map(|row| format!("{row:?}")),
    );
    all.extend(
        facet_tally::Entity::find()
            .all(on)
            .await
            .expect("facets")
            .iter()
            .map(|row| format!("{row:?}")),
    );
    all.extend(
        month_tally::Entity::find()
            .all(on)
            .await
            .expect("months")
            .iter()
            .map(|row| format!("{row:?}")),
    );
    all.extend(
        published_table::Entity::find()
            .all(on)
            .await
            .expect("tables")
            .iter()
            .map(|row| format!("{row:?}")),
    );
    all.sort();
    all
}

async fn assert_agrees(app: &App) {
    let acting = background::operator(&app.db, &app.clock);
    let differences = tallies::check(&acting).await.expect("a check");
    assert!(differences.is_empty(), "{differences:#?}");
}

on_both! {
    async fn somebody_reads_all_that_is_held_on_them_and_nothing_of_others(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        named(&app, &world).await;
        let (mut maya, mut sam, objective) = set_for_sam(&app, &world).await;
        let seen = sam.open(&objective).await;
        sam.submit(&format!("{objective}/agreement"), &step(&seen, "")).await;
        let seen = maya.open(&objective).await;
        maya.submit(&format!("{objective}/progress"), &step(&seen, "The list is shared")).await;
        logged(&mut sam, &world, 6, "One care plan for both").await;
        let mistaken = logged(&mut sam, &world, 7, "This was a mistake").await;
        sam.open(&mistaken).await;
        sam.submit(&mistaken, &[]).await;
        sam.open("/account/summaries").await;
        sam.submit("/account/summaries", &[("wanted", "own")]).await;
        let mut priya = app.actor("priya@rhw.example").await;
        logged(&mut priya, &world, 8, "This is Priya’s").await;
        app.mail().await;

        assert!(sam.open("/account").await.attributes("a", "href").contains(&"/account/held".to_owned()));
        let page = sam.open("/account/held").await;
        assert_eq!(page.h1(), "What is held about you");
        for said in [
            NAME, SAM, "Account opened", "Signed in now", "Kept as a hash", "How your team is doing, if you manage one, on 16 November 2026",
            "Royal Berkshire NHS Foundation Trust", "Thames Valley", "Q4711", "From 6 January 2020", "Nursing and Midwifery Registered",
            "Practitioner", "Band 6", "1 of full time", "Maya Okafor", "Home sooner", "One list for both", "Nobody can do it alone",
            "Better health for everyone", "Reading Borough Council", "The list is shared", "Recorded progress", "One care plan for both",
            "Withdrawn on 16 November 2026.", "2 entries.", "Maya Okafor has set you an objective: “Home sooner”", "Monthly summaries chosen",
            "Objective progress recorded", "Somebody else", "You hold no role", "kept for 6 years after you leave",
        ] {
            assert!(page.says(said), "{said}: {}", page.text());
        }
        assert!(!page.html().contains("Priya"), "{}", page.text());

        let file = sam.open("/account/held.json").await;
        assert_eq!(file.header("Cache-Control"), Some("no-store"));
        assert!(file.header("Content-Disposition").is_some_and(|how| how.starts_with("attachment; filename=\"held-about-you.json\"")));
        let held = file.json();
        assert_eq!((held["person"]["name"].as_str(), held["person"]["email"].as_str()), (Some(NAME), Some(SAM)));
        assert_eq!(held["employments"][0]["history"][0]["line_manager"], "Maya Okafor");
        let objective = &held["objectives"][0];
        assert_eq!((objective["partners"][0].as_str(), objective["themes"][0].as_str()), (Some("Reading Borough Council"), Some("Better health for everyone")));
        let steps: Vec<_> = objective["steps"].as_array().expect("steps").iter().map(|step| (step["step"].as_str(), step["side"].as_str())).collect();
        assert_eq!(steps, [(Some("Proposed"), Some("Manager")), (Some("Agreed"), Some("Member of staff")), (Some("Recorded progress"), Some("Manager"))]);
        assert_eq!(held["entries"].as_array().map(Vec::len), Some(2));
        assert!(held["entries"][0]["withdrawn_at"].is_string() && held["entries"][1]["withdrawn_at"].is_null());
        let acts: Vec<&str> = held["done_by_them"].as_array().expect("lines").iter().filter_map(|line| line["act"].as_str()).collect();
        for act in ["session begun", "objective agreed", "entry logged", "entry withdrawn", "monthly summaries chosen"] {
            assert!(acts.contains(&act), "{act}: {acts:?}");
        }
        let others: Vec<&str> = held["done_to_their_records"].as_array().expect("lines").iter().filter_map(|line| line["act"].as_str()).collect();
        assert_eq!(others, ["objective progress recorded", "objective proposed"]);
        assert_eq!(held["done_to_their_records"][1]["to"]["wording"]["title"], "Home sooner");
        assert!(!file.html().contains("Priya"));

        // What Maya did to Sam's objective is not hers to read again.
        let mayas = maya.open("/account/held.json").await.json();
        let line = mayas["done_by_them"].as_array().expect("lines").iter().find(|line| line["act"] == "objective proposed").expect("a line").clone();
        assert!(line["to"].is_null() && line["to_their_own"] == false, "{line}");
        assert_eq!(mayas["entries"].as_array().map(Vec::len), Some(0));
        let beths = app.actor("beth@rhw.example").await.open("/account/held").await;
        assert!(beths.says("Board secretary") && beths.says("Trust board, Royal Berkshire"), "{}", beths.text());
    }

    async fn a_long_life_is_counted_on_the_page_and_whole_in_the_download(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor(SAM).await;
        live(&app, &world, 6, 6).await;
        sam.open("/account/held").await;
        let before = app.statements();
        sam.open("/account/held").await;
        let few = app.statements() - before;
        live(&app, &world, 60, 9).await;
        // Who asks is loaded anew once after a change, on whatever page.
        sam.open("/account/held").await;
        let before = app.statements();
        let page = sam.open("/account/held").await;
        let many = app.statements() - before;
        assert!(page.says("66 entries, of which the latest 5 are here. The download has all."), "{}", page.text());
        assert!(page.says("15 objectives, of which the latest 5 are here."));
        // PostgreSQL may have had another test's change in between, after which whoever asks is loaded anew.
        assert!(many <= few + 6, "{few} statements for a short life, {many} for a long one");
        let held = sam.open("/account/held.json").await.json();
        assert_eq!((held["entries"].as_array().map(Vec::len), held["objectives"].as_array().map(Vec::len)), (Some(66), Some(15)));
    }

    async fn the_night_after_six_years_she_is_forgotten_and_every_figure_stays(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        named(&app, &world).await;
        let (mut maya, mut sam, objective) = set_for_sam(&app, &world).await;
        let seen = sam.open(&objective).await;
        sam.submit(&format!("{objective}/agreement"), &step(&seen, "")).await;
        let seen = maya.open(&objective).await;
        maya.submit(&format!("{objective}/progress"), &step(&seen, "Quicksilver words of hers")).await;
        let entry = logged(&mut sam, &world, 6, "Quicksilver care plan").await.replace("/withdrawal", "");
        sam.open(&format!("{entry}/story")).await;
        sam.submit(&format!("{entry}/story"), &[]).await;
        let amended = sam.open(&format!("{entry}/edit")).await;
        let said = [("partners", world.council.to_string()), ("tension-words", "Quicksilver tension".to_owned()), ("tension", world.no_time.to_string()), ("changed", "Quicksilver plan".to_owned())];
        sam.submit(&format!("{entry}/edit"), &pairs(&filled(&amended, &said))).await;
        sam.open("/account/summaries").await;
        sam.submit("/account/summaries", &[]).await;
        // She is a board's recipient once, and secretary once.
        let trust = organisation::Entity::find_by_id(world.trust.id).one(app.db.read()).await.expect("a query").expect("the trust");
        let write = app.db.write().await.expect("a transaction");
        let sams = person_of(&app, world.trust.sam).await.id;
        put(write.on(), grant::Model {
            id: GrantId::new(), person_id: sams, role: Role::BoardSecretary, system_id: world.system, organisation_id: Some(trust.id),
            board_id: Some(world.trust.board), from_on: day("2026-04-01"), to_on: Some(day("2026-11-16")),
        }).await;
        write.commit().await.expect("a role");
        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        beth.open(&board).await;
        beth.submit(&format!("{board}/recipients"), &[("name", NAME), ("email", SAM)]).await;
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[]).await;
        let digest = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let checked = beth.open(&format!("{digest}/issue")).await;
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        beth.submit(&format!("{digest}/issue"), &[("checked", &mark)]).await;
        app.mail().await;
        let her = recipient::Entity::find().filter(recipient::Column::Email.eq(SAM)).one(app.db.read()).await.expect("a query").expect("a recipient");
        beth.open(&format!("{board}/recipients")).await;
        beth.submit(&format!("{board}/recipients/{}/removal", her.id), &[]).await;
        let figures = beth.open(&october(&world, "/participation")).await.texts("main tbody");
        left(&app, world.trust.sam, "2026-11-16").await;

        // Six years to the day she is kept; and the next night not.
        assert_eq!(night_of(&app, "2032-11-16").await, Some(0));
        assert!(everything_written(&app, database.kind()).await.contains("Quicksilver"));
        app.clock.set(instant("2032-11-17T01:59:00Z"));
        assert_eq!(night(&app).await, None, "it is not yet two o'clock");
        let acting = background::clockwork(&app.db, &app.clock);
        tallies::advance_all(&acting).await.expect("up to today");
        let before = every_count(&app).await;
        let issued = app.actor("beth@rhw.example").await.open(&digest).await.text();
        assert_eq!(night_of(&app, "2032-11-17").await, Some(1));
        assert_eq!(night(&app).await, None, "once a night");
        assert!(is_forgotten(&app, world.trust.sam).await);

        assert_eq!(every_count(&app).await, before);
        assert_agrees(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        assert_eq!(beth.open(&october(&world, "/participation")).await.texts("main tbody"), figures);
        let now = beth.open(&digest).await.text();
        assert_eq!(now.replace(NOBODY, NAME).replace("forgotten.invalid", ""), issued.clone().replace(SAM, ""), "the digest stands as it was issued");

        let written = everything_written(&app, database.kind()).await;
        for gone in [NAME, SAM, "Wilhelmina", "Quicksilver", "Q4711"] {
            let left: Vec<&str> = written.lines().filter(|line| line.contains(gone)).collect();
            assert!(left.is_empty(), "{gone}: {left:#?}");
        }
        let sams = person_of(&app, world.trust.sam).await.id;
        assert_eq!(account::Entity::find().filter(account::Column::PersonId.eq(sams)).count(app.db.read()).await.expect("a count"), 0);
        let posting = posting::Entity::find().filter(posting::Column::EmploymentId.eq(world.trust.sam)).one(app.db.read()).await.expect("a query").expect("a posting");
        assert_eq!((posting.band.as_deref(), posting.job_role, posting.fte_hundredths, posting.manager_employment_id), (Some("6"), None, None, None));
        let acts: BTreeSet<String> = audit_line::Entity::find().filter(audit_line::Column::PersonId.eq(sams)).all(app.db.read()).await.expect("lines").into_iter()
            .inspect(|line| assert_eq!(line.actor, NOBODY)).map(|line| line.act).collect();
        assert!(acts.contains("entry logged") && acts.contains("objective agreed"), "what was done, and when, stays: {acts:?}");
        let line = audit_line::Entity::find().filter(audit_line::Column::Act.eq("person forgotten")).all(app.db.read()).await.expect("lines");
        assert_eq!((line.len(), line[0].subject_id, line[0].actor.as_str()), (1, Some(sams.0), "clockwork"));

        // Nobody's page breaks on it.
        let mut olive = app.actor("olive@rhw.example").await;
        olive.open(&format!("/organisations/{}/people?past=yes", world.trust.id)).await;
        let mut maya = app.actor("maya@rhw.example").await;
        assert!(!maya.open("/team").await.says(NAME));
        assert_eq!(maya.get(&objective).await.status, 404);
        let held = maya.open("/account/held.json").await;
        assert!(!held.html().contains("Quill"), "{}", held.html());
        beth.open(&board).await;
        beth.open(&format!("{board}/recipients")).await;
        let mut gone = app.stranger();
        gone.get("/sign-in").await;
        assert_eq!(gone.post("/sign-in", &[("email", SAM), ("password", crate::support::world::PASSWORD)]).await.status, 422);
        assert_eq!(night_of(&app, "2032-11-18").await, Some(0), "nobody is forgotten twice");
    }

    /// A governor, whom no staff list has, is forgotten six years after the board took her off its list.
    async fn a_recipient_who_was_never_staff_is_kept_no_longer_than_anybody_else(database: TestDatabase) {
        const GOVERNOR: &str = "governor@quill.example";
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        for email in [GOVERNOR, "other@quill.example"] {
            beth.open(&board).await;
            beth.submit(&format!("{board}/recipients"), &[("name", NAME), ("email", email)]).await;
        }
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[]).await;
        let digest = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let checked = beth.open(&format!("{digest}/issue")).await;
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        beth.submit(&format!("{digest}/issue"), &[("checked", &mark)]).await;
        let sent = app.mail().await.len();
        let issued = beth.open(&digest).await.text();
        for email in [GOVERNOR, "other@quill.example"] {
            let one = recipient::Entity::find().filter(recipient::Column::Email.eq(email)).one(app.db.read()).await.expect("a query").expect("a recipient");
            beth.open(&format!("{board}/recipients")).await;
            beth.submit(&format!("{board}/recipients/{}/removal", one.id), &[]).await;
        }
        // One of them comes back.
        beth.submit(&format!("{board}/recipients"), &[("name", NAME), ("email", "other@quill.example")]).await;

        assert_eq!(night_of(&app, "2032-11-16").await, Some(0));
        assert!(everything_written(&app, database.kind()).await.contains(GOVERNOR));
        assert_eq!(night_of(&app, "2032-11-17").await, Some(1));
        let written = everything_written(&app, database.kind()).await;
        let left: Vec<&str> = written.lines().filter(|line| line.contains(GOVERNOR)).collect();
        assert!(left.is_empty(), "{left:#?}");
        assert!(written.contains("other@quill.example") && written.contains(NAME), "who is on the list stays");
        let line = audit_line::Entity::find().filter(audit_line::Column::Act.eq("recipient forgotten")).all(app.db.read()).await.expect("lines");
        assert_eq!((line.len(), line[0].organisation_id), (1, Some(world.trust.id)));
        let mut beth = app.actor("beth@rhw.example").await;
        let now = beth.open(&digest).await.text();
        assert!(now.contains(NOBODY) && !now.contains(GOVERNOR), "{now}");
        assert_eq!(now.replace(NOBODY, NAME).replace("forgotten.invalid", ""), issued.replace(GOVERNOR, ""), "the digest stands as it was issued");
        beth.open(&format!("{board}/recipients")).await;
        assert_eq!(app.mail().await.len(), sent, "nothing is sent again");
        assert_eq!(night_of(&app, "2032-11-18").await, Some(0), "nobody is forgotten twice");
    }

    async fn who_is_employed_holds_a_role_or_left_lately_is_kept(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let nurses = world.trust.nurses.clone();
        let (elsewhere, granted, lately, long, soon, due) = (nurses[0], nurses[1], nurses[2], nurses[3], nurses[4], nurses[5]);
        let write = app.db.write().await.expect("a transaction");
        for id in [elsewhere, granted, long, due] {
            employment::Entity::update_many().col_expr(employment::Column::EndedOn, Expr::value(day("2020-10-31"))).filter(employment::Column::Id.eq(id)).exec(write.on()).await.expect("left");
        }
        employment::Entity::update_many().col_expr(employment::Column::EndedOn, Expr::value(day("2021-10-31"))).filter(employment::Column::Id.is_in([lately, soon])).exec(write.on()).await.expect("left");
        add_employment(write.on(), &app, person_of(&app, elsewhere).await.id, world.community.id, Some(world.nursing), None).await;
        add_grant(write.on(), person_of(&app, granted).await.id, Role::OrganisationAdministrator, world.system, Some(world.trust.id), None).await;
        // In another system for a day once, which keeps people for longer.
        let other = add_employment(write.on(), &app, person_of(&app, long).await.id, world.elsewhere_trust.id, None, None).await;
        employment::Entity::update_many().col_expr(employment::Column::EndedOn, Expr::value(day("2020-01-06"))).filter(employment::Column::Id.eq(other)).exec(write.on()).await.expect("left");
        system::Entity::update_many().col_expr(system::Column::YearsKept, Expr::value(20)).filter(system::Column::Id.eq(world.elsewhere)).exec(write.on()).await.expect("a setting");
        // Never employed, and without a role for as long; and one whose role ended lately.
        let (gone, stays) = (add_person(write.on(), &app, "Old Secretary", Some("old@icb.example")).await, add_person(write.on(), &app, "New Secretary", Some("new@icb.example")).await);
        for (person, to) in [(gone, "2020-11-16"), (stays, "2026-01-01")] {
            put(write.on(), grant::Model {
                id: GrantId::new(), person_id: person, role: Role::SystemAdministrator, system_id: world.system, organisation_id: None, board_id: None,
                from_on: day("2019-04-01"), to_on: Some(day(to)),
            }).await;
        }
        write.commit().await.expect("leavers");
        recount_all(&app).await;

        assert_eq!(night_of(&app, "2026-11-17").await, Some(2));
        for (id, is_gone) in [(elsewhere, false), (granted, false), (lately, false), (long, false), (due, true), (soon, false)] {
            assert_eq!(is_forgotten(&app, id).await, is_gone, "{:?}", person_of(&app, id).await);
        }
        let secretaries = person::Entity::find().filter(person::Column::Id.is_in([gone, stays])).all(app.db.read()).await.expect("people");
        let names: BTreeSet<&str> = secretaries.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names, BTreeSet::from([NOBODY, "New Secretary"]));

        // The system keeps them for less: those who left five years ago go too.
        system::Entity::update_many().col_expr(system::Column::YearsKept, Expr::value(5)).filter(system::Column::Id.eq(world.system)).exec(app.db.read()).await.expect("a setting");
        assert_eq!(night_of(&app, "2026-11-18").await, Some(2));
        assert!(is_forgotten(&app, lately).await && is_forgotten(&app, soon).await && !is_forgotten(&app, long).await);
        assert_agrees(&app).await;
    }

    async fn what_a_forgotten_manager_wrote_stays_with_those_it_is_about_under_no_name(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (mut maya, mut sam, objective) = set_for_sam(&app, &world).await;
        let seen = sam.open(&objective).await;
        sam.submit(&format!("{objective}/agreement"), &step(&seen, "")).await;
        let seen = maya.open(&objective).await;
        maya.submit(&format!("{objective}/progress"), &step(&seen, "The list is shared")).await;
        app.mail().await;
        let manager = posting::Entity::find().filter(posting::Column::EmploymentId.eq(world.trust.sam)).one(app.db.read()).await.expect("a query").expect("a posting");
        let manager = manager.manager_employment_id.expect("Maya");
        left(&app, manager, "2026-11-16").await;
        assert_eq!(night_of(&app, "2033-01-10").await, Some(1));

        let mut sam = app.actor(SAM).await;
        let seen = sam.open(&objective).await;
        assert!(seen.says("The list is shared") && seen.says(NOBODY) && seen.says("Home sooner"), "{}", seen.text());
        let seen = sam.open("/account/held").await;
        assert!(seen.says("The list is shared") && !seen.html().contains("Maya"), "{}", seen.text());
        let own: Vec<String> = outgoing_mail::Entity::find().filter(outgoing_mail::Column::ToEmail.eq(SAM)).all(app.db.read()).await.expect("mails").into_iter().map(|mail| mail.subject).collect();
        assert_eq!(own, ["About an objective", "About an objective"]);
    }

    async fn two_processes_forget_each_once_and_a_crash_leaves_nobody_half_forgotten(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let write = app.db.write().await.expect("a transaction");
        employment::Entity::update_many().col_expr(employment::Column::EndedOn, Expr::value(day("2019-10-31"))).filter(employment::Column::Id.is_in(world.trust.nurses.clone())).exec(write.on()).await.expect("left");
        for &nurse in &world.trust.nurses {
            put(write.on(), entry::Model { changed: "Words".into(), ..october_entry(&app, nurse, world.meeting) }).await;
        }
        write.commit().await.expect("leavers");
        recount_all(&app).await;
        app.clock.set(instant("2026-11-17T03:00:00Z"));
        let other = Db::open(database.url(), 2).await.expect("another process");

        // The process that has the night is stopped somewhere in it.
        let dying = Db::open(database.url(), 2).await.expect("a process");
        let (db, clock) = (dying.clone(), app.clock.clone());
        let stopped = tokio::spawn(async move { held::forget_due(&background::clockwork(&db, &clock)).await });
        loop {
            tokio::task::yield_now().await;
            let forgotten = person::Entity::find().filter(person::Column::Name.eq(NOBODY)).count(other.read()).await.expect("a count");
            if forgotten > 0 {
                break;
            }
        }
        stopped.abort();
        let _ = stopped.await;
        // Its connections go with it, and what was not committed on them.
        dying.close().await;
        let forgotten = person::Entity::find().filter(person::Column::Name.eq(NOBODY)).count(app.db.read()).await.expect("a count");
        let wordless = entry::Entity::find().filter(entry::Column::Changed.eq("")).count(app.db.read()).await.expect("a count");
        let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("person forgotten")).count(app.db.read()).await.expect("a count");
        assert!(forgotten > 0 && forgotten == wordless && forgotten == lines, "{forgotten} names, {wordless} entries, {lines} lines");

        // The next night two take it up at once.
        app.clock.set(instant("2026-11-18T03:00:00Z"));
        let (one, two) = (background::clockwork(&app.db, &app.clock), background::clockwork(&other, &app.clock));
        let (one, two) = tokio::join!(held::forget_due(&one), held::forget_due(&two));
        let mut both = [one.expect("a night"), two.expect("a night")];
        both.sort();
        assert_eq!(both, [None, Some(30 - usize::try_from(forgotten).expect("few"))]);
        let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("person forgotten")).count(app.db.read()).await.expect("a count");
        assert_eq!(lines, 30);
        assert_agrees(&app).await;

        // Two operators, and one person.
        left(&app, world.trust.sam, "2026-11-01").await;
        let (one, two) = (background::operator(&app.db, &app.clock), background::operator(&other, &app.clock));
        let (one, two) = (background::records_of(&one, SAM).await.expect("Sam"), background::records_of(&two, SAM).await.expect("Sam"));
        let (one, two) = tokio::join!(held::forget(&one, false), held::forget(&two, false));
        assert!(matches!((&one, &two), (Ok(_), Err(Fault::NotFound)) | (Err(Fault::NotFound), Ok(_))), "{one:?} {two:?}");
        other.close().await;
    }

    async fn the_operator_prints_what_is_held_and_forgets_one_person(database: TestDatabase) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database.url().to_owned();
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        recount_all(&app).await;
        let run = |arguments: &[&str]| {
            let done = command(folder.path(), &[("DATABASE_URL", url.as_str())], arguments);
            let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
            (done.status.success(), said(&done.stdout), said(&done.stderr))
        };
        let (well, held, _) = run(&["held", "Sam@RHW.example "]);
        let held: serde_json::Value = serde_json::from_str(&held).expect("JSON");
        assert!(well && held["person"]["name"] == "Sam Osei", "{held}");
        let (well, _, why) = run(&["held", "nobody@rhw.example"]);
        assert!(!well && why.contains("Nobody here has the address"), "{why}");

        let (well, _, why) = run(&["forget", SAM]);
        assert!(!well && why.contains("Sam Osei is in post at Royal Berkshire NHS Foundation Trust"), "{why}");
        let (well, _, why) = run(&["forget", "amir@icb.example"]);
        assert!(!well && why.contains("holds the role “System administrator”"), "{why}");
        left(&app, world.trust.sam, "2026-11-10").await;
        let (well, would, why) = run(&["forget", SAM, "--dry-run"]);
        assert!(well && would.starts_with("Would go: Name, address and account") && would.contains("1 employment"), "{would} {why}");
        assert!(!is_forgotten(&app, world.trust.sam).await, "a dry run changes nothing");
        let (well, gone, why) = run(&["forget", SAM]);
        assert!(well && gone.starts_with("Gone: "), "{gone} {why}");
        assert!(is_forgotten(&app, world.trust.sam).await);
        let (well, checked, _) = run(&["check"]);
        assert!(well && checked.contains("Every tally agrees"), "{checked}");
        let (_, help, _) = run(&["--help"]);
        assert!(help.contains("Prints all that is held on one person") && help.contains("Forgets one person at once"), "{help}");
    }

    async fn nobody_comes_back_on_a_list_of_old_leavers_and_no_list_waits_for_ever(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.csv");
        let list = "Employee Number,Name,Email,Staff Group,Start Date,Leaving Date\n\
            1,Old Leaver,old@ryr.example,Medical and Dental,01-MAR-2010,31-OCT-2020\n\
            2,New Leaver,new@ryr.example,Medical and Dental,01-MAR-2010,31-OCT-2026\n";
        std::fs::write(&path, list).expect("a file");
        let import = people::Import { organisation: "616".into(), file: path, json: true, ..people::Import::default() };
        let acting = background::operator(&app.db, &app.clock);
        let (report, _) = people::run_import(&acting, &import, |_| {}).await.expect("a list");
        assert!(report.contains("Left on 31 October 2020, longer ago than people are kept after they have left."), "{report}");
        let names: Vec<String> = person::Entity::find().filter(person::Column::Name.ends_with("Leaver")).all(app.db.read()).await.expect("people").into_iter().map(|person| person.name).collect();
        assert_eq!(names, ["New Leaver"]);

        let mut olive = app.actor("olive@rhw.example").await;
        let lists = format!("/organisations/{}/staff-lists", world.trust.id);
        olive.open(&lists).await;
        olive.upload(&lists, "staff.csv", list.as_bytes(), &[]).await;
        let waits = || async {
            let list = staff_list::Entity::find().filter(staff_list::Column::OrganisationId.eq(world.trust.id)).one(app.db.read()).await.expect("a query").expect("a list");
            (list.state, list.contents.len())
        };
        assert_eq!(people::put_aside_old(&acting).await.expect("lists"), 0);
        assert_eq!(waits().await, (StaffListState::Waiting, list.len()));
        app.clock.set(instant("2027-02-15T03:00:00Z"));
        assert_eq!(people::put_aside_old(&acting).await.expect("lists"), 1);
        assert_eq!(waits().await, (StaffListState::Discarded, 0));
    }

    async fn everybody_is_told_how_long_people_are_kept(database: TestDatabase) {
        let app = App::on(&database).await;
        let mut anybody = app.stranger();
        assert!(anybody.open("/privacy").await.says("For 6 years after your last day"));
        let world = World::small(&app).await;
        change(&app, "systems", "years_kept", Expr::value(3), world.elsewhere.0).await;
        let told = anybody.open("/privacy").await;
        assert!(told.says("For 6 years after your last day") && !told.says("Nothing is deleted"), "{}", told.text());
        assert!(told.attributes("main a", "href").contains(&"/account/held".to_owned()));
        change(&app, "systems", "years_kept", Expr::value(8), world.system.0).await;
        assert!(anybody.open("/privacy").await.says("For 8 years after your last day"));
        let refused = system::Entity::update_many().col_expr(system::Column::YearsKept, Expr::value(21)).exec(app.db.read()).await;
        assert!(refused.is_err(), "the schema knows the limits too");
        assert_eq!(anybody.get("/account/held").await.status, 303);
        assert_eq!(session::Entity::find().count(app.db.read()).await.expect("a count"), 0);
    }
}
