//! Drafts that are discarded: what was never issued may go, and waits for nobody from then on.

use serde_json::json;

use super::{Digest, store};
use crate::{
    access::{KeptBoard, audit::Line},
    kernel::fault::{Answer, Fault},
};

/// Discards a draft with its commentary and the stories chosen for it. The calendar does not begin that of a first
/// version again; its secretary can.
///
/// # Errors
/// Refused for a digest that was issued.
pub async fn discard(board: &KeptBoard, digest: &Digest) -> Answer<()> {
    let acting = board.acting();
    let write = store::begin(acting).await?;
    if !digest.is_draft() || !store::hold_draft(&write, digest.id()).await? {
        return Err(Fault::refused(
            "This digest has been issued, and stays as it is.",
        ));
    }
    store::discarding::discard(board, &write, digest).await?;
    Line::of("digest discarded")
        .organisation(board.organisation().id)
        .subject(digest.id().0)
        .from(json!({
            "board": board.id(), "period": digest.period().key(), "version": digest.row.version,
        }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
