//! Chosen stories, in the database.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    access::KeptBoard,
    entities::boards::digest_story,
    kernel::{database::Write, fault::Answer, ids::*},
};

/// The entries that a digest quotes, in order.
pub(in crate::digests) async fn chosen(
    board: &KeptBoard,
    digest: DigestId,
) -> Answer<Vec<EntryId>> {
    chosen_in(board.acting().db().read(), digest).await
}

/// The same within a change.
pub(in crate::digests) async fn chosen_on(write: &Write, digest: DigestId) -> Answer<Vec<EntryId>> {
    chosen_in(write.on(), digest).await
}

async fn chosen_in(on: &impl ConnectionTrait, digest: DigestId) -> Answer<Vec<EntryId>> {
    Ok(digest_story::Entity::find()
        .select_only()
        .column(digest_story::Column::EntryId)
        .filter(digest_story::Column::DigestId.eq(digest))
        .order_by_asc(digest_story::Column::Position)
        .into_tuple()
        .all(on)
        .await?)
}

/// Quotes these and no others.
pub(in crate::digests) async fn choose(
    write: &Write,
    digest: DigestId,
    entries: &[EntryId],
) -> Answer<()> {
    digest_story::Entity::delete_many()
        .filter(digest_story::Column::DigestId.eq(digest))
        .exec(write.on())
        .await?;
    if entries.is_empty() {
        return Ok(());
    }
    let rows = (1..)
        .zip(entries)
        .map(|(position, &entry)| digest_story::ActiveModel {
            digest_id: Set(digest),
            entry_id: Set(entry),
            position: Set(position),
        });
    digest_story::Entity::insert_many(rows)
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
