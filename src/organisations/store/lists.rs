//! Queries of the lists a system keeps: by table for those who read them, alike for those who keep them.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use super::{kept, taken};
use crate::{
    access::Acting,
    entities::systems::{entry_kind, framework, place, priority, staff_group, tension_kind, theme},
    kernel::{database::Write, fault::Answer, ids::*, time::Day},
    organisations::{
        keeping::{Item, List, Wording},
        lists::Themed,
        priorities::Whose,
    },
};

/// Writes the query of one list as other subjects read it.
macro_rules! reads_list {
    ($(#[$doc:meta])* $name:ident: $table:ident) => {
        $(#[$doc])*
        pub(in crate::organisations) async fn $name(
            acting: &Acting,
            system: SystemId,
        ) -> Answer<Vec<$table::Model>> {
            let read = $table::Entity::find()
                .filter($table::Column::SystemId.eq(system))
                .order_by_asc($table::Column::Position)
                .order_by_asc($table::Column::Id);
            kept(acting, system, async { Ok(read.all(acting.db().read()).await?) }).await
        }
    };
}

reads_list!(
    /// Every staff group, in order.
    staff_groups_ever: staff_group
);
reads_list!(
    /// Every place, in order.
    places_ever: place
);
reads_list!(
    /// Every kind of entry, in order.
    entry_kinds_ever: entry_kind
);
reads_list!(
    /// Every kind of tension, in order.
    tension_kinds_ever: tension_kind
);
reads_list!(
    /// Every priority, in order.
    priorities_ever: priority
);
reads_list!(
    /// Every framework, in order.
    frameworks_ever: framework
);

/// Every framework with every theme, in order.
pub(in crate::organisations) async fn themes_ever(
    acting: &Acting,
    system: SystemId,
) -> Answer<Vec<Themed>> {
    kept(acting, system, read_themes(acting, system)).await
}

async fn read_themes(acting: &Acting, system: SystemId) -> Answer<Vec<Themed>> {
    let frameworks = frameworks_ever(acting, system).await?;
    let themes = theme::Entity::find()
        .filter(theme::Column::FrameworkId.is_in(frameworks.iter().map(|f| f.id)))
        .order_by_asc(theme::Column::Position)
        .order_by_asc(theme::Column::Id)
        .all(acting.db().read())
        .await?;
    Ok(frameworks
        .into_iter()
        .map(|framework| Themed {
            themes: themes
                .iter()
                .filter(|theme| theme.framework_id == framework.id)
                .cloned()
                .collect(),
            framework,
        })
        .collect())
}

/// The table of a list: what the queries below ask of each.
trait Listed: EntityTrait {
    const ID: Self::Column;
    /// Whose list it is: a system's, or a framework's.
    const OWNER: Self::Column;
    const POSITION: Self::Column;
    const RETIRED_ON: Self::Column;

    /// An item, from its row.
    fn item(model: Self::Model) -> Item;

    /// The row of a new item.
    fn row(id: Uuid, owner: Uuid, position: i32, wording: &Wording) -> Self::ActiveModel;

    /// The columns that a wording sets, and to what.
    fn worded(wording: &Wording) -> Vec<(Self::Column, SimpleExpr)>;
}

/// Declares the table of a list. In brackets is what its items have beside what all have: as read from a row, as
/// written to a new one, and as set by a wording.
macro_rules! listed {
    (
        $table:ident($id:ident), $owner:ident: $owner_column:ident($owner_id:ident),
        [$($read:ident: $value:expr),*], [$($written:ident: $new:expr),*], [$($column:ident: $set:expr),*]
    ) => {
        impl Listed for $table::Entity {
            const ID: Self::Column = $table::Column::Id;
            const OWNER: Self::Column = $table::Column::$owner_column;
            const POSITION: Self::Column = $table::Column::Position;
            const RETIRED_ON: Self::Column = $table::Column::RetiredOn;

            fn item(model: Self::Model) -> Item {
                Item {
                    $($read: $value(&model),)*
                    ..bare(model.id.0, model.name, model.retired_on)
                }
            }

            fn row(id: Uuid, owner: Uuid, position: i32, wording: &Wording) -> Self::ActiveModel {
                $table::ActiveModel {
                    id: Set($id(id)),
                    $owner: Set($owner_id(owner)),
                    name: Set(wording.name.clone()),
                    position: Set(position),
                    retired_on: Set(None),
                    $($written: Set($new(wording)),)*
                }
            }

            fn worded(wording: &Wording) -> Vec<(Self::Column, SimpleExpr)> {
                vec![
                    ($table::Column::Name, Expr::value(wording.name.clone())),
                    $(($table::Column::$column, Expr::value($set(wording))),)*
                ]
            }
        }
    };
}

listed!(place(PlaceId), system_id: SystemId(SystemId), [], [], []);
listed!(entry_kind(EntryKindId), system_id: SystemId(SystemId), [], [], []);
listed!(tension_kind(TensionKindId), system_id: SystemId(SystemId), [], [], []);
listed!(theme(ThemeId), framework_id: FrameworkId(FrameworkId), [], [], []);
listed!(
    framework(FrameworkId), system_id: SystemId(SystemId),
    [version: |f: &framework::Model| Some(f.version.clone())],
    [version: |w: &Wording| w.version.clone()],
    [Version: |w: &Wording| w.version.clone()]
);
listed!(
    priority(PriorityId), system_id: SystemId(SystemId),
    [
        difference: |p: &priority::Model| Some(p.difference.clone()),
        whose: |p: &priority::Model| Some(Whose::of(p))
    ],
    [
        difference: |w: &Wording| w.difference.clone(),
        place_id: |w: &Wording| w.whose.place(),
        organisation_id: |w: &Wording| w.whose.organisation()
    ],
    [
        Difference: |w: &Wording| w.difference.clone(),
        PlaceId: |w: &Wording| w.whose.place(),
        OrganisationId: |w: &Wording| w.whose.organisation()
    ]
);
listed!(
    staff_group(StaffGroupId), system_id: SystemId(SystemId),
    [
        code: |g: &staff_group::Model| g.code.clone(),
        is_counted: |g: &staff_group::Model| Some(g.is_counted)
    ],
    [code: |_: &Wording| None, is_counted: |w: &Wording| w.is_counted],
    [IsCounted: |w: &Wording| w.is_counted]
);

fn bare(id: Uuid, name: String, retired_on: Option<Day>) -> Item {
    Item {
        id,
        name,
        code: None,
        version: None,
        is_counted: None,
        difference: None,
        whose: None,
        retired_on,
    }
}

/// Calls a function for the table of a list, with the list's owner as its last argument.
macro_rules! in_table {
    ($list:expr, $system:expr, $call:ident($($argument:expr),*)) => {
        match $list {
            List::StaffGroups => $call::<staff_group::Entity>($($argument,)* $system.0).await,
            List::Priorities => $call::<priority::Entity>($($argument,)* $system.0).await,
            List::Places => $call::<place::Entity>($($argument,)* $system.0).await,
            List::EntryKinds => $call::<entry_kind::Entity>($($argument,)* $system.0).await,
            List::TensionKinds => $call::<tension_kind::Entity>($($argument,)* $system.0).await,
            List::Frameworks => $call::<framework::Entity>($($argument,)* $system.0).await,
            List::Themes(framework) => $call::<theme::Entity>($($argument,)* framework.0).await,
        }
    };
}

/// The items of a list, retired ones too, in order.
pub(in crate::organisations) async fn items(
    acting: &Acting,
    system: SystemId,
    list: List,
) -> Answer<Vec<Item>> {
    in_table!(list, system, items_of(acting.db().read()))
}

/// The same within a change.
pub(in crate::organisations) async fn items_within(
    write: &Write,
    system: SystemId,
    list: List,
) -> Answer<Vec<Item>> {
    in_table!(list, system, items_of(write.on()))
}

async fn items_of<E: Listed>(on: &impl ConnectionTrait, owner: Uuid) -> Answer<Vec<Item>> {
    Ok(E::find()
        .filter(E::OWNER.eq(owner))
        .order_by_asc(E::POSITION)
        .order_by_asc(E::ID)
        .all(on)
        .await?
        .into_iter()
        .map(E::item)
        .collect())
}

/// The highest position in a list; 0 in an empty one.
pub(in crate::organisations) async fn last_position(
    write: &Write,
    system: SystemId,
    list: List,
) -> Answer<i32> {
    in_table!(list, system, last_position_of(write))
}

async fn last_position_of<E: Listed>(write: &Write, owner: Uuid) -> Answer<i32> {
    let last: Option<Option<i32>> = E::find()
        .select_only()
        .column_as(E::POSITION.max(), "last")
        .filter(E::OWNER.eq(owner))
        .into_tuple()
        .one(write.on())
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// Writes a new item.
pub(in crate::organisations) async fn insert_item(
    write: &Write,
    system: SystemId,
    list: List,
    id: Uuid,
    position: i32,
    wording: &Wording,
) -> Answer<()> {
    in_table!(list, system, insert(write, id, position, wording))
}

async fn insert<E: Listed>(
    write: &Write,
    id: Uuid,
    position: i32,
    wording: &Wording,
    owner: Uuid,
) -> Answer<()> {
    E::insert(E::row(id, owner, position, wording))
        .exec_without_returning(write.on())
        .await
        .map_err(|cause| taken(cause, ITEM_TAKEN))?;
    Ok(())
}

/// Words an item anew.
pub(in crate::organisations) async fn amend_item(
    write: &Write,
    system: SystemId,
    list: List,
    id: Uuid,
    wording: &Wording,
) -> Answer<()> {
    in_table!(list, system, amend(write, id, wording))
}

async fn amend<E: Listed>(write: &Write, id: Uuid, wording: &Wording, owner: Uuid) -> Answer<()> {
    set::<E>(write, id, owner, E::worded(wording)).await
}

/// Puts the items of a list into this order.
pub(in crate::organisations) async fn set_order(
    write: &Write,
    system: SystemId,
    list: List,
    ids: &[Uuid],
) -> Answer<()> {
    in_table!(list, system, order(write, ids))
}

async fn order<E: Listed>(write: &Write, ids: &[Uuid], owner: Uuid) -> Answer<()> {
    for (position, &id) in (1i32..).zip(ids) {
        set::<E>(write, id, owner, vec![(E::POSITION, Expr::value(position))]).await?;
    }
    Ok(())
}

/// Retires an item, or brings it back.
pub(in crate::organisations) async fn set_retired(
    write: &Write,
    system: SystemId,
    list: List,
    id: Uuid,
    on: Option<Day>,
) -> Answer<()> {
    in_table!(list, system, retire(write, id, on))
}

async fn retire<E: Listed>(write: &Write, id: Uuid, on: Option<Day>, owner: Uuid) -> Answer<()> {
    set::<E>(write, id, owner, vec![(E::RETIRED_ON, Expr::value(on))]).await
}

const ITEM_TAKEN: &str = "There is one of this name in the list already.";

async fn set<E: Listed>(
    write: &Write,
    id: Uuid,
    owner: Uuid,
    values: Vec<(E::Column, SimpleExpr)>,
) -> Answer<()> {
    let mut update = E::update_many()
        .filter(E::ID.eq(id))
        .filter(E::OWNER.eq(owner));
    for (column, value) in values {
        update = update.col_expr(column, value);
    }
    update
        .exec(write.on())
        .await
        .map_err(|cause| taken(cause, ITEM_TAKEN))?;
    Ok(())
}
