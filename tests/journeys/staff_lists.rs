//! Partners' staff lists as they come: loaded, loaded again, and what each row may and may not do.

use std::path::PathBuf;

use fairwind::{
    access::{Acting, background},
    entities::{
        access::audit_line,
        people::{employment, group_mapping, person, posting, staff_list},
        systems::staff_group,
    },
    kernel::{
        bulk::Cell,
        ids::{EmploymentId, MappingId, OrganisationId, PersonId, StaffGroupId},
        periods::{Period, PeriodKind, YearStart},
        stood::Stood,
        time::Day,
    },
    organisations::{import as partners, partners as partners_of_system},
    people, tallies,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Statement,
};
use serde_json::{Value, json};

use super::measures::lines;
use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::day,
};

const PARTNERS: &str = include_str!("../data/organisations.csv");
const HEADING: &str = "Employee Number,Name,Email,Staff Group,Job Role,Band,Start Date,Leaving Date,Supervisor Employee Number";

fn operator(app: &App) -> Acting {
    background::operator(&app.db, &app.clock)
}

fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// A founded system with its partners, and a charity.
async fn thames_valley(app: &App) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("organisations.csv");
    std::fs::write(
        &path,
        format!("{PARTNERS}RVA,Reading Voluntary Action,voluntary sector,,\n"),
    )
    .expect("a file");
    partners::run(&operator(app), &path, "Thames Valley", false, true)
        .await
        .expect("partners");
}

async fn import(
    app: &App,
    code: &str,
    path: &std::path::Path,
    maps: &[&str],
    dry_run: bool,
) -> (Value, bool) {
    let command = people::Import {
        maps: maps.iter().map(|map| (*map).to_owned()).collect(),
        dry_run,
        json: true,
        ..of(code, path)
    };
    let (text, good) = people::run_import(&operator(app), &command, |_| {})
        .await
        .expect("an import");
    (serde_json::from_str(&text).expect("JSON"), good)
}

/// A list to be loaded.
fn of(code: &str, path: &std::path::Path) -> people::Import {
    people::Import {
        organisation: code.to_owned(),
        file: path.to_owned(),
        ..people::Import::default()
    }
}

/// Loads rows under the usual heading, as a list that describes a day.
async fn load(app: &App, code: &str, on: &str, rows: &[&str]) -> Value {
    load_file(
        app,
        code,
        &format!(
            "Staff in post\nEffective date:,{on}\n\n{HEADING}\n{}\n",
            rows.join("\n")
        ),
    )
    .await
    .0
}

async fn load_file(app: &App, code: &str, contents: impl AsRef<[u8]>) -> (Value, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.csv");
    std::fs::write(&path, contents).expect("a file");
    import(app, code, &path, &[], false).await
}

/// read, new, changed, unchanged, ended, unplaced, rejected.
fn counts(report: &Value) -> [u64; 7] {
    [
        "read",
        "new",
        "changed",
        "unchanged",
        "ended",
        "unplaced",
        "rejected",
    ]
    .map(|key| match &report[key] {
        Value::Array(rows) => rows.len() as u64,
        number => number.as_u64().expect("a count"),
    })
}

fn reasons(report: &Value) -> Vec<(u64, &str)> {
    let rejected = report["rejected"].as_array().expect("rejections");
    rejected
        .iter()
        .map(|r| {
            (
                r["line"].as_u64().expect("a line"),
                r["reason"].as_str().expect("a reason"),
            )
        })
        .collect()
}

async fn organisation(app: &App, code: &str) -> OrganisationId {
    background::organisation_coded(&operator(app), code, None)
        .await
        .expect("a partner")
        .id()
}

/// The employments of whoever has this name, the earliest first, with their postings: role, from, to.
async fn history(app: &App, name: &str) -> Vec<(employment::Model, Vec<posting::Model>)> {
    let mut found = Vec::new();
    let employments = employment::Entity::find()
        .find_also_related(person::Entity)
        .filter(person::Column::Name.eq(name))
        .order_by_asc(employment::Column::Id)
        .all(app.db.read())
        .await
        .expect("employments");
    for (employment, _) in employments {
        let postings = posting::Entity::find()
            .filter(posting::Column::EmploymentId.eq(employment.id))
            .order_by_asc(posting::Column::FromOn)
            .all(app.db.read())
            .await
            .expect("postings");
        found.push((employment, postings));
    }
    found
}

