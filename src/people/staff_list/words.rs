//! How a partner's words are compared: people type the same thing in many ways.

use std::borrow::Cow;

/// The text with one space wherever there was white space, and none at the ends.
pub(super) fn squeezed(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    Cow::Owned(squeezed)
}

/// Whether the text [squeezed] is this.
pub(super) fn is_squeezed_to(text: &str, squeezed: &str) -> bool {
    text.split_whitespace().eq(squeezed.split_whitespace())
}

/// Whether there is a letter or a digit in it.
pub(super) fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The text as it is compared: small letters, `&` as "and", apostrophes gone, and one space
/// for whatever else is not a letter or a digit.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        match character {
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{ad}' | '\u{feff}' => {}
            '&' => {
                if !folded.is_empty() {
                    folded.push(' ');
                }
                folded.push_str("and");
                gap = true;
            }
            letter if letter.is_alphanumeric() => {
                if gap && !folded.is_empty() {
                    folded.push(' ');
                }
                gap = false;
                folded.extend(letter.to_lowercase());
            }
            _ => gap = true,
        }
    }
    folded
}

/// Line numbers for people: "line 4", "lines 4 and 9", "lines 4, 9 and 12"; of more than ten
/// only how many more.
pub(super) fn lines(numbers: &[u32]) -> String {
    lines_of(numbers, numbers.len())
}

/// How many line numbers a sentence gives.
pub(super) const BY_NUMBER: usize = 10;

/// As [`lines`], with only the first of `all` in `numbers`.
pub(super) fn lines_of(numbers: &[u32], all: usize) -> String {
    let mut named: Vec<String> = numbers.iter().take(BY_NUMBER).map(u32::to_string).collect();
    if all > named.len() {
        named.push(format!("{} more", all - named.len()));
    }
    match named.as_slice() {
        [] => String::from("no line"),
        [one] => format!("line {one}"),
        [before @ .., last] => format!("lines {} and {last}", before.join(", ")),
    }
}

/// What somebody typed, in quotation marks, cut to a length that fits a sentence.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = squeezed(text);
    if text.chars().count() > LONGEST {
        let cut: String = text.chars().take(LONGEST).collect();
        format!("\u{201c}{cut}\u{2026}\u{201d}")
    } else {
        format!("\u{201c}{text}\u{201d}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgives_case_space_and_punctuation() {
        assert_eq!(
            folded("  Estates &  ANCILLARY. "),
            folded("estates and Ancillary")
        );
        assert_eq!(folded("A&C"), "a and c");
        assert_eq!(folded("Children\u{2019}s Services"), "childrens services");
        assert_eq!(
            folded("Adult Social Care - Direct care"),
            "adult social care direct care"
        );
        assert_eq!(folded("Siobh\u{c1}N"), "siobh\u{e1}n");
        assert_eq!(folded(" -- "), "");
    }

    #[test]
    fn lines_read_as_a_sentence_would_say_them() {
        assert_eq!(lines(&[4]), "line 4");
        assert_eq!(lines(&[4, 9, 12]), "lines 4, 9 and 12");
        let many: Vec<u32> = (1..=14).collect();
        assert_eq!(
            lines(&many),
            "lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 4 more"
        );
    }
}
