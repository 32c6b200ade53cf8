//! Loading a staff list: what it would do is shown first; then all of it is written, or none.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    comparison::{Begun, Comparison, Records, Setting, compare},
    ending::{Many, Said},
    reading::{self, Choices, Known, Meant, Reading},
    staff_list::{
        columns::Field,
        rows::StaffRow,
        sheet::{self, Unreadable},
    },
    store::{self, Begins, NewList},
    trail,
};
use crate::{
    access::{
        AdministeredOrganisation,
        audit::{self, Line},
    },
    entities::people::StaffListState,
    kernel::{
        fault::{Answer, Fault},
        ids::{EmploymentId, StaffListId},
        time::Day,
    },
    organisations::lists,
    sign_in::{self, Letterhead},
    tallies,
};

/// Is told how many hundredths of the work are done.
pub type Progress = Arc<dyn Fn(u8) + Send + Sync>;

/// Nobody is told.
pub fn silent() -> Progress {
    Arc::new(|_| {})
}

/// What a list says and what it would do. Nothing is written.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The list as it reads; of one that is loaded, without its rows.
    pub reading: Reading,
    /// What it would do, or did.
    pub comparison: Comparison,
}

/// The file of a staff list.
#[derive(Clone, Debug)]
pub struct StaffFile {
    /// Its name, for people.
    pub name: String,
    /// What is in it.
    pub bytes: Arc<Vec<u8>>,
}

impl StaffFile {
    /// SHA-256 of it, in hexadecimal.
    pub fn checksum(&self) -> String {
        data_encoding::HEXLOWER.encode(&Sha256::digest(self.bytes.as_slice()))
    }
}

/// What an organisation settled before, and the lists its system keeps.
pub(super) async fn known(organisation: &AdministeredOrganisation) -> Answer<Known> {
    let (acting, system) = (organisation.acting(), organisation.system().id);
    Ok(Known {
        settled: store::settled(organisation).await?,
        staff_groups: lists::staff_groups_ever(acting, system).await?,
        places: lists::places(acting, system).await?,
    })
}

/// Reads a list and compares it with what stands.
///
/// # Errors
/// Refused with the reason when it is no staff list at all.
pub async fn preview(
    organisation: &AdministeredOrganisation,
    file: &StaffFile,
    choices: &Choices,
) -> Answer<Preview> {
    let known = known(organisation).await?;
    let bytes = Arc::clone(&file.bytes);
    let reading = read(organisation, bytes, known, choices, silent()).await?;
    let acting = organisation.acting();
    let records = store::records(acting, organisation.id(), &addresses(&reading)).await?;
    let (reading, comparison) = compared(organisation, reading, records, true).await?;
    Ok(Preview {
        reading,
        comparison,
    })
}

