//! People who use the application, and can do so only over HTTP. Every page they see is inspected.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
};

use rocket::http::{ContentType, Cookie, Header, Method, Status};
use scraper::{Html, Selector};

use super::{app::App, form::Form, inspect::inspect};

/// Someone with a browser.
pub struct Actor<'a> {
    app: &'a App,
    cookies: BTreeMap<String, String>,
    address: Option<SocketAddr>,
    csrf: String,
    /// The fields of the forms on the pages seen so far, by where they go.
    offered: BTreeMap<String, BTreeSet<String>>,
    /// The mark of what stood in the forms on the pages seen last, by where they go.
    stood: BTreeMap<String, String>,
}

/// What came back.
pub struct Seen {
    pub status: u16,
    pub location: Option<String>,
    pub content_type: String,
    pub body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl<'a> Actor<'a> {
    pub fn new(app: &'a App) -> Self {
        Self {
            app,
            cookies: BTreeMap::new(),
            address: None,
            csrf: String::new(),
            offered: BTreeMap::new(),
            stood: BTreeMap::new(),
        }
    }

    /// The same person's browser at a network address.
    pub fn at(mut self, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("a network address");
        self.address = Some(SocketAddr::new(address, 50_000));
        self
    }

    /// A cookie that the browser has.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Signs in through the page, and fails the test if that does not work.
    pub async fn sign_in(&mut self, email: &str, password: &str) {
        self.get("/sign-in").await;
        let seen = self
            .post("/sign-in", &[("email", email), ("password", password)])
            .await;
        assert_eq!(
            seen.status,
            303,
            "{email} could not sign in: {}",
            seen.text()
        );
        // Any page has the form token of the new session.
        self.get("/account").await;
    }

    /// Opens a page.
    pub async fn get(&mut self, address: &str) -> Seen {
        let mut request = self.app.client.get(address.to_owned());
        if let Some(from) = self.address {
            request.set_remote(from);
        }
        let response = request.cookies(self.cookies()).dispatch().await;
        self.read(address, response).await
    }

    /// Opens a page that must be there.
    pub async fn open(&mut self, address: &str) -> Seen {
        let seen = self.get(address).await;
        assert_eq!(seen.status, 200, "{address}: {}", seen.text());
        seen
    }

    /// The fields of the form that goes to an address, on a page seen before.
    pub fn offered(&self, address: &str) -> impl Iterator<Item = &str> {
        let fields = self.offered.get(address).into_iter().flatten();
        fields.map(String::as_str)
    }

    /// Sends a form, with the token of the last page seen, and the mark of what stood on the last page with this form. Where a page seen before has a form that goes there, a date is
    /// sent in the parts that it has there.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Seen {
        if let Some(offered) = self.offered.get(address) {
            for (name, _) in fields {
                let in_parts = offered.contains(&format!("{name}-day"));
                assert!(
                    offered.contains(*name) || !in_parts,
                    "{address}: the page sends {name}-day, and no {name}"
                );
            }
        }
        let mut all = vec![("csrf", self.csrf.as_str())];
        if let Some(stood) = self.stood.get(address)
            && !fields.iter().any(|(name, _)| *name == "stood")
        {
            all.push(("stood", stood));
        }
        all.extend_from_slice(fields);
        let body = serde_html_form::to_string(&all).expect("a form");
        self.send(address, ContentType::Form, body.into_bytes())
            .await
    }

    /// Sends a form that must be accepted, and opens the page it leads to.
    pub async fn submit(&mut self, address: &str, fields: &[(&str, &str)]) -> Seen {
        let seen = self.post(address, fields).await;
        self.follow(address, seen).await
    }

    /// Sends a form without its token.
    pub async fn post_without_token(&mut self, address: &str, fields: &[(&str, &str)]) -> Seen {
        let body = serde_html_form::to_string(fields).expect("a form");
        self.send(address, ContentType::Form, body.into_bytes())
            .await
    }

    /// Uploads a file with the other fields of its form; a name without brackets is sent as `fields[name]`.
    pub async fn upload(
        &mut self,
        address: &str,
        name: &str,
        file: &[u8],
        fields: &[(&str, &str)],
    ) -> Seen {
        let boundary = "----fairwind-test-boundary";
        let mut body = Vec::new();
        let mut part = |head: String, bytes: &[u8]| {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"csrf\"".into(), self.csrf.as_bytes());
        for (field, value) in fields {
            part(format!("name=\"fields[{field}]\""), value.as_bytes());
        }
        part(
            format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv"),
            file,
        );
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = ContentType::new("multipart", "form-data").with_params(("boundary", boundary));
        self.send(address, kind, body).await
    }

