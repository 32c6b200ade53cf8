//! Who succeeded whom, from a file of public reference data:
//! `predecessor,predecessor_name,successor,successor_name,kind,legal_date`.
//!
//! Every row is an immediate succession on a legal date. The predecessor closes on it, and a successor that is no
//! partner yet becomes one. What a file would change is shown first; then all of it is written, or none. Rows about
//! bodies of other systems are only counted, so that the whole country's file can be loaded as it is; the same file
//! again changes nothing.

pub mod plan;
pub mod report;
pub mod sheet;

use std::path::Path;

use super::read_file;
use crate::{
    access::{Acting, AdministeredSystem, background},
    entities::systems::organisation,
    kernel::fault::{Answer, Fault},
    organisations::{import::Change, partners, store, succession},
    tallies,
};
pub use plan::{Body, Preview};
pub use sheet::Sheet;

/// What a file would change in a system. Nothing is written.
pub async fn preview(system: &AdministeredSystem, sheet: &Sheet) -> Answer<Preview> {
    let (acting, id) = (system.acting(), system.id());
    let partners = store::partners(acting, id).await?;
    let successions = store::successions(acting, id).await?;
    Ok(plan::plan(sheet, &partners, &successions))
}

/// Writes what a file changes in a system: all of it, or none. Says what that was.
///
/// # Errors
/// Refused when somebody else gave a partner one of its codes or names at the same moment.
pub async fn apply(system: &AdministeredSystem, sheet: &Sheet) -> Answer<Preview> {
    let (acting, id) = (system.acting(), system.id());
    let write = store::begin(acting).await?;
    let there = store::partners_within(&write, id).await?;
    let successions = store::successions_within(&write, id).await?;
    let preview = plan::plan(sheet, &there, &successions);
    let known = |change: &Change| there.iter().find(|p| Some(p.id) == change.id);
    let closing: Vec<(&organisation::Model, &Change)> = preview
        .changed
        .iter()
        .filter_map(|change| Some((known(change)?, change)))
        .collect();
    // All at once and in one order: another writer that holds some of them too must never wait in a circle.
    let counted: Vec<_> = closing
        .iter()
        .filter(|(partner, change)| partners::moves_figures(partner, &change.to))
        .map(|(partner, _)| partner.id)
        .collect();
    tallies::hold(&write, &counted).await?;
    for (partner, change) in closing {
        partners::update(acting, &write, partner, change.to.clone()).await?;
    }
    let mut added = Vec::new();
    for change in &preview.new {
        added.push(partners::insert(acting, &write, id, change.to.clone()).await?);
    }
    let of = |body: Body| match body {
        Body::Known(id) => Some(id),
        Body::New(at) => added.get(at).copied(),
    };
    for succeeds in &preview.successions {
        let (Some(predecessor), Some(successor)) =
            (of(succeeds.predecessor.0), of(succeeds.successor.0))
        else {
            return Err(Fault::NotFound);
        };
        let new = succession::New {
            predecessor,
            successor,
            kind: succeeds.kind,
            happened_on: succeeds.happened_on,
        };
        succession::record(acting, &write, id, &new).await?;
    }
    write.commit().await?;
    Ok(preview)
}

/// Loads a file as the operator, from the command line. With `dry_run` nothing is written. Answers the report to
/// print, as JSON if wished.
///
/// # Errors
/// Refused when the file cannot be read, or is no list of successions, or there is no system of this name: a system
/// without partners has nobody to succeed.
pub async fn run(
    acting: &Acting,
    path: &Path,
    system_name: &str,
    dry_run: bool,
    json: bool,
) -> Answer<String> {
    let sheet = sheet::read(&read_file(path, "successions")?)
        .map_err(|reason| Fault::refused(format!("{}: {reason}", path.display())))?;
    let system = background::system_named(acting, system_name)
        .await?
        .ok_or_else(|| Fault::refused(format!("There is no system called {system_name:?}.")))?;
    let preview = if dry_run {
        preview(&system, &sheet).await?
    } else {
        apply(&system, &sheet).await?
    };
    Ok(if json {
        report::json(&preview, !dry_run)
    } else {
        report::text(&preview, !dry_run)
    })
}
