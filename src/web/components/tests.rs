//! Every component as a browser reads it.

use super::Gallery;
use crate::kernel::templates;
use crate::web::chrome::Chrome;
use crate::web::forms::Errors;
use crate::web::page::Page;
use scraper::{Html, Selector};

fn drawn(errors: &Errors) -> Html {
    let page = Page::new(Chrome::sample(), "Every component", Gallery::new(errors));
    let html = templates::render(&page.errors(errors)).expect("the gallery is drawn");
    assert!(!html.contains("{{"), "a template was drawn as text");
    let parsed = Html::parse_document(&html);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    parsed
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector"))
        .collect()
}

#[test]
fn every_field_is_named_described_and_unique() {
    for errors in [Errors::new(), Gallery::wrong()] {
        let page = drawn(&errors);
        let mut ids: Vec<_> = all(&page, "[id]")
            .iter()
            .filter_map(|element| element.attr("id").map(str::to_owned))
            .collect();
        ids.sort();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before, "an id stands twice");
        for field in all(&page, "input:not([type=hidden]), textarea, select") {
            let id = field.attr("id").expect("a field has an id");
            assert_eq!(all(&page, &format!("label[for='{id}']")).len(), 1, "{id}");
        }
        for attribute in [
            "aria-describedby",
            "aria-labelledby",
            "aria-controls",
            "data-aria-controls",
        ] {
            for element in all(&page, &format!("[{attribute}]")) {
                for id in element
                    .attr(attribute)
                    .unwrap_or_default()
                    .split_whitespace()
                {
                    assert!(ids.iter().any(|known| known == id), "{attribute}: {id}");
                }
            }
        }
    }
}

#[test]
fn what_is_wrong_is_said_at_the_top_and_at_the_field() {
    let page = drawn(&Gallery::wrong());
    let said = all(&page, ".nhsuk-error-summary a");
    assert_eq!(said.len(), Gallery::wrong().summary().errors.len());
    for line in said {
        let id = line
            .attr("href")
            .and_then(|to| to.strip_prefix('#'))
            .expect("a fragment");
        assert_eq!(
            all(&page, &format!("[id='{id}']")).len(),
            1,
            "{id} is not there"
        );
        let message: String = line.text().collect();
        let at_field: String = all(&page, &format!("[id='{id}-error']"))[0]
            .text()
            .collect();
        assert_eq!(at_field, format!("Error: {message}"));
    }
    assert!(all(&drawn(&Errors::new()), ".nhsuk-error-message").is_empty());
}

#[test]
fn what_was_typed_comes_back_escaped() {
    let page = drawn(&Errors::new());
    let typed = all(&page, "#objective")[0].attr("value").map(str::to_owned);
    assert_eq!(
        typed.as_deref(),
        Some("Shared discharge plans with <social care> & \"hospice\" teams")
    );
    assert_eq!(all(&page, "#password")[0].attr("value"), None);
}

#[test]
fn nothing_on_a_page_needs_inline_styles_or_scripts() {
    let page = drawn(&Gallery::wrong());
    assert!(all(&page, "[style], style, script:not([src]), [onclick]").is_empty());
}
