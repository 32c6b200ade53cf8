//! Boards, whom their digests go to, the digests, and each one's way to each recipient.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, periods::PeriodKind, time::*};

crate::worded! {
    /// Where a digest is in its life.
    DigestState {
        /// Figures move with the records; only the secretary sees it.
        Draft = "draft": "Draft",
        /// Figures are frozen, and it is on its way or there.
        Issued = "issued": "Issued",
    }
}

crate::worded! {
    /// What a recipient wants of each digest.
    Wants {
        /// All of it, in the mail.
        Whole = "whole": "The whole digest",
        /// A mail with a link to it.
        Link = "link": "Only a link to it",
        /// No mail at all.
        Nothing = "nothing": "Nothing",
    }
}

/// An organisation's board or committee.
pub mod board {
    use super::*;

    /// A row of `boards`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "boards")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: BoardId,
        pub organisation_id: OrganisationId,
        pub name: String,
        /// How long a period its digests cover.
        pub period_kind: PeriodKind,
        pub created_at: Instant,
        pub closed_on: Option<Day>,
        #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
        pub organisation: BelongsTo<crate::entities::systems::organisation::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// When a board meets.
pub mod meeting {
    use super::*;

    /// A row of `board_meetings`: one a day for each board.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_meetings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeetingId,
        pub board_id: BoardId,
        pub meets_on: Day,
        /// No later than the meeting.
        pub papers_due_on: Day,
        /// How many working days before papers are due the digest is due.
        pub lead_days: i32,
        pub added_at: Instant,
        pub cancelled_at: Option<Instant>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the cover of a board's papers says.
pub mod board_paper {
    use super::*;

    /// A row of `board_papers`: at most one for each board.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_papers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub board_id: BoardId,
        /// "For assurance".
        pub purpose: String,
        pub author: String,
        pub sponsor: String,
        /// As the agenda numbers it; empty where it has none.
        pub agenda_item: String,
        /// What the board is asked to do.
        pub recommendation: String,
        /// The organisation's colour, `#rrggbb`.
        pub colour: String,
        /// Whether the mail of a whole digest carries its paper.
        pub is_attached: bool,
        pub changed_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which digest became due for which meeting.
pub mod meeting_digest {
    use super::*;

    /// A row of `meeting_digests`: at most one for each meeting.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_digests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        pub digest_id: DigestId,
        /// Whether the draft was begun for this meeting, and not by the secretary or for another.
        pub began_draft: bool,
        pub due_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How a board is prepared for.
pub mod terms {
    use super::*;

    /// A row of `board_terms`: at most one for each board.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_terms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub board_id: BoardId,
        /// How many working days before a meeting its papers are due, where nobody says a day.
        pub papers_days: i32,
        /// How many working days before papers are due the digest is due.
        pub lead_days: i32,
        /// At which hour in London.
        pub due_hour: i32,
        /// Whether its digests go out by themselves when they are due.
        pub issues_itself: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which event of a calendar file a meeting is.
pub mod meeting_source {
    use super::*;

    /// A row of `meeting_sources`: at most one for each meeting, and one meeting of a board for each event.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        pub board_id: BoardId,
        /// The event's UID; of one in a series, with the day it was first meant for.
        pub uid: String,
        /// How often the event has been revised: a file with fewer is an older one.
        pub sequence: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What secretaries were told of a digest that goes out by itself.
pub mod meeting_notice {
    use super::*;

    /// A row of `meeting_notices`: the last notice for each meeting.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_notices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        /// The moment at which the digest was said to go out, at the earliest.
        pub due_at: Instant,
        pub told_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A meeting whose digest does not go out by itself.
pub mod meeting_skip {
    use super::*;

    /// A row of `meeting_skips`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_skips")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        /// Why, in the secretary's words.
        pub reason: String,
        pub skipped_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// As which item of its agenda a meeting has the digest.
pub mod meeting_agenda_item {
    use super::*;

    /// A row of `meeting_agenda_items`: at most one for each meeting; without one, it is the item it usually is.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_agenda_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        /// As the agenda numbers it, with its title if wished.
        pub item: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That secretaries were asked what came of a meeting.
pub mod meeting_question {
    use super::*;

    /// A row of `meeting_questions`: at most one for each meeting.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_questions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        pub asked_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What came of a meeting.
pub mod meeting_minutes {
    use super::*;

    /// A row of `meeting_minutes`: at most one for each meeting.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_minutes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: MeetingId,
        /// Whether working with other organisations was on its agenda.
        pub was_on_agenda: bool,
        /// What was decided, in the secretary's words; may be empty.
        pub decided: String,
        /// Where the minutes say so; may be empty.
        pub minute: String,
        pub answered_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something a board decided to have done.
pub mod board_action {
    use super::*;

