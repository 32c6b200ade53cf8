//! The sentences that stand beside figures, the same on the page, in its export and in a digest.

use super::{
    Figures,
    disclosure::{Shown, ShownCell},
    export::{ALL_GROUPS, ALL_PARTNERS},
    looks::{By, Line},
    rates::Measure,
};
use crate::kernel::{
    periods::{Period, YearStart},
    time::Day,
    words::{count, counted},
};

/// A count with commas, or the word for a hidden one.
pub fn shown(shown: Shown) -> String {
    shown
        .count()
        .map_or_else(|| super::HIDDEN_WORD.to_owned(), count)
}

/// What each figure counts, term by term.
pub fn definitions(label: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "Staff",
            "People employed by an organisation on at least one day of the period, up to the day counted. Someone \
             employed by 2 partners counts once in each. Heads, not full-time equivalents. Volunteers and trustees \
             are not staff."
                .to_owned(),
        ),
        (
            "With an objective",
            format!(
                "Those of them with at least one objective about {label} agreed and in force in the period. It is in \
                 force from the day both sides agree to it until it is closed or its appraisal year ends."
            ),
        ),
        ("Uptake", "With an objective, as a percentage of staff.".to_owned()),
        ("Took part", format!("Those of them who logged at least one piece of {label} dated in the period.")),
        ("Participation", "Took part, as a percentage of staff.".to_owned()),
    ]
}

/// A name in the middle of a sentence: what stands for all of something is no name of its own.
pub(super) fn lower(name: &str) -> String {
    if name == ALL_GROUPS || name == ALL_PARTNERS {
        name.to_lowercase()
    } else {
        name.to_owned()
    }
}

/// What the word "hidden" means in a table, and why there may be many of them.
pub fn why_hidden(threshold: i32) -> String {
    format!(
        "“Hidden” means that fewer than {threshold} people are counted, or all but fewer than {threshold}, or that \
         the figure would let somebody work out a number that small. It does not mean 0."
    )
}

