//! The lists a system keeps, as other subjects read them.
//!
//! Each comes twice: what may be chosen today, and everything there ever was, for what was recorded before it was
//! retired.

use super::store;
use crate::{
    access::Acting,
    entities::systems::{
        entry_kind, framework, organisation, place, priority, staff_group, tension_kind, theme,
    },
    kernel::{fault::Answer, ids::SystemId, time::Day},
};

/// A framework with its themes, both in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Themed {
    /// The framework.
    pub framework: framework::Model,
    /// Its themes.
    pub themes: Vec<theme::Model>,
}

/// Whether a partner was a member of its system, and open, on a day.
pub fn is_open_on(partner: &organisation::Model, day: Day) -> bool {
    partner.joined_on <= day
        && partner.left_on.is_none_or(|left| day < left)
        && partner.closed_on.is_none_or(|closed| day < closed)
}

/// Every partner there ever was, by name.
pub async fn all_partners(acting: &Acting, system: SystemId) -> Answer<Vec<organisation::Model>> {
    store::partners(acting, system).await
}

/// The partners that are members and open today, by name.
pub async fn open_partners(acting: &Acting, system: SystemId) -> Answer<Vec<organisation::Model>> {
    partners_open_on(acting, system, acting.today()).await
}

/// The partners that were members and open on a day, by name: whom someone could have worked with then.
pub async fn partners_open_on(
    acting: &Acting,
    system: SystemId,
    day: Day,
) -> Answer<Vec<organisation::Model>> {
    let mut partners = all_partners(acting, system).await?;
    partners.retain(|partner| is_open_on(partner, day));
    Ok(partners)
}

/// Writes the two readings of a list.
macro_rules! readings {
    ($(#[$doc:meta])* $in_use:ident, $(#[$ever_doc:meta])* $ever:ident: $model:ty) => {
        $(#[$doc])*
        pub async fn $in_use(acting: &Acting, system: SystemId) -> Answer<Vec<$model>> {
            let mut items = $ever(acting, system).await?;
            items.retain(|item| in_use_on(item.retired_on, acting.today()));
            Ok(items)
        }

        $(#[$ever_doc])*
        pub async fn $ever(acting: &Acting, system: SystemId) -> Answer<Vec<$model>> {
            store::$ever(acting, system).await
        }
    };
}

readings!(
    /// The staff groups a partner's words may be mapped to today, in order.
    staff_groups,
    /// Every staff group, retired ones too, in order.
    staff_groups_ever: staff_group::Model
);
readings!(
    /// The places of today, in order.
    places,
    /// Every place, retired ones too, in order.
    places_ever: place::Model
);
readings!(
    /// The kinds of work an entry may be of today, in order.
    entry_kinds,
    /// Every kind of work, retired ones too, in order.
    entry_kinds_ever: entry_kind::Model
);
readings!(
    /// The kinds of tension an entry may tell of today, in order.
    tension_kinds,
    /// Every kind of tension, retired ones too, in order.
    tension_kinds_ever: tension_kind::Model
);

readings!(
    /// The priorities an objective may serve today, in order.
    priorities,
    /// Every priority, retired ones too, in order.
    priorities_ever: priority::Model
);

/// The frameworks and themes an objective may be given today, in order; a framework without themes is left out.
pub async fn themes(acting: &Acting, system: SystemId) -> Answer<Vec<Themed>> {
    let today = acting.today();
    let mut all = themes_ever(acting, system).await?;
    for themed in &mut all {
        themed
            .themes
            .retain(|theme| in_use_on(theme.retired_on, today));
    }
    all.retain(|themed| in_use_on(themed.framework.retired_on, today) && !themed.themes.is_empty());
    Ok(all)
}

/// Every framework with every theme, retired ones too, in order.
pub async fn themes_ever(acting: &Acting, system: SystemId) -> Answer<Vec<Themed>> {
    store::themes_ever(acting, system).await
}

/// Whether something with this day of retirement is still in use on a day.
pub fn in_use_on(retired_on: Option<Day>, day: Day) -> bool {
    retired_on.is_none_or(|retired| day < retired)
}
