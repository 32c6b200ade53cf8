//! The schema's history: one subject a file, the same for SQLite and PostgreSQL.
//!
//! Each works forward with old code still running: add first, use, and take away only in a later release.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod columns;
mod m01_systems;
mod m02_people;
mod m03_access;
mod m04_objectives;
mod m05_engagement;
mod m06_tallies;
mod m07_mail;
mod m08_boards;
mod m09_measures;
mod m10_facets;
mod m11_priorities;
mod m12_published_tables;
mod m13_months;
mod m15_calendar;
mod m16_api_keys;
mod m17_papers;
mod m19_readers;
mod m20_outbox;
mod m21_meetings;
mod m22_attention;
mod m23_desk;
mod m24_monthly;
mod m25_stories;
mod m26_attachments;
mod m27_agenda_items;
mod m28_returns;
mod m29_monthly_kinds;
mod m31_closing;
mod m32_at_once;
mod m33_fewer_indexes;
mod m34_one_place_a_row;
mod m35_discarded;
mod m36_held;
mod m40_signing_in;

/// Runs the migrations, in order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m01_systems::Migration),
            Box::new(m02_people::Migration),
            Box::new(m03_access::Migration),
            Box::new(m04_objectives::Migration),
            Box::new(m05_engagement::Migration),
            Box::new(m06_tallies::Migration),
            Box::new(m07_mail::Migration),
            Box::new(m08_boards::Migration),
            Box::new(m09_measures::Migration),
            Box::new(m10_facets::Migration),
            Box::new(m11_priorities::Migration),
            Box::new(m12_published_tables::Migration),
            Box::new(m13_months::Migration),
            Box::new(m15_calendar::Migration),
            Box::new(m16_api_keys::Migration),
            Box::new(m17_papers::Migration),
            Box::new(m19_readers::Migration),
            Box::new(m20_outbox::Migration),
            Box::new(m21_meetings::Migration),
            Box::new(m22_attention::Migration),
            Box::new(m23_desk::Migration),
            Box::new(m24_monthly::Migration),
            Box::new(m25_stories::Migration),
            Box::new(m26_attachments::Migration),
            Box::new(m27_agenda_items::Migration),
            Box::new(m28_returns::Migration),
            Box::new(m29_monthly_kinds::Migration),
            Box::new(m31_closing::Migration),
            Box::new(m32_at_once::Migration),
            Box::new(m33_fewer_indexes::Migration),
            Box::new(m34_one_place_a_row::Migration),
            Box::new(m35_discarded::Migration),
            Box::new(m36_held::Migration),
            Box::new(m40_signing_in::Migration),
        ]
    }
}
