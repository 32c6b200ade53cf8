//! Fields, their labels, buttons, and the proof that a form is ours.

use std::collections::HashMap;

use scraper::{ElementRef, Selector};

use super::{CSRF_FIELD, Page, around, is, shown, spoken, text};

pub(super) fn complaints(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    labels(page, &mut found);
    groups(page, &mut found);
    proofs(page, &mut found);
    buttons(page, &mut found);
    nesting(page, &mut found);
    found
}

fn labels(page: &Page, found: &mut Vec<String>) {
    let labels = page.all("label");
    for field in page.all("input, select, textarea") {
        let kind = field.attr("type").unwrap_or("text");
        if is(field, &["input"])
            && matches!(kind, "hidden" | "submit" | "button" | "reset" | "image")
        {
            continue;
        }
        let own = spoken(field.attr("aria-label")).is_some();
        let named = field
            .attr("aria-labelledby")
            .unwrap_or_default()
            .split_whitespace()
            .any(|id| {
                page.with_id(id)
                    .is_some_and(|words| !text(words).is_empty())
            });
        let pointed_at = field.attr("id").is_some_and(|id| {
            labels
                .iter()
                .any(|label| label.attr("for") == Some(id) && !text(*label).is_empty())
        });
        let wrapped = around(field).any(|outer| is(outer, &["label"]) && !text(outer).is_empty());
        if !(own || named || pointed_at || wrapped) {
            found.push(format!("{} has no label", shown(field)));
        }
        if spoken(field.attr("name")).is_none() {
            found.push(format!("{} has no name", shown(field)));
        }
    }
    for label in labels {
        let target = label.attr("for").and_then(|id| page.with_id(id));
        if target.is_some_and(|target| {
            !is(
                target,
                &["input", "select", "textarea", "output", "meter", "progress"],
            )
        }) {
            found.push(format!(
                "{} is for something that takes no label",
                shown(label)
            ));
        }
    }
    let legend = Selector::parse("legend").expect("a selector written here");
    for fieldset in page.all("fieldset") {
        if fieldset.select(&legend).all(|words| text(words).is_empty()) {
            found.push(format!("{} has no legend", shown(fieldset)));
        }
    }
}

/// Radio buttons, and checkboxes of one name, are one question: the question is the legend.
fn groups(page: &Page, found: &mut Vec<String>) {
    let mut questions: HashMap<(&str, &str), Vec<ElementRef>> = HashMap::new();
    for choice in page.all("input[type=radio], input[type=checkbox]") {
        let kind = choice.attr("type").unwrap_or_default();
        let name = choice.attr("name").unwrap_or_default();
        questions.entry((kind, name)).or_default().push(choice);
    }
    let mut questions: Vec<_> = questions.into_iter().collect();
    questions.sort_by_key(|(question, _)| *question);
    for ((kind, name), choices) in questions {
        if kind == "checkbox" && choices.len() < 2 {
            continue;
        }
        let grouped = |choice: &ElementRef| {
            around(*choice).any(|outer| {
                is(outer, &["fieldset"])
                    || (matches!(outer.attr("role"), Some("group" | "radiogroup"))
                        && (outer.attr("aria-label").is_some()
                            || outer.attr("aria-labelledby").is_some()))
                    // In a table each row is a choice, and the caption asks the question.
                    || is(outer, &["table"])
            })
        };
        if !choices.iter().all(grouped) {
            found.push(format!(
                "the {kind} choices named “{name}” stand in no group with a legend"
            ));
        }
    }
}

fn proofs(page: &Page, found: &mut Vec<String>) {
    let hidden = Selector::parse("input[type=hidden]").expect("a selector written here");
    for form in page.all("form") {
        let posts = form
            .attr("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let proofs = form
            .select(&hidden)
            .filter(|field| field.attr("name") == Some(CSRF_FIELD))
            .filter(|field| spoken(field.attr("value")).is_some())
            .count();
        if posts && proofs != 1 {
            found.push(format!(
                "{} posts with {proofs} “{CSRF_FIELD}” fields, where there should be one",
                shown(form)
            ));
        } else if !posts && proofs > 0 {
            found.push(format!(
                "{} puts its “{CSRF_FIELD}” field in the address",
                shown(form)
            ));
        }
    }
}

fn buttons(page: &Page, found: &mut Vec<String>) {
    for button in page.all("button, [role=button], a[href], summary") {
        if page.name_of(button).is_empty() {
            found.push(format!("{} has no text", shown(button)));
        }
    }
    for button in page.all("input[type=submit], input[type=button], input[type=reset]") {
        if spoken(button.attr("value")).is_none() && spoken(button.attr("aria-label")).is_none() {
            found.push(format!("{} has no text", shown(button)));
        }
    }
}

/// What can be pressed may not stand inside something else that can. (Where the parser itself forbids it, as with a
/// form in a form, it has complained already.)
fn nesting(page: &Page, found: &mut Vec<String>) {
    for inner in page.all("a[href], button, input:not([type=hidden]), select, textarea, summary") {
        if let Some(outer) = around(inner).find(|outer| is(*outer, &["a", "button", "summary"])) {
            found.push(format!("{} is inside {}", shown(inner), shown(outer)));
        }
    }
}
