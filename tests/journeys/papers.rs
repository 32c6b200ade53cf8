//! A digest as a board paper: the same words and figures as the page and the mail, readable by everybody, frozen with
//! them; and a correction, which says what it corrects.

use fairwind::{
    access::background,
    boards::calendar::Holidays,
    digests::{self, Content},
    entities::{
        boards::{digest, digest_paper},
        engagement::entry_partner,
        measures::GoodDirection,
        objectives::{ObjectiveState, objective_theme},
    },
    measures::{self, NewMeasure},
    sign_in::Letterhead,
    tallies,
};
use scraper::{ElementRef, Html, Node, Selector};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use sha2::{Digest as _, Sha256};

use super::{
    digests::{NURSES, agreed_objective, busy, more_nurses_took_part, october_entry, row},
    measures::kept_by,
};
use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    everything::Everything,
    pdf::Paper,
    world::{World, day, put},
};

const BETH: &str = "beth@rhw.example";

/// What a digest says, in the order a reader meets it, without what a reader is not told twice; pictures in words.
fn digest_in_order(page: &Seen) -> String {
    let html = Html::parse_document(&page.html());
    let wanted = Selector::parse("section[aria-labelledby=digest-heading]").expect("a selector");
    let mut words = String::new();
    read(html.select(&wanted).next().expect("a digest"), &mut words);
    words
}

fn read(element: ElementRef<'_>, words: &mut String) {
    if element.attr("aria-hidden") == Some("true") {
        return;
    }
    words.push_str(element.attr("alt").unwrap_or_default());
    for child in element.children() {
        match child.value() {
            Node::Text(text) => words.push_str(text),
            Node::Element(_) => {
                if let Some(child) = ElementRef::wrap(child) {
                    read(child, words);
                }
            }
            _ => {}
        }
    }
}

/// Lines end where they must: only what is said is compared.
fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Drafts October's digest of the trust, comments it and issues it; gives its address.
async fn issue(beth: &mut Actor<'_>, board: &str) -> String {
    beth.open(board).await;
    let draft = beth.submit(&format!("{board}/digests"), &[]).await;
    let address = draft
        .attribute("form[action$=commentary]", "action")
        .expect("a form")
        .replace("/commentary", "");
    let words = [("commentary", "The frailty pathway began.\n\nIt goes on.")];
    beth.submit(&format!("{address}/commentary"), &words).await;
    issue_draft(beth, &address).await;
    address
}

async fn issue_draft(beth: &mut Actor<'_>, address: &str) -> Seen {
    let checked = beth.open(&format!("{address}/issue")).await;
    let mark = checked
        .attribute("input[name=checked]", "value")
        .expect("a mark");
    beth.submit(&format!("{address}/issue"), &[("checked", &mark)])
        .await
}

async fn content(app: &App, address: &str) -> Content {
    let id = address
        .rsplit('/')
        .next()
        .expect("an id")
        .parse()
        .expect("an id");
    let row = digest::Entity::find_by_id::<fairwind::kernel::ids::DigestId>(id)
        .one(app.db.read())
        .await
        .expect("a query")
        .expect("the digest");
    let frozen: digests::Frozen =
        serde_json::from_str(&row.figures.expect("figures")).expect("it reads");
    frozen.content
}

/// At both partners 12 more nurses work with the council, which something gets in the way of, and 12 have an objective
/// that is met.
async fn work_with_the_council(app: &App, world: &World) {
    let write = app.db.write().await.expect("a transaction");
    for partner in [&world.trust, &world.community] {
        for nurse in &partner.nurses[NURSES.1..NURSES.1 + 12] {
            let mut entry = october_entry(app, *nurse, world.meeting);
            entry.tension_kind_id = Some(world.no_time);
            let with = entry_partner::Model {
                entry_id: entry.id,
                organisation_id: world.council,
            };
            put(write.on(), entry).await;
            put(write.on(), with).await;
        }
        for nurse in &partner.nurses[NURSES.0..NURSES.0 + 12] {
            let mut objective = agreed_objective(app, *nurse);
            objective.state = ObjectiveState::Met;
            objective.closed_on = Some(day("2026-10-20"));
            put(write.on(), objective).await;
        }
        tallies::recount(&write, partner.id, app.clock.today())
            .await
            .expect("tallies");
    }
    write.commit().await.expect("work");
}