    async fn send(&mut self, address: &str, kind: ContentType, body: Vec<u8>) -> Seen {
        let mut request = self
            .app
            .client
            .post(address.to_owned())
            .header(kind)
            .body(body);
        request.add_header(Header::new("Sec-Fetch-Site", "same-origin"));
        if let Some(from) = self.address {
            request.set_remote(from);
        }
        let request = request.cookies(self.cookies());
        let response = request.dispatch().await;
        self.read(address, response).await
    }

    /// Asks as a program would, with a key or without; the browser's cookies go along.
    pub async fn ask(
        &mut self,
        method: Method,
        address: &str,
        key: Option<&str>,
        body: &str,
    ) -> Seen {
        let client = &self.app.client;
        let mut request = client
            .req(method, address.to_owned())
            .header(ContentType::JSON)
            .body(body);
        if let Some(key) = key {
            request.add_header(Header::new("Authorization", format!("Bearer {key}")));
        }
        let response = request.cookies(self.cookies()).dispatch().await;
        self.read(address, response).await
    }

    /// Opens the page that an accepted form leads to.
    pub async fn follow(&mut self, address: &str, seen: Seen) -> Seen {
        assert_eq!(
            seen.status,
            303,
            "{address} was not accepted: {}",
            seen.text()
        );
        let to = seen.location.expect("a 303 says where to");
        self.open(&to).await
    }

    fn cookies(&self) -> Vec<Cookie<'static>> {
        let cookies = self.cookies.iter();
        cookies
            .map(|(name, value)| Cookie::new(name.clone(), value.clone()))
            .collect()
    }

    async fn read(
        &mut self,
        address: &str,
        response: rocket::local::asynchronous::LocalResponse<'_>,
    ) -> Seen {
        for cookie in response.cookies().iter() {
            // An empty one is taken away.
            match cookie.value() {
                "" => self.cookies.remove(cookie.name()),
                value => self
                    .cookies
                    .insert(cookie.name().to_owned(), value.to_owned()),
            };
        }
        let seen = Seen {
            status: response.status().code,
            location: response.headers().get_one("Location").map(str::to_owned),
            content_type: response
                .content_type()
                .map(|kind| kind.to_string())
                .unwrap_or_default(),
            headers: response
                .headers()
                .iter()
                .map(|header| (header.name().to_string(), header.value().to_owned()))
                .collect(),
            body: response.into_bytes().await.unwrap_or_default(),
        };
        // A document in a sandbox, like a mail that is shown, is none of our pages.
        let is_sandboxed = seen
            .header("Content-Security-Policy")
            .is_some_and(|policy| policy.contains("sandbox"));
        if seen.content_type.starts_with("text/html") && !is_sandboxed {
            let html = seen.html();
            let complaints = inspect(address, &html);
            assert!(
                complaints.is_empty(),
                "{address} ({}): {complaints:#?}",
                seen.status
            );
            assert_ne!(
                seen.status,
                Status::InternalServerError.code,
                "{address} failed"
            );
            if let Some(csrf) = seen.attribute("input[name=csrf]", "value") {
                self.csrf = csrf;
            }
            let page = address.split('?').next().unwrap_or_default();
            for (action, names) in Form::fields_of_all(&html) {
                let to = if action.is_empty() {
                    page.to_owned()
                } else {
                    action
                };
                self.offered.entry(to).or_default().extend(names);
            }
            for form in Form::all(&html) {
                if let Some(stood) = form.value("stood") {
                    self.stood.insert(form.action.clone(), stood.to_owned());
                }
            }
        }
        seen
    }
}

impl Seen {
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every header of that name.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let headers = self.headers.iter();
        headers
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The answer as JSON; fails the test if it is none.
    pub fn json(&self) -> serde_json::Value {
        assert!(
            self.content_type.starts_with("application/json"),
            "{}: {}",
            self.content_type,
            self.html()
        );
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The words of the page's main part, white space folded; of anything but a page, all of it.
    pub fn text(&self) -> String {
        if !self.content_type.starts_with("text/html") {
            return self.html();
        }
        self.texts("main").join(" ")
    }

    /// The one heading of the first level.
    pub fn h1(&self) -> String {
        self.texts("h1").join(" ")
    }

    /// The words of each element that a CSS selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        Html::parse_document(&self.html())
            .select(&Selector::parse(selector).expect("a selector"))
            .map(|element| {
                element
                    .text()
                    .collect::<String>()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    /// An attribute of the first element that a CSS selector finds.
    pub fn attribute(&self, selector: &str, attribute: &str) -> Option<String> {
        self.attributes(selector, attribute).into_iter().next()
    }

    /// An attribute of each element that a CSS selector finds.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        Html::parse_document(&self.html())
            .select(&Selector::parse(selector).expect("a selector"))
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }
}
