use super::*;
use crate::{
    entities::systems::OrganisationKind,
    kernel::{ids::SystemId, time::Instant},
    organisations::import::sheet,
};

const APRIL: YearStart = YearStart(4);

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn today() -> Day {
    day("2026-11-23")
}

fn planned(text: &str, partners: &[organisation::Model]) -> Preview {
    let text = format!("code,name,kind,opened_on,closed_on\n{text}");
    let sheet = sheet::read(text.as_bytes()).expect("a list of organisations");
    plan(&sheet, partners, APRIL, today())
}

fn partner(code: Option<&str>, name: &str) -> organisation::Model {
    organisation::Model {
        id: OrganisationId::new(),
        system_id: SystemId::new(),
        code: code.map(str::to_owned),
        name: name.to_owned(),
        kind: OrganisationKind::Trust,
        place_id: None,
        opened_on: Some(day("1993-04-01")),
        closed_on: None,
        joined_on: day("2026-04-01"),
        left_on: None,
        created_at: Instant::new("2026-04-01T00:00:00Z".parse().expect("a timestamp")),
    }
}

fn reasons(preview: &Preview) -> Vec<(u64, &str)> {
    let told = |r: &'_ Remark| r.line;
    preview
        .rejected
        .iter()
        .map(|r| (told(r), r.reason.as_str()))
        .collect()
}

#[test]
fn a_new_partner_joins_with_this_appraisal_year_or_when_it_opens() {
    let preview = planned(
        "RHW,Old,nhs trust,1993-04-01,\n616,Council,local authority,,\nR0A,Late,nhs trust,2026-10-01,\n",
        &[],
    );
    let joined: Vec<_> = preview.new.iter().map(|c| c.to.joined_on.iso()).collect();
    assert_eq!(joined, ["2026-04-01", "2026-04-01", "2026-10-01"]);
    assert!(preview.new.iter().all(|c| c.to.left_on.is_none()));
}

#[test]
fn one_that_has_closed_has_left() {
    let preview = planned(
        "QU9,Closed,integrated care board,2022-07-01,2026-04-01\nQNQ,Closes,integrated care board,2022-07-01,2027-01-01\n",
        &[],
    );
    let to: Vec<_> = preview.new.iter().map(|c| &c.to).collect();
    assert_eq!(
        (to[0].joined_on, to[0].left_on),
        (day("2026-04-01"), Some(day("2026-04-01")))
    );
    assert_eq!(
        (to[1].joined_on, to[1].left_on),
        (day("2026-04-01"), Some(day("2027-01-01")))
    );
}

#[test]
fn a_partner_is_known_by_its_code_or_else_by_its_name() {
    let known = [
        partner(Some("RHW"), "Royal Berkshire"),
        partner(None, "A charity"),
    ];
    let preview = planned(
        "RHW,Royal Berks,nhs trust,,\nX99,a charity,nhs trust,,\n",
        &known,
    );
    assert!(preview.new.is_empty());
    assert_eq!(preview.changed[0].id, Some(known[0].id));
    assert_eq!(preview.changed[0].to.name, "Royal Berks");
    assert_eq!(preview.changed[1].id, Some(known[1].id));
    assert_eq!(preview.changed[1].to.code.as_deref(), Some("X99"));
}

#[test]
fn an_empty_cell_takes_nothing_away() {
    let known = [partner(Some("RHW"), "Royal Berkshire")];
    for row in [
        "RHW,Royal Berkshire,nhs trust,,\n",
        ",Royal Berkshire,nhs trust,1993-04-01,\n",
    ] {
        let preview = planned(row, &known);
        assert_eq!(
            (preview.unchanged, preview.changes_nothing()),
            (1, true),
            "{row}"
        );
    }
}

#[test]
fn what_contradicts_itself_or_another_partner_is_rejected() {
    let known = [
        partner(Some("RHW"), "Royal Berkshire"),
        partner(Some("RWX"), "Berkshire Healthcare"),
    ];
    let preview = planned(
        "RXQ,Bucks,nhs trust,,\nRXQ,Other,nhs trust,,\nRYE,bucks,nhs trust,,\n\
         RHW,Berkshire Healthcare,nhs trust,,\nRTH,Royal Berkshire,nhs trust,,\n\
         RWX,Renamed,nhs trust,,\n,Berkshire Healthcare,nhs trust,,\n",
        &known,
    );
    assert_eq!(
        reasons(&preview),
        [
            (3, "Line 2 is about the same organisation."),
            (4, "Line 2 is about the same organisation."),
            (5, "Another partner has this name already."),
            (
                6,
                "The partner of this name has the code RHW. If its code has changed, change it there first."
            ),
            (8, "Line 7 is about the same organisation."),
        ]
    );
    assert_eq!(
        (preview.read, preview.new.len(), preview.changed.len()),
        (7, 1, 1)
    );
}

#[test]
fn an_unusual_code_is_pointed_out_and_used() {
    let preview = planned("616,A trust,nhs trust,,\n", &[]);
    assert_eq!(preview.new.len(), 1);
    assert_eq!(
        preview.unusual[0].reason,
        "The code 616 is unusual for its kind (nhs trust): check it."
    );
}
