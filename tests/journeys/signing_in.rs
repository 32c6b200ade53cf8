//! Signing in, by people who have every right to and by people who have none.

use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{PASSWORD, World},
};

on_both! {
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
