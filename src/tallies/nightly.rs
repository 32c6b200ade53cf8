//! The check of every night.

use super::{check, store};
use crate::{
    access::Acting,
    kernel::{fault::Answer, time::london},
};

/// From this hour on in London, when few people write.
const FROM_HOUR: i8 = 2;

/// [Checks](check::check) the tallies once a night, after two o'clock in London, in one of the processes that share a
/// database: the others find it begun. Each difference is logged as an error that names the count and no number,
/// because small ones may be about somebody. Says how many there were; none if there is nothing to do now.
pub async fn nightly(acting: &Acting) -> Answer<Option<usize>> {
    let now = acting.now().timestamp().to_zoned_datetime(london());
    if now.hour() < FROM_HOUR || !store::claim(acting, "tallies checked", acting.today()).await? {
        return Ok(None);
    }
    let differences = check::check(acting).await?;
    for difference in &differences {
        tracing::error!(
            organisation = %difference.organisation,
            period = difference.period,
            facet = difference.facet.map(|facet| facet.word()),
            count = difference.count,
            "a tally does not agree with the records: fairwind check says more, and mends it with --repair"
        );
    }
    Ok(Some(differences.len()))
}
