//! A digest's mail as mail programs and their filters take it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use scraper::{Html, Selector};

use super::readers::{CHAIR, board, issue};
use crate::support::{app::App, database::TestDatabase, world::World};

/// Gmail cuts a message's HTML off after 102 kB.
pub(super) const MOST_HTML: usize = 100_000;

/// What Outlook, which draws as Word does, or Gmail leave out.
const NOT_DRAWN: &[&str] = &[
    "<svg",
    "<style",
    "<script",
    "<link",
    "<form",
    "<video",
    "display:flex",
    "display:grid",
    "position:",
    "float:",
    "background-image",
    "url(",
    "calc(",
    "var(",
    "rem;",
];

/// What SpamAssassin, by its own rules and without asking the network, gives a message, and what it says to that. It
/// learns nothing from one run for the next.
pub(super) fn spam_score(raw: &[u8]) -> (f64, String) {
    let home = tempfile::tempdir().expect("a folder");
    let mut assassin = Command::new("spamassassin")
        .args(["--local", "--test-mode", "--cf", "use_bayes 0"])
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("SpamAssassin is installed: apt-get install spamassassin");
    let mut stdin = assassin.stdin.take().expect("piped");
    stdin.write_all(raw).expect("read");
    drop(stdin);
    let said = assassin.wait_with_output().expect("ended").stdout;
    let said = String::from_utf8_lossy(&said);
    let details = said
        .split("Content analysis details:")
        .nth(1)
        .unwrap_or_else(|| panic!("no score in {said}"));
    let score = details
        .trim_start()
        .trim_start_matches('(')
        .split(' ')
        .next()
        .unwrap_or_default();
    let score = score
        .parse()
        .unwrap_or_else(|_| panic!("no score in {details}"));
    (score, details.to_owned())
}

#[test]
fn what_is_spam_is_found_out() {
    // The line that every filter takes for spam, so that they can be tested.
    let generic = "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\n\r\n\
                   XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";
    let (score, details) = spam_score(generic.as_bytes());
    assert!(score > 900.0, "{details}");
}

on_both! {
    async fn a_digests_mail_is_no_spam_and_holds_in_outlook_and_gmail(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        issue(&board(&app, &world).await).await.expect("issued");
        let letter = app.mail_to(CHAIR).await.pop().expect("a letter");
        let (score, details) = spam_score(letter.raw());
        assert!(score < 1.0, "{details}");

        // As it was sent: the mailbox page of the demo puts its pictures into it.
        let message = mail_parser::MessageParser::default().parse(letter.raw()).expect("a message");
        let (html, text) = (message.body_html(0).expect("HTML"), message.body_text(0).expect("a text"));
        assert!(html.len() < MOST_HTML, "{} bytes of HTML", html.len());
        let folded = html.to_lowercase().replace(": ", ":");
        for not_drawn in NOT_DRAWN {
            assert!(!folded.contains(not_drawn), "{not_drawn}");
        }
        let drawn = Html::parse_document(&html);
        let all = |selector: &str| {
            let selector = Selector::parse(selector).expect("a selector");
            drawn.select(&selector).map(|e| e.value().clone()).collect::<Vec<_>>()
        };
        assert!(all("[class]").is_empty(), "what has a class is drawn by a style sheet that is not there");
        for image in all("img") {
            assert!(image.attr("src").is_some_and(|src| src.starts_with("cid:")), "{image:?}");
            assert!(image.attr("alt").is_some_and(|alt| !alt.is_empty()) && image.attr("width").is_some(), "{image:?}");
        }
        for head in all("th") {
            assert!(head.attr("scope").is_some(), "{head:?}");
        }
        for link in all("a") {
            let href = link.attr("href").unwrap_or_default();
            assert!(href.starts_with("https://fairwind.example/"), "{href}");
        }
        assert!(!all("table").is_empty());

        // The plain text stands on its own.
        assert!(!text.contains('<') && !text.contains("&amp;"));
        let too_long = text.lines().find(|line| line.chars().count() > 78 && !line.contains("https://"));
        assert_eq!(too_long, None);
        assert!(text.contains("What these figures count") || text.to_uppercase().contains("WHAT THESE FIGURES COUNT"));
    }
}
