//! What the front page says of what is shown, where more may be hidden than is shown.

use crate::{
    digests::compose::{Account, compose, sample},
    kernel::time::Day,
    participation::FacetFigures,
};

/// So many people of 75 staff, in both counts; hidden for none.
fn facet(name: &str, people: Option<i64>) -> FacetFigures {
    let count = people.map_or_else(|| "\"hidden\"".to_owned(), |people| people.to_string());
    let cell = format!(r#"{{"staff": 75, "with_objective": {count}, "took_part": {count}}}"#);
    let counts = serde_json::from_str(&cell).expect("a cell");
    FacetFigures {
        name: name.into(),
        counts,
        all_partners: counts,
    }
}

/// The sentence that has these words, of an account changed so.
fn told(words: &str, change: impl FnOnce(&mut Account)) -> String {
    let mut account = sample();
    change(&mut account);
    let sentences = compose(&account, "").sentences;
    let found = sentences.iter().find(|sentence| sentence.contains(words));
    found
        .unwrap_or_else(|| panic!("no “{words}”: {sentences:#?}"))
        .clone()
}

#[test]
fn what_got_in_the_way_most_is_named_only_where_nothing_is_hidden() {
    let kinds = |figures: &[(&str, Option<i64>)]| {
        let kinds: Vec<FacetFigures> = figures
            .iter()
            .map(|(name, people)| facet(name, *people))
            .collect();
        told("got in the way", |account| account.beside.tensions = kinds)
    };
    let whole = kinds(&[("No time", Some(12)), ("Other", Some(20))]);
    assert!(
        whole.starts_with("What got in the way most often was “Other” (20 people);"),
        "{whole}"
    );
    let tied = kinds(&[
        ("No time", Some(20)),
        ("Other", Some(20)),
        ("Money", Some(11)),
    ]);
    assert!(
        tied.contains("most often was “No time” (20 people) and “Other” (20 people);"),
        "{tied}"
    );
    let part = kinds(&[("No time", None), ("Money", None), ("Other", Some(11))]);
    assert!(
        part.starts_with(
            "Asked what got in the way, 11 people said “Other”, and for 2 other kinds the number is hidden;"
        ),
        "{part}"
    );
    let none = kinds(&[("No time", Some(0))]);
    assert!(
        none.starts_with("Nobody said that anything got in the way;"),
        "{none}"
    );
}

#[test]
fn who_was_worked_with_most_is_named_only_where_no_partner_is_hidden() {
    let partners = |figures: &[(&str, Option<i64>)]| {
        let partners: Vec<FacetFigures> = figures
            .iter()
            .map(|(name, people)| facet(name, *people))
            .collect();
        told("worked", |account| account.beside.partners = partners)
    };
    assert_eq!(
        partners(&[("A", Some(12)), ("B", Some(30))]),
        "Of the partners, most people worked with B (30 people) and A (12 people)."
    );
    assert_eq!(
        partners(&[("A", Some(12)), ("B", None), ("C", None)]),
        "Staff worked with A (12 people); the figures of 2 other partners are hidden."
    );
    assert_eq!(
        partners(&[
            ("A", Some(12)),
            ("B", None),
            ("C", Some(13)),
            ("D", Some(14))
        ]),
        "Staff worked, among others, with D (14 people) and C (13 people); the figures of 1 other partner are hidden."
    );
}

#[test]
fn outcomes_that_are_hidden_are_said_to_be() {
    let outcomes = |figures: &[(&str, Option<i64>)]| {
        let outcomes: Vec<FacetFigures> = figures
            .iter()
            .map(|(name, people)| facet(name, *people))
            .collect();
        told("losed", |account| account.beside.outcomes = outcomes)
    };
    assert_eq!(
        outcomes(&[("Met", Some(60)), ("Partly met", None), ("Not met", None)]),
        "In October 2026, 60 people (80% of staff) closed an objective as met; how many closed one as partly met or not met is hidden."
    );
    assert_eq!(
        outcomes(&[("Met", Some(60)), ("Partly met", Some(12))]),
        "In October 2026, 60 people (80% of staff) closed an objective as met and 12 people (16% of staff) as partly met."
    );
}

#[test]
fn the_staff_list_is_said_to_be_of_the_day_it_describes_or_else_when_it_was_loaded() {
    let said = told("the staff list", |_| ());
    assert!(
        said.ends_with("and the staff list describes 31 October 2026."),
        "{said}"
    );
    let said = told("the staff list", |account| {
        account.figures.staff_list_describes = None;
    });
    assert!(
        said.ends_with("and the staff list was loaded on 2 November 2026."),
        "{said}"
    );
    let said = told("staff list", |account| {
        account.figures.staff_list_on = Day::new(2026, 11, 29);
    });
    assert!(
        said.ends_with("and the staff list describes 31 October 2026."),
        "{said}"
    );
}

#[test]
fn a_board_is_called_as_people_say_it() {
    let about = |board: &str| {
        let account = Account {
            board: board.into(),
            ..sample()
        };
        compose(&account, "").about
    };
    assert_eq!(
        about("Trust Board"),
        "A digest for the Trust Board, covering October 2026."
    );
    assert_eq!(
        about("The Board"),
        "A digest for The Board, covering October 2026."
    );
}

#[test]
fn a_table_without_earlier_figures_speaks_of_none() {
    let captions = |account: &Account| {
        let sections = compose(account, "").sections.into_iter();
        let tables = sections.filter_map(|section| section.table);
        tables
            .map(|table| table.caption)
            .collect::<Vec<_>>()
            .join("; ")
    };
    let mut account = sample();
    assert!(captions(&account).contains("Participation, then and elsewhere"));
    account.earlier = None;
    account.last_year = None;
    let said = captions(&account);
    assert!(
        said.contains("Participation, here and elsewhere") && !said.contains("then"),
        "{said}"
    );
}
