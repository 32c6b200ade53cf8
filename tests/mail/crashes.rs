//! Nothing is lost, and nothing is sent twice by us, whoever sends beside us and whenever we are stopped.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use fairwind::{
    entities::mail::MailState,
    kernel::database::Db,
    mail::{self, Mailer, Round, Schedule},
};
use tokio::sync::{Notify, oneshot};

use super::{Outbox, smtp, to};
use crate::support::{
    database::{Kind, TestDatabase},
    smtp::{Fault, SmtpServer},
};

/// Queues a mail and stops its sender dead while the server has not yet answered.
async fn killed_while_sending(
    outbox: &Outbox,
    server: &SmtpServer,
) -> fairwind::kernel::ids::OutgoingMailId {
    server.fault("*", Fault::Slow { seconds: 60 });
    let id = outbox.queue(to("ann@trust.example")).await;
    let sender = outbox.sender(smtp(server));
    let task = tokio::spawn(async move { sender.deliver_due().await });
    server.wait_for(1).await;
    task.abort();
    assert!(task.await.is_err());
    server.mend();
    assert_eq!(outbox.state(id).await, MailState::Sending);
    id
}

on_both! {
    async fn two_senders_send_a_hundred_mails_once_each(database: TestDatabase) {
        let here = Outbox::on(&database).await;
        let there = Outbox {
            db: Db::open(database.url(), 3).await.expect("the database"),
            clock: here.clock.clone(),
        };
        let server = SmtpServer::start();
        let emails: Vec<String> = (0..100).map(|n| format!("n{n}@trust.example")).collect();
        here.queue_many(emails.iter().map(|email| to(email)).collect()).await;
        let (one, other) = (here.sender(smtp(&server)), there.sender(smtp(&server)));
        let (one, other) = tokio::join!(
            tokio::spawn(async move { one.deliver_due().await }),
            tokio::spawn(async move { other.deliver_due().await }),
        );
        let (one, other) = (one.expect("ended").expect("a round"), other.expect("ended").expect("a round"));
        assert_eq!(one.sent + other.sent, 100, "{one:?} {other:?}");
        assert!(one.sent > 0 && other.sent > 0, "{one:?} {other:?}");
        let came: Vec<String> = server.messages().into_iter().flat_map(|message| message.to).collect();
        assert_eq!(came.len(), 100);
        assert_eq!(came.into_iter().collect::<BTreeSet<_>>(), emails.into_iter().collect());
    }

    async fn a_process_holds_one_mail_however_often_it_is_asked(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("*", Fault::Slow { seconds: 60 });
        let ids = outbox.queue_many(vec![to("a@trust.example"), to("b@trust.example")]).await;
        let sender = Arc::new(outbox.sender(smtp(&server)));
        let tasks = [sender.clone(), sender].map(|sender| tokio::spawn(async move { sender.deliver_due().await }));
        server.wait_for(1).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(outbox.state(ids[0]).await, MailState::Sending);
        assert_eq!(outbox.state(ids[1]).await, MailState::Waiting);
        tasks.into_iter().for_each(|task| task.abort());
    }

    async fn what_a_killed_process_held_is_sent_when_its_lease_has_run_out(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        let id = killed_while_sending(&outbox, &server).await;
        let next = outbox.sender(smtp(&server));
        outbox.pass(59);
        assert_eq!(next.deliver_due().await.expect("a round"), Round::default());
        outbox.pass(1);
        assert_eq!(next.deliver_due().await.expect("a round").sent, 1);
        let mail = outbox.found(id).await;
        assert_eq!((mail.state, mail.attempts), (MailState::Sent, 2));
        let came = server.wait_for(2).await;
        assert_eq!(came[0].header("Message-ID"), came[1].header("Message-ID"));
    }

    async fn a_restart_waits_for_no_lease_where_no_other_process_can_be(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        killed_while_sending(&outbox, &server).await;
        let restarted = outbox.sender(smtp(&server));
        let alone = u32::from(database.kind() == Kind::Sqlite);
        assert_eq!(restarted.reclaim_all().await.expect("the outbox"), u64::from(alone));
        assert_eq!(restarted.deliver_due().await.expect("a round").sent, alone);
    }

    async fn a_mail_that_stops_every_process_is_given_up(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        let id = killed_while_sending(&outbox, &server).await;
        outbox.pass(60);
        let schedule = Schedule { retries: Vec::new(), ..Schedule::default() };
        let next = outbox.sender_with(smtp(&server), schedule);
        assert_eq!(next.deliver_due().await.expect("a round"), Round::default());
        let mail = outbox.found(id).await;
        assert_eq!((mail.state, mail.attempts), (MailState::Failed, 1));
        assert_eq!(mail.text, to("").text);
    }

    async fn a_process_that_runs_sends_when_woken_and_ends_when_told(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let mailer = Mailer::memory();
        let sender = Arc::new(outbox.sender(mailer.clone()));
        let wake = Arc::new(Notify::new());
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let running = tokio::spawn(mail::run(sender, shutdown, wake.clone()));
        for sent in 1..=3 {
            outbox.queue(to("ann@trust.example")).await;
            wake.notify_one();
            let came = async {
                while mailer.letters().len() < sent {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            // Less than the five seconds it would rest otherwise.
            tokio::time::timeout(Duration::from_secs(3), came).await.expect("woken");
        }
        stop.send(()).expect("still running");
        tokio::time::timeout(Duration::from_secs(3), running).await.expect("ends").expect("ended well");
    }

    async fn the_mail_in_hand_is_finished_before_the_end_and_no_other_begun(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("*", Fault::Slow { seconds: 1 });
        let ids = outbox.queue_many(vec![to("a@trust.example"), to("b@trust.example")]).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let sender = Arc::new(outbox.sender(smtp(&server)));
        let running = tokio::spawn(mail::run(sender, shutdown, Arc::default()));
        server.wait_for(1).await;
        stop.send(()).expect("still running");
        running.await.expect("ended well");
        assert_eq!(outbox.state(ids[0]).await, MailState::Sent);
        assert_eq!(outbox.state(ids[1]).await, MailState::Waiting);
    }
}