/// Loads a list: its people, employments and their histories, what was settled of its columns and words, and the
/// tallies, all in one transaction. Two loads of one organisation take turns. Says what it did.
///
/// # Errors
/// Refused with the reason when it is no staff list at all, when a column it needs is not settled, when none of its
/// rows can be loaded, and when it ends many employments and whoever confirms it has not said how many.
///
/// `waiting` is the upload that it is, if it is one. `letterhead` is that of the mails to those whose address it changes.
pub async fn load(
    organisation: &AdministeredOrganisation,
    file: StaffFile,
    choices: &Choices,
    waiting: Option<StaffListId>,
    ends: Said,
    letterhead: &Letterhead,
    progress: Progress,
) -> Answer<Preview> {
    let acting = organisation.acting();
    let mut known = known(organisation).await?;
    let (file_name, bytes) = (file.name.clone(), Arc::clone(&file.bytes));
    // Only then of use where no upload has it already. While the file is read, which waits for one thing at a time.
    let checksum = match waiting {
        None => Some(tokio::task::spawn_blocking(move || file.checksum())),
        Some(_) => {
            drop(file);
            None
        }
    };
    let reads = Arc::clone(&progress);
    let mut reading = read(organisation, bytes, known.clone(), choices, reads).await?;
    let (write, mut beginning) = loop {
        if let Some(reason) = not_loadable(&reading) {
            return Err(Fault::refused(reason));
        }
        let write = store::begin_many(acting).await?;
        let beginning = tallies::beginning(&write, organisation.id(), acting.today()).await?;
        let settled = store::settled_within(&write, organisation.id()).await?;
        if settled == known.settled {
            break (write, beginning);
        }
        // Somebody mapped words, or loaded another list, while this one was read: it is to be understood as things are
        // settled now, and nobody is to wait for that.
        drop((beginning, write));
        known.settled = settled;
        reading = understood(organisation, reading, known.clone(), choices).await?;
    };
    // A county's list takes hundreds of megabytes, and nobody looks at what it said word for word.
    reading.sheet.rows.forget_cells();
    progress(45);
    let records = store::records_within(&write, organisation.id(), &addresses(&reading)).await?;
    let standing: Vec<EmploymentId> = records
        .standing
        .iter()
        .map(|own| own.employment.id)
        .collect();
    let (mut reading, mut comparison) = compared(organisation, reading, records, false).await?;
    // Held until here: nobody can have changed how many it ends since it was asked.
    if let Some(many) = Many::of(&comparison)
        && !ends.allows(many)
    {
        return Err(Fault::refused(match waiting {
            Some(_) => format!("{} Confirm it again.", many.sentence()),
            None => format!(
                "{} If it is, load it with --ends-at-most {}.",
                many.sentence(),
                many.ends
            ),
        }));
    }
    progress(55);
    let columns = columns_to_remember(&reading, choices);
    store::remember_columns(&write, organisation.id(), &columns).await?;
    let groups = groups_to_remember(&reading, choices);
    let changed = store::remember_groups(&write, organisation.id(), &groups).await?;
    // Before the list is written, which has the groups that its words mean now.
    let regrouped = store::regroup(&write, organisation.id(), &changed).await?;
    let rows = std::mem::take(&mut reading.parsed.people);
    let writes = std::mem::take(&mut comparison.writes);
    let begins = Begins {
        organisation: organisation.id(),
        now: acting.now(),
        rows: &rows,
    };
    let count = |begun: &Begun| beginning.add(counted(begun, &rows));
    let step = |done, of| progress(percent(55, 90, done, of));
    store::write_all(&write, begins, &writes, count, step).await?;
    audit::write_many(acting, &write, trail::of_words(organisation, &changed)).await?;
    audit::write_many(acting, &write, trail::of_people(organisation, &writes.told)).await?;
    let name = &organisation.organisation().name;
    sign_in::readdress(acting, &write, &writes.readdressed, name, letterhead).await?;
    progress(92);
    if regrouped > 0 || !writes.is_empty() {
        tallies::recount_with(&write, &standing, beginning).await?;
    }
    // Millions of pieces, which nobody waits for.
    tokio::task::spawn_blocking(move || drop((rows, writes)));
    progress(98);
    let id = match waiting {
        Some(list) => list,
        None => {
            let checksum = match checksum {
                Some(checksum) => checksum.await.map_err(Fault::broken)?,
                None => String::new(),
            };
            let list = NewList {
                id: StaffListId::new(),
                file_name: &file_name,
                checksum,
                contents: Vec::new(),
                effective_on: reading.sheet.effective_on.map(Day),
                rows_read: reading.sheet.rows.len(),
                state: StaffListState::Loaded,
            };
            let id = list.id;
            store::insert_list(organisation, &write, list).await?;
            id
        }
    };
    store::loaded(&write, id, acting.now(), &comparison).await?;
    Line::of("staff list loaded")
        .system(organisation.system().id)
        .organisation(organisation.id())
        .subject(id.0)
        .to(counts(&reading, &comparison, true))
        .write(acting, &write)
        .await?;
    write.commit().await?;
    progress(100);
    Ok(Preview {
        reading,
        comparison,
    })
}

/// What came of a list, as the command line and the audit trail say it.
pub(super) fn counts(
    reading: &Reading,
    comparison: &Comparison,
    applied: bool,
) -> serde_json::Value {
    json!({
        "read": reading.sheet.rows.len(),
        "new": comparison.new.len(),
        "changed": comparison.changed.len(),
        "unchanged": comparison.unchanged,
        "ended": comparison.gone.len(),
        "unplaced": comparison.unplaced.len(),
        "rejected": comparison.rejected.len(),
        "applied": applied,
    })
}

