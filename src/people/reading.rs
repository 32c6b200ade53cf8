//! A staff list as it reads with what is remembered of the partner's lists, what is proposed, and what was chosen now.

use std::{
    collections::{BTreeMap, HashMap},
    panic::resume_unwind,
};

use serde::{Deserialize, Serialize};

use super::staff_list::{
    columns::{self, Columns, Field},
    groups,
    identity::{self, Identity},
    rows::{self, Parsed},
    sheet::{self, Sheet, Unreadable},
};
use crate::{
    entities::systems::{place, staff_group},
    kernel::{
        ids::{PlaceId, StaffGroupId},
        time::Day,
    },
};

/// What people said about one list, beyond what was proposed and remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// By the heading as the list has it: what the column is; none for a column that is left out.
    #[serde(default)]
    pub columns: BTreeMap<String, Option<Field>>,
    /// By the partner's words, folded: which staff group they mean.
    #[serde(default)]
    pub groups: BTreeMap<String, Meant>,
}

/// A partner's words, and the staff group they mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meant {
    /// The words as the list has them.
    pub words: String,
    /// The staff group of the system's own list.
    pub group: StaffGroupId,
}

impl Choices {
    /// Chooses a staff group for words, however they are typed.
    pub fn mean(&mut self, words: &str, group: StaffGroupId) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        self.groups
            .insert(groups::fold(&words), Meant { words, group });
    }
}

/// What is settled of an organisation's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// By heading: what the column is; none for one that is left out.
    pub columns: BTreeMap<String, Option<Field>>,
    /// By folded words.
    pub groups: HashMap<String, StaffGroupId>,
    /// The latest day that a loaded list described.
    pub described_on: Option<Day>,
}

/// What an organisation settled before, and the lists its system keeps.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What it settled.
    pub settled: Settled,
    /// The system's staff groups, retired ones too.
    pub staff_groups: Vec<staff_group::Model>,
    /// The places of today.
    pub places: Vec<place::Model>,
}

/// Words of the list for staff groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupWords {
    /// As first typed.
    pub words: String,
    /// As they are compared and remembered.
    pub folded: String,
    /// How many rows say them.
    pub rows: usize,
    /// What they mean; none if nobody has said.
    pub group: Option<StaffGroupId>,
}

/// A file, read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file as a table.
    pub sheet: Sheet,
    /// What its columns mean.
    pub columns: Columns,
    /// What it lacks to be loaded: no column is settled for these.
    pub missing: Vec<Field>,
    /// Its words for staff groups, the commonest first.
    pub words: Vec<GroupWords>,
    /// Whom its rejected lines are about, as far as they say.
    pub held: Vec<Identity>,
    /// Its employments; empty while something is [missing](Reading::missing).
    pub parsed: Parsed,
    /// How many rows are of people who are in another row as well: further assignments.
    pub further: usize,
    /// The day from which it is taken to be true: the one it describes; today, if it does not say or that is still to
    /// come; and no earlier than the day that a list loaded before it described, so that no history is rewritten.
    pub day: Day,
    /// That later day, where there is one.
    pub described_later: Option<Day>,
    places: HashMap<String, PlaceId>,
    groups: HashMap<String, StaffGroupId>,
    labels: HashMap<StaffGroupId, String>,
}

/// Reads a file. `progress` is told how many rows of how many are done.
pub fn read(
    bytes: &[u8],
    known: &Known,
    choices: &Choices,
    today: Day,
    progress: impl FnMut(usize, usize),
) -> Result<Reading, Unreadable> {
    Ok(understand(
        sheet::read(bytes)?,
        known,
        choices,
        today,
        progress,
    ))
}

