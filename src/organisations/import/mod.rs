//! Partners from a file of public reference data, such as `code,name,kind,opened_on,closed_on`.
//!
//! What a file would change is shown first; then all of it is written, or none. A row that cannot be used is listed
//! with its line and the reason, and stops no other. The same file again changes nothing. Nobody is removed for not
//! being in the file: lists are often of one kind of body only.

pub mod plan;
pub mod report;
pub mod sheet;
pub mod successions;

use std::path::Path;

use super::{found, founding, partners, store};
use crate::{
    access::{Acting, AdministeredSystem, background},
    entities::systems::organisation,
    kernel::{
        fault::{Answer, Fault},
        periods::YearStart,
    },
    tallies,
};
pub use plan::{Change, Preview};
pub use sheet::{Remark, Sheet};

/// The largest file that is read, in bytes: all organisations of England together are smaller.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// What a file would change in a system. Nothing is written.
pub async fn preview(system: &AdministeredSystem, sheet: &Sheet) -> Answer<Preview> {
    let partners = store::partners(system.acting(), system.id()).await?;
    Ok(plan::plan(
        sheet,
        &partners,
        system.year_start(),
        system.acting().today(),
    ))
}

/// Writes what a file changes in a system: all of it, or none. Says what that was.
///
/// # Errors
/// Refused when somebody else gave a partner one of its codes or names at the same moment.
pub async fn apply(system: &AdministeredSystem, sheet: &Sheet) -> Answer<Preview> {
    let acting = system.acting();
    let write = store::begin(acting).await?;
    let there = store::partners_within(&write, system.id()).await?;
    let preview = plan::plan(sheet, &there, system.year_start(), acting.today());
    let known = |change: &Change| there.iter().find(|p| Some(p.id) == change.id);
    let changed: Vec<(&organisation::Model, &Change)> = preview
        .changed
        .iter()
        .filter_map(|change| Some((known(change)?, change)))
        .collect();
    // All at once and in one order: another writer that holds some of them too must never wait in a circle.
    let counted: Vec<_> = changed
        .iter()
        .filter(|(partner, change)| partners::moves_figures(partner, &change.to))
        .map(|(partner, _)| partner.id)
        .collect();
    tallies::hold(&write, &counted).await?;
    for (partner, change) in changed {
        partners::update(acting, &write, partner, change.to.clone()).await?;
    }
    for change in &preview.new {
        partners::insert(acting, &write, system.id(), change.to.clone()).await?;
    }
    write.commit().await?;
    Ok(preview)
}

/// Loads a file as the operator, from the command line: the system is founded if there is none of this name. With
/// `dry_run` nothing is written. Answers the report to print, as JSON if wished.
///
/// # Errors
/// Refused when the file cannot be read, or is no list of organisations.
pub async fn run(
    acting: &Acting,
    path: &Path,
    system_name: &str,
    dry_run: bool,
    json: bool,
) -> Answer<String> {
    let sheet = from_file(path)?;
    let system = background::system_named(acting, system_name).await?;
    let is_new = system.is_none();
    let founds_nothing = is_new && sheet.rows.is_empty();
    // A file of which nothing can be used founds no system.
    let applied = !dry_run && !founds_nothing;
    let preview = match system {
        Some(system) if applied => apply(&system, &sheet).await?,
        Some(system) => preview(&system, &sheet).await?,
        None if applied => apply(&found(acting, system_name).await?, &sheet).await?,
        None => {
            let april = YearStart(i8::try_from(founding::YEAR_STARTS_MONTH).unwrap_or(4));
            plan::plan(&sheet, &[], april, acting.today())
        }
    };
    Ok(if json {
        report::json(&preview, applied)
    } else {
        report::text(&preview, system_name, is_new, applied)
    })
}

fn from_file(path: &Path) -> Answer<Sheet> {
    sheet::read(&read_file(path, "organisations")?)
        .map_err(|reason| Fault::refused(format!("{}: {reason}", path.display())))
}

/// The bytes of a file that is to be a list of such things.
fn read_file(path: &Path, things: &str) -> Answer<Vec<u8>> {
    let unreadable = |cause: std::io::Error| {
        Fault::refused(format!("{} cannot be read: {cause}.", path.display()))
    };
    if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err(Fault::refused(format!(
            "The file is too large to be a list of {things}."
        )));
    }
    std::fs::read(path).map_err(unreadable)
}
