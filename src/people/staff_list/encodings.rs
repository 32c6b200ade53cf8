//! From the bytes of a file to its text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::sheet::Unreadable;

/// How much of the start of a file is looked at to tell what it is, in bytes.
const SAMPLE: usize = 64 * 1024;

/// First bytes of the kinds of file people send by mistake.
const WORKBOOKS: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"\xD0\xCF\x11\xE0"];
const NOT_TEXT: [&[u8]; 5] = [b"\x1F\x8B", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"Rar!"];

/// The text of a file and the name of its encoding.
///
/// A byte-order mark decides. Without one, a zero in every other byte means UTF-16; what is
/// valid UTF-8 is UTF-8; and the rest is Windows-1252, in which every byte means something,
/// so it comes last.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), Unreadable> {
    if WORKBOOKS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Unreadable::Workbook);
    }
    if bytes.starts_with(b"%PDF") {
        return Err(Unreadable::Pdf);
    }
    if NOT_TEXT.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Unreadable::NotText);
    }
    let (text, encoding) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (strictly(encoding, &bytes[mark..])?, encoding),
        None => match without_mark(bytes) {
            Some(encoding) => (strictly(encoding, bytes)?, encoding),
            None => match std::str::from_utf8(bytes) {
                Ok(text) => (Cow::Borrowed(text), UTF_8),
                Err(_) => {
                    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
                    (text, WINDOWS_1252)
                }
            },
        },
    };
    if !reads_as_text(&text) {
        return Err(Unreadable::NotText);
    }
    Ok((text, encoding.name()))
}

/// Decodes, and refuses a file that is not what its byte-order mark says: a replacement
/// character in somebody's name is worse than a question.
fn strictly<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Result<Cow<'b, str>, Unreadable> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(Unreadable::Damaged {
            encoding: encoding.name(),
        })
}

/// UTF-16 that lost its mark: names and commas are mostly ASCII, so one half of each pair is
/// mostly zero and the other never is.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let (mut first, mut second) = (0, 0);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let mostly = sample.len() / 2 * 3 / 5;
    if first == 0 && second > mostly {
        Some(UTF_16LE)
    } else if second == 0 && first > mostly {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether it has no more than a stray control character in a thousand characters.
fn reads_as_text(text: &str) -> bool {
    let (mut seen, mut odd) = (0, 0);
    for character in text.chars().take(SAMPLE) {
        seen += 1;
        // 0x1A ends a file from older systems.
        odd += usize::from(
            character.is_ascii_control()
                && !matches!(character, '\t' | '\n' | '\r' | '\x0C' | '\x1A'),
        );
    }
    odd <= seen / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_not_text_are_told_apart() {
        assert!(matches!(
            decode(b"PK\x03\x04xl/worksheets"),
            Err(Unreadable::Workbook)
        ));
        assert!(matches!(
            decode(b"\xD0\xCF\x11\xE0\xA1\xB1"),
            Err(Unreadable::Workbook)
        ));
        assert!(matches!(decode(b"%PDF-1.7"), Err(Unreadable::Pdf)));
        assert!(matches!(
            decode(b"\x89PNG\r\n\x1A\n"),
            Err(Unreadable::NotText)
        ));
        assert!(matches!(
            decode(&[0, 0, 0, 1, 2, 3, 200, 0, 0]),
            Err(Unreadable::NotText)
        ));
    }

    #[test]
    fn a_mark_that_lies_is_refused_rather_than_patched() {
        assert!(matches!(
            decode(b"\xEF\xBB\xBFName,Siobh\xE1n"),
            Err(Unreadable::Damaged { encoding: "UTF-8" })
        ));
        assert!(matches!(
            decode(b"\xFF\xFEN\0a\0m"),
            Err(Unreadable::Damaged {
                encoding: "UTF-16LE"
            })
        ));
    }

    #[test]
    fn windows_1252_keeps_its_curly_apostrophe() {
        let (text, encoding) = decode(b"Children\x92s Services; Siobh\xE1n").unwrap();
        assert_eq!(text, "Children\u{2019}s Services; Siobh\u{e1}n");
        assert_eq!(encoding, "windows-1252");
    }

    #[test]
    fn utf_16_is_recognised_without_its_mark() {
        let little: Vec<u8> = "Name,Siobh\u{e1}n\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = "Name,Siobh\u{e1}n\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode(&little).unwrap().1, "UTF-16LE");
        assert_eq!(decode(&big).unwrap().1, "UTF-16BE");
        assert_eq!(decode(&little).unwrap().0, decode(&big).unwrap().0);
    }
}
