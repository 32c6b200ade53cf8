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

/// Whether a correction of this digest can be begun, or, of a draft of one, be put better.
///
/// # Errors
/// Refused for a digest that has a later version, and for a draft that corrects nothing.
pub async fn may_be_corrected(board: &KeptBoard, digest: &Digest) -> Answer<()> {
    if digest.is_draft() {
        return match correction(board, digest).await? {
            Some(_) => Ok(()),
            None => Err(Fault::refused(
                "This digest has not been issued, so there is nothing to correct. Change the draft.",
            )),
        };
    }
    let latest = store::latest(board, digest.period()).await?;
    if latest.is_some_and(|latest| latest.id() != digest.id()) {
        return Err(Fault::refused(
            "There is a later version of this digest. Open that one.",
        ));
    }
    Ok(())
}

/// Begins a corrected version of an issued digest, with the commentary that it had; of a draft of one, says anew why
/// it is one.
///
/// # Errors
/// As [`may_be_corrected`].
pub async fn correct(board: &KeptBoard, digest: &Digest, reason: &str) -> Answer<DigestId> {
    may_be_corrected(board, digest).await?;
    let known = correction(board, digest).await?;
    let (id, corrects) = match known.filter(|_| digest.is_draft()) {
        Some(known) => (digest.id(), known.corrects_id),
        None => {
            let next = digest.row.version + 1;
            let id = add_draft(board, digest.period(), next, &digest.row.commentary).await?;
            (id, digest.id())
        }
    };
    let acting = board.acting();
    let write = store::begin(acting).await?;
    if !store::hold_draft(&write, id).await? {
        return Err(Fault::refused(
            "This version has just been issued, and stays as it is. Correct it instead.",
        ));
    }
    store::papers::set_reason(&write, id, corrects, reason).await?;
    Line::of("digest corrected")
        .organisation(board.organisation().id)
        .subject(id.0)
        .to(json!({ "corrects": corrects, "reason": reason }))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(id)
}
