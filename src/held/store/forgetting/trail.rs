//! The audit trail of somebody who is forgotten.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::{AT_ONCE, entries_of, not_logging, trail::subjects};
use crate::{
    entities::access::audit_line,
    held::{due::Standing, words::NOBODY},
    kernel::{database::Write, fault::Answer},
};

/// Lines of what they did lose their name, and lines about them what they say; act and moment stay.
pub(super) async fn unsaid(write: &Write, standing: &Standing) -> Answer<u64> {
    let id = standing.person.id;
    let wordless = || audit_line::ActiveModel {
        from_value: Set(None),
        to_value: Set(None),
        ..Default::default()
    };
    let by_nobody = || audit_line::ActiveModel {
        actor: Set(NOBODY.to_owned()),
        ..Default::default()
    };
    let about = subjects(write.on(), id).await?;
    let mut lines = 0;
    for some in about.chunks(AT_ONCE) {
        let told = audit_line::Entity::update_many()
            .set(wordless())
            .filter(audit_line::Column::SubjectId.is_in(some.iter().copied()))
            .exec(write.on())
            .await?;
        lines += told.rows_affected;
    }
    let told = audit_line::Entity::update_many()
        .set(wordless())
        .filter(audit_line::Column::SubjectId.in_subquery(entries_of(id)))
        .exec(write.on())
        .await?;
    lines += told.rows_affected;
    audit_line::Entity::update_many()
        .set(by_nobody())
        .filter(audit_line::Column::SubjectId.in_subquery(entries_of(id)))
        .filter(audit_line::Column::PersonId.eq(id))
        .exec(write.on())
        .await?;
    audit_line::Entity::update_many()
        .set(by_nobody())
        .filter(audit_line::Column::PersonId.eq(id))
        .filter(not_logging())
        .exec(write.on())
        .await?;
    // The one thing they did that names their address, whatever it was done to.
    audit_line::Entity::update_many()
        .set(wordless())
        .filter(audit_line::Column::PersonId.eq(id))
        .filter(not_logging())
        .filter(audit_line::Column::Act.eq("digest tested"))
        .exec(write.on())
        .await?;
    boards_opened(write, standing).await?;
    Ok(lines)
}

/// A board that was opened says whose address its first secretary had.
async fn boards_opened(write: &Write, standing: &Standing) -> Answer<()> {
    let boards: Vec<Uuid> = standing
        .roles
        .iter()
        .filter_map(|held| held.board.map(|board| board.0))
        .collect();
    if boards.is_empty() {
        return Ok(());
    }
    let opened = audit_line::Entity::find()
        .filter(audit_line::Column::SubjectId.is_in(boards))
        .filter(audit_line::Column::Act.eq("board opened"))
        .all(write.on())
        .await?;
    for line in opened {
        let Some(mut to) = line.to_value else {
            continue;
        };
        if to["secretary"].as_str() != standing.person.email.as_deref() {
            continue;
        }
        to["secretary"] = NOBODY.into();
        let unnamed = audit_line::ActiveModel {
            to_value: Set(Some(to)),
            ..Default::default()
        };
        audit_line::Entity::update_many()
            .set(unnamed)
            .filter(audit_line::Column::Id.eq(line.id))
            .exec(write.on())
            .await?;
    }
    Ok(())
}
