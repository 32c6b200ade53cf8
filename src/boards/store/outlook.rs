//! What lies before several boards, in the database.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    access::KeptBoard,
    boards::Terms,
    entities::boards::{meeting, meeting_minutes, terms},
    kernel::{
        fault::Answer,
        ids::{BoardId, MeetingId},
        time::Day,
    },
};

fn ids(boards: &[KeptBoard]) -> impl Iterator<Item = BoardId> {
    boards.iter().map(|board| board.id())
}

/// The terms of those of these boards that have their own.
pub(in crate::boards) async fn terms(boards: &[KeptBoard]) -> Answer<Vec<(BoardId, Terms)>> {
    let Some(first) = boards.first() else {
        return Ok(Vec::new());
    };
    let rows = terms::Entity::find()
        .filter(terms::Column::BoardId.is_in(ids(boards)))
        .all(first.acting().db().read())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.board_id, super::terms::of(row)))
        .collect())
}

/// Their meetings since a day, in order, cancelled ones too; and whether somebody has said what came of each.
pub(in crate::boards) async fn meetings(
    boards: &[KeptBoard],
    since: Day,
) -> Answer<Vec<(meeting::Model, bool)>> {
    let Some(first) = boards.first() else {
        return Ok(Vec::new());
    };
    let db = first.acting().db().read();
    let theirs = meeting::Entity::find()
        .filter(meeting::Column::BoardId.is_in(ids(boards)))
        .filter(meeting::Column::MeetsOn.gte(since));
    let of_them = theirs
        .clone()
        .select_only()
        .column(meeting::Column::Id)
        .into_query();
    let answered: Vec<MeetingId> = meeting_minutes::Entity::find()
        .select_only()
        .column(meeting_minutes::Column::MeetingId)
        .filter(meeting_minutes::Column::MeetingId.in_subquery(of_them))
        .into_tuple()
        .all(db)
        .await?;
    let answered: BTreeSet<MeetingId> = answered.into_iter().collect();
    let meetings = theirs
        .order_by_asc(meeting::Column::MeetsOn)
        .all(db)
        .await?;
    Ok(meetings
        .into_iter()
        .map(|meeting| {
            let is_answered = answered.contains(&meeting.id);
            (meeting, is_answered)
        })
        .collect())
}
