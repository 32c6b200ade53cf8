//! A board's calendar: a digest becomes due on a working morning before papers are, once for each meeting, whatever
//! becomes of the dates.

use fairwind::{
    access::background,
    boards::calendar::Holidays,
    digests,
    entities::{
        access::audit_line,
        boards::{DigestState, delivery, digest, meeting, meeting_digest},
    },
    sign_in::Letterhead,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{World, day},
};

/// Follows the calendars at a moment, as the clockwork does; gives how many digests became due.
pub async fn at(app: &App, moment: &str) -> usize {
    app.clock.set(instant(moment));
    follow(app).await
}

pub async fn follow(app: &App) -> usize {
    let letterhead = Letterhead {
        service: "Fairwind".into(),
        base_url: "https://fairwind.example".into(),
        host: "fairwind.example".into(),
        reading_link_days: 90,
    };
    let acting = background::clockwork(&app.db, &app.clock);
    digests::follow_calendars(&acting, &Holidays::bundled(), &letterhead)
        .await
        .expect("the calendars are followed")
}

pub async fn all_digests(app: &App) -> Vec<digest::Model> {
    digest::Entity::find()
        .all(app.db.read())
        .await
        .expect("digests")
}

pub async fn only_meeting(app: &App) -> meeting::Model {
    let mut all = meeting::Entity::find()
        .all(app.db.read())
        .await
        .expect("meetings");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// A form's fields for a meeting, papers due a week before.
pub fn dates<'a>(meets: [&'a str; 3], papers: [&'a str; 3]) -> [(&'a str, &'a str); 7] {
    [
        ("meets-day", meets[0]),
        ("meets-month", meets[1]),
        ("meets-year", meets[2]),
        ("papers-day", papers[0]),
        ("papers-month", papers[1]),
        ("papers-year", papers[2]),
        ("lead", "2"),
    ]
}

