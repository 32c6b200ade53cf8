//! What figures are made of: tallies put into tables, with the names and dates that belong to them.

use std::collections::BTreeMap;

use super::{
    Apart, Figures, Partner,
    disclosure::{self, Counts, Raw, Shown, ShownTable},
    store,
};
use crate::{
    access::SeenSystem,
    kernel::{
        fault::{Answer, Fault},
        ids::*,
        periods::{Period, PeriodKind, YearStart},
        time::Day,
    },
    tallies::{self, Tally},
};

/// Everything that the figures of one period are made of.
pub(super) struct Material<'a> {
    seen: &'a SeenSystem,
    period: Period,
    counted_to: Day,
    groups: Vec<store::Group>,
    pub partners: Vec<Partner>,
    without_staff: Vec<String>,
    /// The period's table, and those linked to it.
    pub tables: BTreeMap<Period, Raw>,
    /// How many people stand beside the table: for each group apart, and for those not placed, one line.
    pub beside: Vec<Vec<i64>>,
}

impl<'a> Material<'a> {
    /// Reads the tallies and names of a period, having brought the tallies to today.
    ///
    /// # Errors
    /// Not found for a period that has not begun.
    pub(super) async fn gather(seen: &'a SeenSystem, period: Period) -> Answer<Self> {
        let (acting, today) = (seen.acting(), seen.acting().today());
        if today < period.first_on {
            return Err(Fault::NotFound);
        }
        tallies::advance_all(acting).await?;
        let organisations = store::organisations(seen).await?;
        let groups = store::groups(seen).await?;
        let linked = linked_periods(period, seen.year_start(), today);
        let ids: Vec<OrganisationId> = organisations.iter().map(|o| o.id).collect();
        let tallies = tallies::read_each(acting, &ids, &linked).await?;
        let has_people = |id| {
            tallies
                .iter()
                .any(|t| t.organisation == id && t.period == period && t.counts.staff > 0)
        };
        let (partners, without): (Vec<_>, Vec<_>) =
            organisations.into_iter().partition(|o| has_people(o.id));
        // A closed or past member is not missed; one that is a member in the period is.
        let without_staff = without
            .into_iter()
            .filter(|o| o.is_member_in(period))
            .map(|o| o.name)
            .collect();
        let lists = store::last_lists(seen).await?;
        let partners: Vec<Partner> = partners
            .into_iter()
            .map(|o| Partner {
                staff_list_on: lists.get(&o.id).copied(),
                id: o.id,
                name: o.name,
            })
            .collect();
        let (tables, beside) = sort_tallies(&tallies, period, &linked, &groups, &partners);
        let counted_to = period.last_on.min(today);
        Ok(Self {
            seen,
            period,
            counted_to,
            groups,
            partners,
            without_staff,
            tables,
            beside,
        })
    }

    /// The figures as everyone may see them.
    pub(super) fn figures(self) -> Figures {
        let threshold = i64::from(self.seen.system().threshold);
        let mut shown = disclosure::protect(&self.tables, threshold);
        let lines = self
            .beside
            .iter()
            .map(|line| disclosure::protect_line(line, threshold))
            .collect();
        // The period is one of its own linked periods.
        let table = shown
            .remove(&self.period)
            .expect("a period is linked to itself");
        self.figures_from(table, lines)
    }

    /// Figures from what was decided of the table and of the lines beside it.
    pub(super) fn figures_from(
        self,
        table: ShownTable,
        mut lines: Vec<(Vec<Shown>, Shown)>,
    ) -> Figures {
        let system = self.seen.system();
        let unplaced = lines
            .pop()
            .expect("the last line is of those who were not placed");
        let named = |name: &str, (people, total): (Vec<Shown>, Shown)| Apart {
            name: name.to_owned(),
            people,
            total,
        };
        let apart = self.groups.iter().filter(|g| !g.is_counted).zip(lines);
        Figures {
            system: system.name.clone(),
            label: system.label.clone(),
            period: self.period,
            year_start: self.seen.year_start(),
            counted_to: self.counted_to,
            threshold: system.threshold,
            groups: self
                .groups
                .iter()
                .filter(|g| g.is_counted)
                .map(|g| g.name.clone())
                .collect(),
            partners: self.partners,
            without_staff: self.without_staff,
            apart: apart
                .map(|(group, line)| named(&group.name, line))
                .collect(),
            unplaced: named("Staff group not known", unplaced),
            table,
        }
    }
}

/// The periods of the appraisal year that have begun: they count the same people.
fn linked_periods(period: Period, start: YearStart, today: Day) -> Vec<Period> {
    let year = Period::containing(PeriodKind::Year, period.first_on, start);
    Period::all_between(year.first_on, year.last_on.min(today), start)
}

/// Puts tallies into the tables of their periods, and those of people apart beside the one that is asked for.
fn sort_tallies(
    tallies: &[Tally],
    asked: Period,
    linked: &[Period],
    groups: &[store::Group],
    partners: &[Partner],
) -> (BTreeMap<Period, Raw>, Vec<Vec<i64>>) {
    let index = |counted: bool| -> BTreeMap<StaffGroupId, usize> {
        groups
            .iter()
            .filter(|g| g.is_counted == counted)
            .enumerate()
            .map(|(at, g)| (g.id, at))
            .collect()
    };
    let (counted, apart) = (index(true), index(false));
    let columns: BTreeMap<OrganisationId, usize> = partners
        .iter()
        .enumerate()
        .map(|(at, p)| (p.id, at))
        .collect();
    let mut tables: BTreeMap<Period, Raw> = linked
        .iter()
        .map(|period| (*period, Raw::new(counted.len(), partners.len())))
        .collect();
    let mut beside = vec![vec![0; partners.len()]; apart.len() + 1];
    for tally in tallies {
        let Some(&column) = columns.get(&tally.organisation) else {
            continue;
        };
        if let (Some(&row), Some(table)) =
            (counted.get(&tally.group), tables.get_mut(&tally.period))
        {
            table.add(row, column, Counts::from(tally.counts));
        } else if tally.period == asked {
            let line = apart.get(&tally.group).copied().unwrap_or(apart.len());
            beside[line][column] += i64::from(tally.counts.staff);
        }
    }
    (tables, beside)
}

impl From<tallies::Counts> for Counts {
    fn from(counts: tallies::Counts) -> Self {
        Self {
            staff: counts.staff.into(),
            with_objective: counts.with_objective.into(),
            took_part: counts.took_part.into(),
        }
    }
}
