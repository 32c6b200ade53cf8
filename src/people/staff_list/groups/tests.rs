use super::*;
use crate::people::staff_list::{columns, sheet};
use std::collections::BTreeMap;

/// A system's groups as it is set up.
pub(in crate::people) const GROUPS: [(&str, Option<&str>, &str); 20] = [
    ("01", Some("01"), "Medical and Dental"),
    ("02", Some("02"), "Students"),
    ("03", Some("03"), "Nursing and Midwifery Registered"),
    ("04", Some("04"), "Allied Health Professionals"),
    (
        "05",
        Some("05"),
        "Additional Professional Scientific and Technical",
    ),
    ("06", Some("06"), "Healthcare Scientists"),
    ("07", Some("07"), "Additional Clinical Services"),
    ("08", Some("08"), "Administrative and Clerical"),
    ("09", Some("09"), "Estates and Ancillary"),
    ("10", Some("10"), "Supplementary Roles"),
    ("managerial", None, "Social care: managerial"),
    ("regulated", None, "Social care: regulated professional"),
    ("direct", None, "Social care: direct care"),
    ("other", None, "Social care: other"),
    ("public health", None, "Public health"),
    ("corporate", None, "Council: corporate"),
    ("housing", None, "Housing"),
    ("paid", None, "Voluntary sector: paid staff"),
    ("volunteers", None, "Volunteers"),
    ("trustees", None, "Trustees"),
];

#[test]
fn every_group_is_proposed_for_its_own_name_and_code() {
    for (key, code, name) in GROUPS {
        assert_eq!(propose(&name.to_uppercase(), &GROUPS), Some(key));
        if let Some(code) = code {
            assert_eq!(propose(code, &GROUPS), Some(key));
            assert_eq!(propose(&format!("{code} - {name}"), &GROUPS), Some(key));
        }
    }
}

#[test]
fn words_partners_use_are_known() {
    for (words, key) in [
        ("Add Prof Scientific and Technic", "05"),
        ("Additional Professional Scientific & Technic", "05"),
        ("5", "05"),
        ("05 Add Prof Scientific and Technic", "05"),
        ("Admin & Clerical", "08"),
        ("AHPs", "04"),
        ("Adult Social Care - Direct care", "direct"),
        ("Adult Social Care - Regulated professional", "regulated"),
        ("Adult Social Care - Other", "other"),
        ("Managers", "managerial"),
        ("Public Health", "public health"),
        ("Corporate", "corporate"),
        ("Housing", "housing"),
        ("Paid", "paid"),
        ("Volunteer", "volunteers"),
        ("Trustee", "trustees"),
    ] {
        assert_eq!(propose(words, &GROUPS), Some(key), "{words}");
    }
}

#[test]
fn what_could_mean_two_things_is_asked() {
    for words in [
        "",
        "-",
        "Nursing",
        "Nursing Assistants",
        "Clinical support",
        "Adult Social Care",
        "Children\u{2019}s Services",
        "Other",
        "Staff",
        "03 Medical and Dental",
        "11",
        "99 Students",
        "003",
        "Senior managers and directors",
        "Paid carers' support",
    ] {
        assert_eq!(propose(words, &GROUPS), None, "{words}");
    }
    let twice = [
        (1, None, "Volunteers"),
        (2, None, "Voluntary sector: volunteers"),
    ];
    assert_eq!(propose("Volunteer", &twice), None);
    assert_eq!(
        propose("volunteers", &twice),
        Some(1),
        "the exact name still decides"
    );
    let renamed = [(1, Some("03"), "Nurses of the county")];
    assert_eq!(
        propose("Nursing and Midwifery Registered", &renamed),
        Some(1)
    );
    let children = [(1, None, "Council: children\u{2019}s services")];
    assert_eq!(propose("Children's Services", &children), Some(1));
}

fn words_of(list: &str) -> Vec<(String, usize)> {
    let sheet = sheet::read(list.as_bytes()).unwrap();
    let columns = columns::propose(&sheet.columns, &BTreeMap::new());
    distinct_words(&sheet, &columns)
}

#[test]
fn words_are_counted_however_they_are_typed() {
    assert_eq!(
        words_of(
            "Name,Staff group\nA,Estates & Ancillary\nB,estates and  ancillary\nC,Students\nD,\nE,N/A\nF, Estates and Ancillary\n"
        ),
        [("Estates & Ancillary".into(), 3), ("Students".into(), 1)]
    );
}

#[test]
fn volunteers_are_volunteers_whatever_group_they_work_with() {
    assert_eq!(
        words_of(
            "Name,Staff group,Paid / volunteer\nA,Admin,Paid\nB,Admin,Volunteer\nC,,Paid\nD,Admin,\nE,Care,Trustee\n"
        ),
        [
            ("Admin".into(), 2),
            ("Paid".into(), 1),
            ("Trustee".into(), 1),
            ("Volunteer".into(), 1)
        ]
    );
}
