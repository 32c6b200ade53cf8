//! Objectives, whom they are with, what they serve, and their history.

use sea_orm_migration::prelude::*;

use crate::columns::*;

const STATES: &[&str] = &[
    "proposed",
    "agreed",
    "met",
    "partly met",
    "not met",
    "carried forward",
    "withdrawn",
];
const SIDES: &[&str] = &["staff", "manager"];

crate::creates! {
    "objectives", "objective_partners", "objective_themes", "objective_steps";
    vec![
        table("objectives", vec![
            id(), reference("employment_id"), day("year_on"), text("title"), text("what"), day("due_on"),
            text("purpose"), word("level", &["neighbourhood", "place", "system", "beyond"]), word("state", STATES),
            word("awaits", SIDES), day_or_none("agreed_on"), day_or_none("closed_on"), count("revision"),
            instant("created_at"),
        ], &[("employment_id", "employments")])
        .check(Expr::cust("state = 'proposed' or state = 'withdrawn' or agreed_on is not null"))
        .take(),
        table("objective_partners", vec![reference("objective_id"), reference("organisation_id")],
            &[("objective_id", "objectives"), ("organisation_id", "organisations")])
            .primary_key(&mut primary(&["objective_id", "organisation_id"])).take(),
        table("objective_themes", vec![reference("objective_id"), reference("theme_id")],
            &[("objective_id", "objectives"), ("theme_id", "themes")])
            .primary_key(&mut primary(&["objective_id", "theme_id"])).take(),
        table("objective_steps", vec![
            id(), reference("objective_id"), instant("happened_at"), reference("person_id"), word("side", SIDES),
            word("step", &["proposed", "amended", "change asked", "agreed", "progress", "closed", "reopened"]),
            text("words"), text_or_none("outcome"),
        ], &[("objective_id", "objectives"), ("person_id", "people")]),
    ];
    vec![
        index("objectives", &["employment_id", "year_on"]),
        index("objective_partners", &["organisation_id"]),
        index("objective_themes", &["theme_id"]),
        index("objective_steps", &["objective_id"]),
    ]
}
