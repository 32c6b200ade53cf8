use super::*;

fn proposed(columns: &[&str]) -> Vec<Option<&'static str>> {
    let columns: Vec<String> = columns.iter().map(|&column| column.into()).collect();
    propose(&columns, &BTreeMap::new())
        .iter()
        .map(|(_, field)| field.map(Field::key))
        .collect()
}

#[test]
fn keys_are_stable_and_complete() {
    for field in Field::ALL {
        assert_eq!(Field::from_key(field.key()), Some(field));
        let stored = serde_json::to_string(&field).unwrap();
        assert_eq!(stored, format!("\"{}\"", field.key()));
        assert!(!field.label().is_empty());
    }
    assert_eq!(Field::from_key("supervisor"), None);
    for (field, words) in HEADINGS {
        for word in *words {
            assert_eq!(heading(word), *word, "written as it is compared");
            assert_eq!(recognise(word), Some(*field), "{word} names one field only");
        }
    }
}

#[test]
fn headings_are_known_however_they_are_typed() {
    assert_eq!(
        proposed(&[
            "EMPLOYEE_NO.",
            "Sur-name",
            "FORENAME",
            " e-mail ",
            "Staff   group",
            "W.T.E."
        ]),
        [
            Some("employee_number"),
            None,
            Some("given_name"),
            Some("email"),
            Some("staff_group"),
            None
        ]
    );
}

#[test]
fn a_manager_is_never_taken_for_the_employee() {
    for (words, field) in [
        ("Supervisor Employee Number", Some(Field::ManagerNumber)),
        (
            "Line manager\u{2019}s payroll no",
            Some(Field::ManagerNumber),
        ),
        ("Mgr Emp No", Some(Field::ManagerNumber)),
        ("Manager ID", Some(Field::ManagerNumber)),
        ("Supervisor Assignment Number", Some(Field::ManagerNumber)),
        ("Line Manager Email Address", Some(Field::ManagerEmail)),
        ("Manager's e-mail", Some(Field::ManagerEmail)),
        // These may hold a name, so people are asked.
        ("Line manager", None),
        ("Supervisor", None),
        ("Manager name", None),
        ("Manager surname", None),
        ("Reports to", None),
    ] {
        assert_eq!(recognise(words), field, "{words}");
    }
    assert_eq!(
        proposed(&["Supervisor Employee Number", "Employee Number"]),
        [Some("manager_number"), Some("employee_number")]
    );
}

#[test]
fn words_that_only_look_alike_are_left_to_people() {
    for words in [
        "",
        "No",
        "Location",
        "Org L4",
        "Home email",
        "Personal Email Address",
        "Date of birth",
        "NI number",
        "Position number",
        "Group",
        "Directorate",
        "Trust:",
        "Previous surname",
        "Name of next of kin",
        "Increment date",
        "Standard hours",
        "Role start date",
    ] {
        assert_eq!(recognise(words), None, "{words}");
    }
}

#[test]
fn the_likelier_of_two_columns_is_proposed() {
    assert_eq!(
        proposed(&["Email", "Work Email", "Job Title", "Job Role"]),
        [None, Some("email"), None, Some("job_role")]
    );
}

#[test]
fn what_a_partner_settled_before_comes_first() {
    let columns: Vec<String> = ["Group", "Staff Group", "Full name"]
        .map(String::from)
        .into();
    let remembered = BTreeMap::from([("GROUP ".to_owned(), Field::StaffGroup)]);
    let columns_are = propose(&columns, &remembered);
    assert_eq!(columns_are.column(Field::StaffGroup), Some(0));
    assert_eq!(columns_are.unsettled(), [1]);
    assert_eq!(
        columns_are.to_remember(&columns),
        BTreeMap::from([
            ("Group".to_owned(), Field::StaffGroup),
            ("Full name".to_owned(), Field::Name)
        ])
    );
}

#[test]
fn a_field_moves_and_is_never_in_two_columns() {
    let columns: Vec<String> = ["Name", "Other", "Staff group"].map(String::from).into();
    let mut found = propose(&columns, &BTreeMap::new());
    assert!(found.missing().is_empty());
    found.set(1, Some(Field::Name));
    assert_eq!((found.field(0), found.field(1)), (None, Some(Field::Name)));
    found.set(2, None);
    assert_eq!(found.missing(), [Field::StaffGroup]);
    found.set(1, None);
    assert_eq!(found.missing(), [Field::Name, Field::StaffGroup]);
    found.set(9, Some(Field::Name));
    assert_eq!(found.column(Field::Name), None);
    found.set(0, Some(Field::GivenName));
    assert!(
        found.missing().contains(&Field::Name),
        "a given name alone names nobody"
    );
    found.set(0, Some(Field::FamilyName));
    found.set(2, Some(Field::PaidOrVolunteer));
    assert!(found.missing().is_empty());
}
