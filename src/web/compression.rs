//! Pages are packed on their way out, for phones on a ward's weak signal.

use std::io::{Cursor, Write as _};

use flate2::Compression as Level;
use flate2::write::GzEncoder;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Request, Response};

use super::assets::Encodings;

/// Below this many bytes packing saves nothing: the answer fits into one packet.
const WORTH_PACKING: usize = 1024;

/// Packs text of more than 1 KB with gzip for browsers that can unpack it.
///
/// Left alone: what is packed already (the [assets](super::assets)), what is
/// sent while it is being made, and everything that is not text.
pub struct Compression;

#[rocket::async_trait]
impl Fairing for Compression {
    fn info(&self) -> Info {
        Info {
            name: "compression",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if response.headers().contains("Content-Encoding") || !is_text(response) {
            return;
        }
        // A cache must keep both forms apart, whichever this one is.
        response.adjoin_header(Header::new("Vary", "Accept-Encoding"));
        let worth_it = response
            .body()
            .preset_size()
            .is_some_and(|bytes| bytes > WORTH_PACKING);
        if !worth_it || !Encodings::of(request).gzip {
            return;
        }
        let read = response.body_mut().to_bytes().await;
        match read.and_then(|bytes| pack(&bytes)) {
            Ok(packed) => {
                response.set_header(Header::new("Content-Encoding", "gzip"));
                response.set_sized_body(packed.len(), Cursor::new(packed));
            }
            Err(cause) => {
                let cause = &cause as &dyn std::error::Error;
                tracing::error!(cause, "an answer could not be packed");
                response.set_status(rocket::http::Status::InternalServerError);
                response.set_sized_body(0, Cursor::new(Vec::new()));
            }
        }
    }
}

fn is_text(response: &Response<'_>) -> bool {
    response.content_type().is_some_and(|kind| {
        kind.is_html()
            || kind.is_plain()
            || kind.is_json()
            || kind.is_csv()
            || kind.is_svg()
            || (kind.top() == "text" && kind.sub() == "calendar")
    })
}

/// The fastest level: a page of 30 KB takes a fraction of a millisecond, and the best level saves 5% more.
fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Level::new(4));
    writer.write_all(bytes)?;
    writer.finish()
}
