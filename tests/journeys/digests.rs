//! Participation on the page, in its export and in a digest; a digest drafted, issued once and kept as it was.

use std::collections::BTreeMap;

use fairwind::{
    access::background,
    boards,
    digests::{self, Issued},
    entities::{
        boards::{delivery, digest},
        engagement::entry,
        mail::{MailState, mail_picture, outgoing_mail},
        objectives::{Level, ObjectiveState, Side, objective},
    },
    kernel::ids::*,
    sign_in::Letterhead,
    tallies,
};
use scraper::{ElementRef, Html, Selector};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use uuid::Uuid;

use crate::support::{
    actors::Seen,
    app::App,
    database::TestDatabase,
    world::{World, add_employment, add_person, day, put},
};

/// Of each partner's 43 doctors and 32 nurses, some have an objective and some took part in October.
const DOCTORS: (usize, usize) = (15, 12);
pub(super) const NURSES: (usize, usize) = (18, 11);

/// The small world with so many people that nothing has to be hidden.
pub(super) async fn busy(app: &App) -> World {
    let world = World::small(app).await;
    let write = app.db.write().await.expect("a transaction");
    for partner in [&world.trust, &world.community] {
        let mut doctors = Vec::new();
        for number in 1..=40 {
            let person =
                add_person(write.on(), app, &format!("Doctor Number {number}"), None).await;
            doctors.push(
                add_employment(
                    write.on(),
                    app,
                    person,
                    partner.id,
                    Some(world.medical),
                    None,
                )
                .await,
            );
        }
        for (people, (with, took)) in [(&doctors, DOCTORS), (&partner.nurses, NURSES)] {
            for employment in &people[..with] {
                put(write.on(), agreed_objective(app, *employment)).await;
            }
            for employment in &people[..took] {
                put(write.on(), october_entry(app, *employment, world.meeting)).await;
            }
        }
        tallies::recount(&write, partner.id, app.clock.today())
            .await
            .expect("tallies");
    }
    write.commit().await.expect("people");
    world
}

pub(super) fn agreed_objective(app: &App, employment_id: EmploymentId) -> objective::Model {
    objective::Model {
        id: ObjectiveId::new(),
        employment_id,
        year_on: day("2026-04-01"),
        title: "Home sooner".into(),
        what: "People go home sooner".into(),
        due_on: day("2027-03-31"),
        purpose: "Two organisations care for them".into(),
        level: Level::Place,
        state: ObjectiveState::Agreed,
        awaits: Side::Staff,
        agreed_on: Some(day("2026-05-01")),
        closed_on: None,
        revision: 1,
        created_at: app.clock.now(),
    }
}

pub(super) fn october_entry(
    app: &App,
    employment_id: EmploymentId,
    entry_kind_id: EntryKindId,
) -> entry::Model {
    entry::Model {
        id: EntryId::new(),
        employment_id,
        done_on: day("2026-10-12"),
        minutes: 60,
        entry_kind_id,
        objective_id: None,
        changed: String::new(),
        tension_kind_id: None,
        tension_words: String::new(),
        form_token: Uuid::now_v7(),
        created_at: app.clock.now(),
        amended_at: None,
        withdrawn_at: None,
    }
}

/// So many more nurses of the trust log a piece of October's work.
pub(super) async fn more_nurses_took_part(app: &App, world: &World, (from, more): (usize, usize)) {
    let nurses = &world.trust.nurses[from..from + more];
    let write = app.db.write().await.expect("a transaction");
    let opened = tallies::open(&write, app.clock.today(), nurses)
        .await
        .expect("tallies");
    for nurse in nurses {
        put(write.on(), october_entry(app, *nurse, world.meeting)).await;
    }
    opened.close(&write).await.expect("tallies");
    write.commit().await.expect("an entry");
}

pub(super) fn october(world: &World, path: &str) -> String {
    format!("{path}?system={}&period=month-2026-10", world.system)
}

