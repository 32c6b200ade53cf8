//! A system's own settings.

use serde::Serialize;
use serde_json::{Value, json};

use super::store;
use crate::{
    access::{AdministeredSystem, audit::Line},
    entities::systems::system,
    kernel::{
        fault::{Answer, Fault},
        stood::{Amended, Stood},
    },
    tallies,
};

/// The most characters a system's name may have.
pub const LONGEST_NAME: usize = 100;
/// The most characters the name of the work may have.
pub const LONGEST_LABEL: usize = 40;
/// The lowest and the highest threshold: below the lowest, people could be told from figures.
pub const THRESHOLDS: std::ops::RangeInclusive<i32> = 3..=100;
/// How many days late an entry may be allowed to come.
pub const LATE_ENTRIES: std::ops::RangeInclusive<i32> = 0..=365;
/// For how many days after its end a period may be open before its figures are published: less than the shortest.
pub const CLOSING: std::ops::RangeInclusive<i32> = 0..=27;
/// For how many years people may be kept after they have left.
pub const YEARS_KEPT: std::ops::RangeInclusive<i32> = 1..=20;

/// What a system's administrator may set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// What the system is called.
    pub name: String,
    /// What the work is called: "system working".
    pub label: String,
    /// 1 to 12: the appraisal year starts on the first of this month.
    pub year_starts_month: i16,
    /// Counts below this are not shown outside their organisation.
    pub threshold: i32,
    /// How many days after a piece of work it may still be logged.
    pub late_entry_days: i32,
    /// For how many days after its end a period is open for late work before its figures are published.
    pub closing_days: i32,
    /// For how many years people are kept after they have left.
    pub years_kept: i32,
}

impl From<&system::Model> for Settings {
    fn from(system: &system::Model) -> Self {
        Self {
            name: system.name.clone(),
            label: system.label.clone(),
            year_starts_month: system.year_starts_month,
            threshold: system.threshold,
            late_entry_days: system.late_entry_days,
            closing_days: system.closing_days,
            years_kept: system.years_kept,
        }
    }
}

/// Whether the appraisal year may still be given another start: until the first staff list is loaded. Afterwards
/// objectives, figures and issued digests are of the years as they were.
pub async fn year_may_move(system: &AdministeredSystem) -> Answer<bool> {
    Ok(!store::has_staff(system.acting(), system.id()).await?)
}

/// Changes a system's settings, if they are still as they stood when the form was drawn: nobody lowers the smallest number
/// shown who never touched it.
///
/// # Errors
/// Refused when the name is another system's, or when the year's start changes too late.
pub async fn change(
    system: &AdministeredSystem,
    stood: &Stood,
    to: &Settings,
) -> Answer<Amended<Settings>> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    let from = Settings::from(&store::hold_system(&write, system.id()).await?);
    if from == *to {
        return Ok(Amended::Done);
    }
    if !stood.still(&from) {
        return Ok(Amended::Overtaken(from));
    }
    if from.year_starts_month != to.year_starts_month {
        // Held, so that no partner’s first staff list is counted by the old year meanwhile.
        let partners = store::partners_within(&write, system.id()).await?;
        let partners: Vec<_> = partners.iter().map(|partner| partner.id).collect();
        tallies::hold(&write, &partners).await?;
        if store::has_staff_within(&write, system.id()).await? {
            return Err(Fault::refused(YEAR_IS_FIXED));
        }
    }
    store::set_settings(&write, system.id(), to).await?;
    Line::of("system settings changed")
        .system(system.id())
        .subject(system.id().0)
        .from(told(&from))
        .to(told(to))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    Ok(Amended::Done)
}

/// Why the year's start can no longer be changed.
pub const YEAR_IS_FIXED: &str = "The start of the appraisal year cannot change once a staff list is loaded: objectives, figures and digests belong to the years as they were.";

fn told(settings: &Settings) -> Value {
    json!({
        "name": settings.name,
        "label": settings.label,
        "year_starts_month": settings.year_starts_month,
        "threshold": settings.threshold,
        "late_entry_days": settings.late_entry_days,
        "closing_days": settings.closing_days,
        "years_kept": settings.years_kept,
    })
}
