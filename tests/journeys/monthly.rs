//! Monthly summaries: what somebody's own work added up to, and how a manager's team is doing, by mail and once.

use std::collections::BTreeSet;

use fairwind::{
    access::background,
    boards::calendar::Holidays,
    entities::{
        access::{account, audit_line},
        engagement::{entry, entry_partner},
        mail::outgoing_mail,
        monthly::{MonthlyKind, monthly_letter, monthly_run},
        objectives::{ObjectiveState, Side, objective},
        people::{employment, person, posting},
    },
    kernel::ids::*,
    mail::Letter,
    monthly,
    sign_in::Letterhead,
    tallies,
};
use rocket::http::{ContentType, Status};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use super::{
    digests::{agreed_objective, busy, october_entry},
    readers::guessed,
};
use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{World, day, put, put_all},
};

const BASE: &str = "https://fairwind.example";
/// The first working day of November 2026 is the Monday, 8am.
const DUE: &str = "2026-11-02T08:00:00Z";
const SAM: &str = "sam@rhw.example";
const MAYA: &str = "maya@rhw.example";

async fn send(app: &App) -> usize {
    let letterhead = Letterhead {
        reading_link_days: 90,
        service: "Fairwind".into(),
        base_url: BASE.into(),
        host: "fairwind.example".into(),
    };
    let acting = background::clockwork(&app.db, &app.clock);
    monthly::send_due(&acting, &Holidays::bundled(), &letterhead)
        .await
        .expect("summaries are written")
}

async fn send_at(app: &App, moment: &str) -> usize {
    app.clock.set(instant(moment));
    send(app).await
}

/// An entry of Sam's, or of somebody else, with words of theirs.
async fn work(app: &App, world: &World, of: EmploymentId, done_on: &str, changed: &str) -> EntryId {
    let write = app.db.write().await.expect("a transaction");
    let row = entry::Model {
        done_on: day(done_on),
        changed: changed.into(),
        minutes: 45,
        ..october_entry(app, of, world.meeting)
    };
    let id = row.id;
    put(write.on(), row).await;
    let partner = entry_partner::Model {
        entry_id: id,
        organisation_id: world.council,
    };
    put(write.on(), partner).await;
    write.commit().await.expect("an entry");
    id
}

/// All the trust's nurses are Maya's: 32 people, 11 of whom logged work in October, 18 with an objective.
async fn large_team(app: &App, world: &World) {
    let write = app.db.write().await.expect("a transaction");
    let sams = posting::Entity::find()
        .filter(posting::Column::EmploymentId.eq(world.trust.sam))
        .one(write.on())
        .await
        .expect("a query")
        .expect("Sam's posting");
    posting::Entity::update_many()
        .col_expr(
            posting::Column::ManagerEmploymentId,
            Expr::value(sams.manager_employment_id),
        )
        .filter(posting::Column::EmploymentId.is_in(world.trust.nurses.clone()))
        .exec(write.on())
        .await
        .expect("Maya's team");
    write.commit().await.expect("a team");
}

/// So many more of the trust with an account, each with an entry: the one with number n logged n + 1 minutes.
async fn many_who_logged(app: &App, world: &World, many: usize) {
    let write = app.db.write().await.expect("a transaction");
    let created_at = app.clock.now();
    let people: Vec<person::Model> = (0..many)
        .map(|number| person::Model {
            id: PersonId::new(),
            email: Some(format!("n{number}@rhw.example")),
            name: format!("Number {number}"),
            created_at,
        })
        .collect();
    let employments: Vec<employment::Model> = people
        .iter()
        .map(|person| employment::Model {
            id: EmploymentId::new(),
            person_id: person.id,
            organisation_id: world.trust.id,
            employee_number: None,
            started_on: Some(day("2020-01-06")),
            ended_on: None,
            created_at,
        })
        .collect();
    let accounts = people.iter().map(|person| account::Model {
        id: AccountId::new(),
        person_id: person.id,
        password_hash: None,
        created_at,
        closed_at: None,
    });
    let entries = employments
        .iter()
        .zip(1..)
        .map(|(employment, minutes)| entry::Model {
            done_on: day("2026-10-06"),
            minutes,
            ..october_entry(app, employment.id, world.meeting)
        });
    put_all(write.on(), people.clone()).await;
    put_all(write.on(), employments.clone()).await;
    put_all(write.on(), accounts).await;
    put_all(write.on(), entries).await;
    write.commit().await.expect("many people");
}

