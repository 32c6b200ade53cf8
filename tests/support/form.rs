//! A form as a page offers it, filled in as a person can: what is not on the page cannot be sent.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Selector};

use super::inspect::text;

/// A form on a page, with what stands in it.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes; empty for the page's own address.
    pub action: String,
    /// Whether it is posted, or asked for with its fields in the address.
    pub posts: bool,
    /// What is sent now: names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
    /// What is sent as files: field, file name, content.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// The names there are, each with the values to choose from where it is a choice.
    offers: BTreeMap<String, Option<Vec<String>>>,
    /// The buttons' words, names and values.
    buttons: Vec<(String, String, String)>,
    is_multipart: bool,
}

impl Form {
    /// The form in the page's main part; panics if there is not exactly one.
    #[track_caller]
    pub fn on(html: &str) -> Self {
        let mut forms = Self::all(html);
        assert_eq!(forms.len(), 1, "one form was expected: {forms:#?}");
        forms.remove(0)
    }

    /// The form in the page's main part that goes to an address; panics if there is none.
    #[track_caller]
    pub fn to(html: &str, action: &str) -> Self {
        let forms = Self::all(html);
        let actions: Vec<String> = forms.iter().map(|form| form.action.clone()).collect();
        forms
            .into_iter()
            .find(|form| form.action == action)
            .unwrap_or_else(|| panic!("no form goes to {action}: {actions:?}"))
    }

    /// The forms in the page's main part.
    pub fn all(html: &str) -> Vec<Self> {
        let page = Html::parse_document(html);
        page.select(&selector("main form"))
            .map(Self::read)
            .collect()
    }

    /// Where each form of a page goes, with the names of its fields.
    pub fn fields_of_all(html: &str) -> Vec<(String, Vec<String>)> {
        let page = Html::parse_document(html);
        let forms = selector("form");
        page.select(&forms)
            .map(Self::read)
            .map(|form| {
                let buttons = form.buttons.into_iter().map(|(_, name, _)| name);
                let names = form.offers.into_keys().chain(buttons).collect();
                (form.action, names)
            })
            .collect()
    }

    /// The form elsewhere on the page, as the button to sign out is, that goes to an address.
    #[track_caller]
    pub fn anywhere_to(html: &str, action: &str) -> Self {
        let page = Html::parse_document(html);
        page.select(&selector("form"))
            .find(|form| form.attr("action") == Some(action))
            .map_or_else(|| panic!("no form goes to {action}"), Self::read)
    }

    fn read(form: ElementRef) -> Self {
        let mut read = Self {
            action: form.attr("action").unwrap_or_default().to_owned(),
            posts: form
                .attr("method")
                .is_some_and(|method| method.eq_ignore_ascii_case("post")),
            fields: Vec::new(),
            files: Vec::new(),
            offers: BTreeMap::new(),
            buttons: Vec::new(),
            is_multipart: form.attr("enctype") == Some("multipart/form-data"),
        };
        for field in form.select(&selector("input, select, textarea, button")) {
            if field.attr("disabled").is_none() {
                read.take(field);
            }
        }
        read
    }

    fn take(&mut self, field: ElementRef) {
        let name = field.attr("name").unwrap_or_default().to_owned();
        let value = field.attr("value").map(str::to_owned);
        let element = field.value().name();
        match (element, field.attr("type").unwrap_or_default()) {
            ("button", kind) if kind != "button" => {
                let words = text(field);
                self.buttons.push((words, name, value.unwrap_or_default()));
            }
            ("button", _) => {}
            ("input", "submit") => {
                let words = value.clone().unwrap_or_default();
                self.buttons.push((words, name, value.unwrap_or_default()));
            }
            ("input", "radio" | "checkbox") => {
                let value = value.unwrap_or_else(|| "on".to_owned());
                self.offer(&name, &value);
                if field.attr("checked").is_some() {
                    self.fields.push((name, value));
                }
            }
            ("select", _) => {
                let options: Vec<ElementRef> = field.select(&selector("option")).collect();
                let worth = |option: &ElementRef| match option.attr("value") {
                    Some(value) => value.to_owned(),
                    None => text(*option),
                };
                for option in &options {
                    self.offer(&name, &worth(option));
                }
                let chosen = options
                    .iter()
                    .find(|option| option.attr("selected").is_some())
                    .or(options.first());
                if let Some(option) = chosen {
                    self.fields.push((name, worth(option)));
                }
            }
            ("input", "file") => {
                self.offers.insert(name, None);
            }
            ("textarea", _) => {
                self.offers.insert(name.clone(), None);
                self.fields.push((name, field.text().collect()));
            }
            _ => {
                self.offers.insert(name.clone(), None);
                self.fields.push((name, value.unwrap_or_default()));
            }
        }
    }

    fn offer(&mut self, name: &str, value: &str) {
        let values = self
            .offers
            .entry(name.to_owned())
            .or_insert(Some(Vec::new()));
        values.get_or_insert_default().push(value.to_owned());
    }

