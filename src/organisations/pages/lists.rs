//! A list of a system and one item of it: the same two pages for every list.

mod fields;
mod views;
mod words;

use rocket::{get, post, request::FromParam, response::Redirect};
use uuid::Uuid;

use super::under;
use crate::{
    access::{AdministeredSystem, Viewer},
    kernel::{
        fault::Answer,
        ids::SystemId,
        stood::{Amended, Stood},
    },
    organisations::{
        forms::{ItemForm, RetirementForm, WayForm},
        keeping::{self, Item, KeptList, List, Wording},
        priorities::Whose,
    },
    web::{
        answer::{Submitted, WayOn, again, done, on_to},
        chrome::Chrome,
        forms::Errors,
        page::Page,
        posted::{Amending, Nothing, Posted},
    },
};

pub(super) use views::{ItemView, ListView};
pub(super) use words::words;

/// An item's id in an address, whichever list it is of.
pub(super) struct ItemId(Uuid);

impl<'r> FromParam<'r> for ItemId {
    type Error = uuid::Error;

    fn from_param(text: &'r str) -> Result<Self, Self::Error> {
        text.parse().map(Self)
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
    let stands = Wording::from(item);
    let drawn = (&ItemForm::from(&stands), &Stood::of(&stands));
    let retirement = RetirementForm::on(item.retired_on.unwrap_or(kept.today()));
    Ok(item_page(
        (&system, &kept, item),
        chrome,
        (drawn, &retirement),
        &Errors::new(),
    ))
}

#[post("/systems/<id>/<list>/<item>", rank = 20, data = "<sent>")]
pub(super) async fn amend(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
    item: ItemId,
    sent: Amending<ItemForm>,
) -> Submitted<ItemView> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    let item = kept.item(item.0)?;
    let Amending { form, stood } = sent;
    let retirement = RetirementForm::on(item.retired_on.unwrap_or(kept.today()));
    let of = (&system, &kept, item);
    match form.read(&kept, Some(item.id)) {
        Ok(wording) => match keeping::amend(&kept, item.id, &stood, &wording).await? {
            Amended::Done => Ok(Ok(done(
                under(id, &list.word()),
                format!("“{}” saved", wording.name),
            ))),
            Amended::Overtaken(stands) => {
                let drawn = (&form, &Stood::of(&stands));
                let page = item_page(of, chrome, (drawn, &retirement), &Errors::new());
                again(page.overtaken(views::standing(list, kept.owners(), &stands)))
            }
        },
        Err(errors) => again(item_page(
            of,
            chrome,
            ((&form, &stood), &retirement),
            &errors,
        )),
    }
}

#[post("/systems/<id>/<list>/<item>/position", rank = 20, data = "<form>")]
pub(super) async fn shift(
    viewer: &Viewer,
    id: SystemId,
    list: List,
    item: ItemId,
    form: Posted<WayForm>,
) -> Answer<Redirect> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    if let Some(way) = form.0.way() {
        keeping::shift(&kept, item.0, way).await?;
    }
    Ok(on_to(under(id, &list.word())))
}

#[post("/systems/<id>/<list>/<item>/retirement", rank = 20, data = "<form>")]
pub(super) async fn retire(
    viewer: &Viewer,
    chrome: Chrome,
    id: SystemId,
    list: List,
    item: ItemId,
    form: Posted<RetirementForm>,
) -> Submitted<ItemView> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    let item = kept.item(item.0)?;
    match form.0.read(&kept) {
        Ok(from_on) => {
            keeping::retire(&kept, item.id, from_on).await?;
            let sentence = if from_on > kept.today() {
                format!("“{}” is retired from {}", item.name, from_on.long())
            } else {
                format!("“{}” is retired", item.name)
            };
            Ok(Ok(done(under(id, &list.word()), sentence)))
        }
        Err(errors) => {
            let stands = Wording::from(item);
            let drawn = (&ItemForm::from(&stands), &Stood::of(&stands));
            again(item_page(
                (&system, &kept, item),
                chrome,
                (drawn, &form.0),
                &errors,
            ))
        }
    }
}

#[post("/systems/<id>/<list>/<item>/return", rank = 20, data = "<_form>")]
pub(super) async fn bring_back(
    viewer: &Viewer,
    id: SystemId,
    list: List,
    item: ItemId,
    _form: Posted<Nothing>,
) -> Answer<WayOn> {
    let system = viewer.administered_system(id)?;
    let kept = keeping::open(&system, list).await?;
    keeping::bring_back(&kept, item.0).await?;
    let item = kept.item(item.0)?;
    let sentence = if kept.is_in_use(item) {
        format!("“{}” is kept", item.name)
    } else {
        format!("“{}” is brought back", item.name)
    };
    Ok(done(under(id, &list.word()), sentence))
}

/// What the form of a new item begins with.
fn new_item() -> ItemForm {
    ItemForm {
        counted: "yes".into(),
        whose: Whose::System.word(),
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
    let items = (&kept.in_use()[..], &kept.retired()[..]);
    let view = ListView::new(&at, list, items, kept.owners(), form, errors);
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
    (system, kept, item): (&AdministeredSystem, &KeptList<'_>, &Item),
    chrome: Chrome,
    forms: ((&ItemForm, &Stood), &RetirementForm),
    errors: &Errors,
) -> Page<ItemView> {
    let list = kept.list();
    let at = under(system.id(), &list.word());
    let here = format!("{at}/{}", item.id);
    let standing = (kept.is_in_use(item), item.retired_on);
    let view = ItemView::new(&here, list, standing, kept.owners(), forms, errors);
    Page::new(chrome, format!("Change {}", item.name), view)
        .caption(&system.system().name)
        .back(at, format!("Back to {}", words(list).many))
        .errors(errors)
}
