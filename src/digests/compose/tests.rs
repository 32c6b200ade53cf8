use super::*;
use crate::{kernel::time::Day, participation::disclosure::ShownCell};

mod front;

#[test]
fn the_same_account_says_the_same() {
    let account = sample();
    assert_eq!(
        compose(&account, "Good.\n\nBetter."),
        compose(&account, "Good.\n\nBetter.")
    );
    assert_eq!(
        compose(&account, "Good.\r\n\r\nBetter.").commentary,
        ["Good.", "Better."]
    );
}

/// Accounts of every kind: with everything, with nothing before, with nothing to show.
fn accounts() -> Vec<Account> {
    let whole = sample();
    let first = Account {
        earlier: None,
        last_year: None,
        ..whole.clone()
    };
    let mut bare = first.clone();
    bare.beside = participation::Beside::default();
    let mut hidden = whole.clone();
    let hide = |shown: &mut ShownCell| {
        *shown = serde_json::from_str(
            r#"{"staff": "hidden", "with_objective": "hidden", "took_part": "hidden"}"#,
        )
        .expect("a cell");
    };
    hide(&mut hidden.figures.total);
    hide(&mut hidden.figures.system_total);
    hidden
        .figures
        .groups
        .iter_mut()
        .for_each(|group| hide(&mut group.counts));
    for facets in [
        &mut hidden.beside.outcomes,
        &mut hidden.beside.themes,
        &mut hidden.beside.partners,
        &mut hidden.beside.tensions,
    ] {
        facets.iter_mut().for_each(|facet| hide(&mut facet.counts));
    }
    for theme in &mut hidden.beside.outcomes_of_themes {
        for closed in &mut theme.outcomes {
            closed.people = hidden.figures.total.took_part;
        }
    }
    vec![whole, first, bare, hidden]
}

/// Every run of digits, with the commas within it.
fn numbers(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == ',';
    text.split(|c| !is_part(c))
        .map(|run| run.trim_matches(',').to_owned())
        .filter(|run| !run.is_empty())
        .collect()
}

#[test]
fn five_sentences_are_written_by_rule_and_every_number_in_them_is_a_figure() {
    for account in accounts() {
        let content = compose(&account, "");
        assert_eq!(content.sentences.len(), 5, "{:#?}", content.sentences);
        assert_eq!(content.sources.len(), 5);
        let mut traced = 0;
        for (sentence, sources) in content.sentences.iter().zip(&content.sources) {
            let mut figures = Vec::new();
            for source in sources {
                let section = content.sections.iter().find(|s| s.id == source.section);
                let table = section.and_then(|s| s.table.as_ref()).expect("its table");
                assert_eq!(
                    table.cell(&source.row, &source.column),
                    Some(source.words.as_str())
                );
                assert!(
                    sentence.contains(&source.words),
                    "{source:?} is not said: {sentence}"
                );
                figures.extend(numbers(&source.words));
            }
            // What is no figure: the names of periods.
            let mut rest = sentence.clone();
            for name in ["October 2026", "September 2026", "October 2025"] {
                if !sources.iter().any(|source| source.words.contains(name)) {
                    rest = rest.replace(name, "");
                }
            }
            for number in numbers(&rest) {
                let is_year = ["2025", "2026"].contains(&number.as_str());
                assert!(
                    is_year || figures.contains(&number),
                    "{number} is no figure: {sentence}"
                );
                traced += 1;
            }
        }
        assert!(traced > 1, "{:#?}", content.sentences);
    }
}

#[test]
fn what_is_hidden_is_said_to_be_and_no_number_stands_for_it() {
    let hidden = accounts().pop().expect("an account");
    let content = compose(&hidden, "");
    for sentence in &content.sentences {
        assert!(sentence.contains("hidden"), "{sentence}");
    }
    for section in content
        .sections
        .iter()
        .filter(|s| s.id != "sure" && !s.id.starts_with("measures"))
    {
        for line in section.table.iter().flat_map(Grid::lines) {
            for (column, cell) in section
                .table
                .iter()
                .flat_map(|t| &t.columns)
                .zip(&line.cells)
            {
                let is_before = column.contains("2025") || column.contains("September");
                let is_elsewhere = column.contains("ll partners");
                assert!(
                    is_before || is_elsewhere || cell == "hidden" || cell == "cannot be compared",
                    "{}, {}, {column}: {cell}",
                    section.id,
                    line.name
                );
            }
        }
    }
}

