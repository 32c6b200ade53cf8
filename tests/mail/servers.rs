//! What mail servers do, and which of it is final.

use fairwind::{
    entities::mail::MailState,
    mail::{Mailer, Round, Security, SmtpSettings},
};

use super::{Outbox, settings, smtp, to};
use crate::support::{
    database::TestDatabase,
    smtp::{Fault, Protection, SmtpServer},
};

/// Sends one mail to a server, and says what state it is in then, and why.
async fn sent_to(outbox: &Outbox, mailer: Mailer) -> (MailState, String) {
    let id = outbox.queue(to("ann@trust.example")).await;
    outbox.sender(mailer).deliver_due().await.expect("a round");
    let mail = outbox.found(id).await;
    assert_eq!(mail.attempts, 1);
    (mail.state, mail.last_answer.unwrap_or_default())
}

fn with(settings: SmtpSettings) -> Mailer {
    Mailer::smtp(settings).expect("settings that can be used")
}

on_both! {
    async fn only_an_answer_of_5xx_is_final(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        for (fault, state) in [
            (Fault::Later { times: 1 }, MailState::Waiting),
            (Fault::Full, MailState::Waiting),
            (Fault::Closing { times: 1 }, MailState::Waiting),
            (Fault::Silence { times: 1 }, MailState::Waiting),
            (Fault::Never, MailState::Failed),
        ] {
            let server = SmtpServer::start();
            server.fault("*", fault);
            let (then, answer) = sent_to(&outbox, smtp(&server)).await;
            assert_eq!(then, state, "{fault:?}: {answer}");
            assert!(!answer.is_empty() && !answer.contains("ann@"), "{fault:?}: {answer}");
        }
    }

    async fn one_refused_recipient_keeps_nobody_else_waiting(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("b@trust.example", Fault::Never);
        server.fault("d@trust.example", Fault::Closing { times: 9 });
        for letter in ["a", "b", "c", "d", "e"] {
            outbox.queue(to(&format!("{letter}@trust.example"))).await;
        }
        let round = outbox.sender(smtp(&server)).deliver_due().await.expect("a round");
        assert_eq!(round, Round { sent: 3, put_off: 1, failed: 1 });
        let came: Vec<String> = server.messages().into_iter().flat_map(|message| message.to).collect();
        assert_eq!(came, ["a@trust.example", "c@trust.example", "e@trust.example"]);
    }

    async fn a_dropped_line_is_tried_again_with_the_same_message_id(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("*", Fault::Silence { times: 1 });
        let id = outbox.queue(to("ann@trust.example")).await;
        let sender = outbox.sender(smtp(&server));
        sender.deliver_due().await.expect("a round");
        outbox.pass(60);
        sender.deliver_due().await.expect("a round");
        assert_eq!(outbox.state(id).await, MailState::Sent);
        let came = server.wait_for(2).await;
        assert_eq!(came[0].header("Message-ID"), came[1].header("Message-ID"));
    }
}

#[test]
fn a_server_that_is_not_there_or_says_nothing_is_tried_again() {
    crate::support::database::run(
        crate::support::database::Kind::Sqlite,
        |database| async move {
            let outbox = Outbox::on(&database).await;
            let server = SmtpServer::start();
            let gone = settings(&server);
            drop(server);
            let (state, answer) = sent_to(&outbox, with(gone)).await;
            assert_eq!(state, MailState::Waiting, "{answer}");

            let server = SmtpServer::start();
            server.fault("*", Fault::Slow { seconds: 30 });
            let hasty = SmtpSettings {
                timeout_seconds: 1,
                ..settings(&server)
            };
            let (state, answer) = sent_to(&outbox, with(hasty)).await;
            assert_eq!(state, MailState::Waiting);
            assert_eq!(answer, "The mail server did not answer within 1 seconds");
        },
    );
}

#[test]
fn mail_goes_over_tls_to_a_server_that_proves_who_it_is_and_to_no_other() {
    crate::support::database::run(
        crate::support::database::Kind::Sqlite,
        |database| async move {
            let outbox = Outbox::on(&database).await;
            for (protection, security) in [
                (Protection::StartTls, Security::StartTls),
                (Protection::Implicit, Security::Tls),
            ] {
                let server = SmtpServer::start_with(protection, Some(("fairwind", "s3cret")));
                let known = SmtpSettings {
                    security,
                    user: Some("fairwind".into()),
                    password: Some("s3cret".into()),
                    root_certificate: Some(server.certificate()),
                    ..settings(&server)
                };
                let (state, answer) = sent_to(&outbox, with(known.clone())).await;
                assert_eq!(state, MailState::Sent, "{security:?}: {answer}");
                let came = &server.wait_for(1).await[0];
                assert!(came.encrypted);
                assert_eq!(came.user.as_deref(), Some("fairwind"));

                // A certificate that nobody we trust has signed.
                let unknown = SmtpSettings {
                    root_certificate: None,
                    ..known.clone()
                };
                let (state, answer) = sent_to(&outbox, with(unknown)).await;
                assert_eq!(state, MailState::Waiting);
                assert!(answer.contains("certificate"), "{answer}");

                // A wrong password is about us, not about the mail, although the answer is 535.
                let wrong = SmtpSettings {
                    password: Some("guess".into()),
                    ..known
                };
                let (state, answer) = sent_to(&outbox, with(wrong)).await;
                assert_eq!(state, MailState::Waiting);
                assert!(answer.starts_with("535"), "{answer}");
                assert_eq!(server.messages().len(), 1);
            }
        },
    );
}

#[test]
fn mail_is_never_downgraded_to_a_line_without_tls() {
    crate::support::database::run(
        crate::support::database::Kind::Sqlite,
        |database| async move {
            let outbox = Outbox::on(&database).await;
            let server = SmtpServer::start();
            let careful = SmtpSettings {
                security: Security::StartTls,
                ..settings(&server)
            };
            assert_eq!(sent_to(&outbox, with(careful)).await.0, MailState::Waiting);
            // One that wants to be signed in to is a matter for an operator too, whenever it says so.
            let server = SmtpServer::start_with(Protection::Plain, Some(("fairwind", "s3cret")));
            let (state, answer) = sent_to(&outbox, smtp(&server)).await;
            assert_eq!(state, MailState::Waiting, "{answer}");
            assert!(answer.starts_with("530"), "{answer}");
        },
    );
}

#[test]
fn settings_that_cannot_work_are_said_before_any_mail() {
    let right = SmtpSettings {
        host: "mail.example".into(),
        port: 587,
        security: Security::StartTls,
        user: None,
        password: None,
        root_certificate: None,
        timeout_seconds: 30,
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate\n").expect("written");
    for wrong in [
        SmtpSettings {
            timeout_seconds: 0,
            ..right.clone()
        },
        SmtpSettings {
            user: Some("fairwind".into()),
            ..right.clone()
        },
        SmtpSettings {
            root_certificate: Some(empty),
            ..right.clone()
        },
        SmtpSettings {
            root_certificate: Some(folder.path().join("missing.pem")),
            ..right.clone()
        },
    ] {
        let said = Mailer::smtp(wrong).map(|_| ()).expect_err("a sentence");
        assert!(said.len() > 20, "{said}");
    }
    assert!(Mailer::smtp(right).is_ok());
}
