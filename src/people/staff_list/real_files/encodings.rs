use super::*;

fn parsed(bytes: &[u8]) -> (Sheet, Parsed) {
    let sheet = sheet::read(bytes).unwrap();
    let columns = columns::propose(&sheet.columns, &BTreeMap::new());
    let parsed = rows::parse(&sheet, &columns, TODAY, |_, _| {});
    (sheet, parsed)
}

fn in_utf_16(text: &str, mark: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("{mark}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

/// One file in every encoding and with every delimiter comes to the same people.
#[test]
fn encodings_and_delimiters_make_no_difference() {
    for bytes in [RWX, COUNCIL, CHARITY] {
        let as_it_is = parsed(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
        };
        let mut others = vec![
            text.clone().into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            in_utf_16(&text, "\u{feff}", u16::to_le_bytes),
            in_utf_16(&text, "\u{feff}", u16::to_be_bytes),
            in_utf_16(&text, "", u16::to_le_bytes),
            in_utf_16(&text, "", u16::to_be_bytes),
            text.replace("\r\n", "\n").into_bytes(),
            text.replace("\r\n", "\r").into_bytes(),
        ];
        // Some names have letters that Windows-1252 does not.
        let (windows, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
        assert_eq!(lost, bytes == RWX);
        if !lost {
            others.push(windows.into_owned());
        }
        for other in others {
            let found = parsed(&other);
            assert_eq!(found.0.rows, as_it_is.0.rows, "{}", found.0.encoding);
            assert_eq!(found.0.header_line, as_it_is.0.header_line);
            assert_eq!(found.1, as_it_is.1);
        }
        for delimiter in [",", ";", "\t", "|"] {
            let mut writer = String::new();
            let delimited = |cells: &mut dyn Iterator<Item = &str>| {
                cells
                    .map(|cell| format!("\"{cell}\""))
                    .collect::<Vec<_>>()
                    .join(delimiter)
                    + "\r\n"
            };
            for _ in 1..as_it_is.0.header_line {
                writer.push_str("\r\n");
            }
            writer.push_str(&delimited(
                &mut as_it_is.0.columns.iter().map(String::as_str),
            ));
            for row in as_it_is.0.rows.iter() {
                writer.push_str(&delimited(&mut row.cells.iter()));
            }
            let found = parsed(writer.as_bytes());
            assert_eq!(found.0.delimiter.to_string(), delimiter);
            assert_eq!(found.0.rows, as_it_is.0.rows);
            assert_eq!(found.1, as_it_is.1);
        }
    }
}