async fn recount(app: &App, organisation: OrganisationId) {
    let write = app.db.write().await.expect("a transaction");
    tallies::recount(&write, organisation, app.clock.today())
        .await
        .expect("tallies");
    write.commit().await.expect("tallies");
}

async fn letters(app: &App, email: &str) -> Vec<Letter> {
    app.mail_to(email).await
}

fn text(letter: &Letter) -> String {
    letter.read().expect("it reads").text
}

fn stop_address(letter: &Letter) -> String {
    let text = text(letter);
    let line = text.lines().find(|line| line.contains("/summaries/"));
    let line = line.unwrap_or_else(|| panic!("no way to stop it in {text}"));
    line.trim().strip_prefix(BASE).expect("our own").to_owned()
}

on_both! {
    async fn staff_are_told_what_their_own_work_added_up_to_and_nothing_of_others(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let own = work(&app, &world, world.trust.sam, "2026-10-06", "One <shared> care plan").await;
        work(&app, &world, world.trust.sam, "2026-10-31", "").await;
        work(&app, &world, world.trust.sam, "2026-11-01", "This is November").await;
        let withdrawn = work(&app, &world, world.trust.sam, "2026-10-07", "This was a mistake").await;
        work(&app, &world, world.trust.priya, "2026-10-08", "This is Priya’s").await;
        let write = app.db.write().await.expect("a transaction");
        let served = objective::Model { title: "Home sooner, Sam".into(), ..agreed_objective(&app, world.trust.sam) };
        let id = served.id;
        put(write.on(), served).await;
        put(write.on(), agreed_objective(&app, world.trust.priya)).await;
        entry::Entity::update_many().col_expr(entry::Column::ObjectiveId, Expr::value(id))
            .filter(entry::Column::Id.eq(own)).exec(write.on()).await.expect("linked");
        entry::Entity::update_many().col_expr(entry::Column::WithdrawnAt, Expr::value(app.clock.now()))
            .filter(entry::Column::Id.eq(withdrawn)).exec(write.on()).await.expect("withdrawn");
        write.commit().await.expect("an objective");

        assert_eq!(send_at(&app, DUE).await, 2, "Sam's and Priya's");
        let sams = letters(&app, SAM).await;
        assert_eq!(sams.len(), 1);
        let letter = sams[0].read().expect("it reads");
        assert_eq!(letter.subject, "Your system working in October 2026");
        for said in [
            "Dear Sam Osei",
            "you logged 2 entries, 1 hour 30 minutes in all",
            "You worked with Reading Borough Council.",
            "Home sooner, Sam",
            "6 October 2026: One <shared> care plan",
            "https://fairwind.example/entries",
        ] {
            assert!(letter.text.contains(said), "{said} is not in {}", letter.text);
        }
        assert!(letter.html.contains("One &lt;shared&gt; care plan") && letter.html.contains("1 hour 30 minutes"));
        for others in ["Priya", "November", "mistake", "Maya"] {
            assert!(!letter.text.contains(others) && !letter.html.contains(others), "{others} is in {}", letter.text);
        }
        // Maya manages fewer people than the threshold: nothing of her team is hers to read in a summary.
        assert!(letters(&app, MAYA).await.is_empty());
    }

    async fn summaries_come_on_the_first_working_morning_and_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        work(&app, &world, world.trust.sam, "2026-10-06", "").await;
        // The first of November is a Sunday.
        for early in ["2026-10-30T12:00:00Z", "2026-11-01T12:00:00Z", "2026-11-02T07:59:59Z"] {
            assert_eq!(send_at(&app, early).await, 0, "{early}");
        }
        app.clock.set(instant(DUE));
        let (one, other) = tokio::join!(send(&app), send(&app));
        assert_eq!(one + other, 1, "two processes write each once");
        assert_eq!(send_at(&app, "2026-11-03T08:00:00Z").await, 0);
        assert_eq!(letters(&app, SAM).await.len(), 1);
        let kept = monthly_letter::Entity::find().all(app.db.read()).await.expect("a query");
        assert_eq!((kept.len(), kept[0].kind, kept[0].month_on), (1, MonthlyKind::Own, day("2026-10-01")));
        // The first of May 2027 is a Saturday, and the Monday after it a bank holiday; 8am is summer time.
        work(&app, &world, world.trust.sam, "2027-04-10", "").await;
        for early in ["2027-05-03T12:00:00Z", "2027-05-04T06:59:59Z"] {
            assert_eq!(send_at(&app, early).await, 0, "{early}");
        }
        assert_eq!(send_at(&app, "2027-05-04T07:00:00Z").await, 1);
        // A service that was down catches up within a week, and no later.
        work(&app, &world, world.trust.sam, "2027-05-10", "").await;
        assert_eq!(send_at(&app, "2027-06-09T07:00:00Z").await, 0);
        assert_eq!(send_at(&app, "2027-06-08T07:00:00Z").await, 1);
    }

    async fn what_was_stopped_in_the_middle_goes_on_where_it_was(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        for of in [world.trust.sam, world.trust.priya] {
            work(&app, &world, of, "2026-10-06", "").await;
        }
        let sam = employment::Entity::find_by_id(world.trust.sam).one(app.db.read()).await.expect("a query").expect("Sam");
        let write = app.db.write().await.expect("a transaction");
        put(write.on(), monthly_run::Model {
            system_id: world.system,
            month_on: day("2026-10-01"),
            after_person_id: sam.person_id,
            begun_at: app.clock.now(),
            finished_at: None,
        }).await;
        write.commit().await.expect("a run");
        assert_eq!(send_at(&app, DUE).await, 1);
        assert!(letters(&app, SAM).await.is_empty());
        assert_eq!(letters(&app, "priya@rhw.example").await.len(), 1);
    }

    async fn nothing_is_sent_where_there_is_nothing_to_tell_or_nobody_to_tell(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        large_team(&app, &world).await;
        recount(&app, world.trust.id).await;
        // A nurse without an address, and somebody whose account is closed.
        work(&app, &world, world.trust.nurses[0], "2026-10-06", "").await;
        work(&app, &world, world.trust.sam, "2026-10-06", "").await;
        let sam = employment::Entity::find_by_id(world.trust.sam).one(app.db.read()).await.expect("a query").expect("Sam");
        let write = app.db.write().await.expect("a transaction");
        account::Entity::update_many().col_expr(account::Column::ClosedAt, Expr::value(app.clock.now()))
            .filter(account::Column::PersonId.eq(sam.person_id)).exec(write.on()).await.expect("closed");
        write.commit().await.expect("an account");
        assert_eq!(send_at(&app, DUE).await, 0);
        assert_eq!(monthly_letter::Entity::find().count(app.db.read()).await.expect("a count"), 0);
        assert!(app.mail().await.is_empty());
    }

    async fn each_of_more_people_than_a_page_gets_one_mail(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        // Beside the ten of the world who have an account: 1,010, in pages of 500.
        many_who_logged(&app, &world, 1_000).await;
        app.clock.set(instant(DUE));
        let (one, other) = tokio::join!(send(&app), send(&app));
        assert_eq!(one + other, 1_000, "two processes write each once");
        assert_eq!(send(&app).await, 0);
        let mails = outgoing_mail::Entity::find().all(app.db.read()).await.expect("mails");
        let addresses: BTreeSet<&str> = mails.iter().map(|mail| mail.to_email.as_str()).collect();
        assert_eq!((mails.len(), addresses.len()), (1_000, 1_000));
        let kept = monthly_letter::Entity::find().all(app.db.read()).await.expect("letters");
        let people: BTreeSet<PersonId> = kept.iter().map(|letter| letter.person_id).collect();
        assert_eq!((kept.len(), people.len()), (1_000, 1_000));
        // Each is of who it goes to: so many minutes as their number says.
        for mail in mails.iter().step_by(97) {
            let number: i64 = mail.to_email.split(['n', '@']).nth(1).expect("a number").parse().expect("a number");
            let said = format!("you logged 1 entry, {} in all", fairwind::kernel::words::minutes(number + 1));
            assert!(mail.text.contains(&said), "{said} is not in {}", mail.text);
        }
    }

    async fn a_system_switches_a_kind_off_for_everybody(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        large_team(&app, &world).await;
        work(&app, &world, world.trust.sam, "2026-10-06", "").await;
        work(&app, &world, world.elsewhere_trust.sam, "2026-10-06", "").await;
        let page = format!("/systems/{}/summaries", world.system);
        let mut amir = app.actor("amir@icb.example").await;
        assert!(amir.open(&format!("/systems/{}", world.system)).await.html().contains(&page));
        let sent = "input[name=sent][checked]";
        assert_eq!(amir.open(&page).await.attributes(sent, "value"), ["own", "team"]);
        let seen = amir.submit(&page, &[("sent", "team")]).await;
        assert_eq!(seen.attributes(sent, "value"), ["team"]);
        amir.submit(&page, &[("sent", "team")]).await;
        let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("monthly summaries of the system chosen"));
        assert_eq!(lines.count(app.db.read()).await.expect("a count"), 1);

        let said = "Your system sends none of these for now";
        let mut sam = app.actor(SAM).await;
        assert_eq!(sam.open("/account/summaries").await.text().matches(said).count(), 1);
        let mut elsewhere = app.actor("sam@ryr.example").await;
        assert!(!elsewhere.open("/account/summaries").await.says(said), "of the other system");
        assert_eq!(send_at(&app, DUE).await, 2, "Maya's team, and the other system's Sam");
        assert!(letters(&app, SAM).await.is_empty());
        assert_eq!((letters(&app, MAYA).await.len(), letters(&app, "sam@ryr.example").await.len()), (1, 1));

        app.clock.set(instant("2026-11-16T10:00:00Z"));
        let mut amir = app.actor("amir@icb.example").await;
        amir.open(&page).await;
        assert!(amir.submit(&page, &[]).await.attributes(sent, "value").is_empty());
        work(&app, &world, world.trust.sam, "2026-11-06", "").await;
        assert_eq!(send_at(&app, "2026-12-01T08:00:00Z").await, 0);
    }

    async fn a_manager_is_told_totals_of_a_large_team_and_no_name(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        large_team(&app, &world).await;
        let write = app.db.write().await.expect("a transaction");
        for (of, awaits) in [(world.trust.sam, Side::Manager), (world.trust.priya, Side::Staff), (world.community.sam, Side::Manager)] {
            let proposed = objective::Model { state: ObjectiveState::Proposed, awaits, agreed_on: None, ..agreed_objective(&app, of) };
            put(write.on(), proposed).await;
        }
        write.commit().await.expect("objectives");
        assert_eq!(send_at(&app, DUE).await, 1);
        let letter = letters(&app, MAYA).await.pop().expect("a letter").read().expect("it reads");
        assert_eq!(letter.subject, "Your team’s system working in October 2026");
        for part in [&letter.text, &letter.html] {
            for said in [
                "18 of the 32 people you manage have an objective agreed",
                "11 of the 32 who were in post at the end of October 2026 logged system working in it",
                "1 objective waits for your answer.",
                "https://fairwind.example/team",
            ] {
                assert!(part.contains(said), "{said} is not in {part}");
            }
            for name in ["Sam", "Osei", "Priya", "Nurse Number", "Home sooner"] {
                assert!(!part.contains(name), "{name} is in {part}");
            }
        }
        assert!(letters(&app, "maya@rwx.example").await.is_empty(), "a team of two");
    }

    async fn how_many_of_a_team_took_part_is_hidden_where_it_would_tell_of_few(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        large_team(&app, &world).await;
        // Two of the eleven are known to Maya by name, by entries linked to objectives: nine are left to be guessed.
        let write = app.db.write().await.expect("a transaction");
        for nurse in &world.trust.nurses[..2] {
            let theirs = objective::Entity::find().filter(objective::Column::EmploymentId.eq(*nurse))
                .one(write.on()).await.expect("a query").expect("an objective");
            entry::Entity::update_many().col_expr(entry::Column::ObjectiveId, Expr::value(theirs.id))
                .filter(entry::Column::EmploymentId.eq(*nurse)).exec(write.on()).await.expect("linked");
        }
        write.commit().await.expect("links");
        assert_eq!(send_at(&app, DUE).await, 1);
        let said = text(&letters(&app, MAYA).await[0]);
        assert!(said.contains("How many of them logged system working in October 2026 is hidden"), "{said}");
        assert!(said.contains("18 of the 32") && !said.contains("11 of"), "{said}");
    }

    async fn a_team_is_no_way_around_what_the_table_hides_of_the_others(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        large_team(&app, &world).await;
        // One nurse is somebody else's: the table's nurses less the team would be that one.
        let write = app.db.write().await.expect("a transaction");
        posting::Entity::update_many()
            .col_expr(posting::Column::ManagerEmploymentId, Expr::value(world.trust.olive))
            .filter(posting::Column::EmploymentId.eq(world.trust.nurses[29]))
            .exec(write.on()).await.expect("moved");
        write.commit().await.expect("a team");
        assert_eq!(send_at(&app, DUE).await, 1);
        let said = text(&letters(&app, MAYA).await[0]);
        assert!(said.contains("18 of the 31") && said.contains("is hidden"), "{said}");
    }

    async fn summaries_are_stopped_by_their_link_and_chosen_again_on_the_account_page(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        for done_on in ["2026-10-06", "2026-11-06", "2026-12-07", "2027-01-07"] {
            work(&app, &world, world.trust.sam, done_on, "").await;
        }
        assert_eq!(send_at(&app, DUE).await, 1);
        let letter = letters(&app, SAM).await.pop().expect("a letter");
        let raw = String::from_utf8_lossy(letter.raw()).replace("\r\n ", " ");
        let address = stop_address(&letter);
        assert!(raw.contains(&format!("List-Unsubscribe: <{BASE}{address}>")), "{raw}");
        assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        let kept = monthly_letter::Entity::find().one(app.db.read()).await.expect("a query").expect("a letter");
        assert!(!address.contains(&kept.token_hash) && kept.token_hash.len() == 64);

        // Opening it changes nothing; the button stops it, once.
        let mut reader = app.stranger();
        let seen = reader.open(&address).await;
        let stop = seen.attribute("form[action$='/stop']", "action").expect("a button");
        assert_eq!(reader.get(&guessed(&address)).await.status, 404);
        assert!(reader.open(&address).await.attribute("form[action$='/stop']", "action").is_some());
        let seen = reader.submit(&stop, &[]).await;
        assert!(seen.says("You get no more of these summaries"), "{}", seen.text());
        assert!(seen.attribute("form[action$='/stop']", "action").is_none());
        assert_eq!(send_at(&app, "2026-12-01T08:00:00Z").await, 0);

        let mut sam = app.actor(SAM).await;
        assert_eq!(sam.open("/account").await.attribute("a[href='/account/summaries']", "href").as_deref(), Some("/account/summaries"));
        let seen = sam.open("/account/summaries").await;
        assert_eq!(seen.attributes("input[name=wanted][checked]", "value"), ["team"]);
        let seen = sam.submit("/account/summaries", &[("wanted", "own"), ("wanted", "team")]).await;
        assert_eq!(seen.attributes("input[name=wanted][checked]", "value"), ["own", "team"]);
        assert_eq!(send_at(&app, "2027-01-04T08:00:00Z").await, 1);

        // A mail program's one click, which has no page of ours; anything else is not one.
        let address = stop_address(&letters(&app, SAM).await[1]);
        for (body, status) in [("", Status::BadRequest), ("List-Unsubscribe=One-Click", Status::Ok), ("List-Unsubscribe=One-Click", Status::Ok)] {
            let request = app.client.post(address.clone()).header(ContentType::Form).body(body);
            assert_eq!(request.dispatch().await.status(), status, "{body}");
        }
        assert_eq!(send_at(&app, "2027-02-01T08:00:00Z").await, 0);
        let mut sam = app.actor(SAM).await;
        assert_eq!(sam.open("/account/summaries").await.attributes("input[name=wanted][checked]", "value"), ["team"]);
        let seen = sam.submit("/account/summaries", &[]).await;
        assert!(seen.attributes("input[name=wanted][checked]", "value").is_empty());
    }
}
