//! The application on a test's database, with a clock that stands and mail that is kept in memory.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use fairwind::{
    access::{passwords::Passwords, sessions::SessionLimits, viewer::Gate},
    app::{self, Parts},
    boards::calendar::Holidays,
    config::Settings,
    kernel::{clock::Clock, database::Db, time::Instant},
    mail::{FromAddress, Letter, Mailer, Schedule, Sender},
};
use rocket::local::asynchronous::Client;

use super::{actors::Actor, database::TestDatabase};

/// The application under test.
pub struct App {
    pub client: Client,
    pub db: Db,
    pub clock: Clock,
    pub passwords: Passwords,
    mailer: Mailer,
    sender: Sender,
    statements: Arc<AtomicUsize>,
}

/// A Monday morning in the second half of the appraisal year: 16 November 2026, 10am in London.
pub const NOW: &str = "2026-11-16T10:00:00Z";

/// A moment from its text.
pub fn instant(text: &str) -> Instant {
    Instant::new(text.parse().expect("a timestamp"))
}

impl App {
    /// The application on a migrated database with nothing in it.
    pub async fn on(database: &TestDatabase) -> Self {
        Self::at(
            database.url(),
            Clock::standing_at(instant(NOW)),
            Passwords::quick(),
        )
        .await
    }

    /// How many statements were run so far, by pages or by the test itself.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::SeqCst)
    }

    /// The application on a migrated database, wherever it is, at another time.
    pub async fn at(url: &str, clock: Clock, passwords: Passwords) -> Self {
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        let db = Db::open(url, 4).await.expect("the test's database opens");
        let db = db.told_of_statements(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let gate = Gate {
            db: db.clone(),
            clock: clock.clone(),
            passwords: passwords.clone(),
            limits: SessionLimits {
                idle_seconds: 30 * 60,
                absolute_seconds: 12 * 3600,
            },
        };
        let rocket = app::build(Parts {
            settings: Settings::default(),
            gate,
            demo: false,
            holidays: Holidays::bundled(),
        });
        let client = Client::untracked(rocket)
            .await
            .expect("the application ignites");
        let from = FromAddress::new("Fairwind", "fairwind@localhost").expect("an address");
        let mailer = Mailer::memory();
        let sender = Sender::new(
            db.clone(),
            clock.clone(),
            mailer.clone(),
            from,
            Schedule::default(),
        );
        Self {
            client,
            db,
            clock,
            passwords,
            mailer,
            sender,
            statements,
        }
    }

    /// Someone who has not signed in.
    pub fn stranger(&self) -> Actor<'_> {
        Actor::new(self)
    }

    /// Someone who signs in with the password that everyone in the test's world has.
    pub async fn actor(&self, email: &str) -> Actor<'_> {
        let mut actor = Actor::new(self);
        actor.sign_in(email, super::world::PASSWORD).await;
        actor
    }

    /// Sends what waits in the outbox, and gives every mail that was sent so far, in order.
    pub async fn mail(&self) -> Vec<Letter> {
        self.sender.deliver_due().await.expect("mail is sent");
        self.mailer.letters()
    }

    /// The mails sent so far to one address.
    pub async fn mail_to(&self, email: &str) -> Vec<Letter> {
        self.mail()
            .await
            .into_iter()
            .filter(|letter| letter.to() == email)
            .collect()
    }
}
