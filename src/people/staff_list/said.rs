//! What one cell of a staff list says, or why it cannot be taken.

use std::borrow::Cow;

use super::words::{folded, has_words, quoted, squeezed};
use crate::kernel::words::without_marks;

/// The longest text that is kept of a cell, in characters.
const LONGEST: usize = 200;

/// The hours of a full-time week, from a council's 37 to the NHS's 37.5; both are one FTE.
const FULL_WEEK: f64 = 37.0;
const NHS_WEEK: f64 = 37.5;

/// Whether a cell says only that there is nothing to say: blank, a dash, "n/a".
pub(super) fn is_nothing(cell: &str) -> bool {
    let cell = cell.trim();
    // Almost every cell is longer than all of these, or a number, or begins otherwise.
    cell.is_empty()
        || cell.len() <= 16
            && !cell.bytes().any(|byte| byte.is_ascii_digit())
            && !cell.starts_with(|first: char| {
                first.is_ascii_alphabetic() && !matches!(first, 'n' | 'N' | 't' | 'T')
            })
            && matches!(
                folded(cell).as_str(),
                "" | "n a"
                    | "na"
                    | "none"
                    | "nil"
                    | "null"
                    | "tbc"
                    | "not known"
                    | "not applicable"
            )
}

/// The first character by which a spreadsheet would take text for a formula, if it would.
fn formula_mark(cell: &str) -> Option<char> {
    let marks = |c: &char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r')
            || matches!(c, '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    };
    let raw = cell.chars().next().filter(marks);
    raw.or_else(|| cell.trim_start().chars().next().filter(marks))
}

/// A cell's text as it is kept, with single spaces; `None` when it says nothing.
pub(super) fn text(cell: &str, what: &str) -> Result<Option<String>, String> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let kept = kept(cell, what)?;
    Ok((!kept.is_empty()).then(|| kept.into_owned()))
}

/// Text that is shown again, exported again and opened in spreadsheets again, so nothing is
/// kept that one of them would run.
fn kept<'c>(cell: &'c str, what: &str) -> Result<Cow<'c, str>, String> {
    // What nobody sees hides no formula either.
    let cell = without_marks(cell);
    if let Some(mark) = formula_mark(&cell) {
        let mark = match mark {
            '\t' => "a tab".into(),
            '\r' => "a line break".into(),
            mark => format!("\u{201c}{mark}\u{201d}"),
        };
        return Err(format!(
            "The {what} {} begins with {mark}, which a spreadsheet would run as a formula.",
            quoted(&cell)
        ));
    }
    let text = match cell {
        Cow::Borrowed(cell) => squeezed(cell),
        Cow::Owned(cell) => Cow::Owned(squeezed(&cell).into_owned()),
    };
    if text.chars().any(char::is_control) {
        return Err(format!(
            "The {what} has a character in it that cannot be shown."
        ));
    }
    if text.len() > LONGEST && text.chars().count() > LONGEST {
        return Err(format!(
            "The {what} {} is longer than {LONGEST} characters.",
            quoted(&text)
        ));
    }
    Ok(text)
}

/// A name in the order it is spoken, from a given name and a family name, or from the whole.
/// "n/a" is no rule here: there are people called Na, and Null.
pub(super) fn name(given: &str, family: &str, whole: &str) -> Result<String, String> {
    fn part<'c>(cell: &'c str, what: &str) -> Result<Cow<'c, str>, String> {
        if !has_words(cell) && !cell.trim_start().starts_with(['=', '+', '@']) {
            Ok(Cow::Borrowed(""))
        } else {
            kept(cell, what)
        }
    }
    let family = part(family, "family name")?;
    let given = part(given, "given name")?;
    let name = if family.is_empty() {
        let whole = part(whole, "name")?;
        if whole.is_empty() {
            given.into_owned()
        } else {
            as_spoken(&whole)
        }
    } else if given.is_empty() {
        family.into_owned()
    } else {
        [&given, " ", &family].concat()
    };
    if name.is_empty() {
        Err("There is no name.".into())
    } else {
        Ok(name)
    }
}

/// "Lee, Mrs. Ann Mary" as "Ann Mary Lee"; "Sammy Lee, MBE" as it is.
fn as_spoken(whole: &str) -> String {
    const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor"];
    let Some((family, given)) = whole.split_once(',') else {
        return whole.to_owned();
    };
    let given = given.trim();
    let mut words = given.split(' ');
    let first = words.next().map(folded).unwrap_or_default();
    let given = if TITLES.contains(&first.as_str()) {
        words.collect::<Vec<_>>().join(" ")
    } else {
        given.to_owned()
    };
    // Letters after a name stand in capitals, and a number of the line ("Jr", "III") is short.
    let letters_after = given.len() <= 3 || !given.chars().any(char::is_lowercase);
    let shouted = !family.chars().any(char::is_lowercase);
    if given.is_empty() || (letters_after && !shouted && family.contains(' ')) {
        return whole.to_owned();
    }
    format!("{given} {}", family.trim())
}