/// At both partners 12 nurses met an objective of a theme that 24 have one of, and 12 another; and the partners measure
/// something of the theme, and something of none.
async fn outcomes_of_a_theme(app: &App, world: &World) {
    let write = app.db.write().await.expect("a transaction");
    let met = |employment| {
        let mut objective = agreed_objective(app, employment);
        objective.state = ObjectiveState::Met;
        objective.closed_on = Some(day("2026-10-20"));
        objective
    };
    for partner in [&world.trust, &world.community] {
        for (at, nurse) in partner.nurses[..24].iter().enumerate() {
            let objective = met(*nurse);
            let of_theme = if at < 12 {
                objective.id
            } else {
                let other = agreed_objective(app, *nurse);
                let id = other.id;
                put(write.on(), other).await;
                id
            };
            put(write.on(), objective).await;
            let serves = objective_theme::Model {
                objective_id: of_theme,
                theme_id: world.theme,
            };
            put(write.on(), serves).await;
        }
        tallies::recount(&write, partner.id, app.clock.today())
            .await
            .expect("tallies");
    }
    write.commit().await.expect("objectives");
    let system = kept_by(app, "Thames Valley").await;
    let mut values = String::from("measure,date,value\n");
    for (name, theme) in [("Long stays", None), ("Days to home", Some(world.theme))] {
        let new = NewMeasure {
            name: name.into(),
            unit: "days".into(),
            definition: "Days, on average".into(),
            source: "Returns".into(),
            good_direction: GoodDirection::Lower,
            theme,
            target: Some(4.0),
            baseline_points: None,
        };
        measures::keep(&system, &new).await.expect("a measure");
        for month in 1..=10 {
            values.push_str(&format!("{name},2026-{month:02}-01,{}\n", 5 + month % 3));
        }
    }
    measures::load(&system, values.as_bytes())
        .await
        .expect("values");
}

