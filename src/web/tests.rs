//! The furniture as a browser meets it: over HTTP.

use rocket::http::{Header, Status};
use rocket::local::blocking::{Client, LocalResponse};
use rocket::{Build, Rocket, get, routes};

use super::chrome::Chrome;
use super::components::Gallery;
use super::compression::Compression;
use super::errors::{ErrorView, error_page};
use super::forms::Errors;
use super::headers::Headers;
use super::page::Page;
use super::statements::{AccessibilityStatement, Privacy};
use super::{assets, components};
use crate::kernel::templates::{View, render_sample, samples_of};

#[get("/gallery")]
fn gallery() -> Page<Gallery> {
    let none = Errors::new();
    Page::new(Chrome::sample(), "Every component", Gallery::new(&none)).errors(&none)
}

#[get("/gallery/wrong")]
fn wrong() -> Page<Gallery> {
    let errors = Gallery::wrong();
    Page::new(Chrome::sample(), "Every component", Gallery::new(&errors)).errors(&errors)
}

#[derive(serde::Serialize)]
struct Clashing {
    title: &'static str,
}

impl View for Clashing {
    const TEMPLATE: &'static str = "gallery";
    fn samples() -> Vec<Self> {
        vec![Self { title: "x" }]
    }
}

#[get("/clashing")]
fn clashing() -> Page<Clashing> {
    Page::new(Chrome::sample(), "Clashing", Clashing { title: "mine" })
}

#[get("/short")]
fn short() -> &'static str {
    "short"
}

#[get("/preview")]
fn preview() -> (rocket::http::ContentType, String) {
    (rocket::http::ContentType::PNG, "x".repeat(4000))
}

fn server(secure: bool) -> Rocket<Build> {
    let quiet = rocket::Config::figment().merge(("log_level", "off"));
    rocket::custom(quiet)
        .mount("/", routes![gallery, wrong, clashing, short, preview])
        .mount("/", assets::routes())
        .attach(Compression)
        .attach(Headers { secure })
}

fn client() -> Client {
    Client::untracked(server(false)).expect("the server starts")
}

fn header<'a>(answer: &'a LocalResponse<'_>, name: &str) -> &'a str {
    answer.headers().get_one(name).unwrap_or_default()
}

fn accepting(encodings: &'static str) -> Header<'static> {
    Header::new("Accept-Encoding", encodings)
}

fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut reader = flate2::read::GzDecoder::new(bytes);
    std::io::Read::read_to_string(&mut reader, &mut text).expect("gzip of text");
    text
}

#[test]
fn every_sample_of_our_own_pages_is_drawn() {
    let samples = [
        samples_of::<Page<components::Gallery>>(),
        samples_of::<Page<ErrorView>>(),
        samples_of::<Page<AccessibilityStatement>>(),
        samples_of::<Page<Privacy>>(),
    ];
    for sample in samples.into_iter().flat_map(|one| one.expect("samples")) {
        let html = render_sample(&sample).expect(sample.template);
        assert!(html.contains("</html>"), "{}", sample.template);
    }
}

