//! What the page of a list and the page of an item show.

use serde::Serialize;
use uuid::Uuid;

use super::{
    fields::{counted, difference, name, version, whose},
    words::words,
};
use crate::{
    kernel::{ids::FrameworkId, stood::Stood, templates::View, time::Day},
    organisations::{
        forms::{ItemForm, RetirementForm},
        keeping::{Item, List, Wording},
        priorities::{Owner, Whose},
    },
    web::{
        components::{
            Button, DateInput, Input, Inset, Link, Radios, Select, SummaryList, SummaryRow,
            Textarea,
        },
        forms::Errors,
    },
};

#[derive(Serialize)]
pub(in crate::organisations) struct ListView {
    lead: String,
    table_caption: String,
    rows: Vec<ListRow>,
    retired: Vec<RetiredRow>,
    add_heading: String,
    add_to: String,
    name: Input,
    version: Option<Input>,
    counted: Option<Radios>,
    difference: Option<Textarea>,
    whose: Option<Select>,
    add: Button,
}

#[derive(Serialize)]
struct ListRow {
    name: String,
    difference: Option<String>,
    note: Option<String>,
    change: Link,
    themes: Option<Link>,
    shift_to: String,
    shifts: Vec<Button>,
}

#[derive(Serialize)]
struct RetiredRow {
    name: String,
    note: String,
    bring_back_to: String,
    bring_back: Button,
}

impl ListView {
    pub(super) fn new(
        at: &str,
        list: List,
        (in_use, retired): (&[&Item], &[&Item]),
        owners: &[Owner],
        form: &ItemForm,
        errors: &Errors,
    ) -> Self {
        let words = words(list);
        let last = in_use.len().saturating_sub(1);
        let rows = in_use.iter().enumerate().map(|(index, item)| ListRow {
            name: item.name.clone(),
            difference: item.difference.clone(),
            note: note(item, owners),
            change: Link::new("Change", format!("{at}/{}", item.id)).about(&item.name),
            themes: (list == List::Frameworks).then(|| {
                let themes = List::Themes(FrameworkId(item.id));
                let address = at.replace(&List::Frameworks.word(), &themes.word());
                Link::new("Themes", address).about(format!("of {}", item.name))
            }),
            shift_to: format!("{at}/{}/position", item.id),
            shifts: [
                (index > 0, "Move up", "up"),
                (index < last, "Move down", "down"),
            ]
            .into_iter()
            .filter(|(possible, ..)| *possible)
            .map(|(_, text, way)| {
                Button::new(text)
                    .sends("way", way)
                    .about(&item.name)
                    .secondary()
                    .small()
            })
            .collect(),
        });
        let retired = retired.iter().map(|item| RetiredRow {
            name: item.name.clone(),
            note: item
                .retired_on
                .map(|day| format!("Retired on {}", day.long()))
                .unwrap_or_default(),
            bring_back_to: format!("{at}/{}/return", item.id),
            bring_back: Button::new("Bring back")
                .about(&item.name)
                .secondary()
                .small(),
        });
        Self {
            lead: words.lead.to_owned(),
            table_caption: format!("{} in use", words.heading),
            rows: rows.collect(),
            retired: retired.collect(),
            add_heading: format!("Add a {}", words.one),
            add_to: at.to_owned(),
            name: name(form, errors),
            version: version(list, form, errors),
            counted: counted(list, form, errors),
            difference: difference(list, form, errors),
            whose: whose(list, owners, form, errors),
            add: Button::new(format!("Add {}", words.one)),
        }
    }
}

