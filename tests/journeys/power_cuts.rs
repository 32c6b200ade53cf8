//! Power cuts: the program is killed while work is logged and a digest goes out; nothing answered is lost, and
//! nothing is sent twice but the one mail that was on the wire.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fairwind::{
    access::passwords::Passwords,
    entities::{
        boards::{Wants, recipient},
        engagement::entry,
        systems::{entry_kind, organisation},
    },
    kernel::{clock::Clock, database::Db, ids::*},
    tallies,
};
use jiff::{ToSpan, civil::date};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{
    app::App,
    database::{Kind, TestDatabase},
    form::Form,
    process::{Process, command},
    smtp::SmtpServer,
    visitor::Visitor,
    world::{PASSWORD, World, put},
};

/// How often the program is killed.
const KILLS: usize = 6;
/// How many the digest goes to.
const RECIPIENTS: usize = 40;

on_both! {
    async fn what_was_answered_is_there_once_and_no_digest_arrives_twice(database: TestDatabase) {
        let folder = tempfile::tempdir().expect("a folder");
        let server = SmtpServer::start();
        let url = match database.kind() {
            Kind::Postgres => database.url().to_owned(),
            Kind::Sqlite => format!("sqlite://{}", folder.path().join("fairwind.sqlite").display()),
        };
        let world = a_world(&database, &url, folder.path()).await;
        let port = server.port().to_string();
        let settings = [
            ("DATABASE_URL", url.as_str()),
            ("FAIRWIND_SMTP_HOST", "127.0.0.1"),
            ("FAIRWIND_SMTP_PORT", port.as_str()),
            ("FAIRWIND_SMTP_SECURITY", "none"),
            ("FAIRWIND_SMTP_TIMEOUT_SECONDS", "1"),
            ("FAIRWIND_MAIL_RETRY_SECONDS", "[1,1,1,1,1,1,1,1]"),
        ];
        let mut process = Process::serve(folder.path(), &settings);
        issue_the_digest(&process.address(), &world).await;

        // Someone logs work, again and again, through every kill; what was answered is written down.
        let (answered, over) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(AtomicBool::new(false)));
        let logging = tokio::spawn(log_work(process.address(), world.council.to_string(), Arc::clone(&answered), Arc::clone(&over)));
        for kill in 0..KILLS {
            tokio::time::sleep(Duration::from_millis(230 + 170 * kill as u64)).await;
            process.restart();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        over.store(true, Ordering::SeqCst);
        logging.await.expect("the one who logs work");

        // Every mail arrives; a kill may repeat at most the one that was on the wire.
        let mut copies: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for _ in 0..900 {
            copies.clear();
            for mail in server.messages() {
                let id = mail.header("Message-ID").expect("a Message-ID");
                for to in &mail.to {
                    copies.entry(to.clone()).or_default().push(id.clone());
                }
            }
            if copies.len() == RECIPIENTS {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(copies.len(), RECIPIENTS, "every recipient has the digest: {}", process.log());
        let repeated = copies.values().filter(|ids| ids.len() > 1).count();
        assert!(repeated <= KILLS, "{repeated} recipients have it twice after {KILLS} kills");
        for ids in copies.values() {
            assert!(ids.iter().all(|id| *id == ids[0]), "a repeat has the same Message-ID");
        }
        println!("{repeated} of {RECIPIENTS} mails were on the wire at one of {KILLS} kills and came twice");

        assert!(process.stop().success());
        let db = Db::open(&url, 2).await.expect("the database");
        let entries = entry::Entity::find().all(db.read()).await.expect("entries");
        let kept: Vec<i32> = entries.iter().map(|entry| entry.minutes).collect();
        let distinct: BTreeSet<i32> = kept.iter().copied().collect();
        assert_eq!(kept.len(), distinct.len(), "an entry is there twice");
        let answered = answered.lock().expect("no panic").clone();
        assert!(answered.len() > 5, "{} were answered", answered.len());
        let lost: Vec<&i32> = answered.difference(&distinct).collect();
        assert!(lost.is_empty(), "answered and lost: {lost:?}");
        db.close().await;
        let checked = command(folder.path(), &settings, &["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

/// The small world with forty recipients, in the database that the program will serve from.
async fn a_world(database: &TestDatabase, url: &str, folder: &std::path::Path) -> World {
    if database.kind() == Kind::Sqlite {
        let migrated = command(folder, &[("DATABASE_URL", url)], &["migrate"]);
        assert!(
            migrated.status.success(),
            "{}",
            String::from_utf8_lossy(&migrated.stderr)
        );
    }
    let app = App::at(url, Clock::system(), Passwords::quick()).await;
    let world = World::small(&app).await;
    let write = app.db.write().await.expect("a transaction");
    recipient::Entity::delete_many()
        .filter(recipient::Column::BoardId.eq(world.trust.board))
        .exec(write.on())
        .await
        .expect("no recipients");
    for number in 0..RECIPIENTS {
        put(
            write.on(),
            recipient::Model {
                id: RecipientId::new(),
                board_id: world.trust.board,
                name: format!("Member {number}"),
                email: format!("member{number}@rhw.example"),
                added_at: app.clock.now(),
                removed_at: None,
                wants: Wants::Whole,
                unreachable_at: None,
                unreachable_because: None,
            },
        )
        .await;
    }
    for organisation in organisation::Entity::find()
        .all(write.on())
        .await
        .expect("organisations")
    {
        tallies::recount(&write, organisation.id, app.clock.today())
            .await
            .expect("a recount");
    }
    assert!(
        entry_kind::Entity::find()
            .one(write.on())
            .await
            .expect("a query")
            .is_some()
    );
    write.commit().await.expect("a world");
    app.db.close().await;
    world
}

async fn issue_the_digest(address: &str, world: &World) {
    let beth = Visitor::at(address);
    beth.sign_in("beth@rhw.example", PASSWORD).await;
    let board = format!("/boards/{}", world.trust.board);
    let page = beth.open(&board).await;
    let drafted = beth
        .submit(&board, &Form::to(&page.text(), &format!("{board}/digests")))
        .await;
    let digest = drafted.location.expect("the draft");
    let check = beth.open(&format!("{digest}/issue")).await;
    let issued = beth
        .submit(
            &format!("{digest}/issue"),
            &Form::to(&check.text(), &format!("{digest}/issue")),
        )
        .await;
    assert_eq!(issued.status, 303, "{}", issued.text());
}

/// Logs entries one after the other, each with other minutes, and writes down which were answered. An answer that
/// did not come is asked for again with the same form, as somebody with a bad line would.
async fn log_work(
    address: String,
    partner: String,
    answered: Arc<Mutex<BTreeSet<i32>>>,
    over: Arc<AtomicBool>,
) {
    let sam = Visitor::at(&address);
    sam.sign_in("sam@rhw.example", PASSWORD).await;
    let mut minutes = 1;
    // Over two months of days: a day has room for 24 hours.
    while !over.load(Ordering::SeqCst) && minutes < 360 {
        let Some(page) = sam.try_get("/").await.filter(|page| page.status == 200) else {
            tokio::time::sleep(Duration::from_millis(30)).await;
            continue;
        };
        let form = Form::to(&page.text(), "/entries");
        let part = |name: &str| form.value(name).and_then(|part| part.parse::<i16>().ok());
        let number = |name| i8::try_from(part(name).expect("a number")).expect("small");
        let today = date(
            part("done-year").expect("a year"),
            number("done-month"),
            number("done-day"),
        );
        let day = today - i64::from(minutes % 60).days();
        let form = form
            .with("done-day", &day.day().to_string())
            .with("done-month", &day.month().to_string())
            .with("done-year", &day.year().to_string())
            .with("minutes", &minutes.to_string())
            .with("partners", &partner);
        while !over.load(Ordering::SeqCst) {
            match sam.try_post(&form).await {
                Some(answer) if answer.status == 303 => {
                    answered.lock().expect("no panic").insert(minutes);
                    break;
                }
                Some(answer) => panic!("{}: {}", answer.status, answer.text()),
                None => tokio::time::sleep(Duration::from_millis(30)).await,
            }
        }
        minutes += 1;
    }
}
