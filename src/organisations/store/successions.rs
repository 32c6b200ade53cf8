//! Queries of who succeeded whom.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    access::Acting,
    entities::systems::{organisation, succession},
    kernel::{fault::Answer, ids::SystemId},
};

/// Every succession of a system's partners, by date.
pub(in crate::organisations) async fn successions(
    acting: &Acting,
    system: SystemId,
) -> Answer<Vec<succession::Model>> {
    every_succession(acting.db().read(), system).await
}

async fn every_succession(
    on: &impl ConnectionTrait,
    system: SystemId,
) -> Answer<Vec<succession::Model>> {
    Ok(succession::Entity::find()
        .inner_join(organisation::Entity)
        .filter(organisation::Column::SystemId.eq(system))
        .order_by_asc(succession::Column::HappenedOn)
        .order_by_asc(succession::Column::Id)
        .all(on)
        .await?)
}
