//! Imports go down only: the floors, the order of subjects, and what each file inside a subject may use.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The floors, the lowest first. Those on one line may not use each other, unless a rule below says so.
const FLOORS: &[&[&str]] = &[
    &["kernel"],
    &["entities"],
    &["mail"],
    &["access"],
    &["config"],
    &["web"],
    &["sign_in"],
    &["tallies"],
    &["organisations"],
    &["people"],
    &["objectives"],
    &["engagement"],
    &["participation"],
    &["measures"],
    &["boards"],
    &["digests"],
    &["sending"],
    &["monthly"],
    &["held"],
    &["home"],
    &["clockwork", "demo"],
    &["app"],
    &["running"],
    &["cli"],
    &["main"],
];

/// Subjects: one may use another's words and verbs, never its store, forms, pages or emails.
const SUBJECTS: &[&str] = &[
    "sign_in",
    "tallies",
    "organisations",
    "people",
    "objectives",
    "engagement",
    "participation",
    "measures",
    "boards",
    "digests",
    "sending",
    "monthly",
    "held",
    "home",
];

/// Inside a subject: what is higher may use what is lower.
const ROOMS: &[&str] = &["store", "mod", "emails", "forms", "pages"];

/// The demo is run by the command that runs everything else, which is above it: it starts the service it has filled.
const ALLOWED: &[(&str, &str)] = &[("demo", "running")];

#[test]
fn imports_go_down_only() {
    let floor_of: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor)))
        .collect();
    let mut wrong = Vec::new();
    for file in sources() {
        let own = file.top.as_str();
        if own == "lib" {
            continue;
        }
        let Some(&floor) = floor_of.get(own) else {
            wrong.push(format!(
                "{}: src/{own} has no floor: give it one in {}",
                file.path.display(),
                file!()
            ));
            continue;
        };
        for used in file.uses() {
            let other = used[0].as_str();
            if other == own || ALLOWED.contains(&(own, other)) {
                continue;
            }
            match floor_of.get(other) {
                Some(&below) if below < floor => {}
                Some(_) => wrong.push(format!(
                    "{} uses {}, which is not below it",
                    file.path.display(),
                    used.join("::")
                )),
                // Macros are exported at the root.
                None if other == "worded" || other == "cli" => {}
                None => wrong.push(format!(
                    "{} uses {}, which has no floor",
                    file.path.display(),
                    used.join("::")
                )),
            }
            let private = used
                .get(1)
                .is_some_and(|room| ["store", "forms", "pages", "emails"].contains(&room.as_str()));
            if SUBJECTS.contains(&other) && private {
                wrong.push(format!(
                    "{} uses {}: another subject's room",
                    file.path.display(),
                    used.join("::")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn inside_a_subject_pages_use_forms_and_forms_use_words_and_verbs() {
    let mut wrong = Vec::new();
    for file in sources()
        .into_iter()
        .filter(|file| SUBJECTS.contains(&file.top.as_str()))
    {
        let Some(own) = file.room() else { continue };
        for room in ROOMS.iter().skip_while(|room| **room != own).skip(1) {
            let uses_higher = file.text.lines().any(|line| {
                let line = line.trim_start();
                line.starts_with("use ")
                    && (line.contains(&format!("super::{room}::"))
                        || line.contains(&format!("super::{room};")))
            });
            if uses_higher && own != "mod" {
                wrong.push(format!("{} uses {room}", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_stores_access_and_the_outbox_know_the_orm() {
    let mut wrong = Vec::new();
    for file in sources() {
        let may = ["kernel", "entities", "access", "mail"].contains(&file.top.as_str())
            || file
                .path
                .components()
                .any(|part| part.as_os_str().to_string_lossy().starts_with("store"));
        if may {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if code.contains("sea_orm") || code.contains(".read()") && code.contains(".db()") {
                wrong.push(format!(
                    "{}:{}: {}",
                    file.path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pages_reach_the_database_only_through_the_viewer() {
    let mut wrong = Vec::new();
    for file in sources() {
        let is_page = file.path.components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            part.starts_with("pages") || part.starts_with("forms") || part.starts_with("emails")
        });
        for (number, line) in file.text.lines().enumerate() {
            if is_page
                && (line.contains(".db()")
                    || line.contains("Gate")
                    || line.contains("background::"))
            {
                wrong.push(format!(
                    "{}:{}: {}",
                    file.path.display(),
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

struct Source {
    path: PathBuf,
    /// The room of `src` it is in.
    top: String,
    text: String,
}

impl Source {
    /// What it uses of the crate, as paths without `crate`. Tests inside a file count too: they stand there.
    fn uses(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let code: String = self
            .text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n");
        for piece in code.split("crate::").skip(1) {
            if let Some(group) = piece.strip_prefix('{') {
                for top in top_level(group) {
                    found.push(path(top.trim()));
                }
            } else {
                found.push(path(piece));
            }
        }
        found.retain(|path| !path.is_empty() && !path[0].is_empty());
        found
    }

    /// The file or folder inside its subject.
    fn room(&self) -> Option<String> {
        let parts: Vec<String> = self
            .path
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let at = parts.iter().position(|part| *part == self.top)?;
        Some(parts.get(at + 1)?.trim_end_matches(".rs").to_owned())
    }
}

/// The items of a use group, up to its closing brace.
fn top_level(group: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(character);
    }
    items.push(item);
    items
}

fn path(text: &str) -> Vec<String> {
    text.split("::")
        .take(2)
        .map(|part| {
            part.trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for found in fs::read_dir(folder).expect("a folder of sources") {
            let path = found.expect("a file").path();
            if path.is_dir() && path.join("Cargo.toml").exists() {
                // A crate of its own uses nothing of ours, which the compiler sees to.
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("inside src");
                let top = inside
                    .components()
                    .next()
                    .expect("a name")
                    .as_os_str()
                    .to_string_lossy();
                all.push(Source {
                    top: top.trim_end_matches(".rs").to_owned(),
                    text: fs::read_to_string(&path).expect("a source"),
                    path: Path::new("src").join(inside),
                });
            }
        }
    }
    assert!(all.len() > 50, "the sources are found");
    all
}
