use super::*;
use crate::{
    entities::systems::OrganisationKind,
    kernel::{
        ids::{SuccessionId, SystemId},
        time::Instant,
    },
    organisations::import::successions::sheet,
};

const OF_2026: &str = include_str!("../../../../../tests/data/icb-succession-2026.csv");

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn partner(code: &str, name: &str) -> organisation::Model {
    organisation::Model {
        id: OrganisationId::new(),
        system_id: SystemId::new(),
        code: Some(code.to_owned()),
        name: name.to_owned(),
        kind: OrganisationKind::Icb,
        place_id: None,
        opened_on: Some(day("2022-07-01")),
        closed_on: None,
        joined_on: day("2025-04-01"),
        left_on: None,
        created_at: Instant::new("2026-04-01T00:00:00Z".parse().expect("a timestamp")),
    }
}

fn planned(
    text: &str,
    partners: &[organisation::Model],
    successions: &[succession::Model],
) -> Preview {
    let sheet = sheet::read(text.as_bytes()).expect("a list of successions");
    plan(&sheet, partners, successions)
}

/// A file of rows such as `QNQ>QU9,merger,2026-04-01`, in which bodies are called as their codes are.
fn file(rows: &[&str]) -> String {
    let mut text =
        "predecessor,predecessor_name,successor,successor_name,kind,legal_date\n".to_owned();
    for row in rows {
        let (from, rest) = row.split_once('>').expect("an arrow");
        let (to, rest) = rest.split_once(',').expect("a kind");
        text += &format!("{from},Body {from},{to},Body {to},{rest}\n");
    }
    text
}

/// What there is once a preview has been written.
fn written(
    preview: &Preview,
    partners: &[organisation::Model],
    successions: &[succession::Model],
) -> (Vec<organisation::Model>, Vec<succession::Model>) {
    let (mut partners, mut successions) = (partners.to_vec(), successions.to_vec());
    let set = |partner: &mut organisation::Model, to: &Details| {
        partner.kind = to.kind;
        partner.opened_on = to.opened_on;
        partner.closed_on = to.closed_on;
        partner.joined_on = to.joined_on;
        partner.left_on = to.left_on;
    };
    for change in &preview.changed {
        let there = partners.iter_mut().find(|p| Some(p.id) == change.id);
        set(there.expect("a partner"), &change.to);
    }
    let mut added = Vec::new();
    for change in &preview.new {
        let mut new = partner(change.to.code.as_deref().expect("a code"), &change.to.name);
        set(&mut new, &change.to);
        added.push(new.id);
        partners.push(new);
    }
    let id = |body: Body| match body {
        Body::Known(id) => id,
        Body::New(at) => added[at],
    };
    for succeeds in &preview.successions {
        successions.push(succession::Model {
            id: SuccessionId::new(),
            predecessor_id: id(succeeds.predecessor.0),
            successor_id: id(succeeds.successor.0),
            happened_on: succeeds.happened_on,
            kind: succeeds.kind,
        });
    }
    (partners, successions)
}

/// Plans a file, writes it, and plans it again: the second time nothing may be left to write.
fn settled(text: &str, partners: &[organisation::Model]) -> Preview {
    let first = planned(text, partners, &[]);
    let (partners, successions) = written(&first, partners, &[]);
    let second = planned(text, &partners, &successions);
    assert!(second.changes_nothing(), "{second:#?}");
    assert_eq!(second.elsewhere, first.elsewhere);
    first
}

fn reasons(preview: &Preview) -> Vec<(u64, &str)> {
    let rejected = preview.rejected.iter();
    rejected.map(|r| (r.line, r.reason.as_str())).collect()
}

#[test]
fn successors_are_added_and_predecessors_close_on_the_legal_date() {
    let frimley = partner("QNQ", "NHS Frimley Integrated Care Board");
    let thames = partner("S0E4D", "NHS Thames Valley Integrated Care Board");
    let preview = settled(OF_2026, &[frimley, thames]);
    assert_eq!(
        (preview.read, preview.successions.len(), preview.elsewhere),
        (16, 3, 13)
    );
    let added: Vec<_> = preview.new.iter().map(|c| c.to.clone()).collect();
    assert_eq!(added.len(), 2);
    assert_eq!(added[0].code.as_deref(), Some("S9B9J"));
    assert_eq!(added[0].name, "Surrey and Sussex");
    assert_eq!(added[0].kind, OrganisationKind::Icb);
    assert_eq!(
        (added[0].opened_on, added[0].joined_on),
        (Some(day("2026-04-01")), day("2026-04-01"))
    );
    assert_eq!(
        (
            added[1].code.as_deref(),
            added[1].opened_on,
            added[1].joined_on
        ),
        (Some("QRL"), None, day("2026-04-01")),
        "who takes on another was there before"
    );
    let [closed] = &preview.changed[..] else {
        panic!("one closes: {:#?}", preview.changed);
    };
    assert_eq!(
        (closed.to.closed_on, closed.to.left_on),
        (Some(day("2026-04-01")), Some(day("2026-04-01")))
    );
    assert!(preview.rejected.is_empty() && preview.unusual.is_empty());
}

