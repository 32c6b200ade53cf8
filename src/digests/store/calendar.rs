//! Which digest became due for which meeting, in the database.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{OnConflict, Query},
};

use super::of_period;
use crate::{
    access::KeptBoard,
    digests::Digest,
    entities::boards::{digest, meeting, meeting_digest, meeting_notice},
    kernel::{database::Write, fault::Answer, ids::*, periods::Period, time::Instant},
};

pub(in crate::digests) async fn of_meeting(
    board: &KeptBoard,
    meeting: MeetingId,
) -> Answer<Option<meeting_digest::Model>> {
    Ok(meeting_digest::Entity::find_by_id(meeting)
        .one(board.acting().db().read())
        .await?)
}

/// The meeting that a period's digest is due for, in whichever version; none where no meeting is known.
pub(in crate::digests) async fn meeting_of(
    board: &KeptBoard,
    period: Period,
) -> Answer<Option<meeting::Model>> {
    let versions = of_period(board, period)
        .select_only()
        .column(digest::Column::Id)
        .into_query();
    let meetings = Query::select()
        .column(meeting_digest::Column::MeetingId)
        .from(meeting_digest::Entity)
        .and_where(meeting_digest::Column::DigestId.in_subquery(versions))
        .take();
    Ok(meeting::Entity::find()
        .filter(meeting::Column::Id.in_subquery(meetings))
        .filter(meeting::Column::CancelledAt.is_null())
        .order_by_asc(meeting::Column::MeetsOn)
        .one(board.acting().db().read())
        .await?)
}

pub(in crate::digests) async fn latest_on(
    board: &KeptBoard,
    write: &Write,
    period: Period,
) -> Answer<Option<Digest>> {
    let row = of_period(board, period).one(write.on()).await?;
    Ok(row.map(|row| Digest { row }))
}

/// Whether it was the first for this meeting.
pub(in crate::digests) async fn link(
    write: &Write,
    meeting: MeetingId,
    digest: DigestId,
    began_draft: bool,
    due_at: Instant,
) -> Answer<bool> {
    let row = meeting_digest::ActiveModel {
        meeting_id: Set(meeting),
        digest_id: Set(digest),
        began_draft: Set(began_draft),
        due_at: Set(due_at),
    };
    let added = meeting_digest::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_digest::Column::MeetingId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(added == 1)
}

/// What its secretaries were last told of a digest that goes out by itself.
pub(in crate::digests) async fn notice(
    board: &KeptBoard,
    meeting: MeetingId,
) -> Answer<Option<meeting_notice::Model>> {
    Ok(meeting_notice::Entity::find_by_id(meeting)
        .one(board.acting().db().read())
        .await?)
}

/// Writes that they are told of this moment, after what they were told before; whether nobody else did meanwhile.
pub(in crate::digests) async fn give_notice(
    write: &Write,
    meeting: MeetingId,
    before: Option<&meeting_notice::Model>,
    (due_at, told_at): (Instant, Instant),
) -> Answer<bool> {
    let row = meeting_notice::ActiveModel {
        meeting_id: Set(meeting),
        due_at: Set(due_at),
        told_at: Set(told_at),
    };
    let told = match before {
        None => {
            meeting_notice::Entity::insert(row)
                .on_conflict(
                    OnConflict::column(meeting_notice::Column::MeetingId)
                        .do_nothing()
                        .to_owned(),
                )
                .exec_without_returning(write.on())
                .await?
        }
        Some(before) => {
            meeting_notice::Entity::update_many()
                .set(row)
                .filter(meeting_notice::Column::MeetingId.eq(meeting))
                .filter(meeting_notice::Column::DueAt.eq(before.due_at))
                .exec(write.on())
                .await?
                .rows_affected
        }
    };
    Ok(told == 1)
}

/// The draft that is due for this meeting no more; none where it was issued.
pub(in crate::digests) async fn unlink_draft(
    write: &Write,
    meeting: MeetingId,
) -> Answer<Option<DigestId>> {
    let Some(link) = meeting_digest::Entity::find_by_id(meeting)
        .one(write.on())
        .await?
    else {
        return Ok(None);
    };
    // A correction's draft tells of a digest that was issued for the meeting.
    if !super::hold_draft(write, link.digest_id).await? {
        return Ok(None);
    }
    meeting_digest::Entity::delete_by_id(meeting)
        .exec(write.on())
        .await?;
    let others = meeting_digest::Entity::find()
        .filter(meeting_digest::Column::DigestId.eq(link.digest_id))
        .count(write.on())
        .await?;
    if link.began_draft && others == 0 {
        digest::Entity::delete_many()
            .filter(digest::Column::Id.eq(link.digest_id))
            .filter(digest::Column::Commentary.eq(""))
            .exec(write.on())
            .await?;
    }
    Ok(Some(link.digest_id))
}
