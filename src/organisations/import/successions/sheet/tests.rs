use super::*;

const HEADING: &str = "predecessor,predecessor_name,successor,successor_name,kind,legal_date\n";

fn rejected(row: &str) -> String {
    let sheet = read(format!("{HEADING}{row}\n").as_bytes()).expect("a list of successions");
    assert_eq!(sheet.rows, Vec::new(), "{row}");
    assert_eq!(sheet.rejected[0].line, 2);
    sheet.rejected[0].reason.clone()
}

#[test]
fn the_file_of_2026_is_read_whole() {
    let file = include_bytes!("../../../../../tests/data/icb-succession-2026.csv");
    let sheet = read(file).expect("a list of successions");
    assert_eq!((sheet.rows.len(), sheet.rejected.len()), (16, 0));
    assert_eq!(
        sheet.rows[10],
        Followed {
            line: 12,
            predecessor: Named {
                code: "QNQ".into(),
                name: "Frimley".into()
            },
            successor: Named {
                code: "QRL".into(),
                name: "Hampshire and Isle of Wight".into()
            },
            kind: SuccessionKind::Acquisition,
            happened_on: Day::new(2026, 4, 1).expect("a day"),
        }
    );
}

#[test]
fn a_row_that_cannot_be_used_says_why() {
    for (row, reason) in [
        (
            "Q-1,One,QU9,Two,merger,2026-04-01",
            "letters and numbers only",
        ),
        (
            ",One,QU9,Two,merger,2026-04-01",
            "The predecessor has no code.",
        ),
        (
            "QNQ,One,,Two,merger,2026-04-01",
            "The successor has no code.",
        ),
        (
            "QNQ,One,QU9,,merger,2026-04-01",
            "The successor: It has no name.",
        ),
        ("QNQ,One,QU9,=1+1,merger,2026-04-01", "is a formula"),
        (
            "QNQ,One,QU9,Two,marriage,2026-04-01",
            "\"marriage\" is no known kind",
        ),
        ("QNQ,One,QU9,Two,merger,", "It has no legal date."),
        ("QNQ,One,QU9,Two,merger,2026-02-30", "is no date"),
        (
            "QNQ,One,qnq,Two,merger,2026-04-01",
            "QNQ cannot follow itself.",
        ),
    ] {
        assert!(rejected(row).contains(reason), "{row}: {}", rejected(row));
    }
}

#[test]
fn what_is_no_list_of_successions_is_refused() {
    for (text, reason) in [
        ("", "The file is empty."),
        (
            "code,name,kind\nRHW,One,trust\n",
            "none of them is “predecessor”",
        ),
        (HEADING, "no succession under it"),
    ] {
        let refused = read(text.as_bytes()).expect_err(text);
        assert!(refused.contains(reason), "{refused}");
    }
}
