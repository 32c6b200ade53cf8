//! Two people change the same thing, or one in two tabs, or send one form twice: nothing is undone unseen, and nothing is
//! done twice.

use fairwind::entities::{
    access::audit_line,
    boards::{Wants, board_action, digest, recipient},
    mail::outgoing_mail,
    systems::system,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use super::digests::busy;
use crate::support::{actors::Seen, app::App, database::TestDatabase, everything::Everything};

const AMIR: &str = "amir@icb.example";
const BETH: &str = "beth@rhw.example";

/// A form that changes what stands: who sends it, its page and where it goes, what is sent first and what from the page
/// that was open before that, and what the first left standing.
struct Case {
    who: &'static str,
    page: &'static str,
    to: &'static str,
    first: Vec<(&'static str, &'static str)>,
    later: Vec<(&'static str, &'static str)>,
    stands: &'static str,
}

impl Case {
    fn new(
        (who, page, to): (&'static str, &'static str, &'static str),
        first: &[(&'static str, &'static str)],
        later: &[(&'static str, &'static str)],
        stands: &'static str,
    ) -> Self {
        let (first, later) = (first.to_vec(), later.to_vec());
        Self {
            who,
            page,
            to,
            first,
            later,
            stands,
        }
    }
}

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let same = |who, page| (who, page, page);
    vec![
        Case::new(same(AMIR, "/systems/{system}/settings"),
            &[("name", "Thames Valley"), ("label", "system working"), ("threshold", "25"), ("late-days", "90"), ("closing-days", "0"), ("years-kept", "6")],
            &[("name", "Thames Valley"), ("label", "working together"), ("threshold", "10"), ("late-days", "90"), ("closing-days", "0"), ("years-kept", "6")],
            "25"),
        Case::new((BETH, "/boards/{board}/digests/{draft}", "/boards/{board}/digests/{draft}/commentary"),
            &[("commentary", "Discharge is quicker.")], &[("commentary", "Therapists are lent.")], "Discharge is quicker."),
        Case::new(same(BETH, "/boards/{board}/paper"),
            &[("purpose", "For decision"), ("author", ""), ("sponsor", ""), ("agenda_item", ""), ("recommendation", "Note it."),
              ("colour", "#005eb8"), ("attached", "no")],
            &[("purpose", "For assurance"), ("author", "Beth"), ("sponsor", ""), ("agenda_item", ""), ("recommendation", "Note it."),
              ("colour", "#005eb8"), ("attached", "no")],
            "For decision"),
        Case::new(same(BETH, "/boards/{board}/calendar/terms"),
            &[("papers", "9"), ("lead", "2"), ("hour", "8"), ("issues-itself", "no")],
            &[("papers", "5"), ("lead", "2"), ("hour", "7"), ("issues-itself", "no")],
            "9 working days"),
        Case::new(same(BETH, "/boards/{board}/meetings/{held}/minutes"),
            &[("on-agenda", "yes"), ("decided", "To lend therapists"), ("minute", "")],
            &[("on-agenda", "yes"), ("decided", ""), ("minute", "26/114")],
            "To lend therapists"),
        Case::new(same(BETH, "/boards/{board}/actions/{action}"),
            &[("done-day", "10"), ("done-month", "11"), ("done-year", "2026"), ("led-to", "Home sooner")],
            &[("done-day", "11"), ("done-month", "11"), ("done-year", "2026"), ("led-to", "A checklist")],
            "Home sooner"),
        Case::new(same(BETH, "/boards/{board}/meetings/{meeting}/agenda"), &[("item", "7.2")], &[("item", "12.1")], "7.2"),
        Case::new(same(BETH, "/boards/{board}/meetings/{meeting}"),
            &[("meets-day", "17"), ("meets-month", "12"), ("meets-year", "2026"),
              ("papers-day", "3"), ("papers-month", "12"), ("papers-year", "2026"), ("lead", "2")],
            &[("meets-day", "10"), ("meets-month", "12"), ("meets-year", "2026"),
              ("papers-day", "2"), ("papers-month", "12"), ("papers-year", "2026"), ("lead", "2")],
            "17 December 2026"),
        Case::new(same(AMIR, "/measures/{measure}/edit"),
            &[("name", "Very long waits"), ("unit", "people"), ("definition", "Over a year"), ("source", "Returns"),
              ("good", "lower"), ("theme", ""), ("target", "2"), ("baseline", "")],
            &[("name", "Long waits"), ("unit", "people"), ("definition", "Over a year"), ("source", "Returns"),
              ("good", "lower"), ("theme", ""), ("target", "1"), ("baseline", "")],
            "Very long waits"),
        Case::new(same(AMIR, "/systems/{system}/partners/{trust}/edit"),
            &[("name", "Royal Berkshire Hospitals"), ("code", "RHW"), ("kind", "nhs trust"), ("place", ""),
              ("joined-day", "1"), ("joined-month", "4"), ("joined-year", "2026"), ("left-day", ""), ("left-month", ""), ("left-year", ""),
              ("opened-day", ""), ("opened-month", ""), ("opened-year", ""), ("closed-day", ""), ("closed-month", ""), ("closed-year", "")],
            &[("name", "Royal Berkshire"), ("code", "RHW"), ("kind", "nhs trust"), ("place", ""),
              ("joined-day", "1"), ("joined-month", "5"), ("joined-year", "2026"), ("left-day", ""), ("left-month", ""), ("left-year", ""),
              ("opened-day", ""), ("opened-month", ""), ("opened-year", ""), ("closed-day", ""), ("closed-month", ""), ("closed-year", "")],
            "Royal Berkshire Hospitals"),
        Case::new(same(AMIR, "/systems/{system}/staff-groups/{group}"),
            &[("name", "Doctors"), ("counted", "yes")], &[("name", "Doctors and dentists"), ("counted", "yes")], "Doctors"),
    ]
}

/// The mark of what stood when a page was drawn, of its form that goes to an address.
fn mark(seen: &Seen, to: &str) -> String {
    let field = format!("form[action='{to}'] input[name=stood]");
    seen.attribute(&field, "value").expect("a mark")
}

async fn alter(app: &App, recipient: recipient::ActiveModel) {
    let write = app.db.write().await.expect("a transaction");
    recipient.update(write.on()).await.expect("a recipient");
    write.commit().await.expect("a change");
}

async fn lines(app: &App, act: &str) -> Vec<audit_line::Model> {
    audit_line::Entity::find()
        .filter(audit_line::Column::Act.eq(act))
        .order_by_asc(audit_line::Column::Id)
        .all(app.db.read())
        .await
        .expect("lines")
}

on_both! {
    async fn the_later_of_two_tabs_does_not_undo_the_earlier_unseen(database: TestDatabase) {
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        for case in cases() {
            let (page, to) = (everything.fill(case.page), everything.fill(case.to));
            let mut one = app.actor(case.who).await;
            let stale = mark(&one.open(&page).await, &to);
            one.submit(&to, &case.first).await;
            let first = mark(&one.open(&page).await, &to);

            // What was typed comes back beside what stands, and nothing is written.
            let later = [&case.later[..], &[("stood", stale.as_str())]].concat();
            let seen = one.post(&to, &later).await;
            assert_eq!(seen.status, 422, "{to}: {}", seen.text());
            assert!(seen.says("This has been changed since you opened the page"), "{to}: {}", seen.text());
            let stands = seen.texts("#stands-now + dl dd");
            assert!(stands.iter().any(|value| value == case.stands), "{to}: {stands:?}");
            let typed = case.later.iter().zip(&case.first).find(|(later, first)| later != first).expect("they differ").0;
            let field = format!("form[action='{to}'] [name={}]", typed.0);
            let kept = [seen.attribute(&field, "value").unwrap_or_default(), seen.texts(&field).join(" ")];
            assert!(kept.iter().any(|value| value == typed.1), "{to}: {} is {kept:?}", typed.0);
            assert_eq!(mark(&one.open(&page).await, &to), first, "{to}: nothing is written");

            // Sent again it is meant; and sent once more it is so already, whatever stood.
            let anew = mark(&seen, &to);
            assert_eq!(anew, first, "{to}");
            one.submit(&to, &[&case.later[..], &[("stood", anew.as_str())]].concat()).await;
            assert_ne!(mark(&one.open(&page).await, &to), first, "{to}: it is written");
            assert_eq!(one.post(&to, &later).await.status, 303, "{to}: it is what stands");

            // A field that is missing was not emptied.
            let stands = mark(&one.open(&page).await, &to);
            assert_eq!(one.post(&to, &[("stood", stands.as_str())]).await.status, 400, "{to} without its fields");
            let mut other = app.actor(case.who).await;
            assert_eq!(other.post(&to, &case.first).await.status, 400, "{to} without its mark");
            assert_eq!(mark(&one.open(&page).await, &to), stands, "{to}: nothing is written");
        }
        let system = system::Entity::find().filter(system::Column::Name.eq("Thames Valley")).one(app.db.read()).await;
        assert_eq!(system.expect("systems").expect("the system").threshold, 10, "by whoever was shown that it was 25");
    }

    async fn one_of_two_who_save_at_the_same_moment_is_told_of_the_other(database: TestDatabase) {
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        let terms = everything.fill("/boards/{board}/calendar/terms");
        let (mut one, mut other) = (app.actor(BETH).await, app.actor(BETH).await);
        one.open(&terms).await;
        other.open(&terms).await;
        let fields = |papers| [("papers", papers), ("lead", "2"), ("hour", "8"), ("issues-itself", "no")];
        let (first, second) = (fields("7"), fields("9"));
        let (first, second) = tokio::join!(one.post(&terms, &first), other.post(&terms, &second));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        assert_eq!(lines(&app, "board terms changed").await.len(), 1);
    }

    async fn a_commentary_that_is_replaced_can_be_read_in_the_audit_trail(database: TestDatabase) {
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        let draft = everything.fill("/boards/{board}/digests/{draft}");
        let to = format!("{draft}/commentary");
        let mut beth = app.actor(BETH).await;
        beth.open(&draft).await;
        beth.submit(&to, &[("commentary", "Discharge is quicker.")]).await;
        beth.submit(&to, &[("commentary", "")]).await;
        let lines = lines(&app, "digest commented").await;
        let said: Vec<_> = lines.iter().map(|line| (&line.from_value, &line.to_value)).collect();
        let words = |words: &str| Some(serde_json::json!({ "commentary": words }));
        let (none, some) = (words(""), words("Discharge is quicker."));
        assert_eq!(said, [(&none, &some), (&some, &none)]);
    }

    async fn an_action_is_added_once_however_often_its_form_is_sent(database: TestDatabase) {
        let app = App::on(&database).await;
        let everything = Everything::make(&app).await;
        let to = everything.fill("/boards/{board}/meetings/{held}/actions");
        let count = || async { board_action::Entity::find().count(app.db.read()).await.expect("a count") };
        let before = count().await;
        let mut beth = app.actor(BETH).await;
        let page = beth.open(&to.replace("actions", "minutes")).await;
        let token = page.attribute("input[name=token]", "value").expect("a token");
        let fields = |what| [
            ("token", token.as_str()), ("what", what), ("owner", "Chief Nurse"), ("due-day", "1"), ("due-month", "3"),
            ("due-year", "2027"),
        ];
        let lend = fields("Lend two therapists");
        let (mut two, mut three) = (app.actor(BETH).await, app.actor(BETH).await);
        let (one, two, three) = tokio::join!(beth.post(&to, &lend), two.post(&to, &lend), three.post(&to, &lend));
        assert_eq!([one.status, two.status, three.status], [303; 3]);
        assert_eq!(count().await, before + 1);
        assert_eq!(lines(&app, "action added").await.len(), 1);
        // Gone back to and sent with other words, it is another one only if that is meant.
        let other = beth.post(&to, &fields("Agree a checklist")).await;
        assert!(other.status == 422 && other.says("This form has already been sent, with other words"), "{}", other.text());
        assert_eq!(count().await, before + 1);
        let anew = other.attribute("input[name=token]", "value").expect("a token");
        let mut again = fields("Agree a checklist");
        again[0].1 = &anew;
        beth.submit(&to, &again).await;
        assert_eq!(count().await, before + 2);
    }

    async fn a_digest_goes_to_nobody_who_was_not_checked(database: TestDatabase) {
        let app = App::on(&database).await;
        let world = busy(&app).await;
        let board = format!("/boards/{}", world.trust.board);
        let mut beth = app.actor(BETH).await;
        beth.open(&board).await;
        beth.submit(&format!("{board}/digests"), &[]).await;
        let draft = digest::Entity::find().one(app.db.read()).await.expect("a query").expect("a draft");
        let issue = format!("{board}/digests/{}/issue", draft.id);
        let chair = recipient::Entity::find_by_id(world.trust.recipient);
        let chair = chair.one(app.db.read()).await.expect("a query").expect("the chair");
        let mut checked = beth.open(&issue).await;
        for change in ["another", "an address", "a wish"] {
            let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
            match change {
                "another" => {
                    beth.open(&format!("{board}/recipients")).await;
                    beth.submit(&format!("{board}/recipients"), &[("name", "Nia Exec"), ("email", "nia@rhw.example")]).await;
                }
                "an address" => alter(&app, recipient::ActiveModel { email: Set("other@rhw.example".into()), ..chair.clone().into() }).await,
                _ => alter(&app, recipient::ActiveModel { wants: Set(Wants::Link), ..chair.clone().into() }).await,
            }
            checked = beth.submit(&issue, &[("checked", &mark)]).await;
            assert!(checked.html().contains("or who gets it"), "{change}: {}", checked.text());
            assert_eq!(outgoing_mail::Entity::find().count(app.db.read()).await.expect("a count"), 0, "{change}");
        }
        let mark = checked.attribute("input[name=checked]", "value").expect("a mark");
        assert!(beth.submit(&issue, &[("checked", &mark)]).await.says("Deliveries: 2 waiting"));
    }
}
