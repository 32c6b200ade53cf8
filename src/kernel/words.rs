//! Lists of words that the schema, the pages and the code share, and how numbers are written.

use std::borrow::Cow;

/// Declares an enum whose values are words in the database, in addresses and on the screen.
///
/// Each variant is `Variant = "stored word": "Label on the screen"`.
#[macro_export]
macro_rules! worded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal : $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum, serde::Serialize, serde::Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[doc = $label] #[sea_orm(string_value = $word)] #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order people are shown them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word kept in the database and used in forms and addresses.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The words on the screen.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// The value a stored word or a form's value means.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

/// A count with commas over 999, as the NHS writes numbers.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun: "1 entry", "1,204 entries".
pub fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Minutes as people say them: "45 minutes", "1 hour", "2 hours 30 minutes".
pub fn minutes(total: i64) -> String {
    match (total / 60, total % 60) {
        (0, minutes) => counted(minutes, "minute", "minutes"),
        (hours, 0) => counted(hours, "hour", "hours"),
        (hours, minutes) => {
            format!(
                "{} {}",
                counted(hours, "hour", "hours"),
                counted(minutes, "minute", "minutes")
            )
        }
    }
}

/// A list in a sentence: "a", "a and b", "a, b and c".
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether a character is one that nobody sees and that changes what others see: white space of no width, signs that
/// turn the direction of what follows, and the control characters of machines. Not the joiners within words, which
/// Arabic, Indian scripts and pictures of several people are written with, nor the marks of direction that have no
/// reach.
pub fn is_hidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{200b}'
        | '\u{feff}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}

/// A text without what is [hidden](is_hidden) in it.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hidden) {
        Cow::Owned(text.chars().filter(|&c| !is_hidden(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same, with control characters left: for whoever refuses them, or takes them for spaces.
pub fn without_marks(text: &str) -> Cow<'_, str> {
    let goes = |c: char| is_hidden(c) && !c.is_control();
    if text.is_ascii() || !text.chars().any(goes) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| !goes(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_goes_and_what_scripts_need_stays() {
        let hidden = "\u{202e}Sam\u{200b} \u{2066}Osei\u{2069}\u{feff}\u{7}\u{85}";
        assert_eq!(visible(hidden), "Sam Osei");
        // A Persian plural, a Hindi letter, a family, and lines.
        for kept in [
            "کتاب\u{200c}ها",
            "क्\u{200d}ष",
            "👩\u{200d}👧",
            "one\n\ttwo\r\n",
        ] {
            assert!(matches!(visible(kept), Cow::Borrowed(same) if same == kept));
        }
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(-1000), "-1,000");
        assert_eq!(counted(1, "entry", "entries"), "1 entry");
        assert_eq!(minutes(150), "2 hours 30 minutes");
        assert_eq!(minutes(60), "1 hour");
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
