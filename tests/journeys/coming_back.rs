//! Somebody comes back to a page: where nothing has changed it is sent as it was drawn, and where anything has, never.

use fairwind::{
    entities::{
        access::{Role, grant},
        people::person,
    },
    kernel::database::Db,
    web::kept::KeptPages,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::engagement::{filled, pairs};
use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    world::World,
};

const PAGES: &[&str] = &[
    "/",
    "/entries",
    "/entries/new",
    "/objectives",
    "/participation",
    "/trends",
    "/scorecard",
];

/// A page without what every page has of its own.
fn without_tokens(seen: &Seen) -> String {
    let mut html = seen.html();
    for field in ["csrf", "token"] {
        for token in seen.attributes(&format!("input[name={field}]"), "value") {
            html = html.replace(&token, "");
        }
    }
    html
}

fn token(seen: &Seen, field: &str) -> String {
    seen.attribute(&format!("input[name={field}]"), "value")
        .expect("a token")
}

/// How many pages were sent as they had been drawn.
fn sent_again(app: &App) -> u64 {
    app.db.shared::<KeptPages>().sent_again()
}

/// A page as it was drawn before. Tests share one PostgreSQL, where what any of them writes draws a page again: so it
/// is opened until nobody has written in between.
async fn sent_as_drawn(app: &App, actor: &mut Actor<'_>, page: &str) -> Seen {
    for _ in 0..500 {
        let before = sent_again(app);
        let seen = actor.open(page).await;
        if sent_again(app) > before {
            return seen;
        }
    }
    panic!("{page} is drawn each time");
}

on_both! {
    async fn a_page_is_the_same_for_as_long_as_nothing_has_changed(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        for page in PAGES {
            // A figure that is asked for first may be published by it.
            sam.open(page).await;
            let drawn = sam.open(page).await;
            let again = sent_as_drawn(&app, &mut sam, page).await;
            assert_eq!(without_tokens(&again), without_tokens(&drawn), "{page}");
            assert_ne!(token(&again, "csrf"), token(&drawn, "csrf"), "{page}");
            for name in ["Content-Security-Policy", "Cache-Control", "Content-Type"] {
                assert_eq!(again.header(name), drawn.header(name), "{page}: {name}");
            }
        }
    }

    async fn what_anybody_writes_is_on_the_next_page(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let form = sam.open("/entries/new").await;
        for page in ["/entries", "/participation"] {
            sam.open(page).await;
        }
        // Their own work, ...
        let answer = sam.post("/entries", &pairs(&filled(&form, &[("partners", world.council.to_string())]))).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let list = sam.open("/entries").await;
        assert_eq!(list.texts("caption"), ["November 2026: 1 entry, 1 hour"]);
        assert!(list.says("Logged: 1 hour"));
        assert!(!sam.open("/entries").await.says("Logged: 1 hour"), "what was done is said once");
        // ... and what another process writes, of which this one is told nothing.
        let other = Db::open(database.url(), 1).await.expect("another process");
        for name in ["Thames Valley and Chilterns", "Thames Valley"] {
            sam.open("/participation").await;
            let write = other.write().await.expect("a transaction");
            person::Entity::update_many()
                .col_expr(person::Column::Name, Expr::value(format!("Sam of {name}")))
                .filter(person::Column::Email.eq("sam@rhw.example"))
                .exec(write.on())
                .await
                .expect("a name");
            sam.open("/participation").await;
            write.commit().await.expect("committed");
            assert!(sam.open("/participation").await.html().contains(&format!("Sam of {name}<")));
        }
        other.close().await;
    }

    async fn a_kept_page_is_one_sessions_alone_and_ends_with_it(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (mut sam, mut there) = (app.actor("sam@rhw.example").await, app.actor("sam@rhw.example").await);
        let mut priya = app.actor("priya@rhw.example").await;
        sam.open("/").await;
        assert!(sam.open("/").await.html().contains("Hello, Sam"));
        assert!(priya.open("/").await.html().contains("Hello, Priya"));
        // A form of one browser is not another's, although the page is the same person's.
        there.open("/").await;
        let theirs = token(&there.open("/").await, "csrf");
        let answer = sam.post_without_token("/sign-out", &[("csrf", &theirs)]).await;
        assert_eq!(answer.status, 403);
        let before = sam.open("/account").await.status;
        assert_eq!(before, 200);
        sam.post("/sign-out", &[]).await;
        let answer = sam.get("/").await;
        assert!(answer.location.is_some_and(|to| to.starts_with("/sign-in")));
        assert!(there.open("/").await.html().contains("Hello, Sam"));
        // Idle for half an hour, and nobody has written anything.
        app.clock.set(app.clock.now().plus_seconds(30 * 60 + 1));
        assert!(there.get("/").await.location.is_some_and(|to| to.starts_with("/sign-in")));
    }

    async fn a_role_that_another_process_takes_away_is_gone_at_the_next_page(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let page = format!("/boards/{}", world.trust.board);
        for _ in 0..3 {
            beth.open(&page).await;
            beth.open("/boards").await;
        }
        let other = Db::open(database.url(), 1).await.expect("another process");
        let write = other.write().await.expect("a transaction");
        grant::Entity::delete_many()
            .filter(grant::Column::Role.eq(Role::BoardSecretary))
            .exec(write.on())
            .await
            .expect("no grants");
        write.commit().await.expect("committed");
        assert_eq!(beth.get(&page).await.status, 404);
        assert_eq!(beth.get("/boards").await.status, 404);
        assert!(!beth.open("/").await.html().contains("href=\"/boards\""));
        other.close().await;
    }

    async fn time_alone_draws_a_page_again(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        sam.open("/entries/new").await;
        app.clock.set(app.clock.now().plus_seconds(5));
        sent_as_drawn(&app, &mut sam, "/entries/new").await;
        let before = sent_again(&app);
        app.clock.set(app.clock.now().plus_seconds(10));
        sam.open("/entries/new").await;
        assert_eq!(sent_again(&app), before);
        // A minute to midnight, and a minute after it.
        let midnight = fairwind::kernel::time::Instant::new("2026-11-16T23:59:58Z".parse().expect("a moment"));
        app.clock.set(midnight);
        let mut sam = app.actor("sam@rhw.example").await;
        assert_eq!(sam.open("/entries/new").await.attribute("#done", "value").as_deref(), Some("16"));
        app.clock.set(midnight.plus_seconds(3));
        assert_eq!(sam.open("/entries/new").await.attribute("#done", "value").as_deref(), Some("17"));
    }

    async fn two_windows_of_one_form_log_two_pieces_of_work(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let page = "/entries/new";
        let windows = [sent_as_drawn(&app, &mut sam, page).await, sent_as_drawn(&app, &mut sam, page).await];
        for (window, minutes) in windows.iter().zip(["60", "30"]) {
            let all = filled(window, &[("partners", world.council.to_string()), ("minutes", minutes.into())]);
            let answer = sam.post("/entries", &pairs(&all)).await;
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        assert_eq!(sam.open("/entries").await.texts("caption"), ["November 2026: 2 entries, 1 hour 30 minutes"]);
    }
}
