//! What changed, in the words of staff, from the entry to the board's digest: never without consent, never with a name.

use super::engagement::{filled, pairs};
use crate::support::{actors::Actor, app::App, database::TestDatabase, world::World};

/// Sam logs October's work, and gives the address of its entry.
async fn logged(sam: &mut Actor<'_>, world: &World, changed: &str) -> String {
    let form = sam.open("/entries/new").await;
    let said = [
        ("done-day", "30".to_owned()),
        ("done-month", "10".to_owned()),
        ("partners", world.council.to_string()),
        ("changed", changed.to_owned()),
    ];
    let list = sam.submit("/entries", &pairs(&filled(&form, &said))).await;
    let link = list.attributes("a[href$=story]", "href").remove(0);
    link.replace("/story", "")
}

on_both! {
    async fn a_story_is_quoted_by_consent_and_choice_until_it_is_taken_back(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let mut beth = app.actor("beth@rhw.example").await;
        let entry = logged(&mut sam, &world, "Nobody waits twice for one bed").await;

        let board = format!("/boards/{}", world.trust.board);
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[]).await;
        let digest = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let stories = format!("{digest}/stories");
        let id = entry.rsplit('/').next().expect("an id").to_owned();

        // Not offered: it is not there, and cannot be chosen.
        assert!(beth.open(&stories).await.says("Nobody has offered a story"));
        let chosen = [("stories", id.as_str())];
        beth.submit(&stories, &chosen).await;
        assert!(!beth.open(&digest).await.says("Nobody waits twice"));

        let page = sam.open(&format!("{entry}/story")).await;
        assert!(page.says("without your name"));
        sam.submit(&format!("{entry}/story"), &[]).await;
        let offered = beth.open(&stories).await;
        assert!(offered.says("Nobody waits twice for one bed"));
        assert!(!offered.html().contains("Sam Osei"));
        assert!(!beth.open(&digest).await.says("Nobody waits twice"), "nobody has chosen it");
        let read = beth.submit(&stories, &chosen).await;
        assert!(read.says("What changed, in the words of staff"));
        assert!(read.says("“Nobody waits twice for one bed”"));

        // Taken back: gone from the draft; offered again: there, as it was chosen.
        sam.open(&format!("{entry}/story")).await;
        sam.submit(&format!("{entry}/story/withdrawal"), &[]).await;
        assert!(!beth.open(&digest).await.says("Nobody waits twice"));
        sam.open(&format!("{entry}/story")).await;
        sam.submit(&format!("{entry}/story"), &[]).await;

        // Issued: in the mail, without a name; and it stays, whatever becomes of the entry.
        let checked = beth.open(&format!("{digest}/issue")).await;
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        beth.submit(&format!("{digest}/issue"), &[("checked", &mark)]).await;
        let letter = app.mail_to("chair@rhw.example").await.remove(0).read().expect("it reads");
        assert!(letter.text.contains("“Nobody waits twice for one bed”") && letter.html.contains("Nobody waits twice"));
        assert!(!letter.text.contains("Sam Osei"));
        sam.open(&format!("{entry}/withdrawal")).await;
        sam.submit(&format!("{entry}/withdrawal"), &[]).await;
        assert!(beth.open(&digest).await.says("Nobody waits twice"));
        let late = beth.post(&stories, &chosen).await;
        assert_eq!(late.status, 409);
    }

    async fn amended_words_are_not_quoted_and_five_are_the_most(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = World::small(&app).await;
        let mut sam = app.actor("sam@rhw.example").await;
        let mut beth = app.actor("beth@rhw.example").await;
        let mut ids = Vec::new();
        for number in 1..=6 {
            let entry = logged(&mut sam, &world, &format!("Change number {number}")).await;
            sam.open(&format!("{entry}/story")).await;
            sam.submit(&format!("{entry}/story"), &[]).await;
            ids.push(entry.rsplit('/').next().expect("an id").to_owned());
        }
        let board = format!("/boards/{}", world.trust.board);
        beth.open(&board).await;
        let draft = beth.submit(&format!("{board}/digests"), &[]).await;
        let digest = draft.attribute("form[action$=commentary]", "action").expect("a form").replace("/commentary", "");
        let stories = format!("{digest}/stories");
        beth.open(&stories).await;
        let all: Vec<(&str, &str)> = ids.iter().map(|id| ("stories", id.as_str())).collect();
        let again = beth.post(&stories, &all).await;
        assert_eq!(again.status, 422);
        assert_eq!(again.attributes("input[name=stories][checked]", "value").len(), 6, "what was chosen is kept");
        let read = beth.submit(&stories, &all[..1]).await;
        assert!(read.says("“Change number 1”"));

        let form = sam.open(&format!("/entries/{}/edit", ids[0])).await;
        let said = [("partners", world.council.to_string()), ("changed", "Something else".to_owned())];
        let amended = sam.submit(&format!("/entries/{}/edit", ids[0]), &pairs(&filled(&form, &said))).await;
        assert!(amended.says("Its story is offered to your board no longer."), "{}", amended.text());
        let draft = beth.open(&digest).await;
        assert!(!draft.says("Change number 1") && !draft.says("Something else"), "nobody offered these words");
    }
}
