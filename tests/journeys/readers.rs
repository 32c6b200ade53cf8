//! Recipients without an account: they read their digest by a link, choose what they get, and are known not to be
//! reached where mail comes back.

use fairwind::{
    access::{KeptBoard, background},
    digests::{self, Issued},
    entities::{
        access::audit_line,
        boards::{Wants, delivery_link, recipient},
    },
    kernel::ids::*,
    mail::Letter,
    sign_in::Letterhead,
};
use rocket::http::{ContentType, Status};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::digests::{busy, row};
use crate::support::{
    app::App,
    database::TestDatabase,
    process::Process,
    world::{World, put},
};

pub(super) const CHAIR: &str = "chair@rhw.example";
const BASE: &str = "https://fairwind.example";

pub(super) fn letterhead() -> Letterhead {
    Letterhead {
        service: "Fairwind".into(),
        base_url: BASE.into(),
        host: "fairwind.example".into(),
        reading_link_days: 30,
    }
}

pub(super) async fn board(app: &App, world: &World) -> KeptBoard {
    let acting = background::operator(&app.db, &app.clock);
    let boards = background::boards(&acting).await.expect("boards");
    let own = boards
        .into_iter()
        .find(|kept| kept.id() == world.trust.board);
    own.expect("the board")
}

/// Issues October's digest, or a correction of it.
pub(super) async fn issue(board: &KeptBoard) -> Result<DigestId, fairwind::kernel::fault::Fault> {
    let id = match digests::list(board).await?.first() {
        Some(latest) => digests::correct(board, latest, "The staff list was wrong").await?,
        None => digests::draft(board, digests::last_ended(board)).await?,
    };
    let draft = digests::find(board, id).await?;
    let to = digests::addressed(board).await?;
    let mark = digests::fingerprint(&digests::read(board, &draft, BASE).await?, &to)?;
    let issued = digests::issue(board, &draft, &mark, &letterhead()).await?;
    assert_eq!(issued, Issued::Now);
    Ok(id)
}

pub(super) async fn last_letter(app: &App) -> Letter {
    app.mail_to(CHAIR).await.pop().expect("a letter")
}

/// The path of a link in a letter's text.
fn link(letter: &Letter, path: &str) -> String {
    let text = letter.read().expect("it reads").text;
    let line = text.lines().find(|line| line.contains(path));
    let line = line.unwrap_or_else(|| panic!("no {path} in {text}"));
    line.trim().strip_prefix(BASE).expect("our own").to_owned()
}

/// An address like it that was never given out: its last character is another one.
pub(super) fn guessed(address: &str) -> String {
    let (given, last) = address.split_at(address.len() - 1);
    format!("{given}{}", if last == "A" { "E" } else { "A" })
}

/// A header of a letter, unfolded.
fn header(letter: &Letter, name: &str) -> Option<String> {
    let raw = String::from_utf8_lossy(letter.raw()).replace("\r\n ", " ");
    let head = raw.split("\r\n\r\n").next().unwrap_or_default().to_owned();
    let start = format!("{name}: ");
    head.split("\r\n").find_map(|line| {
        line.strip_prefix(&start)
            .map(|value| value.trim().to_owned())
    })
}

/// What a mail program posts, without a cookie or a page; the status of the answer.
async fn one_click(app: &App, address: &str, kind: ContentType, body: &str) -> Status {
    let request = app.client.post(address.to_owned()).header(kind).body(body);
    request.dispatch().await.status()
}

async fn wants(app: &App, world: &World) -> Wants {
    let found = recipient::Entity::find_by_id(world.trust.recipient)
        .one(app.db.read())
        .await;
    found.expect("a query").expect("the chair").wants
}

pub(super) async fn told(app: &App, act: &str) -> u64 {
    let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq(act));
    lines.count(app.db.read()).await.expect("a count")
}

/// What Postfix sends back for a mail.
pub(super) fn report(message_id: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: fairwind@localhost\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; {CHAIR}\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 {status} <{CHAIR}> unknown\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: A digest\r\n\r\nWords\r\n--b--\r\n"
    )
}

