//! What came of meetings: one question to the secretary, actions that come back until they are done, and the share of
//! meetings with working across the system on the agenda.

use fairwind::{
    access::background,
    boards::{self, calendar::Holidays},
    entities::boards::{board_action, meeting},
    kernel::ids::{BoardId, MeetingId},
    sign_in::Letterhead,
};
use sea_orm::EntityTrait;

use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{World, day, put},
};

async fn ask(app: &App) -> usize {
    let letterhead = Letterhead {
        reading_link_days: 90,
        service: "Fairwind".into(),
        base_url: "https://fairwind.example".into(),
        host: "fairwind.example".into(),
    };
    let acting = background::clockwork(&app.db, &app.clock);
    boards::ask_all(&acting, &Holidays::bundled(), &letterhead)
        .await
        .expect("secretaries are asked")
}

async fn met(app: &App, board: BoardId, meets_on: &str, is_cancelled: bool) -> MeetingId {
    let id = MeetingId::new();
    let write = app.db.write().await.expect("a transaction");
    let row = meeting::Model {
        id,
        board_id: board,
        meets_on: day(meets_on),
        papers_due_on: day(meets_on).plus(-7),
        lead_days: 2,
        added_at: app.clock.now(),
        cancelled_at: is_cancelled.then(|| app.clock.now()),
    };
    put(write.on(), row).await;
    write.commit().await.expect("a meeting");
    id
}

