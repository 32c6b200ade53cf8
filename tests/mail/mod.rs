//! Mail leaves the outbox: what is sent, what is tried again, and what the recipient finds.

mod crashes;
mod delivery;
mod faults;
mod folder;
mod kills;
mod panics;
mod servers;
mod signatures;

use fairwind::{
    entities::mail::{MailState, outgoing_mail},
    kernel::{
        clock::Clock,
        database::Db,
        ids::{MailAttachmentId, MailPictureId, OutgoingMailId},
        time::Instant,
    },
    mail::{self, FromAddress, Kept, Mail, Mailer, Schedule, Security, Sender, SmtpSettings},
};
use sea_orm::EntityTrait as _;

use crate::support::{database::TestDatabase, smtp::SmtpServer};

/// What the Message-IDs end in.
const HOST: &str = "fairwind.example";

/// The outbox of one test, at a moment that stands still.
struct Outbox {
    db: Db,
    clock: Clock,
}

impl Outbox {
    async fn on(database: &TestDatabase) -> Self {
        let monday = "2026-03-02T09:00:00Z".parse().expect("a timestamp");
        Self {
            db: Db::open(database.url(), 5).await.expect("the database"),
            clock: Clock::standing_at(Instant::new(monday)),
        }
    }

    fn sender(&self, mailer: Mailer) -> Sender {
        self.sender_with(
            mailer,
            Schedule {
                spread_percent: 0,
                ..Schedule::default()
            },
        )
    }

    fn sender_with(&self, mailer: Mailer, schedule: Schedule) -> Sender {
        let from = FromAddress::new("Fairwind", "fairwind@ics.example").expect("an address");
        Sender::new(self.db.clone(), self.clock.clone(), mailer, from, schedule)
    }

    async fn queue(&self, mail: Mail) -> OutgoingMailId {
        let write = self.db.write().await.expect("a change");
        let id = mail::queue(&write, self.clock.now(), HOST, mail)
            .await
            .expect("queued");
        write.commit().await.expect("committed");
        id
    }

    async fn queue_many(&self, mails: Vec<Mail>) -> Vec<OutgoingMailId> {
        let write = self.db.write().await.expect("a change");
        let ids = mail::queue_many(&write, self.clock.now(), HOST, mails)
            .await
            .expect("queued");
        write.commit().await.expect("committed");
        ids
    }

    async fn picture(&self, png: &[u8]) -> MailPictureId {
        let write = self.db.write().await.expect("a change");
        let id = mail::keep_picture(&write, png.to_vec(), "A line that rises")
            .await
            .expect("kept");
        write.commit().await.expect("committed");
        id
    }

    /// A file that one mail will carry.
    async fn attachment(&self, pdf: &[u8]) -> MailAttachmentId {
        let write = self.db.write().await.expect("a change");
        let kept = Kept::ForOneMail(pdf.to_vec());
        let id = mail::keep_attachment(&write, "paper.pdf", kept)
            .await
            .expect("kept");
        write.commit().await.expect("committed");
        id
    }

    /// What the outbox says of a mail.
    async fn found(&self, id: OutgoingMailId) -> outgoing_mail::Model {
        outgoing_mail::Entity::find_by_id(id)
            .one(self.db.read())
            .await
            .expect("the outbox")
            .expect("a mail that was queued")
    }

    async fn state(&self, id: OutgoingMailId) -> MailState {
        self.found(id).await.state
    }

    /// Lets time pass.
    fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }
}

fn to(email: &str) -> Mail {
    Mail {
        to_email: email.into(),
        to_name: "Ann Other".into(),
        subject: "Your objectives".into(),
        text: "Sign in at https://fairwind.example/link/secret\n".into(),
        html: "<p><a href=\"https://fairwind.example/link/secret\">Sign in</a></p>\n".into(),
        ..Mail::default()
    }
}

fn settings(server: &SmtpServer) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".into(),
        port: server.port(),
        security: Security::None,
        user: None,
        password: None,
        root_certificate: None,
        timeout_seconds: 10,
    }
}

fn smtp(server: &SmtpServer) -> Mailer {
    Mailer::smtp(settings(server)).expect("settings that can be used")
}
