//! The front page: five sentences, written by rule out of cells of the digest's own tables.
//!
//! Every number in them is what stands in a cell, and each sentence keeps which cells it is made of, so that anybody
//! can see how a verdict was reached.

use super::{
    Account, Grid, Section, Source,
    compared::{change_column, earlier},
    sections::*,
};
use crate::{
    kernel::words::listed,
    participation::{ALL_GROUPS, Change, FacetFigures, Rate, disclosure::ShownCell},
};

/// How many partners and tensions a sentence names at most.
const MOST_NAMED: usize = 2;

/// What came of objectives, who took part, who had an objective, with whom, and how sure that is.
pub(super) fn sentences(
    account: &Account,
    period: &str,
    sections: &[Section],
) -> Vec<(String, Vec<Source>)> {
    let rules: [Rule; 5] = [outcomes, participation, uptake, partners, sure];
    rules
        .into_iter()
        .filter_map(|rule| {
            let mut teller = Teller {
                sections,
                sources: Vec::new(),
            };
            let words = rule(account, period, &mut teller)?;
            Some((words, teller.sources))
        })
        .collect()
}

/// Writes one sentence about a period; none where it has nothing to go by.
type Rule = fn(&Account, &str, &mut Teller<'_>) -> Option<String>;

/// Reads cells for a sentence, and keeps which.
struct Teller<'a> {
    sections: &'a [Section],
    sources: Vec<Source>,
}

impl Teller<'_> {
    fn cell(&mut self, section: &str, row: &str, column: &str) -> Option<String> {
        let words = self
            .sections
            .iter()
            .find(|other| other.id == section)?
            .table
            .as_ref()
            .and_then(|table: &Grid| table.cell(row, column))?
            .to_owned();
        self.sources.push(Source {
            section: section.to_owned(),
            row: row.to_owned(),
            column: column.to_owned(),
            words: words.clone(),
        });
        Some(words)
    }

    /// "12 people", of a cell with a count.
    fn people(&mut self, section: &str, row: &str, column: &str) -> Option<String> {
        let number = self.cell(section, row, column)?;
        let noun = if number == "1" { "person" } else { "people" };
        Some(format!("{number} {noun}"))
    }
}

fn outcomes(account: &Account, period: &str, teller: &mut Teller<'_>) -> Option<String> {
    let shown = |outcome: &&FacetFigures| outcome.counts.with_objective.count().is_some();
    let said: Vec<String> = account
        .beside
        .outcomes
        .iter()
        .filter(shown)
        .filter_map(|outcome| {
            let people = teller.people(OUTCOMES, &outcome.name, CLOSED_SO)?;
            let share = teller.cell(OUTCOMES, &outcome.name, SHARE)?;
            Some(format!(
                "for {people} ({share} of staff) as {}",
                outcome.name.to_lowercase()
            ))
        })
        .collect();
    Some(if said.is_empty() {
        format!(
            "How many objectives were met in {period}, and how many were not, is hidden to protect people in small numbers."
        )
    } else {
        format!("In {period}, objectives were closed {}.", listed(&said))
    })
}

fn participation(account: &Account, period: &str, teller: &mut Teller<'_>) -> Option<String> {
    let label = &account.label;
    let rate = |cell: ShownCell| cell.participation();
    if rate(account.figures.total).percent().is_none() {
        return Some(format!(
            "How many took part in {label} is hidden for {} as a whole in {period}, to protect people in small numbers.",
            account.figures.organisation
        ));
    }
    let [percent, part, staff] =
        ["Participation", "Took part", "Staff"].map(|c| teller.cell(FIGURES, ALL_GROUPS, c));
    Some(format!(
        "In {period}, {} took part in {label} ({} of {} staff){}.",
        percent?,
        part?,
        staff?,
        held_against(account, (PARTICIPATION, rate), teller)
    ))
}

fn uptake(account: &Account, period: &str, teller: &mut Teller<'_>) -> Option<String> {
    let label = &account.label;
    let rate = |cell: ShownCell| cell.uptake();
    if rate(account.figures.total).percent().is_none() {
        return Some(format!(
            "How many had an objective about {label} is hidden for {} as a whole in {period}, to protect people in small numbers.",
            account.figures.organisation
        ));
    }
    let [percent, part, staff] =
        ["Uptake", "With an objective", "Staff"].map(|c| teller.cell(FIGURES, ALL_GROUPS, c));
    Some(format!(
        "{} had an agreed objective about {label} ({} of {} staff){}.",
        percent?,
        part?,
        staff?,
        held_against(account, (UPTAKE, rate), teller)
    ))
}