on_both! {
    async fn a_digest_becomes_due_on_the_morning_before_papers_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        assert!(beth.open(&format!("{board}/calendar")).await.says("There is no meeting yet"));
        assert_eq!(follow(&app).await, 0, "a board without dates keeps what it did");

        let page = beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        assert!(page.says("1 December 2026 at 8am"), "{}", page.text());
        assert!(page.says("November 2026"), "{}", page.text());
        let twice = beth.post(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        assert_eq!(twice.status, 422);

        assert!(beth.open("/boards").await.says("Nothing due"), "October has ended, and no paper asks for it");
        assert_eq!(at(&app, "2026-12-01T07:59:59Z").await, 0);
        app.clock.set(instant("2026-12-01T08:00:00Z"));
        // Two processes see it at once.
        let (one, other) = tokio::join!(follow(&app), follow(&app));
        assert_eq!(one + other, 1);
        assert_eq!(at(&app, "2026-12-01T08:15:00Z").await, 0);
        let mut beth = app.actor("beth@rhw.example").await;
        assert!(beth.open("/boards").await.says("Due: November 2026"));
        let drafts = all_digests(&app).await;
        assert_eq!(drafts.len(), 1);
        assert_eq!((drafts[0].state, drafts[0].first_on), (DigestState::Draft, day("2026-11-01")));
        let letters = app.mail_to("beth@rhw.example").await;
        assert_eq!(letters.len(), 1);
        let letter = letters[0].read().expect("it reads");
        assert_eq!(letter.subject, "The digest for November 2026 is ready for you to read");
        assert!(letter.text.contains(&format!("https://fairwind.example{board}/digests/{}", drafts[0].id)), "{}", letter.text);
        assert!(letter.text.contains("meets on 10 December 2026"), "{}", letter.text);
    }

    async fn dates_that_change_after_approval_make_no_second_digest(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&format!("{board}/calendar")).await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        let meeting = format!("{board}/meetings/{}", only_meeting(&app).await.id);
        assert_eq!(at(&app, "2026-12-01T08:00:00Z").await, 1);

        // The draft moves with the meeting, over Christmas, and is for the month that has ended by then.
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&meeting).await;
        let page = beth.submit(&meeting, &dates(["14", "1", "2027"], ["5", "1", "2027"])).await;
        assert!(page.says("31 December 2026 at 8am"), "{}", page.text());
        assert!(page.says("November 2026"), "December still runs: {}", page.text());
        assert_eq!(follow(&app).await, 0);
        assert!(all_digests(&app).await.is_empty());
        assert_eq!(at(&app, "2026-12-31T07:00:00Z").await, 0);
        assert_eq!(at(&app, "2026-12-31T08:00:00Z").await, 1);
        let draft = all_digests(&app).await.remove(0);

        let mut beth = app.actor("beth@rhw.example").await;
        let address = format!("{board}/digests/{}", draft.id);
        let checked = beth.open(&format!("{address}/issue")).await;
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        beth.submit(&format!("{address}/issue"), &[("checked", &mark)]).await;
        let issued = all_digests(&app).await.remove(0);
        assert_eq!(issued.state, DigestState::Issued);
        let delivered = delivery::Entity::find().count(app.db.read()).await.expect("a count");

        beth.open(&meeting).await;
        beth.submit(&meeting, &dates(["11", "3", "2027"], ["4", "3", "2027"])).await;
        for moment in ["2026-12-31T08:15:00Z", "2027-03-02T08:00:00Z", "2027-03-10T08:00:00Z"] {
            assert_eq!(at(&app, moment).await, 0, "{moment}");
        }
        assert_eq!(all_digests(&app).await, vec![issued], "it stays as it was");
        assert_eq!(delivery::Entity::find().count(app.db.read()).await.expect("a count"), delivered);
        let links = meeting_digest::Entity::find().count(app.db.read()).await.expect("a count");
        assert_eq!(links, 1);
        let moved = audit_line::Entity::find().filter(audit_line::Column::Act.eq("meeting changed"))
            .count(app.db.read()).await.expect("a count");
        assert_eq!(moved, 2);
    }

    async fn a_commentary_is_not_lost_and_a_cancelled_meeting_asks_for_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&format!("{board}/calendar")).await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        let meeting = format!("{board}/meetings/{}", only_meeting(&app).await.id);
        assert_eq!(at(&app, "2026-12-01T08:00:00Z").await, 1);
        let draft = all_digests(&app).await.remove(0);
        let mut beth = app.actor("beth@rhw.example").await;
        let address = format!("{board}/digests/{}", draft.id);
        beth.open(&address).await;
        beth.submit(&format!("{address}/commentary"), &[("commentary", "Read this.")]).await;
        beth.open(&meeting).await;
        let page = beth.submit(&format!("{meeting}/cancellation"), &[]).await;
        assert!(page.says("Cancelled"), "{}", page.text());
        assert_eq!(follow(&app).await, 0);
        assert_eq!(all_digests(&app).await.remove(0).commentary, "Read this.");
        assert_eq!(meeting_digest::Entity::find().count(app.db.read()).await.expect("a count"), 0);
        assert_eq!(beth.get(&meeting).await.status, 404);
        // The same day typed again is the same meeting come back, and what was written is there.
        beth.open(&format!("{board}/calendar")).await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        assert_eq!(follow(&app).await, 1);
        assert_eq!(all_digests(&app).await.len(), 1);
    }

    async fn dates_that_cannot_be_are_said_at_the_field(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&format!("{board}/calendar")).await;
        let meetings = format!("{board}/meetings");
        for (meets, papers, said) in [
            (["10", "12", "2025"], ["3", "12", "2025"], "The day of the meeting must be today or later"),
            (["10", "12", "2026"], ["11", "12", "2026"], "must not be after the meeting"),
            (["31", "2", "2027"], ["3", "2", "2027"], "must be a real date"),
            (["", "", ""], ["3", "2", "2027"], "Enter the day of the meeting"),
        ] {
            let page = beth.post(&meetings, &dates(meets, papers)).await;
            assert_eq!(page.status, 422, "{said}");
            assert!(page.says(said), "{said}: {}", page.text());
        }
        // A bank holiday and a weekend are said gently.
        let page = beth.submit(&meetings, &dates(["28", "12", "2026"], ["19", "12", "2026"])).await;
        assert!(page.says("That is Boxing Day: check the day"), "{}", page.text());
        assert!(page.says("a weekend: check the day"), "{}", page.text());
    }
}