#[test]
fn a_system_without_any_of_them_is_left_alone() {
    let preview = settled(OF_2026, &[partner("RHW", "Royal Berkshire")]);
    assert!(preview.changes_nothing());
    assert_eq!((preview.read, preview.elsewhere), (16, 16));
}

#[test]
fn a_successor_alone_inherits_nothing() {
    let preview = settled(OF_2026, &[partner("QRL", "Hampshire")]);
    assert!(preview.changes_nothing());
    assert_eq!(preview.elsewhere, 16);
}

#[test]
fn a_chain_holds_whatever_the_order_of_its_lines() {
    let text = file(&[
        "Q2B>Q3C,code change,2026-04-01",
        "Q1A>Q2B,code change,2024-04-01",
    ]);
    let preview = settled(&text, &[partner("Q1A", "First")]);
    assert_eq!((preview.successions.len(), preview.elsewhere), (2, 0));
    let between = &preview.new[0].to;
    assert_eq!(
        (between.opened_on, between.closed_on, between.left_on),
        (
            Some(day("2024-04-01")),
            Some(day("2026-04-01")),
            Some(day("2026-04-01"))
        )
    );
    assert_eq!(preview.new[1].to.closed_on, None);
    let same_day = file(&[
        "Q2B>Q3C,code change,2026-04-01",
        "Q1A>Q2B,code change,2026-04-01",
    ]);
    let preview = settled(&same_day, &[partner("Q1A", "First")]);
    assert_eq!((preview.successions.len(), preview.elsewhere), (2, 0));
}

#[test]
fn a_circle_is_rejected_at_the_line_that_closes_it() {
    let partners = [partner("Q1A", "First"), partner("Q2B", "Second")];
    let text = file(&[
        "Q1A>Q2B,merger,2024-04-01",
        "Q2B>Q3C,merger,2025-04-01",
        "Q3C>Q1A,merger,2026-04-01",
    ]);
    let preview = settled(&text, &partners);
    assert_eq!(preview.successions.len(), 2);
    let [(4, reason)] = reasons(&preview)[..] else {
        panic!("{:#?}", preview.rejected);
    };
    assert!(
        reason.starts_with("Q1A came before Q3C already"),
        "{reason}"
    );

    let (partners, successions) = written(&preview, &partners, &[]);
    let back = file(&["Q3C>Q1A,merger,2027-04-01"]);
    let preview = planned(&back, &partners, &successions);
    assert!(preview.changes_nothing() && preview.rejected.len() == 1);
}

#[test]
fn a_succession_that_is_said_otherwise_is_rejected() {
    let partners = [partner("Q1A", "First"), partner("Q2B", "Second")];
    let once = "Q1A>Q2B,merger,2026-04-01";
    let preview = settled(&file(&[once, once]), &partners);
    assert_eq!(
        reasons(&preview),
        [(3, "Line 2 is about the same succession.")]
    );
    let (partners, successions) = written(&preview, &partners, &[]);
    let preview = planned(
        &file(&["Q1A>Q2B,merger,2026-10-01"]),
        &partners,
        &successions,
    );
    assert_eq!(
        reasons(&preview),
        [(2, "It is known already, otherwise: merger on 1 April 2026.")]
    );
    assert!(preview.changes_nothing());
}

#[test]
fn what_cannot_have_been_is_rejected() {
    let text = file(&["Q1A>Q2B,merger,2020-04-01", "Q1A>Q3C,merger,2026-04-01"]);
    let named = organisation::Model {
        code: None,
        ..partner("", "body q3c")
    };
    let preview = settled(&text, &[partner("Q1A", "First"), named]);
    let told = reasons(&preview);
    assert_eq!(told[0], (2, "First had not opened by then."));
    assert!(told[1].1.starts_with("There is a partner called Body Q3C"));
    assert!(preview.changes_nothing());
}

#[test]
fn a_closing_that_is_known_stays_and_is_pointed_out() {
    let closed = organisation::Model {
        closed_on: Some(day("2026-03-01")),
        left_on: Some(day("2026-03-01")),
        ..partner("Q1A", "First")
    };
    let preview = settled(&file(&["Q1A>X1,merger,2026-04-01"]), &[closed]);
    assert!(preview.changed.is_empty());
    assert_eq!(preview.successions.len(), 1);
    let unusual: Vec<_> = preview.unusual.iter().map(|r| r.reason.as_str()).collect();
    assert_eq!(
        unusual,
        [
            "The code X1 is unusual for its kind (integrated care board): check it.",
            "First is known to have closed on 1 March 2026, which stays: check it."
        ]
    );
}
