//! Boards' terms in the database.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    access::{KeptBoard, ScheduledBoard},
    boards::{Terms, calendar::USUAL_HOUR},
    entities::boards::terms,
    kernel::{database::Write, fault::Answer},
};

pub(in crate::boards) async fn find(board: &ScheduledBoard) -> Answer<Terms> {
    find_in(board, board.acting().db().read()).await
}

/// The same within a change.
pub(in crate::boards) async fn find_on(board: &ScheduledBoard, write: &Write) -> Answer<Terms> {
    find_in(board, write.on()).await
}

async fn find_in(board: &ScheduledBoard, on: &impl ConnectionTrait) -> Answer<Terms> {
    let row = terms::Entity::find_by_id(board.id()).one(on).await?;
    Ok(row.map_or_else(Terms::default, of))
}

/// Those of a row.
pub(super) fn of(row: terms::Model) -> Terms {
    Terms {
        papers_days: row.papers_days,
        lead_days: row.lead_days,
        due_hour: i8::try_from(row.due_hour).unwrap_or(USUAL_HOUR),
        issues_itself: row.issues_itself,
    }
}

pub(in crate::boards) async fn set(board: &KeptBoard, write: &Write, to: Terms) -> Answer<()> {
    let row = terms::ActiveModel {
        board_id: Set(board.id()),
        papers_days: Set(to.papers_days),
        lead_days: Set(to.lead_days),
        due_hour: Set(i32::from(to.due_hour)),
        issues_itself: Set(to.issues_itself),
    };
    let columns = [
        terms::Column::PapersDays,
        terms::Column::LeadDays,
        terms::Column::DueHour,
        terms::Column::IssuesItself,
    ];
    terms::Entity::insert(row)
        .on_conflict(
            OnConflict::column(terms::Column::BoardId)
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
