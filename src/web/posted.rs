//! Forms as they arrive: one that can be opened has passed the CSRF check, by its type.

use std::{borrow::Cow, collections::BTreeMap};

use rocket::{
    Data, Request,
    data::{FromData, Outcome, ToByteUnit},
    form::{Form, FromForm},
    fs::TempFile,
    http::Status,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    access::viewer::token_of,
    kernel::{
        stood::Stood,
        words::{is_hidden, visible},
    },
};

/// A form that our own page sent; beside [`Amending`] and [`Uploaded`] the only form type a handler takes.
///
/// `T` is strings, and lists of strings for what can be chosen several times. What a browser leaves out, such as radios
/// of which none is chosen, has `#[serde(default)]`; so has everything of which nothing is lost if it is missing. What a
/// person typed becomes a domain value in the subject's forms, never here.
pub struct Posted<T>(pub T);

/// The same of a form that changes what stands: it brings with it how that stood when our page drew it, and is refused
/// without. Its text fields have no default, because one that is missing is not one that was emptied.
pub struct Amending<T> {
    /// The form.
    pub form: T,
    /// How what it changes stood.
    pub stood: Stood,
}

/// A file that our own page sent, with the rest of its form.
pub struct Uploaded {
    /// The name the person's machine gave it.
    pub file_name: String,
    /// The file; empty if none was chosen.
    pub bytes: Vec<u8>,
    /// The form's other fields.
    pub fields: BTreeMap<String, String>,
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
pub struct Nothing {}

/// The most a form without a file may weigh.
const FORM_LIMIT_MIB: u64 = 1;
/// The most an uploaded file may weigh; larger staff lists are loaded on the command line.
pub const UPLOAD_LIMIT_MIB: u64 = 100;

#[derive(Deserialize)]
struct Proof {
    #[serde(default)]
    csrf: String,
}

#[derive(Deserialize)]
struct Standing {
    stood: Stood,
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Posted<T> {
    type Error = String;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match body_of(request, data).await.and_then(|body| read(&body)) {
            Ok(form) => Outcome::Success(Self(form)),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Amending<T> {
    type Error = String;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let form = body_of(request, data).await.and_then(|body| {
            let Standing { stood } = read(&body)?;
            let form = read(&body)?;
            Ok(Self { form, stood })
        });
        match form {
            Ok(form) => Outcome::Success(form),
            Err(refused) => Outcome::Error(refused),
        }
    }
}

/// Why a form is refused: the status, and the words for the log.
type Refused = (Status, String);

/// The body of a form that our own page sent, of this browser's session.
async fn body_of(request: &Request<'_>, data: Data<'_>) -> Result<String, Refused> {
    let refused = |status, why: &str| Err((status, why.to_owned()));
    if !comes_from_us(request) {
        return refused(Status::Forbidden, "the form came from another site");
    }
    let body = match data.open(FORM_LIMIT_MIB.mebibytes()).into_string().await {
        Ok(body) if body.is_complete() => body.into_inner(),
        Ok(_) => return refused(Status::PayloadTooLarge, "the form is too large"),
        Err(cause) => return Err((Status::BadRequest, cause.to_string())),
    };
    if has_nul(&body) {
        return refused(Status::BadRequest, NO_TEXT);
    }
    let body = without_hidden(body);
    let proof: Proof = read(&body)?;
    if !token_of(request).accepts(&proof.csrf) {
        return refused(Status::Forbidden, "the form's token is not this browser's");
    }
    Ok(body)
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, Refused> {
    serde_html_form::from_str(body).map_err(|cause| (Status::BadRequest, cause.to_string()))
}

#[derive(FromForm)]
struct Parts<'r> {
    #[field(default = "")]
    csrf: &'r str,
    file: Option<TempFile<'r>>,
    fields: BTreeMap<String, String>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Uploaded {
    type Error = String;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        if !comes_from_us(request) {
            return Outcome::Error((
                Status::Forbidden,
                "the form came from another site".to_owned(),
            ));
        }
        let mut parts = match Form::<Parts<'r>>::from_data(request, data).await {
            Outcome::Success(form) => form.into_inner(),
            Outcome::Error((status, errors)) => {
                return Outcome::Error((status, errors.to_string()));
            }
            Outcome::Forward((_, status)) => {
                return Outcome::Error((status, "not an upload".to_owned()));
            }
        };
        if parts.fields.values().any(|value| value.contains('\0')) {
            return Outcome::Error((Status::BadRequest, NO_TEXT.to_owned()));
        }
        if !token_of(request).accepts(parts.csrf) {
            return Outcome::Error((
                Status::Forbidden,
                "the form's token is not this browser's".to_owned(),
            ));
        }
        for value in parts.fields.values_mut() {
            if let Cow::Owned(seen) = visible(value) {
                *value = seen;
            }
        }
        let Some(file) = parts.file else {
            return Outcome::Success(Self {
                file_name: String::new(),
                bytes: Vec::new(),
                fields: parts.fields,
            });
        };
        let file_name = file
            .raw_name()
            .map(|name| name.dangerous_unsafe_unsanitized_raw().as_str().to_owned())
            .unwrap_or_default();
        match bytes_of(&file).await {
            Ok(bytes) => Outcome::Success(Self {
                file_name: tame(&file_name),
                bytes,
                fields: parts.fields,
            }),
            Err(cause) => Outcome::Error((Status::InternalServerError, cause.to_string())),
        }
    }
}

/// What nobody sees is not typed: it came with what was pasted, or to make a name look like another. A password is
/// shown to nobody, and stays as it is.
const NEVER_SHOWN: [&str; 2] = ["password", "present"];

/// A form, as a browser encodes it, without characters that nobody sees.
fn without_hidden(body: String) -> String {
    // Whatever else than plain ASCII is typed is encoded with this sign.
    if body.is_ascii() && !body.contains('%') {
        return body;
    }
    let Ok(mut fields) = serde_html_form::from_str::<Vec<(String, String)>>(&body) else {
        return body;
    };
    let mut has_hidden = false;
    for (name, value) in &mut fields {
        if !NEVER_SHOWN.contains(&name.as_str())
            && let Cow::Owned(seen) = visible(value)
        {
            *value = seen;
            has_hidden = true;
        }
    }
    match has_hidden {
        true => serde_html_form::to_string(&fields).unwrap_or(body),
        false => body,
    }
}

const NO_TEXT: &str = "the form has a character that is in no text";

/// Whether a text, perhaps as an address writes it, has the character that no database keeps.
pub(super) fn has_nul(text: &str) -> bool {
    text.contains('\0') || text.contains("%00")
}

/// Whether the browser says that the request came from a page of ours; old browsers say nothing.
fn comes_from_us(request: &Request<'_>) -> bool {
    if request
        .headers()
        .get_one("Sec-Fetch-Site")
        .is_some_and(|site| site != "same-origin" && site != "none")
    {
        return false;
    }
    match (
        request.headers().get_one("Origin"),
        request.headers().get_one("Host"),
    ) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        _ => true,
    }
}

async fn bytes_of(file: &TempFile<'_>) -> std::io::Result<Vec<u8>> {
    use rocket::tokio::io::AsyncReadExt;
    let mut bytes = Vec::with_capacity(usize::try_from(file.len()).unwrap_or(0));
    file.open().await?.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// A file's name without folders or control characters: it is shown, and written nowhere.
fn tame(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| !c.is_control() && !is_hidden(*c);
    last.chars().filter(shown).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_what_people_see_and_a_password_is_as_it_was_typed() {
        let typed = "name=%E2%80%AEOlive%E2%80%8B+Adams&words=one%0D%0Atwo&password=%E2%80%8Bteapot&kind=a&kind=b";
        let kept = "name=Olive+Adams&words=one%0D%0Atwo&password=%E2%80%8Bteapot&kind=a&kind=b";
        assert_eq!(without_hidden(typed.to_owned()), kept);
        for same in [
            "name=Zo%C3%AB&kind=",
            "csrf=abc",
            "family=%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
        ] {
            assert_eq!(without_hidden(same.to_owned()), same);
        }
        assert_eq!(tame("C:\\lists\\\u{202e}staff.csv"), "staff.csv");
    }
}
