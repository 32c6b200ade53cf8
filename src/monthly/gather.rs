//! What a page of people is told, gathered from a few statements.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Own, TeamSummary,
    store::{
        number,
        reading::{self, Cell},
    },
};
use crate::{
    access::{Acting, AdministeredSystem},
    entities::objectives::{ObjectiveState, Side},
    kernel::{
        fault::Answer,
        ids::*,
        periods::{Period, PeriodKind},
        time::Day,
    },
    participation::disclosure::{Group, Team},
    tallies,
};

/// A system's month, and what pages of people share of it.
pub(super) struct Around<'a> {
    about: About<'a>,
    /// Names of the system's organisations, once they were asked for.
    names: Option<BTreeMap<OrganisationId, String>>,
    /// Everybody who is counted, by where they are counted, of the organisations that were asked for.
    counted: BTreeMap<OrganisationId, BTreeMap<Cell, Group>>,
}

/// Somebody of whom nothing is known, which no figure can hide behind.
const UNKNOWN: Group = Group {
    people: 1,
    took_part: 0,
};

/// Which month of which system.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) system: &'a AdministeredSystem,
    pub(super) month: Period,
}

impl About<'_> {
    fn threshold(self) -> i64 {
        i64::from(self.system.system().threshold)
    }
}

impl<'a> Around<'a> {
    pub(super) fn of(system: &'a AdministeredSystem, month_on: Day) -> Self {
        Self {
            about: About {
                system,
                month: Period::from_first(PeriodKind::Month, month_on),
            },
            names: None,
            counted: BTreeMap::new(),
        }
    }

    /// The same with nothing gathered yet.
    pub(super) fn afresh(&self) -> Self {
        Self {
            about: self.about,
            names: None,
            counted: BTreeMap::new(),
        }
    }

    pub(super) fn about(&self) -> About<'a> {
        self.about
    }

    pub(super) fn acting(&self) -> &'a Acting {
        self.about.system.acting()
    }

    /// What each of them did in the month; those who did nothing are not there.
    pub(super) async fn own(&mut self, people: &[PersonId]) -> Answer<BTreeMap<PersonId, Own>> {
        let (system, month) = (self.about.system, self.about.month);
        let mut all: BTreeMap<PersonId, Own> = BTreeMap::new();
        let entries = reading::entries(system, people, month).await?;
        if entries.is_empty() {
            return Ok(all);
        }
        if self.names.is_none() {
            self.names = Some(reading::organisations(system).await?);
        }
        let names = self.names.as_ref();
        let titles = reading::titles(system, people, month).await?;
        let mut whose = BTreeMap::new();
        for entry in entries {
            let own = all.entry(entry.person).or_default();
            whose.insert(entry.id, entry.person);
            own.entries += 1;
            own.minutes += i64::from(entry.minutes);
            let title = entry.objective.and_then(|id| titles.get(&id));
            own.objectives.extend(title.cloned());
            let changed = entry.changed.trim();
            if !changed.is_empty() {
                own.changed.push((entry.done_on, changed.to_owned()));
            }
        }
        for (entry, partner) in reading::partners(system, people, month).await? {
            let own = whose.get(&entry).and_then(|person| all.get_mut(person));
            let name = names.and_then(|names| names.get(&partner));
            if let (Some(own), Some(name)) = (own, name) {
                own.partners.insert(name.clone());
            }
        }
        Ok(all)
    }

    /// What those of them are told who manage as many as the threshold or more.
    pub(super) async fn teams(
        &mut self,
        people: &[PersonId],
    ) -> Answer<BTreeMap<PersonId, TeamSummary>> {
        let (about, threshold) = (self.about, self.about.threshold());
        let mut reports: BTreeMap<PersonId, BTreeMap<EmploymentId, OrganisationId>> =
            BTreeMap::new();
        for report in reading::reports(about.system, people).await? {
            reports
                .entry(report.manager)
                .or_default()
                .insert(report.id, report.organisation);
        }
        reports.retain(|_, team| threshold <= number(team.len()));
        let managers: Vec<PersonId> = reports.keys().copied().collect();
        if managers.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places = reading::cells(about.system, &managers, about.month.last_on).await?;
        let linked = reading::logged(about.system, &managers, about.month).await?;
        let objectives = reading::objectives(about.system, &managers).await?;
        self.count(reports.values().flat_map(BTreeMap::values))
            .await?;
        let year_on = about.system.year_start().year_of(self.acting().today());
        let summaries = reports.into_iter().map(|(manager, team)| {
            let of_team = || {
                objectives
                    .iter()
                    .filter(|o| team.contains_key(&o.employment))
            };
            let agreed: BTreeSet<EmploymentId> = of_team()
                .filter(|o| o.state == ObjectiveState::Agreed && o.year_on == year_on)
                .map(|o| o.employment)
                .collect();
            let waiting = of_team()
                .filter(|o| o.state == ObjectiveState::Proposed && o.awaits == Side::Manager)
                .count();
            let judged = self.judge(&team, &places, &linked);
            let summary = TeamSummary {
                people: number(team.len()),
                with_objective: number(agreed.len()),
                took_part: judged
                    .shown(threshold)
                    .count()
                    .map(|took_part| (judged.all().people, took_part)),
                waiting: number(waiting),
            };
            (manager, summary)
        });
        Ok(summaries.collect())
    }

    /// A team and what is known around it. `linked` has whoever took part, and whether their manager sees it.
    fn judge(
        &self,
        team: &BTreeMap<EmploymentId, OrganisationId>,
        places: &BTreeMap<EmploymentId, Cell>,
        linked: &BTreeMap<EmploymentId, bool>,
    ) -> Team {
        let mut known = 0;
        let mut members: BTreeMap<(OrganisationId, Cell), Group> = BTreeMap::new();
        for (id, organisation) in team {
            // Whoever was not in post at the month's end is not counted in it.
            let Some(cell) = places.get(id) else {
                continue;
            };
            let took_part = linked.get(id);
            known += i64::from(took_part.is_some_and(|&is_linked| is_linked));
            let member = Group {
                people: 1,
                took_part: i64::from(took_part.is_some()),
            };
            let so_far = members.entry((*organisation, *cell)).or_default();
            *so_far = so_far.plus(member);
        }
        let cells = members.into_iter().map(|((organisation, cell), members)| {
            let counted = self.counted.get(&organisation);
            let all = counted
                .and_then(|cells| cells.get(&cell))
                .copied()
                .unwrap_or_default();
            let others = Group {
                people: all.people - members.people,
                took_part: all.took_part - members.took_part,
            };
            // Where the tallies know less than the records, they are not counted yet: others are there, and unknown.
            match others.people < others.took_part || others.took_part < 0 {
                true => (members, UNKNOWN),
                false => (members, others),
            }
        });
        Team {
            known,
            cells: cells.collect(),
        }
    }

    /// Reads what is counted at these organisations, where it is not known yet.
    async fn count(&mut self, organisations: impl Iterator<Item = &OrganisationId>) -> Answer<()> {
        let asked: BTreeSet<OrganisationId> = organisations
            .filter(|id| !self.counted.contains_key(id))
            .copied()
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = asked.into_iter().collect();
        for id in &ids {
            self.counted.insert(*id, BTreeMap::new());
        }
        for tally in tallies::read(self.acting(), &ids, &[self.about.month]).await? {
            let cells = self.counted.entry(tally.organisation).or_default();
            let group = Group {
                people: tally.counts.staff.into(),
                took_part: tally.counts.took_part.into(),
            };
            cells.insert((tally.group, tally.place), group);
        }
        Ok(())
    }
}
