//! Drafts that are discarded, in the database.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::OnConflict,
};

use crate::{
    access::KeptBoard,
    digests::Digest,
    entities::boards::{digest, digest_correction, digest_discard, digest_story, meeting_digest},
    kernel::{database::Write, fault::Answer, ids::BoardId, periods::Period},
};

/// Takes a draft away with all that hangs on it, and keeps that it was for its period, if it was the first.
pub(in crate::digests) async fn discard(
    board: &KeptBoard,
    write: &Write,
    draft: &Digest,
) -> Answer<()> {
    let (id, period) = (draft.id(), draft.period());
    digest_story::Entity::delete_many()
        .filter(digest_story::Column::DigestId.eq(id))
        .exec(write.on())
        .await?;
    digest_correction::Entity::delete_by_id(id)
        .exec(write.on())
        .await?;
    meeting_digest::Entity::delete_many()
        .filter(meeting_digest::Column::DigestId.eq(id))
        .exec(write.on())
        .await?;
    digest::Entity::delete_by_id(id).exec(write.on()).await?;
    if draft.row().version > 1 {
        return Ok(());
    }
    let row = digest_discard::ActiveModel {
        board_id: Set(board.id()),
        period_kind: Set(period.kind),
        first_on: Set(period.first_on),
        discarded_at: Set(board.acting().now()),
    };
    digest_discard::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([
                digest_discard::Column::BoardId,
                digest_discard::Column::FirstOn,
                digest_discard::Column::PeriodKind,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

/// Whether the draft for a period was discarded, and none was begun since.
pub(in crate::digests) async fn is_discarded(board: &KeptBoard, period: Period) -> Answer<bool> {
    let found = digest_discard::Entity::find()
        .filter(digest_discard::Column::BoardId.eq(board.id()))
        .filter(digest_discard::Column::PeriodKind.eq(period.kind))
        .filter(digest_discard::Column::FirstOn.eq(period.first_on))
        .count(board.acting().db().read())
        .await?;
    Ok(found > 0)
}

/// A draft for the period is begun again.
pub(in crate::digests) async fn forget(
    board: &KeptBoard,
    write: &Write,
    period: Period,
) -> Answer<()> {
    digest_discard::Entity::delete_many()
        .filter(digest_discard::Column::BoardId.eq(board.id()))
        .filter(digest_discard::Column::PeriodKind.eq(period.kind))
        .filter(digest_discard::Column::FirstOn.eq(period.first_on))
        .exec(write.on())
        .await?;
    Ok(())
}

/// The periods of these boards of which the draft was discarded.
pub(in crate::digests) async fn of_boards(boards: &[KeptBoard]) -> Answer<Vec<(BoardId, Period)>> {
    let Some(first) = boards.first() else {
        return Ok(Vec::new());
    };
    let rows = digest_discard::Entity::find()
        .filter(digest_discard::Column::BoardId.is_in(boards.iter().map(|board| board.id())))
        .all(first.acting().db().read())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let period = Period::from_first(row.period_kind, row.first_on);
            (row.board_id, period)
        })
        .collect())
}
