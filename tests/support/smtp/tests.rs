//! The mail server, spoken to by the client that Fairwind itself uses.

use std::time::{Duration, Instant};

use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::{Fault, Protection, SmtpServer};
use crate::support::database::runtime;

const SECRETARY: &str = "secretary@example.org";

fn client(server: &SmtpServer) -> AsyncSmtpTransportBuilder {
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(server.port())
}

fn digest() -> Message {
    let body = MultiPart::alternative()
        .singlepart(SinglePart::plain("Uptake rose – slowly.".to_owned()))
        .multipart(
            MultiPart::related()
                .singlepart(SinglePart::html(
                    "<p>Uptake <img src=\"cid:chart\"></p>".to_owned(),
                ))
                .singlepart(Attachment::new_inline("chart".to_owned()).body(
                    vec![1_u8, 2, 3],
                    ContentType::parse("image/png").expect("a type"),
                )),
        );
    let paper = Attachment::new("paper.pdf".to_owned()).body(
        vec![4_u8, 5],
        ContentType::parse("application/pdf").expect("a type"),
    );
    let from: Mailbox = "Fairwind <fairwind@example.org>"
        .parse()
        .expect("an address");
    Message::builder()
        .from(from)
        .to(SECRETARY.parse().expect("an address"))
        .subject("Your board’s digest")
        .multipart(MultiPart::mixed().multipart(body).singlepart(paper))
        .expect("a message")
}

async fn send(server: &SmtpServer) -> Result<(), Error> {
    client(server).build().send(digest()).await.map(|_| ())
}

#[test]
fn a_message_is_kept_whole_with_its_envelope() {
    let server = SmtpServer::start();
    runtime().block_on(async {
        send(&server).await.expect("taken");
        let [message] = server.wait_for(1).await.try_into().expect("one message");
        assert_eq!(message.from, "fairwind@example.org");
        assert_eq!(message.to, [SECRETARY]);
        assert!(!message.encrypted && message.user.is_none());
        assert_eq!(message.subject(), "Your board’s digest");
        assert_eq!(message.header("To").as_deref(), Some(SECRETARY));
        assert_eq!(message.text().as_deref(), Some("Uptake rose – slowly."));
        assert!(
            message
                .html()
                .is_some_and(|html| html.contains("cid:chart"))
        );

        let [chart] = message.inline_images().try_into().expect("one picture");
        assert_eq!(chart.kind, "image/png");
        assert_eq!(chart.content_id.as_deref(), Some("chart"));
        assert_eq!(chart.content, [1, 2, 3]);

        let [paper] = message.attachments().try_into().expect("one file");
        assert_eq!(paper.name.as_deref(), Some("paper.pdf"));
        assert_eq!(paper.content, [4, 5]);
    });
}

#[test]
fn mail_put_off_is_taken_in_the_end() {
    let server = SmtpServer::start();
    server.fault(SECRETARY, Fault::Later { times: 2 });
    runtime().block_on(async {
        for _ in 0..2 {
            let refused = send(&server).await.expect_err("put off");
            assert!(refused.is_transient(), "{refused}");
        }
        send(&server).await.expect("taken the third time");
    });
    assert_eq!(server.attempts(SECRETARY), 3);
    assert_eq!(server.messages().len(), 1);
}

#[test]
fn refusals_are_for_now_or_for_good_until_mended() {
    let server = SmtpServer::start();
    runtime().block_on(async {
        server.fault("*", Fault::Never);
        server.fault(SECRETARY, Fault::Full);
        let full = send(&server).await.expect_err("no room");
        assert!(full.is_transient(), "{full}");

        server.mend();
        server.fault("*", Fault::Never);
        let never = send(&server).await.expect_err("no such mailbox");
        assert!(never.is_permanent(), "{never}");

        server.mend();
        send(&server).await.expect("taken");
    });
}

#[test]
fn a_server_that_hangs_up_may_have_taken_the_message_or_not() {
    let server = SmtpServer::start();
    runtime().block_on(async {
        server.fault(SECRETARY, Fault::Closing { times: 1 });
        let closing = send(&server).await.expect_err("closing");
        assert!(!closing.is_permanent(), "{closing}");
        assert_eq!(server.messages().len(), 0);

        server.fault(SECRETARY, Fault::Silence { times: 1 });
        let silence = send(&server).await.expect_err("hung up");
        assert!(!silence.is_permanent(), "{silence}");
        assert_eq!(server.messages().len(), 1);

        send(&server).await.expect("taken, and said so");
        assert_eq!(server.messages().len(), 2);
    });
}

#[test]
fn a_slow_answer_comes_after_the_message_is_kept() {
    let server = SmtpServer::start();
    server.fault(SECRETARY, Fault::Slow { seconds: 1 });
    let begun = Instant::now();
    runtime().block_on(async {
        let sending = send(&server);
        let keeping = async {
            server.wait_for(1).await;
            begun.elapsed()
        };
        let (sent, kept) = rocket::tokio::join!(sending, keeping);
        sent.expect("taken");
        assert!(kept < begun.elapsed());
    });
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[test]
fn protection_and_a_password_are_asked_for() {
    let words = Some(("fairwind", "seven small boats"));
    for protection in [Protection::StartTls, Protection::Implicit] {
        let server = SmtpServer::start_with(protection, words);
        let pem = std::fs::read(server.certificate()).expect("a certificate");
        let trusting = TlsParameters::builder("localhost".to_owned())
            .add_root_certificate(Certificate::from_pem(&pem).expect("a certificate"))
            .build()
            .expect("TLS");
        let tls = |parameters| match protection {
            Protection::Implicit => Tls::Wrapper(parameters),
            _ => Tls::Required(parameters),
        };
        let stranger = TlsParameters::new("localhost".to_owned()).expect("TLS");
        let right = Credentials::new("fairwind".to_owned(), "seven small boats".to_owned());
        let wrong = Credentials::new("fairwind".to_owned(), "eight".to_owned());

        runtime().block_on(async {
            let client = |parameters| client(&server).tls(tls(parameters));
            let sent = client(stranger)
                .credentials(right.clone())
                .build()
                .send(digest())
                .await;
            assert!(sent.is_err(), "an unknown certificate was trusted");
            let sent = client(trusting.clone())
                .credentials(wrong)
                .build()
                .send(digest())
                .await;
            assert!(sent.is_err(), "a wrong password was taken");
            let sent = client(trusting)
                .credentials(right)
                .build()
                .send(digest())
                .await;
            sent.expect("taken");
        });
        let [message] = server.messages().try_into().expect("one message");
        assert!(message.encrypted);
        assert_eq!(message.user.as_deref(), Some("fairwind"));
    }
}