    #[track_caller]
    fn must_offer(&self, name: &str, value: &str) {
        let names: Vec<&String> = self.offers.keys().collect();
        match self.offers.get(name) {
            None => panic!(
                "the form to “{}” has no field {name}: {names:?}",
                self.action
            ),
            Some(Some(values)) => assert!(
                values.iter().any(|offered| offered == value),
                "the form to “{}” has no choice {value} for {name}: {values:?}",
                self.action
            ),
            Some(None) => {}
        }
    }

    /// Fills in a field, or makes a choice, instead of what stood there.
    #[track_caller]
    pub fn with(self, name: &str, value: &str) -> Self {
        self.must_offer(name, value);
        self.without(name).and(name, value)
    }

    /// Chooses one more of several.
    #[track_caller]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.must_offer(name, value);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses nothing.
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self
    }

    /// Chooses a file to send.
    #[track_caller]
    pub fn attach(mut self, name: &str, file_name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.must_offer(name, "");
        assert!(
            self.is_multipart,
            "the form to “{}” sends no files",
            self.action
        );
        self.files
            .push((name.to_owned(), file_name.to_owned(), content.into()));
        self
    }

    /// Presses a button with something to say for itself, by its words.
    #[track_caller]
    pub fn pressing(mut self, words: &str) -> Self {
        let Some((_, name, value)) = self.buttons.iter().find(|(said, ..)| said == words) else {
            panic!(
                "the form to “{}” has no button “{words}”: {:?}",
                self.action, self.buttons
            );
        };
        if !name.is_empty() {
            self.fields.push((name.clone(), value.clone()));
        }
        self
    }

    /// Sends something that the page does not offer, as only an attacker would.
    pub fn forging(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(other, _)| other != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(other, _)| other == name)?;
        Some(value)
    }

    /// The media type and the body that a browser would send.
    pub fn encoded(&self) -> (String, Vec<u8>) {
        if !self.is_multipart {
            let body = serde_html_form::to_string(&self.fields).expect("names and values");
            return (
                "application/x-www-form-urlencoded".to_owned(),
                body.into_bytes(),
            );
        }
        let boundary = "----a-line-that-no-test-file-has";
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes(),
            );
            body.extend(content);
            body.extend(b"\r\n");
        };
        for (name, value) in &self.fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, file, content) in &self.files {
            let kind = "Content-Type: application/octet-stream";
            part(
                format!("name=\"{name}\"; filename=\"{file}\"\r\n{kind}"),
                content,
            );
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

fn selector(words: &str) -> Selector {
    Selector::parse(words).expect("a selector written here")
}

#[cfg(test)]
mod tests {
    use super::Form;

    const PAGE: &str = r#"<form action="/sign-out" method="post"><input type="hidden" name="csrf" value="x"></form>
        <main><form method="POST" action="/log"><input type="hidden" name="csrf" value="a1">
        <input name="minutes" value="60"><textarea name="words">We met</textarea><input name="gone" disabled>
        <input type="radio" name="kind" value="m" checked><input type="radio" name="kind" value="v">
        <input type="checkbox" name="partner" value="1"><input type="checkbox" name="partner" value="2">
        <select name="place"><option value="n">North</option><option selected>South</option></select>
        <button name="then" value="again">Save and add</button><button>Save</button></form></main>"#;

    #[test]
    fn a_form_sends_what_stands_in_it_and_what_is_put_in() {
        let form = Form::on(PAGE);
        assert!(form.posts);
        assert_eq!(form.value("place"), Some("South"));
        let (kind, body) = form.encoded();
        assert_eq!(kind, "application/x-www-form-urlencoded");
        assert_eq!(
            String::from_utf8(body).expect("text"),
            "csrf=a1&minutes=60&words=We+met&kind=m&place=South"
        );
        let form = form
            .with("minutes", "5")
            .with("kind", "v")
            .and("partner", "1")
            .and("partner", "2")
            .pressing("Save and add");
        let (_, body) = form.encoded();
        assert_eq!(
            String::from_utf8(body).expect("text"),
            "csrf=a1&words=We+met&place=South&minutes=5&kind=v&partner=1&partner=2&then=again"
        );
        assert_eq!(
            Form::anywhere_to(PAGE, "/sign-out").value("csrf"),
            Some("x")
        );
    }

    #[test]
    fn what_a_page_does_not_offer_cannot_be_sent_by_accident() {
        for (name, value) in [
            ("owner", "me"),
            ("kind", "x"),
            ("place", "w"),
            ("gone", "1"),
        ] {
            let tried = std::panic::catch_unwind(|| Form::on(PAGE).with(name, value));
            assert!(tried.is_err(), "{name}={value} was taken");
        }
        let forged = Form::to(PAGE, "/log").forging("owner", "me");
        assert_eq!(forged.value("owner"), Some("me"));
    }

    #[test]
    fn a_form_with_a_file_is_sent_in_parts() {
        let form = Form::on(
            "<main><form method=post enctype=multipart/form-data><input name=csrf value=a><input type=file name=list>",
        );
        let (kind, body) = form.attach("list", "staff.csv", "Name\n").encoded();
        let (_, boundary) = kind.split_once("boundary=").expect("a boundary");
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\na\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"list\"; filename=\"staff.csv\"\r\n\
             Content-Type: application/octet-stream\r\n\r\nName\n\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8(body).expect("text"), expected);
    }
}
