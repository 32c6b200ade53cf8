//! An organisation's administrator loads its staff list, says what its words mean, and sees to who can sign in.

use fairwind::{
    entities::{
        access::{Role, grant},
        people::{posting, staff_list},
    },
    kernel::ids::{OrganisationId, StaffListId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use super::digests::agreed_objective;
use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    world::{World, put},
};

const LIST: &str = "Name,Email,Staff group,Job role\n\
    Sam Osei,sam@rhw.example,Nursing and Midwifery Registered,Ward Manager\n\
    Tia Tan,tia@rhw.example,Night owls,Night Nurse\n\
    Uri Usher,,Night owls,Night Nurse\n\
    =1+1,uma@rhw.example,Night owls,Night Nurse\n";

fn desk(id: OrganisationId) -> String {
    format!("/organisations/{id}")
}

/// Uploads a list; the address of its page.
async fn uploaded(actor: &mut Actor<'_>, id: OrganisationId, list: &str) -> String {
    let lists = format!("{}/staff-lists", desk(id));
    actor.open(&lists).await;
    let seen = actor
        .upload(&lists, "staff.csv", list.as_bytes(), &[])
        .await;
    assert_eq!(seen.status, 303, "{}", seen.text());
    seen.location.expect("the list's page")
}

async fn postings_placed(
    app: &App,
    group: fairwind::kernel::ids::StaffGroupId,
    words: &str,
) -> u64 {
    posting::Entity::find()
        .filter(posting::Column::StaffGroupId.eq(group))
        .filter(posting::Column::GroupWords.eq(words))
        .count(app.db.read())
        .await
        .expect("postings")
}

on_both! {
    async fn a_staff_list_is_uploaded_settled_and_loaded(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let home = desk(world.trust.id);
        let mut olive = app.actor("olive@rhw.example").await;
        assert_eq!(olive.get("/organisations").await.location.as_deref(), Some(home.as_str()));
        assert!(olive.open(&home).await.says("No staff list is loaded yet"));

        let lists = format!("{home}/staff-lists");
        olive.open(&lists).await;
        let nothing = olive.upload(&lists, "", b"", &[]).await;
        assert_eq!(nothing.status, 422);
        let other = olive.upload(&lists, "rates.csv", b"Organisation,2018-06\nRoyal Berkshire,5012.4\n", &[]).await;
        assert!(other.status == 422 && other.says("does not look like a staff list"));

        let at = uploaded(&mut olive, world.trust.id, LIST).await;
        let page = olive.open(&at).await;
        assert_eq!(page.h1(), "Check this staff list");
        assert!(page.says("Night owls (3 rows)") && page.says("Is it the whole list?") && page.says("formula"));
        assert_eq!(page.texts("#counts tbody td .app-cell"), ["2", "1", "0", "34", "2", "1"]);
        for show in ["new", "changed", "ended", "unplaced", "rejected", "nonsense"] {
            let page = olive.open(&format!("{at}?show={show}&page=7")).await;
            assert_eq!(page.texts("#shown").len(), usize::from(show != "nonsense"));
        }
        assert!(olive.open(&format!("{at}?show=changed")).await.says("Job role: Practitioner \u{2192} Ward Manager"));

        let choices = format!("{at}/choices");
        let nursing = world.nursing.to_string();
        let wrong = olive.post(&choices, &[("group:night owls", "no-group")]).await;
        assert_eq!(wrong.status, 422);
        let twice = olive.post(&choices, &[("column:0", "name"), ("column:1", "name")]).await;
        assert!(twice.status == 422 && twice.says("is chosen as Full name too"));
        let without = olive.submit(&choices, &[("column:2", "")]).await;
        assert!(without.says("No column of this list is settled as \u{201c}Staff group\u{201d}"));
        let page = olive.submit(&choices, &[("column:2", "staff_group")]).await;
        assert!(page.says("Night owls (3 rows)"));
        let page = olive.submit(&choices, &[("group:night owls", &nursing)]).await;
        assert_eq!(page.texts("#counts tbody td .app-cell"), ["2", "1", "0", "34", "0", "1"]);
        assert_eq!(postings_placed(&app, world.nursing, "Night owls").await, 0, "nothing is written until it is confirmed");

        // Nearly everybody would go: one click does not do it.
        let confirmation = format!("{at}/confirmation");
        assert!(page.says("This list ends 34 of 35 people’s employments (97%): of those who are not in it"), "{}", page.text());
        for typed in ["", "33", "yes"] {
            let again = olive.post(&confirmation, &[("ends", typed)]).await;
            assert_eq!(again.status, 422, "{typed}");
            assert!(again.says("34") && again.attribute("#ends", "value").as_deref() == Some(typed), "{}", again.text());
            assert_eq!(again.texts("#ends-error").len(), 1);
            assert!(again.says("To be ended") && again.texts("#counts tbody td .app-cell") == ["2", "1", "0", "34", "0", "1"]);
        }
        assert_eq!(postings_placed(&app, world.nursing, "Night owls").await, 0, "nothing is written, nothing lost");
        let page = olive.submit(&confirmation, &[("ends", "34")]).await;
        assert!(page.html().contains("The staff list is loaded: 2 new, 1 changed, 0 unchanged, 34 ended"), "{}", page.text());
        assert_eq!(postings_placed(&app, world.nursing, "Night owls").await, 2);
        let kept = staff_list::Entity::find().one(app.db.read()).await.expect("lists").expect("a list");
        assert!(kept.contents.is_empty() && kept.choices.is_none());
        let again = olive.get(&format!("{at}/progress")).await;
        assert_eq!(again.location.as_deref(), Some(at.as_str()));
        assert_eq!(olive.post(&format!("{at}/discard"), &[]).await.status, 409, "it is settled");

        // Olive was not in the list: her employment is ended, and her role stays.
        let page = olive.open(&home).await;
        assert!(page.says("16 November 2026 at 10am"));
        let people = olive.open(&format!("{home}/people")).await;
        assert_eq!(people.texts("#people tbody th .app-cell"), ["Sam Osei", "Tia Tan", "Uri Usher"]);
        let past = olive.open(&format!("{home}/people?search=OSEI%25&past=yes")).await;
        assert!(past.says("Nobody is found"), "a percent sign is a percent sign");
        assert!(olive.open(&format!("{home}/people?search=nair&past=yes")).await.says("Priya Nair"));

        // The mapping is corrected: a correction, not a move.
        let mappings = format!("{home}/mappings");
        assert!(olive.open(&mappings).await.says("Night owls (2 people in post)"));
        let medical = world.medical.to_string();
        let saved = olive.submit(&mappings, &[("group:night owls", &medical)]).await;
        assert!(saved.html().contains("2 postings are in another staff group now"));
        assert_eq!(postings_placed(&app, world.medical, "Night owls").await, 2);
        assert_eq!(olive.post(&mappings, &[("group:night owls", "no-group")]).await.status, 422);
        let acting = fairwind::access::background::operator(&app.db, &app.clock);
        let differ = fairwind::tallies::check(&acting).await.expect("a check");
        assert!(!differ.iter().any(|d| d.to_string().contains("Royal Berkshire")), "its figures follow");

        let at = uploaded(&mut olive, world.trust.id, LIST).await;
        assert!(olive.open(&home).await.says("staff.csv, uploaded on"));
        assert_eq!(olive.open(&at).await.texts("#counts tbody td .app-cell"), ["0", "0", "3", "0", "0", "1"]);
        olive.submit(&format!("{at}/discard"), &[]).await;
        assert_eq!(olive.open(&at).await.h1(), "Staff list");
    }

    async fn a_loading_shows_how_far_it_is_and_a_failed_one_says_so(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut olive = app.actor("olive@rhw.example").await;
        let at = uploaded(&mut olive, world.trust.id, LIST).await;
        let begun = |at: Option<fairwind::kernel::time::Instant>| {
            staff_list::Entity::update_many().col_expr(staff_list::Column::BegunAt, Expr::value(at))
        };
        begun(Some(app.clock.now())).exec(app.db.read()).await.expect("another process loads it");
        let progress = format!("{at}/progress");
        assert_eq!(olive.get(&at).await.location.as_deref(), Some(progress.as_str()));
        assert!(olive.open(&progress).await.says("staff.csv is being loaded"));
        let twice = olive.post(&format!("{at}/confirmation"), &[]).await;
        assert_eq!(twice.location.as_deref(), Some(at.as_str()));
        assert_eq!(olive.post(&format!("{at}/discard"), &[]).await.status, 409);
        let later = app.clock.now().plus_seconds(16 * 60);
        app.clock.set(later);
        assert_eq!(olive.open(&at).await.h1(), "Check this staff list", "its process was stopped");

        app.db.read().execute_unprepared("alter table tallies rename to tallies_away").await.expect("a fault");
        let ends = [("ends", "34")];
        let failed = olive.submit(&format!("{at}/confirmation"), &ends).await;
        assert!(failed.says("It could not be loaded") && failed.says("nothing was written"), "{}", failed.text());
        app.db.read().execute_unprepared("alter table tallies_away rename to tallies").await.expect("mended");
        let loaded = olive.submit(&format!("{at}/confirmation"), &ends).await;
        assert!(loaded.html().contains("The staff list is loaded"));
    }

    async fn a_list_that_ends_few_is_loaded_without_a_word_and_one_that_says_they_left_counts_too(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut olive = app.actor("olive@rhw.example").await;
        let number = |few: usize, left: &str| {
            let mut list = "Employee Number,Name,Email,Staff group,Leaving date\n".to_owned();
            for at in 0..60 {
                let ended = if at < few { left } else { "" };
                list.push_str(&format!("{at},Una {at},una{at}@rhw.example,Medical and Dental,{ended}\n"));
            }
            list
        };
        let at = uploaded(&mut olive, world.trust.id, &number(0, "")).await;
        assert!(olive.open(&at).await.says("This list ends 35 of 35 people’s employments (100%): of those who are not in it"));
        olive.submit(&format!("{at}/confirmation"), &[("ends", "35")]).await;

        // Today is 16 November 2026: 7 of 60 left last month, as the list says itself.
        let at = uploaded(&mut olive, world.trust.id, &number(7, "31/10/2026")).await;
        assert!(olive.open(&at).await.says("This list ends 7 of 60 people’s employments (12%): of those who are not in it, and of those whose last day in it has passed."));
        assert_eq!(olive.post(&format!("{at}/confirmation"), &[("ends", "")]).await.status, 422);
        olive.submit(&format!("{at}/discard"), &[]).await;
        for (few, left) in [(6, "31/10/2026"), (40, "31/12/2026")] {
            let at = uploaded(&mut olive, world.trust.id, &number(few, left)).await;
            let page = olive.open(&at).await;
            assert!(!page.says("This list ends"), "a tenth is not more than a tenth, and a day to come ends nothing yet");
            let loaded = olive.submit(&format!("{at}/confirmation"), &[]).await;
            assert!(loaded.html().contains("The staff list is loaded"), "{}", loaded.text());
        }
    }

    async fn nobody_else_reaches_an_organisations_desk(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut olive = app.actor("olive@rhw.example").await;
        let at = uploaded(&mut olive, world.trust.id, LIST).await;
        let list: StaffListId = at.rsplit('/').next().expect("an id").parse().expect("an id");
        let home = desk(world.trust.id);
        for email in ["sam@rhw.example", "maya@rhw.example", "beth@rhw.example", "olive@rwx.example", "amir@icb.example", "olive@ryr.example"] {
            let mut other = app.actor(email).await;
            for room in ["", "/staff-lists", "/people", "/mappings", "/invitations", "/grants"] {
                assert_eq!(other.get(&format!("{home}{room}")).await.status, 404, "{email} {room}");
            }
            for (path, room) in [(&at, ""), (&at, "/progress")] {
                assert_eq!(other.get(&format!("{path}{room}")).await.status, 404, "{email} {room}");
            }
            for room in ["/choices", "/confirmation", "/discard"] {
                assert_eq!(other.post(&format!("{at}{room}"), &[]).await.status, 404, "{email} {room}");
            }
            for room in ["/mappings", "/invitations", "/grants"] {
                assert_eq!(other.post(&format!("{home}{room}"), &[]).await.status, 404, "{email} {room}");
            }
        }
        // Nor through an organisation of their own.
        let mut theirs = app.actor("olive@rwx.example").await;
        let through = format!("{}/staff-lists/{list}", desk(world.community.id));
        assert_eq!(theirs.get(&through).await.status, 404);
        assert_eq!(theirs.post(&format!("{through}/confirmation"), &[]).await.status, 404);
        assert_eq!(olive.get(&format!("{home}/staff-lists/no-id")).await.status, 404);
        assert_eq!(app.actor("sam@rhw.example").await.get("/organisations").await.status, 404);
    }

    async fn people_are_invited_and_roles_are_given_and_ended(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let home = desk(world.trust.id);
        let mut olive = app.actor("olive@rhw.example").await;
        assert!(olive.open(&format!("{home}/invitations")).await.says("has an account"));
        let list = LIST.replace("Night owls", "Medical and Dental") + "Olive Adams,olive@rhw.example,Medical and Dental,Director\n";
        let at = uploaded(&mut olive, world.trust.id, &list).await;
        olive.submit(&format!("{at}/confirmation"), &[("ends", "33")]).await;

        let invitations = format!("{home}/invitations");
        assert!(olive.open(&invitations).await.says("Medical and Dental (1 person)"));
        assert_eq!(olive.get(&format!("{invitations}/check?group=no-group")).await.status, 422);
        let medical = world.medical.to_string();
        let check = format!("{invitations}/check?group={medical}");
        // Whoever has not seen how many get a mail sends none.
        let unseen = olive.post(&invitations, &[("group", &medical)]).await;
        assert_eq!((unseen.status, unseen.location.as_deref()), (303, Some(check.as_str())));
        let page = olive.open(&check).await;
        assert!(page.says("Each gets a mail with a link: 1") && page.says("Tia Tan"), "{}", page.text());
        assert!(app.mail_to("tia@rhw.example").await.is_empty());
        let token = page.attribute("input[name=token]", "value").expect("a token");
        let fields = [("group", medical.as_str()), ("token", token.as_str())];
        let sent = olive.submit(&invitations, &fields).await;
        assert!(sent.html().contains("1 person is invited"), "{}", sent.text());
        for _ in 0..4 {
            let again = olive.submit(&invitations, &fields).await;
            assert!(again.html().contains("are not sent twice"), "{}", again.text());
        }
        assert_eq!(app.mail_to("tia@rhw.example").await.len(), 1, "one form, one mail each");
        // Another form leaves out who was sent one lately, and says so; unless that is wished.
        let page = olive.open(&check).await;
        assert!(page.says("were sent a link within the last day: 1"), "{}", page.text());
        let token = page.attribute("input[name=token]", "value").expect("a token");
        let left = olive.submit(&invitations, &[("group", &medical), ("token", &token)]).await;
        assert!(left.html().contains("Nobody is invited. 1 person was sent a link"), "{}", left.text());
        assert_eq!(app.mail_to("tia@rhw.example").await.len(), 1);
        let sent = olive.submit(&invitations, &[("group", &medical), ("token", &token), ("again", "yes")]).await;
        assert!(sent.html().contains("1 person is invited"), "{}", sent.text());
        assert_eq!(app.mail_to("tia@rhw.example").await.len(), 2);
        app.clock.set(app.clock.now().plus_seconds(25 * 3600));
        olive.sign_in("olive@rhw.example", crate::support::world::PASSWORD).await;
        let page = olive.open(&check).await;
        assert!(page.says("Each gets a mail with a link: 1"), "{}", page.text());

        let grants = format!("{home}/grants");
        let page = olive.open(&grants).await;
        assert!(page.says("The only administrator") && page.says("Board secretary of the Trust board"));
        let own = grant::Entity::find()
            .filter(grant::Column::OrganisationId.eq(world.trust.id))
            .order_by_asc(grant::Column::Id)
            .all(app.db.read()).await.expect("grants");
        let held = |role| own.iter().find(|g| g.role == role).expect("a grant").id;
        let (admin, secretary) = (held(Role::OrganisationAdministrator), held(Role::BoardSecretary));
        let end = |id| format!("{grants}/{id}/ending");
        assert_eq!(olive.post(&end(admin), &[]).await.status, 409, "somebody must keep the staff list");
        assert_eq!(olive.post(&grants, &[("name", ""), ("email", "nobody")]).await.status, 422);
        let twice = olive.post(&grants, &[("name", "Olive"), ("email", "Olive@rhw.example")]).await;
        assert!(twice.status == 422 && twice.says("administers"));
        let added = olive.submit(&grants, &[("name", "Vic Vane"), ("email", " Vic@RHW.example ")]).await;
        assert!(added.says("vic@rhw.example"));
        assert_eq!(app.mail_to("vic@rhw.example").await.len(), 1, "a new administrator is invited");
        // An address that is typed tells nothing of whoever has it, here or in another system.
        for (email, name) in [("maya@rwx.example", "Okafor"), ("zoe@elsewhere.example", "Lund")] {
            let added = olive.submit(&grants, &[("name", "Mickey Mouse"), ("email", email)]).await;
            assert!(added.says(email), "{}", added.text());
            let shown = added.texts("#roles tbody tr").into_iter().find(|row| row.contains(email)).expect("a row");
            assert!(!shown.contains(name), "{shown}");
            let told = app.mail_to(email).await.pop().expect("they are told").read().expect("it reads");
            assert!(told.text.contains("You have been given a role at Royal Berkshire"), "{}", told.text);
            let twice = olive.post(&grants, &[("name", "Mickey"), ("email", email)]).await;
            assert!(twice.says("administers") && !twice.says(name), "{}", twice.text());
        }
        olive.submit(&end(secretary), &[]).await;
        let elsewhere = grant::Entity::find().filter(grant::Column::OrganisationId.eq(world.community.id))
            .one(app.db.read()).await.expect("grants").expect("a grant");
        assert_eq!(olive.post(&end(elsewhere.id), &[]).await.status, 404);
        let ended = olive.post(&end(admin), &[]).await;
        assert_eq!((ended.status, ended.location.as_deref()), (303, Some("/account")));
        assert_eq!(olive.get(&grants).await.status, 404);
    }

    async fn who_has_no_objective_is_seen_by_name_by_their_administrators(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut olive = app.actor("olive@rhw.example").await;
        let desk = olive.open(&format!("/organisations/{}", world.trust.id)).await;
        let there = desk.attribute("a[href$='/without-objective']", "href").expect("a way to it");
        let before = olive.open(&there).await;
        assert!(before.says("Priya") && before.says("Maya"), "{}", before.text());
        let many = |seen: &Seen| {
            let words = seen.text();
            let (_, rest) = words.split_once("Who has no objective yet ").expect("the heading");
            rest.split_whitespace().next().expect("a number").parse::<usize>().expect("a number")
        };
        let write = app.db.write().await.expect("a transaction");
        put(write.on(), agreed_objective(&app, world.trust.priya)).await;
        write.commit().await.expect("durable");
        let after = olive.open(&there).await;
        assert_eq!(many(&after), many(&before) - 1);
        let names = after.texts("#without tbody th .app-cell");
        assert!(names.len() > 5 && names.iter().all(|name| !name.contains("Priya")), "{names:?}");
        assert_eq!(names.len(), many(&after).min(50));
        let other = there.replace(&world.trust.id.to_string(), &world.community.id.to_string());
        assert_eq!(olive.get(&other).await.status, 404);
    }
}
