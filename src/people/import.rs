//! `fairwind import staff`: a staff list from the command line.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    ending::{Many, Said},
    loading::{self, Preview, Progress, StaffFile},
    mappings,
    reading::Choices,
    remarks,
    staff_list::{
        columns::Field,
        groups::fold,
        rows::{Rejection, Warning},
        sheet::LARGEST,
    },
};
use crate::{
    access::{Acting, AdministeredOrganisation, background},
    entities::systems::staff_group,
    kernel::{
        fault::{Answer, Fault},
        words::{count, counted},
    },
    sign_in::Letterhead,
};

/// How many lines of each kind a readable summary has; `--json` has all.
const LISTED: usize = 20;

/// What the command is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// The organisation, by code or name.
    pub organisation: String,
    /// The system, by name, where several have that organisation.
    pub system: Option<String>,
    /// The list.
    pub file: PathBuf,
    /// `their words=our group`, or `their column=what it is`.
    pub maps: Vec<String>,
    /// How many employments it may end, where it ends many.
    pub ends_at_most: Option<usize>,
    /// Only says what it would do.
    pub dry_run: bool,
    /// Answers JSON.
    pub json: bool,
    /// How the mails to those whose address changes name the installation.
    pub letterhead: Letterhead,
}

/// Loads a staff list as the operator. Answers what to print, and whether it went well: a file that is no staff list, or
/// of which nothing can be loaded, did not, nor one that ends more employments than was said.
///
/// # Errors
/// Refused for an organisation that is not known, and for a `--map` that says nothing.
pub async fn run(
    acting: &Acting,
    command: &Command,
    progress: impl Fn(u8) + Send + Sync + 'static,
) -> Answer<(String, bool)> {
    let &Command { dry_run, json, .. } = command;
    let (code, system) = (&command.organisation, command.system.as_deref());
    let organisation = background::organisation_coded(acting, code, system).await?;
    let choices = choices(&organisation, &command.maps).await?;
    let progress: Progress = Arc::new(progress);
    let outcome = match from_file(&command.file).await {
        Err(reason) => Err(reason),
        Ok(file) => {
            let outcome = if dry_run {
                let found = loading::preview(&organisation, &file, &choices).await;
                found.and_then(|found| match refusal(&found) {
                    Some(reason) => Err(Fault::refused(reason)),
                    None => Ok(found),
                })
            } else {
                let ends = command.ends_at_most.map_or(Said::Nothing, Said::AtMost);
                let letters = &command.letterhead;
                loading::load(&organisation, file, &choices, None, ends, letters, progress).await
            };
            match outcome {
                Ok(found) => Ok(found),
                Err(Fault::Refused(reason)) => Err(reason),
                Err(fault) => return Err(fault),
            }
        }
    };
    let good = outcome.is_ok();
    let text = match (&outcome, json) {
        (Ok(found), true) => line_of(&as_json(found, !dry_run)),
        (Err(reason), true) => line_of(&unreadable_as_json(reason)),
        (Ok(found), false) => summary(&organisation, found, dry_run),
        (Err(reason), false) => format!("{reason}\nNothing was written.\n"),
    };
    Ok((text, good))
}

/// Why a list that was only looked at could not be loaded.
fn refusal(found: &Preview) -> Option<String> {
    loading::not_loadable(&found.reading)
}

async fn from_file(path: &Path) -> Result<StaffFile, String> {
    let shown = path.display().to_string();
    let owned = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        if std::fs::metadata(&owned)?.len() > LARGEST as u64 {
            return Ok(None);
        }
        std::fs::read(&owned).map(Some)
    })
    .await;
    let bytes = match read {
        Ok(Ok(Some(bytes))) => bytes,
        Ok(Ok(None)) => return Err(format!("{shown} is larger than 512 MB.")),
        Ok(Err(cause)) => return Err(format!("{shown} cannot be read: {cause}.")),
        Err(cause) => return Err(format!("{shown} cannot be read: {cause}.")),
    };
    let name = path.file_name().map(|name| name.to_string_lossy());
    Ok(StaffFile {
        name: name.map_or(shown, |name| name.into_owned()),
        bytes: bytes.into(),
    })
}

