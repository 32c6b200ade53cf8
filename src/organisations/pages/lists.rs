//! A list of a system and one item of it: the same two pages for every list.

use rocket::{get, post, request::FromParam};
use serde::Serialize;
use uuid::Uuid;

use super::under;
use crate::{
    access::{AdministeredSystem, Viewer},
    kernel::{fault::Answer, ids::SystemId, templates::View},
    organisations::{
        forms::{ItemForm, WayForm},
        keeping::{self, Item, KeptList, LONGEST_NAME, LONGEST_VERSION, List, Wording},
    },
    web::{
        answer::{Submitted, again, done, on_to},
        chrome::Chrome,
        components::{Button, Choice, Input, Inset, Link, Radios},
        forms::Errors,
        page::Page,
        posted::Posted,
    },
};

/// How a list is spoken of.
pub(super) struct Words {
    pub(super) heading: &'static str,
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    lead: &'static str,
    retiring: &'static str,
}

/// How each list is spoken of.
pub(super) fn words(list: List) -> Words {
    let (heading, one, many, lead, retiring) = match list {
        List::StaffGroups => (
            "Staff groups",
            "staff group",
            "staff groups",
            "Every figure is told apart by staff group. Each partner’s own words are mapped to these once.",
            "Partners can no longer map their words to it. Whoever is in it stays in it, and so do its figures.",
        ),
        List::Places => (
            "Places",
            "place",
            "places",
            "Parts of the system. A partner, or someone’s employment, may belong to one.",
            "It can no longer be chosen. Partners and people who belong to it stay, and so do its figures.",
        ),
        List::EntryKinds => (
            "Kinds of work",
            "kind of work",
            "kinds of work",
            "What an entry can be: people choose one when they log work with other organisations.",
            "It can no longer be chosen. Entries of this kind stay as they are.",
        ),
        List::TensionKinds => (
            "Kinds of tension",
            "kind of tension",
            "kinds of tension",
            "What gets in the way of working together: people may choose one when they log work.",
            "It can no longer be chosen. What was recorded under it stays as it is.",
        ),
        List::Frameworks => (
            "Frameworks",
            "framework",
            "frameworks",
            "Sets of themes that objectives are tagged with. Add a new version rather than change what a theme means.",
            "Its themes can no longer be chosen. Objectives that have them keep them.",
        ),
        List::Themes(_) => (
            "Themes",
            "theme",
            "themes",
            "Objectives are tagged with these.",
            "It can no longer be chosen. Objectives that have it keep it.",
        ),
    };
    Words {
        heading,
        one,
        many,
        lead,
        retiring,
    }
}

/// An item's id in an address, whichever list it is of.
pub(super) struct ItemId(Uuid);

impl<'r> FromParam<'r> for ItemId {
    type Error = uuid::Error;

