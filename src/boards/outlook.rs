//! What lies before several boards: as many statements for a hundred of them as for one.

use std::collections::BTreeMap;

use super::{Terms, attention::ANSWERED_WITHIN, store::outlook};
use crate::{
    access::KeptBoard,
    entities::boards::meeting,
    kernel::{fault::Answer, ids::BoardId},
};

/// What lies before one board.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// How it is prepared for.
    pub terms: Terms,
    /// Its meetings from today on, in order, with those that were cancelled.
    pub ahead: Vec<meeting::Model>,
    /// The meetings nobody has said anything of yet, the oldest first.
    pub to_answer: Vec<meeting::Model>,
}

/// What lies before each of these boards.
pub async fn outlooks(boards: &[KeptBoard]) -> Answer<BTreeMap<BoardId, Outlook>> {
    let mut all: BTreeMap<BoardId, Outlook> = boards
        .iter()
        .map(|board| (board.id(), Outlook::default()))
        .collect();
    let Some(first) = boards.first() else {
        return Ok(all);
    };
    let today = first.acting().today();
    for (id, terms) in outlook::terms(boards).await? {
        all.entry(id).or_default().terms = terms;
    }
    let since = today.plus(-ANSWERED_WITHIN);
    for (meeting, is_answered) in outlook::meetings(boards, since).await? {
        let of = all.entry(meeting.board_id).or_default();
        if today <= meeting.meets_on {
            of.ahead.push(meeting);
        } else if !is_answered && meeting.cancelled_at.is_none() {
            of.to_answer.push(meeting);
        }
    }
    Ok(all)
}
