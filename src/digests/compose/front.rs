//! The front page: five sentences, written by rule out of cells of the digest's own tables.
//!
//! Every number in them is what stands in a cell, and each sentence keeps which cells it is made of, so that anybody
//! can see how a verdict was reached.

use super::{
    Account, Grid, Section, Source,
    compared::{change_column, earlier},
    sections::*,
    themes::closed_as,
};
use crate::{
    kernel::words::listed,
    participation::{ALL_GROUPS, Change, FacetFigures, Rate, disclosure::ShownCell},
};

/// How many partners a sentence names at most.
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
    let (shown, hidden): (Vec<_>, Vec<_>) = account
        .beside
        .outcomes
        .iter()
        .partition(|outcome| outcome.counts.with_objective.count().is_some());
    let said: Vec<(String, String)> = shown
        .into_iter()
        .filter_map(|outcome| {
            let people = teller.people(OUTCOMES, &outcome.name, CLOSED_SO)?;
            let share = teller.cell(OUTCOMES, &outcome.name, SHARE)?;
            Some((format!("{people} ({share} of staff)"), outcome.name.clone()))
        })
        .collect();
    let hidden: Vec<String> = hidden.iter().map(|other| other.name.clone()).collect();
    Some(match closed_as(&said, "an objective", &hidden) {
        None => format!(
            "How many objectives were met in {period}, and how many were not, is hidden to protect people in small numbers."
        ),
        Some(closed) => format!("In {period}, {closed}."),
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
    let partners = &account.beside.partners;
    let ranked: Vec<_> = by_work(partners)
        .into_iter()
        .filter(|partner| partner.counts.took_part.count().is_some())
        .collect();
    let named: Vec<String> = ranked
        .iter()
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
    let named = listed(&named);
    let without_number = partners.len() - ranked.len();
    // Who is hidden may have been worked with most: then nobody is said to have been.
    if without_number == 0 {
        return Some(format!("Of the partners, most people worked with {named}."));
    }
    let wholly = partners
        .iter()
        .filter(|partner| partner.is_hidden())
        .count();
    let hidden = if wholly == without_number {
        format!(
            "the figures of {} other {} are hidden",
            teller.cell(SURE, HIDDEN_PARTNERS, AS_IT_IS)?,
            if wholly == 1 { "partner" } else { "partners" }
        )
    } else {
        "how many worked with some others is hidden".to_owned()
    };
    let among = if ranked.len() > MOST_NAMED {
        ", among others,"
    } else {
        ""
    };
    Some(format!("Staff worked{among} with {named}; {hidden}."))
}

/// What got in the way: what did most often only where nothing that is hidden may have done so more often.
fn in_the_way(account: &Account, teller: &mut Teller<'_>) -> Option<String> {
    let tensions = &account.beside.tensions;
    let ranked: Vec<_> = by_work(tensions)
        .into_iter()
        .filter(|tension| tension.counts.took_part.count().is_some())
        .collect();
    let hidden = tensions.len() - ranked.len();
    let Some(first) = ranked.first() else {
        return Some("What got in the way is hidden for every kind of tension".to_owned());
    };
    let most = first.counts.took_part;
    if hidden == 0 && most.count() == Some(0) {
        return Some("Nobody said that anything got in the way".to_owned());
    }
    // Several may have got in the way as often; where some are hidden, all that are shown are named alike.
    let is_named = |tension: &&FacetFigures| hidden > 0 || tension.counts.took_part == most;
    let named: Vec<String> = ranked
        .iter()
        .copied()
        .filter(is_named)
        .filter_map(|tension| {
            let people = teller.people(TENSIONS, &tension.name, SAID_SO)?;
            Some(match hidden {
                0 => format!("“{}” ({people})", tension.name),
                _ => format!("{people} said “{}”", tension.name),
            })
        })
        .collect();
    let named = listed(&named);
    if hidden == 0 {
        return Some(format!("What got in the way most often was {named}"));
    }
    Some(format!(
        "Asked what got in the way, {named}, and for {} other {} the number is hidden",
        teller.cell(SURE, HIDDEN_TENSIONS, AS_IT_IS)?,
        if hidden == 1 { "kind" } else { "kinds" }
    ))
}

fn sure(account: &Account, _: &str, teller: &mut Teller<'_>) -> Option<String> {
    let way = in_the_way(account, teller)?;
    let hidden = match account.figures.hidden_groups() {
        0 => "nothing is hidden in any staff group".to_owned(),
        _ => format!(
            "something is hidden in {} staff groups",
            teller.cell(SURE, HIDDEN_GROUPS, AS_IT_IS)?
        ),
    };
    let figures = &account.figures;
    let list = match (figures.staff_list_describes, figures.staff_list_on) {
        (Some(_), Some(_)) => format!(
            "the staff list describes {}",
            teller.cell(SURE, LIST_DESCRIBES, AS_IT_IS)?
        ),
        (None, Some(_)) => format!(
            "the staff list was loaded on {}",
            teller.cell(SURE, STAFF_LIST, AS_IT_IS)?
        ),
        (_, None) => "no staff list has been loaded".to_owned(),
    };
    Some(format!("{way}; {hidden}, and {list}."))
}
