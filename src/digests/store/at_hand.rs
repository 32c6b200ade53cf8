//! What waits for the secretary of several boards, in the database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Query,
};

use crate::{
    access::KeptBoard,
    digests::{
        Fare,
        at_hand::{Brief, Fares},
    },
    entities::{
        boards::{DigestState, delivery, digest, meeting_digest},
        mail::{MailState, outgoing_mail},
    },
    kernel::{
        fault::Answer,
        ids::*,
        periods::PeriodKind,
        time::{Day, Instant},
    },
};

/// Every digest of these boards, the latest period and version first, without what is frozen.
pub(in crate::digests) async fn briefs(boards: &[KeptBoard]) -> Answer<Vec<Brief>> {
    type Found = (DigestId, BoardId, PeriodKind, Day, i32, DigestState);
    let Some(first) = boards.first() else {
        return Ok(Vec::new());
    };
    let found: Vec<Found> = digest::Entity::find()
        .select_only()
        .column(digest::Column::Id)
        .column(digest::Column::BoardId)
        .column(digest::Column::PeriodKind)
        .column(digest::Column::FirstOn)
        .column(digest::Column::Version)
        .column(digest::Column::State)
        .filter(digest::Column::BoardId.is_in(boards.iter().map(|board| board.id())))
        .order_by_desc(digest::Column::FirstOn)
        .order_by_desc(digest::Column::Version)
        .into_tuple()
        .all(first.acting().db().read())
        .await?;
    Ok(found
        .into_iter()
        .map(|(id, board, period_kind, first_on, version, state)| Brief {
            id,
            board,
            period_kind,
            first_on,
            version,
            state,
        })
        .collect())
}

/// Those of these boards' drafts that are due for a meeting.
pub(in crate::digests) async fn due_drafts(boards: &[KeptBoard]) -> Answer<BTreeSet<DigestId>> {
    let Some(first) = boards.first() else {
        return Ok(BTreeSet::new());
    };
    let linked = Query::select()
        .column(meeting_digest::Column::DigestId)
        .from(meeting_digest::Entity)
        .take();
    let found: Vec<DigestId> = digest::Entity::find()
        .select_only()
        .column(digest::Column::Id)
        .filter(digest::Column::BoardId.is_in(boards.iter().map(|board| board.id())))
        .filter(digest::Column::State.eq(DigestState::Draft))
        .filter(digest::Column::Id.in_subquery(linked))
        .into_tuple()
        .all(first.acting().db().read())
        .await?;
    Ok(found.into_iter().collect())
}

/// How these digests fare on their way to each recipient.
pub(in crate::digests) async fn fares(
    boards: &[KeptBoard],
    digests: &[DigestId],
) -> Answer<BTreeMap<DigestId, Fares>> {
    let Some(first) = boards.first() else {
        return Ok(BTreeMap::new());
    };
    let db = first.acting().db().read();
    let deliveries = delivery::Entity::find()
        .select_only()
        .filter(delivery::Column::DigestId.is_in(digests.iter().copied()));
    let mails: Vec<(OutgoingMailId, MailState, Option<Instant>)> = outgoing_mail::Entity::find()
        .select_only()
        .column(outgoing_mail::Column::Id)
        .column(outgoing_mail::Column::State)
        .column(outgoing_mail::Column::ReturnedAt)
        .filter(
            outgoing_mail::Column::Id.in_subquery(
                deliveries
                    .clone()
                    .column(delivery::Column::OutgoingMailId)
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(db)
        .await?;
    let mails: BTreeMap<OutgoingMailId, Fare> = mails
        .into_iter()
        .map(|(id, state, returned_at)| (id, Fare::of(state, returned_at.is_some())))
        .collect();
    let rows: Vec<(DigestId, RecipientId, OutgoingMailId)> = deliveries
        .column(delivery::Column::DigestId)
        .column(delivery::Column::RecipientId)
        .column(delivery::Column::OutgoingMailId)
        .into_tuple()
        .all(db)
        .await?;
    let mut fares: BTreeMap<DigestId, Fares> = BTreeMap::new();
    for (digest, recipient, mail) in rows {
        if let Some(fare) = mails.get(&mail) {
            fares.entry(digest).or_default().push((recipient, *fare));
        }
    }
    Ok(fares)
}
