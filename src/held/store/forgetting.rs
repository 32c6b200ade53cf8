//! Forgetting somebody: what tells of them goes, and what is counted stays.
//!
//! Days, staff groups, places, bands, kinds, partners and minutes are what tallies are counted from, and are of nobody
//! any more once the name is gone.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Query};

use super::{employments_of, entries_of, objectives_of};
use crate::{
    entities::{
        access::{account, known_browser, session, sign_in_link},
        engagement::{entry, story},
        monthly::{monthly_letter, monthly_stop},
        objectives::{objective, objective_step},
        people::{employment, person, posting},
    },
    held::{Forgotten, due::Standing, words::NOBODY},
    kernel::{database::Write, fault::Answer, ids::*, time::Instant},
};

mod mails;
mod trail;

pub(in crate::held) use mails::forget_recipient;

/// What an objective is called whose words are gone.
const UNTITLED: &str = "An objective of somebody who left";

/// Forgets somebody who is held, and says how much there was.
pub(in crate::held) async fn forget(
    write: &Write,
    standing: &Standing,
    now: Instant,
) -> Answer<Forgotten> {
    let id = standing.person.id;
    // First what is found by what is emptied then.
    let audit_lines = trail::unsaid(write, standing).await?;
    let mails = mails::empty_all(write, standing, now).await?;
    let objectives = objectives(write, id).await?;
    let entries = entries(write, id).await?;
    let employments = employments(write, id).await?;
    signing_in(write, id).await?;
    let nobody = person::ActiveModel {
        name: Set(NOBODY.to_owned()),
        email: Set(None),
        ..Default::default()
    };
    person::Entity::update_many()
        .set(nobody)
        .filter(person::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    Ok(Forgotten {
        employments,
        objectives,
        entries,
        mails,
        audit_lines,
    })
}

/// Their own objectives lose every word, their manager's too; the objectives of those they managed keep theirs.
async fn objectives(write: &Write, id: PersonId) -> Answer<u64> {
    let wordless = objective::ActiveModel {
        title: Set(UNTITLED.to_owned()),
        what: Set(String::new()),
        purpose: Set(String::new()),
        ..Default::default()
    };
    let steps = objective_step::ActiveModel {
        words: Set(String::new()),
        ..Default::default()
    };
    objective_step::Entity::update_many()
        .set(steps)
        .filter(objective_step::Column::ObjectiveId.in_subquery(objectives_of(id)))
        .exec(write.on())
        .await?;
    let emptied = objective::Entity::update_many()
        .set(wordless)
        .filter(objective::Column::EmploymentId.in_subquery(employments_of(id)))
        .exec(write.on())
        .await?;
    Ok(emptied.rows_affected)
}

/// Their entries lose their words, and no board may quote them any more.
async fn entries(write: &Write, id: PersonId) -> Answer<u64> {
    story::Entity::delete_many()
        .filter(story::Column::EntryId.in_subquery(entries_of(id)))
        .exec(write.on())
        .await?;
    let wordless = entry::ActiveModel {
        changed: Set(String::new()),
        tension_words: Set(String::new()),
        ..Default::default()
    };
    let emptied = entry::Entity::update_many()
        .set(wordless)
        .filter(entry::Column::EmploymentId.in_subquery(employments_of(id)))
        .exec(write.on())
        .await?;
    Ok(emptied.rows_affected)
}

/// Of employments, what nothing is counted by: the number, the role, the hours, the line manager and the employer's own
/// words, which may be one person's title.
async fn employments(write: &Write, id: PersonId) -> Answer<u64> {
    let bare = posting::ActiveModel {
        group_words: Set(String::new()),
        job_role: Set(None),
        fte_hundredths: Set(None),
        manager_employment_id: Set(None),
        ..Default::default()
    };
    posting::Entity::update_many()
        .set(bare)
        .filter(posting::Column::EmploymentId.in_subquery(employments_of(id)))
        .exec(write.on())
        .await?;
    let unnumbered = employment::ActiveModel {
        employee_number: Set(None),
        ..Default::default()
    };
    let emptied = employment::Entity::update_many()
        .set(unnumbered)
        .filter(employment::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    Ok(emptied.rows_affected)
}

/// Account, sessions, links and choices.
async fn signing_in(write: &Write, id: PersonId) -> Answer<()> {
    let accounts = Query::select()
        .column(account::Column::Id)
        .from(account::Entity)
        .and_where(account::Column::PersonId.eq(id))
        .take();
    session::Entity::delete_many()
        .filter(session::Column::AccountId.in_subquery(accounts.clone()))
        .exec(write.on())
        .await?;
    known_browser::Entity::delete_many()
        .filter(known_browser::Column::AccountId.in_subquery(accounts))
        .exec(write.on())
        .await?;
    account::Entity::delete_many()
        .filter(account::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    monthly_stop::Entity::delete_many()
        .filter(monthly_stop::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    monthly_letter::Entity::delete_many()
        .filter(monthly_letter::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    Ok(())
}
