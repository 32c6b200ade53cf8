//! A system is founded, its partners come from a file, and its administrator keeps them and its lists.

use std::path::{Path, PathBuf};

use fairwind::{
    access::{Acting, background},
    entities::{
        access::audit_line,
        systems::{OrganisationKind, organisation, staff_group, theme},
        tallies::tally,
    },
    kernel::{fault::Fault, ids::SystemId, stood::Stood},
    organisations::{self, import, lists},
    tallies,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    world::{World, add_employment, add_person, day},
};

const FILE: &str = include_str!("../data/organisations.csv");

/// A file of its own, which goes with the folder.
struct File(#[allow(dead_code)] TempDir, PathBuf);

impl File {
    fn of(contents: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("organisations.csv");
        std::fs::write(&path, contents).expect("a file");
        Self(folder, path)
    }

    fn path(&self) -> &Path {
        &self.1
    }
}

fn operator(app: &App) -> Acting {
    background::operator(&app.db, &app.clock)
}

async fn system(app: &App, name: &str) -> SystemId {
    background::system_named(&operator(app), name)
        .await
        .expect("the systems")
        .expect("a system of this name")
        .id()
}

/// Imports as the command line does, and reads its JSON.
async fn imported(app: &App, contents: impl AsRef<[u8]>, dry_run: bool) -> Value {
    let file = File::of(contents);
    let report = import::run(&operator(app), file.path(), "Thames Valley", dry_run, true)
        .await
        .expect("an import");
    serde_json::from_str(&report).expect("JSON")
}

fn counts(report: &Value) -> [u64; 5] {
    ["read", "new", "changed", "unchanged", "rejected"].map(|key| match &report[key] {
        Value::Array(rows) => rows.len() as u64,
        number => number.as_u64().expect("a count"),
    })
}

async fn partner_named(app: &App, name: &str) -> Option<organisation::Model> {
    organisation::Entity::find()
        .filter(organisation::Column::Name.eq(name))
        .one(app.db.read())
        .await
        .expect("the partners")
}

/// The names in the first column of the first table.
fn names(seen: &Seen) -> Vec<String> {
    seen.texts("tbody th .app-cell")
}

async fn audited(app: &App, act: &str) -> u64 {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .count(app.db.read())
        .await
        .expect("the audit trail")
}

on_both! {
    async fn a_system_begins_with_the_lists_that_most_need(database: TestDatabase) {
        let app = App::on(&database).await;
        let acting = operator(&app);
        let system = organisations::found(&acting, " Thames  Valley ").await.expect("founded");
        let model = system.system();
        assert_eq!(
            (model.name.as_str(), model.label.as_str(), model.year_starts_month, model.threshold, model.late_entry_days, model.closing_days, model.years_kept),
            ("Thames Valley", "system working", 4, 10, 90, 7, 6)
        );
        let groups = lists::staff_groups(&acting, system.id()).await.expect("groups");
        let national: Vec<_> = groups.iter().filter_map(|g| g.code.clone().map(|c| format!("{c},{}", g.name))).collect();
        assert_eq!(national[0], "01,Medical and Dental");
        assert_eq!(national[4], "05,Additional Professional Scientific and Technical");
        assert_eq!(national.len(), 10);
        let uncounted: Vec<_> = groups.iter().filter(|g| !g.is_counted).map(|g| g.name.as_str()).collect();
        assert_eq!(uncounted, ["Volunteers", "Trustees"]);
        let themes = lists::themes(&acting, system.id()).await.expect("themes");
        assert_eq!((themes.len(), themes[0].framework.name.as_str(), themes[0].themes.len()), (1, "Triple Aim", 4));
        assert_eq!(lists::entry_kinds(&acting, system.id()).await.expect("kinds").len(), 8);
        assert_eq!(lists::tension_kinds(&acting, system.id()).await.expect("kinds").len(), 8);
        assert!(lists::places(&acting, system.id()).await.expect("places").is_empty());
        assert!(organisations::found(&acting, "thames valley").await.is_err(), "founded twice");
        assert!(organisations::found(&acting, "  ").await.is_err(), "founded without a name");
        assert!(organisations::found(&background::clockwork(&app.db, &app.clock), "Other").await.is_err());
        assert_eq!(audited(&app, "system founded").await, 1);
    }

    async fn partners_come_from_the_public_file_and_coming_again_changes_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        let dry = imported(&app, FILE, true).await;
        assert_eq!((counts(&dry), &dry["applied"]), ([18, 18, 0, 0, 0], &Value::Bool(false)));
        assert!(background::systems(&operator(&app)).await.expect("systems").is_empty(), "a dry run wrote");

        let first = imported(&app, FILE, false).await;
        assert_eq!((counts(&first), &first["applied"]), ([18, 18, 0, 0, 0], &Value::Bool(true)));
        assert_eq!(first["unusual"], Value::Array(Vec::new()));
        let id = system(&app, "Thames Valley").await;
        let open = lists::open_partners(&operator(&app), id).await.expect("partners");
        assert_eq!(open.len(), 16, "the two boards that closed on 1 April 2026 are not open");
        let closed = partner_named(&app, "NHS Frimley Integrated Care Board").await.expect("a partner");
        assert_eq!((closed.closed_on, closed.left_on), (Some(day("2026-04-01")), Some(day("2026-04-01"))));
        let march = lists::partners_open_on(&operator(&app), id, day("2026-03-31")).await.expect("partners");
        assert!(march.is_empty(), "nobody was a member before the appraisal year");

        let windows = FILE.replace('\n', "\r\n");
        let again = imported(&app, format!("\u{feff}{windows}"), false).await;
        assert_eq!(counts(&again), [18, 0, 0, 18, 0]);
        assert_eq!(audited(&app, "partner added").await, 18);
        assert_eq!(audited(&app, "partner changed").await, 0);
    }

    async fn a_changed_row_changes_its_partner_and_a_wrong_one_stops_no_other(database: TestDatabase) {
        let app = App::on(&database).await;
        imported(&app, FILE, false).await;
        let report = imported(
            &app,
            "kind;name;code;closed_on\n\
             NHS Trust;Royal Berkshire NHS Trust;RHW;\n\
             circus;A circus;X1;\n\
             local authority;Slough Borough Council;617;01/04/2028\n\
             charity;Reading Voluntary Action;;\n",
            false,
        )
        .await;
        assert_eq!(counts(&report), [4, 1, 2, 0, 1]);
        assert_eq!(report["rejected"][0]["line"], 3);
        assert!(report["rejected"][0]["reason"].as_str().expect("a reason").contains("circus"));
        let renamed = partner_named(&app, "Royal Berkshire NHS Trust").await.expect("renamed");
        assert_eq!((renamed.code.as_deref(), renamed.opened_on), (Some("RHW"), Some(day("1993-04-01"))));
        let slough = partner_named(&app, "Slough Borough Council").await.expect("a partner");
        assert_eq!(slough.left_on, Some(day("2028-04-01")));
        assert!(partner_named(&app, "Reading Voluntary Action").await.expect("a charity").code.is_none());
    }

    async fn what_cannot_be_read_founds_nothing(database: TestDatabase) {
        let app = App::on(&database).await;
        for contents in ["", "Surname;Forename\nByrne;Callum\n", "PK\u{3}\u{4}"] {
            let file = File::of(contents);
            let said = import::run(&operator(&app), file.path(), "Thames Valley", false, false).await;
            assert!(said.is_err(), "{contents:?}");
        }
        let useless = imported(&app, "name,kind\n=1+1,other\n", false).await;
        assert_eq!((counts(&useless), &useless["applied"]), ([1, 0, 0, 0, 1], &Value::Bool(false)));
        assert!(background::systems(&operator(&app)).await.expect("systems").is_empty());
    }

    async fn its_administrator_reaches_a_system_and_nobody_else_does(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let home = format!("/systems/{}", world.system);
        assert_eq!(amir.get("/systems").await.location.as_deref(), Some(home.as_str()));
        assert_eq!(amir.open(&home).await.h1(), "Thames Valley");
        for path in ["", "/settings", "/partners", "/partners/new", "/partners/import", "/staff-groups", "/places",
            "/priorities", "/frameworks", "/entry-kinds", "/tension-kinds"]
        {
            amir.open(&format!("{home}{path}")).await;
            assert_eq!(amir.get(&format!("/systems/{}{path}", world.elsewhere)).await.status, 404, "{path}");
        }
        assert_eq!(amir.get(&format!("{home}/circuses")).await.status, 404);
        assert_eq!(amir.get("/systems/no-id").await.status, 404);
        assert!(amir.open(&format!("{home}/partners?page=99")).await.says("Reading Borough Council"));
        let theirs = format!("{home}/partners/{}/edit", world.elsewhere_trust.id);
        assert_eq!(amir.get(&theirs).await.status, 404, "another system's partner is found through this one");
        let mut olive = app.actor("olive@rhw.example").await;
        assert_eq!(olive.get(&home).await.status, 404);
        assert_eq!(olive.get("/systems").await.status, 404);
    }

    async fn a_partner_is_added_changed_and_leaves(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let partners = format!("/systems/{}/partners", world.system);
        amir.open(&format!("{partners}/new")).await;
        let wrong = amir.post(&format!("{partners}/new"), &[
            ("name", "reading borough council"), ("code", "R-1"), ("closed-day", "31"), ("closed-month", ""), ("closed-year", ""),
            ("joined-day", ""), ("joined-month", ""), ("joined-year", ""), ("left-day", ""), ("left-month", ""), ("left-year", ""),
            ("opened-day", ""), ("opened-month", ""), ("opened-year", ""),
        ]).await;
        assert_eq!(wrong.status, 422);
        for sentence in ["Another partner has this name already", "letters and numbers only", "Select what kind of organisation",
            "Enter the date it joined", "The date it closed must include a month"]
        {
            assert!(wrong.says(sentence), "{sentence}: {}", wrong.text());
        }
        assert_eq!(wrong.attribute("#name", "value").as_deref(), Some("reading borough council"));

        let reading = world.reading.to_string();
        let fields = [("name", "Reading Voluntary Action"), ("code", ""), ("kind", "voluntary sector"), ("place", reading.as_str()),
            ("joined-day", "1"), ("joined-month", "5"), ("joined-year", "2026"), ("left-day", ""), ("left-month", ""), ("left-year", ""),
            ("opened-day", ""), ("opened-month", ""), ("opened-year", "")];
        let open = [("closed-day", ""), ("closed-month", ""), ("closed-year", "")];
        let seen = amir.submit(&format!("{partners}/new"), &[&fields[..], &open].concat()).await;
        assert!(seen.says("Reading Voluntary Action") && seen.says("since 1 May 2026"), "{}", seen.text());
        let added = partner_named(&app, "Reading Voluntary Action").await.expect("added");
        assert_eq!((added.place_id, added.code), (Some(world.reading), None));
        assert_eq!(audited(&app, "partner added").await, 1);

        let edit = format!("{partners}/{}/edit", added.id);
        let form = amir.open(&edit).await;
        assert_eq!(form.attribute("#joined-month", "value").as_deref(), Some("5"));
        let closing = [&fields[..], &[("closed-day", "1"), ("closed-month", "10"), ("closed-year", "2026")]].concat();
        let seen = amir.submit(&edit, &closing).await;
        assert!(seen.says("Closed") && seen.says("on 1 October 2026"), "{}", seen.text());
        let closed = partner_named(&app, "Reading Voluntary Action").await.expect("kept");
        assert_eq!(closed.left_on, Some(day("2026-10-01")), "what is no more is no member");
    }

    async fn figures_follow_a_partner_that_leaves_or_moves(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        tallies::advance_all(&operator(&app)).await.expect("counted");
        let of_november = |place| {
            let (app, trust) = (&app, world.trust.id);
            async move {
                let rows = tally::Entity::find()
                    .filter(tally::Column::OrganisationId.eq(trust))
                    .filter(tally::Column::Period.eq("month-2026-11"))
                    .filter(tally::Column::PlaceId.eq(place))
                    .all(app.db.read())
                    .await
                    .expect("tallies");
                rows.iter().map(|row| row.staff).sum::<i32>()
            }
        };
        assert_eq!(of_november(fairwind::kernel::ids::PlaceId::NONE).await, 35);
        let mut amir = app.actor("amir@icb.example").await;
        let edit = format!("/systems/{}/partners/{}/edit", world.system, world.trust.id);
        let reading = world.reading.to_string();
        let moved = [("name", "Royal Berkshire"), ("code", "RHW"), ("kind", "nhs trust"), ("place", reading.as_str()),
            ("joined-day", "1"), ("joined-month", "4"), ("joined-year", "2026"), ("opened-day", ""), ("opened-month", ""), ("opened-year", ""),
            ("closed-day", ""), ("closed-month", ""), ("closed-year", "")];
        let stays = [("left-day", ""), ("left-month", ""), ("left-year", "")];
        amir.open(&edit).await;
        amir.submit(&edit, &[&moved[..], &stays].concat()).await;
        amir.open(&edit).await;
        assert_eq!(of_november(world.reading).await, 35);
        let left = [&moved[..], &[("left-day", "31"), ("left-month", "10"), ("left-year", "2026")]].concat();
        amir.submit(&edit, &left).await;
        assert_eq!(of_november(world.reading).await, 0);
        let differences = tallies::check(&operator(&app)).await.expect("a check");
        assert!(differences.is_empty(), "{differences:#?}");
    }

    async fn a_file_is_looked_at_in_the_browser_before_it_is_written(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let import = format!("/systems/{}/partners/import", world.system);
        amir.open(&import).await;
        for (contents, sentence) in [("", "Choose a file"), ("Surname\nByrne\n", "none of them is “name”")] {
            let wrong = amir.upload(&import, "list.csv", contents.as_bytes(), &[]).await;
            assert!(wrong.status == 422 && wrong.says(sentence), "{}", wrong.text());
        }
        let big = amir.upload(&import, "list.csv", &vec![b'a'; 300 * 1024], &[]).await;
        assert!(big.says("smaller than 256 KB"), "{}", big.text());

        let preview = amir.upload(&import, "organisations.csv", FILE.as_bytes(), &[]).await;
        assert_eq!((preview.status, preview.h1().as_str()), (200, "What the file would change"));
        // RHW and RWX and 616 are there; opened dates are news of two of them.
        assert!(preview.says("18 rows: 15 new, 2 changed, 1 as they are, 0 left out"), "{}", preview.text());
        assert!(preview.says("opened: 1 April 1993"), "{}", preview.text());
        assert!(partner_named(&app, "Oxford Health NHS Foundation Trust").await.is_none(), "written before it was confirmed");

        let text = preview.attribute("input[name=file-text]", "value").expect("the file's text");
        let shown = preview.attribute("input[name=shown]", "value").expect("what was shown");
        let confirm = format!("{import}/confirmation");
        // Browsers send line ends of two characters.
        let sent = text.replace('\n', "\r\n");
        let moved = amir.post(&confirm, &[("file-text", &sent), ("shown", "something else")]).await;
        assert!(moved.status == 409 && moved.says("have changed since you looked"), "{}", moved.text());
        let done = amir.submit(&confirm, &[("file-text", &sent), ("shown", &shown)]).await;
        assert!(done.says("15 partners added, 2 changed"), "{}", done.text());
        let again = amir.upload(&import, "organisations.csv", FILE.as_bytes(), &[]).await;
        assert!(again.says("There is nothing to change"), "{}", again.text());
    }

    async fn lists_are_kept_and_nothing_in_them_is_ever_deleted(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        for list in ["staff-groups", "places", "priorities", "entry-kinds", "tension-kinds", "frameworks"] {
            let at = format!("/systems/{}/{list}", world.system);
            keeps_a_list(&mut amir, &at).await;
        }
        let frameworks = amir.open(&format!("/systems/{}/frameworks", world.system)).await;
        let themes = frameworks.attributes("main a", "href").into_iter().find(|a| a.contains("themes-of-")).expect("themes");
        keeps_a_list(&mut amir, &themes).await;
        let kept = theme::Entity::find_by_id(world.theme).one(app.db.read()).await.expect("themes");
        assert!(kept.is_some());
        assert_eq!(audited(&app, "theme retired").await, 2);
        assert_eq!(audited(&app, "entry kind moved").await, 2);
        let elsewhere = themes.replace(&world.system.to_string(), &world.elsewhere.to_string());
        assert_eq!(amir.get(&elsewhere).await.status, 404);
    }

    async fn the_last_kind_of_work_cannot_be_retired(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let at = format!("/systems/{}/entry-kinds", world.system);
        amir.open(&at).await;
        amir.submit(&format!("{at}/{}/retirement", world.meeting), &[]).await;
        let refused = amir.post(&format!("{at}/{}/retirement", world.visit), &[]).await;
        assert!(refused.status == 409 && refused.says("the only one left in use"), "{}", refused.text());
        let kinds = lists::entry_kinds(&operator(&app), world.system).await.expect("kinds");
        assert_eq!(kinds.len(), 1);
        assert_eq!(lists::entry_kinds_ever(&operator(&app), world.system).await.expect("kinds").len(), 2);
    }

    async fn whether_a_group_is_staff_is_its_keepers_to_say(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let group = format!("/systems/{}/staff-groups/{}", world.system, world.nursing);
        assert!(amir.open(&group).await.says("every figure is shown that way from now on"));
        let undecided = amir.post(&group, &[("name", "Nursing")]).await;
        assert!(undecided.status == 422 && undecided.says("Select whether its people are counted"), "{}", undecided.text());
        let seen = amir.submit(&group, &[("name", "Nursing"), ("counted", "no")]).await;
        assert!(seen.html().contains("“Nursing” saved"));
        let row = staff_group::Entity::find_by_id(world.nursing).one(app.db.read()).await.expect("groups").expect("kept");
        assert_eq!((row.name.as_str(), row.is_counted, row.code.as_deref()), ("Nursing", false, Some("03")));
    }

    async fn settings_are_changed_within_what_is_safe(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let settings = format!("/systems/{}/settings", world.system);
        let page = amir.open(&settings).await;
        assert!(page.says("cannot change once a staff list is loaded") && page.attribute("#month", "id").is_none());
        let wrong = amir.post(&settings, &[("name", ""), ("label", "x"), ("threshold", "2"), ("late-days", "many"), ("closing-days", "31"), ("years-kept", "0")]).await;
        for sentence in ["Enter the system’s name", "from 3 to 100", "from 0 to 365", "from 0 to 27", "from 1 to 20"] {
            assert!(wrong.status == 422 && wrong.says(sentence), "{sentence}: {}", wrong.text());
        }
        let right = [("name", "Thames Valley"), ("label", "working together"), ("month", "1"), ("threshold", "8"), ("late-days", "60"), ("closing-days", "5"), ("years-kept", "8")];
        let seen = amir.submit(&settings, &right).await;
        assert!(seen.says("working together") && seen.says("1 April") && seen.says("60 days") && seen.says("5 days after a period ends") && seen.says("Forgotten after 8 years"), "{}", seen.text());
        assert_eq!(audited(&app, "system settings changed").await, 1);

        // Before any staff list, the year may begin in another month.
        organisations::found(&operator(&app), "Wessex").await.expect("founded");
        let wessex = background::system_named(&operator(&app), "Wessex").await.expect("systems").expect("Wessex");
        assert!(organisations::settings::year_may_move(&wessex).await.expect("an answer"));
        // Unless one is loaded at that very moment.
        let details = organisations::partners::Details {
            code: None,
            name: "Wessex Hospitals".into(),
            kind: OrganisationKind::Trust,
            place_id: None,
            opened_on: None,
            closed_on: None,
            joined_on: day("2026-04-01"),
            left_on: None,
        };
        let partner = organisations::partners::add(&wessex, details).await.expect("added");
        let write = app.db.write().await.expect("a change");
        tallies::hold(&write, &[partner]).await.expect("held");
        let person = add_person(write.on(), &app, "Ann Ash", None).await;
        add_employment(write.on(), &app, person, partner, None, None).await;
        let mut january = organisations::settings::Settings::from(wessex.system());
        let stood = Stood::of(&january);
        january.year_starts_month = 1;
        let loaded = async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            write.commit().await.expect("durable");
        };
        let (moved, ()) = tokio::join!(organisations::settings::change(&wessex, &stood, &january), loaded);
        assert!(matches!(moved, Err(Fault::Refused(_))), "{moved:?}");
        let other = [("name", "Wessex"), ("label", "x"), ("threshold", "8"), ("late-days", "60"), ("closing-days", "0"), ("years-kept", "6")];
        amir.open(&settings).await;
        let taken = amir.post(&settings, &other).await;
        assert!(taken.status == 409 && taken.says("Another system has this name"), "{}", taken.text());
    }
}