on_both! {
    async fn outcomes_by_theme_and_the_scorecard_are_told_and_frozen(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        outcomes_of_a_theme(&app, &world).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = issue(&mut beth, &format!("/boards/{}", world.trust.board)).await;
        let content = content(&app, &address).await;
        let section = |heading: &str| {
            let found = content.sections.iter().find(|section| section.heading == heading);
            found.unwrap_or_else(|| panic!("no {heading}"))
        };
        let table = section("What came of objectives, by theme").table.as_ref().expect("a table");
        assert_eq!(table.columns, ["Met", "Partly met", "Not met", "Carried forward"]);
        assert_eq!(table.rows.len(), 1, "{table:?}");
        assert_eq!(table.rows[0].cells, ["12", "hidden", "hidden", "hidden"]);
        let theme = table.rows[0].name.split(" (").next().expect("a theme");
        let scorecard = section(&format!("Scorecard: {theme}"));
        assert_eq!(scorecard.says, ["12 people closed an objective that serves it as met; how many closed one as partly met, not met or carried forward is hidden."]);
        let measures = |heading: &str| {
            let rows = section(heading).table.iter().flat_map(|table| table.lines());
            rows.map(|line| line.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(measures(&scorecard.heading), ["Days to home"]);
        assert_eq!(measures("Scorecard: what serves no one theme"), ["Long stays"]);
        // As data too, for whoever reckons with it.
        let file = beth.open(&format!("{address}/digest.json")).await.json();
        let outcomes = &file["account"]["beside"]["outcomes_of_themes"][0]["outcomes"];
        assert_eq!(outcomes[0], serde_json::json!({ "outcome": "Met", "people": 12 }));
        assert_eq!(outcomes[1]["people"], "hidden");
    }

    async fn outcomes_partners_and_tensions_are_told_from_the_tallies(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        work_with_the_council(&app, &world).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = issue(&mut beth, &format!("/boards/{}", world.trust.board)).await;
        let content = content(&app, &address).await;
        let table = |id: &str| {
            let section = content.sections.iter().find(|section| section.id == id);
            section.and_then(|section| section.table.as_ref()).unwrap_or_else(|| panic!("no {id}"))
        };
        assert_eq!(table("outcomes").rows[0].cells, ["12", "16%", "16%"]);
        assert_eq!(table("outcomes").rows[1].cells, ["hidden", "hidden", "hidden"]);
        let partners = table("partners");
        assert_eq!(partners.rows.len(), 1, "{partners:?}");
        assert_eq!(partners.rows[0].cells, ["12", "16%", "hidden"]);
        let tensions = table("tensions").rows.iter().filter(|line| line.cells[0] == "12");
        assert_eq!(tensions.count(), 1);
        assert_eq!(table("missing").cell("All staff groups", "Did not take part"), Some("40"));
        let said = content.sentences.join(" ");
        assert!(said.starts_with("In October 2026, 12 people (16% of staff) closed an objective as met; how many closed one as partly met,"), "{said}");
        let with = format!("Staff worked with {} (12 people); the figures of ", partners.rows[0].name);
        assert!(said.contains(&with) && said.contains("most often was “No time” (12 people)"), "{said}");
        assert!(!said.contains("most people"), "a partner that is hidden may be worked with by more: {said}");
    }

    async fn the_board_paper_is_tagged_and_says_what_the_page_says_in_its_order(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        outcomes_of_a_theme(&app, &world).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = issue(&mut beth, &format!("/boards/{}", world.trust.board)).await;
        let page = beth.open(&address).await;
        let file = beth.open(&format!("{address}/paper.pdf")).await;
        assert_eq!(file.content_type, "application/pdf");
        let paper = Paper::read(&file.body);

        assert!(paper.is_marked());
        assert!(paper.metadata().contains("pdfuaid:part"), "{}", paper.metadata());
        assert_eq!(paper.language(), "en-GB");
        let title = "System working at Royal Berkshire NHS Foundation Trust: October 2026";
        assert_eq!(paper.title(), (title.to_owned(), true));
        let heading = "System working at Royal Berkshire NHS Foundation Trust";
        assert_eq!(paper.all("H1").iter().map(|h| h.text()).collect::<Vec<_>>(), [heading]);
        let sections = page.texts("section[aria-labelledby=digest-heading] h3");
        assert_eq!(paper.all("H2").iter().map(|h| h.text()).collect::<Vec<_>>(), sections);
        assert!(paper.pages() > 1);

        let pictures = paper.all("Figure");
        let charts: Vec<&str> = pictures.iter().filter_map(|figure| figure.alternative.as_deref()).collect();
        assert_eq!(charts, page.attributes("img.app-picture", "alt"));
        assert!(charts[0].contains("Nursing and Midwifery Registered 34%"), "{charts:?}");

        // Every table has heads of its rows and its columns, and they are those of the page.
        let tables = page.texts("section[aria-labelledby=digest-heading] caption");
        assert!(tables.len() > 5, "{tables:?}");
        assert_eq!(paper.all("Caption").iter().map(|caption| caption.text()).collect::<Vec<_>>(), tables);
        assert_eq!(paper.all("Table").len(), tables.len() + 1, "and the cover");
        for table in paper.all("Table") {
            assert!(table.kinds().contains(&"TH"), "{}", table.text());
        }
        let heads = |scope: &str| {
            let heads = paper.all("TH").into_iter().filter(|head| head.scope.as_deref() == Some(scope));
            heads.map(|head| unspaced(&head.text())).collect::<Vec<_>>()
        };
        let on_page = |selector: &str| {
            let heads = page.texts(&format!("section[aria-labelledby=digest-heading] {selector}"));
            heads.iter().map(|head| unspaced(head)).collect::<Vec<_>>()
        };
        assert_eq!(heads("Column"), on_page("thead th"));
        assert_eq!(heads("Row"), [on_page("dl.app-cover dt"), on_page("th[scope=row] .app-cell")].concat());
        assert_eq!(paper.all("TH").len(), heads("Column").len() + heads("Row").len());

        assert_eq!(unspaced(&paper.text()), unspaced(&digest_in_order(&page)));
        assert!(page.says("The frailty pathway began."));
    }

    async fn page_mail_and_paper_have_the_same_figures(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        outcomes_of_a_theme(&app, &world).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = issue(&mut beth, &format!("/boards/{}", world.trust.board)).await;
        let content = content(&app, &address).await;
        let page = unspaced(&digest_in_order(&beth.open(&address).await));
        let paper = Paper::read(&beth.open(&format!("{address}/paper.pdf")).await.body);
        let paper = unspaced(&paper.text());
        let letter = app.mail_to("chair@rhw.example").await.remove(0).read().expect("it reads");
        let html = Html::parse_document(&letter.html);
        let html = unspaced(&html.root_element().text().collect::<String>());
        let text = unspaced(&letter.text);

        let (mut figures, mut missing) = (0, Vec::new());
        let mut everywhere = |words: String| {
            let words = unspaced(&words);
            for (form, said) in [("page", &page), ("paper", &paper), ("HTML", &html), ("text", &text)] {
                if !said.contains(&words) {
                    missing.push(format!("{form}: {words}"));
                }
            }
        };
        for sentence in &content.sentences {
            everywhere(sentence.clone());
        }
        for section in &content.sections {
            section.says.iter().chain(&section.notes).for_each(|said| everywhere(said.clone()));
            for line in section.table.iter().flat_map(|table| table.lines()) {
                figures += line.cells.len();
            }
        }
        assert!(figures > 50, "{figures}");
        for id in ["outcomes-of-themes", "measures-1", "measures-2"] {
            assert!(content.sections.iter().any(|section| section.id == id), "no {id}");
        }
        // A row: its name and its figures, one after another. In plain text a wide table is a list, and each is named.
        for table in content.sections.iter().filter_map(|section| section.table.as_ref()) {
            for line in table.lines() {
                let row = unspaced(&format!("{}{}", line.name, line.cells.concat()));
                let named: String = table.columns.iter().zip(&line.cells).map(|(head, cell)| format!("{head}:{cell}")).collect();
                let listed = unspaced(&format!("{}{named}", line.name));
                for (form, said) in [("page", &page), ("paper", &paper), ("HTML", &html)] {
                    assert!(said.contains(&row), "{form}: {row}");
                }
                assert!(text.contains(&row) || text.contains(&listed), "text: {row}");
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }

    async fn what_is_downloaded_later_is_byte_for_byte_what_was_issued(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        let address = issue(&mut beth, &board).await;
        let page = beth.open(&address).await;
        let mut before = Vec::new();
        for file in ["paper.pdf", "digest.html", "digest.txt", "digest.json"] {
            let body = beth.open(&format!("{address}/{file}")).await.body;
            let checksum = data_encoding::HEXLOWER.encode(&Sha256::digest(&body));
            assert!(page.says(&checksum), "{file} has another checksum: {}", page.text());
            before.push((file, body));
        }

        // Everything it was made of changes: the records, the cover, the board's name.
        more_nurses_took_part(&app, &world, (NURSES.1, 10)).await;
        beth.open(&format!("{board}/paper")).await;
        let cover = [("purpose", "For decision"), ("author", ""), ("sponsor", ""), ("agenda_item", ""),
            ("recommendation", "The Board is asked to decide."), ("colour", "#7c2855"), ("attached", "no")];
        beth.submit(&format!("{board}/paper"), &cover).await;
        let nothing = beth.post(&format!("{address}/correction"), &[("reason", " ")]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.says("Enter why the digest is corrected"), "{}", nothing.text());
        let draft = beth.submit(&format!("{address}/correction"), &[("reason", "Work was logged late.")]).await;
        assert_eq!(draft.h1(), "Digest for October 2026, version 2");
        assert!(draft.says("It replaces version 1, which was issued on"), "{}", draft.text());
        assert!(draft.says("Work was logged late."));
        let second = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        // Until it is issued, the reason can be put better.
        let draft = beth.submit(&format!("{second}/correction"), &[("reason", "10 nurses logged work late.")]).await;
        assert!(draft.says("10 nurses logged work late.") && !draft.says("Work was logged late."), "{}", draft.text());
        issue_draft(&mut beth, &second).await;

        let content = content(&app, &second).await;
        let changes = content.sections[0].table.as_ref().expect("changes");
        let took_part = "Figures by staff group: Nursing and Midwifery Registered, Took part";
        assert_eq!(changes.cell(took_part, "In version 1"), Some("11"));
        assert_eq!(changes.cell(took_part, "In version 2"), Some("21"));
        assert!(changes.rows.iter().all(|line| line.cells[0] != line.cells[1]));
        let staff = "Figures by staff group: Nursing and Midwifery Registered, Staff";
        assert_eq!(changes.cell(staff, "In version 1"), None, "it does not differ");
        let letters = app.mail_to("chair@rhw.example").await;
        let letter = letters[1].read().expect("it reads");
        assert!(letter.subject.starts_with("Corrected: "));
        assert!(letter.text.contains("10 nurses logged work late."), "{}", letter.text);
        let paper = Paper::read(&beth.open(&format!("{second}/paper.pdf")).await.body);
        assert!(paper.text().contains("For decision"), "{}", paper.text());

        app.clock.set(crate::support::app::instant("2029-12-02T10:00:00Z"));
        let mut beth = app.actor("beth@rhw.example").await;
        for (file, body) in &before {
            assert_eq!(&beth.open(&format!("{address}/{file}")).await.body, body, "{file}");
        }
        let first = beth.open(&address).await;
        assert_eq!(row(&first, "Nursing")[4], "11");
        assert!(first.says("Version 2") && first.says("10 nurses logged work late."), "{}", first.text());
        assert!(first.attribute("form[action$=correction]", "action").is_none(), "the latest is what is corrected");
        assert_eq!(beth.post(&format!("{address}/correction"), &[("reason", "Again")]).await.status, 409);

        // Whoever changes a byte of it in the database is found out.
        let acting = background::operator(&app.db, &app.clock);
        let boards = background::boards(&acting).await.expect("boards");
        let kept = boards.iter().find(|kept| kept.id() == world.trust.board).expect("the board");
        let versions = digests::list(kept).await.expect("digests");
        for version in &versions {
            assert!(digests::is_as_issued(kept, version).await.expect("a checksum"));
        }
        let paper = digest_paper::Entity::find_by_id(versions[0].id()).one(app.db.read()).await.expect("a query").expect("a paper");
        let mut bytes = paper.bytes.clone();
        *bytes.last_mut().expect("bytes") ^= 1;
        let mut changed = paper.into_active_model();
        changed.bytes = Set(bytes);
        digest_paper::Entity::update(changed).exec(app.db.read()).await.expect("changed");
        assert!(!digests::is_as_issued(kept, &versions[0]).await.expect("a checksum"));
        assert!(digests::is_as_issued(kept, &versions[1]).await.expect("a checksum"));
    }

    async fn the_cover_says_what_the_secretary_set_and_when_the_board_meets(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        let usual = beth.open(&format!("{board}/paper")).await;
        assert!(usual.texts("textarea[name=recommendation]")[0].ends_with("is asked to note this report."));
        let mut cover = vec![
            ("purpose", "For assurance"), ("author", "Beth Secretary"), ("sponsor", "Alex Chief"), ("agenda_item", "7.2"),
            ("recommendation", "The Board is asked to note this report."), ("colour", "#ffcc00"),
            ("attached", "no"),
        ];
        let wrong = beth.post(&format!("{board}/paper"), &cover).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.says("white letters could not be read"), "{}", wrong.text());
        assert_eq!(wrong.attribute("input[name=colour]", "value").as_deref(), Some("#ffcc00"));
        assert_eq!(wrong.attribute("input[name=author]", "value").as_deref(), Some("Beth Secretary"));
        cover[5].1 = "7C2855";
        beth.submit(&format!("{board}/paper"), &cover).await;

        let meeting = [
            ("meets-day", "10"), ("meets-month", "12"), ("meets-year", "2026"), ("papers-day", "3"), ("papers-month", "12"),
            ("papers-year", "2026"), ("lead", "2"),
        ];
        beth.open(&format!("{board}/calendar")).await;
        beth.submit(&format!("{board}/meetings"), &meeting).await;
        app.clock.set(crate::support::app::instant("2026-12-01T10:00:00Z"));
        let acting = background::clockwork(&app.db, &app.clock);
        let letterhead = Letterhead {
            reading_link_days: 90,
            service: "Fairwind".into(),
            base_url: "https://fairwind.example".into(),
            host: "fairwind.example".into(),
        };
        digests::follow_calendars(&acting, &Holidays::bundled(), &letterhead).await.expect("calendars");
        let mut beth = app.actor("beth@rhw.example").await;
        let page = beth.open(&board).await;
        let address = page.attribute("#digests a", "href").expect("a draft");
        let draft = beth.open(&address).await;
        let fields: Vec<(String, String)> = draft.texts("dl.app-cover dt").into_iter().zip(draft.texts("dl.app-cover dd")).collect();
        let field = |name: &str| {
            let found = fields.iter().find(|(field, _)| field == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no {name}: {fields:?}"))
        };
        assert_eq!(field("Date of meeting"), "10 December 2026");
        assert_eq!(field("Agenda item"), "7.2");
        assert_eq!(field("Author"), "Beth Secretary");
        assert_eq!(field("Recommendation"), "The Board is asked to note this report.");
        let paper = Paper::read(&beth.open(&format!("{address}/paper.pdf")).await.body);
        for (name, value) in &fields {
            assert!(unspaced(&paper.text()).contains(&unspaced(&format!("{name}{value}"))), "{name}: {}", paper.text());
        }

        // One meeting has it as another item; the next has it as it usually is.
        let meeting = format!("{board}/meetings/{}", super::calendar::only_meeting(&app).await.id);
        let link = beth.open(&meeting).await.attribute("a[href$=agenda]", "href").expect("a link");
        beth.open(&link).await;
        let wrong = beth.post(&link, &[("item", &"7".repeat(121))]).await;
        assert!(wrong.status == 422 && wrong.says("at most 120 characters"), "{}", wrong.text());
        beth.submit(&link, &[("item", " 12.1  Partners ")]).await;
        let item = |page: &Seen| {
            let fields = page.texts("dl.app-cover dt").into_iter().zip(page.texts("dl.app-cover dd"));
            fields.into_iter().find(|(name, _)| name == "Agenda item").map(|(_, value)| value)
        };
        assert_eq!(item(&beth.open(&address).await).as_deref(), Some("12.1 Partners"));
        assert!(beth.open(&meeting).await.says("The digest is agenda item 12.1 Partners at this meeting: change it"));
        beth.open(&link).await;
        beth.submit(&link, &[("item", "")]).await;
        assert_eq!(item(&beth.open(&address).await).as_deref(), Some("7.2"));
    }

    /// Whatever somebody types that stands in a paper, a mail or on a page for others is asked the same.
    async fn no_patient_is_named_where_others_read_it(database: TestDatabase) {
        const PATIENT: &str = "For 943 476 5919 first";
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        let cover = [("purpose", "For assurance"), ("author", ""), ("sponsor", ""), ("agenda_item", ""), ("recommendation", "Note it."),
            ("colour", "#005eb8"), ("attached", "no")];
        let measure = [("name", "Long waits"), ("unit", "people"), ("definition", "Over a year"), ("source", "Returns"),
            ("good", "lower"), ("theme", ""), ("target", ""), ("baseline", "")];
        let mut cases = vec![
            ("amir@icb.example", "/measures/{measure}/edit", "/measures/{measure}/edit", "definition", measure.to_vec()),
            ("amir@icb.example", "/systems/{system}/sending", "/systems/{system}/sending/pause", "reason", vec![("reason", "")]),
        ];
        for field in ["purpose", "author", "sponsor", "agenda_item", "recommendation"] {
            cases.push((BETH, "/boards/{board}/paper", "/boards/{board}/paper", field, cover.to_vec()));
        }
        for (who, page, to, field, mut form) in cases {
            let mut actor = app.actor(who).await;
            actor.open(&everything.fill(page)).await;
            form.retain(|(name, _)| *name != field);
            form.push((field, PATIENT));
            let stopped = actor.post(&everything.fill(to), &form).await;
            assert_eq!(stopped.status, 422, "{to} {field}: {}", stopped.text());
            let said = stopped.texts(&format!("#{field}-error")).join("");
            assert!(said.contains("“943 476 5919” looks like an NHS number"), "{to} {field}: {}", stopped.text());
            assert!(stopped.html().contains(PATIENT), "{to} {field}: what was typed is kept");
        }
    }
}

#[test]
fn the_reader_of_this_test_reads_every_word_but_those_said_twice() {
    let page = Html::parse_fragment(
        "<p>A <b>b</b><span aria-hidden=\"true\">x</span><img alt=\"c\"> d</p>",
    );
    let mut words = String::new();
    read(page.root_element(), &mut words);
    assert_eq!(unspaced(&words), "Abcd");
}
