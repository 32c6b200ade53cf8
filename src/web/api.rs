//! What programs are answered: JSON, errors too, and nothing that a browser would take for a page.

use std::io::Cursor;

use rocket::{
    Catcher, Data, Request, catch, catchers,
    data::{FromData, Outcome, ToByteUnit},
    http::{ContentType, Header, Status},
    response::{self, Responder, Response},
};
use serde_json::{Value, json};

use super::answer::refused_sentence;
use crate::access::keys::{Refusal, refusal};

/// The most that a program may send at once, in MiB.
const LIMIT_MIB: u64 = 4;

/// An answer in JSON.
pub struct Json {
    status: Status,
    body: Value,
}

impl Json {
    /// What was asked for (200).
    pub fn ok(body: Value) -> Self {
        Self {
            status: Status::Ok,
            body,
        }
    }

    /// An error: `{"error": sentence}`, and what else there is to say of it.
    pub fn error(status: Status, sentence: &str) -> Self {
        Self {
            status,
            body: json!({ "error": sentence }),
        }
    }

    /// One more field of the answer.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.body[name] = value;
        self
    }
}

impl<'r> Responder<'r, 'static> for Json {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let bytes = self.body.to_string();
        Response::build()
            .status(self.status)
            .header(ContentType::JSON)
            .sized_body(bytes.len(), Cursor::new(bytes))
            .ok()
    }
}

/// The JSON that a program sent, or the answer that says why it cannot be read.
pub struct Sent(pub Result<Value, Json>);

#[rocket::async_trait]
impl<'r> FromData<'r> for Sent {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let error =
            |status, sentence: &str| Outcome::Success(Self(Err(Json::error(status, sentence))));
        if request.content_type().is_some_and(|kind| !kind.is_json()) {
            let sentence = "Send JSON, with the header Content-Type: application/json.";
            return error(Status::UnsupportedMediaType, sentence);
        }
        let sent = match data.open(LIMIT_MIB.mebibytes()).into_bytes().await {
            Ok(sent) if sent.is_complete() => sent.into_inner(),
            Ok(_) => {
                let sentence = format!("This is larger than {LIMIT_MIB} MiB. Send it in parts.");
                return error(Status::PayloadTooLarge, &sentence);
            }
            Err(_) => return error(Status::BadRequest, "The line broke before all of it came."),
        };
        match serde_json::from_slice(&sent) {
            Ok(value) => Outcome::Success(Self(Ok(value))),
            Err(cause) => error(Status::BadRequest, &format!("This is not JSON: {cause}.")),
        }
    }
}

/// The catchers under `/api`: they make no cookie and lead nowhere.
pub fn catchers() -> Vec<Catcher> {
    catchers![unauthorised, any]
}

/// The answer to a request without a key that is accepted, as RFC 6750 has it.
struct Unauthorised {
    json: Json,
    challenge: &'static str,
}

impl<'r> Responder<'r, 'static> for Unauthorised {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = self.json.respond_to(request)?;
        response.set_header(Header::new("WWW-Authenticate", self.challenge));
        Ok(response)
    }
}

#[catch(401)]
fn unauthorised(request: &Request<'_>) -> Unauthorised {
    let (challenge, sentence) = match refusal(request) {
        Some(Refusal::Wrong) => (
            "Bearer realm=\"Fairwind\", error=\"invalid_token\"",
            "This key is not accepted: it is mistyped, it has ended, or it was revoked.",
        ),
        Some(Refusal::Missing) | None => (
            "Bearer realm=\"Fairwind\"",
            "Send a key of your system, with the header Authorization: Bearer and the key.",
        ),
    };
    Unauthorised {
        json: Json::error(Status::Unauthorized, sentence),
        challenge,
    }
}

#[catch(default)]
fn any(status: Status, request: &Request<'_>) -> Json {
    if let Some(sentence) = refused_sentence(request).filter(|_| status == Status::Conflict) {
        return Json::error(status, sentence);
    }
    let sentence = match status.code {
        404 => "There is nothing of this address and method that the key reaches.",
        429 => "There were too many wrong keys. Try again in 15 minutes.",
        400..500 => "This could not be read.",
        _ => {
            "Something went wrong. It is our fault, and it has been recorded. Nothing was written."
        }
    };
    Json::error(status, sentence)
}