#[test]
fn a_page_says_its_title_twice_and_its_errors_first() {
    let client = client();
    let good = client.get("/gallery").dispatch();
    assert_eq!(good.status(), Status::Ok);
    assert_eq!(header(&good, "Content-Type"), "text/html; charset=utf-8");
    let good = good.into_string().expect("text");
    assert!(good.contains("<title>Every component – Fairwind</title>"));
    assert!(good.contains(r#"<h1 class="nhsuk-heading-l">Every component</h1>"#));
    assert!(!good.contains("There is a problem"));

    let bad = client.get("/gallery/wrong").dispatch();
    assert_eq!(bad.status(), Status::UnprocessableEntity);
    let bad = bad.into_string().expect("text");
    assert!(bad.contains("<title>Error: Every component – Fairwind</title>"));
    let summary = bad.find("There is a problem").expect("a summary");
    assert!(summary < bad.find("<h1").expect("a heading"));
}

#[test]
fn a_page_that_cannot_be_drawn_is_a_500_without_a_word_of_why() {
    let client = client();
    let answer = client.get("/clashing").dispatch();
    assert_eq!(answer.status(), Status::InternalServerError);
    assert!(
        !answer
            .into_string()
            .unwrap_or_default()
            .contains("title mine")
    );
}

#[test]
fn every_file_that_a_page_names_is_served_for_good() {
    let client = client();
    let page = client
        .get("/gallery")
        .dispatch()
        .into_string()
        .expect("text");
    let style = client.get(assets::address("fairwind.css")).dispatch();
    let style = style.into_string().expect("text");
    let mut addresses: Vec<&str> = page
        .split('"')
        .chain(style.split(['"', '(', ')', ' ']))
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert!(addresses.len() >= 7, "{addresses:?}");
    for address in addresses {
        let raw = client.get(address).dispatch();
        assert_eq!(raw.status(), Status::Ok, "{address}");
        assert_eq!(
            header(&raw, "Cache-Control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(&raw, "Vary"), "Accept-Encoding");
        assert_eq!(header(&raw, "X-Content-Type-Options"), "nosniff");
        let raw = raw.into_string().expect("text");

        let gzip = client.get(address).header(accepting("deflate, gzip;q=0.8"));
        let gzip = gzip.dispatch();
        assert_eq!(header(&gzip, "Content-Encoding"), "gzip");
        assert_eq!(unpacked(&gzip.into_bytes().expect("bytes")), raw);

        let brotli = client.get(address).header(accepting("gzip, br")).dispatch();
        assert_eq!(header(&brotli, "Content-Encoding"), "br");
        let refused = client.get(address).header(accepting("gzip;q=0, br;q=0"));
        assert_eq!(header(&refused.dispatch(), "Content-Encoding"), "");
    }
    let gone = client.get("/assets/fairwind-000000000000.css").dispatch();
    assert_eq!(gone.status(), Status::NotFound);
    let icon = client.get("/favicon.ico").dispatch();
    assert_eq!(header(&icon, "Location"), assets::address("icon.svg"));
}

#[test]
fn the_style_sheet_asks_no_other_host_for_anything() {
    let client = client();
    for name in ["fairwind.css", "fairwind.js"] {
        let file = client.get(assets::address(name)).dispatch();
        let file = file.into_string().expect("text");
        for never in [
            "@font-face",
            "Frutiger",
            "assets.nhs.uk",
            "sourceMappingURL",
        ] {
            assert!(!file.contains(never), "{name} has {never}");
        }
    }
}

#[test]
fn a_first_visit_weighs_less_than_60_kb() {
    let client = client();
    let weight = |address: &str| {
        let answer = client.get(address).header(accepting("gzip, br")).dispatch();
        answer.into_bytes().expect("bytes").len()
    };
    let parts: Vec<usize> = [
        "/gallery",
        assets::address("fairwind.css"),
        assets::address("fairwind.js"),
        assets::address("icon.svg"),
    ]
    .map(weight)
    .into();
    println!("page, style, script, icon: {parts:?}");
    assert!(parts.iter().sum::<usize>() < 60_000, "{parts:?}");
}

#[test]
fn pages_are_packed_for_browsers_that_unpack_and_left_alone_otherwise() {
    let client = client();
    let plain = client.get("/gallery").dispatch();
    assert_eq!(header(&plain, "Content-Encoding"), "");
    assert_eq!(header(&plain, "Vary"), "Accept-Encoding");
    let plain = plain.into_string().expect("text");
    let packed = client.get("/gallery").header(accepting("gzip")).dispatch();
    assert_eq!(header(&packed, "Content-Encoding"), "gzip");
    let length: usize = header(&packed, "Content-Length")
        .parse()
        .unwrap_or_default();
    let bytes = packed.into_bytes().expect("bytes");
    assert!(length == 0 || length == bytes.len());
    assert!(bytes.len() * 3 < plain.len());
    assert_eq!(unpacked(&bytes), plain);
    for alone in ["/short", "/preview"] {
        let answer = client.get(alone).header(accepting("gzip")).dispatch();
        assert_eq!(header(&answer, "Content-Encoding"), "", "{alone}");
    }
}

#[test]
fn every_answer_is_protected_and_only_assets_are_kept() {
    let client = client();
    for path in ["/gallery", "/nowhere", "/short"] {
        let answer = client.get(path).dispatch();
        assert!(
            header(&answer, "Content-Security-Policy").starts_with("default-src 'none';"),
            "{path}"
        );
        assert_eq!(header(&answer, "Cache-Control"), "no-store");
        assert_eq!(header(&answer, "Referrer-Policy"), "same-origin");
        assert_eq!(header(&answer, "Cross-Origin-Opener-Policy"), "same-origin");
        assert!(header(&answer, "Permissions-Policy").contains("camera=()"));
        assert_eq!(answer.headers().get("Permissions-Policy").count(), 1);
        assert_eq!(header(&answer, "Strict-Transport-Security"), "");
    }
    let secure = Client::untracked(server(true)).expect("the server starts");
    let answer = secure.get("/gallery").dispatch();
    assert_eq!(
        header(&answer, "Strict-Transport-Security"),
        "max-age=31536000"
    );
}

#[test]
fn an_error_page_keeps_its_status_and_names_the_way_on() {
    for code in [400, 403, 404, 405, 413, 422, 429, 500, 502, 503] {
        let page = error_page(Status::new(code), Chrome::anonymous("Fairwind", "t"));
        let html = crate::kernel::templates::render(&page).expect("drawn");
        assert!(html.contains("Go to the start"), "{code}");
        assert!(!html.contains("Sign out"), "{code}");
    }
}
