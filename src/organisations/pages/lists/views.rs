//! What the page of a list and the page of an item show.

use serde::Serialize;
use uuid::Uuid;

use super::words::words;
use crate::{
    kernel::{ids::FrameworkId, templates::View, time::Day},
    organisations::{
        forms::ItemForm,
        keeping::{Item, LONGEST_NAME, LONGEST_VERSION, List},
    },
    web::{
        components::{Button, Choice, Input, Inset, Link, Radios},
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
    add: Button,
}

#[derive(Serialize)]
struct ListRow {
    name: String,
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
        form: &ItemForm,
        errors: &Errors,
    ) -> Self {
        let words = words(list);
        let last = in_use.len().saturating_sub(1);
        let rows = in_use.iter().enumerate().map(|(index, item)| ListRow {
            name: item.name.clone(),
            note: note(item),
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
            add: Button::new(format!("Add {}", words.one)),
        }
    }
}

/// What stands under an item's name.
fn note(item: &Item) -> Option<String> {
    let code = item
        .code
        .as_ref()
        .map(|code| format!("National code {code}"));
    let version = item
        .version
        .as_ref()
        .map(|version| format!("Version {version}"));
    let counted = (item.is_counted == Some(false)).then(|| "Not counted as staff".to_owned());
    let notes: Vec<String> = [code, version, counted].into_iter().flatten().collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

fn name(form: &ItemForm, errors: &Errors) -> Input {
    Input::new("name", "Name")
        .hint(format!("At most {LONGEST_NAME} characters"))
        .value(&form.name)
        .errors(errors)
}

fn version(list: List, form: &ItemForm, errors: &Errors) -> Option<Input> {
    (list == List::Frameworks).then(|| {
        Input::new("version", "Version")
            .hint(format!(
                "Such as the year it was published. At most {LONGEST_VERSION} characters"
            ))
            .width(10)
            .value(&form.version)
            .errors(errors)
    })
}

fn counted(list: List, form: &ItemForm, errors: &Errors) -> Option<Radios> {
    (list == List::StaffGroups).then(|| {
        Radios::new(
            "counted",
            "Are its people counted as staff?",
            [
                Choice::new("yes", "Yes")
                    .hint("They are in the number of staff that every rate is of."),
                Choice::new("no", "No").hint(
                    "For volunteers and trustees, who are never counted together with paid staff.",
                ),
            ],
        )
        .chosen(&form.counted)
        .errors(errors)
    })
}

#[derive(Serialize)]
pub(in crate::organisations) struct ItemView {
    save_to: String,
    name: Input,
    version: Option<Input>,
    counted: Option<Radios>,
    recounting: Option<Inset>,
    save: Button,
    retire_heading: String,
    retiring: String,
    retire_to: Option<String>,
    retire: Button,
}

impl ItemView {
    pub(super) fn new(
        at: &str,
        list: List,
        in_use: bool,
        form: &ItemForm,
        errors: &Errors,
    ) -> Self {
        let words = words(list);
        Self {
            save_to: at.to_owned(),
            name: name(form, errors),
            version: version(list, form, errors),
            counted: counted(list, form, errors),
            recounting: (list == List::StaffGroups).then(|| {
                Inset::new("If you change whether its people are counted, every figure is shown that way from now on, those of past periods too. Digests already issued stay as they are.")
            }),
            save: Button::new(format!("Save {}", words.one)),
            retire_heading: format!("Retire this {}", words.one),
            retiring: format!("{} You can bring it back at any time.", words.retiring),
            retire_to: in_use.then(|| format!("{at}/retirement")),
            retire: Button::new(format!("Retire {}", words.one)).secondary(),
        }
    }
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
            retired_on,
        };
        let today = Day(jiff::civil::date(2026, 11, 23));
        let (one, two, old) = (
            item("One", None),
            item("Two", None),
            item("Old", Some(today)),
        );
        let form = ItemForm::default();
        let mut errors = Errors::new();
        errors.add("name", "Enter a name");
        vec![
            Self::new(
                "/systems/1/staff-groups",
                List::StaffGroups,
                (&[&one, &two], &[&old]),
                &form,
                &errors,
            ),
            Self::new(
                "/systems/1/frameworks",
                List::Frameworks,
                (&[&one], &[]),
                &form,
                &Errors::new(),
            ),
            Self::new(
                "/systems/1/places",
                List::Places,
                (&[], &[]),
                &form,
                &Errors::new(),
            ),
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
        vec![
            Self::new(
                "/systems/1/staff-groups/2",
                List::StaffGroups,
                true,
                &form,
                &errors,
            ),
            Self::new(
                "/systems/1/places/2",
                List::Places,
                false,
                &form,
                &Errors::new(),
            ),
        ]
    }
}