#[test]
fn a_change_is_said_only_where_there_is_one() {
    let mut account = sample();
    let said = compose(&account, "").sentences.join(" ");
    assert!(
        said.contains("no clear change since September 2026"),
        "{said}"
    );
    account.earlier = None;
    account.version = 2;
    account.last_year = None;
    let content = compose(&account, "");
    let said = content.sentences.join(" ");
    assert!(!said.contains("since"), "{said}");
    let compared = content
        .sections
        .iter()
        .find(|s| s.id == "participation")
        .expect("compared");
    assert!(
        compared.notes[0].contains("nothing to compare with"),
        "{compared:?}"
    );
    assert!(content.subject.starts_with("Corrected: System working at "));
}

#[test]
fn outcomes_come_first_and_a_correction_before_them() {
    let mut account = sample();
    let said = compose(&account, "").sections;
    assert_eq!(said[0].id, "outcomes");
    account.version = 2;
    account.corrects = Some(Corrects {
        version: 1,
        issued_on: Day::new(2026, 11, 3).expect("a day"),
        reason: "A ward was counted twice.".into(),
        said,
    });
    let content = compose(&account, "");
    assert_eq!(content.sections[0].id, "corrected");
    assert!(
        content.sections[0]
            .says
            .contains(&"No figure differs.".to_owned())
    );
    assert_eq!(content.sections[1].id, "outcomes");
}

/// The sample, in which an objective of the first theme was met by 20 people.
fn with_outcomes() -> Account {
    let mut account = sample();
    account.beside.outcomes_of_themes[0].outcomes[0].people =
        serde_json::from_str("20").expect("a count");
    account
}

#[test]
fn what_objectives_of_each_theme_were_closed_with_is_told_as_far_as_it_may_be() {
    let of = |account: &Account| {
        let sections = compose(account, "").sections;
        sections.into_iter().find(|s| s.id == "outcomes-of-themes")
    };
    let section = of(&with_outcomes()).expect("outcomes by theme");
    let table = section.table.expect("a table");
    let theme = "Better health for everyone (Triple Aim)";
    assert_eq!(
        table.columns,
        ["Met", "Partly met", "Not met", "Carried forward"]
    );
    assert_eq!(table.rows.len(), 1, "of the other theme nothing is shown");
    assert_eq!(table.cell(theme, "Met"), Some("20"));
    assert_eq!(table.cell(theme, "Not met"), Some("hidden"));
    assert!(
        section.notes[0].contains("outcomes of 1 theme "),
        "{:?}",
        section.notes
    );
    let hidden = accounts().pop().expect("an account");
    let section = of(&hidden).expect("outcomes by theme");
    assert_eq!(section.table, None);
    assert!(
        section.notes[0].contains("2 themes are hidden"),
        "{:?}",
        section.notes
    );
    let mut first = sample();
    first.beside.outcomes_of_themes.clear();
    assert_eq!(of(&first), None, "a digest from before there were any");
}

