//! The service itself, killed again and again while it sends: every recipient has exactly one copy, but for the one
//! message that is on the wire at a kill. On PostgreSQL two processes share the work.
//!
//! `FAIRWIND_TEST_KILLS` says how often, on both databases together; 200 unless it says otherwise.

use std::{
    collections::BTreeMap,
    io::Write as _,
    time::{Duration, Instant},
};

use fairwind::{
    entities::mail::{MailState, outgoing_mail},
    kernel::{clock::Clock, database::Db, ids::OutgoingMailId},
};
use rand::RngExt as _;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{Outbox, to};
use crate::support::{
    database::{Kind, TestDatabase},
    process::{Process, command},
    smtp::{Fault, SmtpServer},
};

/// Mails queued at once, whenever fewer than a tenth of that wait.
const MORE: usize = 300;
/// How long the server takes for one, so that a kill often finds one on the wire.
const ON_THE_WIRE: Fault = Fault::Dawdle { milliseconds: 25 };
/// Longer than a lease, which is what a killed process leaves behind where others may be sending.
const PATIENCE: Duration = Duration::from_secs(150);

fn kills() -> usize {
    let all = std::env::var("FAIRWIND_TEST_KILLS")
        .map(|number| number.parse().expect("FAIRWIND_TEST_KILLS is a number"))
        .unwrap_or(200);
    all / 2
}

async fn number_in(outbox: &Outbox, states: &[MailState]) -> u64 {
    outgoing_mail::Entity::find()
        .filter(outgoing_mail::Column::State.is_in(states.iter().copied()))
        .count(outbox.db.read())
        .await
        .expect("the outbox")
}

/// Those that a process holds at this moment, or held when it was killed.
async fn in_hand(outbox: &Outbox) -> Vec<OutgoingMailId> {
    outgoing_mail::Entity::find()
        .select_only()
        .column(outgoing_mail::Column::Id)
        .filter(outgoing_mail::Column::State.eq(MailState::Sending))
        .into_tuple()
        .all(outbox.db.read())
        .await
        .expect("the outbox")
}

/// Queues more, the first of which meet a fault each on their first try.
async fn queue_more(outbox: &Outbox, server: &SmtpServer, queued: &mut usize) {
    for (place, fault) in [
        (3, Fault::Later { times: 1 }),
        (5, Fault::Closing { times: 1 }),
        (7, Fault::Cut { times: 1 }),
        (11, Fault::PutOff { times: 1 }),
    ] {
        server.fault(&address(*queued + place), fault);
    }
    let mails = (0..MORE).map(|number| to(&address(*queued + number)));
    outbox.queue_many(mails.collect()).await;
    *queued += MORE;
}

fn address(number: usize) -> String {
    format!("n{number}@trust.example")
}

on_both! {
    async fn killed_at_any_moment_it_sends_every_recipient_exactly_one_copy(database: TestDatabase) {
        let begun = Instant::now();
        let folders = [0, 1].map(|_| tempfile::tempdir().expect("a folder"));
        let server = SmtpServer::start();
        server.fault("*", ON_THE_WIRE);
        // As an operator sets it up; the schedule of tries is shorter, and as patient.
        let sqlite = format!("sqlite://{}", folders[0].path().join("fairwind.sqlite").display());
        let url = match database.kind() {
            Kind::Sqlite => sqlite.as_str(),
            Kind::Postgres => database.url(),
        };
        let port = server.port().to_string();
        let settings = [
            ("DATABASE_URL", url), ("FAIRWIND_SMTP_HOST", "127.0.0.1"), ("FAIRWIND_SMTP_PORT", &port),
            ("FAIRWIND_SMTP_SECURITY", "none"), ("FAIRWIND_MAIL_RETRY_SECONDS", "[1,1,1,1,1,1,2,2,2,2,2,2,2,2,2,2]"),
        ];
        let migrated = command(folders[0].path(), &settings, &["migrate"]);
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        let outbox = Outbox { db: Db::open(url, 2).await.expect("the database"), clock: Clock::system() };
        let processes = match database.kind() {
            Kind::Sqlite => 1,
            Kind::Postgres => 2,
        };
        let mut running: Vec<Process> = folders.iter().take(processes)
            .map(|folder| Process::serve(folder.path(), &settings))
            .collect();

        // How often a process was killed while this mail was in somebody's hand.
        let (mut queued, mut held) = (0, BTreeMap::new());
        let mut caught = 0;
        for _ in 0..kills() {
            if number_in(&outbox, &[MailState::Waiting]).await < MORE as u64 / 10 {
                queue_more(&outbox, &server, &mut queued).await;
            }
            let (which, pause) = {
                let mut chance = rand::rng();
                (chance.random_range(0..processes), chance.random_range(0..400))
            };
            tokio::time::sleep(Duration::from_millis(pause)).await;
            running[which].kill();
            let now = in_hand(&outbox).await;
            caught += usize::from(!now.is_empty());
            for id in now {
                *held.entry(format!("<{id}@{}>", super::HOST)).or_insert(0) += 1;
            }
            running[which].restart();
        }

        let ended = Instant::now();
        while number_in(&outbox, &[MailState::Waiting, MailState::Sending]).await > 0 {
            assert!(ended.elapsed() < PATIENCE, "mail is left over:\n{}", running[0].log());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(number_in(&outbox, &[MailState::Failed]).await, 0);
        let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in server.messages() {
            let id = message.header("Message-ID").expect("a Message-ID");
            copies.entry(message.to[0].clone()).or_default().push(id);
        }
        assert_eq!(copies.len(), queued, "somebody has no copy");
        let mut twice = 0;
        for (recipient, ids) in copies {
            assert!(ids.iter().all(|id| *id == ids[0]), "a repeat has the same Message-ID");
            let kills_with_it = held.get(&ids[0]).copied().unwrap_or(0);
            assert!(ids.len() <= 1 + kills_with_it, "{recipient} has {} copies after {kills_with_it} kills with it in hand", ids.len());
            twice += ids.len() - 1;
        }
        assert!(twice <= kills(), "{twice} copies too many after {} kills", kills());
        assert!(caught > kills() / 4, "only {caught} of {} kills found a mail in hand", kills());
        for process in &mut running {
            assert!(process.stop().success());
        }
        // Past what a test's runner keeps to itself.
        let _ = writeln!(
            std::io::stderr(),
            "{:?}: {} kills, {caught} with a mail in hand; {queued} recipients, each with one copy; {twice} copies more, \
             of mails on the wire at a kill ({} s)",
            database.kind(), kills(), begun.elapsed().as_secs(),
        );
    }
}
