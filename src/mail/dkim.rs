//! Signs mail so that others can tell it is from us and unchanged (DKIM, RFC 6376).

use std::fmt;

use lettre::{
    Message,
    message::{
        dkim::{
            DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm,
            DkimSigningKey,
        },
        header::HeaderName,
    },
};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, LineEnding},
    pkcs8::DecodePrivateKey as _,
    traits::PublicKeyParts as _,
};

/// What is signed of a message's head, where it is there. RFC 8058 wants both headers of the one-click unsubscribing
/// among them. Not `Content-Type`: lettre writes it other than it signs it.
const SIGNED: &[&str] = &[
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];
/// Bits of the shortest key that is taken (RFC 8301 asks for so many).
const SHORTEST_KEY: usize = 2048;

/// The signature under every mail: a domain, the name of its key in the DNS, and the key.
pub struct Signature {
    config: DkimConfig,
    domain: String,
}

impl Signature {
    /// From a domain, a selector and an RSA key in a PEM file's text (PKCS #1 or #8); or a sentence that says what is
    /// wrong with them.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, String> {
        let domain = domain.trim().to_lowercase();
        if !is_name(&domain) || !domain.contains('.') {
            return Err(format!(
                "“{domain}” is not a domain that mail can be signed for."
            ));
        }
        if !is_name(selector) {
            return Err(format!("“{selector}” is not a selector of a DKIM key."));
        }
        let key = RsaPrivateKey::from_pkcs8_pem(pem)
            .ok()
            .or_else(|| RsaPrivateKey::from_pkcs1_pem(pem).ok())
            .ok_or("the DKIM key is not an RSA key in PEM that can be read.")?;
        if key.n().bits() < SHORTEST_KEY {
            return Err(format!(
                "the DKIM key has {} bits, and needs {SHORTEST_KEY}.",
                key.n().bits()
            ));
        }
        // lettre reads PKCS #1 alone, and OpenSSL has long written #8.
        let pem = key
            .to_pkcs1_pem(LineEnding::LF)
            .map_err(|cause| cause.to_string())?;
        let key = DkimSigningKey::new(&pem, DkimSigningAlgorithm::Rsa)
            .map_err(|cause| cause.to_string())?;
        let headers = SIGNED
            .iter()
            .map(|name| HeaderName::new_from_ascii_str(name))
            .collect();
        // Servers on the way may fold lines and spaces anew; "simple" would not survive it.
        let canonicalization = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        Ok(Self {
            config: DkimConfig::new(
                selector.to_owned(),
                domain.clone(),
                key,
                headers,
                canonicalization,
            ),
            domain,
        })
    }

    /// Whether mail from an address is seen as of the domain (DMARC's relaxed alignment, RFC 7489, 3.1.1).
    pub(super) fn fits(&self, email: &str) -> bool {
        let host = email.rsplit('@').next().unwrap_or_default().to_lowercase();
        host == self.domain || host.ends_with(&format!(".{}", self.domain))
    }

    /// For whom it signs.
    pub(super) fn domain(&self) -> &str {
        &self.domain
    }

    /// Signs a message that is complete.
    pub(super) fn sign(&self, message: &mut Message) {
        message.sign(&self.config);
    }
}

impl fmt::Debug for Signature {
    // The key is nothing for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature")
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}

/// Letters, digits and hyphens, in parts between dots.
fn is_name(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty()
            && part.len() <= 63
            && part
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_sign_is_refused_with_a_sentence() {
        for (domain, selector, pem) in [
            ("localhost", "s1", ""),
            ("ics example", "s1", ""),
            ("ics.example", "", ""),
            ("ics.example", "s1; d=evil", ""),
            ("ics.example", "s1", "no key"),
        ] {
            let said = Signature::new(domain, selector, pem).expect_err("refused");
            assert!(said.len() > 20, "{said}");
        }
    }
}
