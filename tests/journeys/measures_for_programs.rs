//! A program of the partners' sends values with a key that its system's administrator made, and is refused without.

use fairwind::{
    access::keys,
    entities::{access::audit_line, keys::api_key, measures::measure},
    kernel::ids::MeasureId,
};
use rocket::http::Method::{Get, Put};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::measures::{audited, kept_by, seen, with_waits};
use crate::support::{
    actors::Actor,
    app::App,
    database::TestDatabase,
    world::{World, day},
};

fn points(id: MeasureId) -> String {
    format!("/api/v1/measures/{id}/points")
}

async fn send(program: &mut Actor<'_>, id: MeasureId, key: &str, sent: Value) -> (u16, Value) {
    let seen = program
        .ask(Put, &points(id), Some(key), &sent.to_string())
        .await;
    (seen.status, seen.json())
}

/// A key as an administrator makes it, without the page.
async fn key_of(app: &App, system: &str) -> String {
    let system = kept_by(app, system).await;
    keys::make(&system, "data warehouse", None)
        .await
        .expect("made")
        .expect("a new name")
}

on_both! {
    async fn the_administrator_makes_a_key_a_program_sends_values_with_it_until_it_is_revoked(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        let at = format!("/systems/{}/keys", world.system);
        let mut amir = app.actor("amir@icb.example").await;
        let settings = amir.open(&format!("/systems/{}", world.system)).await;
        assert!(settings.attributes("main a", "href").contains(&at), "the keys are found from the system's page");
        assert!(amir.open(&at).await.says("No key is accepted at present"));

        let wrong = amir.post(&at, &[("ends-day", "1"), ("ends-month", "11"), ("ends-year", "2026")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.says("Enter what will use the key") && wrong.says("must be today or later"), "{}", wrong.text());
        let made = amir.post(&at, &[("name", "Data warehouse")]).await;
        assert_eq!(made.status, 200);
        let key = made.texts("main .nhsuk-inset-text code").concat();
        assert!(key.starts_with("fairwind_") && key.len() > 40, "{}", made.text());
        let later = amir.open(&at).await;
        assert!(!later.html().contains(&key), "it is shown once");
        assert!(later.says("Data warehouse") && later.says("by Amir Khan") && later.says("Never"), "{}", later.text());
        let kept = api_key::Entity::find().one(app.db.read()).await.expect("a query").expect("the key");
        assert!(!format!("{kept:?}").contains(&key), "it is kept as its hash alone");
        let again = amir.post(&at, &[("name", "data WAREHOUSE")]).await;
        assert_eq!(again.status, 422);

        let mut program = app.stranger();
        let list = program.ask(Get, "/api/v1/measures", Some(&key), "").await;
        assert_eq!(list.status, 200);
        assert_eq!(list.json()["measures"][0]["id"], json!(id));
        assert_eq!(list.json()["measures"][0]["better"], json!("lower"));
        assert!(list.header("Set-Cookie").is_none());
        let (status, answer) = send(&mut program, id, &key, json!({ "points": [
            { "date": "2026-09-01", "value": 5 }, { "date": "2026-10-01", "value": 6.5 },
        ]})).await;
        assert_eq!((status, answer), (200, json!({ "new": 2, "changed": 0, "unchanged": 0 })));
        let (_, answer) = send(&mut program, id, &key, json!({ "points": [
            { "date": "2026-09-01", "value": 5 }, { "date": "2026-10-01", "value": 7 }, { "date": "2026-11-01", "value": 4 },
        ]})).await;
        assert_eq!(answer, json!({ "new": 1, "changed": 1, "unchanged": 1 }));
        let (_, answer) = send(&mut program, id, &key, json!({ "points": [{ "date": "2026-11-01", "value": 4 }] })).await;
        assert_eq!(answer, json!({ "new": 0, "changed": 0, "unchanged": 1 }));

        let one = program.ask(Get, &format!("/api/v1/measures/{id}"), Some(&key), "").await.json();
        let values: Vec<_> = one["points"].as_array().expect("points").iter().map(|p| (&p["date"], &p["value"])).collect();
        assert_eq!(values, [
            (&json!("2026-09-01"), &json!(5.0)), (&json!("2026-10-01"), &json!(7.0)), (&json!("2026-11-01"), &json!(4.0)),
        ]);
        let before = fairwind::measures::revisions(&seen(&app, &system).await, id).await.expect("revisions");
        assert_eq!((before.len(), before[0].value), (1, 6.5), "what it was is kept");
        let written = audit_line::Entity::find()
            .filter(audit_line::Column::Act.eq("measure values received"))
            .all(app.db.read())
            .await
            .expect("the audit trail");
        assert_eq!(written.len(), 2, "a line for each change, and none where nothing has changed");
        assert!(written.iter().all(|line| line.actor == "key “Data warehouse”" && line.person_id.is_none()));
        assert_eq!((audited(&app, "key made").await, audited(&app, "key revoked").await), (1, 0));

        let used = amir.open(&at).await;
        assert!(used.says("16 November 2026 at 10am"), "{}", used.text());
        let revoke = used.attribute("main form[action$=revocation]", "action").expect("a button");
        let revoked = amir.submit(&revoke, &[]).await;
        assert!(revoked.says("Revoked on 16 November 2026"), "{}", revoked.text());
        let refused = program.ask(Get, "/api/v1/measures", Some(&key), "").await;
        assert_eq!(refused.status, 401);
        assert_eq!(audited(&app, "key revoked").await, 1);
        assert_eq!(amir.post(&at, &[("name", "Data warehouse")]).await.status, 200, "the name is free again");
    }

    async fn a_wrong_row_is_named_and_none_is_written(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (system, id) = with_waits(&app).await;
        let key = key_of(&app, "Thames Valley").await;
        let mut program = app.stranger();
        let (status, answer) = send(&mut program, id, &key, json!({ "points": [
            { "date": "2026-09-01", "value": 5 }, { "date": "2026-12-01", "value": "6" },
        ]})).await;
        assert_eq!(status, 422);
        assert_eq!(answer["wrong"], json!([
            { "row": 2, "field": "date", "message": "1 December 2026 lies in the future." },
            { "row": 2, "field": "value", "message": "The value is a number, such as 12.5, without quotation marks." },
        ]));
        let series = fairwind::measures::series(&seen(&app, &system).await, id).await.expect("a series");
        assert!(series.points.is_empty(), "the good row waits for the wrong one");

        for (sent, status) in [("{\"points\": [", 400), ("", 400), ("[]", 422)] {
            let seen = program.ask(Put, &points(id), Some(&key), sent).await;
            assert_eq!((seen.status, seen.json()["error"].is_string()), (status, true), "{sent}");
        }
        let large = format!("{{\"points\": [\"{}\"]}}", "x".repeat(5 * 1024 * 1024));
        assert_eq!(program.ask(Put, &points(id), Some(&key), &large).await.status, 413);
        let all = json!({ "points": (0..3000).map(|days| json!({
            "date": day("2018-01-01").plus(days), "value": days,
        })).collect::<Vec<_>>() });
        assert_eq!(send(&mut program, id, &key, all.clone()).await.1["new"], json!(3000));
        assert_eq!(send(&mut program, id, &key, all).await.1["unchanged"], json!(3000));
    }

    async fn a_key_reaches_its_own_system_while_it_lasts_and_a_retired_measure_takes_no_values(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let (_, id) = with_waits(&app).await;
        let (ours, theirs) = (key_of(&app, "Thames Valley").await, key_of(&app, "Sussex").await);
        let mut program = app.stranger();
        let one = json!({ "points": [{ "date": "2026-09-01", "value": 5 }] });
        assert_eq!(send(&mut program, id, &theirs, one.clone()).await.0, 404);
        assert_eq!(program.ask(Get, &format!("/api/v1/measures/{id}"), Some(&theirs), "").await.status, 404);
        let nowhere = program.ask(Get, "/api/v1/measures/none", Some(&ours), "").await;
        assert_eq!((nowhere.status, nowhere.json()["error"].is_string()), (404, true));
        let no_such = program.ask(Get, "/api/v2/measures", Some(&ours), "").await;
        assert_eq!((no_such.status, no_such.json()["error"].is_string()), (404, true));
        assert_eq!(program.ask(Get, "/api/v1/measures", Some(&theirs), "").await.json()["measures"], json!([]));

        let retired = measure::ActiveModel { id: Set(id), retired_on: Set(Some(day("2026-11-16"))), ..Default::default() };
        retired.update(app.db.read()).await.expect("retired");
        let (status, answer) = send(&mut program, id, &ours, one).await;
        assert_eq!(status, 409);
        assert!(answer["error"].as_str().is_some_and(|why| why.contains("was retired on 16 November 2026")), "{answer}");

        let system = kept_by(&app, "Thames Valley").await;
        let brief = keys::make(&system, "trial", Some(day("2026-11-16"))).await.expect("made").expect("a new name");
        assert_eq!(program.ask(Get, "/api/v1/measures", Some(&brief), "").await.status, 200, "its last day");
        let ended = api_key::Entity::find()
            .filter(api_key::Column::Name.eq("trial"))
            .one(app.db.read())
            .await
            .expect("a query")
            .expect("the key");
        let ended = api_key::ActiveModel { id: Set(ended.id), ends_on: Set(Some(day("2026-11-15"))), ..Default::default() };
        ended.update(app.db.read()).await.expect("ended");
        let refused = program.ask(Get, "/api/v1/measures", Some(&brief), "").await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.header("WWW-Authenticate"), Some("Bearer realm=\"Fairwind\", error=\"invalid_token\""));
    }

    async fn a_form_that_is_sent_several_times_at_once_makes_one_key(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let system = kept_by(&app, "Thames Valley").await;
        let make = || keys::make(&system, "data warehouse", None);
        let (one, two, three, four) = tokio::join!(make(), make(), make(), make());
        let made = [one, two, three, four].map(|made| made.expect("an answer"));
        assert_eq!(made.iter().flatten().count(), 1);
    }

    async fn too_many_wrong_keys_are_turned_away_and_a_right_one_is_not(database: TestDatabase) {
        let app = App::on(&database).await;
        World::small(&app).await;
        let key = key_of(&app, "Thames Valley").await;
        let mut program = app.stranger();
        for _ in 0..100 {
            let wrong = program.ask(Get, "/api/v1/measures", Some("fairwind_wrong"), "").await;
            assert_eq!(wrong.status, 401);
        }
        let turned_away = program.ask(Get, "/api/v1/measures", Some("fairwind_wrong"), "").await;
        assert_eq!((turned_away.status, turned_away.json()["error"].is_string()), (429, true));
        assert_eq!(program.ask(Get, "/api/v1/measures", Some(&key), "").await.status, 200);
    }
}
