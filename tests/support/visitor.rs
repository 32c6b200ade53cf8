//! Somebody at a running service over HTTP, with cookies and forms, and an eye on every page.
//!
//! For what has to be seen from outside a process; redirects are answers like any other.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use super::form::Form;
use super::inspect::assert_sound;

/// One browser's worth of cookies, without the browser.
pub struct Visitor {
    address: String,
    client: Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked for: path and query.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The media type, without its parameters.
    pub kind: String,
    /// Where to go next, if it says so.
    pub location: Option<String>,
    /// The headers, by name in small letters.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Visitor {
    /// Somebody new at the service at `address` (`http://127.0.0.1:8000`).
    pub fn at(address: &str) -> Self {
        Self {
            address: address.trim_end_matches('/').to_owned(),
            client: Client::builder()
                .redirect(Policy::none())
                .timeout(Duration::from_secs(60))
                .build()
                .expect("a client without TLS"),
            cookies: Mutex::default(),
        }
    }

    /// Asks for an address, and returns whatever comes.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// Asks for a page, following where it leads; panics if it is not there.
    pub async fn open(&self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = answer.location.clone() else {
                break;
            };
            answer = self.get(&next).await;
        }
        assert_eq!(answer.status, 200, "{}: {}", answer.path, answer.text());
        answer
    }

    /// Sends a form that stood on the page at `path`.
    pub async fn submit(&self, path: &str, form: &Form) -> Answer {
        let action = match form.action.as_str() {
            "" => path,
            action => action,
        };
        let (kind, body) = form.encoded();
        if form.posts {
            return self.ask(Method::POST, action, Some((kind, body))).await;
        }
        let query = String::from_utf8(body).expect("an encoded form is text");
        self.get(&format!("{action}?{query}")).await
    }

    /// Signs in as people do; panics if that is not taken.
    pub async fn sign_in(&self, email: &str, password: &str) {
        let page = self.open("/sign-in").await;
        let form = Form::on(&page.text())
            .with("email", email)
            .with("password", password);
        let answer = self.submit("/sign-in", &form).await;
        assert_eq!(
            answer.status,
            303,
            "{email} cannot sign in: {}",
            answer.text()
        );
    }

    /// Asks for an address; none if the line broke before the whole answer came.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        self.try_ask(Method::GET, path, None).await.ok()
    }

    /// Sends a form that is posted; none if the line broke before the whole answer came.
    pub async fn try_post(&self, form: &Form) -> Option<Answer> {
        self.try_ask(Method::POST, &form.action, Some(form.encoded()))
            .await
            .ok()
    }

    async fn ask(&self, method: Method, path: &str, body: Option<(String, Vec<u8>)>) -> Answer {
        self.try_ask(method, path, body)
            .await
            .unwrap_or_else(|error| panic!("{path}: {error:?}"))
    }

    async fn try_ask(
        &self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> reqwest::Result<Answer> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.address))
            .header(COOKIE, self.cookies_sent())
            .header("Sec-Fetch-Site", "same-origin");
        if let Some((kind, body)) = body {
            request = request
                .header(ORIGIN, &self.address)
                .header(CONTENT_TYPE, kind)
                .body(body);
        }
        let response = request.send().await?;
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str().expect("a cookie is text"));
        }
        let kind = header(CONTENT_TYPE).unwrap_or_default();
        let answer = Answer {
            path: path.to_owned(),
            status: response.status().as_u16(),
            kind: kind.split(';').next().unwrap_or_default().to_owned(),
            location: header(LOCATION).map(|next| next.replacen(&self.address, "", 1)),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| {
                    (
                        name.to_string(),
                        String::from_utf8_lossy(value.as_bytes()).into_owned(),
                    )
                })
                .collect(),
            body: response.bytes().await?.to_vec(),
        };
        if answer.kind == "text/html" {
            assert_sound(&format!("{}{path}", self.address), &answer.text());
        }
        Ok(answer)
    }

    fn cookies_sent(&self) -> String {
        let cookies = self.cookies.lock().expect("no test panics in here");
        let pairs: Vec<String> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Keeps a cookie for this host, or forgets it; `Secure` ones too, as browsers do on this machine.
    fn keep(&self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            panic!("“{cookie}” is no cookie");
        };
        let ends = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
        let mut cookies = self.cookies.lock().expect("no test panics in here");
        if ends || value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Visitor;
    use crate::support::database::runtime;
    use crate::support::form::Form;
    use crate::support::site::{Asked, serve};

    fn page(title: &str, main: &str) -> String {
        format!(
            "200 OK\nContent-Type: text/html; charset=utf-8\n\n<!DOCTYPE html><html lang=\"en\"><head>\
             <title>{title} - Fairwind</title></head><body><main><h1>{title}</h1>{main}</main></body></html>"
        )
    }

    fn site() -> String {
        serve(
            |Asked {
                 what,
                 cookies,
                 body,
             }| {
                match what.as_str() {
            "GET /sign-in" => page(
                "Sign in",
                "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"csrf\" value=\"a\">\
                 <label>Email <input name=\"email\"></label><label>Password <input name=\"password\"></label>\
                 <button>Go</button></form>",
            ),
            "POST /sign-in" if body == "csrf=a&email=a%40example.org&password=boats" => {
                "303 See Other\nLocation: /home\nSet-Cookie: session=abc; HttpOnly; Secure; Path=/\n\n".to_owned()
            }
            "GET /home" if cookies == "session=abc" => page(
                "Home",
                "<form action=\"/find\"><label>Words <input name=\"words\"></label><button>Find</button></form>",
            ),
            "GET /find?words=a+b" => "303 See Other\nLocation: /home\nSet-Cookie: session=; Max-Age=0\n\n".to_owned(),
            "GET /unsound" => page("Unsound", "<h3></h3>"),
            other => format!("404 Not Found\nContent-Type: text/plain\n\n{other} {body}"),
        }
            },
        )
    }

    #[test]
    fn a_visitor_signs_in_fills_in_a_form_and_signs_out() {
        runtime().block_on(async {
            let visitor = Visitor::at(&site());
            assert_eq!(visitor.get("/home").await.status, 404);
            visitor.sign_in("a@example.org", "boats").await;
            let home = visitor.open("/home").await;
            assert_eq!(home.headers["content-type"], "text/html; charset=utf-8");
            let form = Form::on(&home.text()).with("words", "a b");
            let answer = visitor.submit("/home", &form).await;
            assert_eq!(answer.location.as_deref(), Some("/home"));
            assert_eq!(visitor.get("/home").await.status, 404);
        });
    }

    #[test]
    #[should_panic(expected = "skips a level")]
    fn every_page_a_visitor_sees_is_inspected() {
        runtime().block_on(async {
            Visitor::at(&site()).get("/unsound").await;
        });
    }
}