    /// A row of `board_actions`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "board_actions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: BoardActionId,
        pub board_id: BoardId,
        pub meeting_id: MeetingId,
        pub what: String,
        /// Who sees to it: a role.
        pub owner: String,
        pub due_on: Day,
        pub added_at: Instant,
        /// None while it is open.
        pub done_on: Option<Day>,
        /// What it led to, in the secretary's words; empty while it is open.
        pub led_to: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Someone a board's digest is sent to, with or without an account.
pub mod recipient {
    use super::*;

    /// A row of `recipients`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recipients")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RecipientId,
        pub board_id: BoardId,
        pub name: String,
        pub email: String,
        pub added_at: Instant,
        pub removed_at: Option<Instant>,
        /// What they have chosen themselves.
        pub wants: Wants,
        /// When we learnt that mail to the address does not arrive; nothing is sent to it from then on.
        pub unreachable_at: Option<Instant>,
        /// What was said of it.
        pub unreachable_because: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One board's account for one period.
pub mod digest {
    use super::*;

    /// A row of `digests`. Once issued it never changes: a correction is a new version.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DigestId,
        pub board_id: BoardId,
        pub period_kind: PeriodKind,
        pub first_on: Day,
        /// 1, and counted up with each correction.
        pub version: i32,
        pub state: DigestState,
        /// The secretary's own words.
        pub commentary: String,
        pub created_at: Instant,
        pub issued_at: Option<Instant>,
        pub issued_by: Option<PersonId>,
        /// The figures as issued, as JSON, kept as text so that not a byte of it moves; none in a draft.
        pub figures: Option<String>,
        pub subject: Option<String>,
        /// The mail's HTML part as issued, without a greeting by name.
        pub html: Option<String>,
        /// The mail's plain text as issued, without a greeting by name.
        pub text: Option<String>,
        pub chart_id: Option<MailPictureId>,
        /// SHA-256 over figures, HTML, text, chart and, where there is one, the board paper as issued.
        pub checksum: Option<String>,
        #[sea_orm(belongs_to, from = "board_id", to = "id")]
        pub board: BelongsTo<super::board::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A digest as a board paper.
pub mod digest_paper {
    use super::*;

    /// A row of `digest_papers`: written when the digest is issued, and never after.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digest_papers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest_id: DigestId,
        /// PDF.
        pub bytes: Vec<u8>,
        /// SHA-256 over the bytes.
        pub checksum: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Why a digest corrects another.
pub mod digest_correction {
    use super::*;

    /// A row of `digest_corrections`: one for each version after the first.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digest_corrections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest_id: DigestId,
        pub corrects_id: DigestId,
        /// The secretary's own words.
        pub reason: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One digest to one recipient: unique, so that issuing again sends nothing twice.
pub mod delivery {
    use super::*;

    /// A row of `deliveries`. How it fares is its mail's story.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "deliveries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DeliveryId,
        pub digest_id: DigestId,
        pub recipient_id: RecipientId,
        /// The address as it was when issued.
        pub email: String,
        pub name: String,
        pub outgoing_mail_id: OutgoingMailId,
        /// When the board's secretaries were told that it did not arrive.
        pub told_at: Option<Instant>,
        /// The form it was sent in: whole or a link alone.
        pub wants: Wants,
        /// Which sending of the digest to this recipient it is, from 1.
        pub sending: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// With what a recipient reads one digest, and chooses what to get, without an account.
pub mod delivery_link {
    use super::*;

    /// A row of `delivery_links`: both links of one delivery.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivery_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub delivery_id: DeliveryId,
        /// SHA-256 of the token that opens the digest, in hexadecimal.
        pub reading_hash: String,
        /// SHA-256 of the token that chooses, in hexadecimal; it does not expire.
        pub choosing_hash: String,
        /// The digest is opened before this moment only.
        pub expires_at: Instant,
        /// When a secretary withdrew the link to the digest.
        pub withdrawn_at: Option<Instant>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A story that a draft quotes, or would if it were still offered.
pub mod digest_story {
    use super::*;

    /// A row of `digest_stories`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digest_stories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest_id: DigestId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: EntryId,
        /// The first is quoted first.
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// That the draft of a board's digest for a period was discarded.
pub mod digest_discard {
    use super::*;

    /// A row of `digest_discards`: the calendar begins no draft for the period while it is there.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "digest_discards")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub board_id: BoardId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub first_on: Day,
        #[sea_orm(primary_key, auto_increment = false)]
        pub period_kind: PeriodKind,
        pub discarded_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
