//! Each complaint, and a page that earns none.

use super::inspect;

const SOUND: &str = r##"<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>Error: Set an objective - Fairwind</title>
<link rel="stylesheet" href="/assets/a.css"><script src="/assets/a.js" defer></script></head>
<body>
<a class="nhsuk-skip-link" href="#main">Skip to main content</a>
<main id="main">
<div class="nhsuk-error-summary" role="alert" aria-labelledby="wrong"><h2 id="wrong">There is a problem</h2>
<ul><li><a href="#title">Enter a title</a></li></ul></div>
<h1><span class="nhsuk-caption-xl">Step 1</span> Set an objective</h1>
<form method="post" action="/objectives">
<input type="hidden" name="csrf" value="a1b2">
<div class="nhsuk-form-group nhsuk-form-group--error"><label for="title">Title</label>
<span class="nhsuk-error-message" id="title-error">Enter a title</span>
<input id="title" name="title" aria-describedby="title-error"></div>
<fieldset><legend>Level</legend>
<input type="radio" id="l1" name="level" value="1"><label for="l1">Place</label>
<input type="radio" id="l2" name="level" value="2"><label for="l2">System</label></fieldset>
<button>Save</button>
</form>
<h2>So far</h2>
<table><caption>Uptake</caption><thead><tr><th scope="col">Group</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg role="img" viewBox="0 0 1 1"><title>Uptake over the year</title><path d="M0 0"/></svg>
<svg aria-hidden="true"><path d="M0 0"/></svg>
<img src="/mark.svg" alt="">
<script type="application/json">{"a": 1}</script>
</main></body></html>"##;

/// The sound page with one thing changed earns exactly the complaints that hold these words.
#[track_caller]
fn changed(from: &str, to: &str, expected: &[&str]) {
    assert!(SOUND.contains(from), "the sound page has no {from}");
    let complaints = inspect("/objectives", &SOUND.replacen(from, to, 1));
    assert_eq!(
        complaints.len(),
        expected.len(),
        "expected {expected:?}, and got {complaints:#?}"
    );
    for words in expected {
        assert!(
            complaints.iter().any(|complaint| complaint.contains(words)),
            "no complaint says “{words}”: {complaints:#?}"
        );
    }
}

#[test]
fn a_sound_page_earns_no_complaint() {
    assert_eq!(inspect("/objectives", SOUND), Vec::<String>::new());
}

#[test]
fn html_that_a_browser_would_have_to_mend_is_complained_of() {
    changed("<h2>So far</h2>", "<h2>So far</h3>", &["not valid HTML"]);
    changed("<!DOCTYPE html>", "", &["not valid HTML"]);
    changed(
        "<h2>So far</h2>",
        "<h2>So far</h2></div>",
        &["not valid HTML"],
    );
}

#[test]
fn forms_links_and_buttons_do_not_nest() {
    changed(
        "<button>Save</button>",
        "<form action='/x'></form><button>Save</button>",
        &["nested forms", "Null form element"],
    );
    changed(
        "<h2>So far</h2>",
        "<h2>So far</h2><a href='/a'><button type='button'>Go</button></a>",
        &["is inside <a"],
    );
    changed(
        "<h2>So far</h2>",
        "<h2>So far</h2><button type='button'><a href='/a'>Go</a></button>",
        &["is inside <button"],
    );
    let twice = SOUND.replace("Skip to main", "Skip <a href='/b'>to</a> main");
    assert!(!inspect("/", &twice).is_empty());
}

