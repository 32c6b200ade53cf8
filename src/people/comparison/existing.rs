//! What a row changes of an employment that stands.

use super::{
    Comparison, Listed, Standing, Told, Writes,
    addresses::Address,
    history::{Content, History},
    matching::as_key,
    plan::{Comparing, Settled},
};
use crate::{
    access::proofs::in_post_on,
    entities::people::person,
    kernel::{ids::PersonId, time::Day},
    people::staff_list::columns::Field,
    sign_in::Readdressed,
};

/// Ends an employment; one that begins again gives its number to the new one.
pub(super) fn leaves(own: &Standing, on: Day, number_goes_on: bool, writes: &mut Writes) {
    let mut employment = own.employment.clone();
    employment.ended_on = Some(on);
    if number_goes_on {
        employment.employee_number = None;
    }
    let mut history = History::of(&own.postings);
    history.ends(Some(on));
    history.write(writes);
    if employment != own.employment {
        writes.changed_employments.push(employment);
    }
}

/// What a row changes of whose the employment is; answers who they are.
pub(super) fn person(
    comparing: &Comparing<'_>,
    own: &Standing,
    settled: &Settled<'_>,
    what: &mut Vec<String>,
    comparison: &mut Comparison,
) -> PersonId {
    let mut person = own.person.clone();
    let address = |from: &Option<String>, to: &Option<String>| differs("Email address", from, to);
    if let Address::SomebodyKnown(known) = settled.address {
        what.extend(address(&None, &settled.row.email));
        if known != person.id {
            comparison.writes.merged.push((person.id, known));
            comparison.writes.told.push(Told::Merged {
                id: person.id,
                name: person.name,
                into: known,
            });
        }
        return known;
    }
    if settled.address == Address::Given {
        person.email.clone_from(&settled.row.email);
        what.extend(address(&own.person.email, &person.email));
    }
    if !own.is_shared && comparing.reading.says(&[Field::Name, Field::FamilyName]) {
        person.name.clone_from(&settled.row.name);
        what.extend(difference("Name", &own.person.name, &person.name));
    }
    let id = person.id;
    if let Some(from) = &own.person.email
        && person.email != own.person.email
    {
        comparison.writes.readdressed.push(Readdressed {
            person: id,
            name: person.name.clone(),
            from: from.clone(),
        });
    }
    if person != own.person {
        let said = |person: &person::Model| (person.email.clone(), person.name.clone());
        comparison.writes.told.push(Told::Person {
            id,
            from: said(&own.person),
            to: said(&person),
        });
        comparison.writes.changed_people.push(person);
    }
    id
}

/// Compares a row with the employment it is about; answers what is true of it from now on.
pub(super) fn row<'a>(
    comparing: &Comparing<'a>,
    own: &Standing,
    settled: &Settled<'a>,
    comparison: &mut Comparison,
) -> Content {
    let (row, day) = (settled.row, comparing.reading.day);
    let mut what = Vec::new();
    let mut employment = own.employment.clone();
    let mut history = History::of(&own.postings);
    employment.person_id = person(comparing, own, settled, &mut what, comparison);
    if let Some(number) = &row.employee_number
        && employment.employee_number.as_deref().map(as_key) != Some(as_key(number))
    {
        employment.employee_number = Some(number.clone());
        what.extend(differs(
            "Employee number",
            &own.employment.employee_number,
            &employment.employee_number,
        ));
    }
    if let Some(started) = row.started_on.map(Day)
        && employment.started_on != Some(started)
    {
        employment.started_on = Some(started);
        history.begins(started);
        let in_words = |on: Option<Day>| on.map(Day::long);
        let (from, to) = (in_words(own.employment.started_on), in_words(Some(started)));
        what.extend(differs("First day", &from, &to));
    }
    employment.ended_on = if comparing.reading.says(&[Field::EndedOn]) {
        row.ended_on.map(Day)
    } else {
        // In the list without a leaving date is in post, whatever an earlier list made of it.
        own.employment.ended_on.filter(|ended| *ended >= day)
    };
    if in_post_on(&own.employment, day) && !in_post_on(&employment, day) {
        comparison.ends += 1;
    }
    if employment.ended_on != own.employment.ended_on {
        history.ends(employment.ended_on);
        let in_words = |on: Option<Day>| on.map(Day::long);
        let (from, to) = (
            in_words(own.employment.ended_on),
            in_words(employment.ended_on),
        );
        what.extend(differs("Last day", &from, &to));
    }
    let before = own.postings.last().map(Content::of);
    let content = comparing.content(settled, before.as_ref());
    match before {
        Some(before) if before == content => {}
        Some(before) => {
            let regrouped = Content {
                group: content.group,
                ..before.clone()
            };
            what.extend(differences(comparing, &before, &content));
            let has_moved = before.words != content.words && before.group != content.group;
            if has_moved || before.manager != content.manager {
                comparison.writes.told.push(Told::Employment {
                    id: employment.id,
                    from: (before.group, before.manager),
                    to: (content.group, content.manager),
                });
            }
            if regrouped == content {
                // The same words, mapped otherwise: a correction of all their days, not a move.
                history.corrects(content.clone());
            } else {
                history.becomes(content.clone(), day, employment.ended_on);
            }
        }
        None => {
            let from = employment.started_on.unwrap_or(comparing.setting.joined_on);
            let from = employment.ended_on.map_or(from, |ended| ended.min(from));
            let posting = content
                .clone()
                .posted(employment.id, from, employment.ended_on);
            comparison.writes.new_postings.push(posting);
            what.push("Their history begins".to_owned());
        }
    }
    history.write(&mut comparison.writes);
    if employment != own.employment {
        comparison.writes.changed_employments.push(employment);
    }
    if what.is_empty() {
        comparison.unchanged += 1;
    } else {
        comparison.changed.add(comparing.setting, || Listed {
            line: Some(row.line),
            name: row.name.clone(),
            notes: what,
        });
    }
    content
}

/// Each thing that differs, in words.
fn differences(comparing: &Comparing<'_>, from: &Content, to: &Content) -> Vec<String> {
    let group = |content: &Content| comparing.reading.group_name(content.group).to_owned();
    let fte = |content: &Content| content.fte_hundredths.map(|fte| format!("{fte}%"));
    let manager = |content: &Content| content.manager.map(|id| comparing.name(id).to_owned());
    let words = difference("Words for the staff group", &from.words, &to.words);
    let place = (from.place != to.place).then(|| "Place".to_owned());
    // Two people of one name are two managers all the same.
    let manager = (from.manager != to.manager)
        .then(|| in_words("Line manager", &manager(from), &manager(to)));
    [
        difference("Staff group", &group(from), &group(to)).or(words),
        place,
        differs("Job role", &from.job_role, &to.job_role),
        differs("Band", &from.band, &to.band),
        differs("FTE", &fte(from), &fte(to)),
        manager,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn difference(what: &str, from: &str, to: &str) -> Option<String> {
    (from != to).then(|| {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        in_words(what, &some(from), &some(to))
    })
}

fn differs(what: &str, from: &Option<String>, to: &Option<String>) -> Option<String> {
    (from != to).then(|| in_words(what, from, to))
}

fn in_words(what: &str, from: &Option<String>, to: &Option<String>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{what}: {from} \u{2192} {to}"),
        (None, Some(to)) => format!("{what}: {to}, none before"),
        (Some(from), None) => format!("{what}: none, {from} before"),
        (None, None) => what.to_owned(),
    }
}
