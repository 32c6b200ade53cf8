//! What a page points at, and what its content security policy would stop.

use scraper::ElementRef;

use super::{Page, shown, spoken};

/// Attributes that hold ids of the same page.
const REFERENCES: [&str; 7] = [
    "for",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "headers",
    "form",
];

/// Attributes that a browser follows.
const ADDRESSES: [&str; 7] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "srcset",
];

pub(super) fn complaints(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    for element in page.all("*") {
        references(page, element, &mut found);
        addresses(page, element, &mut found);
        inline(element, &mut found);
    }
    found
}

fn references(page: &Page, element: ElementRef, found: &mut Vec<String>) {
    for name in REFERENCES {
        for id in element.attr(name).unwrap_or_default().split_whitespace() {
            if page.with_id(id).is_none() {
                found.push(format!(
                    "{} has {name}=\"{id}\", and nothing has that id",
                    shown(element)
                ));
            }
        }
    }
    if let Some(id) = element
        .attr("href")
        .and_then(|address| address.strip_prefix('#'))
        && page.with_id(id).is_none()
    {
        found.push(format!(
            "{} leads nowhere: nothing has the id “{id}”",
            shown(element)
        ));
    }
}

/// Whom a page may send people to: those who see to it that services like ours are fair, and who help to use one.
const MAY_BE_LEFT_FOR: [&str; 3] = [
    "https://ico.org.uk/",
    "https://www.equalityadvisoryservice.com/",
    "https://mcmw.abilitynet.org.uk/",
];

/// Whether following a link to this address is in order; loading anything from it would not be.
fn may_be_left_for(address: &str) -> bool {
    MAY_BE_LEFT_FOR.iter().any(|host| address.starts_with(host))
}

fn addresses(page: &Page, element: ElementRef, found: &mut Vec<String>) {
    let is_link = element.value().name() == "a";
    for name in ADDRESSES {
        let Some(address) = element.attr(name) else {
            continue;
        };
        if address.trim().is_empty() && name != "action" {
            found.push(format!("{} has an empty {name}", shown(element)));
        }
        let scheme = address
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase())
            .filter(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
        let elsewhere = match scheme.as_deref() {
            Some("mailto" | "tel") => false,
            Some("data") => name == "href" || name == "action",
            Some(_) => !(is_ours(page.address, address) || is_link && may_be_left_for(address)),
            None => address.starts_with("//"),
        };
        if elsewhere {
            found.push(format!(
                "{} leads to another host: {address}",
                shown(element)
            ));
        }
    }
}

fn is_ours(page: &str, address: &str) -> bool {
    let origin = |address: &str| {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        Some(format!("{scheme}://{host}").to_ascii_lowercase())
    };
    origin(page).is_some_and(|ours| origin(address) == Some(ours))
}

/// Our policy lets a page have no style and no script of its own; blocks of data are neither.
fn inline(element: ElementRef, found: &mut Vec<String>) {
    let name = element.value().name();
    let is_data = name == "script"
        && element
            .attr("type")
            .is_some_and(|kind| kind.ends_with("json"));
    if name == "style" {
        found.push("the page has a <style> of its own, which the policy stops".into());
    }
    if name == "script" && !is_data && spoken(element.attr("src")).is_none() {
        found.push("the page has a <script> of its own, which the policy stops".into());
    }
    for (attribute, _) in element.value().attrs() {
        if attribute == "style" || attribute.starts_with("on") {
            found.push(format!(
                "{} has {attribute}=…, which the policy stops",
                shown(element)
            ));
        }
    }
}
