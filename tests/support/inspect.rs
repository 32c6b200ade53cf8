//! Reads a page as a browser and a screen reader would, and complains.
//!
//! Every page that any test fetches goes through [`inspect`], so that no rule of the pages rests on memory. The rules
//! are those of HTML, of WCAG 2.2 as far as markup alone can show them, of our content security policy, and of the
//! NHS design system about titles and errors.

mod errors;
mod forms;
mod links;
mod shape;
#[cfg(test)]
mod tests;

use scraper::{ElementRef, Html, Selector};

/// The words that end a title, on a page without a header that says what the service is called.
pub const SERVICE_NAME: &str = "Fairwind";

/// The hidden field that proves a form was drawn by us.
pub const CSRF_FIELD: &str = "csrf";

/// What is wrong with a whole page, each complaint naming the element; empty for a good page.
///
/// `address` is where the page was fetched from: a path, or a whole address whose host then counts as our own.
pub fn inspect(address: &str, html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let page = Page {
        address,
        document: &document,
    };
    let mut complaints: Vec<String> = document
        .errors
        .iter()
        .map(|error| format!("not valid HTML: {error}"))
        .collect();
    complaints.extend(shape::complaints(&page));
    complaints.extend(forms::complaints(&page));
    complaints.extend(links::complaints(&page));
    complaints.extend(errors::complaints(&page));
    complaints
}

/// Panics with every complaint about a page, if there are any.
#[track_caller]
pub fn assert_sound(address: &str, html: &str) {
    let complaints = inspect(address, html);
    assert!(
        complaints.is_empty(),
        "{address} is not as every page should be:\n  {}",
        complaints.join("\n  ")
    );
}

/// A parsed page, and where it came from.
struct Page<'a> {
    address: &'a str,
    document: &'a Html,
}

impl<'a> Page<'a> {
    /// Elements in the order of the page.
    fn all(&self, selector: &str) -> Vec<ElementRef<'a>> {
        let selector = Selector::parse(selector).expect("a selector written here");
        self.document.select(&selector).collect()
    }

    fn with_id(&self, id: &str) -> Option<ElementRef<'a>> {
        self.all("[id]")
            .into_iter()
            .find(|element| element.attr("id") == Some(id))
    }

    /// The words an element goes by: its own label, the text of those it names, or what it contains.
    fn name_of(&self, element: ElementRef<'a>) -> String {
        if let Some(label) = spoken(element.attr("aria-label")) {
            return label;
        }
        let named: Vec<String> = element
            .attr("aria-labelledby")
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|id| self.with_id(id))
            .map(text)
            .collect();
        if let Some(words) = spoken(Some(&named.join(" "))) {
            return words;
        }
        let mut words = text(element);
        for image in element.select(&Selector::parse("img[alt]").expect("a selector written here"))
        {
            words.push_str(image.attr("alt").unwrap_or_default());
        }
        spoken(Some(&words)).unwrap_or_default()
    }
}

/// Words, if there are any.
fn spoken(words: Option<&str>) -> Option<String> {
    let words = words?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// An element's text with its spaces folded.
pub fn text(element: ElementRef) -> String {
    let all: String = element.text().collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An element as a complaint shows it: its name, and what tells it from its siblings.
fn shown(element: ElementRef) -> String {
    let mut tag = format!("<{}", element.value().name());
    for name in ["type", "id", "name", "href", "src", "action", "class"] {
        if let Some(value) = element.attr(name) {
            tag.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    let words: String = text(element).chars().take(40).collect();
    format!("{tag}>{words}")
}

/// The elements around an element, nearest first.
fn around<'a>(element: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

fn is(element: ElementRef, names: &[&str]) -> bool {
    names.contains(&element.value().name())
}
