//! The files that pages need: one style sheet, one script, an icon.
//!
//! Made by `build.rs`, kept in the binary, served at addresses that name their
//! content, so that a browser asks for each once and never again.

use std::io::Cursor;

use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder, Response};
use rocket::{Route, get, routes};

/// Arimo, whose letters have Arial's widths: for charts in mail and papers, drawn where no font is installed.
pub const ARIMO_REGULAR: &[u8] = include_bytes!(env!("FAIRWIND_ARIMO_REGULAR"));
/// The bold of [`ARIMO_REGULAR`].
pub const ARIMO_BOLD: &[u8] = include_bytes!(env!("FAIRWIND_ARIMO_BOLD"));

/// One served file.
#[derive(Debug)]
struct Asset {
    /// What we call it: `fairwind.css`.
    name: &'static str,
    /// Where it is served, with the hash of its content.
    address: &'static str,
    content_type: &'static str,
    raw: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Where the file of this name is served; empty for a name that there is none of.
pub fn address(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or("", |asset| asset.address)
}

/// The routes of the files, to be mounted at the root.
pub fn routes() -> Vec<Route> {
    routes![asset, favicon]
}

#[get("/assets/<file>")]
fn asset(file: &str, accepted: Encodings) -> Option<Served> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(file))?;
    Some(Served { asset, accepted })
}

/// Some browsers ask for this whatever a page says.
#[get("/favicon.ico")]
fn favicon() -> IconElsewhere {
    IconElsewhere
}

/// What a browser can unpack, by its `Accept-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encodings {
    pub(crate) gzip: bool,
    pub(crate) brotli: bool,
}

impl Encodings {
    /// Reads `Accept-Encoding`: `gzip, br;q=0.5`; a weight of nothing means no.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        let takes = |wanted: &str| {
            request
                .headers()
                .get("Accept-Encoding")
                .flat_map(|line| line.split(','))
                .any(|part| {
                    let mut words = part.split(';').map(str::trim);
                    let name = words.next().unwrap_or_default();
                    let refused = words.any(|weight| {
                        weight
                            .strip_prefix("q=")
                            .and_then(|weight| weight.parse::<f32>().ok())
                            .is_some_and(|weight| weight <= 0.0)
                    });
                    name.eq_ignore_ascii_case(wanted) && !refused
                })
        };
        Self {
            gzip: takes("gzip"),
            brotli: takes("br"),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Encodings {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self::of(request))
    }
}

struct Served {
    asset: &'static Asset,
    accepted: Encodings,
}

impl<'r> Responder<'r, 'static> for Served {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer
            .raw_header("Content-Type", self.asset.content_type)
            .raw_header("Cache-Control", "public, max-age=31536000, immutable")
            .raw_header("Vary", "Accept-Encoding");
        let bytes = if self.accepted.brotli {
            answer.raw_header("Content-Encoding", "br");
            self.asset.brotli
        } else if self.accepted.gzip {
            answer.raw_header("Content-Encoding", "gzip");
            self.asset.gzip
        } else {
            self.asset.raw
        };
        answer.sized_body(bytes.len(), Cursor::new(bytes)).ok()
    }
}

struct IconElsewhere;

impl<'r> Responder<'r, 'static> for IconElsewhere {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .status(Status::TemporaryRedirect)
            .header(Header::new("Location", address("icon.svg")))
            .header(Header::new("Cache-Control", "public, max-age=86400"))
            .ok()
    }
}