/// Adds two, words one anew, moves it, retires it and brings it back, on any list.
async fn keeps_a_list(amir: &mut Actor<'_>, at: &str) {
    let before = names(&amir.open(at).await);
    let fields = |name| {
        [
            ("name", name),
            ("version", "2026"),
            ("counted", "yes"),
            ("difference", "People notice"),
            ("whose", "system"),
        ]
    };
    let today = [
        ("retired-day", "16"),
        ("retired-month", "11"),
        ("retired-year", "2026"),
    ];
    amir.submit(at, &fields("First of two")).await;
    let seen = amir.submit(at, &fields("Second of two")).await;
    assert_eq!(names(&seen).len(), before.len() + 2, "{at}");
    let empty = amir.post(at, &fields(" ")).await;
    assert!(
        empty.status == 422 && empty.says("Enter a name"),
        "{at}: {}",
        empty.text()
    );
    let twice = amir.post(at, &fields("first OF two")).await;
    assert!(
        twice.says("There is one of this name"),
        "{at}: {}",
        twice.text()
    );

    let list = amir.open(at).await;
    let item = list
        .attributes("tbody a", "href")
        .into_iter()
        .rfind(|address| address.starts_with(&format!("{at}/")))
        .expect("the last item");
    assert!(
        amir.open(&item)
            .await
            .h1()
            .ends_with("Change Second of two"),
        "{at}"
    );
    amir.submit(&item, &fields("Second, renamed")).await;
    let moved = amir
        .submit(&format!("{item}/position"), &[("way", "up")])
        .await;
    let place =
        |seen: &Seen, name: &str| names(seen).iter().position(|shown| shown.starts_with(name));
    assert!(
        place(&moved, "Second, renamed") < place(&moved, "First of two"),
        "{at}: {:?}",
        names(&moved)
    );
    let down = amir
        .submit(&format!("{item}/position"), &[("way", "down")])
        .await;
    assert!(
        place(&down, "Second, renamed") > place(&down, "First of two"),
        "{at}"
    );

    let retired = amir.submit(&format!("{item}/retirement"), &today).await;
    assert_eq!(names(&retired).len(), before.len() + 1, "{at}");
    assert!(retired.says("Retired on 16 November 2026"), "{at}");
    let same = amir.post(at, &fields("Second, renamed")).await;
    assert!(same.says("bring it back instead"), "{at}: {}", same.text());
    let back = amir.submit(&format!("{item}/return"), &[]).await;
    assert_eq!(names(&back).len(), before.len() + 2, "{at}");
    amir.submit(&format!("{item}/retirement"), &today).await;
    let nowhere = item.replace(at, &format!("{at}x"));
    assert_eq!(amir.get(&nowhere).await.status, 404);
}
