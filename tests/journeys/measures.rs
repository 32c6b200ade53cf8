//! A system's measures: kept, loaded from a file with a bad row, corrected, marked, and read as a chart.

use fairwind::{
    access::{AdministeredSystem, SeenSystem, background},
    entities::{access::audit_line, measures::GoodDirection},
    kernel::{fault::Fault, ids::MeasureId},
    measures::{self, NewMeasure, chart},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

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

async fn kept_by(app: &App, name: &str) -> AdministeredSystem {
    let acting = background::operator(&app.db, &app.clock);
    background::system_named(&acting, name)
        .await
        .expect("the systems")
        .expect("a system of this name")
}

/// As a board's digest sees its system.
async fn seen(app: &App, system: &AdministeredSystem) -> SeenSystem {
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

async fn audited(app: &App, act: &str) -> u64 {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .count(app.db.read())
        .await
        .expect("the audit trail")
}

async fn with_waits(app: &App) -> (AdministeredSystem, MeasureId) {
    let system = kept_by(app, "Thames Valley").await;
    let id = measures::keep(&system, &waits())
        .await
        .expect("kept")
        .expect("a new name");
    (system, id)
}

on_both! {
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
        assert!(said.contains("The latest value is 20 people, on 1 January 2026"), "{said}");
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
        let correction = b"measure,date,value\nLong waits,2026-01-01,6\n";
        let loading = measures::load(&system, correction).await.expect("loaded");
        assert_eq!((loading.changed.len(), loading.changed[0].before), (1, Some(20.0)));
        let seen = seen(&app, &system).await;
        let series = measures::series(&seen, id).await.expect("a series");
        assert_eq!((series.points.len(), series.points[12].value), (13, 6.0));
        let before = measures::revisions(&seen, id).await.expect("revisions");
        assert_eq!(before.len(), 1);
        assert_eq!((before[0].value, before[0].measured_on), (20.0, day("2026-01-01")));
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
}
