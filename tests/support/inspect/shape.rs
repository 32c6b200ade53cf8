//! The page as a whole: language, title, headings, ids, tables, pictures.

use std::collections::HashSet;

use scraper::{ElementRef, Selector};

use super::{Page, SERVICE_NAME, is, shown, spoken, text};

pub(super) fn complaints(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    language(page, &mut found);
    title(page, &mut found);
    headings(page, &mut found);
    ids(page, &mut found);
    tables(page, &mut found);
    pictures(page, &mut found);
    found
}

fn language(page: &Page, found: &mut Vec<String>) {
    if spoken(page.document.root_element().attr("lang")).is_none() {
        found.push("<html> has no lang".into());
    }
    let mains = page.all("main").len();
    if mains != 1 {
        found.push(format!("{mains} <main>, where there should be one"));
    }
}

/// The title begins with the heading, so that a list of open pages tells them apart, and ends with the service.
fn title(page: &Page, found: &mut Vec<String>) {
    let headings = page.all("h1");
    let [heading] = headings.as_slice() else {
        found.push(format!(
            "{} <h1>, where there should be one",
            headings.len()
        ));
        return;
    };
    let titles = page.all("head > title");
    let [title] = titles.as_slice() else {
        found.push(format!(
            "{} <title>, where there should be one",
            titles.len()
        ));
        return;
    };
    let title = text(*title);
    let begins = title.strip_prefix("Error: ").unwrap_or(&title);
    let whole = text(*heading);
    let bare = without_caption(*heading);
    if whole.is_empty() {
        found.push("the <h1> is empty".into());
    } else if !(begins.starts_with(&whole) || begins.starts_with(&bare)) {
        found.push(format!(
            "the title “{title}” does not begin with the heading “{whole}”"
        ));
    }
    let service = service_name(page);
    if !title.ends_with(&service) {
        found.push(format!("the title “{title}” does not end “{service}”"));
    }
}

/// What the header calls the service, without the system that may stand beside it.
fn service_name(page: &Page) -> String {
    page.all(".nhsuk-header__service-name")
        .first()
        .and_then(|name| name.children().find_map(|node| node.value().as_text()))
        .and_then(|name| spoken(Some(name)))
        .unwrap_or_else(|| SERVICE_NAME.to_owned())
}

/// A heading's text without the caption that the design system may put above it.
fn without_caption(heading: ElementRef) -> String {
    let words: String = heading
        .descendants()
        .filter(|node| {
            !node
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| around.attr("class").is_some_and(|c| c.contains("caption")))
        })
        .filter_map(|node| node.value().as_text().map(|words| words.to_string()))
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An error summary stands above the `h1` with an `h2`, so a page may begin with either.
fn headings(page: &Page, found: &mut Vec<String>) {
    let mut last = 1;
    for heading in page.all("h1, h2, h3, h4, h5, h6") {
        let level: u8 = heading.value().name()[1..].parse().expect("h1 to h6");
        if level > last + 1 {
            found.push(format!(
                "{} skips a level: h{last} comes before it",
                shown(heading)
            ));
        }
        if text(heading).is_empty() {
            found.push(format!("{} is an empty heading", shown(heading)));
        }
        last = level;
    }
}

fn ids(page: &Page, found: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for element in page.all("[id]") {
        let id = element.attr("id").unwrap_or_default();
        if id.is_empty() || id.contains(char::is_whitespace) {
            found.push(format!("{} has an id that is no id", shown(element)));
        } else if !seen.insert(id) {
            found.push(format!("the id “{id}” is there more than once"));
        }
    }
}

fn tables(page: &Page, found: &mut Vec<String>) {
    let caption = Selector::parse("caption").expect("a selector written here");
    let header = Selector::parse("th").expect("a selector written here");
    for table in page.all("table") {
        if table.select(&caption).all(|words| text(words).is_empty()) {
            found.push(format!("{} has no caption", shown(table)));
        }
        if table.select(&header).next().is_none() {
            found.push(format!("{} has no header cells", shown(table)));
        }
        for cell in table.select(&header) {
            if !matches!(
                cell.attr("scope"),
                Some("col" | "row" | "colgroup" | "rowgroup")
            ) {
                found.push(format!("{} has no scope", shown(cell)));
            }
        }
    }
}

fn pictures(page: &Page, found: &mut Vec<String>) {
    for image in page.all("img, input[type=image], area[href]") {
        let decoration = is(image, &["img"]) && image.attr("alt") == Some("");
        if !decoration && spoken(image.attr("alt")).is_none() {
            found.push(format!("{} has no text alternative", shown(image)));
        }
    }
    let title = Selector::parse("title").expect("a selector written here");
    for drawing in page.all("svg, [role=img]") {
        if drawing.attr("aria-hidden") == Some("true") {
            continue;
        }
        if drawing.attr("role") != Some("img") {
            found.push(format!(
                "{} is neither a picture (role=\"img\") nor hidden (aria-hidden=\"true\")",
                shown(drawing)
            ));
            continue;
        }
        let titled = drawing.select(&title).any(|words| !text(words).is_empty());
        let labelled = spoken(drawing.attr("aria-label")).is_some()
            || drawing
                .attr("aria-labelledby")
                .unwrap_or_default()
                .split_whitespace()
                .any(|id| {
                    page.with_id(id)
                        .is_some_and(|words| !text(words).is_empty())
                });
        if !titled && !labelled {
            found.push(format!("{} has no text alternative", shown(drawing)));
        }
    }
}
