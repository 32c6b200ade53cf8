//! The country's file of successions is loaded into a system, which says afterwards what became of its partners.

use std::collections::HashMap;

use fairwind::{
    access::{Acting, SeenSystem, background},
    entities::{
        access::audit_line,
        systems::{OrganisationKind, organisation, succession},
        tallies::tally,
    },
    kernel::ids::OrganisationId,
    organisations::{
        self,
        import::{self, successions},
        succession::StandsAs,
    },
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;

use super::digests::{NURSES, agreed_objective, busy, row};
use crate::support::{
    app::App,
    database::TestDatabase,
    world::{World, day, put},
};

const OF_2026: &str = include_str!("../data/icb-succession-2026.csv");
const HEADING: &str = "predecessor,predecessor_name,successor,successor_name,kind,legal_date\n";

fn operator(app: &App) -> Acting {
    background::operator(&app.db, &app.clock)
}

/// Loads a file as the command line does.
async fn load(app: &App, contents: &str, system: &str, dry_run: bool, json: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("successions.csv");
    std::fs::write(&path, contents).expect("a file");
    successions::run(&operator(app), &path, system, dry_run, json)
        .await
        .expect("an import")
}

async fn loaded(app: &App, contents: &str, dry_run: bool) -> Value {
    let report = load(app, contents, "Thames Valley", dry_run, true).await;
    serde_json::from_str(&report).expect("JSON")
}

/// Rows read, successions, partners that are new, that change, rows that are known, of other systems, rejected.
fn counts(report: &Value) -> [u64; 7] {
    [
        "read",
        "successions",
        "new",
        "changed",
        "unchanged",
        "not_of_this_system",
        "rejected",
    ]
    .map(|key| match &report[key] {
        Value::Array(rows) => rows.len() as u64,
        number => number.as_u64().expect("a count"),
    })
}

/// Gives the small world the boards that the file of 2026 is about, under other names than the file has.
async fn add_boards(app: &App) {
    let mut list = "code,name,kind,opened_on,closed_on\n".to_owned();
    for code in "QHG QUE QM7 QH8 QJG QMM QNQ QU9 QXU QNX QMJ QRV QRL".split(' ') {
        list += &format!("{code},NHS Board {code},integrated care board,2022-07-01,\n");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("organisations.csv");
    std::fs::write(&path, list).expect("a file");
    import::run(&operator(app), &path, "Thames Valley", false, true)
        .await
        .expect("an import");
}

/// The partners of the small world's system, by code.
async fn partners(app: &App, world: &World) -> HashMap<String, organisation::Model> {
    let partners = organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(world.system))
        .all(app.db.read())
        .await
        .expect("the partners");
    partners
        .into_iter()
        .map(|partner| (partner.code.clone().expect("a code"), partner))
        .collect()
}

async fn recorded(app: &App) -> Vec<succession::Model> {
    succession::Entity::find()
        .all(app.db.read())
        .await
        .expect("the successions")
}

async fn audited(app: &App, act: &str) -> u64 {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .count(app.db.read())
        .await
        .expect("the audit trail")
}

/// The small world's system, as its trust's board may see it.
async fn seen(app: &App, world: &World) -> SeenSystem {
    let boards = background::boards(&operator(app)).await.expect("boards");
    let board = boards.iter().find(|board| board.id() == world.trust.board);
    board.expect("the trust's board").seen_system()
}

on_both! {
    async fn the_file_of_2026_says_what_became_of_every_board(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        add_boards(&app).await;
        let before = partners(&app, &world).await;

        let dry = loaded(&app, OF_2026, true).await;
        assert_eq!((counts(&dry), &dry["applied"]), ([16, 16, 6, 12, 0, 0, 0], &Value::Bool(false)));
        assert_eq!(partners(&app, &world).await, before, "a dry run wrote");
        assert!(recorded(&app).await.is_empty(), "a dry run wrote");

        let first = loaded(&app, OF_2026, false).await;
        assert_eq!((counts(&first), &first["applied"]), ([16, 16, 6, 12, 0, 0, 0], &Value::Bool(true)));
        assert_eq!(first["unusual"], Value::Array(Vec::new()));
        let after = partners(&app, &world).await;
        let april = Some(day("2026-04-01"));
        for code in "QHG QUE QM7 QH8 QJG QMM QNQ QU9 QXU QNX QMJ QRV".split(' ') {
            assert_eq!((after[code].closed_on, after[code].left_on), (april, april), "{code}");
            assert_eq!(after[code].name, before[code].name, "the file's names rename nobody");
        }
        assert_eq!(after["QRL"], before["QRL"], "whoever gains stays as it is");
        assert_eq!(after.len(), before.len() + 6);
        let essex = &after["D7T5G"];
        assert_eq!((essex.name.as_str(), essex.kind), ("Essex", OrganisationKind::Icb));
        assert_eq!((essex.opened_on, Some(essex.joined_on), essex.closed_on), (april, april, None));

        let standing = organisations::standing(&seen(&app, &world).await).await.expect("a standing");
        let of = |code: &str| standing.of(after[code].id);
        let ids = |codes: &[&str]| codes.iter().map(|code| after[*code].id).collect::<Vec<OrganisationId>>();
        assert_eq!(of("QU9"), StandsAs::Became(after["S0E4D"].id));
        assert_eq!(of("QMJ"), StandsAs::Became(after["Z9B2Z"].id));
        assert_eq!(of("QM7"), StandsAs::SplitInto(ids(&["S1Y5D", "D7T5G"])));
        assert_eq!(of("QNQ"), StandsAs::SplitInto(ids(&["QRL", "S9B9J", "S0E4D"])));
        assert_eq!((of("QRL"), of("S0E4D"), of("RHW")), (StandsAs::Itself, StandsAs::Itself, StandsAs::Itself));

        let again = loaded(&app, OF_2026, false).await;
        assert_eq!(counts(&again), [16, 0, 0, 0, 16, 0, 0]);
        assert_eq!(partners(&app, &world).await, after);
        assert_eq!(recorded(&app).await.len(), 16);
        let lines = [("succession recorded", 16), ("partner added", 13 + 6), ("partner changed", 12)];
        for (act, times) in lines {
            assert_eq!(audited(&app, act).await, times, "{act}");
        }
    }

    async fn a_system_without_those_boards_is_left_alone(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let before = partners(&app, &world).await;
        let report = loaded(&app, OF_2026, false).await;
        assert_eq!(counts(&report), [16, 0, 0, 0, 0, 16, 0]);
        assert_eq!(partners(&app, &world).await, before);
        let text = load(&app, OF_2026, "Sussex", false, false).await;
        assert!(text.contains("16 rows: 0 successions new, 0 known, 16 not of this system, 0 rejected."), "{text}");
        assert!(text.ends_with("There was nothing to change."), "{text}");
        assert!(recorded(&app).await.is_empty());
    }

    async fn a_bad_row_is_named_with_its_line_and_stops_no_other(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        tallies::advance_all(&operator(&app)).await.expect("counted");
        let file = format!(
            "{HEADING}RHW,Royal Berkshire,R1A,Thames Hospitals,merger,2026-10-01\n\
             R-X,Berkshire Healthcare,R1A,Thames Hospitals,merger,2026-10-01\n\
             RWX,Berkshire Healthcare,R1A,Thames Hospitals,merger,soon\n\
             R1A,Thames Hospitals,RHW,Royal Berkshire,code change,2026-11-01\n\
             RYR,University Hospitals Sussex,R2B,South Hospitals,merger,2026-10-01\n"
        );
        let staff = || async {
            let rows = tally::Entity::find()
                .filter(tally::Column::OrganisationId.eq(world.trust.id))
                .filter(tally::Column::Period.eq("month-2026-11"))
                .all(app.db.read())
                .await
                .expect("tallies");
            rows.iter().map(|row| row.staff).sum::<i32>()
        };
        assert_eq!(staff().await, 35);

        let text = load(&app, &file, "Thames Valley", true, false).await;
        for sentence in ["Royal Berkshire NHS Foundation Trust → Thames Hospitals, 1 October 2026 (merger)",
            "closed: 1 October 2026", "rejected    line 3:", "Nothing is written."]
        {
            assert!(text.contains(sentence), "{sentence}: {text}");
        }
        let report = loaded(&app, &file, false).await;
        assert_eq!(counts(&report), [5, 1, 1, 1, 0, 1, 3]);
        for (at, (line, reason)) in [(3, "letters and numbers only"), (4, "\"soon\" is no date"), (5, "RHW came before R1A already")]
            .into_iter()
            .enumerate()
        {
            let rejected = &report["rejected"][at];
            assert_eq!(rejected["line"], line);
            assert!(rejected["reason"].as_str().expect("a reason").contains(reason), "{rejected}");
        }
        let after = partners(&app, &world).await;
        assert_eq!((after["RHW"].closed_on, after["R1A"].kind), (Some(day("2026-10-01")), OrganisationKind::Trust));
        assert_eq!((after["RWX"].closed_on, after.len()), (None, 4));
        assert_eq!(staff().await, 0, "who is no more is counted no more");
        let differences = tallies::check(&operator(&app)).await.expect("a check");
        assert!(differences.is_empty(), "{differences:#?}");
        let again = loaded(&app, &file, false).await;
        assert_eq!(counts(&again), [5, 0, 0, 0, 1, 1, 3]);
    }

    async fn what_cannot_be_loaded_is_refused_with_a_sentence(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let folder = tempfile::tempdir().expect("a folder");
        for (name, contents, system, reason) in [
            ("a.csv", Some(OF_2026), "Wessex", "There is no system called \"Wessex\""),
            ("b.csv", Some("code,name\nRHW,One\n"), "Thames Valley", "none of them is “predecessor”"),
            ("c.csv", None, "Thames Valley", "cannot be read"),
        ] {
            let path = folder.path().join(name);
            if let Some(contents) = contents {
                std::fs::write(&path, contents).expect("a file");
            }
            let refused = successions::run(&operator(&app), &path, system, false, false).await;
            let refused = refused.expect_err(reason).to_string();
            assert!(refused.contains(reason), "{refused}");
        }
        assert!(recorded(&app).await.is_empty());
    }

    async fn a_partners_page_says_what_became_of_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        add_boards(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let at = |id| format!("/systems/{}/partners/{id}/edit", world.system);
        assert_eq!(amir.open(&at(world.trust.id)).await.attribute(".nhsuk-inset-text", "class"), None);

        loaded(&app, OF_2026, false).await;
        let there = partners(&app, &world).await;
        for (code, words) in [
            ("QU9", "Became Thames Valley, on 1 April 2026."),
            ("QNQ", "Was split into NHS Board QRL; Surrey and Sussex; and Thames Valley, on 1 April 2026."),
            ("QNQ", "could not be re-assigned"),
            ("QRL", "Succeeds NHS Board QNQ (in part), since 1 April 2026."),
            ("S0E4D", "Succeeds NHS Board QNQ (in part) and NHS Board QU9, since 1 April 2026."),
        ] {
            let page = amir.open(&at(there[code].id)).await;
            assert!(page.says(words), "{code}: {}", page.text());
        }
        let untouched = amir.open(&at(world.trust.id)).await;
        assert!(!untouched.says("Became") && !untouched.says("Succeeds"));
    }

    async fn a_successor_is_compared_with_itself_and_its_predecessors(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        // Of the 75 who were acquired 37 had an objective, and 33 of the 75 of whoever acquired them.
        let write = app.db.write().await.expect("a change");
        for nurse in &world.trust.nurses[NURSES.0..NURSES.0 + 4] {
            put(write.on(), agreed_objective(&app, *nurse)).await;
        }
        tallies::recount(&write, world.trust.id, app.clock.today()).await.expect("tallies");
        write.commit().await.expect("objectives");
        let file = format!("{HEADING}RHW,Royal Berkshire,RWX,Berkshire Healthcare,acquisition,2026-10-01\n");
        assert_eq!(counts(&loaded(&app, &file, false).await)[1], 1);

        let mut sam = app.actor("sam@rwx.example").await;
        let by = |month: &str| format!("/participation?system={}&period=month-2026-{month}&by=successor", world.system);
        let then = row(&sam.open(&by("09")).await, "Berkshire Healthcare");
        assert_eq!((&then[1], &then[2], &then[3][..3]), (&"150".to_owned(), &"70".to_owned(), "47%"));
        let now = sam.open(&format!("{}&compare=before", by("10"))).await;
        let now = row(&now, "Berkshire Healthcare");
        assert_eq!((&now[1], &now[3][..3]), (&"75".to_owned(), "44%"));
        assert_eq!((&now[6], now[7].as_str()), (&then[3], "no clear change"), "{now:?}");

        // Whoever looked after the one that is no more still comes to the page, and to what it was.
        let mut olive = app.actor("olive@rhw.example").await;
        let own = olive.open("/participation").await;
        assert!(own.says("At Royal Berkshire NHS Foundation Trust, nobody is counted in this period."), "{}", own.text());
        let then = olive.open(&format!("/participation?period=month-2026-09&organisation={}", world.trust.id)).await;
        assert_eq!(row(&then, "Nursing")[1..3], ["32", "22"]);
    }

    async fn a_file_of_successions_is_looked_at_in_the_browser_before_it_is_written(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        add_boards(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let at = format!("/systems/{}/partners/successions", world.system);
        let list = amir.open(&format!("/systems/{}/partners", world.system)).await;
        assert!(list.attributes("main a", "href").contains(&at));
        amir.open(&at).await;
        for (contents, sentence) in [("", "Choose a file"), ("code,name\nRHW,One\n", "none of them is “predecessor”")] {
            let wrong = amir.upload(&at, "list.csv", contents.as_bytes(), &[]).await;
            assert!(wrong.status == 422 && wrong.says(sentence), "{}", wrong.text());
        }
        let file = format!("{OF_2026}QNQ,Frimley,QNQ,Frimley,split,2026-04-01\n");
        let preview = amir.upload(&at, "successions.csv", file.as_bytes(), &[]).await;
        for sentence in ["17 rows: 16 successions new, 0 known already, 0 not of this system, 1 left out",
            "NHS Board QU9", "Acquisition", "closed: 1 April 2026", "QNQ cannot follow itself"]
        {
            assert!(preview.says(sentence), "{sentence}: {}", preview.text());
        }
        assert!(recorded(&app).await.is_empty(), "written before it was confirmed");
        let text = preview.attribute("input[name=file-text]", "value").expect("the file's text");
        let shown = preview.attribute("input[name=shown]", "value").expect("what was shown");
        let confirm = format!("{at}/confirmation");
        let moved = amir.post(&confirm, &[("file-text", &text), ("shown", "something else")]).await;
        assert!(moved.status == 409 && moved.says("have changed since you looked"), "{}", moved.text());
        assert!(recorded(&app).await.is_empty(), "written though it was another change");
        let done = amir.submit(&confirm, &[("file-text", &text), ("shown", &shown)]).await;
        assert!(done.says("16 successions loaded, 6 partners added, 12 closed"), "{}", done.text());
        assert_eq!(recorded(&app).await.len(), 16);
        let again = amir.upload(&at, "successions.csv", file.as_bytes(), &[]).await;
        assert!(again.says("There is nothing to change"), "{}", again.text());
    }
}
