//! A period closes some days after its end: until then late work counts in full, and nothing of it is published.

use crate::support::{
    app::{App, instant},
    database::TestDatabase,
    world::World,
};

use super::digests::{NURSES, busy, more_nurses_took_part, october, row};

/// October closes on 21 November, which is five days ahead.
async fn closes_late(app: &App, world: &World) {
    let mut amir = app.actor("amir@icb.example").await;
    let settings = format!("/systems/{}/settings", world.system);
    let to = [
        ("name", "Thames Valley"),
        ("label", "system working"),
        ("threshold", "10"),
        ("late-days", "90"),
        ("closing-days", "20"),
        ("years-kept", "6"),
    ];
    amir.open(&settings).await;
    let seen = amir.submit(&settings, &to).await;
    assert!(seen.says("20 days after a period ends"), "{}", seen.text());
}

on_both! {
    async fn late_work_counts_in_full_until_its_month_closes(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        closes_late(&app, &world).await;
        let mut sam = app.actor("sam@rwx.example").await;
        let address = october(&world, "/participation");
        let page = sam.open(&address).await;
        assert_eq!(row(&page, "Nursing")[1..], ["not yetof 64", "not yetof 32", "not yetof 32"]);
        assert!(page.says("This period has not closed yet, and takes in what is logged late."), "{}", page.text());
        assert!(page.says("is shown from 21 November 2026") && !page.says("Published on"), "{}", page.text());
        // Large or small, it says that it is not yet: nobody takes it for a small number.
        assert!(page.says("How many took part in system working is not shown yet: it will be from 21 November 2026."), "{}", page.text());
        assert!(page.says("“Not yet” means that the period has not closed") && !page.says("among those who are not"), "{}", page.text());
        assert!(page.attributes("figure svg", "role").is_empty(), "there is nothing to draw");
        let at_trust = format!("{address}&organisation={}&compare=before", world.trust.id);
        let one = sam.open(&at_trust).await;
        assert_eq!(row(&one, "Nursing")[1..7], ["32", "not yet", "not yet", "not yet", "not yet", "56%39% to 72%"]);
        assert_eq!(row(&one, "Nursing")[7], "not yet");
        let csv = sam.open(&address.replace("/participation", "/participation.csv")).await.html();
        let line = csv.lines().find(|line| line.contains("Nursing") && line.contains("Royal Berkshire")).expect("a line");
        assert!(line.contains("not yet") && !line.contains("hidden"), "{line}");
        assert!(csv.contains("“Not yet” means that the period has not closed") && !csv.contains("Published on"), "{csv}");
        let by_theme = sam.open(&format!("{address}&by=theme")).await;
        assert!(by_theme.says("are shown when it has closed"), "{}", by_theme.text());
        let quarter = sam.open(&address.replace("month-2026-10", "quarter-2026-10")).await;
        assert!(quarter.says("This period is not over.") && quarter.says("is shown from 21 November 2026"), "{}", quarter.text());
        let first = sam.open(&format!("/participation?system={}", world.system)).await;
        assert!(first.says("in September 2026"), "the last month that has closed: {}", first.text());
        let mut olive = app.actor("olive@rhw.example").await;
        let own = format!("{address}&organisation={}", world.trust.id);
        assert_eq!(row(&olive.open(&own).await, "Nursing")[4], "11", "their own administrator sees them at once");

        // Four more, which would be told of if October had been published without them.
        more_nurses_took_part(&app, &world, (NURSES.1, 4)).await;
        app.clock.set(instant("2026-11-20T23:00:00Z"));
        let mut sam = app.actor("sam@rwx.example").await;
        assert_eq!(row(&sam.open(&address).await, "Nursing")[3], "not yetof 32", "the evening before");
        app.clock.set(instant("2026-11-21T08:00:00Z"));
        let mut sam = app.actor("sam@rwx.example").await;
        let page = sam.open(&address).await;
        assert_eq!(row(&page, "Nursing")[3], "47%15 of 32");
        assert!(page.says("Published on 21 November 2026"), "{}", page.text());
        let first = sam.open(&format!("/participation?system={}", world.system)).await;
        assert!(first.says("in October 2026"), "{}", first.text());
    }

    async fn a_digest_closes_its_month_so_that_papers_are_not_late(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        closes_late(&app, &world).await;
        let mut beth = app.actor("beth@rhw.example").await;
        let board = format!("/boards/{}", world.trust.board);
        assert!(beth.open(&board).await.says("The digest for October 2026 has not been issued"));
        let mut sam = app.actor("sam@rwx.example").await;
        let address = october(&world, "/participation");
        assert_eq!(row(&sam.open(&address).await, "Nursing")[3], "not yetof 32");

        let draft = beth.submit(&format!("{board}/digests"), &[("period", "month-2026-10")]).await;
        assert_eq!(row(&draft, "Nursing")[1..], ["32", "18", "56%", "11", "34%"]);
        let page = sam.open(&address).await;
        assert_eq!(row(&page, "Nursing")[3], "34%11 of 32", "what a board is told everybody sees");
        assert!(page.says("Published on 16 November 2026"), "{}", page.text());
        more_nurses_took_part(&app, &world, (NURSES.1, 4)).await;
        assert_eq!(row(&sam.open(&address).await, "Nursing")[3], "34%11 of 32", "from then on in steps");
    }
}
