//! The forms of boards, as strings, and what they mean.

pub(super) mod attention;
pub(super) mod listing;
pub(super) mod meetings;
pub(super) mod planning;

use serde::Deserialize;

use super::{Addressee, NewBoard};
use crate::{
    kernel::{ids::OrganisationId, periods::PeriodKind},
    web::forms::Errors,
};

/// Longest name of a board or a person.
pub(super) const LONGEST_NAME: usize = 120;
/// Longest address that mail can carry.
const LONGEST_EMAIL: usize = 254;

/// A board to be opened.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BoardForm {
    pub organisation: String,
    pub name: String,
    pub period: String,
    pub secretary_name: String,
    pub secretary_email: String,
}

/// A recipient to be added.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RecipientForm {
    pub name: String,
    pub email: String,
}

impl BoardForm {
    /// The board, of one of these organisations.
    pub fn parse(
        &self,
        organisations: &[(OrganisationId, String)],
        errors: &mut Errors,
    ) -> Option<NewBoard> {
        let organisation = self
            .organisation
            .parse()
            .ok()
            .filter(|id| organisations.iter().any(|(o, _)| o == id));
        if organisation.is_none() {
            errors.add("organisation", "Choose the organisation whose board it is");
        }
        let name = name("name", &self.name, "the name of the board", errors);
        let period_kind = PeriodKind::from_word(&self.period);
        if period_kind.is_none() {
            errors.add("period", "Choose how long a period its digests cover");
        }
        let secretary = addressee(
            (
                "secretary_name",
                &self.secretary_name,
                "the name of the secretary",
            ),
            (
                "secretary_email",
                &self.secretary_email,
                "the email address of the secretary",
            ),
            errors,
        );
        Some(NewBoard {
            organisation: organisation?,
            name: name?,
            period_kind: period_kind?,
            secretary: secretary?,
        })
    }
}

impl RecipientForm {
    /// The recipient.
    pub fn parse(&self, errors: &mut Errors) -> Option<Addressee> {
        addressee(
            ("name", &self.name, "the name of the recipient"),
            ("email", &self.email, "the email address of the recipient"),
            errors,
        )
    }
}

type Field<'a> = (&'a str, &'a str, &'a str);

fn addressee(named: Field<'_>, addressed: Field<'_>, errors: &mut Errors) -> Option<Addressee> {
    let name = name(named.0, named.1, named.2, errors);
    let email = email(addressed.1);
    if addressed.1.trim().is_empty() {
        errors.add(addressed.0, format!("Enter {}", addressed.2));
    } else if email.is_none() {
        errors.add(
            addressed.0,
            "Enter an email address in the correct format, like name@example.com",
        );
    }
    Some(Addressee {
        name: name?,
        email: email?,
    })
}

fn name(id: &str, typed: &str, what: &str, errors: &mut Errors) -> Option<String> {
    let name = typed.trim();
    if name.is_empty() {
        errors.add(id, format!("Enter {what}"));
    } else if name.chars().count() > LONGEST_NAME {
        errors.add(
            id,
            format!("Enter at most {LONGEST_NAME} characters for {what}"),
        );
    } else if name.chars().any(char::is_control) {
        errors.add(id, format!("Enter {what} on one line"));
    } else {
        return Some(name.to_owned());
    }
    None
}

/// An address in lower case; none where mail could not go to it.
fn email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let plain = |c: char| {
        c.is_ascii_graphic()
            && !matches!(
                c,
                '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\'
            )
    };
    let has_labels = domain.split('.').count() > 1
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
        });
    let has_local = !local.is_empty()
        && local.split('.').all(|part| !part.is_empty())
        && local.chars().all(plain);
    (has_local && has_labels && email.len() <= LONGEST_EMAIL).then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        assert_eq!(
            email(" Chair@Board.NHS.uk "),
            Some("chair@board.nhs.uk".into())
        );
        for wrong in [
            "chair",
            "chair@",
            "@nhs.uk",
            "a b@nhs.uk",
            "a@b@nhs.uk",
            "a@nhs",
            "a..b@nhs.uk",
            "a@nhs.uk\r\nBcc: x",
        ] {
            assert_eq!(email(wrong), None, "{wrong}");
        }
    }
}