#[test]
fn the_scorecard_goes_theme_by_theme_and_says_first_what_came_of_objectives() {
    let mut account = with_outcomes();
    let measure = |name: &str, theme: Option<&str>| MeasureSaid {
        name: name.into(),
        theme: theme.map(str::to_owned),
        framework: theme.map(|_| "Triple Aim".to_owned()),
        ..sample().measures.remove(0)
    };
    let (health, care) = ("Better health for everyone", "Better care for all patients");
    account.measures = vec![
        measure("A", Some(health)),
        measure("B", Some(health)),
        measure("C", Some(care)),
        measure("D", None),
    ];
    let sections = compose(&account, "").sections;
    let scorecard: Vec<&Section> = sections
        .iter()
        .filter(|s| s.id.starts_with("measures-"))
        .collect();
    let told: Vec<(&str, Vec<&str>)> = scorecard
        .iter()
        .map(|section| {
            let rows = section.table.iter().flat_map(Grid::lines);
            let names = rows.map(|line| line.name.as_str()).collect();
            (section.heading.as_str(), names)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Scorecard: Better health for everyone", vec!["A", "B"]),
            ("Scorecard: Better care for all patients", vec!["C"]),
            ("Scorecard: what serves no one theme", vec!["D"]),
        ]
    );
    assert_eq!(
        scorecard[0].says,
        [
            "20 people closed an objective that serves it as met; how many closed one as partly met, not met or carried forward is hidden."
        ]
    );
    assert!(scorecard[1].says[0].contains("hidden"));
    assert!(scorecard[2].says.is_empty());
    let columns = scorecard[0].table.as_ref().map(|table| &table.columns[2..]);
    assert_eq!(
        columns,
        Some(&["Variation".to_owned(), "Assurance".to_owned()][..])
    );
}

#[test]
fn names_of_rows_and_columns_are_each_once_in_their_table() {
    for account in accounts() {
        for section in compose(&account, "").sections {
            let Some(table) = section.table else { continue };
            let rows = table.lines().map(|line| &line.name);
            for names in [rows.collect::<Vec<_>>(), table.columns.iter().collect()] {
                let once: std::collections::BTreeSet<_> = names.iter().collect();
                assert_eq!(once.len(), names.len(), "{}: {names:?}", section.id);
            }
            for line in table.lines() {
                assert_eq!(line.cells.len(), table.columns.len(), "{}", section.id);
            }
        }
    }
}

#[test]
fn a_frozen_digest_is_read_back_as_it_was() {
    let account = sample();
    let content = compose(&account, "Good.");
    let frozen = serde_json::to_string(&(&account, &content)).expect("an account");
    assert_eq!(
        serde_json::from_str::<(Account, Content)>(&frozen).expect("the same"),
        (account, content)
    );
}

#[test]
fn a_digest_that_was_frozen_before_there_were_sections_can_be_read() {
    let account = sample();
    let mut old = serde_json::to_value(&account).expect("an account");
    for field in [
        "beside",
        "last_year",
        "measures",
        "late_until",
        "cover",
        "corrects",
    ] {
        old.as_object_mut().expect("an object").remove(field);
    }
    let read: Account = serde_json::from_value(old).expect("it reads");
    assert_eq!(read.figures, account.figures);
    // Later ones had figures beside, and no outcomes of themes.
    let mut later = serde_json::to_value(&account).expect("an account");
    let fields = later["beside"].as_object_mut().expect("an object");
    fields.remove("outcomes_of_themes").expect("outcomes");
    let fields = later["measures"][0].as_object_mut().expect("an object");
    fields.remove("framework").expect("a framework");
    let fields = later.as_object_mut().expect("an object");
    fields.remove("paper_is_attached").expect("whether it is");
    let read: Account = serde_json::from_value(later).expect("it reads");
    assert_eq!(read.beside.outcomes, account.beside.outcomes);
    assert!(compose(&read, "").sections.len() > 5);
    let old = serde_json::json!({
        "subject": "S", "heading": "H", "about": "A", "sentences": ["One."], "commentary": [],
        "columns": ["Staff"], "rows": [{"name": "Nurses", "cells": ["32"]}], "total": {"name": "All", "cells": ["75"]},
        "chart_title": "T", "chart_says": "T: Nurses 66%.", "notes": ["N"], "definitions": [["D", "M"]], "page": "/p",
    });
    let read: Content = serde_json::from_value(old).expect("it reads");
    assert_eq!(
        read.sections[0]
            .table
            .as_ref()
            .and_then(|t| t.cell("All", "Staff")),
        Some("75")
    );
    assert_eq!(read.chart().map(|chart| chart.title.as_str()), Some("T"));
    assert_eq!(read.sections[0].notes, ["N"]);
}
