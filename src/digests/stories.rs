//! Which stories of staff a digest quotes: chosen by the secretary of its draft, of those that are offered.

use super::{Digest, store};
use crate::{
    access::{KeptBoard, audit::Line},
    engagement::stories::{self, Story},
    kernel::{
        fault::{Answer, Fault},
        ids::EntryId,
    },
};

/// The most that one digest quotes.
pub const MOST_STORIES: usize = 5;

/// What may be quoted in a digest, each with whether it is chosen.
pub async fn chosen_stories(board: &KeptBoard, digest: &Digest) -> Answer<Vec<(Story, bool)>> {
    let chosen = store::stories::chosen(board, digest.id()).await?;
    let offered = stories::offered_to(board, digest.period()).await?;
    Ok(offered
        .into_iter()
        .map(|story| {
            let is_chosen = chosen.contains(&story.entry);
            (story, is_chosen)
        })
        .collect())
}

/// What a draft quotes: what was chosen and is still offered.
pub(super) async fn quoted(board: &KeptBoard, digest: &Digest) -> Answer<Vec<String>> {
    let chosen = store::stories::chosen(board, digest.id()).await?;
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let offered = stories::still_offered(board, digest.period(), &chosen).await?;
    Ok(chosen
        .iter()
        .filter_map(|id| offered.iter().find(|story| story.entry == *id))
        .map(|story| story.words.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect())
}

/// Chooses what a draft quotes, in this order; what is not offered is left out.
///
/// # Errors
/// Refused for too many, and for a digest that has been issued.
pub async fn choose_stories(board: &KeptBoard, digest: &Digest, ids: &[EntryId]) -> Answer<()> {
    if ids.len() > MOST_STORIES {
        return Err(Fault::refused(format!(
            "Choose at most {MOST_STORIES} stories."
        )));
    }
    let offered = stories::still_offered(board, digest.period(), ids).await?;
    let chosen: Vec<EntryId> = ids
        .iter()
        .copied()
        .filter(|id| offered.iter().any(|story| story.entry == *id))
        .collect();
    let acting = board.acting();
    let write = store::begin(acting).await?;
    if !store::hold_draft(&write, digest.id()).await? {
        return Err(Fault::refused(
            "This digest has just been issued, and stays as it is.",
        ));
    }
    let before = store::stories::chosen_on(&write, digest.id()).await?;
    store::stories::choose(&write, digest.id(), &chosen).await?;
    Line::of("digest's stories chosen")
        .organisation(board.organisation().id)
        .subject(digest.id().0)
        .from(serde_json::json!({ "entries": before }))
        .to(serde_json::json!({ "entries": chosen }))
        .write(acting, &write)
        .await?;
    write.commit().await
}
