//! The work of a night: after two o'clock in London, when few people write, and once, however many processes share the
//! database.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, sea_query::OnConflict};

use super::Acting;
use crate::{
    entities::tallies::nightly_run,
    kernel::{fault::Answer, time::london},
};

/// From this hour on.
const FROM_HOUR: i8 = 2;

/// Whether tonight's work of this name is to be begun now: true once a night, in one process. What a process that is
/// stopped leaves undone, the next night does.
pub async fn begins(acting: &Acting, work: &str) -> Answer<bool> {
    let now = acting.now().timestamp().to_zoned_datetime(london());
    if now.hour() < FROM_HOUR {
        return Ok(false);
    }
    let row = nightly_run::ActiveModel {
        work: Set(work.to_owned()),
        ran_on: Set(acting.today()),
    };
    let claimed = nightly_run::Entity::insert(row)
        .on_conflict(
            OnConflict::column(nightly_run::Column::Work)
                .update_column(nightly_run::Column::RanOn)
                .action_and_where(nightly_run::Column::RanOn.lt(acting.today()))
                .to_owned(),
        )
        .exec_without_returning(acting.db().read())
        .await?;
    Ok(claimed > 0)
}
