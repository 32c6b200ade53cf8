//! What stands around every page: whose system it is, where else to go, and who is signed in.

use serde::Serialize;

/// The header and footer of one page, for the person who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chrome {
    /// What the service is called: "Fairwind" unless an installation says otherwise.
    pub service: String,
    /// The system that the person is in, if that is known yet.
    pub system: Option<String>,
    /// Where the service's name leads.
    pub home: String,
    /// The parts of the service that this person has.
    pub navigation: Vec<NavigationItem>,
    /// The name of who is signed in; without one there is no sign-out button.
    pub person: Option<String>,
    /// Where the person's name leads, if anywhere.
    pub account: Option<String>,
    /// What every form sends back to prove that we drew it.
    pub csrf: String,
    /// What has just been done, or what the person should know.
    pub notice: Option<Notice>,
    /// Whether this is a demonstration, whose mail can be read in the browser.
    pub demo: bool,
}

/// A part of the service, in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavigationItem {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub address: String,
    /// Whether this page is in it.
    pub current: bool,
}

/// A banner above the content of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Something was done (green), rather than something to know (blue).
    pub success: bool,
    /// The one sentence.
    pub heading: String,
    /// What follows from it.
    pub text: Option<String>,
}

impl Notice {
    /// Something was done: "Objective proposed to Sam Osei".
    pub fn success(heading: impl Into<String>) -> Self {
        Self {
            success: true,
            heading: heading.into(),
            text: None,
        }
    }

    /// Something to know before reading on.
    pub fn important(heading: impl Into<String>) -> Self {
        Self {
            success: false,
            heading: heading.into(),
            text: None,
        }
    }

    /// Says what follows from it.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

impl NavigationItem {
    /// A part of the service that this page is not in.
    pub fn new(label: impl Into<String>, address: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            address: address.into(),
            current: false,
        }
    }
}

impl Chrome {
    /// The chrome of someone who is not signed in.
    pub fn anonymous(service: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            system: None,
            home: "/".into(),
            navigation: Vec::new(),
            person: None,
            account: None,
            csrf: csrf.into(),
            notice: None,
            demo: false,
        }
    }

    /// Marks the part of the service that this page is in: the one with the longest address that `path` begins with.
    pub fn mark_current(&mut self, path: &str) {
        let within = |address: &str| {
            path == address
                || path
                    .strip_prefix(address)
                    .is_some_and(|rest| rest.starts_with('/') || address == "/")
        };
        let longest = self
            .navigation
            .iter()
            .filter(|item| within(&item.address) && (item.address != "/" || path == "/"))
            .map(|item| item.address.len())
            .max();
        for item in &mut self.navigation {
            item.current = within(&item.address) && Some(item.address.len()) == longest;
        }
    }

    /// Someone signed in, in a system, on the second of four parts.
    pub fn sample() -> Self {
        let mut chrome = Self {
            system: Some("Thames Valley".into()),
            navigation: vec![
                NavigationItem::new("Home", "/"),
                NavigationItem::new("Objectives", "/objectives"),
                NavigationItem::new("Log work", "/entries"),
                NavigationItem::new("Who takes part", "/participation"),
            ],
            person: Some("Amara Nwosu".into()),
            account: Some("/account".into()),
            ..Self::anonymous("Fairwind", "sample-token")
        };
        chrome.mark_current("/objectives/new");
        chrome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_part_is_the_longest_address_that_the_path_is_in() {
        let mut chrome = Chrome::sample();
        chrome
            .navigation
            .push(NavigationItem::new("Team", "/objectives/team"));
        for (path, current) in [
            ("/", Some("Home")),
            ("/objectives", Some("Objectives")),
            ("/objectives/7", Some("Objectives")),
            ("/objectives/team/3", Some("Team")),
            ("/objectives-of-others", None),
            ("/elsewhere", None),
        ] {
            chrome.mark_current(path);
            let marked: Vec<_> = chrome
                .navigation
                .iter()
                .filter(|item| item.current)
                .collect();
            assert!(marked.len() <= 1, "{path}");
            assert_eq!(
                marked.first().map(|item| item.label.as_str()),
                current,
                "{path}"
            );
        }
    }
}
