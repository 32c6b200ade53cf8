//! People, their employments and what was true of them when, and the staff lists that said so.

use sea_orm::entity::prelude::*;

use crate::kernel::{ids::*, time::*};

crate::worded! {
    /// What became of an uploaded staff list.
    StaffListState {
        /// Uploaded: its preview can be looked at, and nothing is written yet.
        Waiting = "waiting": "Waiting for confirmation",
        /// Confirmed, and written.
        Loaded = "loaded": "Loaded",
        /// Put aside without being written.
        Discarded = "discarded": "Discarded",
    }
}

/// One human, known by one email address.
pub mod person {
    use super::*;

    /// A row of `people`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "people")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PersonId,
        /// Lower case; someone without one is counted, and cannot sign in until one is given.
        pub email: Option<String>,
        pub name: String,
        pub created_at: Instant,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A person at an organisation: the thing that is counted.
pub mod employment {
    use super::*;

    /// A row of `employments`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "employments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EmploymentId,
        pub person_id: PersonId,
        pub organisation_id: OrganisationId,
        /// The organisation's own number for the employee, where its list has one.
        pub employee_number: Option<String>,
        /// First day in post; unknown in some lists.
        pub started_on: Option<Day>,
        /// Last day in post.
        pub ended_on: Option<Day>,
        pub created_at: Instant,
        #[sea_orm(belongs_to, from = "person_id", to = "id")]
        pub person: BelongsTo<super::person::Entity>,
        #[sea_orm(belongs_to, from = "organisation_id", to = "id")]
        pub organisation: BelongsTo<crate::entities::systems::organisation::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was true of an employment from one day to another. Postings of one employment never overlap.
pub mod posting {
    use super::*;

    /// A row of `postings`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "postings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PostingId,
        pub employment_id: EmploymentId,
        /// First day it was true: the start of the employment, or of the organisation's membership if unknown.
        pub from_on: Day,
        /// Last day it was true; none while it is.
        pub to_on: Option<Day>,
        /// None where the partner's own words are not mapped: the person could not be placed.
        pub staff_group_id: Option<StaffGroupId>,
        /// The partner's own words for the staff group, as its list has them.
        pub group_words: String,
        pub place_id: Option<PlaceId>,
        pub job_role: Option<String>,
        pub band: Option<String>,
        /// Full-time equivalent in hundredths: 100 is full time.
        pub fte_hundredths: Option<i32>,
        pub manager_employment_id: Option<EmploymentId>,
        #[sea_orm(belongs_to, from = "employment_id", to = "id")]
        pub employment: BelongsTo<super::employment::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a partner's own words for a staff group mean in the system's list: asked once, and remembered.
pub mod group_mapping {
    use super::*;

    /// A row of `group_mappings`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "group_mappings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MappingId,
        pub organisation_id: OrganisationId,
        /// As the list has them.
        pub their_words: String,
        /// Folded for comparison: unique in the organisation.
        pub folded_words: String,
        pub staff_group_id: StaffGroupId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which column of a partner's list is what: proposed once, and remembered.
pub mod column_mapping {
    use super::*;

    /// A row of `column_mappings`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "column_mappings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MappingId,
        pub organisation_id: OrganisationId,
        /// The column's heading as the list has it: unique in the organisation.
        pub their_column: String,
        /// The key of the field, or empty for a column that is to be left out.
        pub field: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A staff list that was uploaded, loaded or discarded.
pub mod staff_list {
    use super::*;

    /// A row of `staff_lists`.
    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_lists")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffListId,
        pub organisation_id: OrganisationId,
        pub file_name: String,
        /// SHA-256 of the file.
        pub checksum: String,
        /// The file itself while it waits; emptied once loaded or discarded.
        pub contents: Vec<u8>,
        /// The day the list describes, where it says so.
        pub effective_on: Option<Day>,
        pub state: StaffListState,
        pub uploaded_at: Instant,
        /// None on the command line.
        pub uploaded_by: Option<PersonId>,
        pub settled_at: Option<Instant>,
        pub rows_read: i32,
        pub rows_new: i32,
        pub rows_changed: i32,
        pub rows_unchanged: i32,
        pub rows_ended: i32,
        pub rows_unplaced: i32,
        pub rows_rejected: i32,
        /// What people chose for its columns and words while it waits, as JSON.
        pub choices: Option<String>,
        /// When its loading was begun; none while nothing is under way.
        pub begun_at: Option<Instant>,
        /// Why the last loading of it failed, in words for people.
        pub failure: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