/// ", with no clear change since September 2026 (29%), against 33% at all partners of Thames Valley".
fn held_against(
    account: &Account,
    (section, rate): (&str, fn(ShownCell) -> Rate),
    teller: &mut Teller<'_>,
) -> String {
    let mut changes = Vec::new();
    for then in earlier(account) {
        // What cannot be compared is said beside the table.
        if rate(account.figures.total).change_since(rate(then.total)) == Change::NotKnown {
            continue;
        }
        let words = teller.cell(section, ALL_GROUPS, &change_column(then));
        let before = teller.cell(section, ALL_GROUPS, &then.period);
        if let (Some(words), Some(before)) = (words, before) {
            changes.push(format!("{words} since {} ({before})", then.period));
        }
    }
    let mut said = String::new();
    if !changes.is_empty() {
        said.push_str(&format!(", with {}", listed(&changes)));
    }
    if rate(account.figures.system_total).percent().is_some()
        && let Some(all) = teller.cell(section, ALL_GROUPS, ALL_PARTNERS)
    {
        said.push_str(&format!(
            ", against {all} at all partners of {}",
            account.system
        ));
    }
    said
}

fn partners(account: &Account, _: &str, teller: &mut Teller<'_>) -> Option<String> {
    let named: Vec<String> = by_work(&account.beside.partners)
        .into_iter()
        .filter(|partner| partner.counts.took_part.count().is_some())
        .take(MOST_NAMED)
        .filter_map(|partner| {
            let people = teller.people(PARTNERS, &partner.name, WORKED)?;
            Some(format!("{} ({people})", partner.name))
        })
        .collect();
    if named.is_empty() {
        return Some(
            "With which partners staff worked is hidden for every partner, to protect people in small numbers."
                .to_owned(),
        );
    }
    let hidden = account
        .beside
        .partners
        .iter()
        .filter(|partner| partner.is_hidden());
    // Who is hidden may have been worked with most.
    let (of, others) = match hidden.count() {
        0 => ("Of the partners", String::new()),
        hidden => (
            "Of the partners whose figures can be shown",
            format!(
                "; the figures of {} {} are hidden",
                teller.cell(SURE, HIDDEN_PARTNERS, AS_IT_IS)?,
                if hidden == 1 { "partner" } else { "partners" }
            ),
        ),
    };
    Some(format!(
        "{of}, most people worked with {}{others}.",
        listed(&named)
    ))
}

fn sure(account: &Account, _: &str, teller: &mut Teller<'_>) -> Option<String> {
    let tensions = &account.beside.tensions;
    // What is hidden may have been in the way more often.
    let of = match tensions.iter().any(|one| one.counts.took_part.is_hidden()) {
        true => "Of what can be shown, what got in the way most often was",
        false => "What got in the way most often was",
    };
    let named: Vec<String> = by_work(tensions)
        .into_iter()
        .filter(|tension| tension.counts.took_part.count().is_some())
        .take(1)
        .filter_map(|tension| {
            let people = teller.people(TENSIONS, &tension.name, SAID_SO)?;
            Some(format!("{of} “{}” ({people})", tension.name))
        })
        .collect();
    let way = named
        .into_iter()
        .next()
        .unwrap_or_else(|| "What got in the way is hidden for every kind of tension".to_owned());
    let hidden = match account.figures.hidden_groups() {
        0 => "nothing is hidden in any staff group".to_owned(),
        _ => format!(
            "something is hidden in {} staff groups",
            teller.cell(SURE, HIDDEN_GROUPS, AS_IT_IS)?
        ),
    };
    let list = match account.figures.staff_list_on {
        None => "no staff list has been loaded".to_owned(),
        Some(_) => format!(
            "the staff list is of {}",
            teller.cell(SURE, STAFF_LIST, AS_IT_IS)?
        ),
    };
    Some(format!("{way}; {hidden}, and {list}."))
}