/// What the marks of a table mean, of a period that has closed or not.
pub(super) fn marks(figures: &Figures) -> String {
    match figures.closes_on {
        None => why_hidden(figures.threshold),
        Some(day) => format!(
            "“{}” means that the period has not closed: the figure is shown from {}, and until then nothing is said of \
             it, whether it is large or small. “Hidden” means that fewer than {} staff are counted, or that the number \
             would let somebody work out one that small. It does not mean 0.",
            capital(super::NOT_YET_WORD),
            day.long(),
            figures.threshold
        ),
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// That lines are left out because all that they could tell is hidden.
pub fn left_out(lines: usize) -> Option<String> {
    let count = i64::try_from(lines).unwrap_or(i64::MAX);
    (count > 0).then(|| {
        format!(
            "{} left out, because what would stand there is hidden: no objective ended this way, or only those of too few people did.",
            crate::kernel::words::counted(count, "line is", "lines are")
        )
    })
}

/// What a star in a table means.
pub const REPEATED: &str = "* As it was published before. If it has changed since, it was by so few people that the \
                            difference would point to them. A new figure is shown once the difference is larger.";

/// What a dagger in a table means.
pub const IN_PART: &str = "† Adds up only those whose figures are shown. With the others it would give a small number away.";

/// The same of an export.
pub(super) const IN_PART_IN_EXPORT: &str = "“Of those shown alone” marks totals that add up only those whose figures are shown. With the \
                              others they would give a small number away.";

/// What the mark in an export means.
pub(super) const REPEATED_IN_EXPORT: &str = "“As published before” marks figures that, if they have changed since, have by so \
                                 few people that the difference would point to them. New ones are shown once it is larger.";

/// What an export of an organisation's own figures says over them.
pub(super) const OWN_EXPORT: &str = "These are the organisation’s own figures as they stand, not published, and nothing in \
                                     them is hidden. Do not pass them on outside the organisation.";

/// That a comparison was asked for where there is none.
pub(super) fn not_compared() -> String {
    format!(
        "This table is not compared with another period: figures by {} never are. To compare, choose figures by anything \
         else.",
        named(|by| !by.compares())
    )
}

/// That an organisation was asked for where all are in the table.
pub(super) fn of_all_partners(by: By) -> String {
    format!(
        "Figures by {} are of all partners: the organisation you chose does not narrow them. To see one alone, choose \
         figures by anything but {}.",
        by.label().to_lowercase(),
        named(By::is_of_organisations)
    )
}

/// That a staff group was asked for where all are in the table.
pub(super) fn of_all_groups(by: By) -> String {
    format!(
        "Figures by {} are of all staff groups: the one you chose does not narrow them. To see one alone, choose figures \
         by {}.",
        by.label().to_lowercase(),
        named(By::is_of_organisations)
    )
}

/// What tables of some kind are by, in a sentence.
fn named(which: fn(By) -> bool) -> String {
    let by = By::ALL.iter().filter(|&&by| which(by));
    let by: Vec<String> = by.map(|by| by.label().to_lowercase()).collect();
    crate::kernel::words::listed(&by)
}

/// That a comparison was asked for with a period in which there was nobody to compare with.
pub(super) fn nothing_to_compare(of: &str, then: &str) -> String {
    format!(
        "There is nothing to compare with: of {}, nobody was counted in {then}.",
        lower(of)
    )
}

/// How it comes that nobody is counted at an organisation.
pub(super) const NOBODY_THERE: &str = "People are counted once their organisation’s staff list is loaded, on the days on \
                                       which it belongs to the system.";

/// What people whose objectives ended are not a part of.
pub(super) const OUTCOMES_BESIDE: &str = "Many objectives are closed after their appraisal year has ended, when they are no \
                                          longer in force. So more people may have closed one than have one in force.";

/// That a comparison that was asked for is not made yet.
pub(super) const COMPARED_LATER: &str = "Not all months of this period are counted yet. It is compared with another period \
                                         once they are.";

/// That figures were published with another smallest number than the system has now.
pub(super) fn of_another_threshold(figures: &Figures, now: i32) -> Option<String> {
    (figures.published_on.is_some() && figures.threshold != now).then(|| {
        format!(
            "These figures were published when the smallest number shown was {}. It is {now} now, which holds for what is \
             published from then on: what is published already stays as it was.",
            figures.threshold
        )
    })
}

/// The same where there is no star.
pub const AS_PUBLISHED: &str = "Some figures are as they were published before. If they have changed since, it \
                                was by so few people that the difference would point to them.";

/// Why a table by priority has no line.
pub const NO_PRIORITIES: &str = "The system had no priorities when these figures were made.";

/// When figures were published, or that they are not yet, and how much of them is hidden.
pub fn of_release(figures: &Figures) -> Vec<String> {
    let mut said = Vec::new();
    let is_running = figures.counted_to < figures.period.last_on;
    if let Some(day) = figures.published_on {
        said.push(format!(
            "Published on {}. If more is logged for this period later, these figures change only once it is of so many \
             people that nobody stands out.",
            day.long()
        ));
    }
    if is_running && figures.published_on.is_some() {
        said.push("The months that have closed are counted.".to_owned());
    } else if let Some(day) = figures.closes_on {
        said.push(format!(
            "{} How many staff have an objective, and how many took part, is shown from {}: until then the figures \
             could move by one person from one day to the next.",
            if is_running {
                "This period is not over."
            } else {
                "This period has not closed yet, and takes in what is logged late."
            },
            day.long()
        ));
    }
    let (hidden, all) = figures.hidden();
    if hidden > 0 && figures.published_on.is_some() {
        said.push(format!(
            "In {} of {} cells and totals of this period, in whichever table they stand, something is hidden.",
            count(i64::try_from(hidden).unwrap_or(0)),
            count(i64::try_from(all).unwrap_or(0))
        ));
    }
    said
}

/// The period in words, and up to which day it is counted while it runs.
pub fn period(period: Period, start: YearStart, counted_to: Day) -> String {
    if counted_to < period.last_on {
        format!(
            "{}, counted up to {}",
            period.name(start),
            counted_to.long()
        )
    } else {
        period.name(start)
    }
}

/// "31% took part (62 of 200 staff)": one rate as a sentence's end; none where it is hidden or there is nobody.
pub fn took_part(cell: ShownCell, label: &str) -> Option<String> {
    rate(cell, Measure::Participation)
        .map(|(rate, of)| format!("{rate} took part in {label} ({of})"))
}

/// "45% had an agreed objective (90 of 200 staff)".
pub fn had_an_objective(cell: ShownCell, label: &str) -> Option<String> {
    rate(cell, Measure::Uptake)
        .map(|(rate, of)| format!("{rate} had an agreed objective about {label} ({of})"))
}

fn rate(cell: ShownCell, measure: Measure) -> Option<(String, String)> {
    let part = match measure {
        Measure::Participation => cell.took_part,
        Measure::Uptake => cell.with_objective,
        Measure::Staff => return None,
    };
    let rate = cell.rate(measure)?;
    rate.percent()?;
    Some((
        rate.words(),
        format!(
            "{} of {} staff",
            count(part.count()?),
            count(cell.staff.count()?)
        ),
    ))
}

/// What a system's table says in one sentence.
pub fn meaning(figures: &Figures, measure: Measure) -> String {
    let partners = counted(
        i64::try_from(figures.partners.len()).unwrap_or(0),
        "partner",
        "partners",
    );
    let said = match measure {
        Measure::Participation => took_part(figures.total(), &figures.label),
        Measure::Uptake => had_an_objective(figures.total(), &figures.label),
        Measure::Staff => figures.total().staff.count().map(|staff| {
            format!(
                "{} were counted",
                counted(staff, "employment", "employments")
            )
        }),
    };
    match (said, figures.closes_on) {
        _ if figures.is_before_the_system() => {
            "Nobody was counted: no organisation had joined the system by then.".to_owned()
        }
        _ if figures.partners.is_empty() => "Nobody was counted in this period.".to_owned(),
        (Some(said), _) => format!("Across {partners}, {said}."),
        (None, Some(day)) if measure != Measure::Staff => not_yet(measure, &figures.label, day),
        _ => format!("The figures for all {partners} together are hidden."),
    }
}

/// What the table of a part of a system, an organisation or a staff group, says of all its staff in one sentence. `of`:
/// "At the trust", "Of Nursing".
pub(super) fn part_meaning(of: &str, total: &Line, measure: Measure, figures: &Figures) -> String {
    let label = &figures.label;
    let said = match measure {
        _ if total.cell.is_empty() => return format!("{of}, nobody is counted in this period."),
        _ if total.marks.is_in_part => None,
        Measure::Uptake => had_an_objective(total.cell, label),
        Measure::Participation | Measure::Staff => took_part(total.cell, label),
    };
    match (said, figures.closes_on) {
        (Some(said), _) => format!("{of}, {said}."),
        (None, Some(day)) => not_yet(measure, label, day),
        (None, None) => format!("{of}, the figure for all staff together is hidden."),
    }
}

/// That what a table is about is not shown before its period closes.
fn not_yet(measure: Measure, label: &str, day: Day) -> String {
    let what = match measure {
        Measure::Uptake => format!("had an objective about {label}"),
        Measure::Participation | Measure::Staff => format!("took part in {label}"),
    };
    format!(
        "How many {what} is not shown yet: it will be from {}.",
        day.long()
    )
}

/// How many people could not be placed in a staff group.
pub fn unplaced(people: Shown) -> String {
    match people.count() {
        Some(0) => "Everybody on the staff list could be placed in a staff group.".to_owned(),
        Some(people) => format!(
            "{} could not be placed in a staff group and {} not in the table.",
            counted(people, "person", "people"),
            if people == 1 { "is" } else { "are" }
        ),
        None => "A small number of people could not be placed in a staff group and are not in the table.".to_owned(),
    }
}

/// Which day a staff list describes, and when it was last loaded.
pub fn staff_list(describes: Option<Day>, loaded_on: Option<Day>) -> String {
    match (loaded_on, describes) {
        (Some(day), Some(described)) => format!(
            "The staff list describes {}, and was loaded on {}.",
            described.long(),
            day.long()
        ),
        (Some(day), None) => format!("The staff list was last loaded on {}.", day.long()),
        (None, _) => "No staff list has been loaded.".to_owned(),
    }
}