    fn from_param(text: &'r str) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

#[derive(Serialize)]
pub(super) struct ListView {
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
    fn new(
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
                let themes = List::Themes(crate::kernel::ids::FrameworkId(item.id));
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
pub(super) struct ItemView {
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
    fn new(at: &str, list: List, in_use: bool, form: &ItemForm, errors: &Errors) -> Self {
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
        let today = crate::kernel::time::Day(jiff::civil::date(2026, 11, 23));
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

#[get("/systems/<id>/<list>", rank = 20)]
pub(super) async fn list(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
) -> Answer<Page<ListView>> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    Ok(list_page(
        &system,
        &kept,
        chrome,
        &new_item(),
        &Errors::new(),
    ))
}

#[post("/systems/<id>/<list>", rank = 20, data = "<form>")]
pub(super) async fn post_item(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
    form: Posted<ItemForm>,
) -> Submitted<ListView> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    match form.0.read(&kept, None) {
        Ok(wording) => {
            keeping::add(&kept, &wording).await?;
            Ok(Ok(done(
                under(id, &list.word()),
                format!("“{}” added", wording.name),
            )))
        }
        Err(errors) => again(list_page(&system, &kept, chrome, &form.0, &errors)),
    }
}

#[get("/systems/<id>/<list>/<item>", rank = 20)]
pub(super) async fn item(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
    item: ItemId,
) -> Answer<Page<ItemView>> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    let item = kept.item(item.0)?;
    let form = ItemForm::from(&Wording::from(item));
    Ok(item_page(
        &system,
        &kept,
        item,
        chrome,
        &form,
        &Errors::new(),
    ))
}

#[post("/systems/<id>/<list>/<item>", rank = 20, data = "<form>")]
pub(super) async fn amend(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
    item: ItemId,
    form: Posted<ItemForm>,
) -> Submitted<ItemView> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    let item = kept.item(item.0)?;
    match form.0.read(&kept, Some(item.id)) {
        Ok(wording) => {
            keeping::amend(&kept, item.id, &wording).await?;
            Ok(Ok(done(
                under(id, &list.word()),
                format!("“{}” saved", wording.name),
            )))
        }
        Err(errors) => again(item_page(&system, &kept, item, chrome, &form.0, &errors)),
    }
}

#[post("/systems/<id>/<list>/<item>/position", rank = 20, data = "<form>")]
pub(super) async fn shift(
    viewer: &Viewer,
    id: SystemId,
    list: List,
    item: ItemId,
    form: Posted<WayForm>,
) -> Answer<rocket::response::Redirect> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    if let Some(way) = form.0.way() {
        keeping::shift(&kept, item.0, way).await?;
    }
    Ok(on_to(under(id, &list.word())))
}

#[post("/systems/<id>/<list>/<item>/retirement", rank = 20, data = "<_form>")]
pub(super) async fn retire(
    viewer: &Viewer,
    id: SystemId,
    list: List,
    item: ItemId,
    _form: Posted<Nothing>,
) -> Answer<rocket::response::Flash<rocket::response::Redirect>> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    keeping::retire(&kept, item.0).await?;
    let sentence = format!("“{}” is retired", kept.item(item.0)?.name);
    Ok(done(under(id, &list.word()), sentence))
}

#[post("/systems/<id>/<list>/<item>/return", rank = 20, data = "<_form>")]
pub(super) async fn bring_back(
    viewer: &Viewer,
    id: SystemId,
    list: List,
    item: ItemId,
    _form: Posted<Nothing>,
) -> Answer<rocket::response::Flash<rocket::response::Redirect>> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    keeping::bring_back(&kept, item.0).await?;
    let sentence = format!("“{}” is brought back", kept.item(item.0)?.name);
    Ok(done(under(id, &list.word()), sentence))
}

/// A form that says nothing but that it was sent.
#[derive(serde::Deserialize)]
pub(super) struct Nothing {}

/// What the form of a new item begins with.
fn new_item() -> ItemForm {
    ItemForm {
        counted: "yes".into(),
        ..ItemForm::default()
    }
}

fn list_page(
    system: &AdministeredSystem,
    kept: &KeptList<'_>,
    chrome: Chrome,
    form: &ItemForm,
    errors: &Errors,
) -> Page<ListView> {
    let list = kept.list();
    let heading = words(list).heading;
    let heading = match kept.within() {
        Some(framework) => format!("{heading} of {framework}"),
        None => heading.to_owned(),
    };
    let at = under(system.id(), &list.word());
    let view = ListView::new(&at, list, (&kept.in_use(), &kept.retired()), form, errors);
    let page = Page::new(chrome, heading, view).caption(&system.system().name);
    match list {
        List::Themes(_) => page.back(
            under(system.id(), &List::Frameworks.word()),
            "Back to frameworks",
        ),
        _ => page.back(under(system.id(), ""), "Back to the system"),
    }
    .errors(errors)
    .wide()
}

fn item_page(
    system: &AdministeredSystem,
    kept: &KeptList<'_>,
    item: &Item,
    chrome: Chrome,
    form: &ItemForm,
    errors: &Errors,
) -> Page<ItemView> {
    let list = kept.list();
    let at = under(system.id(), &list.word());
    let here = format!("{at}/{}", item.id);
    let view = ItemView::new(&here, list, kept.is_in_use(item), form, errors);
    Page::new(chrome, format!("Change {}", item.name), view)
        .caption(&system.system().name)
        .back(at, format!("Back to {}", words(list).many))
        .errors(errors)
}