/// The same of a file that is a table already.
pub fn understand(
    sheet: Sheet,
    known: &Known,
    choices: &Choices,
    today: Day,
    progress: impl FnMut(usize, usize),
) -> Reading {
    let columns = settle_columns(&sheet, known, choices);
    let missing = columns.missing();
    let proposals: Vec<(StaffGroupId, Option<&str>, &str)> = known
        .staff_groups
        .iter()
        .filter(|group| group.retired_on.is_none_or(|retired| today < retired))
        .map(|group| (group.id, group.code.as_deref(), group.name.as_str()))
        .collect();
    let (distinct, parsed) = std::thread::scope(|scope| {
        let distinct = scope.spawn(|| groups::distinct_words(&sheet, &columns));
        let parsed = match missing.is_empty() {
            true => rows::parse(&sheet, &columns, today.0, progress),
            false => Parsed::default(),
        };
        let distinct = distinct.join();
        (
            distinct.unwrap_or_else(|panic| resume_unwind(panic)),
            parsed,
        )
    });
    let words: Vec<GroupWords> = distinct
        .into_iter()
        .map(|(words, rows)| {
            let folded = groups::fold(&words);
            let chosen = choices.groups.get(&folded).map(|meant| meant.group);
            let remembered = || known.settled.groups.get(&folded).copied();
            let group = chosen
                .or_else(remembered)
                .or_else(|| groups::propose(&words, &proposals));
            GroupWords {
                words,
                folded,
                rows,
                group,
            }
        })
        .collect();
    let mut meant: HashMap<String, StaffGroupId> = known.settled.groups.clone();
    meant.extend(
        words
            .iter()
            .filter_map(|w| Some((w.folded.clone(), w.group?))),
    );
    meant.extend(
        choices
            .groups
            .iter()
            .map(|(folded, meant)| (folded.clone(), meant.group)),
    );
    let own = sheet.effective_on.map_or(today, |on| Day(on).min(today));
    let described_later = known
        .settled
        .described_on
        .map(|later| later.min(today))
        .filter(|later| own < *later);
    let told = parsed.people.len() + parsed.rejected.len();
    let further = match missing.is_empty() {
        true => sheet.rows.len().saturating_sub(told),
        false => 0,
    };
    let rejected: Vec<u32> = parsed.rejected.iter().map(|r| r.line).collect();
    Reading {
        day: described_later.unwrap_or(own),
        described_later,
        missing,
        words,
        parsed,
        further,
        places: known
            .places
            .iter()
            .map(|place| (groups::fold(&place.name), place.id))
            .collect(),
        labels: known
            .staff_groups
            .iter()
            .map(|group| (group.id, group.name.clone()))
            .collect(),
        groups: meant,
        held: identity::of_lines(&sheet, &columns, &rejected),
        sheet,
        columns,
    }
}

/// The columns as remembered, then as proposed, then as chosen.
fn settle_columns(sheet: &Sheet, known: &Known, choices: &Choices) -> Columns {
    let remembered = known
        .settled
        .columns
        .iter()
        .filter_map(|(heading, field)| Some((heading.clone(), (*field)?)))
        .collect();
    let mut columns = columns::propose(&sheet.columns, &remembered);
    let mut choose = |said: &BTreeMap<String, Option<Field>>, only_left_out: bool| {
        for (at, heading) in sheet.columns.iter().enumerate() {
            match said.get(heading) {
                Some(None) => columns.set(at, None),
                Some(field) if !only_left_out => columns.set(at, *field),
                _ => {}
            }
        }
    };
    choose(&known.settled.columns, true);
    choose(&choices.columns, false);
    columns
}

impl Reading {
    /// Whether the list has a column for any of these; what it has no column for is not changed by it.
    pub fn says(&self, fields: &[Field]) -> bool {
        fields
            .iter()
            .any(|field| self.columns.column(*field).is_some())
    }

    /// What words for a staff group mean; none if nobody has said, or the words say nothing.
    pub fn group_of(&self, words: &str) -> Option<StaffGroupId> {
        self.groups.get(&groups::fold(words)).copied()
    }

    /// The system's place of this name.
    pub fn place_of(&self, words: &str) -> Option<PlaceId> {
        self.places.get(&groups::fold(words)).copied()
    }

    /// The name of a staff group, for people.
    pub fn group_name(&self, group: Option<StaffGroupId>) -> &str {
        group
            .and_then(|group| self.labels.get(&group))
            .map_or("not placed", String::as_str)
    }

    /// Every meaning of words that holds with this list, by folded words.
    pub fn meanings(&self) -> &HashMap<String, StaffGroupId> {
        &self.groups
    }

    /// The words that nobody has mapped.
    pub fn unmapped(&self) -> impl Iterator<Item = &GroupWords> {
        self.words.iter().filter(|words| words.group.is_none())
    }
}
