//! ODS codes: the Organisation Data Service's name for a legal body, of a usual shape for each kind.

use crate::entities::systems::OrganisationKind;

/// The most characters a code may have; the longest in use have five.
pub const LONGEST: usize = 10;

/// A code as it is kept: capitals, without spaces around it; none for an empty one.
///
/// # Errors
/// A sentence about what cannot be a code at all. A code of an unusual shape is no error: see [`is_usual`].
pub fn parse(text: &str) -> Result<Option<String>, String> {
    let code = text.trim().to_ascii_uppercase();
    if code.is_empty() {
        return Ok(None);
    }
    if !code.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(format!(
            "The code {code:?} must be letters and numbers only, such as RHW"
        ));
    }
    if !(2..=LONGEST).contains(&code.len()) {
        return Err(format!(
            "The code {code:?} must be between 2 and {LONGEST} characters"
        ));
    }
    Ok(Some(code))
}

/// Whether a code has a shape that codes of this kind are known to have. Public lists are often wrong or late, so an
/// unusual one is pointed out, never refused.
///
/// Shapes: trust `R` and two more; integrated care board `Q` and two more, from 1 April 2026 letter, digit, letter,
/// digit, letter; primary care network `U` and five digits; council three digits.
pub fn is_usual(kind: OrganisationKind, code: &str) -> bool {
    let shape: String = code
        .chars()
        .map(|c| match c {
            '0'..='9' => '9',
            _ => 'A',
        })
        .collect();
    match kind {
        OrganisationKind::Trust => code.len() == 3 && code.starts_with('R'),
        OrganisationKind::Icb => {
            (code.len() == 3 && code.starts_with('Q')) || shape.as_str() == "A9A9A"
        }
        OrganisationKind::Pcn => code.starts_with('U') && shape.as_str() == "A99999",
        OrganisationKind::Council => shape.as_str() == "999",
        OrganisationKind::Voluntary | OrganisationKind::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_letters_and_numbers_in_capitals() {
        assert_eq!(parse(" rhw "), Ok(Some("RHW".into())));
        assert_eq!(parse("  "), Ok(None));
        for wrong in ["R-W", "=RHW", "R W", "É12", "X", "ABCDEFGHIJK"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_kind_has_its_usual_shape() {
        use OrganisationKind::*;
        for (kind, code) in [
            (Trust, "RHW"),
            (Icb, "QU9"),
            (Icb, "S0E4D"),
            (Pcn, "U12345"),
            (Council, "616"),
            (Voluntary, "X99"),
        ] {
            assert!(is_usual(kind, code), "{code}");
        }
        for (kind, code) in [
            (Trust, "616"),
            (Icb, "RHW"),
            (Icb, "S0E44"),
            (Pcn, "U1234"),
            (Council, "61A"),
        ] {
            assert!(!is_usual(kind, code), "{code}");
        }
    }
}
