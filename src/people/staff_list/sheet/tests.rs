use super::*;

fn text(sheet: &Sheet) -> Vec<(u32, Vec<&str>)> {
    sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().collect()))
        .collect()
}

#[test]
fn titles_footers_and_blank_lines_are_not_people() {
    let sheet = read(
        b"Staff in Post\r\nEffective date:,31-OCT-2026\r\n\r\n\
          Name,Staff  Group,Note\r\nAnn Lee,Students,\"two\r\nlines\"\r\n,,\r\n\r\n\
          Name,Staff Group,Note\r\nBo Li,Students\r\n\r\nReport ran for,,3 rows\r\n,,\r\n",
    )
    .unwrap();
    assert_eq!(sheet.columns, ["Name", "Staff Group", "Note"]);
    assert_eq!(sheet.header_line, 4);
    assert_eq!(sheet.effective_on, Some(jiff::civil::date(2026, 10, 31)));
    assert_eq!(sheet.rows_stated, Some(3));
    assert_eq!(
        text(&sheet),
        [
            (5, vec!["Ann Lee", "Students", "two\r\nlines"]),
            (10, vec!["Bo Li", "Students"])
        ]
    );
    assert_eq!(sheet.rows.get(1).unwrap().cells.get(2), "");
    assert_eq!(sheet.rows.get(1).unwrap().cells.len(), 2);
}

#[test]
fn what_is_no_staff_list_says_why() {
    assert_eq!(read(b""), Err(Unreadable::Empty));
    assert_eq!(read(b"\xEF\xBB\xBF \r\n"), Err(Unreadable::Empty));
    assert_eq!(read(b"<html><table><tr><td>Name"), Err(Unreadable::Markup));
    assert_eq!(
        read(b"Date,Weather\n2026-10-31,Rain\n"),
        Err(Unreadable::NoHeading)
    );
    assert_eq!(
        read(b"Title\n\nName,Staff group\n\nReport ran for,0 rows\n"),
        Err(Unreadable::NoRows { header_line: 3 })
    );
    assert_eq!(read(&vec![0; LARGEST + 1]), Err(Unreadable::TooLarge));
}

#[test]
fn a_quotation_mark_left_open_is_found_rather_than_swallowing_people() {
    let mut list = String::from("Name,Staff group\nAnn Lee,Students\n\"Bo Li,Students\n");
    for _ in 0..100 {
        list.push_str("Cy Mo,Students\n");
    }
    assert_eq!(
        read(list.as_bytes()),
        Err(Unreadable::QuoteNotClosed { line: 3 })
    );
}

#[test]
fn every_reason_is_a_sentence() {
    for reason in [
        Unreadable::Empty,
        Unreadable::TooLarge,
        Unreadable::Workbook,
        Unreadable::Pdf,
        Unreadable::Markup,
        Unreadable::NotText,
        Unreadable::Damaged { encoding: "UTF-8" },
        Unreadable::NoHeading,
        Unreadable::NoRows { header_line: 3 },
        Unreadable::QuoteNotClosed { line: 3 },
    ] {
        let sentence = reason.to_string();
        assert!(
            sentence.ends_with('.') && !sentence.contains("  "),
            "{sentence}"
        );
    }
}

#[test]
fn rows_are_found_by_their_lines_and_may_forget_what_they_said() {
    let mut sheet = read(b"Name,Staff Group\n\nAnn Lee,Students\nBo Li\n,Students,3\n").unwrap();
    let cells = |sheet: &Sheet, line| {
        let row = sheet.rows.on_line(line)?;
        Some(row.cells.iter().collect::<Vec<_>>().join("|"))
    };
    assert_eq!(cells(&sheet, 3).as_deref(), Some("Ann Lee|Students"));
    assert_eq!(cells(&sheet, 5).as_deref(), Some("|Students|3"));
    assert_eq!(cells(&sheet, 2), None);
    sheet.rows.pop();
    assert_eq!(
        text(&sheet),
        [(3, vec!["Ann Lee", "Students"]), (4, vec!["Bo Li"])]
    );
    sheet.rows.forget_cells();
    assert_eq!(text(&sheet), [(3, vec![]), (4, vec![])]);
    assert_eq!(sheet.rows.last().unwrap().cells.get(0), "");
}
