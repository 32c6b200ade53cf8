//! Signatures (DKIM) that a verifier which is not ours finds good, on what a mail server was really handed.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use fairwind::{
    kernel::{clock::Clock, database::Db},
    mail::{FromAddress, Mail, Schedule, Sender, Signature},
};

use super::{Outbox, smtp, to};
use crate::support::{
    database::{Kind, run, runtime},
    process,
    smtp::{SmtpServer, python},
};

const NAME: &str = "s1._domainkey.ics.example";

/// A key of so many bits, as OpenSSL writes it, and its public half as the DNS has it.
fn key(folder: &Path, bits: u32, traditional: bool) -> (String, String) {
    let openssl = |arguments: &str| {
        let done = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .output()
            .expect("openssl runs");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        done.stdout
    };
    let old = if traditional { " -traditional" } else { "" };
    openssl(&format!("genrsa{old} -out key.pem {bits}"));
    let public = openssl("rsa -in key.pem -pubout -outform DER");
    let pem = std::fs::read_to_string(folder.join("key.pem")).expect("a key");
    let record = format!(
        "v=DKIM1; k=rsa; p={}",
        data_encoding::BASE64.encode(&public)
    );
    (pem, record)
}

/// Whether the signature of a message is good, and which headers it covers.
fn verified(raw: &[u8], record: &str) -> (bool, Vec<String>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/verify_dkim.py");
    let mut python = Command::new(python())
        .args([script, NAME, record])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tests' Python starts");
    let mut stdin = python.stdin.take().expect("piped");
    stdin.write_all(raw).expect("read");
    drop(stdin);
    let done = python.wait_with_output().expect("ended");
    let headers = String::from_utf8_lossy(&done.stdout);
    (
        done.status.success(),
        headers.lines().map(str::to_owned).collect(),
    )
}

#[test]
fn a_verifier_that_is_not_ours_finds_every_signature_good_and_no_forgery() {
    run(Kind::Sqlite, |database| async move {
        let outbox = Outbox::on(&database).await;
        let server = SmtpServer::start();
        let folder = tempfile::tempdir().expect("a folder");
        for traditional in [false, true] {
            let (pem, record) = key(folder.path(), 2048, traditional);
            let kind = if traditional {
                "RSA PRIVATE"
            } else {
                "BEGIN PRIVATE"
            };
            assert!(pem.contains(kind), "{traditional}");
            let signature = Signature::new("ICS.example", "s1", &pem).expect("a signature");
            let from = FromAddress::new("Fairwind – a service", "fairwind@mail.ics.example")
                .and_then(|from| from.answered_at("help@ics.example"))
                .and_then(|from| from.signed(signature))
                .expect("an address");
            let sender = Sender::new(
                outbox.db.clone(),
                outbox.clock.clone(),
                smtp(&server),
                from,
                Schedule::default(),
            );
            let before = server.messages().len();
            let words = "naïve  spaces \t and trailing \n\n.\n..\nFrom here\n\n\n";
            let mails = [
                to("ann@trust.example"),
                Mail {
                    html: String::new(),
                    text: words.into(),
                    ..to("ann@trust.example")
                },
                Mail {
                    to_name: "Siân O’Brien, Chair of the Board of a Trust with a Long Name".into(),
                    subject: "Golwg ar y cydweithio – a subject that is longer than one line of a header, with café".into(),
                    text: words.repeat(40),
                    html: format!("<p>{}é</p>\n", "x ".repeat(3_000)),
                    picture: Some(outbox.picture(&[255, 0, 13, 10, 46].repeat(999)).await),
                    reply_to: Some("secretary@trust.example".into()),
                    unsubscribe_url: Some(format!("https://fairwind.example/unsubscribe/{}", "f".repeat(64))),
                    attachment: Some(outbox.attachment(&[37, 80, 0, 13, 10, 255].repeat(9_999)).await),
                    ..to("ann@trust.example")
                },
            ];
            outbox.queue_many(mails.into()).await;
            let round = sender.deliver_due().await.expect("a round");
            assert_eq!(round.sent, 3);
            let came = server.messages().split_off(before);
            for message in &came {
                let (good, headers) = verified(&message.raw, &record);
                assert!(good, "{}", String::from_utf8_lossy(&message.raw));
                for signed in [
                    "from",
                    "to",
                    "subject",
                    "date",
                    "message-id",
                    "reply-to",
                    "mime-version",
                ] {
                    assert!(
                        headers.iter().any(|header| header == signed),
                        "{signed}: {headers:?}"
                    );
                }
            }
            let (_, headers) = verified(&came[2].raw, &record);
            for signed in ["list-unsubscribe", "list-unsubscribe-post"] {
                assert!(
                    headers.iter().any(|header| header == signed),
                    "{signed}: {headers:?}"
                );
            }
            // The same verifier tells what is not so.
            let changed =
                String::from_utf8_lossy(&came[1].raw).replace("Your objectives", "Your salary");
            assert!(!verified(changed.as_bytes(), &record).0);
            let longer = [came[0].raw.as_slice(), b"P.S. Pay me.\r\n"].concat();
            assert!(!verified(&longer, &record).0);
        }
    });
}

