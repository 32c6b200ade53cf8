use super::*;

fn rows(text: &str) -> Vec<Listed> {
    let sheet = read(text.as_bytes()).expect("a list of organisations");
    assert_eq!(sheet.rejected, Vec::new());
    sheet.rows
}

fn rejected(row: &str) -> String {
    let text = format!("code,name,kind,opened_on,closed_on\n{row}\n");
    let sheet = read(text.as_bytes()).expect("a list of organisations");
    assert_eq!(sheet.rows, Vec::new(), "{row}");
    sheet.rejected[0].reason.clone()
}

#[test]
fn columns_are_found_by_their_names_in_any_order() {
    let rows = rows(
        "Organisation Type;Close Date;ODS Code;Organisation Name\nNHS Trust;31/03/2027;rhw;Royal  Berkshire\n",
    );
    assert_eq!(
        rows[0],
        Listed {
            line: 2,
            code: Some("RHW".into()),
            name: "Royal Berkshire".into(),
            kind: OrganisationKind::Trust,
            opened_on: None,
            closed_on: Day::new(2027, 3, 31),
        }
    );
}

#[test]
fn a_row_stands_on_the_line_that_an_editor_shows() {
    for end in ["\n", "\r\n"] {
        let text = [
            "code,name,kind",
            "RHW,One,trust",
            "",
            "",
            ",\"Two\nlines\",charity",
            "616,Three,council",
            "",
        ]
        .join(end);
        let lines: Vec<u64> = rows(&text).iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 7]);
    }
}

#[test]
fn the_encodings_of_real_files_are_read() {
    let name = "Tŷ Hafan – Children’s Hospice";
    let marked = format!("\u{feff}name,kind\n{name},other\n");
    assert_eq!(read(marked.as_bytes()).expect("UTF-8").rows[0].name, name);
    let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16).expect("UTF-16").rows[0].name, name);
    let windows = b"name,kind\nChildren\x92s Caf\xe9,charity\n";
    assert_eq!(
        read(windows).expect("Windows-1252").rows[0].name,
        "Children’s Café"
    );
}

#[test]
fn a_row_that_cannot_be_used_says_why() {
    for (row, reason) in [
        ("R-W,Name,nhs trust,,", "letters and numbers only"),
        ("RHW,,nhs trust,,", "no name"),
        ("RHW,=cmd|' /C calc'!A0,nhs trust,,", "a formula"),
        ("RHW,Name,,,", "no kind"),
        ("RHW,Name,circus,,", "\"circus\" is no known kind"),
        (
            "RHW,Name,nhs trust,2026-02-30,",
            "\"2026-02-30\" is no date",
        ),
        (
            "RHW,Name,nhs trust,2026-04-01,2025-04-01",
            "closed before it opened",
        ),
    ] {
        let said = rejected(row);
        assert!(said.contains(reason), "{row}: {said}");
    }
}

#[test]
fn what_is_no_list_of_organisations_is_refused_with_a_sentence() {
    for (file, reason) in [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("code,name,kind\n", "no organisation under it"),
        (
            "Payroll No;Surname;Forename\n1;Byrne;Callum\n",
            "none of them is “name”",
        ),
        ("code,name\nRHW,Royal Berkshire\n", "none of them is “kind”"),
        ("PK\x03\x04zip", "spreadsheet"),
        ("\0\0\0", "not a text file"),
    ] {
        let said = read(file.as_bytes()).expect_err(file);
        assert!(said.contains(reason), "{file:?}: {said}");
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    for text in [
        "2026-04-01",
        "20260401",
        "1/4/2026",
        "01/04/2026",
        "1 April 2026",
        "01-Apr-2026",
    ] {
        assert_eq!(day(text), Ok(Day::new(2026, 4, 1)), "{text}");
    }
}
