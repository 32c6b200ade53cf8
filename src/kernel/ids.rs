//! Ids: UUIDv7 newtypes, one a table, so that a person's id is never taken for an employment's.

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
                Self(Uuid::now_v7())
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
