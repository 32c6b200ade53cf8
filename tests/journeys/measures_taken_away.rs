//! What the pages of measures show is taken away as files, and nothing else; with outcomes by theme among it.

use fairwind::{
    entities::{
        objectives::{Level, ObjectiveState, Side, objective, objective_theme},
        people::posting,
        systems::staff_group,
    },
    kernel::{database::Write, ids::*},
    measures, tallies,
};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    digests::{agreed_objective, row},
    measures::with_waits,
};
use crate::support::{
    actors::Seen,
    app::App,
    database::TestDatabase,
    world::{World, add_employment, add_person, day, put},
};

/// The rows of a CSV file, its mark left out.
fn rows(seen: &Seen) -> Vec<Vec<String>> {
    assert!(
        seen.content_type.starts_with("text/csv"),
        "{}",
        seen.content_type
    );
    let text = seen.html();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let records = reader.records().map(|row| row.expect("a row"));
    records
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// Three doctors at each trust would be told apart by everybody else's figures, and so hide them.
async fn one_staff_group(write: &Write, world: &World) {
    posting::Entity::update_many()
        .col_expr(posting::Column::StaffGroupId, Expr::value(world.nursing))
        .filter(posting::Column::StaffGroupId.eq(world.medical))
        .exec(write.on())
        .await
        .expect("one staff group");
}

/// At both trusts, twelve nurses met an objective of the theme in September; ten met another, and still have one of it.
async fn with_outcomes(app: &App, world: &World) {
    let write = app.db.write().await.expect("a transaction");
    one_staff_group(&write, world).await;
    for partner in [&world.trust, &world.community] {
        let objective = |employment_id, state: ObjectiveState, theme: Option<ThemeId>| {
            let write = &write;
            async move {
                let id = ObjectiveId::new();
                put(
                    write.on(),
                    objective::Model {
                        id,
                        employment_id,
                        year_on: day("2026-04-01"),
                        title: "Home sooner".into(),
                        what: "Agree one checklist".into(),
                        due_on: day("2027-01-31"),
                        purpose: "People wait".into(),
                        level: Level::Place,
                        state,
                        awaits: Side::Staff,
                        agreed_on: Some(day("2026-05-01")),
                        closed_on: state.is_closed().then(|| day("2026-09-15")),
                        revision: 1,
                        created_at: app.clock.now(),
                    },
                )
                .await;
                if let Some(theme_id) = theme {
                    put(
                        write.on(),
                        objective_theme::Model {
                            objective_id: id,
                            theme_id,
                        },
                    )
                    .await;
                }
            }
        };
        for nurse in &partner.nurses[..12] {
            objective(*nurse, ObjectiveState::Met, Some(world.theme)).await;
        }
        for nurse in &partner.nurses[12..22] {
            objective(*nurse, ObjectiveState::Met, None).await;
            objective(*nurse, ObjectiveState::Agreed, Some(world.theme)).await;
        }
        // Of others, some have one that is not closed: else who has any would be known to have met it.
        for number in 0..20 {
            let person = add_person(write.on(), app, &format!("Other Number {number}"), None).await;
            let (at, group) = (partner.id, Some(world.nursing));
            let other = add_employment(write.on(), app, person, at, group, None).await;
            if number < 10 {
                objective(other, ObjectiveState::Agreed, None).await;
            }
        }
        tallies::recount(&write, partner.id, app.clock.today())
            .await
            .expect("a recount");
    }
    write.commit().await.expect("objectives");
}

on_both! {
    async fn a_measures_values_are_taken_away_as_they_are_shown(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        let months: String = (1..=9).map(|month| format!("Long waits,2026-0{month}-01,-{month}.256\n")).collect();
        measures::load(&system, format!("measure,date,value\n{months}").as_bytes()).await.expect("loaded");
        measures::mark(&system, id, day("2026-03-01"), "=A new clinic").await.expect("marked");
        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&format!("/measures/{id}")).await;
        let links = page.attributes("main a[href*='values.']", "href");
        assert_eq!(links.len(), 3, "{links:?}");
        let whole = rows(&sam.open(&links[0]).await);
        assert_eq!(whole[0], ["Long waits (people), Thames Valley, on 16 November 2026"]);
        let table: Vec<_> = whole.into_iter().skip_while(|row| row[0] != "Date").collect();
        assert_eq!(table[0][..3], ["Date", "Value", "Mean"]);
        // The same values in the same order: the day is written for machines.
        let shown = page.texts("#measure-values tbody td:nth-of-type(1) .app-cell");
        let values: Vec<&String> = table[1..].iter().map(|row| &row[1]).collect();
        assert_eq!(values.len(), 9);
        assert_eq!(values, shown.iter().collect::<Vec<_>>());
        assert_eq!(table[1][..2], ["2026-09-01", "-9.26"], "a number below zero is a number");
        assert_eq!(table[7][6], "'=A new clinic", "and words are no formula");
        let json = sam.open(&links[2]).await.json();
        assert_eq!(json["rows"][0]["Value"], serde_json::json!(-9.26));
        assert!(sam.open(&links[1]).await.body.starts_with(b"PK"));
        assert_eq!(app.actor("zoe@elsewhere.example").await.get(&links[0]).await.status, 404);
    }

    async fn trends_are_taken_away_without_what_is_hidden(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (system, _) = with_waits(&app).await;
        measures::load(&system, b"measure,date,value\nLong waits,2026-09-01,4.5\n").await.expect("loaded");
        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&format!("/trends?system={}", world.system)).await;
        let links = page.attributes("main a[href*='/trends.']", "href");
        let whole = rows(&sam.open(&links[0]).await);
        let (heading, table) = whole.split_at(3);
        assert!(heading[0][0].starts_with("Trends of ") && heading[1][0].contains("measure together"), "{heading:?}");
        assert_eq!(table[0][..4], ["Series", "Unit", "Date", "Value"]);
        assert_eq!(table[1][..4], ["Long waits", "people", "2026-09-01", "4.5"]);
        // Nobody took part, which is hidden: there are no values of it, and a sentence that says why.
        let hidden: Vec<_> = table.iter().filter(|row| row[0].starts_with("Participation at")).collect();
        assert_eq!(hidden.len(), 1);
        assert!(hidden[0][3].is_empty() && hidden[0][7].contains("is not charted"), "{hidden:?}");
        assert!(page.says(&hidden[0][7]));
        let of_one = sam.open(&format!("/trends.csv?system={}&organisation={}", world.system, world.trust.id)).await;
        let of_one = rows(&of_one);
        assert!(of_one.iter().all(|row| row[0] != "Long waits"), "measures are the system's");
        assert!(!of_one[1][0].contains("measure together"), "{of_one:?}");
    }

    async fn who_is_not_counted_with_staff_has_no_trend_and_is_not_called_hidden(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let volunteers = staff_group::Entity::find()
            .filter(staff_group::Column::SystemId.eq(world.system))
            .filter(staff_group::Column::Name.eq("Volunteers"))
            .one(app.db.read())
            .await
            .expect("a query")
            .expect("volunteers");
        let write = app.db.write().await.expect("a transaction");
        for number in 0..12 {
            let person = add_person(write.on(), &app, &format!("Volunteer Number {number}"), None).await;
            add_employment(write.on(), &app, person, world.council, Some(volunteers.id), None).await;
        }
        tallies::recount(&write, world.council, app.clock.today()).await.expect("a recount");
        write.commit().await.expect("volunteers");
        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&format!("/trends?system={}&organisation={}", world.system, world.council)).await;
        assert!(page.says("No month has ended with staff in it yet.") && !page.says("is not charted"), "{}", page.text());
        // Of those who are counted, nobody took part, and that is hidden.
        let page = sam.open(&format!("/trends?system={}&organisation={}", world.system, world.trust.id)).await;
        assert!(page.says("the figures of 7 months are hidden"), "{}", page.text());
    }

    async fn objectives_closed_after_their_year_are_no_part_of_those_in_force(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let write = app.db.write().await.expect("a transaction");
        one_staff_group(&write, &world).await;
        for partner in [&world.trust, &world.community] {
            // Last year's of twenty were closed in April, when fifteen had one of this year.
            for (number, nurse) in partner.nurses[..20].iter().enumerate() {
                let last_years = objective::Model {
                    year_on: day("2025-04-01"),
                    due_on: day("2026-03-31"),
                    state: ObjectiveState::Met,
                    agreed_on: Some(day("2025-05-01")),
                    closed_on: Some(day("2026-04-20")),
                    ..agreed_objective(&app, *nurse)
                };
                put(write.on(), last_years).await;
                if number < 15 {
                    let this_years = objective::Model {
                        agreed_on: Some(day("2026-04-10")),
                        ..agreed_objective(&app, *nurse)
                    };
                    put(write.on(), this_years).await;
                }
            }
            tallies::recount(&write, partner.id, app.clock.today()).await.expect("a recount");
        }
        write.commit().await.expect("objectives");
        let mut sam = app.actor("sam@rwx.example").await;
        let address = format!("/participation?system={}&period=month-2026-04&by=outcome", world.system);
        let page = sam.open(&address).await;
        assert_eq!(row(&page, "Met")[1..3], ["70", "40"]);
        assert_eq!(row(&page, "For comparison: everybody with an objective in force")[1..3], ["70", "30"]);
        let why = "more people may have closed one than have one in force";
        assert!(page.says(why), "{}", page.text());
        let csv = sam.open(&address.replace("/participation?", "/participation.csv?")).await.html();
        assert!(csv.contains(why) && csv.contains("objective in force,70,30"), "{csv}");
    }

    async fn the_scorecard_says_how_objectives_of_a_theme_were_closed_and_is_taken_away(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        with_outcomes(&app, &world).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&format!("/scorecard?system={}", world.system)).await;
        assert!(
            page.says("In July to September 2026 (quarter 2), 24 people closed an objective that serves it as met."),
            "{}",
            page.text()
        );
        assert!(page.says("Other outcomes are hidden"), "{}", page.text());
        let links = page.attributes("main a[href*='/scorecard.']", "href");
        let table = rows(&sam.open(&links[0]).await);
        assert!(table[0][0].starts_with("Scorecard of ") && table[1][0].starts_with("hidden:"), "{table:?}");
        let table: Vec<_> = table.iter().skip_while(|row| row[0] != "Theme").collect();
        let closed: Vec<(&str, &str)> = table
            .iter()
            .filter(|row| row[1] == "Objectives closed")
            .map(|row| (row[2].as_str(), row[5].as_str()))
            .collect();
        assert_eq!((closed.len(), closed[0]), (5, ("Met", "24")));
        assert!(closed[1..].iter().all(|(_, people)| *people == "hidden"), "{closed:?}");

        // The same by theme, for all partners, for one, and on its own administrator's page.
        let by = page.attribute("main a[href*='outcome-of-theme']", "href").expect("a link");
        let all = sam.open(&by).await;
        assert_eq!(people(&all), ["24"], "{}", all.text());
        assert!(all.says("4 lines are left out"), "{}", all.text());
        let one = sam.open(&format!("{by}&organisation={}", world.trust.id)).await;
        assert_eq!(people(&one), ["12"], "{}", one.text());
        let csv = sam.open(&by.replace("/participation?", "/participation.csv?")).await;
        let lines = csv.html();
        let table = lines.lines().skip_while(|line| !line.starts_with("Period,"));
        assert_eq!(table.count(), 3, "the head, the outcome and all staff");
    }
}

/// How many people there are in each line of a look at outcomes.
fn people(seen: &Seen) -> Vec<String> {
    seen.texts("main table tbody td:nth-of-type(2) .app-cell")
}
