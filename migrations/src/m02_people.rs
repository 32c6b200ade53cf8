//! People, employments, postings, and the staff lists that said so.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::creates! {
    "people", "employments", "postings", "group_mappings", "column_mappings", "staff_lists";
    vec![
        table("people", vec![id(), text_or_none("email").unique_key().take(), text("name"), instant("created_at")], &[]),
        table("employments", vec![
            id(), reference("person_id"), reference("organisation_id"), text_or_none("employee_number"),
            day_or_none("started_on"), day_or_none("ended_on"), instant("created_at"),
        ], &[("person_id", "people"), ("organisation_id", "organisations")]),
        table("postings", vec![
            id(), reference("employment_id"), day("from_on"), day_or_none("to_on"),
            reference_or_none("staff_group_id"), text("group_words"), reference_or_none("place_id"),
            text_or_none("job_role"), text_or_none("band"), ColumnDef::new("fte_hundredths").integer().take(),
            reference_or_none("manager_employment_id"),
        ], &[
            ("employment_id", "employments"), ("staff_group_id", "staff_groups"), ("place_id", "places"),
            ("manager_employment_id", "employments"),
        ]).check(Expr::cust("to_on is null or to_on >= from_on")).take(),
        table("group_mappings", vec![
            id(), reference("organisation_id"), text("their_words"), text("folded_words"), reference("staff_group_id"),
        ], &[("organisation_id", "organisations"), ("staff_group_id", "staff_groups")]),
        table("column_mappings", vec![
            id(), reference("organisation_id"), text("their_column"), text("field"),
        ], &[("organisation_id", "organisations")]),
        table("staff_lists", vec![
            id(), reference("organisation_id"), text("file_name"), text("checksum"), bytes("contents"),
            day_or_none("effective_on"), word("state", &["waiting", "loaded", "discarded"]), instant("uploaded_at"),
            reference_or_none("uploaded_by"), instant_or_none("settled_at"), count("rows_read"), count("rows_new"),
            count("rows_changed"), count("rows_unchanged"), count("rows_ended"), count("rows_unplaced"),
            count("rows_rejected"), text_or_none("choices"), instant_or_none("begun_at"), text_or_none("failure"),
        ], &[("organisation_id", "organisations"), ("uploaded_by", "people")]),
    ];
    vec![
        index("employments", &["person_id"]),
        unique("employments", &["organisation_id", "employee_number"]),
        unique("postings", &["employment_id", "from_on"]),
        index("postings", &["manager_employment_id"]),
        unique("group_mappings", &["organisation_id", "folded_words"]),
        unique("column_mappings", &["organisation_id", "their_column"]),
        index("staff_lists", &["organisation_id", "uploaded_at"]),
    ]
}
