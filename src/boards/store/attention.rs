//! What came of boards' meetings, in the database.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict, Query, SelectStatement},
};

use crate::{
    access::{KeptBoard, SeenSystem},
    boards::{Asked, Attention, Doing, Minutes, NewAction},
    entities::{
        boards::{board, board_action, meeting, meeting_minutes, meeting_question},
        systems::organisation,
    },
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        time::{Day, Instant},
    },
};

fn held_between(first_on: Day, last_on: Day) -> sea_orm::Select<meeting::Entity> {
    meeting::Entity::find()
        .filter(meeting::Column::MeetsOn.between(first_on, last_on))
        .filter(meeting::Column::CancelledAt.is_null())
}

/// Before today and since a day, of those neither asked about nor answered for.
pub(in crate::boards) async fn unasked(
    board: &KeptBoard,
    since: Day,
) -> Answer<Vec<meeting::Model>> {
    let asked = Query::select()
        .column(meeting_question::Column::MeetingId)
        .from(meeting_question::Entity)
        .take();
    let answered = Query::select()
        .column(meeting_minutes::Column::MeetingId)
        .from(meeting_minutes::Entity)
        .take();
    let yesterday = board.acting().today().plus(-1);
    Ok(held_between(since, yesterday)
        .filter(meeting::Column::BoardId.eq(board.id()))
        .filter(meeting::Column::Id.not_in_subquery(asked))
        .filter(meeting::Column::Id.not_in_subquery(answered))
        .order_by_asc(meeting::Column::MeetsOn)
        .all(board.acting().db().read())
        .await?)
}

/// Whether it was the first time.
pub(in crate::boards) async fn set_asked(
    write: &Write,
    meeting: MeetingId,
    at: Instant,
) -> Answer<bool> {
    let row = meeting_question::ActiveModel {
        meeting_id: Set(meeting),
        asked_at: Set(at),
    };
    let asked = meeting_question::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_question::Column::MeetingId)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(asked == 1)
}

pub(in crate::boards) async fn held(
    board: &KeptBoard,
    first_on: Day,
    last_on: Day,
) -> Answer<Vec<Asked>> {
    let db = board.acting().db().read();
    let meetings = held_between(first_on, last_on)
        .filter(meeting::Column::BoardId.eq(board.id()))
        .order_by_desc(meeting::Column::MeetsOn)
        .all(db)
        .await?;
    let mut minutes: BTreeMap<MeetingId, meeting_minutes::Model> = meeting_minutes::Entity::find()
        .filter(meeting_minutes::Column::MeetingId.is_in(meetings.iter().map(|m| m.id)))
        .all(db)
        .await?
        .into_iter()
        .map(|minutes| (minutes.meeting_id, minutes))
        .collect();
    Ok(meetings
        .into_iter()
        .map(|meeting| Asked {
            minutes: minutes.remove(&meeting.id),
            meeting,
        })
        .collect())
}

pub(in crate::boards) async fn minutes_of(
    write: &Write,
    meeting: MeetingId,
) -> Answer<Option<meeting_minutes::Model>> {
    Ok(meeting_minutes::Entity::find_by_id(meeting)
        .one(write.on())
        .await?)
}

pub(in crate::boards) async fn set_minutes(
    board: &KeptBoard,
    write: &Write,
    meeting: MeetingId,
    said: &Minutes,
) -> Answer<()> {
    let row = meeting_minutes::ActiveModel {
        meeting_id: Set(meeting),
        was_on_agenda: Set(said.was_on_agenda),
        decided: Set(said.decided.clone()),
        minute: Set(said.minute.clone()),
        answered_at: Set(board.acting().now()),
    };
    let columns = [
        meeting_minutes::Column::WasOnAgenda,
        meeting_minutes::Column::Decided,
        meeting_minutes::Column::Minute,
        meeting_minutes::Column::AnsweredAt,
    ];
    meeting_minutes::Entity::insert(row)
        .on_conflict(
            OnConflict::column(meeting_minutes::Column::MeetingId)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}

pub(in crate::boards) async fn actions(board: &KeptBoard) -> Answer<Vec<board_action::Model>> {
    Ok(board_action::Entity::find()
        .filter(board_action::Column::BoardId.eq(board.id()))
        .order_by_asc(board_action::Column::Id)
        .all(board.acting().db().read())
        .await?)
}

pub(in crate::boards) async fn action(
    board: &KeptBoard,
    id: BoardActionId,
) -> Answer<board_action::Model> {
    action_in(board, board.acting().db().read(), id).await
}

/// The same within a change.
pub(in crate::boards) async fn action_on(
    board: &KeptBoard,
    write: &Write,
    id: BoardActionId,
) -> Answer<board_action::Model> {
    action_in(board, write.on(), id).await
}

async fn action_in(
    board: &KeptBoard,
    on: &impl ConnectionTrait,
    id: BoardActionId,
) -> Answer<board_action::Model> {
    board_action::Entity::find_by_id(id)
        .filter(board_action::Column::BoardId.eq(board.id()))
        .one(on)
        .await?
        .ok_or(Fault::NotFound)
}

/// False where there is one of this id: its form was sent before.
pub(in crate::boards) async fn add_action(
    board: &KeptBoard,
    write: &Write,
    (id, meeting): (BoardActionId, MeetingId),
    new: &NewAction,
) -> Answer<bool> {
    let row = board_action::ActiveModel {
        id: Set(id),
        board_id: Set(board.id()),
        meeting_id: Set(meeting),
        what: Set(new.what.clone()),
        owner: Set(new.owner.clone()),
        due_on: Set(new.due_on),
        added_at: Set(board.acting().now()),
        done_on: Set(None),
        led_to: Set(String::new()),
    };
    let added = board_action::Entity::insert(row)
        .on_conflict(
            OnConflict::column(board_action::Column::Id)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(added == 1)
}

pub(in crate::boards) async fn finish(
    write: &Write,
    id: BoardActionId,
    doing: &Doing,
) -> Answer<()> {
    board_action::Entity::update_many()
        .col_expr(board_action::Column::DoneOn, Expr::value(doing.done_on))
        .col_expr(board_action::Column::LedTo, Expr::value(&*doing.led_to))
        .filter(board_action::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Of all boards of the system, closed ones too: a meeting that was held was held.
pub(in crate::boards) async fn count(
    system: &SeenSystem,
    first_on: Day,
    last_on: Day,
) -> Answer<Attention> {
    let db = system.acting().db().read();
    let boards: SelectStatement = Query::select()
        .column((board::Entity, board::Column::Id))
        .from(board::Entity)
        .inner_join(
            organisation::Entity,
            Expr::col((organisation::Entity, organisation::Column::Id))
                .equals((board::Entity, board::Column::OrganisationId)),
        )
        .and_where(organisation::Column::SystemId.eq(system.id()))
        .take();
    let of_system = held_between(first_on, std::cmp::min(last_on, system.acting().today()))
        .filter(meeting::Column::BoardId.in_subquery(boards));
    let held = of_system.clone().count(db).await?;
    let answers: Vec<bool> = meeting_minutes::Entity::find()
        .select_only()
        .column(meeting_minutes::Column::WasOnAgenda)
        .filter(
            meeting_minutes::Column::MeetingId.in_subquery(
                of_system
                    .select_only()
                    .column(meeting::Column::Id)
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(db)
        .await?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Attention {
        first_on,
        last_on,
        held: i64::try_from(held).unwrap_or(i64::MAX),
        answered: number(answers.len()),
        on_agenda: number(answers.iter().filter(|on_agenda| **on_agenda).count()),
    })
}
