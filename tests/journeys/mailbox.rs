//! Reports of mail that did not arrive, read from a mailbox on a mail server.

use fairwind::{
    access::background,
    digests,
    entities::{boards::recipient, mail::returns_failure},
    kernel::fault::Answer,
    mail::returns::mailbox::{Mailbox, MailboxSettings},
};
use sea_orm::EntityTrait;

use super::{
    digests::busy,
    readers::{board, issue, last_letter, letterhead, report, told},
};
use crate::support::{
    app::App, database::TestDatabase, imap::ImapServer, process::Process, world::World,
};

async fn read(app: &App, settings: MailboxSettings) -> Answer<usize> {
    let acting = background::clockwork(&app.db, &app.clock);
    let mailbox = Mailbox::new(settings).expect("settings that can be used");
    digests::take_returns_of_mailbox(&acting, &mailbox).await
}

async fn is_unreachable(app: &App, world: &World) -> bool {
    let chair = recipient::Entity::find_by_id(world.trust.recipient)
        .one(app.db.read())
        .await;
    chair
        .expect("a query")
        .expect("the chair")
        .unreachable_at
        .is_some()
}

const AWAY: &str = "From: ann@trust.example\r\nSubject: I am away\r\nContent-Type: text/plain\r\n\r\nUntil Monday\r\n";

on_both! {
    async fn reports_in_a_mailbox_become_what_does_not_arrive_and_the_rest_is_left(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        issue(&board(&app, &world).await).await.expect("issued");
        let letter = last_letter(&app).await;
        // TLS from the first byte, with a certificate of its own authority.
        let server = ImapServer::start(true);
        server.put(3, AWAY);
        server.put(5, &report("<somebody@elses.example>", "failed", "5.1.1"));
        server.put(7, &report(letter.message_id(), "failed", "5.1.1"));
        server.put(9, "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\0\u{1} nothing that anybody reads");
        server.put(11, &format!("{}{}", report(letter.message_id(), "failed", "5.1.1"), "x".repeat(6 * 1024 * 1024)));
        assert_eq!(read(&app, server.settings()).await.expect("read"), 1);
        assert!(is_unreachable(&app, &world).await);
        assert_eq!([3, 5, 7, 9, 11].map(|uid| server.is_seen(uid)), [false, true, true, true, true]);
        assert!(server.said_of(3).is_empty(), "what is no report is not even fetched");
        assert_eq!(server.said_of(11).len(), 2, "its size was asked, and it was marked: {:?}", server.said_of(11));
        let acting = background::clockwork(&app.db, &app.clock);
        assert_eq!(digests::tell_of_failures(&acting, &letterhead()).await.expect("told"), 1);

        // None is read twice.
        let said = server.said_of(7);
        assert_eq!(read(&app, server.settings()).await.expect("read"), 0);
        assert_eq!(server.said_of(7), said);
        server.put(13, &report(letter.message_id(), "failed", "5.1.1"));
        assert_eq!(read(&app, server.settings()).await.expect("read"), 1);
        assert_eq!(told(&app, "recipient unreachable").await, 1);
    }

    async fn a_mailbox_that_fails_is_shown_and_costs_nothing_else(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        issue(&board(&app, &world).await).await.expect("issued");
        let letter = last_letter(&app).await;
        let server = ImapServer::start(false);
        server.put(7, &report(letter.message_id(), "delayed", "4.2.2"));
        server.put(8, &report(letter.message_id(), "failed", "5.1.1"));
        let page = format!("/systems/{}/sending", world.system);
        let unread = "have not been read since 16 November 2026 at 10am: the mailbox of reports";
        let mut amir = app.actor("amir@icb.example").await;
        assert!(!amir.open(&page).await.says("have not been read"));

        server.fail("shut");
        assert!(read(&app, server.settings()).await.is_err());
        app.clock.set(app.clock.now().plus_seconds(60));
        assert!(read(&app, server.settings()).await.is_err());
        let seen = amir.open(&page).await;
        assert!(seen.says(unread) && seen.says("Mail is sent all the same"), "{}", seen.text());
        assert!(seen.says("refused for …") && !seen.html().contains("returns@"), "{}", seen.text());
        assert!(!server.is_seen(7));

        // One that is not handed over whole stays, and those after it are read.
        server.mend();
        server.fail("cut 7");
        assert!(read(&app, server.settings()).await.is_err());
        assert!(!server.is_seen(7) && server.is_seen(8));
        assert!(is_unreachable(&app, &world).await);
        assert!(amir.open(&page).await.says(unread));
        server.mend();
        assert_eq!(read(&app, server.settings()).await.expect("read"), 1);
        assert!(server.is_seen(7));
        assert!(!amir.open(&page).await.says("have not been read"));

        for wrong in [
            MailboxSettings { password: "kettle".into(), ..server.settings() },
            MailboxSettings { folder: "Elsewhere".into(), ..server.settings() },
            MailboxSettings { is_encrypted: true, ..server.settings() },
        ] {
            assert!(read(&app, wrong.clone()).await.is_err(), "{wrong:?}");
            assert_eq!(returns_failure::Entity::find().all(app.db.read()).await.expect("a query").len(), 1);
        }
    }

    async fn a_folder_that_cannot_be_read_is_shown_too(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let acting = background::clockwork(&app.db, &app.clock);
        let folder = tempfile::tempdir().expect("a folder");
        let gone = folder.path().join("gone");
        assert!(digests::take_returns(&acting, &gone).await.is_err());
        let mut amir = app.actor("amir@icb.example").await;
        let page = format!("/systems/{}/sending", world.system);
        let seen = amir.open(&page).await;
        assert!(seen.says("10am: the folder of reports does not answer") && !seen.says("gone"), "{}", seen.text());
        std::fs::create_dir(&gone).expect("a folder");
        assert_eq!(digests::take_returns(&acting, &gone).await.expect("read"), 0);
        assert!(!amir.open(&page).await.says("have not been read"));
    }
}

#[test]
fn a_server_that_does_not_prove_who_it_is_hears_no_password() {
    let server = ImapServer::start(true);
    let settings = MailboxSettings {
        root_certificate: None,
        ..server.settings()
    };
    let opened = crate::support::database::runtime().block_on(async {
        Mailbox::new(settings)
            .expect("settings that can be used")
            .open()
            .await
            .err()
    });
    let said = opened.expect("refused");
    assert!(said.contains("certificate"), "{said}");
}

#[test]
fn the_service_reads_the_mailbox_that_its_settings_name() {
    let server = ImapServer::start(false);
    server.put(1, &report("<somebody@elses.example>", "failed", "5.1.1"));
    let folder = tempfile::tempdir().expect("a folder");
    let settings = server.settings();
    let password = folder.path().join("password");
    std::fs::write(&password, format!("{}\n", settings.password)).expect("written");
    let process = Process::serve(
        folder.path(),
        &[
            ("FAIRWIND_RETURNS_MAILBOX_HOST", "localhost"),
            ("FAIRWIND_RETURNS_MAILBOX_PORT", &settings.port.to_string()),
            ("FAIRWIND_RETURNS_MAILBOX_SECURITY", "none"),
            ("FAIRWIND_RETURNS_MAILBOX_USER", &settings.user),
            (
                "FAIRWIND_RETURNS_MAILBOX_PASSWORD_FILE",
                password.to_str().expect("a path"),
            ),
        ],
    );
    let begun = std::time::Instant::now();
    while !server.is_seen(1) {
        assert!(begun.elapsed().as_secs() < 60, "{}", process.log());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
