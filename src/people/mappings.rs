//! What a partner's own words for staff groups mean: asked once, remembered, and corrected here.

use std::collections::BTreeMap;

use super::{
    reading::Meant,
    staff_list::groups::{self, fold},
    store, trail,
};
use crate::{
    access::AdministeredOrganisation,
    entities::systems::staff_group,
    kernel::{
        fault::{Answer, Fault},
        ids::StaffGroupId,
    },
    organisations::lists,
    tallies,
};

/// A partner's words, what they mean, and of how many people in post today they are said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The words as the lists have them.
    pub words: String,
    /// As they are compared.
    pub folded: String,
    /// The staff group they mean; none if nobody has said.
    pub group: Option<StaffGroupId>,
    /// How many people in post today.
    pub people: i64,
}

/// Every words of an organisation's lists, those that nobody has mapped first, then the commonest.
pub async fn list(organisation: &AdministeredOrganisation) -> Answer<Vec<Mapping>> {
    let mut found: BTreeMap<String, Mapping> = BTreeMap::new();
    for row in store::group_mappings(organisation).await? {
        found.insert(
            row.folded_words.clone(),
            Mapping {
                words: row.their_words,
                folded: row.folded_words,
                group: Some(row.staff_group_id),
                people: 0,
            },
        );
    }
    for (words, group, people) in store::words_today(organisation).await? {
        let folded = fold(&words);
        if folded.is_empty() {
            continue;
        }
        found
            .entry(folded.clone())
            .or_insert(Mapping {
                words,
                folded,
                group,
                people: 0,
            })
            .people += people;
    }
    let mut mappings: Vec<Mapping> = found.into_values().collect();
    mappings.sort_by_key(|mapping| (mapping.group.is_some(), std::cmp::Reverse(mapping.people)));
    Ok(mappings)
}

/// The staff groups that words may be mapped to today, in order.
pub async fn staff_groups(
    organisation: &AdministeredOrganisation,
) -> Answer<Vec<staff_group::Model>> {
    lists::staff_groups(organisation.acting(), organisation.system().id).await
}

/// The one staff group that is called so, by its name or national code.
pub fn group_called<'g>(
    groups: &'g [staff_group::Model],
    called: &str,
) -> Option<&'g staff_group::Model> {
    let named = groups
        .iter()
        .find(|group| fold(&group.name) == fold(called));
    let coded = |group: &&staff_group::Model| {
        let code = group.code.as_deref();
        code.is_some_and(|code| code.eq_ignore_ascii_case(called.trim()))
    };
    named.or_else(|| groups.iter().find(coded)).or_else(|| {
        let keys: Vec<(StaffGroupId, Option<&str>, &str)> = groups
            .iter()
            .map(|group| (group.id, group.code.as_deref(), group.name.as_str()))
            .collect();
        let id = groups::propose(called, &keys)?;
        groups.iter().find(|group| group.id == id)
    })
}

/// Says what words mean. Everybody of whom they were ever said is in that staff group, from the first day on: a mapping
/// corrects what was known. Answers how many postings changed.
///
/// # Errors
/// Refused for words that no list of the organisation has, and for a staff group that cannot be chosen today.
pub async fn change(
    organisation: &AdministeredOrganisation,
    meanings: &BTreeMap<String, StaffGroupId>,
) -> Answer<u64> {
    let (acting, id) = (organisation.acting(), organisation.id());
    let groups = staff_groups(organisation).await?;
    let before = list(organisation).await?;
    let known = store::known_words(organisation).await?;
    let mut chosen: BTreeMap<String, Meant> = BTreeMap::new();
    for (folded, &group) in meanings {
        let standing = before.iter().find(|mapping| mapping.folded == *folded);
        if standing.is_some_and(|mapping| mapping.group == Some(group)) {
            continue;
        }
        if !groups.iter().any(|offered| offered.id == group) {
            return Err(Fault::refused(
                "That staff group cannot be chosen: it is not in the system\u{2019}s list today.",
            ));
        }
        if !known.contains(folded) {
            return Err(Fault::refused(
                "Those words are in no staff list of this organisation.",
            ));
        }
        let words = standing.map_or_else(|| folded.clone(), |mapping| mapping.words.clone());
        chosen.insert(folded.clone(), Meant { words, group });
    }
    if chosen.is_empty() {
        return Ok(0);
    }
    let write = store::begin(acting).await?;
    tallies::hold(&write, &[id]).await?;
    let remembered = store::remember_groups(&write, id, &chosen).await?;
    let changed = store::regroup(&write, id, &remembered).await?;
    tallies::recount(&write, id, acting.today()).await?;
    for line in trail::of_words(organisation, &remembered) {
        line.write(acting, &write).await?;
    }
    write.commit().await?;
    Ok(changed)
}
