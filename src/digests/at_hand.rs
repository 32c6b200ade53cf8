//! What waits for the secretary of several boards: as many statements for a hundred of them as for one.

use std::collections::BTreeMap;

use super::{
    Fare, last_ended, progress_of,
    store::{at_hand as store, discarding},
};
use crate::{
    access::KeptBoard,
    boards::Outlook,
    entities::boards::DigestState,
    kernel::{
        fault::Answer,
        ids::{BoardId, DigestId},
        periods::{Period, PeriodKind},
        time::Day,
    },
};

/// A digest without what is frozen of it.
#[derive(Clone, Debug)]
pub struct Brief {
    /// Which.
    pub id: DigestId,
    /// Whose.
    pub board: BoardId,
    /// The period's kind.
    pub period_kind: PeriodKind,
    /// The period's first day.
    pub first_on: Day,
    /// Which version of it.
    pub version: i32,
    /// Whether it was issued.
    pub state: DigestState,
}

impl Brief {
    /// The period it is for.
    pub fn period(&self) -> Period {
        Period::from_first(self.period_kind, self.first_on)
    }

    fn is_draft(&self) -> bool {
        self.state == DigestState::Draft
    }
}

/// What waits of one board's digests.
#[derive(Clone, Debug, Default)]
pub struct AtHand {
    /// The period whose digest is due: by the calendar of a board that has meetings to come, otherwise the last that
    /// ended, if none has been issued for it and its draft was not discarded.
    pub due: Option<Period>,
    /// Drafts, the latest period first.
    pub drafts: Vec<Brief>,
    /// The digest that was issued last, and how many it did not reach; of earlier ones nobody does anything about it
    /// any more.
    pub undelivered: Option<(Brief, usize)>,
}

/// What waits of each of these boards' digests, given what lies before each.
pub async fn at_hand(
    boards: &[KeptBoard],
    outlooks: &BTreeMap<BoardId, Outlook>,
) -> Answer<BTreeMap<BoardId, AtHand>> {
    let mut digests: BTreeMap<BoardId, Vec<Brief>> = BTreeMap::new();
    for digest in store::briefs(boards).await? {
        digests.entry(digest.board).or_default().push(digest);
    }
    let linked = store::due_drafts(boards).await?;
    let discarded = discarding::of_boards(boards).await?;
    let latest: Vec<DigestId> = digests
        .values()
        .filter_map(|of_board| of_board.iter().find(|digest| !digest.is_draft()))
        .map(|digest| digest.id)
        .collect();
    let mut fares = store::fares(boards, &latest).await?;
    let mut all = BTreeMap::new();
    for board in boards {
        let of_board = digests.remove(&board.id()).unwrap_or_default();
        let ahead = outlooks.get(&board.id()).map(|outlook| &outlook.ahead);
        let meets = ahead.is_some_and(|ahead| ahead.iter().any(|m| m.cancelled_at.is_none()));
        let due = match meets {
            true => {
                let drafts = of_board.iter().filter(|digest| digest.is_draft());
                drafts
                    .filter(|digest| linked.contains(&digest.id))
                    .min_by_key(|digest| digest.first_on)
                    .map(Brief::period)
            }
            false => unissued(board, &of_board)
                .filter(|period| !discarded.contains(&(board.id(), *period))),
        };
        let issued = of_board.iter().find(|digest| !digest.is_draft()).cloned();
        let undelivered = issued.and_then(|digest| {
            let fares = fares.remove(&digest.id).unwrap_or_default();
            let failed = progress_of(fares.into_iter()).failed;
            (failed > 0).then_some((digest, failed))
        });
        let drafts = of_board.into_iter().filter(Brief::is_draft).collect();
        let waiting = AtHand {
            due,
            drafts,
            undelivered,
        };
        all.insert(board.id(), waiting);
    }
    Ok(all)
}

/// The last period that ended, where the board's organisation was a member and no version of its digest is issued, or a
/// correction of it waits.
fn unissued(board: &KeptBoard, digests: &[Brief]) -> Option<Period> {
    let period = last_ended(board);
    let latest = digests
        .iter()
        .filter(|digest| digest.period() == period)
        .max_by_key(|digest| digest.version);
    let is_issued = latest.is_some_and(|digest| !digest.is_draft());
    let was_member = board.organisation().joined_on <= period.last_on;
    (was_member && !is_issued).then_some(period)
}

/// The deliveries of a digest: to whom, and where each is.
pub(super) type Fares = Vec<(crate::kernel::ids::RecipientId, Fare)>;