/// What stands under an item's name.
fn note(item: &Item, owners: &[Owner]) -> Option<String> {
    let code = item
        .code
        .as_ref()
        .map(|code| format!("National code {code}"));
    let version = item
        .version
        .as_ref()
        .map(|version| format!("Version {version}"));
    let counted = (item.is_counted == Some(false)).then(|| "Not counted as staff".to_owned());
    let whose = owners
        .iter()
        .find(|owner| Some(owner.whose) == item.whose)
        .map(|owner| owner.name.clone());
    // Of items in use: their day is still to come.
    let until = item
        .retired_on
        .map(|day| format!("To be retired on {}", day.long()));
    let notes: Vec<String> = [code, version, counted, whose, until]
        .into_iter()
        .flatten()
        .collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

#[derive(Serialize)]
pub(in crate::organisations) struct ItemView {
    save_to: String,
    stood: Stood,
    name: Input,
    version: Option<Input>,
    counted: Option<Radios>,
    difference: Option<Textarea>,
    whose: Option<Select>,
    recounting: Option<Inset>,
    save: Button,
    retire_heading: String,
    retiring: String,
    retire_to: Option<String>,
    retired: Option<DateInput>,
    retire: Button,
    planned: Option<Planned>,
}

/// A retirement whose day is still to come.
#[derive(Serialize)]
struct Planned {
    sentence: String,
    keep_to: String,
    keep: Button,
}

impl ItemView {
    pub(super) fn new(
        at: &str,
        list: List,
        (in_use, retired_on): (bool, Option<Day>),
        owners: &[Owner],
        ((form, stood), retirement): ((&ItemForm, &Stood), &RetirementForm),
        errors: &Errors,
    ) -> Self {
        let words = words(list);
        Self {
            save_to: at.to_owned(),
            stood: stood.clone(),
            name: name(form, errors),
            version: version(list, form, errors),
            counted: counted(list, form, errors),
            difference: difference(list, form, errors),
            whose: whose(list, owners, form, errors),
            recounting: (list == List::StaffGroups).then(|| {
                Inset::new("If you change whether its people are counted, every figure is shown that way from now on, those of past periods too. Digests already issued stay as they are.")
            }),
            save: Button::new(format!("Save {}", words.one)),
            retire_heading: format!("Retire this {}", words.one),
            retiring: format!("{} You can bring it back at any time.", words.retiring),
            retire_to: in_use.then(|| format!("{at}/retirement")),
            retired: RetirementForm::asks_from_when(list).then(|| {
                DateInput::new("retired", "From which day?")
                    .hint("Today or later. Until then it can be chosen.")
                    .value(retirement.as_typed())
                    .errors(errors)
            }),
            retire: Button::new(format!("Retire {}", words.one)).secondary(),
            planned: retired_on.filter(|_| in_use).map(|day| Planned {
                sentence: format!("It is to be retired on {}.", day.long()),
                keep_to: format!("{at}/return"),
                keep: Button::new(format!("Keep this {}", words.one)).secondary(),
            }),
        }
    }
}

/// What an item says, in the words of the form.
pub(super) fn standing(list: List, owners: &[Owner], wording: &Wording) -> SummaryList {
    let mut rows = vec![SummaryRow::new("Name", &wording.name)];
    match list {
        List::Frameworks => rows.push(SummaryRow::new("Version", &wording.version)),
        List::StaffGroups => {
            let counted = if wording.is_counted { "Yes" } else { "No" };
            rows.push(SummaryRow::new("Are its people counted as staff?", counted));
        }
        List::Priorities => {
            let owner = owners.iter().find(|owner| owner.whose == wording.whose);
            let owner = owner.map(|owner| &*owner.name).unwrap_or_default();
            rows.push(SummaryRow::new(
                "The difference it makes for people",
                &wording.difference,
            ));
            rows.push(SummaryRow::new("Whose priority is it?", owner));
        }
        _ => {}
    }
    SummaryList::new(rows)
}

impl View for ListView {
    const TEMPLATE: &'static str = "organisations/list";

    fn samples() -> Vec<Self> {
        let item = |name: &str, retired_on| Item {
            id: Uuid::nil(),
            name: name.into(),
            code: Some("01".into()),
            version: None,
            is_counted: Some(false),
            difference: None,
            whose: None,
            retired_on,
        };
        let today = Day(jiff::civil::date(2026, 11, 23));
        let (one, two, old) = (
            item("One", None),
            item("Two", None),
            item("Old", Some(today)),
        );
        let priority = Item {
            code: None,
            is_counted: None,
            difference: Some("People go home on the day they are ready to".into()),
            whose: Some(Whose::System),
            ..item("Home first", Some(today))
        };
        let form = ItemForm::default();
        let mut errors = Errors::new();
        errors.add("name", "Enter a name");
        errors.add("difference", "Enter the difference it makes for people");
        let view = |list: List, items: (&[&Item], &[&Item]), errors: &Errors| {
            let at = format!("/systems/1/{}", list.word());
            Self::new(&at, list, items, &sample_owners(), &form, errors)
        };
        let none = Errors::new();
        vec![
            view(List::StaffGroups, (&[&one, &two], &[&old]), &errors),
            view(List::Frameworks, (&[&one], &[]), &none),
            view(List::Places, (&[], &[]), &none),
            view(List::Priorities, (&[&priority], &[&priority]), &errors),
            view(List::Priorities, (&[], &[]), &none),
        ]
    }
}

impl View for ItemView {
    const TEMPLATE: &'static str = "organisations/item";

    fn samples() -> Vec<Self> {
        let form = ItemForm {
            name: "Volunteers".into(),
            ..ItemForm::default()
        };
        let mut errors = Errors::new();
        errors.add("counted", "Select whether its people are counted as staff");
        errors.add("whose", "Select whose priority it is");
        errors.add("retired", "Enter the day it is retired from");
        let day = Day(jiff::civil::date(2027, 4, 1));
        let view = |list: List, in_use: bool, retired_on: Option<Day>, errors: &Errors| {
            let at = format!("/systems/1/{}/2", list.word());
            let drawn = (&form, &Stood::of(&"sample"));
            let forms = (drawn, &RetirementForm::on(day));
            Self::new(
                &at,
                list,
                (in_use, retired_on),
                &sample_owners(),
                forms,
                errors,
            )
        };
        let none = Errors::new();
        vec![
            view(List::StaffGroups, true, None, &errors),
            view(List::Places, false, None, &none),
            view(List::Priorities, true, Some(day), &none),
            view(List::Priorities, true, None, &errors),
        ]
    }
}

fn sample_owners() -> Vec<Owner> {
    vec![Owner {
        whose: Whose::System,
        name: "The whole system".into(),
    }]
}
