//! The check of every night.

use super::check;
use crate::{
    access::{Acting, nights},
    kernel::fault::Answer,
};

/// [Checks](check::check) the tallies once a [night](nights). Each difference is logged as an error that names the count
/// and no number, because small ones may be about somebody. Says how many there were; none if there is nothing to do
/// now.
pub async fn nightly(acting: &Acting) -> Answer<Option<usize>> {
    if !nights::begins(acting, "tallies checked").await? {
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
