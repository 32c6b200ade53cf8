//! Rates held against those before and elsewhere, and who is missing from them.

use super::{
    Account, Earlier, Grid, Line, Section,
    sections::{ALL_PARTNERS, PARTICIPATION, UPTAKE, section},
};
use crate::{
    kernel::words::{count, listed},
    participation::{
        ALL_GROUPS, Change, GroupFigures, HIDDEN_WORD, Rate,
        disclosure::{Shown, ShownCell},
        words,
    },
};

/// Which rate is compared with before and with the system.
#[derive(Clone, Copy)]
pub(super) enum Compared {
    Participation,
    Uptake,
}

impl Compared {
    fn of(self, cell: ShownCell) -> Rate {
        match self {
            Self::Participation => cell.participation(),
            Self::Uptake => cell.uptake(),
        }
    }
}

/// The column of a change since an earlier period.
pub(super) fn change_column(earlier: &Earlier) -> String {
    format!("Change since {}", earlier.period)
}

/// What this period is held against, the last digest first.
pub(super) fn earlier(account: &Account) -> impl Iterator<Item = &Earlier> {
    account.earlier.iter().chain(&account.last_year)
}

pub(super) fn compared(account: &Account, period: &str, what: Compared) -> Section {
    let (id, heading, of) = match what {
        Compared::Participation => (PARTICIPATION, "Participation compared", "Participation"),
        Compared::Uptake => (UPTAKE, "Uptake compared", "Uptake of objectives"),
    };
    let caption = match earlier(account).next() {
        Some(_) => format!("{of}, then and elsewhere"),
        None => format!("{of}, here and elsewhere"),
    };
    let mut columns = vec![period.to_owned()];
    for then in earlier(account) {
        columns.extend([then.period.clone(), change_column(then)]);
    }
    columns.push(ALL_PARTNERS.to_owned());
    let of_system = &account.beside.groups_of_system;
    let counts_of = |groups: &[GroupFigures], name: &str| {
        let found = groups.iter().find(|group| group.name == name);
        found.map(|group| group.counts)
    };
    let line = |name: &str, now: ShownCell, system: Option<ShownCell>| {
        let mut cells = vec![what.of(now).words()];
        for then in earlier(account) {
            let then = if name == ALL_GROUPS {
                Some(then.total)
            } else {
                counts_of(&then.groups, name)
            };
            match then.map(|then| what.of(then)) {
                Some(then) => cells.extend([then.words(), what.of(now).change_since(then).words()]),
                None => cells.extend(["not there".to_owned(), Change::NotKnown.words()]),
            }
        }
        let system =
            system.map_or_else(|| HIDDEN_WORD.to_owned(), |system| what.of(system).words());
        let is_in_part = of_system
            .iter()
            .any(|group| group.name == name && group.is_in_part);
        cells.push(system + if is_in_part { " †" } else { "" });
        Line::new(name, cells)
    };
    let figures = &account.figures;
    let table = Grid::new(caption, "Staff group", columns)
        .rows(figures.groups.iter().map(|group| {
            let system = counts_of(of_system, &group.name);
            line(&group.name, group.counts, system)
        }))
        .total(line(ALL_GROUPS, figures.total, Some(figures.system_total)));
    let mut section = section(id, heading, table);
    if of_system.iter().any(|group| group.is_in_part) {
        section.notes.push(words::IN_PART.to_owned());
    }
    if account.earlier.is_none() {
        section.notes.push(
            "No digest was issued to this board for the period before, so there is nothing to compare with."
                .to_owned(),
        );
    }
    section
}

pub(super) fn missing(account: &Account) -> Section {
    let figures = &account.figures;
    let rest = |whole: Shown, part: Shown| {
        let rest = whole.count().zip(part.count());
        rest.map_or_else(
            || HIDDEN_WORD.to_owned(),
            |(whole, part)| count(whole - part),
        )
    };
    let line = |name: &str, cell: ShownCell| {
        Line::new(
            name,
            [
                words::shown(cell.staff),
                rest(cell.staff, cell.took_part),
                rest(cell.staff, cell.with_objective),
            ],
        )
    };
    let columns = ["Staff", "Did not take part", "Had no objective"];
    let table = Grid::new("Who is missing, by staff group", "Staff group", columns)
        .rows(
            figures
                .groups
                .iter()
                .map(|group| line(&group.name, group.counts)),
        )
        .total(line(ALL_GROUPS, figures.total));
    let mut section = section("missing", "Who is missing", table);
    if !account.beside.without_staff.is_empty() {
        section.notes.push(format!(
            "Not counted in the figures of all partners, because no staff list gives anybody: {}.",
            listed(&account.beside.without_staff)
        ));
    }
    section
}