/// An e-mail address in small letters; `None` when the cell says nothing.
pub(super) fn email(cell: &str, whose: &str) -> Result<Option<String>, String> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let mut address = cell.trim().to_lowercase();
    if let Some(rest) = address.strip_prefix("mailto:") {
        address = rest.to_owned();
    }
    if formula_mark(cell).is_none() && is_address(&address) {
        Ok(Some(address))
    } else {
        Err(format!(
            "The {whose} {} is not an e-mail address.",
            quoted(cell)
        ))
    }
}

/// Whether mail could be sent to it: one mailbox, at a name that could be a domain's.
fn is_address(address: &str) -> bool {
    let Some((mailbox, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let in_mailbox =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&byte);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    (1..=64).contains(&mailbox.len())
        && mailbox.bytes().all(in_mailbox)
        && mailbox.split('.').all(|atom| !atom.is_empty())
        && domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(is_label)
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Full-time equivalent in hundredths, from "0.8", "0,8" or "80%".
pub(super) fn fte(cell: &str) -> Result<Option<u32>, String> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let typed = cell.trim();
    let (number, of) = match typed.strip_suffix('%') {
        Some(percent) => (percent, 100.0),
        None => (typed, 1.0),
    };
    match decimal(number) {
        Some(number) => share(number / of)
            .ok_or_else(|| format!("The FTE {} is more than 200%.", quoted(typed)))
            .map(Some),
        None => Err(format!("The FTE {} is not a number.", quoted(typed))),
    }
}

/// Full-time equivalent in hundredths, from hours a week such as "18,5" or "37:30".
pub(super) fn hours(cell: &str) -> Result<Option<u32>, String> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let typed = cell.trim();
    let number = typed.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace());
    let hours = match number.split_once(':') {
        Some((hours, minutes)) => decimal(hours)
            .zip(decimal(minutes).filter(|minutes| *minutes < 60.0))
            .map(|(hours, minutes)| hours + minutes / 60.0),
        None => decimal(number),
    };
    match hours {
        Some(hours) if (FULL_WEEK..=NHS_WEEK).contains(&hours) => Ok(Some(100)),
        Some(hours) => share(hours / FULL_WEEK)
            .ok_or_else(|| {
                format!(
                    "The weekly hours {} are more than 200% of a week of 37 hours.",
                    quoted(typed)
                )
            })
            .map(Some),
        None => Err(format!(
            "The weekly hours {} are not a number.",
            quoted(typed)
        )),
    }
}

/// A share of one full-time post in hundredths; `None` above two posts.
fn share(of_one: f64) -> Option<u32> {
    let hundredths = (of_one * 100.0).round();
    // At most 200, so nothing is lost.
    (hundredths <= f64::from(MOST_FTE)).then_some(hundredths as u32)
}

/// The most anybody works, in hundredths of full time.
pub(super) const MOST_FTE: u32 = 200;

/// Digits with at most one point or comma; `parse` alone would take "inf" and "1e3".
fn decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let points = text
        .bytes()
        .filter(|byte| matches!(byte, b'.' | b','))
        .count();
    (digits > 0 && points <= 1 && digits + points == text.len() && text.len() <= 12)
        .then(|| text.replace(',', ".").parse().ok())?
}

/// A band as it is shown: "8a" for the Agenda for Change band 8a however it is spelt, and
/// any other grade as typed.
pub(super) fn band(typed: String) -> String {
    let folded = folded(&typed);
    let mut words = folded.split(' ').peekable();
    while words
        .next_if(|word| {
            matches!(
                *word,
                "afc" | "agenda" | "for" | "change" | "nhs" | "review" | "body" | "pay"
            )
        })
        .is_some()
    {}
    let named = words.next_if_eq(&"band").is_some();
    let mut rest: String = words.filter(|word| *word != "range").collect();
    if let Some(number) = rest.strip_prefix('0') {
        rest = number.to_owned();
    }
    let is_band = match rest.as_bytes() {
        [b'8', b'a'..=b'd'] => true,
        [b'1'..=b'9'] => named,
        _ => false,
    };
    if is_band { rest } else { typed }
}

#[cfg(test)]
mod tests;
