//! A mail over which our own code panics holds up nobody else's.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fairwind::{
    entities::mail::MailState,
    mail::{self, Mailer, Schedule},
};
use tokio::sync::{Notify, oneshot};

use super::{Outbox, to};
use crate::support::database::TestDatabase;

const POISON: &str = "poison@trust.example";
const SAID: &str = "The service broke down while it handed this mail over. Its log says where.";

/// A mailer that panics at one address for as long as the switch is on.
fn breaking_down() -> (Mailer, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(true));
    let is_on = switch.clone();
    let mailer = Mailer::scripted(move |letter| {
        assert!(
            letter.to() != POISON || !is_on.load(Ordering::SeqCst),
            "a panic that the test wants"
        );
        Ok(())
    });
    (mailer, switch)
}

fn sent(mailer: &Mailer) -> Vec<String> {
    let letters = mailer.letters();
    letters
        .iter()
        .map(|letter| letter.to().to_owned())
        .collect()
}

on_both! {
    async fn a_mail_that_panics_is_tried_again_and_given_up_while_the_rest_go_out(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let ids = outbox.queue_many(vec![to("a@trust.example"), to(POISON), to("z@trust.example")]).await;
        let (mailer, _) = breaking_down();
        let sender = outbox.sender(mailer.clone());
        let round = sender.deliver_due().await.expect("a round");
        assert_eq!((round.sent, round.put_off, round.failed), (2, 1, 0));
        assert_eq!(sent(&mailer), ["a@trust.example", "z@trust.example"]);
        let mail = outbox.found(ids[1]).await;
        assert_eq!((mail.state, mail.attempts), (MailState::Waiting, 1));
        assert_eq!(mail.due_at, outbox.clock.now().plus_seconds(60));
        assert_eq!(mail.last_answer.as_deref(), Some(SAID));
        for wait in Schedule::default().retries {
            outbox.pass(i64::try_from(wait).expect("hours"));
            sender.deliver_due().await.expect("a round");
        }
        let mail = outbox.found(ids[1]).await;
        assert_eq!((mail.state, mail.attempts), (MailState::Failed, 8));
        assert_eq!(mail.last_answer.as_deref(), Some(SAID));
        assert_eq!(sent(&mailer).len(), 2);
    }

    async fn a_mail_that_panicked_once_arrives_once(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let id = outbox.queue(to(POISON)).await;
        let (mailer, switch) = breaking_down();
        let sender = outbox.sender(mailer.clone());
        assert_eq!(sender.deliver_due().await.expect("a round").put_off, 1);
        switch.store(false, Ordering::SeqCst);
        outbox.pass(60);
        assert_eq!(sender.deliver_due().await.expect("a round").sent, 1);
        assert_eq!(sent(&mailer), [POISON]);
        assert_eq!(outbox.found(id).await.attempts, 2);
    }

    async fn a_process_that_runs_goes_on_after_a_panic(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let (mailer, _) = breaking_down();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let wake = Arc::new(Notify::new());
        let running = tokio::spawn(mail::run(Arc::new(outbox.sender(mailer.clone())), shutdown, wake.clone()));
        let poison = outbox.queue(to(POISON)).await;
        wake.notify_one();
        while outbox.found(poison).await.last_answer.is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        outbox.queue(to("z@trust.example")).await;
        wake.notify_one();
        while sent(&mailer).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.send(()).expect("still running");
        running.await.expect("ended well");
        assert_eq!(sent(&mailer), ["z@trust.example"]);
    }
}
