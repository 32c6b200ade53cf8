//! A page that came back because of what was typed: a summary at the top, a link to each field, a word in the title.

use scraper::{ElementRef, Selector};

use super::{Page, around, shown, text};

pub(super) fn complaints(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    let messages = page.all(".nhsuk-error-message");
    let summaries = page.all(".nhsuk-error-summary");
    let title = page.all("head > title").first().map(|title| text(*title));
    let says_error = title.is_some_and(|title| title.starts_with("Error: "));

    if !messages.is_empty() && summaries.is_empty() {
        found.push("fields have errors, and the page has no error summary".into());
    }
    if summaries.len() > 1 {
        found.push("the page has several error summaries".into());
    }
    if !summaries.is_empty() && !says_error {
        found.push("the page has an error summary, and its title does not begin “Error: ”".into());
    }
    if summaries.is_empty() && says_error {
        found.push("the title says “Error: ”, and the page has no error summary".into());
    }
    if let Some(summary) = summaries.first() {
        let links = linked(page, *summary);
        for message in messages {
            let group = group_of(message);
            let answered = links
                .iter()
                .any(|field| *field == group || around(*field).any(|outer| outer == group));
            if !answered {
                found.push(format!(
                    "the error summary has no link to the field of {}",
                    shown(message)
                ));
            }
        }
    }
    found
}

/// The elements that the summary's links lead to.
fn linked<'a>(page: &Page<'a>, summary: ElementRef<'a>) -> Vec<ElementRef<'a>> {
    let link = Selector::parse("a[href^='#']").expect("a selector written here");
    summary
        .select(&link)
        .filter_map(|link| page.with_id(link.attr("href")?.strip_prefix('#')?))
        .collect()
}

/// What a message is about: the form group around it, or where there is none, whatever holds it.
fn group_of(message: ElementRef) -> ElementRef {
    let is_group = |outer: &ElementRef| outer.value().classes().any(|c| c == "nhsuk-form-group");
    around(message)
        .find(is_group)
        .or_else(|| around(message).next())
        .unwrap_or(message)
}
