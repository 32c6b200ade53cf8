//! A system's measures: kept, loaded from a file with a bad row, corrected, marked, and read as a chart.

use fairwind::{
    access::{AdministeredSystem, SeenSystem, background},
    entities::{access::audit_line, measures::GoodDirection},
    kernel::{fault::Fault, ids::MeasureId},
    measures::{self, NewMeasure, chart},
};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::support::{
    app::App,
    database::TestDatabase,
    world::{World, day},
};

fn waits() -> NewMeasure {
    NewMeasure {
        name: "Long waits".into(),
        unit: "people".into(),
        definition: "People who have waited over a year".into(),
        source: "Waiting list returns".into(),
        good_direction: GoodDirection::Lower,
        theme: None,
        target: Some(2.0),
        baseline_points: None,
    }
}

pub async fn kept_by(app: &App, name: &str) -> AdministeredSystem {
    let acting = background::operator(&app.db, &app.clock);
    background::system_named(&acting, name)
        .await
        .expect("the systems")
        .expect("a system of this name")
}

/// As a board's digest sees its system.
pub async fn seen(app: &App, system: &AdministeredSystem) -> SeenSystem {
    background::boards(&background::clockwork(&app.db, &app.clock))
        .await
        .expect("the boards")
        .into_iter()
        .find(|board| board.system().id == system.id())
        .expect("a board of the system")
        .seen_system()
}

/// Twelve usual months, a thirteenth far above them, and a row that cannot be read.
fn file() -> String {
    let months: String = (1..=12)
        .map(|month| format!("Long waits,2025-{month:02}-01,{}\n", 5 + month % 2))
        .collect();
    format!("measure,date,value\n{months}Long waits,2026-01-01,many\nlong waits,2026-01-01,20\n")
}

pub async fn audited(app: &App, act: &str) -> u64 {
    lines(app, act).await.len() as u64
}

/// The lines of the audit trail about an act, the first first.
pub async fn lines(app: &App, act: &str) -> Vec<audit_line::Model> {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .order_by_asc(audit_line::Column::Id)
        .all(app.db.read())
        .await
        .expect("the audit trail")
}

pub async fn with_waits(app: &App) -> (AdministeredSystem, MeasureId) {
    let system = kept_by(app, "Thames Valley").await;
    let id = measures::keep(&system, &waits())
        .await
        .expect("kept")
        .expect("a new name");
    (system, id)
}

