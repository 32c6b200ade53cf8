//! Changing an entry that is logged, and withdrawing it.

use std::collections::BTreeSet;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{days, line, said, stood, told, work_on};
use crate::{
    access::OwnEmployment,
    engagement::{DAY, OwnEntry, Work},
    entities::engagement::{entry, entry_partner},
    kernel::{
        database::Write,
        fault::{Answer, Fault},
        ids::*,
        stood::Stood,
    },
    tallies,
};

/// What came of an entry that was to be amended.
pub(in crate::engagement) enum Amended {
    Now,
    /// So many minutes are logged of its day beside it, in whichever employment.
    TooLong(i64),
    /// It says something else than it did when the form was drawn.
    Overtaken,
}

/// Changes an entry with its audit line and tallies, if it still stands as it did when its form was drawn. `all_own` are
/// all employments of whoever did it: while it is changed, nothing is logged or amended in any of them.
pub(in crate::engagement) async fn amend(
    mine: &OwnEntry,
    own: &OwnEmployment,
    all_own: &[OwnEmployment],
    work: &Work,
    drawn: &Stood,
) -> Answer<Amended> {
    let acting = own.acting();
    let write = acting.db().write().await?;
    let organisations = all_own.iter().map(|own| own.organisation().id).collect();
    tallies::lock(&write, &organisations).await?;
    let stands = standing(&write, mine.id()).await?;
    if stands == stood(own.id(), work) {
        // The same form sent twice, or one that changes nothing.
        return Ok(Amended::Now);
    }
    if stands != *drawn || stands != mine.stood() {
        return Ok(Amended::Overtaken);
    }
    let employments: Vec<_> = all_own.iter().map(OwnEmployment::id).collect();
    let logged = days::minutes_on(&write, &employments, work.done_on, mine.id()).await?;
    if logged + i64::from(work.minutes) > DAY {
        return Ok(Amended::TooLong(logged));
    }
    let touched = BTreeSet::from([mine.own().id(), own.id()]);
    let touched = Vec::from_iter(touched);
    let days = [mine.work().done_on, work.done_on];
    write.touches_only(own.system().id.0, &days);
    write.revises();
    let opened = tallies::open_work(&write, acting.today(), &touched, &days).await?;
    let row = entry::ActiveModel {
        amended_at: Set(Some(acting.now())),
        ..said(own, work)
    };
    update(&write, mine, row).await?;
    replace_partners(&write, mine.id(), &work.partners).await?;
    line("entry amended", own, mine.id())
        .from(told(mine.own().id(), mine.work()))
        .to(told(own.id(), work))
        .write(acting, &write)
        .await?;
    opened.close(&write).await?;
    write.commit().await?;
    Ok(Amended::Now)
}

/// The mark of what an entry says within a change.
async fn standing(write: &Write, id: EntryId) -> Answer<Stood> {
    let stands = entry::Entity::find_by_id(id)
        .filter(entry::Column::WithdrawnAt.is_null())
        .one(write.on())
        .await?
        .ok_or(Fault::NotFound)?;
    let work = work_on(write.on(), &stands).await?;
    Ok(stood(stands.employment_id, &work))
}

/// Withdraws an entry with its audit line and tallies.
pub(in crate::engagement) async fn withdraw(mine: &OwnEntry) -> Answer<()> {
    let acting = mine.own().acting();
    let write = acting.db().write().await?;
    let (whose, days) = ([mine.own().id()], [mine.work().done_on]);
    write.touches_only(mine.own().system().id.0, &days);
    write.revises();
    let opened = tallies::open_work(&write, acting.today(), &whose, &days).await?;
    let row = entry::ActiveModel {
        withdrawn_at: Set(Some(acting.now())),
        ..Default::default()
    };
    update(&write, mine, row).await?;
    line("entry withdrawn", mine.own(), mine.id())
        .from(told(mine.own().id(), mine.work()))
        .write(acting, &write)
        .await?;
    opened.close(&write).await?;
    write.commit().await
}

/// Changes an entry that is still of the employment and the day it was of when it was loaded: that is what its tallies
/// are counted by, and another request may have moved it before this one had its turn.
async fn update(write: &Write, mine: &OwnEntry, row: entry::ActiveModel) -> Answer<()> {
    let updated = entry::Entity::update_many()
        .set(row)
        .filter(entry::Column::Id.eq(mine.id()))
        .filter(entry::Column::EmploymentId.eq(mine.own().id()))
        .filter(entry::Column::DoneOn.eq(mine.work().done_on))
        .filter(entry::Column::WithdrawnAt.is_null())
        .exec(write.on())
        .await?;
    if updated.rows_affected > 0 {
        return Ok(());
    }
    let moved = entry::Entity::find_by_id(mine.id())
        .filter(entry::Column::WithdrawnAt.is_null())
        .one(write.on())
        .await?;
    match moved {
        Some(_) => Err(Fault::refused(
            "This entry has changed since you opened the page, so nothing was done. Open it again.",
        )),
        None => Err(Fault::NotFound),
    }
}

async fn replace_partners(write: &Write, id: EntryId, partners: &[OrganisationId]) -> Answer<()> {
    entry_partner::Entity::delete_many()
        .filter(entry_partner::Column::EntryId.eq(id))
        .exec(write.on())
        .await?;
    insert_partners(write, id, partners).await
}

async fn insert_partners(write: &Write, id: EntryId, partners: &[OrganisationId]) -> Answer<()> {
    let rows = partners
        .iter()
        .map(|&organisation| entry_partner::ActiveModel {
            entry_id: Set(id),
            organisation_id: Set(organisation),
        });
    entry_partner::Entity::insert_many(rows)
        .exec_without_returning(write.on())
        .await?;
    Ok(())
}
