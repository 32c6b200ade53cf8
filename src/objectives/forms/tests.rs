use super::*;
use crate::{
    objectives::Partner,
    organisations::priorities::{Priority, Whose},
};

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a day")
}

fn choices() -> Choices {
    Choices {
        partners: vec![Partner {
            id: OrganisationId::new(),
            name: "Reading Borough Council".into(),
        }],
        frameworks: Vec::new(),
        priorities: vec![priority("Home first"), priority("Fairer outcomes")],
    }
}

fn priority(name: &str) -> Priority {
    Priority {
        id: PriorityId::new(),
        name: name.into(),
        difference: "People go home on the day they are ready to".into(),
        whose: Whose::System,
        of: None,
        retired_on: None,
    }
}

fn filled(choices: &Choices) -> ObjectiveForm {
    ObjectiveForm {
        title: " Home sooner ".into(),
        what: "One list\r\nfor both".into(),
        purpose: "Nobody can do it alone".into(),
        level: "place".into(),
        partners: vec![choices.partners[0].id.to_string()],
        ..ObjectiveForm::new(day("2026-11-23"), YearStart(4))
    }
}

fn window() -> DueWindow {
    DueWindow::from(day("2026-11-23"), YearStart(4), None)
}

#[test]
fn a_filled_form_is_what_it_says() {
    let choices = choices();
    let mut errors = Errors::new();
    let wording = filled(&choices).read(&choices, window(), &mut errors);
    let wording = wording.unwrap_or_else(|| panic!("{errors:?}"));
    assert_eq!(wording.title, "Home sooner");
    assert_eq!(wording.what, "One list\nfor both");
    assert_eq!(wording.due_on, day("2027-03-31"));
    assert_eq!(
        ObjectiveForm::of(&wording, 3).due_as_typed(),
        filled(&choices).due_as_typed()
    );
}

#[test]
fn what_is_missing_or_out_of_reach_is_said_at_its_field() {
    let choices = choices();
    type Spoil = fn(&mut ObjectiveForm);
    let wrong: [(&str, Spoil); 7] = [
        ("title", |form| form.title = " ".into()),
        ("title", |form| form.title = "x".repeat(121)),
        ("what", |form| form.what.clear()),
        ("due", |form| *form = form.clone().due(day("2026-11-22"))),
        ("due", |form| *form = form.clone().due(day("2028-04-01"))),
        ("partners", |form| {
            form.partners = vec![OrganisationId::new().to_string()]
        }),
        ("level", |form| form.level = "galaxy".into()),
    ];
    for (field, spoil) in wrong {
        let mut form = filled(&choices);
        spoil(&mut form);
        let mut errors = Errors::new();
        assert_eq!(form.read(&choices, window(), &mut errors), None, "{field}");
        assert!(errors.of(field).is_some(), "{field}: {errors:?}");
    }
}

#[test]
fn priorities_are_those_that_are_offered_and_one_that_is_not_is_said() {
    let choices = choices();
    let served = choices.priorities[1].id;
    let mut form = filled(&choices);
    form.priorities = vec![served.to_string()];
    let wording = form
        .read(&choices, window(), &mut Errors::new())
        .expect("a wording");
    assert_eq!(wording.priorities, [served]);
    assert_eq!(ObjectiveForm::of(&wording, 0).priorities, form.priorities);
    assert!(form.fields().contains(&("priorities", served.to_string())));
    form.priorities.push(PriorityId::new().to_string());
    let mut errors = Errors::new();
    assert_eq!(form.read(&choices, window(), &mut errors), None);
    assert!(errors.of("priorities").is_some());
}

#[test]
fn a_day_that_has_passed_may_stay_but_not_be_chosen() {
    let choices = choices();
    let past = filled(&choices).due(day("2026-06-30"));
    let mut errors = Errors::new();
    assert_eq!(past.read(&choices, window(), &mut errors), None);
    let kept = DueWindow {
        before: Some(day("2026-06-30")),
        ..window()
    };
    assert!(past.read(&choices, kept, &mut Errors::new()).is_some());
}

#[test]
fn an_outcome_needs_words_where_something_came_of_it() {
    let form = |outcome: &str, words: &str| StepForm {
        outcome: outcome.into(),
        words: words.into(),
        ..StepForm::default()
    };
    let mut errors = Errors::new();
    assert_eq!(form("met", "").closing(&mut errors), None);
    assert!(errors.of("closing-words").is_some());
    assert!(form("withdrawn", "").closing(&mut Errors::new()).is_some());
    assert!(
        form("partly met", "Fewer waits")
            .closing(&mut Errors::new())
            .is_some()
    );
    assert_eq!(
        form("agreed", "Fewer waits").closing(&mut Errors::new()),
        None
    );
}
