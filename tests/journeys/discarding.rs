//! A draft that was never issued is discarded, and waits for nobody; an issued digest never is.

use fairwind::entities::{
    access::audit_line,
    boards::{DigestState, digest_correction},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{
    calendar::{all_digests, at, dates, follow},
    desk::{draft, issue},
    digests::busy,
};
use crate::support::{app::App, database::TestDatabase, world::World};

async fn discarded(app: &App) -> u64 {
    let lines = audit_line::Entity::find().filter(audit_line::Column::Act.eq("digest discarded"));
    lines.count(app.db.read()).await.expect("a count")
}

on_both! {
    async fn a_draft_is_discarded_after_its_secretary_was_asked(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = draft(&mut beth, &world).await;
        let discarding = format!("{address}/discarding");
        assert!(beth.open("/boards").await.says("Digest for October 2026: a draft"));
        let link = format!("a[href='{discarding}']");
        assert!(beth.open(&address).await.attribute(&link, "href").is_some());

        let mut other = app.actor("beth@rwx.example").await;
        assert_eq!(other.get(&discarding).await.status, 404);
        assert_eq!(other.post(&discarding, &[]).await.status, 404);
        assert_eq!(beth.post_without_token(&discarding, &[]).await.status, 403);
        let asked = beth.open(&discarding).await;
        assert_eq!(asked.h1(), "Discard this draft?");
        assert_eq!(all_digests(&app).await.len(), 1, "asking changes nothing");

        let board = beth.submit(&discarding, &[]).await;
        assert!(board.says("The draft is discarded") && board.says("There is no digest yet"), "{}", board.text());
        assert!(all_digests(&app).await.is_empty());
        assert_eq!(discarded(&app).await, 1);
        let waiting = beth.open("/boards").await;
        assert!(!waiting.says("a draft") && !waiting.says("Compose the digest"), "{}", waiting.text());
        assert_eq!(beth.get(&address).await.status, 404);
        // Who thinks again composes it again.
        let again = draft(&mut beth, &world).await;
        assert_ne!(again, address);
        issue(&mut beth, &again).await;
        let again_discarding = format!("{again}/discarding");
        let issued = beth.get(&again_discarding).await;
        let refused = beth.follow(&again_discarding, issued).await;
        assert!(refused.says("has been issued, and stays as it is"), "{}", refused.text());
        assert_eq!(beth.post(&format!("{again}/discarding"), &[]).await.status, 409);
        assert_eq!(all_digests(&app).await[0].state, DigestState::Issued);
        assert_eq!(discarded(&app).await, 1);
    }

    async fn a_correction_that_is_discarded_leaves_what_was_issued_to_be_corrected(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let first = draft(&mut beth, &world).await;
        issue(&mut beth, &first).await;
        let correct = format!("{first}/correction");
        beth.open(&first).await;
        let page = beth.submit(&correct, &[("reason", "A ward was counted twice.")]).await;
        // It opens with its reason.
        let text = page.text();
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}: {text}"));
        assert!(place("What this version corrects") < place("A ward was counted twice."));
        assert!(place("A ward was counted twice.") < place("In short"));
        let second = page.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let asked = beth.open(&format!("{second}/discarding")).await;
        assert!(asked.says("The version before stays as it was issued"), "{}", asked.text());
        beth.submit(&format!("{second}/discarding"), &[]).await;
        assert_eq!(all_digests(&app).await.len(), 1);
        assert_eq!(digest_correction::Entity::find().count(app.db.read()).await.expect("a count"), 0);
        assert!(!beth.open("/boards").await.says("Digest for October 2026"));
        beth.open(&first).await;
        let page = beth.submit(&correct, &[("reason", "Two wards were.")]).await;
        assert!(page.says("Two wards were."), "{}", page.text());
    }

    async fn the_calendar_does_not_begin_again_what_was_discarded(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&format!("{board}/calendar")).await;
        beth.submit(&format!("{board}/meetings"), &dates(["10", "12", "2026"], ["3", "12", "2026"])).await;
        assert_eq!(at(&app, "2026-12-01T08:00:00Z").await, 1);
        let due = format!("{board}/digests/{}", all_digests(&app).await[0].id);
        let mut beth = app.actor("beth@rhw.example").await;
        beth.open(&format!("{due}/discarding")).await;
        beth.submit(&format!("{due}/discarding"), &[]).await;
        assert_eq!(follow(&app).await, 0);
        assert_eq!(at(&app, "2026-12-02T08:00:00Z").await, 0);
        assert!(all_digests(&app).await.is_empty());
        let mut beth = app.actor("beth@rhw.example").await;
        assert!(!beth.open("/boards").await.says("Due: November 2026"));
        // Composed by hand, it is the meeting's again.
        draft(&mut beth, &world).await;
        assert_eq!(follow(&app).await, 1);
        assert!(beth.open("/boards").await.says("Due: November 2026"));
    }

    async fn letters_that_the_paper_cannot_show_are_named_before_issuing(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let address = draft(&mut beth, &world).await;
        assert!(!beth.open(&format!("{address}/issue")).await.says("The board paper cannot show"));
        beth.open(&address).await;
        let words = [("commentary", "Well done \u{1f600}, Siân: \u{6f22}\u{1f600}")];
        beth.submit(&format!("{address}/commentary"), &words).await;
        for page in [address.clone(), format!("{address}/issue")] {
            let page = beth.open(&page).await;
            let said = "The board paper cannot show “\u{1f600}” and “\u{6f22}”, and has “?” there instead";
            assert!(page.says(said), "{}", page.text());
        }
        issue(&mut beth, &address).await;
        let issued = beth.open(&address).await;
        assert!(!issued.says("The board paper cannot show"));
        // Paper has neither the recipients' addresses nor a form.
        assert_eq!(issued.texts("#deliveries-heading").len(), 1);
        for what in ["#deliveries-heading", "form[action$=correction]"] {
            assert_eq!(issued.texts(&format!(".app-no-print {what}")).len(), 1, "{what}");
        }
    }
}
