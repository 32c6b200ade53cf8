//! The secretary's desk: a digest's mail seen as each recipient gets it, tried on oneself, and sent again to one.

use fairwind::{
    entities::{
        access::audit_line,
        boards::{Wants, delivery, recipient},
        mail::{MailState, outgoing_mail},
    },
    kernel::ids::RecipientId,
    mail::Letter,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};

use super::digests::busy;
use crate::support::{
    actors::{Actor, Seen},
    app::App,
    database::TestDatabase,
    world::{World, put},
};

pub(super) const CHAIR: &str = "chair@rhw.example";
pub(super) const BETH: &str = "beth@rhw.example";

/// Drafts October's digest of the trust; gives its address.
pub(super) async fn draft(beth: &mut Actor<'_>, world: &World) -> String {
    let board = format!("/boards/{}", world.trust.board);
    beth.open(&board).await;
    let draft = beth.submit(&format!("{board}/digests"), &[]).await;
    draft
        .attribute("form[action$=commentary]", "action")
        .expect("a form")
        .replace("/commentary", "")
}

pub(super) async fn issue(beth: &mut Actor<'_>, address: &str) -> Seen {
    let checked = beth.open(&format!("{address}/issue")).await;
    let mark = checked
        .attribute("input[name=checked]", "value")
        .expect("a mark");
    beth.submit(&format!("{address}/issue"), &[("checked", &mark)])
        .await
}

/// Another recipient of the trust's board, who wants a link alone.
pub(super) async fn only_a_link(app: &App, world: &World) -> RecipientId {
    let id = RecipientId::new();
    let write = app.db.write().await.expect("a transaction");
    put(
        write.on(),
        recipient::Model {
            id,
            board_id: world.trust.board,
            name: "Lin Link".into(),
            email: "lin@rhw.example".into(),
            added_at: app.clock.now(),
            removed_at: None,
            wants: Wants::Link,
            unreachable_at: None,
            unreachable_because: None,
        },
    )
    .await;
    write.commit().await.expect("a recipient");
    id
}