/// Why a list that reads cannot be loaded as it is settled.
pub(super) fn not_loadable(reading: &Reading) -> Option<String> {
    if !reading.missing.is_empty() {
        let missing: Vec<String> = reading
            .missing
            .iter()
            .map(|field| format!("\u{201c}{}\u{201d}", field.label()))
            .collect();
        return Some(format!(
            "No column of this list is settled as {}. Its columns are: {}.",
            crate::kernel::words::listed(&missing),
            reading.sheet.columns.join(", ")
        ));
    }
    if reading.parsed.people.is_empty() {
        let first = reading.parsed.rejected.first();
        let why = first.map_or_else(String::new, |rejected| {
            format!(" Line {}: {}", rejected.line, rejected.reason)
        });
        return Some(format!(
            "None of the rows of this list can be loaded, so nobody would be left.{why}"
        ));
    }
    None
}

fn addresses(reading: &Reading) -> Vec<&str> {
    let rows = &reading.parsed.people;
    rows.iter().filter_map(|row| row.email.as_deref()).collect()
}

/// An employment that begins, as it is counted.
fn counted<'a>(begun: &Begun, rows: &'a [StaffRow]) -> tallies::Begun<'a> {
    let row = &rows[begun.row];
    tallies::Begun {
        started_on: begun.started_on,
        ended_on: row.ended_on.map(Day),
        posted_on: begun.from_on,
        group: begun.group,
        place: begun.place,
        band: row.band.as_deref(),
    }
}

/// Reads a file where it keeps nobody else waiting.
async fn read(
    organisation: &AdministeredOrganisation,
    bytes: Arc<Vec<u8>>,
    known: Known,
    choices: &Choices,
    progress: Progress,
) -> Answer<Reading> {
    let choices = choices.clone();
    let today = organisation.acting().today();
    tokio::task::spawn_blocking(move || {
        let sheet = sheet::read(&bytes)?;
        drop(bytes);
        let progress = |done, of| progress(percent(0, 40, done, of));
        Ok(reading::understand(
            sheet, &known, &choices, today, progress,
        ))
    })
    .await
    .map_err(Fault::broken)?
    .map_err(|unreadable: Unreadable| Fault::refused(unreadable.to_string()))
}

/// What a list says by what is known now, which it was read without.
async fn understood(
    organisation: &AdministeredOrganisation,
    reading: Reading,
    known: Known,
    choices: &Choices,
) -> Answer<Reading> {
    let choices = choices.clone();
    let today = organisation.acting().today();
    let sheet = reading.sheet;
    let understand = move || reading::understand(sheet, &known, &choices, today, |_, _| {});
    tokio::task::spawn_blocking(understand)
        .await
        .map_err(Fault::broken)
}

async fn compared(
    organisation: &AdministeredOrganisation,
    reading: Reading,
    records: Records,
    is_looked_at: bool,
) -> Answer<(Reading, Comparison)> {
    let setting = Setting {
        organisation: organisation.id(),
        joined_on: organisation.organisation().joined_on,
        kept_from: organisation
            .acting()
            .today()
            .years_before(organisation.system().years_kept),
        now: organisation.acting().now(),
        is_looked_at,
    };
    tokio::task::spawn_blocking(move || {
        let comparison = compare(&reading, &records, setting);
        (reading, comparison)
    })
    .await
    .map_err(Fault::broken)
}

/// How much of the whole is done when so many of a part are.
fn percent(from: u8, to: u8, done: usize, of: usize) -> u8 {
    let span = usize::from(to - from);
    from + u8::try_from(done * span / of.max(1)).unwrap_or(0)
}

fn columns_to_remember(reading: &Reading, choices: &Choices) -> BTreeMap<String, Option<Field>> {
    let settled = reading.columns.to_remember(&reading.sheet.columns);
    let left_out = choices.columns.iter().filter(|(_, field)| field.is_none());
    let mut columns: BTreeMap<String, Option<Field>> = left_out
        .map(|(heading, _)| (heading.clone(), None))
        .collect();
    columns.extend(
        settled
            .into_iter()
            .map(|(heading, field)| (heading, Some(field))),
    );
    columns
}

fn groups_to_remember(reading: &Reading, choices: &Choices) -> BTreeMap<String, Meant> {
    let mut groups = choices.groups.clone();
    for said in &reading.words {
        if let Some(group) = said.group {
            let words = said.words.clone();
            groups
                .entry(said.folded.clone())
                .or_insert(Meant { words, group });
        }
    }
    groups
}
