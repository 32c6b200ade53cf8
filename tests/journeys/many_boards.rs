//! A secretary of many boards: their page asks the database as often as that of one board.

use fairwind::{
    entities::{
        access::{Role, grant},
        boards::{DigestState, board, delivery, digest, meeting, meeting_digest, terms},
        mail::{MailState, outgoing_mail},
    },
    kernel::{ids::*, periods::PeriodKind},
    mail::{self, Mail},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::digests::busy;
use crate::support::{
    app::App,
    database::TestDatabase,
    world::{World, add_grant, day, put},
};

/// Beth keeps another board of the trust, with something of everything: terms of its own, a meeting to come and one to
/// answer for, a draft that is due, and an issued digest that did not arrive.
async fn another_board(app: &App, world: &World, beth: PersonId, number: usize) {
    let write = app.db.write().await.expect("a transaction");
    let on = write.on();
    let id = BoardId::new();
    let created_at = app.clock.now();
    let own = board::Entity::find_by_id(world.trust.board)
        .one(on)
        .await
        .expect("a query")
        .expect("the board");
    put(
        on,
        board::Model {
            id,
            name: format!("Committee {number}"),
            ..own
        },
    )
    .await;
    add_grant(
        on,
        beth,
        Role::BoardSecretary,
        world.system,
        Some(world.trust.id),
        Some(id),
    )
    .await;
    put(
        on,
        terms::Model {
            board_id: id,
            papers_days: 5,
            lead_days: 3,
            due_hour: 9,
            issues_itself: false,
        },
    )
    .await;
    let mut meetings = Vec::new();
    for (meets_on, papers_due_on) in [("2026-11-02", "2026-10-26"), ("2026-12-10", "2026-12-03")] {
        let row = meeting::Model {
            id: MeetingId::new(),
            board_id: id,
            meets_on: day(meets_on),
            papers_due_on: day(papers_due_on),
            lead_days: 2,
            added_at: created_at,
            cancelled_at: None,
        };
        meetings.push(row.id);
        put(on, row).await;
    }
    for (first_on, state) in [
        ("2026-09-01", DigestState::Issued),
        ("2026-10-01", DigestState::Draft),
    ] {
        // What is issued has been frozen, though nothing here reads it.
        let frozen = || (state == DigestState::Issued).then(|| "{}".to_owned());
        let row = digest::Model {
            id: DigestId::new(),
            board_id: id,
            period_kind: PeriodKind::Month,
            first_on: day(first_on),
            version: 1,
            state,
            commentary: String::new(),
            created_at,
            issued_at: (state == DigestState::Issued).then_some(created_at),
            issued_by: None,
            figures: frozen(),
            subject: frozen(),
            html: frozen(),
            text: frozen(),
            chart_id: None,
            checksum: frozen(),
        };
        let digest = row.id;
        put(on, row).await;
        if state == DigestState::Draft {
            put(
                on,
                meeting_digest::Model {
                    meeting_id: meetings[1],
                    digest_id: digest,
                    began_draft: true,
                    due_at: created_at,
                },
            )
            .await;
            continue;
        }
        let mail = Mail {
            to_email: "chair@rhw.example".into(),
            subject: "A digest".into(),
            text: "Words".into(),
            ..Mail::default()
        };
        let mail = mail::queue(&write, created_at, "fairwind.example", mail)
            .await
            .expect("queued");
        outgoing_mail::Entity::update_many()
            .col_expr(outgoing_mail::Column::State, Expr::value(MailState::Failed))
            .filter(outgoing_mail::Column::Id.eq(mail))
            .exec(on)
            .await
            .expect("failed");
        put(
            on,
            delivery::Model {
                id: DeliveryId::new(),
                digest_id: digest,
                recipient_id: world.trust.recipient,
                email: "chair@rhw.example".into(),
                name: "Chair Person".into(),
                outgoing_mail_id: mail,
                told_at: Some(created_at),
                wants: fairwind::entities::boards::Wants::Whole,
                sending: 1,
            },
        )
        .await;
    }
    write.commit().await.expect("a board");
}

on_both! {
    async fn the_pages_of_many_boards_ask_as_often_as_that_of_one(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let of_beth = grant::Entity::find().filter(grant::Column::BoardId.eq(world.trust.board)).one(app.db.read()).await;
        let beth = of_beth.expect("a query").expect("a grant").person_id;
        another_board(&app, &world, beth, 1).await;
        let mut actor = app.actor("beth@rhw.example").await;
        let mut asked = Vec::new();
        for boards in [2, 12] {
            for number in 2..boards {
                another_board(&app, &world, beth, number).await;
            }
            // Once before, so that what is kept in memory is there.
            for page in ["/boards", "/"] {
                actor.open(page).await;
                // So late that the page is drawn again, and whoever asks is read again.
                app.clock.set(app.clock.now().plus_seconds(11));
                let before = app.statements();
                let seen = actor.open(page).await;
                asked.push((page, app.statements() - before));
                assert_eq!(seen.text().matches("Committee").count() > 10, boards == 12, "{}", seen.text());
                if page == "/boards" {
                    for said in ["Say what came of the meeting on 2 November 2026", "Due: October 2026", "1 December 2026 at 9am",
                        "Digest for October 2026: a draft", "Digest for September 2026: it did not reach 1 recipient"] {
                        assert!(seen.says(said), "{said}: {}", seen.text());
                    }
                }
            }
        }
        assert!(asked[0].1 > 3, "nothing was counted: {asked:?}");
        assert_eq!(asked[..2], asked[2..]);
    }
}