on_both! {
    async fn a_link_opens_just_that_digest_until_it_expires(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        issue(&board(&app, &world).await).await.expect("issued");
        let letter = last_letter(&app).await;
        let address = link(&letter, "/read/");
        assert!(letter.read().expect("it reads").html.contains(&format!("{BASE}{address}")));

        let mut reader = app.stranger();
        let seen = reader.open(&address).await;
        assert_eq!(seen.h1(), "System working at Royal Berkshire NHS Foundation Trust: October 2026");
        assert_eq!(row(&seen, "Nursing")[1..], ["32", "18", "56%", "11", "34%"]);
        let chart = seen.attribute("img.app-picture", "src").expect("a chart");
        assert!(reader.open(&chart).await.body.starts_with(b"\x89PNG"));
        for address in [&address, &chart] {
            let answer = app.client.get(address.clone()).dispatch().await;
            let robots = answer.headers().get_one("X-Robots-Tag").expect("a word to search engines");
            assert!(robots.contains("noindex"), "{robots}");
        }

        // It opens nothing else, and the database does not know it.
        assert!(reader.get("/boards").await.location.is_some_and(|to| to.starts_with("/sign-in")));
        assert_eq!(reader.get(&address.replace("/read/", "/unsubscribe/")).await.status, 404);
        assert_eq!(reader.get(&guessed(&address)).await.status, 404);
        let kept = delivery_link::Entity::find().one(app.db.read()).await.expect("a query").expect("a link");
        assert!(!address.contains(&kept.reading_hash) && kept.reading_hash.len() == 64);

        app.clock.set(app.clock.now().plus_seconds(30 * 86_400 - 1));
        reader.open(&address).await;
        app.clock.set(app.clock.now().plus_seconds(1));
        let ended = reader.get(&address).await;
        assert_eq!((ended.status, ended.h1().as_str()), (410, "This link opens nothing any more"));
        assert_eq!(reader.get(&chart).await.status, 404);
    }

    async fn a_secretary_withdraws_a_link(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let digest = issue(&board(&app, &world).await).await.expect("issued");
        let address = link(&last_letter(&app).await, "/read/");
        let mut reader = app.stranger();
        reader.open(&address).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let page = format!("/boards/{}/digests/{digest}", world.trust.board);
        let seen = beth.open(&page).await;
        assert!(seen.says("Link to read it: until 16 December 2026"), "{}", seen.text());
        let withdraw = seen.attribute("form[action$=link-withdrawal]", "action").expect("a button");
        let other = withdraw.replace(&world.trust.board.to_string(), &world.community.board.to_string());
        assert_eq!(beth.post(&other, &[]).await.status, 404);
        let seen = beth.submit(&withdraw, &[]).await;
        assert!(seen.says("Link to read it: withdrawn"), "{}", seen.text());
        assert_eq!(reader.get(&address).await.status, 410);
        beth.submit(&withdraw, &[]).await;
        assert_eq!(told(&app, "digest link withdrawn").await, 1);
    }

    async fn a_secretary_sees_that_a_digest_waits_because_mail_is_held(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let sending = format!("/systems/{}/sending", world.system);
        amir.open(&sending).await;
        amir.submit(&format!("{sending}/pause"), &[("reason", "Not yet")]).await;
        let digest = issue(&board(&app, &world).await).await.expect("issued");
        assert!(app.mail_to(CHAIR).await.is_empty());
        let mut beth = app.actor("beth@rhw.example").await;
        let page = format!("/boards/{}/digests/{digest}", world.trust.board);
        let held = "What waits is held";
        assert!(beth.open(&page).await.says(held));
        amir.submit(&format!("{sending}/resumption"), &[]).await;
        assert!(!beth.open(&page).await.says(held));
        assert_eq!(app.mail_to(CHAIR).await.len(), 1);
    }

    async fn one_click_stops_the_digests_and_only_a_post_does(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = board(&app, &world).await;
        issue(&board).await.expect("issued");
        let letter = last_letter(&app).await;
        let url = header(&letter, "List-Unsubscribe").expect("RFC 2369");
        let address = url.trim_matches(['<', '>']).strip_prefix(BASE).expect("ours, by https").to_owned();
        assert_eq!(header(&letter, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        assert_eq!(address, link(&letter, "/unsubscribe/"));

        // Machines that look at links open them, and may send what they like.
        let mut reader = app.stranger();
        assert!(reader.open(&address).await.says("This is about the digests of"));
        assert_eq!(app.client.head(address.clone()).dispatch().await.status(), Status::Ok);
        assert_eq!(one_click(&app, &address, ContentType::Form, "").await, Status::BadRequest);
        assert_eq!(one_click(&app, &format!("{address}/choice"), ContentType::Form, "wants=nothing").await, Status::Forbidden);
        assert_eq!(wants(&app, &world).await, Wants::Whole);

        let parts = ContentType::new("multipart", "form-data").with_params(("boundary", "b"));
        let said = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        assert_eq!(one_click(&app, &address, parts, said).await, Status::Ok);
        assert_eq!(wants(&app, &world).await, Wants::Nothing);
        assert_eq!(one_click(&app, &address, ContentType::Form, "List-Unsubscribe=One-Click").await, Status::Ok);
        assert_eq!(told(&app, "digest chosen").await, 1, "a repeat changes nothing");

        let refused = issue(&board).await.expect_err("nobody is left");
        assert!(refused.to_string().contains("Nobody would get this digest"), "{refused}");
        let mut beth = app.actor("beth@rhw.example").await;
        let recipients = format!("/boards/{}/recipients", world.trust.board);
        let seen = beth.open(&recipients).await;
        assert!(seen.says("Stopped") && seen.says("only they can change it"), "{}", seen.text());
        // Adding them again does not subscribe them again.
        let remove = seen.attribute("form[action$=removal]", "action").expect("a button");
        beth.submit(&remove, &[]).await;
        beth.submit(&recipients, &[("name", "Chair Person"), ("email", CHAIR)]).await;
        assert_eq!(wants(&app, &world).await, Wants::Nothing);
    }

    async fn a_recipient_chooses_to_get_only_the_link(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = board(&app, &world).await;
        issue(&board).await.expect("issued");
        let whole = last_letter(&app).await;
        let choosing = link(&whole, "/unsubscribe/");
        let mut reader = app.stranger();
        reader.open(&choosing).await;
        let wrong = reader.post(&format!("{choosing}/choice"), &[("wants", "everything")]).await;
        assert_eq!(wrong.status, 422);
        let seen = reader.submit(&format!("{choosing}/choice"), &[("wants", "link")]).await;
        assert_eq!(seen.attribute("input[name=wants][checked]", "value").as_deref(), Some("link"));
        assert_eq!(told(&app, "digest chosen").await, 1);

        let mut beth = app.actor("beth@rhw.example").await;
        assert!(beth.open(&format!("/boards/{}/recipients", world.trust.board)).await.says("Link only"));
        issue(&board).await.expect("issued");
        let letter = last_letter(&app).await;
        assert_ne!(letter.message_id(), whole.message_id());
        let reading = letter.read().expect("it reads");
        assert!(!reading.text.contains("56%") && !reading.html.contains("56%"), "{}", reading.text);
        assert!(!String::from_utf8_lossy(letter.raw()).contains("image/png"));
        assert!(header(&letter, "List-Unsubscribe").is_some());
        let seen = reader.open(&link(&letter, "/read/")).await;
        assert!(seen.says("Version 2, a correction") && seen.says("56%"), "{}", seen.text());
        // Each link opens its own digest, and the choice can be undone.
        assert!(!reader.open(&link(&whole, "/read/")).await.says("Version 2"));
        reader.submit(&format!("{choosing}/choice"), &[("wants", "whole")]).await;
        assert_eq!(wants(&app, &world).await, Wants::Whole);
    }

    async fn mail_that_comes_back_is_known_and_told_of_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = board(&app, &world).await;
        let digest = issue(&board).await.expect("issued");
        let letter = last_letter(&app).await;
        let acting = background::clockwork(&app.db, &app.clock);
        let folder = tempfile::tempdir().expect("a folder");
        let put_there = |name: &str, content: &str| std::fs::write(folder.path().join(name), content).expect("written");
        let page = format!("/boards/{}/digests/{digest}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;

        // One that is only late is noted, and the rest of the folder is of no harm.
        put_there("1.eml", "\0\u{1}\u{2} no mail at all");
        put_there("2.eml", &report("<somebody@elses.example>", "failed", "5.1.1"));
        put_there("3.eml", &report(letter.message_id(), "delayed", "4.2.2"));
        put_there("notes.txt", "not mail");
        assert_eq!(digests::take_returns(&acting, folder.path()).await.expect("read"), 1);
        assert!(folder.path().join("not-understood/1.eml").exists() && folder.path().join("notes.txt").exists());
        assert!(folder.path().join("done/2.eml").exists() && folder.path().join("done/3.eml").exists());
        let seen = beth.open(&page).await;
        assert!(seen.says("Delayed: 4.2.2") && seen.says("1 sent"), "{}", seen.text());
        assert_eq!(digests::tell_of_failures(&acting, &letterhead()).await.expect("told"), 0);

        // One that came back is told of, once, and the address is left alone until the secretary says otherwise.
        put_there("3.eml", &report(letter.message_id(), "failed", "5.1.1"));
        put_there("4.eml", &report(letter.message_id(), "failed", "5.1.1"));
        assert_eq!(digests::take_returns(&acting, folder.path()).await.expect("read"), 2);
        assert!(folder.path().join("done/1-3.eml").exists(), "no file is lost");
        assert_eq!(told(&app, "recipient unreachable").await, 1);
        let seen = beth.open(&page).await;
        assert!(seen.says("Came back") && seen.says("1 failed"), "{}", seen.text());
        assert!(!seen.says(&format!("<{CHAIR}> unknown")), "the answer names nobody");
        assert_eq!(digests::tell_of_failures(&acting, &letterhead()).await.expect("told"), 1);
        assert_eq!(digests::tell_of_failures(&acting, &letterhead()).await.expect("told"), 0);
        let mails = app.mail_to("beth@rhw.example").await;
        let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
        let mail = mail.read().expect("it reads");
        assert_eq!(mail.subject, "The digest for October 2026 did not reach 1 recipient");
        assert!(mail.text.contains("Chair Person") && mail.text.contains(&format!("{BASE}{page}")), "{}", mail.text);

        let seen = beth.open(&format!("/boards/{}/recipients", world.trust.board)).await;
        assert!(seen.says("Does not arrive") && seen.says("5.1.1"), "{}", seen.text());
        assert!(issue(&board).await.is_err());
        let again = seen.attribute("form[action$=another-try]", "action").expect("a button");
        let seen = beth.submit(&again, &[]).await;
        assert!(!seen.says("Does not arrive"), "{}", seen.text());
        let latest = digests::list(&board).await.expect("digests").remove(0);
        let to = digests::addressed(&board).await.expect("recipients");
        let mark = digests::fingerprint(&digests::read(&board, &latest, BASE).await.expect("words"), &to).expect("a mark");
        digests::issue(&board, &latest, &mark, &letterhead()).await.expect("issued");
        assert_eq!(app.mail_to(CHAIR).await.len(), 2);
    }

    async fn reports_in_a_maildir_are_read_too(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        issue(&board(&app, &world).await).await.expect("issued");
        let letter = last_letter(&app).await;
        let acting = background::clockwork(&app.db, &app.clock);
        let folder = tempfile::tempdir().expect("a folder");
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(folder.path().join(part)).expect("a Maildir");
        }
        std::fs::write(folder.path().join("tmp/half"), "From: half").expect("written");
        std::fs::write(folder.path().join("new/1.M1.host"), report(letter.message_id(), "failed", "4.4.7")).expect("written");
        assert_eq!(digests::take_returns(&acting, folder.path()).await.expect("read"), 1);
        assert!(folder.path().join("tmp/half").exists() && folder.path().join("done/1.M1.host").exists());
        // It did not arrive, but nothing is wrong with the address.
        assert_eq!(told(&app, "recipient unreachable").await, 0);
        assert_eq!(digests::tell_of_failures(&acting, &letterhead()).await.expect("told"), 1);
    }

    async fn a_delivery_that_fails_is_told_of_and_holds_up_nobody(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = board(&app, &world).await;
        let write = app.db.write().await.expect("a transaction");
        let chair = recipient::Entity::find_by_id(world.trust.recipient).one(write.on()).await.expect("a query").expect("the chair");
        // As no form of ours would let it in, and no mail can be built for it.
        for (name, email) in [("Ann Bad", "nobody at all"), ("Bob Bad", "nobody, either")] {
            put(write.on(), recipient::Model { id: RecipientId::new(), name: name.into(), email: email.into(), ..chair.clone() }).await;
        }
        write.commit().await.expect("recipients");
        issue(&board).await.expect("issued");
        assert_eq!(app.mail().await.len(), 1, "the chair has it");
        let acting = background::clockwork(&app.db, &app.clock);
        let letterhead = letterhead();
        let tell = || digests::tell_of_failures(&acting, &letterhead);
        let (one, other) = tokio::join!(tell(), tell());
        assert_eq!(one.expect("told") + other.expect("told"), 1, "two processes tell once");
        let mails = app.mail_to("beth@rhw.example").await;
        assert_eq!(mails.len(), 1);
        let mail = mails[0].read().expect("it reads");
        assert_eq!(mail.subject, "The digest for October 2026 did not reach 2 recipients");
        assert!(mail.text.contains("Ann Bad and Bob Bad"), "{}", mail.text);
    }
}

#[test]
fn the_service_reads_the_folder_that_its_settings_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let returns = folder.path().join("returns");
    std::fs::create_dir(&returns).expect("a folder");
    std::fs::write(returns.join("1.eml"), "no report").expect("written");
    let setting = returns.to_str().expect("a path");
    let process = Process::serve(folder.path(), &[("FAIRWIND_RETURNS_FOLDER", setting)]);
    let begun = std::time::Instant::now();
    while !returns.join("not-understood/1.eml").exists() {
        assert!(begun.elapsed().as_secs() < 60, "{}", process.log());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
