//! Queries of who succeeded whom.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder,
};

use crate::{
    access::Acting,
    entities::systems::{organisation, succession},
    kernel::{
        database::Write,
        fault::Answer,
        ids::{SuccessionId, SystemId},
    },
    organisations::succession::New,
};

/// Every succession of a system's partners, by date.
pub(in crate::organisations) async fn successions(
    acting: &Acting,
    system: SystemId,
) -> Answer<Vec<succession::Model>> {
    every_succession(acting.db().read(), system).await
}

/// The same within a change.
pub(in crate::organisations) async fn successions_within(
    write: &Write,
    system: SystemId,
) -> Answer<Vec<succession::Model>> {
    every_succession(write.on(), system).await
}

/// Writes a new succession.
pub(in crate::organisations) async fn insert_succession(
    write: &Write,
    id: SuccessionId,
    new: &New,
) -> Answer<()> {
    succession::ActiveModel {
        id: Set(id),
        predecessor_id: Set(new.predecessor),
        successor_id: Set(new.successor),
        happened_on: Set(new.happened_on),
        kind: Set(new.kind),
    }
    .insert(write.on())
    .await
    .map_err(|cause| {
        super::taken(
            cause,
            "Somebody else has just recorded the same succession.",
        )
    })?;
    Ok(())
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
