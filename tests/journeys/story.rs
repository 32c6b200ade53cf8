//! The whole story, in a browser, on the program itself: from a real staff list to a board digest in an inbox.

use std::{collections::HashMap, path::Path};

use fairwind::{
    entities::{
        engagement::{entry, entry_partner},
        people::{employment, posting},
        systems::{entry_kind, organisation, staff_group},
    },
    kernel::{clock::Clock, database::Db, ids::*, time::Day},
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{
    browser::{Browser, Screen},
    database::{Kind, TestDatabase},
    process::{Process, command},
    smtp::{Received, SmtpServer},
    world::{PASSWORD, put},
};

const LIST: &str = "staff-RHW-esr.csv";
const TRUST: &str = "Royal Berkshire NHS Foundation Trust";
const NURSING: &str = "Nursing and Midwifery Registered";

on_both! {
    async fn a_staff_list_goes_in_and_a_board_digest_comes_out(database: TestDatabase) {
        let folder = tempfile::tempdir().expect("a folder");
        let server = SmtpServer::start();
        let port = server.port().to_string();
        let mut settings = vec![
            ("FAIRWIND_SMTP_HOST", "127.0.0.1"),
            ("FAIRWIND_SMTP_PORT", port.as_str()),
            ("FAIRWIND_SMTP_SECURITY", "none"),
        ];
        if database.kind() == Kind::Postgres {
            settings.push(("DATABASE_URL", database.url()));
        }
        let shots = (database.kind() == Kind::Sqlite)
            .then(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screenshots"));

        // The operator loads the partners and makes two administrators.
        let list = data("organisations.csv");
        let loaded = said(folder.path(), &settings, &["import", "organisations", &list, "--system", "Thames Valley"]);
        assert!(loaded.contains("Thames Valley"), "{loaded}");
        let olive = said(folder.path(), &settings, &["administrator", "olive@rhw.example", "--name", "Olive Adams", "--organisation", "RHW"]);
        let amir = said(folder.path(), &settings, &["administrator", "amir@icb.example", "--name", "Amir Khan", "--system", "Thames Valley"]);
        let process = Process::serve(folder.path(), &settings);
        let browser = Browser::at(&process.address()).await;

        // The organisation's administrator chooses a password and loads the real staff list.
        choose_password(&browser, &olive).await;
        browser.follow("Organisation").await;
        looked_at(&browser).await;
        browser.follow("Load a staff list").await;
        browser.attach("Your staff list, as a CSV file", &data(LIST)).await;
        browser.press("Upload and check").await;
        until(&browser, "Load this staff list").await;
        looked_at(&browser).await;
        let preview = browser.text().await;
        assert!(preview.contains("5,693") && preview.contains("31 October 2026"), "{preview}");
        browser.press("Load this staff list").await;
        until(&browser, "Loaded").await;
        let (manager, nurse) = a_manager_and_a_nurse();
        some_work(&database, folder.path(), &nurse.2).await;
        let month = last_month();
        let before = took_part(&browser, &month).await;

        // A manager and one of their nurses choose their passwords by a link in the mail.
        ask_for_password(&browser, &server, &manager.0).await;
        browser.follow("My team").await;
        looked_at(&browser).await;
        browser.open(&link_of(&browser, "Set an objective", &nurse.1).await).await;
        looked_at(&browser).await;
        browser.fill("Title", "Home sooner").await;
        browser.fill("What will be achieved?", "One discharge checklist with the council").await;
        browser.fill("Why does working together help?", "Care is arranged before people are ready").await;
        browser.choose("Reading Borough Council").await;
        browser.choose("Place").await;
        let due = Clock::system().today().plus(60);
        fill_day(&browser, "By when?", due).await;
        browser.press("Set it").await;
        until(&browser, "Success").await;

        // The nurse agrees, and logs work of last month in the form that the home page has ready.
        ask_for_password(&browser, &server, &nurse.0).await;
        browser.open("/").await;
        browser.follow("Read and answer").await;
        looked_at(&browser).await;
        browser.press("Agree this objective").await;
        until(&browser, "Agreed").await;
        browser.follow("Home").await;
        looked_at(&browser).await;
        if let Some(shots) = &shots {
            std::fs::create_dir_all(shots).expect("a folder for screenshots");
            browser.screenshot(&shots.join("home.png")).await;
        }
        fill_day(&browser, "When was it?", month.plus(10)).await;
        browser.press("Log it").await;
        until(&browser, "Success").await;
        browser.follow("My work").await;
        looked_at(&browser).await;

        // The figure for their staff group has gone up by exactly one.
        sign_in(&browser, "olive@rhw.example").await;
        let after = took_part(&browser, &month).await;
        assert_eq!(after, before + 1);
        looked_at(&browser).await;
        is_compared(&browser).await;

        // The system's administrator opens the trust's board; its secretary adds a recipient and issues the digest.
        choose_password(&browser, &amir).await;
        browser.follow("System").await;
        looked_at(&browser).await;
        let system = browser.path().await;
        keeps_a_priority(&browser, &system).await;
        browser.open(&system).await;
        browser.open(&format!("{}/boards/new", browser.path().await)).await;
        looked_at(&browser).await;
        browser.select("Whose board is it?", TRUST).await;
        browser.fill("Name of the board or committee", "Trust board").await;
        browser.choose("Month").await;
        browser.fill("Name of its secretary", "Beth Carter").await;
        browser.fill("Work email address of its secretary", "beth@rhw.example").await;
        browser.press("Open the board").await;
        until(&browser, "Success").await;
        let invitation = mail_to(&server, "beth@rhw.example", "/sign-in/password/").await;
        choose_password(&browser, &invitation.text().expect("plain text")).await;
        browser.follow("Boards").await;
        browser.follow("Trust board").await;
        looked_at(&browser).await;
        let board = browser.path().await;
        browser.follow("See and change recipients").await;
        looked_at(&browser).await;
        browser.fill("Name", "Chair Person").await;
        browser.fill("Email address", "chair@rhw.example").await;
        browser.press("Add recipient").await;
        until(&browser, "Success").await;
        browser.open(&board).await;
        browser.follow("See and change what stands on its cover").await;
        looked_at(&browser).await;
        browser.fill("Author (optional)", "Beth Carter").await;
        browser.press("Keep this cover").await;
        until(&browser, "Success").await;
        browser.press("Compose a digest").await;
        until(&browser, "Your commentary").await;
        looked_at(&browser).await;
        browser.fill("Your commentary", "The board may wish to note the work on discharge.").await;
        browser.press("Keep commentary").await;
        until(&browser, "Success").await;
        browser.follow("Check and issue").await;
        looked_at(&browser).await;
        browser.press("Issue it to 1 recipient").await;
        until(&browser, "Issued").await;
        looked_at(&browser).await;

        // The mail that arrives has the figure in it, in both parts.
        let digest = mail_to(&server, "chair@rhw.example", "BY STAFF GROUP").await;
        let (text, html) = (digest.text().expect("plain text"), digest.html().expect("HTML"));
        let table = &text[text.find("Figures by staff group").expect("the table")..];
        let line = table.lines().skip_while(|line| !line.contains("Nursing")).take(2).collect::<Vec<_>>().join(" ");
        assert!(has_number(&line, after), "{after} in: {line}\n{text}");
        let in_a_row = html
            .split("</tr>")
            .filter_map(|piece| piece.rsplit("<tr").next())
            .any(|row| row.contains(NURSING) && has_number(row, after));
        assert!(in_a_row, "{after} in: {html}");
        assert!(text.contains("The board may wish to note the work on discharge."));
        assert_eq!(digest.inline_images().len(), 1, "one chart that mail readers show");
        let checked = command(folder.path(), &settings, &["check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}

/// A first visit is light, and nothing of it comes from anybody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_visit_costs_at_most_60_kb_in_at_most_6_requests() {
    let folder = tempfile::tempdir().expect("a folder");
    let process = Process::serve(folder.path(), &[]);
    let browser = Browser::at(&process.address()).await;
    browser.forget_what_is_cached().await;
    browser.open("/sign-in").await;
    let weight = browser.weigh().await;
    assert!(weight.bytes <= 60_000 && weight.requests <= 6, "{weight:?}");
}

/// Looks at the page with axe-core, at desktop and phone width.
async fn looked_at(browser: &Browser) {
    for screen in [Screen::Phone, Screen::Laptop, Screen::Desktop] {
        browser.screen(screen).await;
        let found = browser.axe().await;
        assert!(found.is_empty(), "{}: {found:#?}", browser.path().await);
        assert!(
            !browser.is_too_wide().await,
            "{} is wider than the screen",
            browser.path().await
        );
    }
}

/// One period beside another: all ten columns stand on a small laptop's screen, and under none of them lies a shadow.
async fn is_compared(browser: &Browser) {
    browser.select("Compared with", "The period before").await;
    browser.press("Show").await;
    until(browser, "Change in participation").await;
    looked_at(browser).await;
    browser.screen(Screen::Laptop).await;
    let script = "const [table, scroll] = ['#figures', '.nhsuk-scroll__content'].map(s => document.querySelector(s));\
                  const bar = parseFloat(getComputedStyle(scroll, '::after').width);\
                  return [table.querySelectorAll('thead th').length, scroll.scrollWidth <= scroll.clientWidth, bar <= 4]";
    let fits = browser.run(script).await;
    assert_eq!(fits, serde_json::json!([10, true, true]));
    browser.screen(Screen::Desktop).await;
}

/// Adds a priority to the system's list, and looks at it.
async fn keeps_a_priority(browser: &Browser, system: &str) {
    browser.open(&format!("{system}/priorities")).await;
    browser.fill("Name", "Home first").await;
    browser
        .fill(
            "The difference it makes for people",
            "People go home on the day they are ready to",
        )
        .await;
    browser
        .select("Whose priority is it?", "The whole system")
        .await;
    browser.press("Add priority").await;
    until(browser, "Success").await;
    looked_at(browser).await;
    browser.follow("Change Home first").await;
    until(browser, "From which day?").await;
    looked_at(browser).await;
    browser.open("/participation?by=priority").await;
    looked_at(browser).await;
}

async fn choose_password(browser: &Browser, words: &str) {
    let path = words
        .split_whitespace()
        .find_map(|word| Some(&word[word.find("/sign-in/password/")?..]))
        .unwrap_or_else(|| panic!("no link: {words}"));
    sign_out(browser).await;
    browser.open(path).await;
    until(browser, "Show").await;
    browser.fill("Choose a password", PASSWORD).await;
    browser.press("Save and sign in").await;
    at_home(browser).await;
}

async fn ask_for_password(browser: &Browser, server: &SmtpServer, email: &str) {
    sign_out(browser).await;
    browser.open("/sign-in/link").await;
    browser.fill("Work email address", email).await;
    browser.press("Send me a link").await;
    let mail = mail_to(server, email, "/sign-in/password/").await;
    choose_password(browser, &mail.text().expect("plain text")).await;
}

async fn sign_in(browser: &Browser, email: &str) {
    sign_out(browser).await;
    browser.open("/sign-in").await;
    // The script adds a button to the password, and with it moves the one that is pressed.
    until(browser, "Show").await;
    browser.fill("Work email address", email).await;
    browser.fill("Password", PASSWORD).await;
    browser.press("Sign in").await;
    at_home(browser).await;
}

/// A password takes its time to be checked.
async fn at_home(browser: &Browser) {
    for _ in 0..200 {
        if browser.path().await == "/" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("not signed in: {}", browser.text().await);
}

async fn sign_out(browser: &Browser) {
    browser.open("/sign-in").await;
    if browser.path().await == "/" {
        browser.press("Sign out").await;
        until(browser, "First time here").await;
    }
}

async fn mail_to(server: &SmtpServer, email: &str, with: &str) -> Received {
    for _ in 0..300 {
        if let Some(found) = server.messages().into_iter().rev().find(|mail| {
            mail.to.iter().any(|to| to == email)
                && mail.text().is_some_and(|text| text.contains(with))
        }) {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no mail for {email}");
}

async fn until(browser: &Browser, words: &str) {
    for _ in 0..600 {
        if browser.text().await.contains(words) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("never said {words:?}: {}", browser.text().await);
}

/// The address of the link with these words in the row of the table that names someone.
async fn link_of(browser: &Browser, words: &str, name: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('tr')].filter(r => r.textContent.includes({name:?}))\
         .flatMap(r => [...r.querySelectorAll('a')]).find(a => a.textContent.includes({words:?})).getAttribute('href')"
    );
    browser
        .run(&script)
        .await
        .as_str()
        .expect("an address")
        .to_owned()
}

async fn fill_day(browser: &Browser, legend: &str, day: Day) {
    browser
        .fill_in(legend, "Day", &day.0.day().to_string())
        .await;
    browser
        .fill_in(legend, "Month", &day.0.month().to_string())
        .await;
    browser
        .fill_in(legend, "Year", &day.0.year().to_string())
        .await;
}

/// How many nurses of the trust took part, as its own administrator sees it: not suppressed.
async fn took_part(browser: &Browser, month: &Day) -> i64 {
    browser.open("/participation").await;
    browser.select("Period", &month.month_and_year()).await;
    let own = format!("{TRUST} (all figures, for its administrators)");
    browser.select("Organisation", &own).await;
    browser.press("Show").await;
    until(browser, "With an objective").await;
    let script = format!(
        "const heads = [...document.querySelectorAll('#figures thead th')].map(h => h.textContent.trim());\
         const row = [...document.querySelectorAll('#figures tr')].find(r => r.textContent.includes({NURSING:?}));\
         return row.children[heads.indexOf('Took part')].textContent"
    );
    let cell = browser.run(&script).await;
    let words = cell.as_str().expect("a cell").to_owned();
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no figure in {words:?}: {}", "took part"))
}

fn has_number(text: &str, number: i64) -> bool {
    let wanted = fairwind::kernel::words::count(number);
    text.split(|c: char| !c.is_ascii_digit() && c != ',')
        .any(|word| word == wanted)
}

fn last_month() -> Day {
    Clock::system()
        .today()
        .first_of_month()
        .plus(-1)
        .first_of_month()
}

/// Forty people of each of the larger staff groups took part last month, so that a digest has figures it may show.
async fn some_work(database: &TestDatabase, folder: &Path, but_not: &str) {
    let url = match database.kind() {
        Kind::Postgres => database.url().to_owned(),
        Kind::Sqlite => format!("sqlite://{}", folder.join("fairwind.sqlite").display()),
    };
    let db = Db::open(&url, 2).await.expect("the database");
    let clock = Clock::system();
    let write = db.write().await.expect("a transaction");
    let organisations = organisation::Entity::find()
        .all(write.on())
        .await
        .expect("organisations");
    let of = |code: &str| {
        organisations
            .iter()
            .find(|o| o.code.as_deref() == Some(code))
            .expect("a partner")
            .id
    };
    let kind = entry_kind::Entity::find()
        .one(write.on())
        .await
        .expect("a query")
        .expect("a kind");
    for group in staff_group::Entity::find()
        .all(write.on())
        .await
        .expect("groups")
    {
        let people = posting::Entity::find()
            .filter(posting::Column::StaffGroupId.eq(group.id))
            .find_also_related(employment::Entity)
            .all(write.on())
            .await
            .expect("postings");
        let settled = people
            .iter()
            .filter_map(|(_, employment)| employment.as_ref())
            .filter(|employment| {
                employment.employee_number.as_deref() != Some(but_not)
                    && employment.ended_on.is_none()
                    && employment.started_on.is_none_or(|day| day < last_month())
            });
        for employment in settled.take(if people.len() > 100 { 40 } else { 0 }) {
            let id = EntryId::new();
            put(
                write.on(),
                entry::Model {
                    id,
                    employment_id: employment.id,
                    done_on: last_month().plus(4),
                    minutes: 60,
                    entry_kind_id: kind.id,
                    objective_id: None,
                    changed: String::new(),
                    tension_kind_id: None,
                    tension_words: String::new(),
                    form_token: EntryId::new().0,
                    created_at: clock.now(),
                    amended_at: None,
                    withdrawn_at: None,
                },
            )
            .await;
            put(
                write.on(),
                entry_partner::Model {
                    entry_id: id,
                    organisation_id: of("616"),
                },
            )
            .await;
        }
    }
    tallies::recount(&write, of("RHW"), clock.today())
        .await
        .expect("a recount");
    write.commit().await.expect("work of last month");
    db.close().await;
}

/// Somebody of the list: address, name and employee number.
type Chosen = (String, String, String);

/// A manager's and one of their nurses' addresses and names, both long in post with an address, in no circle.
fn a_manager_and_a_nurse() -> (Chosen, Chosen) {
    let text = std::fs::read_to_string(data(LIST)).expect("the staff list");
    let body: String = text
        .lines()
        .skip_while(|line| !line.starts_with("Employee Number"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let by_number: HashMap<&str, &csv::StringRecord> = rows
        .iter()
        .filter(|row| row[0] == row[1])
        .map(|row| (&row[0], row))
        .collect();
    let one_assignment = |number: &str| rows.iter().filter(|row| &row[0] == number).count() == 1;
    let settled = |row: &csv::StringRecord| {
        !row[4].is_empty()
            && row[11].is_empty()
            && one_assignment(&row[0])
            && !row[10].ends_with("2026")
    };
    let has_a_top = |row: &csv::StringRecord| {
        let mut at = row[12].to_owned();
        for _ in 0..40 {
            match by_number.get(at.as_str()) {
                Some(manager) if manager[12].is_empty() => return true,
                Some(manager) => at = manager[12].to_owned(),
                None => return at.is_empty(),
            }
        }
        false
    };
    let found = rows.iter().find_map(|row| {
        let manager = by_number.get(&row[12])?;
        (&row[5] == NURSING && settled(row) && settled(manager) && has_a_top(row))
            .then_some((*manager, row))
    });
    let (manager, nurse) = found.expect("such a pair in the list");
    let who = |row: &csv::StringRecord| {
        (
            row[4].to_lowercase(),
            format!("{} {}", &row[3], &row[2]),
            row[0].to_owned(),
        )
    };
    (who(manager), who(nurse))
}

fn data(name: &str) -> String {
    format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn said(folder: &Path, settings: &[(&str, &str)], words: &[&str]) -> String {
    let output = command(folder, settings, words);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{words:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}
