//! Keeping a system's lists: an item is added, reworded, moved, retired and brought back; never deleted, because what
//! was recorded under it stays.

mod list;

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    lists::{self, in_use_on},
    priorities::{self, Owner, Whose},
    store,
};
use crate::{
    access::{AdministeredSystem, audit::Line},
    kernel::{
        fault::{Answer, Fault},
        stood::{Amended, Stood},
        time::Day,
    },
};

use list::Did;
pub use list::List;

/// The most characters the name of an item may have.
pub const LONGEST_NAME: usize = 100;
/// The most characters a framework's version may have.
pub const LONGEST_VERSION: usize = 20;

/// An item of any of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id, in the table of its list.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// A staff group's national code.
    pub code: Option<String>,
    /// A framework's version.
    pub version: Option<String>,
    /// Whether a staff group's people are staff.
    pub is_counted: Option<bool>,
    /// The difference a priority makes for people.
    pub difference: Option<String>,
    /// Whose priority it is.
    pub whose: Option<Whose>,
    /// The first day on which it could not be chosen any more.
    pub retired_on: Option<Day>,
}

/// What an item says: all a list's keeper may word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// Its name, unique in its list.
    pub name: String,
    /// A framework's version; empty for other lists.
    pub version: String,
    /// Whether a staff group's people are staff; of no meaning for other lists.
    pub is_counted: bool,
    /// The difference a priority makes for people; empty for other lists.
    pub difference: String,
    /// Whose priority it is; of no meaning for other lists.
    pub whose: Whose,
}

/// Which way an item is moved in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

/// A list of a system that the viewer administers: proof that it may be changed.
#[derive(Debug)]
pub struct KeptList<'s> {
    system: &'s AdministeredSystem,
    list: List,
    within: Option<String>,
    items: Vec<Item>,
    owners: Vec<Owner>,
}

/// Opens a list for its keeper.
///
/// # Errors
/// Not found, for themes of a framework that is not this system's.
pub async fn open(system: &AdministeredSystem, list: List) -> Answer<KeptList<'_>> {
    let within = match list {
        List::Themes(id) => Some(
            lists::themes_ever(system.acting(), system.id())
                .await?
                .into_iter()
                .find(|themed| themed.framework.id == id)
                .map(|themed| themed.framework.name)
                .ok_or(Fault::NotFound)?,
        ),
        _ => None,
    };
    let items = store::items(system.acting(), system.id(), list).await?;
    let owners = match list {
        List::Priorities => {
            let before: Vec<Whose> = items.iter().filter_map(|item| item.whose).collect();
            priorities::owners(system.acting(), system.id(), &before).await?
        }
        _ => Vec::new(),
    };
    Ok(KeptList {
        system,
        list,
        within,
        items,
        owners,
    })
}

impl KeptList<'_> {
    /// Which list it is.
    pub fn list(&self) -> List {
        self.list
    }

    /// The framework whose themes these are.
    pub fn within(&self) -> Option<&str> {
        self.within.as_deref()
    }

    /// The day on which it is looked at.
    pub fn today(&self) -> Day {
        self.system.acting().today()
    }

    /// Whom its items can belong to; nobody, but for priorities.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// What can be chosen today, in order.
    pub fn in_use(&self) -> Vec<&Item> {
        self.items
            .iter()
            .filter(|item| self.is_in_use(item))
            .collect()
    }

    /// What was retired, in order.
    pub fn retired(&self) -> Vec<&Item> {
        self.items
            .iter()
            .filter(|item| !self.is_in_use(item))
            .collect()
    }

    /// Whether an item can be chosen today.
    pub fn is_in_use(&self, item: &Item) -> bool {
        in_use_on(item.retired_on, self.today())
    }

    /// One item.
    ///
    /// # Errors
    /// Not found, when it is of another list or another system.
    pub fn item(&self, id: Uuid) -> Answer<&Item> {
        self.items
            .iter()
            .find(|item| item.id == id)
            .ok_or(Fault::NotFound)
    }

    /// Another item than `but` that says the same, whatever its capitals.
    pub fn same(&self, wording: &Wording, but: Option<Uuid>) -> Option<&Item> {
        self.items.iter().find(|item| {
            Some(item.id) != but
                && item.name.to_lowercase() == wording.name.to_lowercase()
                && item.version.as_deref().unwrap_or_default() == wording.version
        })
    }

    /// Whether people could not do without the list being there: the last item of it cannot be retired.
    fn is_needed(&self) -> bool {
        matches!(self.list, List::StaffGroups | List::EntryKinds)
    }

    fn line(&self, did: Did) -> Line {
        Line::of(self.list.act(did)).system(self.system.id())
    }
}

/// Adds an item at the end of a list.
///
/// # Errors
/// Refused when the list has the same already.
pub async fn add(kept: &KeptList<'_>, wording: &Wording) -> Answer<Uuid> {
    let (acting, id) = (kept.system.acting(), Uuid::now_v7());
    let write = store::begin(acting).await?;
    let position = store::last_position(&write, kept.system.id(), kept.list).await? + 1;
    store::insert_item(&write, kept.system.id(), kept.list, id, position, wording).await?;
    kept.line(Did::Add)
        .subject(id)
        .to(told(kept.list, wording))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(id)
}

