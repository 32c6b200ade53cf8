//! Whatever a mail server does costs nothing but time: each recipient has one copy in the end, and one that fares badly
//! keeps nobody else waiting.

use std::collections::BTreeMap;

use fairwind::{
    entities::mail::MailState,
    kernel::ids::OutgoingMailId,
    mail::{Mailer, Round, SmtpSettings},
};

use super::{Outbox, settings, smtp, to};
use crate::support::{
    database::TestDatabase,
    smtp::{Fault, Received, SmtpServer},
};

const RECIPIENTS: usize = 5;
/// The one that is shown the fault.
const UNLUCKY: usize = 2;

fn email(number: usize) -> String {
    format!("n{number}@trust.example")
}

async fn five(outbox: &Outbox) -> Vec<OutgoingMailId> {
    outbox
        .queue_many((0..RECIPIENTS).map(|number| to(&email(number))).collect())
        .await
}

/// The Message-IDs that came to each recipient.
fn copies(messages: &[Received]) -> BTreeMap<String, Vec<String>> {
    let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in messages {
        for recipient in &message.to {
            let id = message.header("Message-ID").expect("a Message-ID");
            copies.entry(recipient.clone()).or_default().push(id);
        }
    }
    copies
}

on_both! {
    async fn each_fault_costs_its_recipient_time_and_nobody_else_anything(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        // How often the server takes the message and its answer is lost: each such copy more cannot be told from none.
        for (fault, lost_answers) in [
            (Fault::Dawdle { milliseconds: 300 }, 0),
            (Fault::Later { times: 2 }, 0),
            (Fault::Full, 0),
            (Fault::Closing { times: 2 }, 0),
            (Fault::Cut { times: 2 }, 0),
            (Fault::PutOff { times: 2 }, 0),
            (Fault::Silence { times: 2 }, 2),
        ] {
            let server = SmtpServer::start();
            server.fault(&email(UNLUCKY), fault);
            let ids = five(&outbox).await;
            let sender = outbox.sender(smtp(&server));
            let round = sender.deliver_due().await.expect("a round");
            let in_time = matches!(fault, Fault::Dawdle { .. });
            let put_off = u32::from(!in_time);
            assert_eq!(round, Round { sent: 5 - put_off, put_off, failed: 0 }, "{fault:?}");
            // A minute, then five.
            for wait in [60, 300] {
                outbox.pass(wait);
                if fault == Fault::Full && wait == 300 {
                    server.mend();
                }
                sender.deliver_due().await.expect("a round");
            }
            for id in &ids {
                assert_eq!(outbox.state(*id).await, MailState::Sent, "{fault:?}");
            }
            let copies = copies(&server.messages());
            assert_eq!(copies.len(), RECIPIENTS, "{fault:?}");
            for (recipient, of) in copies {
                let more = if recipient == email(UNLUCKY) { lost_answers } else { 0 };
                assert_eq!(of.len(), 1 + more, "{fault:?}: {recipient}");
                assert!(of.iter().all(|id| *id == of[0]), "{fault:?}: a repeat has the same Message-ID");
            }
        }
    }

    async fn what_is_refused_for_good_fails_alone_and_at_once(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        for (fault, answer) in [
            (Fault::Never, "550 5.1.1 No such mailbox"),
            (Fault::Refused, "554 5.6.0 Message refused"),
        ] {
            let server = SmtpServer::start();
            server.fault(&email(UNLUCKY), fault);
            let ids = five(&outbox).await;
            let round = outbox.sender(smtp(&server)).deliver_due().await.expect("a round");
            assert_eq!(round, Round { sent: 4, put_off: 0, failed: 1 }, "{fault:?}");
            let mail = outbox.found(ids[UNLUCKY]).await;
            assert_eq!(mail.last_answer.as_deref(), Some(answer));
            assert!(!copies(&server.messages()).contains_key(&email(UNLUCKY)));
        }
    }

    async fn a_server_that_dies_in_the_middle_of_a_digest_and_comes_back_misses_nobody(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault(&email(UNLUCKY), Fault::Slow { seconds: 60 });
        let ids = five(&outbox).await;
        let sender = outbox.sender(Mailer::smtp(SmtpSettings { timeout_seconds: 30, ..settings(&server) }).expect("settings"));
        let sending = tokio::spawn(async move { sender.deliver_due().await });
        let before = server.wait_for(UNLUCKY + 1).await;
        drop(server);
        let round = sending.await.expect("ended").expect("a round");
        assert_eq!(round, Round { sent: 2, put_off: 3, failed: 0 });

        let back = SmtpServer::start();
        outbox.pass(60);
        let round = outbox.sender(smtp(&back)).deliver_due().await.expect("a round");
        assert_eq!(round, Round { sent: 3, put_off: 0, failed: 0 });
        for id in &ids {
            assert_eq!(outbox.state(*id).await, MailState::Sent);
        }
        let copies = copies(&[before, back.messages()].concat());
        assert_eq!(copies.len(), RECIPIENTS);
        for (recipient, of) in copies {
            // The message on the wire when it died is the one that may have come before.
            let most = if recipient == email(UNLUCKY) { 2 } else { 1 };
            assert!(of.len() <= most && of.iter().all(|id| *id == of[0]), "{recipient}: {of:?}");
        }
    }
}
