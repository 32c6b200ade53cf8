//! Ids: UUIDv7 newtypes, one a table, so that a person's id is never taken for an employment's.

use std::{
    sync::{Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::{Builder, ClockSequence, ContextV7, Uuid};

/// What orders the ids of one millisecond: a counter of 42 bits that begins anywhere in its lower half.
static ORDER: Mutex<ContextV7> = Mutex::new(ContextV7::new());

/// A UUIDv7 after all that were made before it. Its random bits are of this thread's generator: [`Uuid::now_v7`] asks
/// the system for them, which takes longer for the ids of a staff list than reading it.
fn after_all_before() -> Uuid {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let (counter, seconds, nanos) = {
        let order = ORDER.lock().unwrap_or_else(PoisonError::into_inner);
        order.generate_timestamp_sequence(now.as_secs(), now.subsec_nanos())
    };
    let millis = seconds * 1_000 + u64::from(nanos) / 1_000_000;
    // The version stands above the counter's first 12 bits, and the variant above its other 30.
    let (high, low) = (counter >> 30, counter & ((1 << 30) - 1));
    let below = (low << 32) | u64::from(rand::random::<u32>());
    let mut after = [0; 10];
    after[..2].copy_from_slice(&high.to_be_bytes()[6..]);
    after[2..].copy_from_slice(&below.to_be_bytes());
    Builder::from_unix_timestamp_millis(millis, &after).into_uuid()
}

/// Declares the id type of one table.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; later ids sort after earlier ones.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(after_all_before())
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl<'r> rocket::request::FromParam<'r> for $name {
            type Error = uuid::Error;

            fn from_param(text: &'r str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    )+};
}

ids! {
    /// An integrated care system.
    SystemId,
    /// A partner organisation.
    OrganisationId,
    /// A place of a system.
    PlaceId,
    /// A staff group of a system's own list.
    StaffGroupId,
    /// A framework of themes.
    FrameworkId,
    /// A theme of a framework.
    ThemeId,
    /// Something a system, a place or an organisation wants to achieve.
    PriorityId,
    /// One organisation's predecessor or successor.
    SuccessionId,
    /// A change whose difference is not yet added to the tallies.
    TallyChangeId,
    /// A table of figures as it was published.
    PublishedTableId,
    /// A kind of collaborative work, of a system's own list.
    EntryKindId,
    /// A kind of tension, of a system's own list.
    TensionKindId,
    /// A person: one human.
    PersonId,
    /// A person at an organisation.
    EmploymentId,
    /// What was true of an employment from one day to another.
    PostingId,
    /// What a partner's own words mean.
    MappingId,
    /// A staff list that was uploaded or loaded.
    StaffListId,
    /// How a person signs in.
    AccountId,
    /// A role held over something.
    GrantId,
    /// One signed-in browser.
    SessionId,
    /// A link by mail with which a password is chosen.
    SignInLinkId,
    /// One line of the audit trail.
    AuditId,
    /// An appraisal objective.
    ObjectiveId,
    /// One step in an objective's history.
    ObjectiveStepId,
    /// One piece of collaborative work.
    EntryId,
    /// A board or committee.
    BoardId,
    /// A board's meeting.
    MeetingId,
    /// Something a board decided to have done.
    BoardActionId,
    /// Someone a board's digest is sent to.
    RecipientId,
    /// One board's account for one period.
    DigestId,
    /// One digest to one recipient.
    DeliveryId,
    /// A mail that waits, was sent or failed.
    OutgoingMailId,
    /// A picture shown in mails.
    MailPictureId,
    /// A file that mails carry.
    MailAttachmentId,
    /// A measure of a system, over time.
    MeasureId,
    /// A measure's value on a day.
    MeasurePointId,
    /// What a measure's value was before it was corrected.
    MeasureRevisionId,
    /// A day from which a measure's limits begin afresh.
    MeasureMarkId,
    /// A key with which a program asks.
    ApiKeyId,
    /// One monthly summary to one person.
    MonthlyLetterId,
    /// That a person wants no more monthly summaries.
    MonthlyStopId,
}

impl PlaceId {
    /// Stands for "no place" in a tally's key, where null cannot.
    pub const NONE: Self = Self(Uuid::nil());
}

impl StaffGroupId {
    /// Stands for people who could not be placed in a staff group, in a tally's key.
    pub const UNPLACED: Self = Self(Uuid::nil());
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn later_ids_sort_after_earlier_ones_and_none_comes_twice() {
        let make = || -> Vec<Uuid> { (0..20_000).map(|_| PersonId::new().0).collect() };
        let made = std::thread::scope(|scope| {
            let both = [scope.spawn(make), scope.spawn(make)];
            both.map(|one| one.join().expect("ids"))
        });
        for ids in &made {
            assert!(ids.is_sorted_by(|earlier, later| earlier < later));
        }
        let all: BTreeSet<&Uuid> = made.iter().flatten().collect();
        assert_eq!(all.len(), 40_000);
    }

    #[test]
    fn an_id_is_a_version_7_of_now() {
        let id = PersonId::new().0;
        assert_eq!(
            (id.get_version_num(), id.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let (made, _) = id.get_timestamp().expect("a time").to_unix();
        assert!(now.abs_diff(made) < 60);
    }
}
