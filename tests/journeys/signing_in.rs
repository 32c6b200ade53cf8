//! Signing in, by people who have every right to and by people who have none.

use fairwind::{
    access::{background, browsers},
    people,
    web::answer::NOTICE_COOKIE,
};

use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{PASSWORD, World},
};

/// Loads a staff list of the trust in which nobody else is: number, name and address.
async fn load(app: &App, rows: &[(&str, &str, &str)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("staff.csv");
    let mut list = "Employee Number,Name,Email,Staff Group,Start Date\n".to_owned();
    for (number, name, email) in rows {
        list.push_str(&format!(
            "{number},{name},{email},Medical and Dental,06/01/2020\n"
        ));
    }
    std::fs::write(&file, list).expect("a list");
    let command = people::Import {
        organisation: "RHW".into(),
        system: Some("Thames Valley".into()),
        file,
        ends_at_most: Some(50),
        ..people::Import::default()
    };
    let operator = background::operator(&app.db, &app.clock);
    let (said, good) = people::run_import(&operator, &command, |_| {})
        .await
        .expect("a list");
    assert!(good, "{said}");
}

/// Asks for a link, and gives its path from the newest mail to the address.
async fn asked(app: &App, email: &str) -> String {
    let mut nobody = app.stranger();
    nobody.open("/sign-in/link").await;
    nobody.submit("/sign-in/link", &[("email", email)]).await;
    let letter = app
        .mail_to(email)
        .await
        .pop()
        .expect("a mail")
        .read()
        .expect("it reads");
    let words = letter.text.split_whitespace();
    let link = words
        .filter_map(|word| word.split_once("/sign-in/password/"))
        .next();
    format!("/sign-in/password/{}", link.expect("a link").1)
}

on_both! {
    async fn a_link_opens_nothing_once_its_address_is_not_theirs_or_they_have_left(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let una = ("2", "Una Reed", "una@rhw.example");
        load(&app, &[("1", "Siobhán White", "siobhan.white@rhw.example"), una]).await;
        let old = asked(&app, "siobhan.white@rhw.example").await;
        let hers = asked(&app, "una@rhw.example").await;
        let mut stranger = app.stranger();
        assert!(stranger.open(&old).await.says("siobhan.white@rhw.example"));
        stranger.open(&hers).await;

        // Her address is put right, and Una leaves.
        load(&app, &[("1", "Siobhán White", "siobhan.black@rhw.example")]).await;
        for link in [&old, &hers] {
            assert_eq!(stranger.get(link).await.status, 404);
            let chosen = stranger.post(link, &[("password", "violet ladder onion")]).await;
            assert_eq!(chosen.status, 404, "{}", chosen.text());
        }
        assert_eq!(app.mail_to("siobhan.white@rhw.example").await.len(), 1, "nobody without an account is told");

        // Whoever has an account is signed out, and told where they were; they sign in with what they had.
        let link = asked(&app, "siobhan.black@rhw.example").await;
        let mut siobhan = app.stranger();
        siobhan.open(&link).await;
        siobhan.submit(&link, &[("password", "violet ladder onion")]).await;
        load(&app, &[("1", "Siobhán White", "siobhan.black@rhw.example")]).await;
        siobhan.open("/account").await;
        let waiting = { app.clock.set(instant("2026-11-16T10:11:00Z")); asked(&app, "siobhan.black@rhw.example").await };
        load(&app, &[("1", "Siobhán Green", "siobhan.green@rhw.example")]).await;
        assert_eq!(siobhan.get("/account").await.status, 303, "signed out");
        assert_eq!(stranger.get(&waiting).await.status, 404);
        let told = app.mail_to("siobhan.black@rhw.example").await.pop().expect("a mail").read().expect("it reads");
        assert_eq!(told.subject, "Your email address here has changed");
        assert!(told.text.contains("no longer with siobhan.black@rhw.example"), "{}", told.text);
        assert!(!told.text.contains("siobhan.green"), "whoever reads it there need not know the new one");
        siobhan.sign_in("siobhan.green@rhw.example", "violet ladder onion").await;
    }

    async fn strangers_who_guess_keep_nobody_out_of_their_own_account(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut at_work = app.stranger().at("192.0.2.1");
        at_work.sign_in("sam@rhw.example", PASSWORD).await;
        at_work.post("/sign-out", &[]).await;
        assert!(at_work.cookie(browsers::COOKIE).is_some());
        let wrong = [("email", "sam@rhw.example"), ("password", "a guess of some length")];
        let right = [("email", "sam@rhw.example"), ("password", PASSWORD)];
        // Ten from one place keep out nobody but those who are there.
        let mut guesser = app.stranger().at("198.51.100.1");
        guesser.open("/sign-in").await;
        for _ in 0..10 {
            assert_eq!(guesser.post("/sign-in", &wrong).await.status, 422);
        }
        assert_eq!(guesser.post("/sign-in", &right).await.status, 429);
        app.stranger().at("192.0.2.2").sign_in("sam@rhw.example", PASSWORD).await;
        // A hundred from many places keep out new browsers, and none that Sam has signed in with.
        for place in 2..=10 {
            let mut guesser = app.stranger().at(&format!("198.51.100.{place}"));
            guesser.open("/sign-in").await;
            for _ in 0..10 {
                assert_eq!(guesser.post("/sign-in", &wrong).await.status, 422);
            }
        }
        let mut new = app.stranger().at("192.0.2.3");
        new.open("/sign-in").await;
        let refused = new.post("/sign-in", &right).await;
        assert!(refused.status == 429 && refused.says("get a link by email"), "{}", refused.text());
        at_work.sign_in("sam@rhw.example", PASSWORD).await;
        // The cookie alone lets nobody guess on, and it is of this account alone.
        at_work.post("/sign-out", &[]).await;
        at_work.open("/sign-in").await;
        for _ in 0..10 {
            assert_eq!(at_work.post("/sign-in", &wrong).await.status, 422);
        }
        assert_eq!(at_work.post("/sign-in", &right).await.status, 429);
        app.clock.set(instant("2026-11-16T10:16:00Z"));
        new.sign_in("sam@rhw.example", PASSWORD).await;
    }

    async fn strangers_who_ask_for_links_keep_nobody_from_theirs(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let ask = async |from: &str, email: &str| {
            let mut stranger = app.stranger().at(from);
            stranger.open("/sign-in/link").await;
            let before = app.statements();
            let seen = stranger.post("/sign-in/link", &[("email", email)]).await;
            assert_eq!(seen.status, 303);
            app.statements() - before
        };
        let known = ask("198.51.100.1", "sam@rhw.example").await;
        let unknown = ask("198.51.100.2", "nobody@rhw.example").await;
        assert_eq!(known, unknown, "an address that is nobody's goes the same way");
        for _ in 0..5 {
            ask("198.51.100.1", "sam@rhw.example").await;
        }
        assert_eq!(app.mail_to("sam@rhw.example").await.len(), 1, "one mail within ten minutes");
        assert_eq!(ask("192.0.2.1", "sam@rhw.example").await, unknown, "whether one was sent before is not told either");
        app.clock.set(instant("2026-11-16T10:10:01Z"));
        for _ in 0..3 {
            ask("198.51.100.1", "sam@rhw.example").await;
        }
        assert_eq!(app.mail_to("sam@rhw.example").await.len(), 1, "they have asked five times within an hour");
        ask("192.0.2.1", "sam@rhw.example").await;
        assert_eq!(app.mail_to("sam@rhw.example").await.len(), 2, "and somebody else has not");
    }

    async fn someone_on_the_staff_list_chooses_a_password_by_a_link_in_the_mail(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut nobody = app.stranger();
        nobody.open("/sign-in/link").await;
        let sent = nobody.submit("/sign-in/link", &[("email", " Sam@RHW.example ")]).await;
        assert_eq!(sent.h1(), "Check your email");
        let letter = app.mail_to("sam@rhw.example").await.pop().expect("a mail with the link").read().expect("it reads");
        let link = letter.text.split_whitespace().find(|word| word.contains("/sign-in/password/")).expect("a link");
        let path = link.split_once("8000").expect("this machine's address").1.to_owned();
        assert!(letter.html.contains(&path), "both parts have the link");

        // Mail scanners follow links: opening it uses nothing up.
        nobody.open(&path).await;
        let weak = nobody.post(&path, &[("password", "samosei12345")]).await;
        assert_eq!(weak.status, 422);
        let home = nobody.post(&path, &[("password", "violet ladder onion")]).await;
        assert_eq!((home.status, home.location.as_deref()), (303, Some("/")));
        assert_eq!(nobody.open("/account").await.texts("dd")[1], "sam@rhw.example");

        assert_eq!(app.stranger().get(&path).await.status, 404, "a link is used once");
        let mut again = app.stranger();
        again.sign_in("sam@rhw.example", "violet ladder onion").await;
        drop(world);
    }

    async fn no_answer_tells_whether_an_account_exists(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut stranger = app.stranger();
        stranger.open("/sign-in").await;
        let known = stranger.post("/sign-in", &[("email", "sam@rhw.example"), ("password", "wrong but long enough")]).await;
        let unknown = stranger.post("/sign-in", &[("email", "nobody@rhw.example"), ("password", "wrong but long enough")]).await;
        assert_eq!((known.status, unknown.status), (422, 422));
        assert_eq!(known.text(), unknown.text());
        let asked = stranger.submit("/sign-in/link", &[("email", "sam@rhw.example")]).await;
        let refused = stranger.submit("/sign-in/link", &[("email", "nobody@rhw.example")]).await;
        assert_eq!(asked.text(), refused.text());
        assert!(app.mail_to("nobody@rhw.example").await.is_empty());
    }

    async fn guessing_is_stopped_and_time_lets_it_go_on(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut guesser = app.stranger();
        guesser.open("/sign-in").await;
        for _ in 0..10 {
            let seen = guesser.post("/sign-in", &[("email", "sam@rhw.example"), ("password", "a guess of some length")]).await;
            assert_eq!(seen.status, 422);
        }
        let fields = [("email", "sam@rhw.example"), ("password", PASSWORD)];
        assert_eq!(guesser.post("/sign-in", &fields).await.status, 429, "even the right one must wait");
        app.clock.set(instant("2026-11-16T10:16:00Z"));
        assert_eq!(guesser.post("/sign-in", &fields).await.status, 303);
    }

    async fn a_session_ends_by_sign_out_by_idling_and_by_a_password_change(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let mut elsewhere = app.actor("sam@rhw.example").await;
        let changed = sam
            .submit("/account/password", &[("present", PASSWORD), ("password", "violet ladder onion")])
            .await;
        assert!(changed.html().contains("Your password is changed"));
        let out = elsewhere.get("/account").await;
        assert_eq!(out.location.as_deref(), Some("/sign-in?next=%2Faccount"), "other browsers are signed out");

        sam.open("/account").await;
        sam.post("/sign-out", &[]).await;
        assert_eq!(sam.get("/account").await.status, 303);

        let mut maya = app.actor("maya@rhw.example").await;
        app.clock.set(instant("2026-11-16T10:29:00Z"));
        maya.open("/account").await;
        app.clock.set(instant("2026-11-16T10:58:00Z"));
        maya.open("/account").await;
        app.clock.set(instant("2026-11-16T11:29:00Z"));
        assert_eq!(maya.get("/account").await.status, 303, "31 minutes without a page");
    }

    async fn a_notice_is_for_its_page_alone_and_signing_out_leaves_none(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let fields = [("present", PASSWORD), ("password", "violet ladder onion")];
        sam.open("/account/password").await;
        let changed = sam.post("/account/password", &fields).await;
        let set = changed.headers("Set-Cookie").into_iter().find(|set| set.contains("Your%20password")).expect("a notice");
        for kept_by in ["__Host-", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=300", "Path=/"] {
            assert!(set.contains(kept_by), "{set}");
        }
        // Signed out before any page has shown it.
        let page = sam.get("/health").await;
        assert_eq!(page.status, 200);
        sam.post("/sign-out", &[]).await;
        assert_eq!(sam.cookie(NOTICE_COOKIE), None);
        let fields = [("present", "violet ladder onion"), ("password", PASSWORD)];
        sam.sign_in("sam@rhw.example", "violet ladder onion").await;
        let shown = sam.submit("/account/password", &fields).await;
        assert!(shown.html().contains("Your password is changed"));
        assert!(!sam.open("/account").await.html().contains("Your password is changed"), "it is said once");
    }

    async fn a_form_without_its_token_or_from_another_site_changes_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        assert_eq!(sam.post_without_token("/sign-out", &[]).await.status, 403);
        sam.open("/account").await;
        // A page that everyone may see is drawn in the same furniture, signed in or not.
        assert_eq!(app.stranger().open("/privacy").await.status, 200);
        assert_eq!(sam.get("/no-such-page").await.h1(), "Page not found");
    }
}
