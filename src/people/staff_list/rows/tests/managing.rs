use super::*;

#[test]
fn managers_are_found_by_number_assignment_and_address() {
    let parsed = parsed(
        "Staff number,Name,Email,Staff group,Manager number,Manager email\n\
         b1,Ann Lee,ann@x.example,Students,,\n\
         2,Bo Li,,Students,B1,\n\
         3,Cy Mo,,Students,b1-2,\n\
         4,Di No,,Students,,Ann@x.example\n\
         5,Ed Oz,,Students,404,\n\
         6,Flo Py,,Students,404,\n\
         7,Gil Qu,,Students,n/a,gone@x.example\n\
         ,Hal Ro,hal@x.example,Students,,\n\
         9,Ida Su,,Students,,hal@x.example\n",
    );
    let ann = Some(ManagerRef::Number("b1".into()));
    let managers: Vec<_> = parsed
        .people
        .iter()
        .map(|row| row.manager.clone())
        .collect();
    assert_eq!(
        managers,
        [
            None,
            ann.clone(),
            ann.clone(),
            ann,
            None,
            None,
            None,
            None,
            Some(ManagerRef::Email("hal@x.example".into()))
        ]
    );
    assert_eq!(
        warnings(&parsed),
        [
            (
                [6, 7].as_slice(),
                "Line manager \u{201c}404\u{201d} is not in this list, so these people are loaded \
                 without one."
            ),
            (
                [8].as_slice(),
                "Line manager \u{201c}gone@x.example\u{201d} is not in this list, so these people \
                 are loaded without one."
            ),
        ]
    );
}

#[test]
fn nobody_is_their_own_manager() {
    let parsed = parsed(&list(&[
        "1,1,Ann Lee,,Students,,,,,,1",
        "2,2,Bo Li,,Students,,,,,,1",
        "3,3-2,Cy Mo,,Students,,,0.5,,,3-2",
        "3,3,Cy Mo,,Students,,,0.5,,,3-2",
    ]));
    let own = "They are given as their own line manager.";
    assert_eq!(reasons(&parsed), [(2, own), (4, own), (5, own)]);
    assert_eq!(parsed.people.len(), 1);
    assert_eq!(parsed.people[0].manager, None);
}

/// 1 → 2 → 3 → 1; 4 is managed by 1, and 5 by 4.
const CIRCLE: [&str; 5] = [
    "1,1,Ann Lee,,Students,,,,,,2",
    "4,4,Di No,,Students,,,,,,1",
    "3,3,Cy Mo,,Students,,,,,,1",
    "2,2,Bo Li,,Students,,,,,,3",
    "5,5,Ed Oz,,Students,,,,,,4",
];

#[test]
fn managers_in_a_circle_are_rejected_naming_the_others() {
    let parsed = parsed(&list(&CIRCLE));
    assert_eq!(
        reasons(&parsed),
        [
            (
                2,
                "The line managers go round in a circle: the manager is Bo Li (line 5), whose \
                 manager is Cy Mo (line 4), back to Ann Lee."
            ),
            (
                4,
                "The line managers go round in a circle: the manager is Ann Lee (line 2), whose \
                 manager is Bo Li (line 5), back to Cy Mo."
            ),
            (
                5,
                "The line managers go round in a circle: the manager is Cy Mo (line 4), whose \
                 manager is Ann Lee (line 2), back to Bo Li."
            ),
        ]
    );
    let left: Vec<_> = parsed
        .people
        .iter()
        .map(|row| (row.name.as_str(), row.manager.clone()))
        .collect();
    assert_eq!(
        left,
        [
            ("Di No", None),
            ("Ed Oz", Some(ManagerRef::Number("4".into())))
        ]
    );
    assert_eq!(parsed.warnings[0].lines, [3]);
}

#[test]
fn managers_in_a_circle_can_be_loaded_without_one() {
    let parsed = parsed_with(&list(&CIRCLE), InACircle::Unmanaged);
    assert!(parsed.rejected.is_empty());
    let managers: Vec<_> = parsed
        .people
        .iter()
        .map(|row| row.manager.clone())
        .collect();
    let number = |number: &str| Some(ManagerRef::Number(number.into()));
    assert_eq!(managers, [None, number("1"), None, None, number("4")]);
    assert_eq!(
        warnings(&parsed),
        [(
            [2, 4, 5].as_slice(),
            "The line managers go round in a circle: the manager is Bo Li (line 5), whose manager \
             is Cy Mo (line 4), back to Ann Lee. These people are loaded without a line manager."
        )]
    );
}

#[test]
fn a_rejected_line_breaks_a_circle() {
    let parsed = parsed(&list(&[
        "1,1,Ann Lee,,Students,,,,,,2",
        "2,2,Bo Li,,Students,,,,soon,,1",
    ]));
    assert_eq!(parsed.rejected.len(), 1);
    assert_eq!(parsed.people[0].name, "Ann Lee");
    assert_eq!(parsed.people[0].manager, None);
}

/// Everyone is managed by the person on the line before, and the first by the last: the
/// largest circle a list can have, and the deepest line of managers.
#[test]
fn a_county_of_people_is_read_in_a_moment() {
    let many = 60_000;
    let rows: Vec<String> = (0..many)
        .map(|n| {
            format!(
                "{n},,Person {n},p{n}@x.example,Students,,,1,,,{}",
                (n + many - 1) % many
            )
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let list = list(&rows);
    let loaded = parsed_with(&list, InACircle::Unmanaged);
    assert_eq!(loaded.people.len(), many);
    let rejected = parsed(&list);
    assert_eq!(rejected.rejected.len(), many);
    assert!(
        rejected.rejected[0]
            .reason
            .contains("and so on through 59994 more")
    );
}
