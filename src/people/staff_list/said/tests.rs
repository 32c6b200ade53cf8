use super::*;

#[test]
fn names_are_put_in_the_order_they_are_spoken() {
    assert_eq!(name(" Ann  Mary ", "Lee", "").unwrap(), "Ann Mary Lee");
    assert_eq!(
        name("", "", "Gwen M\u{fc}ller").unwrap(),
        "Gwen M\u{fc}ller"
    );
    assert_eq!(name("", "", "Lee, Mrs. Ann Mary").unwrap(), "Ann Mary Lee");
    assert_eq!(name("", "", "LEE, ANN").unwrap(), "ANN LEE");
    assert_eq!(name("", "", "Sammy Lee, MBE").unwrap(), "Sammy Lee, MBE");
    assert_eq!(name("", "", "Sammy Lee, Jr").unwrap(), "Sammy Lee, Jr");
    assert_eq!(name("", "", "Ng, Jo").unwrap(), "Jo Ng");
    assert_eq!(name("Ann", "", "").unwrap(), "Ann");
    assert_eq!(name("Hye", "Na", "").unwrap(), "Hye Na");
    assert_eq!(name("", "", " - ").unwrap_err(), "There is no name.");
}

#[test]
fn text_a_spreadsheet_would_run_is_refused() {
    for cell in [
        "=cmd|' /C calc'!A0",
        "+SUM(A1)",
        "-2+3",
        "@SUM(A1)",
        "\tAnn",
        "\rAnn",
        "  =1+1",
        "\u{ff1d}1+1",
        "=",
        "@",
    ] {
        assert!(
            name("", cell, "").unwrap_err().contains("formula"),
            "{cell}"
        );
        assert!(
            name("", "", cell).unwrap_err().contains("formula"),
            "{cell}"
        );
    }
    assert_eq!(
        text("=1+1", "job role").unwrap_err(),
        "The job role \u{201c}=1+1\u{201d} begins with \u{201c}=\u{201d}, which a spreadsheet \
         would run as a formula."
    );
    assert!(email("=a@b.example", "address").is_err());
    assert_eq!(text("-", "job role"), Ok(None));
    assert_eq!(
        text("Nurse\u{7}", "job role").unwrap_err(),
        "The job role has a character in it that cannot be shown."
    );
    assert!(
        text(&"x".repeat(201), "job role")
            .unwrap_err()
            .contains("longer than 200")
    );
}

#[test]
fn addresses_are_in_small_letters_and_could_be_sent_to() {
    assert_eq!(
        email(" Siobhan.Mitchell@Royalberkshire.Example ", "address"),
        Ok(Some("siobhan.mitchell@royalberkshire.example".into()))
    );
    assert_eq!(
        email("mailto:a.o'b+c@d-e.example", "address"),
        Ok(Some("a.o'b+c@d-e.example".into()))
    );
    for nothing in ["", "  ", "n/a", "#N/A", "None", "TBC", "-"] {
        assert_eq!(email(nothing, "address"), Ok(None), "{nothing}");
    }
    for wrong in [
        "ann",
        "ann@",
        "@x.example",
        "ann@x",
        "ann@@x.example",
        "ann lee@x.example",
        "a@x.example; b@y.example",
        "ann@x..example",
        "ann.@x.example",
        "ann@-x.example",
        "ann@x.e",
        "ann@10.0.0.1",
        "Ann <ann@x.example>",
        "\u{e1}nn@x.example",
        "ann@x.example\nBcc: b@y.example",
    ] {
        let reason = email(wrong, "address").unwrap_err();
        assert!(reason.ends_with("is not an e-mail address."), "{reason}");
    }
}

#[test]
fn fte_and_hours_come_to_hundredths() {
    for (cell, hundredths) in [
        ("1", 100),
        ("0.92", 92),
        ("0,8", 80),
        (".5", 50),
        ("80%", 80),
        ("0", 0),
        ("2.00", 200),
        ("0.925", 93),
    ] {
        assert_eq!(fte(cell), Ok(Some(hundredths)), "{cell}");
    }
    assert_eq!(fte(" "), Ok(None));
    for wrong in ["full", "1e3", "inf", "NaN", "-1", "1.0.0", "1,000.5", "0x1"] {
        assert!(
            fte(wrong).unwrap_err().ends_with("is not a number."),
            "{wrong}"
        );
    }
    for high in ["2.01", "37", "201%", "999999999999"] {
        assert!(
            fte(high).unwrap_err().ends_with("is more than 200%."),
            "{high}"
        );
    }
    for (cell, hundredths) in [
        ("37", 100),
        ("37.5", 100),
        ("37:30", 100),
        ("18,5", 50),
        ("22,2", 60),
        ("30", 81),
        ("30 hours", 81),
        ("0", 0),
        ("40", 108),
        ("74", 200),
    ] {
        assert_eq!(hours(cell), Ok(Some(hundredths)), "{cell}");
    }
    assert!(hours("75").unwrap_err().contains("more than 200%"));
    assert!(
        hours("part time")
            .unwrap_err()
            .ends_with("are not a number.")
    );
    assert!(hours("7:75").is_err());
}

#[test]
fn agenda_for_change_bands_are_short_and_other_grades_as_typed() {
    for (typed, shown) in [
        ("Band 8a", "8a"),
        ("BAND 8A", "8a"),
        ("8A", "8a"),
        ("Band 8 - Range B", "8b"),
        ("Review Body Band 6", "6"),
        ("AfC Band 07", "7"),
        ("Band 2", "2"),
        ("6", "6"),
        ("MN37", "MN37"),
        ("RG9", "RG9"),
        ("YC72", "YC72"),
        ("Band C", "Band C"),
        ("Band 5 point 3", "Band 5 point 3"),
        ("Band 8e", "Band 8e"),
    ] {
        assert_eq!(band(typed.into()), shown);
    }
}

#[test]
fn what_nobody_sees_is_in_no_name_and_hides_no_formula() {
    assert_eq!(
        name("\u{202e}Siobh\u{e1}n\u{200b}", "\u{feff}White", ""),
        Ok("Siobh\u{e1}n White".to_owned())
    );
    assert_eq!(
        text("Ward \u{2066}Manager\u{2069}", "job role"),
        Ok(Some("Ward Manager".to_owned()))
    );
    assert!(text("\u{200b}=cmd|x", "job role").is_err());
    assert!(name("", "\u{202e}=HYPERLINK(1)", "").is_err());
}