/// Words an item anew, if it still says what it said when the form was drawn. What was recorded under it is shown with its
/// new words.
///
/// # Errors
/// Refused when the list has the same already; not found when the item is none of the list's.
pub async fn amend(
    kept: &KeptList<'_>,
    id: Uuid,
    stood: &Stood,
    wording: &Wording,
) -> Answer<Amended<Wording>> {
    let (acting, system) = (kept.system.acting(), kept.system.id());
    let write = store::begin(acting).await?;
    store::hold_system(&write, system).await?;
    let items = store::items_within(&write, system, kept.list).await?;
    let stands = items.iter().find(|item| item.id == id);
    let before = Wording::from(stands.ok_or(Fault::NotFound)?);
    if before == *wording {
        return Ok(Amended::Done);
    }
    if !stood.still(&before) {
        return Ok(Amended::Overtaken(before));
    }
    store::amend_item(&write, kept.system.id(), kept.list, id, wording).await?;
    kept.line(Did::Amend)
        .subject(id)
        .from(told(kept.list, &before))
        .to(told(kept.list, wording))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// Moves an item past its neighbour that is in use; at the end of the list it stays where it is.
///
/// # Errors
/// Not found when the item is none of the list's, or is retired.
pub async fn shift(kept: &KeptList<'_>, id: Uuid, way: Way) -> Answer<()> {
    kept.item(id)?;
    let (acting, system) = (kept.system.acting(), kept.system.id());
    let write = store::begin(acting).await?;
    // Read within the change: two keepers may be moving items at once.
    let before = store::items_within(&write, system, kept.list).await?;
    let in_use: Vec<usize> = (0..before.len())
        .filter(|&at| kept.is_in_use(&before[at]))
        .collect();
    let at = in_use
        .iter()
        .position(|&at| before[at].id == id)
        .ok_or(Fault::NotFound)?;
    let neighbour = match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1),
    }
    .and_then(|neighbour| in_use.get(neighbour));
    let Some(&neighbour) = neighbour else {
        return Ok(());
    };
    let mut after = before.clone();
    after.swap(in_use[at], neighbour);
    let ids: Vec<Uuid> = after.iter().map(|item| item.id).collect();
    store::set_order(&write, system, kept.list, &ids).await?;
    let names = |items: &[Item]| json!(items.iter().map(|item| &item.name).collect::<Vec<_>>());
    kept.line(Did::Shift)
        .subject(id)
        .from(names(&before))
        .to(names(&after))
        .write(acting, &write)
        .await?;
    write.commit().await
}

/// Retires an item: it can be chosen no more, from a day on, today or later.
///
/// # Errors
/// Refused for the last staff group or kind of entry in use, without which nobody could be placed or log work; and
/// for a day that has passed, on which it may have been chosen.
pub async fn retire(kept: &KeptList<'_>, id: Uuid, from_on: Day) -> Answer<()> {
    let item = kept.item(id)?;
    if !kept.is_in_use(item) || item.retired_on == Some(from_on) {
        return Ok(());
    }
    if from_on < kept.today() {
        return Err(Fault::refused(
            "An item is retired from today or a later day.",
        ));
    }
    if kept.is_needed() && kept.in_use().len() == 1 {
        return Err(Fault::refused(format!(
            "“{}” is the only one left in use, so it cannot be retired. Add another first.",
            item.name
        )));
    }
    set_retired(kept, item, Some(from_on), Did::Retire).await
}

/// Brings a retired item back, or keeps one that was to be retired: it can be chosen again, or goes on to be.
pub async fn bring_back(kept: &KeptList<'_>, id: Uuid) -> Answer<()> {
    let item = kept.item(id)?;
    if item.retired_on.is_none() {
        return Ok(());
    }
    set_retired(kept, item, None, Did::BringBack).await
}

async fn set_retired(kept: &KeptList<'_>, item: &Item, on: Option<Day>, did: Did) -> Answer<()> {
    let acting = kept.system.acting();
    let write = store::begin(acting).await?;
    store::set_retired(&write, kept.system.id(), kept.list, item.id, on).await?;
    kept.line(did)
        .subject(item.id)
        .from(json!({ "name": item.name, "retired_on": item.retired_on }))
        .to(json!({ "name": item.name, "retired_on": on }))
        .write(acting, &write)
        .await?;
    write.commit().await
}

impl From<&Item> for Wording {
    fn from(item: &Item) -> Self {
        Self {
            name: item.name.clone(),
            version: item.version.clone().unwrap_or_default(),
            is_counted: item.is_counted.unwrap_or(true),
            difference: item.difference.clone().unwrap_or_default(),
            whose: item.whose.unwrap_or_default(),
        }
    }
}

fn told(list: List, wording: &Wording) -> serde_json::Value {
    match list {
        List::StaffGroups => json!({ "name": wording.name, "is_counted": wording.is_counted }),
        List::Frameworks => json!({ "name": wording.name, "version": wording.version }),
        List::Priorities => json!({
            "name": wording.name,
            "difference": wording.difference,
            "whose": wording.whose.word(),
        }),
        _ => json!({ "name": wording.name }),
    }
}