on_both! {
    async fn the_secretary_is_asked_once_on_the_next_working_morning(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        // A Thursday before Good Friday and Easter Monday, one that was cancelled, and one from before anybody asked.
        let meeting = met(&app, world.trust.board, "2027-03-25", false).await;
        met(&app, world.trust.board, "2027-03-24", true).await;
        met(&app, world.trust.board, "2027-01-14", false).await;
        for moment in ["2027-03-25T12:00:00Z", "2027-03-26T08:00:00Z", "2027-03-29T12:00:00Z", "2027-03-30T06:59:00Z"] {
            app.clock.set(instant(moment));
            assert_eq!(ask(&app).await, 0, "{moment}");
        }
        app.clock.set(instant("2027-03-30T07:00:00Z"));
        let (one, other) = tokio::join!(ask(&app), ask(&app));
        assert_eq!(one + other, 1, "two processes ask once");
        app.clock.set(instant("2027-03-31T07:00:00Z"));
        assert_eq!(ask(&app).await, 0);
        let letters = app.mail_to("beth@rhw.example").await;
        assert_eq!(letters.len(), 1);
        let letter = letters[0].read().expect("it reads");
        assert_eq!(letter.subject, "Was system working on the agenda on 25 March 2027?");
        let address = format!("/boards/{}/meetings/{meeting}/minutes", world.trust.board);
        assert!(letter.text.contains(&format!("https://fairwind.example{address}")), "{}", letter.text);
        // The oldest is asked about first on the page, too.
        let mut beth = app.actor("beth@rhw.example").await;
        let board = beth.open(&format!("/boards/{}", world.trust.board)).await;
        assert!(board.says("What came of the meeting on 14 January 2027?"), "{}", board.text());
    }

    async fn one_who_has_answered_is_not_asked(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let meeting = met(&app, world.trust.board, "2026-11-16", false).await;
        let address = format!("/boards/{}/meetings/{meeting}/minutes", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&address).await;
        beth.submit(&address, &[("on-agenda", "no"), ("decided", ""), ("minute", "")]).await;
        app.clock.set(instant("2026-11-17T09:00:00Z"));
        assert_eq!(ask(&app).await, 0);
    }

    async fn actions_come_back_in_each_digest_until_they_are_done_and_then_say_what_they_led_to(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let meeting = met(&app, world.trust.board, "2026-10-08", false).await;
        let ahead = met(&app, world.trust.board, "2026-12-10", false).await;
        let mut beth = app.actor("beth@rhw.example").await;
        assert_eq!(beth.get(&format!("{board}/meetings/{ahead}/minutes")).await.status, 404, "it has not been held");
        let minutes = format!("{board}/meetings/{meeting}/minutes");
        beth.open(&minutes).await;
        for (fields, said) in [
            ([("on-agenda", ""), ("decided", ""), ("minute", "")], "Choose yes or no"),
            ([("on-agenda", "no"), ("decided", "To act"), ("minute", "")], "Choose yes if something was decided"),
        ] {
            let page = beth.post(&minutes, &fields).await;
            assert_eq!(page.status, 422, "{said}");
            assert!(page.says(said), "{said}: {}", page.text());
        }
        beth.submit(&minutes, &[("on-agenda", "yes"), ("decided", "To lend two therapists"), ("minute", "26/114")]).await;
        let actions = format!("{board}/meetings/{meeting}/actions");
        let action = |what, year| [
            ("what", what), ("owner", "Chief Nurse"), ("due-day", "1"), ("due-month", "11"), ("due-year", year),
        ];
        let wrong = beth.post(&actions, &action("Lend them", "2025")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.says("must not be before the meeting"), "{}", wrong.text());
        assert_eq!(wrong.attribute("#owner", "value").as_deref(), Some("Chief Nurse"));
        let page = beth.submit(&actions, &action("Lend them from November", "2026")).await;
        assert!(page.says("Overdue"), "{}", page.text());

        // The draft for October has it; so has every form of it.
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[("period", "month-2026-10")]).await;
        let open = "Overdue: Lend them from November. Seen to by: Chief Nurse, due on 1 November 2026.";
        let decided = "It decided: To lend two therapists.";
        assert!(draft.says(open) && draft.says(decided), "{}", draft.text());
        let id = draft.attribute("a[href$='/issue']", "href").expect("its address").replace("/issue", "");
        for file in ["digest.html", "digest.txt"] {
            let text = beth.open(&format!("{id}/{file}")).await.html();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(open) && text.contains(decided), "{file}: {text}");
        }
        let check = beth.open(&format!("{id}/issue")).await;
        let mark = check.attribute("input[name=checked]", "value").expect("a mark");
        beth.submit(&format!("{id}/issue"), &[("checked", &mark)]).await;
        assert!(app.mail_to("chair@rhw.example").await[0].read().expect("it reads").text.contains("Chief Nurse"));

        // Done in December: November's digest has it open no more, and says what it led to; what was issued stays.
        app.clock.set(instant("2026-12-02T09:00:00Z"));
        let mut beth = app.actor("beth@rhw.example").await;
        let all = board_action::Entity::find().all(app.db.read()).await.expect("actions");
        let one = format!("{board}/actions/{}", all[0].id);
        beth.open(&one).await;
        let done = |month, led_to| [("done-day", "1"), ("done-month", month), ("done-year", "2026"), ("led-to", led_to)];
        let early = beth.post(&one, &done("12", " ")).await;
        assert!(early.status == 422 && early.says("Enter what it led to"), "{}", early.text());
        beth.submit(&one, &done("12", "Forty people went home sooner")).await;
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[("period", "month-2026-11")]).await;
        assert!(draft.says("It led to: Forty people went home sooner."), "{}", draft.text());
        assert!(!draft.says("Overdue"), "{}", draft.text());
        assert!(beth.open(&id).await.says(open), "as it was issued");
    }

    async fn the_systems_share_has_its_denominator_and_what_is_not_answered(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut answers = Vec::new();
        for (board, secretary, meets_on, answer) in [
            (world.trust.board, "beth@rhw.example", "2026-10-08", Some("yes")),
            (world.trust.board, "beth@rhw.example", "2026-08-06", Some("no")),
            (world.community.board, "beth@rwx.example", "2026-09-10", Some("yes")),
            (world.community.board, "beth@rwx.example", "2026-07-09", None),
            // Of another system, too long ago, and not held.
            (world.elsewhere_trust.board, "beth@ryr.example", "2026-10-08", Some("yes")),
            (world.trust.board, "beth@rhw.example", "2025-11-16", None),
        ] {
            answers.push((board, secretary, met(&app, board, meets_on, false).await, answer));
        }
        met(&app, world.trust.board, "2026-10-15", true).await;
        let mut sam = app.actor("sam@rwx.example").await;
        assert!(sam.open("/attention").await.says("No board’s secretary has yet said"), "nothing is said of nothing");
        for (board, secretary, meeting, answer) in answers {
            let Some(answer) = answer else { continue };
            let mut secretary = app.actor(secretary).await;
            let address = format!("/boards/{board}/meetings/{meeting}/minutes");
            secretary.open(&address).await;
            secretary.submit(&address, &[("on-agenda", answer), ("decided", ""), ("minute", "")]).await;
        }
        let page = sam.open(&format!("/attention?system={}", world.system)).await;
        let said = "System working was on the agenda at 2 of 3 board meetings in Thames Valley in the 12 months to \
                    16 November 2026. 1 more was held and has no answer.";
        assert!(page.says(said), "{}", page.text());
        let trends = sam.open(&format!("/trends?system={}", world.system)).await;
        assert!(trends.attributes("main a", "href").contains(&format!("/attention?system={}", world.system)));
    }
}