#[test]
fn settings_that_would_sign_nothing_anybody_trusts_stop_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, _) = key(folder.path(), 2048, false);
    let good = folder.path().join("key.pem");
    let good = good.to_str().expect("a path").to_owned();
    let weak = tempfile::tempdir().expect("a folder");
    key(weak.path(), 1024, false);
    let weak = weak.path().join("key.pem");
    let weak = weak.to_str().expect("a path").to_owned();
    for (domain, selector, file, from, said) in [
        (
            "ics.example",
            "s1",
            "no/such/key.pem",
            "fairwind@ics.example",
            "no/such/key.pem",
        ),
        (
            "ics.example",
            "s1",
            weak.as_str(),
            "fairwind@ics.example",
            "1024 bits",
        ),
        (
            "ics.example",
            "s1;",
            good.as_str(),
            "fairwind@ics.example",
            "selector",
        ),
        (
            "other.example",
            "s1",
            good.as_str(),
            "fairwind@ics.example",
            "not of the domain other.example",
        ),
        (
            "ics.example",
            "",
            good.as_str(),
            "fairwind@ics.example",
            "selector",
        ),
    ] {
        let ended = process::command(
            folder.path(),
            &[
                ("FAIRWIND_DKIM_DOMAIN", domain),
                ("FAIRWIND_DKIM_SELECTOR", selector),
                ("FAIRWIND_DKIM_KEY_FILE", file),
                ("FAIRWIND_MAIL_FROM", from),
                ("FAIRWIND_PORT", "0"),
            ],
            &["serve"],
        );
        let words = String::from_utf8_lossy(&ended.stderr);
        assert!(
            !ended.status.success() && words.contains(said),
            "{said}: {words}"
        );
    }
}

#[test]
fn the_service_signs_what_it_sends_with_the_key_that_its_settings_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, record) = key(folder.path(), 2048, false);
    let file = folder.path().join("key.pem");
    let server = SmtpServer::start();
    let port = server.port().to_string();
    let url = format!(
        "sqlite://{}",
        folder.path().join("fairwind.sqlite").display()
    );
    let settings = [
        ("DATABASE_URL", url.as_str()),
        ("FAIRWIND_SMTP_HOST", "127.0.0.1"),
        ("FAIRWIND_SMTP_PORT", &port),
        ("FAIRWIND_SMTP_SECURITY", "none"),
        ("FAIRWIND_DKIM_DOMAIN", "ics.example"),
        ("FAIRWIND_DKIM_SELECTOR", "s1"),
        ("FAIRWIND_DKIM_KEY_FILE", file.to_str().expect("a path")),
        ("FAIRWIND_MAIL_FROM", "fairwind@ics.example"),
        ("FAIRWIND_MAIL_RETURNED_TO", "bounces@ics.example"),
    ];
    let migrated = process::command(folder.path(), &settings, &["migrate"]);
    assert!(migrated.status.success());
    runtime().block_on(async {
        let outbox = Outbox {
            db: Db::open(&url, 2).await.expect("the database"),
            clock: Clock::system(),
        };
        outbox.queue(to("ann@trust.example")).await;
        let _running = process::Process::serve(folder.path(), &settings);
        let came = server.wait_for(1).await;
        assert_eq!(came[0].from, "bounces@ics.example");
        assert!(verified(&came[0].raw, &record).0);
    });
}