on_both! {
    async fn the_systems_administrator_keeps_a_measure_and_everybody_reads_its_chart(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let of_system = |path: &str| format!("{path}?system={}", world.system);
        amir.open(&of_system("/measures/new")).await;
        let nothing = amir.post(&of_system("/measures"), &[
            ("name", ""), ("unit", ""), ("definition", ""), ("source", ""), ("theme", ""), ("target", "soon"), ("baseline", ""),
        ]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.says("The target must be a number, or empty") && nothing.says("Choose which way is better"));
        let kept = amir
            .submit(&of_system("/measures"), &[
                ("name", "Long waits"), ("unit", "people"), ("definition", "People who have waited over a year"),
                ("source", "Waiting list returns"), ("good", "lower"), ("theme", ""), ("target", "2"), ("baseline", ""),
            ])
            .await;
        assert_eq!(kept.h1(), "Long waits");
        let measure = kept.attribute("form[action$=values]", "action").expect("a form").replace("/values", "");

        // A file with a row that cannot be read is looked at before anything is written.
        amir.open(&of_system("/measures/values")).await;
        let preview = amir.upload(&of_system("/measures/values"), "waits.csv", file().as_bytes(), &[]).await;
        assert!(preview.says("New values") && preview.says("Left out"), "{}", preview.text());
        let hidden = |name: &str| preview.attribute(&format!("input[name={name}]"), "value").expect("a field");
        let (text, shown) = (hidden("file-text"), hidden("shown"));
        let confirm = of_system("/measures/values/confirmation");
        let wrong = amir.post(&confirm, &[("file-text", &text), ("shown", "something else")]).await;
        assert_eq!(wrong.status, 409);
        let loaded = amir.submit(&confirm, &[("file-text", &text), ("shown", &shown)]).await;
        assert!(loaded.says("13 values are loaded"), "{}", loaded.text());

        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&measure).await;
        assert!(page.says("Special cause: of concern, with higher values"), "{}", page.text());
        assert!(page.says("Failing: the target will not be met") || page.says("Hit or miss"), "{}", page.text());
        assert_eq!(page.attributes("figure svg title", "id"), ["measure-chart-title"]);
        assert_eq!(page.attributes("#measure-values tbody tr", "class").len(), 13);
        assert!(page.attribute("form[action$=values]", "action").is_none(), "only its keeper adds to it");
        assert_eq!(sam.post(&format!("{measure}/values"), &[("value", "3")]).await.status, 404);
        assert!(sam.open(&of_system("/scorecard")).await.says("Long waits"));
        let trends = sam.open(&of_system("/trends")).await;
        assert!(trends.says("Long waits") && trends.says("is not charted"), "{}", trends.text());
        let mut zoe = app.actor("zoe@elsewhere.example").await;
        assert_eq!(zoe.get(&measure).await.status, 404);
        assert_eq!(zoe.get(&of_system("/trends")).await.status, 404);

        // A value by hand takes the place of another, which is kept; a change is marked with its reason.
        amir.open(&measure).await;
        let bad = amir.post(&format!("{measure}/values"), &[("day-day", "31"), ("day-month", "2"), ("day-year", "2026"), ("value", "x")]).await;
        assert_eq!(bad.status, 422);
        assert!(bad.says("must be a real date") && bad.says("Enter a number"), "{}", bad.text());
        let corrected = amir
            .submit(&format!("{measure}/values"), &[("day-day", "1"), ("day-month", "1"), ("day-year", "2026"), ("value", "6")])
            .await;
        assert!(corrected.says("Values that were corrected"), "{}", corrected.text());
        let marked = amir
            .submit(&format!("{measure}/marks"), &[("from-day", "1"), ("from-month", "7"), ("from-year", "2025"), ("reason", "A new clinic")])
            .await;
        assert!(marked.says("Limits begin afresh: A new clinic"), "{}", marked.text());
    }

    async fn a_file_with_a_bad_row_is_shown_then_loaded_and_its_change_is_said(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        let mut again = waits();
        again.name = "LONG WAITS".into();
        assert_eq!(measures::keep(&system, &again).await.expect("asked"), None, "a name twice");

        let shown = measures::preview(&system, file().as_bytes()).await.expect("a preview");
        assert_eq!((shown.new.len(), shown.rejected.len(), shown.rejected[0].line), (13, 1, 14));
        assert_eq!(shown.rejected[0].reason, "“many” is not a number.");
        let seen = seen(&app, &system).await;
        assert!(measures::series(&seen, id).await.expect("a series").points.is_empty(), "a preview wrote");

        assert_eq!(measures::load(&system, file().as_bytes()).await.expect("loaded"), shown);
        let series = measures::series(&seen, id).await.expect("a series");
        assert_eq!(series.points.len(), 13);
        let said = chart::in_words(&series.chart(), &series.measure.unit);
        assert!(said.contains("The latest value is 20 people, for January 2026"), "{said}");
        assert!(said.contains("of concern, with higher values"), "{said}");
        assert!(chart::draw("waits", "Long waits", &series.chart(), "people", &[]).is_some());

        // Again: nothing to do, and nothing written of it.
        let same = measures::load(&system, file().as_bytes()).await.expect("loaded");
        assert_eq!((same.new.len(), same.changed.len(), same.unchanged.len()), (0, 0, 13));
        assert_eq!((audited(&app, "measure kept").await, audited(&app, "measure values loaded").await), (1, 1));
    }

    async fn a_corrected_value_keeps_what_it_was(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        measures::load(&system, file().as_bytes()).await.expect("loaded");
        // As a spreadsheet in England saves it: the day first.
        let correction = b"measure,date,value\nLong waits,01/01/2026,6\n";
        let loading = measures::load(&system, correction).await.expect("loaded");
        assert_eq!((loading.changed.len(), loading.changed[0].before), (1, Some(20.0)));
        let seen = seen(&app, &system).await;
        let series = measures::series(&seen, id).await.expect("a series");
        assert_eq!((series.points.len(), series.points[12].value), (13, 6.0));
        let before = measures::revisions(&seen, id).await.expect("revisions");
        assert_eq!(before.len(), 1);
        assert_eq!((before[0].value, before[0].measured_on), (20.0, day("2026-01-01")));
        let lines = lines(&app, "measure values loaded").await;
        assert!(lines.iter().all(|line| line.subject_id == Some(id.0)), "each is about its measure: {lines:?}");
        assert_eq!(lines[0].to_value.as_ref().map(|to| to["new"].as_array().map(Vec::len)), Some(Some(13)), "{lines:?}");
        assert_eq!(lines[1].from_value, Some(json!([["2026-01-01", 20.0]])));
        assert_eq!(lines[1].to_value, Some(json!({ "new": [], "changed": [["2026-01-01", 6.0]], "rejected": 0 })));

        // By hand it is the measure's too.
        measures::put(&system, id, day("2026-02-01"), 7.0).await.expect("put");
        let lines = self::lines(&app, "measure values loaded").await;
        assert_eq!((lines[2].subject_id, &lines[2].from_value), (Some(id.0), &Some(json!([]))));
        assert_eq!(lines[2].to_value, Some(json!({ "new": [["2026-02-01", 7.0]], "changed": [], "rejected": 0 })));

        // A long series is not said day by day.
        let days = (0..101).map(|ago| format!("Long waits,{},1\n", day("2024-06-01").plus(-ago).iso()));
        let file = format!("measure,date,value\n{}", days.collect::<String>());
        measures::load(&system, file.as_bytes()).await.expect("loaded");
        let lines = self::lines(&app, "measure values loaded").await;
        let many = json!({ "values": 101, "first_on": "2024-02-22", "last_on": "2024-06-01" });
        assert_eq!(lines[3].to_value, Some(json!({ "new": many, "changed": [], "rejected": 0 })));
    }

    async fn a_marked_change_begins_the_limits_afresh_once(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        measures::load(&system, file().as_bytes()).await.expect("loaded");
        let from_on = day("2025-07-01");
        assert!(measures::mark(&system, id, from_on, "A second clinic").await.expect("marked"));
        assert!(!measures::mark(&system, id, from_on, "Again").await.expect("asked"));
        let series = measures::series(&seen(&app, &system).await, id).await.expect("a series");
        let sections: Vec<_> = series.chart().sections.iter().map(|s| (s.from, s.to)).collect();
        assert_eq!(sections, [(0, 6), (6, 13)]);
        assert_eq!(audited(&app, "measure recalculated").await, 1);
    }

    async fn of_two_keepers_at_once_one_keeps_a_name_and_one_marks_a_day(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let system = kept_by(&app, "Thames Valley").await;
        // Files name measures without regard to how they are cased, and the system has none yet that could be held.
        let named = |name: &str| NewMeasure { name: name.into(), ..waits() };
        let names = ["Leaves", "leaves", "LEAVES", "LeaveS", "leaveS", "LEaves"].map(named);
        let kept = join_all(names.iter().map(|new| measures::keep(&system, new))).await;
        let kept: Vec<MeasureId> = kept.into_iter().filter_map(|kept| kept.expect("an answer")).collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(measures::list(&seen(&app, &system).await).await.expect("a list").len(), 1);

        let marks = (0..6).map(|_| measures::mark(&system, kept[0], day("2026-03-01"), "A new clinic"));
        let marked = join_all(marks).await.into_iter().map(|marked| marked.expect("an answer, and no fault"));
        assert_eq!(marked.filter(|is_marked| *is_marked).count(), 1);
    }

    async fn another_systems_measures_are_not_found(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (_, id) = with_waits(&app).await;
        let sussex = kept_by(&app, "Sussex").await;
        let seen = seen(&app, &sussex).await;
        assert!(measures::list(&seen).await.expect("a list").is_empty());
        assert!(matches!(measures::series(&seen, id).await, Err(Fault::NotFound)));
        assert!(matches!(measures::revisions(&seen, id).await, Err(Fault::NotFound)));
        let marked = measures::mark(&sussex, id, day("2026-01-01"), "Theirs").await;
        assert!(matches!(marked, Err(Fault::NotFound)));
        let shown = measures::preview(&sussex, file().as_bytes()).await.expect("a preview");
        assert_eq!((shown.new.len(), shown.rejected.len()), (0, 14), "names are looked up in one system");
        let mut theirs = waits();
        theirs.theme = Some(world.theme);
        assert!(matches!(measures::keep(&sussex, &theirs).await, Err(Fault::NotFound)), "another system's theme");
    }

    async fn a_keeper_changes_a_measure_and_takes_out_what_was_typed_by_mistake(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        measures::load(&system, file().as_bytes()).await.expect("loaded");
        let other = NewMeasure { name: "Falls".into(), ..waits() };
        measures::keep(&system, &other).await.expect("kept").expect("a new name");
        let mut amir = app.actor("amir@icb.example").await;
        let measure = format!("/measures/{id}");
        let page = amir.open(&measure).await;
        let edit = page.attribute("main a[href$='/edit']", "href").expect("a link");
        let form = amir.open(&edit).await;
        assert_eq!(form.attribute("#name", "value").as_deref(), Some("Long waits"));
        let typed = |name, target| {
            [("name", name), ("unit", "people"), ("definition", "Over a year"), ("source", "Returns"), ("good", "lower"),
             ("theme", ""), ("target", target), ("baseline", "")]
        };
        let taken = amir.post(&edit, &typed("FALLS", "")).await;
        assert_eq!(taken.status, 422);
        assert!(taken.says("a measure of this name"), "{}", taken.text());
        let changed = amir.submit(&edit, &typed("Very long waits", "7.5")).await;
        assert!(changed.says("Very long waits is changed") && changed.says("7.5"), "{}", changed.text());
        assert_eq!(audited(&app, "measure changed").await, 1);

        // A value that was typed for a wrong day goes, and what it was stays among the corrections.
        let day = |prefix: &'static str, day: &'static str, year: &'static str| {
            [("day", day), ("month", "1"), ("year", year)].map(|(part, typed)| (format!("{prefix}-{part}"), typed))
        };
        let form = |fields: [(String, &'static str); 3], more: Option<(&'static str, &'static str)>| {
            let fields = fields.into_iter().chain(more.map(|(name, value)| (name.to_owned(), value)));
            fields.collect::<Vec<_>>()
        };
        let values = format!("{measure}/values");
        let long_ago = form(day("day", "1", "1800"), Some(("value", "3")));
        let fields: Vec<(&str, &str)> = long_ago.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let refused = amir.post(&values, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("1 January 1800 is too long ago"), "{}", refused.text());
        let typed = form(day("day", "7", "2026"), Some(("value", "99")));
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert!(amir.submit(&values, &fields).await.says("99"));
        let removal = format!("{values}/removal");
        let typed = form(day("of", "7", "2026"), None);
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let without = amir.submit(&removal, &fields).await;
        assert!(without.texts("#corrections td").iter().any(|text| text.contains("99")), "{}", without.text());
        assert!(!without.texts("#measure-values td").iter().any(|text| text.contains("99")), "{}", without.text());
        let again = amir.post(&removal, &fields).await;
        assert_eq!(again.status, 422);
        assert!(again.says("There is no value of 7 January 2026"), "{}", again.text());

        // So does a mark.
        measures::mark(&system, id, self::day("2025-06-12"), "A new clinic").await.expect("marked");
        let marked = amir.open(&measure).await;
        assert!(marked.says("Limits begin afresh: A new clinic"), "{}", marked.text());
        let removal = marked.attribute("form[action*='/marks/']", "action").expect("a form");
        let unmarked = amir.submit(&removal, &[]).await;
        assert!(unmarked.says("The mark is removed") && !unmarked.says("A new clinic"), "{}", unmarked.text());
        assert_eq!(amir.post(&removal, &[]).await.status, 404);
    }

    async fn measures_are_put_in_order_and_retired_from_a_day_and_keep_their_history(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        measures::load(&system, file().as_bytes()).await.expect("loaded");
        for name in ["Falls", "Plans"] {
            let new = NewMeasure { name: name.into(), ..waits() };
            measures::keep(&system, &new).await.expect("kept").expect("a new name");
        }
        let at = format!("/measures?system={}", world.system);
        let names = |seen: &crate::support::actors::Seen| seen.texts("main table a");
        let mut amir = app.actor("amir@icb.example").await;
        let page = amir.open(&at).await;
        assert_eq!(names(&page), ["Long waits", "Falls", "Plans"]);
        assert_eq!(page.texts("main table button").len(), 4, "the first cannot go up, nor the last down");
        let measure = format!("/measures/{id}");
        let position = format!("{measure}/position");
        let page = amir.submit(&position, &[("way", "down")]).await;
        assert_eq!(names(&page), ["Falls", "Long waits", "Plans"]);
        let page = amir.submit(&position, &[("way", "up")]).await;
        assert_eq!(names(&page), ["Long waits", "Falls", "Plans"]);
        amir.submit(&position, &[("way", "up")]).await;
        assert_eq!(audited(&app, "measures ordered").await, 2, "at the end it stays, and nothing is written");

        // From a later day: it is watched until then.
        let retirement = format!("{measure}/retirement");
        let past = amir.post(&retirement, &[("retired-day", "15"), ("retired-month", "11"), ("retired-year", "2026")]).await;
        assert_eq!(past.status, 422);
        assert!(past.says("must be today or later"), "{}", past.text());
        let planned = amir.submit(&retirement, &[("retired-day", "1"), ("retired-month", "12"), ("retired-year", "2026")]).await;
        assert!(planned.says("To be retired on 1 December 2026"), "{}", planned.text());
        let mut sam = app.actor("sam@rwx.example").await;
        let of_system = |path: &str| format!("{path}?system={}", world.system);
        assert!(sam.open(&of_system("/trends")).await.says("Long waits"));
        assert!(amir.open(&measure).await.says("It is to be retired on 1 December 2026"));

        let retired = amir.submit(&retirement, &[("retired-day", "16"), ("retired-month", "11"), ("retired-year", "2026")]).await;
        assert_eq!(names(&retired), ["Falls", "Plans"]);
        assert!(retired.says("Retired on 16 November 2026"), "{}", retired.text());
        for page in ["/trends", "/scorecard"] {
            let page = sam.open(&of_system(page)).await;
            assert!(!page.says("Long waits") && page.says("Falls"), "{}", page.text());
        }
        let history = sam.open(&measure).await;
        assert!(history.says("was retired on 16 November 2026"), "{}", history.text());
        assert_eq!(history.attributes("#measure-values tbody tr", "class").len(), 13);
        assert!(amir.open(&measure).await.attribute("form[action$=values]", "action").is_none(), "it takes no values");
        let refused = measures::put(&system, id, day("2026-11-01"), 3.0).await;
        assert!(matches!(refused, Err(Fault::Refused(_))), "{refused:?}");
        assert_eq!(amir.post(&position, &[("way", "down")]).await.status, 404);
        assert_eq!(sam.post(&format!("{measure}/return"), &[]).await.status, 404);

        let back = amir.submit(&format!("{measure}/return"), &[]).await;
        assert_eq!(names(&back), ["Long waits", "Falls", "Plans"], "it comes back to where it was");
        assert!(sam.open(&of_system("/trends")).await.says("Long waits"));
        let acts = [("measure retired", 2), ("measure brought back", 1)];
        for (act, times) in acts {
            assert_eq!(audited(&app, act).await, times, "{act}");
        }
    }
}
