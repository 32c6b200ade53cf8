use super::*;

#[test]
fn assignments_fold_into_the_main_one() {
    let parsed = parsed(&list(&[
        "7,7-2,Ann Lee,ann@x.example,Bank,Bank Nurse,Band 2,1,01/01/2019,,9",
        "9,9,Bo Li,,Students,,,1,,,",
        "7,7,Ann Lee,,Nursing,Nurse,Band 6,0.6,01/06/2020,31/12/2026,",
        "7,7-3,ANN  LEE,ann@x.example,Bank,Bank Nurse,Band 2,0.1,,,9",
    ]));
    assert!(parsed.rejected.is_empty() && parsed.warnings.is_empty());
    assert_eq!(parsed.people.len(), 2);
    let ann = &parsed.people[0];
    assert_eq!((ann.line, ann.lines.as_slice()), (4, [2, 4, 5].as_slice()));
    assert_eq!(&*ann.group_words, "Nursing");
    assert_eq!(ann.job_role.as_deref(), Some("Nurse"));
    assert_eq!(ann.band.as_deref(), Some("6"));
    assert_eq!(ann.fte_hundredths, Some(170));
    assert_eq!(ann.email.as_deref(), Some("ann@x.example"));
    assert_eq!(ann.started_on, Some(date(2019, 1, 1)));
    assert_eq!(ann.ended_on, None, "only one of three jobs ends");
    assert_eq!(ann.manager, Some(ManagerRef::Number("9".into())));
}

#[test]
fn without_assignment_numbers_the_longest_week_is_the_main_one_and_then_the_first() {
    let rows = |fte: &str| {
        parsed(&format!(
            "Employee Number,Name,Staff Group,FTE\n7,Ann Lee,Bank,0.2\n7,Ann Lee,Nursing,{fte}\n"
        ))
        .people
    };
    assert_eq!(&*rows("0.6")[0].group_words, "Nursing");
    assert_eq!(&*rows("0.2")[0].group_words, "Bank");
    assert_eq!(rows("0.6")[0].fte_hundredths, Some(80));
}

#[test]
fn a_job_that_has_ended_is_not_the_main_one_and_adds_no_hours() {
    let parsed = parsed(&list(&[
        "7,7,Ann Lee,,Students,Student Nurse,,1,01/09/2022,31/08/2025,",
        "7,7-2,Ann Lee,,Nursing,Nurse,,0.8,01/09/2025,,",
    ]));
    let ann = &parsed.people[0];
    assert_eq!((ann.line, ann.fte_hundredths), (3, Some(80)));
    assert_eq!(&*ann.group_words, "Nursing");
    assert_eq!(ann.started_on, Some(date(2022, 9, 1)));
    assert_eq!(ann.ended_on, None);
}

#[test]
fn an_assignment_number_alone_tells_the_employee() {
    let parsed = parsed(
        "Assignment Number,Name,Staff Group\n70-2,Ann Lee,Bank\n70,Ann Lee,Nursing\n71,Bo Li,Bank\n",
    );
    assert_eq!(parsed.people.len(), 2);
    assert_eq!(parsed.people[0].employee_number.as_deref(), Some("70"));
    assert_eq!(parsed.people[0].line, 3);
}

#[test]
fn one_address_and_one_name_are_one_person() {
    let parsed = parsed(&list(&[
        ",,Ann Lee,ann@x.example,Trustee,,,,,,",
        ",,Ann Lee,ANN@x.example,Volunteer,,,,,,",
        "5,5,Bo Li,bo@x.example,Bank,,,0.5,,,",
        "6,6,\"Li, Bo\",bo@x.example,Nursing,,,0.6,,,",
        "8,8,Cy Mo,,Nursing,,,1,,,5",
    ]));
    assert!(parsed.rejected.is_empty());
    assert_eq!(parsed.people.len(), 3);
    assert_eq!(parsed.people[0].lines, [2, 3]);
    assert_eq!(parsed.people[1].lines, [4, 5]);
    assert_eq!(parsed.people[1].employee_number.as_deref(), Some("6"));
    assert_eq!(parsed.people[1].fte_hundredths, Some(110));
    assert_eq!(
        parsed.people[2].manager,
        Some(ManagerRef::Number("6".into())),
        "the number that is kept is the one the manager is found by"
    );
    assert_eq!(
        warnings(&parsed),
        [(
            [4, 5].as_slice(),
            "Employee numbers 5 and 6 have the same name and the address \u{201c}bo@x.example\u{201d}, \
             so they are read as one person\u{2019}s."
        )]
    );
}

#[test]
fn an_employment_comes_whole_or_not_at_all() {
    let parsed = parsed(&list(&[
        "1,1,Ann Lee,,Nursing,,,0.6,soon,,",
        "1,1-2,Ann Lee,,Bank,,,0.1,,,",
        "2,2,Bo Li,,Students,,,1.5,,,",
        "2,2-2,Bo Li,,Students,,,0.6,,,",
    ]));
    assert!(parsed.people.is_empty());
    assert_eq!(
        reasons(&parsed),
        [
            (
                2,
                "The start date \u{201c}soon\u{201d} cannot be read. Write it as 31/10/2026."
            ),
            (
                3,
                "This is another assignment of the same employee as line 2, which cannot be loaded."
            ),
            (
                4,
                "The assignments on lines 4 and 5 come to an FTE of more than 200% together."
            ),
            (
                5,
                "The assignments on lines 4 and 5 come to an FTE of more than 200% together."
            ),
        ]
    );
}

#[test]
fn one_number_is_not_two_people() {
    let parsed = parsed(&list(&[
        "a7,,Ann Lee,,Students,,,,,,",
        "8,,Bo Li,,Students,,,,,,",
        "A7,A7,Cy Mo,,Students,,,,,,",
    ]));
    let reason = "Employee number \u{201c}A7\u{201d} is given to two people, \u{201c}Ann \
                  Lee\u{201d} and \u{201c}Cy Mo\u{201d}, on lines 2 and 4.";
    assert_eq!(reasons(&parsed), [(2, reason), (4, reason)]);
    assert_eq!(parsed.people.len(), 1);
}

#[test]
fn one_address_is_not_two_people() {
    let parsed = parsed(&list(&[
        "1,,Ann Lee,Team@X.example,Students,,,,,,",
        "2,,Bo Li,bo@x.example,Students,,,,,,1",
        "3,,Cy Mo,team@x.example ,Students,,,,,,",
        "3,,Cy Mo,,Students,,,,,,",
    ]));
    let reason = |lines: &str| {
        format!(
            "The address \u{201c}team@x.example\u{201d} is also given to somebody else, on {lines}."
        )
    };
    assert_eq!(
        reasons(&parsed),
        [
            (2, reason("lines 4 and 5").as_str()),
            (4, reason("line 2").as_str()),
            (5, reason("line 2").as_str())
        ]
    );
    assert_eq!(parsed.people[0].manager, None);
    assert_eq!(
        warnings(&parsed),
        [(
            [3].as_slice(),
            "Line manager \u{201c}Ann Lee\u{201d} on line 2 is rejected, so these people are \
             loaded without one."
        )]
    );
}

#[test]
fn an_address_many_share_is_not_told_by_a_list_of_everyone() {
    let rows: Vec<String> = (0..3000)
        .map(|n| format!("{n},,Person {n},ward@x.example,Students,,,,,,"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let parsed = parsed(&list(&rows));
    assert_eq!(parsed.rejected.len(), 3000);
    assert!(
        parsed.rejected[0]
            .reason
            .ends_with("on lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2989 more."),
        "{}",
        parsed.rejected[0].reason
    );
}
