//! The browser, on pages made to be looked at.

use std::time::Duration;

use super::{Browser, Screen};
use crate::support::database::runtime;
use crate::support::site::{Asked, serve};

const POLICY: &str = "Content-Security-Policy: default-src 'self'";

const FORM: &str = r##"<!DOCTYPE html><html lang="en-GB"><head><title>Log work - Fairwind</title>
<meta name="viewport" content="width=device-width"><script src="/script.js" defer></script></head><body><main>
<h1>Log work</h1><p id="who">nobody</p>
<form action="/done"><label for="m">Minutes</label><input id="m" name="minutes" value="60">
<label>Words <textarea name="words"></textarea></label>
<fieldset><legend>Date</legend><label for="d">Day</label><input id="d" name="day"></fieldset>
<fieldset><legend>Review</legend><label for="r">Day</label><input id="r" name="review"></fieldset>
<fieldset><legend>Kind</legend><input type="radio" name="kind" id="k1" value="a"><label for="k1">Meeting</label>
<input type="radio" name="kind" id="k2" value="b"><label for="k2">A partner's “visit”</label></fieldset>
<label for="p">Place</label><select id="p" name="place"><option value="1">North</option><option value="2">South</option></select>
<button>Save it</button></form>
<a href="/faulty">Something  else</a>
</main></body></html>"##;

const FAULTY: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Faulty - Fairwind</title></head>
<body><main><h1>Faulty</h1><input name="unlabelled"><div class="w">wide</div><img src="/script.js"></main></body></html>"#;

const SIGN_IN: &str = r#"<!DOCTYPE html><html lang="en-GB"><head><title>Sign in - Fairwind</title></head>
<body><header><form action="/no"><button>Menu</button></form></header><main><h1>Sign in</h1>
<form action="/in"><label for="e">Email</label><input id="e" type="email" name="email">
<label for="p">Password</label><input id="p" type="password" name="password"><button>Sign in</button></form></main></body></html>"#;

fn site() -> String {
    serve(|Asked { what, cookies, .. }| {
        let (kind, body) = match what.split(['?', ' ']).nth(1).unwrap_or_default() {
            "/form" => ("text/html", FORM.to_owned()),
            "/faulty" => ("text/html", FAULTY.to_owned()),
            "/sign-in" => ("text/html", SIGN_IN.to_owned()),
            "/script.js" => (
                "text/javascript",
                "document.getElementById('who').textContent = 'a script';".to_owned(),
            ),
            "/favicon.ico" => return "404 Not Found\n\n".to_owned(),
            path => (
                "text/html",
                format!("<h1>{path}</h1><p>{what}</p><p>cookies: {cookies}</p>"),
            ),
        };
        format!(
            "200 OK\nContent-Type: {kind}; charset=utf-8\nSet-Cookie: seen=yes\nCache-Control: max-age=600\n{POLICY}\n\n{body}"
        )
    })
}

#[test]
fn a_form_is_filled_in_as_people_do() {
    runtime().block_on(async {
        let browser = Browser::at(&site()).await;
        browser.open("/form").await;
        assert_eq!(browser.h1().await, "Log work");
        browser.fill("Minutes", "45").await;
        browser.fill("Words", "We met").await;
        browser.fill_in("Date", "Day", "3").await;
        browser.fill_in("Review", "Day", "4").await;
        browser.choose("Meeting").await;
        browser.choose_in("Kind", "A partner's “visit”").await;
        browser.select("Place", "South").await;
        browser.press("Save it").await;
        assert_eq!(browser.h1().await, "/done");
        assert_eq!(
            browser.path().await,
            "/done?minutes=45&words=We+met&day=3&review=4&kind=b&place=2"
        );
        assert!(browser.text().await.contains("cookies: seen=yes"));
    });
}

#[test]
fn a_turn_begins_without_the_cookies_of_the_one_before() {
    runtime().block_on(async {
        let site = site();
        let first = Browser::at(&site).await;
        first.open("/form").await;
        drop(first);
        let second = Browser::at(&site).await;
        second.open("/other").await;
        let text = second.text().await;
        assert!(!text.contains("seen=yes"), "{text}");
    });
}

#[test]
fn signing_in_fills_in_the_form_of_the_page_and_not_of_its_header() {
    runtime().block_on(async {
        let browser = Browser::at(&site()).await;
        browser.sign_in("a@example.org", "seven boats").await;
        assert_eq!(
            browser.path().await,
            "/in?email=a%40example.org&password=seven+boats"
        );
    });
}

#[test]
fn a_page_can_be_looked_at_without_its_script_and_on_a_phone() {
    runtime().block_on(async {
        let browser = Browser::at(&site()).await;
        browser.scripts(false).await;
        browser.open("/form").await;
        assert!(browser.text().await.contains("nobody"));
        browser.press("Save it").await;
        assert_eq!(browser.h1().await, "/done");

        browser.scripts(true).await;
        browser.open("/form").await;
        assert!(browser.text().await.contains("a script"));
        assert!(browser.html().await.contains("<p id=\"who\">a script</p>"));
        let width = "return window.innerWidth";
        assert_eq!(browser.run(width).await, 1280);
        browser.screen(Screen::Phone).await;
        assert_eq!(browser.run(width).await, 390);
        assert!(!browser.is_too_wide().await);
        browser
            .run("document.querySelector('h1').innerHTML = '<p>' + 'w'.repeat(400)")
            .await;
        assert!(browser.is_too_wide().await);

        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("form.png");
        browser.screenshot(&file).await;
        let picture = std::fs::read(&file).expect("a picture");
        assert!(picture.starts_with(b"\x89PNG"));
    });
}

#[test]
fn axe_complains_of_a_faulty_page_under_a_strict_policy() {
    runtime().block_on(async {
        let browser = Browser::at(&site()).await;
        browser.open("/form").await;
        assert_eq!(browser.axe().await, Vec::<String>::new());
        browser.follow("Something else").await;
        let complaints = browser.axe().await;
        for rule in ["label (critical)", "image-alt (critical)"] {
            assert!(
                complaints
                    .iter()
                    .any(|complaint| complaint.starts_with(rule)),
                "no {rule} in {complaints:#?}"
            );
        }
    });
}

#[test]
fn a_page_is_weighed_with_all_it_asked_for() {
    runtime().block_on(async {
        let browser = Browser::at(&site()).await;
        browser.open("/form").await;
        let first = browser.weigh().await;
        assert_eq!(first.requests, 2);
        let least = u64::try_from(FORM.len()).expect("a length");
        assert!(
            first.bytes > least && first.bytes < least + 1500,
            "{first:?}"
        );

        browser.open("/faulty").await;
        browser.open("/form").await;
        let again = browser.weigh().await;
        assert!(
            again.bytes < first.bytes,
            "the script came twice: {again:?}"
        );
        browser.forget_what_is_cached().await;
        browser.open("/form").await;
        assert_eq!(browser.weigh().await, first);
    });
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let message = std::thread::spawn(|| {
        runtime().block_on(async {
            let browser = Browser::at(&site()).await;
            browser.open("/form").await;
            tokio::time::timeout(Duration::from_secs(20), browser.press("Nowhere")).await
        })
    })
    .join()
    .expect_err("there is no such button");
    let message = message.downcast_ref::<String>().expect("words");
    assert!(
        message.contains("Nowhere") && message.contains("Log work"),
        "{message}"
    );
}
