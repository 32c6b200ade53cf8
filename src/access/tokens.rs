//! Tokens: 32 random bytes in a cookie or a link, kept only as their SHA-256; and the form token made from one.
//!
//! They are written in hexadecimal: one word, in letters and digits. Of Base64's, with its `-` and `_` between pieces of
//! any letters, one in some hundred has a piece that filters of mail take for the address of a Bitcoin wallet.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret that only its holder has.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Self {
        Self(HEXLOWER.encode(&random()))
    }

    /// One that came back in a cookie or an address; none if it cannot be one of ours. Links in mail sent by earlier
    /// versions are in Base64.
    pub fn returned(text: &str) -> Option<Self> {
        let bytes = HEXLOWER
            .decode(text.as_bytes())
            .or_else(|_| BASE64URL_NOPAD.decode(text.as_bytes()))
            .ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// What goes into the cookie or the link.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept: its SHA-256 in hexadecimal.
    pub fn hash(&self) -> String {
        HEXLOWER.encode(&Sha256::digest(self.0.as_bytes()))
    }

    /// A form token for this cookie, different on every page, so that compression gives nothing of it away.
    pub fn form_token(&self) -> String {
        let mask = random();
        let masked: Vec<u8> = mask
            .iter()
            .zip(self.form_secret())
            .map(|(m, s)| m ^ s)
            .collect();
        BASE64URL_NOPAD.encode(&[mask.to_vec(), masked].concat())
    }

    /// Whether a form token was made for this cookie; takes the same time either way.
    pub fn accepts(&self, form_token: &str) -> bool {
        let Ok(bytes) = BASE64URL_NOPAD.decode(form_token.as_bytes()) else {
            return false;
        };
        if bytes.len() != 64 {
            return false;
        }
        let secret: Vec<u8> = bytes[..32]
            .iter()
            .zip(&bytes[32..])
            .map(|(m, s)| m ^ s)
            .collect();
        secret.ct_eq(&self.form_secret()).into()
    }

    fn form_secret(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(b"form token of ");
        digest.update(self.0.as_bytes());
        digest.finalize().into()
    }
}

impl Default for Token {
    fn default() -> Self {
        Self::new()
    }
}

/// Hashes what an attempt is counted by, so that the table names nobody.
pub fn fingerprint(subject: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(subject.as_bytes()))
}

fn random() -> [u8; 32] {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_fits_its_cookie_only_and_differs_every_time() {
        let (mine, other) = (Token::new(), Token::new());
        let form = mine.form_token();
        assert!(mine.accepts(&form));
        assert!(!other.accepts(&form));
        assert_ne!(form, mine.form_token());
        assert!(!mine.accepts("") && !mine.accepts(&form[1..]));
    }

    #[test]
    fn only_what_we_could_have_made_is_taken_back() {
        assert!(Token::returned(Token::new().reveal()).is_some());
        assert!(Token::returned("short").is_none());
        let earlier = BASE64URL_NOPAD.encode(&random());
        assert_eq!(
            Token::returned(&earlier).map(|token| token.0),
            Some(earlier)
        );
    }

    #[test]
    fn a_token_is_one_long_word_of_small_letters_and_digits() {
        let token = Token::new();
        assert_eq!(token.reveal().len(), 64);
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        assert!(token.reveal().chars().all(is_plain));
    }
}
