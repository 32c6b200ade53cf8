//! The cover sheets of boards' papers in the database.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    access::KeptBoard,
    boards::papers::CoverSheet,
    entities::boards::board_paper,
    kernel::{database::Write, fault::Answer},
};

pub(in crate::boards) async fn find(board: &KeptBoard) -> Answer<Option<CoverSheet>> {
    find_in(board, board.acting().db().read()).await
}

/// The same within a change.
pub(in crate::boards) async fn find_on(
    board: &KeptBoard,
    write: &Write,
) -> Answer<Option<CoverSheet>> {
    find_in(board, write.on()).await
}

async fn find_in(board: &KeptBoard, on: &impl ConnectionTrait) -> Answer<Option<CoverSheet>> {
    let row = board_paper::Entity::find_by_id(board.id()).one(on).await?;
    Ok(row.map(|row| CoverSheet {
        purpose: row.purpose,
        author: row.author,
        sponsor: row.sponsor,
        agenda_item: row.agenda_item,
        recommendation: row.recommendation,
        colour: row.colour,
        is_attached: row.is_attached,
    }))
}

pub(in crate::boards) async fn keep(
    board: &KeptBoard,
    write: &Write,
    sheet: &CoverSheet,
) -> Answer<()> {
    let row = board_paper::ActiveModel {
        board_id: Set(board.id()),
        purpose: Set(sheet.purpose.clone()),
        author: Set(sheet.author.clone()),
        sponsor: Set(sheet.sponsor.clone()),
        agenda_item: Set(sheet.agenda_item.clone()),
        recommendation: Set(sheet.recommendation.clone()),
        colour: Set(sheet.colour.clone()),
        is_attached: Set(sheet.is_attached),
        changed_at: Set(board.acting().now()),
    };
    let all = [
        board_paper::Column::Purpose,
        board_paper::Column::Author,
        board_paper::Column::Sponsor,
        board_paper::Column::AgendaItem,
        board_paper::Column::Recommendation,
        board_paper::Column::Colour,
        board_paper::Column::IsAttached,
        board_paper::Column::ChangedAt,
    ];
    board_paper::Entity::insert(row)
        .on_conflict(
            OnConflict::column(board_paper::Column::BoardId)
                .update_columns(all)
                .to_owned(),
        )
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
