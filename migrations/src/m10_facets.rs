//! Facets: what the people counted did, by band, theme, priority, partner, tension, kind and outcome. And when the
//! work of a night was last done.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Creates the tables of this file's subject.
#[derive(DeriveMigrationName)]
pub struct Migration;

const FACETS: &[&str] = &[
    "band",
    "theme",
    "priority",
    "partner",
    "tension",
    "kind",
    "outcome",
    "outcome of theme",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = vec![
            // No foreign keys to staff groups and subjects: the nil id stands for "none", and words are subjects too.
            table(
                "facet_tallies",
                vec![
                    reference("organisation_id"),
                    text("period"),
                    reference("staff_group_id"),
                    word("facet", FACETS),
                    text("subject"),
                    count("staff"),
                    count("with_objective"),
                    count("took_part"),
                    count("items"),
                    long_count("minutes"),
                ],
                &[("organisation_id", "organisations")],
            )
            .primary_key(&mut primary(&[
                "organisation_id",
                "period",
                "facet",
                "staff_group_id",
                "subject",
            ]))
            .take(),
            table(
                "nightly_runs",
                vec![text("work").primary_key().take(), day("ran_on")],
                &[],
            ),
        ];
        create(manager, tables, vec![]).await?;
        count_afresh(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["facet_tallies", "nightly_runs"]).await
    }

    // PostgreSQL does by itself; SQLite is told to.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