/// What `--map` says.
async fn choices(organisation: &AdministeredOrganisation, maps: &[String]) -> Answer<Choices> {
    let groups = mappings::staff_groups(organisation).await?;
    let mut choices = Choices::default();
    for map in maps {
        // Their words may have an equals sign in them; ours have none.
        let Some((theirs, ours)) = map.rsplit_once('=') else {
            return Err(Fault::refused(format!(
                "--map {map:?} says nothing: write it as 'their words=our staff group'."
            )));
        };
        if fold(theirs).is_empty() {
            return Err(Fault::refused(format!(
                "--map {map:?} has no words of theirs."
            )));
        }
        if let Some(group) = mappings::group_called(&groups, ours) {
            choices.mean(theirs, group.id);
        } else if let Some(field) = field_called(ours) {
            let heading = theirs.split_whitespace().collect::<Vec<_>>().join(" ");
            choices.columns.insert(heading, Some(field));
        } else {
            return Err(Fault::refused(format!(
                "--map {map:?}: {:?} is no staff group of {}. It has: {}.",
                ours.trim(),
                organisation.system().name,
                names(&groups)
            )));
        }
    }
    Ok(choices)
}

fn field_called(called: &str) -> Option<Field> {
    let called = fold(called);
    Field::ALL
        .into_iter()
        .find(|field| fold(field.label()) == called || fold(field.key()) == called)
}

fn names(groups: &[staff_group::Model]) -> String {
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    names.join("; ")
}

fn as_json(found: &Preview, applied: bool) -> Value {
    let mut counts = loading::counts(&found.reading, &found.comparison, applied);
    counts["rejected"] = found
        .comparison
        .rejected
        .iter()
        .map(|rejected| json!({ "line": rejected.line, "reason": rejected.reason }))
        .collect();
    counts
}

/// A file of which nothing is loaded has one reason, given at its first line.
fn unreadable_as_json(reason: &str) -> Value {
    json!({
        "read": 0, "new": 0, "changed": 0, "unchanged": 0, "ended": 0, "unplaced": 0,
        "rejected": [{ "line": 1, "reason": reason }],
        "applied": false,
    })
}

fn line_of(value: &Value) -> String {
    format!("{value}\n")
}

fn summary(organisation: &AdministeredOrganisation, found: &Preview, dry_run: bool) -> String {
    let (reading, comparison) = (&found.reading, &found.comparison);
    let number = |some: usize| i64::try_from(some).unwrap_or(i64::MAX);
    let mut lines = vec![format!(
        "{}: {} read.",
        organisation.organisation().name,
        counted(number(reading.sheet.rows.len()), "row", "rows")
    )];
    for (label, some) in [
        ("New", comparison.new.len()),
        ("Changed", comparison.changed.len()),
        ("Unchanged", comparison.unchanged),
        ("Ended", comparison.gone.len()),
        ("Not placed", comparison.unplaced.len()),
        ("Rejected lines", comparison.rejected.len()),
    ] {
        lines.push(format!("{label:>16}: {:>9}", count(number(some))));
    }
    said_of(&mut lines, &comparison.rejected, |rejected: &Rejection| {
        format!("  Line {}: {}", rejected.line, rejected.reason)
    });
    said_of(
        &mut lines,
        &reading.parsed.warnings,
        |warning: &Warning| match warning.lines.as_slice() {
            [] => format!("  {}", warning.reason),
            [line] => format!("  Line {line}: {}", warning.reason),
            [first, rest @ ..] => {
                format!("  Line {first} and {} more: {}", rest.len(), warning.reason)
            }
        },
    );
    let unmapped: Vec<_> = reading.unmapped().collect();
    if !unmapped.is_empty() {
        lines.push(
            "These words for staff groups are not mapped; whoever has them is not placed:".into(),
        );
        for said in unmapped {
            let rows = counted(number(said.rows), "row", "rows");
            lines.push(format!("  {} ({rows})", said.words));
            lines.push(format!("    --map {}", quoted(&said.words)));
        }
    }
    lines.extend(remarks::described_later(reading));
    lines.extend(remarks::further_assignments(reading));
    lines.extend(remarks::began_before(found).filter(|_| dry_run));
    lines.extend(remarks::readdressed(found).filter(|_| dry_run));
    if dry_run {
        lines.extend(Many::of(comparison).map(Many::sentence));
    }
    lines.push(if dry_run {
        "Nothing was written: this was a dry run.".into()
    } else {
        "Loaded.".into()
    });
    lines.join("\n") + "\n"
}

fn said_of<T>(lines: &mut Vec<String>, all: &[T], say: impl Fn(&T) -> String) {
    lines.extend(all.iter().take(LISTED).map(say));
    if all.len() > LISTED {
        lines.push(format!(
            "  and {} more; --json has all rejected lines",
            all.len() - LISTED
        ));
    }
}

/// The argument of `--map` for a shell.
fn quoted(words: &str) -> String {
    format!("'{}=our staff group'", words.replace('\'', "'\\''"))
}
