//! What must not be typed into free text: an NHS number, which names one patient.

use super::forms::{Errors, typed_text};

/// What was typed into a field of free text, as [`typed_text`] has it; and nothing in it that looks like an NHS
/// number, which is said at the field.
pub fn typed_words(
    id: &str,
    typed: &str,
    at_most: u32,
    empty: Option<&str>,
    errors: &mut Errors,
) -> String {
    let text = typed_text(id, typed, at_most, empty, errors);
    refuse_patients(id, &text, errors);
    text
}

/// What was typed into a line that stands on paper, without the space around and between its words; none where something
/// is wrong with it, which is said at the field. `what` is what it is, as it is asked for.
pub fn typed_line(
    id: &str,
    typed: &str,
    (what, at_most): (&str, usize),
    must_be: bool,
    errors: &mut Errors,
) -> Option<String> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = if must_be && line.is_empty() {
        Some(format!("Enter {what}"))
    } else if line.chars().count() > at_most {
        Some(format!("Enter at most {at_most} characters for {what}"))
    } else if line.chars().any(char::is_control) {
        Some(format!("Enter {what} in letters that can be printed"))
    } else {
        patient_in(&line)
    };
    match wrong {
        Some(sentence) => {
            errors.add(id, sentence);
            None
        }
        None => Some(line),
    }
}

/// Says at a field that its text has what looks like an NHS number, if it has.
pub fn refuse_patients(id: &str, text: &str, errors: &mut Errors) {
    if let Some(sentence) = patient_in(text) {
        errors.add(id, sentence);
    }
}

/// What is said of a text that has what looks like an NHS number.
fn patient_in(text: &str) -> Option<String> {
    nhs_number(text).map(|number| {
        format!(
            "Don’t put anything that identifies a patient here. “{number}” looks like an NHS number: take it out"
        )
    })
}

/// The first thing in a text that looks like an NHS number: ten digits, together or as 3, 3 and 4 with a space or a
/// hyphen between, of which the last is the check digit of the others (NHS Data Dictionary, NHS NUMBER).
///
/// Other numbers of ten digits are let pass: those whose check digit is another, which are ten of eleven; those that
/// begin with 0, which no NHS number does and telephone numbers do; those of one digit repeated; and those that are
/// part of something longer, as a reference with letters, an amount or an international telephone number is.
fn nhs_number(text: &str) -> Option<&str> {
    let runs = digit_runs(text);
    runs.iter().enumerate().find_map(|(at, run)| {
        if run.len() == 10 {
            return is_check_digit_right(run.of(text)).then(|| run.of(text));
        }
        let [second, third] = runs.get(at + 1..at + 3)? else {
            return None;
        };
        let shape = [run.len(), second.len(), third.len()];
        let is_joined = run.joins(second, text) && second.joins(third, text);
        let is_abroad = text[..run.from]
            .trim_end_matches(|c: char| c.is_ascii_digit() || is_joint(c))
            .ends_with('+');
        if shape != [3, 3, 4] || !is_joined || is_abroad {
            return None;
        }
        let digits = [run, second, third].map(|part| part.of(text)).concat();
        is_check_digit_right(&digits).then(|| &text[run.from..third.to])
    })
}

/// Digits that stand together, by their place in the text, with no letter and no decimal point or comma beside them.
#[derive(Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
}

impl Run {
    fn len(self) -> usize {
        self.to - self.from
    }

    fn of(self, text: &str) -> &str {
        &text[self.from..self.to]
    }

    /// Whether there is one space or hyphen between this one and the next, and nothing else.
    fn joins(self, next: &Self, text: &str) -> bool {
        let mut between = text[self.to..next.from].chars();
        between.next().is_some_and(is_joint) && between.next().is_none()
    }
}

fn is_joint(c: char) -> bool {
    c == '-' || c == '\u{2010}' || c == '\u{2011}' || (c.is_whitespace() && c != '\n')
}

fn digit_runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match from {
            None if c.is_ascii_digit() => from = Some(at),
            Some(start) if !c.is_ascii_digit() => {
                let run = Run {
                    from: start,
                    to: at,
                };
                if !is_part_of_more(text, run) {
                    runs.push(run);
                }
                from = None;
            }
            _ => {}
        }
    }
    runs
}

fn is_part_of_more(text: &str, run: Run) -> bool {
    let mut before = text[..run.from].chars().rev();
    let mut after = text[run.to..].chars();
    let (near, far) = (before.next(), before.next());
    let (next, then) = (after.next(), after.next());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let divides = |c: Option<char>| matches!(c, Some('.' | ','));
    near.is_some_and(|c| c.is_alphabetic() || c == '+' || c == '_')
        || next.is_some_and(|c| c.is_alphabetic() || c == '_')
        || (divides(near) && is_digit(far))
        || (divides(next) && is_digit(then))
}

/// Modulus 11: the first nine digits times 10 down to 2; what the sum lacks of a multiple of 11 is the tenth.
fn is_check_digit_right(ten: &str) -> bool {
    let digits: Vec<u32> = ten.chars().filter_map(|c| c.to_digit(10)).collect();
    let [first, .., last] = digits[..] else {
        return false;
    };
    let sum: u32 = digits
        .iter()
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    digits.len() == 10
        && first != 0
        && digits.iter().any(|digit| *digit != first)
        // 10 is no digit, so that such numbers are never given out.
        && (11 - sum % 11) % 11 == last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_is_seen_however_it_is_written() {
        // 943 476 5919 is the example of the NHS Data Dictionary; those that begin with 999 are never given out.
        for (text, found) in [
            ("943 476 5919", "943 476 5919"),
            ("Seen with 9434765919.", "9434765919"),
            ("NHS no:943-476-5919, twice", "943-476-5919"),
            ("On 3 943 476 5919 2 visits", "943 476 5919"),
            ("(9434765919)", "9434765919"),
            ("943\u{a0}476\u{a0}5919", "943\u{a0}476\u{a0}5919"),
            ("12345\n9434765919", "9434765919"),
            ("999 000 0018 and others", "999 000 0018"),
            ("’9434765919’ é", "9434765919"),
        ] {
            assert_eq!(nhs_number(text), Some(found), "{text}");
        }
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "943 476 5918",
            "9434765910",
            "94347659190",
            "943 4765 919",
            "943  476  5919",
            "943 476\n5919",
            "0118 987 5111",
            "01189875111",
            "020 7946 0958",
            "+44 943 476 5919",
            "+9434765919",
            "£9,434,765,919",
            "9434765919.50",
            "1.9434765919",
            "INV9434765919",
            "9434765919a",
            "PO_9434765919",
            "0000000000",
            "1111111111",
            "0306406152",
            "16 11 2026 10 30",
            "2026-11-16 09:30",
            "20261116",
            "60 minutes, 12 people, 3 partners",
            "",
            "é٩٤٣",
        ] {
            assert_eq!(nhs_number(text), None, "{text}");
        }
    }

    #[test]
    fn of_ten_digits_at_random_one_in_eleven_is_taken_for_one() {
        let taken = (4_000_000_000_u64..4_000_110_000)
            .filter(|number| nhs_number(&number.to_string()).is_some())
            .count();
        // One tenth digit for each nine, but for those of which it would be 10.
        assert_eq!(taken, 10_000);
    }
}