/// The text of a letter, but for the parts of links that are its recipient's own.
fn without_tokens(letter: &Letter) -> String {
    let text = letter.read().expect("it reads").text;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &mut lines {
        for path in ["/read/", "/unsubscribe/"] {
            if let Some(at) = line.find(path) {
                line.truncate(at + path.len());
                line.push('…');
            }
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The plain text that a preview shows.
pub(super) fn shown(page: &Seen) -> String {
    let texts = page.texts("pre.app-mail-text");
    texts.first().expect("a text").trim().to_owned()
}

async fn told(app: &App, act: &str) -> u64 {
    let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq(act));
    lines.count(app.db.read()).await.expect("a count")
}

/// What became of every mail of digests.
async fn fares(app: &App, state: MailState) {
    let write = app.db.write().await.expect("a transaction");
    let all = outgoing_mail::Entity::find()
        .all(write.on())
        .await
        .expect("mails");
    for mail in all {
        let mut mail = mail.into_active_model();
        mail.state = Set(state);
        mail.update(write.on()).await.expect("a mail");
    }
    write.commit().await.expect("mails");
}

/// The mails that a recipient was sent come back, though nothing is wrong with the address.
async fn comes_back(app: &App, id: RecipientId) {
    let write = app.db.write().await.expect("a transaction");
    let rows = delivery::Entity::find().filter(delivery::Column::RecipientId.eq(id));
    for row in rows.all(write.on()).await.expect("deliveries") {
        let mail = outgoing_mail::Entity::find_by_id(row.outgoing_mail_id)
            .one(write.on())
            .await;
        let mut mail = mail.expect("a query").expect("a mail").into_active_model();
        mail.returned_at = Set(Some(app.clock.now()));
        mail.update(write.on()).await.expect("a mail");
    }
    write.commit().await.expect("mails");
}

fn unspaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both! {
    async fn what_a_recipient_is_shown_to_get_is_what_they_get(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let lin = only_a_link(&app, &world).await;
        let mut beth = app.actor(BETH).await;
        let address = draft(&mut beth, &world).await;
        let checked = beth.open(&format!("{address}/issue")).await;
        let previews: Vec<String> = checked.attributes("#recipients a, table a", "href");
        let at = |id: RecipientId| format!("{address}/recipients/{id}");
        assert!(previews.contains(&at(lin)) && previews.contains(&at(world.trust.recipient)), "{previews:?}");

        let whole = beth.open(&at(world.trust.recipient)).await;
        assert!(whole.says("as this recipient would get it") && whole.says("The whole digest"), "{}", whole.text());
        let link = beth.open(&at(lin)).await;
        assert!(link.says("Only a link to the digest, by their own choice"), "{}", link.text());
        assert!(shown(&link).starts_with("Dear Lin Link,") && !shown(&link).contains("Nursing"));
        let document = beth.open(&format!("{}/mail.html", at(world.trust.recipient))).await;
        assert!(document.header("Content-Security-Policy").is_some_and(|policy| policy.contains("sandbox")));
        assert!(document.html().contains("src=\"data:image/png;base64,") && !document.html().contains("cid:"));
        assert_eq!(beth.get(&at(RecipientId::new())).await.status, 404);

        issue(&mut beth, &address).await;
        for (id, email, before) in [(world.trust.recipient, CHAIR, &whole), (lin, "lin@rhw.example", &link)] {
            let sent = app.mail_to(email).await.pop().expect("a letter");
            assert_eq!(unspaced(&shown(before)), unspaced(&without_tokens(&sent)));
            let after = beth.open(&at(id)).await;
            assert!(after.says("was sent it last"), "{}", after.text());
            assert_eq!(shown(&after), shown(before));
        }
        // What they choose later changes nothing of what they were sent.
        let chair = recipient::Entity::find_by_id(lin).one(app.db.read()).await.expect("a query").expect("Lin");
        let write = app.db.write().await.expect("a transaction");
        let mut chair = chair.into_active_model();
        chair.wants = Set(Wants::Whole);
        chair.update(write.on()).await.expect("a choice");
        write.commit().await.expect("a choice");
        assert_eq!(shown(&beth.open(&at(lin)).await), shown(&link));
    }

    async fn a_test_goes_to_the_secretary_alone_and_says_that_it_is_one(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor(BETH).await;
        let address = draft(&mut beth, &world).await;
        let to = format!("{address}/test");
        let said = beth.submit(&to, &[]).await;
        assert!(said.says(&format!("A test is on its way to {BETH}")), "{}", said.text());
        let letter = app.mail_to(BETH).await.pop().expect("a letter");
        let read = letter.read().expect("it reads");
        assert!(read.subject.starts_with("Test: System working"), "{}", read.subject);
        assert!(read.text.starts_with("This is a test, sent to you alone"), "{}", read.text);
        assert!(read.text.contains("Dear Beth") && read.html.contains("This is a test, sent to you alone"));
        assert!(read.html.contains("data:image/png") && !read.text.contains("/unsubscribe/"));
        assert!(app.mail_to(CHAIR).await.is_empty());
        assert_eq!(delivery::Entity::find().count(app.db.read()).await.expect("a count"), 0);

        for _ in 1..10 {
            beth.submit(&to, &[]).await;
        }
        let refused = beth.submit(&to, &[]).await;
        assert!(refused.says("ten tests within an hour"), "{}", refused.text());
        assert_eq!((app.mail_to(BETH).await.len(), told(&app, "digest tested").await), (10, 10));
        app.clock.set(app.clock.now().plus_seconds(3601));
        // Her session has ended meanwhile.
        let mut beth = app.actor(BETH).await;
        beth.open(&address).await;
        assert!(beth.submit(&to, &[]).await.says("A test is on its way"));

        issue(&mut beth, &address).await;
        assert!(beth.post(&to, &[]).await.says("A test is sent of a draft"));
    }

    async fn a_digest_goes_again_to_one_recipient_as_it_was_issued(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let lin = only_a_link(&app, &world).await;
        let mut beth = app.actor(BETH).await;
        let address = draft(&mut beth, &world).await;
        let waiting = issue(&mut beth, &address).await;
        let again = "form[action$=repeat]";
        assert!(waiting.attributes(again, "action").is_empty(), "they are on their way");
        let first = app.mail_to(CHAIR).await.pop().expect("a letter");

        let sent = beth.open(&address).await;
        let buttons = sent.attributes(again, "action");
        assert_eq!(buttons.len(), 2, "{}", sent.text());
        let row = delivery::Entity::find().filter(delivery::Column::RecipientId.eq(world.trust.recipient));
        let row = row.one(app.db.read()).await.expect("a query").expect("a delivery");
        let to = format!("{address}/deliveries/{}/repeat", row.id);
        let said = beth.submit(&to, &[]).await;
        assert!(said.says("Sent again: number 2") && said.says("Deliveries: 2 sent") && !said.says("1 waiting"), "two recipients have it: {}", said.text());
        // Whoever presses twice is told that it is on its way.
        assert!(beth.post(&to, &[]).await.says("on its way to this recipient already"));
        let letters = app.mail_to(CHAIR).await;
        assert_eq!(letters.len(), 2);
        assert_eq!(app.mail_to("lin@rhw.example").await.len(), 1);
        assert_eq!(without_tokens(&letters[1]), without_tokens(&first));
        assert_ne!(letters[1].message_id(), first.message_id());
        assert_eq!(told(&app, "digest sent again").await, 1);
        // The links of both open what they are for.
        for letter in &letters {
            let text = letter.read().expect("it reads").text;
            for path in ["/read/", "/unsubscribe/"] {
                let link = text.lines().find_map(|line| line.find(path).map(|at| line[at..].to_owned()));
                app.stranger().open(&link.expect("a link")).await;
            }
        }

        for _ in 3..=5 {
            beth.submit(&to, &[]).await;
            app.mail().await;
        }
        assert!(beth.post(&to, &[]).await.says("was sent to this recipient 5 times"));
        assert_eq!(beth.open(&address).await.attributes(again, "action").len(), 1);

        // One that failed is the same mail once more.
        fares(&app, MailState::Failed).await;
        let count = delivery::Entity::find().count(app.db.read()).await.expect("a count");
        beth.submit(&to, &[]).await;
        assert_eq!(delivery::Entity::find().count(app.db.read()).await.expect("a count"), count);

        // Nobody is sent what they stopped.
        fares(&app, MailState::Sent).await;
        let gone = recipient::Entity::find_by_id(lin).one(app.db.read()).await.expect("a query").expect("Lin");
        let write = app.db.write().await.expect("a transaction");
        let mut gone = gone.into_active_model();
        gone.wants = Set(Wants::Nothing);
        gone.update(write.on()).await.expect("a choice");
        write.commit().await.expect("a choice");
        let lins = delivery::Entity::find().filter(delivery::Column::RecipientId.eq(lin));
        let lins = lins.one(app.db.read()).await.expect("a query").expect("a delivery");
        let refused = beth.post(&format!("{address}/deliveries/{}/repeat", lins.id), &[]).await;
        assert!(refused.says("chose to get no more"), "{}", refused.text());
    }

    async fn recipients_come_from_a_list_that_is_looked_at_first(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut beth = app.actor(BETH).await;
        let to = format!("/boards/{}/recipients/list", world.trust.board);
        let known = || recipient::Entity::find().filter(recipient::Column::BoardId.eq(world.trust.board));
        let before = known().count(app.db.read()).await.expect("a count");
        beth.open(&format!("/boards/{}/recipients", world.trust.board)).await;
        beth.open(&to).await;
        let list = format!("Name,Email address\nLin Link,LIN@rhw.example\nThe Chair,{CHAIR}\nNobody,nobody\nLin,lin@rhw.example\n");
        let shown = beth.upload(&to, "", b"", &[("list", &list)]).await;
        assert!(shown.says("1 new recipient, 1 already there, 2 rows that cannot be used"), "{}", shown.text());
        assert!(shown.says("correct format") && shown.says("This address is in the list before"), "{}", shown.text());
        assert_eq!(known().count(app.db.read()).await.expect("a count"), before, "nothing is written yet");

        let hidden = |page: &Seen, name: &str| page.attribute(&format!("input[name={name}]"), "value").expect("it travels on");
        let (carried, mark) = (hidden(&shown, "list"), hidden(&shown, "shown"));
        // Nothing but what was shown is written.
        let other = beth.post(&format!("{to}/confirmation"), &[("list", "Eve,eve@rhw.example"), ("shown", &mark)]).await;
        assert!(other.status == 409 && other.says("have changed since you looked") && other.says("eve@rhw.example"), "{}", other.text());
        assert_eq!(known().count(app.db.read()).await.expect("a count"), before);
        let done = beth.submit(&format!("{to}/confirmation"), &[("list", &carried), ("shown", &mark)]).await;
        assert!(done.says("1 recipient is added") && done.says("lin@rhw.example"), "{}", done.text());
        assert_eq!(told(&app, "recipient added").await, 1);
        // Confirmed twice, it adds nobody; and a file does as well as what is pasted.
        let twice = beth.post(&format!("{to}/confirmation"), &[("list", &carried), ("shown", &mark)]).await;
        assert!(twice.status == 409 && twice.says("There is nobody to add"), "{}", twice.text());
        let shown = beth.upload(&to, "list.csv", b"Bo,bo@rhw.example\n", &[("list", "")]).await;
        assert!(shown.says("1 new recipient") && shown.says("bo@rhw.example"), "{}", shown.text());
        assert_eq!(known().count(app.db.read()).await.expect("a count"), before + 1);

        // As Outlook copies them.
        let copied = "Wells, Cy (RHW) <Cy@rhw.example>; Bo <bo@rhw.example>; dee@rhw.example";
        let shown = beth.upload(&to, "", b"", &[("list", copied)]).await;
        assert!(shown.says("2 new recipients, 0 already there, 1 row that cannot be used"), "{}", shown.text());
        assert!(shown.says("Cy Wells") && shown.says("cy@rhw.example") && shown.says("dee@rhw.example"), "{}", shown.text());
        let (carried, mark) = (hidden(&shown, "list"), hidden(&shown, "shown"));
        let done = beth.submit(&format!("{to}/confirmation"), &[("list", &carried), ("shown", &mark)]).await;
        assert!(done.says("2 recipients are added") && done.says("Cy Wells"), "{}", done.text());

        let nothing = beth.upload(&to, "", b"", &[("list", "  ")]).await;
        assert!(nothing.says("Paste a list, or choose a file"), "{}", nothing.text());
        let wrong = beth.upload(&to, "list.csv", b"\xff\xfe", &[("list", "kept")]).await;
        assert!(wrong.says("must be text in UTF-8") && wrong.html().contains("kept"), "{}", wrong.text());
    }

    async fn what_waits_for_a_secretary_is_said_at_once(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor(BETH).await;
        let to_do = |page: &Seen| page.texts("#to-do tbody a, table:first-of-type tbody a").join("; ");
        let seen = beth.open("/boards").await;
        assert!(seen.says("What waits for you") && seen.says("Compose the digest for October 2026"), "{}", seen.text());
        let address = draft(&mut beth, &world).await;
        let seen = beth.open("/boards").await;
        assert!(to_do(&seen).contains("Digest for October 2026: a draft, not issued yet"), "{}", seen.text());
        assert!(!seen.says("Compose the digest"), "{}", seen.text());
        issue(&mut beth, &address).await;
        app.mail().await;
        let seen = beth.open("/boards").await;
        assert!(!seen.says("What waits for you"), "{}", seen.text());
        fares(&app, MailState::Failed).await;
        let seen = beth.open("/boards").await;
        assert!(to_do(&seen).contains("it did not reach 1 recipient"), "{}", seen.text());

        // What came back and arrived when it was sent again has arrived: for the list, the board and the digest's page.
        fares(&app, MailState::Sent).await;
        comes_back(&app, world.trust.recipient).await;
        assert!(to_do(&beth.open("/boards").await).contains("it did not reach 1 recipient"));
        assert!(beth.open(&address).await.says("Deliveries: 1 failed"));
        let row = delivery::Entity::find().one(app.db.read()).await.expect("a query").expect("a delivery");
        let said = beth.submit(&format!("{address}/deliveries/{}/repeat", row.id), &[]).await;
        assert!(said.says("Deliveries: 1 waiting") && said.says("Came back"), "{}", said.text());
        app.mail().await;
        let said = beth.open(&address).await;
        assert!(said.says("Deliveries: 1 sent") && said.says("Arrived by another sending"), "{}", said.text());
        assert!(!said.says("Came back") && !said.says("1 failed"), "{}", said.text());
        assert!(!beth.open("/boards").await.says("did not reach"));
        assert!(beth.open(&format!("/boards/{}", world.trust.board)).await.says("1 sent"));
    }
}
