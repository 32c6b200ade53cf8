//! What is queued is sent once it is due, in order, and tried again as the schedule says.

use fairwind::{
    entities::mail::MailState,
    kernel::fault::Fault,
    mail::{self, Mail, Mailer, Round, Schedule},
};

use super::{HOST, Outbox, smtp, to};
use crate::support::{
    database::TestDatabase,
    smtp::{Fault as Trouble, SmtpServer},
};

const SENT: Round = Round {
    sent: 1,
    put_off: 0,
    failed: 0,
};
const PUT_OFF: Round = Round {
    sent: 0,
    put_off: 1,
    failed: 0,
};
const FAILED: Round = Round {
    sent: 0,
    put_off: 0,
    failed: 1,
};

on_both! {
    async fn a_mail_arrives_as_it_was_written(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 255, 13, 10, 46].repeat(400)].concat();
        let written = Mail {
            to_name: "Siân O’Brien".into(),
            subject: "Golwg ar y cydweithio – dŵr, café, Łódź and a subject that is longer than one line of a header".into(),
            text: format!("Annwyl Siân,\r\n.\r\n..\r\n{}\r\n", "naïve word ".repeat(200)),
            html: format!("<p>Siân {}</p><img src=\"cid:picture\" alt=\"A line\">\r\n", "x".repeat(3_000)),
            picture: Some(outbox.picture(&png).await),
            reply_to: Some("secretary@trust.example".into()),
            ..to("sian@trust.example")
        };
        let id = outbox.queue(written.clone()).await;
        assert_eq!(outbox.sender(smtp(&server)).deliver_due().await.expect("a round"), SENT);
        let [came] = &server.messages()[..] else { panic!("not one message") };
        assert_eq!(came.from, "fairwind@ics.example");
        assert_eq!(came.to, ["sian@trust.example"]);
        assert_eq!(came.subject(), written.subject);
        assert_eq!(came.text(), Some(written.text));
        assert_eq!(came.html(), Some(written.html));
        let [picture] = &came.inline_images()[..] else { panic!("not one picture") };
        assert_eq!((picture.kind.as_str(), picture.content_id.as_deref()), ("image/png", Some("picture")));
        assert!(picture.content == png, "the picture is another one");
        assert_eq!(came.header("Message-ID"), Some(format!("<{id}@{HOST}>")));
        assert_eq!(came.envelope_id, id.to_string());
        assert_eq!(came.header("Date").as_deref(), Some("Mon, 02 Mar 2026 09:00:00 +0000"));
        assert_eq!(came.header("Auto-Submitted").as_deref(), Some("auto-generated"));
        assert_eq!(came.header("Reply-To").as_deref(), Some("secretary@trust.example"));
    }

    async fn what_was_sent_is_forgotten_but_for_that_it_was(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let id = outbox.queue(to("ann@trust.example")).await;
        assert_eq!(outbox.sender(Mailer::memory()).deliver_due().await.expect("a round"), SENT);
        let mail = outbox.found(id).await;
        assert_eq!(mail.state, MailState::Sent);
        assert_eq!((mail.text.as_str(), mail.html.as_str()), ("", ""));
        assert_eq!((mail.settled_at, mail.leased_until), (Some(outbox.clock.now()), None));
        assert_eq!(mail.attempts, 1);
    }

    async fn a_mail_of_a_change_that_was_not_made_is_not_sent(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let write = outbox.db.write().await.expect("a change");
        mail::queue(&write, outbox.clock.now(), HOST, to("ann@trust.example")).await.expect("queued");
        drop(write);
        let mailer = Mailer::memory();
        assert_eq!(outbox.sender(mailer.clone()).deliver_due().await.expect("a round"), Round::default());
        assert!(mailer.letters().is_empty());
    }

    async fn a_mail_waits_for_its_time_and_the_oldest_goes_first(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let write = outbox.db.write().await.expect("a change");
        let now = outbox.clock.now();
        for (email, seconds) in [("third@a.example", 9_999), ("second@a.example", 0), ("first@a.example", -5)] {
            let due_at = now.plus_seconds(seconds);
            mail::queue_at(&write, now, HOST, due_at, to(email)).await.expect("queued");
        }
        write.commit().await.expect("committed");
        let mailer = Mailer::memory();
        let sender = outbox.sender(mailer.clone());
        let sent = || mailer.letters().iter().map(|letter| letter.to().to_owned()).collect::<Vec<_>>();
        sender.deliver_due().await.expect("a round");
        assert_eq!(sent(), ["first@a.example", "second@a.example"]);
        outbox.pass(9_998);
        assert_eq!(sender.deliver_due().await.expect("a round"), Round::default());
        outbox.pass(1);
        assert_eq!(sender.deliver_due().await.expect("a round"), SENT);
    }

    async fn many_mails_are_queued_and_sent_in_their_order(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let emails: Vec<String> = (0..1_201).map(|n| format!("n{n}@trust.example")).collect();
        let ids = outbox.queue_many(emails.iter().map(|email| to(email)).collect()).await;
        for place in [0, 499, 500, 1_200] {
            assert_eq!(outbox.found(ids[place]).await.to_email, emails[place]);
        }
        assert!(ids.is_sorted());
        assert_eq!(outbox.queue_many(Vec::new()).await, []);
    }

    async fn a_refusal_for_now_is_tried_again_by_the_schedule_until_it_ends(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("*", Trouble::Full);
        let id = outbox.queue(to("ann@trust.example")).await;
        let sender = outbox.sender(smtp(&server));
        let waits = Schedule::default().retries;
        assert_eq!(waits, [60, 300, 900, 3_600, 7_200, 14_400, 28_800]);
        for (tried, wait) in (1..).zip(waits) {
            assert_eq!(sender.deliver_due().await.expect("a round"), PUT_OFF);
            let mail = outbox.found(id).await;
            let wait = i64::try_from(wait).expect("hours");
            assert_eq!((mail.state, mail.attempts), (MailState::Waiting, tried));
            assert_eq!(mail.due_at, outbox.clock.now().plus_seconds(wait));
            assert_eq!(mail.last_answer.as_deref(), Some("452 4.2.2 Insufficient storage"));
            outbox.pass(wait - 1);
            assert_eq!(sender.deliver_due().await.expect("a round"), Round::default());
            outbox.pass(1);
        }
        assert_eq!(sender.deliver_due().await.expect("a round"), FAILED);
        let mail = outbox.found(id).await;
        assert_eq!((mail.state, mail.attempts), (MailState::Failed, 8));
        assert_eq!(mail.settled_at, Some(outbox.clock.now()));
        assert_eq!(server.attempts("ann@trust.example"), 8);
    }

    async fn a_mail_that_failed_can_be_sent_again(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        server.fault("*", Trouble::Never);
        let id = outbox.queue(to("ann@trust.example")).await;
        let sender = outbox.sender(smtp(&server));
        assert_eq!(sender.deliver_due().await.expect("a round"), FAILED);
        assert_eq!(outbox.found(id).await.last_answer.as_deref(), Some("550 5.1.1 No such mailbox"));
        server.mend();
        outbox.pass(86_400);
        assert_eq!(sender.deliver_due().await.expect("a round"), Round::default());
        let write = outbox.db.write().await.expect("a change");
        mail::send_again(&write, outbox.clock.now(), id).await.expect("it had failed");
        write.commit().await.expect("committed");
        assert_eq!(sender.deliver_due().await.expect("a round"), SENT);
        let came = server.wait_for(1).await;
        assert_eq!(came[0].text(), Some(to("").text.replace('\n', "\r\n")));
        let write = outbox.db.write().await.expect("a change");
        let twice = mail::send_again(&write, outbox.clock.now(), id).await;
        assert!(matches!(twice, Err(Fault::Refused(_))), "{twice:?}");
    }

    async fn a_mail_that_cannot_be_built_fails_alone(database: TestDatabase) {
        let outbox = Outbox::on(&database).await;
        let poison = outbox.queue(to("nobody at all")).await;
        let sound = outbox.queue(to("ann@trust.example")).await;
        let round = outbox.sender(Mailer::memory()).deliver_due().await.expect("a round");
        assert_eq!(round, Round { sent: 1, put_off: 0, failed: 1 });
        assert_eq!(outbox.state(poison).await, MailState::Failed);
        assert_eq!(outbox.state(sound).await, MailState::Sent);
    }
}
