//! Every template is rendered with every sample of its view, in strict mode, and every page of them is sound.

use std::{collections::BTreeSet, fs, path::Path};

use fairwind::{app, kernel::templates};

use crate::support::inspect::inspect;

#[test]
fn every_template_renders_with_its_samples() {
    let samples = app::samples();
    assert!(samples.len() > 40, "{} samples", samples.len());
    let mut complaints = Vec::new();
    for sample in &samples {
        match templates::render_sample(sample) {
            Ok(html) if html.contains("id=\"maincontent\"") => {
                complaints.extend(
                    inspect("/", &html)
                        .into_iter()
                        // A sample shows fields with their errors; the summary of them is the page's own affair.
                        .filter(|complaint| !complaint.contains("no error summary"))
                        .map(|c| format!("{}: {c}", sample.template)),
                );
            }
            Ok(rendered) => {
                if rendered.trim().is_empty() {
                    complaints.push(format!("{} is empty", sample.template));
                }
            }
            Err(cause) => complaints.push(format!("{}: {cause}", sample.template)),
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn no_template_is_without_a_sample() {
    let sampled: BTreeSet<String> = app::samples()
        .iter()
        .map(|sample| sample.template.to_owned())
        .collect();
    let partials = partials(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
    let unsampled: Vec<String> = templates::names()
        .expect("the templates load")
        .into_iter()
        .filter(|name| {
            !name.starts_with("components/") && !name.starts_with("layouts/") && name != "gallery"
        })
        .filter(|name| !sampled.contains(name) && !partials.contains(name))
        .collect();
    assert!(
        unsampled.is_empty(),
        "no View has these templates: {unsampled:#?}"
    );
}

/// What templates draw parts of themselves with: rendered wherever those are.
fn partials(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder)
        .expect("templates")
        .map(|file| file.expect("a file").path())
    {
        if file.is_dir() {
            found.extend(partials(&file));
        } else if let Ok(text) = fs::read_to_string(&file) {
            for piece in text
                .split("{{> ")
                .skip(1)
                .chain(text.split("{{#> ").skip(1))
                .chain(text.split("{{component \"").skip(1))
            {
                let name = piece
                    .split(|c: char| c.is_whitespace() || c == '}' || c == '"')
                    .next();
                found.extend(name.map(str::to_owned));
            }
        }
    }
    found
}
