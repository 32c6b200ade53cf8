//! Where our own code panics over one board or one person, the others get what is due to them.
//!
//! The clock breaks down, once or twice, at each moment it is asked in the course of the work.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use fairwind::{
    access::background,
    boards::calendar::Holidays,
    digests,
    entities::{
        boards::{digest, meeting, meeting_digest},
        engagement::entry,
        mail::outgoing_mail,
        monthly::{monthly_letter, monthly_run},
        people::posting,
    },
    kernel::{
        clock::Clock,
        fault::Answer,
        ids::*,
        unharmed::{Panicked, unharmed},
    },
    monthly,
    sign_in::Letterhead,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::digests::october_entry;
use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::{World, day, put},
};

fn letterhead() -> Letterhead {
    Letterhead {
        service: "Fairwind".into(),
        base_url: "https://fairwind.example".into(),
        host: "fairwind.example".into(),
        reading_link_days: 90,
    }
}

/// The application's clock, which breaks down when it is asked for the so-manieth times; and how often it was asked.
fn breaking(app: &App, at: Vec<usize>) -> (Clock, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let clock = app.clock.telling_after(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(!at.contains(&number), "a panic that the test wants");
    });
    (clock, asked)
}

async fn follow(app: &App, clock: &Clock) -> usize {
    let acting = background::clockwork(&app.db, clock);
    digests::follow_calendars(&acting, &Holidays::bundled(), &letterhead())
        .await
        .expect("the calendars are followed")
}

async fn sum_up(app: &App, clock: &Clock) -> Result<Answer<usize>, Panicked> {
    let acting = background::clockwork(&app.db, clock);
    unharmed(monthly::send_due(
        &acting,
        &Holidays::bundled(),
        &letterhead(),
    ))
    .await
}

async fn meets(app: &App, board: BoardId) {
    let write = app.db.write().await.expect("a transaction");
    let row = meeting::Model {
        id: MeetingId::new(),
        board_id: board,
        meets_on: day("2026-12-10"),
        papers_due_on: day("2026-12-03"),
        lead_days: 2,
        added_at: app.clock.now(),
        cancelled_at: None,
    };
    put(write.on(), row).await;
    write.commit().await.expect("a meeting");
}

async fn begun(app: &App) -> u64 {
    let count = digest::Entity::find()
        .count(app.db.read())
        .await
        .expect("a count");
    let linked = meeting_digest::Entity::find()
        .count(app.db.read())
        .await
        .expect("a count");
    let mails = outgoing_mail::Entity::find()
        .count(app.db.read())
        .await
        .expect("a count");
    assert_eq!(
        (count, linked, mails),
        (linked, mails, count),
        "each is whole, or is not there"
    );
    count
}

/// Everything of monthly summaries is forgotten.
async fn forget(app: &App) {
    let write = app.db.write().await.expect("a transaction");
    monthly_run::Entity::delete_many()
        .exec(write.on())
        .await
        .expect("gone");
    monthly_letter::Entity::delete_many()
        .exec(write.on())
        .await
        .expect("gone");
    outgoing_mail::Entity::delete_many()
        .exec(write.on())
        .await
        .expect("gone");
    write.commit().await.expect("forgotten");
}

on_both! {
    async fn a_digest_that_panics_holds_up_no_other_boards(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        for board in [world.elsewhere_trust.board, world.community.board, world.trust.board] {
            meets(&app, board).await;
        }
        app.clock.set(instant("2026-12-01T08:00:00Z"));
        let mut whole = false;
        for at in 1..100 {
            let (clock, asked) = breaking(&app, vec![at]);
            let became_due = follow(&app, &clock).await;
            // The first board's breaks down at each moment in turn; the other two are done the first time.
            assert!(became_due <= if at == 1 { 2 } else { 1 }, "{became_due} at {at}");
            assert!(begun(&app).await >= 2, "at {at}");
            if asked.load(Ordering::SeqCst) < at {
                whole = true;
                break;
            }
        }
        assert!(whole, "the clock was never asked less often");
        assert_eq!(begun(&app).await, 3);
        let secretaries = ["beth@ryr.example", "beth@rwx.example", "beth@rhw.example"];
        for secretary in secretaries {
            assert_eq!(app.mail_to(secretary).await.len(), 1, "{secretary}");
        }
    }

    async fn a_summary_that_panics_holds_up_nobody_elses(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let sams = posting::Entity::find().filter(posting::Column::EmploymentId.eq(world.trust.sam))
            .one(app.db.read()).await.expect("a query").expect("Sam's posting");
        let maya = sams.manager_employment_id.expect("a manager");
        let write = app.db.write().await.expect("a transaction");
        for of in [maya, world.trust.sam, world.trust.priya] {
            put(write.on(), entry::Model { done_on: day("2026-10-06"), ..october_entry(&app, of, world.meeting) }).await;
        }
        write.commit().await.expect("work");
        app.clock.set(instant("2026-11-02T08:00:00Z"));
        let mut left_out = Vec::new();
        for at in 1..100 {
            forget(&app).await;
            // Twice: a page of people breaks down, and then the first of them alone.
            let (clock, asked) = breaking(&app, vec![at, at + 1]);
            let outcome = sum_up(&app, &clock).await;
            assert!(outcome.is_err() == (at <= 2), "only before the first system does it get out: at {at}");
            sum_up(&app, &app.clock).await.expect("no panic").expect("what was left is written");
            let kept = monthly_letter::Entity::find().count(app.db.read()).await.expect("a count");
            let mails = outgoing_mail::Entity::find().count(app.db.read()).await.expect("a count");
            assert_eq!(kept, mails);
            assert!((2..=3).contains(&kept), "{kept} at {at}");
            left_out.push(3 - kept);
            if asked.load(Ordering::SeqCst) < at {
                break;
            }
        }
        assert_eq!(left_out.last(), Some(&0), "the clock was never asked less often");
        assert!(left_out.contains(&1), "nobody's summary broke down: {left_out:?}");
    }
}
