//! The versions of a digest: each stays as it was issued, and a later one says what it corrects.

use serde_json::json;

use super::{Digest, add_draft, store};
use crate::{
    access::{KeptBoard, audit::Line},
    entities::boards::digest_correction,
    kernel::{
        fault::{Answer, Fault},
        ids::DigestId,
    },
};

/// One version of a digest among the others of its period.
#[derive(Debug)]
pub struct Version {
    /// The digest.
    pub digest: Digest,
    /// Why it corrects the one before; none of the first.
    pub reason: Option<String>,
}

/// Every version of the digest for the same period, the latest first, drafts too.
pub async fn versions(board: &KeptBoard, digest: &Digest) -> Answer<Vec<Version>> {
    let mut versions = Vec::new();
    for digest in store::versions(board, digest.period()).await? {
        let correction = correction(board, &digest).await?;
        versions.push(Version {
            reason: correction.map(|correction| correction.reason),
            digest,
        });
    }
    Ok(versions)
}

/// What a digest corrects, and why; none of a first version.
pub async fn correction(
    board: &KeptBoard,
    digest: &Digest,
) -> Answer<Option<digest_correction::Model>> {
    store::papers::correction(board, digest.id()).await
}

/// Begins a corrected version of an issued digest, with the commentary that it had; of a draft of one, says anew why
/// it is one.
///
/// # Errors
/// Refused unless it is the latest version, and for a draft that corrects nothing.
pub async fn correct(board: &KeptBoard, digest: &Digest, reason: &str) -> Answer<DigestId> {
    let mut latest = store::latest(board, digest.period())
        .await?
        .ok_or(Fault::NotFound)?;
    if !latest.is_draft() {
        if latest.id() != digest.id() {
            return Err(Fault::refused(
                "A later version of this digest has been issued. Correct that one.",
            ));
        }
        let next = latest.row.version + 1;
        let id = add_draft(board, digest.period(), next, &latest.row.commentary).await?;
        latest = store::find(board, id).await?;
    }
    let issued = store::latest_issued(board, digest.period()).await?;
    let Some(issued) = issued.filter(|_| latest.is_draft()) else {
        return Err(Fault::refused(
            "This digest has not been issued, so there is nothing to correct. Change the draft.",
        ));
    };
    let acting = board.acting();
    let write = store::begin(acting).await?;
    if !store::hold_draft(&write, latest.id()).await? {
        return Err(Fault::refused(
            "This version has just been issued, and stays as it is. Correct it instead.",
        ));
    }
    store::papers::set_reason(&write, latest.id(), issued.id(), reason).await?;
    Line::of("digest corrected")
        .organisation(board.organisation().id)
        .subject(latest.id().0)
        .to(json!({ "corrects": issued.id(), "version": latest.row.version, "reason": reason }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(latest.id())
}
