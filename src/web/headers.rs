//! What browsers are told about every answer: what it may load, where it may go, whether to keep it.

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Header;
use rocket::{Data, Request, Response, uri};

use super::posted::has_nul;

/// Nothing but our own files, and nothing written into a page: no inline script or style, no frames, no other hosts.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// No page needs any of a device's powers.
const PERMISSIONS_POLICY: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), \
     encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), \
     microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), \
     screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=(), interest-cohort=()";

/// A year, for this host: others of its domain may have reasons of their own.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=31536000";

/// Sets the headers that protect people who read our pages, and lets no address through that is no text.
///
/// A handler that has set its own content security policy or cache control
/// keeps it: a picture, an asset, the preview of a mail.
pub struct Headers {
    /// Whether people reach us over HTTPS, so that browsers may be told never to use less.
    pub secure: bool,
}

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info {
            name: "protective headers",
            kind: Kind::Request | Kind::Response,
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        // No database keeps it: an address that has it leads nowhere.
        if has_nul(&request.uri().to_string()) {
            request.set_uri(uri!("/nothing-of-this-name"));
        }
    }

    async fn on_response<'r>(&self, _: &'r Request<'_>, response: &mut Response<'r>) {
        for (name, value) in [
            ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
            // What a page shows is about people: no copy is left on a shared computer.
            ("Cache-Control", "no-store"),
        ] {
            if !response.headers().contains(name) {
                response.set_header(Header::new(name, value));
            }
        }
        for (name, value) in [
            ("Permissions-Policy", PERMISSIONS_POLICY),
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ] {
            response.set_header(Header::new(name, value));
        }
        if self.secure {
            response.set_header(Header::new(
                "Strict-Transport-Security",
                STRICT_TRANSPORT_SECURITY,
            ));
        }
        response.remove_header("Server");
    }
}
