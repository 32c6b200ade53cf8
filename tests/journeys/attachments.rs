//! The board paper carried by the mail, where the board wants it.

use fairwind::{
    entities::mail::{mail_attachment, outgoing_mail},
    mail::Letter,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    desk::{BETH, CHAIR, draft, issue, only_a_link, shown},
    digests::busy,
    letters::{MOST_HTML, spam_score},
};
use crate::support::{actors::Actor, app::App, database::TestDatabase, world::World};

const NAME: &str = "royal-berkshire-nhs-foundation-trust-digest-month-2026-10-version-1.pdf";

/// Has the board's next mails carry the paper, or not.
async fn choose(beth: &mut Actor<'_>, world: &World, answer: &str) {
    let at = format!("/boards/{}/paper", world.trust.board);
    beth.open(&at).await;
    beth.submit(&at, &cover(answer)).await;
}

fn cover(attached: &str) -> [(&str, &str); 7] {
    [
        ("purpose", "For assurance"),
        ("author", ""),
        ("sponsor", ""),
        ("agenda_item", ""),
        ("recommendation", "The Board is asked to note this report."),
        ("colour", "#005eb8"),
        ("attached", attached),
    ]
}

fn carried(letter: &Letter) -> Vec<(String, Vec<u8>)> {
    let files = letter.read().expect("it reads").attached;
    files
        .into_iter()
        .map(|file| (file.name, file.bytes))
        .collect()
}

on_both! {
    async fn no_mail_carries_the_paper_unless_the_board_wants_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor(BETH).await;
        let form = beth.open(&format!("/boards/{}/paper", world.trust.board)).await;
        assert_eq!(form.attribute("input[name=attached][checked]", "value").as_deref(), Some("no"));
        let address = draft(&mut beth, &world).await;
        assert!(beth.open(&format!("{address}/issue")).await.says("Not attached to the mail"));
        issue(&mut beth, &address).await;
        let letter = app.mail_to(CHAIR).await.remove(0);
        assert_eq!(carried(&letter), []);
        assert!(!letter.read().expect("it reads").text.contains("attached"));
    }

    async fn the_mail_of_the_whole_digest_carries_the_paper_as_it_is_downloaded(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let lin = only_a_link(&app, &world).await;
        let mut beth = app.actor(BETH).await;
        beth.open(&format!("/boards/{}/paper", world.trust.board)).await;
        let wrong = beth.post(&format!("/boards/{}/paper", world.trust.board), &cover("perhaps")).await;
        assert!(wrong.status == 422 && wrong.says("Choose what the mail carries"), "{}", wrong.text());
        choose(&mut beth, &world, "yes").await;
        let address = draft(&mut beth, &world).await;
        let preview = |id| format!("{address}/recipients/{id}");
        let before = beth.open(&preview(world.trust.recipient)).await;
        assert!(before.texts("dd").contains(&NAME.to_owned()) && shown(&before).contains(NAME), "{}", before.text());
        assert!(!beth.open(&preview(lin)).await.says(NAME));
        assert!(beth.open(&format!("{address}/issue")).await.says("Attached to the mail of everybody who gets the whole digest"));
        issue(&mut beth, &address).await;

        // The outbox refers to the one file, and does not have it.
        let queued = outgoing_mail::Entity::find()
            .filter(outgoing_mail::Column::AttachmentId.is_not_null())
            .all(app.db.read())
            .await
            .expect("mails");
        assert!(!queued.is_empty() && queued.iter().all(|mail| mail.to_email != "lin@rhw.example"));
        let kept = mail_attachment::Entity::find().all(app.db.read()).await.expect("attachments");
        assert!(kept.len() == 1 && kept[0].bytes.is_none() && kept[0].digest_id.is_some(), "{kept:?}");

        let letter = app.mail_to(CHAIR).await.remove(0);
        let paper = beth.open(&format!("{address}/paper.pdf")).await.body;
        assert_eq!(carried(&letter), [(NAME.to_owned(), paper.clone())]);
        let read = letter.read().expect("it reads");
        for part in [&read.text, &read.html] {
            assert!(part.contains("The board paper is attached as a PDF:") && part.contains(NAME), "{part}");
        }
        assert_eq!(carried(&app.mail_to("lin@rhw.example").await.remove(0)), []);
        let (score, details) = spam_score(letter.raw());
        assert!(score < 1.0, "{details}");
        let message = mail_parser::MessageParser::default().parse(letter.raw()).expect("a message");
        assert!(message.body_html(0).expect("HTML").len() < MOST_HTML);

        // What the board wants of its next digest changes nothing of this one, which goes again as it was.
        choose(&mut beth, &world, "no").await;
        assert!(beth.open(&preview(world.trust.recipient)).await.texts("dd").contains(&NAME.to_owned()));
        let sent = beth.open(&address).await;
        for repeat in sent.attributes("form[action$=repeat]", "action") {
            beth.submit(&repeat, &[]).await;
        }
        let again = app.mail_to(CHAIR).await.remove(1);
        assert_eq!(carried(&again), [(NAME.to_owned(), paper)]);
        assert_ne!(again.message_id(), letter.message_id());
        assert_eq!(carried(&app.mail_to("lin@rhw.example").await.remove(1)), []);
    }

    async fn a_test_carries_the_draft_which_is_kept_no_longer_than_it_takes(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor(BETH).await;
        choose(&mut beth, &world, "yes").await;
        let address = draft(&mut beth, &world).await;
        let draft = beth.open(&format!("{address}/paper.pdf")).await.body;
        beth.submit(&format!("{address}/test"), &[]).await;
        let letter = app.mail_to(BETH).await.remove(0);
        let name = NAME.replace(".pdf", ".draft.pdf");
        assert_eq!(carried(&letter), [(name, draft)]);
        let kept = mail_attachment::Entity::find().all(app.db.read()).await.expect("attachments");
        assert!(kept.len() == 1 && kept[0].bytes.is_none(), "{kept:?}");
    }

    async fn whoever_checked_a_digest_without_its_paper_does_not_issue_it_with_it(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor(BETH).await;
        let address = draft(&mut beth, &world).await;
        let checked = beth.open(&format!("{address}/issue")).await;
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        choose(&mut beth, &world, "yes").await;
        beth.open(&format!("{address}/issue")).await;
        let said = beth.submit(&format!("{address}/issue"), &[("checked", &mark)]).await;
        assert!(said.says("have changed since you checked"), "{}", said.text());
        assert!(app.mail_to(CHAIR).await.is_empty());
    }
}