fn spells(postings: &[posting::Model]) -> Vec<(&str, Day, Option<Day>)> {
    postings
        .iter()
        .map(|p| (p.job_role.as_deref().unwrap_or(""), p.from_on, p.to_on))
        .collect()
}

async fn agrees(app: &App) {
    let differences = tallies::check(&operator(app)).await.expect("a check");
    assert!(differences.is_empty(), "{differences:?}");
}

async fn rows_of(app: &App) -> [u64; 4] {
    let on = app.db.read();
    [
        person::Entity::find().count(on).await.expect("people"),
        employment::Entity::find()
            .count(on)
            .await
            .expect("employments"),
        posting::Entity::find().count(on).await.expect("postings"),
        group_mapping::Entity::find()
            .count(on)
            .await
            .expect("mappings"),
    ]
}

on_both! {
    async fn a_trusts_whole_list_is_loaded_in_seconds_and_again_changes_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let file = data("staff-RHW-esr.csv");
        let begun = std::time::Instant::now();
        let (first, good) = import(&app, "RHW", &file, &[], false).await;
        let took = begun.elapsed();
        assert!(good);
        assert_eq!(counts(&first), [5693, 5570, 0, 0, 0, 0, 32]);
        assert_eq!(first["applied"], json!(true));
        assert!(reasons(&first).iter().all(|(_, reason)| reason.contains("in a circle") || reason.contains("another assignment")));
        assert_eq!(rows_of(&app).await, [5570, 5570, 5570, 9]);
        println!("a first load took {took:?}");

        let (again, _) = import(&app, "RHW", &file, &[], false).await;
        assert_eq!(counts(&again), [5693, 0, 0, 5570, 0, 0, 32]);
        assert_eq!(rows_of(&app).await, [5570, 5570, 5570, 9]);
        agrees(&app).await;
    }

    async fn the_other_real_lists_read_as_they_are_and_what_was_settled_is_remembered(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let (trust, _) = import(&app, "RWX", &data("staff-RWX-esr.csv"), &[], true).await;
        assert_eq!((counts(&trust), &trust["applied"]), ([4372, 4288, 0, 0, 0, 0, 13], &json!(false)));
        assert_eq!(rows_of(&app).await, [0; 4], "a dry run writes nothing");

        let council = data("staff-616-council.csv");
        let (first, _) = import(&app, "616", &council, &[], false).await;
        assert_eq!(counts(&first), [1750, 1748, 0, 0, 0, 0, 2]);
        let (again, _) = import(&app, "616", &council, &[], false).await;
        assert_eq!(counts(&again), [1750, 0, 0, 1748, 0, 0, 2]);

        let (charity, _) = import(&app, "Reading Voluntary Action", &data("staff-rva-charity.csv"), &[], false).await;
        assert_eq!(counts(&charity), [19, 19, 0, 0, 0, 0, 0]);
        let (again, _) = import(&app, "RVA", &data("staff-rva-charity.csv"), &[], false).await;
        assert_eq!(counts(&again), [19, 0, 0, 19, 0, 0, 0]);
        agrees(&app).await;
    }

    async fn words_are_mapped_once_and_remembered(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let list = "Payroll No;Surname;Forename;Service area\n1;Ash;Ann;Night owls\n2;Beck;Bo;night  OWLS.\n3;Cox;Cy;\n";
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.csv");
        std::fs::write(&path, list).expect("a file");
        let (unmapped, good) = import(&app, "616", &path, &[], false).await;
        assert!(good, "words that nobody has mapped are no error");
        assert_eq!(counts(&unmapped), [3, 3, 0, 0, 0, 3, 0]);
        let maps = ["Night owls=Social care: direct care"];
        let looked_at = people::Import { dry_run: true, ..of("616", &path) };
        let (text, _) = people::run_import(&operator(&app), &looked_at, |_| {}).await.expect("a dry run");
        assert!(text.contains("--map 'Night owls=our staff group'") && text.contains("Nothing was written"), "{text}");
        let (mapped, _) = import(&app, "616", &path, &maps, false).await;
        assert_eq!(counts(&mapped), [3, 0, 2, 1, 0, 1, 0]);
        let lines = lines(&app, "staff group words mapped").await;
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!(lines[0].from_value, Some(json!({ "staff_group": null })));
        assert_eq!(lines[0].to_value.as_ref().expect("what they mean")["words"], "Night owls");
        let (remembered, _) = import(&app, "616", &path, &[], false).await;
        assert_eq!(counts(&remembered), [3, 0, 0, 3, 0, 1, 0]);
        let unplaced = posting::Entity::find().filter(posting::Column::StaffGroupId.is_null()).count(app.db.read()).await;
        assert_eq!((rows_of(&app).await[2], unplaced.expect("postings")), (3, 1), "a mapping corrects, and moves nobody");
        agrees(&app).await;
    }

    async fn movers_leavers_and_returners_have_their_history(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let ann = "1,Ann Ash,ann@rhw.example,Nursing and Midwifery Registered,Staff Nurse,Band 5,01-MAR-2020,,2";
        let ben = "2,Ben Birch,ben@rhw.example,Nursing and Midwifery Registered,Matron,Band 8a,01-MAR-2019,,";
        let cat = "3,Cat Cole,,Estates and Ancillary,Porter,Band 2,,,2";
        assert_eq!(counts(&load(&app, "RHW", "31-JUL-2026", &[ann, ben, cat]).await)[..2], [3, 3]);

        let moved = "1,Ann Ash,ann@rhw.example,Allied Health Professionals,Paramedic,Band 6,01-MAR-2020,,2";
        let report = load(&app, "RHW", "31-AUG-2026", &[moved, ben]).await;
        assert_eq!(counts(&report), [2, 0, 1, 1, 1, 0, 0]);
        let found = history(&app, "Ann Ash").await;
        assert_eq!(spells(&found[0].1), [
            ("Staff Nurse", day("2020-03-01"), Some(day("2026-08-30"))),
            ("Paramedic", day("2026-08-31"), None),
        ]);
        let found = history(&app, "Cat Cole").await;
        assert_eq!(found[0].0.ended_on, Some(day("2026-08-30")), "ended, never deleted");
        assert_eq!(spells(&found[0].1), [("Porter", day("2026-04-01"), Some(day("2026-08-30")))]);

        // The same day again, corrected: in place.
        let corrected = "1,Ann Ash,ann@rhw.example,Allied Health Professionals,Radiographer,Band 6,01-MAR-2020,,2";
        let cat_too = "3,Cat Cole,cat@rhw.example,Estates and Ancillary,Porter,Band 2,,,2";
        let report = load(&app, "RHW", "31-AUG-2026", &[corrected, ben, cat_too]).await;
        assert_eq!(counts(&report), [3, 0, 2, 1, 0, 0, 0]);
        assert_eq!(spells(&history(&app, "Ann Ash").await[0].1)[1], ("Radiographer", day("2026-08-31"), None));
        let found = history(&app, "Cat Cole").await;
        assert_eq!((found.len(), found[0].0.ended_on), (1, None), "she had not left");
        let cat_cole = person::Entity::find().filter(person::Column::Name.eq("Cat Cole")).one(app.db.read()).await;
        assert_eq!(cat_cole.expect("people").expect("a person").email.as_deref(), Some("cat@rhw.example"));

        // A leaver in the list, and one who is not in it.
        let leaves = "2,Ben Birch,ben@rhw.example,Nursing and Midwifery Registered,Matron,Band 8a,01-MAR-2019,15-SEP-2026,";
        let report = load(&app, "RHW", "30-SEP-2026", &[leaves, corrected]).await;
        assert_eq!(counts(&report), [2, 0, 1, 1, 1, 0, 0]);
        assert_eq!(spells(&history(&app, "Ben Birch").await[0].1), [("Matron", day("2019-03-01"), Some(day("2026-09-15")))]);

        // Both come back: one says since when, the other is seen again.
        let returns = "2,Ben Birch,ben@rhw.example,Nursing and Midwifery Registered,Matron,Band 8b,05-OCT-2026,,";
        let report = load(&app, "RHW", "31-OCT-2026", &[returns, corrected, cat_too]).await;
        assert_eq!(counts(&report)[..5], [3, 2, 1, 0, 0], "Ann's manager is Ben's new employment");
        let found = history(&app, "Ben Birch").await;
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].0.ended_on, &found[0].0.employee_number), (Some(day("2026-09-15")), &None));
        assert_eq!((found[1].0.started_on, found[1].0.ended_on), (Some(day("2026-10-05")), None));
        assert_eq!(found[0].0.person_id, found[1].0.person_id);
        let found = history(&app, "Cat Cole").await;
        assert_eq!((found[0].0.ended_on, found[1].0.started_on), (Some(day("2026-09-29")), Some(day("2026-10-31"))));
        agrees(&app).await;
        let same = load(&app, "RHW", "31-OCT-2026", &[returns, corrected, cat_too]).await;
        assert_eq!(counts(&same)[..5], [3, 0, 0, 3, 0]);

        // An older list again: it rewrites no history.
        let report = load(&app, "RHW", "31-AUG-2026", &[returns, moved, cat_too]).await;
        assert_eq!(counts(&report)[..5], [3, 0, 1, 2, 0]);
        let found = history(&app, "Ann Ash").await;
        assert_eq!(spells(&found[0].1).last(), Some(&("Paramedic", day("2026-10-31"), None)));
        agrees(&app).await;
    }

    async fn a_correction_of_the_first_day_and_someone_yet_to_start(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let dee = |start: &str| format!("7,Dee Dunn,dee@rhw.example,Students,Student,,{start},,");
        load(&app, "RHW", "31-OCT-2026", &[&dee("01-JUN-2026")]).await;
        let report = load(&app, "RHW", "31-OCT-2026", &[&dee("01-MAY-2026"), "8,Ed Elm,ed@rhw.example,Students,Student,,01-DEC-2026,,"]).await;
        assert_eq!(counts(&report)[..4], [2, 1, 1, 0]);
        let found = history(&app, "Dee Dunn").await;
        assert_eq!((found[0].0.started_on, found[0].1[0].from_on), (Some(day("2026-05-01")), day("2026-05-01")));
        let found = history(&app, "Ed Elm").await;
        assert_eq!(found[0].1[0].from_on, day("2026-12-01"));
        // Not in the list of a day before he starts: he has not left.
        let report = load(&app, "RHW", "15-NOV-2026", &[&dee("01-MAY-2026")]).await;
        assert_eq!(counts(&report)[4], 0);
        agrees(&app).await;
    }

    async fn a_person_is_one_person_at_two_partners(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        load(&app, "RHW", "31-OCT-2026", &["1,Ann Ash,ann@both.example,Students,Student,,,,", "2,Bo Beck,bo@rhw.example,Students,Student,,,,"]).await;
        load(&app, "RWX", "31-OCT-2026", &["91,Anne Ash,Ann@Both.example,Medical and Dental,Doctor,,,,", "92,Cy Cox,,Students,Student,,,,"]).await;
        assert_eq!(rows_of(&app).await[..2], [3, 4], "one person, two employments");
        // Neither partner may take the address with which she signs in at the other, nor rename her.
        let report = load(&app, "RWX", "31-OCT-2026", &["91,Anne Ashe,mine@rwx.example,Medical and Dental,Doctor,,,,", "92,Cy Cox,bo@rhw.example,Students,Student,,,,"]).await;
        assert_eq!(counts(&report), [2, 0, 1, 0, 0, 0, 1], "{report}");
        assert!(reasons(&report)[0].1.contains("a staff list cannot change it"), "{report}");
        let ann = person::Entity::find().filter(person::Column::Email.eq("ann@both.example")).one(app.db.read()).await.expect("people");
        assert_eq!(ann.expect("Ann").name, "Ann Ash");
        // Someone who had no address turns out to be Bo, who works at the other partner.
        assert_eq!(rows_of(&app).await[..2], [2, 4]);
        let merged = lines(&app, "person merged").await;
        let bo = history(&app, "Bo Beck").await[0].0.person_id;
        assert_eq!(merged.iter().map(|line| line.to_value.clone()).collect::<Vec<_>>(), [Some(json!({ "person": bo }))]);
        assert_eq!(history(&app, "Bo Beck").await.len(), 2);
        let here = organisation(&app, "RWX").await;
        let ended = employment::Entity::find().filter(employment::Column::OrganisationId.eq(here)).filter(employment::Column::EndedOn.is_not_null());
        assert_eq!(ended.count(app.db.read()).await.expect("employments"), 0, "a rejected row ends nobody");
        agrees(&app).await;
    }

    async fn what_cannot_be_loaded_says_why_and_stops_no_other(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        load(&app, "RHW", "31-OCT-2026", &["1,Ann Ash,ann@rhw.example,Students,Student,,,,", "2,Bo Beck,bo@rhw.example,Students,Student,,,,", "9,Zed Zane,zed@rhw.example,Students,Student,,,,"]).await;
        let report = load(&app, "RHW", "31-OCT-2026", &[
            "1,=cmd|' /C calc'!A0,ann@rhw.example,Students,Student,,,,",
            "2,Bo Beck,bo@rhw.example,Students,Student,,,,2",
            "3,Cy Cox,one@rhw.example,Students,Student,,,,",
            "4,Di Day,one@rhw.example,Students,Student,,,,",
            "5,Ed Elm,ed@rhw.example,Students,Student,,,,6",
            "6,Fay Fox,fay@rhw.example,Students,Student,,,,5",
            "7,Gus Gray,gus@rhw.example,Students,Student,,,,",
            "8,Hal Hill,zed@rhw.example,Medical and Dental,Doctor,,,,",
        ]).await;
        let said = reasons(&report);
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5, 6, 7, 8, 9, 10, 12], "{report}");
        for (at, words) in [(0, "formula"), (1, "own line manager"), (2, "also given to somebody else"), (4, "in a circle"), (6, "already that of Zed Zane (employee number 9)")] {
            assert!(said[at].1.contains(words), "{}", said[at].1);
        }
        assert_eq!(counts(&report), [8, 1, 0, 0, 1, 0, 7], "those already known whose rows are rejected stay as they are");
        assert_eq!(history(&app, "Ann Ash").await[0].0.ended_on, None);

        let before = rows_of(&app).await;
        for (contents, words) in [
            (&b""[..], "empty"),
            (b"Organisation,2018-06\nRoyal Berkshire,5012.4\n", "does not look like a staff list"),
            (b"Surname,Forename,Email,Staff Group\n", "no rows"),
            (b"PK\x03\x04", "workbook"),
            (b"Name,Email\nAnn Ash,ann@rhw.example\n", "Staff group"),
            (b"Name,Staff Group\n=1+1,Students\n", "None of the rows"),
        ] {
            let (report, good) = load_file(&app, "RHW", contents).await;
            assert!(!good);
            assert_eq!(report["applied"], json!(false));
            assert!(reasons(&report)[0].1.contains(words), "{report}");
        }
        assert_eq!(rows_of(&app).await, before);
        let missing = import(&app, "RHW", &data("no-such-file.csv"), &[], false).await;
        assert!(!missing.1 && reasons(&missing.0)[0].1.contains("cannot be read"));
        let charity = data("staff-rva-charity.csv");
        let nowhere = people::run_import(&operator(&app), &of("Z99", &charity), |_| {}).await;
        assert!(nowhere.is_err());
        let unmappable = people::Import { maps: vec!["Paid=Nobody".to_owned()], ..of("RVA", &charity) };
        let unmappable = people::run_import(&operator(&app), &unmappable, |_| {}).await;
        assert!(unmappable.expect_err("refused").to_string().contains("Medical and Dental"));
    }

    async fn all_of_it_is_written_or_none(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let acting = operator(&app);
        app.db.read().execute_unprepared("alter table tallies rename to tallies_away").await.expect("a fault");
        let charity = of("RVA", &data("staff-rva-charity.csv"));
        let failed = people::run_import(&acting, &charity, |_| {}).await;
        assert!(failed.is_err(), "the tallies could not be counted");
        assert_eq!(rows_of(&app).await, [0; 4]);
        assert_eq!(staff_list::Entity::find().count(app.db.read()).await.expect("lists"), 0);
        app.db.read().execute_unprepared("alter table tallies_away rename to tallies").await.expect("mended");
        let (text, good) = people::run_import(&acting, &charity, |_| {}).await.expect("an import");
        assert!(good && text.contains("Loaded."), "{text}");
        agrees(&app).await;
    }

    async fn a_preview_says_why_rows_are_more_than_people_and_which_months_change(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.csv");
        let list = |rows: &str| {
            let heading = "Staff in post\nEffective date:,31-OCT-2026\n\nPayroll No,Surname,Forename,Staff group,Start date\n";
            std::fs::write(&path, format!("{heading}{rows}")).expect("a file");
        };
        let looked_at = people::Import { dry_run: true, ..of("RVA", &path) };
        list("1,Ash,Ann,Volunteer,01/02/2020\n");
        let (text, _) = people::run_import(&operator(&app), &looked_at, |_| {}).await.expect("a dry run");
        assert!(!text.contains("further assignment") && !text.contains("began before"), "{text}");
        people::run_import(&operator(&app), &of("RVA", &path), |_| {}).await.expect("an import");
        // One row more than people; of the new ones one began in the month that is described.
        list("1,Ash,Ann,Volunteer,01/02/2020\n2,Beck,Bo,Volunteer,01/02/2021\n2,Beck,Bo,Volunteer,01/02/2021\n3,Cox,Cy,Volunteer,05/10/2026\n");
        let (text, _) = people::run_import(&operator(&app), &looked_at, |_| {}).await.expect("a dry run");
        assert!(text.contains("1 row is a further assignment of people"), "{text}");
        assert!(text.contains("1 new person began before October 2026, and is counted"), "{text}");
        let (text, _) = people::run_import(&operator(&app), &of("RVA", &path), |_| {}).await.expect("an import");
        assert!(text.contains("Loaded.") && text.contains("1 row is a further assignment of people"), "{text}");
    }

    /// Whoever changes with whose address somebody signs in cannot do it unseen, even if it is put back.
    async fn what_a_list_changes_of_somebody_is_in_the_audit_trail(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let row = |number, who: &str, rest: &str| format!("{number},{who},{rest}");
        let before = [
            row(1, "Ann Ash,ann@rhw.example", "Students,Student,,,,"),
            row(2, "Bo Beck,bo@rhw.example", "Students,Student,,,,1"),
            row(3, "Cy Cox,cy@rhw.example", "Students,Student,,,,1"),
        ];
        load(&app, "RHW", "31-OCT-2026", &before.each_ref().map(String::as_str)).await;
        let after = [
            row(1, "Ann Ashe,o'mal@rhw.example", "Students,Student,,,,"),
            row(2, "Bo Beck,bo@rhw.example", "Students,Student,,,,3"),
            row(3, "Cy Cox,cy@rhw.example", "Medical and Dental,Doctor,,,,1"),
        ];
        for act in ["person changed", "employment changed"] {
            assert!(lines(&app, act).await.is_empty(), "who begins has a history");
        }
        load(&app, "RHW", "31-OCT-2026", &after.each_ref().map(String::as_str)).await;
        load(&app, "RHW", "31-OCT-2026", &before.each_ref().map(String::as_str)).await;
        let ann = history(&app, "Ann Ash").await.remove(0).0;
        let told = lines(&app, "person changed").await;
        let (was, became) = (
            json!({ "email": "ann@rhw.example", "name": "Ann Ash" }),
            json!({ "email": "o'mal@rhw.example", "name": "Ann Ashe" }),
        );
        let values = |line: &audit_line::Model| (line.from_value.clone(), line.to_value.clone());
        assert_eq!(told.iter().map(values).collect::<Vec<_>>(), [
            (Some(was.clone()), Some(became.clone())), (Some(became), Some(was)),
        ]);
        assert!(told.iter().all(|line| line.subject_id == Some(ann.person_id.0) && line.actor == "operator"), "{told:?}");
        assert!(told.iter().all(|line| line.organisation_id == Some(ann.organisation_id) && line.happened_at == app.clock.now()));

        let bo = history(&app, "Bo Beck").await.remove(0).0;
        let cy = history(&app, "Cy Cox").await.remove(0).0;
        let told = lines(&app, "employment changed").await;
        assert_eq!(told.len(), 4, "{told:?}");
        let of_bo = told.iter().find(|line| line.subject_id == Some(bo.id.0)).expect("a line");
        let managers = [&of_bo.from_value, &of_bo.to_value].map(|value| value.as_ref().expect("a value")["manager"].clone());
        assert_eq!(managers, [json!(ann.id), json!(cy.id)]);
        let of_cy = told.iter().find(|line| line.subject_id == Some(cy.id.0)).expect("a line");
        assert_ne!(of_cy.from_value.as_ref().map(|from| &from["staff_group"]), of_cy.to_value.as_ref().map(|to| &to["staff_group"]));
    }

    /// Words that are mapped while a list with them is read place whoever they are said of.
    async fn what_is_settled_while_a_list_is_read_holds_for_it(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let council = organisation(&app, "616").await;
        let group = staff_group::Entity::find().one(app.db.read()).await.expect("groups").expect("a group");
        let write = app.db.write().await.expect("a change");
        tallies::hold(&write, &[council]).await.expect("held");
        let mapping = group_mapping::Model {
            id: MappingId::new(),
            organisation_id: council,
            their_words: "Night owls".into(),
            folded_words: "night owls".into(),
            staff_group_id: group.id,
        };
        group_mapping::Entity::insert(mapping.into_active_model()).exec(write.on()).await.expect("mapped");
        let mapped = async {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            write.commit().await.expect("durable");
        };
        let list = "Payroll No;Surname;Forename;Service area\n1;Ash;Ann;Night owls\n";
        let ((report, good), ()) = tokio::join!(load_file(&app, "616", list), mapped);
        assert!(good);
        assert_eq!(counts(&report), [1, 1, 0, 0, 0, 0, 0]);
        assert_eq!(history(&app, "Ann Ash").await[0].1[0].staff_group_id, Some(group.id));
        agrees(&app).await;
    }

    /// A list that does not say when people started posts them from the day on which their organisation joined.
    async fn nobody_is_unplaced_because_an_organisation_joined_earlier_than_was_thought(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        load_file(&app, "RVA", "Name,Email,Staff group\nAnn Ash,ann@rva.example,Volunteer\n").await;
        let system = background::system_named(&operator(&app), "Thames Valley").await.expect("systems").expect("it");
        let charity = partners_of_system::partner(&system, organisation(&app, "RVA").await).await.expect("a partner");
        let mut details = partners_of_system::Details::from(charity.partner());
        let stood = Stood::of(&details);
        details.joined_on = day("2026-01-01");
        partners_of_system::amend(&charity, &stood, details).await.expect("amended");
        let january = Period::containing(PeriodKind::Month, day("2026-01-05"), YearStart(4));
        let all = tallies::read(&operator(&app), &[charity.partner().id], &[january]).await.expect("tallies");
        assert_eq!((all.len(), all[0].counts.staff), (1, 1), "{all:?}");
        assert_ne!(all[0].group, StaffGroupId::UNPLACED);
        agrees(&app).await;
    }

    async fn a_list_that_ends_many_is_loaded_only_if_so_many_were_expected(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("staff.csv");
        let list = |staff: std::ops::Range<usize>| {
            let rows: String = staff.map(|at| format!("{at},Person,P{at},Volunteer\n")).collect();
            std::fs::write(&path, format!("Payroll No,Surname,Forename,Staff group\n{rows}")).expect("a file");
        };
        let load = |ends_at_most| people::Import { ends_at_most, ..of("RVA", &path) };
        list(0..20);
        let (text, good) = people::run_import(&operator(&app), &load(None), |_| {}).await.expect("an import");
        assert!(good, "{text}");
        list(0..12);
        let before = rows_of(&app).await;
        for too_few in [None, Some(7)] {
            let (text, good) = people::run_import(&operator(&app), &load(too_few), |_| {}).await.expect("an answer");
            assert!(!good && text.contains("This list ends 8 of 20") && text.contains("--ends-at-most 8."), "{text}");
            assert!(text.ends_with("Nothing was written.\n"), "{text}");
            assert_eq!(rows_of(&app).await, before);
        }
        let (text, good) = people::run_import(&operator(&app), &load(Some(8)), |_| {}).await.expect("an import");
        assert!(good && text.contains("Loaded.") && !text.contains("This list ends"), "{text}");
        agrees(&app).await;
    }

    async fn two_lists_at_once_take_turns(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let acting = operator(&app);
        let charity = people::Import { json: true, ..of("RVA", &data("staff-rva-charity.csv")) };
        let load = || people::run_import(&acting, &charity, |_| {});
        let (one, two) = tokio::join!(load(), load());
        let mut new: Vec<u64> = [one, two]
            .map(|report| counts(&serde_json::from_str(&report.expect("an import").0).expect("JSON"))[1])
            .to_vec();
        new.sort_unstable();
        assert_eq!(new, [0, 19]);
        assert_eq!(rows_of(&app).await[..3], [19, 19, 19]);
    }

    async fn someone_seen_for_the_first_time_on_a_later_list_changes_no_past_figure(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let list = "Name,Email,Staff group\nAnn Ash,ann@rva.example,Volunteer\n";
        load_file(&app, "RVA", list).await;
        app.clock.set(instant("2026-12-14T10:00:00Z"));
        load_file(&app, "RVA", format!("{list}Bo Beck,bo@rva.example,Volunteer\n")).await;
        assert_eq!(history(&app, "Ann Ash").await[0].0.started_on, None, "of a first list, nobody knows since when");
        assert_eq!(history(&app, "Bo Beck").await[0].0.started_on, Some(day("2026-12-14")));
        agrees(&app).await;
    }

    async fn what_is_written_in_bulk_is_as_if_it_were_written_row_by_row(database: TestDatabase) {
        let app = App::on(&database).await;
        thames_valley(&app).await;
        let (organisation, now) = (organisation(&app, "RVA").await, instant("2026-10-31T23:59:59Z"));
        let usual = employment::Model {
            id: EmploymentId::new(),
            person_id: PersonId::new(),
            organisation_id: organisation,
            employee_number: Some("N\u{fa}mero \"1\",\t2\\".into()),
            started_on: Some(day("1969-12-31")),
            ended_on: None,
            created_at: now,
        };
        let number = usual.employee_number.clone().expect("a number");
        let write = app.db.write_many().await.expect("a change");
        let someone = [Cell::Id(usual.person_id.0), Cell::Nothing, Cell::Text("Ann Ash"), Cell::At(now)];
        write.insert("people", &[], ["id", "email", "name", "created_at"], [someone].into_iter(), |_| {}).await.expect("a person");
        employment::Entity::insert(usual.clone().into_active_model()).exec(write.on()).await.expect("an employment");
        let another = |number| [
            Cell::Id(EmploymentId::new().0), Cell::Id(usual.person_id.0), number, Cell::On(day("1969-12-31")),
        ];
        let columns = ["id", "person_id", "employee_number", "started_on"];
        let alike = [("organisation_id", Cell::Id(organisation.0)), ("ended_on", Cell::Nothing), ("created_at", Cell::At(now))];
        let others = format!("{number}!");
        let row = another(Cell::Text(&others));
        write.insert("employments", &alike, columns, [row].into_iter(), |_| {}).await.expect("an employment");
        write.commit().await.expect("a commit");
        // The database itself compares them, kind of value and all.
        let same = "select count(*) from employments a join employments b on a.id < b.id and a.person_id = b.person_id \
            and a.organisation_id = b.organisation_id and a.started_on = b.started_on and a.created_at = b.created_at \
            and a.ended_on is null and b.ended_on is null and b.employee_number = a.employee_number || '!'";
        let on = app.db.read();
        let found = on.query_one_raw(Statement::from_string(on.get_database_backend(), same)).await.expect("a count");
        assert_eq!(found.expect("a row").try_get_by_index::<i64>(0).expect("a number"), 1);
        let read = employment::Entity::find_by_id(usual.id).one(on).await.expect("an employment");
        assert_eq!(read, Some(usual));
    }

    async fn a_change_of_many_rows_that_comes_to_nothing_leaves_nothing_and_holds_nobody_up(database: TestDatabase) {
        let app = App::on(&database).await;
        let people = |named: &'static str| (0..9_000).map(move |_| {
            [Cell::Id(PersonId::new().0), Cell::Text(named), Cell::At(instant("2026-10-31T23:59:59Z"))]
        });
        let columns = ["id", "name", "created_at"];
        let write = app.db.write_many().await.expect("a change");
        let mut told = 0;
        write.insert("people", &[], columns, people("Ann Ash"), |more| told += more).await.expect("people");
        assert_eq!(told, 9_000);
        drop(write);
        let write = app.db.write_many().await.expect("a change");
        let twice = people("Bo Beck").chain([[Cell::Id(PersonId::new().0), Cell::Nothing, Cell::Nothing]]);
        write.insert("people", &[], columns, twice, |_| {}).await.expect_err("a person has a name");
        drop(write);
        let write = app.db.write_many().await.expect("a change");
        write.insert("people", &[], columns, people("Cy Cox").take(3), |_| {}).await.expect("people");
        assert_eq!(rows_of(&app).await[0], 0, "nobody sees them before they are there for good");
        write.commit().await.expect("a commit");
        let names: Vec<person::Model> = person::Entity::find().all(app.db.read()).await.expect("people");
        assert!(names.len() == 3 && names.iter().all(|person| person.name == "Cy Cox"), "{names:?}");
    }
}
