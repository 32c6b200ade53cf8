//! A system's administrators look at its mail, and hold it.

use fairwind::{
    entities::{access::audit_line, mail::MailState},
    kernel::ids::SystemId,
    mail::{self, Mail},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::objectives::wording;
use crate::support::{
    actors::Seen,
    app::App,
    database::TestDatabase,
    world::{World, add_employment, add_person},
};

async fn queue(app: &App, system: Option<SystemId>, email: &str) {
    let mail = Mail {
        to_email: email.into(),
        to_name: "Secret Name".into(),
        subject: "Secret subject".into(),
        text: "Secret words".into(),
        system,
        ..Mail::default()
    };
    let write = app.db.write().await.expect("a change");
    mail::queue(&write, app.clock.now(), "fairwind.example", mail)
        .await
        .expect("queued");
    write.commit().await.expect("committed");
}

async fn sent_to(app: &App) -> Vec<String> {
    let letters = app.mail().await;
    letters
        .iter()
        .map(|letter| letter.to().to_owned())
        .collect()
}

async fn lines(app: &App, act: &str) -> u64 {
    let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq(act));
    lines.count(app.db.read()).await.expect("a count")
}

fn looks(seen: &Seen) -> Vec<String> {
    seen.texts("nav[aria-label='Which mail'] li")
}

on_both! {
    async fn an_administrator_sees_how_mail_fares_and_not_to_whom_it_goes(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        for (system, email) in [
            (Some(world.system), "ann@good.example"), (Some(world.system), "nobody at all"),
            (Some(world.elsewhere), "zed@other.example"), (None, "link@nobody.example"),
        ] {
            queue(&app, system, email).await;
        }
        let mut amir = app.actor("amir@icb.example").await;
        let page = format!("/systems/{}/sending", world.system);
        assert!(amir.open(&format!("/systems/{}", world.system)).await.html().contains(&page));
        let seen = amir.open(&page).await;
        assert_eq!(looks(&seen), ["Waiting (2)", "Did not arrive (0)", "Sent (0)"]);
        app.mail().await;
        let seen = amir.open(&format!("{page}?look=undelivered")).await;
        assert_eq!(looks(&seen), ["Waiting (0)", "Did not arrive (1)", "Sent (1)"]);
        assert!(seen.says(MailState::Failed.label()) && seen.says("not an email address"), "{}", seen.text());
        let seen = amir.open(&format!("{page}?look=sent")).await;
        assert!(seen.says("good.example"), "{}", seen.text());
        for hidden in ["ann@", "Secret", "other.example", "nobody.example"] {
            assert!(!seen.html().contains(hidden), "{hidden}");
        }
        assert_eq!(amir.get(&format!("{page}?look=everything")).await.status, 404);
    }

    async fn invitations_and_letters_about_objectives_are_held_and_links_to_sign_in_never(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let page = format!("/systems/{}/sending", world.system);
        amir.open(&page).await;
        amir.submit(&format!("{page}/pause"), &[("reason", "The letters are wrong")]).await;

        // An objective is proposed, and answered: a letter each way.
        let mut sam = app.actor("sam@rhw.example").await;
        sam.open("/objectives/new").await;
        let mut typed = wording(&world);
        typed.push(("employment", world.trust.sam.to_string()));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sam.submit("/objectives", &typed).await;
        let path = sam.open("/objectives").await.attribute("main a[href^='/objectives/']:not([href$=new])", "href").expect("an objective");
        let mut maya = app.actor("maya@rhw.example").await;
        let seen = maya.open(&path).await;
        let revision = seen.attribute("input[name=revision]", "value").expect("a revision");
        maya.submit(&format!("{path}/agreement"), &[("revision", &revision), ("words", "")]).await;
        // Somebody without a password is invited, and asks for a link because nothing comes.
        let mut olive = app.actor("olive@rhw.example").await;
        let write = app.db.write().await.expect("a transaction");
        let new = add_person(write.on(), &app, "Nia New", Some("nia@rhw.example")).await;
        add_employment(write.on(), &app, new, world.trust.id, Some(world.nursing), None).await;
        write.commit().await.expect("somebody new");
        let invitations = format!("/organisations/{}/invitations", world.trust.id);
        let group = world.nursing.to_string();
        let check = olive.open(&format!("{invitations}/check?group={group}")).await;
        let token = check.attribute("input[name=token]", "value").expect("a token");
        olive.submit(&invitations, &[("group", &group), ("token", &token)]).await;
        assert_eq!(sent_to(&app).await, Vec::<String>::new());
        assert_eq!(looks(&amir.open(&page).await)[0], "Waiting (3)");
        let mut nia = app.stranger();
        nia.open("/sign-in/link").await;
        nia.post("/sign-in/link", &[("email", "nia@rhw.example")]).await;
        assert_eq!(sent_to(&app).await, ["nia@rhw.example"]);

        // Another system's mail is not held with it.
        let mut zoe = app.actor("zoe@elsewhere.example").await;
        assert_eq!(looks(&zoe.open(&format!("/systems/{}/sending", world.elsewhere)).await)[0], "Waiting (0)");
        amir.open(&page).await;
        amir.submit(&format!("{page}/resumption"), &[]).await;
        let mut sent = sent_to(&app).await.split_off(1);
        sent.sort();
        assert_eq!(sent, ["maya@rhw.example", "nia@rhw.example", "sam@rhw.example"]);
    }

    async fn mail_is_held_and_let_go_for_one_system_alone(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut amir = app.actor("amir@icb.example").await;
        let page = format!("/systems/{}/sending", world.system);
        amir.open(&page).await;
        let empty = amir.post(&format!("{page}/pause"), &[("reason", " ")]).await;
        assert_eq!(empty.status, 422);
        let seen = amir.submit(&format!("{page}/pause"), &[("reason", "The digest is wrong")]).await;
        assert!(seen.says("Amir Khan has held it since") && seen.says("Why: The digest is wrong"), "{}", seen.text());
        amir.submit(&format!("{page}/pause"), &[("reason", "Once more")]).await;
        assert_eq!(lines(&app, "sending paused").await, 1);

        queue(&app, Some(world.system), "held@good.example").await;
        queue(&app, Some(world.elsewhere), "zed@other.example").await;
        let mut stranger = app.stranger();
        stranger.open("/sign-in/link").await;
        stranger.post("/sign-in/link", &[("email", "sam@rhw.example")]).await;
        assert_eq!(sent_to(&app).await, ["zed@other.example", "sam@rhw.example"]);
        let seen = amir.open(&page).await;
        assert_eq!(looks(&seen)[0], "Waiting (1)");

        let seen = amir.submit(&format!("{page}/resumption"), &[]).await;
        assert!(!seen.says("has held it"), "{}", seen.text());
        amir.submit(&format!("{page}/resumption"), &[]).await;
        assert_eq!(lines(&app, "sending resumed").await, 1);
        assert_eq!(sent_to(&app).await.last().map(String::as_str), Some("held@good.example"));
    }
}
