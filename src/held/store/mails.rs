//! What was sent to somebody, and what will be.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{how_many, organisations};
use crate::{
    entities::{
        boards::{board, recipient},
        mail::{MailState, outgoing_mail},
        monthly::{MonthlyKind, monthly_letter},
    },
    held::words::{DigestsTo, MailKept, Part, SummaryWritten},
    kernel::{
        fault::Answer,
        ids::*,
        time::{Day, Instant},
    },
};

/// Mails to an address, the latest first: so many of them, or all. What they said is not read.
pub(in crate::held) async fn mails(
    on: &impl ConnectionTrait,
    email: &str,
    most: Option<u64>,
) -> Answer<Part<MailKept>> {
    type Row = (String, Instant, MailState, Option<Instant>);
    let to_them = outgoing_mail::Entity::find().filter(outgoing_mail::Column::ToEmail.eq(email));
    let rows: Vec<Row> = to_them
        .clone()
        .select_only()
        .columns([
            outgoing_mail::Column::Subject,
            outgoing_mail::Column::CreatedAt,
            outgoing_mail::Column::State,
            outgoing_mail::Column::SettledAt,
        ])
        .order_by_desc(outgoing_mail::Column::CreatedAt)
        .order_by_desc(outgoing_mail::Column::Id)
        .limit(most)
        .into_tuple()
        .all(on)
        .await?;
    let count = how_many(on, to_them, rows.len(), most).await?;
    let latest = rows
        .into_iter()
        .map(|(subject, written_at, state, settled_at)| MailKept {
            subject,
            written_at,
            state: state.label(),
            settled_at,
        });
    Ok(Part {
        count,
        latest: latest.collect(),
    })
}

/// Boards whose digests go, or went, to an address.
pub(in crate::held) async fn digests_to(
    on: &impl ConnectionTrait,
    email: &str,
) -> Answer<Vec<DigestsTo>> {
    let rows = recipient::Entity::find()
        .filter(recipient::Column::Email.eq(email))
        .order_by_desc(recipient::Column::AddedAt)
        .order_by_desc(recipient::Column::Id)
        .all(on)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let boards = board::Entity::find()
        .filter(board::Column::Id.is_in(rows.iter().map(|row| row.board_id)))
        .all(on)
        .await?;
    let of = organisations(on, boards.iter().map(|board| board.organisation_id)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let board = boards.iter().find(|board| board.id == row.board_id)?;
            Some(DigestsTo {
                organisation: of.get(&board.organisation_id).cloned().unwrap_or_default(),
                board: board.name.clone(),
                name: row.name,
                added_at: row.added_at,
                removed_at: row.removed_at,
                wants: row.wants.label(),
            })
        })
        .collect())
}

/// Monthly summaries that were written to somebody, the latest first: so many of them, or all.
pub(in crate::held) async fn summaries(
    on: &impl ConnectionTrait,
    person: PersonId,
    most: Option<u64>,
) -> Answer<Part<SummaryWritten>> {
    type Row = (Day, MonthlyKind, Instant);
    let to_them =
        monthly_letter::Entity::find().filter(monthly_letter::Column::PersonId.eq(person));
    let rows: Vec<Row> = to_them
        .clone()
        .select_only()
        .columns([
            monthly_letter::Column::MonthOn,
            monthly_letter::Column::Kind,
            monthly_letter::Column::QueuedAt,
        ])
        .order_by_desc(monthly_letter::Column::MonthOn)
        .order_by_desc(monthly_letter::Column::Id)
        .limit(most)
        .into_tuple()
        .all(on)
        .await?;
    let count = how_many(on, to_them, rows.len(), most).await?;
    let latest = rows
        .into_iter()
        .map(|(month_on, kind, written_at)| SummaryWritten {
            month_on,
            kind: kind.label(),
            written_at,
        });
    Ok(Part {
        count,
        latest: latest.collect(),
    })
}
