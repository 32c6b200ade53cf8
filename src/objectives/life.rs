//! The life of an objective: what either side may do with it as it stands. Pure, so that it can be read as a table.

use crate::entities::objectives::{ObjectiveState, Side};

/// Something that can be done with an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Agree to what the other side wrote.
    Agree,
    /// Ask the other side to change what it wrote.
    AskForChange,
    /// Change one's own proposal, which the other side is then asked to agree.
    Amend,
    /// Give one's own proposal up before it is agreed.
    Withdraw,
    /// Say how it is going.
    RecordProgress,
    /// Close it with an outcome.
    Close,
    /// Open it again after it was closed.
    Reopen,
}

/// Where an objective stands, as far as it matters to what can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it is in its life.
    pub state: ObjectiveState,
    /// Which side is to act next, while it is proposed.
    pub awaits: Side,
    /// Which side wrote it.
    pub author: Side,
}

impl Side {
    /// The other side of the appraisal.
    pub fn other(self) -> Self {
        match self {
            Self::Staff => Self::Manager,
            Self::Manager => Self::Staff,
        }
    }
}

impl ObjectiveState {
    /// Whether its life is over, unless it is opened again.
    pub fn is_closed(self) -> bool {
        !matches!(self, Self::Proposed | Self::Agreed)
    }

    /// The outcomes that an agreed objective can be closed with.
    pub const OUTCOMES: [Self; 5] = [
        Self::Met,
        Self::PartlyMet,
        Self::NotMet,
        Self::CarriedForward,
        Self::Withdrawn,
    ];
}

/// What this side may do now.
///
/// A proposal belongs to the side that wrote it, which alone may change or withdraw it; the other side agrees, or asks
/// for a change. Once both have agreed, its words stand: what the two settled is not altered, but closed and proposed
/// anew. From then on both sides may do the same things.
pub fn open_to(side: Side, standing: Standing) -> &'static [Act] {
    match standing.state {
        ObjectiveState::Proposed if side == standing.author => &[Act::Amend, Act::Withdraw],
        ObjectiveState::Proposed if side == standing.awaits => &[Act::Agree, Act::AskForChange],
        ObjectiveState::Proposed => &[],
        ObjectiveState::Agreed => &[Act::RecordProgress, Act::Close],
        _ => &[Act::Reopen],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(author: Side, awaits: Side) -> Standing {
        Standing {
            state: ObjectiveState::Proposed,
            awaits,
            author,
        }
    }

    #[test]
    fn nobody_agrees_to_their_own_words() {
        for author in [Side::Staff, Side::Manager] {
            for awaits in [Side::Staff, Side::Manager] {
                let acts = open_to(author, proposed(author, awaits));
                assert!(!acts.contains(&Act::Agree), "{author:?} {awaits:?}");
                assert!(acts.contains(&Act::Amend));
            }
        }
    }

    #[test]
    fn whoever_asked_for_a_change_waits_for_it() {
        let asked = proposed(Side::Manager, Side::Manager);
        assert_eq!(open_to(Side::Staff, asked), &[]);
        let amended = proposed(Side::Manager, Side::Staff);
        assert_eq!(
            open_to(Side::Staff, amended),
            &[Act::Agree, Act::AskForChange]
        );
    }

    #[test]
    fn what_is_closed_can_only_be_opened_again() {
        for state in ObjectiveState::OUTCOMES {
            let standing = Standing {
                state,
                ..proposed(Side::Staff, Side::Manager)
            };
            assert!(state.is_closed());
            assert_eq!(open_to(Side::Staff, standing), &[Act::Reopen]);
            assert_eq!(open_to(Side::Manager, standing), &[Act::Reopen]);
        }
    }
}