#[test]
fn a_page_has_a_language_one_main_and_one_heading() {
    changed(r#" lang="en-GB""#, "", &["no lang"]);
    changed("<h2>So far</h2>", "<h1>Set</h1>", &["2 <h1>"]);
    changed("<h2>So far</h2>", "<main></main>", &["2 <main>"]);
}

#[test]
fn the_title_is_the_heading_and_the_service() {
    changed(" - Fairwind<", "<", &["does not end"]);
    let header = "<header><a class=\"nhsuk-header__service-name\" href=\"/\">Seaside <span>North</span></a></header><main";
    changed("<main", header, &["does not end “Seaside”"]);
    changed("Error: Set an", "Error: Edit an", &["does not begin"]);
    changed(
        "<title>Error: Set an objective - Fairwind</title>",
        "",
        &["0 <title>", "does not begin “Error: ”"],
    );
    changed(
        "Error: Set an objective",
        "Error: Step 1 Set an objective",
        &[],
    );
}

#[test]
fn headings_do_not_skip_levels_or_stand_empty() {
    changed("<h2>So far</h2>", "<h3>So far</h3>", &["skips a level"]);
    changed("<h2>So far</h2>", "<h2> </h2>", &["empty heading"]);
}

#[test]
fn ids_are_unique_and_what_points_at_one_finds_it() {
    changed(
        r#"id="l2""#,
        r#"id="l1""#,
        &["more than once", "for=\"l2\""],
    );
    changed(r##"href="#main""##, r##"href="#top""##, &["leads nowhere"]);
    changed(
        r#"aria-describedby="title-error""#,
        r#"aria-describedby="hint""#,
        &["aria-describedby=\"hint\""],
    );
    changed(
        "<h2>So far</h2>",
        "<label for='gone'>Gone</label>",
        &["for=\"gone\""],
    );
}

#[test]
fn every_field_has_a_label_and_every_group_a_legend() {
    changed(r#"<label for="title">Title</label>"#, "", &["has no label"]);
    changed(
        r#"<label for="title">Title</label>"#,
        r#"<label for="title"> </label>"#,
        &["has no label"],
    );
    changed(
        "<h2>So far</h2>",
        "<h2>So far</h2><select name='a'><option>1</option></select><textarea name='b'></textarea>",
        &["<select name=\"a\"", "<textarea name=\"b\""],
    );
    changed(
        "<h2>So far</h2>",
        "<input name='a' aria-label='Search'><label>Find <input name='b'></label>",
        &[],
    );
    changed("<legend>Level</legend>", "", &["has no legend"]);
    let loose = SOUND
        .replace("<fieldset><legend>Level</legend>", "")
        .replace("</fieldset>", "");
    let complaints = inspect("/", &loose);
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(complaints[0].contains("“level” stand in no group"));
}

#[test]
fn a_form_that_posts_carries_the_proof_that_it_is_ours() {
    changed(r#"name="csrf""#, r#"name="other""#, &["posts with 0"]);
    changed(r#"value="a1b2""#, r#"value="""#, &["posts with 0"]);
    changed(r#"method="post""#, r#"method="get""#, &["in the address"]);
}

#[test]
fn what_can_be_pressed_has_text() {
    changed(
        "<button>Save</button>",
        "<button></button>",
        &["has no text"],
    );
    changed(
        "<button>Save</button>",
        "<button><img src='/a.png' alt='Save'></button><input type='submit'>",
        &["<input type=\"submit\""],
    );
    changed(
        "<h2>So far</h2>",
        "<a href='/x'><svg aria-hidden='true'></svg></a>",
        &["has no text"],
    );
}

#[test]
fn pictures_have_text_alternatives() {
    changed(r#" alt="""#, "", &["has no text alternative"]);
    changed(
        "<title>Uptake over the year</title>",
        "",
        &["has no text alternative"],
    );
    changed(
        r#"<svg aria-hidden="true">"#,
        "<svg>",
        &["neither a picture"],
    );
}

#[test]
fn tables_say_what_they_are() {
    changed("<caption>Uptake</caption>", "", &["has no caption"]);
    changed(r#"<th scope="col">"#, "<th>", &["has no scope"]);
    changed(
        r#"<th scope="col">Group</th>"#,
        "<td>Group</td>",
        &["no header cells"],
    );
}

#[test]
fn what_the_policy_would_stop_is_complained_of() {
    changed("<h2>", r#"<h2 style="color: red">"#, &["style=…"]);
    changed("<h2>So", r#"<h2 onclick="go()">So"#, &["onclick=…"]);
    changed("</head>", "<style>a {}</style></head>", &["<style>"]);
    changed("</head>", "<script>go()</script></head>", &["<script>"]);
}

#[test]
fn no_page_leads_to_another_host() {
    for address in [
        "https://example.org/x",
        "//example.org/x",
        "javascript:go()",
    ] {
        changed(
            r#"href="/assets/a.css""#,
            &format!(r#"href="{address}""#),
            &["another host"],
        );
    }
    for address in ["mailto:a@example.org", "?page=2", "/objectives?at=10:30"] {
        changed(
            r#"href="/assets/a.css""#,
            &format!(r#"href="{address}""#),
            &[],
        );
    }
    let ours = SOUND.replace(
        r#"href="/assets/a.css""#,
        r#"href="http://localhost:8000/a.css""#,
    );
    assert!(inspect("http://localhost:8000/objectives", &ours).is_empty());
    assert!(!inspect("http://localhost:8001/objectives", &ours).is_empty());
}

#[test]
fn errors_are_summarised_with_a_link_to_each_field() {
    changed(
        r##"<a href="#title">"##,
        r##"<a href="#l1">"##,
        &["no link to the field"],
    );
    changed(
        "nhsuk-error-summary",
        "other",
        &["no error summary", "“Error: ”"],
    );
    changed("Error: Set", "Set", &["does not begin “Error: ”"]);
}