/// One row of the page's table of figures: its name, then its cells as they read.
pub(super) fn row(page: &Seen, name: &str) -> Vec<String> {
    let html = Html::parse_document(&page.html());
    let [rows, cells, words] =
        ["#figures tr", "th, td", ".app-cell"].map(|s| Selector::parse(s).expect("a selector"));
    let read = |element: ElementRef<'_>| element.text().collect::<String>().trim().to_owned();
    html.select(&rows)
        .map(|row| {
            let cells = row
                .select(&cells)
                .map(|cell| read(cell.select(&words).next().unwrap_or(cell)));
            cells.collect::<Vec<_>>()
        })
        .find(|row| row[0].contains(name))
        .unwrap_or_else(|| panic!("no row {name}: {}", page.text()))
}

fn letterhead() -> Letterhead {
    Letterhead {
        service: "Fairwind".into(),
        base_url: "https://fairwind.example".into(),
        host: "fairwind.example".into(),
        reading_link_days: 90,
    }
}

async fn count<E: EntityTrait>(app: &App) -> u64
where
    for<'a> sea_orm::Select<E>: PaginatorTrait<'a, sea_orm::DatabaseConnection>,
{
    E::find().count(app.db.read()).await.expect("a count")
}

on_both! {
    async fn the_page_its_export_and_the_digest_have_the_same_figures(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;

        let page = sam.open(&october(&world, "/participation")).await;
        assert!(page.says("Across 2 partners, 31% took part in system working (46 of 150 staff)"), "{}", page.text());
        assert_eq!(row(&page, "Nursing")[2..], ["34%11 of 32", "34%11 of 32"]);
        assert_eq!(row(&page, "All staff groups")[1..], ["31%46 of 150", "31%23 of 75", "31%23 of 75"]);
        let csv = sam.open(&october(&world, "/participation.csv")).await;
        assert!(csv.content_type.starts_with("text/csv"));
        let line = csv.html().lines().find(|l| l.contains("Nursing") && l.contains("Royal Berkshire")).map(str::to_owned);
        assert_eq!(line.as_deref(), Some("October 2026,Nursing and Midwifery Registered,Royal Berkshire NHS Foundation Trust,34%,34.4,20.4,51.7,11,32,"));
        let csv = csv.html();
        let heading: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().take_while(|line| !line.starts_with("Period,")).collect();
        assert_eq!(heading[0], "\"Participation by staff group and organisation, all partners of Thames Valley, October 2026\"");
        assert!(heading[1].trim_start_matches('"').starts_with("Published on 16 November 2026."), "{heading:?}");
        assert!(heading.iter().any(|line| line.contains("“Hidden” means that fewer than 10 people")), "{heading:?}");

        let own = format!("{}&organisation={}", october(&world, "/participation"), world.trust.id);
        let own = sam.open(&own).await;
        assert_eq!(row(&own, "Nursing")[1..], ["32", "18", "56%39% to 72%", "11", "34%20% to 52%"]);

        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        assert!(beth.open(&board).await.says("The digest for October 2026 has not been issued"));
        let draft = beth.submit(&format!("{board}/digests"), &[("period", "month-2026-10")]).await;
        assert_eq!(row(&draft, "Nursing")[1..], ["32", "18", "56%", "11", "34%"]);
        let said = "In October 2026, 31% took part in system working (23 of 75 staff), against 31% at all partners of Thames Valley.";
        assert!(draft.says(said), "{}", draft.text());
        assert_eq!(draft.attributes("figure svg title", "id"), ["chart-title"]);
    }

    async fn every_way_to_look_and_every_export_shows_the_same(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let by_kind = format!("{}&by=kind", october(&world, "/participation"));
        let page = sam.open(&by_kind).await;
        assert!(page.says("by kind of organisation, in October 2026, as things stood"), "{}", page.text());
        assert!(page.says("Published on"), "{}", page.text());
        assert_eq!(row(&page, "NHS trust")[1..], ["150", "66", "44%36% to 52%", "46", "31%24% to 38%"]);
        assert_eq!(row(&page, "All partners")[1..], row(&page, "NHS trust")[1..]);
        let by_organisation = by_kind.replace("kind", "organisation");
        let page = sam.open(&by_organisation).await;
        assert_eq!(row(&page, "Royal Berkshire")[1..], ["75", "33", "44%33% to 55%", "23", "31%21% to 42%"]);

        // What was there a month before is hidden, because nobody took part; so nothing is said of a change.
        let compared = format!("{by_organisation}&compare=before");
        let page = sam.open(&compared).await;
        let cells = row(&page, "Royal Berkshire");
        assert_eq!(cells[6..], ["44%33% to 55%", "no clear change", "hidden", "cannot be compared"]);

        // By staff group all partners are taken together, beside the month before.
        let by_group = format!("{}&compare=before", october(&world, "/participation"));
        let page = sam.open(&by_group).await;
        assert!(page.says("the figures of all partners of Thames Valley by staff group, in October 2026"), "{}", page.text());
        assert!(page.says("compared with September 2026"), "{}", page.text());
        let nurses = row(&page, "Nursing");
        assert_eq!(nurses[1..], ["64", "36", "56%44% to 68%", "22", "34%24% to 47%", "56%44% to 68%", "no clear change", "hidden", "cannot be compared"]);
        let csv = sam.open(&by_group.replace("/participation", "/participation.csv")).await.html();
        assert!(csv.contains("Figures of all partners by staff group, Thames Valley, October 2026, compared with September 2026"), "{csv}");

        let json = sam.open(&compared.replace("/participation", "/participation.json")).await;
        let whole: serde_json::Value = serde_json::from_str(&json.html()).expect("JSON");
        assert!(whole["heading"].to_string().contains("Published on 16 November 2026"), "{whole}");
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_value(whole["rows"].clone()).expect("rows");
        let trust = rows.iter().find(|row| row["Organisation"].as_str().is_some_and(|name| name.starts_with("Royal"))).expect("a row");
        assert_eq!((trust["Staff"].as_i64(), trust["Uptake"].as_str()), (Some(75), Some("44%")));
        assert_eq!(trust["Participation in September 2026"].as_str(), Some("hidden"));
        // Numbers where a rate is shown, and the word for what is hidden where it is not.
        let numbers = ["(%)", "interval from (%)", "interval to (%)"].map(|head| trust[&format!("Participation {head}")].as_f64());
        assert_eq!(numbers, [Some(30.7), Some(21.4), Some(41.8)]);
        assert_eq!((&trust["Uptake in September 2026 (%)"], &trust["Uptake in September 2026"]), (&44.0.into(), &"44%".into()));
        assert_eq!(trust["Uptake in September 2026 interval from (%)"].as_f64(), Some(33.3));
        assert_eq!(trust["Participation in September 2026 (%)"].as_str(), Some("hidden"));
        assert_eq!(trust["Mark"].as_str(), Some(""));
        let csv = sam.open(&compared.replace("/participation", "/participation.csv")).await;
        let heading = whole["heading"].as_array().expect("lines").len();
        assert_eq!(csv.html().lines().count(), heading + rows.len() + 1);
        let book = sam.open(&compared.replace("/participation", "/participation.xlsx")).await;
        assert!(book.body.starts_with(b"PK"), "a workbook is an archive");
        for bad in ["by=shoes", "group=x", "compare=never", "period=month-2030-01"] {
            assert_eq!(sam.get(&format!("/participation?system={}&{bad}", world.system)).await.status, 404, "{bad}");
        }
    }

    async fn what_is_published_moves_in_steps_that_tell_of_nobody(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let address = october(&world, "/participation");
        let cell = |page: &Seen| row(page, "Nursing")[3].clone();
        assert_eq!(cell(&sam.open(&address).await), "34%11 of 32");
        more_nurses_took_part(&app, &world, (NURSES.1, 4)).await;
        let page = sam.open(&address).await;
        assert_eq!(cell(&page), "34%11 of 32", "four more would be told of");
        let own = format!("{address}&organisation={}", world.trust.id);
        let mut olive = app.actor("olive@rhw.example").await;
        assert_eq!(row(&olive.open(&own).await, "Nursing")[4], "15", "their own administrator sees them at once");
        more_nurses_took_part(&app, &world, (NURSES.1 + 4, 6)).await;
        assert_eq!(cell(&sam.open(&address).await), "66%21 of 32");

        let csv = sam.open(&address.replace("/participation", "/participation.csv")).await.html();
        assert!(!csv.contains("as published before"), "{csv}");

        // The smallest number shown is raised: what is published stays, and says so.
        let mut amir = app.actor("amir@icb.example").await;
        let settings = format!("/systems/{}/settings", world.system);
        assert!(amir.open(&settings).await.says("Figures that are published already, and issued digests, stay as they were"));
        let to = [("name", "Thames Valley"), ("label", "system working"), ("threshold", "12"), ("late-days", "90"), ("closing-days", "0"), ("years-kept", "6")];
        let before = cell(&sam.open(&address).await);
        amir.submit(&settings, &to).await;
        let page = sam.open(&address).await;
        assert_eq!(cell(&page), before);
        assert!(page.says("published when the smallest number shown was 10. It is 12 now"), "{}", page.text());

        // A comparison is not dropped without a word, and not offered where there is none.
        let page = sam.open(&format!("{address}&compare=before&by=outcome")).await;
        assert!(page.says("This table is not compared with another period") && page.texts("#compare").is_empty(), "{}", page.text());
        // Nor is a filter that does not go together with what is looked at, in a file either.
        for path in ["/participation", "/participation.csv"] {
            let seen = sam.open(&format!("{path}?by=place&organisation={}", world.trust.id)).await;
            assert!(seen.html().contains("Figures by place are of all partners: the organisation you chose does not narrow them"), "{}", seen.html());
        }
        let of_group = sam.open(&format!("/participation?by=band&group={}", world.medical)).await;
        assert!(of_group.says("Figures by band are of all staff groups"), "{}", of_group.text());
        assert!(!sam.open("/participation?by=band").await.says("does not narrow"));
        assert!(page.says("figures by what got in the way, outcome of objectives and outcome of objectives by theme never are"), "{}", page.text());
        let page = sam.open(&format!("{address}&compare=before&by=kind")).await;
        assert!(!page.says("not compared with another period") && page.says("compared with September 2026"), "{}", page.text());

        // A month that runs moves by single people, so others see who is employed and nothing else.
        let running = address.replace("month-2026-10", "month-2026-11");
        let page = sam.open(&running).await;
        assert_eq!(row(&page, "Nursing")[1..], ["not yetof 64", "not yetof 32", "not yetof 32"]);
        assert!(page.says("is shown from 1 December 2026"), "{}", page.text());
    }

    async fn a_digest_is_issued_once_and_stays_as_it_was(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        beth.open(&board).await;
        let page = beth.submit(&format!("{board}/recipients"), &[("name", "Nia Exec"), ("email", "Nia@RHW.example")]).await;
        assert!(page.html().contains("nia@rhw.example"));
        let taken = beth.post(&format!("{board}/recipients"), &[("name", "Nia"), ("email", "nia@rhw.example")]).await;
        assert_eq!(taken.status, 422);

        beth.post(&format!("{board}/digests"), &[]).await;
        let draft = digest::Entity::find().one(app.db.read()).await.expect("a query").expect("a draft");
        let address = format!("{board}/digests/{}", draft.id);
        beth.open(&address).await;
        let commented = beth.submit(&format!("{address}/commentary"), &[("commentary", "The <b>frailty</b> pathway began.")]).await;
        assert!(commented.says("The <b>frailty</b> pathway began."));

        // What was checked is what is issued: when the records move in between, it is to be checked again.
        let checked = beth.open(&format!("{address}/issue")).await;
        assert!(checked.says("Chair Person") && checked.says("chair@rhw.example"), "{}", checked.text());
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        more_nurses_took_part(&app, &world, (NURSES.1, 10)).await;
        let moved = beth.submit(&format!("{address}/issue"), &[("checked", &mark)]).await;
        assert!(moved.html().contains("The records have changed since you checked the digest"));
        assert_eq!(count::<outgoing_mail::Entity>(&app).await, 0);
        let mark = moved.attribute("input[name=checked]", "value").expect("a mark");
        let issued = beth.submit(&format!("{address}/issue"), &[("checked", &mark)]).await;
        assert!(issued.says("Deliveries: 2 waiting"), "{}", issued.text());
        assert_eq!(row(&issued, "Nursing")[1..], ["32", "18", "56%", "21", "66%"]);
        beth.post(&format!("{address}/issue"), &[("checked", &mark)]).await;
        // Whoever goes back to what was checked is at the digest.
        let back = beth.get(&format!("{address}/issue")).await;
        let back = beth.follow(&address, back).await;
        assert!(back.says("Important") && back.says("This digest has been issued already") && back.says("It stays as it was issued"), "{}", back.text());
        assert_eq!(count::<delivery::Entity>(&app).await, 2);
        assert_eq!(count::<outgoing_mail::Entity>(&app).await, 2);

        let letters = app.mail_to("chair@rhw.example").await;
        let letter = letters[0].read().expect("it reads");
        assert_eq!(letters.len(), 1);
        assert_eq!(letter.subject, "System working at Royal Berkshire NHS Foundation Trust: October 2026");
        assert!(letter.text.starts_with("Dear Chair Person,"), "{}", letter.text);
        assert!(letter.html.contains("Dear Chair Person,") && letter.html.contains("&lt;b&gt;frailty"));
        for figure in ["32", "18", "56%", "21", "66%"] {
            assert!(letter.html.contains(&format!(">{figure}<")), "{figure} is not in the HTML");
        }
        let line = letter.text.lines().find(|line| line.starts_with("Registered")).expect("a row");
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["Registered", "32", "18", "56%", "21", "66%"]);

        let chart = beth.open(&format!("{address}/chart.png")).await;
        assert_eq!(chart.content_type, "image/png");
        assert!(chart.body.starts_with(b"\x89PNG"));
        let picture = mail_picture::Entity::find().one(app.db.read()).await.expect("a query").expect("a picture");
        assert!(picture.alternative.contains("Nursing and Midwifery Registered 66%"), "{}", picture.alternative);
        assert!(letter.html.contains(&picture.alternative));

        // The records move on; what was issued does not.
        let files = ["digest.html", "digest.txt", "digest.json", "paper.pdf"];
        let mut before = BTreeMap::new();
        for file in files {
            before.insert(file, beth.open(&format!("{address}/{file}")).await.body);
        }
        let write = app.db.write().await.expect("a transaction");
        entry::Entity::delete_many().exec(write.on()).await.expect("entries go");
        tallies::recount(&write, world.trust.id, app.clock.today()).await.expect("tallies");
        write.commit().await.expect("no entries");
        let kept = beth.open(&address).await;
        assert_eq!(row(&kept, "Nursing")[1..], ["32", "18", "56%", "21", "66%"]);
        for file in files {
            assert_eq!(before[file], beth.open(&format!("{address}/{file}")).await.body, "{file}");
        }
        let acting = background::operator(&app.db, &app.clock);
        let kept = background::boards(&acting).await.expect("boards");
        let kept = kept.iter().find(|kept| kept.id() == world.trust.board).expect("the board");
        let row = digests::find(kept, draft.id).await.expect("the digest");
        assert!(digests::is_as_issued(kept, &row).await.expect("a checksum"));
        let late = beth.post(&format!("{address}/commentary"), &[("commentary", "More")]).await;
        assert_eq!(late.status, 409);

        // A correction is another digest, of figures that have to be hidden by now.
        let corrected = beth.submit(&format!("{address}/correction"), &[("reason", "A ward was counted twice.")]).await;
        assert_eq!(corrected.h1(), "Digest for October 2026, version 2");
        assert!(corrected.says("hidden"), "{}", corrected.text());
        assert!(!digests::is_as_issued(kept, &digests::list(kept).await.expect("digests")[0]).await.expect("a draft"));
    }

    async fn two_who_issue_at_once_issue_one_digest(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let acting = background::operator(&app.db, &app.clock);
        let kept = background::boards(&acting).await.expect("boards");
        let board = kept.iter().find(|kept| kept.id() == world.trust.board).expect("the board");
        let period = digests::last_ended(board);
        let (one, two) = tokio::join!(digests::draft(board, period), digests::draft(board, period));
        assert_eq!(one.expect("a draft"), two.expect("the same draft"));
        let id = digests::list(board).await.expect("digests")[0].id();
        let draft = digests::find(board, id).await.expect("the draft");
        let frozen = digests::read(board, &draft, &letterhead().base_url).await.expect("words");
        let mark = digests::fingerprint(&frozen, &digests::addressed(board).await.expect("recipients")).expect("a mark");
        let letterhead = letterhead();
        let issue = || digests::issue(board, &draft, &mark, &letterhead);
        let (one, two) = tokio::join!(issue(), issue());
        let mut came = [one.expect("issued"), two.expect("issued")];
        came.sort_by_key(|came| *came != Issued::Now);
        assert_eq!(came, [Issued::Now, Issued::Before]);
        assert_eq!(count::<delivery::Entity>(&app).await, 1);
        assert_eq!(count::<outgoing_mail::Entity>(&app).await, 1);
        assert_eq!(count::<mail_picture::Entity>(&app).await, 1);

        // The next month's digest says what this one said.
        app.clock.set(crate::support::app::instant("2026-12-02T10:00:00Z"));
        let next = digests::draft(board, digests::last_ended(board)).await.expect("November");
        let next = digests::find(board, next).await.expect("the draft");
        let said = digests::read(board, &next, "").await.expect("words").content.sentences;
        assert!(said.iter().any(|s| s.contains("had an agreed objective") && s.contains("since October 2026 (44%)")), "{said:?}");
    }

    async fn small_numbers_are_hidden_from_all_but_their_own_administrator(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        for partner in [&world.trust, &world.community] {
            let write = app.db.write().await.expect("a transaction");
            put(write.on(), october_entry(&app, partner.sam, world.visit)).await;
            tallies::recount(&write, partner.id, app.clock.today()).await.expect("tallies");
            write.commit().await.expect("an entry");
        }
        let own = format!("{}&organisation={}", october(&world, "/participation"), world.trust.id);
        let mut olive = app.actor("olive@rhw.example").await;
        let seen = olive.open(&own).await;
        assert_eq!(row(&seen, "Nursing")[1..], ["32", "0", "0%0% to 11%", "1", "3%1% to 16%"]);
        assert!(seen.says("nothing in them is hidden"));
        for email in ["olive@rwx.example", "sam@rhw.example", "amir@icb.example", "beth@rhw.example"] {
            let mut other = app.actor(email).await;
            let seen = other.open(&own).await;
            let figures = row(&seen, "Nursing");
            assert_eq!(figures[2..], ["hidden", "hidden", "hidden", "hidden"], "{email}");
            for address in [own.replace("/participation", "/participation.csv"), october(&world, "/participation.csv")] {
                let csv = other.open(&address).await.html();
                assert!(csv.contains("hidden"), "{csv}");
                assert!(!csv.contains(",1,") && !csv.contains("3%"), "{csv}");
            }
        }
        let mut zoe = app.actor("zoe@elsewhere.example").await;
        assert_eq!(zoe.get(&own).await.status, 404);
    }

    async fn another_boards_secretary_finds_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[]).await;
        let digest = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let mut other = app.actor("beth@rwx.example").await;
        let theirs = format!("/boards/{}", world.community.board);
        other.open(&theirs).await;
        let mixed = digest.replace(&board, &theirs);
        for address in [&board, &digest, &mixed, &format!("{digest}/digest.json"), &format!("{board}/recipients")] {
            assert_eq!(other.get(address).await.status, 404, "{address}");
        }
        for address in [format!("{digest}/issue"), format!("{mixed}/commentary"), format!("{board}/recipients")] {
            other.open(&theirs).await;
            let fields = [("name", "X"), ("email", "x@example.org"), ("commentary", "X"), ("stood", "X")];
            assert_eq!(other.post(&address, &fields).await.status, 404, "{address}");
        }
    }

    async fn the_system_opens_a_board_and_its_secretary_is_invited(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let boards = format!("/systems/{}/boards", world.system);
        amir.open(&format!("{boards}/new")).await;
        let nothing = amir.post(&boards, &[]).await;
        assert_eq!(nothing.status, 422);
        let council = world.council.to_string();
        let form = [
            ("organisation", council.as_str()), ("name", "Health and Wellbeing Board"), ("period", "quarter"),
            ("secretary_name", "Tom Bell"), ("secretary_email", "tom.bell@reading.example"),
        ];
        let list = amir.submit(&boards, &form).await;
        assert!(list.says("Health and Wellbeing Board") && list.says("Tom Bell"), "{}", list.text());
        assert_eq!(amir.post(&boards, &form).await.status, 422, "two boards of one name");
        let letter = app.mail_to("tom.bell@reading.example").await.pop().expect("an invitation").read().expect("it reads");
        assert!(letter.text.contains("/sign-in/password/"), "{}", letter.text);
        let foreign = world.elsewhere_trust.id.to_string();
        let foreign = [("organisation", foreign.as_str()), ("name", "X"), ("period", "month"), ("secretary_name", "X"), ("secretary_email", "x@example.org")];
        assert_eq!(amir.post(&boards, &foreign).await.status, 422);
    }

    async fn a_delivery_that_failed_is_shown_and_sent_again(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let acting = background::operator(&app.db, &app.clock);
        let kept = background::boards(&acting).await.expect("boards");
        let board = kept.iter().find(|kept| kept.id() == world.trust.board).expect("the board");
        let removed = boards::recipients(board).await.expect("recipients");
        assert_eq!(removed.len(), 1);
        let draft = digests::draft(board, digests::last_ended(board)).await.expect("a draft");
        let draft = digests::find(board, draft).await.expect("the draft");
        let frozen = digests::read(board, &draft, &letterhead().base_url).await.expect("words");
        let mark = digests::fingerprint(&frozen, &digests::addressed(board).await.expect("recipients")).expect("a mark");
        digests::issue(board, &draft, &mark, &letterhead()).await.expect("issued");
        let mail = outgoing_mail::Entity::find().one(app.db.read()).await.expect("a query").expect("a mail");
        let mut failed = mail.into_active_model();
        failed.state = Set(MailState::Failed);
        failed.last_answer = Set(Some("550 5.1.1 no such mailbox".into()));
        outgoing_mail::Entity::update(failed).exec(app.db.read()).await.expect("failed");

        let mut beth = app.actor("beth@rhw.example").await;
        let address = format!("/boards/{}/digests/{}", world.trust.board, draft.id());
        let seen = beth.open(&address).await;
        assert!(seen.says("Failed") && seen.says("550 5.1.1 no such mailbox"), "{}", seen.text());
        let again = seen.attribute("form[action$=repeat]", "action").expect("a button");
        let seen = beth.submit(&again, &[]).await;
        assert!(seen.says("1 waiting"), "{}", seen.text());
        assert_eq!(beth.post(&again, &[]).await.status, 409);
        assert_eq!(app.mail_to("chair@rhw.example").await.len(), 1);
    }
}
