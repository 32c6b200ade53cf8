//! Queries of stories.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};

use super::line;
use crate::{
    access::{Acting, KeptBoard},
    engagement::{OwnEntry, stories::Story},
    entities::{
        engagement::{entry, story},
        people::employment,
    },
    kernel::{fault::Answer, ids::EntryId, periods::Period},
};

/// How many a secretary chooses from.
const AT_MOST: u64 = 100;

pub(in crate::engagement) async fn is_offered(mine: &OwnEntry) -> Answer<bool> {
    let db = mine.own().acting().db().read();
    let kept = story::Entity::find_by_id(mine.id()).one(db).await?;
    Ok(kept.is_some_and(|kept| kept.words == mine.work().changed))
}

/// Those of some entries that are offered as they are worded now.
pub(in crate::engagement) async fn offered_of(
    acting: &Acting,
    entries: &[entry::Model],
) -> Answer<HashSet<EntryId>> {
    let told: HashMap<EntryId, &str> = entries
        .iter()
        .filter(|entry| !entry.changed.is_empty())
        .map(|entry| (entry.id, entry.changed.as_str()))
        .collect();
    if told.is_empty() {
        return Ok(HashSet::new());
    }
    let kept = story::Entity::find()
        .filter(story::Column::EntryId.is_in(told.keys().copied()))
        .all(acting.db().read())
        .await?;
    Ok(kept
        .into_iter()
        .filter(|kept| told.get(&kept.entry_id) == Some(&kept.words.as_str()))
        .map(|kept| kept.entry_id)
        .collect())
}

pub(in crate::engagement) async fn offer(mine: &OwnEntry) -> Answer<()> {
    let acting = mine.own().acting();
    let write = acting.db().write().await?;
    write.touches_nothing();
    story::Entity::insert(story::ActiveModel {
        entry_id: Set(mine.id()),
        words: Set(mine.work().changed.clone()),
        offered_at: Set(acting.now()),
    })
    .on_conflict(
        OnConflict::column(story::Column::EntryId)
            .update_columns([story::Column::Words, story::Column::OfferedAt])
            .to_owned(),
    )
    .exec_without_returning(write.on())
    .await?;
    line("story offered", mine.own(), mine.id())
        .write(acting, &write)
        .await?;
    write.commit().await
}

pub(in crate::engagement) async fn take_back(mine: &OwnEntry) -> Answer<()> {
    let acting = mine.own().acting();
    let write = acting.db().write().await?;
    write.touches_nothing();
    story::Entity::delete_by_id(mine.id())
        .exec(write.on())
        .await?;
    line("story taken back", mine.own(), mine.id())
        .write(acting, &write)
        .await?;
    write.commit().await
}

pub(in crate::engagement) async fn offered_to(
    board: &KeptBoard,
    period: Period,
    only: Option<&[EntryId]>,
) -> Answer<Vec<Story>> {
    let theirs = Query::select()
        .column(employment::Column::Id)
        .from(employment::Entity)
        .and_where(employment::Column::OrganisationId.eq(board.organisation().id))
        .take();
    let offered = Query::select()
        .column(story::Column::EntryId)
        .from(story::Entity)
        .take();
    let db = board.acting().db().read();
    let mut found = entry::Entity::find();
    if let Some(only) = only {
        found = found.filter(entry::Column::Id.is_in(only.iter().copied()));
    }
    let entries = found
        .filter(entry::Column::Id.in_subquery(offered))
        .filter(entry::Column::EmploymentId.in_subquery(theirs))
        .filter(entry::Column::WithdrawnAt.is_null())
        .filter(entry::Column::DoneOn.between(period.first_on, period.last_on))
        .order_by_desc(entry::Column::DoneOn)
        .order_by_desc(entry::Column::Id)
        .limit(AT_MOST)
        .all(db)
        .await?;
    let kept = story::Entity::find()
        .filter(story::Column::EntryId.is_in(entries.iter().map(|entry| entry.id)))
        .all(db)
        .await?;
    Ok(entries
        .into_iter()
        .filter(|entry| {
            let same =
                |kept: &story::Model| kept.entry_id == entry.id && kept.words == entry.changed;
            kept.iter().any(same)
        })
        .map(|entry| Story {
            entry: entry.id,
            words: entry.changed,
        })
        .collect())
}
