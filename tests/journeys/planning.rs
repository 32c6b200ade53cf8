//! Many meetings at once, a board's own terms, and digests that go out by themselves.

use fairwind::entities::{
    access::audit_line,
    boards::{DigestState, delivery, meeting},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::calendar::{all_digests, at, dates, follow, only_meeting};
use crate::support::{
    actors::{Actor, Seen},
    app::{App, instant},
    database::TestDatabase,
    world::{World, day},
};

async fn meetings(app: &App) -> Vec<meeting::Model> {
    meeting::Entity::find()
        .order_by_asc(meeting::Column::MeetsOn)
        .all(app.db.read())
        .await
        .expect("meetings")
}

async fn days(app: &App) -> Vec<String> {
    let all = meetings(app).await.into_iter();
    all.filter(|meeting| meeting.cancelled_at.is_none())
        .map(|meeting| meeting.meets_on.iso())
        .collect()
}

fn calendar(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

const SERIES: &str = "BEGIN:VEVENT\r\nUID:series@outlook\r\nSUMMARY:Trust Board in public\r\n\
    DTSTART;TZID=GMT Standard Time:20260924T093000\r\nRRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TH;UNTIL=20270601T000000Z\r\n\
    END:VEVENT\r\nBEGIN:VEVENT\r\nUID:lunch\r\nSUMMARY:Lunch\r\nDTSTART;VALUE=DATE:20261201\r\nEND:VEVENT\r\n";
const MOVED: &str = "BEGIN:VEVENT\r\nUID:series@outlook\r\nSUMMARY:Trust Board in public\r\nSEQUENCE:1\r\n\
    RECURRENCE-ID;TZID=GMT Standard Time:20270128T093000\r\nDTSTART;TZID=GMT Standard Time:20270204T093000\r\nEND:VEVENT\r\n";

/// The page's words without the names of columns, which tables repeat in each cell for narrow screens.
fn plain(seen: &Seen) -> String {
    ["Meeting ", "Papers due ", "Digest due ", "It covers "]
        .iter()
        .fold(seen.text(), |text, column| text.replace(column, ""))
}

/// Uploads a file, and sends what the preview carries on.
async fn import(actor: &mut Actor<'_>, board: &str, text: &str) -> (Seen, Seen) {
    let address = format!("{board}/calendar/file");
    actor.open(&address).await;
    let preview = actor
        .upload(
            &address,
            "board.ics",
            text.as_bytes(),
            &[("words", "trust board")],
        )
        .await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let carried = carried(&preview);
    let fields: Vec<(&str, &str)> = carried
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let done = actor
        .submit(&format!("{address}/confirmation"), &fields)
        .await;
    (preview, done)
}

/// The fields of the form that confirms.
fn carried(preview: &Seen) -> Vec<(String, String)> {
    let named = "main input[type=hidden]";
    let names = preview.attributes(named, "name");
    let all = names.into_iter().zip(preview.attributes(named, "value"));
    all.filter(|(name, _)| name != "csrf").collect()
}

async fn lines(app: &App, act: &str) -> u64 {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .count(app.db.read())
        .await
        .expect("a count")
}

async fn let_out_by_itself(actor: &mut Actor<'_>, board: &str, hour: &str) {
    let terms = format!("{board}/calendar/terms");
    actor.open(&terms).await;
    let said = [
        ("papers", "3"),
        ("lead", "2"),
        ("hour", hour),
        ("issues-itself", "yes"),
    ];
    actor.submit(&terms, &said).await;
}

on_both! {
    async fn a_calendar_file_is_shown_written_and_followed_when_it_comes_again(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        let (preview, done) = import(&mut beth, &board, &calendar(SERIES)).await;
        assert!(preview.says("4 new meetings, 0 moved, 0 cancelled"), "{}", preview.text());
        assert!(preview.says("Lunch, 1 December 2026"), "{}", preview.text());
        assert!(preview.says("1 date of its series in the past"), "{}", preview.text());
        // Papers are due five working days before, a digest two before those, at eight on both sides of the clock change.
        assert!(plain(&preview).contains("28 January 2027 21 January 2027 19 January 2027 at 8am December 2026"), "{}", preview.text());
        assert!(plain(&preview).contains("25 March 2027 18 March 2027 16 March 2027 at 8am"), "{}", preview.text());
        assert!(plain(&preview).contains("27 May 2027 20 May 2027 18 May 2027 at 8am"), "{}", preview.text());
        assert!(done.says("27 May 2027"), "{}", done.text());
        let wanted = ["2026-11-26", "2027-01-28", "2027-03-25", "2027-05-27"];
        assert_eq!(days(&app).await, wanted);
        assert_eq!(lines(&app, "meeting added").await, 4);

        // The same again changes nothing; one date moves when the file says so, and one whose date is gone is cancelled.
        let mut beth = app.actor("beth@rhw.example").await;
        let address = format!("{board}/calendar/file");
        beth.open(&address).await;
        let again = beth.upload(&address, "board.ics", calendar(SERIES).as_bytes(), &[("words", "trust board")]).await;
        assert!(again.says("There is nothing to change"), "{}", again.text());
        let shorter = SERIES.replace("UNTIL=20270601", "UNTIL=20270501");
        let (preview, _) = import(&mut beth, &board, &calendar(&(shorter + MOVED))).await;
        assert!(preview.says("0 new meetings, 1 moved, 1 cancelled"), "{}", preview.text());
        assert_eq!(days(&app).await, ["2026-11-26", "2027-02-04", "2027-03-25"]);
        assert_eq!(meetings(&app).await.len(), 4, "moved, not added again");
    }

    async fn what_was_shown_is_what_is_written(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let address = format!("{board}/calendar/file");
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&address).await;
        let preview = beth.upload(&address, "board.ics", calendar(SERIES).as_bytes(), &[]).await;
        let carried = carried(&preview);
        let fields: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // Somebody adds one of those days meanwhile.
        let mut amir = app.actor("amir@icb.example").await;
        amir.open(&format!("{board}/calendar")).await;
        amir.submit(&format!("{board}/meetings"), &dates(["26", "11", "2026"], ["19", "11", "2026"])).await;
        let shown_anew = beth.post(&format!("{address}/confirmation"), &fields).await;
        assert!(shown_anew.says("have changed since you looked"), "{}", shown_anew.text());
        assert_eq!(days(&app).await, ["2026-11-26"]);
        for (name, bytes, said) in [
            ("none.ics", b"nothing of use".as_slice(), "not a calendar file"),
            ("odd.ics", &[0xff, 0xfe, 0x00], "not text in UTF-8"),
            ("empty.ics", b"", "Choose a file"),
        ] {
            let refused = beth.upload(&address, name, bytes, &[("words", "Trust")]).await;
            assert_eq!(refused.status, 422, "{said}");
            assert!(refused.says(said), "{said}: {}", refused.text());
            assert_eq!(refused.attribute("#words", "value").as_deref(), Some("Trust"), "what was typed is kept");
        }
    }

    async fn meetings_by_a_rule_are_shown_and_written(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let address = format!("{board}/calendar/rule");
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&address).await;
        let rule = |until: [&'static str; 3]| [
            ("which", "last"), ("weekday", "Thursday"), ("every", "2"),
            ("from-day", "1"), ("from-month", "12"), ("from-year", "2026"),
            ("until-day", until[0]), ("until-month", until[1]), ("until-year", until[2]),
        ];
        let preview = beth.post(&address, &rule(["31", "5", "2027"])).await;
        assert_eq!(preview.status, 200, "{}", preview.text());
        assert!(preview.says("The last Thursday of every other month, from December 2026."), "{}", preview.text());
        assert!(plain(&preview).contains("31 December 2026 22 December 2026 18 December 2026 at 8am November 2026"), "{}", preview.text());
        assert!(!preview.says("check the day"), "{}", preview.text());
        let carried = carried(&preview);
        let fields: Vec<(&str, &str)> = carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        beth.submit(&format!("{address}/confirmation"), &fields).await;
        assert_eq!(days(&app).await, ["2026-12-31", "2027-02-25", "2027-04-29"]);
        let mut mondays = rule(["31", "5", "2027"]);
        (mondays[0].1, mondays[1].1, mondays[2].1) = ("first", "Monday", "1");
        let preview = beth.post(&address, &mondays).await;
        assert!(preview.says("That is Early May bank holiday: check the day"), "{}", preview.text());
        let twice = beth.post(&address, &rule(["31", "5", "2027"])).await;
        assert!(twice.says("There is nothing to change"), "{}", twice.text());
        for (field, value, said) in [
            ("every", "0", "from 1 to 12"), ("weekday", "Sunday", "Choose the weekday"), ("which", "", "Choose which"),
            ("from-year", "2025", "today or later"), ("until-year", "2029", "16 November 2028 or earlier"),
            ("until-year", "2026", "not be before the first"),
        ] {
            let mut wrong = rule(["31", "5", "2027"]);
            for pair in &mut wrong { if pair.0 == field { pair.1 = value; } }
            let page = beth.post(&address, &wrong).await;
            assert_eq!(page.status, 422, "{said}");
            assert!(page.says(said), "{said}: {}", page.text());
        }
    }

    async fn a_board_has_its_own_hour_and_days(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let terms = format!("{board}/calendar/terms");
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&terms).await;
        for (field, value, said) in [
            ("papers", "31", "from 0 to 30"), ("lead", "x", "from 0 to 30"), ("hour", "5", "Choose the hour"),
            ("hour", "12", "Choose the hour"), ("issues-itself", "", "Choose whether"),
        ] {
            let mut wrong = [("papers", "3"), ("lead", "4"), ("hour", "7"), ("issues-itself", "no")];
            for pair in &mut wrong { if pair.0 == field { pair.1 = value; } }
            let page = beth.post(&terms, &wrong).await;
            assert_eq!(page.status, 422, "{said}");
            assert!(page.says(said), "{said}: {}", page.text());
        }
        let kept = beth.submit(&terms, &[("papers", "3"), ("lead", "4"), ("hour", "7"), ("issues-itself", "no")]).await;
        assert!(kept.says("A digest is due at 7am, 4 working days before papers are due"), "{}", kept.text());
        assert_eq!(kept.attribute("#lead", "value").as_deref(), Some("4"));
        // Papers of which no day is typed: three working days before Thursday is Monday.
        let mut typed = dates(["10", "12", "2026"], ["", "", ""]);
        typed[6].1 = "4";
        let page = beth.submit(&format!("{board}/meetings"), &typed).await;
        assert!(plain(&page).contains("7 December 2026 1 December 2026 at 7am"), "{}", page.text());
        assert_eq!(at(&app, "2026-12-01T06:59:59Z").await, 0);
        assert_eq!(at(&app, "2026-12-01T07:00:00Z").await, 1);
        assert_eq!(lines(&app, "board terms changed").await, 1);
    }

    async fn a_digest_goes_out_by_itself_once_and_not_without_notice(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        let_out_by_itself(&mut beth, &board, "9").await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        // Told on the working day before, at the board's hour, once however many look.
        assert_eq!(at(&app, "2026-11-30T08:59:00Z").await, 0);
        assert!(app.mail_to("beth@rhw.example").await.is_empty());
        app.clock.set(instant("2026-11-30T09:00:00Z"));
        let _ = tokio::join!(follow(&app), follow(&app));
        let told = app.mail_to("beth@rhw.example").await;
        assert_eq!(told.len(), 1);
        let told = told[0].read().expect("it reads");
        assert_eq!(told.subject, "The digest for November 2026 goes out on 1 December 2026");
        let meeting = format!("{board}/meetings/{}", only_meeting(&app).await.id);
        assert!(told.text.contains(&meeting), "{}", told.text);
        assert!(all_digests(&app).await.is_empty(), "the month runs still");

        assert_eq!(at(&app, "2026-12-01T08:59:00Z").await, 0);
        app.clock.set(instant("2026-12-01T09:00:00Z"));
        let (one, other) = tokio::join!(follow(&app), follow(&app));
        assert_eq!(one + other, 1);
        let issued = all_digests(&app).await.remove(0);
        assert_eq!((issued.state, issued.first_on), (DigestState::Issued, day("2026-11-01")));
        assert_eq!(issued.issued_by, None);
        let chair = app.mail_to("chair@rhw.example").await;
        assert_eq!(chair.len(), 1);
        assert_eq!(app.mail_to("beth@rhw.example").await.len(), 1, "what went out waits for nobody");
        for moment in ["2026-12-01T09:15:00Z", "2026-12-02T09:00:00Z", "2026-12-09T09:00:00Z"] {
            assert_eq!(at(&app, moment).await, 0, "{moment}");
        }
        assert_eq!(delivery::Entity::find().count(app.db.read()).await.expect("a count"), 1);
    }

    async fn a_skipped_digest_waits_for_its_secretary(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        let_out_by_itself(&mut beth, &board, "8").await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        let meeting = format!("{board}/meetings/{}", only_meeting(&app).await.id);
        assert_eq!(at(&app, "2026-11-30T08:00:00Z").await, 0);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&meeting).await;
        let without = beth.post(&format!("{meeting}/skipping"), &[("reason", " ")]).await;
        assert_eq!(without.status, 422);
        let page = beth.submit(&format!("{meeting}/skipping"), &[("reason", "The chair is new")]).await;
        assert!(page.says("“The chair is new”"), "{}", page.text());
        assert_eq!(at(&app, "2026-12-01T08:00:00Z").await, 1);
        assert_eq!(all_digests(&app).await.remove(0).state, DigestState::Draft);
        let told = app.mail_to("beth@rhw.example").await;
        assert_eq!(told.len(), 2, "the notice, and that a draft waits");
        // Let out after all, it goes out the next time anybody looks.
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&meeting).await;
        beth.submit(&format!("{meeting}/skipping/withdrawal"), &[]).await;
        assert_eq!(at(&app, "2026-12-01T08:15:00Z").await, 0);
        assert_eq!(all_digests(&app).await.remove(0).state, DigestState::Issued);
    }

    async fn a_meeting_that_becomes_known_late_gives_a_working_day_to_object(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        // A Friday afternoon; the digest was due on the Wednesday.
        app.clock.set(instant("2026-12-18T15:00:00Z"));
        let mut beth = app.actor("beth@rhw.example").await;
        let_out_by_itself(&mut beth, &board, "8").await;
        beth.submit(&format!("{board}/meetings"), &dates(["23", "12", "2026"], ["18", "12", "2026"])).await;
        assert_eq!(follow(&app).await, 1);
        for moment in ["2026-12-18T18:00:00Z", "2026-12-20T08:00:00Z", "2026-12-21T07:59:00Z"] {
            at(&app, moment).await;
            assert_eq!(all_digests(&app).await.remove(0).state, DigestState::Draft, "{moment}");
        }
        at(&app, "2026-12-21T08:00:00Z").await;
        assert_eq!(all_digests(&app).await.remove(0).state, DigestState::Issued);
    }

    async fn the_systems_administrator_keeps_the_dates_and_sees_nothing_else(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut amir = app.actor("amir@icb.example").await;
        let all = amir.open(&format!("/systems/{}/boards", world.system)).await;
        assert!(all.attributes("main a", "href").contains(&format!("{board}/calendar")));
        let page = amir.open(&format!("{board}/calendar")).await;
        assert!(!page.attributes("main a", "href").contains(&format!("{board}/calendar/terms")));
        amir.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        let meeting = format!("{board}/meetings/{}", only_meeting(&app).await.id);
        amir.open(&meeting).await;
        amir.submit(&meeting, &dates(["17", "12", "2026"], ["10", "12", "2026"])).await;
        for closed in [board.clone(), format!("{board}/recipients"), format!("{board}/calendar/terms")] {
            assert_eq!(amir.get(&closed).await.status, 404, "{closed}");
        }
        let mut zoe = app.actor("zoe@elsewhere.example").await;
        assert_eq!(zoe.get(&format!("{board}/calendar")).await.status, 404);
    }
}
