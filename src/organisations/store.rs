//! Queries: systems, partners and lists.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::lists::Themed;
use crate::{
    access::Acting,
    entities::systems::{
        entry_kind, framework, organisation, place, staff_group, tension_kind, theme,
    },
    kernel::{fault::Answer, ids::SystemId},
};

/// Every partner of a system, by name.
pub(super) async fn partners(
    acting: &Acting,
    system: SystemId,
) -> Answer<Vec<organisation::Model>> {
    let mut partners = organisation::Entity::find()
        .filter(organisation::Column::SystemId.eq(system))
        .all(acting.db().read())
        .await?;
    // Not in SQL: the two databases put capitals and accents in different orders.
    partners.sort_by_key(|partner| (partner.name.to_lowercase(), partner.id));
    Ok(partners)
}

/// Writes the query of one list.
macro_rules! reads_list {
    ($(#[$doc:meta])* $name:ident: $table:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(acting: &Acting, system: SystemId) -> Answer<Vec<$table::Model>> {
            Ok($table::Entity::find()
                .filter($table::Column::SystemId.eq(system))
                .order_by_asc($table::Column::Position)
                .order_by_asc($table::Column::Id)
                .all(acting.db().read())
                .await?)
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
    /// Every framework, in order.
    frameworks_ever: framework
);

/// Every framework with every theme, in order.
pub(super) async fn themes_ever(acting: &Acting, system: SystemId) -> Answer<Vec<Themed>> {
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
